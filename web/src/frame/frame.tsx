// What surrounds every page.
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { useAction } from "~/api/query";
import { navigationFor } from "~/areas";
import { ErrorSummary, errorsOf } from "~/parts/errors";
import { ended, session, signOut } from "~/session/session";
import { SessionEnded } from "~/session/session_ended";

export function Frame({ children }: { children: ComponentChildren }) {
  const user = session.value?.user;
  const out = useAction(signOut);
  return (
    <>
      <a href="#main-content" class="govuk-skip-link">
        Skip to main content
      </a>
      <header class="tm-header">
        <div class="govuk-width-container tm-header__row">
          <a class="tm-header__name" href="/">
            Tidemark
          </a>
          {user && (
            <p class="tm-header__who">
              {user.name}
              <button
                type="button"
                class="tm-header__out"
                onClick={() => void out.run()}
              >
                Sign out
              </button>
            </p>
          )}
        </div>
        {session.value?.signIn?.demonstration && (
          <div class="tm-demonstration">
            <div class="govuk-width-container">
              <strong>Demonstration.</strong> The council, its providers and the
              people here are made up.
            </div>
          </div>
        )}
      </header>
      {user && <Navigation />}
      <div class="govuk-width-container">
        <ErrorSummary errors={errorsOf(out.fault)} />
        {children}
      </div>
      {ended.value && <SessionEnded />}
    </>
  );
}

function Navigation() {
  const { path } = useLocation();
  const role = session.value?.user?.role;
  const entries = role ? navigationFor(role) : [];
  if (!entries.length) return null;
  return (
    <div class="govuk-service-navigation">
      <div class="govuk-width-container">
        <div class="govuk-service-navigation__container">
          <nav aria-label="Menu" class="govuk-service-navigation__wrapper">
            <ul class="govuk-service-navigation__list">
              {entries.map(({ href, label }) => (
                <Entry key={href} href={href} label={label} path={path} />
              ))}
            </ul>
          </nav>
        </div>
      </div>
    </div>
  );
}

function Entry(props: { href: string; label: string; path: string }) {
  const { href, label, path } = props;
  const here = path === href;
  const within = here || (href !== "/" && path.startsWith(`${href}/`));
  return (
    <li
      class={
        "govuk-service-navigation__item" +
        (within ? " govuk-service-navigation__item--active" : "")
      }
    >
      <a
        class="govuk-service-navigation__link"
        href={href}
        aria-current={here ? "page" : within ? "true" : undefined}
      >
        {within ? (
          <strong class="govuk-service-navigation__active-fallback">
            {label}
          </strong>
        ) : (
          label
        )}
      </a>
    </li>
  );
}

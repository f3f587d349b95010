import { useMemo, useState } from "preact/hooks";
import { address } from "~/api/names";
import { useAction } from "~/api/query";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf } from "~/parts/errors";
import { ButtonLink, Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import {
  hasSignedOut,
  session,
  signInAs,
  type DemonstrationAccount,
} from "./session";

const UNKNOWN_PROBLEM =
  "Signing in did not work. Try again, and if it still does not, ask your council's Tidemark administrator.";

// What another account, which the same person may have, could do about.
const OTHER_ACCOUNT = ["NOT_SET_UP", "NO_PROVIDER", "PROVIDER_REFUSED"];

export function SignIn() {
  const ways = session.value?.signIn ?? {};
  const problem = new URLSearchParams(location.search).get("problem");
  const [signedOut] = useState(hasSignedOut);
  const met = useMemo(
    () =>
      problem
        ? [
            {
              message:
                ways.problems?.find(({ code }) => code === problem)?.words ??
                UNKNOWN_PROBLEM,
            },
          ]
        : [],
    [problem, ways.problems],
  );
  const next = wanted(problem !== null);
  const signIn = useAction(async (account: DemonstrationAccount) => {
    await signInAs(account);
    if (location.pathname === "/sign-in") history.replaceState(null, "", "/");
  });
  return (
    <Page title="Sign in">
      <ErrorSummary errors={met} />
      <ErrorSummary errors={errorsOf(signIn.fault)} />
      {signedOut && <Inset>You have signed out.</Inset>}
      {ways.oidc && (
        <div class="govuk-button-group">
          <ButtonLink href={address(ways.oidc.href, { return_to: next })}>
            {ways.oidc.label}
          </ButtonLink>
          {problem && OTHER_ACCOUNT.includes(problem) && (
            <Link
              href={address(ways.oidc.href, { return_to: next, anew: "1" })}
            >
              Sign in with another account
            </Link>
          )}
        </div>
      )}
      {ways.demonstration && (
        <>
          <p class="govuk-body">
            Choose whose work to see. Anything you change stays in this
            demonstration.
          </p>
          <ul class="govuk-list tm-accounts">
            {ways.demonstration.map((account) => (
              <li key={account.id}>
                <Button
                  kind="secondary"
                  busy={signIn.busy}
                  onClick={() => void signIn.run(account)}
                >
                  {account.name}
                </Button>
                <p class="govuk-hint">{account.about}</p>
              </li>
            ))}
          </ul>
        </>
      )}
      {!ways.oidc && !ways.demonstration && (
        <p class="govuk-body">
          Nobody can sign in here yet. The administrator of this installation
          has not set up a way to sign in.
        </p>
      )}
    </Page>
  );
}

const WANTED = "tidemark/wanted";

// The address to go to after signing in: the one that was asked for, also after
// a first try that `failed`.
function wanted(failed: boolean): string {
  if (location.pathname === "/sign-in") {
    return (failed && sessionStorage.getItem(WANTED)) || "/";
  }
  const here = location.pathname + location.search;
  sessionStorage.setItem(WANTED, here);
  return here;
}

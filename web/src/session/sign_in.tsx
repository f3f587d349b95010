import { useMemo } from "preact/hooks";
import { useAction } from "~/api/query";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf } from "~/parts/errors";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { session, signInAs, type DemonstrationAccount } from "./session";

const UNKNOWN_PROBLEM =
  "Signing in did not work. Try again, and if it still does not, ask your council's Tidemark administrator.";

export function SignIn() {
  const ways = session.value?.signIn ?? {};
  const address = new URLSearchParams(location.search);
  const problem = address.get("problem");
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
  const next = location.pathname === "/sign-in" ? "/" : location.pathname;
  const signIn = useAction(async (account: DemonstrationAccount) => {
    await signInAs(account);
    if (location.pathname === "/sign-in") history.replaceState(null, "", "/");
  });
  return (
    <Page title="Sign in">
      <ErrorSummary errors={met} />
      <ErrorSummary errors={errorsOf(signIn.fault)} />
      {address.has("signed-out") && <Inset>You have signed out.</Inset>}
      {ways.oidc && (
        <a
          class="govuk-button"
          role="button"
          href={`${ways.oidc.href}?return_to=${encodeURIComponent(next)}`}
        >
          {ways.oidc.label}
        </a>
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

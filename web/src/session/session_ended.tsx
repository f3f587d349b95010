import { useEffect, useRef } from "preact/hooks";
import { useAction } from "~/api/query";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf } from "~/parts/errors";
import { ButtonLink } from "~/parts/links";
import { loadSession, session, signInAs } from "./session";

// Asks to sign in again, over a page that keeps all that was typed.
export function SessionEnded() {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialogue = box.current;
    dialogue?.showModal();
    // Whoever signed in in another tab comes back to this one.
    const look = () => void loadSession().catch(() => {});
    window.addEventListener("focus", look);
    return () => {
      window.removeEventListener("focus", look);
      // Gives the focus back to where somebody was.
      dialogue?.close();
    };
  }, []);
  const before = session.value?.user;
  const ways = session.value?.signIn ?? {};
  const account = ways.demonstration?.find(({ role }) => role === before?.role);
  const again = useAction(signInAs);
  const look = useAction(async () => {
    const now = await loadSession();
    if (!now.signedIn) throw new Error("You have not signed in yet.");
  });
  return (
    <dialog
      class="tm-dialogue"
      ref={box}
      aria-labelledby="session-ended"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 class="govuk-heading-m" id="session-ended">
        Sign in again to go on
      </h2>
      <p class="govuk-body">
        You were signed out, to keep people’s information safe. Nothing you
        typed is lost.
      </p>
      <ErrorSummary errors={errorsOf(again.fault ?? look.fault)} />
      {account && (
        <Button
          busy={again.busy}
          onClick={() => void again.run(account)}
        >{`Sign in as ${account.name}`}</Button>
      )}
      {ways.oidc && (
        <div class="govuk-button-group">
          <ButtonLink beside href={`${ways.oidc.href}?return_to=/signed-in`}>
            Sign in (opens in a new tab)
          </ButtonLink>
          <Button
            kind="secondary"
            busy={look.busy}
            onClick={() => void look.run()}
          >
            I have signed in
          </Button>
        </div>
      )}
    </dialog>
  );
}

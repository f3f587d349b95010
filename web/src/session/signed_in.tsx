import { Page } from "~/parts/page";

// Where a sign-in in a second tab ends.
export default function SignedIn() {
  return (
    <Page title="You have signed in">
      <p class="govuk-body">
        Close this tab and go on in the one where you were working. What you
        typed is still there.
      </p>
    </Page>
  );
}

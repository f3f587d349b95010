import { Link } from "~/parts/links";
import { Page } from "~/parts/page";

// An address that leads nowhere, or nowhere for this user.
export function Absent() {
  return (
    <Page title="Page not found">
      <p class="govuk-body">
        If you typed the address, check that it is right. If you followed a
        link, the page may have moved, or may not be part of your work here.
      </p>
      <p class="govuk-body">
        <Link href="/">Go to your first page</Link>
      </p>
    </Page>
  );
}

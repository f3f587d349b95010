import { useLocation } from "preact-iso";
import { exec } from "preact-iso/router";
import { knownPath } from "~/areas";
import { Link } from "~/parts/links";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";

// An address that leads nowhere, or nowhere for this user.
export function Absent() {
  const { path } = useLocation();
  if (knownPath((route) => exec(path, route) !== undefined))
    return <NotYours />;
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

const ROLES: Record<ReturnType<typeof currentUser>["role"], string> = {
  commissioner: "commissioners",
  provider: "care providers",
  quality: "the quality team",
  practitioner: "practitioners",
  finance: "finance",
  admin: "administrators",
};

// A page of the work of others.
function NotYours() {
  return (
    <Page title="You cannot open this page">
      <p class="govuk-body">
        It is not part of the work of {ROLES[currentUser().role]}. If you need
        it for yours, ask your council’s Tidemark administrator.
      </p>
      <p class="govuk-body">
        <Link href="/">Go to your first page</Link>
      </p>
    </Page>
  );
}

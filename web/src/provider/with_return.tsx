import type { ComponentChildren } from "preact";
import { useQuery } from "~/api/query";
import { Await } from "~/parts/await";
import { Link } from "~/parts/links";
import { Page } from "~/parts/page";
import { openReturn, type Opened } from "./office";

// The parts of a return's address.
export interface ReturnAddress {
  contract: string;
  period: string;
}

interface WithReturnProps extends ReturnAddress {
  children: (opened: Opened) => ComponentChildren;
}

// Opens the return that the address names, or says why not.
export function WithReturn({ contract, period, children }: WithReturnProps) {
  const query = useQuery(["return", contract, period], () =>
    openReturn(contract, period),
  );
  if (query.state === "known") {
    return <>{children(query.value)}</>;
  }
  if (
    query.state === "failed" &&
    (query.fault.kind === "refused" || query.fault.kind === "absent")
  ) {
    return <NotYours what="return" />;
  }
  // Not a page yet: that is read from its heading once it is there.
  return (
    <main class="govuk-main-wrapper" id="main-content" tabIndex={-1}>
      <h1 class="govuk-visually-hidden">Your return</h1>
      <Await query={query} loading="Opening your return">
        {() => null}
      </Await>
    </main>
  );
}

// An address of something that is another provider's, or nobody's: which of
// the two is not said.
export function NotYours({ what }: { what: "return" | "person" | "file" }) {
  return (
    <Page title={`You cannot see this ${what}`}>
      <p class="govuk-body">
        It does not belong to you, or it does not exist. If you typed the
        address, check that it is right.
      </p>
      <p class="govuk-body">
        <Link href="/">See what is due from you</Link>
      </p>
    </Page>
  );
}

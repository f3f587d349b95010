import { Link } from "~/parts/links";
import { Page } from "~/parts/page";

// Where the work of finance begins.
export default function FinanceStart() {
  return (
    <Page title="Payments for outcomes">
      <p class="govuk-body-l">
        Some contracts pay for what people reach. Each period has a statement
        that says, line by line, why it comes to what it does.
      </p>
      <ul class="govuk-list govuk-list--bullet">
        <li>
          <Link href="/statements">Statements</Link>: what was issued, and what
          can be issued
        </li>
        <li>
          <Link href="/contracts">Contracts</Link>: what each pays for, and from
          when
        </li>
        <li>
          <Link href="/providers">Providers</Link>
        </li>
      </ul>
      <p class="govuk-body">
        You see sums and what they rest on. You do not see the people behind
        them.
      </p>
    </Page>
  );
}

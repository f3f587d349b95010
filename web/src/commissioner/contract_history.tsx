// What was varied in a contract, and what its provider may do in reviews.
import type { Contract_Variation } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { type DelegatedReview as Delegated } from "~/api/gen/tidemark/type/v1/proposal_pb";
import { Table } from "~/parts/table";
import { dayInWords } from "~/words/dates";
import { percent } from "~/words/numbers";
import { who } from "~/words/who";
import { proposalKind } from "~/words/support";
import { lowerFirst } from "~/words/text";

const FIELDS: Record<string, string> = {
  title: "title",
  service_type: "kind of support",
  kind: "how it is bought",
  lot: "lot",
  end_date: "last day",
  extendable_until: "how far it can be extended",
  outcome_requirements: "what it asks for",
  return_calendar: "when returns are due",
  delegated_review: "delegated reviews",
  incentive_terms: "what it pays for outcomes",
};

export function Variations(props: { given: readonly Contract_Variation[] }) {
  return (
    <Table
      caption="What was varied since it began"
      rows={props.given}
      keyOf={({ number }) => String(number)}
      empty="The contract is as it was when it began."
      columns={[
        {
          heading: "From",
          cell: ({ effectiveDate }) => dayInWords(effectiveDate),
        },
        {
          heading: "What",
          cell: ({ changedFields }) =>
            changedFields.map((field) => FIELDS[field] ?? field).join(", "),
        },
        { heading: "Why", cell: ({ reason }) => reason },
        { heading: "Recorded by", cell: ({ variedBy }) => who(variedBy) },
      ]}
    />
  );
}

export function DelegatedReview({ given }: { given: Delegated | undefined }) {
  return (
    <section>
      <h2 class="govuk-heading-m">Delegated reviews</h2>
      {given ? (
        <ul class="govuk-list govuk-list--bullet">
          {delegatedInWords(given).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : (
        <p class="govuk-body">
          None. Only the council’s practitioners review support under this
          contract.
        </p>
      )}
    </section>
  );
}

export function delegatedInWords(given: Delegated): string[] {
  const lines: (string | false)[] = [
    `The provider may propose ${given.kinds.map((kind) => lowerFirst(proposalKind(kind))).join(", ")}; a practitioner decides within two working days`,
    given.maxChangeMinutes > 0 &&
      `Small changes need no sign-off: up to ${given.maxChangeMinutes} minutes a week` +
        (given.maxChangeBasisPoints
          ? ` and ${percent(given.maxChangeBasisPoints / 10_000)}`
          : ""),
    given.trustedReviewer !== "" &&
      `Trusted reviewer: ${given.trustedReviewer}`,
    given.auditBasisPoints > 0 &&
      `${percent(given.auditBasisPoints / 10_000)} of what needs no sign-off is audited`,
    given.fromDate !== undefined &&
      `Holds from ${dayInWords(given.fromDate)}` +
        (given.toDate ? ` to ${dayInWords(given.toDate)}` : ""),
  ];
  return lines.filter((line) => line !== false);
}

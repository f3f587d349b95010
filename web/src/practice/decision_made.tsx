// A decision as it was made, in words that can be given to the person.
import { Facts } from "~/parts/facts";
import { Inset, Tag } from "~/parts/notices";
import { dayInWords, momentInWords } from "~/words/dates";
import { who } from "~/words/who";
import type { Audit } from "~/api/gen/tidemark/enablement/v1/proposal_pb";
import {
  ProposalState,
  type PersonView,
} from "~/api/gen/tidemark/type/v1/proposal_pb";
import type { Decision } from "~/api/gen/tidemark/type/v1/decision_pb";
import { closedInWords } from "~/words/people";
import { isAboutSupport, type Proposal } from "./proposals";
import {
  decisionInWords,
  levelInWords,
  obtainedInWords,
  sequelInWords,
} from "./words";

export function DecisionMade({ proposal }: { proposal: Proposal }) {
  if (proposal.state === ProposalState.WITHDRAWN) {
    return (
      <Inset>
        The provider took this proposal back: {proposal.withdrawReason}
      </Inset>
    );
  }
  const decision = proposal.decision;
  if (!decision) return null;
  return (
    <>
      <h2 class="govuk-heading-m">What was decided</h2>
      <Facts
        facts={[
          { name: "Decision", value: <Result decision={decision} /> },
          ...insteadOf(proposal),
          { name: "Reasons", value: decision.reasons },
          ...(decision.options.length
            ? [{ name: "Considered", value: <Options decision={decision} /> }]
            : []),
          {
            name: "How the person sees it",
            value: <View view={decision.personView} />,
          },
          { name: "By whom", value: byWhom(decision) },
        ]}
      />
      {isAboutSupport(proposal) && proposal.audit && (
        <Audited audit={proposal.audit} />
      )}
    </>
  );
}

function Result({ decision }: { decision: Decision }) {
  return (
    <>
      {decisionInWords(decision.result)}{" "}
      <Tag colour={decision.onTime ? "green" : "orange"}>
        {decision.onTime ? "In time" : "Late"}
      </Tag>
    </>
  );
}

function byWhom(decision: Decision): string {
  return decision.acceptedByRule
    ? "Nobody had to decide: the contract lets the provider make a change of this size."
    : `${who(decision.decidedBy)}, ${momentInWords(decision.decideTime)}. It was due by ${dayInWords(decision.decideBy)}.`;
}

function Options({ decision }: { decision: Decision }) {
  return (
    <ul class="govuk-list govuk-list--bullet">
      {decision.options.map(({ text, chosen, whyNot }) => (
        <li key={text}>
          {text}
          {chosen ? " (chosen)" : `. Why not: ${whyNot}`}
        </li>
      ))}
    </ul>
  );
}

function View({ view }: { view: PersonView | undefined }) {
  return (
    <>
      {view?.words && <p class="govuk-body">“{view.words}”</p>}
      {obtainedInWords(view)}
    </>
  );
}

// What was done where that is not what was proposed.
function insteadOf(proposal: Proposal) {
  if (isAboutSupport(proposal)) {
    const change = proposal.decidedChange;
    if (!change) return [];
    const what = change.level
      ? `${levelInWords(change.level)} from ${dayInWords(change.level.fromDate)}`
      : [dayInWords(change.date), change.sequel && sequelInWords(change.sequel)]
          .filter(Boolean)
          .join(", then ");
    return [{ name: "Done instead", value: what }];
  }
  const change = proposal.decidedChange;
  if (!change) return [];
  const { outcome, closeStatus, closeDate } = change;
  const by = outcome?.targetDate
    ? `, by ${dayInWords(outcome.targetDate)}`
    : "";
  const what = outcome
    ? `“${outcome.ownWords}”${by}`
    : `${closedInWords(closeStatus)}, ${dayInWords(closeDate)}`;
  return [{ name: "Done instead", value: what }];
}

function Audited({ audit }: { audit: Audit }) {
  return (
    <>
      <h2 class="govuk-heading-m">Looked at afterwards</h2>
      <Facts
        facts={[
          {
            name: "Was the change right?",
            value: audit.agreed ? "Yes" : "No",
          },
          { name: "Reasons", value: audit.reasons },
          {
            name: "By whom",
            value: `${who(audit.auditedBy)}, ${momentInWords(audit.auditTime)}`,
          },
        ]}
      />
    </>
  );
}

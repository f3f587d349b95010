// What a proposal is about: the person's words first, then what is proposed and
// why, what is now, and the risk as benefit and harm.
import type { ComponentChildren } from "preact";
import { idOf } from "~/api/names";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import type {
  Package,
  SupportLevel,
} from "~/api/gen/tidemark/enablement/v1/package_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { Facts } from "~/parts/facts";
import { ActionLink } from "~/parts/links";
import { Words } from "~/parts/notices";
import { Table } from "~/parts/table";
import { dayInWords, momentInWords } from "~/words/dates";
import { money } from "~/words/numbers";
import { who } from "~/words/who";
import { isAboutSupport, personOf, type Proposal } from "./proposals";
import { closedInWords } from "~/words/people";
import {
  agreementInWords,
  levelInWords,
  obtainedInWords,
  sequelInWords,
} from "./words";
import { levelName } from "~/words/levels";

// All that a decision rests on.
export interface Case {
  proposal: Proposal;
  providerName: string;
  contract: Contract;
  // Of a proposal about support.
  pack?: Package;
  // What the person works towards under the contract.
  goals: PersonalOutcome[];
}

export function CaseView({ proposal, providerName, contract, ...rest }: Case) {
  const grounds = proposal.grounds;
  const view = grounds?.personView;
  return (
    <>
      <h2 class="govuk-heading-m">What the person says</h2>
      {view?.words ? (
        <Words>{view.words}</Words>
      ) : (
        <p class="govuk-body">There are no words of the person.</p>
      )}
      <p class="govuk-hint">{obtainedInWords(view)}</p>

      <Goals goals={rest.goals} person={personOf(proposal)} />

      <h2 class="govuk-heading-m">What is proposed, and why</h2>
      <NowAndProposed proposal={proposal} {...rest} />
      <Facts
        facts={[
          ...(isAboutSupport(proposal)
            ? [
                { name: "Why", value: proposal.change?.reason ?? "" },
                {
                  name: "Agreement",
                  value: agreementInWords(proposal.change?.agreement ?? 0),
                },
              ]
            : []),
          { name: "What speaks for it", value: grounds?.evidence ?? "" },
          {
            name: "Talked over",
            value: `${dayInWords(grounds?.reviewDate)}. ${grounds?.present ?? ""}`,
          },
          {
            name: "Proposed by",
            value: `${providerName} (${who(proposal.proposedBy)}), ${momentInWords(proposal.createTime)}`,
          },
          { name: "Contract", value: contract.title },
        ]}
      />
      <Risk proposal={proposal} />
    </>
  );
}

function Goals({
  goals,
  person,
}: {
  goals: PersonalOutcome[];
  person: string;
}) {
  return (
    <>
      <h2 class="govuk-heading-m">What matters to the person</h2>
      {goals.length ? (
        <ul class="govuk-list govuk-list--bullet">
          {goals.map(({ name, ownWords }) => (
            <li key={name}>{ownWords}</li>
          ))}
        </ul>
      ) : (
        <p class="govuk-body">
          No outcome of the person is recorded under this contract.
        </p>
      )}
      <p class="govuk-body">
        <ActionLink
          href={`/people/${person}`}
        >{`All about ${person}`}</ActionLink>
      </p>
    </>
  );
}

function Risk({ proposal }: { proposal: Proposal }) {
  const { possibleBenefit = "", possibleHarm = "" } = proposal.grounds ?? {};
  return (
    <>
      <h2 class="govuk-heading-m">The risk</h2>
      {possibleBenefit || possibleHarm ? (
        <div class="tm-pair">
          <div>
            <h3 class="govuk-heading-s">What the person may gain</h3>
            <p class="govuk-body">{possibleBenefit}</p>
          </div>
          <div>
            <h3 class="govuk-heading-s">What harm it may bring</h3>
            <p class="govuk-body">{possibleHarm}</p>
          </div>
        </div>
      ) : (
        <p class="govuk-body">The provider sees no risk in it.</p>
      )}
    </>
  );
}

interface Line {
  what: string;
  now: ComponentChildren;
  then: ComponentChildren;
}

type Compared = Pick<Case, "proposal" | "pack" | "goals">;

function NowAndProposed(compared: Compared) {
  return (
    <Table
      caption="Now, and as proposed"
      captionHidden
      columns={[
        { heading: "What", cell: ({ what }) => what },
        { heading: "Now", cell: ({ now }) => now },
        { heading: "As proposed", cell: ({ then }) => then },
      ]}
      rows={linesOf(compared)}
      keyOf={({ what }: Line) => what}
      empty="What is proposed changes nothing that can be shown here."
    />
  );
}

// What is proposed, set against what is.
function linesOf({ proposal, pack, goals }: Compared): Line[] {
  if (isAboutSupport(proposal)) {
    const now = pack?.levels.at(-1);
    const { level, date, sequel } = proposal.change ?? {};
    if (level) return levelLines(now, level);
    const lines = [
      { what: "Support", now: levelInWords(now), then: "None" },
      {
        what: sequel ? "Last day" : "First day without",
        now: "Goes on",
        then: dayInWords(date),
      },
    ];
    if (sequel) {
      lines.push({
        what: "What comes after",
        now: "",
        then: sequelInWords(sequel),
      });
    }
    return lines;
  }
  const now = goals.find(({ name }) => name === proposal.outcome);
  const { outcome, closeStatus, closeDate } = proposal.change ?? {};
  if (outcome) return outcomeLines(now, outcome);
  return [
    {
      what: "Outcome",
      now: now?.ownWords ?? idOf(proposal.outcome),
      then: closedInWords(closeStatus ?? 0),
    },
    { what: "Last day", now: "Goes on", then: dayInWords(closeDate) },
  ];
}

function levelLines(now: SupportLevel | undefined, then: SupportLevel): Line[] {
  const line = (what: string, of: (level: SupportLevel) => string) => ({
    what,
    now: now ? of(now) : "",
    then: of(then),
  });
  const lines = [
    line("Support", levelInWords),
    line("Cost a week", ({ weeklyCostPence }) => money(weeklyCostPence)),
    line("From", ({ fromDate }) => dayInWords(fromDate)),
  ];
  if (now?.instead || then.instead) {
    lines.push(
      line("In place of support", ({ instead }) => instead || "Nothing said"),
    );
  }
  return lines;
}

function outcomeLines(
  now: PersonalOutcome | undefined,
  then: PersonalOutcome,
): Line[] {
  const line = (what: string, of: (outcome: PersonalOutcome) => string) => ({
    what,
    now: now ? of(now) : "Not there yet",
    then: of(then),
  });
  const described = (level: number) => (outcome: PersonalOutcome) =>
    outcome.levels.find((one) => one.level === level)?.description ??
    "Not said";
  const lines = [
    line("In the person's words", ({ ownWords }) => ownWords),
    line("Why it matters", ({ whyItMatters }) => whyItMatters || "Not said"),
    line(
      "Hoped for by",
      ({ targetDate }) => dayInWords(targetDate) || "No date",
    ),
    ...[2, 1, 0, -1, -2].map((level) =>
      line(levelName(level), described(level)),
    ),
  ];
  // Of a change, which outcome it is and what would be another.
  return now
    ? lines.filter((one, i) => i === 0 || one.now !== one.then)
    : lines;
}

import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { inCouncil } from "~/api/names";
import { useFreshQuery } from "~/api/fresh";
import {
  providerName,
  providerNames,
  providerOptions,
  type ProviderNames,
} from "~/api/providers";
import { ProposalState } from "~/api/gen/tidemark/type/v1/proposal_pb";
import { Await } from "~/parts/await";
import { Select } from "~/parts/fields";
import { Filters, Views } from "~/parts/filters";
import { Page } from "~/parts/page";
import { WorkList, type Work } from "~/parts/work_list";
import { dayInWords } from "~/words/dates";
import { who } from "~/words/who";
import {
  decisionsPage,
  listAudits,
  listProposals,
  ofPerson,
  pageOf,
  type Proposal,
} from "./proposals";
import { decisionInWords } from "./words";
import { decisionWork } from "./work";

const MOST = 500;

// The ways to see decisions.
const SHOWS = ["waiting", "decided", "audit"] as const;
type Show = (typeof SHOWS)[number];

const LABELS: Record<Show, string> = {
  waiting: "Waiting",
  decided: "Decided",
  audit: "Small changes to look at",
};

const EMPTY: Record<Show, string> = {
  waiting:
    "No decision waits. When a provider proposes a change after a review with a person, it appears here for two working days.",
  decided: "Nothing has been decided yet.",
  audit:
    "Some contracts let a provider make small changes without asking. A sample of those appears here, so that somebody looks whether they were right. None waits.",
};

export default function Decisions() {
  const { query: address } = useLocation();
  const show = SHOWS.find((one) => one === address["show"]) ?? "waiting";
  const provider = address["provider"] ?? "";
  const query = useFreshQuery([show, provider], async () => {
    const [names, list] = await Promise.all([
      providerNames(),
      ask(show, provider && inCouncil("providers", provider)),
    ]);
    return { names, ...list };
  });
  return (
    <Page title="Decisions">
      <Views
        label="Which decisions"
        here={decisionsPage(show, provider)}
        tabs={SHOWS.map((one) => ({
          href: decisionsPage(one, provider),
          label: LABELS[one],
        }))}
      />
      {show === "audit" && (
        <p class="govuk-body">
          These changes were within what the contract lets the provider do
          without asking. Say whether you agree with each. Your view changes
          nothing by itself.
        </p>
      )}
      <Await query={query} loading="Loading decisions">
        {({ names, proposals, more }) => (
          <>
            {show !== "audit" && (
              <ByProvider
                key={provider}
                show={show}
                names={names}
                chosen={provider}
              />
            )}
            <WorkList
              work={proposals.map((one) => line(show, one, names))}
              empty={EMPTY[show]}
            />
            {more && (
              <p class="govuk-body">
                There are more than {MOST} of a kind. Choose a provider to see
                its decisions.
              </p>
            )}
          </>
        )}
      </Await>
    </Page>
  );
}

async function ask(show: Show, provider: string) {
  if (show === "audit") return listAudits(MOST);
  if (show === "waiting") {
    return listProposals({
      provider,
      state: ProposalState.PROPOSED,
      pageSize: MOST,
    });
  }
  const list = await listProposals({ provider, pageSize: MOST });
  return {
    ...list,
    // The latest first.
    proposals: list.proposals.filter(({ decision }) => decision).reverse(),
  };
}

function line(show: Show, proposal: Proposal, names: ProviderNames): Work {
  if (show === "waiting") return decisionWork(proposal, names);
  const about = `Proposed by ${providerName(names, proposal.provider)}`;
  const base = { href: pageOf(proposal.name), title: ofPerson(proposal) };
  const decision = proposal.decision;
  if (show === "audit" || !decision) {
    return { ...base, about: `${about}. Made without asking.` };
  }
  const by = decision.acceptedByRule
    ? "Made without asking, as the contract allows"
    : `Decided by ${who(decision.decidedBy)}`;
  return {
    ...base,
    about: `${about}. ${by}; it was due by ${dayInWords(proposal.decideBy)}.`,
    tag: {
      text:
        decisionInWords(decision.result) + (decision.onTime ? "" : ", late"),
      colour: decision.onTime ? "green" : "orange",
    },
  };
}

interface ByProviderProps {
  show: Show;
  names: ProviderNames;
  chosen: string;
}

function ByProvider({ show, names, chosen }: ByProviderProps) {
  const [provider, setProvider] = useState(chosen);
  return (
    <Filters path="/decisions" chosen={{ show, provider }}>
      <Select
        id="provider"
        label="Provider"
        value={provider}
        options={providerOptions(names)}
        onValue={setProvider}
      />
    </Filters>
  );
}

import { useState } from "preact/hooks";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { providerName, providerNames } from "~/api/providers";
import { everything } from "~/api/query";
import { inCouncil } from "~/api/names";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { PersonalOutcome_Status } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { Await } from "~/parts/await";
import { Done, Inset, More, Warning } from "~/parts/notices";
import { Page } from "~/parts/page";
import { AuditForm } from "./audit_form";
import { CaseView, type Case } from "./decision_case";
import { DecisionForm } from "./decision_form";
import { DecisionMade } from "./decision_made";
import type { TypedDecision } from "./decision";
import {
  getProposal,
  isAboutSupport,
  nameOfPage,
  personOf,
  titleOf,
  waits,
  type Proposal,
} from "./proposals";
import { mayDecide } from "./roles";
import { clockSentence } from "./words";

interface DecisionProps {
  // `support` or `outcome`.
  about: string;
  // The package or the person.
  of: string;
  id: string;
}

// One decision: what it is about, and deciding it.
export default function DecisionPage({ about, of, id }: DecisionProps) {
  const name = nameOfPage(about, of, id);
  const query = useQuery([name], () => ask(about, name));
  // What has just been done here.
  const [done, setDone] = useState("");
  // What was typed when somebody else was faster.
  const [lost, setLost] = useState<TypedDecision>();
  const known = query.state === "known" ? query.value : undefined;
  const changed = (proposal: Proposal, what: string) => {
    if (known) query.put({ ...known, proposal });
    setDone(what);
  };
  return (
    <Page
      title={known ? titleOf(known.proposal) : "Decision"}
      caption={known ? `Decision about ${personOf(known.proposal)}` : undefined}
      back={{ href: "/decisions", label: "Decisions" }}
    >
      {done && <Done>{done}</Done>}
      {lost && known && !waits(known.proposal) && <Overtaken typed={lost} />}
      {lost && known && waits(known.proposal) && (
        <Warning>
          The proposal changed while you were deciding. It is shown as it is
          now. Look at it again.
        </Warning>
      )}
      <Await query={query} loading="Loading the proposal">
        {(found) => (
          <>
            {waits(found.proposal) ? (
              <Inset>{clockSentence(found.proposal)}</Inset>
            ) : (
              <DecisionMade proposal={found.proposal} />
            )}
            <CaseView {...found} />
            {waits(found.proposal) && mayDecide() && (
              <DecisionForm
                key={found.proposal.etag}
                proposal={found.proposal}
                onDecided={(proposal) =>
                  changed(proposal, "Your decision is recorded.")
                }
                onOvertaken={(typed) => {
                  setLost(typed);
                  query.reload();
                  window.scrollTo(0, 0);
                }}
              />
            )}
            {isAboutSupport(found.proposal) &&
              found.proposal.decision?.acceptedByRule &&
              !found.proposal.audit && (
                <AuditForm
                  proposal={found.proposal}
                  onAudited={(proposal) =>
                    changed(proposal, "What you found is recorded.")
                  }
                />
              )}
          </>
        )}
      </Await>
    </Page>
  );
}

function Overtaken({ typed }: { typed: TypedDecision }) {
  return (
    <>
      <Warning>
        Somebody else decided this while you were writing. Your decision was not
        recorded; theirs is below. If you see it differently, talk to them.
      </Warning>
      <More summary="What you wrote">
        <p class="govuk-body">{typed.reasons}</p>
        {typed.options.map(({ text, whyNot }) => (
          <p class="govuk-body" key={text}>
            {text}: {whyNot}
          </p>
        ))}
        {typed.viewWords && <p class="govuk-body">{typed.viewWords}</p>}
      </More>
    </>
  );
}

async function ask(about: string, name: string): Promise<Case> {
  const proposal = await getProposal(about, name);
  const [names, contract, goals, pack] = await Promise.all([
    providerNames(),
    client(ContractsService).getContract({ name: proposal.contract }),
    goalsOf(proposal),
    isAboutSupport(proposal)
      ? client(EnablementService).getPackage({
          name: name.slice(0, name.indexOf("/proposals/")),
        })
      : undefined,
  ]);
  return {
    proposal,
    providerName: providerName(names, proposal.provider),
    contract,
    goals,
    pack,
  };
}

// What the person works towards under the contract.
async function goalsOf(proposal: Proposal) {
  const outcomes = await everything(async (pageToken) => {
    const page = await client(OutcomesService).listOutcomes({
      parent: inCouncil("people", personOf(proposal)),
      contract: proposal.contract,
      pageToken,
    });
    return { items: page.outcomes, nextPageToken: page.nextPageToken };
  });
  const about = isAboutSupport(proposal) ? "" : proposal.outcome;
  return outcomes.filter(
    ({ name, status }) =>
      status === PersonalOutcome_Status.ACTIVE || name === about,
  );
}

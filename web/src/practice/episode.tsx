import { everything, useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import {
  Looker,
  type Episode,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { EpisodeService } from "~/api/gen/tidemark/enablement/v1/episode_service_pb";
import type { StepDown } from "~/api/gen/tidemark/monitoring/v1/step_down_pb";
import { StepDownService } from "~/api/gen/tidemark/monitoring/v1/step_down_service_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { ActionLink, Link } from "~/parts/links";
import { Inset, Words, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { dayInWords } from "~/words/dates";
import { EpisodeHistory } from "./episode_history";
import { actionsOf } from "./record_actions";
import { mayRecord } from "./roles";
import { stageInWords } from "~/words/support";
import { levelInWords, statusInWords, warningInWords } from "./words";

export interface WholeEpisode {
  episode: Episode;
  providerName: string;
  contract: Contract | undefined;
  goals: PersonalOutcome[];
  stepDowns: StepDown[];
}

// One person's support under one contract: what matters to them, the plan
// against what was given, and what came of it.
export default function EpisodePage({ id }: { id: string }) {
  const query = useQuery([id], () => ask(inCouncil("packages", id)));
  const known = query.state === "known" ? query.value : undefined;
  const pack = known?.episode.package;
  return (
    <Page
      title={pack ? `Support for ${idOf(pack.person)}` : "Support"}
      caption={pack && (pack.serviceType || stageInWords(pack.stage))}
      back={{ href: "/episodes", label: "Episodes" }}
    >
      <Await query={query} loading="Loading the episode">
        {(whole) => (
          <>
            <ToLookAt episode={whole.episode} />
            <Goals {...whole} />
            <Now {...whole} />
            <Actions episode={whole.episode} />
            <EpisodeHistory {...whole} />
          </>
        )}
      </Await>
    </Page>
  );
}

const LOOKERS: Record<Looker, string> = {
  [Looker.UNSPECIFIED]: "",
  [Looker.PROVIDER]: "the provider",
  [Looker.PRACTITIONER]: "a practitioner",
  [Looker.QUALITY]: "the quality team",
};

const LIST = new Intl.ListFormat("en-GB", { type: "conjunction" });

function ToLookAt({ episode }: { episode: Episode }) {
  if (!episode.warnings.length) return null;
  return (
    <Inset>
      <h2 class="govuk-heading-s">To look at</h2>
      <ul class="govuk-list">
        {episode.warnings.map(({ code, text, lookers }) => (
          <li key={code}>
            <strong>{warningInWords(code)}.</strong> {text} For{" "}
            {LIST.format(lookers.map((looker) => LOOKERS[looker]))}.
          </li>
        ))}
      </ul>
    </Inset>
  );
}

function Goals({ goals, episode }: WholeEpisode) {
  const person = idOf(episode.package!.person);
  return (
    <>
      <h2 class="govuk-heading-m">What this support is for</h2>
      {goals.length ? (
        goals.map(({ name, ownWords }) => <Words key={name}>{ownWords}</Words>)
      ) : (
        <p class="govuk-body">
          No goal is recorded for this support, so nobody can see whether it
          helps.
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

function Now({ episode, providerName: name, contract }: WholeEpisode) {
  const pack = episode.package!;
  const status = statusInWords(episode.status);
  const next = episode.nextStep;
  return (
    <>
      <h2 class="govuk-heading-m">How it stands</h2>
      <Facts
        facts={[
          {
            name: "Stands",
            value: <WordTag word={status} />,
          },
          {
            name: "Now",
            value: episode.actual
              ? levelInWords(episode.actual)
              : "No support today",
          },
          {
            name: "Planned for today",
            value: episode.planned
              ? levelInWords(episode.planned)
              : "The plan says nothing for today",
          },
          {
            name: "Next step",
            value: next
              ? `${next.weeklyMinutes ? levelInWords(next) : "No support"} from ${dayInWords(next.fromDate)}`
              : "None is planned",
          },
          { name: "Time limit", value: periodInWords(episode) },
          ...(pack.freeUntil
            ? [
                {
                  name: "Free of charge",
                  value: `Until ${dayInWords(pack.freeUntil)}, that day included`,
                },
              ]
            : []),
          { name: "Stage", value: stageInWords(pack.stage) },
          { name: "Provider", value: name },
          ...(contract ? [{ name: "Contract", value: contract.title }] : []),
        ]}
      />
    </>
  );
}

function periodInWords({ periodDay, periodDays, periodEndDate }: Episode) {
  if (!periodDays) return "There is none";
  const end = dayInWords(periodEndDate);
  return periodDay
    ? `Day ${periodDay} of ${periodDays}; the last is ${end}`
    : `${periodDays} days, to ${end}`;
}

function Actions({ episode }: { episode: Episode }) {
  const pack = episode.package!;
  if (!mayRecord()) return null;
  return (
    <>
      <h2 class="govuk-heading-m tm-screen-only">Record what happens</h2>
      <ul class="govuk-list tm-screen-only">
        {actionsOf(pack).map(({ what, title }) => (
          <li key={what}>
            <Link href={`/episodes/${idOf(pack.name)}/record/${what}`}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

async function ask(name: string): Promise<WholeEpisode> {
  const [names, episode, stepDowns] = await Promise.all([
    providerNames(),
    client(EpisodeService).getEpisode({ name }),
    everything(async (pageToken) => {
      const page = await client(StepDownService).listStepDowns({
        parent: name,
        pageToken,
      });
      return { items: page.stepDowns, nextPageToken: page.nextPageToken };
    }),
  ]);
  const pack = episode.package!;
  const [contract, goals] = await Promise.all([
    pack.contract
      ? client(ContractsService).getContract({ name: pack.contract })
      : undefined,
    Promise.all(
      pack.goals.map((goal) =>
        client(OutcomesService).getOutcome({ name: goal }),
      ),
    ),
  ]);
  return {
    episode,
    providerName: providerName(names, pack.provider),
    contract,
    goals,
    stepDowns,
  };
}

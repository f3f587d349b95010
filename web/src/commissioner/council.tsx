// The council's first page: who needs attention and why, then its figures.
import { inCouncil } from "~/api/names";
import { useFreshQuery } from "~/api/fresh";
import { useQuery } from "~/api/query";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { Finding_Meaning } from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import { Signal_State } from "~/api/gen/tidemark/oversight/v1/signal_pb";
import { Await } from "~/parts/await";
import { ActionLink, Link } from "~/parts/links";
import { Page } from "~/parts/page";
import { WorkList } from "~/parts/work_list";
import { FiguresTable } from "~/figures/figures_table";
import { monthsInWords } from "~/words/months";
import { count, counted } from "~/words/numbers";
import { noticed, tasksOf, type Noticed } from "./attention";
import {
  askAttention,
  askFigures,
  askStart,
  type Attention,
  type Start,
} from "./council_data";
import { FirstSteps } from "./first_steps";
import { providerPlace, signalPlace } from "~/api/places";

export default function CouncilPage() {
  const query = useQuery(["council", inCouncil()], askStart);
  const title =
    query.state === "known"
      ? (query.value.council?.displayName ?? "Your council")
      : "Your council";
  return (
    <Page title={title}>
      <Await query={query} loading="Loading your council">
        {(start) =>
          start.contracts.length && start.people ? (
            <CouncilParts start={start} />
          ) : (
            <FirstSteps start={start} />
          )
        }
      </Await>
    </Page>
  );
}

function CouncilParts({ start }: { start: Start }) {
  const names = new Map(
    start.providers.map(({ name, displayName }) => [name, displayName]),
  );
  return (
    <>
      <nav aria-label="On this page">
        <ul class="govuk-list tm-inline-list">
          {PARTS.map(({ id, label }) => (
            <li key={id}>
              <Link href={`#${id}`}>{label}</Link>
            </li>
          ))}
        </ul>
      </nav>
      <AttentionPart
        contracts={start.contracts}
        nameOf={(provider) => names.get(provider) ?? provider}
      />
      <FiguresPart />
    </>
  );
}

const PARTS = [
  { id: "tasks", label: "What waits for the council" },
  { id: "providers", label: "Providers to talk with" },
  { id: "figures", label: "The council’s figures" },
];

interface AttentionPartProps {
  contracts: readonly Contract[];
  nameOf: (provider: string) => string;
}

function AttentionPart({ contracts, nameOf }: AttentionPartProps) {
  const query = useFreshQuery(["attention", inCouncil()], (signal) =>
    askAttention(contracts, signal),
  );
  return (
    <>
      <h2 class="govuk-heading-m" id="tasks">
        What waits for the council
      </h2>
      <Await query={query} loading="Looking for what needs attention">
        {(attention) => (
          <>
            <WorkList
              work={tasksOf(attention)}
              empty="Nothing waits for you. Every return that came is decided, and none is overdue."
            />
            <Signals attention={attention} nameOf={nameOf} />
          </>
        )}
      </Await>
    </>
  );
}

function Signals(props: {
  attention: Attention;
  nameOf: (provider: string) => string;
}) {
  const { signals } = props.attention;
  const found = (meaning: Finding_Meaning) =>
    noticed(
      signals,
      props.nameOf,
      meaning,
      ({ state }) => state === Signal_State.LOOKED_AT,
    );
  const concerns = found(Finding_Meaning.CONCERN);
  const improvements = found(Finding_Meaning.IMPROVEMENT);
  return (
    <>
      <h2 class="govuk-heading-m" id="providers">
        Providers to talk with
      </h2>
      <p class="govuk-body">
        {concerns.length
          ? `Something stood out at ${counted(concerns.length, "provider")}. Each is a question, not a verdict: ask what is behind it, and offer help first. They stand in order of name.`
          : "Nothing stood out that asks for a talk."}
      </p>
      <NoticedList noticed={concerns} />
      {improvements.length > 0 && (
        <>
          <h2 class="govuk-heading-m">What is going better</h2>
          <NoticedList noticed={improvements} />
        </>
      )}
    </>
  );
}

function NoticedList(props: { noticed: readonly Noticed[] }) {
  return (
    <div class="tm-noticed">
      {props.noticed.map(({ provider, name, concerns }) => (
        <section class="tm-noticed__one" key={provider} aria-label={name}>
          <h3 class="govuk-heading-s govuk-!-margin-bottom-1">
            <Link href={providerPlace(provider)}>{name}</Link>
          </h3>
          <ul class="govuk-list">
            {concerns.map(({ signal, sentence, lookedAt }) => (
              <li key={signal}>
                {sentence} {lookedAt && "Somebody has looked at it. "}
                <ActionLink href={signalPlace(signal)}>
                  What to do
                  <span class="govuk-visually-hidden"> about: {sentence}</span>
                </ActionLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function FiguresPart() {
  const query = useQuery(["figures", inCouncil()], askFigures);
  return (
    <>
      <h2 class="govuk-heading-m" id="figures">
        The council’s figures
      </h2>
      <Await query={query} loading="Loading the figures">
        {({ range, metrics, scorecard: { total } }) => (
          <>
            <p class="govuk-body">
              {monthsInWords(range.from, range.to)}.
              {total &&
                ` They rest on ${count(total.returnsAccepted)} accepted returns of ${count(total.returnsDue)} due, under ${counted(total.contracts, "contract")}.`}
            </p>
            <FiguresTable
              caption="The council’s figures"
              subject={inCouncil()}
              figures={total?.figures ?? []}
              metrics={metrics}
              range={range}
            />
          </>
        )}
      </Await>
    </>
  );
}

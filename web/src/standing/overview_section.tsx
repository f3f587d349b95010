// How a provider stands: in words first, then people's own words beside the
// figures, then every figure.
import { client } from "~/api/transport";
import { everything, useQuery } from "~/api/query";
import { ChartService } from "~/api/gen/tidemark/monitoring/v1/chart_service_pb";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
import { inCouncil } from "~/api/names";
import { Await } from "~/parts/await";
import { ActionLink } from "~/parts/links";
import { currentUser } from "~/session/session";
import { signalPlace } from "~/api/places";
import { AwaitReady } from "./await_ready";
import { Why } from "~/figures/figures";
import { FiguresTable } from "~/figures/figures_table";
import { MAIN_METRICS } from "~/figures/metrics";
import { inWords, type InWords, type Said } from "./overview_words";
import { asked } from "~/figures/range";
import { useReady } from "./ready";
import type { SectionProps } from "./standing";
import { Voices } from "./voices";

export function OverviewSection(props: SectionProps) {
  const { subject, displayName, range, metrics, scorecard } = props;
  const figures = scorecard.total?.figures ?? [];
  const reads = currentUser().role !== "finance";
  return (
    <>
      <Words {...props} />
      {reads && <Voices {...props} />}
      <h2 class="govuk-heading-l tm-section" id="figures">
        Every figure
      </h2>
      <FiguresTable
        caption={`Figures of ${displayName}`}
        subject={subject}
        figures={figures}
        metrics={metrics}
        range={range}
      />
    </>
  );
}

const SIGNAL_ROLES = ["commissioner", "quality"];

function Words({ subject, range, metrics, scorecard }: SectionProps) {
  const { role } = currentUser();
  const series = useReady(["main series", subject, range], (signal) =>
    Promise.all(
      MAIN_METRICS.map(
        (metric) =>
        client(ChartService).getSeries({ name: subject, metric, ...asked(range) }, { signal }), // prettier-ignore
      ),
    ),
  );
  const signals = useQuery(
    ["signals in words", subject, role],
    (signal) =>
    SIGNAL_ROLES.includes(role) ? signalsOf(subject, signal) : Promise.resolve([]), // prettier-ignore
  );
  return (
    <AwaitReady ready={series} loading="Looking at what has changed">
      {(known) => (
        <Await query={signals} loading="Looking at what stands out">
          {(found) => (
            <Piles
              words={inWords(
                metrics,
                scorecard.total?.figures ?? [],
                known,
                found,
              )}
              subject={subject}
              range={range}
            />
          )}
        </Await>
      )}
    </AwaitReady>
  );
}

export function signalsOf(subject: string, signal: AbortSignal) {
  const about = subject.includes("/providers/")
    ? { provider: subject }
    : { subject };
  return everything(async (pageToken) => {
    const page = await client(OversightService).listSignals(
      { parent: inCouncil(), ...about, pageSize: 1000, pageToken },
      { signal },
    );
    return { items: page.signals, nextPageToken: page.nextPageToken };
  });
}

type PilesProps = Pick<SectionProps, "subject" | "range"> & { words: InWords };

function Piles({ words, subject, range }: PilesProps) {
  const council = currentUser().role !== "provider";
  const piles = [
    {
      title: "What is going well",
      said: words.well,
      none: "No figure stands out as better than was to be expected. That says nothing against the support.",
    },
    {
      title: "What has changed",
      said: words.changed,
      none: "Nothing has changed by more than chance explains.",
    },
    {
      title: "What needs a look",
      said: words.look,
      none: council
        ? "Nothing stands out that somebody should ask about."
        : "No figure stands out as worse than was to be expected.",
    },
  ];
  return (
    <>
      {piles.map(({ title, said, none }) => (
        <section key={title}>
          <h2 class="govuk-heading-m">{title}</h2>
          {said.length ? (
            <ul class="govuk-list govuk-list--bullet govuk-list--spaced">
              {said.map((one) => (
                <li key={one.words}>
                  <Saying said={one} subject={subject} range={range} />
                </li>
              ))}
            </ul>
          ) : (
            <p class="govuk-body">{none}</p>
          )}
        </section>
      ))}
    </>
  );
}

type SayingProps = Pick<SectionProps, "subject" | "range"> & { said: Said };

function Saying({ said, subject, range }: SayingProps) {
  const { words, metric, signal } = said;
  if (signal) {
    return (
      <>
        {words}{" "}
        <ActionLink href={signalPlace(signal)}>
          What to do about it
          <span class="govuk-visually-hidden">: {words}</span>
        </ActionLink>
      </>
    );
  }
  return (
    <>
      {words} {metric && <Why of={{ metric, subject, range }} about={words} />}
    </>
  );
}

// What became of the figure since support was offered.
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { MonitoringService } from "~/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import {
  Signal_Note_Act,
  type Signal,
} from "~/api/gen/tidemark/oversight/v1/signal_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { monthInWords, today } from "~/words/dates";
import { monthPlus, monthsInWords } from "~/words/months";
import {
  effectInWords,
  figureInFull,
  monthsBefore,
  monthsSince,
  type Months,
} from "./effect";

export function SignalEffect({ signal }: { signal: Signal }) {
  const offer = signal.notes.find(
    ({ act }) => act === Signal_Note_Act.OFFERED_SUPPORT,
  );
  if (!offer?.noteTime) return null;
  const offered = today(timestampDate(offer.noteTime));
  return (
    <>
      <h2 class="govuk-heading-m">Did support help?</h2>
      <Compared
        signal={signal}
        before={monthsBefore(offered)}
        since={monthsSince(offered)}
        early={monthInWords(monthPlus(offered, 1))}
      />
    </>
  );
}

interface ComparedProps {
  signal: Signal;
  before: Months;
  since: Months | undefined;
  // The first whole month after the offer.
  early: string;
}

function Compared({ signal, before, since, early }: ComparedProps) {
  const { subject = "", metric = "" } = signal.finding ?? {};
  const query = useQuery([subject, metric, before, since], async () => {
    const [was, is] = await Promise.all([
      figureOf(subject, metric, before),
      since && figureOf(subject, metric, since),
    ]);
    return { was, is };
  });
  return (
    <Await query={query} loading="Loading the figures before and since">
      {({ was, is }) => {
        if (!was) {
          return (
            <p class="govuk-body">
              What stood out is no share of people over months. Whether it still
              stands is said above.
            </p>
          );
        }
        return (
          <>
            <Facts
              facts={[
                {
                  name: `Before: ${monthsInWords(before.from, before.to)}`,
                  value: figureInFull(was),
                },
                {
                  name: since
                    ? `Since: ${monthsInWords(since.from, since.to)}`
                    : "Since",
                  value: since ? figureInFull(is) : "Too early to say",
                },
              ]}
            />
            <p class="govuk-body">
              {since
                ? effectInWords(was, is)
                : `The first whole month since is ${early}. Look again when its returns are in.`}
            </p>
          </>
        );
      }}
    </Await>
  );
}

// The figure of some months; none where it is on no scorecard.
async function figureOf(subject: string, metric: string, months: Months) {
  const { total } = await client(MonitoringService).getScorecard({
    name: subject,
    fromMonth: months.from,
    toMonth: months.to,
  });
  return total?.figures.find((figure) => figure.metric === metric);
}

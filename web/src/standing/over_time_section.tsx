// Figures over time, each with what is chance and what is not.
import { useLocation } from "preact-iso";
import { client } from "~/api/transport";
import { ChartService } from "~/api/gen/tidemark/monitoring/v1/chart_service_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { Series } from "~/charts/series";
import { Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { currentUser } from "~/session/session";
import { monthNumber } from "~/words/months";
import { AwaitReady } from "./await_ready";
import { seriesAddress, whyAddress } from "~/figures/addresses";
import { pointsOf } from "./choices";
import { MAIN_METRICS } from "~/figures/metrics";
import { asked, type Range } from "~/figures/range";
import { useReady } from "./ready";
import type { SectionProps } from "./standing";

export function OverTimeSection({ subject, range, metrics }: SectionProps) {
  const { query } = useLocation();
  return (
    <>
      {monthNumber(range.to) - monthNumber(range.from) < 11 && (
        <Inset>
          Limits need time: with fewer than 12 months they are on trial. Choose
          an earlier first month to see more.
        </Inset>
      )}
      {MAIN_METRICS.map((id) => {
        const metric = metrics.get(id);
        return (
          metric && (
            <SeriesOf
              key={id}
              subject={subject}
              metric={metric}
              range={range}
              monthsPerPoint={pointsOf(query["each"], range)}
            />
          )
        );
      })}
    </>
  );
}

interface SeriesOfProps {
  subject: string;
  metric: Metric;
  range: Range;
  // How many months each point is of.
  monthsPerPoint?: number;
  // Whether this is the page of the series itself.
  alone?: boolean;
  // Asks anew when it changes.
  round?: number;
}

export function SeriesOf(props: SeriesOfProps) {
  const { subject, metric, range, monthsPerPoint, alone, round } = props;
  const { path } = useLocation();
  const series = useReady(
    ["series", subject, metric.id, range, monthsPerPoint, round],
    (signal) =>
      client(ChartService).getSeries(
        { name: subject, metric: metric.id, ...asked(range), monthsPerPoint },
        { signal },
      ),
  );
  const asks = currentUser().role !== "finance";
  return (
    <AwaitReady
      ready={series}
      loading={`Loading ${metric.title.toLowerCase()}`}
    >
      {(known) => (
        <>
          <Series
            series={known}
            metric={metric}
            why={
              asks
                ? ({ fromMonth, toMonth }) =>
                    whyAddress({
                      metric: metric.id,
                      subject,
                      range: { ...range, from: fromMonth!, to: toMonth! },
                    })
                : undefined
            }
          />
          {!alone && path !== "/series" && (
            <p class="govuk-body tm-screen-only">
              <Link href={seriesAddress(metric.id, subject, range)}>
                Look closer at {metric.title.toLowerCase()}
              </Link>
            </p>
          )}
        </>
      )}
    </AwaitReady>
  );
}

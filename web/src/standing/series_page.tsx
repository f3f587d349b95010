// One figure over time by itself, and where its limits begin anew.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Await } from "~/parts/await";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { subjectOf } from "~/figures/addresses";
import { Baselines } from "./baselines";
import { chosenOf, figureChoice, POINTS, pointsOf } from "./choices";
import { useMetrics, type Metrics } from "~/figures/metrics";
import { SeriesOf } from "./over_time_section";
import { rangeInWords, useRange } from "~/figures/range";
import { RangeForm } from "./range_form";

export default function SeriesPage() {
  const metrics = useMetrics();
  const { query } = useLocation();
  const metric =
    metrics.state === "known"
      ? metrics.value.get(query["metric"] ?? "")
      : undefined;
  return (
    <Page
      title={metric ? `${metric.title} over time` : "A figure over time"}
      caption="What is chance, and what is not"
    >
      <Await query={metrics} loading="Loading what the figures mean">
        {(known) => <Alone metrics={known} />}
      </Await>
    </Page>
  );
}

// Who may say that the limits of a chart begin anew.
const DECIDERS = ["commissioner", "quality"];

function Alone({ metrics }: { metrics: Metrics }) {
  const { query } = useLocation();
  const range = useRange();
  const [round, setRound] = useState(0);
  const shown = [...metrics.values()].filter(({ onScorecard }) => onScorecard);
  const metric = chosenOf(shown, query["metric"]);
  const subject = subjectOf(query["scope"]);
  const each = pointsOf(query["each"], range);
  return (
    <>
      <p class="govuk-body-l">{metric.question}</p>
      <RangeForm
        key={`${metric.id} ${each} ${rangeInWords(range)}`}
        choices={[figureChoice(shown), POINTS]}
      />
      {query["each"] && String(each) !== query["each"] && (
        <p class="govuk-body">
          These months cannot be parted into points of {query["each"]} months,
          so each point is of one month.
        </p>
      )}
      <SeriesOf
        subject={subject}
        metric={metric}
        range={range}
        monthsPerPoint={each}
        round={round}
        alone
      />
      {DECIDERS.includes(currentUser().role) && (
        <Baselines
          key={`${subject} ${metric.id}`}
          subject={subject}
          metric={metric}
          range={range}
          changed={() => setRound(round + 1)}
        />
      )}
    </>
  );
}

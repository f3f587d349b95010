// A provider beside the others: marked, and the others without names where a
// provider looks.
import { useLocation } from "preact-iso";
import { client } from "~/api/transport";
import {
  ChartService,
  GetComparisonRequest_Units as Units,
} from "~/api/gen/tidemark/monitoring/v1/chart_service_pb";
import type { Comparison } from "~/api/gen/tidemark/monitoring/v1/comparison_pb";
import { inCouncil } from "~/api/names";
import { Funnel } from "~/charts/funnel";
import { Inset } from "~/parts/notices";
import { currentUser } from "~/session/session";
import { figureInWords } from "~/words/numbers";
import { AwaitReady } from "./await_ready";
import { whyAddress } from "~/figures/addresses";
import { chosenOf, figureChoice, sharesOf } from "./choices";
import type { Metrics } from "~/figures/metrics";
import { asked } from "~/figures/range";
import type { Choice } from "./range_form";
import { useReady } from "./ready";
import type { SectionProps } from "./standing";

export function othersChoices(metrics: Metrics): Choice[] {
  return [figureChoice(sharesOf(metrics))];
}

export function OthersSection(props: SectionProps) {
  const { subject, contract, range, metrics } = props;
  const { query } = useLocation();
  const metric = chosenOf(sharesOf(metrics), query["metric"]);
  const own = currentUser().role === "provider";
  const comparison = useReady(
    ["comparison", subject, metric.id, range],
    (signal) =>
      client(ChartService).getComparison(
        {
          // The council may see all; a provider is answered with itself alone,
          // in the funnel of all.
          name: own ? subject : inCouncil(),
          units: contract ? Units.CONTRACTS : Units.PROVIDERS,
          metric: metric.id,
          ...asked(range),
        },
        { signal },
      ),
  );
  return (
    <>
      <AwaitReady ready={comparison} loading="Comparing with the others">
        {(known) =>
          isJudged(known, subject) ? (
            <Funnel
              comparison={known}
              metric={metric}
              marked={subject}
              why={
                currentUser().role === "finance"
                  ? undefined
                  : (unit) =>
                      whyAddress({
                        metric: metric.id,
                        subject: unit.subject,
                        range,
                      })
              }
            />
          ) : (
            <NotJudged comparison={known} {...props} title={metric.title} />
          )
        }
      </AwaitReady>
      {own && (
        <p class="govuk-body">
          The other providers are in the limits, and are not shown. The council
          sees you among all of them, with the same figure.
        </p>
      )}
    </>
  );
}

function isJudged({ units }: Comparison, subject: string): boolean {
  return units.some((unit) => unit.subject === subject && unit.unadjusted);
}

interface NotJudgedProps extends SectionProps {
  comparison: Comparison;
  title: string;
}

function NotJudged({
  comparison,
  subject,
  displayName,
  title,
}: NotJudgedProps) {
  const unit = comparison.units.find((one) => one.subject === subject);
  return (
    <Inset>
      {title} of {displayName}:{" "}
      {unit ? figureInWords(unit.figure).toLowerCase() : "nothing to count"}. It
      cannot be held against the others, which says nothing for or against it.
      Choose more months to have more cases.
    </Inset>
  );
}

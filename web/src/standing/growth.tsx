// Whose packages grew, by how much, through price or volume, and how those
// people's outcomes moved.
import { client } from "~/api/transport";
import { useAction, useQuery } from "~/api/query";
import { inCouncil } from "~/api/names";
import { ExportService } from "~/api/gen/tidemark/monitoring/v1/export_service_pb";
import { Figure_NoValue } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { GrowthRow, MeanChange, OutcomeMoves } from "~/api/gen/tidemark/monitoring/v1/growth_pb"; // prettier-ignore
import { PackageMeasureService } from "~/api/gen/tidemark/monitoring/v1/package_measure_service_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { dayInWords } from "~/words/dates";
import { count, counted, figureInWords, money, percent, restsOn } from "~/words/numbers"; // prettier-ignore
import { Exports } from "~/figures/exports";
import { firstDayOf, lastDayOf } from "~/figures/range";
import type { SectionProps } from "./standing";

export function Growth({ provider, contract, range }: SectionProps) {
  const narrowed = {
    parent: inCouncil(),
    provider,
    contract,
    fromDate: firstDayOf(range.from),
    toDate: lastDayOf(range.to),
    asOfDate: range.asOf,
  };
  const growth = useQuery(["growth", narrowed], (signal) =>
    client(PackageMeasureService).getPackageGrowth(narrowed, { signal }),
  );
  const exporting = useAction((format: number) =>
    client(ExportService).exportPackageGrowth({ ...narrowed, format }),
  );
  return (
    <Await query={growth} loading="Loading how packages changed">
      {({ total }) =>
        total?.people ? (
          <>
            <p class="govuk-body">
              Of {counted(total.people, "person", "people")} with a package on{" "}
              {dayInWords(narrowed.fromDate)} and on{" "}
              {dayInWords(narrowed.toDate)}. {count(total.peopleEnded)} more had
              one on the first day only, {count(total.peopleNew)} on the second
              only; they are in none of these.
            </p>
            <Facts facts={factsOf(total)} />
            <Exports action={exporting} what="how packages changed" />
          </>
        ) : (
          <p class="govuk-body">
            Nobody had a package on both the first and the last day of these
            months, so there is no growth to tell.
          </p>
        )
      }
    </Await>
  );
}

function factsOf(row: GrowthRow) {
  const share = (figure: GrowthRow["grew"]) => {
    const rests = restsOn(figure);
    return figureInWords(figure) + (rests && ` (${rests})`);
  };
  return [
    { name: "Packages that cost more", value: `${share(row.grew)}. ${meanInWords(row.meanIncrease)}` }, // prettier-ignore
    { name: "Packages that cost less", value: `${share(row.fell)}. ${meanInWords(row.meanDecrease)}` }, // prettier-ignore
    { name: "More hours a week", value: share(row.minutesGrew) },
    { name: "Fewer hours a week", value: share(row.minutesFell) },
    {
      name: "Cost a week",
      value: `${money(row.openingPence)} before, ${money(row.closingPence)} after`,
    },
    {
      name: "Through more or less support",
      value: changeInWords(row.volumePence, row.volumeShare, row.noValue),
    },
    {
      name: "Through prices",
      value: changeInWords(row.pricePence, row.priceShare, row.noValue),
    },
    { name: "Their outcomes", value: movesInWords(row.outcomes) },
    {
      name: "Outcomes where it grew",
      value: movesInWords(row.outcomesWhereGrew),
    },
    {
      name: "Outcomes where it fell",
      value: movesInWords(row.outcomesWhereFell),
    },
  ];
}

function meanInWords(mean: MeanChange | undefined): string {
  if (!mean || mean.value === undefined || mean.noValue) {
    return "Too few to say by how much";
  }
  return `By ${percent(Math.abs(mean.value))} on average`;
}

function changeInWords(
  pence: bigint,
  share: number | undefined,
  noValue: Figure_NoValue,
): string {
  const way = pence > 0n ? "more" : "less";
  const by = pence === 0n ? "No change" : `${money(pence > 0n ? pence : -pence)} a week ${way}`; // prettier-ignore
  return share === undefined || noValue
    ? by
    : `${by} (${percent(Math.abs(share))})`;
}

function movesInWords(moves: OutcomeMoves | undefined): string {
  if (!moves?.better?.denominator) {
    return "Nothing is known: no outcome was rated at both ends";
  }
  const of = (figure: OutcomeMoves["better"]) => count(figure?.numerator ?? 0n);
  const unknown = moves.peopleNotRated
    ? ` Nothing is known of ${counted(moves.peopleNotRated, "person", "people")}.`
    : "";
  return `${of(moves.better)} better, ${of(moves.same)} the same, ${of(moves.worse)} worse.${unknown}`;
}

// The support that a person draws on, and how it changed.
import { idOf } from "~/api/names";
import {
  Package_State,
  type Package,
  type SupportLevel,
} from "~/api/gen/tidemark/enablement/v1/package_pb";
import { Inset, Tag } from "~/parts/notices";
import { Table } from "~/parts/table";
import { dayInWords } from "~/words/dates";
import { money } from "~/words/numbers";
import { packageState, stageInWords } from "~/words/support";

interface PackagesProps {
  packages: readonly Package[];
  titles: ReadonlyMap<string, string>;
}

export function Packages({ packages, titles }: PackagesProps) {
  return (
    <>
      <h2 class="govuk-heading-m">The support they draw on</h2>
      {packages.length === 0 && (
        <Inset>No package of support is recorded.</Inset>
      )}
      {packages.map((each) => (
        <section class="tm-entry" key={each.name} aria-label={idOf(each.name)}>
          <h3 class="govuk-heading-s">
            {stageInWords(each.stage)}
            {each.contract && `: ${titles.get(each.contract) ?? ""}`}{" "}
            <Tag colour={each.state === Package_State.ENDED ? "grey" : "blue"}>
              {packageState(each.state)}
            </Tag>
          </h3>
          <p class="govuk-body">
            From {dayInWords(each.startDate)}
            {each.endDate && ` to ${dayInWords(each.endDate)}`}
            {each.endReason && `: ${each.endReason}`}
          </p>
          <Levels levels={each.levels} name={idOf(each.name)} />
        </section>
      ))}
    </>
  );
}

function Levels(props: { levels: readonly SupportLevel[]; name: string }) {
  return (
    <Table
      caption={`How much support over time, ${props.name}`}
      captionHidden
      rows={props.levels}
      keyOf={({ fromDate }) => dayInWords(fromDate)}
      empty="No level is recorded."
      columns={[
        { heading: "From", cell: ({ fromDate }) => dayInWords(fromDate) },
        {
          heading: "A week",
          cell: ({ weeklyMinutes }) => hoursInWords(weeklyMinutes),
        },
        {
          heading: "Cost a week",
          numeric: true,
          cell: ({ weeklyCostPence }) =>
            weeklyCostPence ? money(weeklyCostPence) : "Not recorded",
        },
        { heading: "Why", cell: ({ reason }) => reason || "Not said" },
      ]}
    />
  );
}

// `7 hours 30 minutes`.
export function hoursInWords(minutes: number): string {
  if (minutes === 0) return "None";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    hours && `${hours} ${hours === 1 ? "hour" : "hours"}`,
    rest && `${rest} ${rest === 1 ? "minute" : "minutes"}`,
  ];
  return parts.filter(Boolean).join(" ");
}

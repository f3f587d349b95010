// Support that becomes less: whether it was good for people and lasts, who
// looked back, and what it costs.
import { client } from "~/api/transport";
import { everything, useAction, useQuery } from "~/api/query";
import { inCouncil, segmentOf } from "~/api/names";
import {
  CheckBack_Result,
  type CheckBack,
} from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import { ExportService } from "~/api/gen/tidemark/monitoring/v1/export_service_pb";
import {
  StepDown_Standing,
  StepDown_State,
  type StepDown,
  type StepDown_Condition,
} from "~/api/gen/tidemark/monitoring/v1/step_down_pb";
import { StepDownService } from "~/api/gen/tidemark/monitoring/v1/step_down_service_pb";
import { hoursInWords } from "~/charts/levels";
import { Await } from "~/parts/await";
import { Inset, More } from "~/parts/notices";
import { Table } from "~/parts/table";
import { dayInWords, daysBetween, today } from "~/words/dates";
import { count, counted } from "~/words/numbers";
import { stepCondition, stepStanding } from "~/words/support";
import { Exports } from "~/figures/exports";
import { FiguresTable } from "~/figures/figures_table";
import { Growth } from "./growth";
import { firstDayOf, lastDayOf } from "~/figures/range";
import type { SectionProps } from "./standing";

const FIGURES = [
  "step-down-held",
  "step-down-agreed",
  "check-backs-on-time",
  "check-backs-sustained",
  "community-12-weeks",
];

export function SupportSection(props: SectionProps) {
  const { subject, displayName, range, metrics, scorecard } = props;
  const figures = (scorecard.total?.figures ?? []).filter(({ metric }) =>
    FIGURES.includes(metric),
  );
  return (
    <>
      <p class="govuk-body">
        Less support is good only if it is good for the person: their goals
        hold, they or an advocate agree, and somebody looked back and found that
        it lasts. More support is never a failure by itself.
      </p>
      {range.asOf && (
        <Inset>
          All is as it was known on {dayInWords(range.asOf)}, but for “Looking
          back”, which is as it is known now.
        </Inset>
      )}
      <h2 class="govuk-heading-m">Figures</h2>
      <FiguresTable
        caption={`Figures of less support: ${displayName}`}
        subject={subject}
        figures={figures}
        metrics={metrics}
        range={range}
      />
      <h2 class="govuk-heading-m">Each step to less support</h2>
      <StepDowns {...props} />
      <h2 class="govuk-heading-m">Looking back</h2>
      <LookingBack {...props} />
      <h2 class="govuk-heading-m">Packages: more or less</h2>
      <Growth {...props} />
    </>
  );
}

function StepDowns({ provider, contract, range }: SectionProps) {
  const narrowed = {
    parent: inCouncil("packages", "-"),
    provider,
    contract,
    fromDate: firstDayOf(range.from),
    toDate: lastDayOf(range.to),
    asOfDate: range.asOf,
  };
  const steps = useQuery(["step-downs", narrowed], (signal) =>
    everything(async (pageToken) => {
      const page = await client(StepDownService).listStepDowns(
        { ...narrowed, pageSize: 1000, pageToken },
        { signal },
      );
      return { items: page.stepDowns, nextPageToken: page.nextPageToken };
    }),
  );
  const exporting = useAction((format: number) =>
    client(ExportService).exportStepDowns({ ...narrowed, format }),
  );
  return (
    <Await query={steps} loading="Loading steps to less support">
      {(all) => (
        <>
          {all.length > 0 && (
            <p class="govuk-body">
              {counted(all.length, "step")} in these months.{" "}
              {count(ofStanding(all, StepDown_Standing.COUNTS))} count.{" "}
              {count(ofStanding(all, StepDown_Standing.LACKING))} cannot be
              judged yet. {count(ofStanding(all, StepDown_Standing.FAILED))} do
              not count.
            </p>
          )}
          <More summary={`Show each of them (${count(all.length)})`}>
            <Table
              caption="Steps to less support"
              captionHidden
              columns={[
                {
                  heading: "Package and day",
                  cell: ({ name, lastDate }) => (
                    <>
                      {segmentOf(name, "packages")}
                      <span class="tm-small">{dayInWords(lastDate)}</span>
                    </>
                  ),
                },
                {
                  heading: "Hours a week",
                  cell: ({ minutesBefore, minutesAfter }) =>
                    `${hoursInWords(minutesBefore)} to ${hoursInWords(minutesAfter)}`,
                },
                {
                  heading: "Counts",
                  cell: ({ standing }) => stepStanding(standing).text,
                },
                {
                  heading: "Goals hold",
                  cell: ({ goals }) => <Holds condition={goals} />,
                },
                {
                  heading: "Person agrees",
                  cell: ({ agreement }) => <Holds condition={agreement} />,
                },
                {
                  heading: "It lasts",
                  cell: ({ checkBack }) => <Holds condition={checkBack} />,
                },
              ]}
              rows={all}
              keyOf={({ name }) => name}
              empty="Nobody’s support became less in these months."
            />
          </More>
          {all.length > 0 && (
            <Exports action={exporting} what="the steps to less support" />
          )}
        </>
      )}
    </Await>
  );
}

function ofStanding(all: readonly StepDown[], standing: StepDown_Standing) {
  return all.filter((step) => step.standing === standing).length;
}

function Holds({ condition }: { condition: StepDown_Condition | undefined }) {
  return (
    <>
      {stepCondition(condition?.state ?? StepDown_State.UNSPECIFIED).text}
      {condition?.note && <span class="tm-small">{condition.note}</span>}
    </>
  );
}

const FOUND: readonly { result: CheckBack_Result; words: string }[] = [
  { result: CheckBack_Result.SUSTAINED, words: "found that it lasts" },
  { result: CheckBack_Result.SLIPPED, words: "found that the person needs more again than was hoped" }, // prettier-ignore
  { result: CheckBack_Result.RETURNED, words: "found the person back on more support" }, // prettier-ignore
  { result: CheckBack_Result.NOT_REACHED, words: "could not reach the person" },
];

function LookingBack({ provider, range }: SectionProps) {
  const checks = useQuery(["check-backs", provider], (signal) =>
    everything(async (pageToken) => {
      const page = await client(EnablementService).listCheckBacks(
        {
          parent: inCouncil("packages", "-"),
          provider,
          pageSize: 1000,
          pageToken,
        },
        { signal },
      );
      return { items: page.checkBacks, nextPageToken: page.nextPageToken };
    }),
  );
  const last = lastDayOf(range.to);
  return (
    <Await query={checks} loading="Loading looks back">
      {(all) => {
        const due = all.filter(
          ({ dueDate }) =>
            dueDate &&
            daysBetween(firstDayOf(range.from), dueDate) >= 0 &&
            daysBetween(dueDate, last) >= 0,
        );
        const late = due.filter(isOverdue);
        if (!due.length) {
          return (
            <p class="govuk-body">No look back was due in these months.</p>
          );
        }
        return (
          <>
            <p class="govuk-body">
              {counted(due.length, "look back", "looks back")} due in these
              months, under all contracts:
            </p>
            <ul class="govuk-list govuk-list--bullet">
              {FOUND.map(({ result, words }) => (
                <li key={words}>
                  {count(due.filter((one) => one.result === result).length)}{" "}
                  {words}
                </li>
              ))}
              <li>
                {count(late.length)} overdue, so nobody knows whether it lasts
              </li>
            </ul>
            {late.length > 0 && (
              <More
                summary={`Show those that are overdue (${count(late.length)})`}
              >
                <Table
                  caption="Looks back that are overdue"
                  captionHidden
                  columns={[
                    {
                      heading: "Package",
                      cell: ({ name }) => segmentOf(name, "packages"),
                    },
                    {
                      heading: "Due",
                      cell: ({ dueDate }) => dayInWords(dueDate),
                    },
                    {
                      heading: "After the step on",
                      cell: ({ stepDate }) => dayInWords(stepDate),
                    },
                  ]}
                  rows={late}
                  keyOf={({ name }) => name}
                  empty=""
                />
              </More>
            )}
          </>
        );
      }}
    </Await>
  );
}

function isOverdue({ result, dueDate }: CheckBack): boolean {
  return (
    result === CheckBack_Result.UNSPECIFIED &&
    dueDate !== undefined &&
    daysBetween(dueDate, today()) > 0
  );
}

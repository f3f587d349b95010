// Where the limits of a chart begin anew, and why: a decision of the council,
// which is never changed, only taken back with a reason.
import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import { everything, newRequestId, useAction, useQuery } from "~/api/query";
import { inCouncil } from "~/api/names";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import {
  Baseline_State,
  type Baseline,
} from "~/api/gen/tidemark/oversight/v1/baseline_pb";
import { ChartService } from "~/api/gen/tidemark/monitoring/v1/chart_service_pb";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { Radios, Select, TextArea, TextField } from "~/parts/fields";
import { Done, More, Tag } from "~/parts/notices";
import { monthInWords } from "~/words/dates";
import { monthCode, monthNumber, monthPlus, parseMonth } from "~/words/months";
import { asked, type Range } from "~/figures/range";

interface BaselinesProps {
  subject: string;
  metric: Metric;
  range: Range;
  // Called when charts follow other limits than before.
  changed: () => void;
}

export function Baselines(props: BaselinesProps) {
  const { subject, metric, changed } = props;
  const [done, setDone] = useState("");
  const baselines = useQuery(["baselines", subject], (signal) =>
    everything(async (pageToken) => {
      const page = await client(OversightService).listBaselines(
        { parent: inCouncil(), subject, pageSize: 200, pageToken },
        { signal },
      );
      return { items: page.baselines, nextPageToken: page.nextPageToken };
    }),
  );
  const told = (words: string) => {
    setDone(words);
    baselines.reload();
    changed();
  };
  return (
    <section class="tm-screen-only">
      <h2 class="govuk-heading-m">Begin the limits anew</h2>
      {done && <Done>{done}</Done>}
      <p class="govuk-body">
        When you know that something changed, such as a new manager or a new way
        of working, limits from before no longer say what to expect. Say from
        which month on they begin anew, and why. The provider sees the reason on
        its own chart.
      </p>
      <Await query={baselines} loading="Loading where limits begin anew">
        {(all) => (
          <>
            {all
              .filter((one) => one.metric === metric.id)
              .map((one) => (
                <Decided {...props} key={one.name} baseline={one} told={told} />
              ))}
          </>
        )}
      </Await>
      <More summary="Begin the limits anew from a month">
        <NewBaseline {...props} told={told} />
      </More>
    </section>
  );
}

const TRIES = 20;
const PAUSE = 400;

// Does what changes the limits, and waits until charts follow it, within a
// second or a few on a busy server: nobody should read the old ones as the new.
async function followed<T>(
  series: BaselinesProps,
  act: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const before = await limitsOf(series);
  const done = await act();
  for (let tries = 0; done && tries < TRIES; tries++) {
    if ((await limitsOf(series)) !== before) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return done;
}

// What the limits of a series rest on; nothing if it cannot be told.
async function limitsOf(series: BaselinesProps): Promise<string | undefined> {
  const { subject, metric, range } = series;
  try {
    const { phases } = await client(ChartService).getSeries({
      name: subject,
      metric: metric.id,
      ...asked(range),
    });
    return phases
      .map(({ fromMonth, baselinePoints, reason, author }) =>
        [
          fromMonth?.year,
          fromMonth?.month,
          baselinePoints,
          reason,
          author,
        ].join(),
      )
      .join(";");
  } catch {
    return undefined;
  }
}

interface NewBaselineProps extends BaselinesProps {
  told: (words: string) => void;
}

function NewBaseline(props: NewBaselineProps) {
  const { subject, metric, range, told } = props;
  const first = monthCode(range.from);
  const [month, setMonth] = useState(first);
  const [reason, setReason] = useState("");
  const [frozen, setFrozen] = useState("all");
  const [points, setPoints] = useState("12");
  const [errors, setErrors] = useState<FormError[]>([]);
  const [request, setRequest] = useState(newRequestId);
  const action = useAction((baselinePoints: number) =>
    client(OversightService).createBaseline({
      parent: inCouncil(),
      baselineId: `b-${request}`,
      baseline: {
        subject,
        metric: metric.id,
        firstMonth: parseMonth(month)!,
        baselinePoints,
        reason: reason.trim(),
      },
      requestId: request,
    }),
  );
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = faultsOf(reason, frozen, points);
    setErrors(wrong);
    if (wrong.length) return;
    const made = await followed(props, () =>
      action.run(frozen === "freeze" ? Number(points) : 0),
    );
    if (!made) return;
    setReason("");
    setRequest(newRequestId());
    told(`The limits begin anew in ${monthInWords(made.firstMonth!)}.`);
  };
  const shown = errors.length
    ? errors
    : errorsOf(action.fault, (field) => INPUTS[field]);
  const errorOf = (id: string) =>
    shown.find(({ input }) => input === id)?.message;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <ErrorSummary errors={shown} />
      <Select
        id="first-month"
        label="First month of the new limits"
        value={month}
        options={monthsOf(range)}
        error={errorOf("first-month")}
        onValue={setMonth}
      />
      <TextArea
        id="reason"
        label="What is known to have changed"
        hint="Providers see it on their own charts. Do not name or describe a person."
        value={reason}
        error={errorOf("reason")}
        onValue={setReason}
      />
      <Radios
        id="frozen"
        label="Which months the new limits rest on"
        small
        value={frozen}
        options={[
          {
            value: "all",
            label: "All from there on: they move with each month",
          },
          {
            value: "freeze",
            label: "The first few: then they stay as they are",
          },
        ]}
        onValue={setFrozen}
      />
      {frozen === "freeze" && (
        <TextField
          id="points"
          label="How many points"
          hint="12 or more make firm limits."
          width={3}
          inputMode="numeric"
          value={points}
          error={errorOf("points")}
          onValue={setPoints}
        />
      )}
      <Button type="submit" busy={action.busy}>
        Begin the limits anew
      </Button>
    </form>
  );
}

const INPUTS: Record<string, string> = {
  "baseline.reason": "reason",
  "baseline.first_month": "first-month",
  "baseline.baseline_points": "points",
};

function faultsOf(reason: string, frozen: string, points: string): FormError[] {
  const errors: FormError[] = [];
  if (!reason.trim()) {
    errors.push({ input: "reason", message: "Say what is known to have changed" }); // prettier-ignore
  }
  const number = /^\d+$/.test(points.trim()) ? Number(points) : 0;
  if (frozen === "freeze" && (number < 2 || number > 600)) {
    errors.push({ input: "points", message: "Enter a whole number from 2 to 600" }); // prettier-ignore
  }
  return errors;
}

function monthsOf({ from, to }: Range) {
  const months = monthNumber(to) - monthNumber(from) + 1;
  return Array.from({ length: months }, (_, i) => monthPlus(from, i)).map(
    (month) => ({ value: monthCode(month), label: monthInWords(month) }),
  );
}

interface DecidedProps extends BaselinesProps {
  baseline: Baseline;
  told: (words: string) => void;
}

function Decided(props: DecidedProps) {
  const { baseline, told } = props;
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<FormError[]>([]);
  const [request] = useState(newRequestId);
  const month = monthInWords(baseline.firstMonth!);
  const id = `withdraw-${baseline.name.split("/").at(-1)}`;
  const action = useAction(() =>
    client(OversightService).withdrawBaseline({
      name: baseline.name,
      reason: reason.trim(),
      etag: baseline.etag,
      requestId: request,
    }),
  );
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = reason.trim()
      ? []
      : [{ input: id, message: "Say why it is taken back" }];
    setErrors(wrong);
    if (wrong.length) return;
    if (await followed(props, action.run))
      told(`The limits from ${month} are taken back.`);
  };
  const standing = baseline.state === Baseline_State.STANDING;
  const shown = errors.length ? errors : errorsOf(action.fault, () => id);
  return (
    <article class="tm-told">
      <p class="govuk-body">
        <strong>From {month}</strong>{" "}
        <Tag colour={standing ? "blue" : "grey"}>
          {standing ? "In use" : "Taken back"}
        </Tag>
        <br />
        {baseline.reason}
        {baseline.baselinePoints > 0 &&
          ` The limits rest on the first ${baseline.baselinePoints} points and then stay.`}
        <span class="tm-small">
          Decided by {baseline.author}.{" "}
          {!standing &&
            `Taken back by ${baseline.withdrawnBy}: ${baseline.withdrawalReason}`}
        </span>
      </p>
      {standing && (
        <More summary={`Take back the limits from ${month}`}>
          <form onSubmit={(event) => void submit(event)} noValidate>
            <ErrorSummary errors={shown} />
            <TextArea
              id={id}
              label="Why it is taken back"
              value={reason}
              error={shown.find(({ input }) => input === id)?.message}
              onValue={setReason}
            />
            <Button type="submit" kind="warning" busy={action.busy}>
              Take it back
            </Button>
          </form>
        </More>
      )}
    </article>
  );
}

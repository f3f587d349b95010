import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil } from "~/api/names";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import {
  Package_Extension_Charging as Charging,
  type Package,
} from "~/api/gen/tidemark/enablement/v1/package_pb";
import { Absent } from "~/frame/absent";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { DateField } from "~/parts/date_field";
import { ErrorSummary } from "~/parts/errors";
import { Radios, Select, TextArea, TextField } from "~/parts/fields";
import { useForm, useRequestId } from "~/parts/form";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { dayInWords } from "~/words/dates";
import { LevelFields } from "./level_fields";
import {
  actionsOf,
  isAction,
  titleOfAction,
  type What,
} from "./record_actions";
import {
  errorsIn,
  inputOf,
  isCharged,
  record,
  typedFor,
  type Typed,
} from "./recorded";
import { AGREEMENT_OPTIONS, levelInWords, SEQUEL_OPTIONS } from "./words";

// Records something that happens to a person's support.
export default function RecordPage({ id, what }: { id: string; what: string }) {
  const name = inCouncil("packages", id);
  const query = useQuery([name], () =>
    client(EnablementService).getPackage({ name }),
  );
  if (!isAction(what)) return <Absent />;
  const known = query.state === "known" ? query.value : undefined;
  return (
    <Page
      title={titleOfAction(what)}
      caption={known && `Support for ${idOf(known.person)}`}
      back={{ href: `/episodes/${id}`, label: "Support" }}
    >
      <Await query={query} loading="Loading the support">
        {(pack) =>
          actionsOf(pack).some((action) => action.what === what) ? (
            <>
              <Inset>{nowInWords(pack)}</Inset>
              <RecordForm what={what} pack={pack} reload={query.reload} />
            </>
          ) : (
            <Inset>
              This cannot be recorded as the support is now. Go back to see what
              can.
            </Inset>
          )
        }
      </Await>
    </Page>
  );
}

function nowInWords(pack: Package): string {
  if (pack.endDate) return `Support ended on ${dayInWords(pack.endDate)}.`;
  const level = pack.levels.at(-1);
  return `The last level is ${levelInWords(level).toLowerCase()}, from ${dayInWords(level?.fromDate)}.`;
}

const DAYS: Record<What, string> = {
  level: "From which day?",
  pause: "The first day without support",
  resume: "The first day with support again",
  exit: "The last day of support",
  reopen: "The first day of support again",
  extend: "The new last day",
};

interface RecordFormProps {
  what: What;
  pack: Package;
  reload: () => void;
}

function RecordForm({ what, pack, reload }: RecordFormProps) {
  const { route } = useLocation();
  const [typed, setTyped] = useState<Typed>(() => typedFor(pack));
  const form = useForm(inputOf);
  const requestId = useRequestId([what, typed]);
  const put = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const { errorOf } = form;
  const agrees = what === "level" || what === "exit";

  const submit = () =>
    form.send(errorsIn(what, typed), async () => {
      await record(what, pack, typed, requestId);
      route(`/episodes/${idOf(pack.name)}`);
    });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ErrorSummary errors={form.errors} />
      {form.fault?.kind === "stale" && (
        <p class="govuk-body">
          <Button kind="secondary" onClick={reload}>
            Show the support as it is now
          </Button>
        </p>
      )}
      {what === "level" && (
        <LevelFields
          value={typed.level}
          errorOf={errorOf}
          onValue={(level) => put({ level })}
        />
      )}
      <DateField
        id="date"
        label={DAYS[what]}
        hint="For example, 27 3 2027"
        error={errorOf("date")}
        value={typed.date}
        onValue={(date) => put({ date })}
      />
      {what === "exit" && (
        <Select
          id="sequel"
          label="What comes after?"
          error={errorOf("sequel")}
          options={SEQUEL_OPTIONS}
          value={typed.sequel}
          onValue={(sequel) => put({ sequel })}
        />
      )}
      {agrees && (
        <Radios
          id="agreement"
          label="Does the person agree?"
          error={errorOf("agreement")}
          options={AGREEMENT_OPTIONS}
          value={typed.agreement}
          onValue={(agreement) => put({ agreement })}
        />
      )}
      {what === "extend" && (
        <Charged typed={typed} put={put} errorOf={errorOf} />
      )}
      {what !== "resume" && (
        <TextArea
          id="reason"
          label="Why?"
          hint="In plain English."
          error={errorOf("reason")}
          value={typed.reason}
          onValue={(reason) => put({ reason })}
        />
      )}
      <Button type="submit" busy={form.busy}>
        Record
      </Button>
    </form>
  );
}

interface ChargedProps {
  typed: Typed;
  put: (part: Partial<Typed>) => void;
  errorOf: (input: string) => string | undefined;
}

function Charged({ typed, put, errorOf }: ChargedProps) {
  return (
    <>
      <Radios
        id="charging"
        label="Does the person pay for the days that are added?"
        error={errorOf("charging")}
        options={[
          {
            value: String(Charging.STAYS_FREE),
            label: "No, they stay free of charge",
          },
          { value: String(Charging.CHARGED), label: "Yes, from a day on" },
        ]}
        value={typed.charging}
        onValue={(charging) => put({ charging })}
      />
      {isCharged(typed) && (
        <DateField
          id="charged-from"
          label="The first day that may be charged for"
          hint="After the first six weeks. For example, 27 3 2027"
          error={errorOf("charged-from")}
          value={typed.chargedFrom}
          onValue={(chargedFrom) => put({ chargedFrom })}
        />
      )}
      <TextField
        id="decided-by"
        label="Who decided this?"
        hint="A role, such as the team manager. No names."
        error={errorOf("decided-by")}
        value={typed.decidedBy}
        onValue={(decidedBy) => put({ decidedBy })}
      />
    </>
  );
}

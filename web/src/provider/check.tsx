// All that is wrong with a return at once, what it says, and the way to submit
// it.
import { useState } from "preact/hooks";
import { useAction, useQuery, newRequestId } from "~/api/query";
import { client } from "~/api/transport";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { TextArea } from "~/parts/fields";
import { useGo } from "~/parts/go";
import { Link } from "~/parts/links";
import { Inset, More } from "~/parts/notices";
import { Page } from "~/parts/page";
import { counted } from "~/words/numbers";
import { Clashes } from "./clashes";
import { confirmedOf } from "./confirmed";
import {
  byCode,
  findingOf,
  inputId,
  REASON_QUESTIONS,
  type Finding,
} from "./findings";
import type { Opened } from "./office";
import { AllAnswers } from "./all_answers";
import { editable, workOf } from "./overview";
import { OthersNews, SavingBar } from "./saving_bar";
import { WithReturn, type ReturnAddress } from "./with_return";
import { periodOf } from "~/words/returns";

export function Check(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <CheckPage opened={opened} />}
    </WithReturn>
  );
}

function CheckPage({ opened }: { opened: Opened }) {
  const { draft, path, contract } = opened;
  return (
    <Page
      title="Check your answers"
      caption={`${periodOf(draft.current.value)}, ${contract.title}`}
      back={{ href: path, label: "Everyone in this return" }}
    >
      <OthersNews draft={draft} path={path} />
      <Clashes draft={draft} outcomes={opened.outcomes} />
      {editable(opened) ? (
        <Checking opened={opened} />
      ) : (
        <p class="govuk-body">
          There is nothing to submit now.{" "}
          <Link href={path}>See how the return stands</Link>
        </p>
      )}
      <SavingBar draft={draft} />
    </Page>
  );
}

interface Findings {
  errors: Finding[];
  warnings: Finding[];
}

async function check(opened: Opened): Promise<Findings> {
  const { draft, outcomes, name } = opened;
  await draft.save();
  const { entries, nil } = draft.typed.value;
  const found = await client(OutcomesService).checkReturn({
    name,
    entries: [...entries.values()],
    nilReturn: nil,
  });
  const checked = { order: [...entries.keys()], outcomes };
  return {
    errors: found.errors.map((fault) => findingOf(fault, checked)),
    warnings: found.warnings.map((fault) => findingOf(fault, checked)),
  };
}

function Checking({ opened }: { opened: Opened }) {
  const { draft } = opened;
  const saving = draft.saving.value.kind;
  // Checked anew when what somebody else did has been put together with it.
  const query = useQuery(
    [
      "check",
      opened.name,
      draft.current.value.etag,
      draft.clashes.value.length,
    ],
    () => check(opened),
  );
  if (draft.clashes.value.length) return null;
  return (
    <Await query={query} loading="Checking your answers">
      {({ errors, warnings }) =>
        errors.length ? (
          <Errors opened={opened} errors={errors} />
        ) : (
          <Ready
            opened={opened}
            warnings={warnings}
            waiting={saving === "offline"}
          />
        )
      }
    </Await>
  );
}

function Errors({ opened, errors }: { opened: Opened; errors: Finding[] }) {
  return (
    <>
      <div class="govuk-error-summary" role="alert">
        <h2 class="govuk-error-summary__title">
          {counted(errors.length, "thing")} to put right before you can submit
        </h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {errors.map((error) => (
              <li key={`${error.outcome} ${error.input} ${error.code}`}>
                {error.person ? (
                  <a href={placeOf(opened, error)}>{error.message}</a>
                ) : (
                  error.message
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
      <p class="govuk-body">
        Your answers so far are saved. Nobody at the council sees them until you
        submit.
      </p>
    </>
  );
}

function placeOf({ path }: Opened, { person, outcome, input }: Finding) {
  return `${path}/people/${person}#${inputId(outcome, input)}`;
}

interface ReadyProps {
  opened: Opened;
  warnings: Finding[];
  waiting: boolean;
}

function Ready({ opened, warnings, waiting }: ReadyProps) {
  const { draft, name, path } = opened;
  const go = useGo();
  const groups = byCode(warnings);
  const correcting = draft.correcting.value;
  const [reasons, setReasons] = useState<Record<string, string>>(() =>
    knownReasons(opened, groups),
  );
  const [why, setWhy] = useState("");
  const [missing, setMissing] = useState<FormError[]>([]);
  const [requestId] = useState(newRequestId);
  const submit = useAction(async () => {
    const { entries } = draft.typed.value;
    const sent: Return = await client(OutcomesService).submitReturn({
      name,
      entries: correcting ? [...entries.values()] : [],
      reason: correcting ? why : "",
      etag: draft.current.value.etag,
      requestId,
      warningAnswers: groups.map(([code]) => ({
        code,
        reason: reasons[code]!.trim(),
      })),
    });
    draft.take(sent);
    go(`${path}/sent`);
  });
  const begin = async () => {
    const open: FormError[] = groups.flatMap(([code]) =>
      reasons[code]?.trim()
        ? []
        : [{ input: `reason-${code}`, message: "Give a reason" }],
    );
    if (correcting && !why.trim()) {
      open.push({ input: "why", message: "Say why you correct the return" });
    }
    setMissing(open);
    if (open.length) return;
    await submit.run();
  };
  const error = (input: string) =>
    missing.find((e) => e.input === input)?.message;
  return (
    <>
      <ErrorSummary errors={missing} />
      <ErrorSummary errors={errorsOf(submit.fault)} />
      {submit.fault?.kind === "stale" && (
        <Button kind="secondary" onClick={() => void draft.refresh()}>
          Look at what changed
        </Button>
      )}
      {groups.map(([code, found]) => (
        <WarningQuestion
          key={code}
          opened={opened}
          found={found}
          code={code}
          value={reasons[code] ?? ""}
          error={error(`reason-${code}`)}
          onValue={(value) => setReasons({ ...reasons, [code]: value })}
        />
      ))}
      {correcting && (
        <TextArea
          id="why"
          label="Why do you correct this return?"
          large
          error={error("why")}
          value={why}
          onValue={setWhy}
        />
      )}
      <Summary opened={opened} />
      <p class="govuk-body">
        By submitting this return you say that, as far as you know, these
        answers are right.
      </p>
      {waiting && (
        <Inset>You can submit as soon as your answers are saved.</Inset>
      )}
      <Button busy={submit.busy} onClick={() => void begin()}>
        {correcting ? "Submit the correction" : "Submit this return"}
      </Button>
    </>
  );
}

// What a warning is answered with where that is known already.
function knownReasons(
  opened: Opened,
  groups: [string, Finding[]][],
): Record<string, string> {
  const said = Object.fromEntries(
    opened.draft.current.value.warningAnswers.map((a) => [a.code, a.reason]),
  );
  const people = workOf(opened).filter(({ expected }) => expected);
  const sure = confirmedOf(opened.name);
  if (!opened.last || !people.every(({ id }) => sure.has(id))) return said;
  const each = `We confirmed for each of ${counted(people.length, "person", "people")} that nothing has changed since ${periodOf(opened.last.from)}.`;
  const known = Object.fromEntries(groups.map(([code]) => [code, each]));
  return { ...known, ...said };
}

interface WarningQuestionProps {
  opened: Opened;
  code: string;
  found: Finding[];
  value: string;
  error?: string;
  onValue: (value: string) => void;
}

function WarningQuestion(props: WarningQuestionProps) {
  const { opened, code, found, value, error, onValue } = props;
  const places = found.filter(({ person }) => person);
  return (
    <section class="tm-warning" aria-labelledby={`warning-${code}`}>
      <h2 class="govuk-heading-s" id={`warning-${code}`}>
        {places.length ? "Please look at this again" : found[0]!.message}
      </h2>
      {places.length > 0 && (
        <ul class="govuk-list govuk-list--bullet">
          {places.map((finding) => (
            <li key={`${finding.outcome}${finding.input}`}>
              <Link href={placeOf(opened, finding)}>{finding.message}</Link>
            </li>
          ))}
        </ul>
      )}
      <TextArea
        id={`reason-${code}`}
        label={REASON_QUESTIONS[code] ?? "Why is it right all the same?"}
        hint="It may well be right. Your reason goes to the council with the return."
        rows={2}
        error={error}
        value={value}
        onValue={onValue}
      />
    </section>
  );
}

function Summary({ opened }: { opened: Opened }) {
  const { draft } = opened;
  const { entries, nil } = draft.typed.value;
  if (nil) {
    return (
      <Inset>You supported nobody under this contract in this period.</Inset>
    );
  }
  const people = new Set(
    [...entries.keys()].map((outcome) => outcome.split("/outcomes/")[0]),
  );
  return (
    <>
      <h2 class="govuk-heading-m">What you are about to submit</h2>
      <p class="govuk-body">
        The return has answers about {counted(entries.size, "outcome")} of{" "}
        {counted(people.size, "person", "people")}.
      </p>
      <More summary="See all the answers">
        <AllAnswers
          outcomes={opened.outcomes}
          entries={[...entries.values()]}
        />
      </More>
    </>
  );
}

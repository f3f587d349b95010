import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import { faultOf } from "~/api/fault";
import {
  CheckBack_Result,
  type CheckBack,
} from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import {
  Package_State,
  type Package,
} from "~/api/gen/tidemark/enablement/v1/package_pb";
import { Button } from "~/parts/button";
import { DateField, dayTyped, NO_DAY, typedDay } from "~/parts/date_field";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Checkboxes, Radios, TextArea } from "~/parts/fields";
import { useForm, useRequestId } from "~/parts/form";
import { dayInWords, today } from "~/words/dates";
import { FOUND_OPTIONS } from "./words";

interface CheckBackFormProps {
  checkBack: CheckBack;
  pack: Package;
  onRecorded: (checkBack: CheckBack) => Promise<void>;
  // Somebody else recorded it meanwhile: what they found is to be shown, with
  // the words that were typed.
  onOvertaken: (words: string) => void;
}

const INPUTS: readonly [RegExp, string][] = [
  [/^result/, "result"],
  [/^check_date/, "check-date"],
  [/^words/, "words"],
  [/^reopen\.reason/, "reopen-reason"],
  [/^reopen/, "reopen-date"],
];

// What the look back found, with the person's own view.
export function CheckBackForm(props: CheckBackFormProps) {
  const { checkBack, pack, onRecorded, onOvertaken } = props;
  const [typed, setTyped] = useState({
    result: checkBack.result ? String(checkBack.result) : "",
    checkDate: typedDay(checkBack.checkDate ?? today()),
    words: checkBack.words,
    reopens: [] as string[],
    reopenDate: NO_DAY,
    reopenReason: "",
  });
  const form = useForm(
    (field) => INPUTS.find(([pattern]) => pattern.test(field))?.[1],
  );
  const requestId = useRequestId(typed);
  const put = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });
  const result = Number(typed.result) as CheckBack_Result;
  const mayReopen =
    pack.state === Package_State.ENDED &&
    (result === CheckBack_Result.SLIPPED ||
      result === CheckBack_Result.RETURNED);
  const reopens = mayReopen && typed.reopens.length > 0;

  const errors = (): FormError[] => {
    const found: FormError[] = [];
    if (!typed.result) {
      found.push({ input: "result", message: "Choose what you found" });
    }
    if (!dayTyped(typed.checkDate)) {
      found.push({
        input: "check-date",
        message: "Enter the day on which you looked, like 27 3 2026",
      });
    }
    if (reopens && !dayTyped(typed.reopenDate)) {
      found.push({
        input: "reopen-date",
        message: "Enter the first day of support again, like 27 3 2026",
      });
    }
    if (reopens && !typed.reopenReason.trim()) {
      found.push({
        input: "reopen-reason",
        message: "Say why support begins again",
      });
    }
    return found;
  };

  const record = async () => {
    try {
      await onRecorded(
        await client(EnablementService).recordCheckBack({
          name: checkBack.name,
          result,
          checkDate: dayTyped(typed.checkDate),
          words: typed.words.trim(),
          etag: checkBack.etag,
          requestId,
          reopen: reopens
            ? {
                reopenDate: dayTyped(typed.reopenDate),
                reason: typed.reopenReason.trim(),
                packageEtag: pack.etag,
              }
            : undefined,
        }),
      );
    } catch (error) {
      if (faultOf(error).kind !== "stale") throw error;
      onOvertaken(typed.words);
    }
  };

  return (
    <form
      class="tm-screen-only"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.send(errors(), record);
      }}
    >
      <h2 class="govuk-heading-m">Record what you found</h2>
      <ErrorSummary errors={form.errors} />
      <Radios
        id="result"
        label="Does it hold?"
        error={form.errorOf("result")}
        options={FOUND_OPTIONS}
        value={typed.result}
        onValue={(value) => put({ result: value })}
      />
      <TextArea
        id="words"
        label="What does the person say about it?"
        hint="In their own words. Leave it blank if they said nothing."
        error={form.errorOf("words")}
        value={typed.words}
        onValue={(words) => put({ words })}
      />
      <DateField
        id="check-date"
        label="When did you look?"
        hint="For example, 27 3 2026"
        error={form.errorOf("check-date")}
        value={typed.checkDate}
        onValue={(checkDate) => put({ checkDate })}
      />
      {mayReopen && (
        <Checkboxes
          id="reopens"
          label={`Support ended on ${dayInWords(pack.endDate)}. Does it begin again?`}
          options={[
            { value: "yes", label: "Yes, begin the same support again" },
          ]}
          values={typed.reopens}
          onValues={(values) => put({ reopens: values })}
        />
      )}
      {reopens && (
        <div class="govuk-inset-text">
          <DateField
            id="reopen-date"
            label="First day of support again"
            hint="For example, 27 3 2026"
            error={form.errorOf("reopen-date")}
            value={typed.reopenDate}
            onValue={(reopenDate) => put({ reopenDate })}
          />
          <TextArea
            id="reopen-reason"
            label="Why does support begin again?"
            error={form.errorOf("reopen-reason")}
            value={typed.reopenReason}
            onValue={(reopenReason) => put({ reopenReason })}
          />
        </div>
      )}
      <Button type="submit" busy={form.busy}>
        Record what you found
      </Button>
    </form>
  );
}

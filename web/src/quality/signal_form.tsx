import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
import {
  Signal_State,
  type Signal,
} from "~/api/gen/tidemark/oversight/v1/signal_pb";
import { currentUser } from "~/session/session";
import { Button } from "~/parts/button";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Radios, TextArea } from "~/parts/fields";
import { useForm, useRequestId } from "~/parts/form";

type What = "look" | "offer" | "close" | "note" | "reopen";

const OPTIONS: Record<What, { label: string; hint: string; done: string }> = {
  look: {
    label: "I am looking at this",
    hint: "Others see that you are, so that no two people ask the same provider.",
    done: "Others now see that you are looking at this.",
  },
  offer: {
    label: "I offered support",
    hint: "Say what you offered. The figure before and since is then shown here.",
    done: "Your offer of support is recorded.",
  },
  close: {
    label: "This is dealt with",
    hint: "Say what was done, or why nothing needs to be.",
    done: "The signal is closed.",
  },
  note: {
    label: "Write something down",
    hint: "For the council's own record. Providers do not see it.",
    done: "Your note is recorded.",
  },
  reopen: {
    label: "Open it again",
    hint: "It still stands, and there is more to do.",
    done: "The signal is open again.",
  },
};

// What can be recorded of a signal, by where it is.
function whatsOf({ state, standing }: Signal): What[] {
  switch (state) {
    case Signal_State.OPEN:
      return ["look", "offer", "close", "note"];
    case Signal_State.LOOKED_AT:
      return ["offer", "close", "note"];
    case Signal_State.DEALT_WITH:
      return standing ? ["reopen", "note"] : ["note"];
    default:
      return ["note"];
  }
}

interface SignalFormProps {
  signal: Signal;
  onChanged: (signal: Signal, done: string) => void;
  // Something is tried: what was done before is no longer news.
  onTry: () => void;
  reload: () => void;
}

export function SignalForm(props: SignalFormProps) {
  const { signal, onChanged, onTry, reload } = props;
  const [chosen, setChosen] = useState<What | "">("");
  const [words, setWords] = useState("");
  const possible = whatsOf(signal);
  // Somebody else may have done it meanwhile.
  const what = chosen && possible.includes(chosen) ? chosen : "";
  const form = useForm((field) => (field === "words" ? "words" : undefined));
  const requestId = useRequestId([what, words]);
  if (currentUser().readOnly) return null;

  const errors = (): FormError[] => {
    if (!what) return [{ input: "what", message: "Choose what to record" }];
    if (what !== "look" && !words.trim()) {
      return [{ input: "words", message: MISSING[what] }];
    }
    return [];
  };
  const submit = () =>
    form.send(errors(), async () => {
      if (!what) return;
      const { name, etag } = signal;
      const sent = { name, etag, requestId, words: words.trim() };
      onChanged(await record(what, sent), OPTIONS[what].done);
      setChosen("");
      setWords("");
    });

  return (
    <form
      class="tm-screen-only"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onTry();
        void submit();
      }}
    >
      <h2 class="govuk-heading-m">Record what you do</h2>
      <ErrorSummary errors={form.errors} />
      {form.fault?.kind === "stale" && (
        <p class="govuk-body">
          <Button kind="secondary" onClick={reload}>
            Show what they did
          </Button>
        </p>
      )}
      <Radios
        id="what"
        label="What do you want to record?"
        error={form.errorOf("what")}
        options={possible.map((value) => ({ value, ...OPTIONS[value] }))}
        value={what}
        onValue={(value) => setChosen(value as What)}
      />
      <TextArea
        id="words"
        label={
          what === "look"
            ? "What you make of it (if you like)"
            : "In your words"
        }
        hint="No names of people who draw on support."
        error={form.errorOf("words")}
        value={words}
        onValue={setWords}
      />
      <Button type="submit" busy={form.busy}>
        Record
      </Button>
    </form>
  );
}

const MISSING: Record<Exclude<What, "look">, string> = {
  offer: "Say what you offered",
  close: "Say what was done, or why nothing needs to be",
  note: "Write something down",
  reopen: "Say why it is opened again",
};

interface Sent {
  name: string;
  etag: string;
  requestId: string;
  words: string;
}

function record(what: What, sent: Sent): Promise<Signal> {
  const service = client(OversightService);
  switch (what) {
    case "look":
      return service.lookAtSignal(sent);
    case "offer":
      return service.offerSupport(sent);
    case "close":
      return service.closeSignal(sent);
    case "note":
      return service.addSignalNote(sent);
    case "reopen":
      return service.reopenSignal(sent);
  }
}

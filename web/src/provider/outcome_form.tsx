// The questions about one outcome of one person.
import { useRef, useState } from "preact/hooks";
import type { FormError } from "~/parts/errors";
import { Checkboxes, Radios, TextArea } from "~/parts/fields";
import { More, Words } from "~/parts/notices";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import {
  Voice_Source as Source,
  type ReturnEntry,
  type Voice,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import {
  withNotWorkedOn,
  withNoView,
  withPersonLevel,
  withProviderLevel,
  withSource,
  withWords,
} from "./entries";
import { inputId } from "./findings";
import { LEVELS, levelName, levelSign } from "~/words/levels";
import {
  ALL_NOT_OBTAINED,
  ALL_SOURCES,
  notObtainedInWords,
  sourceInWords,
  voiceInWords,
} from "~/words/voices";
import { described } from "./words";

interface OutcomeFormProps {
  own: PersonalOutcome;
  entry: ReturnEntry;
  // What was said last time, and when that was.
  last: ReturnEntry | undefined;
  lastName: string;
  // The period of the return, in words.
  period: string;
  // The person's reference.
  person: string;
  errors: readonly FormError[];
  onEntry: (entry: ReturnEntry) => void;
}

export function OutcomeForm(props: OutcomeFormProps) {
  const { own, entry, period, onEntry } = props;
  const id = (input: string) => inputId(own.name, input);
  return (
    <section class="tm-outcome tm-outcome--asked" aria-label={own.ownWords}>
      <Words>{own.ownWords}</Words>
      <About own={own} />
      <Checkboxes
        id={id("worked")}
        label="Could you work on this?"
        small
        values={entry.notWorkedOn ? ["not"] : []}
        onValues={(values) =>
          onEntry(withNotWorkedOn(entry, values.includes("not")))
        }
        options={[
          {
            value: "not",
            label: `It could not be worked on at all in ${period}`,
          },
        ]}
      />
      {!entry.notWorkedOn && (
        <>
          <PersonQuestions {...props} />
          <ProviderQuestions {...props} />
        </>
      )}
    </section>
  );
}

function About({ own }: { own: PersonalOutcome }) {
  if (!own.whyItMatters && !own.possibleBenefit) return null;
  return (
    <More summary="Why it matters">
      {own.whyItMatters && <p>{own.whyItMatters}</p>}
      {own.possibleBenefit && (
        <p>
          What the person may gain: {own.possibleBenefit} What harm there may
          be: {own.possibleHarm}
        </p>
      )}
    </More>
  );
}

// `In September 2026: More than expected (+1). The person said it. “I went alone”`.
function lastTime(voice: Voice | undefined, when: string): string | undefined {
  const view = voiceInWords(voice);
  if (!voice || !view) return undefined;
  return `In ${when}: ${view}${voice.words ? ` “${voice.words}”` : ""}`;
}

function levelOptions(own: PersonalOutcome) {
  return LEVELS.map((level) => ({
    value: String(level),
    label: `${levelSign(level)}  ${levelName(level)}`,
    hint: described(own, level) || undefined,
  }));
}

const NONE = "none";

function PersonQuestions(props: OutcomeFormProps) {
  const { own, entry, last, lastName, person, errors, onEntry } = props;
  const voice = entry.personVoice;
  const id = (input: string) => inputId(own.name, input);
  const error = (input: string) =>
    errors.find((e) => e.input === id(input))?.message;
  const [none, setNone] = useState(Boolean(voice?.notObtained));
  const noView = none && voice?.level === undefined;
  const level = voice?.level;
  // The arrow keys lead through every answer. Whoever passes “no view” on the
  // way to another level has not taken back how they know.
  const source = useRef(voice?.source);
  if (voice?.source) source.current = voice.source;
  const rated = (value: number) =>
    withSource(withPersonLevel(entry, value), source.current ?? 0);
  return (
    <>
      <Radios
        id={id("person")}
        label={`How does ${person} see it?`}
        hint={lastTime(last?.personVoice, lastName)}
        error={noView ? undefined : error("person")}
        large
        small
        value={level !== undefined ? String(level) : noView ? NONE : ""}
        onValue={(value) => {
          setNone(value === NONE);
          onEntry(value === NONE ? withNoView(entry, 0) : rated(Number(value)));
        }}
        options={[
          ...levelOptions(own),
          { value: NONE, label: "There is no view this time" },
        ]}
      />
      {level !== undefined && (
        <Radios
          id={id("source")}
          label="How do you know?"
          error={error("source")}
          small
          value={String(voice?.source || "")}
          onValue={(value) => onEntry(withSource(entry, Number(value)))}
          options={ALL_SOURCES.map((source) => ({
            value: String(source),
            label: sourceInWords(source),
          }))}
        />
      )}
      {noView && (
        <Radios
          id={id("why")}
          label="Why is there no view?"
          error={error("person")}
          small
          value={String(voice?.notObtained || "")}
          onValue={(value) => onEntry(withNoView(entry, Number(value)))}
          options={ALL_NOT_OBTAINED.map((why) => ({
            value: String(why),
            label: notObtainedInWords(why),
          }))}
        />
      )}
      <TextArea
        id={id("words")}
        label={`${WORDS_OF[voice?.source ?? 0]} (optional)`}
        rows={2}
        value={voice?.words ?? ""}
        onValue={(words) => onEntry(withWords(entry, "personVoice", words))}
      />
    </>
  );
}

const WORDS_OF: Record<Source, string> = {
  [Source.UNSPECIFIED]: "In the person’s own words",
  [Source.SAID]: "In the person’s own words",
  [Source.SHOWN]: "What the person showed",
  [Source.ADVOCATE]: "In the advocate’s words",
  [Source.CARER]: "In the words of the carer or family member",
  [Source.OBSERVED]: "What was seen",
};

function ProviderQuestions(props: OutcomeFormProps) {
  const { own, entry, last, lastName, errors, onEntry } = props;
  const voice = entry.providerVoice;
  const id = inputId(own.name, "provider");
  return (
    <>
      <Radios
        id={id}
        label="How do you see it?"
        hint={lastTime(last?.providerVoice, lastName)}
        error={errors.find(({ input }) => input === id)?.message}
        large
        small
        value={voice?.level === undefined ? "" : String(voice.level)}
        onValue={(value) => onEntry(withProviderLevel(entry, Number(value)))}
        options={levelOptions(own)}
      />
      <TextArea
        id={inputId(own.name, "notes")}
        label="Your notes (optional)"
        rows={2}
        value={voice?.words ?? ""}
        onValue={(words) => onEntry(withWords(entry, "providerVoice", words))}
      />
    </>
  );
}

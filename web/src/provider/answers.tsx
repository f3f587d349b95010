// Answers to read: what the person, the provider and the practitioner say of
// an outcome, side by side and never put together.
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type {
  ReturnEntry,
  Voice,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Facts } from "~/parts/facts";
import { Words } from "~/parts/notices";
import { idOf } from "~/api/names";
import { voiceInWords } from "~/words/voices";
import { described } from "./words";

interface AnswersProps {
  outcome: string;
  entry: ReturnEntry | undefined;
  // Unset for one that the provider cannot see any more.
  own: PersonalOutcome | undefined;
}

export function Answers({ outcome, entry, own }: AnswersProps) {
  return (
    <div class="tm-answers">
      {own ? <Words>{own.ownWords}</Words> : <p>{idOf(outcome)}</p>}
      <Voices entry={entry} own={own} />
    </div>
  );
}

export function Voices({ entry, own }: Omit<AnswersProps, "outcome">) {
  if (!entry) return <p class="govuk-body">Not answered yet.</p>;
  if (entry.notWorkedOn) {
    return <p class="govuk-body">Could not be worked on in this period.</p>;
  }
  const voices: [string, Voice | undefined][] = [
    ["The person", entry.personVoice],
    ["You", entry.providerVoice],
  ];
  if (entry.practitionerVoice) {
    voices.push(["The practitioner", entry.practitionerVoice]);
  }
  return (
    <Facts
      facts={voices.map(([name, voice]) => ({
        name,
        value: <VoiceText voice={voice} own={own} />,
      }))}
    />
  );
}

function VoiceText(props: {
  voice: Voice | undefined;
  own: PersonalOutcome | undefined;
}) {
  const { voice, own } = props;
  const level = voice?.level;
  const looks = own && level !== undefined ? described(own, level) : "";
  return (
    <>
      {voiceInWords(voice) || "Not answered."}
      {looks && <span class="tm-described">{looks}</span>}
      {voice?.words && <span class="tm-said">“{voice.words}”</span>}
    </>
  );
}

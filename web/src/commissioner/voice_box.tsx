// The three voices about one outcome, side by side and never averaged.
import type {
  ReturnEntry,
  Voice,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Tag, Words } from "~/parts/notices";
import { ratingInWords, sourceInWords } from "~/words/voices";
import { voicesDiffer } from "./voices";

export function Voices({ entry }: { entry: ReturnEntry }) {
  if (entry.notWorkedOn) {
    return (
      <p class="govuk-body">
        Could not be worked on in this period. It counts in no figure.
      </p>
    );
  }
  return (
    <>
      {voicesDiffer(entry) && (
        <p class="govuk-body">
          <Tag colour="yellow">Voices differ</Tag>
        </p>
      )}
      <dl class="tm-voices">
        <VoiceBox whose="The person" voice={entry.personVoice} />
        <VoiceBox whose="The provider" voice={entry.providerVoice} />
        <VoiceBox whose="The practitioner" voice={entry.practitionerVoice} />
      </dl>
    </>
  );
}

function VoiceBox({ whose, voice }: { whose: string; voice?: Voice }) {
  const source = voice ? sourceInWords(voice.source) : "";
  return (
    <div class="tm-voices__one">
      <dt class="tm-voices__whose">{whose}</dt>
      <dd class="tm-voices__says">
        {voice?.words && <Words>{voice.words}</Words>}
        <p class="govuk-body">{ratingInWords(voice) || "No view given"}</p>
        {source && <p class="govuk-hint">{source}</p>}
      </dd>
    </div>
  );
}

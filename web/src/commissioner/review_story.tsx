// What became of a return so far, what it differs in, and what the provider says
// to its warnings.
import { idOf, segmentOf } from "~/api/names";
import type { Fault } from "~/api/gen/tidemark/api/v1/errors_pb";
import {
  EntryDifference_Kind,
  type CompareReturnResponse,
  type EntryDifference,
  type ReturnEvent,
} from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { Return_WarningAnswer } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Inset, More, Words } from "~/parts/notices";
import { Table } from "~/parts/table";
import { momentInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import { who } from "~/words/who";
import { upperFirst } from "~/words/text";
import type { Review } from "./review_data";
import { returnState } from "~/words/returns";
import { valueInWords } from "~/words/voices";
import { fieldInWords } from "./voices";

type Outcomes = ReadonlyMap<string, PersonalOutcome>;

// How many changes are read without asking for more.
const SHOWN_AT_ONCE = 5;

export function Difference({ review }: { review: Review }) {
  const { difference, given, outcomes } = review;
  if (!difference) return null;
  const { differences } = difference;
  const accepted = given.standing?.version === difference.fromVersion;
  const before = accepted ? "what was accepted" : "what was sent before";
  return (
    <section>
      <h2 class="govuk-heading-m">What has changed</h2>
      <p class="govuk-body">{changesInWords(difference, before)}</p>
      {given.comment && <CommentBefore words={given.comment} />}
      {differences.slice(0, SHOWN_AT_ONCE).map((each) => (
        <OneDifference key={each.outcome} given={each} outcomes={outcomes} />
      ))}
      {differences.length > SHOWN_AT_ONCE && (
        <More
          summary={`The other ${counted(differences.length - SHOWN_AT_ONCE, "change")}`}
        >
          {differences.slice(SHOWN_AT_ONCE).map((each) => (
            <OneDifference
              key={each.outcome}
              given={each}
              outcomes={outcomes}
            />
          ))}
        </More>
      )}
    </section>
  );
}

function CommentBefore({ words }: { words: string }) {
  return (
    <More summary="The last comment or reason">
      <Words>{words}</Words>
    </More>
  );
}

export function changesInWords(
  { changes, differences, nilReturnChanged }: CompareReturnResponse,
  before: string,
): string {
  if (nilReturnChanged) {
    return `One of the two says that nobody was supported, and the other does not. Compared with ${before}.`;
  }
  if (!differences.length) return `Nothing differs from ${before}.`;
  const parts = [
    changes?.changed && `${counted(changes.changed, "outcome")} changed`,
    changes?.added && `${changes.added} added`,
    changes?.removed && `${changes.removed} left out`,
    changes?.unchanged && `${changes.unchanged} the same`,
  ].filter(Boolean);
  return `Compared with ${before}: ${parts.join(", ")}.`;
}

const KINDS: Record<EntryDifference_Kind, string> = {
  [EntryDifference_Kind.UNSPECIFIED]: "",
  [EntryDifference_Kind.ADDED]: "Added",
  [EntryDifference_Kind.CHANGED]: "Changed",
  [EntryDifference_Kind.REMOVED]: "Left out",
};

function OneDifference(props: { given: EntryDifference; outcomes: Outcomes }) {
  const { given, outcomes } = props;
  const about = `${segmentOf(given.outcome, "people")}, ${idOf(given.outcome)}`;
  const words = outcomes.get(given.outcome)?.ownWords;
  return (
    <section class="tm-entry" aria-label={`Change of ${about}`}>
      <h3 class="govuk-heading-s">
        {KINDS[given.kind]}: person {about}
      </h3>
      {words && <p class="tm-own">“{words}”</p>}
      <Table
        caption={`What changed for ${about}`}
        captionHidden
        rows={given.fields}
        keyOf={({ path }) => path}
        empty="The whole entry."
        columns={[
          { heading: "What", cell: ({ path }) => fieldInWords(path) },
          {
            heading: "Before",
            cell: ({ path, before }) => <del>{valueInWords(path, before)}</del>,
          },
          {
            heading: "Now",
            cell: ({ path, after }) => <ins>{valueInWords(path, after)}</ins>,
          },
        ]}
      />
    </section>
  );
}

interface WarningsProps {
  warnings: readonly Fault[];
  answers: readonly Return_WarningAnswer[];
}

// Each warning once, however many entries it is about, with the answer to it.
export function Warnings({ warnings, answers }: WarningsProps) {
  const codes = [
    ...new Set([
      ...warnings.map(({ reason }) => reason),
      ...answers.map(({ code }) => code),
    ]),
  ];
  if (!codes.length) return null;
  return (
    <section>
      <h2 class="govuk-heading-m">Warnings, and what the provider says</h2>
      {codes.map((code) => {
        const about = warnings.filter(({ reason }) => reason === code);
        const answer = answers.find((each) => each.code === code);
        return (
          <div class="tm-entry" key={code}>
            <p class="govuk-body govuk-!-font-weight-bold">
              {sentence(about[0]?.description) || WARNINGS[code] || code}
              {about.length > 1 && ` (${counted(about.length, "time")})`}
            </p>
            {answer?.reason ? (
              <Words>{answer.reason}</Words>
            ) : (
              <p class="govuk-body">The provider gave no reason.</p>
            )}
          </div>
        );
      })}
    </section>
  );
}

// The warnings that a provider answers, where the check no longer gives them.
const WARNINGS: Record<string, string> = {
  ALL_THE_SAME: "Every rating is the same.",
  PROVIDER_FAR_ABOVE: "The provider rates much higher than the person.",
  SAME_AS_LAST_PERIOD: "The ratings are those of the period before.",
  LARGE_JUMP: "A rating changed by a lot since the period before.",
  PERSON_AWAY: "The person was away.",
  ROW_SET_ASIDE: "A row of the file was set aside.",
  COLUMN_IGNORED: "A column of the file was not read.",
};

function sentence(text: string | undefined): string {
  if (!text) return "";
  const start = upperFirst(text);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

const METHODS: Record<string, string> = {
  SaveReturn: "Saved a draft",
  SubmitReturn: "Submitted it",
  BatchSubmitReturns: "Submitted it",
  SubmitReturnFile: "Submitted it from a file",
  ConfirmNoChange: "Submitted it: nothing changed",
  AcceptReturn: "Accepted it",
  BatchAcceptReturns: "Accepted it",
  SendBackReturn: "Returned it for changes",
  WithdrawReturn: "Took it back",
  ExtendReturn: "Gave more time",
  RecordPractitionerVoice: "Added the practitioner’s view",
};

export function Events({ events }: { events: readonly ReturnEvent[] }) {
  if (!events.length) {
    return <Inset>Nothing has happened with this return yet.</Inset>;
  }
  return (
    <section>
      <h2 class="govuk-heading-m">What happened so far</h2>
      <ol class="tm-events">
        {events.map((event) => (
          <li key={event.etag}>
            <p class="govuk-body govuk-!-margin-bottom-1">
              <strong>
                {METHODS[event.method] ?? returnState(event.state).text}
              </strong>
              , by {who(event.subject)}
            </p>
            <p class="govuk-hint govuk-!-margin-bottom-1">
              {momentInWords(event.eventTime)}
              {event.version > 0 && `, version ${event.version}`}
            </p>
            {event.reason && <Words>{event.reason}</Words>}
          </li>
        ))}
      </ol>
    </section>
  );
}

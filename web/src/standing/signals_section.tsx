// What stands out about a provider: questions to ask, never verdicts. The
// council's own; providers see none of it.
import { useQuery } from "~/api/query";
import {
  Signal_State,
  type Signal,
} from "~/api/gen/tidemark/oversight/v1/signal_pb";
import { Await } from "~/parts/await";
import { Link } from "~/parts/links";
import { More, WordTag } from "~/parts/notices";
import { dayInWords } from "~/words/dates";
import { count } from "~/words/numbers";
import { standInWords } from "~/words/signals";
import { signalPlace } from "~/api/places";
import { signalsOf } from "./overview_section";
import type { SectionProps } from "./standing";

const WAITING = [Signal_State.OPEN, Signal_State.LOOKED_AT];

export function SignalsSection({ subject }: SectionProps) {
  const signals = useQuery(["signals", subject], (signal) =>
    signalsOf(subject, signal),
  );
  return (
    <>
      <p class="govuk-body">
        A signal is the beginning of a conversation. Offer support before
        anything else.
      </p>
      <Await query={signals} loading="Loading signals">
        {(all) => {
          const waiting = all.filter(({ state }) => WAITING.includes(state));
          const past = all.filter(({ state }) => !WAITING.includes(state));
          return (
            <>
              {waiting.length === 0 && (
                <p class="govuk-body">
                  Nothing waits. The figures are looked at again each day.
                </p>
              )}
              <Signals signals={waiting} />
              {past.length > 0 && (
                <More summary={`Earlier signals (${count(past.length)})`}>
                  <Signals signals={past} />
                </More>
              )}
            </>
          );
        }}
      </Await>
    </>
  );
}

function Signals({ signals }: { signals: readonly Signal[] }) {
  return (
    <ul class="govuk-list govuk-list--spaced">
      {signals.map(
        ({ name, finding, state, notes, firstSeenDate, endReason }) => (
          <li class="tm-told" key={name}>
            <Link href={signalPlace(name)}>{finding?.sentence}</Link>
            <span class="tm-line">
              <WordTag word={standInWords({ state, notes })} />
            </span>
            <span class="tm-small">
              Seen since {dayInWords(firstSeenDate)}. {endReason}
            </span>
            {finding?.evidence?.rule && (
              <span class="tm-small">
                Why it stands out: {finding.evidence.rule}
              </span>
            )}
          </li>
        ),
      )}
    </ul>
  );
}

// What became of a return: who did what, when and why, what the council said,
// and how its versions differ.
import { useState } from "preact/hooks";
import { everything, useQuery } from "~/api/query";
import { client } from "~/api/transport";
import {
  EntryDifference_Kind as Kind,
  OutcomesService,
  type CompareReturnResponse,
  type EntryDifference,
  type ReturnEvent,
} from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { ActionLink } from "~/parts/links";
import { Inset, Words } from "~/parts/notices";
import { Page } from "~/parts/page";
import { momentInWords } from "~/words/dates";
import { PrintButton } from "./copy";
import { fieldInWords, saidInWords } from "./difference";
import type { Opened } from "./office";
import { WithReturn, type ReturnAddress } from "./with_return";
import { periodOf, returnState } from "~/words/returns";
import { who } from "~/words/who";
import { changesInWords } from "./words";

export function History(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <HistoryPage opened={opened} />}
    </WithReturn>
  );
}

function eventsOf(name: string): Promise<ReturnEvent[]> {
  return everything(async (pageToken) => {
    const page = await client(OutcomesService).listReturnEvents({
      name,
      pageSize: 1000,
      pageToken,
    });
    return { items: page.events, nextPageToken: page.nextPageToken };
  });
}

function HistoryPage({ opened }: { opened: Opened }) {
  const { draft, path, contract, name } = opened;
  const now = draft.current.value;
  const query = useQuery(["events", name, now.etag], () => eventsOf(name));
  return (
    <Page
      title={`History of the return for ${periodOf(now)}`}
      caption={contract.title}
      back={{ href: path, label: "The return" }}
    >
      <p class="govuk-body">
        <ActionLink href={`${path}/copy`}>What the return says now</ActionLink>
      </p>
      <div class="govuk-button-group">
        <PrintButton />
      </div>
      <Await query={query} loading="Loading its history">
        {(events) =>
          events.length ? (
            <Events opened={opened} events={steps(events)} />
          ) : (
            <Inset>
              Nobody has begun this return yet. Here you will see who saved,
              submitted, accepted or returned it, when and why.
            </Inset>
          )
        }
      </Await>
    </Page>
  );
}

// The steps without the savings between them, but for the latest of a row.
export function steps(events: readonly ReturnEvent[]): ReturnEvent[] {
  return events.filter(
    (event, i) =>
      event.method !== "SaveReturn" || events[i - 1]?.method !== "SaveReturn",
  );
}

const STEPS: Record<string, string> = {
  SaveReturn: "Draft saved",
  SubmitReturn: "Submitted",
  BatchSubmitReturns: "Submitted",
  SubmitReturnFile: "Sent as a spreadsheet",
  CommitReturnImport: "Sent with one file for many contracts",
  ConfirmNoChange: "Submitted: nothing has changed",
  AcceptReturn: "Accepted by the council",
  BatchAcceptReturns: "Accepted by the council",
  SendBackReturn: "Returned for changes by the council",
  WithdrawReturn: "Withdrawn",
  ExtendReturn: "More time granted by the council",
  MatchSetAsideRow: "A row of a spreadsheet matched to a person",
  RecordPractitionerVoice: "The practitioner’s view recorded",
};

function Events(props: { opened: Opened; events: ReturnEvent[] }) {
  const { opened, events } = props;
  return (
    <ol class="govuk-list tm-events">
      {events.map((event) => (
        <li class="tm-event" key={event.etag}>
          <h2 class="govuk-heading-s">
            {STEPS[event.method] ?? returnState(event.state).text}
          </h2>
          <p class="govuk-hint">
            {momentInWords(event.eventTime)}, by {who(event.subject)}
          </p>
          {event.reason && (
            <blockquote class="tm-words govuk-body tm-kept-lines">
              {event.reason}
            </blockquote>
          )}
          {changed(event) && (
            <p class="govuk-body">{changesInWords(event.changes)}</p>
          )}
          {event.version > 1 && submits(event) && (
            <Versions opened={opened} version={event.version} />
          )}
        </li>
      ))}
    </ol>
  );
}

function changed({ changes }: ReturnEvent): boolean {
  return Boolean(changes?.added || changes?.changed || changes?.removed);
}

function submits({ method }: ReturnEvent): boolean {
  return /Submit|Commit|Confirm/.test(method);
}

function Versions(props: { opened: Opened; version: number }) {
  const { opened, version } = props;
  const [asked, setAsked] = useState(false);
  if (asked) return <Compared opened={opened} version={version} />;
  return (
    <Button kind="secondary" onClick={() => setAsked(true)}>
      {`Show how version ${version} differs from version ${version - 1}`}
    </Button>
  );
}

function Compared(props: { opened: Opened; version: number }) {
  const { opened, version } = props;
  const query = useQuery(["compare", opened.name, version], () =>
    client(OutcomesService).compareReturn({
      name: opened.name,
      fromVersion: version - 1,
      toVersion: version,
    }),
  );
  return (
    <Await query={query} loading="Comparing the versions">
      {(compared) => (
        <Differences compared={compared} outcomes={opened.outcomes} />
      )}
    </Await>
  );
}

function Differences(props: {
  compared: CompareReturnResponse;
  outcomes: PersonalOutcome[];
}) {
  const { compared, outcomes } = props;
  if (!compared.differences.length) {
    return <p class="govuk-body">The two versions say the same.</p>;
  }
  return (
    <>
      {compared.differences.map((one) => (
        <Difference
          key={one.outcome}
          one={one}
          own={outcomes.find(({ name }) => name === one.outcome)}
        />
      ))}
    </>
  );
}

const KINDS: Partial<Record<Kind, string>> = {
  [Kind.ADDED]: "Answers added",
  [Kind.REMOVED]: "Answers taken out",
};

function Difference(props: {
  one: EntryDifference;
  own: PersonalOutcome | undefined;
}) {
  const { one, own } = props;
  const person = /\/people\/([^/]+)/.exec(one.outcome)?.[1] ?? "";
  return (
    <div class="tm-answers">
      <h3 class="govuk-heading-s">{person}</h3>
      {own && <Words>{own.ownWords}</Words>}
      {KINDS[one.kind] ? (
        <p class="govuk-body">{KINDS[one.kind]}</p>
      ) : (
        <ul class="govuk-list">
          {one.fields.map(({ path, before, after }) => (
            <li key={path}>
              {fieldInWords(path)}: {saidInWords(path, before)}, now{" "}
              {saidInWords(path, after)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

// A return: whom it is about and what is still to be done, or, once it is with
// the council, how it stands.
import { useState } from "preact/hooks";
import { Button } from "~/parts/button";
import { Radios } from "~/parts/fields";
import { useGo } from "~/parts/go";
import { ActionLink, ButtonLink, Link } from "~/parts/links";
import { type Colour, Inset, Tag, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { dayInWords, daysBetween, momentInWords, today } from "~/words/dates";
import { counted } from "~/words/numbers";
import {
  Return_State as State,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { canSave } from "./draft";
import type { Opened } from "./office";
import {
  nextAfter,
  peopleOf,
  progressOf,
  type PersonWork,
  type Progress,
} from "./roster";
import { Clashes } from "./clashes";
import { OthersNews, SavingBar } from "./saving_bar";
import { WithReturn, type ReturnAddress } from "./with_return";
import { inTime, periodOf, returnState } from "~/words/returns";
import { absenceInWords, dueInWords } from "./words";

// Whether its answers can be changed now, by this user.
export function editable(opened: Opened): boolean {
  const { draft } = opened;
  const now = draft.current.value;
  if (currentUser().readOnly) return false;
  if (draft.correcting.value) return true;
  return (
    canSave(now.state) &&
    (!now.periodStart || daysBetween(now.periodStart, today()) >= 0)
  );
}

export function workOf(opened: Opened): PersonWork[] {
  const { draft, outcomes, people } = opened;
  const answered = new Set(draft.typed.value.entries.keys());
  return peopleOf(draft.current.value, outcomes, people, answered);
}

export function Overview(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <OneReturn opened={opened} />}
    </WithReturn>
  );
}

function OneReturn({ opened }: { opened: Opened }) {
  const { draft, contract } = opened;
  const now = draft.current.value;
  return (
    <Page
      title={`Return for ${periodOf(now)}`}
      caption={contract.title}
      back={{ href: "/", label: "What is due" }}
    >
      <OthersNews draft={draft} path={opened.path} />
      <Clashes draft={draft} outcomes={opened.outcomes} />
      <Standing now={now} />
      {now.state === State.RETURNED_FOR_CHANGES && (
        <Inset>
          <h2 class="govuk-heading-s">What the council asks you to change</h2>
          <p class="govuk-body tm-kept-lines">{now.comment}</p>
        </Inset>
      )}
      {editable(opened) ? (
        <ToDo opened={opened} />
      ) : (
        <WithCouncil opened={opened} />
      )}
      <Others opened={opened} />
      <SavingBar draft={draft} />
    </Page>
  );
}

function Standing({ now }: { now: Return }) {
  const facts = canSave(now.state)
    ? `This return is ${dueInWords(now.dueDate)}.`
    : `Submitted on ${momentInWords(now.submitTime)}. ${inTime(now)}.`;
  return (
    <p class="govuk-body">
      <WordTag word={returnState(now.state)} /> {facts}
      {now.extension &&
        canSave(now.state) &&
        ` The council has given you more time: ${now.extension.reason}`}
    </p>
  );
}

function ToDo({ opened }: { opened: Opened }) {
  const { draft, path } = opened;
  const content = draft.typed.value;
  const people = workOf(opened);
  const counts = { "not-started": 0, started: 0, done: 0, nothing: 0 };
  for (const work of people) counts[progressOf(work, content)]++;
  const left = counts["not-started"] + counts.started;
  const next = nextAfter("", people, content);
  if (people.length === counts.nothing || content.nil) {
    return (
      <>
        <Nobody opened={opened} />
        {people.length > 0 && <People opened={opened} people={people} />}
      </>
    );
  }
  return (
    <>
      {draft.correcting.value && <Correcting opened={opened} />}
      <p class="govuk-body">
        {left
          ? `${counted(left, "person", "people")} still to do of ${people.length - counts.nothing}.`
          : "You have answered for everyone. Check the return, then submit it."}
      </p>
      {next ? (
        <ButtonLink href={`${path}/people/${next.id}`}>
          {counts.done + counts.started ? "Go on" : "Start"}
        </ButtonLink>
      ) : (
        <ButtonLink href={`${path}/check`}>Check and submit</ButtonLink>
      )}
      <People opened={opened} people={people} />
      {next && (
        <p class="govuk-body">
          <ActionLink href={`${path}/check`}>
            Check what is still missing
          </ActionLink>
        </p>
      )}
    </>
  );
}

function Correcting({ opened }: { opened: Opened }) {
  return (
    <Inset>
      <p class="govuk-body">
        You are correcting a return that the council has accepted. What was
        accepted counts until the council accepts your correction.
      </p>
      <Button kind="secondary" onClick={() => opened.draft.correct(false)}>
        Give up this correction
      </Button>
    </Inset>
  );
}

const PROGRESS: Record<Progress, [string, Colour | undefined]> = {
  "not-started": ["Not started", "blue"],
  started: ["In progress", "turquoise"],
  done: ["Done", undefined],
  nothing: ["Nothing to check", "grey"],
};

// From how many people on they can be looked through by what is to do.
const MANY = 15;

function People(props: { opened: Opened; people: PersonWork[] }) {
  const { opened, people } = props;
  const content = opened.draft.typed.value;
  const [shown, setShown] = useState("all");
  const rows = people.filter((work) => {
    const progress = progressOf(work, content);
    if (shown === "left") return !["done", "nothing"].includes(progress);
    return shown === "all" || progress === "done";
  });
  return (
    <>
      <h2 class="govuk-heading-m">People</h2>
      {people.length > MANY && (
        <Radios
          id="shown"
          label="Show"
          inline
          small
          value={shown}
          onValue={setShown}
          options={[
            { value: "all", label: "Everyone" },
            { value: "left", label: "Still to do" },
            { value: "done", label: "Done" },
          ]}
        />
      )}
      {!rows.length && <Inset>Nobody here.</Inset>}
      <ul class="govuk-task-list">
        {rows.map((work) => (
          <Person
            key={work.id}
            work={work}
            path={opened.path}
            progress={progressOf(work, content)}
          />
        ))}
      </ul>
    </>
  );
}

function Person(props: { work: PersonWork; path: string; progress: Progress }) {
  const { work, path, progress } = props;
  const [name, colour] = PROGRESS[progress];
  return (
    <li class="govuk-task-list__item govuk-task-list__item--with-link">
      <div class="govuk-task-list__name-and-hint">
        <a
          class="govuk-link govuk-task-list__link"
          href={`${path}/people/${work.id}`}
          aria-describedby={`${work.id}-hint ${work.id}-status`}
        >
          {work.id}
        </a>
        <div id={`${work.id}-hint`} class="govuk-task-list__hint">
          {absenceInWords(work.person) ||
            counted(work.outcomes.length, "outcome")}
        </div>
      </div>
      <div class="govuk-task-list__status" id={`${work.id}-status`}>
        {colour ? <Tag colour={colour}>{name}</Tag> : name}
      </div>
    </li>
  );
}

function Nobody({ opened }: { opened: Opened }) {
  const { draft, path } = opened;
  const go = useGo();
  const nil = draft.typed.value.nil;
  return (
    <>
      <Inset>
        {nil
          ? "You have said that you supported nobody under this contract in this period."
          : "We know of nobody whom this contract supported in this period. If that is right, say so, and the return is done. If it is not, ask the council to put right who is away or has left, or to add the people and what matters to them."}
      </Inset>
      <div class="govuk-button-group">
        <Button
          onClick={() => {
            draft.declareNobody(true);
            go(`${path}/check`);
          }}
        >
          We supported nobody
        </Button>
        {nil && (
          <Button kind="secondary" onClick={() => draft.declareNobody(false)}>
            We did support somebody
          </Button>
        )}
      </div>
    </>
  );
}

function WithCouncil({ opened }: { opened: Opened }) {
  const { draft, path } = opened;
  const now = draft.current.value;
  const { readOnly } = currentUser();
  const sent = !canSave(now.state);
  const correct = () => {
    draft.correct(true);
    // The button is gone.
    document.querySelector("h1")?.focus();
  };
  return (
    <>
      <p class="govuk-body">{standingInWords(now)}</p>
      {now.comment && now.state === State.ACCEPTED && (
        <Inset>
          <h2 class="govuk-heading-s">The council says</h2>
          <p class="govuk-body tm-kept-lines">{now.comment}</p>
        </Inset>
      )}
      <p class="govuk-body">
        <ActionLink href={`${path}/copy`}>
          {sent ? "See what you submitted" : "See the answers so far"}
        </ActionLink>
      </p>
      {sent && !readOnly && (
        <div class="govuk-button-group">
          {now.state === State.ACCEPTED && (
            <Button onClick={correct}>Correct this return</Button>
          )}
          <Link href={`${path}/withdraw`}>Withdraw this return</Link>
        </div>
      )}
    </>
  );
}

function standingInWords(now: Return): string {
  switch (now.state) {
    case State.SUBMITTED:
    case State.RESUBMITTED:
      return "It is with the council. To change it, withdraw it and submit it again, or ask the council to return it for changes.";
    case State.ACCEPTED:
      return `The council accepted it on ${momentInWords(now.acceptTime)}. It counts in the figures. If something in it is wrong, correct it.`;
    default:
      return now.periodStart && daysBetween(today(), now.periodStart) > 0
        ? `You can fill it in from ${dayInWords(now.periodStart)} on, and submit it from ${dayInWords(now.periodEnd)} on.`
        : "You may look at this return. Somebody else in your organisation fills it in.";
  }
}

function Others({ opened }: { opened: Opened }) {
  const { path } = opened;
  return (
    <section aria-labelledby="others" class="tm-screen-only">
      <h2 class="govuk-heading-s" id="others">
        Also for this return
      </h2>
      <ul class="govuk-list">
        {editable(opened) && (
          <li>
            <ActionLink href={`${path}/file`}>
              Use a spreadsheet instead
            </ActionLink>
          </li>
        )}
        <li>
          <Link href={`${path}/copy`}>Read or print its answers</Link>
        </li>
        <li>
          <Link href={`${path}/history`}>
            Its history and the council’s comments
          </Link>
        </li>
      </ul>
    </section>
  );
}

// One person of a return, on one page.
import { useEffect, useRef, useState } from "preact/hooks";
import { useGo } from "~/parts/go";
import { Button } from "~/parts/button";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Link } from "~/parts/links";
import { Inset, Words } from "~/parts/notices";
import { Page } from "~/parts/page";
import type { ReturnEntry } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { blank, confirmed, gapsOf, isComplete } from "./entries";
import { setConfirmed } from "./confirmed";
import { inputId } from "./findings";
import type { Opened } from "./office";
import { OutcomeForm } from "./outcome_form";
import { editable, workOf } from "./overview";
import { nextAfter, type PersonWork } from "./roster";
import { Answers, Voices } from "./answers";
import { Clashes } from "./clashes";
import { OthersNews, SavingBar } from "./saving_bar";
import { NotYours, WithReturn, type ReturnAddress } from "./with_return";
import { periodOf } from "~/words/returns";
import { absenceInWords } from "./words";

export function PersonPage(address: ReturnAddress & { person: string }) {
  const { person } = address;
  return (
    <WithReturn {...address}>
      {(opened) => {
        const work = workOf(opened).find(({ id }) => id === person);
        if (!work) return <NotYours what="person" />;
        return <OnePerson key={work.name} opened={opened} work={work} />;
      }}
    </WithReturn>
  );
}

interface PersonProps {
  opened: Opened;
  work: PersonWork;
}

function OnePerson({ opened, work }: PersonProps) {
  const { draft, path, contract } = opened;
  const people = workOf(opened);
  const at = people.findIndex(({ id }) => id === work.id) + 1;
  return (
    <Page
      title={work.id}
      caption={`${periodOf(draft.current.value)}, ${contract.title}: person ${at} of ${people.length}`}
      back={{ href: path, label: "Everyone in this return" }}
    >
      <OthersNews draft={draft} path={path} />
      <Clashes draft={draft} outcomes={opened.outcomes} />
      {!work.expected && (
        <Inset>
          {absenceInWords(work.person)}. No answers are expected for this
          period.
        </Inset>
      )}
      {editable(opened) ? (
        <Asked opened={opened} work={work} />
      ) : (
        <Told opened={opened} work={work} />
      )}
      <SavingBar draft={draft} />
    </Page>
  );
}

function Told({ opened, work }: PersonProps) {
  return (
    <>
      {work.outcomes.map((own) => (
        <Answers
          key={own.name}
          outcome={own.name}
          own={own}
          entry={opened.draft.entry(own.name)}
        />
      ))}
    </>
  );
}

// The answers of last time, where there are such for every outcome.
function lastAnswers({ opened, work }: PersonProps): ReturnEntry[] {
  const last = work.outcomes.flatMap(({ name }) => {
    const entry = opened.last?.entries.get(name);
    return entry && isComplete(entry) ? [entry] : [];
  });
  return last.length === work.outcomes.length ? last : [];
}

function Asked({ opened, work }: PersonProps) {
  const { draft } = opened;
  const last = lastAnswers({ opened, work });
  const touched = work.outcomes.some(({ name }) => draft.entry(name));
  const [changing, setChanging] = useState(false);
  if (last.length && !touched && !changing && work.expected) {
    return (
      <Unchanged
        opened={opened}
        work={work}
        last={last}
        onChange={() => setChanging(true)}
      />
    );
  }
  return <Form opened={opened} work={work} changing={changing} />;
}

interface UnchangedProps extends PersonProps {
  last: ReturnEntry[];
  onChange: () => void;
}

function Unchanged({ opened, work, last, onChange }: UnchangedProps) {
  const { draft, name } = opened;
  const onward = useOnward(opened, work);
  const confirm = () => {
    draft.put(...last.map(confirmed));
    setConfirmed(name, work.id, true);
    onward();
  };
  const when = opened.last ? periodOf(opened.last.from) : "";
  return (
    <>
      <p class="govuk-body-l">What you told us for {when}</p>
      {work.outcomes.map((own, i) => (
        <section class="tm-outcome" aria-label={own.ownWords} key={own.name}>
          <Words>{own.ownWords}</Words>
          <Voices entry={last[i]} own={own} />
        </section>
      ))}
      <h2 class="govuk-heading-m">
        Has anything changed for {work.id} since then?
      </h2>
      <p class="govuk-body">
        Ask the person again if you can. What they said last time, in words,
        stays with last time.
      </p>
      <div class="govuk-button-group">
        <Button onClick={confirm}>Nothing has changed</Button>
        <Button
          kind="secondary"
          onClick={() => {
            setConfirmed(name, work.id, false);
            onChange();
          }}
        >
          Change the answers
        </Button>
      </div>
    </>
  );
}

// Goes to the next person, or to the check when all are done.
function useOnward(opened: Opened, work: PersonWork): () => void {
  const go = useGo();
  return () => {
    void opened.draft.save();
    const next = nextAfter(work.id, workOf(opened), opened.draft.typed.value);
    go(next ? `${opened.path}/people/${next.id}` : `${opened.path}/check`);
  };
}

interface FormProps extends PersonProps {
  // Whether it has just taken the place of last time's answers.
  changing: boolean;
}

function Form({ opened, work, changing }: FormProps) {
  const { draft, path } = opened;
  const form = useRef<HTMLFormElement>(null);
  const onward = useOnward(opened, work);
  // Errors that are shown: from the check, or once somebody wants to go on.
  const [strict, setStrict] = useState(location.hash.length > 1);
  const [errors, setErrors] = useState<FormError[]>([]);
  useEffect(() => {
    if (changing) form.current?.querySelector("input")?.focus();
    const aim = document.getElementById(location.hash.slice(1));
    // After the page's heading has been read.
    const frame = requestAnimationFrame(() => aim?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  // What was typed, else what was said last time, to be changed.
  const shown = (outcome: string): ReturnEntry => {
    const typed = draft.entry(outcome);
    if (typed) return typed;
    const last = work.expected && opened.last?.entries.get(outcome);
    return last ? confirmed(last) : blank(outcome);
  };
  const proceed = () => {
    const entries = work.outcomes.map(({ name }) => shown(name));
    const wanted = entries.filter(
      (entry) => work.expected || draft.entry(entry.outcome),
    );
    draft.put(...wanted);
    const open = wanted.flatMap((entry) => faultsOf(work, entry));
    setStrict(true);
    setErrors(open);
    if (!open.length) onward();
  };
  const inline = strict
    ? work.outcomes.flatMap(({ name }) => faultsOf(work, shown(name)))
    : [];
  const lastName = opened.last ? periodOf(opened.last.from) : "";
  const fresh = work.outcomes.every(({ name }) => !draft.entry(name));
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        proceed();
      }}
    >
      <ErrorSummary errors={errors} />
      {fresh && opened.last && (
        <p class="govuk-body">
          We have filled in what you told us for {lastName}. Change what is
          different now.
        </p>
      )}
      {work.outcomes.map((own) => (
        <OutcomeForm
          key={own.name}
          own={own}
          entry={shown(own.name)}
          last={opened.last?.entries.get(own.name)}
          lastName={lastName}
          period={periodOf(draft.current.value)}
          person={work.id}
          errors={inline}
          onEntry={(entry) => {
            setConfirmed(opened.name, work.id, false);
            draft.put(entry);
          }}
        />
      ))}
      <div class="govuk-button-group">
        <Button type="submit">Save and continue</Button>
        <Link href={path}>Leave it for later</Link>
      </div>
    </form>
  );
}

const FAULTS = {
  person: (id: string, what: string) =>
    `Say how ${id} sees ${what}, or why there is no view this time`,
  source: (id: string, what: string) =>
    `Say how you know what ${id} thinks of ${what}`,
  provider: (_: string, what: string) => `Say how you see ${what}`,
};

function faultsOf(work: PersonWork, entry: ReturnEntry): FormError[] {
  const own = work.outcomes.find(({ name }) => name === entry.outcome);
  return gapsOf(entry).map((gap) => ({
    input: inputId(entry.outcome, gap),
    message: FAULTS[gap](work.id, `“${own?.ownWords ?? ""}”`),
  }));
}

// The entries of a return by person, each with the words that it is about.
import { useState } from "preact/hooks";
import { idOf } from "~/api/names";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { ReturnEntry } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Button } from "~/parts/button";
import { Radios, TextArea } from "~/parts/fields";
import { Link } from "~/parts/links";
import { Inset, More, Words } from "~/parts/notices";
import { counted } from "~/words/numbers";
import type { Comments } from "./comments";
import { personPlace } from "~/api/places";
import { byPerson, type PersonEntries, type Review } from "./review_data";
import { Voices } from "./voice_box";
import { levelInWords } from "~/words/levels";
import { voicesDiffer } from "./voices";

const PER_PAGE = 20;

type Show = "everyone" | "changed" | "differ";

export interface Commenting {
  comments: Comments;
  // Nothing where nothing is to be decided.
  onComment?: (outcome: string, words: string) => void;
}

export function ReviewEntries({
  review,
  ...commenting
}: { review: Review } & Commenting) {
  const [show, setShow] = useState<Show>("everyone");
  const [page, setPage] = useState(0);
  const { given, difference } = review;
  if (given.nilReturn) {
    return (
      <Inset>
        The provider declares that it supported nobody in this period.
      </Inset>
    );
  }
  const changed = new Set(difference?.differences.map((each) => each.outcome));
  const kept: Record<Show, (entry: ReturnEntry) => boolean> = {
    everyone: () => true,
    changed: (entry) => changed.has(entry.outcome),
    differ: voicesDiffer,
  };
  const differing = given.entries.filter(voicesDiffer).length;
  const people = byPerson(given.entries.filter(kept[show]));
  const from = page * PER_PAGE;
  const pages = Math.ceil(people.length / PER_PAGE);
  return (
    <section>
      <h2 class="govuk-heading-m" id="people">
        What people and those who support them say
      </h2>
      <Radios
        id="show"
        label="Show"
        inline
        small
        value={show}
        options={[
          { value: "everyone", label: "Everyone" },
          ...(changed.size
            ? [{ value: "changed", label: `Changed (${changed.size})` }]
            : []),
          { value: "differ", label: `Voices differ (${differing})` },
        ]}
        onValue={(value) => {
          setShow(value as Show);
          setPage(0);
        }}
      />
      <p class="govuk-body" role="status">
        {counted(people.length, "person", "people")}
        {pages > 1 &&
          `, ${from + 1} to ${Math.min(from + PER_PAGE, people.length)} shown`}
      </p>
      {people.slice(from, from + PER_PAGE).map((each) => (
        <PersonPart
          key={each.person}
          given={each}
          outcomes={review.outcomes}
          {...commenting}
        />
      ))}
      {pages > 1 && (
        <div class="govuk-button-group">
          {page > 0 && (
            <Button kind="secondary" onClick={() => turn(page - 1, setPage)}>
              The {PER_PAGE} people before
            </Button>
          )}
          {page < pages - 1 && (
            <Button kind="secondary" onClick={() => turn(page + 1, setPage)}>
              The next people
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function turn(page: number, setPage: (page: number) => void): void {
  setPage(page);
  document.getElementById("people")?.scrollIntoView();
}

interface PersonPartProps extends Commenting {
  given: PersonEntries;
  outcomes: ReadonlyMap<string, PersonalOutcome>;
}

function PersonPart({ given, outcomes, ...commenting }: PersonPartProps) {
  return (
    <section class="tm-person" aria-label={`Person ${idOf(given.person)}`}>
      <h3 class="govuk-heading-s">
        <Link href={personPlace(given.person)}>
          Person {idOf(given.person)}
        </Link>
      </h3>
      {given.entries.map((entry) => (
        <EntryPart
          key={entry.outcome}
          entry={entry}
          outcome={outcomes.get(entry.outcome)}
          {...commenting}
        />
      ))}
    </section>
  );
}

interface EntryPartProps extends Commenting {
  entry: ReturnEntry;
  outcome: PersonalOutcome | undefined;
}

function EntryPart({ entry, outcome, comments, onComment }: EntryPartProps) {
  return (
    <article class="tm-entry">
      <OutcomeWords outcome={outcome} name={entry.outcome} />
      <Voices entry={entry} />
      {onComment && (
        <CommentBox
          outcome={entry.outcome}
          words={comments.entries[entry.outcome] ?? ""}
          onComment={onComment}
        />
      )}
    </article>
  );
}

export function OutcomeWords(props: {
  outcome: PersonalOutcome | undefined;
  name: string;
}) {
  const { outcome, name } = props;
  if (!outcome) return <p class="govuk-body">Outcome {idOf(name)}</p>;
  return (
    <>
      <p class="tm-own">“{outcome.ownWords}”</p>
      {(outcome.whyItMatters || outcome.levels.length > 0) && (
        <More summary="Why it matters, and what each level would look like">
          {outcome.whyItMatters && <Words>{outcome.whyItMatters}</Words>}
          <dl class="govuk-list">
            {outcome.levels.map(({ level, description }) => (
              <div key={level}>
                <dt class="govuk-!-font-weight-bold">{levelInWords(level)}</dt>
                <dd class="govuk-!-margin-left-0">{description}</dd>
              </div>
            ))}
          </dl>
        </More>
      )}
    </>
  );
}

interface CommentBoxProps {
  outcome: string;
  words: string;
  onComment: (outcome: string, words: string) => void;
}

function CommentBox({ outcome, words, onComment }: CommentBoxProps) {
  const [open, setOpen] = useState(words !== "");
  const id = `comment-${outcome.split("/").slice(-3).join("-")}`;
  if (!open) {
    return (
      <button
        type="button"
        class="govuk-link tm-plain-button"
        onClick={() => {
          setOpen(true);
          requestAnimationFrame(() => document.getElementById(id)?.focus());
        }}
      >
        Comment on this
        <span class="govuk-visually-hidden">
          : person {outcome.split("/").at(-3)}, {idOf(outcome)}
        </span>
      </button>
    );
  }
  return (
    <TextArea
      id={id}
      label="What should the provider look at again?"
      hint="It goes to the provider if you return this for changes."
      rows={2}
      value={words}
      onValue={(value) => onComment(outcome, value)}
    />
  );
}

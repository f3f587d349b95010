// One return, for the council to read and to decide about.
import { useState } from "preact/hooks";
import { inCouncil } from "~/api/names";
import { useQuery } from "~/api/query";
import {
  Return_State,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { ActionLink, Link } from "~/parts/links";
import { Done, Inset, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { dayInWords, momentInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import {
  keepComments,
  keptComments,
  NO_COMMENTS,
  type Comments,
} from "./comments";
import { contractPlace, extensionPlace, providerPlace } from "~/api/places";
import { askReview, byPerson, type Review } from "./review_data";
import { Decision } from "./review_decision";
import { ReviewEntries } from "./review_entries";
import { Difference, Events, Warnings } from "./review_story";
import { mayBeExtended } from "./tracker_tables";
import { periodOf } from "~/words/returns";
import { cameInWords, standing, waits } from "./words";

interface Given {
  contract: string;
  period: string;
}

export default function ReviewPage({ contract, period }: Given) {
  const name = inCouncil("contracts", contract, "returns", period);
  const query = useQuery(["review", name], (signal) => askReview(name, signal));
  const title =
    query.state === "known"
      ? `${query.value.contract.title}, ${periodOf(query.value.given)}`
      : "Return";
  return (
    <Page
      title={title}
      caption={query.state === "known" ? query.value.provider : undefined}
      back={{ href: "/tracker", label: "Back to returns" }}
    >
      <Await query={query} loading="Loading the return">
        {(review) => (
          <ReviewParts key={name} review={review} reload={query.reload} />
        )}
      </Await>
    </Page>
  );
}

function ReviewParts(props: { review: Review; reload: () => void }) {
  const { review, reload } = props;
  const { given } = review;
  const [comments, setComments] = useState(() => keptComments(given.name));
  const [decided, setDecided] = useState<Return>();
  const open = waits(given.state) && mayDecide();
  const comment = (next: Comments) => {
    setComments(next);
    keepComments(given.name, next);
  };
  return (
    <>
      {decided && <Decided now={decided} />}
      <Standing review={review} />
      {!open && <WhyNothing given={given} />}
      <Difference review={review} />
      <Warnings warnings={review.warnings} answers={given.warningAnswers} />
      <ReviewEntries
        review={review}
        comments={comments}
        onComment={
          open
            ? (outcome, words) =>
                comment({
                  ...comments,
                  entries: { ...comments.entries, [outcome]: words },
                })
            : undefined
        }
      />
      {open && (
        <Decision
          review={review}
          comments={comments}
          onGeneral={(general) => comment({ ...comments, general })}
          onLook={reload}
          onDecided={(now) => {
            comment(NO_COMMENTS);
            setDecided(now);
            reload();
            window.scrollTo(0, 0);
          }}
        />
      )}
      <Events events={review.events} />
    </>
  );
}

function mayDecide(): boolean {
  const { role, readOnly } = currentUser();
  return !readOnly && (role === "commissioner" || role === "quality");
}

function Decided({ now }: { now: Return }) {
  return (
    <Done>
      {now.state === Return_State.ACCEPTED
        ? "You accepted this return. It counts in the figures from now on."
        : "You returned this for changes. The provider is told."}
    </Done>
  );
}

function Standing({ review }: { review: Review }) {
  const { given, contract, provider } = review;
  const people = byPerson(given.entries).length;
  return (
    <Facts
      facts={[
        {
          name: "Where it stands",
          value: <WordTag word={standing(given)} />,
          action: currentUser().role === "commissioner" &&
            mayBeExtended(given) && (
              <ActionLink href={extensionPlace(given.name)}>
                Give more time
              </ActionLink>
            ),
        },
        {
          name: "Provider",
          value: <Link href={providerPlace(given.provider)}>{provider}</Link>,
        },
        {
          name: "Contract",
          value: (
            <Link href={contractPlace(contract.name)}>{contract.title}</Link>
          ),
        },
        {
          name: "Due",
          value: given.extension
            ? `${dayInWords(given.dueDate)}, after more time was given: ${given.extension.reason}`
            : dayInWords(given.dueDate),
        },
        { name: "Came", value: cameInWords(given) || "Not yet" },
        ...(given.version
          ? [
              {
                name: "Version",
                value: `${given.version}, sent ${momentInWords(given.submitTime)}`,
              },
              {
                name: "What it tells",
                value: given.nilReturn
                  ? "Nobody was supported"
                  : `${counted(given.entries.length, "outcome")} of ${counted(people, "person", "people")}`,
              },
            ]
          : []),
      ]}
    />
  );
}

const NOTHING: Partial<Record<Return_State, string>> = {
  [Return_State.NOT_STARTED]: "The provider has not begun this return.",
  [Return_State.IN_PROGRESS]:
    "The provider is working on this return. What you see is its draft.",
  [Return_State.RETURNED_FOR_CHANGES]:
    "This return is with the provider, for changes. You can decide again when it has been sent again.",
  [Return_State.ACCEPTED]:
    "This return was accepted and counts in the figures. There is nothing to decide.",
  [Return_State.WITHDRAWN]:
    "The provider took this return back. It counts in no figure.",
};

function WhyNothing({ given }: { given: Return }) {
  const words =
    NOTHING[given.state] ??
    "You can read this return. Deciding about it is the commissioners’ and the quality team’s.";
  return <Inset>{words}</Inset>;
}

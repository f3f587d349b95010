// The council's decision about a return that was submitted.
import { useState } from "preact/hooks";
import { client } from "~/api/transport";
import { segmentOf } from "~/api/names";
import { useAction } from "~/api/query";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Radios, TextArea } from "~/parts/fields";
import { useRequestId } from "~/parts/form";
import { Inset } from "~/parts/notices";
import { counted } from "~/words/numbers";
import { ChangedMeanwhile, useErrors } from "./change";
import { commentText, commented, LONGEST, type Comments } from "./comments";
import type { Review } from "./review_data";

type Verdict = "" | "accept" | "return";

interface DecisionProps {
  review: Review;
  comments: Comments;
  onGeneral: (words: string) => void;
  onDecided: (now: Return) => void;
  onLook: () => void;
}

export function Decision(props: DecisionProps) {
  const { review, comments, onGeneral, onDecided, onLook } = props;
  const { given } = review;
  const [verdict, setVerdict] = useState<Verdict>("");
  const [errors, setErrors] = useState<FormError[]>([]);
  const words = commentText(
    comments,
    new Map([...review.outcomes].map(([name, own]) => [name, own.ownWords])),
  );
  const decide = useDecision(given, verdict, words);
  const shown = useErrors(errors, decide.fault, (field) =>
    field === "reason" || field === "comment" ? "comment" : undefined,
  );
  const errorOf = (id: string) =>
    shown.find((error) => error.input === id)?.message;
  const submit = async () => {
    const found = mistakes(verdict, words);
    setErrors(found);
    if (found.length || !verdict) return;
    const now = await decide.run();
    if (now) onDecided(now);
  };
  return (
    <section class="tm-decision" aria-labelledby="decision">
      {decide.fault?.kind === "stale" && (
        <ChangedMeanwhile
          fault={decide.fault}
          what="this return"
          kept="Your comments are still here."
          onLook={() => {
            decide.forget();
            onLook();
          }}
        />
      )}
      <ErrorSummary errors={shown} />
      <h2 class="govuk-heading-m" id="decision">
        Your decision
      </h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Radios
          id="verdict"
          label="What do you decide about this return?"
          error={errorOf("verdict")}
          value={verdict}
          options={[
            {
              value: "accept",
              label: "Accept it",
              hint: "It counts in the figures from now on.",
            },
            {
              value: "return",
              label: "Return it for changes",
              hint: "The provider sees your comments, mends it and sends it again.",
            },
          ]}
          onValue={(value) => setVerdict(value as Verdict)}
        />
        <TextArea
          id="comment"
          label={
            verdict === "accept"
              ? "A word to the provider (optional)"
              : "Comment on the return as a whole"
          }
          hint="Use references, never names, for people who draw on support."
          error={errorOf("comment")}
          value={comments.general}
          onValue={onGeneral}
        />
        <EntryComments comments={comments} accepted={verdict === "accept"} />
        <Button type="submit" busy={decide.busy}>
          {verdict === "accept"
            ? "Accept this return"
            : verdict === "return"
              ? "Return it for changes"
              : "Decide"}
        </Button>
      </form>
    </section>
  );
}

function useDecision(given: Return, verdict: Verdict, words: string) {
  const requestId = useRequestId([given.name, given.etag, verdict, words]);
  return useAction(async () => {
    const same = { name: given.name, etag: given.etag, requestId };
    return verdict === "accept"
      ? client(OutcomesService).acceptReturn({ ...same, comment: words })
      : client(OutcomesService).sendBackReturn({ ...same, reason: words });
  });
}

export function mistakes(verdict: Verdict, words: string): FormError[] {
  if (!verdict) {
    return [
      {
        input: "verdict",
        message: "Choose whether to accept it or return it for changes",
      },
    ];
  }
  if (verdict === "return" && !words) {
    return [
      {
        input: "comment",
        message:
          "Say what the provider should change, here or beside an outcome",
      },
    ];
  }
  if (words.length > LONGEST) {
    return [
      {
        input: "comment",
        message:
          `Your comments are ${words.length - LONGEST} characters too long ` +
          `in all. Shorten them to ${LONGEST}`,
      },
    ];
  }
  return [];
}

function EntryComments(props: { comments: Comments; accepted: boolean }) {
  const about = commented(props.comments);
  if (!about.length) return null;
  return (
    <Inset>
      Your {counted(about.length, "comment")} on single outcomes
      {about.length === 1 ? " goes" : " go"} with it: about{" "}
      {about
        .map((outcome) => `person ${segmentOf(outcome, "people")}`)
        .join(", ")}
      .
    </Inset>
  );
}

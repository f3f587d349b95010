// What the council does with a statement: issues it, answers a dispute, has it
// worked out again.
import { useState } from "preact/hooks";
import { useAction } from "~/api/query";
import { client } from "~/api/transport";
import { StatementService } from "~/api/gen/tidemark/incentives/v1/statement_service_pb";
import type {
  Statement,
  Verification,
} from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { Checkboxes, TextArea } from "~/parts/fields";
import { useRequestId } from "~/parts/form";
import { Inset, Words, WordTag } from "~/parts/notices";
import { currentUser } from "~/session/session";
import { momentInWords } from "~/words/dates";
import { money } from "~/words/numbers";
import { who } from "~/words/who";
import { ChangedMeanwhile, useErrors } from "./change";
import { statementState } from "~/words/contracts";

interface IssueProps {
  draft: Statement;
  onIssued: (now: Statement) => void;
  onLook: () => void;
}

export function Issue({ draft, onIssued, onLook }: IssueProps) {
  const [early, setEarly] = useState<string[]>([]);
  const [errors, setErrors] = useState<FormError[]>([]);
  const requestId = useRequestId([draft.name, draft.etag, early]);
  const issue = useAction(() =>
    client(StatementService).issueStatement({
      name: draft.name,
      etag: draft.etag,
      withoutReturn: early.length > 0,
      requestId,
    }),
  );
  const shown = useErrors(errors, issue.fault);
  const missing = draft.account !== undefined && !draft.account.returnInput;
  const submit = async () => {
    const found: FormError[] =
      missing && !early.length
        ? [
            {
              input: "early",
              message:
                "Confirm that it is to be issued without an accepted return, or accept the return first",
            },
          ]
        : [];
    setErrors(found);
    if (found.length) return;
    const now = await issue.run();
    if (now) onIssued(now);
  };
  if (currentUser().readOnly) return null;
  if (!draft.etag) {
    return (
      <Inset>There is nothing to issue: nothing is to be corrected.</Inset>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {issue.fault?.kind === "stale" && (
        <ChangedMeanwhile
          fault={issue.fault}
          what="what this statement rests on"
          kept="Look at the new figures before you issue them."
          onLook={() => {
            issue.forget();
            onLook();
          }}
        />
      )}
      <ErrorSummary errors={shown} />
      <h2 class="govuk-heading-m">Issue this statement</h2>
      <p class="govuk-body">
        These figures are issued, or none. Once issued they never change; what
        changes later is corrected by the next statement.
      </p>
      {missing && (
        <Checkboxes
          id="early"
          label="No return is accepted for this period yet"
          error={shown.find(({ input }) => input === "early")?.message}
          values={early}
          options={[
            {
              value: "early",
              label: "Issue it all the same, and correct later",
            },
          ]}
          onValues={setEarly}
        />
      )}
      <Button type="submit" busy={issue.busy}>
        {`Issue it for ${money(draft.totalPence)}`}
      </Button>
    </form>
  );
}

interface AnswerProps {
  given: Statement;
  onAnswered: (now: Statement) => void;
  onLook: () => void;
}

export function Answer({ given, onAnswered, onLook }: AnswerProps) {
  const [words, setWords] = useState("");
  const [errors, setErrors] = useState<FormError[]>([]);
  const requestId = useRequestId([given.name, given.etag, words]);
  const answer = useAction(() =>
    client(StatementService).answerDispute({
      name: given.name,
      etag: given.etag,
      words: words.trim(),
      requestId,
    }),
  );
  const shown = useErrors(errors, answer.fault, () => "answer");
  const submit = async () => {
    const found = words.trim()
      ? []
      : [{ input: "answer", message: "Say what the council answers" }];
    setErrors(found);
    if (found.length) return;
    const now = await answer.run();
    if (now) onAnswered(now);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {answer.fault?.kind === "stale" && (
        <ChangedMeanwhile
          fault={answer.fault}
          what="this statement"
          kept="What you typed is still here."
          onLook={() => {
            answer.forget();
            onLook();
          }}
        />
      )}
      <ErrorSummary errors={shown} />
      <TextArea
        id="answer"
        large
        label="Answer the dispute"
        hint="Figures are corrected where they come from, as by returning a return for changes. The next statement then has the correction. Never name anybody who draws on support."
        error={shown.find(({ input }) => input === "answer")?.message}
        value={words}
        onValue={setWords}
      />
      <Button type="submit" busy={answer.busy}>
        Send the answer
      </Button>
    </form>
  );
}

export function Responses({ given }: { given: Statement }) {
  if (!given.responses.length) {
    return <Inset>The provider has not said yet whether it agrees.</Inset>;
  }
  return (
    <section>
      <h2 class="govuk-heading-m">What was said about it</h2>
      <ol class="tm-events">
        {given.responses.map((each) => {
          return (
            <li key={`${each.state} ${momentInWords(each.respondTime)}`}>
              <p class="govuk-body govuk-!-margin-bottom-1">
                <WordTag word={statementState(each.state)} /> by{" "}
                {who(each.respondedBy)}, {momentInWords(each.respondTime)}
              </p>
              {each.words && <Words>{each.words}</Words>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

export function Verify({ name }: { name: string }) {
  const [found, setFound] = useState<Verification>();
  const verify = useAction(() =>
    client(StatementService).verifyStatement({ name }),
  );
  return (
    <section>
      <h2 class="govuk-heading-m">Check it</h2>
      <p class="govuk-body">
        Tidemark can work this statement out again: from what it says that it
        rests on, and from the returns as they were known then.
      </p>
      <ErrorSummary errors={errorsOf(verify.fault)} />
      <Button
        kind="secondary"
        busy={verify.busy}
        onClick={() => void verify.run().then((now) => now && setFound(now))}
      >
        Work it out again
      </Button>
      <div role="status">{found && <Verified found={found} />}</div>
    </section>
  );
}

function Verified({ found }: { found: Verification }) {
  if (found.same) {
    return (
      <Inset>
        It comes out the same, to the penny: {money(found.statedPence)}.
      </Inset>
    );
  }
  return (
    <Inset>
      It does not come out the same. It says {money(found.statedPence)}; from
      what it rests on, it is {money(found.fromInputsPence)}; from the history,{" "}
      {money(found.fromHistoryPence)}. {found.differences.join(" ")}
    </Inset>
  );
}

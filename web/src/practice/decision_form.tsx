import { useState } from "preact/hooks";
import { faultOf } from "~/api/fault";
import { client } from "~/api/transport";
import { ProposalService as SupportProposals } from "~/api/gen/tidemark/enablement/v1/proposal_service_pb";
import { ProposalService as OutcomeProposals } from "~/api/gen/tidemark/outcomes/v1/proposal_service_pb";
import { Decision_Result } from "~/api/gen/tidemark/type/v1/decision_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Radios, Select, TextArea, TextField } from "~/parts/fields";
import { useForm, useRequestId } from "~/parts/form";
import {
  changeErrors,
  outcomeChange,
  supportChange,
  typedChange,
  type TypedChange,
} from "./change";
import { ChangeFields } from "./change_fields";
import {
  AS_PROPOSED,
  decisionErrors,
  decisionTyped,
  inputOf,
  LEAVE,
  type TypedDecision,
} from "./decision";
import { isAboutSupport, type Proposal } from "./proposals";
import { VIEW_OPTIONS } from "./words";

const RESULTS = [
  {
    value: String(Decision_Result.ACCEPTED),
    label: "Agree",
    hint: "It is done as proposed, as soon as you record your decision.",
  },
  {
    value: String(Decision_Result.CHANGED),
    label: "Agree with changes",
    hint: "You say what is done instead.",
  },
  {
    value: String(Decision_Result.DECLINED),
    label: "Decline",
    hint: "Nothing changes.",
  },
];

interface DecisionFormProps {
  proposal: Proposal;
  // The decision is stored.
  onDecided: (proposal: Proposal) => void;
  // Somebody else was faster, or the proposal changed; with what was typed.
  onOvertaken: (typed: TypedDecision) => void;
}

// Decides, in one step and with everything that makes a decision defensible.
export function DecisionForm(props: DecisionFormProps) {
  const { proposal, onDecided, onOvertaken } = props;
  const [typed, setTyped] = useState<TypedDecision>({
    result: "",
    options: [{ text: LEAVE, whyNot: "" }],
    reasons: "",
    viewHow: "",
    viewWords: "",
  });
  const [change, setChange] = useState<TypedChange>(() =>
    typedChange(proposal),
  );
  const form = useForm(inputOf);
  const requestId = useRequestId([typed, change]);
  const put = (part: Partial<TypedDecision>) => setTyped({ ...typed, ...part });
  const changes = typed.result === String(Decision_Result.CHANGED);
  const errorOf = form.errorOf;

  const submit = () =>
    form.send(
      [
        ...decisionErrors(typed),
        ...(changes ? changeErrors(proposal, change) : []),
      ] satisfies FormError[],
      async () => {
        try {
          onDecided(
            await decide(proposal, typed, changes && change, requestId),
          );
        } catch (error) {
          if (wasOvertaken(error)) onOvertaken(typed);
          else throw error;
        }
      },
    );

  return (
    <form
      class="tm-screen-only"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 class="govuk-heading-m">Your decision</h2>
      <ErrorSummary errors={form.errors} />
      <Radios
        id="result"
        label="What do you decide?"
        hint="If you need to know more first, ask the provider. The proposal waits meanwhile, and its clock goes on."
        error={errorOf("result")}
        options={RESULTS}
        value={typed.result}
        onValue={(result) =>
          put({ result, options: considered(typed, result) })
        }
      />
      {changes && (
        <ChangeFields
          proposal={proposal}
          value={change}
          errorOf={errorOf}
          onValue={setChange}
        />
      )}
      <TextArea
        id="reasons"
        label="Your reasons"
        hint="In plain English: the person may be given this as it is."
        error={errorOf("reasons")}
        value={typed.reasons}
        onValue={(reasons) => put({ reasons })}
      />
      <OtherOptions
        options={typed.options}
        errorOf={errorOf}
        onOptions={(options) => put({ options })}
      />
      <Select
        id="view-how"
        label="How does the person see this decision?"
        hint="How you know, or why it is not known."
        error={errorOf("view-how")}
        options={VIEW_OPTIONS}
        value={typed.viewHow}
        onValue={(viewHow) => put({ viewHow })}
      />
      {typed.viewHow.startsWith("s") && (
        <TextArea
          id="view-words"
          label="In the person's own words, or what they showed"
          error={errorOf("view-words")}
          value={typed.viewWords}
          onValue={(viewWords) => put({ viewWords })}
        />
      )}
      <Button type="submit" busy={form.busy}>
        Record this decision
      </Button>
    </form>
  );
}

interface OtherOptionsProps {
  options: TypedDecision["options"];
  errorOf: (input: string) => string | undefined;
  onOptions: (options: TypedDecision["options"]) => void;
}

function OtherOptions({ options, errorOf, onOptions }: OtherOptionsProps) {
  const put = (at: number, part: Partial<TypedDecision["options"][number]>) =>
    onOptions(options.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <fieldset class="govuk-fieldset govuk-!-margin-bottom-6">
      <legend class="govuk-fieldset__legend">
        What else did you consider?
      </legend>
      <div class="govuk-hint">
        At least one other option, and why not that one.
      </div>
      {options.map((option, i) => (
        <div class="tm-option" key={i}>
          <TextField
            id={`option-${i}`}
            label={options.length > 1 ? `Option ${i + 1}` : "Option"}
            error={errorOf(`option-${i}`)}
            value={option.text}
            onValue={(text) => put(i, { text })}
          />
          <TextArea
            id={`why-not-${i}`}
            label="Why not?"
            rows={2}
            error={errorOf(`why-not-${i}`)}
            value={option.whyNot}
            onValue={(whyNot) => put(i, { whyNot })}
          />
          {options.length > 1 && (
            <Button
              kind="secondary"
              onClick={() => onOptions(options.filter((_, at) => at !== i))}
            >
              {`Remove option ${i + 1}`}
            </Button>
          )}
        </div>
      ))}
      {options.length < 19 && (
        <Button
          kind="secondary"
          onClick={() => onOptions([...options, { text: "", whyNot: "" }])}
        >
          Add another option
        </Button>
      )}
    </fieldset>
  );
}

// What else is considered, where nobody has said yet: of agreeing, to leave
// things as they are; else what was proposed.
function considered(typed: TypedDecision, result: string) {
  const [first, ...rest] = typed.options;
  if (!first || ![LEAVE, AS_PROPOSED].includes(first.text))
    return typed.options;
  const agreed = result === String(Decision_Result.ACCEPTED);
  return [{ ...first, text: agreed ? LEAVE : AS_PROPOSED }, ...rest];
}

async function decide(
  proposal: Proposal,
  typed: TypedDecision,
  change: TypedChange | false,
  requestId: string,
): Promise<Proposal> {
  const request = {
    name: proposal.name,
    decision: decisionTyped(typed),
    etag: proposal.etag,
    requestId,
  };
  if (isAboutSupport(proposal)) {
    return client(SupportProposals).decideProposal({
      ...request,
      change: change ? supportChange(proposal, change) : undefined,
    });
  }
  return client(OutcomeProposals).decideProposal({
    ...request,
    change: change ? outcomeChange(proposal, change) : undefined,
  });
}

// Whether the proposal is no longer what was decided about.
function wasOvertaken(error: unknown): boolean {
  const { kind, reason } = faultOf(error);
  return kind === "stale" || reason === "PROPOSAL_NOT_WAITING";
}

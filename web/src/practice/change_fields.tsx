import { ProposalKind } from "~/api/gen/tidemark/type/v1/proposal_pb";
import { DateField } from "~/parts/date_field";
import { Select, TextArea } from "~/parts/fields";
import { CLOSINGS, outcomeStatus } from "~/words/people";
import { hasLevel, hasWording, type TypedChange } from "./change";
import { LevelFields } from "./level_fields";
import type { Proposal } from "./proposals";
import { SEQUEL_OPTIONS } from "./words";

interface ChangeFieldsProps {
  proposal: Proposal;
  value: TypedChange;
  onValue: (value: TypedChange) => void;
  errorOf: (input: string) => string | undefined;
}

const DAYS: Record<ProposalKind, string> = {
  [ProposalKind.UNSPECIFIED]: "From when",
  [ProposalKind.NEW_OUTCOME]: "By when the person hopes to reach it",
  [ProposalKind.CHANGE_OUTCOME]: "By when the person hopes to reach it",
  [ProposalKind.CLOSE_OUTCOME]: "The last day on which it is worked towards",
  [ProposalKind.LOWER_LEVEL]: "From which day",
  [ProposalKind.HIGHER_LEVEL]: "From which day",
  [ProposalKind.PAUSE]: "The first day without support",
  [ProposalKind.EXIT]: "The last day of support",
};

const CLOSED = CLOSINGS.map((status) => ({
  value: String(status),
  label: outcomeStatus(status),
}));

// What is done instead of what was proposed.
export function ChangeFields(props: ChangeFieldsProps) {
  const { proposal, value, onValue, errorOf } = props;
  return (
    <div class="govuk-inset-text">
      <h3 class="govuk-heading-s">What is to be done instead</h3>
      {hasWording(proposal) && (
        <TextArea
          id="own-words"
          label="What matters, in the person's own words"
          value={value.ownWords}
          error={errorOf("own-words")}
          onValue={(ownWords) => onValue({ ...value, ownWords })}
        />
      )}
      {hasLevel(proposal) && (
        <LevelFields
          value={value}
          errorOf={errorOf}
          onValue={(level) => onValue({ ...value, ...level })}
        />
      )}
      <DateField
        id="date"
        label={DAYS[proposal.kind]}
        hint="For example, 27 3 2027"
        error={errorOf("date")}
        value={value.date}
        onValue={(date) => onValue({ ...value, date })}
      />
      {proposal.kind === ProposalKind.EXIT && (
        <Select
          id="sequel"
          label="What comes after"
          value={value.sequel}
          options={SEQUEL_OPTIONS}
          error={errorOf("sequel")}
          onValue={(sequel) => onValue({ ...value, sequel })}
        />
      )}
      {proposal.kind === ProposalKind.CLOSE_OUTCOME && (
        <Select
          id="close-status"
          label="How it ends"
          value={value.closeStatus}
          options={CLOSED}
          error={errorOf("close-status")}
          onValue={(closeStatus) => onValue({ ...value, closeStatus })}
        />
      )}
    </div>
  );
}

// Outcomes in words.
import { PersonalOutcome_Status } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";

const CLOSED: Record<PersonalOutcome_Status, string> = {
  [PersonalOutcome_Status.UNSPECIFIED]: "Not known",
  [PersonalOutcome_Status.ACTIVE]: "Worked towards",
  [PersonalOutcome_Status.ACHIEVED]: "Closed: achieved",
  [PersonalOutcome_Status.NO_LONGER_RELEVANT]:
    "Closed: it no longer matters to the person",
  [PersonalOutcome_Status.PERSON_CHOSE_DIFFERENTLY]:
    "Closed: the person chose something else",
  [PersonalOutcome_Status.SUPPORT_ENDED]: "Closed: support ended",
};

export function closedInWords(status: PersonalOutcome_Status): string {
  return CLOSED[status];
}

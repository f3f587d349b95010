// People and their outcomes in words.
import {
  Person_Status,
  type Person,
} from "~/api/gen/tidemark/outcomes/v1/person_pb";
import { PersonalOutcome_Status as Status } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { dayInWords } from "./dates";
import { lowerFirst } from "./text";

const STATUSES: Record<Person_Status, string> = {
  [Person_Status.UNSPECIFIED]: "Draws on support",
  [Person_Status.ACTIVE]: "Draws on support",
  [Person_Status.PAUSED]: "Away for a time",
  [Person_Status.LEFT]: "No longer draws on support",
  [Person_Status.DIED]: "Has died",
};

// `Away for a time, since 1 June 2026`.
export function personStatus(
  given: Pick<Person, "status" | "statusDate">,
): string {
  const since = dayInWords(given.statusDate);
  return STATUSES[given.status] + (since && `, since ${since}`);
}

const OUTCOMES: Record<Status, string> = {
  [Status.UNSPECIFIED]: "Not known",
  [Status.ACTIVE]: "Worked towards",
  [Status.ACHIEVED]: "Achieved",
  [Status.NO_LONGER_RELEVANT]: "It no longer matters to the person",
  [Status.PERSON_CHOSE_DIFFERENTLY]: "The person chose something else",
  [Status.SUPPORT_ENDED]: "Support ended",
};

export function outcomeStatus(status: Status): string {
  return OUTCOMES[status];
}

// How an outcome can be closed.
export const CLOSINGS = [
  Status.ACHIEVED,
  Status.NO_LONGER_RELEVANT,
  Status.PERSON_CHOSE_DIFFERENTLY,
  Status.SUPPORT_ENDED,
] as const;

// `Closed: achieved`.
export function closedInWords(status: Status): string {
  const words = outcomeStatus(status);
  return status === Status.ACTIVE || !status
    ? words
    : `Closed: ${lowerFirst(words)}`;
}

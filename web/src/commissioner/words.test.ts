import { describe, expect, it } from "vitest";
import {
  Return_State,
  Return_Timeliness,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { standing } from "./words";

describe("standing", () => {
  it("says that a return is overdue before what state it is in", () => {
    const given = {
      state: Return_State.IN_PROGRESS,
      timeliness: Return_Timeliness.OVERDUE,
      daysLate: 1,
    };
    expect(standing(given).text).toBe("Overdue by 1 day");
  });

  it("says of a late return that it waits, not that it was late", () => {
    const given = {
      state: Return_State.SUBMITTED,
      timeliness: Return_Timeliness.LATE,
      daysLate: 4,
    };
    expect(standing(given).text).toBe("To decide");
  });
});

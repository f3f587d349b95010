import { describe, expect, it } from "vitest";
import { Return_State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { arrivals } from "./arrivals";

const one = (name: string, state: Return_State, version = 1) => ({
  name,
  state,
  version,
});

describe("arrivals", () => {
  it("finds a return that was overdue and has come", () => {
    const came = one("a", Return_State.SUBMITTED);
    expect(arrivals([one("a", Return_State.NOT_STARTED, 0)], [came])).toEqual([
      came,
    ]);
  });

  it("finds one that came again while its earlier version waited", () => {
    const again = one("a", Return_State.RESUBMITTED, 3);
    expect(arrivals([one("a", Return_State.RESUBMITTED, 2)], [again])).toEqual([
      again,
    ]);
  });

  it("says nothing of what waited before, or was decided", () => {
    expect(
      arrivals(
        [one("a", Return_State.SUBMITTED), one("b", Return_State.SUBMITTED)],
        [one("a", Return_State.SUBMITTED), one("b", Return_State.ACCEPTED)],
      ),
    ).toEqual([]);
  });
});

import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  Return_State as State,
  Return_Timeliness as Timeliness,
  ReturnSchema,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { DateSchema } from "~/api/gen/tidemark/type/v1/date_pb";
import { sorted } from "./home";

const day = (month: number, day: number) =>
  create(DateSchema, { year: 2026, month, day });
const given = (
  name: string,
  state: State,
  timeliness: Timeliness,
  from = day(10, 1),
  due = day(11, 20),
) =>
  create(ReturnSchema, {
    name,
    state,
    timeliness,
    periodStart: from,
    dueDate: due,
    version: state === State.WITHDRAWN ? 1 : 0,
  });

describe("the first page", () => {
  const names = (returns: { name: string }[]) => returns.map((r) => r.name);
  const desk = sorted(
    new Map(),
    [
      given("b", State.NOT_STARTED, Timeliness.OVERDUE, undefined, day(11, 9)),
      given("a", State.NOT_STARTED, Timeliness.OVERDUE, undefined, day(10, 9)),
    ],
    [],
    [
      given("soon", State.IN_PROGRESS, Timeliness.DUE_SOON),
      given("later", State.NOT_STARTED, Timeliness.NOT_DUE),
      given("future", State.NOT_STARTED, Timeliness.NOT_DUE, day(12, 1)),
      given("back", State.WITHDRAWN, Timeliness.ON_TIME),
      given("done", State.ACCEPTED, Timeliness.ON_TIME),
    ],
    { year: 2026, month: 11, day: 17 },
  );

  it("has the longest overdue first", () => {
    expect(names(desk.overdue)).toEqual(["a", "b"]);
  });

  it("leaves out what cannot be begun yet", () => {
    expect(names(desk.soon)).toEqual(["soon"]);
    expect(names(desk.later)).toEqual(["later"]);
  });

  it("does not lose a return that was taken back", () => {
    expect(names(desk.withdrawn)).toEqual(["back"]);
    expect(names(desk.sent)).toEqual(["done"]);
  });
});

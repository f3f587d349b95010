import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { PersonSchema } from "~/api/gen/tidemark/outcomes/v1/person_pb";
import { Person_Status } from "~/api/gen/tidemark/outcomes/v1/person_pb";
import { PersonalOutcomeSchema } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import {
  ReturnSchema,
  type ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { FaultSchema } from "~/api/gen/tidemark/api/v1/errors_pb";
import { DateSchema } from "~/api/gen/tidemark/type/v1/date_pb";
import { blank, contentOf, withNotWorkedOn } from "./entries";
import { saidInWords } from "./difference";
import { findingOf } from "./findings";
import { nextAfter, peopleOf, progressOf } from "./roster";
import { dueInWords } from "./words";

const day = (year: number, month: number, day: number) =>
  create(DateSchema, { year, month, day });
const OCTOBER = create(ReturnSchema, {
  periodStart: day(2026, 10, 1),
  periodEnd: day(2026, 10, 31),
});
const NOW = { year: 2026, month: 11, day: 17 };

describe("when a return is due", () => {
  it.each([
    [day(2026, 11, 20), "due in 3 days, on Friday 20 November"],
    [day(2026, 11, 18), "due tomorrow, Wednesday 18 November"],
    [day(2026, 11, 17), "due today, Tuesday 17 November"],
    [day(2026, 11, 16), "overdue by 1 day: it was due on Monday 16 November"],
    [day(2027, 1, 20), "due in 64 days, on Wednesday 20 January 2027"],
  ])("is said in words", (due, words) => {
    expect(dueInWords(due, NOW)).toBe(words);
  });
});

describe("a difference", () => {
  it("is told as within a sentence", () => {
    expect(saidInWords("person_voice.source", "SOURCE_SAID")).toBe(
      "the person said it",
    );
    expect(saidInWords("person_voice.level", "")).toBe("no answer");
    expect(saidInWords("person_voice.level", "0")).toBe("as expected (0)");
    expect(saidInWords("person_voice.words", "Fine")).toBe("“Fine”");
    expect(saidInWords("not_worked_on", "true")).toBe("yes");
  });
});

const outcome = (person: string, id: string, given = {}) =>
  create(PersonalOutcomeSchema, {
    name: `councils/E/people/${person}/outcomes/${id}`,
    ownWords: "I want to cook",
    ...given,
  });

describe("whom a return is about", () => {
  const people = (status: Person_Status, statusDate = day(2026, 9, 1)) =>
    peopleOf(
      OCTOBER,
      [outcome("b", "o1"), outcome("a", "o2"), outcome("a", "o1")],
      [
        create(PersonSchema, {
          name: "councils/E/people/a",
          status,
          statusDate,
        }),
      ],
      new Set(),
    );

  it("is in order, with the outcomes of each", () => {
    const [a, b] = people(Person_Status.ACTIVE);
    expect(a?.outcomes.map(({ name }) => name.slice(-2))).toEqual(["o1", "o2"]);
    expect(b?.id).toBe("b");
  });

  it("expects nothing of somebody who was away before it began, unless answered", () => {
    const nothing = contentOf({ entries: [], nilReturn: false });
    const [away] = people(Person_Status.PAUSED);
    expect(progressOf(away!, nothing)).toBe("nothing");
    const answered = contentOf({
      entries: [withNotWorkedOn(blank(away!.outcomes[0]!.name), true)],
      nilReturn: false,
    });
    expect(progressOf(away!, answered)).toBe("started");
    const [later] = people(Person_Status.PAUSED, day(2026, 10, 2));
    expect(progressOf(later!, nothing)).toBe("not-started");
  });

  it("leaves out outcomes begun after the period, or closed before, but for those answered", () => {
    const late = outcome("a", "late", { startDate: day(2026, 11, 1) });
    const closed = outcome("a", "closed", { closeDate: day(2026, 9, 30) });
    const last = outcome("a", "last", { closeDate: day(2026, 10, 1) });
    const asked = (answered: string[]) =>
      peopleOf(OCTOBER, [late, closed, last], [], new Set(answered)).flatMap(
        (work) => work.outcomes.map(({ name }) => name.split("/").at(-1)),
      );
    expect(asked([])).toEqual(["last"]);
    expect(asked([closed.name])).toEqual(["closed", "last"]);
  });

  it("goes on with the next who is not done, then from the top", () => {
    const all = people(Person_Status.ACTIVE);
    const done = (...entries: ReturnEntry[]) =>
      contentOf({ entries, nilReturn: false });
    expect(nextAfter("b", all, done())?.id).toBe("a");
    const b = withNotWorkedOn(blank(all[1]!.outcomes[0]!.name), true);
    expect(nextAfter("a", all, done(b))).toBeUndefined();
  });
});

describe("what a check finds", () => {
  const own = outcome("p-1", "o1");
  const checked = { order: [own.name], outcomes: [own] };
  const find = (field: string, reason: string, value = "") =>
    findingOf(
      create(FaultSchema, { field, reason, value, description: "as told" }),
      checked,
    );

  it("is said in plain words, with the question that it is about", () => {
    expect(find("entries[0].person_voice.source", "SOURCE_MISSING")).toEqual({
      code: "SOURCE_MISSING",
      outcome: own.name,
      person: "p-1",
      input: "source",
      message: "Say how you know what p-1 thinks of “I want to cook”",
    });
    expect(find("entries[0].provider_voice.level", "LEVEL_MISSING").input).toBe(
      "provider",
    );
  });

  it("leads to the person of an outcome without an entry", () => {
    expect(find("entries", "OUTCOME_MISSING", own.name).person).toBe("p-1");
  });

  it("is what the service says where there are no words of our own", () => {
    expect(find("entries[0].outcome", "NEW_RULE").message).toContain("as told");
  });
});

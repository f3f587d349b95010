import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  EpisodeDay_Event_Kind,
  EpisodeDay_EventSchema,
  EpisodeFiguresSchema,
  EpisodeSchema,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { CheckBack_Result } from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import { Package_Sequel } from "~/api/gen/tidemark/enablement/v1/package_pb";
import { Decision_Result } from "~/api/gen/tidemark/type/v1/decision_pb";
import {
  PersonView_NotObtained,
  PersonView_Source,
} from "~/api/gen/tidemark/type/v1/proposal_pb";
import { levelErrors, levelTyped, penceTyped, typedLevel } from "./change";
import { decisionErrors, decisionTyped, inputOf } from "./decision";
import { stepsOf } from "./episode_steps";
import { eventInWords, planInWords } from "./plan_words";
import { pausedDays } from "./work";
import {
  clockInWords,
  clockSentence,
  levelInWords,
  timeInWords,
  viewChosen,
} from "./words";

describe("support in words", () => {
  test("says none, and is right about one of anything", () => {
    expect(timeInWords(0)).toBe("no support");
    expect(timeInWords(61)).toBe("1 hour 1 minute");
    expect(timeInWords(120)).toBe("2 hours");
    expect(timeInWords(45)).toBe("45 minutes");
  });

  test("names visits and people only where there are some", () => {
    const level = { weeklyMinutes: 420, visitsPerWeek: 0, peoplePerVisit: 0 };
    expect(levelInWords(level)).toBe("7 hours a week");
    expect(
      levelInWords({ ...level, visitsPerWeek: 1, peoplePerVisit: 2 }),
    ).toBe("7 hours a week, 1 visit, 2 people at each");
    expect(levelInWords({ ...level, weeklyMinutes: 0 })).toBe("No support");
  });
});

describe("the clock of a decision", () => {
  const decideBy = { year: 2026, month: 11, day: 24 };

  test("counts down, and says when it is the last day", () => {
    expect(clockInWords({ workingDaysLeft: 1, overdue: false }).text).toBe(
      "1 working day left",
    );
    expect(clockInWords({ workingDaysLeft: 0, overdue: false }).text).toBe(
      "Due today",
    );
    expect(
      clockSentence({ decideBy, workingDaysLeft: 2, overdue: false }),
    ).toBe(
      "This is to be decided by 24 November 2026: 2 working days left after today.",
    );
  });

  test("is overdue on a weekend after the day, before any working day passed", () => {
    expect(clockInWords({ workingDaysLeft: 0, overdue: true }).text).toBe(
      "Overdue",
    );
    expect(clockSentence({ decideBy, workingDaysLeft: 0, overdue: true })).toBe(
      "This was to be decided by 24 November 2026.",
    );
    expect(
      clockSentence({ decideBy, workingDaysLeft: -3, overdue: true }),
    ).toContain("3 working days ago");
  });
});

describe("a level that is typed", () => {
  test("is read as it was written", () => {
    const level = {
      weeklyMinutes: 435,
      weeklyCostPence: 12050n,
      visitsPerWeek: 14,
      peoplePerVisit: 0,
      instead: "A falls sensor",
    };
    const typed = typedLevel(level);
    expect(typed).toMatchObject({ hours: "7", minutes: "15", cost: "120.50" });
    expect(levelErrors(typed)).toEqual([]);
    expect(levelTyped(typed)).toEqual({ ...level, peoplePerVisit: 1 });
  });

  test("takes money as people write it, and nothing else", () => {
    expect(penceTyped("£1,204.5")).toBe(120450n);
    expect(penceTyped(" 3 ")).toBe(300n);
    for (const wrong of ["", "3.456", "-1", "three", "1e3"]) {
      expect(penceTyped(wrong), wrong).toBeUndefined();
    }
  });

  test("names every wrong number at once", () => {
    const typed = { ...typedLevel(undefined), hours: "7.5", visits: "" };
    expect(levelErrors(typed).map(({ input }) => input)).toEqual([
      "hours",
      "visits",
    ]);
  });
});

describe("a decision that is typed", () => {
  const typed = {
    result: String(Decision_Result.DECLINED),
    options: [{ text: "Do what was proposed", whyNot: "Not yet safe" }],
    reasons: " The stairs ",
    viewHow: `s${PersonView_Source.SAID}`,
    viewWords: "I see",
  };

  test("has the chosen option first, and the others with why not", () => {
    expect(decisionErrors(typed)).toEqual([]);
    expect(decisionTyped(typed)).toMatchObject({
      result: Decision_Result.DECLINED,
      reasons: "The stairs",
      options: [
        { text: "Leave it as it is", chosen: true },
        { text: "Do what was proposed", whyNot: "Not yet safe" },
      ],
      personView: { source: PersonView_Source.SAID, words: "I see" },
    });
  });

  test("needs the person's words only where a view was obtained", () => {
    const unknown = {
      ...typed,
      viewHow: `n${PersonView_NotObtained.UNWELL}`,
      viewWords: "",
    };
    expect(decisionErrors(unknown)).toEqual([]);
    expect(viewChosen(unknown.viewHow, "")).toEqual({
      notObtained: PersonView_NotObtained.UNWELL,
    });
    expect(
      decisionErrors({ ...typed, viewWords: " " }).map(({ input }) => input),
    ).toEqual(["view-words"]);
  });

  test("finds the input of each field that the service finds fault with", () => {
    expect(inputOf("decision.reasons")).toBe("reasons");
    // The first option is the chosen one, which nobody types.
    expect(inputOf("decision.options[2].why_not")).toBe("why-not-1");
    expect(inputOf("change.level.weekly_minutes")).toBe("hours");
    expect(inputOf("change.level.from_date")).toBe("date");
    expect(inputOf("etag")).toBeUndefined();
  });
});

describe("an episode", () => {
  const day = (month: number, date: number) => ({
    year: 2026,
    month,
    day: date,
  });

  test("compares only the days that had a plan", () => {
    const figures = (planned: number, minutes: bigint) =>
      planInWords({
        figures: create(EpisodeFiguresSchema, {
          daysOfSupport: 30,
          daysPaused: 1,
          plannedDays: planned,
          deviationMinutes: minutes,
        }),
      });
    expect(figures(0, 0n)).toBe(
      "30 days of support, 1 day paused. There was no plan for any of them, so nothing can be compared.",
    );
    expect(figures(10, 900n)).toContain(
      "Over the 10 days with a plan, support was 1 hour 30 minutes a week more than planned",
    );
    expect(figures(10, -600n)).toContain("1 hour a week less than planned");
    expect(figures(10, 0n)).toContain("support was as planned");
  });

  test("is drawn with a gap where support rests, which is not 0", () => {
    const steps = stepsOf(
      create(EpisodeSchema, {
        asOfDate: day(7, 1),
        days: [
          { date: day(6, 1), actual: { weeklyMinutes: 600 } },
          { date: day(6, 5), actual: { weeklyMinutes: 600 } },
          { date: day(6, 9) },
          {
            date: day(6, 20),
            actual: { weeklyMinutes: 600 },
            planned: { weeklyMinutes: 0 },
          },
        ],
      }),
    );
    expect(steps.actual.map(({ minutes }) => minutes)).toEqual([
      600,
      undefined,
      600,
    ]);
    expect(steps.plan.map(({ minutes }) => minutes)).toEqual([0]);
    expect(steps.until).toMatchObject(day(7, 1));
  });

  test("rests since its last pause began, and not once that is over", () => {
    const paused = (endDate?: ReturnType<typeof day>) =>
      pausedDays(
        create(EpisodeSchema, {
          asOfDate: day(7, 1),
          package: { pauses: [{ startDate: day(6, 1), endDate }] },
        }),
      );
    expect(paused()).toBe(30);
    expect(paused(day(6, 5))).toBe(0);
  });

  test("says what happened with what was found, what came after and why", () => {
    const event = create(EpisodeDay_EventSchema, {
      kind: EpisodeDay_Event_Kind.CHECKED_BACK,
      result: CheckBack_Result.SLIPPED,
      text: "A fall",
    });
    expect(eventInWords(event)).toBe("Checked back: slipped: A fall");
    expect(
      eventInWords(
        create(EpisodeDay_EventSchema, {
          kind: EpisodeDay_Event_Kind.ENDED,
          sequel: Package_Sequel.NO_SUPPORT,
        }),
      ),
    ).toBe("Last day of support: then no further support");
  });
});

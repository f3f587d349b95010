import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  ReturnEntrySchema,
  Voice_NotObtained,
  type ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import {
  answerTo,
  blank,
  confirmed,
  contentOf,
  gapsOf,
  withNotWorkedOn,
  withNoView,
  withPersonLevel,
  withProviderLevel,
  withSource,
  withWords,
} from "./entries";
import { merge, settle } from "./merge";

const content = (...entries: ReturnEntry[]) =>
  contentOf({ entries, nilReturn: false });
const start = () =>
  withProviderLevel(withSource(withPersonLevel(blank("o"), 0), 1), 0);

describe("two people's answers", () => {
  it("to different questions of one outcome are put together", () => {
    const mine = withWords(start(), "personVoice", "I made soup");
    const theirs = withProviderLevel(start(), 2);
    const merged = merge(content(start()), content(mine), content(theirs));
    expect(merged.clashes).toEqual([]);
    expect(merged.taken).toEqual(["o"]);
    const entry = merged.content.entries.get("o")!;
    expect(entry.personVoice?.words).toBe("I made soup");
    expect(entry.providerVoice?.level).toBe(2);
  });

  it("that are the same are no clash", () => {
    const both = withProviderLevel(start(), 2);
    expect(merge(content(start()), content(both), content(both))).toMatchObject(
      { clashes: [], taken: [] },
    );
  });

  it("to the same question clash, and mine stands until one is chosen", () => {
    const mine = withProviderLevel(start(), 1);
    const theirs = withProviderLevel(start(), -1);
    const merged = merge(content(start()), content(mine), content(theirs));
    expect(merged.clashes).toMatchObject([
      { outcome: "o", question: "provider" },
    ]);
    const level = (chosen: Set<number>) =>
      settle(merged.content, merged.clashes, chosen).entries.get("o")
        ?.providerVoice?.level;
    expect(level(new Set())).toBe(1);
    expect(level(new Set([0]))).toBe(-1);
  });

  it("of a level and how it was had are one answer, never halves of two", () => {
    const mine = withSource(start(), 3);
    const theirs = withPersonLevel(start(), 1);
    const merged = merge(content(start()), content(mine), content(theirs));
    expect(merged.clashes.map(({ question }) => question)).toEqual(["person"]);
  });

  it("clash where one rates what the other says was not worked on", () => {
    const mine = withProviderLevel(start(), 1);
    const theirs = withNotWorkedOn(start(), true);
    const merged = merge(content(start()), content(mine), content(theirs));
    expect(merged.clashes.length).toBeGreaterThan(0);
    for (const chosen of [new Set<number>(), new Set([0, 1])]) {
      const entry = settle(merged.content, merged.clashes, chosen).entries.get(
        "o",
      )!;
      const rated = entry.providerVoice?.level !== undefined;
      expect(rated && entry.notWorkedOn).toBe(false);
    }
  });

  it("about different outcomes are all kept, and one taken out stays out", () => {
    const base = content(start(), blank("gone"));
    const mine = content(start(), blank("gone"), blank("mine"));
    const theirs = content(start(), blank("theirs"));
    const merged = merge(base, mine, theirs);
    expect([...merged.content.entries.keys()].sort()).toEqual([
      "mine",
      "o",
      "theirs",
    ]);
  });
});

describe("an entry", () => {
  it("confirmed again keeps its levels, and leaves the words to their day", () => {
    const before = withWords(start(), "personVoice", "Good");
    const again = confirmed(before);
    expect(again.personVoice?.words).toBe("");
    expect(answerTo("person", again)).toBe(answerTo("person", before));
    expect(before.personVoice?.words).toBe("Good");
  });

  it("lacks what the service would ask for", () => {
    expect(gapsOf(undefined)).toEqual(["person", "provider"]);
    expect(gapsOf(withPersonLevel(blank("o"), 0))).toEqual([
      "source",
      "provider",
    ]);
    expect(gapsOf(withNoView(start(), Voice_NotObtained.AWAY))).toEqual([]);
    expect(gapsOf(withNotWorkedOn(blank("o"), true))).toEqual([]);
  });

  it("never holds answers that exclude each other", () => {
    const away = withNoView(start(), Voice_NotObtained.AWAY);
    expect(away.personVoice).toMatchObject({ level: undefined, source: 0 });
    const rated = withPersonLevel(away, 1);
    expect(rated.personVoice?.notObtained).toBe(0);
    const not = withNotWorkedOn(start(), true);
    expect(not.personVoice?.level).toBeUndefined();
    expect(not.providerVoice?.level).toBeUndefined();
  });

  it("is not changed by a change, but another one", () => {
    const entry = create(ReturnEntrySchema, { outcome: "o" });
    withWords(entry, "providerVoice", "x");
    expect(entry.providerVoice).toBeUndefined();
  });
});

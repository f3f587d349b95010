import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { beforeEach, describe, expect, it } from "vitest";
import {
  Return_State as State,
  ReturnEntrySchema,
  ReturnSchema,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Draft, type Clock, type Office } from "./draft";
import type { Content } from "./entries";
import { Keeping } from "./keeping";

const NAME = "councils/E/contracts/c/returns/2026-10";

function entry(outcome: string, words: string, level?: number) {
  return create(ReturnEntrySchema, { outcome, personVoice: { words, level } });
}

// A server in memory, whose line can be cut before or after it hears.
class Desk implements Office {
  now: Return = create(ReturnSchema, {
    name: NAME,
    state: State.IN_PROGRESS,
    etag: "1",
  });
  line: "up" | "down" | "deaf" = "up";
  saves = 0;
  private readonly answered = new Map<string, Return>();

  async read() {
    if (this.line !== "up") throw new TypeError("Failed to fetch");
    return this.now;
  }

  async save(_: string, content: Content, etag: string, id: string) {
    if (this.line === "down") throw lost();
    const known = this.answered.get(id);
    if (!known && etag !== this.now.etag) {
      throw new ConnectError("stale", Code.Aborted);
    }
    if (!known) {
      this.saves++;
      this.store([...content.entries.values()]);
      this.answered.set(id, this.now);
    }
    if (this.line === "deaf") throw lost();
    return known ?? this.now;
  }

  store(entries: Return["entries"], state = this.now.state) {
    this.now = create(ReturnSchema, {
      name: NAME,
      state,
      etag: String(Number(this.now.etag) + 1),
      entries,
    });
  }

  get words() {
    return this.now.entries.map(({ personVoice }) => personVoice?.words);
  }
}

function lost() {
  const error = new ConnectError("lost", Code.Unavailable);
  error.cause = new TypeError("Failed to fetch");
  return error;
}

// Time that stands still; what is to be called later is called by hand.
class Still implements Clock {
  waiting: { ms: number; call: () => void }[] = [];
  now = () => new Date(0);
  after = (ms: number, call: () => void) => {
    const item = { ms, call };
    this.waiting.push(item);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== item);
    };
  };
}

let desk: Desk;
let clock: Still;
let keeping: Keeping;
const opened = () => new Draft(desk.now, desk, keeping, clock);

beforeEach(() => {
  localStorage.clear();
  desk = new Desk();
  clock = new Still();
  keeping = new Keeping(localStorage, "users/a", "tab-1");
});

describe("a draft", () => {
  it("is saved once, after a pause, however much was typed", async () => {
    const draft = opened();
    for (const words of ["a", "ab", "abc"]) draft.put(entry("o", words));
    expect(clock.waiting).toHaveLength(1);
    expect(localStorage).toHaveLength(1);
    clock.waiting[0]!.call();
    await draft.save();
    expect(desk.words).toEqual(["abc"]);
    expect(desk.saves).toBe(1);
    expect(draft.saving.value.kind).toBe("saved");
    expect(localStorage).toHaveLength(0);
  });

  it("is kept while the line is down, and saved when it is up again", async () => {
    const draft = opened();
    desk.line = "down";
    draft.put(entry("o", "a"));
    await draft.save();
    expect(draft.saving.value.kind).toBe("offline");
    desk.line = "up";
    clock.waiting.at(-1)!.call();
    await draft.save();
    expect(desk.words).toEqual(["a"]);
  });

  it("knows its own save again whose answer was lost, and adds what was typed since", async () => {
    const draft = opened();
    desk.line = "deaf";
    draft.put(entry("o", "a"));
    await draft.save();
    draft.put(entry("o", "ab"));
    desk.line = "up";
    await draft.save();
    expect(desk.words).toEqual(["ab"]);
    expect(desk.saves).toBe(2);
    expect(draft.clashes.value).toEqual([]);
    expect(draft.news.value).toBeUndefined();
  });

  it("goes on after a reload with what was typed, also if its answer was lost", async () => {
    const first = opened();
    desk.line = "deaf";
    first.put(entry("o", "a"));
    await first.save();
    first.put(entry("o", "ab"));
    desk.line = "up";
    const next = opened();
    const [kept] = keeping.take(NAME, () => true);
    await next.resume(kept!);
    expect(desk.words).toEqual(["ab"]);
    expect(next.clashes.value).toEqual([]);
  });

  it("is put together with what somebody else saved", async () => {
    const draft = opened();
    desk.store([entry("other", "theirs")]);
    draft.put(entry("o", "mine"));
    await draft.save();
    expect(desk.words).toEqual(["theirs", "mine"]);
    expect(draft.news.value?.outcomes).toEqual(["other"]);
  });

  it("is not saved over another answer to the same question until one is chosen", async () => {
    desk.store([entry("o", "before")]);
    const draft = opened();
    desk.store([entry("o", "theirs")]);
    draft.put(entry("o", "mine"));
    await draft.save();
    expect(draft.saving.value.kind).toBe("clash");
    expect(desk.words).toEqual(["theirs"]);
    await draft.settle(new Set([0]));
    expect(desk.words).toEqual(["theirs"]);
    expect(draft.entry("o")?.personVoice?.words).toBe("theirs");
  });

  it("keeps what was typed when somebody submits the return meanwhile", async () => {
    const draft = opened();
    desk.store([], State.SUBMITTED);
    draft.put(entry("o", "mine"));
    await draft.save();
    expect(draft.saving.value.kind).toBe("refused");
    expect(localStorage).toHaveLength(1);
    expect(desk.words).toEqual([]);
  });

  it("of a correction stays on the device until it is submitted", async () => {
    desk.store([entry("o", "accepted")], State.ACCEPTED);
    const draft = opened();
    draft.correct(true);
    draft.put(entry("o", "corrected"));
    await draft.save();
    expect(desk.words).toEqual(["accepted"]);
    const next = opened();
    await next.resume(keeping.take(NAME, () => true)[0]!);
    expect(next.correcting.value).toBe(true);
    expect(next.entry("o")?.personVoice?.words).toBe("corrected");
  });
});

describe("what is kept on a device", () => {
  it("is another user's own, and another open tab's", async () => {
    const draft = opened();
    desk.line = "down";
    draft.put(entry("o", "mine"));
    await draft.save();
    const other = new Keeping(localStorage, "users/b", "tab-1");
    expect(other.take(NAME, () => false)).toEqual([]);
    const tab = new Keeping(localStorage, "users/a", "tab-2");
    expect(tab.take(NAME, () => true)).toEqual([]);
    expect(tab.take(NAME, () => false)).toHaveLength(1);
  });

  it("is forgotten after two weeks, and if it cannot be read", () => {
    localStorage.setItem("tidemark/typed/users/a/x/t", "{}");
    const draft = opened();
    draft.put(entry("o", "mine"));
    const later = Date.now() + 15 * 24 * 3_600_000;
    keeping.sweep();
    expect(localStorage).toHaveLength(1);
    new Keeping(localStorage, "users/a", "t", () => later).sweep();
    expect(localStorage).toHaveLength(0);
  });
});

// One return while somebody fills it in: what the server has, what has been
// typed since, and how that gets there.
import { signal } from "@preact/signals";
import { faultOf, type Fault } from "~/api/fault";
import { newRequestId } from "~/api/query";
import {
  Return_State as State,
  type Return,
  type ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import {
  completed,
  contentOf,
  differing,
  narrowed,
  NOTHING,
  sameContent,
  type Content,
} from "./entries";
import type { Keeping, Kept } from "./keeping";
import { merge, settle, type Clash } from "./merge";

// How what was typed stands.
export type Saving =
  | { kind: "rest" }
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  // Not reached; tried again by itself.
  | { kind: "offline" }
  // Kept here until it is submitted: a correction of an accepted return.
  | { kind: "kept" }
  // Somebody else answered the same questions; see `clashes`.
  | { kind: "clash" }
  // The server will not take it.
  | { kind: "refused"; fault: Fault };

// What somebody else changed meanwhile.
export interface News {
  who: string;
  // The outcomes of which theirs was taken.
  outcomes: string[];
}

// Where returns are.
export interface Office {
  read(name: string): Promise<Return>;
  save(
    name: string,
    content: Content,
    etag: string,
    requestId: string,
  ): Promise<Return>;
}

export interface Clock {
  now(): Date;
  // Calls after a while; the answer forgets it.
  after(ms: number, call: () => void): () => void;
}

export const CLOCK: Clock = {
  now: () => new Date(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

const PAUSE_MS = 1_000;
const LONGEST_MS = 10_000;
const RETRY_MS = 3_000;

// Whether a draft of it can be saved.
export function canSave(state: State): boolean {
  return (
    state === State.NOT_STARTED ||
    state === State.IN_PROGRESS ||
    state === State.WITHDRAWN ||
    state === State.RETURNED_FOR_CHANGES
  );
}

export class Draft {
  // The return as the server had it last.
  readonly current;
  readonly typed;
  readonly saving = signal<Saving>({ kind: "rest" });
  readonly clashes = signal<Clash[]>([]);
  readonly news = signal<News | undefined>(undefined);
  readonly correcting = signal(false);
  // Who gave the answers that clash with mine.
  other = "";

  private base: Content;
  private sent: { id: string; content: Content } | undefined;
  private running: Promise<void> | undefined;
  private forget: (() => void) | undefined;
  private waitingSince: number | undefined;

  constructor(
    now: Return,
    private readonly office: Office,
    private readonly keeping: Keeping,
    private readonly clock: Clock = CLOCK,
  ) {
    this.current = signal(now);
    this.base = contentOf(now);
    this.typed = signal(this.base);
  }

  get name(): string {
    return this.current.value.name;
  }

  get dirty(): boolean {
    return !sameContent(this.typed.value, this.base);
  }

  entry(outcome: string): ReturnEntry | undefined {
    return this.typed.value.entries.get(outcome);
  }

  // Types answers; they are saved soon, by themselves.
  put(...given: ReturnEntry[]): void {
    const entries = new Map(this.typed.value.entries);
    for (const entry of given) entries.set(entry.outcome, entry);
    this.type({ entries, nil: false });
  }

  declareNobody(nil: boolean): void {
    this.type({ entries: new Map(), nil });
  }

  // Begins, or gives up, a correction of an accepted return.
  correct(begin: boolean): void {
    this.correcting.value = begin;
    if (!begin) this.typed.value = this.base;
    this.keep();
    this.saving.value = { kind: begin ? "kept" : "rest" };
  }

  // Goes on with what was typed before a reload, or in a tab that was closed.
  async resume(kept: Kept): Promise<void> {
    const now = contentOf(this.current.value);
    const only = new Set(
      [kept.base, kept.typed, kept.sent ?? NOTHING].flatMap(({ entries }) => [
        ...entries.keys(),
      ]),
    );
    const whole = (part: Content) => completed(part, only, now);
    const sent = kept.sent && whole(kept.sent);
    const ours = sent !== undefined && sameContent(sent, now);
    this.combine(ours ? now : whole(kept.base), whole(kept.typed), now);
    this.correcting.value =
      kept.correcting && this.current.value.state === State.ACCEPTED;
    this.keep();
    if (this.dirty) await this.save();
    else if (this.correcting.value) this.saving.value = { kind: "kept" };
  }

  // Takes what others have done meanwhile.
  async refresh(): Promise<void> {
    if (this.running) return this.running;
    const now = await this.office.read(this.name);
    if (now.etag === this.current.value.etag) {
      this.current.value = now;
      return;
    }
    const mine = this.typed.value;
    const base = this.base;
    this.current.value = now;
    this.base = contentOf(now);
    this.combine(base, mine, this.base);
    this.keep();
  }

  // Saves all that was typed now, and is done when it is saved or cannot be.
  save(): Promise<void> {
    this.forget?.();
    this.forget = undefined;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      this.waitingSince = undefined;
    });
    return this.running;
  }

  // Answers the clashes: theirs for those in `theirs`, mine for the others.
  async settle(theirs: ReadonlySet<number>): Promise<void> {
    const content = settle(this.typed.value, this.clashes.value, theirs);
    this.clashes.value = [];
    this.type(content);
    await this.save();
  }

  // Takes what the server has made of the return: nothing typed is left.
  take(now: Return): void {
    this.forget?.();
    this.current.value = now;
    this.base = contentOf(now);
    this.typed.value = this.base;
    this.clashes.value = [];
    this.news.value = undefined;
    this.correcting.value = false;
    this.sent = undefined;
    this.keep();
    this.saving.value = { kind: "rest" };
  }

  private type(content: Content): void {
    this.typed.value = content;
    this.keep();
    if (this.correcting.value) {
      this.saving.value = { kind: "kept" };
      return;
    }
    if (this.clashes.value.length || this.running) return;
    const now = this.clock.now().getTime();
    this.waitingSince ??= now;
    this.forget?.();
    const longest = this.waitingSince + LONGEST_MS - now;
    this.forget = this.clock.after(
      Math.max(0, Math.min(PAUSE_MS, longest)),
      () => void this.save(),
    );
  }

  private keep(): void {
    if (!this.dirty && !this.sent && !this.correcting.value) {
      this.keeping.drop(this.name);
      return;
    }
    const sent = this.sent?.content;
    const only = new Set([
      ...differing(this.base, this.typed.value),
      ...(sent ? differing(this.base, sent) : []),
    ]);
    this.keeping.keep(this.name, {
      etag: this.current.value.etag,
      base: narrowed(this.base, only),
      typed: narrowed(this.typed.value, only),
      sent: sent && narrowed(sent, only),
      correcting: this.correcting.value,
    });
  }

  private async run(): Promise<void> {
    while ((this.dirty || this.sent) && !this.correcting.value) {
      if (this.clashes.value.length) {
        this.saving.value = { kind: "clash" };
        return;
      }
      // What may have arrived is sent again as it was, and known by its id,
      // before what was typed since.
      this.sent ??= { id: newRequestId(), content: this.typed.value };
      const { id, content } = this.sent;
      this.saving.value = { kind: "saving" };
      this.keep();
      try {
        this.saved(
          await this.office.save(
            this.name,
            content,
            this.current.value.etag,
            id,
          ),
          content,
        );
      } catch (error) {
        if (!(await this.recover(faultOf(error)))) return;
      }
    }
    this.keep();
  }

  // Whether to go on after a fault.
  private async recover(fault: Fault): Promise<boolean> {
    if (fault.kind === "offline" || fault.kind === "busy") {
      this.saving.value = { kind: "offline" };
      this.forget = this.clock.after(RETRY_MS, () => void this.save());
      return false;
    }
    const moved =
      fault.kind === "stale" || fault.reason === "RETURN_NOT_EDITABLE";
    if (!moved) {
      this.saving.value = { kind: "refused", fault };
      return false;
    }
    let now: Return;
    try {
      now = await this.office.read(this.name);
    } catch (error) {
      return this.recover(faultOf(error));
    }
    const before = this.base;
    const theirs = contentOf(now);
    this.current.value = now;
    this.base = theirs;
    // The answer to what we sent was lost: they are we.
    const ours = this.sent && sameContent(this.sent.content, theirs);
    this.other = fault.details["changed_by"] ?? "";
    this.combine(ours ? theirs : before, this.typed.value, theirs);
    this.sent = undefined;
    this.keep();
    if (!canSave(now.state) && this.dirty) {
      this.saving.value = { kind: "refused", fault };
      return false;
    }
    return true;
  }

  private combine(base: Content, mine: Content, theirs: Content): void {
    const merged = merge(base, mine, theirs);
    this.typed.value = merged.content;
    this.clashes.value = merged.clashes;
    if (merged.clashes.length) this.saving.value = { kind: "clash" };
    if (merged.taken.length && !sameContent(base, mine)) {
      this.news.value = { who: this.other, outcomes: merged.taken };
    }
  }

  private saved(now: Return, content: Content): void {
    const stored = contentOf(now);
    this.current.value = now;
    this.base = stored;
    this.sent = undefined;
    // What was typed while it was being saved stays on top.
    const typed = this.typed.value;
    this.typed.value =
      typed === content ? stored : merge(content, typed, stored).content;
    this.saving.value = { kind: "saved", at: this.clock.now() };
  }
}

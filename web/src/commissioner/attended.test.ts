import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attended, ATTENDED_MS, isAttended } from "./attended";

const key = () => document.dispatchEvent(new KeyboardEvent("keydown"));

describe("attended", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    key();
  });
  afterEach(() => vi.useRealTimers());

  it("ends some time after the last key", () => {
    vi.advanceTimersByTime(ATTENDED_MS - 1);
    expect(isAttended()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isAttended()).toBe(false);
  });

  it("begins again with a key", async () => {
    vi.advanceTimersByTime(ATTENDED_MS);
    const told = vi.fn();
    const waiting = attended(new AbortController().signal).then(told);
    await Promise.resolve();
    expect(told).not.toHaveBeenCalled();
    key();
    await waiting;
    expect(told).toHaveBeenCalled();
  });

  it("waits no longer than the page is open", async () => {
    vi.advanceTimersByTime(ATTENDED_MS);
    const page = new AbortController();
    const waiting = attended(page.signal);
    page.abort();
    await expect(waiting).resolves.toBeUndefined();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  csrfHeader,
  currentUser,
  ended,
  isReplaced,
  loadSession,
  renewed,
  session,
  type Session,
} from "./session";

function answer(with_: Session) {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify(with_))),
  );
}

const ada: Session = {
  signedIn: true,
  user: {
    subject: "users/ada",
    name: "Ada",
    role: "commissioner",
    council: "councils/E10000012",
  },
  csrf: "one",
};

beforeEach(() => {
  session.value = undefined;
  ended.value = false;
});
afterEach(() => vi.unstubAllGlobals());

describe("a session that ends under somebody's hands", () => {
  it("lets what waits go on, with the new token, once they are back", async () => {
    answer(ada);
    await loadSession();
    const waited = renewed();
    expect(ended.value).toBe(true);
    answer({ ...ada, csrf: "two" });
    await loadSession();
    await waited;
    expect(ended.value).toBe(false);
    expect(csrfHeader()).toEqual({ "x-tidemark-csrf": "two" });
  });

  it("goes on waiting while nobody has signed in", async () => {
    answer(ada);
    await loadSession();
    let went = false;
    void renewed().then(() => (went = true));
    answer({ signedIn: false });
    await loadSession();
    await Promise.resolve();
    expect(went).toBe(false);
    expect(ended.value).toBe(true);
  });

  it("keeps the page of whoever was there, however often it looks in vain", async () => {
    answer(ada);
    await loadSession();
    void renewed();
    answer({ signedIn: false });
    await loadSession();
    expect(currentUser()).toEqual(ada.user);
  });

  it("never hands one person's work to another", async () => {
    answer(ada);
    await loadSession();
    const assign = vi.fn();
    vi.stubGlobal("location", { assign });
    let went = false;
    void renewed().then(() => (went = true));
    answer({ ...ada, user: { ...ada.user!, subject: "users/bob" } });
    await loadSession();
    await Promise.resolve();
    expect(went).toBe(false);
    expect(assign).toHaveBeenCalledWith("/");
    expect(csrfHeader()).toEqual({ "x-tidemark-csrf": "one" });
  });
});

describe("a session that another tab began in place of this page's", () => {
  it("is gone on with if it is the same person's", async () => {
    answer(ada);
    await loadSession();
    expect(await isReplaced()).toBe(false);
    answer({ ...ada, csrf: "two" });
    expect(await isReplaced()).toBe(true);
    expect(csrfHeader()).toEqual({ "x-tidemark-csrf": "two" });
    expect(ended.value).toBe(false);
  });

  it("is left alone if it is another person's", async () => {
    answer(ada);
    await loadSession();
    vi.stubGlobal("location", { assign: vi.fn() });
    answer({
      ...ada,
      user: { ...ada.user!, subject: "users/bob" },
      csrf: "two",
    });
    expect(await isReplaced()).toBe(false);
    expect(csrfHeader()).toEqual({ "x-tidemark-csrf": "one" });
  });
});

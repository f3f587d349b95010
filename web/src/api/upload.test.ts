import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { faultOf } from "./fault";
import { sendBy } from "./upload";

// The browser's request, with what happens to it in the test's hand.
class Request {
  static last: Request;
  upload: Record<string, (event?: unknown) => void> = {};
  headers: Record<string, string> = {};
  status = 200;
  response = new TextEncoder().encode("said").buffer;
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  constructor() {
    Request.last = this;
  }
  open() {}
  send() {}
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getAllResponseHeaders() {
    return "content-type: application/proto\r\nx-request-id: r-1\r\n";
  }
  abort() {
    this.onabort?.();
    this.onloadend?.();
  }
}

const told: number[] = [];

function begin(signal = new AbortController().signal) {
  told.length = 0;
  const send = sendBy({ tell: (percent) => told.push(percent), signal });
  const answer = send("/a", {
    method: "POST",
    headers: { "x-tidemark-csrf": "one" },
    body: new Uint8Array(1000),
  });
  return { answer, request: Request.last };
}

beforeEach(() => {
  vi.stubGlobal("XMLHttpRequest", Request);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a call that carries a file", () => {
  it("tells how much has gone, and all of it only once all has", async () => {
    const { answer, request } = begin();
    request.upload["onprogress"]!({ loaded: 500, total: 1000 });
    request.upload["onprogress"]!({ loaded: 1000, total: 1000 });
    expect(told).toEqual([0, 49, 99]);
    request.upload["onload"]!();
    expect(told.at(-1)).toBe(100);
    request.onload!();
    const response = await answer;
    expect(await response.text()).toBe("said");
    expect(response.headers.get("x-request-id")).toBe("r-1");
    expect(request.headers).toEqual({ "x-tidemark-csrf": "one" });
  });

  it("is a lost connection when it breaks, or when nothing goes any more", async () => {
    const broken = begin();
    const brokenAs = broken.answer.catch(faultOf);
    broken.request.onerror!();
    expect(await brokenAs).toMatchObject({ kind: "offline" });

    const still = begin();
    const stillAs = still.answer.catch(faultOf);
    vi.advanceTimersByTime(60_000);
    still.request.upload["onprogress"]!({ loaded: 500, total: 1000 });
    vi.advanceTimersByTime(60_000);
    still.request.upload["onprogress"]!({ loaded: 600, total: 1000 });
    vi.advanceTimersByTime(90_000);
    expect(await stillAs).toMatchObject({ kind: "offline" });
  });

  it("can be stopped", async () => {
    const stopping = new AbortController();
    const { answer } = begin(stopping.signal);
    const stopped = answer.catch((error: unknown) => error);
    stopping.abort();
    expect(await stopped).toMatchObject({ name: "AbortError" });
  });
});

import { act, cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, describe, it, vi } from "vitest";
import { Await } from "~/parts/await";
import { useFreshQuery } from "./fresh";

let asked = 0;
let answer: () => Promise<string>;

function List() {
  const query = useFreshQuery([], () => {
    asked += 1;
    return answer();
  });
  return (
    <Await query={query} loading="Loading">
      {(value) => (
        <>
          <p>{value}</p>
          <input aria-label="Search" />
        </>
      )}
    </Await>
  );
}

async function comeBack(after: number) {
  vi.advanceTimersByTime(after);
  await act(async () => {
    document.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("focus"));
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  asked = 0;
  answer = () => Promise.resolve(`answer ${asked}`);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("a list that others change", () => {
  it("is read again, once, when somebody comes back to it", async () => {
    render(<List />);
    expect(await screen.findByText("answer 1")).toBeTruthy();
    await comeBack(10_000);
    expect(await screen.findByText("answer 2")).toBeTruthy();
    expect(asked).toBe(2);
    await comeBack(1_000);
    expect(asked).toBe(2);
  });

  it("keeps what is typed and focused while it is read again", async () => {
    render(<List />);
    const search = await screen.findByLabelText<HTMLInputElement>("Search");
    search.focus();
    search.value = "Shoreline";
    await comeBack(10_000);
    expect(await screen.findByText("answer 2")).toBeTruthy();
    expect(screen.getByLabelText("Search")).toBe(search);
    expect(search.value).toBe("Shoreline");
    expect(document.activeElement).toBe(search);
  });

  it("stays as it was if there is no answer", async () => {
    render(<List />);
    expect(await screen.findByText("answer 1")).toBeTruthy();
    answer = () => Promise.reject(new TypeError("no connection"));
    await comeBack(10_000);
    expect(asked).toBe(2);
    expect(screen.getByText("answer 1")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

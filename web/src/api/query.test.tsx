import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { useAction, useQuery } from "./query";

afterEach(cleanup);

// An answer that comes when the test says.
function later<T>() {
  let answer: (value: T) => void = () => {};
  let refuse: (error: unknown) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve;
    refuse = reject;
  });
  return { promise, answer, refuse };
}

describe("a question", () => {
  it("never shows an answer that a later question has overtaken", async () => {
    const answers = { a: later<string>(), b: later<string>() };
    function Shown({ which }: { which: "a" | "b" }) {
      const query = useQuery([which], () => answers[which].promise);
      return (
        <Await query={query} loading="Loading">
          {(value) => <p>{value}</p>}
        </Await>
      );
    }
    const page = render(<Shown which="a" />);
    page.rerender(<Shown which="b" />);
    answers.b.answer("of b");
    expect(await screen.findByText("of b")).toBeTruthy();
    answers.a.answer("of a");
    await answers.a.promise;
    expect(screen.queryByText("of a")).toBeNull();
  });

  it("can be asked again after it failed", async () => {
    const tries = [later<string>(), later<string>()];
    let asked = 0;
    function Shown() {
      const query = useQuery([], () => tries[asked++]!.promise);
      return (
        <Await query={query} loading="Loading">
          {(value) => <p>{value}</p>}
        </Await>
      );
    }
    render(<Shown />);
    tries[0]!.refuse(new TypeError("Failed to fetch"));
    fireEvent.click(await screen.findByText("Try again"));
    tries[1]!.answer("here");
    expect(await screen.findByText("here")).toBeTruthy();
  });
});

describe("an action", () => {
  it("is done once however often its button is pressed", async () => {
    const done = later<void>();
    let times = 0;
    function Shown() {
      const action = useAction(() => {
        times++;
        return done.promise;
      });
      return (
        <Button busy={action.busy} onClick={() => void action.run()}>
          Go
        </Button>
      );
    }
    render(<Shown />);
    const button = screen.getByRole("button");
    fireEvent.click(button);
    fireEvent.click(button);
    done.answer();
    await done.promise;
    expect(times).toBe(1);
  });
});

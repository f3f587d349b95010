// @vitest-environment jsdom
import { render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.resetModules();
});
afterEach(() => vi.unstubAllGlobals());

// A server that knows Ada alone.
function givenServer(answer: () => Response): void {
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(decodeURIComponent(url));
    return Promise.resolve(answer());
  });
}

const knowsAda = () =>
  new Response(JSON.stringify({ names: { "users/ada": "Ada Example" } }));

test("people are called by their names once those are known, in one call", async () => {
  givenServer(knowsAda);
  const { who } = await import("./who");
  const Page = () => (
    <p>
      {who("users/ada")}, {who("users/bo")}, {who("users/ada")}
    </p>
  );
  render(<Page />);
  await screen.findByText("Ada Example, bo, Ada Example");
  expect(asked).toEqual(["/session/names?of=users/ada,users/bo"]);
});

test("nobody, oneself and the system need no asking", async () => {
  givenServer(knowsAda);
  const { who } = await import("./who");
  const { session } = await import("~/session/session");
  session.value = {
    signedIn: true,
    user: {
      subject: "users/bo",
      name: "Bo Example",
      role: "quality",
      council: "councils/X",
    },
  };
  expect(who("")).toBe("nobody");
  expect(who("users/bo")).toBe("you");
  expect(who("services/monitoring")).toBe("Tidemark");
  await Promise.resolve();
  expect(asked).toEqual([]);
});

test("a server that does not answer leaves the subjects", async () => {
  givenServer(() => new Response("", { status: 503 }));
  const { who } = await import("./who");
  const Page = () => <p>{who("users/cy")}</p>;
  render(<Page />);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  expect(screen.getByText("cy")).toBeTruthy();
});

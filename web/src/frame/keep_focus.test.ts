import { beforeEach, expect, test, vi } from "vitest";
import { keepFocus } from "./keep_focus";

const root = document.createElement("div");
document.body.append(root);
keepFocus(root);

beforeEach(() => {
  vi.useFakeTimers();
  root.innerHTML = `
    <h1>Check-backs</h1>
    <p><button id="outside">Look again</button></p>
    <section><h2>What was found</h2><form><button>Record</button></form></section>`;
});

async function focused() {
  await vi.advanceTimersByTimeAsync(1000);
  return document.activeElement?.textContent;
}

const button = (within: string) =>
  root.querySelector<HTMLElement>(`${within} button`)!;

test("what takes the focus with it leaves it at the heading of its part", async () => {
  button("form").focus();
  root.querySelector("form")!.remove();
  expect(await focused()).toBe("What was found");
});

test("when the whole part goes, the page is read on from its own heading", async () => {
  button("form").focus();
  root.querySelector("section")!.remove();
  expect(await focused()).toBe("Check-backs");
});

test("a page that puts the focus elsewhere itself has its way", async () => {
  button("form").focus();
  root.querySelector("form")!.remove();
  button("p").focus();
  expect(await focused()).toBe("Look again");
});

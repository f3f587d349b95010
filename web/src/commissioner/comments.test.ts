import { beforeEach, describe, expect, it } from "vitest";
import {
  commentText,
  keepComments,
  keptComments,
  NO_COMMENTS,
} from "./comments";

const COOK = "councils/E10000012/people/p-1/outcomes/cook";
const WALK = "councils/E10000012/people/p-2/outcomes/walk";

describe("commentText", () => {
  it("says the general word first, then what each entry is asked", () => {
    const text = commentText(
      {
        general: " Nearly there. ",
        entries: { [WALK]: "And May?", [COOK]: "How do you know?" },
      },
      new Map([[COOK, "I want to cook\nfor my family"]]),
    );
    expect(text).toBe(
      "Nearly there.\n\n" +
        "p-1, cook, “I want to cook for my family”: How do you know?\n\n" +
        "p-2, walk: And May?",
    );
  });

  it("leaves out entries without a word", () => {
    expect(
      commentText({ general: "Yes", entries: { [COOK]: "  " } }, new Map()),
    ).toBe("Yes");
  });

  it("cuts long words between two of them", () => {
    const words = "word ".repeat(30);
    const text = commentText(
      { general: "", entries: { [COOK]: "Why?" } },
      new Map([[COOK, words]]),
    );
    expect(text).toMatch(/“(word )+word…”: Why\?$/);
    expect(text.length).toBeLessThan(90);
  });
});

describe("comments that were typed", () => {
  beforeEach(() => sessionStorage.clear());

  it("are there again after a reload", () => {
    const typed = { general: "A", entries: { [COOK]: "B" } };
    keepComments("r", typed);
    expect(keptComments("r")).toEqual(typed);
  });

  it("are gone when they were emptied", () => {
    keepComments("r", { general: "A", entries: {} });
    keepComments("r", NO_COMMENTS);
    expect(keptComments("r")).toEqual(NO_COMMENTS);
    expect(sessionStorage.length).toBe(0);
  });

  it("are none where what was kept cannot be read", () => {
    sessionStorage.setItem("review r", "{");
    expect(keptComments("r")).toEqual(NO_COMMENTS);
  });
});

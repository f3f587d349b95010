import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ReturnSchema } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { questionless } from "./questionless";

describe("questionless", () => {
  it("is a first version without warnings", () => {
    expect(questionless(create(ReturnSchema, { version: 1 }))).toBe(true);
  });

  it("is not one whose provider had to explain something", () => {
    const given = create(ReturnSchema, {
      version: 1,
      warningAnswers: [{ code: "LARGE_JUMP", reason: "a stroke" }],
    });
    expect(questionless(given)).toBe(false);
  });

  it("is not a correction that changes what was accepted", () => {
    const given = create(ReturnSchema, {
      version: 2,
      standing: { version: 1 },
      changes: { changed: 1, unchanged: 7 },
    });
    expect(questionless(given)).toBe(false);
  });

  it("is one that was sent again unchanged", () => {
    const given = create(ReturnSchema, {
      version: 2,
      changes: { unchanged: 8 },
    });
    expect(questionless(given)).toBe(true);
  });

  it("is not one sent anew after it was taken back, with nothing to compare", () => {
    expect(questionless(create(ReturnSchema, { version: 2 }))).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { signalId, signalPlace } from "./places";

describe("the address of a signal", () => {
  it("never looks like that of a file, and leads back to the signal", () => {
    const name = "councils/E10000012/signals/missing.c1.2026-06";
    const place = signalPlace(name);
    expect(place).toBe("/signals/missing~c1~2026-06");
    expect(signalId(place.replace("/signals/", ""))).toBe("missing.c1.2026-06");
  });
});

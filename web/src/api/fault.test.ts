import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import {
  BadRequestSchema,
  ErrorInfoSchema,
} from "~/api/gen/tidemark/api/v1/errors_pb";
import { faultOf } from "./fault";

function refusal(): ConnectError {
  const error = new ConnectError("two fields are wrong", Code.InvalidArgument);
  error.details = [
    {
      type: "google.rpc.ErrorInfo",
      value: toBinary(
        ErrorInfoSchema,
        create(ErrorInfoSchema, {
          reason: "FIELD_FAULTS",
          domain: "tidemark",
          metadata: [{ key: "count", value: "2" }],
        }),
      ),
    },
    {
      type: "google.rpc.BadRequest",
      value: toBinary(
        BadRequestSchema,
        create(BadRequestSchema, {
          fieldViolations: [
            { field: "a", description: "give a", reason: "REQUIRED" },
            { field: "b", description: "shorten b", reason: "TOO_LONG" },
          ],
        }),
      ),
    },
  ];
  return error;
}

describe("a fault", () => {
  it("has every field at fault and the reason", () => {
    const fault = faultOf(refusal());
    expect(fault.kind).toBe("faulty");
    expect(fault.reason).toBe("FIELD_FAULTS");
    expect(fault.details).toEqual({ count: "2" });
    expect(fault.violations.map(({ field }) => field)).toEqual(["a", "b"]);
    expect(fault.message).toBe("Two fields are wrong.");
  });

  it("is offline if no answer came", () => {
    const lost = ConnectError.from(new TypeError("Failed to fetch"));
    expect(faultOf(lost).kind).toBe("offline");
    expect(faultOf(new TypeError("Failed to fetch")).kind).toBe("offline");
  });

  it("tells another's change from a refusal", () => {
    expect(faultOf(new ConnectError("", Code.Aborted)).kind).toBe("stale");
    expect(faultOf(new ConnectError("", Code.PermissionDenied)).kind).toBe(
      "refused",
    );
  });
});

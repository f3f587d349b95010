// What went wrong with a call, as pages show it.
import { fromBinary } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import type { Message } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  type Fault as FieldFault,
} from "~/api/gen/tidemark/api/v1/errors_pb";
import { upperFirst } from "~/words/text";

export interface Fault {
  // What a page can do about it:
  // offline: the server was not reached; try again
  // refused: the caller may not
  // absent: there is no such thing
  // faulty: something that was sent is wrong; see `violations`
  // stale: somebody else changed it meanwhile
  // busy: too much at once; try again later
  // broken: anything else
  kind:
    | "offline"
    | "refused"
    | "absent"
    | "faulty"
    | "stale"
    | "busy"
    | "broken";
  // The server's stable code, such as `ETAG_MISMATCH`; empty if there is none.
  reason: string;
  // What went wrong and what to do, in one sentence.
  message: string;
  // The variables of the sentence.
  details: Record<string, string>;
  // Every field at fault.
  violations: FieldFault[];
}

const KINDS: Partial<Record<Code, Fault["kind"]>> = {
  [Code.PermissionDenied]: "refused",
  [Code.NotFound]: "absent",
  [Code.InvalidArgument]: "faulty",
  [Code.FailedPrecondition]: "faulty",
  [Code.OutOfRange]: "faulty",
  [Code.AlreadyExists]: "faulty",
  [Code.Aborted]: "stale",
  [Code.ResourceExhausted]: "busy",
  [Code.Unavailable]: "offline",
  [Code.DeadlineExceeded]: "offline",
};

const OFFLINE =
  "We could not reach the service. Check your connection and try again.";

export function faultOf(error: unknown): Fault {
  const told = ConnectError.from(error);
  // A request that never got an answer is a TypeError of fetch.
  if (told.cause instanceof TypeError) {
    return {
      kind: "offline",
      reason: "",
      message: OFFLINE,
      details: {},
      violations: [],
    };
  }
  const info = detailOf(told, "google.rpc.ErrorInfo", ErrorInfoSchema);
  const bad = detailOf(told, "google.rpc.BadRequest", BadRequestSchema);
  const kind = KINDS[told.code] ?? "broken";
  return {
    kind,
    reason: info?.reason ?? "",
    message: kind === "offline" ? OFFLINE : sentence(told.rawMessage),
    details: Object.fromEntries(
      (info?.metadata ?? []).map(({ key, value }) => [key, value]),
    ),
    violations: bad?.fieldViolations ?? [],
  };
}

// The services answer with the types of `google.rpc` under whose numbers ours
// are declared.
function detailOf<M extends Message>(
  error: ConnectError,
  type: string,
  schema: GenMessage<M>,
): M | undefined {
  for (const detail of error.details) {
    if ("type" in detail && detail.type === type) {
      return fromBinary(schema, detail.value as Uint8Array);
    }
  }
  return undefined;
}

function sentence(text: string): string {
  if (!text) return "Something went wrong. Try again.";
  const start = upperFirst(text);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

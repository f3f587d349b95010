// Sends the file of an import part by part, and goes on where it stopped.
import { create } from "@bufbuild/protobuf";
import { faultOf } from "~/api/fault";
import { newRequestId } from "~/api/query";
import { client } from "~/api/transport";
import {
  ReturnImportSchema,
  type ReturnImport,
} from "~/api/gen/tidemark/outcomes/v1/return_import_pb";
import { ReturnImportService } from "~/api/gen/tidemark/outcomes/v1/return_import_service_pb";
import { currentUser } from "~/session/session";

const PART_BYTES = 512 * 1024;
const RETRY_MS = 3_000;

const imports = () => client(ReturnImportService);

export interface Order {
  file: File;
  // Of rows without a column of their own.
  period: string;
  draft: boolean;
  reason: string;
}

export function importName(id: string): string {
  return `${currentUser().provider}/returnImports/${id}`;
}

// Begins an import; its id.
export async function begin(order: Order): Promise<string> {
  const id = `i-${newRequestId()}`;
  await imports().createReturnImport({
    parent: currentUser().provider,
    returnImportId: id,
    returnImport: create(ReturnImportSchema, {
      totalBytes: BigInt(order.file.size),
      period: order.period,
      draft: order.draft,
      reason: order.reason,
    }),
    requestId: newRequestId(),
  });
  return id;
}

// Sends what the server does not have of `file`. Over a lost connection it
// tries again until it is all there. `tell` hears of each part.
export async function send(
  now: ReturnImport,
  file: File,
  tell: (now: ReturnImport) => void,
  signal: AbortSignal,
): Promise<void> {
  while (now.receivedBytes < now.totalBytes && !signal.aborted) {
    const offset = Number(now.receivedBytes);
    const part = file.slice(offset, offset + PART_BYTES);
    try {
      now = await imports().sendReturnImportPart({
        name: now.name,
        offset: now.receivedBytes,
        content: new Uint8Array(await part.arrayBuffer()),
        requestId: newRequestId(),
      });
    } catch (error) {
      const fault = faultOf(error);
      if (fault.reason === "PART_OUT_OF_PLACE") {
        now = await imports().getReturnImport({ name: now.name });
      } else if (fault.kind === "offline" || fault.kind === "busy") {
        await new Promise((again) => setTimeout(again, RETRY_MS));
      } else {
        throw error;
      }
    }
    tell(now);
  }
}

// The file that this tab chose for an import, so that it is sent without being
// chosen again; gone after a reload.
export const chosen = new Map<string, File>();

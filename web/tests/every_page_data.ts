// An address with something to see of every page of the console, by its route.
import { randomUUID } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import type { Page } from "@playwright/test";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import { StatementService } from "~/api/gen/tidemark/incentives/v1/statement_service_pb";
import {
  Alert_Kind,
  Alert_Rule,
  Alert_State,
} from "~/api/gen/tidemark/notices/v1/alert_pb";
import { ListAlertsResponseSchema } from "~/api/gen/tidemark/notices/v1/notices_service_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { ReturnFileService } from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import { ReturnImportService } from "~/api/gen/tidemark/outcomes/v1/return_import_service_pb";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
import { ID, MONTHS, SECTIONS } from "./figures";
import { COUNCIL, PROVIDER, type Api } from "./fixtures";
import {
  accepted,
  daysAgo,
  given,
  monthAgo,
  proposesLater,
  proposesLess,
} from "./practice_data";
import {
  csv,
  entryFor,
  givenReturn,
  periodId,
  rowsOf,
  type GivenReturn,
} from "./provider_data";
import { storyOf } from "./story_data";

export type Addresses = Record<string, readonly string[]>;

const last = (name: string) => name.split("/").at(-1)!;

export async function addresses(api: Api): Promise<Addresses> {
  return {
    ...(await ofReturns(api)),
    ...(await ofSupport(api)),
    ...(await ofQuality(api)),
    ...(await ofStatements(api)),
    "/": ["/"],
    "/tracker": ["/tracker"],
    "/tracker/accept": ["/tracker/accept"],
    "/contracts": ["/contracts"],
    "/providers": ["/providers"],
    "/providers/:provider/:section?": SECTIONS.map(
      (section) => `/providers/${ID}${section}`,
    ),
    "/standing/:section?": SECTIONS.filter((one) => one !== "/signals").map(
      (section) => `/standing${section}`,
    ),
    "/why": [`/why?metric=outcomes-met&scope=providers/${ID}&${MONTHS}`],
    "/compare": ["/compare"],
    "/series": [
      `/series?metric=outcomes-met&scope=providers/${ID}&${MONTHS}&each=1`,
    ],
  };
}

// A return that is being filled in, and the one before it, which was accepted.
async function ofReturns(api: Api): Promise<Addresses> {
  const draft = await givenReturn(api, { people: 2 });
  const before = `/returns/${draft.contract}/${periodId(2)}`;
  const waits = await givenReturn(api, { people: 2 });
  const provider = await api.as("provider", OutcomesService);
  await provider.submitReturn({
    name: waits.name,
    entries: waits.outcomes.map((outcome, i) =>
      entryFor(outcome, i % 2, (i + 1) % 2),
    ),
  });
  const checked = await givenReturn(api, { people: 2 });
  await provider.saveReturn({
    return: {
      name: checked.name,
      entries: checked.outcomes.map((outcome, i) => entryFor(outcome, i % 2)),
    },
  });
  const at = "/returns/:contract/:period";
  return {
    "/returns": ["/returns"],
    [at]: [draft.path, before],
    [`${at}/people/:person`]: [`${draft.path}/people/${draft.people[0]}`],
    [`${at}/check`]: [`${checked.path}/check`],
    [`${at}/sent`]: [`${before}/sent`],
    [`${at}/copy`]: [`${before}/copy`],
    [`${at}/withdraw`]: [`${before}/withdraw`],
    [`${at}/history`]: [`${before}/history`],
    [`${at}/file`]: [`${draft.path}/file`],
    [`${at}/rows`]: [`${await rowsAside(api)}/rows`],
    [`${at}/review`]: [`${waits.path}/review`],
    [`${at}/more-time`]: [`${draft.path}/more-time`],
    "/contracts/:contract": [`/contracts/${draft.contract}`],
    "/people/:person": [`/people/${draft.people[0]}`],
    "/imports": ["/imports"],
    "/imports/:id": [await importWithFaults(api, draft)],
  };
}

// A return with a row of somebody whom nobody knows.
async function rowsAside(api: Api): Promise<string> {
  const about = await givenReturn(api, { people: 1 });
  const [known, unknown] = rowsOf(about);
  const files = await api.as("provider", ReturnFileService);
  await files.submitReturnFile({
    name: about.name,
    content: csv([known!, ["somebody-else", ...unknown!.slice(1)]]),
    draft: true,
    requestId: randomUUID(),
  });
  return about.path;
}

// A file for many contracts that was sent, and found faulty.
async function importWithFaults(api: Api, about: GivenReturn): Promise<string> {
  const content = csv(rowsOf(about, "plenty"));
  const imports = await api.as("provider", ReturnImportService);
  const { name } = await imports.createReturnImport({
    parent: PROVIDER,
    returnImportId: `t-${about.contract}`,
    returnImport: {
      totalBytes: BigInt(content.length),
      period: about.period,
    },
    requestId: randomUUID(),
  });
  await imports.sendReturnImportPart({
    name,
    content,
    requestId: randomUUID(),
  });
  return `/imports/${last(name)}`;
}

// Support that became less, and what is proposed and to be looked back on.
async function ofSupport(api: Api): Promise<Addresses> {
  const about = await given(api, { steppedDown: 100 });
  await accepted(api, about, monthAgo(2));
  const less = await proposesLess(api, about, 5);
  const later = await proposesLater(api, about);
  const practitioner = await api.as("practitioner", EnablementService);
  const { checkBacks } = await practitioner.listCheckBacks({
    parent: about.pack,
  });
  const paused = await given(api);
  await practitioner.pausePackage({
    name: paused.pack,
    startDate: daysAgo(3),
    reason: "In hospital for a planned operation",
  });
  return {
    "/decisions": ["/decisions"],
    "/decisions/:about/:of/:id": [less, later],
    "/check-backs": ["/check-backs"],
    "/check-backs/:pack/:id": [
      `/check-backs/${about.packId}/${last(checkBacks[0]!.name)}`,
    ],
    "/episodes": ["/episodes"],
    "/episodes/:id": [`/episodes/${about.packId}`],
    "/episodes/:id/record/:what": [
      `/episodes/${about.packId}/record/level`,
      `/episodes/${about.packId}/record/exit`,
      `/episodes/${paused.packId}/record/resume`,
    ],
    "/people": ["/people"],
  };
}

// What the quality team asks about, and what a person told.
async function ofQuality(api: Api): Promise<Addresses> {
  const about = await given(api);
  const oversight = await api.as("quality", OversightService);
  await oversight.refreshSignals({ parent: COUNCIL });
  const { signals } = await oversight.listSignals({ parent: COUNCIL });
  return {
    "/signals": ["/signals"],
    "/signals/:id": [`/signals/${last(signals[0]!.name)}`],
    "/alerts": ["/alerts"],
    "/alerts/:id": [`/alerts/${last(ALERT)}`],
    "/stories": ["/stories"],
    "/stories/:id": [await storyOf(api, about)],
  };
}

const ALERT = `${COUNCIL}/alerts/missed.c001-1.2025-06`;

// Missed returns are found on working days alone; this stands in for one.
export async function standInAlert(page: Page): Promise<void> {
  const contract = `${COUNCIL}/contracts/c001-1`;
  const answer = create(ListAlertsResponseSchema, {
    alerts: [
      {
        name: ALERT,
        kind: Alert_Kind.MISSED_RETURNS,
        state: Alert_State.OPEN,
        provider: PROVIDER,
        contract,
        suggestion: "Offer help with the returns.",
        rule: Alert_Rule.THREE_IN_A_ROW,
        missedReturns: [4, 5, 6].map((month) => ({
          returnName: `${contract}/returns/2025-0${month}`,
          dueDate: { year: 2025, month: month + 1, day: 21 },
        })),
        createTime: { seconds: 1753171200n },
      },
    ],
  });
  await page.route("**/tidemark.notices.v1.NoticesService/ListAlerts", (call) =>
    call.fulfill({
      contentType: "application/proto",
      body: Buffer.from(toBinary(ListAlertsResponseSchema, answer)),
    }),
  );
}

async function ofStatements(api: Api): Promise<Addresses> {
  const payments = await api.as("finance", StatementService);
  const { statements } = await payments.listStatements({
    parent: `${COUNCIL}/contracts/-`,
  });
  const [, , , contract, , statement] = statements[0]!.name.split("/");
  return {
    "/statements": ["/statements"],
    "/statements/:contract/:statement": [
      `/statements/${contract}/${statement}`,
    ],
  };
}

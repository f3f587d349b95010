// The provider's returns, as its pages open them.
import { create } from "@bufbuild/protobuf";
import { everything } from "~/api/query";
import { inCouncil } from "~/api/names";
import { client } from "~/api/transport";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { Person } from "~/api/gen/tidemark/outcomes/v1/person_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import {
  Return_State as State,
  ReturnSchema,
  type Return,
  type ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { currentUser } from "~/session/session";
import { daysBetween } from "~/words/dates";
import { Draft, type Office } from "./draft";
import { Keeping, thisTab } from "./keeping";

const MOST = 1000;

const outcomes = () => client(OutcomesService);

const OFFICE: Office = {
  read: (name) => outcomes().getReturn({ name }),
  save: (name, content, etag, requestId) =>
    outcomes().saveReturn({
      return: create(ReturnSchema, {
        name,
        etag,
        entries: [...content.entries.values()],
        nilReturn: content.nil,
      }),
      requestId,
    }),
};

// What was said last time, of the latest earlier return that was submitted.
export interface LastTime {
  from: Return;
  entries: ReadonlyMap<string, ReturnEntry>;
}

// A return with all that its pages need.
export interface Opened {
  name: string;
  // Where its pages are: `/returns/C/2026-06`.
  path: string;
  draft: Draft;
  contract: Contract;
  outcomes: PersonalOutcome[];
  people: Person[];
  last: LastTime | undefined;
}

export function returnName(contract: string, period: string): string {
  return inCouncil("contracts", contract, "returns", period);
}

const open = new Map<string, Promise<Opened>>();

// Opens a return, or goes on with it as it is open here, with what others have
// changed meanwhile.
export async function openReturn(
  contract: string,
  period: string,
): Promise<Opened> {
  const name = returnName(contract, period);
  const known = open.get(name);
  if (known) {
    const opened = await known;
    await refreshed(opened.draft);
    return opened;
  }
  const opening = load(contract, period);
  open.set(name, opening);
  opening.catch(() => open.delete(name));
  return opening;
}

// The next page that shows the return reads people and outcomes anew.
export function reopen(name: string): void {
  open.delete(name);
}

async function refreshed(draft: Draft): Promise<void> {
  try {
    await draft.refresh();
  } catch (error) {
    // What is open can be filled in without a connection.
    if (draft.dirty || !navigator.onLine) return;
    throw error;
  }
}

let tab: ReturnType<typeof thisTab> | undefined;

async function load(contractId: string, period: string): Promise<Opened> {
  const name = returnName(contractId, period);
  const contract = inCouncil("contracts", contractId);
  const [now, agreed, asked, people] = await Promise.all([
    outcomes().getReturn({ name }),
    client(ContractsService).getContract({ name: contract }),
    outcomesOf(contract),
    peopleOfProvider(),
  ]);
  const last = await lastTime(now, contract);
  tab ??= thisTab();
  const { id, isOpen } = await tab;
  const keeping = new Keeping(localStorage, currentUser().subject, id);
  keeping.sweep();
  const draft = new Draft(now, OFFICE, keeping);
  for (const kept of keeping.take(name, isOpen)) await draft.resume(kept);
  return {
    name,
    path: `/returns/${contractId}/${period}`,
    draft,
    contract: agreed,
    outcomes: asked,
    people,
    last,
  };
}

function outcomesOf(contract: string): Promise<PersonalOutcome[]> {
  return everything(async (pageToken) => {
    const page = await outcomes().listOutcomes({
      parent: inCouncil("people", "-"),
      provider: currentUser().provider,
      contract,
      pageSize: MOST,
      pageToken,
    });
    return { items: page.outcomes, nextPageToken: page.nextPageToken };
  });
}

function peopleOfProvider(): Promise<Person[]> {
  return everything(async (pageToken) => {
    const page = await outcomes().listPeople({
      parent: currentUser().council,
      provider: currentUser().provider,
      pageSize: MOST,
      pageToken,
    });
    return { items: page.people, nextPageToken: page.nextPageToken };
  });
}

async function lastTime(
  now: Return,
  contract: string,
): Promise<LastTime | undefined> {
  const earlier = await listReturns({ parent: contract, dueTo: now.dueDate });
  const before = earlier
    .filter(
      (given) =>
        given.version > 0 &&
        given.state !== State.WITHDRAWN &&
        given.state !== State.IN_PROGRESS &&
        daysBetween(given.periodEnd!, now.periodStart!) > 0,
    )
    .sort((a, b) => daysBetween(a.periodEnd!, b.periodEnd!));
  const latest = before.at(-1);
  if (!latest) return undefined;
  const from = await outcomes().getReturn({ name: latest.name });
  const entries =
    from.state === State.ACCEPTED
      ? from.entries
      : (from.standing ?? from.submitted ?? from).entries;
  return { from, entries: new Map(entries.map((e) => [e.outcome, e])) };
}

type Asked = Parameters<ReturnType<typeof outcomes>["listReturns"]>[0];

// Own returns, without what they say.
export function listReturns(asked: Asked): Promise<Return[]> {
  return everything(async (pageToken) => {
    const page = await outcomes().listReturns({
      provider: currentUser().provider,
      omitEntries: true,
      pageSize: MOST,
      ...asked,
      pageToken,
    });
    return { items: page.returns, nextPageToken: page.nextPageToken };
  });
}

// Own contracts by name.
export async function ownContracts(): Promise<Map<string, Contract>> {
  const all = await everything(async (pageToken) => {
    const page = await client(ContractsService).listContracts({
      parent: currentUser().council,
      provider: currentUser().provider,
      pageSize: MOST,
      pageToken,
    });
    return { items: page.contracts, nextPageToken: page.nextPageToken };
  });
  return new Map(all.map((contract) => [contract.name, contract]));
}

// What is typed is saved as soon as the connection is back.
addEventListener("online", () => {
  for (const opening of open.values()) {
    void opening.then(({ draft }) => draft.save());
  }
});

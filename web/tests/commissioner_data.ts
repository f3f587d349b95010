// What tests of the council's pages prepare: a provider, a contract and people of
// their own, so that no test depends on another.
import { randomBytes, randomUUID } from "node:crypto";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  Contract_Kind,
  Contract_ReturnCalendar_Frequency,
  ContractSchema,
} from "../src/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "../src/api/gen/tidemark/contracts/v1/contracts_service_pb";
import type { IncentiveTermsSchema } from "../src/api/gen/tidemark/contracts/v1/incentive_terms_pb";
import { OutcomesService } from "../src/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import {
  ReturnEntrySchema,
  Voice_Source,
  type Return,
} from "../src/api/gen/tidemark/outcomes/v1/return_pb";
import { COUNCIL, type Api } from "./fixtures";

export interface Prepared {
  // Resource names.
  provider: string;
  contract: string;
  // The id of a period that is over, and whose return is overdue.
  period: string;
  returnName: string;
  // The outcomes, one a person.
  outcomes: string[];
  // What pages call them.
  providerName: string;
  title: string;
}

// The first day of the month two months ago: its return has been due for weeks.
function monthBefore(): { year: number; month: number } {
  const now = new Date();
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2));
  return { year: first.getUTCFullYear(), month: first.getUTCMonth() + 1 };
}

export async function prepare(
  api: Api,
  given: {
    people?: number;
    pays?: MessageInitShape<typeof IncentiveTermsSchema>;
  } = {},
): Promise<Prepared> {
  const mark = randomBytes(4).toString("hex");
  const { year, month } = monthBefore();
  const contracts = await api.as("commissioner", ContractsService);
  const providerName = `Test Care ${mark}`;
  const provider = await contracts.createProvider({
    parent: COUNCIL,
    providerId: `t-${mark}`,
    provider: { displayName: providerName },
    requestId: randomUUID(),
  });
  const title = `Home support ${mark}`;
  const contract = await contracts.createContract({
    parent: COUNCIL,
    contractId: `t-${mark}`,
    requestId: randomUUID(),
    contract: create(ContractSchema, {
      provider: provider.name,
      title,
      kind: Contract_Kind.FRAMEWORK,
      serviceType: "Home support",
      startDate: { year, month, day: 1 },
      endDate: { year: year + 3, month, day: 1 },
      returnCalendar: {
        frequency: Contract_ReturnCalendar_Frequency.MONTHLY,
      },
      incentiveTerms: given.pays,
    }),
  });
  await contracts.activateContract({
    name: contract.name,
    requestId: randomUUID(),
  });
  const outcomes = await addPeople(api, contract.name, given.people ?? 2, mark);
  const period = `${year}-${String(month).padStart(2, "0")}`;
  return {
    provider: provider.name,
    contract: contract.name,
    period,
    returnName: `${contract.name}/returns/${period}`,
    outcomes,
    providerName,
    title,
  };
}

async function addPeople(
  api: Api,
  contract: string,
  people: number,
  mark: string,
): Promise<string[]> {
  const names = Array.from(
    { length: people },
    (_, i) => `${COUNCIL}/people/t-${mark}-${i + 1}`,
  );
  await (
    await api.as("commissioner", OutcomesService)
  ).batchUpsertPeople({
    parent: COUNCIL,
    requestId: randomUUID(),
    people: names.map((name, i) => ({
      person: { name },
      outcomes: [
        {
          name: `${name}/outcomes/garden`,
          ownWords: `I want to sit in my garden again (${i + 1})`,
          contract,
          baselineLevel: -1,
        },
      ],
    })),
  });
  return names.map((name) => `${name}/outcomes/garden`);
}

// One entry: how the person and the provider see it.
export function entry(
  outcome: string,
  person: number,
  provider = person,
  words = "",
) {
  return create(ReturnEntrySchema, {
    outcome,
    personVoice: { level: person, source: Voice_Source.SAID, words },
    providerVoice: { level: provider },
  });
}

// Submits as the provider; `entries` default to everything as hoped, but for
// the first person, so that not every rating is the same.
export async function submit(
  api: Api,
  prepared: Prepared,
  entries = prepared.outcomes.map((outcome, i) =>
    entry(outcome, i === 0 ? 1 : 0),
  ),
): Promise<Return> {
  const service = await api.as("provider", OutcomesService, prepared.provider);
  return service.submitReturn({
    name: prepared.returnName,
    entries,
    requestId: randomUUID(),
  });
}

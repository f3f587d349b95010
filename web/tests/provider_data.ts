// A contract of the demonstration's provider with people, what matters to them,
// and what was said last time: each test's own.
import { randomUUID } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import {
  Contract_Kind,
  Contract_ReturnCalendar_Frequency as Frequency,
  ContractSchema,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import {
  ReturnEntrySchema,
  Voice_Source,
  type ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { DateSchema } from "~/api/gen/tidemark/type/v1/date_pb";
import { COUNCIL, PROVIDER, type Api } from "./fixtures";

const WORDS = [
  "I want to cook my own tea again",
  "I want to see my sister every week",
];

// The first day of the month that is `back` months ago.
function monthStart(back: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 1));
}

function day(date: Date) {
  return create(DateSchema, {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  });
}

export function periodId(back: number): string {
  return monthStart(back).toISOString().slice(0, 7);
}

export interface GivenReturn {
  contract: string;
  title: string;
  // Last month's, which is to be filled in.
  period: string;
  path: string;
  name: string;
  people: string[];
  outcomes: string[];
}

export interface Given {
  people: number;
  // Whether the return of the month before was accepted.
  last?: boolean;
  // In how many days last month's return is due.
  dueIn?: number;
  provider?: string;
}

// The answers of last time: every person and the provider as expected.
export function entryFor(
  outcome: string,
  person = 0,
  provider = 0,
): ReturnEntry {
  return create(ReturnEntrySchema, {
    outcome,
    personVoice: {
      level: person,
      source: Voice_Source.SAID,
      words: "Going well",
    },
    providerVoice: { level: provider, words: "Steady" },
  });
}

export async function givenReturn(
  api: Api,
  { people, last = true, dueIn = 40, provider = PROVIDER }: Given,
): Promise<GivenReturn> {
  const mark = randomUUID().slice(0, 6);
  const contract = `t-${mark}`;
  const title = `Support at home ${mark}`;
  const name = `${COUNCIL}/contracts/${contract}`;
  const start = monthStart(last ? 2 : 1);
  const dueDays = new Date().getDate() + dueIn;
  await givenContract(api, { name, title, provider, start, dueDays });

  const ids = Array.from({ length: people }, (_, i) => `${mark}-p${i + 1}`);
  const outcomes = ids.flatMap((id) =>
    WORDS.map((_, i) => `${COUNCIL}/people/${id}/outcomes/o${i + 1}`),
  );
  const practitioner = await api.as("practitioner", OutcomesService);
  if (people) {
    await practitioner.batchUpsertPeople({
      parent: COUNCIL,
      people: ids.map((id) => ({
        person: { name: `${COUNCIL}/people/${id}`, birthYear: 1950 },
        outcomes: WORDS.map((ownWords, i) => ({
          name: `${COUNCIL}/people/${id}/outcomes/o${i + 1}`,
          ownWords,
          contract: name,
          baselineLevel: -1,
          levels: [
            { level: 1, description: "On most days, without being asked" },
            { level: 0, description: "On some days, with a hand" },
            { level: -1, description: "Rarely" },
          ],
        })),
      })),
    });
  }
  const returns = await api.as("provider", OutcomesService, provider);
  if (last && people) {
    const before = `${name}/returns/${periodId(2)}`;
    await returns.submitReturn({
      name: before,
      // Not all the same, so that nothing is asked about that.
      entries: outcomes.map((outcome, i) => entryFor(outcome, i % 2, i % 2)),
    });
    const council = await api.as("commissioner", OutcomesService);
    await council.acceptReturn({ name: before, comment: "Thank you" });
  }
  const period = periodId(1);
  return {
    contract,
    title,
    period,
    path: `/returns/${contract}/${period}`,
    name: `${name}/returns/${period}`,
    people: ids,
    outcomes,
  };
}

async function givenContract(
  api: Api,
  given: {
    name: string;
    title: string;
    provider: string;
    start: Date;
    dueDays: number;
  },
): Promise<void> {
  const contracts = await api.as("commissioner", ContractsService);
  await contracts.createContract({
    parent: COUNCIL,
    contractId: given.name.split("/").at(-1)!,
    contract: create(ContractSchema, {
      provider: given.provider,
      title: given.title,
      serviceType: "Home support",
      kind: Contract_Kind.FRAMEWORK,
      startDate: day(given.start),
      endDate: day(monthStart(-11)),
      returnCalendar: { frequency: Frequency.MONTHLY, dueDays: given.dueDays },
    }),
  });
  await contracts.activateContract({ name: given.name });
}

export function personPath(given: GivenReturn): string {
  return `${given.path}/people/${given.people[0]}`;
}

// A return of one person with a draft, so that the form is open.
export async function begun(api: Api): Promise<GivenReturn> {
  const given = await givenReturn(api, { people: 1, last: false });
  const returns = await api.as("provider", OutcomesService);
  await returns.saveReturn({
    return: {
      name: given.name,
      entries: given.outcomes.map((outcome) => entryFor(outcome)),
    },
  });
  return given;
}

// What is stored in words: the person's and the provider's, by outcome.
export async function savedWords(
  api: Api,
  given: GivenReturn,
): Promise<string[]> {
  const returns = await api.as("provider", OutcomesService);
  const { entries } = await returns.getReturn({ name: given.name });
  return entries.flatMap(({ personVoice, providerVoice }) => [
    personVoice?.words ?? "",
    providerVoice?.words ?? "",
  ]);
}

// The headings of a spreadsheet of answers.
export const HEADINGS = [
  "Person",
  "Outcome",
  "Person's rating",
  "How we know",
  "Person's words",
  "Provider's rating",
];

// A file with a row for each outcome: its person, outcome and answers.
export function csv(rows: string[][], headings = HEADINGS): Buffer {
  const line = (cells: string[]) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  return Buffer.from([headings, ...rows].map(line).join("\r\n"));
}

export function rowsOf(given: GivenReturn, rating = "0"): string[][] {
  return given.outcomes.map((outcome, i) => {
    const [, , , person, , id] = outcome.split("/");
    return [person!, id!, rating, "said", `row ${i + 1}`, i % 2 ? "1" : "0"];
  });
}

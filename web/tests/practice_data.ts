// What tests of practitioners' and the quality team's pages prepare: a provider,
// a contract, a person and their support, each test's own.
import { randomBytes, randomUUID } from "node:crypto";
import {
  Contract_Kind,
  Contract_ReturnCalendar_Frequency as Frequency,
} from "../src/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "../src/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { EnablementService } from "../src/api/gen/tidemark/enablement/v1/enablement_service_pb";
import {
  Package_Stage,
  SupportLevel_Agreement as Agreement,
} from "../src/api/gen/tidemark/enablement/v1/package_pb";
import { ProposalService as SupportProposals } from "../src/api/gen/tidemark/enablement/v1/proposal_service_pb";
import { OutcomesService } from "../src/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { ProposalService as OutcomeProposals } from "../src/api/gen/tidemark/outcomes/v1/proposal_service_pb";
import { Voice_Source } from "../src/api/gen/tidemark/outcomes/v1/return_pb";
import {
  PersonView_Source,
  ProposalKind,
} from "../src/api/gen/tidemark/type/v1/proposal_pb";
import { COUNCIL, type Api } from "./fixtures";

export interface Given {
  // Resource names.
  provider: string;
  contract: string;
  person: string;
  outcome: string;
  pack: string;
  // What pages call them.
  providerName: string;
  title: string;
  // The ids of person and package.
  personId: string;
  packId: string;
}

export const OWN_WORDS = "I want to cook my own tea again";

// The day that was some days ago.
export function daysAgo(days: number) {
  const at = new Date(Date.now() - days * 86_400_000);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
  };
}

// The id of the month that was some months ago.
export function monthAgo(months: number): string {
  const now = new Date();
  const at = new Date(
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1),
  );
  return at.toISOString().slice(0, 7);
}

function firstOf(month: string) {
  const [year, number] = month.split("-").map(Number);
  return { year: year!, month: number!, day: 1 };
}

const HOURS = 60;

// Support of 14 hours a week since six months ago; with `steppedDown`, of 7
// since that many days ago, with the person's agreement.
export async function given(
  api: Api,
  { steppedDown = 0, withoutAsking = false, months = 8 } = {},
): Promise<Given> {
  const mark = randomBytes(4).toString("hex");
  const contracts = await api.as("commissioner", ContractsService);
  const providerName = `Test Care ${mark}`;
  const provider = await contracts.createProvider({
    parent: COUNCIL,
    providerId: `t-${mark}`,
    provider: { displayName: providerName },
  });
  const start = firstOf(monthAgo(months));
  const title = `Home support ${mark}`;
  const contract = await contracts.createContract({
    parent: COUNCIL,
    contractId: `t-${mark}`,
    contract: {
      provider: provider.name,
      title,
      kind: Contract_Kind.FRAMEWORK,
      serviceType: "Home support",
      startDate: start,
      endDate: { ...start, year: start.year + 3 },
      returnCalendar: { frequency: Frequency.MONTHLY },
      delegatedReview: {
        kinds: [
          ProposalKind.NEW_OUTCOME,
          ProposalKind.CHANGE_OUTCOME,
          ProposalKind.CLOSE_OUTCOME,
          ProposalKind.LOWER_LEVEL,
          ProposalKind.HIGHER_LEVEL,
          ProposalKind.PAUSE,
          ProposalKind.EXIT,
        ],
        ...(withoutAsking
          ? {
              maxChangeMinutes: 60,
              maxChangeBasisPoints: 2000,
              auditBasisPoints: 10000,
            }
          : {}),
      },
    },
  });
  await contracts.activateContract({ name: contract.name });

  const personId = `t-${mark}`;
  const person = `${COUNCIL}/people/${personId}`;
  const outcome = `${person}/outcomes/tea`;
  const outcomes = await api.as("practitioner", OutcomesService);
  await outcomes.batchUpsertPeople({
    parent: COUNCIL,
    people: [
      {
        person: { name: person },
        outcomes: [
          {
            name: outcome,
            ownWords: OWN_WORDS,
            contract: contract.name,
            baselineLevel: -1,
          },
        ],
      },
    ],
  });
  const packId = `t-${mark}`;
  const pack = `${COUNCIL}/packages/${packId}`;
  const enablement = await api.as("practitioner", EnablementService);
  const began = daysAgo(180);
  await enablement.batchUpsertPackages({
    parent: COUNCIL,
    packages: [
      {
        package: {
          name: pack,
          person,
          contract: contract.name,
          stage: Package_Stage.SUPPORT,
          serviceType: "Home support",
          startDate: began,
          goals: [outcome],
          plan: [
            { fromDate: began, weeklyMinutes: 14 * HOURS },
            { fromDate: daysAgo(120), weeklyMinutes: 10 * HOURS },
          ],
          levels: [
            {
              fromDate: began,
              weeklyMinutes: 14 * HOURS,
              weeklyCostPence: 28000n,
              visitsPerWeek: 14,
            },
            ...(steppedDown
              ? [
                  {
                    fromDate: daysAgo(steppedDown),
                    weeklyMinutes: 7 * HOURS,
                    weeklyCostPence: 14000n,
                    visitsPerWeek: 7,
                    reason: "Cooks again",
                    agreement: Agreement.PERSON_AGREES,
                  },
                ]
              : []),
          ],
        },
      },
    ],
  });
  return {
    ...{ provider: provider.name, contract: contract.name, person, outcome },
    ...{ pack, providerName, title, personId, packId },
  };
}

const GROUNDS = {
  reviewDate: daysAgo(1),
  present: "The person and the key worker",
  personView: {
    source: PersonView_Source.SAID,
    words: "I would rather have my mornings to myself.",
  },
  evidence: "Seen at the visits of the last four weeks.",
  possibleBenefit: "More of the day is the person's own.",
  possibleHarm: "A meal may be missed on a bad day.",
};

// The provider proposes less support; its page.
export async function proposesLess(
  api: Api,
  { pack, packId, provider }: Given,
  hours = 7,
): Promise<string> {
  const proposals = await api.as("provider", SupportProposals, provider);
  const made = await proposals.createProposal({
    parent: pack,
    proposalId: "less",
    proposal: {
      kind: ProposalKind.LOWER_LEVEL,
      change: {
        level: {
          fromDate: daysAgo(-7),
          weeklyMinutes: hours * HOURS,
          weeklyCostPence: 14000n,
          visitsPerWeek: 7,
        },
        reason: "The person cooks alone on most days.",
        agreement: Agreement.PERSON_AGREES,
      },
      grounds: GROUNDS,
    },
    requestId: randomUUID(),
  });
  return `/decisions/support/${packId}/${made.name.split("/").at(-1)}`;
}

// The provider proposes another day for an outcome; its page.
export async function proposesLater(
  api: Api,
  { person, personId, outcome, contract, provider }: Given,
): Promise<string> {
  const proposals = await api.as("provider", OutcomeProposals, provider);
  const made = await proposals.createProposal({
    parent: person,
    proposalId: "later",
    proposal: {
      kind: ProposalKind.CHANGE_OUTCOME,
      outcome,
      change: {
        outcome: {
          ownWords: OWN_WORDS,
          contract,
          baselineLevel: -1,
          targetDate: daysAgo(-200),
        },
      },
      grounds: GROUNDS,
    },
    requestId: randomUUID(),
  });
  return `/decisions/outcome/${personId}/${made.name.split("/").at(-1)}`;
}

// The return of a month, in which the outcome is as hoped; accepted.
export async function accepted(
  api: Api,
  { contract, outcome, provider }: Given,
  month: string,
): Promise<void> {
  const name = `${contract}/returns/${month}`;
  const returns = await api.as("provider", OutcomesService, provider);
  await returns.submitReturn({
    name,
    entries: [
      {
        outcome,
        personVoice: { level: 0, source: Voice_Source.SAID, words: "Better" },
        providerVoice: { level: 0 },
      },
    ],
  });
  const council = await api.as("commissioner", OutcomesService);
  await council.acceptReturn({ name });
}

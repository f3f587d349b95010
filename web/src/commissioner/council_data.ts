// What the council's first page rests on.
import { faultOf } from "~/api/fault";
import { inCouncil } from "~/api/names";
import { client } from "~/api/transport";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import type { Council } from "~/api/gen/tidemark/contracts/v1/council_pb";
import type { Provider } from "~/api/gen/tidemark/contracts/v1/provider_pb";
import { WorkItem_Kind } from "~/api/gen/tidemark/enablement/v1/episode_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { MonitoringService } from "~/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import type { Scorecard } from "~/api/gen/tidemark/monitoring/v1/scorecard_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import {
  Return_State,
  Return_Timeliness,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import type { Signal } from "~/api/gen/tidemark/oversight/v1/signal_pb";
import { today } from "~/words/dates";
import {
  listContracts,
  listProviders,
  listReturns,
  listWaitingSignals,
  listWork,
} from "./ask";
import type { Waiting } from "./attention";
import { askPay } from "./pay";
import type { Payable } from "./payable";
import { rangeOf, type Range } from "~/figures/range";
import { dueRange } from "./tracker_filters";

// What there is of the council; nothing of one that was not set up.
export interface Start {
  council: Council | undefined;
  providers: Provider[];
  contracts: Contract[];
  // Whether it knows anybody whom it supports.
  people: boolean;
}

export async function askStart(signal: AbortSignal): Promise<Start> {
  const council = await client(ContractsService)
    .getCouncil({ name: inCouncil() }, { signal })
    .catch((error: unknown) => {
      if (faultOf(error).kind === "absent") return undefined;
      throw error;
    });
  if (!council) {
    return { council, providers: [], contracts: [], people: false };
  }
  const [providers, contracts, people] = await Promise.all([
    listProviders(signal),
    listContracts(signal),
    client(OutcomesService).listPeople(
      { parent: inCouncil(), pageSize: 1 },
      { signal },
    ),
  ]);
  return { council, providers, contracts, people: people.people.length > 0 };
}

export interface Attention extends Waiting {
  signals: Signal[];
}

export async function askAttention(
  contracts: readonly Contract[],
  signal: AbortSignal,
): Promise<Attention> {
  const late = (kind: WorkItem_Kind) =>
    listWork(signal, { kind, overdueOnly: true });
  const [first, again, overdue, decisions, checkBacks, signals, pay] =
    await Promise.all([
      listReturns(signal, { state: Return_State.SUBMITTED }),
      listReturns(signal, { state: Return_State.RESUBMITTED }),
      listReturns(signal, {
        timeliness: Return_Timeliness.OVERDUE,
        ...dueRange("12", today()),
      }),
      late(WorkItem_Kind.DECISION),
      late(WorkItem_Kind.CHECK_BACK),
      listWaitingSignals(signal),
      askPay(contracts, signal),
    ]);
  return {
    waiting: [...first, ...again],
    overdue,
    decisions,
    checkBacks,
    signals,
    statements: pay.statements,
    payable: await withAcceptedReturn(pay.payable, signal),
  };
}

// Those whose return is accepted, so that the statement can be issued.
async function withAcceptedReturn(
  payable: readonly Payable[],
  signal: AbortSignal,
): Promise<Payable[]> {
  const contracts = [...new Set(payable.map(({ contract }) => contract.name))];
  const accepted = await Promise.all(
    contracts.map((parent) =>
      listReturns(signal, { parent, state: Return_State.ACCEPTED }),
    ),
  );
  const names = new Set(accepted.flat().map(({ name }) => name));
  return payable.filter(({ contract, period }) =>
    names.has(`${contract.name}/returns/${period}`),
  );
}

export interface Figures {
  range: Range;
  scorecard: Scorecard;
  metrics: ReadonlyMap<string, Metric>;
}

export async function askFigures(signal: AbortSignal): Promise<Figures> {
  const range = rangeOf({});
  const [scorecard, { metrics }] = await Promise.all([
    client(MonitoringService).getScorecard(
      { name: inCouncil(), fromMonth: range.from, toMonth: range.to },
      { signal },
    ),
    client(MonitoringService).listMetrics({ parent: inCouncil() }, { signal }),
  ]);
  return {
    range,
    scorecard,
    metrics: new Map(metrics.map((each) => [each.id, each])),
  };
}

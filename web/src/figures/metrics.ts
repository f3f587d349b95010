// The definitions of the figures, asked for once.
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import { useQuery, type Query } from "~/api/query";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { MonitoringService } from "~/api/gen/tidemark/monitoring/v1/monitoring_service_pb";

export type Metrics = ReadonlyMap<string, Metric>;

let known: Promise<Metrics> | undefined;

function loadMetrics(): Promise<Metrics> {
  known ??= client(MonitoringService)
    .listMetrics({ parent: inCouncil() })
    .then(({ metrics }) => new Map(metrics.map((m) => [m.id, m])))
    .catch((error: unknown) => {
      known = undefined;
      throw error;
    });
  return known;
}

export function useMetrics(): Query<Metrics> {
  return useQuery(["metrics"], loadMetrics);
}

// Those that tell most of how a provider stands, in the order in which they are
// read.
export const MAIN_METRICS = [
  "outcomes-met",
  "own-rating",
  "step-down-held",
  "check-backs-sustained",
  "returns-on-time",
] as const;

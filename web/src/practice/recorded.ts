// What happens to a package, as it is typed and as it is sent.
import { client } from "~/api/transport";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import { EpisodeService } from "~/api/gen/tidemark/enablement/v1/episode_service_pb";
import {
  Package_Extension_Charging as Charging,
  type Package,
  type Package_Sequel,
  type SupportLevel_Agreement,
} from "~/api/gen/tidemark/enablement/v1/package_pb";
import { dayTyped, NO_DAY, type TypedDay } from "~/parts/date_field";
import type { FormError } from "~/parts/errors";
import { today } from "~/words/dates";
import { levelErrors, levelTyped, typedLevel, type TypedLevel } from "./change";
import type { What } from "./record_actions";

export interface Typed {
  level: TypedLevel;
  date: TypedDay;
  reason: string;
  agreement: string;
  sequel: string;
  charging: string;
  chargedFrom: TypedDay;
  decidedBy: string;
}

export function typedFor(pack: Package): Typed {
  return {
    level: typedLevel(pack.levels.at(-1)),
    date: NO_DAY,
    reason: "",
    agreement: "",
    sequel: "",
    charging: "",
    chargedFrom: NO_DAY,
    decidedBy: "",
  };
}

// What is wrong before it is sent, in the order of the page.
export function errorsIn(what: What, typed: Typed): FormError[] {
  const errors: FormError[] = [];
  const need = (given: unknown, input: string, message: string) => {
    if (!given) errors.push({ input, message });
  };
  if (what === "level") errors.push(...levelErrors(typed.level));
  need(dayTyped(typed.date), "date", "Enter a day that exists, like 27 3 2027");
  if (what === "exit") {
    need(typed.sequel, "sequel", "Choose what comes after");
  }
  if (what === "level" || what === "exit") {
    need(typed.agreement, "agreement", "Say whether the person agrees");
  }
  if (what === "extend") {
    need(typed.charging, "charging", "Say whether the person pays");
    if (isCharged(typed)) {
      need(
        dayTyped(typed.chargedFrom),
        "charged-from",
        "Enter the first day that may be charged for, like 27 3 2027",
      );
    }
    need(typed.decidedBy.trim(), "decided-by", "Say who decided this");
  }
  if (what !== "resume") need(typed.reason.trim(), "reason", "Say why");
  return errors;
}

export function isCharged({ charging }: Typed): boolean {
  return Number(charging) === Charging.CHARGED;
}

const INPUTS: readonly [RegExp, string][] = [
  [/weekly_minutes/, "hours"],
  [/visits_per_week/, "visits"],
  [/people_per_visit/, "people"],
  [/weekly_cost_pence/, "cost"],
  [/instead/, "instead"],
  [/charged_from/, "charged-from"],
  [/charging/, "charging"],
  [/decided_by/, "decided-by"],
  [/agreement/, "agreement"],
  [/sequel/, "sequel"],
  [/reason/, "reason"],
  [/date|^level$/, "date"],
];

// The input of a field of the request.
export function inputOf(field: string): string | undefined {
  return INPUTS.find(([pattern]) => pattern.test(field))?.[1];
}

// Records it; only what has no errors.
export async function record(
  what: What,
  pack: Package,
  typed: Typed,
  requestId: string,
): Promise<Package> {
  const { name, etag } = pack;
  const date = dayTyped(typed.date);
  const reason = typed.reason.trim();
  const agreement = Number(typed.agreement) as SupportLevel_Agreement;
  const base = { name, etag, requestId };
  const service = client(EnablementService);
  switch (what) {
    case "level":
      return service.changeLevel({
        ...base,
        level: {
          ...levelTyped(typed.level),
          fromDate: date,
          reason,
          agreement,
        },
      });
    case "pause":
      return service.pausePackage({ ...base, startDate: date, reason });
    case "resume":
      return service.resumePackage({ ...base, resumeDate: date });
    case "exit":
      return service.exitPackage({
        ...base,
        endDate: date,
        sequel: Number(typed.sequel) as Package_Sequel,
        reason,
        agreement,
      });
    case "reopen":
      return service.reopenPackage({ ...base, reopenDate: date, reason });
    case "extend":
      return client(EpisodeService).extendPackage({
        ...base,
        extension: {
          endDate: date,
          reason,
          charging: Number(typed.charging) as Charging,
          chargedFrom: isCharged(typed)
            ? dayTyped(typed.chargedFrom)
            : undefined,
          decidedBy: typed.decidedBy.trim(),
          decisionDate: today(),
        },
      });
  }
}

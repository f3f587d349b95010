// What the quality team's pages ask for.
import { everything } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil, segmentOf } from "~/api/names";
import { providerName, type ProviderNames } from "~/api/providers";
import {
  Alert_Kind,
  Alert_State,
  type Alert,
} from "~/api/gen/tidemark/notices/v1/alert_pb";
import { NoticesService } from "~/api/gen/tidemark/notices/v1/notices_service_pb";
import type { Finding_Kind } from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
import type { Signal } from "~/api/gen/tidemark/oversight/v1/signal_pb";
import type { Work } from "~/parts/work_list";
import { dayInWords, momentInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import { who } from "~/words/who";
import { standInWords } from "~/words/signals";
import { type Word } from "~/words/text";
import { signalPlace } from "~/api/places";
import { actInWords, kindInWords, meaningInWords, seenInWords } from "./words";

export interface Wanted {
  kind?: Finding_Kind;
  provider?: string;
}

// All signals, those first seen last first.
export function listSignals(wanted: Wanted): Promise<Signal[]> {
  return everything(async (pageToken) => {
    const page = await client(OversightService).listSignals({
      parent: inCouncil(),
      pageSize: 1000,
      pageToken,
      ...wanted,
    });
    return { items: page.signals, nextPageToken: page.nextPageToken };
  });
}

export function signalWork(signal: Signal): Work {
  const { finding } = signal;
  const last = signal.notes.at(-1);
  return {
    href: signalPlace(signal.name),
    title: `${finding?.displayName}: ${kindInWords(finding?.kind ?? 0).toLowerCase()}`,
    about:
      `${seenInWords(finding)} Seen since ${dayInWords(signal.firstSeenDate)}.` +
      (last
        ? ` ${actInWords(last.act)}: ${who(last.author)}, ${momentInWords(last.noteTime)}.`
        : "") +
      (signal.endReason ? ` ${signal.endReason}` : ""),
    tag: tagOf(signal),
  };
}

// A new signal says what it means for people, one that somebody works on where
// it is.
function tagOf(signal: Signal): Word {
  const stands = standInWords(signal);
  return stands.text === "New"
    ? meaningInWords(signal.finding?.meaning ?? 0)
    : stands;
}

export function listAlerts(): Promise<Alert[]> {
  return everything(async (pageToken) => {
    const page = await client(NoticesService).listAlerts({
      parent: inCouncil(),
      kind: Alert_Kind.MISSED_RETURNS,
      pageSize: 1000,
      pageToken,
    });
    return { items: page.alerts, nextPageToken: page.nextPageToken };
  });
}

const ALERT_STATES: Record<Alert_State, Word> = {
  [Alert_State.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [Alert_State.OPEN]: { text: "New", colour: "blue" },
  [Alert_State.OFFERED_HELP]: { text: "Help offered", colour: "turquoise" },
  [Alert_State.CLOSED]: { text: "Closed", colour: "grey" },
  [Alert_State.WITHDRAWN]: { text: "Withdrawn", colour: "purple" },
};

export function alertInWords({ state }: Alert): Word {
  return ALERT_STATES[state];
}

export function waits({ state }: Alert): boolean {
  return state === Alert_State.OPEN || state === Alert_State.OFFERED_HELP;
}

export function alertWork(alert: Alert, names: ProviderNames): Work {
  return {
    href: `/alerts/${idOf(alert.name)}`,
    title: `${providerName(names, alert.provider)}: ${counted(alert.missedReturns.length, "missed return")}`,
    about: `Contract ${segmentOf(alert.contract, "contracts")}. ${alert.suggestion}`,
    tag: alertInWords(alert),
  };
}

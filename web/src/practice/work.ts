// What waits, as lines of a work list.
import { idOf, segmentOf } from "~/api/names";
import { providerName, type ProviderNames } from "~/api/providers";
import type {
  Episode,
  WorkItem,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import type { Work } from "~/parts/work_list";
import { daysBetween, dayInWords } from "~/words/dates";
import { lowerFirst } from "~/words/text";
import { ofPerson, pageOf, type Proposal } from "./proposals";
import { clockInWords } from "./words";

// From when on a pause asks for a look.
export const LONG_PAUSE_DAYS = 28;

export function decisionWork(proposal: Proposal, names: ProviderNames): Work {
  return {
    href: pageOf(proposal.name),
    title: ofPerson(proposal),
    about: `Proposed by ${providerName(names, proposal.provider)}. Decide by ${dayInWords(proposal.decideBy)}.`,
    tag: clockInWords(proposal),
  };
}

export function checkBackPage(name: string): string {
  return `/check-backs/${segmentOf(name, "packages")}/${idOf(name)}`;
}

export function checkBackWork(item: WorkItem, names: ProviderNames): Work {
  return {
    href: checkBackPage(item.resource),
    title: `${idOf(item.person)}: ${lowered(item.text)}`,
    about: `${providerName(names, item.provider)}. Due on ${dayInWords(item.dueDate)}.`,
    tag: clockInWords(item),
  };
}

// For how many days an episode that rests has rested, up to today.
export function pausedDays(episode: Episode): number {
  const pause = episode.package?.pauses.at(-1);
  if (!pause?.startDate || pause.endDate || !episode.asOfDate) return 0;
  return Math.max(0, daysBetween(pause.startDate, episode.asOfDate));
}

// A sentence as what follows a colon.
function lowered(sentence: string): string {
  return lowerFirst(sentence.replace(/\.$/, ""));
}

// Proposals of both kinds, as one work list.
import { client } from "~/api/transport";
import { address, idOf, inCouncil, segmentOf } from "~/api/names";
import { ProposalService as SupportProposals } from "~/api/gen/tidemark/enablement/v1/proposal_service_pb";
import type { Proposal as SupportProposal } from "~/api/gen/tidemark/enablement/v1/proposal_pb";
import { ProposalService as OutcomeProposals } from "~/api/gen/tidemark/outcomes/v1/proposal_service_pb";
import type { Proposal as OutcomeProposal } from "~/api/gen/tidemark/outcomes/v1/proposal_pb";
import {
  ProposalKind,
  ProposalState,
} from "~/api/gen/tidemark/type/v1/proposal_pb";
import { dayInWords } from "~/words/dates";
import { proposalKind } from "~/words/support";
import { lowerFirst } from "~/words/text";

export type { SupportProposal, OutcomeProposal };
export type Proposal = SupportProposal | OutcomeProposal;

export function isAboutSupport(
  proposal: Proposal,
): proposal is SupportProposal {
  return proposal.$typeName === "tidemark.enablement.v1.Proposal";
}

// The page of a proposal.
export function pageOf(name: string): string {
  const id = idOf(name);
  const inPackage = segmentOf(name, "packages");
  return inPackage
    ? `/decisions/support/${inPackage}/${id}`
    : `/decisions/outcome/${segmentOf(name, "people")}/${id}`;
}

// The name of the proposal of a page.
export function nameOfPage(about: string, of: string, id: string): string {
  const collection = about === "support" ? "packages" : "people";
  return inCouncil(collection, of, "proposals", id);
}

export function personOf(proposal: Proposal): string {
  return isAboutSupport(proposal)
    ? idOf(proposal.person)
    : segmentOf(proposal.name, "people");
}

// `Less support from 28 November 2026`.
export function titleOf(proposal: Proposal): string {
  const kind = proposalKind(proposal.kind);
  if (!isAboutSupport(proposal)) return kind;
  const level = proposal.change?.level;
  if (level) return `${kind} from ${dayInWords(level.fromDate)}`;
  const on = proposal.kind === ProposalKind.EXIT ? "after" : "from";
  return `${kind} ${on} ${dayInWords(proposal.change?.date)}`;
}

// The same with whom it is about: `p-1: less support from 28 November 2026`.
export function ofPerson(proposal: Proposal): string {
  return `${personOf(proposal)}: ${lowerFirst(titleOf(proposal))}`;
}

export interface Wanted {
  provider?: string;
  contract?: string;
  state?: ProposalState;
  pageSize?: number;
}

export interface WorkList {
  proposals: Proposal[];
  // Whether there are more than those.
  more: boolean;
}

// Those of both kinds by the day by which they are to be decided.
export async function listProposals(wanted: Wanted): Promise<WorkList> {
  const [support, outcomes] = await Promise.all([
    client(SupportProposals).listProposals({
      parent: inCouncil("packages", "-"),
      ...wanted,
    }),
    client(OutcomeProposals).listProposals({
      parent: inCouncil("people", "-"),
      ...wanted,
    }),
  ]);
  const proposals = [...support.proposals, ...outcomes.proposals].sort(byDay);
  return {
    proposals,
    more: Boolean(support.nextPageToken || outcomes.nextPageToken),
  };
}

// Small changes that nobody had to agree to and that somebody is to look at.
export async function listAudits(pageSize: number): Promise<WorkList> {
  const page = await client(SupportProposals).listProposals({
    parent: inCouncil("packages", "-"),
    auditOpen: true,
    pageSize,
  });
  return { proposals: page.proposals, more: Boolean(page.nextPageToken) };
}

export function getProposal(about: string, name: string): Promise<Proposal> {
  return about === "support"
    ? client(SupportProposals).getProposal({ name })
    : client(OutcomeProposals).getProposal({ name });
}

export function waits(proposal: Proposal): boolean {
  return proposal.state === ProposalState.PROPOSED;
}

// The list narrowed to one provider, as an address.
export function decisionsPage(show: string, provider = ""): string {
  return address("/decisions", { show, provider });
}

export function byDay(one: Proposal, other: Proposal): number {
  return number(one) - number(other) || (one.name < other.name ? -1 : 1);
}

function number({ decideBy }: Proposal): number {
  if (!decideBy) return 0;
  return decideBy.year * 10000 + decideBy.month * 100 + decideBy.day;
}

// What proposals and stories add to the cells of their contracts.

#ifndef TIDEMARK_SERVICES_MONITORING_CASE_COUNTS_H_
#define TIDEMARK_SERVICES_MONITORING_CASE_COUNTS_H_

#include <optional>

#include "tidemark/enablement/v1/proposal.pb.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/outcomes/v1/proposal.pb.h"
#include "tidemark/outcomes/v1/story.pb.h"

namespace tidemark::monitoring {

// What a proposal about a package, or about an outcome, adds in the month in
// which it is to be decided; nothing if it has no such day.
std::optional<v1::CaseCells> CountProposal(
    const enablement::v1::Proposal& proposal);
std::optional<v1::CaseCells> CountProposal(
    const outcomes::v1::Proposal& proposal);

// What a story adds in the month in which its period ends or, without one, in
// which it was told; nothing unless it is about a contract, stands recorded,
// and its use for council monitoring was consented to and not taken back.
std::optional<v1::CaseCells> CountStory(const outcomes::v1::Story& story);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CASE_COUNTS_H_

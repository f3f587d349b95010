#include "common/proposals/proposals.h"

namespace tidemark::proposals {

using type::v1::Decision;
using type::v1::ProposalState;

std::string WorkPrefix(absl::string_view owner) {
  // No name has a space in it.
  return absl::StrCat(owner, " ");
}

absl::Status NotWaiting(absl::string_view name, ProposalState state) {
  const std::string word =
      type::v1::ProposalState_Name(state).substr(sizeof("PROPOSAL_STATE_") - 1);
  return Error(absl::StatusCode::kFailedPrecondition, "PROPOSAL_NOT_WAITING",
               absl::StrCat(name, " is ", word,
                            "; only a proposal that waits is decided or "
                            "withdrawn. Read it to see who was faster"),
               {{"name", std::string(name)}, {"state", word}});
}

absl::Status OwnProposal(absl::string_view name) {
  return Error(absl::StatusCode::kPermissionDenied, "OWN_PROPOSAL",
               absl::StrCat(name,
                            " was proposed by you; somebody else has to "
                            "decide and to audit it"),
               {{"name", std::string(name)}});
}

absl::Status Outdated(absl::string_view reason, absl::string_view name,
                      absl::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(what, " has changed since ", name,
                            " was proposed; decline it, and ask for a new "
                            "proposal if there is still something to change"),
               {{"name", std::string(name)}, {"resource", std::string(what)}});
}

ProposalState StateAfter(Decision::Result result) {
  switch (result) {
    case Decision::RESULT_ACCEPTED:
      return type::v1::PROPOSAL_STATE_ACCEPTED;
    case Decision::RESULT_CHANGED:
      return type::v1::PROPOSAL_STATE_CHANGED;
    default:
      return type::v1::PROPOSAL_STATE_DECLINED;
  }
}

absl::Status FaultsUnder(
    absl::string_view field, const absl::Status& status,
    const std::vector<std::pair<std::string, std::string>>& renamed) {
  Faults faults;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    std::string at = fault.field();
    for (const auto& [from, to] : renamed) {
      if (at == from) {
        at = to;
        break;
      }
    }
    faults.Add({.field = absl::StrCat(field, ".", at),
                .code = fault.reason(),
                .message = fault.description(),
                .value = fault.value()});
  }
  return faults.empty() ? status : faults.ToStatus();
}

void CheckChangeGiven(const Decision& decision, bool given, Faults& faults) {
  const bool wanted = decision.result() == Decision::RESULT_CHANGED;
  if (wanted == given) return;
  faults.Add({.field = "change",
              .code = wanted ? "CHANGE_MISSING" : "CHANGE_UNWANTED",
              .message = wanted ? "must say what is done instead"
                                : "must not be set unless the result is "
                                  "CHANGED"});
}

}  // namespace tidemark::proposals

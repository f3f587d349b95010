#include "services/enablement/proposal_rules.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proposals/proposals.h"
#include "services/enablement/levels.h"
#include "services/enablement/package_moves.h"

namespace tidemark::enablement {
namespace {

using type::v1::ProposalKind;
using v1::Package;
using v1::SupportChange;
using v1::SupportLevel;

bool IsLevelKind(ProposalKind kind) {
  return kind == type::v1::PROPOSAL_KIND_LOWER_LEVEL ||
         kind == type::v1::PROPOSAL_KIND_HIGHER_LEVEL;
}

// What a move says of its request, at the fields of a change.
absl::Status AtChange(const absl::Status& status, absl::string_view field) {
  return proposals::FaultsUnder(field, status,
                                {{"start_date", "date"},
                                 {"end_date", "date"},
                                 {"level.reason", "reason"},
                                 {"level.agreement", "agreement"}});
}

absl::Status CheckDirection(const Package& package, ProposalKind kind,
                            const SupportLevel& level,
                            absl::string_view field) {
  const int64_t now = PersonMinutes(*package.levels().rbegin());
  const int64_t then = PersonMinutes(level);
  const bool lower = kind == type::v1::PROPOSAL_KIND_LOWER_LEVEL;
  if (lower ? then < now : then > now) return absl::OkStatus();
  Faults faults;
  faults.Add({.field = absl::StrCat(field, ".level.weekly_minutes"),
              .code = lower ? "LEVEL_NOT_LOWER" : "LEVEL_NOT_HIGHER",
              .message = absl::StrCat(
                  "must come to ", lower ? "fewer" : "more", " than ", now,
                  " minutes a week over all who give the support, as now; "
                  "comes to ",
                  then),
              .value = absl::StrCat(then)});
  return faults.ToStatus();
}

}  // namespace

void CheckKind(ProposalKind kind, Faults& faults) {
  if (IsLevelKind(kind) || kind == type::v1::PROPOSAL_KIND_PAUSE ||
      kind == type::v1::PROPOSAL_KIND_EXIT) {
    return;
  }
  faults.Add({.field = "proposal.kind",
              .code = "KIND_OF_OUTCOME",
              .message = "must be LOWER_LEVEL, HIGHER_LEVEL, PAUSE or EXIT; "
                         "outcomes are proposed about a person"});
}

type::Risk RiskOf(ProposalKind kind) {
  return kind == type::v1::PROPOSAL_KIND_LOWER_LEVEL ||
                 kind == type::v1::PROPOSAL_KIND_EXIT
             ? type::Risk::kRequired
             : type::Risk::kIfAny;
}

void CheckParts(ProposalKind kind, const SupportChange& change,
                absl::string_view field, Faults& faults) {
  const bool level = IsLevelKind(kind);
  const auto check = [&](bool wanted, bool given, absl::string_view part) {
    if (wanted == given) return;
    faults.Add({.field = absl::StrCat(field, ".", part),
                .code = wanted ? "REQUIRED" : "NOT_OF_KIND",
                .message = wanted ? "must be given for this kind of proposal"
                                  : "must not be given for this kind of "
                                    "proposal"});
  };
  check(level, change.has_level(), "level");
  check(!level, type::IsSet(change.date()), "date");
  check(kind == type::v1::PROPOSAL_KIND_EXIT,
        change.sequel() != Package::SEQUEL_UNSPECIFIED, "sequel");
}

absl::StatusOr<Package> Do(const Package& package, ProposalKind kind,
                           const SupportChange& change, absl::string_view field,
                           absl::string_view caller) {
  const auto move = [&](const auto& request) -> absl::StatusOr<Package> {
    absl::StatusOr<Package> moved = Apply(package, request, caller);
    if (!moved.ok()) return AtChange(moved.status(), field);
    return moved;
  };
  switch (kind) {
    case type::v1::PROPOSAL_KIND_PAUSE: {
      v1::PausePackageRequest request;
      *request.mutable_start_date() = change.date();
      request.set_reason(change.reason());
      return move(request);
    }
    case type::v1::PROPOSAL_KIND_EXIT: {
      v1::ExitPackageRequest request;
      *request.mutable_end_date() = change.date();
      request.set_sequel(change.sequel());
      request.set_reason(change.reason());
      request.set_agreement(change.agreement());
      return move(request);
    }
    default: {
      v1::ChangeLevelRequest request;
      *request.mutable_level() = change.level();
      request.mutable_level()->set_reason(change.reason());
      request.mutable_level()->set_agreement(change.agreement());
      TIDEMARK_ASSIGN_OR_RETURN(Package moved, move(request));
      TIDEMARK_RETURN_IF_ERROR(
          CheckDirection(package, kind, change.level(), field));
      return moved;
    }
  }
}

const SupportLevel& SignedOffLevel(const Package& package,
                                   const std::set<type::Date>& by_rule) {
  for (int i = package.levels_size() - 1; i > 0; --i) {
    if (!by_rule.contains(DayOf(package.levels(i).from_date()))) {
      return package.levels(i);
    }
  }
  return package.levels(0);
}

bool NeedsNoSignOff(const v1::Proposal& proposal,
                    const SupportLevel& signed_off,
                    const type::v1::DelegatedReview& scope) {
  if (!IsLevelKind(proposal.kind()) || scope.max_change_minutes() <= 0 ||
      scope.max_change_basis_points() <= 0) {
    return false;
  }
  if (!scope.trusted_reviewer().empty() &&
      scope.trusted_reviewer() != proposal.proposed_by()) {
    return false;
  }
  const SupportChange& change = proposal.change();
  const type::v1::Grounds& grounds = proposal.grounds();
  const bool agreed =
      change.agreement() == SupportLevel::AGREEMENT_PERSON_AGREES ||
      change.agreement() == SupportLevel::AGREEMENT_ADVOCATE_AGREES;
  if (!agreed || grounds.person_view().source() ==
                     type::v1::PersonView::SOURCE_UNSPECIFIED) {
    return false;
  }
  if (DayOf(change.level().from_date()) < DayOf(grounds.review_date())) {
    return false;
  }
  const int64_t before = PersonMinutes(signed_off);
  const int64_t after = PersonMinutes(change.level());
  const int64_t changed = std::abs(after - before);
  constexpr int64_t kWhole = 10'000;
  if (changed > scope.max_change_minutes() ||
      changed * kWhole > before * scope.max_change_basis_points()) {
    return false;
  }
  // A penny more may come of rounding.
  return change.level().weekly_cost_pence() * before <=
         signed_off.weekly_cost_pence() * after + before;
}

type::v1::Decision DecisionByRule(const v1::Proposal& proposal,
                                  const type::v1::DelegatedReview& scope) {
  type::v1::Decision decision;
  decision.set_result(type::v1::Decision::RESULT_ACCEPTED);
  decision.set_reasons(absl::StrFormat(
      "The contract lets the provider change the level of support by up to %d "
      "minutes and %d.%02d%% a week without sign-off. %s",
      scope.max_change_minutes(), scope.max_change_basis_points() / 100,
      scope.max_change_basis_points() % 100, proposal.change().reason()));
  *decision.mutable_person_view() = proposal.grounds().person_view();
  return decision;
}

}  // namespace tidemark::enablement

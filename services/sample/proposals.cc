#include "services/sample/proposals.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/sample/random.h"
#include "services/sample/words.h"

namespace tidemark::sample {
namespace {

using enablement::v1::Package;
using enablement::v1::PackageRecord;
using enablement::v1::SupportLevel;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using type::Date;
using type::ToProto;
using type::v1::Decision;

// The most people of a provider with whom support, and outcomes, are reviewed.
constexpr size_t kMostReviews = 3;
// What stays within the limits of a change without sign-off.
constexpr int kSmallStep = 30;
constexpr int kEnoughForSmallStep = 300;

// What all reviews of a provider share.
struct Review {
  const SampleCouncil& sample;
  // The day of the review, and the last day of the plan.
  Date day;
  Date until;

  // The id of the `number`th proposal of that day.
  std::string Id(size_t number) const {
    return absl::StrCat("review-", type::FormatIsoDate(until), "-", number + 1);
  }
};

type::v1::Grounds GroundsOf(const Review& review, Random& random) {
  type::v1::Grounds grounds;
  *grounds.mutable_review_date() = ToProto(review.day);
  grounds.set_present(random.Percent(50)
                          ? "The person and their key worker"
                          : "The person, a family member and the key worker");
  auto& view = *grounds.mutable_person_view();
  view.set_source(random.Percent(80) ? type::v1::PersonView::SOURCE_SAID
                                     : type::v1::PersonView::SOURCE_CARER);
  view.set_words("That is what I want.");
  grounds.set_evidence("Seen at the visits of the last four weeks.");
  grounds.set_possible_benefit("More of my own life back.");
  grounds.set_possible_harm("It may go wrong on a bad day.");
  return grounds;
}

// The decision about the `number`th proposal; none if it waits.
std::optional<Decision> DecisionOf(size_t number) {
  if (number % 3 == 2) return std::nullopt;
  Decision decision;
  const bool accepted = number % 3 == 0;
  decision.set_result(accepted ? Decision::RESULT_ACCEPTED
                               : Decision::RESULT_DECLINED);
  auto& yes = *decision.add_options();
  yes.set_text("Do what was proposed");
  yes.set_chosen(accepted);
  auto& no = *decision.add_options();
  no.set_text("Leave it as it is until the next review");
  no.set_chosen(!accepted);
  if (accepted) {
    no.set_why_not("The person is ready now, and wants it.");
    decision.set_reasons(
        "What was seen and what the person says agree, and the risk is one "
        "that the person chooses.");
  } else {
    yes.set_why_not("A month of good days is not enough to be sure of it.");
    decision.set_reasons("It is better to wait for a second good month.");
  }
  decision.mutable_person_view()->set_source(type::v1::PersonView::SOURCE_SAID);
  decision.mutable_person_view()->set_words(
      accepted ? "I am glad of that." : "I would have liked to try.");
  return decision;
}

template <typename Decide>
std::optional<Decide> DecideOf(const Review& review, const std::string& name,
                               size_t number) {
  std::optional<Decision> decision = DecisionOf(number);
  if (!decision) return std::nullopt;
  Decide decide;
  decide.set_name(name);
  *decide.mutable_decision() = *std::move(decision);
  decide.set_request_id(review.sample.RequestId("decide", name));
  return decide;
}

// An outcome that is worked towards, or null.
const PersonalOutcome* OpenOutcome(const PersonPlan& person,
                                   const std::string& contract) {
  for (const OutcomePlan& outcome : person.outcomes) {
    if (!outcome.close && outcome.outcome.contract() == contract) {
      return &outcome.outcome;
    }
  }
  return nullptr;
}

OutcomeReview ReviewOutcome(const Review& review, const PersonPlan& person,
                            const PersonalOutcome& outcome, size_t number,
                            Random& random) {
  OutcomeReview planned;
  auto& request = planned.proposal;
  request.set_parent(person.person.name());
  request.set_proposal_id(review.Id(number));
  const std::string name =
      NameIn(request.parent(), "proposals", request.proposal_id());
  request.set_request_id(review.sample.RequestId("propose", name));
  auto& proposal = *request.mutable_proposal();
  *proposal.mutable_grounds() = GroundsOf(review, random);
  PersonalOutcome& to_be = *proposal.mutable_change()->mutable_outcome();
  if (number % 2 == 0) {
    proposal.set_kind(type::v1::PROPOSAL_KIND_CHANGE_OUTCOME);
    proposal.set_outcome(outcome.name());
    to_be = outcome;
    *to_be.mutable_target_date() = ToProto(review.until + 90);
  } else {
    const OutcomeWords& words = random.OneOf(AllOutcomeWords());
    proposal.set_kind(type::v1::PROPOSAL_KIND_NEW_OUTCOME);
    to_be.set_own_words(random.Reword(words.own_words));
    to_be.set_why_it_matters(random.Reword(words.why));
    to_be.set_contract(outcome.contract());
    to_be.set_baseline_level(-1);
    *to_be.mutable_start_date() = ToProto(review.until);
  }
  planned.decision =
      DecideOf<outcomes::v1::DecideProposalRequest>(review, name, number);
  return planned;
}

// The package under `contract` whose level can be changed, or null.
const PackageRecord* OpenPackage(const PersonPlan& person,
                                 const std::string& contract) {
  for (const PackageRecord& record : person.packages) {
    const bool rests =
        !record.pauses().empty() && !record.pauses().rbegin()->has_end_date();
    if (!record.has_end_date() && !rests &&
        record.package().contract() == contract &&
        record.package().levels().rbegin()->weekly_minutes() >=
            2 * kSmallStep) {
      return &record;
    }
  }
  return nullptr;
}

SupportReview ReviewSupport(const Review& review, const Package& package,
                            size_t number, Random& random) {
  SupportReview planned;
  auto& request = planned.proposal;
  request.set_parent(package.name());
  request.set_proposal_id(review.Id(number));
  const std::string name =
      NameIn(request.parent(), "proposals", request.proposal_id());
  request.set_request_id(review.sample.RequestId("propose", name));
  auto& proposal = *request.mutable_proposal();
  proposal.set_kind(type::v1::PROPOSAL_KIND_LOWER_LEVEL);
  *proposal.mutable_grounds() = GroundsOf(review, random);
  auto& change = *proposal.mutable_change();
  change.set_reason(std::string(random.OneOf(StepDownReasons())));
  change.set_agreement(SupportLevel::AGREEMENT_PERSON_AGREES);
  const SupportLevel& now = *package.levels().rbegin();
  const bool small = number == 0 && now.weekly_minutes() >= kEnoughForSmallStep;
  const int minutes =
      small ? now.weekly_minutes() - kSmallStep : now.weekly_minutes() * 3 / 4;
  SupportLevel& level = *change.mutable_level();
  level = now;
  level.clear_reason();
  level.clear_agreement();
  level.clear_recorded_by();
  *level.mutable_from_date() = ToProto(review.until + 7);
  level.set_weekly_minutes(minutes);
  level.set_weekly_cost_pence(now.weekly_cost_pence() * minutes /
                              now.weekly_minutes());
  if (!small) {
    planned.decision =
        DecideOf<enablement::v1::DecideProposalRequest>(review, name, number);
  }
  return planned;
}

}  // namespace

type::v1::DelegatedReview SampleDelegation() {
  type::v1::DelegatedReview scope;
  for (int kind = type::v1::PROPOSAL_KIND_NEW_OUTCOME;
       kind <= type::v1::PROPOSAL_KIND_EXIT; ++kind) {
    scope.add_kinds(static_cast<type::v1::ProposalKind>(kind));
  }
  scope.set_max_change_minutes(60);
  scope.set_max_change_basis_points(1000);
  scope.set_audit_basis_points(2000);
  return scope;
}

ReviewPlan PlanReviews(const SampleCouncil& sample, const ProviderPlan& plan) {
  ReviewPlan reviews;
  if (plan.contracts.empty()) return reviews;
  const ContractPlan& contract = plan.contracts.front();
  if (contract.end || contract.suspend) return reviews;
  const std::string& name = contract.contract.name();
  const Date until = UntilOf(sample.options());
  const Review review{.sample = sample, .day = until - 2, .until = until};
  Random random(SeedOf(sample.options().seed, absl::StrCat("reviews/", name)));
  for (const size_t index : contract.people) {
    const PersonPlan& person = plan.people[index];
    if (person.person.status() != Person::STATUS_ACTIVE) continue;
    if (reviews.support.size() < kMostReviews) {
      if (const PackageRecord* record = OpenPackage(person, name)) {
        reviews.support.push_back(ReviewSupport(
            review, record->package(), reviews.support.size(), random));
        continue;
      }
    }
    if (reviews.outcomes.size() == kMostReviews) break;
    if (const PersonalOutcome* outcome = OpenOutcome(person, name)) {
      reviews.outcomes.push_back(ReviewOutcome(
          review, person, *outcome, reviews.outcomes.size(), random));
    }
  }
  return reviews;
}

}  // namespace tidemark::sample

// What the tests of this folder share: feeds of the kinds that the other
// services have, the service on a store that follows them, and what monitoring
// would say of step-downs.

#ifndef TIDEMARK_SERVICES_INCENTIVES_INCENTIVES_FIXTURE_H_
#define TIDEMARK_SERVICES_INCENTIVES_INCENTIVES_FIXTURE_H_

#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/feed/follower.h"
#include "common/proto/names.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/incentives/following.h"
#include "services/incentives/statements.h"
#include "services/incentives/step_downs.h"
#include "services/incentives/tables.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::incentives {

inline constexpr char kEssex[] = "councils/E10000012";
inline constexpr char kShoreline[] = "councils/E10000012/providers/shoreline";
inline constexpr char kHome[] = "councils/E10000012/contracts/home";

// The other services' own tables.
inline const store::Table<contracts::v1::Contract> kFeedContracts = {.id = 1};
inline const store::Table<outcomes::v1::Return> kFeedReturns = {.id = 1};
inline const store::Table<outcomes::v1::Person> kFeedPeople = {.id = 2};
inline const store::Table<outcomes::v1::PersonalOutcome> kFeedOutcomes = {
    .id = 3};

inline void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << "\n";
  std::abort();
}

inline std::unique_ptr<store::Database> MustOpen(const std::string& path,
                                                 store::Schema schema,
                                                 const Clock& clock) {
  auto db = store::Database::Open(
      {.path = path, .schema = std::move(schema), .clock = &clock});
  Must(db.status());
  return *std::move(db);
}

// A level by voice; a person who was not asked has none.
struct Rating {
  std::optional<int> person = std::nullopt;
  std::optional<int> provider = std::nullopt;
  std::optional<int> practitioner = std::nullopt;
  bool not_worked_on = false;
};

// What a return says, by `person/outcome`.
using Ratings = std::map<std::string, Rating>;

// In England it is 1 June 2026. Contract `home` of Shoreline has a period for
// each month of 2026; its terms are the test's to set.
class IncentivesFixture : public ::testing::Test {
 protected:
  IncentivesFixture()
      : contracts_(MustOpen(dir_ / "contracts",
                            {.name = "contracts",
                             .version = 1,
                             .tables = {kFeedContracts.info()}},
                            clock_)),
        outcomes_(MustOpen(dir_ / "outcomes",
                           {.name = "outcomes",
                            .version = 1,
                            .tables = {kFeedReturns.info(), kFeedPeople.info(),
                                       kFeedOutcomes.info()}},
                           clock_)) {
    Open("incentives");
  }

  // Opens the service on the store in `folder`.
  void Open(const std::string& folder) {
    statements_.reset();
    following_.reset();
    db_.reset();
    db_ = MustOpen(dir_ / folder, MakeSchema(), clock_);
    following_ = std::make_unique<Following>(*db_, [this](
                                                       absl::string_view feed) {
      return feed::LocalSource(feed == "contracts" ? *contracts_ : *outcomes_);
    });
    statements_ = std::make_unique<Statements>(Statements::Options{
        .db = *db_,
        .await_now = [this] { return following_->CatchUp(); },
        .step_downs_of =
            [this](absl::string_view, const AsOf&) {
              ++asked_for_step_downs_;
              JudgedStepDowns judged{.all = {}, .enablement = 7};
              for (const auto& [name, step] : step_downs_) {
                judged.all.push_back(step);
              }
              return absl::StatusOr<JudgedStepDowns>(judged);
            }});
  }

  template <typename Message>
  void Put(store::Database& db, const store::Table<Message>& table,
           const Message& message) {
    Must(db.Write({.origin = {.subject = "users/test", .method = "Test"}},
                  [&](store::Transaction& txn) {
                    return table.Upsert(txn, message).status();
                  }));
  }

  static contracts::v1::IncentiveTerms Terms(const std::string& text) {
    return testing::ParseText<contracts::v1::IncentiveTerms>(text);
  }

  // Gives the contract its first terms, or varies them from `effective` on.
  void SetTerms(const std::optional<contracts::v1::IncentiveTerms>& terms,
                std::optional<type::Date> effective = std::nullopt) {
    contract_.set_name(kHome);
    contract_.set_provider(kShoreline);
    contract_.set_state(contracts::v1::Contract::STATE_ACTIVE);
    *contract_.mutable_start_date() = type::ToProto(type::Date(2026, 1, 1));
    if (contract_.return_calendar().periods().empty()) {
      for (int month = 1; month <= 12; ++month) AddPeriod(month);
    }
    contract_.clear_incentive_terms();
    if (terms) *contract_.mutable_incentive_terms() = *terms;
    if (effective) {
      auto& variation = *contract_.add_variations();
      variation.set_number(contract_.variations_size());
      *variation.mutable_effective_date() = type::ToProto(*effective);
      variation.add_changed_fields("incentive_terms");
    }
    Put(*contracts_, kFeedContracts, contract_);
  }

  static std::string Period(int month) {
    return absl::StrCat("2026-", month < 10 ? "0" : "", month);
  }
  static std::string StatementName(const std::string& id) {
    return NameIn(kHome, "statements", id);
  }

  // The council accepts a version of the month's return.
  void Accept(int month, const Ratings& ratings) {
    outcomes::v1::Return current = ReturnNow(month);
    current.set_version(current.version() + 1);
    current.set_state(outcomes::v1::Return::STATE_ACCEPTED);
    current.clear_standing();
    Fill(ratings, current);
    Put(*outcomes_, kFeedReturns, current);
  }

  // The provider corrects an accepted return; the council has not seen it yet.
  void Resubmit(int month, const Ratings& ratings) {
    outcomes::v1::Return current = ReturnNow(month);
    current.mutable_standing()->set_version(current.version());
    *current.mutable_standing()->mutable_entries() = current.entries();
    current.set_version(current.version() + 1);
    current.set_state(outcomes::v1::Return::STATE_RESUBMITTED);
    Fill(ratings, current);
    Put(*outcomes_, kFeedReturns, current);
  }

  void Withdraw(int month) {
    outcomes::v1::Return current = ReturnNow(month);
    current.set_state(outcomes::v1::Return::STATE_WITHDRAWN);
    current.clear_standing();
    Put(*outcomes_, kFeedReturns, current);
  }

  void SetPerson(const std::string& id, outcomes::v1::Person::Status status,
                 std::optional<type::Date> since = std::nullopt) {
    outcomes::v1::Person person;
    person.set_name(NameIn(kEssex, "people", id));
    person.set_status(status);
    if (since) *person.mutable_status_date() = type::ToProto(*since);
    Put(*outcomes_, kFeedPeople, person);
  }

  void SetOutcome(const std::string& id,
                  outcomes::v1::PersonalOutcome::Status status,
                  std::optional<type::Date> closed = std::nullopt) {
    outcomes::v1::PersonalOutcome outcome;
    outcome.set_name(OutcomeName(id));
    outcome.set_status(status);
    if (closed) *outcome.mutable_close_date() = type::ToProto(*closed);
    Put(*outcomes_, kFeedOutcomes, outcome);
  }

  // `p-1/walk` in full.
  static std::string OutcomeName(const std::string& id) {
    const size_t slash = id.find('/');
    return NameIn(NameIn(kEssex, "people", id.substr(0, slash)), "outcomes",
                  id.substr(slash + 1));
  }

  void SetStepDown(const std::string& id, type::Date last,
                   monitoring::v1::StepDown::Standing standing,
                   const std::string& person = "p-1") {
    v1::StepDownInput& step = step_downs_[id];
    step.set_step_down(absl::StrCat(kEssex, "/packages/", id, "/stepDowns/",
                                    type::FormatIsoDate(last)));
    step.set_person(NameIn(kEssex, "people", person));
    *step.mutable_last_date() = type::ToProto(last);
    step.set_standing(standing);
  }

  static rpc::Principal Someone(api::v1::Role role) {
    return {.subject = absl::StrCat("users/", static_cast<int>(role)),
            .role = role,
            .council = kEssex,
            .provider = role == api::v1::ROLE_PROVIDER ? kShoreline : ""};
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(
      absl::StatusOr<Response> (Statements::*function)(const rpc::Call&,
                                                       const Request&),
      const Request& request, api::v1::Role role) {
    return ((*statements_).*function)(
        rpc::Call::For(Someone(role), clock_, request), request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(
      absl::StatusOr<Response> (Statements::*function)(const rpc::Call&,
                                                       const Request&) const,
      const Request& request, api::v1::Role role) {
    return ((*statements_).*function)(
        rpc::Call::For(Someone(role), clock_, request), request);
  }

  absl::StatusOr<v1::Statement> Draft(
      const std::string& id, api::v1::Role role = api::v1::ROLE_COMMISSIONER) {
    v1::DraftStatementRequest request;
    request.set_name(StatementName(id));
    return Call(&Statements::DraftStatement, request, role);
  }

  absl::StatusOr<v1::Statement> Issue(
      const std::string& id, bool without_return = false,
      const std::string& etag = "",
      api::v1::Role role = api::v1::ROLE_COMMISSIONER) {
    v1::IssueStatementRequest request;
    request.set_name(StatementName(id));
    request.set_without_return(without_return);
    request.set_etag(etag);
    return Call(&Statements::IssueStatement, request, role);
  }

  absl::StatusOr<v1::Statement> Get(
      const std::string& id, api::v1::Role role = api::v1::ROLE_COMMISSIONER) {
    v1::GetStatementRequest request;
    request.set_name(StatementName(id));
    return Call(&Statements::GetStatement, request, role);
  }

  absl::StatusOr<v1::Verification> Verify(const std::string& id) {
    v1::VerifyStatementRequest request;
    request.set_name(StatementName(id));
    return Call(&Statements::VerifyStatement, request,
                api::v1::ROLE_COMMISSIONER);
  }

  testing::TempDir dir_;
  testing::FakeClock clock_{"2026-06-01T11:00:00Z"};
  std::unique_ptr<store::Database> contracts_;
  std::unique_ptr<store::Database> outcomes_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Following> following_;
  std::unique_ptr<Statements> statements_;
  std::map<std::string, v1::StepDownInput> step_downs_;
  int asked_for_step_downs_ = 0;
  contracts::v1::Contract contract_;

 private:
  void AddPeriod(int month) {
    auto& period = *contract_.mutable_return_calendar()->add_periods();
    period.set_id(Period(month));
    const type::Date first(2026, month, 1);
    *period.mutable_start_date() = type::ToProto(first);
    *period.mutable_end_date() =
        type::ToProto(type::YearMonth(first).last_day());
  }

  outcomes::v1::Return ReturnNow(int month) {
    const std::string name = NameIn(kHome, "returns", Period(month));
    const auto found = kFeedReturns.Find(store::Snapshot(*outcomes_), name);
    Must(found.status());
    if (*found) return **found;
    outcomes::v1::Return fresh;
    fresh.set_name(name);
    fresh.set_provider(kShoreline);
    const type::Date first(2026, month, 1);
    *fresh.mutable_period_start() = type::ToProto(first);
    *fresh.mutable_period_end() =
        type::ToProto(type::YearMonth(first).last_day());
    return fresh;
  }

  static void Fill(const Ratings& ratings, outcomes::v1::Return& current) {
    current.clear_entries();
    for (const auto& [id, rating] : ratings) {
      outcomes::v1::ReturnEntry& entry = *current.add_entries();
      entry.set_outcome(OutcomeName(id));
      if (rating.person) {
        entry.mutable_person_voice()->set_level(*rating.person);
      }
      if (rating.practitioner) {
        entry.mutable_practitioner_voice()->set_level(*rating.practitioner);
      }
      if (rating.provider) {
        entry.mutable_provider_voice()->set_level(*rating.provider);
      }
      entry.set_not_worked_on(rating.not_worked_on);
    }
  }
};

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_INCENTIVES_FIXTURE_H_

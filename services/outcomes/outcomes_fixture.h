// What the tests of this folder share: the service on a store in a folder of
// its own, contracts that it can ask for, a clock that stands still, and
// callers.

#ifndef TIDEMARK_SERVICES_OUTCOMES_OUTCOMES_FIXTURE_H_
#define TIDEMARK_SERVICES_OUTCOMES_OUTCOMES_FIXTURE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/people.h"
#include "services/outcomes/personal_outcomes.h"
#include "services/outcomes/return_file_checks.h"
#include "services/outcomes/returns.h"
#include "services/outcomes/roster.h"
#include "services/outcomes/tables.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"

namespace tidemark::outcomes {

inline constexpr char kEssex[] = "councils/E10000012";
inline constexpr char kShoreline[] = "councils/E10000012/providers/1-101668892";
inline constexpr char kEstuary[] = "councils/E10000012/providers/1-207771234";
// Shoreline's contract and Estuary's.
inline constexpr char kHome[] = "councils/E10000012/contracts/home";
inline constexpr char kNights[] = "councils/E10000012/contracts/nights";

// The faults of `status` as `field CODE`, in order.
inline std::vector<std::string> FaultCodes(const absl::Status& status) {
  std::vector<std::string> codes;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    codes.push_back(fault.field() + " " + fault.reason());
  }
  return codes;
}

// A contract over the financial year 2025-26 with a period a month, `2025-04`
// to `2026-03`, each due 15 days after its end.
inline contracts::v1::Contract MonthlyContract(absl::string_view name,
                                               absl::string_view provider) {
  contracts::v1::Contract contract;
  contract.set_name(std::string(name));
  contract.set_provider(std::string(provider));
  contract.set_state(contracts::v1::Contract::STATE_ACTIVE);
  contract.set_etag("1");
  const type::Date start(2025, 4, 1);
  *contract.mutable_start_date() = type::ToProto(start);
  *contract.mutable_end_date() = type::ToProto(type::Date(2026, 3, 31));
  for (int i = 0; i < 12; ++i) {
    const type::YearMonth month = type::YearMonth(start).AddMonths(i);
    auto& period = *contract.mutable_return_calendar()->add_periods();
    period.set_id(month.Format());
    *period.mutable_start_date() = type::ToProto(month.first_day());
    *period.mutable_end_date() = type::ToProto(month.last_day());
    *period.mutable_due_date() = type::ToProto(month.last_day() + 15);
  }
  return contract;
}

// On 1 July 2025 at 9:00 in England. The contracts service has two contracts,
// Shoreline's `home` and Estuary's `nights`, and no frameworks.
class OutcomesFixture : public ::testing::Test {
 protected:
  OutcomesFixture() {
    Own(MonthlyContract(kHome, kShoreline));
    Own(MonthlyContract(kNights, kEstuary));
    Open();
  }

  // Opens the database and the service on it, again if need be.
  void Open() {
    file_checks_.reset();
    returns_.reset();
    outcomes_.reset();
    people_.reset();
    rosters_.reset();
    contracts_.reset();
    db_.reset();
    auto db = store::Database::Open({.path = dir_ / "outcomes",
                                     .schema = OutcomesSchema(),
                                     .clock = &clock_});
    ASSERT_THAT(db, testing::IsOk());
    db_ = *std::move(db);
    contracts_ = std::make_unique<ContractCopies>(
        *db_,
        ContractCopies::Fetch{.contract = [this](absl::string_view name)
                                  -> absl::StatusOr<contracts::v1::Contract> {
                                ++fetches_;
                                if (on_fetch_) on_fetch_(name);
                                if (!fetch_error_.ok()) return fetch_error_;
                                const auto it = owned_.find(std::string(name));
                                if (it == owned_.end()) {
                                  return store::RecordTable::NotFound(name);
                                }
                                return it->second;
                              },
                              .council = [this](absl::string_view)
                                  -> absl::StatusOr<contracts::v1::Council> {
                                return council_;
                              }});
    rosters_ = std::make_unique<Rosters>(*db_);
    people_ = std::make_unique<People>(*db_, *contracts_, *rosters_);
    outcomes_ =
        std::make_unique<PersonalOutcomes>(*db_, *contracts_, *rosters_);
    returns_ = std::make_unique<Returns>(*db_, *contracts_, *rosters_);
    file_checks_ =
        std::make_unique<ReturnFileChecks>(*db_, *rosters_, *returns_);
  }

  // Lets the contracts service have `contract`.
  void Own(const contracts::v1::Contract& contract) {
    owned_[contract.name()] = contract;
  }

  // Lets the feed bring what the contracts service has.
  void Follow() {
    std::vector<feed::v1::Change> changes;
    for (const auto& [name, contract] : owned_) {
      feed::v1::Change& change = changes.emplace_back();
      change.set_name(name);
      change.set_type(contract.GetDescriptor()->full_name());
      change.set_kind(feed::v1::Change::KIND_UPDATED);
      change.set_value(contract.SerializeAsString());
    }
    ASSERT_THAT(db_->Write({.origin = {.subject = "test", .method = "Follow"}},
                           [&](store::Transaction& txn) {
                             return contracts_->Apply(txn, changes);
                           }),
                testing::IsOk());
    contracts_->Applied(changes);
  }

  // Calls of `request` by the commissioner Ada, and by Sam of Shoreline.
  rpc::Call Ada(const google::protobuf::Message& request) const {
    return rpc::Call::For({.subject = "users/ada",
                           .role = api::v1::ROLE_COMMISSIONER,
                           .council = kEssex},
                          clock_, request);
  }
  rpc::Call Sam(const google::protobuf::Message& request) const {
    return rpc::Call::For({.subject = "users/sam",
                           .role = api::v1::ROLE_PROVIDER,
                           .council = kEssex,
                           .provider = kShoreline},
                          clock_, request);
  }

  // Stores a person.
  void AddPerson(absl::string_view id) {
    v1::CreatePersonRequest request;
    request.set_parent(kEssex);
    request.set_person_id(std::string(id));
    request.mutable_person()->set_birth_year(1947);
    ASSERT_THAT(people_->CreatePerson(Ada(request), request), testing::IsOk());
  }

  // Stores an outcome, and the person if need be. Returns its name.
  std::string AddOutcome(absl::string_view person, absl::string_view id,
                         absl::string_view contract = kHome) {
    const std::string parent = absl::StrCat(kEssex, "/people/", person);
    v1::GetPersonRequest get;
    get.set_name(parent);
    if (!people_->GetPerson(Ada(get), get).ok()) AddPerson(person);
    v1::CreateOutcomeRequest request;
    request.set_parent(parent);
    request.set_outcome_id(std::string(id));
    request.mutable_outcome()->set_own_words("see my garden again");
    request.mutable_outcome()->set_contract(std::string(contract));
    EXPECT_THAT(outcomes_->CreateOutcome(Ada(request), request),
                testing::IsOk());
    return absl::StrCat(parent, "/outcomes/", id);
  }

  // A person as stored.
  v1::Person PersonNow(absl::string_view id) {
    return *kPeople.Get(store::Snapshot(*db_),
                        absl::StrCat(kEssex, "/people/", id));
  }

  // A valid entry for an outcome.
  static v1::ReturnEntry Entry(absl::string_view outcome, int person = 0,
                               int provider = 1) {
    v1::ReturnEntry entry;
    entry.set_outcome(std::string(outcome));
    entry.mutable_person_voice()->set_level(person);
    entry.mutable_person_voice()->set_source(v1::Voice::SOURCE_SAID);
    entry.mutable_provider_voice()->set_level(provider);
    return entry;
  }

  static v1::SubmitReturnRequest Submission(
      absl::string_view period, const std::vector<v1::ReturnEntry>& entries,
      absl::string_view contract = kHome) {
    v1::SubmitReturnRequest request;
    request.set_name(absl::StrCat(contract, "/returns/", period));
    request.mutable_entries()->Add(entries.begin(), entries.end());
    return request;
  }
  absl::StatusOr<v1::Return> Submit(const v1::SubmitReturnRequest& request) {
    return returns_->SubmitReturn(Sam(request), request);
  }
  absl::StatusOr<v1::Return> Save(absl::string_view period,
                                  const std::vector<v1::ReturnEntry>& entries,
                                  absl::string_view etag = "") {
    v1::SaveReturnRequest request;
    request.mutable_return_()->set_name(
        absl::StrCat(kHome, "/returns/", period));
    request.mutable_return_()->set_etag(std::string(etag));
    request.mutable_return_()->mutable_entries()->Add(entries.begin(),
                                                      entries.end());
    return returns_->SaveReturn(Sam(request), request);
  }
  absl::StatusOr<v1::Return> Accept(absl::string_view period) {
    v1::AcceptReturnRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/", period));
    return returns_->AcceptReturn(Ada(request), request);
  }
  absl::StatusOr<v1::Return> SendBack(absl::string_view period) {
    v1::SendBackReturnRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/", period));
    request.set_reason("please look again");
    return returns_->SendBackReturn(Ada(request), request);
  }
  absl::StatusOr<v1::Return> Withdraw(absl::string_view period) {
    v1::WithdrawReturnRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/", period));
    request.set_reason("sent too early");
    return returns_->WithdrawReturn(Sam(request), request);
  }
  absl::StatusOr<v1::Return> Get(absl::string_view period,
                                 absl::string_view contract = kHome) {
    v1::GetReturnRequest request;
    request.set_name(absl::StrCat(contract, "/returns/", period));
    return returns_->GetReturn(Sam(request), request);
  }

  const testing::TempDir dir_;
  testing::FakeClock clock_{"2025-07-01T08:00:00Z"};
  // What the contracts service has, and how often it was asked for a contract.
  std::map<std::string, contracts::v1::Contract> owned_;
  contracts::v1::Council council_;
  int fetches_ = 0;
  // What happens when it is asked, and what keeps it from answering.
  std::function<void(absl::string_view)> on_fetch_;
  absl::Status fetch_error_;

  std::unique_ptr<store::Database> db_;
  std::unique_ptr<ContractCopies> contracts_;
  std::unique_ptr<Rosters> rosters_;
  std::unique_ptr<People> people_;
  std::unique_ptr<PersonalOutcomes> outcomes_;
  std::unique_ptr<Returns> returns_;
  std::unique_ptr<ReturnFileChecks> file_checks_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_OUTCOMES_FIXTURE_H_

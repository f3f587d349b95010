// What the tests of the enablement service share.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_ENABLEMENT_FIXTURE_H_
#define TIDEMARK_SERVICES_ENABLEMENT_ENABLEMENT_FIXTURE_H_

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/feed/replica.h"
#include "common/proto/names.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/enablement/enablement.h"
#include "services/enablement/episodes.h"
#include "services/enablement/levels.h"
#include "services/enablement/tables.h"

namespace tidemark::enablement {

inline constexpr char kCouncil[] = "councils/E10000012";
inline constexpr char kPackageA[] = "councils/E10000012/packages/a";
inline constexpr char kProviderP[] = "councils/E10000012/providers/p";
inline constexpr char kProviderQ[] = "councils/E10000012/providers/q";
inline constexpr char kRequestId[] = "3f2b7e0c-6f0e-4a54-9d0e-0c8a4b1d5c11";

// "field code" of each fault that `status` carries.
inline std::vector<std::string> FaultsIn(const absl::Status& status) {
  std::vector<std::string> described;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    described.push_back(absl::StrCat(fault.field(), " ", fault.reason()));
  }
  return described;
}

// The service on a store of its own, on 1 September 2025, with two providers
// and a contract of each.
class EnablementFixture : public ::testing::Test {
 protected:
  EnablementFixture() {
    contracts_ = std::make_unique<feed::Replica<contracts::v1::Contract>>(
        *db_, kContractCopies,
        [this](
            absl::string_view name) -> absl::StatusOr<contracts::v1::Contract> {
          const auto it = owned_.find(std::string(name));
          if (it == owned_.end()) return absl::NotFoundError("no contract");
          return it->second;
        });
    enablement_ = std::make_unique<Enablement>(*db_, *contracts_, councils_);
    episodes_ = std::make_unique<Episodes>(*db_, councils_);
    SetContract("home-p", "p", contracts::v1::Contract::STATE_ACTIVE);
    SetContract("home-q", "q", contracts::v1::Contract::STATE_ACTIVE);
  }

  std::unique_ptr<store::Database> OpenDatabase() {
    absl::StatusOr<std::unique_ptr<store::Database>> db =
        store::Database::Open({.path = dir_ / "enablement",
                               .schema = MakeSchema(),
                               .clock = &clock_,
                               .sync = false});
    if (!db.ok()) std::abort();
    return *std::move(db);
  }

  // What the contracts service has from now on.
  void SetContract(const std::string& id, const std::string& provider,
                   contracts::v1::Contract::State state) {
    contracts::v1::Contract contract;
    contract.set_name(NameIn(kCouncil, "contracts", id));
    contract.set_provider(NameIn(kCouncil, "providers", provider));
    contract.set_state(state);
    contract.set_etag(absl::StrCat(++revision_));
    owned_[contract.name()] = contract;
  }

  // Calls `function` as a practitioner.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Do(absl::StatusOr<Response> (Enablement::*function)(
                                  const rpc::Call&, const Request&),
                              const Request& request,
                              const std::string& subject = "users/ada") {
    const rpc::Call call = rpc::Call::For({.subject = subject,
                                           .role = api::v1::ROLE_PRACTITIONER,
                                           .council = kCouncil},
                                          clock_, request);
    return ((*enablement_).*function)(call, request);
  }

  // The same for `Episodes`, at what is then the time.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Do(
      absl::StatusOr<Response> (Episodes::*function)(const rpc::Call&,
                                                     const Request&),
      const Request& request,
      const rpc::Principal& principal = {.subject = "users/ada",
                                         .role = api::v1::ROLE_PRACTITIONER,
                                         .council = kCouncil}) {
    return ((*episodes_).*function)(rpc::Call::For(principal, clock_, request),
                                    request);
  }

  v1::CreatePackageRequest NewRequest(const std::string& id,
                                      const std::string& contract = "home-p",
                                      const std::string& person = "ada") {
    v1::CreatePackageRequest request =
        testing::ParseText<v1::CreatePackageRequest>(R"(
      parent: "councils/E10000012"
      package {
        stage: STAGE_ENABLE
        service_type: "Reablement at home"
        start_date { year: 2025 month: 4 day: 1 }
        levels {
          from_date { year: 2025 month: 4 day: 1 }
          weekly_minutes: 840
        }
      })");
    request.set_package_id(id);
    request.mutable_package()->set_contract(
        NameIn(kCouncil, "contracts", contract));
    request.mutable_package()->set_person(NameIn(kCouncil, "people", person));
    return request;
  }

  absl::StatusOr<v1::Package> Create(const std::string& id,
                                     const std::string& contract = "home-p",
                                     const std::string& person = "ada") {
    return Do(&Enablement::CreatePackage, NewRequest(id, contract, person));
  }

  v1::ChangeLevelRequest LevelRequest(type::Date from, int weekly_minutes) {
    v1::ChangeLevelRequest request;
    request.set_name(kPackageA);
    *request.mutable_level()->mutable_from_date() = type::ToProto(from);
    request.mutable_level()->set_weekly_minutes(weekly_minutes);
    request.mutable_level()->set_reason("Cooks again");
    request.mutable_level()->set_agreement(
        v1::SupportLevel::AGREEMENT_PERSON_AGREES);
    return request;
  }

  absl::StatusOr<v1::Package> ChangeLevel(type::Date from, int weekly_minutes) {
    return Do(&Enablement::ChangeLevel, LevelRequest(from, weekly_minutes));
  }

  absl::StatusOr<v1::Package> Exit(
      const std::string& name, type::Date end,
      v1::Package::Sequel sequel = v1::Package::SEQUEL_NO_SUPPORT) {
    v1::ExitPackageRequest request;
    request.set_name(name);
    *request.mutable_end_date() = type::ToProto(end);
    request.set_sequel(sequel);
    request.set_reason("Manages alone");
    return Do(&Enablement::ExitPackage, request);
  }

  absl::StatusOr<v1::Package> Reopen(const std::string& name,
                                     type::Date reopen) {
    v1::ReopenPackageRequest request;
    request.set_name(name);
    *request.mutable_reopen_date() = type::ToProto(reopen);
    request.set_reason("A fall");
    return Do(&Enablement::ReopenPackage, request);
  }

  absl::StatusOr<v1::Package> Get(const std::string& name) {
    v1::GetPackageRequest request;
    request.set_name(name);
    return Do(&Enablement::GetPackage, request);
  }

  absl::StatusOr<v1::CheckBack> Record(const std::string& id,
                                       type::Date checked) {
    v1::RecordCheckBackRequest request;
    request.set_name(absl::StrCat(kPackageA, "/checkBacks/", id));
    request.set_result(v1::CheckBack::RESULT_SUSTAINED);
    *request.mutable_check_date() = type::ToProto(checked);
    request.set_words("I walk to the shop");
    return Do(&Enablement::RecordCheckBack, request);
  }

  // The names of the check-backs that `request` lists, without the council.
  std::vector<std::string> CheckBackNames(
      const v1::ListCheckBacksRequest& request) {
    std::vector<std::string> names;
    const auto response = Do(&Enablement::ListCheckBacks, request);
    EXPECT_THAT(response, testing::IsOk());
    if (!response.ok()) return names;
    for (const v1::CheckBack& check_back : response->check_backs()) {
      names.push_back(check_back.name().substr(sizeof(kCouncil)));
    }
    return names;
  }

  // The ids of the check-backs of package a.
  std::vector<std::string> CheckBackIds(bool open_only = false) {
    v1::ListCheckBacksRequest request;
    request.set_parent(kPackageA);
    request.set_open_only(open_only);
    std::vector<std::string> ids;
    for (const std::string& name : CheckBackNames(request)) {
      ids.emplace_back(IdOf(name));
    }
    return ids;
  }

  // When check-back `id` of package a is due.
  type::Date DueDate(const std::string& id) {
    v1::GetCheckBackRequest request;
    request.set_name(absl::StrCat(kPackageA, "/checkBacks/", id));
    const auto check_back = Do(&Enablement::GetCheckBack, request);
    EXPECT_THAT(check_back, testing::IsOk());
    if (!check_back.ok()) return {};
    return DayOf(check_back->due_date());
  }

  std::vector<std::string> PackageIds(const v1::ListPackagesRequest& request) {
    std::vector<std::string> ids;
    const auto response = Do(&Enablement::ListPackages, request);
    EXPECT_THAT(response, testing::IsOk());
    if (!response.ok()) return ids;
    for (const v1::Package& package : response->packages()) {
      ids.emplace_back(IdOf(package.name()));
    }
    return ids;
  }

  absl::StatusOr<v1::BatchUpsertPackagesResponse> Batch(
      const std::vector<v1::PackageRecord>& records) {
    v1::BatchUpsertPackagesRequest request;
    request.set_parent(kCouncil);
    for (const v1::PackageRecord& record : records) {
      *request.add_packages() = record;
    }
    return Do(&Enablement::BatchUpsertPackages, request);
  }

  // A package that stepped down, rested, ended, was re-opened and ended again.
  v1::PackageRecord History(const std::string& id) {
    v1::PackageRecord record = testing::ParseText<v1::PackageRecord>(R"(
      package {
        person: "councils/E10000012/people/ada"
        contract: "councils/E10000012/contracts/home-p"
        stage: STAGE_SUPPORT
        start_date { year: 2024 month: 1 day: 1 }
        levels {
          from_date { year: 2024 month: 1 day: 1 }
          weekly_minutes: 840
        }
        levels {
          from_date { year: 2024 month: 2 day: 29 }
          weekly_minutes: 420
          reason: "Cooks again"
          agreement: AGREEMENT_PERSON_AGREES
        }
      }
      pauses {
        start_date { year: 2024 month: 2 day: 1 }
        end_date { year: 2024 month: 2 day: 10 }
        reason: "In hospital"
      }
      reopenings {
        end_date { year: 2024 month: 5 day: 31 }
        sequel: SEQUEL_LOW_LEVEL_SUPPORT
        end_reason: "Manages"
        reopen_date { year: 2024 month: 7 day: 1 }
        reason: "A fall"
      }
      end_date { year: 2024 month: 12 day: 31 }
      sequel: SEQUEL_CARE_HOME
      end_reason: "Moved")");
    record.mutable_package()->set_name(NameIn(kCouncil, "packages", id));
    return record;
  }

  // What an extract says of a package whose cost and hours changed: whose it
  // is, and not why.
  static v1::PackageRecord FromClientLevelData(const std::string& id) {
    auto record = testing::ParseText<v1::PackageRecord>(R"(
      package {
        person: "councils/E10000012/people/ada"
        stage: STAGE_ENABLE
        start_date { year: 2024 month: 1 day: 1 }
        levels {
          from_date { year: 2024 month: 1 day: 1 }
          weekly_minutes: 840
          weekly_cost_pence: 30000
        }
        levels {
          from_date { year: 2024 month: 2 day: 29 }
          weekly_minutes: 420
          weekly_cost_pence: 15000
        }
      }
      provider: "councils/E10000012/providers/p"
      end_date { year: 2024 month: 5 day: 31 }
      end_reason: "Client-level data does not say why")");
    record.mutable_package()->set_name(NameIn(kCouncil, "packages", id));
    return record;
  }

  int64_t Sequence() { return db_->durable_sequence(); }

  testing::TempDir dir_;
  testing::FakeClock clock_{"2025-09-01T09:00:00Z"};
  std::unique_ptr<store::Database> db_ = OpenDatabase();
  // What the contracts service has.
  std::map<std::string, contracts::v1::Contract> owned_;
  int revision_ = 0;
  std::unique_ptr<feed::Replica<contracts::v1::Contract>> contracts_;
  // What the contracts service has of councils.
  std::map<std::string, contracts::v1::Council> owned_councils_;
  feed::Replica<contracts::v1::Council> councils_{
      *db_, kCouncilCopies,
      [this](absl::string_view name) -> absl::StatusOr<contracts::v1::Council> {
        const auto it = owned_councils_.find(std::string(name));
        if (it == owned_councils_.end()) return absl::NotFoundError("none");
        return it->second;
      }};
  std::unique_ptr<Enablement> enablement_;
  std::unique_ptr<Episodes> episodes_;
};

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_ENABLEMENT_FIXTURE_H_

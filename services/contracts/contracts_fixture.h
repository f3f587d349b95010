// What the tests of this folder share: a store in a folder of its own, a clock
// that stands still, and callers.

#ifndef TIDEMARK_SERVICES_CONTRACTS_CONTRACTS_FIXTURE_H_
#define TIDEMARK_SERVICES_CONTRACTS_CONTRACTS_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/contracts/contracts.h"
#include "services/contracts/councils.h"
#include "services/contracts/providers.h"
#include "services/contracts/tables.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"

namespace tidemark::contracts {

// The faults of `status` as `field CODE`, in order.
inline std::vector<std::string> FaultCodes(const absl::Status& status) {
  std::vector<std::string> codes;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    codes.push_back(fault.field() + " " + fault.reason());
  }
  return codes;
}

// A service on an empty store, on 22 November 2025.
class ContractsFixture : public ::testing::Test {
 protected:
  // A call of `request` by the commissioner Ada.
  rpc::Call Ada(const google::protobuf::Message& request) const {
    return rpc::Call::For({.subject = "users/ada",
                           .role = api::v1::ROLE_COMMISSIONER,
                           .council = "councils/E10000012"},
                          clock_, request);
  }
  // A call of `request` by the administrator Grace.
  rpc::Call Grace(const google::protobuf::Message& request) const {
    return rpc::Call::For({.subject = "users/grace",
                           .role = api::v1::ROLE_ADMIN,
                           .council = "councils/E10000012"},
                          clock_, request);
  }

  // Stores Essex and one provider, `councils/E10000012/providers/1-101668892`.
  void StoreCouncilAndProvider() {
    const auto council = testing::ParseText<v1::CreateCouncilRequest>(R"(
      council { name: "councils/E10000012" display_name: "Essex" })");
    ASSERT_THAT(councils_.CreateCouncil(Ada(council), council),
                testing::IsOk());
    const auto provider = testing::ParseText<v1::CreateProviderRequest>(R"(
      parent: "councils/E10000012"
      provider_id: "1-101668892"
      provider { display_name: "Shoreline Care" })");
    ASSERT_THAT(providers_.CreateProvider(Ada(provider), provider),
                testing::IsOk());
  }

  // A valid request for a quarterly contract over one financial year.
  static v1::CreateContractRequest QuarterlyContract(const std::string& id) {
    auto request = testing::ParseText<v1::CreateContractRequest>(R"(
      parent: "councils/E10000012"
      contract {
        provider: "councils/E10000012/providers/1-101668892"
        title: "Live at Home"
        kind: KIND_FRAMEWORK
        start_date { year: 2025 month: 4 day: 1 }
        end_date { year: 2026 month: 3 day: 31 }
        extendable_until { year: 2027 month: 3 day: 31 }
        return_calendar { frequency: FREQUENCY_QUARTERLY }
      })");
    request.set_contract_id(id);
    return request;
  }

  absl::StatusOr<v1::Contract> Create(
      const v1::CreateContractRequest& request) {
    return contracts_.CreateContract(Ada(request), request);
  }
  absl::StatusOr<v1::Contract> Activate(const std::string& name) {
    v1::ActivateContractRequest request;
    request.set_name(name);
    return contracts_.ActivateContract(Ada(request), request);
  }

  const testing::TempDir dir_;
  testing::FakeClock clock_{"2025-11-22T09:00:00Z"};
  const std::unique_ptr<store::Database> db_ = *store::Database::Open(
      {.path = dir_ / "contracts", .schema = Schema(), .clock = &clock_});
  Councils councils_{*db_};
  Providers providers_{*db_};
  Contracts contracts_{*db_};
};

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_CONTRACTS_FIXTURE_H_

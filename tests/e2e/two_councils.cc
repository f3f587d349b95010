#include "tests/e2e/two_councils.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "tests/e2e/records.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/notices/v1/notices_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using contracts::v1::ContractsService;
using enablement::v1::EnablementService;
using notices::v1::NoticesService;
using outcomes::v1::OutcomesService;

// How long notices of what was stored may take to be there.
constexpr absl::Duration kNoticesTake = absl::Seconds(30);

// A sentence that nobody but `bird` and the council may read.
std::string Words(const Bird& bird) {
  return absl::StrCat("Only the ", bird.name, " may read this");
}

absl::Status StoreLocation(const ServerProcess& server, const Bird& bird) {
  contracts::v1::CreateLocationRequest request;
  request.set_parent(bird.provider());
  request.set_location_id(absl::StrCat(bird.name, "-house"));
  request.mutable_location()->set_display_name(Words(bird));
  return server.As(Commissioner(bird.council))
      ->Unary(&ContractsService::Stub::CreateLocation, request)
      .status();
}

// April is accepted; May waits for the council; June is a draft.
absl::Status StoreReturns(const ServerProcess& server, const Bird& bird) {
  const auto provider = server.As(ProviderUser(bird.provider()));
  const auto fill = [&](auto& entries) {
    for (const std::string& outcome : {bird.outcome(), bird.shared_outcome()}) {
      *entries.Add() = Entry(outcome, 1, 0, Words(bird));
    }
  };
  for (const char* const period : {"2025-04", "2025-05"}) {
    outcomes::v1::SubmitReturnRequest submit;
    submit.set_name(absl::StrCat(bird.contract(), "/returns/", period));
    fill(*submit.mutable_entries());
    TIDEMARK_RETURN_IF_ERROR(
        provider->Unary(&OutcomesService::Stub::SubmitReturn, submit).status());
  }
  outcomes::v1::AcceptReturnRequest accept;
  accept.set_name(bird.april());
  accept.set_comment(Words(bird));
  TIDEMARK_RETURN_IF_ERROR(
      server.As(Commissioner(bird.council))
          ->Unary(&OutcomesService::Stub::AcceptReturn, accept)
          .status());
  outcomes::v1::SaveReturnRequest save;
  save.mutable_return_()->set_name(
      absl::StrCat(bird.contract(), "/returns/2025-06"));
  fill(*save.mutable_return_()->mutable_entries());
  return provider->Unary(&OutcomesService::Stub::SaveReturn, save).status();
}

absl::Status StoreCheckBack(const ServerProcess& server, const Bird& bird) {
  const auto practitioner = server.As(Practitioner(bird.council));
  enablement::v1::CreateCheckBackRequest create;
  create.set_parent(bird.package());
  create.set_check_back_id(absl::StrCat(bird.name, "-look"));
  *create.mutable_check_back()->mutable_step_date() = Day("2025-06-01");
  *create.mutable_check_back()->mutable_due_date() = Day("2025-09-01");
  TIDEMARK_RETURN_IF_ERROR(
      practitioner->Unary(&EnablementService::Stub::CreateCheckBack, create)
          .status());
  enablement::v1::RecordCheckBackRequest record;
  record.set_name(bird.check_back());
  record.set_result(enablement::v1::CheckBack::RESULT_SUSTAINED);
  *record.mutable_check_date() = Day("2025-09-02");
  record.set_words(Words(bird));
  return practitioner->Unary(&EnablementService::Stub::RecordCheckBack, record)
      .status();
}

absl::Status StoreSettings(const ServerProcess& server, const Bird& bird) {
  notices::v1::UpdateNoticeSettingsRequest request;
  request.mutable_settings()->set_name(bird.settings());
  request.mutable_settings()->add_contact_emails(
      absl::StrCat("desk@", bird.name, ".example"));
  return server.As(ProviderUser(bird.provider()))
      ->Unary(&NoticesService::Stub::UpdateNoticeSettings, request)
      .status();
}

// Waits until both returns that `bird` has submitted have their receipts.
absl::Status AwaitReceipts(const ServerProcess& server, const Bird& bird) {
  const auto provider = server.As(ProviderUser(bird.provider()));
  notices::v1::ListNoticesRequest request;
  request.set_parent(bird.council);
  request.set_state(notices::v1::Notice::STATE_SENT);
  const absl::Time until = Clock::System().Now() + kNoticesTake;
  while (Clock::System().Now() < until) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto response,
        provider->Unary(&NoticesService::Stub::ListNotices, request));
    if (response.notices_size() >= 2) return absl::OkStatus();
  }
  return absl::DeadlineExceededError(
      absl::StrCat("the ", bird.name, " has no receipts"));
}

absl::Status StoreBird(const ServerProcess& server, const Bird& bird) {
  TIDEMARK_RETURN_IF_ERROR(StoreProvider(server, bird.provider(), Words(bird)));
  TIDEMARK_RETURN_IF_ERROR(StoreLocation(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StoreSettings(server, bird));
  TIDEMARK_RETURN_IF_ERROR(
      StoreContract(server, bird.contract(), bird.provider(), Words(bird))
          .status());
  TIDEMARK_RETURN_IF_ERROR(StorePerson(server, bird.person()));
  for (const std::string& outcome : {bird.outcome(), bird.shared_outcome()}) {
    TIDEMARK_RETURN_IF_ERROR(
        StoreOutcome(server, outcome, bird.contract(), Words(bird)));
  }
  TIDEMARK_RETURN_IF_ERROR(StoreReturns(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StorePackage(server, bird.package(), bird.person(),
                                        bird.contract(), Words(bird))
                               .status());
  return StoreCheckBack(server, bird);
}

}  // namespace

std::string Bird::provider() const {
  return absl::StrCat(council, "/providers/", name, "-care");
}
std::string Bird::location() const {
  return absl::StrCat(provider(), "/locations/", name, "-house");
}
std::string Bird::contract() const {
  return absl::StrCat(council, "/contracts/", name, "-contract");
}
std::string Bird::person() const {
  return absl::StrCat(council, "/people/", name, "-person");
}
std::string Bird::outcome() const {
  return absl::StrCat(person(), "/outcomes/", name, "-walk");
}
std::string Bird::april() const {
  return absl::StrCat(contract(), "/returns/2025-04");
}
std::string Bird::package() const {
  return absl::StrCat(council, "/packages/", name, "-package");
}
std::string Bird::check_back() const {
  return absl::StrCat(package(), "/checkBacks/", name, "-look");
}
std::string Bird::settings() const {
  return absl::StrCat(provider(), "/settings/notices");
}
std::string Bird::shared_person() const {
  return absl::StrCat(council, "/people/shared");
}
std::string Bird::shared_outcome() const {
  return absl::StrCat(shared_person(), "/outcomes/", name, "-choir");
}

const Bird& Neighbour(const Bird& bird) {
  for (const Bird& other : kBirds) {
    if (absl::string_view(other.council) == bird.council &&
        absl::string_view(other.name) != bird.name) {
      return other;
    }
  }
  return bird;
}

absl::Status StoreTwoCouncils(const ServerProcess& server) {
  for (const char* const council : {kEssex, kKent}) {
    TIDEMARK_RETURN_IF_ERROR(StoreCouncil(server, council));
    TIDEMARK_RETURN_IF_ERROR(
        StorePerson(server, absl::StrCat(council, "/people/shared")));
  }
  for (const Bird& bird : kBirds) {
    TIDEMARK_RETURN_IF_ERROR(StoreBird(server, bird));
  }
  for (const Bird& bird : kBirds) {
    TIDEMARK_RETURN_IF_ERROR(AwaitReceipts(server, bird));
  }
  return absl::OkStatus();
}

std::vector<Resource> ResourcesOfTwoCouncils() {
  std::vector<Resource> all;
  for (const std::string council : {kEssex, kKent}) {
    all.push_back({.name = council, .pattern = "councils/*"});
    // A backup has the council's name and every council's records.
    all.push_back({.name = absl::StrCat(council, "/backups/none"),
                   .pattern = "councils/*/backups/*",
                   .exists = false});
    for (const auto& [name, pattern] :
         {std::pair("/contracts/none", "councils/*/contracts/*"),
          std::pair("/people/none", "councils/*/people/*"),
          std::pair("/people/shared/outcomes/none",
                    "councils/*/people/*/outcomes/*"),
          std::pair("/contracts/none/returns/2025-04",
                    "councils/*/contracts/*/returns/*"),
          std::pair("/packages/none", "councils/*/packages/*"),
          std::pair("/notices/none", "councils/*/notices/*"),
          std::pair("/alerts/none", "councils/*/alerts/*"),
          std::pair("/packages/none/checkBacks/none",
                    "councils/*/packages/*/checkBacks/*")}) {
      all.push_back({.name = absl::StrCat(council, name),
                     .pattern = pattern,
                     .exists = false});
    }
  }
  // Nobody's council: only a service may ask for it.
  all.push_back(
      {.name = "councils/-", .pattern = "councils/*", .exists = false});
  for (const Bird& bird : kBirds) {
    const std::vector<std::string> own = {bird.provider()};
    const auto add = [&](const std::string& name, const std::string& pattern) {
      all.push_back({.name = name, .pattern = pattern, .providers = own});
    };
    add(bird.provider(), "councils/*/providers/*");
    add(bird.location(), "councils/*/providers/*/locations/*");
    add(bird.contract(), "councils/*/contracts/*");
    add(bird.person(), "councils/*/people/*");
    add(bird.outcome(), "councils/*/people/*/outcomes/*");
    add(bird.shared_outcome(), "councils/*/people/*/outcomes/*");
    add(bird.april(), "councils/*/contracts/*/returns/*");
    add(bird.package(), "councils/*/packages/*");
    add(bird.check_back(), "councils/*/packages/*/checkBacks/*");
    add(bird.settings(), "councils/*/providers/*/settings/notices");
    // Once a council: it belongs to both.
    if (bird.provider() < Neighbour(bird).provider()) {
      all.push_back(
          {.name = bird.shared_person(),
           .pattern = "councils/*/people/*",
           .providers = {bird.provider(), Neighbour(bird).provider()}});
    }
  }
  return all;
}

}  // namespace tidemark::e2e

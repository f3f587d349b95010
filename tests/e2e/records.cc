#include "tests/e2e/records.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using contracts::v1::Contract;
using contracts::v1::ContractsService;
using enablement::v1::EnablementService;
using enablement::v1::Package;
using enablement::v1::SupportLevel;
using feed::v1::FeedService;
using outcomes::v1::OutcomesService;

std::string CouncilIn(const std::string& name) {
  return std::string(CouncilOf(name));
}

void FillYear(monitoring::v1::Month& from, monitoring::v1::Month& to) {
  from.set_year(2025);
  from.set_month(4);
  to.set_year(2026);
  to.set_month(3);
}

}  // namespace

std::string RequestId(uint64_t number) {
  return absl::StrFormat("00000000-0000-4000-8000-%012x", number);
}

type::v1::Date Day(const std::string& iso) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(iso, &day)) {
    std::fprintf(stderr, "%s is no date\n", iso.c_str());
    std::abort();
  }
  type::v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::Status StoreCouncil(const ServerProcess& server,
                          const std::string& name) {
  contracts::v1::CreateCouncilRequest request;
  request.mutable_council()->set_name(name);
  request.mutable_council()->set_display_name("A council");
  request.mutable_council()->set_minimum_denominator(1);
  return server.As(Admin(name))
      ->Unary(&ContractsService::Stub::CreateCouncil, request)
      .status();
}

absl::Status StoreProvider(const ServerProcess& server, const std::string& name,
                           const std::string& display_name) {
  contracts::v1::CreateProviderRequest request;
  request.set_parent(CouncilIn(name));
  request.set_provider_id(std::string(IdOf(name)));
  request.mutable_provider()->set_display_name(display_name);
  return server.As(Commissioner(CouncilIn(name)))
      ->Unary(&ContractsService::Stub::CreateProvider, request)
      .status();
}

absl::StatusOr<Contract> StoreContract(const ServerProcess& server,
                                       const std::string& name,
                                       const std::string& provider,
                                       const std::string& title) {
  contracts::v1::CreateContractRequest request;
  request.set_parent(CouncilIn(name));
  request.set_contract_id(std::string(IdOf(name)));
  Contract& contract = *request.mutable_contract();
  contract.set_provider(provider);
  contract.set_title(title);
  contract.set_kind(Contract::KIND_FRAMEWORK);
  *contract.mutable_start_date() = Day("2025-04-01");
  *contract.mutable_end_date() = Day("2026-03-31");
  contract.mutable_return_calendar()->set_frequency(
      Contract::ReturnCalendar::FREQUENCY_MONTHLY);
  const auto commissioner = server.As(Commissioner(CouncilIn(name)));
  TIDEMARK_RETURN_IF_ERROR(
      commissioner->Unary(&ContractsService::Stub::CreateContract, request)
          .status());
  contracts::v1::ActivateContractRequest activate;
  activate.set_name(name);
  return commissioner->Unary(&ContractsService::Stub::ActivateContract,
                             activate);
}

absl::Status StorePerson(const ServerProcess& server, const std::string& name) {
  outcomes::v1::CreatePersonRequest request;
  request.set_parent(CouncilIn(name));
  request.set_person_id(std::string(IdOf(name)));
  request.mutable_person()->set_birth_year(1941);
  return server.As(Practitioner(CouncilIn(name)))
      ->Unary(&OutcomesService::Stub::CreatePerson, request)
      .status();
}

absl::Status StoreOutcome(const ServerProcess& server, const std::string& name,
                          const std::string& contract,
                          const std::string& own_words) {
  outcomes::v1::CreateOutcomeRequest request;
  request.set_parent(std::string(ParentOf(name)));
  request.set_outcome_id(std::string(IdOf(name)));
  request.mutable_outcome()->set_own_words(own_words);
  request.mutable_outcome()->set_contract(contract);
  request.mutable_outcome()->set_baseline_level(-1);
  return server.As(Practitioner(CouncilIn(name)))
      ->Unary(&OutcomesService::Stub::CreateOutcome, request)
      .status();
}

absl::StatusOr<Package> StorePackage(const ServerProcess& server,
                                     const std::string& name,
                                     const std::string& person,
                                     const std::string& contract,
                                     const std::string& words) {
  enablement::v1::CreatePackageRequest request;
  request.set_parent(CouncilIn(name));
  request.set_package_id(std::string(IdOf(name)));
  Package& package = *request.mutable_package();
  package.set_person(person);
  package.set_contract(contract);
  package.set_stage(Package::STAGE_ENABLE);
  *package.mutable_start_date() = Day("2025-04-01");
  SupportLevel& first = *package.add_levels();
  *first.mutable_from_date() = Day("2025-04-01");
  first.set_weekly_minutes(600);
  const auto practitioner = server.As(Practitioner(CouncilIn(name)));
  TIDEMARK_RETURN_IF_ERROR(
      practitioner->Unary(&EnablementService::Stub::CreatePackage, request)
          .status());
  enablement::v1::ChangeLevelRequest change;
  change.set_name(name);
  SupportLevel& less = *change.mutable_level();
  *less.mutable_from_date() = Day("2025-06-01");
  less.set_weekly_minutes(480);
  less.set_reason(words);
  less.set_agreement(SupportLevel::AGREEMENT_PERSON_AGREES);
  return practitioner->Unary(&EnablementService::Stub::ChangeLevel, change);
}

outcomes::v1::ReturnEntry Entry(const std::string& outcome,
                                std::optional<int> person_level,
                                int provider_level, const std::string& words) {
  using outcomes::v1::Voice;
  outcomes::v1::ReturnEntry entry;
  entry.set_outcome(outcome);
  Voice& person = *entry.mutable_person_voice();
  if (person_level) {
    person.set_level(*person_level);
    person.set_source(Voice::SOURCE_SAID);
    person.set_words(words);
  } else {
    person.set_not_obtained(Voice::NOT_OBTAINED_NOT_ASKED);
  }
  entry.mutable_provider_voice()->set_level(provider_level);
  entry.mutable_provider_voice()->set_words(words);
  return entry;
}

absl::StatusOr<std::vector<monitoring::v1::FeedPosition>> FeedEnds(
    const ServerProcess& server, const std::string& council) {
  const auto commissioner = server.As(Commissioner(council));
  std::vector<monitoring::v1::FeedPosition> ends;
  for (const char* const feed :
       {"contracts", "outcomes", "enablement", "oversight"}) {
    feed::v1::ListChangesRequest request;
    request.set_parent(council);
    request.set_feed(feed);
    request.set_after_sequence(-1);
    TIDEMARK_ASSIGN_OR_RETURN(
        const feed::v1::ListChangesResponse response,
        commissioner->Unary(&FeedService::Stub::ListChanges, request));
    monitoring::v1::FeedPosition& end = ends.emplace_back();
    end.set_feed(feed);
    end.set_sequence(response.last_sequence());
  }
  return ends;
}

absl::StatusOr<monitoring::v1::GetScorecardRequest> ScorecardAfterNow(
    const ServerProcess& server, const std::string& subject,
    absl::Duration wait) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto ends,
                            FeedEnds(server, CouncilIn(subject)));
  monitoring::v1::GetScorecardRequest request;
  request.set_name(subject);
  FillYear(*request.mutable_from_month(), *request.mutable_to_month());
  *request.mutable_min_as_of() = {ends.begin(), ends.end()};
  request.mutable_wait()->set_seconds(absl::ToInt64Seconds(wait));
  return request;
}

monitoring::v1::Figure FigureOf(const monitoring::v1::ScorecardRow& row,
                                absl::string_view metric) {
  for (const monitoring::v1::Figure& figure : row.figures()) {
    if (absl::string_view(figure.metric()) == metric) return figure;
  }
  return {};
}

monitoring::v1::ExplainFigureRequest Why(const std::string& metric,
                                         const std::string& subject) {
  monitoring::v1::ExplainFigureRequest request;
  request.set_name(subject);
  request.set_metric(metric);
  FillYear(*request.mutable_from_month(), *request.mutable_to_month());
  return request;
}

}  // namespace tidemark::e2e

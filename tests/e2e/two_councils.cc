#include "tests/e2e/two_councils.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"
#include "tests/e2e/records.h"
#include "tidemark/cld/v1/cld_service.grpc.pb.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/enablement/v1/proposal_service.grpc.pb.h"
#include "tidemark/incentives/v1/statement_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/notices/v1/notices_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/proposal_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return_file_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return_import_service.grpc.pb.h"
#include "tidemark/outcomes/v1/story_service.grpc.pb.h"
#include "tidemark/oversight/v1/oversight_service.grpc.pb.h"
#include "tidemark/publications/v1/publication_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using cld::v1::CldService;
using contracts::v1::ContractsService;
using enablement::v1::EnablementService;
using incentives::v1::StatementService;
using notices::v1::NoticesService;
using outcomes::v1::OutcomesService;
using outcomes::v1::StoryService;
using oversight::v1::OversightService;
using publications::v1::PublicationService;

// How long notices of what was stored may take to be there.
constexpr absl::Duration kNoticesTake = absl::Seconds(30);
// How long figures of it may take.
constexpr absl::Duration kFiguresTake = absl::Seconds(30);

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

absl::Status StoreSetAsideRow(const ServerProcess& server, const Bird& bird) {
  outcomes::v1::SubmitReturnFileRequest send;
  send.set_name(std::string(ParentOf(bird.set_aside())));
  send.set_content(
      "person,outcome,person_level,person_source,provider_level\n"
      "nobody,nothing,1,said,1\n");
  send.set_draft(true);
  return server.As(ProviderUser(bird.provider()))
      ->Unary(&outcomes::v1::ReturnFileService::Stub::SubmitReturnFile, send)
      .status();
}

absl::Status StoreReturnImport(const ServerProcess& server, const Bird& bird) {
  using outcomes::v1::ReturnImportService;
  const auto provider = server.As(ProviderUser(bird.provider()));
  const std::string content = absl::StrCat(
      "Contract,Period,person,outcome,person_level,person_source,"
      "provider_level\n",
      IdOf(bird.contract()), ",2025-06,nobody,nothing,1,said,1\n");
  outcomes::v1::CreateReturnImportRequest create;
  create.set_parent(bird.provider());
  create.set_return_import_id(std::string(IdOf(bird.return_import())));
  create.mutable_return_import()->set_total_bytes(
      static_cast<int64_t>(content.size()));
  TIDEMARK_RETURN_IF_ERROR(
      provider->Unary(&ReturnImportService::Stub::CreateReturnImport, create)
          .status());
  outcomes::v1::SendReturnImportPartRequest send;
  send.set_name(bird.return_import());
  send.set_content(content);
  return provider->Unary(&ReturnImportService::Stub::SendReturnImportPart, send)
      .status();
}

// Told to the provider, seen by the council, and shared with every provider in
// words that name nobody.
absl::Status StoreStory(const ServerProcess& server, const Bird& bird) {
  outcomes::v1::CreateStoryRequest create;
  create.set_parent(bird.council);
  create.set_story_id(std::string(IdOf(bird.story())));
  outcomes::v1::Story& story = *create.mutable_story();
  story.set_kind(outcomes::v1::Story::KIND_STORY);
  *story.mutable_story_date() = Day("2025-04-30");
  story.set_contract(bird.contract());
  story.set_voice(outcomes::v1::Story::VOICE_PERSON);
  story.set_obtained(outcomes::v1::Story::OBTAINED_SAID);
  story.mutable_words()->set_person(bird.person());
  story.mutable_words()->set_outcome(bird.outcome());
  story.mutable_words()->set_title(Words(bird));
  story.mutable_words()->set_text(Words(bird));
  outcomes::v1::StoryConsent& consent = *create.mutable_consent();
  consent.set_giver(outcomes::v1::StoryConsent::GIVER_PERSON);
  consent.set_method(outcomes::v1::StoryConsent::METHOD_SAID);
  *consent.mutable_given_date() = Day("2025-04-30");
  consent.add_uses(outcomes::v1::STORY_USE_COUNCIL_MONITORING);
  consent.add_uses(outcomes::v1::STORY_USE_GOOD_PRACTICE);
  TIDEMARK_RETURN_IF_ERROR(server.As(ProviderUser(bird.provider()))
                               ->Unary(&StoryService::Stub::CreateStory, create)
                               .status());
  outcomes::v1::ProposeRedactionRequest propose;
  propose.set_name(bird.story());
  propose.set_title("A day out");
  propose.set_text("Somebody had a good day out.");
  TIDEMARK_RETURN_IF_ERROR(
      server.As(Practitioner(bird.council))
          ->Unary(&StoryService::Stub::ProposeRedaction, propose)
          .status());
  const auto commissioner = server.As(Commissioner(bird.council));
  outcomes::v1::ApproveRedactionRequest approve;
  approve.set_name(bird.story());
  TIDEMARK_RETURN_IF_ERROR(
      commissioner->Unary(&StoryService::Stub::ApproveRedaction, approve)
          .status());
  outcomes::v1::ShareStoryRequest share;
  share.set_name(bird.story());
  share.add_uses(outcomes::v1::STORY_USE_GOOD_PRACTICE);
  return commissioner->Unary(&StoryService::Stub::ShareStory, share).status();
}

// What every proposal rests on.
type::v1::Grounds Grounds(const Bird& bird) {
  type::v1::Grounds grounds;
  *grounds.mutable_review_date() = Day("2025-06-02");
  grounds.set_present(Words(bird));
  grounds.set_evidence(Words(bird));
  grounds.mutable_person_view()->set_source(type::v1::PersonView::SOURCE_SAID);
  grounds.mutable_person_view()->set_words(Words(bird));
  return grounds;
}

// A decided proposal about an outcome, and one about support that waits.
absl::Status StoreProposals(const ServerProcess& server, const Bird& bird) {
  contracts::v1::VaryContractRequest vary;
  vary.mutable_contract()->set_name(bird.contract());
  auto& scope = *vary.mutable_contract()->mutable_delegated_review();
  scope.add_kinds(type::v1::PROPOSAL_KIND_NEW_OUTCOME);
  scope.add_kinds(type::v1::PROPOSAL_KIND_PAUSE);
  vary.mutable_update_mask()->add_paths("delegated_review");
  *vary.mutable_effective_date() = Day("2025-05-01");
  vary.set_reason(Words(bird));
  TIDEMARK_RETURN_IF_ERROR(
      server.As(Commissioner(bird.council))
          ->Unary(&ContractsService::Stub::VaryContract, vary)
          .status());

  const auto provider = server.As(ProviderUser(bird.provider()));
  outcomes::v1::CreateProposalRequest swim;
  swim.set_parent(bird.person());
  swim.set_proposal_id(absl::StrCat(bird.name, "-swim"));
  auto& outcome = *swim.mutable_proposal();
  outcome.set_kind(type::v1::PROPOSAL_KIND_NEW_OUTCOME);
  *outcome.mutable_grounds() = Grounds(bird);
  outcome.mutable_change()->mutable_outcome()->set_own_words(Words(bird));
  outcome.mutable_change()->mutable_outcome()->set_contract(bird.contract());
  TIDEMARK_RETURN_IF_ERROR(
      provider
          ->Unary(&outcomes::v1::ProposalService::Stub::CreateProposal, swim)
          .status());
  outcomes::v1::DecideProposalRequest decide;
  decide.set_name(bird.outcome_proposal());
  auto& decision = *decide.mutable_decision();
  decision.set_result(type::v1::Decision::RESULT_DECLINED);
  decision.set_reasons(Words(bird));
  auto& chosen = *decision.add_options();
  chosen.set_text("Leave it as it is");
  chosen.set_chosen(true);
  auto& other = *decision.add_options();
  other.set_text("Do it");
  other.set_why_not(Words(bird));
  decision.mutable_person_view()->set_not_obtained(
      type::v1::PersonView::NOT_OBTAINED_AWAY);
  TIDEMARK_RETURN_IF_ERROR(
      server.As(Practitioner(bird.council))
          ->Unary(&outcomes::v1::ProposalService::Stub::DecideProposal, decide)
          .status());

  enablement::v1::CreateProposalRequest rest;
  rest.set_parent(bird.package());
  rest.set_proposal_id(absl::StrCat(bird.name, "-rest"));
  auto& pause = *rest.mutable_proposal();
  pause.set_kind(type::v1::PROPOSAL_KIND_PAUSE);
  *pause.mutable_grounds() = Grounds(bird);
  *pause.mutable_change()->mutable_date() = Day("2025-07-01");
  pause.mutable_change()->set_reason(Words(bird));
  pause.mutable_change()->set_agreement(
      enablement::v1::SupportLevel::AGREEMENT_PERSON_AGREES);
  return provider
      ->Unary(&enablement::v1::ProposalService::Stub::CreateProposal, rest)
      .status();
}

// A package as the client-level data of another system has it.
absl::Status StorePublishedPackage(const ServerProcess& server,
                                   const Bird& bird) {
  enablement::v1::BatchUpsertPackagesRequest request;
  request.set_parent(bird.council);
  enablement::v1::PackageRecord& record = *request.add_packages();
  enablement::v1::Package& package = *record.mutable_package();
  package.set_name(bird.published_package());
  package.set_person(bird.person());
  package.set_stage(enablement::v1::Package::STAGE_SUPPORT);
  *package.mutable_start_date() = Day("2024-05-01");
  *package.add_levels()->mutable_from_date() = package.start_date();
  record.set_provider(bird.provider());
  *record.mutable_end_date() = Day("2024-06-10");
  record.set_end_reason(Words(bird));
  return server.As(Commissioner(bird.council))
      ->Unary(&enablement::v1::EnablementService::Stub::BatchUpsertPackages,
              request)
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

std::string SubmissionOf(const std::string& council) {
  return absl::StrCat(council, "/cldSubmissions/extract");
}

// A short-term episode of each provider of the council.
absl::Status StoreClientLevelData(const ServerProcess& server,
                                  const std::string& council) {
  const auto commissioner = server.As(Commissioner(council));
  cld::v1::CreateCldSubmissionRequest create;
  create.set_parent(council);
  create.set_submission_id(std::string(IdOf(SubmissionOf(council))));
  TIDEMARK_RETURN_IF_ERROR(
      commissioner->Unary(&CldService::Stub::CreateCldSubmission, create)
          .status());
  cld::v1::AddCldRowsRequest add;
  add.set_name(SubmissionOf(council));
  add.set_batch(1);
  add.set_header(
      "LA Person Unique Identifier,Client Type,Event Type,Event Start Date,"
      "Event End Date,Event Outcome,Service Type,Provider CQC Location ID\n");
  for (const Bird& bird : kBirds) {
    if (bird.council != council) continue;
    absl::StrAppend(add.mutable_rows(), bird.name,
                    ",Service User,Service,01/05/2024,10/06/2024,NFA: Other,"
                    "Short term support: ST-Max,",
                    IdOf(bird.location()), "\n");
  }
  TIDEMARK_RETURN_IF_ERROR(
      commissioner->Unary(&CldService::Stub::AddCldRows, add).status());
  cld::v1::CommitCldSubmissionRequest commit;
  commit.set_name(SubmissionOf(council));
  commit.set_batches(1);
  return commissioner->Unary(&CldService::Stub::CommitCldSubmission, commit)
      .status();
}

// Terms that pay for everything, April's statement, and what the provider says
// to it.
absl::Status StoreStatement(const ServerProcess& server, const Bird& bird) {
  const auto commissioner = server.As(Commissioner(bird.council));
  contracts::v1::VaryContractRequest vary;
  vary.mutable_contract()->set_name(bird.contract());
  auto& terms = *vary.mutable_contract()->mutable_incentive_terms();
  terms.set_first_met_pence(5000);
  terms.set_step_down_pence(10000);
  vary.mutable_update_mask()->add_paths("incentive_terms");
  *vary.mutable_effective_date() = Day("2025-04-01");
  vary.set_reason(Words(bird));
  TIDEMARK_RETURN_IF_ERROR(
      commissioner->Unary(&ContractsService::Stub::VaryContract, vary)
          .status());
  incentives::v1::IssueStatementRequest issue;
  issue.set_name(bird.statement());
  TIDEMARK_RETURN_IF_ERROR(
      commissioner->Unary(&StatementService::Stub::IssueStatement, issue)
          .status());
  incentives::v1::RespondToStatementRequest respond;
  respond.set_name(bird.statement());
  respond.set_verdict(
      incentives::v1::RespondToStatementRequest::VERDICT_DISPUTED);
  respond.set_words(Words(bird));
  return server.As(ProviderUser(bird.provider()))
      ->Unary(&StatementService::Stub::RespondToStatement, respond)
      .status();
}

// Waits until monitoring knows all that is stored.
absl::Status AwaitFigures(const ServerProcess& server,
                          const std::string& council) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto request,
                            ScorecardAfterNow(server, council, kFiguresTake));
  return server.As(Commissioner(council))
      ->Unary(&monitoring::v1::MonitoringService::Stub::GetScorecard, request)
      .status();
}

std::string PublicationOf(absl::string_view council, absl::string_view id) {
  return NameIn(council, "publications", id);
}

// What is published, and a draft, of the council as a whole.
absl::Status StorePublications(const ServerProcess& server,
                               const std::string& council) {
  const auto commissioner = server.As(Commissioner(council));
  for (const char* const id : {"april", "drafted"}) {
    publications::v1::CreatePublicationRequest create;
    create.set_parent(council);
    create.set_publication_id(id);
    publications::v1::Publication& publication = *create.mutable_publication();
    publication.set_title("April");
    publication.set_metric("outcomes-met");
    publication.set_attribute(monitoring::v1::ATTRIBUTE_SEX);
    publications::v1::PublishedPeriod& period = *publication.add_periods();
    for (monitoring::v1::Month* const month :
         {period.mutable_from_month(), period.mutable_to_month()}) {
      month->set_year(2025);
      month->set_month(4);
    }
    TIDEMARK_RETURN_IF_ERROR(
        commissioner
            ->Unary(&PublicationService::Stub::CreatePublication, create)
            .status());
  }
  publications::v1::PublishPublicationRequest publish;
  publish.set_name(PublicationOf(council, "april"));
  return commissioner
      ->Unary(&PublicationService::Stub::PublishPublication, publish)
      .status();
}

absl::Status StoreBaseline(const ServerProcess& server, const Bird& bird) {
  oversight::v1::CreateBaselineRequest create;
  create.set_parent(bird.council);
  create.set_baseline_id(std::string(IdOf(bird.baseline())));
  oversight::v1::Baseline& baseline = *create.mutable_baseline();
  baseline.set_subject(bird.provider());
  baseline.set_metric("outcomes-met");
  baseline.mutable_first_month()->set_year(2025);
  baseline.mutable_first_month()->set_month(4);
  baseline.set_reason(Words(bird));
  return server.As(Commissioner(bird.council))
      ->Unary(&OversightService::Stub::CreateBaseline, create)
      .status();
}

// Raises the signals of what stands out by now.
absl::Status RaiseSignals(const ServerProcess& server,
                          const std::string& council) {
  oversight::v1::RefreshSignalsRequest request;
  request.set_parent(council);
  return server.As(Commissioner(council))
      ->Unary(&OversightService::Stub::RefreshSignals, request)
      .status();
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
  TIDEMARK_RETURN_IF_ERROR(StorePublishedPackage(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StoreSetAsideRow(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StoreReturnImport(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StoreStory(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StoreCheckBack(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StoreBaseline(server, bird));
  TIDEMARK_RETURN_IF_ERROR(StoreProposals(server, bird));
  return StoreStatement(server, bird);
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
std::string Bird::published_package() const {
  return absl::StrCat(council, "/packages/", name, "-published");
}
std::string Bird::check_back() const {
  return absl::StrCat(package(), "/checkBacks/", name, "-look");
}
std::string Bird::step_down() const {
  return absl::StrCat(package(), "/stepDowns/2025-06-01");
}
std::string Bird::set_aside() const {
  return absl::StrCat(
      contract(), "/returns/2025-06/setAsideRows/",
      absl::BytesToHexString(rpc::Sha256("nobody\nnothing").substr(0, 8)));
}
std::string Bird::return_import() const {
  return absl::StrCat(provider(), "/returnImports/", name, "-june");
}
std::string Bird::story() const {
  return absl::StrCat(council, "/stories/", name, "-story");
}
std::string Bird::outcome_proposal() const {
  return absl::StrCat(person(), "/proposals/", name, "-swim");
}
std::string Bird::support_proposal() const {
  return absl::StrCat(package(), "/proposals/", name, "-rest");
}
std::string Bird::settings() const {
  return absl::StrCat(provider(), "/settings/notices");
}
std::string Bird::statement() const {
  return absl::StrCat(contract(), "/statements/2025-04");
}
std::string Bird::baseline() const {
  return absl::StrCat(council, "/baselines/", name, "-baseline");
}
std::string Bird::signal() const {
  return absl::StrCat(council, "/signals/missing-return.", name,
                      "-contract.returns-missing.1");
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
  for (const std::string council : {kEssex, kKent}) {
    TIDEMARK_RETURN_IF_ERROR(StoreClientLevelData(server, council));
  }
  for (const Bird& bird : kBirds) {
    TIDEMARK_RETURN_IF_ERROR(AwaitReceipts(server, bird));
  }
  for (const char* const council : {kEssex, kKent}) {
    TIDEMARK_RETURN_IF_ERROR(AwaitFigures(server, council));
    TIDEMARK_RETURN_IF_ERROR(StorePublications(server, council));
    TIDEMARK_RETURN_IF_ERROR(RaiseSignals(server, council));
  }
  return absl::OkStatus();
}

std::vector<Resource> ResourcesOfTwoCouncils() {
  std::vector<Resource> all;
  for (const std::string council : {kEssex, kKent}) {
    all.push_back({.name = council, .pattern = "councils/*"});
    // Everybody's: it belongs to no provider.
    all.push_back({.name = SubmissionOf(council),
                   .pattern = "councils/*/cldSubmissions/*"});
    // Published, so that everyone may read it; the draft is for few to see.
    all.push_back({.name = PublicationOf(council, "april"),
                   .pattern = "councils/*/publications/*"});
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
          std::pair("/contracts/none/statements/2025-04",
                    "councils/*/contracts/*/statements/*"),
          std::pair("/stories/none", "councils/*/stories/*"),
          std::pair("/publications/none", "councils/*/publications/*"),
          std::pair("/cldSubmissions/none", "councils/*/cldSubmissions/*"),
          std::pair("/packages/none", "councils/*/packages/*"),
          std::pair("/notices/none", "councils/*/notices/*"),
          std::pair("/alerts/none", "councils/*/alerts/*"),
          std::pair("/baselines/none", "councils/*/baselines/*"),
          std::pair("/signals/none", "councils/*/signals/*"),
          std::pair("/packages/none/checkBacks/none",
                    "councils/*/packages/*/checkBacks/*"),
          std::pair("/packages/none/stepDowns/none",
                    "councils/*/packages/*/stepDowns/*"),
          std::pair("/people/shared/proposals/none",
                    "councils/*/people/*/proposals/*"),
          std::pair("/packages/none/proposals/none",
                    "councils/*/packages/*/proposals/*")}) {
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
    add(bird.set_aside(), "councils/*/contracts/*/returns/*/setAsideRows/*");
    add(bird.return_import(), "councils/*/providers/*/returnImports/*");
    add(bird.story(), "councils/*/stories/*");
    add(bird.package(), "councils/*/packages/*");
    add(bird.published_package(), "councils/*/packages/*");
    add(bird.check_back(), "councils/*/packages/*/checkBacks/*");
    all.push_back({.name = bird.step_down(),
                   .pattern = "councils/*/packages/*/stepDowns/*",
                   .providers = own,
                   .derived = true});
    add(bird.outcome_proposal(), "councils/*/people/*/proposals/*");
    add(bird.support_proposal(), "councils/*/packages/*/proposals/*");
    add(bird.settings(), "councils/*/providers/*/settings/notices");
    add(bird.statement(), "councils/*/contracts/*/statements/*");
    // The council's alone.
    all.push_back(
        {.name = bird.baseline(), .pattern = "councils/*/baselines/*"});
    all.push_back({.name = bird.signal(), .pattern = "councils/*/signals/*"});
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

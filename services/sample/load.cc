#include "services/sample/load.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"

#include "common/base/faults.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/rpc/tokens.h"
#include "services/sample/check_backs.h"
#include "services/sample/extract.h"
#include "services/sample/packages.h"
#include "services/sample/progress.h"
#include "services/sample/proposals.h"
#include "services/sample/statements.h"
#include "tidemark/cld/v1/cld_service.grpc.pb.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/enablement/v1/proposal_service.grpc.pb.h"
#include "tidemark/incentives/v1/statement_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/proposal_service.grpc.pb.h"
#include "tidemark/outcomes/v1/story_service.grpc.pb.h"

namespace tidemark::sample {
namespace {

namespace cv1 = contracts::v1;
namespace ev1 = enablement::v1;
namespace ov1 = outcomes::v1;
using Cld = cld::v1::CldService::Stub;
using Contracts = cv1::ContractsService::Stub;
using Outcomes = ov1::OutcomesService::Stub;
using Statements = incentives::v1::StatementService::Stub;
using Stories = ov1::StoryService::Stub;
using Enablement = ev1::EnablementService::Stub;

// Enough for a batch to pay, little enough to keep messages small.
constexpr int kPeopleInBatch = 150;
constexpr int kPackagesInBatch = 250;
constexpr int kReturnsInBatch = 200;
constexpr int kEntriesInBatch = 4000;
constexpr int kCheckBacksInPage = 1000;
constexpr size_t kCallsAtOnce = 16;

// How long a load may take at most: its tokens last that long.
constexpr absl::Duration kTokensLast = absl::Hours(24);

// A month of a person's time: what progress counts.
constexpr int64_t kUnitsOfPerson = 1000;

// Calls a server in the name of one caller. Safe to use from any thread.
class Caller {
 public:
  Caller(std::shared_ptr<rpc::Connection> connection, absl::Duration timeout,
         const Clock& clock)
      : connection_(std::move(connection)), timeout_(timeout), clock_(clock) {}

  // Calls `method`, again while the server is away or too busy: every call that
  // is made here is safe to repeat.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    Stub& stub = connection_->StubOf<Stub>();
    const absl::Time give_up = clock_.Now() + timeout_;
    absl::Duration pause = absl::Milliseconds(50);
    while (true) {
      grpc::ClientContext context;
      TIDEMARK_RETURN_IF_ERROR(
          connection_->Prepare(context, give_up - clock_.Now()));
      Response response;
      const absl::Status status =
          rpc::FromGrpcStatus((stub.*method)(&context, request, &response));
      if (status.ok()) return response;
      // A deadline that passes before ours is that of a call behind the call.
      const bool later =
          absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
      if (!later || clock_.Now() + pause >= give_up) return status;
      absl::SleepFor(pause);
      pause = std::min(pause * 2, absl::Duration(absl::Seconds(2)));
    }
  }

 private:
  const std::shared_ptr<rpc::Connection> connection_;
  const absl::Duration timeout_;
  const Clock& clock_;
};

// Those who load, by what they are to the council.
class Callers {
 public:
  static absl::StatusOr<Callers> Make(const LoadOptions& options,
                                      const std::string& council,
                                      const Clock& clock) {
    if (!rpc::TokenKey::Exists(options.keys_dir)) {
      return Error(absl::StatusCode::kFailedPrecondition, "NO_SIGNING_KEY",
                   absl::StrCat(options.keys_dir,
                                " holds no signing key; give the keys folder "
                                "of the server's data"),
                   {{"dir", options.keys_dir}});
    }
    TIDEMARK_ASSIGN_OR_RETURN(rpc::TokenKey key,
                              rpc::TokenKey::LoadOrCreate(options.keys_dir));
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::shared_ptr<rpc::Connection> connection,
        rpc::Connection::Open({.address = options.server}));
    Callers callers(options, council, clock, std::move(key),
                    connection->channel());
    TIDEMARK_ASSIGN_OR_RETURN(callers.admin_, callers.As(api::v1::ROLE_ADMIN));
    TIDEMARK_ASSIGN_OR_RETURN(callers.commissioner_,
                              callers.As(api::v1::ROLE_COMMISSIONER));
    TIDEMARK_ASSIGN_OR_RETURN(callers.practitioner_,
                              callers.As(api::v1::ROLE_PRACTITIONER));
    return callers;
  }

  Caller& admin() const { return *admin_; }
  Caller& commissioner() const { return *commissioner_; }
  Caller& practitioner() const { return *practitioner_; }

  // Someone who works for `provider`.
  absl::StatusOr<std::shared_ptr<Caller>> Provider(
      const std::string& provider) const {
    return As(api::v1::ROLE_PROVIDER, provider);
  }

 private:
  Callers(const LoadOptions& options, std::string council, const Clock& clock,
          rpc::TokenKey key, std::shared_ptr<grpc::Channel> channel)
      : council_(std::move(council)),
        timeout_(options.call_timeout),
        clock_(&clock),
        key_(std::move(key)),
        channel_(std::move(channel)) {}

  absl::StatusOr<std::shared_ptr<Caller>> As(
      api::v1::Role role, const std::string& provider = "") const {
    const absl::Time now = clock_->Now();
    const rpc::Principal principal{
        .subject = absl::StrCat("sample/", rpc::RoleName(role)),
        .role = role,
        .council = council_,
        .provider = provider,
        .expires = now + kTokensLast};
    TIDEMARK_ASSIGN_OR_RETURN(const std::string token,
                              key_.Issue(principal, now));
    return std::make_shared<Caller>(
        std::make_shared<rpc::Connection>(
            channel_,
            [token]() -> absl::StatusOr<std::string> { return token; }),
        timeout_, *clock_);
  }

  std::string council_;
  absl::Duration timeout_;
  const Clock* clock_;
  rpc::TokenKey key_;
  std::shared_ptr<grpc::Channel> channel_;
  std::shared_ptr<Caller> admin_;
  std::shared_ptr<Caller> commissioner_;
  std::shared_ptr<Caller> practitioner_;
};

// OK if a resource is there, made now or before.
template <typename Response>
absl::Status IsThere(const absl::StatusOr<Response>& made) {
  if (absl::IsAlreadyExists(made.status())) return absl::OkStatus();
  return made.status();
}

// `status` with what it is about in front of its message.
absl::Status About(absl::string_view what, const absl::Status& status) {
  if (status.ok()) return status;
  absl::Status named(status.code(), absl::StrCat(what, ": ", status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    named.SetPayload(url, payload);
  });
  return named;
}

absl::Status LoadCouncil(const SampleCouncil& sample, Caller& admin) {
  const cv1::Council& council = sample.council();
  cv1::CreateCouncilRequest request;
  *request.mutable_council() = council;
  request.set_request_id(sample.RequestId("create", council.name()));
  const auto created = admin.Call(&Contracts::CreateCouncil, request);
  if (!absl::IsAlreadyExists(created.status())) return created.status();

  // There from before, perhaps without the themes that the outcomes carry.
  cv1::GetCouncilRequest get;
  get.set_name(council.name());
  TIDEMARK_ASSIGN_OR_RETURN(const cv1::Council there,
                            admin.Call(&Contracts::GetCouncil, get));
  cv1::UpdateCouncilRequest update;
  update.mutable_council()->set_name(council.name());
  *update.mutable_council()->mutable_frameworks() = there.frameworks();
  update.mutable_council()->set_etag(there.etag());
  for (const auto& framework : council.frameworks()) {
    const auto& known = there.frameworks();
    if (std::any_of(known.begin(), known.end(), [&](const auto& other) {
          return other.id() == framework.id();
        })) {
      continue;
    }
    *update.mutable_council()->add_frameworks() = framework;
  }
  if (update.council().frameworks_size() == there.frameworks_size()) {
    return absl::OkStatus();
  }
  update.mutable_update_mask()->add_paths("frameworks");
  return admin.Call(&Contracts::UpdateCouncil, update).status();
}

// The extract is there whole or not at all, so that a load that was cut off
// goes on where it was.
absl::Status LoadExtract(const SampleCouncil& sample, Caller& commissioner) {
  const std::string name =
      NameIn(sample.council().name(), "cldSubmissions", "sample");
  cld::v1::CreateCldSubmissionRequest create;
  create.set_parent(sample.council().name());
  create.set_submission_id("sample");
  create.mutable_submission()->set_display_name("Sample extract");
  const auto created = commissioner.Call(&Cld::CreateCldSubmission, create);
  TIDEMARK_RETURN_IF_ERROR(IsThere(created));
  cld::v1::GetCldSubmissionRequest get;
  get.set_name(name);
  TIDEMARK_ASSIGN_OR_RETURN(const cld::v1::CldSubmission there,
                            commissioner.Call(&Cld::GetCldSubmission, get));
  if (there.state() != cld::v1::CldSubmission::STATE_OPEN) {
    return absl::OkStatus();
  }
  const Extract extract = PlanExtract(sample, UntilOf(sample.options()));
  cld::v1::AddCldRowsRequest add;
  add.set_name(name);
  add.set_batch(1);
  add.set_header(extract.header);
  add.set_rows(extract.rows);
  TIDEMARK_RETURN_IF_ERROR(commissioner.Call(&Cld::AddCldRows, add).status());
  cld::v1::CommitCldSubmissionRequest commit;
  commit.set_name(name);
  commit.set_batches(1);
  return commissioner.Call(&Cld::CommitCldSubmission, commit).status();
}

// Does `call` with each item, several at a time: each waits for the disk, and
// those that wait together are written together. Returns the error of one that
// failed, after which no more are begun.
template <typename Item, typename Call>
absl::Status SeveralAtOnce(const std::vector<Item>& items, const Call& call) {
  Mutex mu;
  absl::Status failure;
  std::atomic<bool> failed = false;
  std::atomic<size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    const size_t wanted = std::min<size_t>(kCallsAtOnce, items.size() / 8);
    for (size_t i = 0; i < std::max<size_t>(wanted, 1); ++i) {
      threads.emplace_back([&] {
        for (size_t at = next++; at < items.size() && !failed; at = next++) {
          const absl::Status status = call(items[at]);
          if (status.ok()) continue;
          const MutexLock lock(mu);
          failure = status;
          failed = true;
        }
      });
    }
  }
  return failure;
}

// Loads one provider with all that is its own.
class ProviderLoad {
 public:
  ProviderLoad(const SampleCouncil& sample, int provider,
               const Callers& callers, Progress& progress, LoadTotals& totals)
      : sample_(sample),
        plan_(sample.Provider(provider)),
        callers_(callers),
        progress_(progress),
        totals_(totals),
        units_(sample.people_of(provider) * kUnitsOfPerson) {}

  absl::Status Run() {
    TIDEMARK_ASSIGN_OR_RETURN(provider_,
                              callers_.Provider(plan_.provider.name()));
    TIDEMARK_RETURN_IF_ERROR(LoadRegister());
    TIDEMARK_RETURN_IF_ERROR(LoadContracts());
    TIDEMARK_RETURN_IF_ERROR(LoadPeople());
    TIDEMARK_RETURN_IF_ERROR(LoadPackages());
    TIDEMARK_RETURN_IF_ERROR(LoadCheckBacks());
    TIDEMARK_RETURN_IF_ERROR(CloseOutcomes());
    Advance(2, 10);
    TIDEMARK_RETURN_IF_ERROR(LoadReturns());
    TIDEMARK_RETURN_IF_ERROR(LoadStories());
    TIDEMARK_RETURN_IF_ERROR(LoadReviews());
    TIDEMARK_RETURN_IF_ERROR(EndContracts());
    progress_.Add(units_ - advanced_, plan_.provider.display_name());
    return absl::OkStatus();
  }

 private:
  // Says that `part` of `whole` of the provider is loaded.
  void Advance(int64_t part, int64_t whole) {
    const int64_t reached = units_ * part / whole;
    progress_.Add(reached - advanced_, plan_.provider.display_name());
    advanced_ = reached;
  }

  absl::Status LoadRegister() {
    const std::string& name = plan_.provider.name();
    cv1::CreateProviderRequest request;
    request.set_parent(std::string(ParentOf(name)));
    request.set_provider_id(std::string(IdOf(name)));
    *request.mutable_provider() = plan_.provider;
    request.set_request_id(sample_.RequestId("create", name));
    TIDEMARK_RETURN_IF_ERROR(About(
        name,
        IsThere(callers_.admin().Call(&Contracts::CreateProvider, request))));
    ++totals_.providers;
    for (const cv1::Location& location : plan_.locations) {
      cv1::CreateLocationRequest create;
      create.set_parent(name);
      create.set_location_id(std::string(IdOf(location.name())));
      *create.mutable_location() = location;
      create.set_request_id(sample_.RequestId("create", location.name()));
      TIDEMARK_RETURN_IF_ERROR(About(
          location.name(),
          IsThere(callers_.admin().Call(&Contracts::CreateLocation, create))));
      ++totals_.locations;
    }
    return absl::OkStatus();
  }

  absl::Status LoadContracts() {
    for (const ContractPlan& planned : plan_.contracts) {
      const std::string& name = planned.contract.name();
      cv1::CreateContractRequest request;
      request.set_parent(std::string(ParentOf(name)));
      request.set_contract_id(std::string(IdOf(name)));
      *request.mutable_contract() = planned.contract;
      request.set_request_id(sample_.RequestId("create", name));
      TIDEMARK_RETURN_IF_ERROR(
          About(name, IsThere(callers_.commissioner().Call(
                          &Contracts::CreateContract, request))));
      cv1::ActivateContractRequest activate;
      activate.set_name(name);
      activate.set_request_id(sample_.RequestId("activate", name));
      TIDEMARK_RETURN_IF_ERROR(
          About(name, callers_.commissioner()
                          .Call(&Contracts::ActivateContract, activate)
                          .status()));
      ++totals_.contracts;
    }
    return absl::OkStatus();
  }

  // The `request_id` of a batch that tells what holds on the last day of the
  // plan: another day may tell something else.
  std::string BatchId(absl::string_view verb, absl::string_view first) const {
    return sample_.RequestId(
        absl::StrCat(verb, "/",
                     type::FormatIsoDate(UntilOf(sample_.options()))),
        first);
  }

  absl::Status LoadPeople() {
    ov1::BatchUpsertPeopleRequest request;
    const auto send = [&]() -> absl::Status {
      if (request.people_size() == 0) return absl::OkStatus();
      request.set_parent(sample_.council().name());
      request.set_request_id(
          BatchId("people", request.people(0).person().name()));
      TIDEMARK_RETURN_IF_ERROR(
          About(plan_.provider.name(),
                callers_.practitioner()
                    .Call(&Outcomes::BatchUpsertPeople, request)
                    .status()));
      request.Clear();
      return absl::OkStatus();
    };
    for (const PersonPlan& planned : plan_.people) {
      ov1::PersonWithOutcomes& person = *request.add_people();
      *person.mutable_person() = planned.person;
      for (const OutcomePlan& outcome : planned.outcomes) {
        *person.add_outcomes() = outcome.outcome;
        ++totals_.outcomes;
      }
      ++totals_.people;
      if (request.people_size() < kPeopleInBatch) continue;
      TIDEMARK_RETURN_IF_ERROR(send());
    }
    return send();
  }

  absl::Status LoadPackages() {
    ev1::BatchUpsertPackagesRequest request;
    const auto send = [&]() -> absl::Status {
      if (request.packages_size() == 0) return absl::OkStatus();
      request.set_parent(sample_.council().name());
      request.set_request_id(
          BatchId("packages", request.packages(0).package().name()));
      TIDEMARK_RETURN_IF_ERROR(
          About(plan_.provider.name(),
                callers_.practitioner()
                    .Call(&Enablement::BatchUpsertPackages, request)
                    .status()));
      request.Clear();
      return absl::OkStatus();
    };
    for (const PersonPlan& planned : plan_.people) {
      for (const ev1::PackageRecord& record : planned.packages) {
        *request.add_packages() = record;
        ++totals_.packages;
      }
      if (request.packages_size() < kPackagesInBatch) continue;
      TIDEMARK_RETURN_IF_ERROR(send());
    }
    return send();
  }

  absl::Status CloseOutcomes() {
    std::vector<const ov1::CloseOutcomeRequest*> closes;
    for (const PersonPlan& planned : plan_.people) {
      for (const OutcomePlan& outcome : planned.outcomes) {
        if (outcome.close) closes.push_back(&*outcome.close);
      }
    }
    return SeveralAtOnce(closes, [this](const auto* close) {
      return About(close->name(), callers_.practitioner()
                                      .Call(&Outcomes::CloseOutcome, *close)
                                      .status());
    });
  }

  // What came of the looks back that fell due; those that nobody looked at yet
  // only, so that a load can be run again.
  absl::Status LoadCheckBacks() {
    ev1::ListCheckBacksRequest list;
    list.set_parent(NameIn(sample_.council().name(), "packages", kAnyId));
    list.set_provider(plan_.provider.name());
    list.set_open_only(true);
    list.set_page_size(kCheckBacksInPage);
    std::vector<ev1::RecordCheckBackRequest> findings;
    do {
      TIDEMARK_ASSIGN_OR_RETURN(
          const ev1::ListCheckBacksResponse page,
          callers_.practitioner().Call(&Enablement::ListCheckBacks, list));
      for (const ev1::CheckBack& check_back : page.check_backs()) {
        auto finding = PlanFinding(sample_, plan_.standing, check_back);
        if (finding) findings.push_back(*std::move(finding));
      }
      list.set_page_token(page.next_page_token());
    } while (!list.page_token().empty());
    totals_.check_backs += static_cast<int64_t>(findings.size());
    return SeveralAtOnce(
        findings, [this](const ev1::RecordCheckBackRequest& finding) {
          return About(finding.name(),
                       callers_.practitioner()
                           .Call(&Enablement::RecordCheckBack, finding)
                           .status());
        });
  }

  // One step of one return, in the order in which they are told.
  struct Told {
    absl::Time time;
    Step::Kind kind;
    const ReturnPlan* planned;
    int version;
  };

  absl::Status LoadReturns() {
    std::vector<Told> story;
    for (const ReturnPlan& planned : plan_.returns) {
      if (!planned.steps.empty()) ++totals_.returns;
      for (const Step& step : planned.steps) {
        story.push_back({step.time, step.kind, &planned, step.version});
      }
    }
    std::stable_sort(
        story.begin(), story.end(),
        [](const Told& a, const Told& b) { return a.time < b.time; });
    for (size_t i = 0; i < story.size();) {
      size_t end = i + 1;
      while (end < story.size() && story[end].time == story[i].time &&
             story[end].kind == story[i].kind) {
        ++end;
      }
      TIDEMARK_RETURN_IF_ERROR(
          Tell(std::vector<Told>(story.begin() + static_cast<ptrdiff_t>(i),
                                 story.begin() + static_cast<ptrdiff_t>(end))));
      i = end;
      Advance(static_cast<int64_t>(2 * story.size() + 8 * i),
              static_cast<int64_t>(10 * story.size()));
    }
    return absl::OkStatus();
  }

  // Tells steps of one kind at one time.
  absl::Status Tell(const std::vector<Told>& steps) {
    switch (steps.front().kind) {
      case Step::Kind::kSubmit:
        return Submit(steps);
      case Step::Kind::kAccept:
        return Accept(steps);
      default:
        break;
    }
    for (const Told& step : steps) {
      TIDEMARK_RETURN_IF_ERROR(About(step.planned->name, TellOne(step)));
    }
    return absl::OkStatus();
  }

  absl::Status TellOne(const Told& step) {
    const ReturnPlan& planned = *step.planned;
    switch (step.kind) {
      case Step::Kind::kSave:
        return provider_
            ->Call(&Outcomes::SaveReturn, sample_.Draft(plan_, planned))
            .status();
      case Step::Kind::kSendBack:
        return callers_.commissioner()
            .Call(&Outcomes::SendBackReturn,
                  sample_.SendingBack(planned, step.version))
            .status();
      case Step::Kind::kWithdraw:
        return provider_
            ->Call(&Outcomes::WithdrawReturn,
                   sample_.Withdrawal(planned, step.version))
            .status();
      case Step::Kind::kPractitionerVoice: {
        const auto voice =
            sample_.PractitionerVoice(plan_, planned, step.version);
        if (!voice) return absl::OkStatus();
        return callers_.practitioner()
            .Call(&Outcomes::RecordPractitionerVoice, *voice)
            .status();
      }
      case Step::Kind::kSubmit:
      case Step::Kind::kAccept:
        break;
    }
    return absl::OkStatus();
  }

  // Whether the council records the submission for the provider.
  static bool Recorded(const Told& step) { return step.version == 1; }

  absl::Status Submit(const std::vector<Told>& steps) {
    ov1::BatchSubmitReturnsRequest request;
    int entries = 0;
    for (size_t i = 0; i < steps.size(); ++i) {
      *request.add_requests() =
          sample_.Submission(plan_, *steps[i].planned, steps[i].version);
      // The past was received by the council on its day, and is recorded by it;
      // what a provider sends again is sent by the provider.
      const bool recorded = Recorded(steps[i]);
      if (recorded) {
        *request.mutable_requests()->rbegin()->mutable_received_date() =
            type::ToProto(type::DateInEngland(steps[i].time));
      }
      const int added = request.requests().rbegin()->entries_size();
      entries += added;
      totals_.entries += added;
      ++totals_.submissions;
      if (i + 1 < steps.size() && request.requests_size() < kReturnsInBatch &&
          entries < kEntriesInBatch && recorded == Recorded(steps[i + 1])) {
        continue;
      }
      request.set_parent(sample_.council().name());
      Caller& caller = recorded ? callers_.commissioner() : *provider_;
      TIDEMARK_ASSIGN_OR_RETURN(
          const ov1::BatchSubmitReturnsResponse response,
          caller.Call(&Outcomes::BatchSubmitReturns, request));
      TIDEMARK_RETURN_IF_ERROR(
          CheckResults(request.requests(), response.results()));
      request.Clear();
      entries = 0;
    }
    return absl::OkStatus();
  }

  absl::Status Accept(const std::vector<Told>& steps) {
    ov1::BatchAcceptReturnsRequest request;
    for (size_t i = 0; i < steps.size(); ++i) {
      *request.add_requests() =
          sample_.Acceptance(*steps[i].planned, steps[i].version);
      ++totals_.acceptances;
      if (i + 1 < steps.size() && request.requests_size() < kReturnsInBatch) {
        continue;
      }
      request.set_parent(sample_.council().name());
      TIDEMARK_ASSIGN_OR_RETURN(
          const ov1::BatchAcceptReturnsResponse response,
          callers_.commissioner().Call(&Outcomes::BatchAcceptReturns, request));
      TIDEMARK_RETURN_IF_ERROR(
          CheckResults(request.requests(), response.results()));
      request.Clear();
    }
    return IssueStatements(steps);
  }

  // What the contract pays for, once the council has accepted it.
  absl::Status IssueStatements(const std::vector<Told>& steps) {
    for (const Told& step : steps) {
      const auto request =
          PlanStatement(sample_, plan_, *step.planned, step.version);
      if (!request) continue;
      TIDEMARK_RETURN_IF_ERROR(
          About(request->name(), IsThere(callers_.commissioner().Call(
                                     &Statements::IssueStatement, *request))));
      ++totals_.statements;
    }
    return absl::OkStatus();
  }

  // OK if every item of a batch was done; else what the first refused one said.
  template <typename Requests, typename Results>
  static absl::Status CheckResults(const Requests& requests,
                                   const Results& results) {
    if (requests.size() != results.size()) {
      return absl::InternalError(
          "the server answered with fewer results than "
          "there were requests");
    }
    for (int i = 0; i < results.size(); ++i) {
      if (!results[i].has_error()) continue;
      const auto& error = results[i].error();
      return absl::Status(
          static_cast<absl::StatusCode>(error.code()),
          absl::StrCat(requests[i].name(), ": ", error.message()));
    }
    return absl::OkStatus();
  }

  absl::Status LoadStories() {
    for (const StoryPlan& planned : plan_.stories) {
      TIDEMARK_RETURN_IF_ERROR(
          About(planned.create.story_id(), LoadStory(planned)));
      ++totals_.stories;
    }
    return absl::OkStatus();
  }

  absl::Status LoadReviews() {
    const ReviewPlan reviews = PlanReviews(sample_, plan_);
    for (const OutcomeReview& review : reviews.outcomes) {
      TIDEMARK_RETURN_IF_ERROR(Tell<ov1::ProposalService::Stub>(review));
    }
    for (const SupportReview& review : reviews.support) {
      TIDEMARK_RETURN_IF_ERROR(Tell<ev1::ProposalService::Stub>(review));
    }
    return absl::OkStatus();
  }

  absl::Status LoadStory(const StoryPlan& planned) {
    Caller& practitioner = callers_.practitioner();
    Caller& commissioner = callers_.commissioner();
    Caller& author = planned.by_practitioner ? practitioner : *provider_;
    TIDEMARK_RETURN_IF_ERROR(
        author.Call(&Stories::CreateStory, planned.create).status());
    if (planned.propose) {
      TIDEMARK_RETURN_IF_ERROR(
          practitioner.Call(&Stories::ProposeRedaction, *planned.propose)
              .status());
    }
    if (planned.approve) {
      TIDEMARK_RETURN_IF_ERROR(
          commissioner.Call(&Stories::ApproveRedaction, *planned.approve)
              .status());
    }
    if (planned.share) {
      TIDEMARK_RETURN_IF_ERROR(
          commissioner.Call(&Stories::ShareStory, *planned.share).status());
    }
    if (planned.withdraw) {
      TIDEMARK_RETURN_IF_ERROR(
          practitioner.Call(&Stories::WithdrawConsent, *planned.withdraw)
              .status());
    }
    return absl::OkStatus();
  }

  // The provider proposes, and the practitioner decides unless it is to wait.
  template <typename Stub, typename Review>
  absl::Status Tell(const Review& review) {
    const std::string& parent = review.proposal.parent();
    TIDEMARK_RETURN_IF_ERROR(About(
        parent,
        IsThere(provider_->Call(&Stub::CreateProposal, review.proposal))));
    ++totals_.proposals;
    if (!review.decision) return absl::OkStatus();
    return About(parent, callers_.practitioner()
                             .Call(&Stub::DecideProposal, *review.decision)
                             .status());
  }

  absl::Status EndContracts() {
    for (const ContractPlan& planned : plan_.contracts) {
      if (planned.end) {
        TIDEMARK_RETURN_IF_ERROR(
            About(planned.end->name(),
                  callers_.commissioner()
                      .Call(&Contracts::EndContract, *planned.end)
                      .status()));
      }
      if (planned.suspend) {
        TIDEMARK_RETURN_IF_ERROR(
            About(planned.suspend->name(),
                  callers_.commissioner()
                      .Call(&Contracts::SuspendContract, *planned.suspend)
                      .status()));
      }
    }
    return absl::OkStatus();
  }

  const SampleCouncil& sample_;
  const ProviderPlan plan_;
  const Callers& callers_;
  Progress& progress_;
  LoadTotals& totals_;
  const int64_t units_;
  int64_t advanced_ = 0;
  std::shared_ptr<Caller> provider_;
};

void Add(const LoadTotals& more, LoadTotals& totals) {
  totals.providers += more.providers;
  totals.locations += more.locations;
  totals.contracts += more.contracts;
  totals.people += more.people;
  totals.outcomes += more.outcomes;
  totals.packages += more.packages;
  totals.check_backs += more.check_backs;
  totals.returns += more.returns;
  totals.submissions += more.submissions;
  totals.entries += more.entries;
  totals.acceptances += more.acceptances;
  totals.stories += more.stories;
  totals.proposals += more.proposals;
  totals.statements += more.statements;
}

}  // namespace

absl::StatusOr<LoadTotals> Load(const SampleCouncil& sample,
                                const LoadOptions& options,
                                const Clock& clock) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Callers callers,
      Callers::Make(options, sample.council().name(), clock));
  TIDEMARK_RETURN_IF_ERROR(
      About(sample.council().name(), LoadCouncil(sample, callers.admin())));

  Progress progress(absl::StrCat("Sample ", sample.options().council),
                    sample.options().people * kUnitsOfPerson, clock,
                    options.quiet);
  Mutex mu;
  LoadTotals totals;
  absl::Status failure;
  std::atomic<bool> failed = false;
  std::atomic<int> next = 0;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < std::clamp(options.workers, 1, 64); ++i) {
      workers.emplace_back([&] {
        while (!failed) {
          const int provider = next++;
          if (provider >= sample.provider_count()) return;
          LoadTotals own;
          const absl::Status status =
              ProviderLoad(sample, provider, callers, progress, own).Run();
          const MutexLock lock(mu);
          Add(own, totals);
          if (status.ok() || failed) continue;
          failure = status;
          failed = true;
        }
      });
    }
  }
  progress.Finish();
  if (failed) return failure;
  TIDEMARK_RETURN_IF_ERROR(About("the extract of client-level data",
                                 LoadExtract(sample, callers.commissioner())));
  return totals;
}

}  // namespace tidemark::sample

// Two editors of one record, and calls that are sent twice.

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using ::testing::HasSubstr;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

using contracts::v1::ContractsService;
using outcomes::v1::OutcomesService;
using outcomes::v1::Return;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kProvider[] = "councils/E10000012/providers/1-101668892";
constexpr char kContract[] = "councils/E10000012/contracts/home-support";
constexpr char kPerson[] = "councils/E10000012/people/p-1";
constexpr char kWalk[] = "councils/E10000012/people/p-1/outcomes/walk";
constexpr char kApril[] =
    "councils/E10000012/contracts/home-support/returns/2025-04";

class RepeatsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(dir_ / "data");
    ASSERT_THAT(server, IsOk());
    server_.emplace(*std::move(server));
    ASSERT_THAT(StoreCouncil(*server_, kCouncil), IsOk());
    ASSERT_THAT(StoreProvider(*server_, kProvider, "Ada Homecare"), IsOk());
    ASSERT_THAT(StoreContract(*server_, kContract, kProvider, "Home support"),
                IsOk());
    ASSERT_THAT(StorePerson(*server_, kPerson), IsOk());
    ASSERT_THAT(StoreOutcome(*server_, kWalk, kContract, "Walk again"), IsOk());
    provider_ = server_->As(ProviderUser(kProvider));
    commissioner_ = server_->As(Commissioner(kCouncil));
  }

  outcomes::v1::SubmitReturnRequest April(uint64_t request_id) {
    outcomes::v1::SubmitReturnRequest request;
    request.set_name(kApril);
    *request.add_entries() = Entry(kWalk, 1, 1);
    request.set_request_id(RequestId(request_id));
    return request;
  }

  // Where the outcomes feed ends: how much was ever written there.
  int64_t Written() {
    const auto ends = FeedEnds(*server_, kCouncil);
    EXPECT_THAT(ends, IsOk());
    return ends.ok() ? (*ends)[1].sequence() : -1;
  }

  const TempDir dir_;
  std::optional<ServerProcess> server_;
  std::shared_ptr<rpc::Connection> provider_;
  std::shared_ptr<rpc::Connection> commissioner_;
};

TEST_F(RepeatsTest, TheSecondOfTwoEditorsIsToldWhatTheFirstChanged) {
  contracts::v1::GetProviderRequest get;
  get.set_name(kProvider);
  const auto read =
      commissioner_->Unary(&ContractsService::Stub::GetProvider, get);
  ASSERT_THAT(read, IsOk());

  contracts::v1::UpdateProviderRequest first;
  *first.mutable_provider() = *read;
  first.mutable_provider()->set_group_name("Ada Group");
  rpc::Principal grace = Commissioner(kCouncil);
  grace.subject = "users/grace";
  ASSERT_THAT(
      server_->As(grace)->Unary(&ContractsService::Stub::UpdateProvider, first),
      IsOk());

  contracts::v1::UpdateProviderRequest second;
  *second.mutable_provider() = *read;
  second.mutable_provider()->set_display_name("Ada Home Care Ltd");
  const auto refused =
      commissioner_->Unary(&ContractsService::Stub::UpdateProvider, second);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAborted, "users/grace"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("group_name"));
  const auto now =
      commissioner_->Unary(&ContractsService::Stub::GetProvider, get);
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->group_name(), "Ada Group");
  EXPECT_EQ(now->display_name(), "Ada Homecare");
}

TEST_F(RepeatsTest, AStaleReturnIsNotAccepted) {
  const auto submitted =
      provider_->Unary(&OutcomesService::Stub::SubmitReturn, April(1));
  ASSERT_THAT(submitted, IsOk());
  // While the commissioner reads, the practitioner adds a view.
  outcomes::v1::RecordPractitionerVoiceRequest voice;
  voice.set_name(kApril);
  voice.set_outcome(kWalk);
  voice.mutable_voice()->set_level(0);
  ASSERT_THAT(
      server_->As(Practitioner(kCouncil))
          ->Unary(&OutcomesService::Stub::RecordPractitionerVoice, voice),
      IsOk());
  outcomes::v1::AcceptReturnRequest accept;
  accept.set_name(kApril);
  accept.set_etag(submitted->etag());
  const auto refused =
      commissioner_->Unary(&OutcomesService::Stub::AcceptReturn, accept);
  EXPECT_THAT(refused,
              StatusIs(absl::StatusCode::kAborted, "users/practitioner"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("entries"));
}

TEST_F(RepeatsTest, OfTwoEditorsAtOnceExactlyOneWins) {
  contracts::v1::GetContractRequest get;
  get.set_name(kContract);
  const auto read =
      commissioner_->Unary(&ContractsService::Stub::GetContract, get);
  ASSERT_THAT(read, IsOk());
  constexpr int kEditors = 8;
  std::vector<absl::Status> answers(kEditors);
  std::vector<std::thread> editors;
  editors.reserve(kEditors);
  for (int i = 0; i < kEditors; ++i) {
    editors.emplace_back([&, i] {
      contracts::v1::VaryContractRequest vary;
      vary.mutable_contract()->set_name(kContract);
      vary.mutable_contract()->set_etag(read->etag());
      vary.mutable_contract()->set_title(absl::StrCat("Title ", i));
      vary.mutable_update_mask()->add_paths("title");
      *vary.mutable_effective_date() = Day("2025-05-01");
      vary.set_reason("A better title");
      answers[static_cast<size_t>(i)] =
          commissioner_->Unary(&ContractsService::Stub::VaryContract, vary)
              .status();
    });
  }
  for (std::thread& editor : editors) editor.join();
  int won = 0;
  for (const absl::Status& answer : answers) {
    if (answer.ok()) {
      ++won;
    } else {
      EXPECT_THAT(answer, StatusIs(absl::StatusCode::kAborted, "title"));
    }
  }
  EXPECT_EQ(won, 1);
}

TEST_F(RepeatsTest, ASubmitThatIsSentAgainChangesNothing) {
  const auto first =
      provider_->Unary(&OutcomesService::Stub::SubmitReturn, April(1));
  ASSERT_THAT(first, IsOk());
  const int64_t written = Written();
  const auto again =
      provider_->Unary(&OutcomesService::Stub::SubmitReturn, April(1));
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*first));
  EXPECT_EQ(Written(), written);

  // Nor after the return has moved on, nor after a crash.
  outcomes::v1::AcceptReturnRequest accept;
  accept.set_name(kApril);
  ASSERT_THAT(
      commissioner_->Unary(&OutcomesService::Stub::AcceptReturn, accept),
      IsOk());
  const int64_t accepted = Written();
  server_->Kill();
  absl::StatusOr<ServerProcess> restarted = ServerProcess::Start(dir_ / "data");
  ASSERT_THAT(restarted, IsOk());
  server_.reset();
  server_.emplace(*std::move(restarted));
  const auto after =
      server_->As(ProviderUser(kProvider))
          ->Unary(&OutcomesService::Stub::SubmitReturn, April(1));
  ASSERT_THAT(after, IsOk());
  EXPECT_THAT(*after, EqualsProto(*first));
  EXPECT_EQ(Written(), accepted);
}

TEST_F(RepeatsTest, ARepeatWithAnotherBodyIsRefused) {
  ASSERT_THAT(provider_->Unary(&OutcomesService::Stub::SubmitReturn, April(1)),
              IsOk());
  const int64_t written = Written();
  outcomes::v1::SubmitReturnRequest other = April(1);
  other.mutable_entries(0)->mutable_person_voice()->set_level(-2);
  EXPECT_THAT(provider_->Unary(&OutcomesService::Stub::SubmitReturn, other),
              StatusIs(absl::StatusCode::kInvalidArgument, "request_id"));
  EXPECT_EQ(Written(), written);
}

TEST_F(RepeatsTest, TheSameSubmitSentAtOnceManyTimesIsDoneOnce) {
  const int64_t before = Written();
  constexpr int kSenders = 16;
  std::vector<absl::StatusOr<Return>> answers(kSenders);
  std::vector<std::thread> senders;
  senders.reserve(kSenders);
  for (int i = 0; i < kSenders; ++i) {
    senders.emplace_back([&, i] {
      answers[static_cast<size_t>(i)] =
          provider_->Unary(&OutcomesService::Stub::SubmitReturn, April(7));
    });
  }
  for (std::thread& sender : senders) sender.join();
  for (const absl::StatusOr<Return>& answer : answers) {
    ASSERT_THAT(answer, IsOk());
    EXPECT_THAT(*answer, EqualsProto(*answers[0]));
  }
  EXPECT_EQ(Written(), before + 1);
}

TEST_F(RepeatsTest, ASubmitOfABatchIsKnownAgainOnItsOwn) {
  outcomes::v1::BatchSubmitReturnsRequest batch;
  batch.set_parent(kCouncil);
  *batch.add_requests() = April(3);
  const auto first =
      provider_->Unary(&OutcomesService::Stub::BatchSubmitReturns, batch);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->results_size(), 1);
  EXPECT_FALSE(first->results(0).has_error());
  const int64_t written = Written();
  EXPECT_THAT(
      provider_->Unary(&OutcomesService::Stub::BatchSubmitReturns, batch),
      IsOk());
  EXPECT_THAT(provider_->Unary(&OutcomesService::Stub::SubmitReturn, April(3)),
              IsOk());
  EXPECT_EQ(Written(), written);
}

// Somebody else's request ids are nobody's business.
TEST_F(RepeatsTest, AnothersRequestIdIsNotARepeat) {
  ASSERT_THAT(provider_->Unary(&OutcomesService::Stub::SubmitReturn, April(1)),
              IsOk());
  rpc::Principal colleague = ProviderUser(kProvider);
  colleague.subject = "users/colleague";
  EXPECT_THAT(server_->As(colleague)->Unary(
                  &OutcomesService::Stub::SubmitReturn, April(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace tidemark::e2e

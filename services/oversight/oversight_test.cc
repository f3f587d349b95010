#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/oversight/baselines.h"
#include "services/oversight/councils.h"
#include "services/oversight/looking.h"
#include "services/oversight/signals.h"
#include "services/oversight/tables.h"
#include "tidemark/contracts/v1/council.pb.h"

namespace tidemark::oversight {
namespace {

using monitoring::v1::Finding;
using monitoring::v1::Recheck;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FakeClock;
using testing::HasReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;
using testing::ParseText;
using ::testing::SizeIs;
using testing::StatusIs;
using testing::TempDir;
using v1::Baseline;
using v1::Signal;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kMissing[] =
    "councils/E10000012/signals/missing-return.home.returns-missing.1";

Finding Missing(const std::string& contract,
                const std::string& provider = "1-1") {
  Finding finding;
  finding.set_kind(Finding::KIND_MISSING_RETURN);
  finding.set_subject(absl::StrCat(kCouncil, "/contracts/", contract));
  finding.set_provider(absl::StrCat(kCouncil, "/providers/", provider));
  finding.set_metric("returns-missing");
  finding.mutable_evidence()->add_periods()->set_id("2026-04");
  return finding;
}

// A council, what stands out in it, and the service over a store of its own.
class OversightTest : public ::testing::Test {
 protected:
  OversightTest() {
    Open();
    const absl::Status stored = db_->Write(
        {.origin = {.subject = "users/test", .method = "Test"}},
        [](store::Transaction& txn) {
          feed::v1::Change change;
          change.set_name(kCouncil);
          change.set_type(contracts::v1::Council::descriptor()->full_name());
          change.set_kind(feed::v1::Change::KIND_CREATED);
          return ApplyCouncils(txn, {change});
        });
    EXPECT_THAT(stored, IsOk());
  }

  // Also what a restart does.
  void Open() {
    baselines_.reset();
    signals_.reset();
    looking_.reset();
    db_.reset();
    auto db = store::Database::Open({.path = dir_ / "oversight",
                                     .schema = NewSchema(),
                                     .clock = &clock_,
                                     .sync = false});
    ASSERT_THAT(db, IsOk());
    db_ = *std::move(db);
    looking_ = std::make_unique<Looking>(*db_, clock_);
    looking_->Use(
        {.ends = [this]() -> absl::StatusOr<std::string> { return ends_; },
         .find = [this](const std::string&) -> absl::StatusOr<FoundNow> {
           ++finds_;
           if (!away_.ok()) return away_;
           return FoundNow{.findings = found_};
         },
         .recheck = [this](const std::string&,
                           const std::vector<Finding>& findings)
             -> absl::StatusOr<std::vector<Recheck>> {
           if (!away_.ok()) return away_;
           return std::vector<Recheck>(findings.size(), recheck_);
         },
         .check_chart = [](const std::string& subject, const std::string&,
                           const monitoring::v1::Month&) -> absl::Status {
           return subject.ends_with("nobody")
                      ? absl::NotFoundError("there is no such provider")
                      : absl::OkStatus();
         }});
    signals_ = std::make_unique<Signals>(*db_, *looking_);
    baselines_ = std::make_unique<Baselines>(*db_, *looking_);
  }

  template <typename Request>
  rpc::Call CallFor(const Request& request, const char* who = "users/ada") {
    return rpc::Call::For({.subject = who,
                           .role = api::v1::ROLE_COMMISSIONER,
                           .council = kCouncil},
                          clock_, request);
  }

  void Look() { EXPECT_THAT(looking_->LookAt(kCouncil), IsOk()); }

  std::vector<Signal> List(const std::string& filter = "") {
    auto request = ParseText<v1::ListSignalsRequest>(filter);
    request.set_parent(kCouncil);
    request.set_page_size(1);
    std::vector<Signal> all;
    do {
      const auto page = signals_->ListSignals(CallFor(request), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return all;
      all.insert(all.end(), page->signals().begin(), page->signals().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  absl::StatusOr<Signal> Close(const std::string& etag = "",
                               const std::string& words = "Rang them") {
    v1::CloseSignalRequest request;
    request.set_name(kMissing);
    request.set_words(words);
    request.set_etag(etag);
    return signals_->CloseSignal(CallFor(request), request);
  }
  absl::StatusOr<Signal> LookAt(const std::string& etag = "") {
    v1::LookAtSignalRequest request;
    request.set_name(kMissing);
    request.set_etag(etag);
    return signals_->LookAtSignal(CallFor(request, "users/bea"), request);
  }
  absl::StatusOr<Signal> Offer(const std::string& words) {
    v1::OfferSupportRequest request;
    request.set_name(kMissing);
    request.set_words(words);
    return signals_->OfferSupport(CallFor(request), request);
  }
  absl::StatusOr<Signal> Reopen() {
    v1::ReopenSignalRequest request;
    request.set_name(kMissing);
    request.set_words("Not yet");
    return signals_->ReopenSignal(CallFor(request), request);
  }

  static v1::CreateBaselineRequest NewBaseline(const std::string& id) {
    auto request = ParseText<v1::CreateBaselineRequest>(R"(
      parent: "councils/E10000012"
      baseline {
        subject: "councils/E10000012/providers/1-1" metric: "outcomes-met"
        first_month { year: 2026 month: 4 } reason: "A new team"
        author: "users/mallory"
      })");
    request.set_baseline_id(id);
    return request;
  }
  absl::StatusOr<Baseline> Create(const v1::CreateBaselineRequest& request) {
    return baselines_->CreateBaseline(CallFor(request), request);
  }
  absl::StatusOr<Baseline> Withdraw(const std::string& id,
                                    const std::string& reason,
                                    const std::string& etag = "") {
    v1::WithdrawBaselineRequest request;
    request.set_name(absl::StrCat(kCouncil, "/baselines/", id));
    request.set_reason(reason);
    request.set_etag(etag);
    return baselines_->WithdrawBaseline(CallFor(request, "users/bea"), request);
  }

  FakeClock clock_{"2026-06-14T12:00:00Z"};
  TempDir dir_;
  std::string ends_ = "contracts 1";
  std::vector<Finding> found_ = {Missing("home")};
  Recheck recheck_;
  absl::Status away_;
  int finds_ = 0;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Looking> looking_;
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<Baselines> baselines_;
};

TEST_F(OversightTest, ASignalGoesFromOpenToDealtWithAndSaysWhoDidWhat) {
  Look();
  ASSERT_THAT(LookAt(), IsOk());
  ASSERT_THAT(Close(), IsOk());
  const std::vector<Signal> all = List();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].name(), kMissing);
  EXPECT_EQ(all[0].state(), Signal::STATE_DEALT_WITH);
  ASSERT_EQ(all[0].notes_size(), 2);
  EXPECT_EQ(all[0].notes(0).author(), "users/bea");
  EXPECT_EQ(all[0].notes(0).act(), Signal::Note::ACT_LOOKED);
  EXPECT_EQ(all[0].notes(1).words(), "Rang them");
  EXPECT_THAT(LookAt(), HasReason("SIGNAL_CLOSED"));
  EXPECT_THAT(Close(), HasReason("SIGNAL_CLOSED"));

  ASSERT_THAT(Reopen(), IsOk());
  EXPECT_THAT(Reopen(), HasReason("SIGNAL_NOT_CLOSED"));
}

TEST_F(OversightTest, SignalsAreExportedWithWhatWasDone) {
  found_.push_back(Missing("away", "1-2"));
  Look();
  ASSERT_THAT(Close(), IsOk());
  auto request = ParseText<v1::ExportSignalsRequest>(
      "parent: 'councils/E10000012' format: FILE_FORMAT_CSV");
  const auto file = signals_->ExportSignals(CallFor(request), request);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->file_name(), "2026-06-14-signals.csv");
  EXPECT_THAT(
      file->content(),
      AllOf(HasSubstr("missing-return.home.returns-missing.1,missing return,"
                      "dealt with,yes,"),
            HasSubstr("return 2026-04, 0 days late"),
            HasSubstr("users/ada dealt with: Rang them"),
            HasSubstr("contracts/away"),
            HasSubstr("As of the last look,2026")));
  request.set_provider("councils/E10000012/providers/1-2");
  EXPECT_THAT(signals_->ExportSignals(CallFor(request), request)->content(),
              AllOf(HasSubstr("contracts/away"), Not(HasSubstr("home"))));
  request.set_provider("councils/E10000016/providers/1-2");
  EXPECT_THAT(signals_->ExportSignals(CallFor(request), request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(OversightTest, WhatIsGoneCannotBeReopenedAndCanBeNoted) {
  Look();
  ASSERT_THAT(Close(), IsOk());
  found_.clear();
  Look();
  EXPECT_THAT(Reopen(), HasReason("SIGNAL_GONE"));
  v1::AddSignalNoteRequest note;
  note.set_name(kMissing);
  note.set_words("It came by post");
  EXPECT_THAT(signals_->AddSignalNote(CallFor(note), note), IsOk());
}

TEST_F(OversightTest, AnOfferOfSupportTakesASignalUpAndIsNoted) {
  Look();
  EXPECT_THAT(Offer(" "), StatusIs(absl::StatusCode::kInvalidArgument));
  const auto offered = Offer("Half a day with their manager");
  ASSERT_THAT(offered, IsOk());
  EXPECT_EQ(offered->state(), Signal::STATE_LOOKED_AT);
  ASSERT_EQ(offered->notes_size(), 1);
  EXPECT_EQ(offered->notes(0).act(), Signal::Note::ACT_OFFERED_SUPPORT);
  EXPECT_EQ(offered->notes(0).words(), "Half a day with their manager");

  ASSERT_THAT(Close(), IsOk());
  EXPECT_THAT(Offer("And again"), HasReason("SIGNAL_CLOSED"));
}

TEST_F(OversightTest, ClosingNeedsWords) {
  Look();
  EXPECT_THAT(Close("", " \n"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(OversightTest, OfTwoEditorsAtOnceTheSecondIsTold) {
  Look();
  const std::string etag = List()[0].etag();
  ASSERT_THAT(LookAt(etag), IsOk());
  EXPECT_THAT(Close(etag), StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(List()[0].state(), Signal::STATE_LOOKED_AT);
}

TEST_F(OversightTest, ALookThatFindsTheSameWritesNothing) {
  Look();
  const int64_t written = db_->durable_sequence();
  Look();
  Look();
  EXPECT_EQ(db_->durable_sequence(), written);
  clock_.Advance(absl::Hours(24));
  Look();
  EXPECT_EQ(db_->durable_sequence(), written + 1) << "it was seen on a new day";
}

TEST_F(OversightTest, ARestartInTheMiddleRaisesNothingTwice) {
  Look();
  ASSERT_THAT(Close(), IsOk());
  Open();
  Look();
  found_.push_back(Missing("away"));
  Open();
  Look();
  EXPECT_THAT(List(), SizeIs(2));
  EXPECT_THAT(List("state: STATE_DEALT_WITH"), SizeIs(1));
}

TEST_F(OversightTest, ManyLooksAtOnceRaiseEachSignalOnce) {
  for (int i = 0; i < 20; ++i) found_.push_back(Missing(absl::StrCat("c", i)));
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([this] { (void)looking_->LookAt(kCouncil); });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<Signal> all = List();
  EXPECT_THAT(all, SizeIs(21));
  EXPECT_EQ(db_->durable_sequence(), 21);
}

TEST_F(OversightTest, ALookThatFailsChangesNothing) {
  Look();
  const int64_t written = db_->durable_sequence();
  found_.clear();
  away_ = absl::UnavailableError("monitoring is away");
  EXPECT_THAT(looking_->LookAt(kCouncil),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(db_->durable_sequence(), written);
}

TEST_F(OversightTest, ACorrectionWithdrawsASignalWithItsReason) {
  Look();
  found_.clear();
  recheck_.set_corrected(true);
  recheck_.set_sentence("the return for 2026-04 has time until 1 July 2026.");
  v1::RefreshSignalsRequest request;
  request.set_parent(kCouncil);
  const auto counts = signals_->RefreshSignals(CallFor(request), request);
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->withdrawn(), 1);
  EXPECT_EQ(counts->standing(), 0);
  EXPECT_EQ(List()[0].state(), Signal::STATE_WITHDRAWN);
  EXPECT_EQ(List()[0].end_reason(), recheck_.sentence());
}

TEST_F(OversightTest, TheWorkerLooksWhenSomethingMovedAndOnceADay) {
  ASSERT_THAT(looking_->Tick(clock_.Now()), IsOk());
  EXPECT_EQ(finds_, 1);
  ASSERT_THAT(looking_->Tick(clock_.Now()), IsOk());
  EXPECT_EQ(finds_, 1) << "nothing was committed since";
  ends_ = "contracts 2";
  ASSERT_THAT(looking_->Tick(clock_.Now()), IsOk());
  EXPECT_EQ(finds_, 2);
  clock_.Advance(absl::Hours(24));
  ASSERT_THAT(looking_->Tick(clock_.Now()), IsOk());
  EXPECT_EQ(finds_, 3);

  ends_ = "contracts 3";
  away_ = absl::UnavailableError("monitoring is away");
  EXPECT_THAT(looking_->Tick(clock_.Now()),
              StatusIs(absl::StatusCode::kUnavailable));
  away_ = absl::OkStatus();
  ASSERT_THAT(looking_->Tick(clock_.Now()), IsOk());
  EXPECT_EQ(finds_, 5) << "what failed is tried again";
}

TEST_F(OversightTest, TheListIsNewestFirstAndCanBeNarrowed) {
  Look();
  clock_.Advance(absl::Hours(24));
  found_.push_back(Missing("away", "1-2"));
  Look();
  const std::vector<Signal> all = List();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[1].name(), kMissing);
  EXPECT_THAT(List("provider: 'councils/E10000012/providers/1-1'"), SizeIs(1));
  EXPECT_THAT(List("subject: 'councils/E10000012/contracts/away'"), SizeIs(1));
  EXPECT_THAT(List("kind: KIND_SPARSE_GOALS"), IsEmpty());
  EXPECT_THAT(List("state: STATE_OPEN"), SizeIs(2));
}

TEST_F(OversightTest, ABaselineHasItsAuthorAndAReason) {
  const auto created = Create(NewBaseline("team"));
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "councils/E10000012/baselines/team");
  EXPECT_EQ(created->author(), "users/ada");
  EXPECT_EQ(created->state(), Baseline::STATE_STANDING);

  auto silent = NewBaseline("silent");
  silent.mutable_baseline()->set_reason("  ");
  silent.mutable_baseline()->mutable_first_month()->set_month(7);
  silent.mutable_baseline()->set_baseline_points(1);
  silent.mutable_baseline()->set_subject("councils/E10000016/providers/1-1");
  const auto refused = Create(silent);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  std::vector<std::string> codes;
  for (const auto& fault : FaultsOf(refused.status())) {
    codes.push_back(fault.reason());
  }
  EXPECT_THAT(codes, ElementsAre("BAD_NAME", "MONTH_AHEAD", "EMPTY_REASON",
                                 "TOO_FEW_POINTS"));

  auto nobody = NewBaseline("nobody");
  nobody.mutable_baseline()->set_subject("councils/E10000012/providers/nobody");
  EXPECT_THAT(Create(nobody), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(OversightTest, ABaselineIsNeverChangedOnlyWithdrawn) {
  ASSERT_THAT(Create(NewBaseline("team")), IsOk());
  EXPECT_THAT(Create(NewBaseline("again")), HasReason("BASELINE_STANDS"));
  EXPECT_THAT(Withdraw("team", "It was another team", "0"),
              StatusIs(absl::StatusCode::kAborted));
  const auto withdrawn = Withdraw("team", "It was another team");
  ASSERT_THAT(withdrawn, IsOk());
  EXPECT_EQ(withdrawn->reason(), "A new team");
  EXPECT_EQ(withdrawn->withdrawn_by(), "users/bea");
  EXPECT_THAT(Withdraw("team", "Again"), HasReason("BASELINE_WITHDRAWN"));
  EXPECT_THAT(Create(NewBaseline("again")), IsOk());
  v1::ListBaselinesRequest list;
  list.set_parent(kCouncil);
  list.set_state(Baseline::STATE_STANDING);
  const auto listed = baselines_->ListBaselines(CallFor(list), list);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->baselines_size(), 1);
  EXPECT_EQ(listed->baselines(0).name(), "councils/E10000012/baselines/again");
}

}  // namespace
}  // namespace tidemark::oversight

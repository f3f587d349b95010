// Kills the server at random moments while clients write, again and again, and
// holds it to everything that it acknowledged.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/crash/writer.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"

namespace tidemark::crash {
namespace {

using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

using e2e::ServerProcess;
using feed::v1::Change;
using feed::v1::FeedService;
using monitoring::v1::Explanation;
using monitoring::v1::Figure;
using monitoring::v1::MonitoringService;
using monitoring::v1::Scorecard;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;

constexpr int kKills = 30;
// Kills while the server starts, on top of those under load.
constexpr int kKillsAtStart = 10;
constexpr uint64_t kSeed = 20261122;
constexpr int kWriters = 6;
constexpr char kCouncil[] = "councils/E10000012";
constexpr const char* kFeeds[] = {"contracts", "outcomes", "enablement"};

std::string ProviderNumber(int number) {
  return absl::StrCat(kCouncil, "/providers/provider-", number);
}

// Takes away where the feed ends in which signals are raised meanwhile.
template <typename Answer>
void ForgetSignals(Answer& answer) {
  auto& as_of = *answer.mutable_as_of();
  as_of.erase(std::remove_if(as_of.begin(), as_of.end(),
                             [](const monitoring::v1::FeedPosition& position) {
                               return position.feed() == "oversight";
                             }),
              as_of.end());
}

// What monitoring says of a subject.
struct Answers {
  Scorecard scorecard;
  std::vector<Explanation> explanations;
};

class CrashTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Start());
    ASSERT_THAT(StoreCouncil(*server_, kCouncil), IsOk());
    for (const int number : {0, 1}) {
      ASSERT_THAT(StoreProvider(*server_, ProviderNumber(number), "A provider"),
                  IsOk());
    }
    for (int i = 0; i < kWriters; ++i) {
      Patch patch = {
          .contract = absl::StrCat(kCouncil, "/contracts/contract-", i),
          .provider = ProviderNumber(i % 2),
          .people = {},
          .outcomes = {},
          .package = absl::StrCat(kCouncil, "/packages/package-", i)};
      ASSERT_NO_FATAL_FAILURE(StorePatch(i, patch));
      writers_.push_back(std::make_unique<Writer>(
          std::move(patch), static_cast<uint64_t>(i), kSeed));
    }
  }

  void StorePatch(int number, Patch& patch) {
    ASSERT_THAT(
        StoreContract(*server_, patch.contract, patch.provider, "A contract"),
        IsOk());
    for (int i = 0; i < 2; ++i) {
      patch.people.push_back(
          absl::StrCat(kCouncil, "/people/p-", number, "-", i));
      ASSERT_THAT(StorePerson(*server_, patch.people.back()), IsOk());
      for (int j = 0; j < 2; ++j) {
        patch.outcomes.push_back(
            absl::StrCat(patch.people.back(), "/outcomes/o-", j));
        ASSERT_THAT(StoreOutcome(*server_, patch.outcomes.back(),
                                 patch.contract, "What matters"),
                    IsOk());
      }
    }
    ASSERT_THAT(StorePackage(*server_, patch.package, patch.people[0],
                             patch.contract, "Managing well"),
                IsOk());
  }

  void Start() {
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(dir_ / "data");
    ASSERT_THAT(server, IsOk());
    server_.reset();
    server_.emplace(*std::move(server));
    commissioner_ = server_->As(e2e::Commissioner(kCouncil));
  }

  void Stop() {
    // A server that stops waits a while for callers who are still connected.
    commissioner_.reset();
    for (const auto& writer : writers_) writer->Disconnect();
    ASSERT_THAT(server_->Stop(), IsOk());
  }

  // Lets all writers write until `promises` more calls were answered; then
  // kills the server in the middle of what the others do.
  void WriteAndKill(int64_t promises) {
    std::mutex mu;
    std::condition_variable changed;
    int64_t kept = 0;
    int running = kWriters;
    std::vector<absl::Status> ends(kWriters);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < writers_.size(); ++i) {
      writers_[i]->Connect(*server_);
      threads.emplace_back([&, i] {
        while (ends[i].ok()) {
          ends[i] = writers_[i]->WriteOnce();
          const std::lock_guard lock(mu);
          ++kept;
          if (!ends[i].ok()) --running;
          changed.notify_one();
        }
      });
    }
    std::thread reader([this] { FollowOutcomes(); });
    {
      std::unique_lock lock(mu);
      changed.wait(lock, [&] { return kept >= promises || running == 0; });
    }
    server_->Kill();
    for (std::thread& thread : threads) thread.join();
    reader.join();
    for (const absl::Status& end : ends) {
      EXPECT_TRUE(absl::IsUnavailable(end)) << end.ToString();
    }
  }

  // Remembers the feed of outcomes as it comes, until the server is gone.
  void FollowOutcomes() {
    for (;;) {
      feed::v1::ListChangesRequest request;
      request.set_parent(kCouncil);
      request.set_feed("outcomes");
      request.set_after_sequence(static_cast<int64_t>(seen_.size()));
      request.mutable_wait()->set_seconds(30);
      const auto response = commissioner_->Unary(
          &FeedService::Stub::ListChanges, request, {.retry = false});
      if (!response.ok()) return;
      for (const Change& change : response->changes()) seen_.push_back(change);
    }
  }

  // All changes of a feed.
  std::vector<Change> ReadFeed(const std::string& feed) {
    std::vector<Change> changes;
    for (;;) {
      feed::v1::ListChangesRequest request;
      request.set_parent(kCouncil);
      request.set_feed(feed);
      request.set_after_sequence(static_cast<int64_t>(changes.size()));
      request.set_page_size(5000);
      const auto response =
          commissioner_->Unary(&FeedService::Stub::ListChanges, request);
      EXPECT_THAT(response, IsOk());
      if (!response.ok() || response->changes_size() == 0) return changes;
      for (const Change& change : response->changes()) {
        changes.push_back(change);
      }
    }
  }

  // What somebody read of a feed stays as it was, and no sequence is missing.
  void CheckFeeds() {
    for (const std::string feed : kFeeds) {
      const std::vector<Change> changes = ReadFeed(feed);
      for (size_t i = 0; i < changes.size(); ++i) {
        ASSERT_EQ(changes[i].sequence(), static_cast<int64_t>(i) + 1)
            << "in the feed " << feed;
      }
      if (feed != "outcomes") continue;
      ASSERT_GE(changes.size(), seen_.size());
      for (size_t i = 0; i < seen_.size(); ++i) {
        ASSERT_THAT(changes[i], EqualsProto(seen_[i]));
      }
    }
  }

  void Settle() {
    for (const auto& writer : writers_) {
      writer->Connect(*server_);
      ASSERT_THAT(writer->Settle(), IsOk());
    }
    ASSERT_NO_FATAL_FAILURE(CheckFeeds());
  }

  // Everything that monitoring can say, once it knows all there is.
  std::vector<Answers> AllAnswers() {
    std::vector<std::string> subjects = {kCouncil, ProviderNumber(0),
                                         ProviderNumber(1)};
    for (int i = 0; i < kWriters; ++i) {
      subjects.push_back(absl::StrCat(kCouncil, "/contracts/contract-", i));
    }
    std::vector<Answers> all;
    for (const std::string& subject : subjects) {
      Answers& answers = all.emplace_back();
      const auto request =
          ScorecardAfterNow(*server_, subject, absl::Seconds(30));
      EXPECT_THAT(request, IsOk());
      if (!request.ok()) return all;
      auto scorecard = commissioner_->Unary(
          &MonitoringService::Stub::GetScorecard, *request);
      EXPECT_THAT(scorecard, IsOk());
      if (!scorecard.ok()) return all;
      scorecard->clear_as_of_time();
      ForgetSignals(*scorecard);
      answers.scorecard = *scorecard;
      for (const Figure& figure : scorecard->total().figures()) {
        monitoring::v1::ExplainFigureRequest why =
            e2e::Why(figure.metric(), subject);
        why.set_page_size(1000);
        const auto explanation =
            commissioner_->Unary(&MonitoringService::Stub::ExplainFigure, why);
        EXPECT_THAT(explanation, IsOk());
        answers.explanations.push_back(explanation.value_or(Explanation()));
        answers.explanations.back().clear_as_of_time();
        ForgetSignals(answers.explanations.back());
      }
    }
    return all;
  }

  const TempDir dir_;
  std::optional<ServerProcess> server_;
  std::shared_ptr<rpc::Connection> commissioner_;
  std::vector<std::unique_ptr<Writer>> writers_;
  // The feed of outcomes as far as somebody read it.
  std::vector<Change> seen_;
};

// Counts what the clients were promised, by the definition of the figure.
Figure OutcomesMet(const std::vector<std::unique_ptr<Writer>>& writers) {
  Figure met;
  for (const auto& writer : writers) {
    for (const Return& one : writer->Returns()) {
      const bool accepted = one.state() == Return::STATE_ACCEPTED;
      for (const ReturnEntry& entry :
           accepted ? one.entries() : one.standing().entries()) {
        const int level = entry.person_voice().has_level()
                              ? entry.person_voice().level()
                              : entry.provider_voice().level();
        met.set_denominator(met.denominator() + 1);
        met.set_numerator(met.numerator() + (level >= 0 ? 1 : 0));
      }
    }
  }
  return met;
}

TEST_F(CrashTest, NothingThatWasAcknowledgedIsLost) {
  std::mt19937_64 random(kSeed);
  const absl::Time start = Clock::System().Now();
  int at_start = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    SCOPED_TRACE(absl::StrCat("kill ", kill, " of seed ", kSeed));
    ASSERT_NO_FATAL_FAILURE(
        WriteAndKill(std::uniform_int_distribution<int>(1, 60)(random)));
    if (at_start * kKills < kill * kKillsAtStart) {
      ++at_start;
      ASSERT_THAT(ServerProcess::StartAndKill(
                      dir_ / "data",
                      absl::Milliseconds(
                          std::uniform_int_distribution<int>(1, 400)(random))),
                  IsOk());
    }
    ASSERT_NO_FATAL_FAILURE(Start());
    ASSERT_NO_FATAL_FAILURE(Settle());
  }
  int64_t promises = 0;
  for (const auto& writer : writers_) promises += writer->promises();
  EXPECT_GT(promises, kKills * 10);

  // The figures are those of what was promised.
  const std::vector<Answers> followed = AllAnswers();
  const Figure met =
      e2e::FigureOf(followed[0].scorecard.total(), "outcomes-met");
  const Figure expected = OutcomesMet(writers_);
  EXPECT_EQ(met.numerator(), expected.numerator());
  EXPECT_EQ(met.denominator(), expected.denominator());
  EXPECT_GT(met.denominator(), 0);

  // And those of a monitoring that starts from nothing.
  ASSERT_NO_FATAL_FAILURE(Stop());
  const std::string monitoring = dir_ / "data/monitoring";
  ASSERT_TRUE(std::filesystem::exists(monitoring));
  std::filesystem::remove_all(monitoring);
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::vector<Answers> rebuilt = AllAnswers();
  ASSERT_EQ(rebuilt.size(), followed.size());
  for (size_t i = 0; i < followed.size(); ++i) {
    EXPECT_THAT(rebuilt[i].scorecard, EqualsProto(followed[i].scorecard));
    ASSERT_EQ(rebuilt[i].explanations.size(), followed[i].explanations.size());
    for (size_t j = 0; j < followed[i].explanations.size(); ++j) {
      EXPECT_THAT(rebuilt[i].explanations[j],
                  EqualsProto(followed[i].explanations[j]));
    }
  }
  ASSERT_NO_FATAL_FAILURE(Stop());
  RecordProperty("promises", absl::StrCat(promises));
  RecordProperty(
      "seconds",
      absl::StrCat(absl::ToInt64Seconds(Clock::System().Now() - start)));
}

}  // namespace
}  // namespace tidemark::crash

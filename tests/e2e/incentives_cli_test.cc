// What contracts pay for outcomes, from a terminal: terms, a draft, statements,
// a correction and a dispute.

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using ::testing::HasSubstr;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

using outcomes::v1::OutcomesService;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kProvider[] = "councils/E10000012/providers/1-101668892";
constexpr char kContract[] = "councils/E10000012/contracts/home";
constexpr char kPerson[] = "councils/E10000012/people/p-1";

std::string Outcome(const std::string& id) {
  return absl::StrCat(kPerson, "/outcomes/", id);
}

class IncentivesCliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ServerProcess> server =
        ServerProcess::Start(dir_ / "data", {"--access_log", "off"});
    ASSERT_THAT(server, IsOk());
    server_.emplace(*std::move(server));
    ASSERT_THAT(StoreCouncil(*server_, kCouncil), IsOk());
    ASSERT_THAT(StoreProvider(*server_, kProvider, "Ada Homecare"), IsOk());
    ASSERT_THAT(StoreContract(*server_, kContract, kProvider, "Home support"),
                IsOk());
    ASSERT_THAT(StorePerson(*server_, kPerson), IsOk());
    for (const char* const id : {"walk", "cook"}) {
      ASSERT_THAT(StoreOutcome(*server_, Outcome(id), kContract, "Again"),
                  IsOk());
    }
    for (const char* const role : {"commissioner", "finance"}) {
      IssueToken(role, {});
    }
    IssueToken("provider", {"--provider", "1-101668892"});
  }

  void IssueToken(const std::string& role,
                  const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "token",     "issue",         "--role", role,
        "--subject", "users/" + role, "--keys", server_->data_dir() + "/keys",
        "--council", "E10000012",     "--out",  dir_ / ("token-" + role)};
    words.insert(words.end(), more.begin(), more.end());
    const auto issued = RunTidemark(words);
    ASSERT_THAT(issued, IsOk());
    ASSERT_EQ(issued->exit_code, 0) << issued->err;
  }

  // What the program writes, once it has ended with `exit_code`.
  std::string As(const std::string& role, const std::vector<std::string>& words,
                 int exit_code = 0) {
    const auto result = RunTidemark(
        words,
        {.server = server_->address(), .token_file = dir_ / ("token-" + role)});
    EXPECT_THAT(result, IsOk());
    if (!result.ok()) return "";
    EXPECT_EQ(result->exit_code, exit_code) << result->out << result->err;
    return exit_code == 0 ? result->out : result->out + result->err;
  }

  // The provider reports the month, and the council accepts it.
  void Accept(const std::string& period, int walk, int cook) {
    outcomes::v1::SubmitReturnRequest submit;
    submit.set_name(absl::StrCat(kContract, "/returns/", period));
    *submit.add_entries() = Entry(Outcome("walk"), walk, walk);
    *submit.add_entries() = Entry(Outcome("cook"), cook, cook);
    submit.set_reason("As it was");
    ASSERT_THAT(server_->As(ProviderUser(kProvider))
                    ->Unary(&OutcomesService::Stub::SubmitReturn, submit),
                IsOk());
    outcomes::v1::AcceptReturnRequest accept;
    accept.set_name(submit.name());
    ASSERT_THAT(server_->As(Commissioner(kCouncil))
                    ->Unary(&OutcomesService::Stub::AcceptReturn, accept),
                IsOk());
  }

  void SetTerms() {
    As("commissioner", {"contracts",
                        "vary",
                        "home",
                        "--effective",
                        "2025-04-01",
                        "--reason",
                        "Outcomes are to pay",
                        "--pay-value",
                        "1000",
                        "--pay-baseline",
                        "20%",
                        "--pay-first-met",
                        "50",
                        "--pay-band",
                        "0%=0",
                        "--pay-band",
                        "50%=30",
                        "--pay-step-down",
                        "25",
                        "--pay-cap",
                        "400",
                        "--pay-confirmed",
                        "--pay-exclude",
                        "died"});
  }

  const TempDir dir_;
  std::optional<ServerProcess> server_;
};

TEST_F(IncentivesCliTest, AStatementIsDraftedIssuedCorrectedAndDisputed) {
  SetTerms();
  const std::string terms = As("provider", {"incentives", "terms", "home"});
  EXPECT_THAT(terms, HasSubstr("For periods from 2025-04-01 on (variation 1)"));
  EXPECT_THAT(terms, HasSubstr("20%  of £1,000.00, whatever the outcomes"));
  EXPECT_THAT(As("commissioner", {"contracts", "show", "home"}),
              HasSubstr("For outcomes it pays"));

  As("commissioner", {"statements", "issue", "home/2025-04"}, 5);
  Accept("2025-04", 0, 1);
  // What was accepted a moment before is in it.
  const std::string draft =
      As("commissioner", {"statements", "draft", "home/2025-04"});
  EXPECT_THAT(draft, HasSubstr("to be paid       £330.00"));
  const std::string flag = "--etag ";
  const std::string etag = draft.substr(draft.find(flag) + flag.size(), 24);
  As("provider", {"statements", "draft", "home/2025-04"}, 4);
  As("provider", {"statements", "show", "home/2025-04"}, 3);
  EXPECT_THAT(
      As("finance", {"statements", "issue", "home/2025-04", "--etag", etag}),
      HasSubstr("issued"));
  const std::string shown =
      As("provider", {"statements", "show", "home/2025-04", "--outcomes"});
  EXPECT_THAT(shown, HasSubstr("20% of £1,000.00, paid whatever the outcomes"));
  EXPECT_THAT(shown, HasSubstr("p-1/walk"));
  EXPECT_THAT(shown, HasSubstr("met for the first time"));
  EXPECT_THAT(
      As("finance", {"statements", "show", "home/2025-04", "--outcomes"}),
      ::testing::Not(HasSubstr("p-1")));

  Accept("2025-04", -1, 1);
  Accept("2025-05", 1, 1);
  As("commissioner", {"statements", "issue", "home/2025-04", "--etag", etag},
     5);
  const std::string may =
      As("commissioner", {"statements", "issue", "home/2025-05", "--outcomes"});
  EXPECT_THAT(may, HasSubstr("Corrects 2025-04 by -£50.00"));
  EXPECT_THAT(may, HasSubstr("to be paid       £230.00"));
  EXPECT_THAT(may, HasSubstr("not met"));
  for (const char* const id : {"home/2025-04", "home/2025-05"}) {
    EXPECT_THAT(As("provider", {"statements", "verify", id}),
                HasSubstr("the same, to the penny"));
  }

  EXPECT_THAT(As("provider", {"statements", "dispute", "home/2025-05",
                              "--words", "Cooking went well"}),
              HasSubstr("Cooking went well"));
  EXPECT_THAT(As("commissioner", {"statements", "list", "--state", "disputed"}),
              HasSubstr("£230.00"));
  As("commissioner",
     {"statements", "answer", "home/2025-05", "--words", "Send April again"});
  EXPECT_THAT(As("provider", {"statements", "agree", "home/2025-05"}),
              HasSubstr("agreed"));
  // Nothing is left to correct.
  EXPECT_THAT(As("commissioner", {"statements", "issue", "home/2025-05.1"}, 5),
              HasSubstr("correct nothing"));
}

// A server that is killed right after it has answered has what it answered.
TEST_F(IncentivesCliTest, WhatWasIssuedSurvivesAKill) {
  SetTerms();
  Accept("2025-04", 0, 1);
  As("commissioner", {"statements", "issue", "home/2025-04"});
  const std::string before =
      As("commissioner", {"statements", "show", "home/2025-04", "--outcomes"});
  server_->Kill();
  absl::StatusOr<ServerProcess> again =
      ServerProcess::Start(dir_ / "data", {"--access_log", "off"});
  ASSERT_THAT(again, IsOk());
  server_.reset();
  server_.emplace(*std::move(again));
  EXPECT_EQ(
      As("commissioner", {"statements", "show", "home/2025-04", "--outcomes"}),
      before);
  EXPECT_THAT(As("commissioner", {"statements", "verify", "home/2025-04"}),
              HasSubstr("the same"));
}

TEST_F(IncentivesCliTest, TermsThatContradictThemselvesAreRefused) {
  const std::vector<std::string> vary = {
      "contracts",  "vary",     "home", "--effective",
      "2025-04-01", "--reason", "x"};
  const auto with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = vary;
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  As("commissioner", with({"--pay-met", "5", "--pay-nothing"}), 2);
  As("commissioner", with({"--pay-band", "75"}), 2);
  const std::string refused = As(
      "commissioner", with({"--pay-band", "10%=5", "--pay-band", "75%=4"}), 1);
  EXPECT_THAT(refused, HasSubstr("BANDS_START"));
  EXPECT_THAT(refused, HasSubstr("BANDS_FALL"));
}

}  // namespace
}  // namespace tidemark::e2e

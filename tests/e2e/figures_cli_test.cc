// Figures that can be asked for again, and stay what they were: as they were
// known on a day, and of a read side that was built anew; with the program
// `tidemark` only.

#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/two_councils_cli.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::e2e {
namespace {

using monitoring::v1::Explanation;
using monitoring::v1::Scorecard;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::IsOk;

// What the program ends with when the server refuses, and when there is no such
// thing.
constexpr int kRefused = 1;
constexpr int kNotFound = 3;

class FiguresCliTest : public TwoCouncilsCliTest {
 protected:
  // The answers to all questions of this test, but for when they were given.
  std::vector<std::string> Answers() {
    std::vector<std::string> answers;
    const CommandResult card =
        As("commissioner", {"scorecard", "--from", "2025-06", "--to", "2025-09",
                            "--fresh", "--json"});
    EXPECT_THAT(card, ExitsWith(0));
    auto scorecard = FromJson<Scorecard>(card.out);
    scorecard.clear_as_of_time();
    answers.push_back(scorecard.SerializeAsString());
    for (const char* const metric :
         {"outcomes-met", "returns-on-time", "step-down-held"}) {
      const CommandResult why =
          As("commissioner",
             {"why", metric, "--from", "2025-06", "--to", "2025-09", "--json"});
      EXPECT_THAT(why, ExitsWith(0));
      auto explanation = FromJson<Explanation>(why.out);
      explanation.clear_as_of_time();
      answers.push_back(explanation.SerializeAsString());
    }
    return answers;
  }
};

TEST_F(FiguresCliTest, AReadSideThatWasDroppedAnswersAgainTheSameToTheByte) {
  ASSERT_NO_FATAL_FAILURE(AcceptJuly(1));
  // What would be seen later is seen now, so that no feed moves meanwhile.
  ASSERT_THAT(As("commissioner", {"signals", "refresh"}), ExitsWith(0));
  const std::vector<std::string> before = Answers();
  ASSERT_THAT(server_->Stop(), IsOk());
  std::filesystem::remove_all(server_->data_dir() + "/monitoring");
  auto server = ServerProcess::Start(dir_ / "data", {"--access_log", "off"});
  ASSERT_THAT(server, IsOk());
  server_.emplace(*std::move(server));
  EXPECT_EQ(Answers(), before);
}

TEST_F(FiguresCliTest, AreAskedForAsTheyWereKnownOnADay) {
  const CommandResult then =
      As("commissioner", {"scorecard", "--from", "2025-06", "--to", "2025-09",
                          "--as-of", "2020-02-29"});
  // Nobody had told of the council by then.
  EXPECT_THAT(then, ExitsWith(kNotFound));
  EXPECT_THAT(then.err, HasSubstr("councils/E10000012"));
  const CommandResult later =
      As("commissioner", {"scorecard", "--from", "2025-06", "--to", "2025-09",
                          "--as-of", "2199-01-01"});
  EXPECT_THAT(later, ExitsWith(kRefused));
  EXPECT_THAT(later.err, HasSubstr("must be before today"));
}

TEST_F(FiguresCliTest, AreShownOverTimeAndBesideEachOther) {
  ASSERT_NO_FATAL_FAILURE(AcceptJuly(1));
  const CommandResult series =
      As("commissioner", {"series", "outcomes-met", "--from", "2025-04", "--to",
                          "2025-09", "--every", "quarter"});
  ASSERT_THAT(series, ExitsWith(0));
  EXPECT_THAT(series.out, AllOf(HasSubstr("April 2025 to June 2025"),
                                HasSubstr("on trial")));
  const CommandResult funnel =
      As("commissioner",
         {"funnel", "outcomes-met", "--from", "2025-07", "--to", "2025-07"});
  ASSERT_THAT(funnel, ExitsWith(0));
  EXPECT_THAT(funnel.out,
              AllOf(HasSubstr("kestrel-care"), HasSubstr("no league table")));
  // A provider is shown alone.
  const CommandResult own = As("heron", {"funnel", "outcomes-met", "--from",
                                         "2025-07", "--to", "2025-07"});
  ASSERT_THAT(own, ExitsWith(0));
  EXPECT_THAT(own.out, Not(HasSubstr("kestrel")));
  EXPECT_THAT(As("heron", {"series", "outcomes-met", "--from", "2025-07",
                           "--to", "2025-07", "--provider", "kestrel-care"}),
              ExitsWith(kDenied));
}

}  // namespace
}  // namespace tidemark::e2e

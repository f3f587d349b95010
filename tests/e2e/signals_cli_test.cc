// Signals and baselines with the program `tidemark` only.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "tests/e2e/two_councils_cli.h"
#include "tidemark/oversight/v1/signal.pb.h"

namespace tidemark::e2e {
namespace {

using oversight::v1::Signal;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kConflict = 5;

class SignalsCliTest : public TwoCouncilsCliTest {};

TEST_F(SignalsCliTest, ASignalIsListedLookedAtClosedAndReopened) {
  const std::string id = std::string(IdOf(Kestrel().signal()));
  const CommandResult list = As("commissioner", {"signals"});
  EXPECT_THAT(list, ExitsWith(0));
  EXPECT_THAT(list.out, AllOf(HasSubstr(id), HasSubstr("By chance alone"),
                              Not(HasSubstr("osprey"))));
  EXPECT_THAT(As("commissioner", {"signals", "look", id}), ExitsWith(0));
  EXPECT_THAT(As("commissioner", {"signals", "close", id}), ExitsWith(kUsage));
  EXPECT_THAT(As("commissioner",
                 {"signals", "close", id, "--words", "Rang the manager"}),
              ExitsWith(0));
  EXPECT_THAT(As("commissioner",
                 {"signals", "close", id, "--words", "Rang them again"}),
              ExitsWith(kConflict));
  EXPECT_THAT(As("commissioner", {"signals"}).out, Not(HasSubstr(id)));
  EXPECT_THAT(As("commissioner", {"signals", "--all"}).out, HasSubstr(id));

  const CommandResult refresh = As("commissioner", {"signals", "refresh"});
  EXPECT_THAT(refresh, ExitsWith(0));
  EXPECT_THAT(refresh.out, HasSubstr("0 raised"));
  const CommandResult show = As("commissioner", {"signals", "show", id});
  EXPECT_THAT(show, ExitsWith(0));
  EXPECT_THAT(show.out,
              AllOf(HasSubstr("dealt-with"), HasSubstr("Rang the manager")));
  EXPECT_THAT(
      As("commissioner", {"signals", "reopen", id, "--words", "Not yet"}),
      ExitsWith(0));
  const CommandResult json =
      As("commissioner", {"signals", "show", id, "--json"});
  EXPECT_EQ(FromJson<Signal>(json.out).state(), Signal::STATE_OPEN);
  EXPECT_THAT(As("heron", {"signals"}), ExitsWith(kDenied));
}

TEST_F(SignalsCliTest, ABaselineBeginsAChartAnewWithItsReason) {
  const std::string provider = std::string(IdOf(Kestrel().provider()));
  EXPECT_THAT(
      As("commissioner", {"baselines", "create", "team", "--figure",
                          "outcomes-met", "--provider", provider, "--from",
                          "2025-06", "--reason", "A new team"}),
      ExitsWith(0));
  const CommandResult chart =
      As("commissioner", {"series", "outcomes-met", "--provider", provider,
                          "--from", "2025-04", "--to", "2025-09", "--json"});
  EXPECT_THAT(chart, ExitsWith(0));
  EXPECT_THAT(chart.out, HasSubstr("A new team"));
  EXPECT_THAT(As("commissioner", {"baselines", "withdraw", "team", "--reason",
                                  "It was another team"}),
              ExitsWith(0));
  const CommandResult list = As("commissioner", {"baselines", "list"});
  EXPECT_THAT(list.out,
              AllOf(HasSubstr("withdrawn"), HasSubstr("It was another team")));
}

}  // namespace
}  // namespace tidemark::e2e

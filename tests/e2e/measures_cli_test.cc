// What the credit rule, the money question and the time to independence say of
// two councils, with the program `tidemark` only.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/server_process.h"
#include "tests/e2e/two_councils_cli.h"
#include "tidemark/monitoring/v1/growth.pb.h"
#include "tidemark/monitoring/v1/independence.pb.h"
#include "tidemark/monitoring/v1/step_down.pb.h"

namespace tidemark::e2e {
namespace {

using monitoring::v1::PackageGrowth;
using monitoring::v1::StepDown;
using monitoring::v1::TimeToIndependence;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using MeasuresCliTest = TwoCouncilsCliTest;

TEST_F(MeasuresCliTest, AStepDownCountsOnceTheGoalIsSeenToHold) {
  const CommandResult lacking =
      As("commissioner", {"step-downs", "--lacking", "goals"});
  ASSERT_THAT(lacking, ExitsWith(0));
  EXPECT_THAT(lacking.out,
              AllOf(HasSubstr("kestrel-package  2025-06-01  2025-06-01  "
                              "10h to 8h"),
                    HasSubstr("heron-package"), Not(HasSubstr("osprey"))));
  ASSERT_NO_FATAL_FAILURE(AcceptJuly(1));
  const CommandResult now =
      As("practitioner", {"step-downs", "--lacking", "goals"});
  EXPECT_THAT(now.out, AllOf(HasSubstr("heron-package"),
                             Not(HasSubstr("kestrel-package"))));

  const CommandResult shown =
      As("practitioner", {"step-downs", Kestrel().step_down()});
  ASSERT_THAT(shown, ExitsWith(0));
  EXPECT_THAT(shown.out, AllOf(HasSubstr("standing    counts"),
                               HasSubstr("goals       yes: the goal holds"),
                               HasSubstr("kestrel-walk"),
                               HasSubstr("sustained  2025-09-02  decides")));
  const CommandResult json = As(
      "commissioner", {"step-downs", "--package", "kestrel-package", "--json"});
  ASSERT_THAT(json, ExitsWith(0));
  EXPECT_EQ(FromJson<StepDown>(json.out).standing(), StepDown::STANDING_COUNTS);

  const CommandResult why =
      As("commissioner", {"why", "step-down-held", "--provider", "kestrel-care",
                          "--from", "2025-06", "--to", "2025-06"});
  ASSERT_THAT(why, ExitsWith(0));
  EXPECT_THAT(why.out, HasSubstr("package kestrel-package: 1 step-down, 1 "
                                 "counts"));
}

TEST_F(MeasuresCliTest, AProviderSeesItsOwnAndFinanceNoPeople) {
  const CommandResult own = As("heron", {"step-downs"});
  ASSERT_THAT(own, ExitsWith(0));
  EXPECT_THAT(own.out,
              AllOf(HasSubstr("heron-package"), Not(HasSubstr("kestrel"))));
  EXPECT_THAT(As("heron", {"step-downs", "--provider", "kestrel-care"}),
              ExitsWith(kDenied));
  EXPECT_THAT(As("heron", {"step-downs", Kestrel().step_down()}),
              ExitsWith(kDenied));
  EXPECT_THAT(As("finance", {"step-downs"}), ExitsWith(kDenied));
  const CommandResult growth =
      As("heron", {"growth", "--from", "2025-05-01", "--to", "2025-07-01",
                   "--by", "provider", "--json"});
  ASSERT_THAT(growth, ExitsWith(0));
  EXPECT_THAT(growth.out, Not(HasSubstr("kestrel")));
  EXPECT_EQ(FromJson<PackageGrowth>(growth.out).total().people(), 1);
}

TEST_F(MeasuresCliTest, ATargetColoursAFigureThatIsWorkedAsASum) {
  ASSERT_NO_FATAL_FAILURE(AcceptJuly(1));
  const CommandResult set =
      As("commissioner",
         {"targets", "set", "met", "--metric", "outcomes-met", "--green", "75%",
          "--amber", "60%", "--from", "2025-01-01", "--reason", "As agreed"});
  ASSERT_THAT(set, ExitsWith(0));
  EXPECT_THAT(set.out, HasSubstr("green from 75%, amber from 60%, else red"));
  EXPECT_THAT(As("commissioner", {"targets", "list"}).out,
              AllOf(HasSubstr("outcomes-met"), HasSubstr("the council")));
  // Another one for the same days is refused.
  EXPECT_THAT(
      As("commissioner", {"targets", "set", "other", "--metric", "outcomes-met",
                          "--green", "80%", "--from", "2025-06-01"}),
      ExitsWith(1));
  const std::vector<std::string> months = {"--from", "2025-07", "--to",
                                           "2025-07"};
  const auto with_months = [&](std::vector<std::string> words) {
    words.insert(words.end(), months.begin(), months.end());
    return words;
  };
  const CommandResult card =
      As("commissioner", with_months({"scorecard", "--provider", "kestrel-care",
                                      "--metric", "stories", "--fresh"}));
  ASSERT_THAT(card, ExitsWith(0));
  EXPECT_THAT(card.out,
              AllOf(HasSubstr("34–100%, green (not sure)"),
                    HasSubstr("green from 75%, amber from 60% (met)")));
  const CommandResult why =
      As("commissioner",
         with_months({"why", "outcomes-met", "--provider", "kestrel-care"}));
  ASSERT_THAT(why, ExitsWith(0));
  EXPECT_THAT(why.out, AllOf(HasSubstr("\n2 of 2 = 100.0%\n"),
                             HasSubstr("Judged by: green from 75%")));

  const CommandResult by_sex =
      As("commissioner",
         with_months({"breakdown", "outcomes-met", "--by", "sex"}));
  ASSERT_THAT(by_sex, ExitsWith(0));
  EXPECT_THAT(by_sex.out, AllOf(HasSubstr("Not recorded"), HasSubstr("total"),
                                HasSubstr("The rows add up to the total.")));
  const CommandResult row =
      As("kestrel", with_months({"breakdown", "outcomes-met", "--by", "sex",
                                 "--value", "not-recorded"}));
  ASSERT_THAT(row, ExitsWith(0));
  EXPECT_THAT(row.out, HasSubstr("accepted, 2 of 2 of this row"));
  EXPECT_THAT(As("heron", with_months({"breakdown", "outcomes-met", "--by",
                                       "sex", "--provider", "kestrel-care"})),
              ExitsWith(kDenied));
  EXPECT_THAT(As("commissioner", with_months({"breakdown", "returns-on-time",
                                              "--by", "theme"})),
              ExitsWith(1));
  EXPECT_THAT(
      As("commissioner", {"targets", "end", "met", "--on", "2025-06-30"}),
      ExitsWith(0));
  EXPECT_THAT(As("commissioner", {"targets", "list"}).out,
              Not(HasSubstr("outcomes-met")));
}

TEST_F(MeasuresCliTest, TheMoneyQuestionAndTheTimeToIndependence) {
  const CommandResult growth =
      As("finance", {"growth", "--from", "01/05/2025", "--to", "2025-07-01",
                     "--by", "stage"});
  ASSERT_THAT(growth, ExitsWith(0));
  EXPECT_THAT(growth.out,
              AllOf(HasSubstr("2 people with a package on 2025-05-01 and on "
                              "2025-07-01"),
                    HasSubstr("Net change"), HasSubstr("Enable")));
  const CommandResult json =
      As("commissioner",
         {"growth", "--from", "2025-05-01", "--to", "2025-07-01", "--json"});
  ASSERT_THAT(json, ExitsWith(0));
  const auto answer = FromJson<PackageGrowth>(json.out);
  EXPECT_EQ(answer.total().minutes_fell().numerator(), 2);
  EXPECT_EQ(answer.total().closing_minutes(), 960);
  EXPECT_EQ(answer.total().unchanged().denominator(), 2);

  const CommandResult independence = As(
      "finance", {"independence", "--as-of", "2025-09-01", "--by", "provider"});
  ASSERT_THAT(independence, ExitsWith(0));
  EXPECT_THAT(
      independence.out,
      AllOf(HasSubstr("2 packages (stage enable)"), HasSubstr("2 still open"),
            HasSubstr("Only the heron may read this")));
  const CommandResult points =
      As("commissioner", {"independence", "--as-of", "2025-09-01", "--json"});
  ASSERT_THAT(points, ExitsWith(0));
  EXPECT_EQ(FromJson<TimeToIndependence>(points.out).total().packages(), 2);
}

TEST_F(MeasuresCliTest, SaysWhatIsWrongWithACommand) {
  const CommandResult lacking =
      As("commissioner", {"step-downs", "--lacking", "hope"});
  EXPECT_THAT(lacking, ExitsWith(kUsage));
  EXPECT_THAT(lacking.err, HasSubstr("check-back"));
  EXPECT_THAT(As("commissioner", {"growth", "--from", "2025-05-01"}),
              ExitsWith(kUsage));
  const CommandResult backwards = As(
      "commissioner", {"growth", "--from", "2025-05-02", "--to", "2025-05-01"});
  EXPECT_THAT(backwards, Not(ExitsWith(0)));
  EXPECT_THAT(backwards.err, HasSubstr("must not be before from_date"));
  EXPECT_THAT(As("commissioner", {"independence", "--by", "rank"}),
              ExitsWith(kUsage));
}

}  // namespace
}  // namespace tidemark::e2e

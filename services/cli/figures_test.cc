#include "services/cli/figures.h"

#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/cli/report.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::Figure;
using monitoring::v1::Month;
using monitoring::v1::Scorecard;

TEST(FiguresTest, AFigureIsNeverABareNumber) {
  EXPECT_EQ(FormatFigure(testing::ParseText<Figure>(R"pb(
              metric: "outcomes-met"
              numerator: 57
              denominator: 75
              value: 0.76
              interval { lower: 0.652 upper: 0.843 }
            )pb")),
            "76.0% (57/75) 65–84%");
}

TEST(FiguresTest, NoValueIsSaidInWordsAndIsNeverZero) {
  Figure figure;
  figure.set_numerator(3);
  figure.set_denominator(4);
  figure.set_no_value(Figure::NO_VALUE_TOO_FEW);
  EXPECT_EQ(FormatFigure(figure), "too few to judge (3/4)");
  figure.set_no_value(Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_EQ(FormatFigure(figure), "no value: nothing to count");
  figure.set_no_value(Figure::NO_VALUE_MISSING);
  EXPECT_EQ(FormatFigure(figure), "missing: no accepted return");
  figure.set_no_value(Figure::NO_VALUE_SUPPRESSED);
  EXPECT_EQ(FormatFigure(figure), "suppressed [c]");
  EXPECT_EQ(FormatFigure(Figure()), "no value");
}

TEST(FiguresTest, AShareOfZeroIsAValue) {
  EXPECT_EQ(FormatFigure(testing::ParseText<Figure>(R"pb(numerator: 0
                                                         denominator: 20
                                                         value: 0)pb")),
            "0.0% (0/20)");
}

TEST(FiguresTest, ReadsAndWritesMonths) {
  const absl::StatusOr<Month> from = ParseMonth("--from", "2025-04");
  const absl::StatusOr<Month> to = ParseMonth("--to", "2026-03");
  ASSERT_TRUE(from.ok());
  ASSERT_TRUE(to.ok());
  EXPECT_EQ(FormatMonths(*from, *to), "April 2025 to March 2026");
  EXPECT_EQ(FormatMonths(*from, *from), "April 2025");
  for (const char* text : {"", "2025", "2025-13", "04/2025", "2025-04-01"}) {
    EXPECT_EQ(ExitCodeFor(ParseMonth("--from", text).status()),
              ExitCode::kUsage)
        << text;
  }
}

TEST(FiguresTest, SaysUpToWhereTheFeedsAreKnown) {
  const Scorecard card = testing::ParseText<Scorecard>(R"pb(
    as_of { feed: "contracts" sequence: 12 }
    as_of { feed: "outcomes" sequence: 991 }
  )pb");
  EXPECT_EQ(FormatPositions(card.as_of()), "contracts 12, outcomes 991");
}

}  // namespace
}  // namespace tidemark::cli

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

TEST(FiguresTest, ACountIsABareNumberAndNoneIsZero) {
  EXPECT_EQ(FormatFigure(testing::ParseText<Figure>(
                "metric: 'stories' kind: KIND_COUNT numerator: 1204")),
            "1,204");
  EXPECT_EQ(FormatFigure(testing::ParseText<Figure>(
                "metric: 'stories' kind: KIND_COUNT")),
            "0");
  EXPECT_EQ(FormatFigure(testing::ParseText<Figure>(
                "kind: KIND_COUNT no_value: NO_VALUE_SUPPRESSED")),
            "suppressed [c]");
}

TEST(FiguresTest, AColourIsAWordWithTheTargetBesideIt) {
  Figure figure = testing::ParseText<Figure>(R"pb(
    numerator: 3
    denominator: 4
    value: 0.75
    rag: RAG_AMBER
    rag_unsure: true
    target {
      id: "met-2026"
      origin: ORIGIN_COUNCIL
      green_basis_points: 8000
      amber_basis_points: 7250
    }
  )pb");
  EXPECT_EQ(FormatFigure(figure), "75.0% (3/4), amber (not sure)");
  EXPECT_EQ(FormatTarget(figure),
            "green from 80%, amber from 72.5% (met-2026)");
  figure.mutable_target()->set_lower_is_better(true);
  figure.mutable_target()->set_origin(Figure::Target::ORIGIN_CONTRACT);
  figure.mutable_target()->set_amber_basis_points(8000);
  EXPECT_EQ(FormatTarget(figure), "green to 80% (the contract's met-2026)");
  EXPECT_EQ(FormatTarget(Figure()), "");
}

// An explanation of contracts with lines of 1 of 2 each.
monitoring::v1::Explanation Halves(int contracts, int lines) {
  monitoring::v1::Explanation explanation;
  Figure& figure = *explanation.mutable_figure();
  for (int i = 0; i < contracts * lines; ++i) {
    auto& line = *explanation.add_lines();
    line.set_contract("councils/X/contracts/c" + std::to_string(i / lines));
    line.set_numerator(1);
    line.set_denominator(2);
    figure.set_numerator(figure.numerator() + 1);
    figure.set_denominator(figure.denominator() + 2);
  }
  figure.set_value(0.5);
  return explanation;
}

TEST(FiguresTest, AFigureIsWorkedAsASum) {
  EXPECT_EQ(FormatSum(Halves(2, 1)), "1 of 2 + 1 of 2 = 2 of 4 = 50.0%");
  EXPECT_EQ(FormatSum(Halves(1, 1)), "1 of 2 = 50.0%");
  // Nine lines of three contracts; ten contracts.
  EXPECT_EQ(FormatSum(Halves(3, 3)),
            "3 of 6 + 3 of 6 + 3 of 6 = 9 of 18 = 50.0%");
  EXPECT_EQ(FormatSum(Halves(10, 1)),
            "1 of 2 + 1 of 2 + 1 of 2 + 1 of 2 + 1 of 2 + 1 of 2 + 1 of 2 + 1 "
            "of 2 + 2 of 4 (2 more contracts) = 10 of 20 = 50.0%");
  EXPECT_EQ(FormatSum(monitoring::v1::Explanation()), "");
  monitoring::v1::Explanation few = Halves(1, 2);
  few.mutable_figure()->clear_value();
  EXPECT_EQ(FormatSum(few), "1 of 2 + 1 of 2 = 2 of 4");
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

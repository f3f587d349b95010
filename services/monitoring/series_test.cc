#include "services/monitoring/series.h"

#include <algorithm>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/monitoring/chart_fixture.h"

namespace tidemark::monitoring {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using testing::HasFault;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;
using v1::GetSeriesRequest;

class SeriesTest : public ChartFixture {
 protected:
  absl::StatusOr<v1::Series> Months(int last) {
    return Series(Ask<GetSeriesRequest>(Contract("acorn"), last));
  }

  absl::StatusOr<v1::Series> Rebased(const std::vector<Rebase>& rebases,
                                     int from, int to) {
    store_.CatchUp();
    const type::YearMonth first = MonthAt(static_cast<size_t>(from - 1));
    const type::YearMonth last = MonthAt(static_cast<size_t>(to - 1));
    return MakeSeries(store::Snapshot(store_.db()),
                      {.subject = {.kind = Subject::Kind::kContract,
                                   .name = Contract("acorn")},
                       .definition = FindDefinition("outcomes-met"),
                       .range = {.first_day = DayOf(first.first_day()),
                                 .last_day = DayOf(last.last_day()),
                                 .first_month = first.index(),
                                 .last_month = last.index(),
                                 .today = DayOf(type::Today(clock_))},
                       .months_per_point = 1,
                       .chart = v1::Series::CHART_XMR,
                       .screening = true,
                       .rebases = rebases});
  }

  static std::vector<Met> Of(const std::vector<int>& numerators,
                             int denominator = 20) {
    std::vector<Met> months;
    for (const int numerator : numerators) {
      months.push_back({.numerator = numerator,
                        .denominator = numerator < 0 ? 0 : denominator});
    }
    return months;
  }
};

TEST_F(SeriesTest, ASuddenDropIsNoChance) {
  PutContract("acorn",
              Of({13, 16, 13, 16, 13, 16, 13, 16, 13, 16, 13, 16, 13, 0}));
  const auto series = Months(14);
  ASSERT_THAT(series, IsOk());
  EXPECT_EQ(series->chart(), v1::Series::CHART_XMR);
  ASSERT_EQ(series->points_size(), 14);
  EXPECT_EQ(series->points(13).special_cause(),
            v1::ControlChart::CAUSE_BELOW_LIMIT);
  EXPECT_EQ(series->points(13).label(), "Below LCL");
  EXPECT_EQ(series->points(12).special_cause(), v1::ControlChart::CAUSE_COMMON);
  EXPECT_EQ(series->variation(), v1::ControlChart::VARIATION_CONCERN_LOW);
  EXPECT_THAT(series->variation_words(), HasSubstr("concern"));
  // Screened, so that the drop does not widen the limits that it breaks: twelve
  // moving ranges of 3/20.
  EXPECT_EQ(series->phases(0).screened(), 1);
  const v1::ProcessLimits& limits = series->points(0).limits();
  EXPECT_NEAR(limits.upper() - limits.centre(), 2.66 * 3 / 20, 1e-12);
  EXPECT_NEAR(limits.near_upper() - limits.centre(), 2.66 * 2 / 20, 1e-12);
}

TEST_F(SeriesTest, EveryMovingRangeCountsIfAsked) {
  PutContract("acorn",
              Of({13, 16, 13, 16, 13, 16, 13, 16, 13, 16, 13, 16, 13, 0}));
  auto request = Ask<GetSeriesRequest>(Contract("acorn"), 14);
  request.set_without_screening(true);
  const auto series = Series(request);
  ASSERT_THAT(series, IsOk());
  EXPECT_EQ(series->phases(0).screened(), 0);
  EXPECT_NEAR(
      series->points(0).limits().upper() - series->points(0).limits().centre(),
      2.66 * (12 * 3 + 13) / 13 / 20, 1e-12);
}

TEST_F(SeriesTest, AMissingMonthIsNoZeroAndEndsARun) {
  // Seven low months in a row would be a shift; the missing one parts them.
  PutContract("acorn",
              Of({16, 17, 16, 17, 16, 17, 16, 12, 12, 12, -1, 12, 12, 12, 12}));
  const auto series = Months(15);
  ASSERT_THAT(series, IsOk());
  EXPECT_FALSE(series->points(10).figure().has_value());
  EXPECT_EQ(series->points(10).figure().no_value(),
            v1::Figure::NO_VALUE_MISSING);
  EXPECT_EQ(series->points(10).label(), "");
  for (const int low : {7, 8, 9, 11, 12, 13, 14}) {
    EXPECT_NE(series->points(low).special_cause(),
              v1::ControlChart::CAUSE_SHIFT_BELOW)
        << low;
  }
  EXPECT_THAT(series->notes(), Contains(HasSubstr("1 point has no figure")));
  // Mean of fourteen values, not of fifteen.
  EXPECT_NEAR(series->phases(0).centre(), (16 * 4 + 17 * 3 + 12 * 7) / 280.0,
              1e-12);
}

TEST_F(SeriesTest, ASeventhMonthOnOneSideIsAShift) {
  PutContract("acorn",
              Of({12, 20, 12, 20, 12, 20, 12, 13, 14, 13, 14, 13, 14, 13}));
  const auto series = Months(14);
  ASSERT_THAT(series, IsOk());
  EXPECT_EQ(series->points(13).special_cause(),
            v1::ControlChart::CAUSE_SHIFT_BELOW);
  EXPECT_EQ(series->variation(), v1::ControlChart::VARIATION_CONCERN_LOW);
}

TEST_F(SeriesTest, FewerThanTwelvePointsAreSaidToBeOnTrial) {
  PutContract("acorn", Of({14, 15, 14}));
  const auto series = Months(3);
  ASSERT_THAT(series, IsOk());
  EXPECT_TRUE(series->phases(0).trial());
  EXPECT_THAT(series->notes(), Contains(HasSubstr("fewer than 12 points")));
}

TEST_F(SeriesTest, WithoutAReturnThereAreNoLimitsAndNothingIsZero) {
  PutContract("acorn", {});
  const auto series = Months(3);
  ASSERT_THAT(series, IsOk());
  EXPECT_FALSE(series->phases(0).has_centre());
  EXPECT_FALSE(series->points(0).has_limits());
  EXPECT_EQ(series->variation(), v1::ControlChart::VARIATION_UNSPECIFIED);
}

TEST_F(SeriesTest, TooFewCasesAreOnNoChartUntilPointsAreLonger) {
  PutContract("acorn",
              std::vector<Met>(12, {.numerator = 2, .denominator = 3}));
  const auto months = Months(12);
  ASSERT_THAT(months, IsOk());
  EXPECT_FALSE(months->points(0).figure().has_value());
  EXPECT_THAT(months->notes(), Contains(HasSubstr("too few cases")));
  auto request = Ask<GetSeriesRequest>(Contract("acorn"), 12);
  request.set_months_per_point(3);
  const auto quarters = Series(request);
  ASSERT_THAT(quarters, IsOk());
  ASSERT_EQ(quarters->points_size(), 4);
  EXPECT_EQ(quarters->points(0).figure().numerator(), 6);
  EXPECT_EQ(quarters->points(0).figure().denominator(), 9);
  EXPECT_EQ(quarters->points(3).from_month().month(), 10);
  EXPECT_EQ(quarters->points(3).to_month().month(), 12);
}

TEST_F(SeriesTest, LimitsWidenWhereDenominatorsDiffer) {
  std::vector<Met> months;
  for (int i = 0; i < 14; ++i) {
    const int denominator = i % 2 == 0 ? 8 : 32;
    months.push_back({.numerator = denominator / 2 + (i % 3 == 0 ? 1 : 0),
                      .denominator = denominator});
  }
  PutContract("acorn", months);
  const auto series = Months(14);
  ASSERT_THAT(series, IsOk());
  EXPECT_EQ(series->chart(), v1::Series::CHART_P_PRIME);
  ASSERT_TRUE(series->phases(0).has_sigma_z());
  const auto width = [&](int point) {
    const v1::ProcessLimits& limits = series->points(point).limits();
    return limits.upper() - limits.centre();
  };
  // Four times the cases, half the width.
  EXPECT_NEAR(width(0), 2 * width(1), 1e-9);
  auto request = Ask<GetSeriesRequest>(Contract("acorn"), 14);
  request.set_chart(v1::Series::CHART_P);
  const auto p = Series(request);
  ASSERT_THAT(p, IsOk());
  EXPECT_FALSE(p->phases(0).has_sigma_z());
  EXPECT_NEAR(width(1) / (p->points(1).limits().upper() -
                          p->points(1).limits().centre()),
              series->phases(0).sigma_z(), 1e-9);
}

TEST_F(SeriesTest, ACouncilsSeriesAddsUpItsContracts) {
  PutContract("acorn", Of({14, 15}));
  PutContract("beech", Of({10, -1}));
  const auto series = Series(Ask<GetSeriesRequest>(kCouncil, 2));
  ASSERT_THAT(series, IsOk());
  EXPECT_EQ(series->points(0).figure().numerator(), 24);
  EXPECT_EQ(series->points(0).figure().denominator(), 40);
  EXPECT_EQ(series->points(1).figure().denominator(), 20);
}

TEST_F(SeriesTest, AFrozenBaselineIsNotMovedByWhatComesLater) {
  PutContract("acorn", Of({14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 18,
                           19, 18, 19, 18, 19}));
  const std::vector<Rebase> frozen = {
      {.month = MonthAt(0).index(),
       .baseline_points = 12,
       .reason = "The first year of the contract",
       .author = "users/ada"}};
  const auto series = Rebased(frozen, 1, 18);
  ASSERT_THAT(series, IsOk());
  EXPECT_NEAR(series->phases(0).centre(), 0.725, 1e-12);
  EXPECT_EQ(series->phases(0).baseline_points(), 12);
  EXPECT_EQ(series->phases(0).reason(), "The first year of the contract");
  EXPECT_EQ(series->points(17).special_cause(),
            v1::ControlChart::CAUSE_ABOVE_LIMIT);
  // Also where the baseline lies before the months that are asked for.
  const auto later = Rebased(frozen, 13, 18);
  ASSERT_THAT(later, IsOk());
  ASSERT_EQ(later->points_size(), 6);
  EXPECT_EQ(later->points(0).from_month().year(), 2024);
  EXPECT_NEAR(later->phases(0).centre(), 0.725, 1e-12);
  EXPECT_EQ(later->points(5).special_cause(),
            v1::ControlChart::CAUSE_ABOVE_LIMIT);
}

TEST_F(SeriesTest, LimitsBeginAnewWhereSomebodyDecidedSoWithAReason) {
  PutContract("acorn", Of({14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 18,
                           19, 18, 19, 18, 19}));
  const auto series = Rebased({{.month = MonthAt(12).index(),
                                .baseline_points = 0,
                                .reason = "A new manager, and a new way",
                                .author = "users/ada"}},
                              1, 18);
  ASSERT_THAT(series, IsOk());
  ASSERT_EQ(series->phases_size(), 2);
  EXPECT_EQ(series->phases(0).reason(), "");
  EXPECT_EQ(series->phases(1).reason(), "A new manager, and a new way");
  EXPECT_EQ(series->phases(1).author(), "users/ada");
  EXPECT_EQ(series->phases(1).from_month().year(), 2024);
  EXPECT_EQ(series->points(11).phase(), 0);
  EXPECT_EQ(series->points(12).phase(), 1);
  EXPECT_NEAR(series->phases(1).centre(), 0.925, 1e-12);
  EXPECT_TRUE(series->phases(1).trial());
  for (const v1::Series::Point& point : series->points()) {
    EXPECT_EQ(point.special_cause(), v1::ControlChart::CAUSE_COMMON);
  }
}

TEST_F(SeriesTest, SaysAllThatIsWrongAtOnce) {
  auto request = Ask<GetSeriesRequest>(Contract("acorn"), 14);
  request.set_months_per_point(3);
  request.set_chart(static_cast<v1::Series::Chart>(9));
  request.set_name("people/ada");
  const auto series = Series(request);
  EXPECT_THAT(series.status(),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasFault("months_per_point", "UNEVEN_POINTS"),
                    HasFault("chart", "CHART_UNKNOWN"),
                    HasFault("name", "BAD_SUBJECT")));
}

TEST_F(SeriesTest, AnUnknownSubjectOrMetricIsNotFound) {
  EXPECT_THAT(Months(3).status(), StatusIs(absl::StatusCode::kNotFound));
  PutContract("acorn", Of({14}));
  auto request = Ask<GetSeriesRequest>(Contract("acorn"), 3);
  request.set_metric("happiness");
  EXPECT_THAT(Series(request).status(), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tidemark::monitoring

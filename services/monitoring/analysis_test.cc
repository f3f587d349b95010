#include "services/monitoring/analysis.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"

namespace tidemark::monitoring {
namespace {

using ::testing::ElementsAre;
using testing::IsOk;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using v1::ControlChart;
using v1::FunnelPlot;

// Where and what each fault of `status` is.
std::vector<std::pair<std::string, std::string>> FaultsIn(
    const absl::Status& status) {
  std::vector<std::pair<std::string, std::string>> faults;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    faults.push_back({fault.field(), fault.reason()});
  }
  return faults;
}

v1::AnalyseXmrRequest Series(const std::vector<double>& values) {
  v1::AnalyseXmrRequest request;
  for (const double value : values) request.add_rows()->set_value(value);
  return request;
}

TEST(AnalyseXmrTest, TellsCentreLimitsAndWhatIsSpecial) {
  v1::AnalyseXmrRequest request =
      Series({1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1});
  request.mutable_rows(4)->set_label("May");
  const auto chart = AnalyseXmr(request);
  ASSERT_THAT(chart, IsOk());
  EXPECT_NEAR(chart->mean(), 1.9444444444, 5.1e-11);
  EXPECT_NEAR(chart->lower(), -0.7155555556, 5.1e-11);
  EXPECT_NEAR(chart->upper(), 4.6044444444, 5.1e-11);
  EXPECT_EQ(chart->points(4).cause(), ControlChart::CAUSE_ABOVE_LIMIT);
  EXPECT_EQ(chart->points(4).special_cause(), "Above UCL");
  EXPECT_EQ(chart->points(4).label(), "May");
  EXPECT_EQ(chart->points(4).row(), 5);
  EXPECT_EQ(chart->points(3).special_cause(), "Common Cause");
  EXPECT_EQ(chart->variation(), ControlChart::VARIATION_COMMON_CAUSE);
  EXPECT_EQ(chart->phases(0).screened(), 2);
  EXPECT_DOUBLE_EQ(chart->phases(0).upper(), chart->upper());
  EXPECT_FALSE(chart->trial());

  request.set_without_screening(true);
  EXPECT_NEAR(AnalyseXmr(request)->upper(), 6.9515032680, 5.1e-11);
}

TEST(AnalyseXmrTest, WhatIsMissingIsUnsetAndCounted) {
  v1::AnalyseXmrRequest request = Series({5, 6});
  request.add_rows();
  request.add_rows()->set_value(7);
  const auto chart = AnalyseXmr(request);
  ASSERT_THAT(chart, IsOk());
  EXPECT_EQ(chart->points_present(), 3);
  EXPECT_EQ(chart->points_missing(), 1);
  EXPECT_DOUBLE_EQ(chart->mean(), 6);
  EXPECT_FALSE(chart->points(2).has_value());
  EXPECT_TRUE(chart->trial());
}

TEST(AnalyseXmrTest, DrawsPhasesAndHoldsThemAgainstATarget) {
  v1::AnalyseXmrRequest request =
      Series({10, 11, 10, 11, 10, 11, 20, 22, 20, 22, 20, 22});
  v1::ChartSettings& settings = *request.mutable_settings();
  settings.add_phases()->set_first_row(1);
  settings.add_phases()->set_first_row(7);
  settings.mutable_phases(1)->set_baseline(4);
  settings.set_target(50);
  settings.set_direction(v1::ANALYSIS_DIRECTION_HIGHER_IS_BETTER);
  const auto chart = AnalyseXmr(request);
  ASSERT_THAT(chart, IsOk());
  EXPECT_EQ(chart->phases(1).first_row(), 7);
  EXPECT_EQ(chart->phases(1).last_row(), 12);
  EXPECT_EQ(chart->phases(1).baseline_points(), 4);
  EXPECT_DOUBLE_EQ(chart->mean(), 21);
  EXPECT_EQ(chart->assurance(), ControlChart::ASSURANCE_CONSISTENT_FAIL);
  EXPECT_EQ(chart->runs().useful(), 6);
}

TEST(AnalyseXmrTest, TellsEveryFaultAtOnce) {
  v1::AnalyseXmrRequest request =
      Series({1, std::nan(""), std::numeric_limits<double>::infinity()});
  v1::ChartSettings& settings = *request.mutable_settings();
  settings.add_phases()->set_first_row(2);
  settings.add_phases()->set_first_row(9);
  settings.set_trend(2);
  settings.set_shift(1);
  settings.set_target(std::nan(""));
  const auto chart = AnalyseXmr(request);
  EXPECT_THAT(
      FaultsIn(chart.status()),
      UnorderedElementsAre(Pair("rows[1].value", "NOT_A_NUMBER"),
                           Pair("rows[2].value", "NOT_A_NUMBER"),
                           Pair("settings.phases[0].first_row", "PHASE_ORDER"),
                           Pair("settings.phases[1].first_row", "PHASE_RANGE"),
                           Pair("settings.trend", "NUMBER_RANGE"),
                           Pair("settings.shift", "NUMBER_RANGE"),
                           Pair("settings.target", "NOT_A_NUMBER")));
}

TEST(AnalyseXmrTest, NothingIsNoFigure) {
  const auto chart = AnalyseXmr({});
  ASSERT_THAT(chart, IsOk());
  EXPECT_FALSE(chart->has_mean());
  EXPECT_EQ(chart->points_size(), 0);
  EXPECT_EQ(chart->variation(), ControlChart::VARIATION_UNSPECIFIED);
}

template <typename Request>
void AddPair(Request& request, double numerator, double denominator) {
  auto& row = *request.add_rows();
  row.set_numerator(numerator);
  row.set_denominator(denominator);
}

TEST(AnalyseProportionsTest, NothingToCountIsMissing) {
  v1::AnalyseProportionsRequest request;
  AddPair(request, 40, 50);
  AddPair(request, 0, 0);
  AddPair(request, 60, 150);
  request.add_rows()->set_numerator(3);
  const auto chart = AnalyseProportions(request);
  ASSERT_THAT(chart, IsOk());
  EXPECT_DOUBLE_EQ(chart->mean(), 0.5);
  EXPECT_EQ(chart->points_missing(), 2);
  EXPECT_DOUBLE_EQ(chart->upper(), 0.5 + 3 * std::sqrt(0.25 / 150));
  EXPECT_FALSE(chart->phases(0).has_upper());
}

TEST(AnalyseProportionsTest, LaneysChartSaysItsSigma) {
  v1::AnalyseProportionsRequest request;
  for (const double numerator : {400.0, 600.0, 400.0, 600.0}) {
    AddPair(request, numerator, 1000);
  }
  request.set_laney(true);
  const auto chart = AnalyseProportions(request);
  ASSERT_THAT(chart, IsOk());
  const double sigma = std::sqrt(0.25 / 1000);
  EXPECT_NEAR(chart->phases(0).sigma_z(), 0.2 / sigma / 1.128, 1e-9);
}

TEST(AnalyseProportionsTest, APartIsNotMoreThanTheWholeUnlessItIsARate) {
  v1::AnalyseProportionsRequest request;
  AddPair(request, 3, 2);
  AddPair(request, -1, 2);
  EXPECT_THAT(FaultsIn(AnalyseProportions(request).status()),
              ElementsAre(Pair("rows[0].numerator", "ABOVE_DENOMINATOR"),
                          Pair("rows[1].numerator", "NEGATIVE")));
  request.mutable_rows()->RemoveLast();
  request.set_rates(true);
  EXPECT_DOUBLE_EQ(AnalyseProportions(request)->mean(), 1.5);
}

TEST(AnalyseFunnelTest, SaysOfEachUnitWhereItLies) {
  v1::AnalyseFunnelRequest request;
  AddPair(request, 50, 100);
  AddPair(request, 52, 100);
  AddPair(request, 90, 100);
  AddPair(request, 48, 100);
  request.mutable_rows(2)->set_unit("c");
  const auto funnel = AnalyseFunnel(request);
  ASSERT_THAT(funnel, IsOk());
  EXPECT_DOUBLE_EQ(funnel->centre(), 0.6);
  EXPECT_EQ(funnel->units(2).unit(), "c");
  EXPECT_EQ(funnel->units(2).unadjusted_998().standing(),
            FunnelPlot::STANDING_ABOVE);
  EXPECT_TRUE(funnel->units(2).unadjusted_998().outside());
  EXPECT_EQ(funnel->judged(), 4);
  EXPECT_EQ(funnel->outside().unadjusted_998(), 1);
  EXPECT_TRUE(funnel->over_dispersed());
}

TEST(AnalyseFunnelTest, SaysWhyAUnitIsNotJudged) {
  v1::AnalyseFunnelRequest request;
  request.add_rows()->set_denominator(9);
  AddPair(request, 0, 0);
  AddPair(request, 3, 9);
  AddPair(request, 7, 10);
  request.set_minimum_denominator(10);
  const auto funnel = AnalyseFunnel(request);
  ASSERT_THAT(funnel, IsOk());
  EXPECT_EQ(funnel->units(0).not_judged(), FunnelPlot::NOT_JUDGED_MISSING);
  EXPECT_EQ(funnel->units(1).not_judged(),
            FunnelPlot::NOT_JUDGED_NOT_APPLICABLE);
  EXPECT_EQ(funnel->units(2).not_judged(), FunnelPlot::NOT_JUDGED_TOO_FEW);
  EXPECT_EQ(funnel->units(3).not_judged(), FunnelPlot::NOT_JUDGED_UNSPECIFIED);
  EXPECT_FALSE(funnel->units(0).has_value());
  EXPECT_EQ(funnel->judged(), 1);
}

TEST(AnalyseFunnelTest, EachOptionChangesWhatItShould) {
  v1::AnalyseFunnelRequest request;
  for (int i = 0; i < 20; ++i) AddPair(request, 30 + 2 * i, 50 + 3 * i);
  request.set_kind(v1::AnalyseFunnelRequest::KIND_RATIO_LOG);
  const auto log = AnalyseFunnel(request);
  ASSERT_THAT(log, IsOk());
  EXPECT_EQ(log->centre(), 1);
  EXPECT_LT(log->dispersion_units(), 20);
  request.set_tails(v1::AnalyseFunnelRequest::TAILS_WINSORISE);
  const auto winsorised = AnalyseFunnel(request);
  EXPECT_EQ(winsorised->dispersion_units(), 20);
  EXPECT_NE(winsorised->phi(), log->phi());
  request.set_tail(0.25);
  EXPECT_NE(AnalyseFunnel(request)->phi(), winsorised->phi());
  request.set_kind(v1::AnalyseFunnelRequest::KIND_RATIO_SQUARE_ROOT);
  EXPECT_NE(AnalyseFunnel(request)->tau2(), winsorised->tau2());
  request.set_centre(0.7);
  EXPECT_EQ(AnalyseFunnel(request)->centre(), 0.7);
  const double exact = AnalyseFunnel(request)->units(0).unadjusted_95().upper();
  request.set_limits(v1::AnalyseFunnelRequest::LIMITS_SCORE);
  EXPECT_NE(AnalyseFunnel(request)->units(0).unadjusted_95().upper(), exact);
}

TEST(AnalyseFunnelTest, TellsEveryFaultAtOnce) {
  v1::AnalyseFunnelRequest request;
  AddPair(request, 4, 3);
  AddPair(request, 1, 2.5);
  AddPair(request, -1, 3);
  request.mutable_rows(0)->set_unit("a");
  request.mutable_rows(2)->set_unit("a");
  request.set_tail(0.5);
  request.set_centre(1.5);
  request.set_minimum_denominator(-1);
  EXPECT_THAT(FaultsIn(AnalyseFunnel(request).status()),
              UnorderedElementsAre(
                  Pair("rows[0].numerator", "ABOVE_DENOMINATOR"),
                  Pair("rows[1].denominator", "NOT_WHOLE"),
                  Pair("rows[2].numerator", "NEGATIVE"),
                  Pair("rows[2].unit", "DUPLICATE_UNIT"),
                  Pair("tail", "NUMBER_RANGE"), Pair("centre", "NUMBER_RANGE"),
                  Pair("minimum_denominator", "NEGATIVE")));
}

void AddStratum(v1::AnalyseStandardisedRatioRequest& request,
                const std::string& unit, double observed, double cases,
                double events, double reference) {
  auto& row = *request.add_rows();
  row.set_unit(unit);
  row.set_observed(observed);
  row.set_cases(cases);
  row.set_reference_events(events);
  row.set_reference_cases(reference);
}

TEST(AnalyseStandardisedRatioTest, AddsUpTheStrataOfEachUnit) {
  v1::AnalyseStandardisedRatioRequest request;
  AddStratum(request, "a", 6, 100, 50, 1000);
  AddStratum(request, "b", 3, 40, 50, 1000);
  AddStratum(request, "a", 9, 20, 300, 600);
  const auto ratios = AnalyseStandardisedRatio(request);
  ASSERT_THAT(ratios, IsOk());
  ASSERT_EQ(ratios->units_size(), 2);
  EXPECT_EQ(ratios->units(0).unit(), "a");
  EXPECT_EQ(ratios->units(0).rows(), 2);
  EXPECT_DOUBLE_EQ(ratios->units(0).observed(), 15);
  EXPECT_DOUBLE_EQ(ratios->units(0).expected(), 15);
  EXPECT_DOUBLE_EQ(ratios->units(0).ratio(), 1);
  EXPECT_DOUBLE_EQ(ratios->units(0).rate(), 350.0 / 1600);
  EXPECT_DOUBLE_EQ(ratios->units(1).ratio(), 1.5);
  EXPECT_DOUBLE_EQ(ratios->expected(), 17);
  EXPECT_DOUBLE_EQ(ratios->confidence(), 0.95);
}

TEST(AnalyseStandardisedRatioTest, AgreesWithThePublishedVector) {
  v1::AnalyseStandardisedRatioRequest request;
  request.add_rows()->set_expected(835.883561231);
  request.set_observed(895);
  request.set_confidence(0.998);
  const auto ratios = AnalyseStandardisedRatio(request);
  ASSERT_THAT(ratios, IsOk());
  EXPECT_NEAR(ratios->ratio(), 1.0707232939, 5.1e-11);
  EXPECT_NEAR(ratios->lower(), 0.963515561961, 5.1e-12);
  EXPECT_NEAR(ratios->upper(), 1.18600704159, 5.1e-11);
  EXPECT_FALSE(ratios->has_rate());
}

TEST(AnalyseStandardisedRatioTest,
     WhatIsMissingIsAFaultUnlessItIsSaidToBeZero) {
  v1::AnalyseStandardisedRatioRequest request;
  AddStratum(request, "", 6, 100, 50, 1000);
  request.add_rows()->set_observed(2);
  request.mutable_rows(1)->set_cases(7);
  EXPECT_THAT(FaultsIn(AnalyseStandardisedRatio(request).status()),
              ElementsAre(Pair("rows[1].reference_events", "VALUE_MISSING"),
                          Pair("rows[1].reference_cases", "VALUE_MISSING")));
  request.set_missing_is_zero(true);
  const auto ratios = AnalyseStandardisedRatio(request);
  ASSERT_THAT(ratios, IsOk());
  EXPECT_EQ(ratios->rows_filled(), 1);
  EXPECT_DOUBLE_EQ(ratios->observed(), 8);
  EXPECT_DOUBLE_EQ(ratios->expected(), 5);
}

TEST(AnalyseStandardisedRatioTest, TellsEveryFaultAtOnce) {
  v1::AnalyseStandardisedRatioRequest request;
  AddStratum(request, "a", -6, 100, 50, 1000);
  AddStratum(request, "b", 1, 100, 50, 1000);
  request.mutable_rows(1)->set_expected(3);
  request.set_confidence(1);
  EXPECT_THAT(
      FaultsIn(AnalyseStandardisedRatio(request).status()),
      UnorderedElementsAre(Pair("rows[0].observed", "NEGATIVE"),
                           Pair("rows[1].expected", "EXPECTED_AND_REFERENCE"),
                           Pair("confidence", "NUMBER_RANGE")));
  request.mutable_rows(1)->clear_expected();
  request.clear_confidence();
  request.set_observed(5);
  EXPECT_THAT(FaultsIn(AnalyseStandardisedRatio(request).status()),
              ElementsAre(Pair("observed", "ONE_UNIT_ONLY")));
}

TEST(AnalyseStandardisedRatioTest, WithNothingExpectedThereIsNoRatio) {
  v1::AnalyseStandardisedRatioRequest request;
  AddStratum(request, "", 6, 100, 0, 1000);
  const auto ratios = AnalyseStandardisedRatio(request);
  ASSERT_THAT(ratios, IsOk());
  EXPECT_FALSE(ratios->has_ratio());
  EXPECT_FALSE(ratios->units(0).has_ratio());
}

v1::AnalyseGoalAttainmentRequest::Row& AddGoal(
    v1::AnalyseGoalAttainmentRequest& request, const std::string& unit,
    double start, double level) {
  auto& row = *request.add_rows();
  row.set_unit(unit);
  row.set_start(start);
  row.set_level(level);
  return row;
}

TEST(AnalyseGoalAttainmentTest, ShowsChangeOfEachPersonAndOfAll) {
  v1::AnalyseGoalAttainmentRequest request;
  AddGoal(request, "p1", -1, 1);
  AddGoal(request, "p2", -1, 0);
  AddGoal(request, "p1", -1, 1);
  const auto attainment = AnalyseGoalAttainment(request);
  ASSERT_THAT(attainment, IsOk());
  ASSERT_EQ(attainment->people_size(), 2);
  EXPECT_EQ(attainment->people(0).unit(), "p1");
  EXPECT_EQ(attainment->people(0).goals(), 2);
  EXPECT_NEAR(attainment->people(0).t(), 62.403473, 5.1e-7);
  EXPECT_NEAR(attainment->people(0).change(), 2 * 12.403473, 2e-6);
  EXPECT_DOUBLE_EQ(attainment->people(1).t(), 50);
  EXPECT_DOUBLE_EQ(attainment->people(1).t_start(), 40);
  EXPECT_NEAR(attainment->t(), (62.403473 + 50) / 2, 5.1e-7);
  EXPECT_NEAR(attainment->change(), attainment->t() - attainment->t_start(),
              1e-12);
  EXPECT_TRUE(attainment->has_t_deviation());
}

TEST(AnalyseGoalAttainmentTest, WithoutAStartThereIsNoChange) {
  v1::AnalyseGoalAttainmentRequest request;
  request.add_rows()->set_level(2);
  const auto attainment = AnalyseGoalAttainment(request);
  ASSERT_THAT(attainment, IsOk());
  EXPECT_DOUBLE_EQ(attainment->t(), 70);
  EXPECT_FALSE(attainment->has_change());
  EXPECT_FALSE(attainment->people(0).has_t_start());
}

TEST(AnalyseGoalAttainmentTest, ComparesTheSameGoalsAtBothTimes) {
  v1::AnalyseGoalAttainmentRequest request;
  AddGoal(request, "", -1, 1);
  AddGoal(request, "", -2, 0).clear_level();
  AddGoal(request, "", 0, 2).clear_start();
  AddGoal(request, "nobody", 0, 2).clear_level();
  const auto attainment = AnalyseGoalAttainment(request);
  ASSERT_THAT(attainment, IsOk());
  EXPECT_EQ(attainment->people(0).goals(), 1);
  EXPECT_EQ(attainment->people(0).goals_left_out(), 2);
  EXPECT_DOUBLE_EQ(attainment->people(0).change(), 20);
  EXPECT_FALSE(attainment->people(1).has_t());
  EXPECT_EQ(attainment->people_counted(), 1);
  EXPECT_EQ(attainment->goals_left_out(), 3);
}

TEST(AnalyseGoalAttainmentTest, RefusesUndefinedWeightsAndLevels) {
  v1::AnalyseGoalAttainmentRequest request;
  AddGoal(request, "p1", -1, 3).set_weight(2);
  AddGoal(request, "p2", -1, 1).set_weight(0);
  AddGoal(request, "p3", -1, 1);
  AddGoal(request, "p1", -1, 1).set_weight(-1);
  EXPECT_THAT(FaultsIn(AnalyseGoalAttainment(request).status()),
              UnorderedElementsAre(Pair("rows[0].level", "LEVEL_RANGE"),
                                   Pair("rows[1].weight", "WEIGHTS_ZERO"),
                                   Pair("rows[2].weight", "WEIGHT_MISSING"),
                                   Pair("rows[3].weight", "NEGATIVE")));
}

TEST(AnalyseIntervalsTest, OffersTheMethodsForSharesAndCounts) {
  using Request = v1::AnalyseIntervalsRequest;
  Request request;
  AddPair(request, 65, 100);
  const auto upper = [&](Request::Method method) {
    request.set_method(method);
    return AnalyseIntervals(request)->rows(0).upper();
  };
  EXPECT_NEAR(upper(Request::METHOD_UNSPECIFIED), 0.736357517569, 5e-13);
  EXPECT_GT(upper(Request::METHOD_EXACT_BINOMIAL), 0.7363);
  EXPECT_NEAR(upper(Request::METHOD_BYAR), 0.82849138545940, 5e-14);
  EXPECT_EQ(upper(Request::METHOD_POISSON), upper(Request::METHOD_BYAR));
  EXPECT_NEAR(upper(Request::METHOD_EXACT_POISSON), upper(Request::METHOD_BYAR),
              1e-3);
  request.mutable_rows(0)->clear_denominator();
  request.set_confidence(0.998);
  EXPECT_NEAR(upper(Request::METHOD_BYAR), 94.000290844318, 5e-13);
}

TEST(AnalyseIntervalsTest, WhatIsMissingHasNoInterval) {
  v1::AnalyseIntervalsRequest request;
  AddPair(request, 0, 0);
  request.add_rows()->set_numerator(5);
  request.add_rows()->set_denominator(5);
  AddPair(request, 0, 10);
  const auto table = AnalyseIntervals(request);
  ASSERT_THAT(table, IsOk());
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(table->rows(i).has_value()) << i;
    EXPECT_FALSE(table->rows(i).has_lower()) << i;
  }
  EXPECT_EQ(table->rows(3).lower(), 0);
  EXPECT_NEAR(table->rows(3).upper(), 0.2775328, 5.1e-8);
}

TEST(AnalyseIntervalsTest, SharesAreOfWholeNumbers) {
  v1::AnalyseIntervalsRequest request;
  AddPair(request, 6.5, 100);
  AddPair(request, 101, 100);
  EXPECT_THAT(FaultsIn(AnalyseIntervals(request).status()),
              ElementsAre(Pair("rows[0].numerator", "NOT_WHOLE"),
                          Pair("rows[1].numerator", "ABOVE_DENOMINATOR")));
}

v1::AnalyseGrowthRequest::Row& AddCosts(v1::AnalyseGrowthRequest& request,
                                        int64_t start, int64_t end) {
  auto& row = *request.add_rows();
  row.set_start_pence(start);
  row.set_end_pence(end);
  return row;
}

TEST(AnalyseGrowthTest, CountsWhoGrewAndSplitsPriceFromVolume) {
  v1::AnalyseGrowthRequest request;
  auto& more = AddCosts(request, 10000, 16500);  // 10 h at £10 to 15 h at £11
  more.set_start_minutes(600);
  more.set_end_minutes(900);
  AddCosts(request, 20000, 10000);
  AddCosts(request, 5000, 5000);
  AddCosts(request, 0, 700);
  AddCosts(request, 900, 0).clear_end_pence();
  AddCosts(request, 0, 800).clear_start_pence();
  request.add_rows();
  const auto growth = AnalyseGrowth(request);
  ASSERT_THAT(growth, IsOk());
  EXPECT_EQ(growth->people_counted(), 4);
  EXPECT_EQ(growth->people_ended(), 1);
  EXPECT_EQ(growth->people_new(), 1);
  EXPECT_EQ(growth->rows_without_cost(), 1);
  EXPECT_EQ(growth->grew().numerator(), 2);
  EXPECT_DOUBLE_EQ(growth->grew().value(), 0.5);
  EXPECT_EQ(growth->fell().numerator(), 1);
  EXPECT_EQ(growth->unchanged().numerator(), 1);
  EXPECT_DOUBLE_EQ(growth->mean_increase().value(), 0.65);
  EXPECT_EQ(growth->mean_increase().without_percentage(), 1);
  EXPECT_DOUBLE_EQ(growth->mean_decrease().value(), -0.5);
  EXPECT_EQ(growth->net_pence(), 6500 - 10000 + 700);
  EXPECT_DOUBLE_EQ(growth->net_share(), -2800.0 / 35000);
  EXPECT_EQ(growth->split().people(), 1);
  EXPECT_EQ(growth->split().volume_pence(), 5000);
  EXPECT_EQ(growth->split().price_pence(), 1500);
  EXPECT_DOUBLE_EQ(growth->split().volume_share(), 0.5);
}

TEST(AnalyseGrowthTest, WithoutHoursThereIsNoSplitAndWithoutPeopleNoShare) {
  v1::AnalyseGrowthRequest request;
  AddCosts(request, 0, 0).clear_end_pence();
  const auto growth = AnalyseGrowth(request);
  ASSERT_THAT(growth, IsOk());
  EXPECT_FALSE(growth->has_split());
  EXPECT_FALSE(growth->grew().has_value());
  EXPECT_FALSE(growth->mean_increase().has_value());
  EXPECT_FALSE(growth->has_net_share());
}

TEST(AnalyseGrowthTest, TellsEveryFaultAtOnce) {
  v1::AnalyseGrowthRequest request;
  AddCosts(request, -1, 200'000'000).set_unit("p");
  AddCosts(request, 5, 5).set_start_minutes(3);
  AddCosts(request, 5, 5).set_unit("p");
  EXPECT_THAT(
      FaultsIn(AnalyseGrowth(request).status()),
      UnorderedElementsAre(Pair("rows[0].start_pence", "NEGATIVE"),
                           Pair("rows[0].end_pence", "NUMBER_RANGE"),
                           Pair("rows[1].end_minutes", "HOURS_INCOMPLETE"),
                           Pair("rows[2].unit", "DUPLICATE_UNIT")));
}

}  // namespace
}  // namespace tidemark::monitoring

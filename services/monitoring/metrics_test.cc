#include "services/monitoring/metrics.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/type/metric_scales.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Return;
using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ParseText;
using v1::Figure;

TEST(DefinitionsTest, AreCompleteAndInTheOrderOfScorecards) {
  std::vector<std::string> ids;
  for (const Definition& definition : Definitions()) {
    const v1::Metric& metric = definition.metric;
    ids.push_back(metric.id());
    EXPECT_EQ(metric.version(), 1);
    EXPECT_EQ(metric.minimum_denominator(), definition.is_count() ? 0 : 10);
    EXPECT_TRUE(metric.on_scorecard());
    EXPECT_LE(definition.exclusions.size(), kMaxExclusions);
    EXPECT_THAT(metric.dimensions(), Not(IsEmpty()));
    for (const std::string& text :
         {metric.title(), metric.question(), metric.numerator(),
          metric.denominator(), metric.exclusions(), metric.source()}) {
      EXPECT_FALSE(text.empty()) << metric.id();
    }
    EXPECT_NE(metric.direction(), v1::Metric::DIRECTION_UNSPECIFIED);
    EXPECT_EQ(FindDefinition(metric.id()), &definition);
  }
  EXPECT_THAT(ids, ElementsAre("outcomes-met", "own-rating", "voices-disagree",
                               "returns-on-time", "step-down-agreed",
                               "step-down-held", "decisions-on-time",
                               "check-backs-on-time", "check-backs-sustained",
                               "community-12-weeks", "stories"));
  EXPECT_EQ(FindDefinition("outcomes"), nullptr);
  EXPECT_EQ(FindDefinition("voices-disagree")->metric.direction(),
            v1::Metric::DIRECTION_NEUTRAL);
}

TEST(DefinitionsTest, AreThoseThatTargetsCanBeSetFor) {
  std::vector<std::string> ids;
  for (const Definition& definition : Definitions()) {
    ids.push_back(definition.metric.id());
  }
  ids.push_back(GrowthDefinition().metric.id());
  std::vector<std::string> scales;
  for (const type::MetricScale& scale : type::MetricScales()) {
    scales.emplace_back(scale.id);
    const Definition* const definition = FindDefinition(scale.id);
    if (definition == nullptr) continue;
    EXPECT_EQ(definition->is_count(), scale.is_count) << scale.id;
  }
  EXPECT_EQ(scales, ids);
}

TEST(DefinitionsTest, ThoseElsewhereSayWhereToAsk) {
  std::vector<std::string> ids;
  for (const v1::Metric& metric : MetricsElsewhere()) {
    ids.push_back(metric.id());
    EXPECT_FALSE(metric.on_scorecard());
    EXPECT_FALSE(metric.asked_at().empty()) << metric.id();
    EXPECT_EQ(FindDefinition(metric.id()), nullptr);
  }
  EXPECT_THAT(ids, ElementsAre("package-growth", "ascof-2a"));
}

TEST(MakeFigureTest, ACountHasNoShareAndNoneIsACount) {
  const Definition& stories = *FindDefinition("stories");
  EXPECT_THAT(MakeFigure(stories, {.stories = 3}, 5),
              EqualsProto(ParseText<Figure>(
                  "metric: 'stories' kind: KIND_COUNT numerator: 3")));
  EXPECT_THAT(
      MakeFigure(stories, Sums(), 5),
      EqualsProto(ParseText<Figure>("metric: 'stories' kind: KIND_COUNT")));
}

TEST(SumOfTest, WhatIsDatedCountsByTheDay) {
  const auto at = [](v1::DatedCell::Dated kind, int32_t today) {
    return SumOf(DatedLine{.kind = kind, .month = 24300, .day = 45, .count = 2},
                 today);
  };
  using v1::DatedCell;
  EXPECT_EQ(at(DatedCell::DATED_OPEN_LOOK, 45).looks_not_due, 2);
  EXPECT_EQ(at(DatedCell::DATED_OPEN_LOOK, 45).looks_due, 0);
  EXPECT_EQ(at(DatedCell::DATED_OPEN_LOOK, 46).looks_due, 2);
  EXPECT_EQ(at(DatedCell::DATED_OPEN_LOOK, 46).looks_missed, 2);
  EXPECT_EQ(at(DatedCell::DATED_WAITING, 45).decisions_not_due, 2);
  EXPECT_EQ(at(DatedCell::DATED_WAITING, 46).decisions_due, 2);
  EXPECT_EQ(at(DatedCell::DATED_WAITING, 46).decided_on_time, 0);
  EXPECT_EQ(at(DatedCell::DATED_STORY, 45).stories, 2);
  EXPECT_EQ(at(DatedCell::DATED_STORY, 46).stories, 0);
}

Figure Met(const Sums& sums, int32_t council_minimum = 0) {
  return MakeFigure(*FindDefinition("outcomes-met"), sums, council_minimum);
}

TEST(MakeFigureTest, GivesTheShareWithItsInterval) {
  const Figure figure = Met({.worked_on = 100, .rated = 100, .met = 65});
  EXPECT_EQ(figure.metric(), "outcomes-met");
  EXPECT_EQ(figure.numerator(), 65);
  EXPECT_EQ(figure.denominator(), 100);
  EXPECT_DOUBLE_EQ(figure.value(), 0.65);
  EXPECT_EQ(figure.no_value(), Figure::NO_VALUE_UNSPECIFIED);
  EXPECT_NEAR(figure.interval().lower(), 0.5525444329689, 1e-12);
  EXPECT_NEAR(figure.interval().upper(), 0.736357517569, 1e-12);
}

TEST(MakeFigureTest, AValueOf0IsAValue) {
  const Figure figure = Met({.worked_on = 10, .rated = 10, .met = 0});
  EXPECT_TRUE(figure.has_value());
  EXPECT_EQ(figure.value(), 0);
}

TEST(MakeFigureTest, TooFewCasesGiveAnIntervalAndNoValue) {
  const Figure figure = Met({.worked_on = 9, .rated = 9, .met = 9});
  EXPECT_EQ(figure.no_value(), Figure::NO_VALUE_TOO_FEW);
  EXPECT_FALSE(figure.has_value());
  EXPECT_EQ(figure.numerator(), 9);
  EXPECT_TRUE(figure.has_interval());
}

TEST(MakeFigureTest, TheCouncilsMinimumComesBeforeTheMetrics) {
  const Sums sums = {.worked_on = 12, .rated = 12, .met = 9};
  EXPECT_TRUE(Met(sums).has_value());
  EXPECT_EQ(Met(sums, 13).no_value(), Figure::NO_VALUE_TOO_FEW);
  EXPECT_TRUE(Met({.worked_on = 5, .rated = 5, .met = 5}, 5).has_value());
}

TEST(MakeFigureTest, NothingExpectedIsNotApplicable) {
  EXPECT_THAT(Met({}), EqualsProto(ParseText<Figure>(R"(
                metric: "outcomes-met" no_value: NO_VALUE_NOT_APPLICABLE)")));
  // A nil return is an answer: nobody was supported.
  EXPECT_EQ(Met({.returns_due = 1, .returns_accepted = 1}).no_value(),
            Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_EQ(MakeFigure(*FindDefinition("step-down-agreed"),
                       {.returns_due = 1, .outstanding = 1}, 0)
                .no_value(),
            Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_EQ(
      MakeFigure(*FindDefinition("returns-on-time"), Sums(), 0).no_value(),
      Figure::NO_VALUE_NOT_APPLICABLE);
}

TEST(MakeFigureTest, WhatWasExpectedAndHasNotComeIsMissing) {
  const Sums due = {.returns_due = 1, .outstanding = 1};
  for (const char* id : {"outcomes-met", "own-rating", "voices-disagree"}) {
    EXPECT_EQ(MakeFigure(*FindDefinition(id), due, 0).no_value(),
              Figure::NO_VALUE_MISSING)
        << id;
  }
  // Returns came, and nobody rated anything.
  EXPECT_EQ(Met({.entries = 4, .worked_on = 4, .unrated = 4}).no_value(),
            Figure::NO_VALUE_MISSING);
}

PeriodCounts Period(int32_t due, int32_t first_submit, Return::State state) {
  return {.calendar_start = 1,
          .calendar_end = 30,
          .due = due,
          .state = static_cast<int32_t>(state),
          .first_submit = first_submit};
}

TEST(SumOfTest, ReturnsAreDueOnceTheirDueDateIsOverOrTheyAreSubmitted) {
  const auto due = [](const PeriodCounts& period, int32_t today,
                      bool returns_due = true) {
    return SumOf(period, returns_due, today).returns_due;
  };
  const PeriodCounts open = Period(45, 0, Return::STATE_UNSPECIFIED);
  EXPECT_EQ(due(open, 45), 0);
  EXPECT_EQ(due(open, 46), 1);
  EXPECT_EQ(due(open, 46, false), 0);
  PeriodCounts extended = open;
  extended.extended_due = 50;
  EXPECT_EQ(due(extended, 50), 0);
  EXPECT_EQ(due(extended, 51), 1);
  EXPECT_EQ(due(Period(45, 40, Return::STATE_SUBMITTED), 41), 1);
  EXPECT_EQ(due(Period(45, 40, Return::STATE_WITHDRAWN), 41), 0);
  EXPECT_EQ(due(Period(45, 40, Return::STATE_IN_PROGRESS), 41), 0);
  EXPECT_EQ(SumOf(open, true, 44).not_yet_due, 1);
}

TEST(SumOfTest, TheFirstSubmissionDecidesWhetherAReturnIsOnTime) {
  const auto on_time = [](int32_t first_submit, Return::State state) {
    return SumOf(Period(45, first_submit, state), true, 60).on_time;
  };
  EXPECT_EQ(on_time(45, Return::STATE_SUBMITTED), 1);
  EXPECT_EQ(on_time(46, Return::STATE_ACCEPTED), 0);
  PeriodCounts extended = Period(45, 46, Return::STATE_ACCEPTED);
  extended.extended_due = 46;
  EXPECT_EQ(SumOf(extended, true, 60).on_time, 1);
  EXPECT_EQ(on_time(45, Return::STATE_RETURNED_FOR_CHANGES), 1);
  EXPECT_EQ(on_time(45, Return::STATE_WITHDRAWN), 0);
  EXPECT_EQ(on_time(0, Return::STATE_IN_PROGRESS), 0);
}

TEST(ExclusionsOfTest, NameOnlyReasonsWithCases) {
  const Definition& met = *FindDefinition("outcomes-met");
  EXPECT_THAT(ExclusionsOf(met, {.entries = 3, .worked_on = 3, .rated = 3}),
              IsEmpty());
  EXPECT_THAT(ExclusionsOf(met, {.entries = 3, .not_worked_on = 2}),
              ElementsAre(EqualsProto(ParseText<v1::Exclusion>(
                  "reason: 'could not be worked on in the period' count: 2"))));
}

}  // namespace
}  // namespace tidemark::monitoring

#include "services/monitoring/metrics.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/faults.h"
#include "common/statistics/intervals.h"

namespace tidemark::monitoring {
namespace {

using v1::Figure;
using v1::Metric;

// The fewest cases on which a share is judged, where the council has no rule.
constexpr int32_t kMinimumDenominator = 10;

// What the API tells of a metric.
struct Text {
  const char* id;
  int32_t version;
  const char* title;
  const char* question;
  const char* numerator;
  const char* denominator;
  const char* exclusions;
  Metric::Direction direction;
  const char* source;
};

Metric MetricOf(const Text& text) {
  Metric metric;
  metric.set_id(text.id);
  metric.set_version(text.version);
  metric.set_title(text.title);
  metric.set_question(text.question);
  metric.set_numerator(text.numerator);
  metric.set_denominator(text.denominator);
  metric.set_exclusions(text.exclusions);
  metric.set_direction(text.direction);
  metric.set_minimum_denominator(kMinimumDenominator);
  metric.set_source(text.source);
  return metric;
}

constexpr Definition::Exclusion kNotWorkedOn = {
    &Sums::not_worked_on, "could not be worked on in the period"};

Definition OutcomesMet() {
  return {
      .metric = MetricOf({
          .id = "outcomes-met",
          .version = 1,
          .title = "Outcomes met",
          .question = "Do people reach what matters to them, at least as far "
                      "as was expected?",
          .numerator =
              "Outcomes whose deciding rating is as expected or better. The "
              "person's own rating decides; where there is none, the "
              "practitioner's; where there is none, the provider's.",
          .denominator = "Outcomes that anyone rated, in accepted returns; "
                         "while a correction waits, in the version that was "
                         "accepted before.",
          .exclusions = "Outcomes that could not be worked on in the period, "
                        "and those that nobody rated, because nothing is known "
                        "of them.",
          .direction = Metric::DIRECTION_HIGHER_IS_BETTER,
          .source = "Goal attainment levels -2 to +2 (Kiresuk and Sherman "
                    "1968) on outcomes in the person's own words; Care Act "
                    "2014 s1.",
      }),
      .numerator = &Sums::met,
      .denominator = &Sums::rated,
      .expected = {&Sums::outstanding, &Sums::worked_on},
      .exclusions = {kNotWorkedOn, {&Sums::unrated, "rated by nobody"}},
      .people = &Sums::people,
      .of_packages = false,
  };
}

Definition OwnRating() {
  return {
      .metric = MetricOf({
          .id = "own-rating",
          .version = 1,
          .title = "Person's own rating",
          .question = "How often do we hear from people themselves how far "
                      "they have come?",
          .numerator = "Outcomes with the person's own rating, however it was "
                       "obtained.",
          .denominator = "Outcomes that were worked on, in accepted returns.",
          .exclusions = "Outcomes that could not be worked on in the period.",
          .direction = Metric::DIRECTION_HIGHER_IS_BETTER,
          .source = "Tidemark: three voices on each outcome, never averaged.",
      }),
      .numerator = &Sums::person_rated,
      .denominator = &Sums::worked_on,
      .expected = {&Sums::outstanding},
      .exclusions = {kNotWorkedOn},
      .people = &Sums::people,
      .of_packages = false,
  };
}

Definition VoicesDisagree() {
  return {
      .metric = MetricOf({
          .id = "voices-disagree",
          .version = 1,
          .title = "Voices disagree",
          .question = "How often do the person and the provider see the same "
                      "outcome differently?",
          .numerator = "Outcomes on which the person's and the provider's "
                       "levels differ, in either direction.",
          .denominator = "Outcomes rated by both, in accepted returns.",
          .exclusions = "Outcomes that could not be worked on in the period, "
                        "and those that lack either rating.",
          .direction = Metric::DIRECTION_NEUTRAL,
          .source = "Tidemark: disagreement is a question to ask, not a score.",
      }),
      .numerator = &Sums::disagree,
      .denominator = &Sums::both_rated,
      .expected = {&Sums::outstanding, &Sums::worked_on},
      .exclusions = {kNotWorkedOn,
                     {&Sums::not_both_rated,
                      "not rated by both the person and the provider"}},
      .people = &Sums::people,
      .of_packages = false,
  };
}

Definition ReturnsOnTime() {
  return {
      .metric = MetricOf({
          .id = "returns-on-time",
          .version = 1,
          .title = "Returns on time",
          .question = "Do returns arrive when the contract says?",
          .numerator =
              "Returns first submitted on or before their due date, or "
              "the later one to which the council extended it. A "
              "return that was withdrawn counts as not submitted "
              "until it is submitted again; its first submission "
              "counts then.",
          .denominator =
              "Returns of the contract's calendar that fell due before today, "
              "or are submitted, of contracts that are active, suspended or "
              "ended.",
          .exclusions = "Returns that fall due today or later, and returns for "
                        "periods that the calendar no longer has.",
          .direction = Metric::DIRECTION_HIGHER_IS_BETTER,
          .source = "The contract's return calendar.",
      }),
      .numerator = &Sums::on_time,
      .denominator = &Sums::returns_due,
      .expected = {},
      .exclusions = {{&Sums::not_yet_due, "due today or later"},
                     {&Sums::outside_calendar,
                      "the calendar no longer has the period"}},
      .people = nullptr,
      .of_packages = false,
  };
}

Definition StepDownAgreed() {
  return {
      .metric = MetricOf({
          .id = "step-down-agreed",
          .version = 1,
          .title = "Step-down agreed",
          .question =
              "When support is reduced, do people agree with the reduction?",
          .numerator = "Step-downs with which the person, or an advocate for "
                       "the person, agrees.",
          .denominator =
              "Step-downs: levels of support with fewer minutes of people's "
              "time a week than the level before, in the month from which "
              "they hold.",
          .exclusions = "The end of a package is not a step-down, whatever "
                        "comes after it.",
          .direction = Metric::DIRECTION_HIGHER_IS_BETTER,
          .source = "Tidemark: a reduction counts for the person only if the "
                    "person is part of it; Care Act 2014 s27.",
      }),
      .numerator = &Sums::agreed,
      .denominator = &Sums::steps,
      .expected = {},
      .exclusions = {},
      .people = &Sums::packages,
      .of_packages = true,
  };
}

Definition StepDownHeld() {
  return {
      .metric = MetricOf({
          .id = "step-down-held",
          .version = 1,
          .title = "Step-down held",
          .question = "When support is reduced, is it good for the person, and "
                      "does it last?",
          .numerator =
              "Step-downs that count: the person's goals hold in accepted "
              "returns, the person or an advocate agrees with every part, and "
              "the last check-back that found something found it sustained.",
          .denominator =
              "Step-downs, an end with no or low-level support to follow among "
              "them, in the month of their last day; reductions less than 84 "
              "days apart are one. A month is judged once 84 days have passed "
              "since its last day.",
          .exclusions =
              "Months too young to be judged; what is not less than was "
              "reached before, or went on elsewhere; what was cut short "
              "because "
              "the person died or moved.",
          .direction = Metric::DIRECTION_HIGHER_IS_BETTER,
          .source = "Tidemark: less support is success only if life is no "
                    "worse for it; the credit rule of `StepDown`.",
      }),
      .numerator = &Sums::held,
      .denominator = &Sums::judged,
      .expected = {},
      .exclusions = {{&Sums::too_young, "too young to be judged"},
                     {&Sums::not_less, "not less than was reached before"},
                     {&Sums::cut_short, "cut short"}},
      .people = &Sums::judged_packages,
      .of_packages = true,
  };
}

// Gives the figure its share and interval, or the reason why it has none.
void SetShare(int32_t minimum, Figure& figure) {
  const statistics::Interval interval =
      statistics::WilsonInterval(figure.numerator(), figure.denominator());
  figure.mutable_interval()->set_lower(interval.lower);
  figure.mutable_interval()->set_upper(interval.upper);
  if (figure.denominator() < minimum) {
    figure.set_no_value(Figure::NO_VALUE_TOO_FEW);
  } else {
    figure.set_value(static_cast<double>(figure.numerator()) /
                     static_cast<double>(figure.denominator()));
  }
}

}  // namespace

const std::vector<Definition>& Definitions() {
  static const auto& definitions = *new std::vector<Definition>{
      OutcomesMet(),   OwnRating(),      VoicesDisagree(),
      ReturnsOnTime(), StepDownAgreed(), StepDownHeld()};
  return definitions;
}

const Definition* FindDefinition(absl::string_view id) {
  const std::vector<Definition>& all = Definitions();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Definition& definition) {
        return definition.metric.id() == id;
      });
  return found == all.end() ? nullptr : &*found;
}

absl::StatusOr<const Definition*> GetDefinition(absl::string_view id) {
  const Definition* const found = FindDefinition(id);
  if (found != nullptr) return found;
  std::vector<absl::string_view> ids;
  for (const Definition& definition : Definitions()) {
    ids.push_back(definition.metric.id());
  }
  return Error(absl::StatusCode::kNotFound, "UNKNOWN_METRIC",
               absl::StrCat("there is no metric ", id, "; there are ",
                            absl::StrJoin(ids, ", ")),
               {{"metric", std::string(id)}});
}

Figure MakeFigure(const Definition& definition, const Sums& sums,
                  int32_t council_minimum) {
  Figure figure;
  const int64_t numerator = sums.*definition.numerator;
  const int64_t denominator = sums.*definition.denominator;
  figure.set_metric(definition.metric.id());
  figure.set_numerator(numerator);
  figure.set_denominator(denominator);
  if (denominator == 0) {
    const bool expected = std::any_of(
        definition.expected.begin(), definition.expected.end(),
        [&](int64_t Sums::*const count) { return sums.*count != 0; });
    figure.set_no_value(expected ? Figure::NO_VALUE_MISSING
                                 : Figure::NO_VALUE_NOT_APPLICABLE);
    return figure;
  }
  SetShare(MinimumOf(definition, council_minimum), figure);
  return figure;
}

Figure MakeShare(absl::string_view id, int64_t numerator, int64_t denominator,
                 int32_t council_minimum) {
  Figure figure;
  figure.set_metric(id.data(), id.size());
  figure.set_numerator(numerator);
  figure.set_denominator(denominator);
  if (denominator == 0) {
    figure.set_no_value(Figure::NO_VALUE_NOT_APPLICABLE);
  } else {
    SetShare(FewestCases(council_minimum), figure);
  }
  return figure;
}

int32_t MinimumOf(const Definition& definition, int32_t council_minimum) {
  return council_minimum != 0 ? council_minimum
                              : definition.metric.minimum_denominator();
}

int32_t FewestCases(int32_t council_minimum) {
  return council_minimum != 0 ? council_minimum : kMinimumDenominator;
}

std::vector<v1::Exclusion> ExclusionsOf(const Definition& definition,
                                        const Sums& sums) {
  std::vector<v1::Exclusion> exclusions;
  for (const Definition::Exclusion& exclusion : definition.exclusions) {
    if (sums.*exclusion.count == 0) continue;
    v1::Exclusion& excluded = exclusions.emplace_back();
    excluded.set_reason(exclusion.reason);
    excluded.set_count(sums.*exclusion.count);
  }
  return exclusions;
}

}  // namespace tidemark::monitoring

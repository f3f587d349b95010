#include <vector>

#include "services/monitoring/definition_text.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {
namespace {

using v1::Metric;

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
          .source = "Goal attainment levels -2 to +2 (Kiresuk and Sherman "
                    "1968) on outcomes in the person's own words; Care Act "
                    "2014 s1.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::met,
      .denominator = &Sums::rated,
      .expected = {&Sums::outstanding, &Sums::worked_on},
      .exclusions = {kNotWorkedOn, {&Sums::unrated, "rated by nobody"}},
      .people = &Sums::people,
      .source = Definition::Source::kEntries,
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
          .source = "Tidemark: three voices on each outcome, never averaged.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::person_rated,
      .denominator = &Sums::worked_on,
      .expected = {&Sums::outstanding},
      .exclusions = {kNotWorkedOn},
      .people = &Sums::people,
      .source = Definition::Source::kEntries,
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
          .source = "Tidemark: disagreement is a question to ask, not a score.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::disagree,
      .denominator = &Sums::both_rated,
      .expected = {&Sums::outstanding, &Sums::worked_on},
      .exclusions = {kNotWorkedOn,
                     {&Sums::not_both_rated,
                      "not rated by both the person and the provider"}},
      .people = &Sums::people,
      .source = Definition::Source::kEntries,
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
          .source = "The contract's return calendar.",
          .dimensions = ByContract(),
      }),
      .numerator = &Sums::on_time,
      .denominator = &Sums::returns_due,
      .expected = {},
      .exclusions = {{&Sums::not_yet_due, "due today or later"},
                     {&Sums::outside_calendar,
                      "the calendar no longer has the period"}},
      .people = nullptr,
      .source = Definition::Source::kReturns,
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
          .source = "Tidemark: a reduction counts for the person only if the "
                    "person is part of it; Care Act 2014 s27.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::agreed,
      .denominator = &Sums::steps,
      .expected = {},
      .exclusions = {},
      .people = &Sums::packages,
      .source = Definition::Source::kPackages,
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
          .source = "Tidemark: less support is success only if life is no "
                    "worse for it; the credit rule of `StepDown`.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::held,
      .denominator = &Sums::judged,
      .expected = {},
      .exclusions = {{&Sums::too_young, "too young to be judged"},
                     {&Sums::not_less, "not less than was reached before"},
                     {&Sums::cut_short, "cut short"}},
      .people = &Sums::judged_packages,
      .source = Definition::Source::kPackages,
  };
}

Definition DecisionsOnTime() {
  return {
      .metric = MetricOf({
          .id = "decisions-on-time",
          .version = 1,
          .title = "Decisions within two working days",
          .question = "When a provider proposes something with a person, does "
                      "the council decide within two working days?",
          .numerator =
              "Proposals decided by the end of the second working day after "
              "the day on which they were made.",
          .denominator =
              "Proposals about packages and personal outcomes that were "
              "decided, or were to be decided before today, in the month in "
              "which the decision is due. One that still waits after its day "
              "counts against.",
          .exclusions =
              "Proposals that wait and are not overdue; those that the "
              "contract accepts by rule, because nobody had to decide; those "
              "that the provider withdrew.",
          .source = "Decisions recorded within two working days, as councils' "
                    "practice standards ask for (Inclusive Essex; Connected "
                    "Southend); `Decision.decide_by` says which days count.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::decided_on_time,
      .denominator = &Sums::decisions_due,
      .expected = {},
      .exclusions = {{&Sums::decisions_not_due, "wait and are not overdue"},
                     {&Sums::by_rule, "accepted by rule"},
                     {&Sums::withdrawn, "withdrawn"}},
      .people = nullptr,
      .source = Definition::Source::kProposals,
  };
}

constexpr Definition::Exclusion kLooksCutShort = {
    &Sums::looks_cut_short, "the person died or moved before"};

Definition CheckBacksOnTime() {
  return {
      .metric = MetricOf({
          .id = "check-backs-on-time",
          .version = 1,
          .title = "Check-backs on time",
          .question = "After support was reduced or ended, does somebody look "
                      "back when they said they would?",
          .numerator = "Check-backs recorded as made on or before the day on "
                       "which they were due, whatever they found.",
          .denominator =
              "Check-backs that were recorded, or fell due before today, in "
              "the month in which they are due. One that nobody has recorded "
              "counts against from the day after.",
          .exclusions = "Check-backs that fall due today or later; those that "
                        "found nothing because the person died or moved to "
                        "another council before they were due.",
          .source = "Tidemark: less support is followed up, or it does not "
                    "count.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::looks_on_time,
      .denominator = &Sums::looks_due,
      .expected = {},
      .exclusions = {{&Sums::looks_not_due, "due today or later"},
                     kLooksCutShort},
      .people = &Sums::looks_due,
      .source = Definition::Source::kPackages,
  };
}

Definition CheckBacksSustained() {
  return {
      .metric = MetricOf({
          .id = "check-backs-sustained",
          .version = 1,
          .title = "Check-backs sustained",
          .question = "When somebody looks back, does the lower level of "
                      "support, or its end, still hold?",
          .numerator = "Check-backs that found it sustained.",
          .denominator = "Check-backs that found it sustained, slipped or the "
                         "person returned, in the month in which they were "
                         "due.",
          .exclusions =
              "Check-backs that nobody has recorded, that could not reach the "
              "person, or that the person's death or move forestalled: they "
              "say neither that it holds nor that it does not.",
          .source = "Tidemark: the check-back stands, one of the three "
                    "conditions of the credit rule of `StepDown`.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::looks_sustained,
      .denominator = &Sums::looks_found,
      .expected = {&Sums::looks_missed},
      .exclusions = {{&Sums::looks_missed, "overdue, nobody has looked"},
                     {&Sums::not_reached, "the person was not reached"},
                     kLooksCutShort},
      .people = &Sums::looks_found,
      .source = Definition::Source::kPackages,
  };
}

Definition Community12Weeks() {
  return {
      .metric = MetricOf({
          .id = "community-12-weeks",
          .version = 1,
          .title = "In the community at 12 weeks (local proxy)",
          .question = "Twelve weeks after support to regain independence "
                      "ended, is the person still in the community?",
          .numerator =
              "Ends after which the person was in the community 84 days "
              "later: a check-back of the end made from 14 days before that "
              "day on found the person, or a package of the person was in "
              "force that day.",
          .denominator =
              "Ends of packages of the stage Enable, in the month of their "
              "last day, of which that is known: the former, and those with a "
              "care home to follow or the person's death within 84 days. A "
              "month is judged once 84 days have passed since its last day.",
          .exclusions =
              "Months too young to be judged; ends because responsibility "
              "moved to another council; ends after which nobody looked. "
              "Hospital stays are seen only where somebody recorded them.",
          .source = "Tidemark: a local proxy on the council's own packages, "
                    "no national measure. ASCOF 2A and the 12-week outcome on "
                    "client-level data are asked for with `measure`.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::ends_at_home,
      .denominator = &Sums::ends,
      .expected = {&Sums::ends_unknown},
      .exclusions = {{&Sums::ends_too_young, "too young to be judged"},
                     {&Sums::ends_moved, "moved to another council"},
                     {&Sums::ends_unknown, "nobody looked"}},
      .people = &Sums::ends,
      .source = Definition::Source::kPackages,
  };
}

Definition Stories() {
  Definition stories = {
      .metric = MetricOf({
          .id = "stories",
          .version = 1,
          .title = "Stories",
          .question = "What do people tell us about this contract, in their "
                      "own words?",
          .numerator =
              "Stories, compliments and concerns about the contract that may "
              "be used for council monitoring today, in the month in which "
              "their period ends or, without a period, in which they were "
              "told.",
          .denominator = "None: this is a count.",
          .exclusions =
              "Stories without consent to that use, or whose consent has "
              "expired or was taken back; stories that are about no contract. "
              "A provider's own count is of those that it may know of.",
          .source = "Tidemark: people's words stand beside the figures; how "
                    "many there are says nothing about how good things are.",
          .dimensions = {v1::DIMENSION_PROVIDER, v1::DIMENSION_CONTRACT,
                         v1::DIMENSION_THEME},
      }),
      .numerator = &Sums::stories,
      .denominator = &Sums::stories,
      .expected = {},
      .exclusions = {},
      .people = nullptr,
      .source = Definition::Source::kStories,
  };
  stories.metric.set_kind(v1::Figure::KIND_COUNT);
  stories.metric.clear_minimum_denominator();
  return stories;
}

Definition PackageGrowth() {
  Definition growth = {
      .metric = MetricOf({
          .id = "package-growth",
          .version = 1,
          .title = "Package growth",
          .question = "Of the people with a package at both ends of the range, "
                      "how many cost more a week at its end?",
          .numerator = "People whose weekly cost, over all their packages, is "
                       "higher on the last day of the range than on the day "
                       "before its first.",
          .denominator = "People with a package on both days. A paused package "
                         "counts at the level agreed.",
          .exclusions = "People with a package on one of the days only.",
          .source = "The share of people whose package grew, as councils "
                    "watch package costs (Leicester), on weekly cost. How much "
                    "they grew, through price or volume, is asked for with "
                    "`GetPackageGrowth`.",
          .dimensions = ByAll(),
      }),
      .numerator = &Sums::people_grew,
      .denominator = &Sums::people_both,
      .expected = {},
      .exclusions = {{&Sums::people_ended, "a package at the start only"},
                     {&Sums::people_new, "a package at the end only"}},
      .people = &Sums::people_both,
      .source = Definition::Source::kGrowth,
  };
  growth.metric.set_on_scorecard(false);
  growth.metric.set_asked_at(
      "tidemark.monitoring.v1.BreakdownService.GetBreakdown");
  return growth;
}

Metric Ascof2a() {
  Metric metric;
  metric.set_id("ascof-2a");
  metric.set_version(1);
  metric.set_title("ASCOF 2A");
  metric.set_question(
      "Do people who received short-term support to maximise independence need "
      "no long-term support afterwards?");
  metric.set_numerator(
      "Episodes of new people with no or low-level support to follow.");
  metric.set_denominator(
      "Episodes of new people with a sequel that counts, by DHSC's method for "
      "2024-25 on.");
  metric.set_exclusions(
      "Episodes of people who had long-term support before, or were under 18; "
      "each is listed with its reason.");
  metric.set_direction(Metric::DIRECTION_HIGHER_IS_BETTER);
  metric.set_minimum_denominator(kMinimumDenominator);
  metric.set_source(
      "Adult Social Care Outcomes Framework, measure 2A, on the council's "
      "client-level data; by financial year, also by provider.");
  metric.set_asked_at("tidemark.cld.v1.CldMeasureService.GetAscof2a");
  return metric;
}

}  // namespace

const std::vector<Definition>& Definitions() {
  static const auto& definitions = *new std::vector<Definition>{
      OutcomesMet(),      OwnRating(),        VoicesDisagree(),
      ReturnsOnTime(),    StepDownAgreed(),   StepDownHeld(),
      DecisionsOnTime(),  CheckBacksOnTime(), CheckBacksSustained(),
      Community12Weeks(), Stories()};
  return definitions;
}

const std::vector<Metric>& MetricsElsewhere() {
  static const auto& metrics =
      *new std::vector<Metric>{GrowthDefinition().metric, Ascof2a()};
  return metrics;
}

const Definition& GrowthDefinition() {
  static const auto& growth = *new Definition(PackageGrowth());
  return growth;
}

}  // namespace tidemark::monitoring

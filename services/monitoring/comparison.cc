#include "services/monitoring/comparison.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/statistics/standardised_ratio.h"
#include "services/monitoring/case_mix.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using statistics::Funnel;
using statistics::FunnelBand;
using statistics::FunnelVerdict;
using v1::Comparison;
using v1::Figure;

// How many points a funnel is drawn from, at most.
constexpr int kCurvePoints = 40;

void SetLimits(const statistics::Interval& limits, v1::FunnelLimits& proto) {
  proto.set_lower(limits.lower);
  proto.set_upper(limits.upper);
}

void SetBand(const FunnelBand& band, v1::FunnelBand& proto) {
  SetLimits(band.attention.limits, *proto.mutable_attention());
  SetLimits(band.action.limits, *proto.mutable_action());
}

Comparison::Standing StandingOf(const FunnelBand& band) {
  switch (band.action.standing) {
    case statistics::Standing::kAbove:
      return Comparison::STANDING_ACTION_HIGH;
    case statistics::Standing::kBelow:
      return Comparison::STANDING_ACTION_LOW;
    case statistics::Standing::kInside:
      break;
  }
  switch (band.attention.standing) {
    case statistics::Standing::kAbove:
      return Comparison::STANDING_ATTENTION_HIGH;
    case statistics::Standing::kBelow:
      return Comparison::STANDING_ATTENTION_LOW;
    case statistics::Standing::kInside:
      break;
  }
  return Comparison::STANDING_INSIDE;
}

const char* WordsOf(Comparison::Standing standing) {
  switch (standing) {
    case Comparison::STANDING_INSIDE:
      return "no different from the others, as far as can be told";
    case Comparison::STANDING_ATTENTION_HIGH:
      return "higher than chance explains 19 times in 20: worth a look";
    case Comparison::STANDING_ATTENTION_LOW:
      return "lower than chance explains 19 times in 20: worth a look";
    case Comparison::STANDING_ACTION_HIGH:
      return "far higher than chance explains: ask why";
    case Comparison::STANDING_ACTION_LOW:
      return "far lower than chance explains: ask why";
    default:
      return "too few cases to judge";
  }
}

// What is compared: the units, and the fewest cases to judge by.
struct Compared {
  std::vector<SubjectSums> parts;
  std::vector<Figure> figures;
  // In their order; without a denominator where a unit is too small.
  std::vector<statistics::FunnelUnit> units;
  statistics::FunnelOptions options;
};

// Holds each unit against what is expected of its people.
absl::Status AllowForPeople(const store::Reader& reader, const Subject& council,
                            const ComparisonQuestion& question,
                            Compared& compared) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto expected,
                            ExpectedMet(reader, council, question.range,
                                        question.units, question.case_mix));
  for (size_t i = 0; i < compared.parts.size(); ++i) {
    const auto found = expected.find(compared.parts[i].subject);
    const bool judged =
        found != expected.end() &&
        compared.units[i].denominator >= compared.options.minimum_denominator;
    compared.units[i].denominator = judged ? found->second : 0;
  }
  compared.options.kind = statistics::FunnelKind::kRatiosSquareRoot;
  compared.options.minimum_denominator = 0;
  return absl::OkStatus();
}

absl::StatusOr<Compared> Compare(const store::Reader& reader,
                                 const ComparisonQuestion& question) {
  const Subject council = {
      .kind = Subject::Kind::kCouncil,
      .name = std::string(CouncilOf(question.subject.name))};
  TIDEMARK_ASSIGN_OR_RETURN(
      PartSums sums, SumParts(reader, council, question.range, question.units,
                              question.viewer));
  Compared compared = {
      .parts = std::move(sums.parts),
      .figures = {},
      .units = {},
      .options = {.limits = question.limits,
                  .minimum_denominator = static_cast<double>(
                      MinimumOf(*question.definition, sums.council_minimum))}};
  for (const SubjectSums& part : compared.parts) {
    const Figure figure =
        MakeFigure(*question.definition, part.sums, sums.council_minimum);
    compared.units.push_back(
        {.numerator = static_cast<double>(figure.numerator()),
         .denominator = static_cast<double>(figure.denominator())});
    compared.figures.push_back(figure);
  }
  if (!question.case_mix.empty()) {
    TIDEMARK_RETURN_IF_ERROR(
        AllowForPeople(reader, council, question, compared));
  }
  return compared;
}

// A provider or contract is shown alone.
bool IsShown(const SubjectSums& part, const Subject& subject) {
  switch (subject.kind) {
    case Subject::Kind::kCouncil:
      return true;
    case Subject::Kind::kProvider:
      return part.provider == subject.name;
    case Subject::Kind::kContract:
      return part.subject == subject.name;
  }
  return false;
}

void FillUnit(const SubjectSums& part, const Figure& figure,
              const Funnel& funnel, const statistics::FunnelPoint& point,
              Comparison::Unit& unit) {
  unit.set_subject(part.subject);
  unit.set_display_name(part.display_name);
  *unit.mutable_figure() = figure;
  if (point.verdict) {
    unit.set_standing(StandingOf(funnel.Band(*point.verdict)));
    SetBand(point.verdict->unadjusted, *unit.mutable_unadjusted());
    SetBand(point.verdict->adjusted, *unit.mutable_adjusted());
  }
  unit.set_standing_words(WordsOf(unit.standing()));
}

// What is expected of the unit's people, and what it reached of that.
void FillRatio(const statistics::FunnelUnit& of, Comparison::Unit& unit) {
  if (of.denominator <= 0) return;
  const statistics::StandardisedRatio ratio =
      statistics::Standardise(of.numerator, of.denominator);
  unit.set_expected(of.denominator);
  unit.set_ratio(ratio.ratio);
  SetLimits(ratio.interval, *unit.mutable_ratio_interval());
}

void Count(const Funnel& funnel, Comparison& comparison) {
  int judged = 0;
  int unadjusted[] = {0, 0};
  int adjusted[] = {0, 0};
  for (const statistics::FunnelPoint& point : funnel.points) {
    if (!point.verdict) continue;
    ++judged;
    const FunnelVerdict& verdict = *point.verdict;
    if (verdict.unadjusted.attention.outside()) ++unadjusted[0];
    if (verdict.unadjusted.action.outside()) ++unadjusted[1];
    if (verdict.adjusted.attention.outside()) ++adjusted[0];
    if (verdict.adjusted.action.outside()) ++adjusted[1];
  }
  comparison.set_judged(judged);
  comparison.set_too_small(static_cast<int>(funnel.points.size()) - judged);
  comparison.set_outside_unadjusted_attention(unadjusted[0]);
  comparison.set_outside_unadjusted_action(unadjusted[1]);
  comparison.set_outside_adjusted_attention(adjusted[0]);
  comparison.set_outside_adjusted_action(adjusted[1]);
}

// The limits from the smallest to the largest unit that is judged, closer
// together where they bend more.
void DrawCurve(const std::vector<statistics::FunnelUnit>& units,
               const Funnel& funnel, const statistics::FunnelOptions& options,
               Comparison& comparison) {
  double smallest = 0;
  double largest = 0;
  for (size_t i = 0; i < units.size(); ++i) {
    if (!funnel.points[i].verdict) continue;
    const double size = units[i].denominator;
    smallest = smallest == 0 ? size : std::min(smallest, size);
    largest = std::max(largest, size);
  }
  if (largest == 0) return;
  double last = 0;
  for (int i = 0; i < kCurvePoints; ++i) {
    const double size = std::round(
        smallest * std::pow(largest / smallest,
                            static_cast<double>(i) / (kCurvePoints - 1)));
    if (size <= last) continue;
    last = size;
    Comparison::CurvePoint& point = *comparison.add_curve();
    const FunnelVerdict limits = statistics::LimitsAt(funnel, size, options);
    point.set_size(size);
    SetBand(limits.unadjusted, *point.mutable_unadjusted());
    SetBand(limits.adjusted, *point.mutable_adjusted());
  }
}

void AddNotes(const ComparisonQuestion& question, Comparison& comparison) {
  const absl::string_view units =
      question.units == PartKind::kProviders ? "Providers" : "Contracts";
  if (comparison.adjusted()) {
    comparison.add_notes(
        absl::StrCat(units,
                     " differ more than chance explains, as they mostly "
                     "do, so the limits that count allow for that as well."));
  }
  if (comparison.too_small() > 0) {
    comparison.add_notes(absl::StrCat(
        comparison.too_small(), comparison.too_small() == 1 ? " has" : " have",
        " too few cases to judge, and may be very different for all that can "
        "be told."));
  }
  if (!question.case_mix.empty()) {
    comparison.add_notes(absl::StrCat(
        units,
        " are held against what is expected of their own "
        "people, group by group; 1 is as expected. What tells people apart "
        "beyond those groups is not allowed for. Limits are those of counts, "
        "so they are wider than shares would need."));
  }
  if (question.definition->source == Definition::Source::kEntries) {
    comparison.add_notes(
        "Goals are set person by person: who sets easier ones, supports other "
        "people or records otherwise can lie outside for that alone. Ask "
        "before you judge.");
  }
  comparison.add_notes(
      absl::StrCat(units,
                   " are in order of name. Where they lie within the "
                   "limits says nothing: this is no league table."));
}

}  // namespace

absl::StatusOr<Comparison> MakeComparison(const store::Reader& reader,
                                          const ComparisonQuestion& question) {
  TIDEMARK_RETURN_IF_ERROR(FindSubject(reader, question.subject).status());
  TIDEMARK_ASSIGN_OR_RETURN(const Compared compared, Compare(reader, question));
  const Funnel funnel =
      statistics::MakeFunnel(compared.units, compared.options);

  Comparison comparison;
  comparison.set_subject(question.subject.name);
  comparison.set_metric(question.definition->metric.id());
  for (size_t i = 0; i < compared.parts.size(); ++i) {
    const SubjectSums& part = compared.parts[i];
    if (!IsShown(part, question.subject)) continue;
    Comparison::Unit& unit = *comparison.add_units();
    FillUnit(part, compared.figures[i], funnel, funnel.points[i], unit);
    if (!question.case_mix.empty()) FillRatio(compared.units[i], unit);
  }
  if (funnel.centre) comparison.set_centre(*funnel.centre);
  comparison.set_phi(funnel.dispersion.phi);
  comparison.set_tau2(funnel.dispersion.tau2);
  comparison.set_adjusted(funnel.dispersion.over_dispersed());
  Count(funnel, comparison);
  if (funnel.centre) {
    DrawCurve(compared.units, funnel, compared.options, comparison);
  }
  AddNotes(question, comparison);
  return comparison;
}

}  // namespace tidemark::monitoring

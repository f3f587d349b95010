#include "services/monitoring/finding_outliers.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/statistics/funnel.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {
namespace {

using statistics::Funnel;
using statistics::FunnelBand;
using statistics::Standing;
using v1::Figure;
using v1::Finding;

constexpr char kVoices[] = "voices-disagree";

// A funnel of the council's providers.
struct Compared {
  std::vector<Figure> figures;
  Funnel funnel;
};

Compared Compare(const CouncilFigures& council, const Definition& definition) {
  Compared compared;
  std::vector<statistics::FunnelUnit> units;
  for (const ProviderFigures& provider : council.providers) {
    const Figure& figure = compared.figures.emplace_back(
        MakeFigure(definition, SumLast(council, provider, kMonthsCompared),
                   council.minimum));
    units.push_back({.numerator = static_cast<double>(figure.numerator()),
                     .denominator = static_cast<double>(figure.denominator())});
  }
  compared.funnel = statistics::MakeFunnel(
      units, {.minimum_denominator =
                  static_cast<double>(MinimumOf(definition, council.minimum))});
  return compared;
}

// Where the provider at `index` lies of the limits at which action is asked
// for.
Standing StandingOf(const Compared& compared, size_t index) {
  const auto& verdict = compared.funnel.points[index].verdict;
  if (!verdict || !compared.figures[index].has_value()) {
    return Standing::kInside;
  }
  return compared.funnel.Band(*verdict).action.standing;
}

std::string RuleOf(const Compared& compared, size_t index) {
  const FunnelBand& band =
      compared.funnel.Band(*compared.funnel.points[index].verdict);
  return absl::StrCat(
      "Outside the 99.8% limits, ", FormatShare(band.action.limits.lower),
      " to ", FormatShare(band.action.limits.upper),
      " for a provider of this size, about the ",
      FormatShare(*compared.funnel.centre), " of all providers together",
      compared.funnel.dispersion.over_dispersed()
          ? ", which allow for providers that differ anyway."
          : ".");
}

Finding FindingOf(const CouncilFigures& council, size_t index,
                  const Compared& compared, const v1::Metric& metric) {
  const ProviderFigures& provider = council.providers[index];
  Finding finding;
  finding.set_subject(provider.name);
  finding.set_provider(provider.name);
  finding.set_display_name(provider.display_name);
  finding.set_metric(metric.id());
  AddMeasure(metric.title(), council.last_month - kMonthsCompared + 1,
             council.last_month, compared.figures[index],
             *finding.mutable_evidence());
  return finding;
}

std::string MonthsOf(const CouncilFigures& council) {
  return FormatMonths(council.last_month - kMonthsCompared + 1,
                      council.last_month);
}

}  // namespace

absl::Status FindOutliers(const CouncilFigures& council,
                          std::vector<Finding>& findings) {
  for (const char* const id : kComparedMetrics) {
    TIDEMARK_ASSIGN_OR_RETURN(const Definition* const definition,
                              GetDefinition(id));
    const Compared compared = Compare(council, *definition);
    for (size_t i = 0; i < council.providers.size(); ++i) {
      const Standing standing = StandingOf(compared, i);
      if (standing == Standing::kInside) continue;
      const bool high = standing == Standing::kAbove;
      Finding finding = FindingOf(council, i, compared, definition->metric);
      finding.set_kind(Finding::KIND_FUNNEL_OUTLIER);
      finding.set_side(high ? Finding::SIDE_HIGH : Finding::SIDE_LOW);
      finding.set_meaning(MeaningOf(definition->metric, finding.side()));
      finding.set_sentence(absl::StrCat(
          finding.display_name(), ": \"",
          absl::AsciiStrToLower(definition->metric.title()), "\" is far ",
          high ? "higher" : "lower",
          " than chance explains beside other providers, ",
          FormatCounts(compared.figures[i]), " in ", MonthsOf(council), "."));
      finding.mutable_evidence()->set_rule(RuleOf(compared, i));
      findings.push_back(std::move(finding));
    }
  }
  return absl::OkStatus();
}

absl::Status FindDisagreement(const CouncilFigures& council,
                              std::vector<Finding>& findings) {
  TIDEMARK_ASSIGN_OR_RETURN(const Definition* const definition,
                            GetDefinition(kVoices));
  const Compared compared = Compare(council, *definition);
  for (size_t i = 0; i < council.providers.size(); ++i) {
    const bool far = StandingOf(compared, i) == Standing::kAbove;
    const Figure& figure = compared.figures[i];
    if (!far && !(figure.has_value() && figure.value() > kDisagreeShare)) {
      continue;
    }
    Finding finding = FindingOf(council, i, compared, definition->metric);
    finding.set_kind(Finding::KIND_VOICES_DISAGREE);
    finding.set_side(Finding::SIDE_HIGH);
    finding.set_sentence(absl::StrCat(
        finding.display_name(),
        " and the people whom it supports see outcomes differently, ",
        FormatCounts(figure), " in ", MonthsOf(council), "."));
    finding.mutable_evidence()->set_rule(
        far ? RuleOf(compared, i)
            : absl::StrCat("More than ", FormatShare(kDisagreeShare),
                           " of the outcomes that both rated."));
    findings.push_back(std::move(finding));
  }
  return absl::OkStatus();
}

}  // namespace tidemark::monitoring

#include "services/monitoring/metrics.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/faults.h"
#include "common/statistics/intervals.h"
#include "services/monitoring/definition_text.h"

namespace tidemark::monitoring {
namespace {

using v1::Figure;

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

bool Tally::any() const { return *this != Tally(); }

Tally& Tally::operator+=(const Tally& other) {
  numerator += other.numerator;
  denominator += other.denominator;
  people += other.people;
  expected += other.expected;
  for (size_t i = 0; i < exclusions.size(); ++i) {
    exclusions[i] += other.exclusions[i];
  }
  return *this;
}

Tally TallyOf(const Definition& definition, const Sums& sums) {
  Tally tally = {.numerator = sums.*definition.numerator,
                 .denominator = sums.*definition.denominator};
  if (definition.people != nullptr) tally.people = sums.*definition.people;
  for (int64_t Sums::*const count : definition.expected) {
    tally.expected += sums.*count;
  }
  for (size_t i = 0; i < definition.exclusions.size(); ++i) {
    tally.exclusions[i] = sums.*definition.exclusions[i].count;
  }
  return tally;
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
  return MakeFigure(definition, TallyOf(definition, sums), council_minimum);
}

Figure MakeFigure(const Definition& definition, const Tally& tally,
                  int32_t council_minimum) {
  Figure figure;
  figure.set_metric(definition.metric.id());
  figure.set_numerator(tally.numerator);
  if (definition.is_count()) {
    figure.set_kind(Figure::KIND_COUNT);
    return figure;
  }
  figure.set_denominator(tally.denominator);
  if (tally.denominator == 0) {
    figure.set_no_value(tally.expected != 0 ? Figure::NO_VALUE_MISSING
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
  return ExclusionsOf(definition, TallyOf(definition, sums));
}

std::vector<v1::Exclusion> ExclusionsOf(const Definition& definition,
                                        const Tally& tally) {
  std::vector<v1::Exclusion> exclusions;
  for (size_t i = 0; i < definition.exclusions.size(); ++i) {
    if (tally.exclusions[i] == 0) continue;
    v1::Exclusion& excluded = exclusions.emplace_back();
    excluded.set_reason(definition.exclusions[i].reason);
    excluded.set_count(tally.exclusions[i]);
  }
  return exclusions;
}

}  // namespace tidemark::monitoring

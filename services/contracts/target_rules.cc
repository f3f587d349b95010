#include "services/contracts/target_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/metric_scales.h"

namespace tidemark::contracts {
namespace {

using Target = v1::Council::Monitoring::Target;

// When a target holds.
struct Spell {
  int index;
  type::Date from;
  std::optional<type::Date> to;
};

// Targets that must not hold on the same day.
using Scope = std::tuple<std::string, std::string, std::string, std::string>;

std::string PathOf(int index) {
  return absl::StrCat("council.monitoring.targets[", index, "]");
}

void CheckMetric(const Target& target, const std::string& path,
                 Faults& faults) {
  const type::MetricScale* const scale = type::FindMetricScale(target.metric());
  if (scale == nullptr) {
    faults.Add({.field = path + ".metric",
                .code = "METRIC_UNKNOWN",
                .message = "must be the id of a figure that ListMetrics names "
                           "for scorecards, such as outcomes-met, or "
                           "package-growth"});
    return;
  }
  if (scale->is_count) {
    faults.Add({.field = path + ".metric",
                .code = "TARGET_OF_COUNT",
                .message = absl::StrCat("must be a share; ", scale->id,
                                        " is a count, and has no target")});
  }
  const bool fits = (target.better() == Target::BETTER_HIGHER &&
                     scale->better != type::Better::kLower) ||
                    (target.better() == Target::BETTER_LOWER &&
                     scale->better != type::Better::kHigher);
  if (!fits) {
    const absl::string_view own =
        scale->better == type::Better::kHigher  ? "HIGHER"
        : scale->better == type::Better::kLower ? "LOWER"
                                                : "HIGHER or LOWER";
    faults.Add({.field = path + ".better",
                .code = "TARGET_DIRECTION",
                .message = absl::StrCat("must be ", own, ", as is better of ",
                                        scale->id)});
  }
}

void CheckEdges(const Target& target, const std::string& path, Faults& faults) {
  const bool lower = target.better() == Target::BETTER_LOWER;
  const int32_t green = target.green_basis_points();
  const int32_t amber = target.amber_basis_points();
  if (lower ? amber >= green : amber <= green) return;
  faults.Add(
      {.field = path + ".amber_basis_points",
       .code = "TARGET_EDGES",
       .message = absl::StrCat("must be ", lower ? "at least " : "at most ",
                               green, ", where green begins, because ",
                               lower ? "lower" : "higher", " is better"),
       .value = absl::StrCat(amber)});
}

void CheckScope(const Target& target, absl::string_view council,
                const std::string& path, Faults& faults) {
  if (!target.provider().empty()) {
    CheckName(path + ".provider", target.provider(), "councils/*/providers/*",
              council, faults);
  }
  if (!target.contract().empty()) {
    CheckName(path + ".contract", target.contract(), "councils/*/contracts/*",
              council, faults);
  }
  const int set = (target.provider().empty() ? 0 : 1) +
                  (target.contract().empty() ? 0 : 1) +
                  (target.service_type().empty() ? 0 : 1);
  if (set <= 1) return;
  faults.Add({.field = path,
              .code = "TARGET_SCOPE",
              .message = "must be for one provider, one contract, one service "
                         "type, or for none of them: the whole council"});
}

// When it holds; nothing if it has no such days.
std::optional<Spell> CheckDates(const Target& target, int index,
                                const std::string& path, Faults& faults) {
  const std::optional<type::Date> from =
      type::ReadDate(target.from_date(), path + ".from_date", faults);
  if (!type::IsSet(target.to_date())) {
    if (!from) return std::nullopt;
    return Spell{.index = index, .from = *from, .to = std::nullopt};
  }
  const std::optional<type::Date> to =
      type::ReadDate(target.to_date(), path + ".to_date", faults);
  if (!from || !to) return std::nullopt;
  if (*to < *from) {
    faults.Add({.field = path + ".to_date",
                .code = "END_BEFORE_START",
                .message = absl::StrCat("must not be before from_date, ",
                                        type::FormatIsoDate(*from), "; is ",
                                        type::FormatIsoDate(*to))});
    return std::nullopt;
  }
  return Spell{.index = index, .from = *from, .to = to};
}

void CheckOverlaps(std::vector<Spell> spells, Faults& faults) {
  std::sort(spells.begin(), spells.end(), [](const Spell& a, const Spell& b) {
    return std::tie(a.from, a.index) < std::tie(b.from, b.index);
  });
  for (size_t i = 1; i < spells.size(); ++i) {
    const Spell& before = spells[i - 1];
    const Spell& later = spells[i];
    if (before.to && *before.to < later.from) continue;
    faults.Add(
        {.field = PathOf(later.index) + ".from_date",
         .code = "TARGET_OVERLAP",
         .message = absl::StrCat(
             "must be after the last day of ", PathOf(before.index),
             ", which is for the same figure and holds from ",
             type::FormatIsoDate(before.from),
             before.to ? absl::StrCat(" to ", type::FormatIsoDate(*before.to))
                       : " on; end that one first")});
  }
}

}  // namespace

void CheckTargets(const v1::Council& council, Faults& faults) {
  absl::flat_hash_map<std::string, int> first;
  std::map<Scope, std::vector<Spell>> spells;
  for (int i = 0; i < council.monitoring().targets_size(); ++i) {
    const Target& target = council.monitoring().targets(i);
    const std::string path = PathOf(i);
    const auto [same, is_new] = first.try_emplace(target.id(), i);
    if (!is_new) {
      faults.Add({.field = path + ".id",
                  .code = "TARGET_TWICE",
                  .message = absl::StrCat("must differ from ",
                                          PathOf(same->second), ".id"),
                  .value = target.id()});
    }
    CheckMetric(target, path, faults);
    CheckEdges(target, path, faults);
    CheckScope(target, council.name(), path, faults);
    if (const auto spell = CheckDates(target, i, path, faults)) {
      spells[{target.metric(), target.provider(), target.contract(),
              target.service_type()}]
          .push_back(*spell);
    }
  }
  for (auto& [scope, of_scope] : spells) {
    CheckOverlaps(std::move(of_scope), faults);
  }
}

}  // namespace tidemark::contracts

#include "services/monitoring/rebases.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/type/date.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {

using oversight::v1::Baseline;

absl::StatusOr<Rebases> Rebases::Read(const store::Reader& reader,
                                      absl::string_view council) {
  Rebases rebases;
  TIDEMARK_RETURN_IF_ERROR(kBaselineCopies.Scan(
      reader, absl::StrCat(council, "/baselines/"), "",
      [&](const Baseline& baseline) {
        const type::YearMonth month(type::Date(
            baseline.first_month().year(), baseline.first_month().month(), 1));
        rebases.all_[{baseline.subject(), baseline.metric()}].push_back(
            {.month = month.index(),
             .baseline_points = baseline.baseline_points(),
             .reason = baseline.reason(),
             .author = baseline.author()});
        return true;
      }));
  for (auto& [chart, of_chart] : rebases.all_) {
    std::stable_sort(
        of_chart.begin(), of_chart.end(),
        [](const Rebase& a, const Rebase& b) { return a.month < b.month; });
  }
  return rebases;
}

std::vector<Rebase> Rebases::Of(const std::string& subject,
                                const std::string& metric) const {
  const auto found = all_.find({subject, metric});
  return found == all_.end() ? std::vector<Rebase>() : found->second;
}

}  // namespace tidemark::monitoring

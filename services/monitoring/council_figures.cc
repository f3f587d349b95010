#include "services/monitoring/council_figures.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

constexpr const char* kMonthNames[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string FormatMonth(int32_t index) {
  const type::YearMonth month = type::YearMonth::FromIndex(index);
  return absl::StrCat(kMonthNames[month.month() - 1], " ", month.year());
}

// Gives each provider its name; one whose name is not known yet is called by
// its id.
absl::Status NameProviders(const store::Reader& reader,
                           CouncilFigures& figures) {
  absl::flat_hash_map<absl::string_view, ProviderFigures*> unnamed;
  for (ProviderFigures& provider : figures.providers) {
    provider.display_name = std::string(IdOf(provider.name));
    unnamed.emplace(provider.name, &provider);
  }
  return kSubjectNames.Scan(
      reader, absl::StrCat(figures.council, "/providers/"), "",
      [&](v1::SubjectName& name) {
        const auto found = unnamed.find(name.name());
        if (found != unnamed.end() && !name.display_name().empty()) {
          found->second->display_name = std::move(*name.mutable_display_name());
        }
        return true;
      });
}

}  // namespace

absl::StatusOr<CouncilFigures> ReadCouncilFigures(const store::Reader& reader,
                                                  absl::string_view council,
                                                  type::Date today) {
  CouncilFigures figures = {.council = std::string(council), .today = today};
  figures.last_month = type::YearMonth(today).index() - 1;
  // Two more than quarters need: the last quarter may end before last month.
  constexpr int kMonths = kQuartersCharted * kMonthsAQuarter + 2;
  figures.first_month = figures.last_month - kMonths + 1;
  TIDEMARK_ASSIGN_OR_RETURN(figures.minimum, CouncilMinimum(reader, council));
  TIDEMARK_ASSIGN_OR_RETURN(figures.rebases, Rebases::Read(reader, council));
  absl::flat_hash_map<std::string, size_t> place;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, {.kind = Subject::Kind::kCouncil, .name = figures.council},
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        const auto [it, is_new] =
            place.try_emplace(cells.provider(), figures.providers.size());
        if (is_new) {
          figures.providers.push_back(
              {.name = cells.provider(), .months = std::vector<Sums>(kMonths)});
        }
        TIDEMARK_RETURN_IF_ERROR(AddByMonths(
            figures.providers[it->second].months, cells, figures.first_month,
            /*months_per_point=*/1, DayOf(today)));
        if (cells.returns_due()) {
          TIDEMARK_ASSIGN_OR_RETURN(Cells decoded, Decode(cells));
          figures.contracts.push_back(std::move(decoded));
        }
        return true;
      }));
  std::sort(figures.providers.begin(), figures.providers.end(),
            [](const ProviderFigures& a, const ProviderFigures& b) {
              return a.name < b.name;
            });
  TIDEMARK_RETURN_IF_ERROR(NameProviders(reader, figures));
  return figures;
}

Sums SumLast(const CouncilFigures& figures, const ProviderFigures& provider,
             int months) {
  Sums sums;
  const auto first = static_cast<size_t>(figures.last_month -
                                         figures.first_month + 1 - months);
  for (size_t i = first; i < provider.months.size(); ++i) {
    sums += provider.months[i];
  }
  return sums;
}

std::string FormatMonths(int32_t first_month, int32_t last_month) {
  if (first_month == last_month) return FormatMonth(last_month);
  return absl::StrCat(FormatMonth(first_month), " to ",
                      FormatMonth(last_month));
}

std::string FormatShare(double share) {
  return absl::StrFormat("%.1f%%", 100 * share);
}

std::string FormatCounts(const v1::Figure& figure) {
  std::string counts =
      absl::StrCat(figure.numerator(), " of ", figure.denominator());
  if (!figure.has_value()) return counts;
  return absl::StrCat(counts, " (", FormatShare(figure.value()), ")");
}

void AddMeasure(absl::string_view label, type::Date from, type::Date to,
                v1::Figure figure, v1::Evidence& evidence) {
  v1::Evidence::Measure& measure = *evidence.add_measures();
  measure.set_label(std::string(label));
  *measure.mutable_from_date() = type::ToProto(from);
  *measure.mutable_to_date() = type::ToProto(to);
  *measure.mutable_figure() = std::move(figure);
}

void AddMeasure(absl::string_view label, int32_t first_month,
                int32_t last_month, v1::Figure figure, v1::Evidence& evidence) {
  AddMeasure(label, type::YearMonth::FromIndex(first_month).first_day(),
             type::YearMonth::FromIndex(last_month).last_day(),
             std::move(figure), evidence);
}

v1::Finding::Meaning MeaningOf(const v1::Metric& metric,
                               v1::Finding::Side side) {
  const bool high = side == v1::Finding::SIDE_HIGH;
  switch (metric.direction()) {
    case v1::Metric::DIRECTION_HIGHER_IS_BETTER:
      return high ? v1::Finding::MEANING_IMPROVEMENT
                  : v1::Finding::MEANING_CONCERN;
    case v1::Metric::DIRECTION_LOWER_IS_BETTER:
      return high ? v1::Finding::MEANING_CONCERN
                  : v1::Finding::MEANING_IMPROVEMENT;
    default:
      return v1::Finding::MEANING_UNSPECIFIED;
  }
}

}  // namespace tidemark::monitoring

#include "services/monitoring/rated_cases.h"

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/ratings.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {

absl::StatusOr<const Definition*> ReadMetricOfPeople(absl::string_view id,
                                                     Faults& faults) {
  const Definition* const definition = FindDefinition(id);
  if (definition == nullptr) {
    return Error(absl::StatusCode::kNotFound, "UNKNOWN_METRIC",
                 absl::StrCat("there is no metric ", id),
                 {{"metric", std::string(id)}});
  }
  if (definition->numerator != &Sums::met) {
    faults.Add({.field = "metric",
                .code = "METRIC_WITHOUT_PEOPLE",
                .message = "must be outcomes-met, whose cases are known person "
                           "by person"});
  }
  return definition;
}

absl::Status VisitRatedCases(const store::Reader& reader,
                             const v1::ContractCells& contract,
                             const Range& range,
                             absl::FunctionRef<void(const RatedCase&)> visit) {
  TIDEMARK_ASSIGN_OR_RETURN(const Cells cells, Decode(contract));
  for (const PeriodLine& period : cells.periods) {
    if (!range.Holds(period.counts) || period.counts.entries == 0) continue;
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::optional<v1::RatingCells> ratings,
        kRatingCells.Find(reader, NameIn(cells.name, "returns", period.id)));
    if (!ratings) continue;
    const type::Date day = DateOf(period.counts.end());
    TIDEMARK_RETURN_IF_ERROR(VisitRatings(
        *ratings,
        [&](absl::string_view person, absl::string_view, int32_t level) {
          visit({.day = day, .person = person, .met = level >= 0});
        }));
  }
  return absl::OkStatus();
}

absl::StatusOr<const outcomes::v1::Person*> People::Find(absl::string_view id) {
  const auto [it, is_new] = read_.try_emplace(id);
  if (is_new) {
    TIDEMARK_ASSIGN_OR_RETURN(
        it->second,
        kPersonCopies.Find(reader_, NameIn(council_, "people", id)));
  }
  return it->second ? &*it->second : nullptr;
}

}  // namespace tidemark::monitoring

#include "services/publications/rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/type/identifiers.h"
#include "services/publications/months.h"

namespace tidemark::publications {
namespace {

using v1::Publication;

void AddFault(const std::string& field, const char* code, std::string message,
              Faults& faults) {
  faults.Add({.field = absl::StrCat("publication.", field),
              .code = code,
              .message = std::move(message)});
}

bool IsMonth(const monitoring::v1::Month& month) {
  return month.year() >= type::kFirstYear && month.year() <= type::kLastYear &&
         month.month() >= 1 && month.month() <= 12;
}

void CheckPeriod(const std::string& field, const v1::PublishedPeriod& period,
                 type::Date today, Faults& faults) {
  if (!IsMonth(period.from_month()) || !IsMonth(period.to_month()) ||
      MonthsOf(period).last < MonthsOf(period).first) {
    AddFault(field, "BAD_PERIOD",
             "must be from one month to the same or a later one", faults);
    return;
  }
  const type::YearMonth now(today);
  if (MonthsOf(period).last >= now.index()) {
    AddFault(field, "PERIOD_NOT_OVER",
             absl::StrCat("must end before ", now.Format(),
                          ", the month of today: a month is published once"),
             faults);
  }
}

}  // namespace

void CheckPublication(absl::string_view id, const Publication& publication,
                      type::Date today, Faults& faults) {
  if (!type::IsOwnId(id)) {
    faults.Add({.field = "publication_id",
                .code = "BAD_ID",
                .message = "must be 2 to 63 of a-z, 0-9 and -, starting with a "
                           "letter and not ending with -"});
  }
  if (!Publication::Rows_IsValid(publication.row_kind())) {
    AddFault("row_kind", "UNKNOWN_VALUE", "must be a value of `Rows`", faults);
  }
  if (!monitoring::v1::Attribute_IsValid(publication.attribute())) {
    AddFault("attribute", "UNKNOWN_VALUE", "must be a value of `Attribute`",
             faults);
  }
  std::vector<Months> seen;
  for (int i = 0; i < publication.periods_size(); ++i) {
    const std::string field = absl::StrCat("periods[", i, "]");
    CheckPeriod(field, publication.periods(i), today, faults);
    const Months months = MonthsOf(publication.periods(i));
    for (const Months& other : seen) {
      if (other == months) {
        AddFault(field, "PERIOD_TWICE", "must not be there before", faults);
      }
    }
    seen.push_back(months);
  }
}

bool SeesDrafts(const rpc::Principal& caller) {
  return caller.role == api::v1::ROLE_COMMISSIONER ||
         caller.role == api::v1::ROLE_QUALITY ||
         caller.role == api::v1::ROLE_SERVICE;
}

void SetLegend(Publication& publication) {
  publication.clear_legend();
  const auto add = [&](const char* marker, const char* meaning) {
    v1::MarkerMeaning& line = *publication.add_legend();
    line.set_marker(marker);
    line.set_meaning(meaning);
  };
  add("[c]",
      "Kept back so that nobody can be recognised: few cases or few people, or "
      "a number that would give such a one away. It is not 0.");
  add("[z]", "Not applicable: there was nothing to measure.");
  add("[x]", "Not available: what it would rest on has not arrived.");
  add("Counts",
      "To the nearest 5. Shares are of the counts before they were rounded.");
}

void StripReasons(Publication& publication) {
  for (v1::PublishedRow& row : *publication.mutable_rows()) {
    for (v1::PublishedCell& cell : *row.mutable_cells()) cell.clear_reason();
  }
}

}  // namespace tidemark::publications

#include "services/sample/extract.h"

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/sample/random.h"

namespace tidemark::sample {
namespace {

using type::Date;

constexpr int kMonths = 18;
constexpr int kPeopleOfLocation = 9;
constexpr char kHeader[] =
    "LA Code,Reporting Period Start Date,Reporting Period End Date,"
    "LA Person Unique Identifier,Date of Birth,Client Type,Event Type,"
    "Event Start Date,Event End Date,Event Outcome,Service Type,"
    "Service Component,Provider CQC Location ID\r\n";

// Roughly as often as in England: three of four need nothing more.
constexpr std::array<absl::string_view, 12> kOutcomes = {
    "NFA: Support ended as planned",
    "NFA: Support ended as planned",
    "NFA: Support ended as planned",
    "NFA: Support ended as planned",
    "NFA: Information and advice or signposting",
    "NFA: Support declined",
    "NFA: Self-funded client or under 12wk disregard",
    "Admitted to hospital",
    "Progress to support planning or services",
    "Progress to support planning or services",
    "Continuation of support or services",
    "To be confirmed"};
constexpr std::array<absl::string_view, 4> kNext = {
    "Long term support: Community", "Long term support: Community",
    "Long term support: Residential care",
    "Short term support: Ongoing low level"};

// What one row says besides the council and the period.
struct Row {
  std::string person;
  Date born;
  Date start;
  std::string end;
  absl::string_view outcome;
  absl::string_view service;
  absl::string_view component;
  std::string location;
};

// The rows of one person, who had reablement from `location`.
std::vector<Row> RowsOf(const std::string& person, const std::string& location,
                        Date first, Random random) {
  const Date born = Date(1930, 1, 1) + random.Between(0, 18'000);
  const Date start = first + random.Between(0, 30 * (kMonths - 3));
  const Date end = start + random.Between(7, 42);
  const absl::string_view outcome = random.OneOf(kOutcomes);
  std::vector<Row> rows = {{.person = person,
                            .born = born,
                            .start = start,
                            .end = type::FormatIsoDate(end),
                            .outcome = outcome,
                            .service = "Short term support: ST-Max",
                            .component = "Reablement",
                            .location = location}};
  if (outcome.substr(0, 8) == "Progress") {
    rows.push_back({.person = person,
                    .born = born,
                    .start = end + random.Between(0, 10),
                    .end = "",
                    .outcome = "",
                    .service = random.OneOf(kNext),
                    .component = "Home support or domiciliary care",
                    .location = location});
  }
  return rows;
}

}  // namespace

Extract PlanExtract(const SampleCouncil& sample, Date until) {
  const std::string period_start = type::FormatIsoDate(
      type::YearMonth(until).AddMonths(1 - kMonths).first_day());
  const Date first = type::YearMonth(until).AddMonths(1 - kMonths).first_day();
  Extract extract = {.header = kHeader, .rows = ""};
  for (int p = 0; p < sample.provider_count(); ++p) {
    for (const auto& location : sample.Provider(p).locations) {
      const std::string id(IdOf(location.name()));
      for (int i = 0; i < kPeopleOfLocation; ++i) {
        const std::string person = absl::StrCat("S", id, "-", i);
        // One in nine names a location that nobody has.
        const std::string where = i == 0 ? "1-999999999" : id;
        for (const Row& row :
             RowsOf(person, where, first,
                    Random(SeedOf(sample.options().seed,
                                  absl::StrCat("extract ", person))))) {
          absl::StrAppend(
              &extract.rows, sample.options().council, ",", period_start, ",",
              type::FormatIsoDate(until), ",", row.person, ",",
              type::FormatIsoDate(row.born), ",Service User,Service,",
              type::FormatIsoDate(row.start), ",", row.end, ",", row.outcome,
              ",", row.service, ",", row.component, ",", row.location, "\r\n");
        }
      }
    }
  }
  return extract;
}

}  // namespace tidemark::sample

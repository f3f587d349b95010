// What the tables that people take away have in common: figures, months, as of
// when, and what marks mean.

#ifndef TIDEMARK_SERVICES_MONITORING_EXPORT_PARTS_H_
#define TIDEMARK_SERVICES_MONITORING_EXPORT_PARTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

#include "common/sheet/export_table.h"
#include "tidemark/monitoring/v1/figure.pb.h"
#include "tidemark/monitoring/v1/metric.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"
#include "tidemark/type/v1/date.pb.h"

namespace tidemark::monitoring {

using ExportRow = std::vector<sheet::ExportValue>;

inline constexpr double kNameWidth = 36;
inline constexpr double kNoteWidth = 60;
// What stands in a cell that has nothing to say; no cell stands empty.
inline constexpr char kNothingToSay[] = "none";

// A share as a percentage.
sheet::Decimal PerCent(double share);
sheet::Decimal Pounds(int64_t pence);
sheet::Decimal Hours(int64_t minutes);

// The text, or `kNothingToSay`.
std::string TextOrNothing(const std::string& text);

// Why there is no value.
std::string WordsOf(v1::Figure::NoValue no_value);

// The value of an enum as a person says it: `STANDING_NOT_LESS` is "not less".
std::string WordsOf(absl::string_view value, absl::string_view prefix);

// The colour, with whether chance alone could make it another; words where
// there is no target.
std::string ColourOf(const v1::Figure& figure);

sheet::ExportValue ShareOr(bool has_share, double share,
                           v1::Figure::NoValue no_value);

std::string MonthText(const v1::Month& month);
absl::CivilDay CivilDayOf(const type::v1::Date& date);
std::string DateText(const type::v1::Date& date);

// The columns of a figure: its value, its counts and its interval; of a count,
// itself alone.
void AddFigureColumns(const std::string& title, sheet::ExportTable& table,
                      bool is_count = false);
// The cells of a figure under those columns. One without a value says why.
void AddFigure(const v1::Figure& figure, ExportRow& row);

// What a metric means.
sheet::ExportDefinition DefinitionOf(const v1::Metric& metric);
// Adds that of the metric with this id, if there is one.
void AddDefinition(absl::string_view metric, sheet::ExportTable& table);
std::string TitleOf(absl::string_view metric);

// What the words mean that stand in place of figures.
void AddLegend(sheet::ExportTable& table);

template <typename Answer>
void AddMonths(const Answer& answer, sheet::ExportTable& table) {
  table.about.emplace_back("First month", MonthText(answer.from_month()));
  table.about.emplace_back("Last month", MonthText(answer.to_month()));
}

// On which day the answer was known so, if it is of a past day.
void AddKnownOn(const type::v1::Date& date, sheet::ExportTable& table);

// Up to where of each feed it knows.
template <typename Positions>
void AddPositions(const Positions& positions, sheet::ExportTable& table) {
  for (const v1::FeedPosition& position : positions) {
    table.about.emplace_back(
        absl::StrCat("Known of ", position.feed()),
        absl::StrCat("up to change ", position.sequence()));
  }
}

// Both.
template <typename Answer>
void AddAsOf(const Answer& answer, sheet::ExportTable& table) {
  if (answer.has_as_of_date()) AddKnownOn(answer.as_of_date(), table);
  AddPositions(answer.as_of(), table);
}

// What to bear in mind when reading it.
template <typename Notes>
void AddNotes(const Notes& notes, sheet::ExportTable& table) {
  for (const std::string& note : notes) {
    table.about.emplace_back("Note", note);
  }
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EXPORT_PARTS_H_

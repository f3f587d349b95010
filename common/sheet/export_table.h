// A table as people take it away: its figures, what they mean, and what it is
// of. Written to CSV, or to a workbook of three sheets.
//
//   sheet::ExportTable table;
//   table.title = "Scorecard of Essex";
//   table.file_stem = "scorecard-E10000012";
//   table.columns = {{.heading = "Provider", .width = 36},
//                    {.heading = "Outcomes met", .unit = "%"}};
//   table.rows = {{"Provider 1", sheet::Decimal{76.0, 1}},
//                 {"Provider 2", "too few to judge"}};
//   table.definitions = {{.title = "Outcomes met", .lines = {...}}};
//   table.about = {{"From", "April 2025"}, {"As of", "..."}};
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const type::v1::ExportedFile file,
//       sheet::MakeFile(table, type::v1::FILE_FORMAT_XLSX, clock.Now()));
//
// A text is written as text whatever it begins with: no formula is ever
// written. A figure that has no value is a text that says why.

#ifndef TIDEMARK_COMMON_SHEET_EXPORT_TABLE_H_
#define TIDEMARK_COMMON_SHEET_EXPORT_TABLE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "tidemark/type/v1/exported_file.pb.h"

namespace tidemark::sheet {

// A number with so many decimal places.
struct Decimal {
  double value;
  int places;
};

// What a cell of an exported table holds. An empty text is a fault of whoever
// made the table: a state is said in words.
using ExportValue = std::variant<std::string, int64_t, Decimal, absl::CivilDay>;

// A column.
struct ExportColumn {
  std::string heading;
  // Of its numbers, for example `%`; empty for texts and plain counts.
  std::string unit = {};
  // In characters, about.
  double width = 12;
};

// A line of a definition or of what a table is of.
using ExportLine = std::pair<std::string, std::string>;

// What one figure means.
struct ExportDefinition {
  std::string title;
  // For example the question, the numerator, the denominator.
  std::vector<ExportLine> lines;
};

// A table with all that belongs to it.
struct ExportTable {
  std::string title;
  // The file's name after its day and before its ending: letters, digits, `-`.
  std::string file_stem;
  // What stands above all else, such as "Not for publication"; empty for
  // nothing.
  std::string warning = {};
  std::vector<ExportColumn> columns = {};
  // Each as long as `columns`.
  std::vector<std::vector<ExportValue>> rows = {};
  std::vector<ExportDefinition> definitions = {};
  // From when, of whom, as of when, for whom; what marks mean.
  std::vector<ExportLine> about = {};
};

// The file of `table`, made at `now`. `INVALID_ARGUMENT` (`UNKNOWN_FORMAT`) for
// an unknown format, `RESOURCE_EXHAUSTED` (`TOO_MANY_ROWS`) if a sheet cannot
// hold it.
absl::StatusOr<type::v1::ExportedFile> MakeFile(const ExportTable& table,
                                                type::v1::FileFormat format,
                                                absl::Time now);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_EXPORT_TABLE_H_

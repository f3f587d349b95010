#include "services/cli/numbers_file.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/sheet/reader.h"
#include "common/type/identifiers.h"
#include "services/cli/cell_number.h"
#include "services/cli/message_json.h"
#include "services/cli/session.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

constexpr size_t kMaxBytes = size_t{32} << 20;
// As many names as a line shows.
constexpr size_t kShownNames = 5;

// A heading without what people write differently.
std::string Plain(absl::string_view heading) {
  return absl::StrReplaceAll(Normalised(heading), {{"-", ""}});
}

bool HasHeading(const sheet::Row& row, absl::string_view heading) {
  return std::any_of(row.cells.begin(), row.cells.end(),
                     [&](const sheet::Cell& cell) {
                       return Plain(cell.text) == Plain(heading);
                     });
}

// A filter of the command line.
struct Filter {
  size_t column = 0;
  std::vector<std::string> values;

  bool Holds(absl::string_view text) const {
    return std::any_of(values.begin(), values.end(),
                       [text](absl::string_view value) {
                         if (absl::ConsumeSuffix(&value, "*")) {
                           return absl::StartsWithIgnoreCase(text, value);
                         }
                         return absl::EqualsIgnoreCase(text, value);
                       });
  }
};

// True for a code of the Office for National Statistics: a letter and eight
// digits.
bool IsOnsCode(absl::string_view text) {
  return text.size() == 9 && absl::ascii_isupper(text[0]) &&
         std::all_of(text.begin() + 1, text.end(), absl::ascii_isdigit);
}

std::string Named(const LeftOut& row) {
  return row.name.empty() ? absl::StrCat("line ", row.line) : row.name;
}

std::string Names(const std::vector<const LeftOut*>& rows) {
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(rows.size(), kShownNames); ++i) {
    names.push_back(Named(*rows[i]));
  }
  if (rows.size() > kShownNames) {
    names.push_back(absl::StrCat("and ", rows.size() - kShownNames, " more"));
  }
  return absl::StrJoin(names, ", ");
}

// The position of the column called `heading`.
absl::StatusOr<size_t> FindColumn(const std::vector<std::string>& header,
                                  absl::string_view flag,
                                  absl::string_view heading) {
  std::optional<size_t> found;
  for (size_t i = 0; i < header.size(); ++i) {
    if (Plain(header[i]) != Plain(heading)) continue;
    if (found) {
      return UsageError(absl::StrCat(flag, ": two columns are called \"",
                                     heading, "\"; rename one"));
    }
    found = i;
  }
  if (found) return *found;
  return UsageError(
      absl::StrCat(flag, ": there is no column \"", heading,
                   "\"; there are: ", absl::StrJoin(header, ", ")));
}

// The filters in `texts`, one for each column.
absl::StatusOr<std::vector<Filter>> ReadFilters(
    const std::vector<std::string>& header, absl::string_view flag,
    const std::vector<std::string>& texts) {
  std::vector<Filter> filters;
  for (const std::string& text : texts) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (!absl::StrContains(text, '=')) {
      return UsageError(
          absl::StrCat(flag, " must be COLUMN=VALUE; is \"", text, "\""));
    }
    TIDEMARK_ASSIGN_OR_RETURN(const size_t column,
                              FindColumn(header, flag, parts.first));
    const auto same = std::find_if(
        filters.begin(), filters.end(),
        [column](const Filter& filter) { return filter.column == column; });
    const std::string value(Trimmed(parts.second));
    if (same == filters.end()) {
      filters.push_back({.column = column, .values = {value}});
    } else {
      same->values.push_back(value);
    }
  }
  return filters;
}

}  // namespace

absl::StatusOr<NumbersFile> NumbersFile::Read(const FileFlags& flags,
                                              std::vector<Column> columns) {
  for (const Column& column : columns) {
    if (column.need == Column::kRequired && column.heading.empty()) {
      return UsageError(absl::StrCat(
          column.flag, " is missing: say which column of the file it is"));
    }
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes,
                            ReadWholeFile(flags.path, kMaxBytes));
  NumbersFile file;
  file.missing_ = flags.missing;
  std::vector<std::string> first_cells;
  sheet::ReadOptions options;
  options.is_header = [&](const sheet::Row& row) {
    if (first_cells.empty()) {
      for (const sheet::Cell& cell : row.cells)
        first_cells.push_back(cell.text);
    }
    return std::all_of(
        columns.begin(), columns.end(), [&](const Column& column) {
          return column.heading.empty() || HasHeading(row, column.heading);
        });
  };
  const auto take = [&file](const sheet::Row& row) {
    if (file.header_.empty()) {
      for (const sheet::Cell& cell : row.cells) {
        file.header_.push_back(std::string(Trimmed(cell.text)));
      }
    } else {
      if (row.cells.size() > file.header_.size()) {
        file.faults_.Add(
            {.field = "file",
             .code = "TOO_MANY_CELLS",
             .message = "the row has more cells than there are headings; put "
                        "numbers with commas into quotes",
             .line = row.number});
      }
      file.rows_.push_back({.line = row.number, .cells = row.cells});
    }
    return true;
  };
  const absl::StatusOr<sheet::Source> source =
      sheet::ReadSheet(bytes, options, take);
  if (ReasonOf(source.status()) == "SHEET_NOT_FOUND") {
    // Say which column it is that the first row does not have.
    file.header_ = first_cells;
    TIDEMARK_RETURN_IF_ERROR(file.FindColumns(columns));
  }
  TIDEMARK_RETURN_IF_ERROR(source.status());
  TIDEMARK_RETURN_IF_ERROR(file.FindColumns(columns));
  file.rows_read_ = file.rows_.size();
  TIDEMARK_RETURN_IF_ERROR(file.ApplyFilters(flags));
  return file;
}

absl::Status NumbersFile::FindColumns(const std::vector<Column>& columns) {
  for (const Column& column : columns) {
    if (column.heading.empty()) continue;
    TIDEMARK_ASSIGN_OR_RETURN(positions_[column.flag],
                              FindColumn(header_, column.flag, column.heading));
  }
  return absl::OkStatus();
}

absl::Status NumbersFile::ApplyFilters(const FileFlags& flags) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Filter> where,
                            ReadFilters(header_, "--where", flags.where));
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Filter> except,
                            ReadFilters(header_, "--except", flags.except));
  const auto holds = [](const Row& row, const Filter& filter) {
    return filter.column < row.cells.size()
               ? filter.Holds(Trimmed(row.cells[filter.column].text))
               : filter.Holds("");
  };
  rows_filtered_ = std::erase_if(rows_, [&](const Row& row) {
    const auto in_row = [&](const Filter& filter) {
      return holds(row, filter);
    };
    return !std::all_of(where.begin(), where.end(), in_row) ||
           std::any_of(except.begin(), except.end(), in_row);
  });
  return absl::OkStatus();
}

bool NumbersFile::Has(absl::string_view flag) const {
  return positions_.count(std::string(flag)) > 0;
}

const sheet::Cell& NumbersFile::CellOf(const Row& row,
                                       absl::string_view flag) const {
  static const sheet::Cell kBlank;
  const auto at = positions_.find(std::string(flag));
  if (at == positions_.end() || at->second >= row.cells.size()) return kBlank;
  return row.cells[at->second];
}

std::string NumbersFile::HeadingOf(absl::string_view flag) const {
  const auto at = positions_.find(std::string(flag));
  return at == positions_.end() ? "" : header_[at->second];
}

std::string NumbersFile::Text(size_t row, absl::string_view flag) const {
  return std::string(Trimmed(CellOf(rows_[row], flag).text));
}

std::optional<double> NumbersFile::Number(size_t row, absl::string_view flag) {
  if (!Has(flag)) return std::nullopt;
  const sheet::Cell& cell = CellOf(rows_[row], flag);
  const CellNumber read = ReadNumber(cell, missing_);
  if (read.kind == CellNumber::kNumber) {
    percentages_[HeadingOf(flag)] += read.percentage;
    return read.number;
  }
  if (read.kind == CellNumber::kNone) {
    ++markers_[read.marker];
    return std::nullopt;
  }
  faults_.Add({.field = std::string(flag),
               .code = "NOT_A_NUMBER",
               .message = "must be a number, blank or a marker such as [c]; if "
                          "it means that there is no number, say --missing",
               .line = rows_[row].line,
               .column = HeadingOf(flag),
               .value = cell.text});
  return std::nullopt;
}

std::optional<int64_t> NumbersFile::Scaled(size_t row, absl::string_view flag,
                                           int scale) {
  const std::optional<double> number = Number(row, flag);
  if (!number) return std::nullopt;
  // More than any cost or hours, and no more than fits.
  constexpr double kMost = 1e15;
  return std::llround(std::clamp(*number * scale, -kMost, kMost));
}

void NumbersFile::LeaveOut(const Row& row, absl::string_view name,
                           std::string why) {
  left_out_.push_back({.line = row.line,
                       .name = std::string(Trimmed(CellOf(row, name).text)),
                       .why = std::move(why)});
}

void NumbersFile::LeaveOutRowsWithout(const std::vector<std::string>& flags,
                                      absl::string_view name) {
  std::erase_if(rows_, [&](const Row& row) {
    for (const std::string& flag : flags) {
      const CellNumber read = ReadNumber(CellOf(row, flag), missing_);
      if (read.kind != CellNumber::kNone) continue;
      LeaveOut(row, name,
               absl::StrCat("no ", HeadingOf(flag), ": ",
                            read.marker.empty() ? "blank" : read.marker));
      return true;
    }
    return false;
  });
}

std::optional<size_t> NumbersFile::CodeColumn() const {
  for (size_t column = 0; column < header_.size(); ++column) {
    bool only_codes = true;
    bool councils = false;
    for (const Row& row : rows_) {
      const absl::string_view text =
          column < row.cells.size() ? Trimmed(row.cells[column].text) : "";
      councils = councils || type::IsGssCouncilCode(text);
      only_codes =
          only_codes && (text.empty() || IsMarker(text) || IsOnsCode(text));
    }
    if (only_codes && councils) return column;
  }
  return std::nullopt;
}

void NumbersFile::LeaveOutGroups(absl::string_view name) {
  const std::optional<size_t> column = CodeColumn();
  if (!column) return;
  std::erase_if(rows_, [&](const Row& row) {
    const absl::string_view code =
        *column < row.cells.size() ? Trimmed(row.cells[*column].text) : "";
    if (type::IsGssCouncilCode(code)) return false;
    LeaveOut(row, name,
             absl::StrCat("no council: its ", header_[*column], " is ",
                          code.empty() ? "blank" : code));
    return true;
  });
}

void NumbersFile::KeepBlankRows() {
  std::vector<Row> rows;
  for (Row& row : rows_) {
    // Rows that a filter took away are no blank ones.
    while (rows_filtered_ == 0 && !rows.empty() &&
           rows.back().line + 1 < row.line) {
      rows.push_back({.line = rows.back().line + 1});
      ++blank_rows_;
    }
    rows.push_back(std::move(row));
  }
  rows_ = std::move(rows);
}

absl::Status NumbersFile::Explain(
    const absl::Status& status,
    const std::vector<std::pair<std::string, std::string>>& flags) const {
  tidemark::Faults explained;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    Fault here = {.field = fault.field(),
                  .code = fault.reason(),
                  .message = fault.description()};
    absl::string_view rest = fault.field();
    size_t row = 0;
    const size_t close = rest.find("].");
    if (absl::ConsumePrefix(&rest, "rows[") &&
        close != absl::string_view::npos &&
        absl::SimpleAtoi(rest.substr(0, close - 5), &row) &&
        row < rows_.size()) {
      const absl::string_view field = rest.substr(close - 3);
      here.line = rows_[row].line;
      for (const auto& [name, flag] : flags) {
        if (name == field) here.column = HeadingOf(flag);
      }
    }
    explained.Add(std::move(here));
  }
  return explained.empty() ? status : explained.ToStatus();
}

std::vector<std::string> NumbersFile::Notes() const {
  std::vector<std::string> notes = notes_;
  if (rows_filtered_ > 0) {
    notes.push_back(
        absl::StrCat(Count(static_cast<int64_t>(rows_filtered_), "row"),
                     " left out by --where or --except"));
  }
  std::vector<const LeftOut*> groups;
  std::vector<const LeftOut*> others;
  for (const LeftOut& row : left_out_) {
    (absl::StartsWith(row.why, "no council") ? groups : others).push_back(&row);
  }
  if (!groups.empty()) {
    notes.push_back(
        absl::StrCat(Count(static_cast<int64_t>(groups.size()), "row"),
                     " of countries, regions and other groups left out (",
                     "--all-rows keeps them): ", Names(groups)));
  }
  if (!others.empty()) {
    notes.push_back(
        absl::StrCat(Count(static_cast<int64_t>(others.size()), "row"),
                     " without a number left out: ", Names(others)));
  }
  if (blank_rows_ > 0) {
    notes.push_back(
        absl::StrCat(Count(static_cast<int64_t>(blank_rows_), "blank row"),
                     " between others read as missing points"));
  }
  for (const auto& [marker, count] : markers_) {
    notes.push_back(absl::StrCat(Count(count, "cell"), " without a number: ",
                                 marker.empty() ? "blank" : OneLine(marker)));
  }
  for (const auto& [heading, count] : percentages_) {
    if (count == 0) continue;
    notes.push_back(absl::StrCat("Percentages in ", OneLine(heading),
                                 " are read as shares: 76.5% is 0.765"));
  }
  return notes;
}

std::string NumbersFile::Json() const {
  std::vector<std::string> left_out;
  for (const LeftOut& row : left_out_) {
    left_out.push_back(absl::StrCat("{\"line\":", row.line,
                                    ",\"name\":", JsonText(row.name),
                                    ",\"why\":", JsonText(row.why), "}"));
  }
  std::vector<std::string> notes;
  for (const std::string& note : Notes()) notes.push_back(JsonText(note));
  return absl::StrCat("{\"rows_read\":", rows_read_,
                      ",\"rows_filtered\":", rows_filtered_,
                      ",\"rows_used\":", rows_.size(), ",\"left_out\":[",
                      absl::StrJoin(left_out, ","), "],\"notes\":[",
                      absl::StrJoin(notes, ","), "]}");
}

}  // namespace tidemark::cli

// Writes the file to fill in, and the file with what is wrong beside each row.

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/writer.h"
#include "common/type/date.h"
#include "services/outcomes/return_file.h"
#include "services/outcomes/return_words.h"

namespace tidemark::outcomes {
namespace {

using sheet::Fill;
using v1::ReturnEntry;
using v1::Voice;

// The columns that a template has.
constexpr Column kTemplate[] = {
    Column::kPerson,
    Column::kOutcome,
    Column::kOwnWords,
    Column::kLastPersonLevel,
    Column::kPersonLevel,
    Column::kPersonSource,
    Column::kPersonNotObtained,
    Column::kPersonWords,
    Column::kLastProviderLevel,
    Column::kProviderLevel,
    Column::kProviderWords,
    Column::kNotWorkedOn,
};

bool IsInput(Column column) {
  switch (column) {
    case Column::kPerson:
    case Column::kOutcome:
    case Column::kOwnWords:
    case Column::kLastPersonLevel:
    case Column::kLastProviderLevel:
      return false;
    default:
      return true;
  }
}

double WidthOf(Column column) {
  switch (column) {
    case Column::kOwnWords:
    case Column::kPersonWords:
    case Column::kProviderWords:
      return 40;
    case Column::kPersonLevel:
    case Column::kProviderLevel:
    case Column::kLastPersonLevel:
    case Column::kLastProviderLevel:
      return 26;
    default:
      return 16;
  }
}

// What the cell of `outcome` says in `column`: of `entry`, what is stored, and
// of `last`, what was accepted for the period before.
std::string CellOf(Column column, const v1::PersonalOutcome& outcome,
                   const ReturnEntry& entry, const ReturnEntry& last) {
  switch (column) {
    case Column::kPerson:
      return std::string(IdOf(ParentOf(outcome.name())));
    case Column::kOutcome:
      return std::string(IdOf(outcome.name()));
    case Column::kOwnWords:
      return outcome.own_words();
    case Column::kLastPersonLevel:
      return FormatRating(last.person_voice());
    case Column::kPersonLevel:
      return FormatRating(entry.person_voice());
    case Column::kPersonSource:
      return ChoiceOf(*Voice::Source_descriptor(),
                      entry.person_voice().source());
    case Column::kPersonNotObtained:
      return ChoiceOf(*Voice::NotObtained_descriptor(),
                      entry.person_voice().not_obtained());
    case Column::kPersonWords:
      return entry.person_voice().words();
    case Column::kLastProviderLevel:
      return FormatRating(last.provider_voice());
    case Column::kProviderLevel:
      return FormatRating(entry.provider_voice());
    case Column::kProviderWords:
      return entry.provider_voice().words();
    case Column::kNotWorkedOn:
      return entry.not_worked_on() ? "yes" : "";
    default:
      return "";
  }
}

absl::flat_hash_map<std::string, const ReturnEntry*> ByOutcome(
    const ReturnEntries* entries) {
  absl::flat_hash_map<std::string, const ReturnEntry*> by_outcome;
  if (entries == nullptr) return by_outcome;
  for (const ReturnEntry& entry : *entries)
    by_outcome[entry.outcome()] = &entry;
  return by_outcome;
}

std::vector<std::vector<std::string>> RowsOf(const TemplateContent& content) {
  const ReturnEntry none;
  const auto now = ByOutcome(&content.current.entries());
  const auto last = ByOutcome(content.last_period);
  const auto find = [&](const auto& map,
                        const std::string& name) -> const ReturnEntry& {
    const auto it = map.find(name);
    return it == map.end() ? none : *it->second;
  };
  std::vector<std::vector<std::string>> rows;
  for (const v1::PersonalOutcome& outcome : content.outcomes) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const Column column : kTemplate) {
      row.push_back(CellOf(column, outcome, find(now, outcome.name()),
                           find(last, outcome.name())));
    }
  }
  return rows;
}

// The lists of the second sheet, in its columns.
struct List {
  Column column;
  std::vector<std::string> choices;
  const char* hint;
};

std::vector<List> Lists() {
  return {
      {Column::kPersonLevel, RatingChoices(),
       "How the person sees it: choose a level, or one of the plain words."},
      {Column::kPersonSource, ChoicesOf(*Voice::Source_descriptor()),
       "How you know the person's view."},
      {Column::kPersonNotObtained, ChoicesOf(*Voice::NotObtained_descriptor()),
       "Only if there is no rating: why not."},
      {Column::kProviderLevel, RatingChoices(),
       "How you see it, whatever the person says."},
      {Column::kNotWorkedOn,
       {"yes", "no"},
       "Yes, if nothing could be done in the period, such as a stay in "
       "hospital."},
  };
}

constexpr const char* kHelp[] = {
    "How to fill in this return",
    "",
    "There is one row for each outcome that somebody supports a person with. "
    "White cells are yours to fill in; the others are there to read.",
    "Ask the person. Choose how they see it under \"Person's rating\", and say "
    "under \"How we know\" how you learned it. If there is no rating, say why.",
    "Choose how you see it under \"Provider's rating\". The two may differ, "
    "and "
    "both are kept.",
    "Ratings are levels from -2 to +2, or the plain words achieved, partly, no "
    "change, worse. The words for each level are on the sheet \"Choices\".",
    "A blank cell changes nothing: what you sent before stays. To empty a cell "
    "that you filled in before, write CLEAR in it.",
    "You may sort, hide or delete rows and columns, and save the file as XLSX, "
    "ODS or CSV under any name. Do not change the first row.",
    "Do not write names, addresses or NHS numbers anywhere in this file.",
    "Send it back: tidemark returns submit FILE --contract CONTRACT --period "
    "PERIOD. Whatever is wrong is said row by row, before anything is sent.",
};

absl::StatusOr<std::string> WriteWorkbook(const TemplateContent& content) {
  const std::vector<std::vector<std::string>> rows = RowsOf(content);
  sheet::Workbook workbook({.created = content.created, .title = "Return"});
  sheet::SheetWriter& sheet =
      workbook.AddSheet({.name = "Return", .frozen_rows = 1});
  sheet::SheetWriter& choices = workbook.AddSheet({.name = "Choices"});
  sheet::SheetWriter& help = workbook.AddSheet({.name = "How to"});

  for (int c = 0; c < static_cast<int>(std::size(kTemplate)); ++c) {
    sheet.SetColumn(c, {.width = WidthOf(kTemplate[c])});
    sheet.Write({0, c}, std::string(HeadingOf(kTemplate[c])),
                {.bold = true, .wrap = true, .fill = Fill::kHeading});
  }
  for (int r = 0; r < static_cast<int>(rows.size()); ++r) {
    for (int c = 0; c < static_cast<int>(std::size(kTemplate)); ++c) {
      const bool input = IsInput(kTemplate[c]);
      const std::string& text =
          rows[static_cast<size_t>(r)][static_cast<size_t>(c)];
      sheet.Write({r + 1, c},
                  text.empty() ? sheet::Value() : sheet::Value(text),
                  {.wrap = true,
                   .locked = !input,
                   .fill = input ? Fill::kInput : Fill::kNone});
    }
  }
  const int last_row = std::max(1, static_cast<int>(rows.size()));
  int list_column = 0;
  for (const List& list : Lists()) {
    choices.SetColumn(list_column, {.width = 30});
    choices.Write({0, list_column}, std::string(HeadingOf(list.column)),
                  {.bold = true, .fill = Fill::kHeading});
    for (int i = 0; i < static_cast<int>(list.choices.size()); ++i) {
      choices.Write({i + 1, list_column}, list.choices[static_cast<size_t>(i)]);
    }
    const int column = static_cast<int>(
        std::find(std::begin(kTemplate), std::end(kTemplate), list.column) -
        std::begin(kTemplate));
    sheet.AllowList(
        {{1, column}, {last_row, column}},
        {.sheet = "Choices",
         .first = {1, list_column},
         .last = {static_cast<int>(list.choices.size()), list_column}},
        {.title = std::string(HeadingOf(list.column)), .message = list.hint});
    ++list_column;
  }
  help.SetColumn(0, {.width = 100, .style = {.wrap = true}});
  for (int i = 0; i < static_cast<int>(std::size(kHelp)); ++i) {
    help.Write({i, 0}, kHelp[i], {.bold = i == 0, .wrap = true});
  }
  return workbook.Finish();
}

std::string WriteCsvTemplate(const TemplateContent& content) {
  sheet::CsvWriter csv;
  std::vector<std::string> headings;
  for (const Column column : kTemplate) {
    headings.emplace_back(HeadingOf(column));
  }
  csv.AddRow(headings);
  for (const std::vector<std::string>& row : RowsOf(content)) csv.AddRow(row);
  return csv.Finish();
}

// What is said of one row.
struct Said {
  std::vector<std::string> errors;
  std::vector<std::string> warnings;
};

std::map<int, Said> ByLine(const ReturnFile& file,
                           const std::vector<api::v1::Fault>& errors,
                           const std::vector<api::v1::Fault>& warnings) {
  std::map<int, Said> by_line;
  const auto add = [&](const api::v1::Fault& fault,
                       std::vector<std::string> Said::*list) {
    // What is of no row is said beside the headings.
    const int line = fault.line() > 0 ? fault.line() : file.header_line;
    (by_line[line].*list)
        .push_back(absl::StrCat(
            fault.column().empty() ? "" : absl::StrCat(fault.column(), ": "),
            fault.description(), " (", fault.reason(), ")"));
  };
  for (const api::v1::Fault& fault : errors) add(fault, &Said::errors);
  for (const api::v1::Fault& fault : warnings) add(fault, &Said::warnings);
  return by_line;
}

// Gives the rows of the file that was sent to `take`, without the columns of an
// earlier report, each with what is said of it.
absl::Status VisitRows(
    absl::string_view bytes, const ReturnFile& file,
    const std::map<int, Said>& by_line,
    const std::function<void(const sheet::Row&, const Said&)>& take) {
  static const Said nothing;
  std::vector<int> kept;
  bool header = true;
  return sheet::ReadSheet(
             bytes,
             {.is_header =
                  [&](const sheet::Row& row) {
                    return row.number == file.header_line;
                  }},
             [&](const sheet::Row& row) {
               if (header) {
                 const int count = static_cast<int>(row.cells.size());
                 for (int i = 0; i < count; ++i) {
                   const std::string& text = row.cell(i).text;
                   if (text != HeadingOf(Column::kErrors) &&
                       text != HeadingOf(Column::kWarnings)) {
                     kept.push_back(i);
                   }
                 }
               }
               sheet::Row copy{.number = row.number};
               for (const int i : kept) copy.cells.push_back(row.cell(i));
               const auto said = by_line.find(row.number);
               take(copy, said == by_line.end() ? nothing : said->second);
               header = false;
               return true;
             })
      .status();
}

sheet::Value ValueOf(const sheet::Cell& cell) {
  switch (cell.kind) {
    case sheet::Kind::kEmpty:
      return {};
    case sheet::Kind::kDate:
      if (absl::CivilSecond(absl::CivilDay(cell.date)) == cell.date) {
        return absl::CivilDay(cell.date);
      }
      return cell.text;
    default:
      // As text, so that nothing is changed by what a spreadsheet makes of it.
      return cell.text;
  }
}

}  // namespace

absl::StatusOr<std::string> WriteTemplate(const TemplateContent& content,
                                          v1::FileFormat format) {
  if (format == v1::FILE_FORMAT_CSV) return WriteCsvTemplate(content);
  return WriteWorkbook(content);
}

v1::FileFormat ReportFormat(v1::FileFormat asked, const sheet::Source& source) {
  if (asked != v1::FILE_FORMAT_UNSPECIFIED) return asked;
  return source.format == sheet::Format::kCsv ? v1::FILE_FORMAT_CSV
                                              : v1::FILE_FORMAT_XLSX;
}

absl::StatusOr<std::string> WriteReport(
    absl::string_view bytes, const ReturnFile& file,
    const std::vector<api::v1::Fault>& errors,
    const std::vector<api::v1::Fault>& warnings, v1::FileFormat format,
    absl::Time created) {
  const std::map<int, Said> by_line = ByLine(file, errors, warnings);
  const std::string error_heading(HeadingOf(Column::kErrors));
  const std::string warning_heading(HeadingOf(Column::kWarnings));
  int columns = 0;
  if (format == v1::FILE_FORMAT_CSV) {
    sheet::CsvWriter csv;
    bool header = true;
    TIDEMARK_RETURN_IF_ERROR(VisitRows(
        bytes, file, by_line, [&](const sheet::Row& row, const Said& said) {
          if (header) columns = static_cast<int>(row.cells.size());
          std::vector<std::string> cells;
          for (int i = 0; i < columns; ++i) cells.push_back(row.cell(i).text);
          std::string wrong = absl::StrJoin(said.errors, "\n");
          std::string doubtful = absl::StrJoin(said.warnings, "\n");
          if (header) {
            // The columns must be found again when the file is sent again.
            wrong = error_heading;
            doubtful = warning_heading;
            header = false;
          }
          cells.push_back(std::move(wrong));
          cells.push_back(std::move(doubtful));
          csv.AddRow(cells);
        }));
    return csv.Finish();
  }
  sheet::Workbook workbook({.created = created, .title = "Return"});
  sheet::SheetWriter& out =
      workbook.AddSheet({.name = "Return", .frozen_rows = 1});
  int line = 0;
  TIDEMARK_RETURN_IF_ERROR(VisitRows(
      bytes, file, by_line, [&](const sheet::Row& row, const Said& said) {
        if (line == 0) columns = static_cast<int>(row.cells.size());
        const Fill fill = !said.errors.empty()     ? Fill::kError
                          : !said.warnings.empty() ? Fill::kWarning
                                                   : Fill::kNone;
        for (int i = 0; i < columns; ++i) {
          out.Write({line, i}, ValueOf(row.cell(i)),
                    {.bold = line == 0,
                     .wrap = true,
                     .fill = line == 0 ? Fill::kHeading : Fill::kNone});
        }
        const auto write = [&](int column, const std::string& text,
                               const std::string& heading) {
          out.Write({line, column},
                    line == 0      ? sheet::Value(heading)
                    : text.empty() ? sheet::Value()
                                   : sheet::Value(text),
                    {.bold = line == 0,
                     .wrap = true,
                     .fill = line == 0 ? Fill::kHeading : fill});
        };
        write(columns, absl::StrJoin(said.errors, "\n"), error_heading);
        write(columns + 1, absl::StrJoin(said.warnings, "\n"), warning_heading);
        if (line == 0 && !(said.errors.empty() && said.warnings.empty())) {
          std::vector<std::string> all = said.errors;
          all.insert(all.end(), said.warnings.begin(), said.warnings.end());
          out.AddNote({0, columns}, absl::StrJoin(all, "\n"));
        }
        ++line;
      }));
  out.SetColumn(columns, {.width = 60});
  out.SetColumn(columns + 1, {.width = 60});
  return workbook.Finish();
}

}  // namespace tidemark::outcomes

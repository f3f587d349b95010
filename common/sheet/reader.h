// Reads spreadsheets as people really have them: XLSX, ODS or CSV, told apart
// by what is in them and never by a name. Rows come one after another while the
// file is being read, so that a large one costs little memory.
//
//   sheet::ReadOptions options;
//   options.is_header = [](const sheet::Row& row) {
//     return row.cell(0).text == "Person";
//   };
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const sheet::Source source,
//       sheet::ReadSheet(bytes, options, [&](const sheet::Row& row) {
//         ... row.number, row.cell(2).kind, row.cell(2).text ...
//         return true;
//       }));
//
// It is for files from people who are not to be trusted: see `Limits`, and
// common/decisions/06-spreadsheets-as-streams.md for why one is read within
// the server.

#ifndef TIDEMARK_COMMON_SHEET_READER_H_
#define TIDEMARK_COMMON_SHEET_READER_H_

#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/sheet/limits.h"
#include "common/sheet/row.h"

namespace tidemark::sheet {

// What kind of file it is.
enum class Format { kXlsx, kOds, kCsv };

// "XLSX", "ODS" or "CSV".
absl::string_view FormatName(Format format);

// How to read a file.
struct ReadOptions {
  Limits limits = {};
  // Says whether a row is the header of the sheet that is wanted. It sees the
  // first `header_within` rows of each sheet in turn that have something in
  // them; the first sheet with such a row is read, from that row on. Without
  // it, the first visible sheet that has something in it is read from its
  // start.
  std::function<bool(const Row& row)> is_header = nullptr;
  int header_within = 20;
};

// Where rows came from.
struct Source {
  Format format = Format::kCsv;
  // The sheet's name; empty for CSV.
  std::string sheet = {};
  // The character that separates the cells of a CSV file: , ; or a tab.
  char delimiter = ',';
  // Whether a CSV file was in Windows-1252, the old encoding of Excel's "CSV
  // (comma delimited)", in which characters outside of Western Europe were
  // lost as question marks when it was saved.
  bool windows_1252 = false;
};

// Says what kind of file `bytes` is, or refuses it as `ReadSheet` does, without
// reading its rows.
absl::StatusOr<Format> Sniff(absl::string_view bytes,
                             const Limits& limits = {});

// Gives the rows of one sheet to `take`, in order, until it returns false. Rows
// and cells without text are left out, whatever their format; formulas give
// the result that was saved with them. Of merged cells, the first has the text.
// Hidden rows and columns are read like others.
//
// `take` may have been called before the file turns out to be unreadable: what
// it was given counts only if OK is returned. Otherwise `INVALID_ARGUMENT` with
// one of the reasons below, a message that says what to do, the place where
// there is one (`row`, `column`), and nothing of what is in the file:
//   FILE_EMPTY              there is nothing in it
//   FILE_TOO_LARGE          it has more than `max_bytes`
//   FILE_UNPACKS_TOO_LARGE  it would unpack to more than it may: a zip bomb
//   FILE_WRONG_KIND         it is a picture, a PDF, a Word document ...
//   FILE_LEGACY_XLS         it is in the format of Excel before 2007
//   FILE_ENCRYPTED          it is protected by a password
//   FILE_HAS_MACROS         it is a workbook with macros
//   FILE_TRUNCATED          its end is missing
//   FILE_DAMAGED            a part of it cannot be read
//   SHEET_NOT_FOUND         no sheet has a row for which `is_header` holds
//   TOO_MANY_ROWS, TOO_MANY_COLUMNS, TOO_MANY_CELLS, CELL_TOO_LONG,
//   TOO_MUCH_TEXT           a limit is passed
//   ENCODING_UNKNOWN        a CSV file in no encoding that we know
//   NUL_BYTE                a CSV file that is not text
//   QUOTE_NOT_CLOSED        a quoted cell never ends: cut off, or a quote lost
//   TEXT_AFTER_QUOTE, QUOTE_IN_CELL  quotes that nobody can make sense of
//
// A CSV file may be in UTF-8 with or without a byte order mark, in UTF-16 with
// one (Excel's "Unicode text"), or in Windows-1252. The delimiter is that of
// , ; and tab which the first line has most of, or that of a line "sep=;". Each
// of its cells is text. The apostrophe with which `CsvWriter` keeps a
// spreadsheet from taking a text for a formula is taken off.
absl::StatusOr<Source> ReadSheet(absl::string_view bytes,
                                 const ReadOptions& options,
                                 absl::FunctionRef<bool(const Row& row)> take);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_READER_H_

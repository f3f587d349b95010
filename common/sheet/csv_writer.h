// Writes CSV that opens in Excel as it was meant, and reads back as it was.
//
//   sheet::CsvWriter writer({.byte_order_mark = true});
//   writer.AddRow({"Person", "In their own words"});
//   writer.AddRow({"P-1", "=mc2"});
//   const std::string bytes = writer.Finish();

#ifndef TIDEMARK_COMMON_SHEET_CSV_WRITER_H_
#define TIDEMARK_COMMON_SHEET_CSV_WRITER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::sheet {

// How to write a file.
struct CsvOptions {
  // Whether it begins with the mark without which Excel takes UTF-8 for an
  // older encoding.
  bool byte_order_mark = true;
};

// A file after RFC 4180: commas, CRLF after every row, quotes around cells that
// have delimiters of any kind, quotes, line ends, or spaces at their ends.
//
// A cell that a spreadsheet would take for a formula gets an apostrophe before
// it. `ReadSheet` takes off what was put on, and nothing else:
//   =1+1   is written  '=1+1    and read as  =1+1
//   '=1+1  is written  ''=1+1   and read as  '=1+1
//   'tis   is written  'tis     and read as  'tis
// So every text without a carriage return comes back as it was, if the file has
// its byte order mark; without one, a first cell such as "%PDF-" is taken for
// what it seems to be.
class CsvWriter {
 public:
  explicit CsvWriter(const CsvOptions& options = {});

  void AddRow(const std::vector<std::string>& cells);

  // What there is so far, which is a file too.
  absl::string_view text() const { return out_; }

  // The file. Nothing may be added after this.
  std::string Finish() { return std::move(out_); }

 private:
  std::string out_;
};

// True if `text`, behind any apostrophes, is what a spreadsheet takes for a
// formula: it begins with = + - @, a tab or a carriage return, and is not a
// plain number such as -2 or +0.5.
bool NeedsApostrophe(absl::string_view text);

// `text` without the apostrophe that was put before it because it needs one.
absl::string_view WithoutApostrophe(absl::string_view text);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_CSV_WRITER_H_

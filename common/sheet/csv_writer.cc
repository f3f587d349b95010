#include "common/sheet/csv_writer.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/csv/write.h"

namespace tidemark::sheet {
namespace {

bool NeedsQuotes(absl::string_view cell) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  // A file that begins with "<" could be a web page.
  return cell.front() == '<' || is_space(cell.front()) ||
         is_space(cell.back()) ||
         cell.find_first_of(",;\t\"\r\n") != absl::string_view::npos ||
         absl::StartsWithIgnoreCase(cell, "sep=") ||
         absl::StartsWith(cell, "\xEF\xBB\xBF");
}

}  // namespace

CsvWriter::CsvWriter(const CsvOptions& options) {
  if (options.byte_order_mark) out_ = "\xEF\xBB\xBF";
}

void CsvWriter::AddRow(const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out_.push_back(',');
    if (cells[i].empty()) continue;
    const std::string cell =
        NeedsApostrophe(cells[i]) ? absl::StrCat("'", cells[i]) : cells[i];
    if (NeedsQuotes(cell)) {
      absl::StrAppend(&out_, "\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}),
                      "\"");
    } else {
      out_ += cell;
    }
  }
  out_ += "\r\n";
}

bool NeedsApostrophe(absl::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
  return csv::LooksLikeFormula(text);
}

absl::string_view WithoutApostrophe(absl::string_view text) {
  if (!text.empty() && text.front() == '\'' &&
      NeedsApostrophe(text.substr(1))) {
    text.remove_prefix(1);
  }
  return text;
}

}  // namespace tidemark::sheet

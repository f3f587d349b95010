#include "common/csv/write.h"

#include <algorithm>

#include "absl/strings/str_replace.h"

namespace tidemark::csv {
namespace {

bool IsDigit(char c) { return '0' <= c && c <= '9'; }

// True for a sign or none, digits, and perhaps a point and digits.
bool IsPlainNumber(absl::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    text.remove_prefix(1);
  }
  const size_t point = std::min(text.find('.'), text.size());
  const absl::string_view whole = text.substr(0, point);
  if (whole.empty() || !std::all_of(whole.begin(), whole.end(), IsDigit)) {
    return false;
  }
  if (point == text.size()) return true;
  const absl::string_view fraction = text.substr(point + 1);
  return !fraction.empty() &&
         std::all_of(fraction.begin(), fraction.end(), IsDigit);
}

bool NeedsQuotes(absl::string_view cell) {
  if (cell.empty()) return false;
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  return is_space(cell.front()) || is_space(cell.back()) ||
         cell.find_first_of(",\"\r\n") != absl::string_view::npos;
}

void AppendRow(const std::vector<std::string>& cells, std::string& out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out.push_back(',');
    const std::string cell =
        LooksLikeFormula(cells[i]) ? "'" + cells[i] : cells[i];
    if (NeedsQuotes(cell)) {
      out.push_back('"');
      out += absl::StrReplaceAll(cell, {{"\"", "\"\""}});
      out.push_back('"');
    } else {
      out += cell;
    }
  }
  out += "\r\n";
}

}  // namespace

bool LooksLikeFormula(absl::string_view cell) {
  if (cell.empty()) return false;
  switch (cell.front()) {
    case '=':
    case '@':
    case '\t':
    case '\r':
      return true;
    case '+':
    case '-':
      return !IsPlainNumber(cell);
    default:
      return false;
  }
}

std::string WriteCsv(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows) {
  std::string out;
  AppendRow(header, out);
  for (const std::vector<std::string>& row : rows) AppendRow(row, out);
  return out;
}

}  // namespace tidemark::csv

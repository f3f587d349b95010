#include "services/cli/table.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tidemark::cli {
namespace {

constexpr absl::string_view kEllipsis = "…";

// One character of a UTF-8 text.
struct Character {
  // 0 if the bytes are not UTF-8.
  uint32_t code = 0;
  // At least 1.
  size_t bytes = 1;
};

Character FirstCharacter(absl::string_view text) {
  const auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i])
                           : static_cast<unsigned char>(0);
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return {.code = first, .bytes = 1};
  const size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return {};
  uint32_t code = first & (0xFFu >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  return {.code = code, .bytes = bytes};
}

// Unicode 15: what combines or has no width, and what is wide, as far as a
// terminal cares.
size_t WidthOf(uint32_t code) {
  const auto in = [code](uint32_t first, uint32_t last) {
    return first <= code && code <= last;
  };
  if (in(0x300, 0x36F) || in(0x483, 0x489) || in(0x591, 0x5BD) ||
      in(0x610, 0x61A) || in(0x64B, 0x65F) || in(0x1AB0, 0x1AFF) ||
      in(0x1DC0, 0x1DFF) || in(0x200B, 0x200F) || in(0x202A, 0x202E) ||
      in(0x2060, 0x2064) || in(0x20D0, 0x20FF) || in(0xFE00, 0xFE0F) ||
      in(0xFE20, 0xFE2F) || code == 0xFEFF || in(0x1F3FB, 0x1F3FF)) {
    return 0;
  }
  if (in(0x1100, 0x115F) || in(0x2E80, 0x303E) || in(0x3041, 0xA4CF) ||
      in(0xAC00, 0xD7A3) || in(0xF900, 0xFAFF) || in(0xFE30, 0xFE6F) ||
      in(0xFF00, 0xFF60) || in(0xFFE0, 0xFFE6) || in(0x1F300, 0x1F64F) ||
      in(0x1F680, 0x1F6FF) || in(0x1F900, 0x1F9FF) || in(0x20000, 0x3FFFD)) {
    return 2;
  }
  return 1;
}

// What could move the cursor or turn the writing round.
bool IsControl(uint32_t code) {
  return code < 0x20 || (0x7F <= code && code < 0xA0) || code == 0x2028 ||
         code == 0x2029 || (0x202A <= code && code <= 0x202E) ||
         (0x2066 <= code && code <= 0x2069);
}

}  // namespace

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    width += WidthOf(character.code);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string CutTo(absl::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string out;
  size_t used = 0;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    const size_t wide = WidthOf(character.code);
    if (used + wide + 1 > width) break;
    absl::StrAppend(&out, text.substr(0, character.bytes));
    used += wide;
    text.remove_prefix(character.bytes);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return absl::StrCat(out, kEllipsis);
}

std::string OneLine(absl::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    if (character.code == ' ' || IsControl(character.code)) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else {
      absl::StrAppend(&out, text.substr(0, character.bytes));
    }
    text.remove_prefix(character.bytes);
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void Table::Add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = OneLine(cells[i]);
    if (columns_[i].max_width > 0) {
      cells[i] = CutTo(cells[i], columns_[i].max_width);
    }
  }
  rows_.push_back(std::move(cells));
}

std::string Table::Text(const TableStyle& style) const {
  std::vector<size_t> widths;
  for (const Column& column : columns_) {
    widths.push_back(DisplayWidth(column.heading));
  }
  for (const std::vector<std::string>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  const auto line = [&](const auto& cell_of) {
    std::string text = style.indent;
    size_t spaces = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = cell_of(i);
      const size_t gap = widths[i] - DisplayWidth(cell);
      const bool right = columns_[i].align == Align::kRight;
      if (right) spaces += gap;
      if (!cell.empty()) {
        text.append(spaces, ' ');
        spaces = 0;
        absl::StrAppend(&text, cell);
      }
      if (!right) spaces += gap;
      spaces += 2;
    }
    return text;
  };
  const std::string heading =
      line([&](size_t i) -> const std::string& { return columns_[i].heading; });
  std::string out = style.emphasis
                        ? absl::StrCat("\x1b[1m", heading, "\x1b[0m\n")
                        : absl::StrCat(heading, "\n");
  for (const std::vector<std::string>& row : rows_) {
    absl::StrAppend(
        &out, line([&](size_t i) -> const std::string& { return row[i]; }),
        "\n");
  }
  return out;
}

}  // namespace tidemark::cli

#include "tests/fuzz/sheets.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/sheet/reader.h"
#include "common/sheet/text.h"

namespace tidemark::fuzz {
namespace {

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = sheet::CharacterLength(text);
    if (length == 0 || text[0] == '\0') return false;
    text.remove_prefix(length);
  }
  return true;
}

void CheckCell(const sheet::Cell& cell) {
  if ((cell.kind == sheet::Kind::kEmpty) != cell.text.empty()) {
    Broken("a cell is empty if and only if it has no text");
  }
  if (cell.text.find('\r') != std::string::npos) {
    Broken("lines within a cell are separated by LF");
  }
  if (!IsUtf8(cell.text)) Broken("texts are in UTF-8");
}

}  // namespace

void Broken(const char* promise) {
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

std::vector<sheet::Row> ReadAndCheck(absl::string_view bytes) {
  sheet::ReadOptions options;
  options.limits = {.max_bytes = 1 << 20,
                    .max_unpacked_bytes = 4 << 20,
                    .max_parts = 100,
                    .max_rows = 1'000,
                    .max_columns = 50,
                    .max_cells = 5'000,
                    .max_cell_bytes = 1'000,
                    .max_text_bytes = 100'000};
  std::vector<sheet::Row> rows;
  size_t cells = 0;
  const auto source =
      sheet::ReadSheet(bytes, options, [&](const sheet::Row& row) {
        if (row.cells.empty() ||
            row.cells.size() >
                static_cast<size_t>(options.limits.max_columns)) {
          Broken("rows have something in them, and not too much");
        }
        if (row.number <= (rows.empty() ? 0 : rows.back().number)) {
          Broken("rows come in order");
        }
        const sheet::Cell& last = row.cells.back();
        if (last.kind == sheet::Kind::kEmpty && !last.formula) {
          Broken("rows end with a cell that is not empty");
        }
        for (const sheet::Cell& cell : row.cells) {
          CheckCell(cell);
          if (cell.kind != sheet::Kind::kEmpty) ++cells;
        }
        rows.push_back(row);
        return true;
      });
  if (rows.size() > static_cast<size_t>(options.limits.max_rows) ||
      cells > options.limits.max_cells) {
    Broken("the limits hold");
  }
  if (source.ok()) {
    if (rows.empty()) Broken("a file that is read has rows");
    return rows;
  }
  if (source.status().code() != absl::StatusCode::kInvalidArgument ||
      ReasonOf(source.status()).empty()) {
    Broken("a refusal has a reason");
  }
  return {};
}

std::vector<std::string> Sections(absl::string_view input) {
  std::vector<std::string> sections = absl::StrSplit(input, "\n%%\n");
  return sections;
}

}  // namespace tidemark::fuzz

// CSV, as it comes. What was read is written again, and must be read as it was.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/sheet/csv_writer.h"
#include "tests/fuzz/sheets.h"

namespace tidemark::fuzz {
namespace {

void Run(absl::string_view bytes) {
  const std::vector<sheet::Row> rows = ReadAndCheck(bytes);
  if (rows.empty()) return;
  sheet::CsvWriter writer;
  std::vector<std::vector<std::string>> written;
  for (const sheet::Row& row : rows) {
    std::vector<std::string> cells;
    for (const sheet::Cell& cell : row.cells) cells.push_back(cell.text);
    writer.AddRow(cells);
    written.push_back(cells);
  }
  const std::string again = writer.Finish();
  // What is quoted may be longer than the limit of the file.
  if (again.size() > size_t{1} << 20) return;
  const std::vector<sheet::Row> read = ReadAndCheck(again);
  if (read.size() != written.size()) Broken("rows come back as written");
  for (size_t i = 0; i < read.size(); ++i) {
    if (read[i].cells.size() != written[i].size()) {
      Broken("cells come back as written");
    }
    for (size_t j = 0; j < written[i].size(); ++j) {
      if (read[i].cells[j].text != written[i][j]) {
        Broken("texts come back as written");
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  tidemark::fuzz::Run(bytes);
  return 0;
}

#include "tests/bench/sheet.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/sheet/csv_writer.h"
#include "common/sheet/reader.h"
#include "common/sheet/testing/workbooks.h"
#include "common/sheet/writer.h"
#include "common/testing/temp_dir.h"
#include "tests/bench/process.h"

namespace tidemark {
namespace {

constexpr int kRows = 100'000;
constexpr int kRounds = 3;

// What a return's row looks like: codes, a day, levels, and people's own words,
// no two alike.
struct Line {
  std::string person;
  std::string outcome;
  std::string words;
  absl::CivilDay day;
  int64_t level = 0;
};

Line LineOf(int i) {
  return {.person = absl::StrCat("P-", 100'000 + i / 4),
          .outcome = absl::StrCat("outcome-", i % 4),
          .words = absl::StrCat("To walk to the shop with my neighbour, and "
                                "back on my own; ",
                                i),
          .day = absl::CivilDay(2026, 1, 1) + i % 300,
          .level = i % 5 - 2};
}

std::string MakeXlsx() {
  sheet::Workbook workbook({.created = absl::UnixEpoch()});
  sheet::SheetWriter& sheet = workbook.AddSheet({.name = "Return"});
  for (int i = 0; i < kRows; ++i) {
    const Line line = LineOf(i);
    int column = 0;
    const auto write = [&](const sheet::Value& value) {
      sheet.Write({i, column++}, value);
    };
    write(line.person);
    write(line.outcome);
    write(line.words);
    write(line.day);
    for (int j = 0; j < 6; ++j) write(line.level);
    write("met");
    write("said");
  }
  auto bytes = workbook.Finish();
  if (!bytes.ok()) std::abort();
  return *std::move(bytes);
}

std::string MakeOds() {
  std::string rows;
  const auto text = [&rows](absl::string_view value) {
    absl::StrAppend(&rows,
                    "<table:table-cell office:value-type=\"string\" "
                    "calcext:value-type=\"string\"><text:p>",
                    value, "</text:p></table:table-cell>");
  };
  for (int i = 0; i < kRows; ++i) {
    const Line line = LineOf(i);
    rows += "<table:table-row table:style-name=\"ro1\">";
    text(line.person);
    text(line.outcome);
    text(line.words);
    absl::StrAppend(&rows,
                    "<table:table-cell table:style-name=\"ce1\" "
                    "office:value-type=\"date\" office:date-value=\"",
                    absl::FormatCivilTime(line.day),
                    "\" calcext:value-type=\"date\"><text:p>01/01/26</text:p>"
                    "</table:table-cell>");
    for (int j = 0; j < 6; ++j) {
      absl::StrAppend(&rows,
                      "<table:table-cell office:value-type=\"float\" "
                      "office:value=\"",
                      line.level, "\" calcext:value-type=\"float\"><text:p>",
                      line.level, "</text:p></table:table-cell>");
    }
    text("met");
    text("said");
    rows += "</table:table-row>";
  }
  return sheet::testing::MakeOds(absl::StrCat(
      "<table:table table:name=\"Return\">", rows, "</table:table>"));
}

std::string MakeCsv() {
  sheet::CsvWriter writer;
  for (int i = 0; i < kRows; ++i) {
    const Line line = LineOf(i);
    std::vector<std::string> cells = {line.person, line.outcome, line.words,
                                      absl::FormatCivilTime(line.day)};
    for (int j = 0; j < 6; ++j) cells.push_back(absl::StrCat(line.level));
    cells.push_back("met");
    cells.push_back("said");
    writer.AddRow(cells);
  }
  return writer.Finish();
}

// Reads the file in a process of its own, which holds nothing else.
void ReadFile(const std::string& path, const char* name) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream content;
  content << stream.rdbuf();
  const std::string bytes = std::move(content).str();
  ForgetPeakMemory();
  const int64_t before = PeakMemory();
  std::vector<double> seconds;
  for (int round = 0; round < kRounds; ++round) {
    int rows = 0;
    size_t cells = 0;
    const std::clock_t began = std::clock();
    const auto source = sheet::ReadSheet(bytes, {}, [&](const sheet::Row& row) {
      ++rows;
      cells += row.cells.size();
      return true;
    });
    seconds.push_back(static_cast<double>(std::clock() - began) /
                      CLOCKS_PER_SEC);
    if (!source.ok() || rows != kRows || cells != size_t{12} * kRows) {
      std::fprintf(stderr, "%s: %d rows, %zu cells, %s\n", name, rows, cells,
                   source.status().ToString().c_str());
      std::_Exit(1);
    }
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf(
      "sheet: %s of %.1f MB: %.0f rows a second of processor time, %.1f MB of "
      "memory beyond the file\n",
      name, static_cast<double>(bytes.size()) / 1e6,
      kRows / seconds[seconds.size() / 2],
      static_cast<double>(PeakMemory() - before) / 1024);
}

}  // namespace

void MeasureSheets() {
  const testing::TempDir dir;
  for (const auto& [name, make] :
       {std::pair("CSV", &MakeCsv), std::pair("XLSX", &MakeXlsx),
        std::pair("ODS", &MakeOds)}) {
    const std::string path = dir / name;
    InAProcess([&path, make = make] {
      std::ofstream(path, std::ios::binary) << make();
    });
    InAProcess([&path, name = name] { ReadFile(path, name); });
  }
}

}  // namespace tidemark

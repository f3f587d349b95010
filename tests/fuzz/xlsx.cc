// XLSX. The first byte says how the rest is used, since a fuzzer that changes
// packed bytes gets no further than their check sums:
//   Z  as the bytes of the file;
//   P  as whole parts: the sheet, texts, styles, workbook, and its
//      relationships, separated by lines of "%%";
//   anything else  as what is within the first four of those.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/sheet/testing/workbooks.h"
#include "tests/fuzz/sheets.h"

namespace tidemark::fuzz {
namespace {

void Run(absl::string_view input) {
  if (input.empty()) return;
  const char mode = input.front();
  input.remove_prefix(1);
  if (mode == 'Z') {
    ReadAndCheck(input);
    return;
  }
  std::vector<std::string> sections = Sections(input);
  sections.resize(5);
  if (mode != 'P') {
    ReadAndCheck(sheet::testing::MakeXlsx({.sheet = sections[0],
                                           .strings = sections[1],
                                           .formats = sections[2],
                                           .workbook = sections[3]},
                                          /*packed=*/false));
    return;
  }
  std::vector<sheet::testing::Part> parts = sheet::testing::PartsOfXlsx({});
  const auto replace = [&](const char* name, const std::string& content) {
    for (sheet::testing::Part& part : parts) {
      if (part.first == name && !content.empty()) part.second = content;
    }
  };
  replace("xl/worksheets/sheet1.xml", sections[0]);
  replace("xl/sharedStrings.xml", sections[1]);
  replace("xl/styles.xml", sections[2]);
  replace("xl/workbook.xml", sections[3]);
  replace("xl/_rels/workbook.xml.rels", sections[4]);
  ReadAndCheck(sheet::testing::MakeZip(parts, /*packed=*/false));
}

}  // namespace
}  // namespace tidemark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tidemark::fuzz::Run(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}

// ODS. The first byte says how the rest is used:
//   Z  as the bytes of the file;
//   P  as the whole of content.xml;
//   anything else  as the tables and the styles within it, separated by a line
//                  of "%%".

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
  if (mode == 'P') {
    std::vector<sheet::testing::Part> parts = sheet::testing::PartsOfOds("");
    parts[1].second = std::string(input);
    ReadAndCheck(sheet::testing::MakeZip(parts, /*packed=*/false));
    return;
  }
  std::vector<std::string> sections = Sections(input);
  sections.resize(2);
  ReadAndCheck(
      sheet::testing::MakeOds(sections[0], sections[1], /*packed=*/false));
}

}  // namespace
}  // namespace tidemark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tidemark::fuzz::Run(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}

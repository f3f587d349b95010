// Workbooks for tests, put together from their XML.

#ifndef TIDEMARK_COMMON_SHEET_TESTING_WORKBOOKS_H_
#define TIDEMARK_COMMON_SHEET_TESTING_WORKBOOKS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::sheet::testing {

// A part's name and content.
using Part = std::pair<std::string, std::string>;

// A zip archive of `parts`, in their order. Unpacked as it is where `packed` is
// false, which is quicker.
std::string MakeZip(const std::vector<Part>& parts, bool packed = true);

// The parts of an XLSX workbook with one sheet called "Data", whose
// <worksheet> element holds `sheet`. `strings` are the <si> elements of the
// shared texts and `formats` the <numFmts> and <cellXfs> elements of its
// styles; `workbook` comes before its list of sheets.
struct XlsxParts {
  std::string sheet = {};
  std::string strings = {};
  std::string formats = {};
  std::string workbook = {};
};
std::vector<Part> PartsOfXlsx(const XlsxParts& parts);
std::string MakeXlsx(const XlsxParts& parts, bool packed = true);

// An ODS file whose <office:spreadsheet> element holds `tables` and whose
// <office:automatic-styles> element holds `styles`.
std::vector<Part> PartsOfOds(absl::string_view tables,
                             absl::string_view styles = "");
std::string MakeOds(absl::string_view tables, absl::string_view styles = "",
                    bool packed = true);

}  // namespace tidemark::sheet::testing

#endif  // TIDEMARK_COMMON_SHEET_TESTING_WORKBOOKS_H_

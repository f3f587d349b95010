#ifndef TIDEMARK_COMMON_SHEET_LIMITS_H_
#define TIDEMARK_COMMON_SHEET_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace tidemark::sheet {

// What a file may cost. The defaults leave room for 100,000 rows of 20 columns
// in each format; reading such a file needs about as much memory as the file
// itself and the distinct texts of an XLSX file (see `max_text_bytes`).
struct Limits {
  // The bytes of the file as it is sent.
  size_t max_bytes = size_t{32} << 20;
  // What the parts of a workbook may unpack to, all together: by what the file
  // says of itself, and again by what really comes out.
  uint64_t max_unpacked_bytes = uint64_t{400} << 20;
  // The elements and attributes of their XML, which take time rather than
  // memory: about a second. A cell has five.
  uint64_t max_elements = 20'000'000;
  // How many times larger than its packed form a part may be. Looked at only
  // for parts of more than 16 MiB: small ones may be as repetitive as they
  // like. Deflate reaches 1032; spreadsheets stay below 100.
  uint64_t max_ratio = 300;
  // The parts of a workbook.
  int max_parts = 2'000;
  // Rows that have something in them.
  int max_rows = 200'000;
  // The last column that has something in it.
  int max_columns = 256;
  // Cells that have something in them.
  size_t max_cells = 5'000'000;
  // The bytes of a cell's text. A spreadsheet's own limit is 32,767 characters.
  size_t max_cell_bytes = 131'072;
  // The table of distinct texts that an XLSX file keeps apart from its cells,
  // the only part of a workbook that is held in memory.
  size_t max_text_bytes = size_t{64} << 20;
};

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_LIMITS_H_

// Numbers as people and Excel write them into cells.

#ifndef TIDEMARK_SERVICES_CLI_CELL_NUMBER_H_
#define TIDEMARK_SERVICES_CLI_CELL_NUMBER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/sheet/row.h"

namespace tidemark::cli {

// What stands in a cell that should hold a number.
struct CellNumber {
  enum Kind {
    kNumber,
    // Nothing, or a marker: `marker` says which.
    kNone,
    // Something else.
    kWrong,
  };

  Kind kind = kNone;
  double number = 0;
  // The marker as it stands there; empty for a blank cell.
  std::string marker = {};
  // Whether it is written as a percentage: 76.5% is the number 0.765.
  bool percentage = false;
};

// Reads a number as people and Excel write it: "1,234.5", "£12", "76.5%",
// "1.2E+05", with any kind of minus sign. Blank cells and the markers of
// official statistics ([c], [z], [x], [u], [w], [low], and * of older ones),
// and the texts in `missing`, are no number.
CellNumber ReadNumber(const sheet::Cell& cell,
                      const std::vector<std::string>& missing = {});

// Whether `text`, in any case, is one of those markers or in `missing`.
bool IsMarker(absl::string_view text,
              const std::vector<std::string>& missing = {});

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_CELL_NUMBER_H_

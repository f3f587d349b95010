#include "common/sheet/row.h"

#include <algorithm>

namespace tidemark::sheet {

const Cell& Row::cell(int column) const {
  static const Cell* const empty = new Cell();
  if (column < 0 || static_cast<size_t>(column) >= cells.size()) {
    return *empty;
  }
  return cells[static_cast<size_t>(column)];
}

std::string ColumnName(int column) {
  std::string name;
  for (int rest = column; rest >= 0; rest = rest / 26 - 1) {
    name.push_back(static_cast<char>('A' + rest % 26));
  }
  std::reverse(name.begin(), name.end());
  return name;
}

}  // namespace tidemark::sheet

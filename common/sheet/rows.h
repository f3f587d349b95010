#ifndef TIDEMARK_COMMON_SHEET_ROWS_H_
#define TIDEMARK_COMMON_SHEET_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/sheet/reader.h"
#include "common/sheet/row.h"

namespace tidemark::sheet {

// The columns and rows that a sheet of any spreadsheet program has.
inline constexpr int64_t kColumnsOfASheet = 16'384;
inline constexpr int64_t kRowsOfASheet = 1'048'576;

// Where the readers of the formats put what they find: chooses the sheet, keeps
// to the limits, and passes rows on.
class Rows {
 public:
  Rows(const ReadOptions& options, absl::FunctionRef<bool(const Row&)> take)
      : options_(options), take_(take) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  // A sheet begins. One that is hidden is passed over where nothing but its
  // place decides.
  void BeginSheet(absl::string_view name, bool hidden);
  void EndSheet();

  // Whether no more rows of the current sheet are wanted.
  bool sheet_finished() const { return skipping_ || finished(); }
  // Whether nothing more is wanted at all.
  bool finished() const { return finished_ || !status_.ok(); }

  // Row `number` begins; 1 is the first. Rows must come in order.
  void BeginRow(int64_t number);
  // Adds a cell to the current row, at `column` and the `repeat - 1` columns
  // after it. Does nothing if the cell is empty.
  void Add(int64_t column, Cell cell, int64_t repeat = 1);

  // The current row ends, and stands for the `repeat - 1` rows after it too.
  void EndRow(int64_t repeat = 1);

  // Refuses the sheet since it goes on to `column`, which may be empty: more
  // than any spreadsheet has.
  void RefuseColumn(int64_t column);

  // Ends everything. `status` is not OK.
  void Fail(absl::Status status);

  // What ended the reading; OK if nothing went wrong.
  const absl::Status& status() const { return status_; }

  // The name of the sheet whose rows were passed on, or why there is none.
  // Called at the end, when `status` is OK.
  absl::StatusOr<std::string> Chosen() const;

 private:
  void RefuseRows();
  void RefuseAt(absl::string_view code, absl::string_view message,
                int64_t column = -1);

  const ReadOptions& options_;
  const absl::FunctionRef<bool(const Row&)> take_;

  absl::Status status_ = absl::OkStatus();
  bool finished_ = false;
  // Of the current sheet: whether its rows are passed over or passed on, and
  // how many rows were looked at for a header.
  bool skipping_ = false;
  bool chosen_ = false;
  int looked_at_ = 0;
  std::string sheet_;
  // Whether any sheet has something in it.
  bool anything_ = false;

  Row row_;
  int64_t number_ = 0;
  // The last row that ended.
  int64_t last_number_ = 0;
  size_t cells_ = 0;
  int rows_ = 0;
};

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_ROWS_H_

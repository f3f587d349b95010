// Writes XLSX workbooks for people to fill in, with libxlsxwriter.
//
//   sheet::Workbook workbook({.created = clock.Now()});
//   sheet::SheetWriter& returns = workbook.AddSheet(
//       {.name = "Return", .frozen_rows = 1, .locked = true});
//   returns.SetColumn(0, {.width = 24});
//   returns.Write({.row = 0, .column = 0}, "Level", {.bold = true});
//   returns.Write({.row = 1, .column = 0}, 2, {.locked = false});
//   returns.AllowList({.first = {1, 0}, .last = {99, 0}},
//                     {.sheet = "Lists", .first = {1, 0}, .last = {5, 0}},
//                     {.title = "Level", .message = "Choose from the list."});
//   TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes, workbook.Finish());
//
// The same calls give the same bytes. A text is written as text whatever it
// begins with: no formula is ever written.

#ifndef TIDEMARK_COMMON_SHEET_WRITER_H_
#define TIDEMARK_COMMON_SHEET_WRITER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace tidemark::sheet {

// A cell's place, counted from 0.
struct Place {
  int row = 0;
  int column = 0;
};

// Cells from `first` to `last`, both within.
struct Range {
  Place first;
  Place last;
};

// The background of a cell. Never the only sign of anything: people differ in
// the colours that they see, so a text or a note goes with each.
enum class Fill {
  kNone,
  // Headings.
  kHeading,
  // Cells that are to be filled in.
  kInput,
  // Cells with an error, and with a warning.
  kError,
  kWarning,
};

// How a cell looks and whether it may be changed.
struct Style {
  bool bold = false;
  bool wrap = false;
  // Whether the cell cannot be changed in a sheet that is locked.
  bool locked = true;
  Fill fill = Fill::kNone;
};

// What a cell holds: nothing but its style, a text, a whole number, another
// number, or a day, shown as 21/11/2026.
using Value =
    std::variant<std::monostate, std::string, int64_t, double, absl::CivilDay>;

// How a column looks where nothing is written.
struct ColumnStyle {
  // In characters, about.
  double width = 10;
  Style style = {};
};

// What a person sees who selects a cell with a rule, and on breaking it. The
// title has at most 32 characters and the message at most 255.
struct Hint {
  std::string title = {};
  std::string message = {};
};

// The cells of a sheet whose texts may be chosen.
struct ListSource {
  std::string sheet;
  Place first;
  Place last;
};

// How a sheet is made.
struct SheetOptions {
  // Up to 31 characters, without []:*?/\ and unlike the names of other sheets.
  std::string name;
  // Rows at the top that stay in view.
  int frozen_rows = 0;
  // Whether cells whose style is locked are kept from changes. There is no
  // password: it guards against slips, not against people.
  bool locked = false;
};

class Workbook;

// One sheet of a workbook. Whatever goes wrong is reported by
// `Workbook::Finish`.
class SheetWriter {
 public:
  SheetWriter(const SheetWriter&) = delete;
  SheetWriter& operator=(const SheetWriter&) = delete;

  void SetColumn(int column, const ColumnStyle& style);

  // A text of more than 32,767 characters, which no spreadsheet can hold, is a
  // failure (`CELL_TOO_LONG`).
  void Write(Place place, const Value& value, const Style& style = {});
  void Write(Place place, const char* text, const Style& style = {});

  // Lets only texts from `source` be entered in `range`, and offers them.
  // Nothing at all may be entered too.
  void AllowList(const Range& range, const ListSource& source,
                 const Hint& hint);

  // Lets only whole numbers from `min` to `max` be entered in `range`, or
  // nothing at all.
  void AllowWholeNumbers(const Range& range, int64_t min, int64_t max,
                         const Hint& hint);

  // Puts a note on the cell, which is seen when the pointer is over it.
  void AddNote(Place place, absl::string_view text);

 private:
  friend class Workbook;
  SheetWriter(Workbook& workbook, lxw_worksheet* sheet)
      : workbook_(workbook), sheet_(sheet) {}

  Workbook& workbook_;
  lxw_worksheet* const sheet_;
};

// How a workbook is made.
struct WorkbookOptions {
  // The time that the file says it was made at.
  absl::Time created;
  std::string title = {};
};

// A workbook in the making. The sheets keep their order.
class Workbook {
 public:
  explicit Workbook(const WorkbookOptions& options);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  // Adds a sheet, which lives as long as the workbook.
  SheetWriter& AddSheet(const SheetOptions& options);

  // The file. Called once; nothing may be added after it. `INVALID_ARGUMENT`
  // if a call before broke one of the rules above, `RESOURCE_EXHAUSTED` if
  // there is no memory or temporary space.
  absl::StatusOr<std::string> Finish();

 private:
  friend class SheetWriter;
  struct FormatKey {
    Style style;
    bool date = false;
    friend bool operator<(const FormatKey& a, const FormatKey& b) {
      const auto all = [](const FormatKey& key) {
        return std::tuple(key.style.bold, key.style.wrap, key.style.locked,
                          key.style.fill, key.date);
      };
      return all(a) < all(b);
    }
  };

  lxw_format* FormatFor(const FormatKey& key);
  // Keeps the first failure. `error` is one of libxlsxwriter.
  void Check(int error);
  void Fail(absl::Status status);

  // The file in memory that libxlsxwriter writes to.
  int file_ = -1;
  lxw_workbook* workbook_ = nullptr;
  std::vector<std::unique_ptr<SheetWriter>> sheets_;
  std::map<FormatKey, lxw_format*> formats_;
  absl::Status status_ = absl::OkStatus();
};

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_WRITER_H_

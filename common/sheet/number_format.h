#ifndef TIDEMARK_COMMON_SHEET_NUMBER_FORMAT_H_
#define TIDEMARK_COMMON_SHEET_NUMBER_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

#include "common/sheet/row.h"

namespace tidemark::sheet {

// What the number in a cell stands for, by the format in which it is shown.
struct NumberFormat {
  enum class Use {
    kPlain,
    kPercent,
    // A day, perhaps with a time.
    kDate,
    // A time without a day.
    kTime,
    // True, or false if it is 0: how LibreOffice saves formulas that are
    // either.
    kBoolean,
  };
  Use use = Use::kPlain;
  // How many digits a whole number is filled up to with zeros.
  int digits = 0;
};

// The format with the given code, such as `dd/mm/yyyy;@`.
NumberFormat ParseNumberFormat(absl::string_view code);

// The format that Office Open XML gives the number `id`, below 164.
NumberFormat BuiltInNumberFormat(int64_t id);

// The day from which a workbook counts its dates.
enum class Epoch {
  // 1 is 1 January 1900, and 60 a 29 February 1900 that never was.
  k1900,
  // 0 is 1 January 1904: Excel on old Macs.
  k1904,
};

// The day and time for a serial number, to the second; nothing if there is no
// such day or it is beyond the year 9999.
std::optional<absl::CivilSecond> DateOf(double serial, Epoch epoch);

// `value` as a person would type it, see `Cell::text`.
std::string NumberText(double value);

// "14:30:00" for the part `days` of a day.
std::string TimeText(double days);

// "2026-11-21", with the time of day if there is one.
std::string DateText(absl::CivilSecond date);

// The cell for `value` shown by `format`.
Cell NumberCell(double value, const NumberFormat& format, Epoch epoch);

// The cell for a date in the form of ISO 8601, "2026-11-21" or
// "2026-11-21T14:30:00"; text if it is none. A year has four digits.
Cell IsoDateCell(absl::string_view text);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_NUMBER_FORMAT_H_

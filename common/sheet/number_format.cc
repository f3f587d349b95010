#include "common/sheet/number_format.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tidemark::sheet {
namespace {

constexpr int64_t kSecondsADay = 86'400;
// Lengths of time beyond this are shown as numbers.
constexpr double kMaxDays = 3'000'000;
constexpr int kMaxPadding = 20;

// The letters of a format code that mean something: of its first section, in
// lower case, without what is quoted, escaped or a condition or a colour.
// "[h]" is kept, as "h".
std::string Meaning(absl::string_view code) {
  std::string meaning;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') break;
    if (c == '"') {
      const size_t end = code.find('"', i + 1);
      if (end == absl::string_view::npos) break;
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const size_t end = code.find(']', i + 1);
      if (end == absl::string_view::npos) break;
      const std::string inner =
          absl::AsciiStrToLower(code.substr(i + 1, end - i - 1));
      if (!inner.empty() &&
          inner.find_first_not_of(inner[0]) == std::string::npos &&
          absl::StrContains("hms", inner.substr(0, 1))) {
        meaning += inner;
      }
      i = end;
    } else {
      meaning.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    }
  }
  return meaning;
}

// A day's number in the proleptic Gregorian calendar.
absl::CivilDay FirstDay(Epoch epoch) {
  return epoch == Epoch::k1904 ? absl::CivilDay(1904, 1, 1)
                               : absl::CivilDay(1899, 12, 30);
}

}  // namespace

NumberFormat ParseNumberFormat(absl::string_view code) {
  NumberFormat format;
  if (absl::EqualsIgnoreCase(code, "general") ||
      absl::EqualsIgnoreCase(code, "standard")) {
    return format;
  }
  if (absl::EqualsIgnoreCase(code, "\"TRUE\";\"TRUE\";\"FALSE\"") ||
      absl::EqualsIgnoreCase(code, "boolean")) {
    format.use = NumberFormat::Use::kBoolean;
    return format;
  }
  const std::string meaning = Meaning(code);
  const auto has = [&meaning](char c) {
    return meaning.find(c) != std::string::npos;
  };
  const bool clock = has('h') || has('s');
  if (has('y') || has('d') || (has('m') && !clock)) {
    format.use = NumberFormat::Use::kDate;
  } else if (clock) {
    format.use = NumberFormat::Use::kTime;
  } else if (has('%')) {
    format.use = NumberFormat::Use::kPercent;
  } else if (meaning.size() > 1 && meaning.size() <= kMaxPadding &&
             meaning.find_first_not_of('0') == std::string::npos) {
    format.digits = static_cast<int>(meaning.size());
  }
  return format;
}

NumberFormat BuiltInNumberFormat(int64_t id) {
  using Use = NumberFormat::Use;
  if (id == 9 || id == 10) return {.use = Use::kPercent};
  if ((id >= 14 && id <= 17) || id == 22) return {.use = Use::kDate};
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) {
    return {.use = Use::kTime};
  }
  // Dates of East Asia.
  if ((id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
      id == 57 || id == 58) {
    return {.use = Use::kDate};
  }
  return {};
}

std::optional<absl::CivilSecond> DateOf(double serial, Epoch epoch) {
  if (!(serial >= 0) || serial >= kMaxDays) return std::nullopt;
  const auto seconds =
      static_cast<int64_t>(std::llround(serial * kSecondsADay));
  int64_t day = seconds / kSecondsADay;
  if (epoch == Epoch::k1900) {
    if (day == 0 || day == 60) return std::nullopt;
    if (day < 60) ++day;
  }
  const absl::CivilDay date = FirstDay(epoch) + day;
  if (date.year() > 9999) return std::nullopt;
  return absl::CivilSecond(date) + seconds % kSecondsADay;
}

std::string NumberText(double value) {
  if (!std::isfinite(value)) return "";
  if (value == 0) return "0";
  if (std::abs(value) < 1e21 && value == std::trunc(value)) {
    return absl::StrFormat("%.0f", value);
  }
  std::string text = absl::StrFormat("%.15g", value);
  const size_t e = text.find('e');
  int exponent = 0;
  if (e == std::string::npos ||
      !absl::SimpleAtoi(absl::string_view(text).substr(e + 1), &exponent) ||
      exponent < -20 || exponent >= 21) {
    return text;
  }
  text = absl::StrFormat("%.*f", std::max(14 - exponent, 0), value);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

std::string TimeText(double days) {
  const auto seconds =
      static_cast<int64_t>(std::llround(std::abs(days) * kSecondsADay));
  return absl::StrFormat("%s%02d:%02d:%02d", days < 0 ? "-" : "",
                         seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string DateText(absl::CivilSecond date) {
  std::string day =
      absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
  if (date.hour() == 0 && date.minute() == 0 && date.second() == 0) return day;
  return absl::StrFormat("%s %02d:%02d:%02d", day, date.hour(), date.minute(),
                         date.second());
}

Cell NumberCell(double value, const NumberFormat& format, Epoch epoch) {
  if (!std::isfinite(value)) return {};
  Cell cell{.kind = Kind::kNumber, .number = value};
  switch (format.use) {
    case NumberFormat::Use::kDate:
      if (const auto date = DateOf(value, epoch)) {
        cell.kind = Kind::kDate;
        cell.number = 0;
        cell.date = *date;
        cell.text = DateText(*date);
        return cell;
      }
      break;
    case NumberFormat::Use::kTime:
      if (std::abs(value) < kMaxDays) {
        cell.kind = Kind::kTime;
        cell.number = 0;
        cell.text = TimeText(value);
        return cell;
      }
      break;
    case NumberFormat::Use::kBoolean:
      cell.kind = Kind::kBoolean;
      cell.number = 0;
      cell.text = value != 0 ? "TRUE" : "FALSE";
      return cell;
    case NumberFormat::Use::kPercent:
      cell.text = absl::StrCat(NumberText(value * 100), "%");
      return cell;
    case NumberFormat::Use::kPlain:
      break;
  }
  cell.text = NumberText(value);
  const auto digits = static_cast<size_t>(format.digits);
  if (cell.text.size() < digits && value >= 0 && value == std::trunc(value)) {
    cell.text.insert(0, digits - cell.text.size(), '0');
  }
  return cell;
}

Cell IsoDateCell(absl::string_view text) {
  const auto number = [text](size_t begin, size_t size, int& value) {
    if (begin + size > text.size()) return false;
    const absl::string_view digits = text.substr(begin, size);
    return std::all_of(digits.begin(), digits.end(),
                       [](char c) { return '0' <= c && c <= '9'; }) &&
           absl::SimpleAtoi(digits, &value);
  };
  const auto is = [text](size_t at, char c) {
    return at < text.size() && text[at] == c;
  };
  Cell plain{.kind = text.empty() ? Kind::kEmpty : Kind::kText,
             .text = std::string(text)};
  int year = 0;
  int month = 0;
  int day = 0;
  if (!number(0, 4, year) || !is(4, '-') || !number(5, 2, month) ||
      !is(7, '-') || !number(8, 2, day)) {
    return plain;
  }
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (text.size() > 10 &&
      (!is(10, 'T') || !number(11, 2, hour) || !is(13, ':') ||
       !number(14, 2, minute) || !is(16, ':') || !number(17, 2, second))) {
    return plain;
  }
  const absl::CivilSecond date(year, month, day, hour, minute, second);
  // Fields beyond their range are carried over, which no real date needs.
  if (year < 1 || date.year() != year || date.month() != month ||
      date.day() != day || date.hour() != hour || date.minute() != minute ||
      date.second() != second) {
    return plain;
  }
  return {.kind = Kind::kDate, .text = DateText(date), .date = date};
}

}  // namespace tidemark::sheet

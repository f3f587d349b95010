#include "common/csv/cells.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/csv/write.h"

namespace tidemark::csv {
namespace {

constexpr size_t kMaxValueBytes = 100;

// The start of `text`, not ending within a character.
absl::string_view Shorten(absl::string_view text) {
  if (text.size() <= kMaxValueBytes) return text;
  size_t end = kMaxValueBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

bool IsDigit(char c) { return '0' <= c && c <= '9'; }

// A number as it is written: "-1,234.50" has the digits "1234" and "50".
struct Written {
  bool negative = false;
  std::string whole;
  std::string fraction;
};

// Takes the parts of a number apart; nothing if `text` is not a number.
std::optional<Written> TakeApart(absl::string_view text) {
  Written number;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    number.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const size_t point = std::min(text.find('.'), text.size());
  const absl::string_view whole = text.substr(0, point);
  if (point < text.size()) {
    const absl::string_view fraction = text.substr(point + 1);
    if (fraction.empty() ||
        !std::all_of(fraction.begin(), fraction.end(), IsDigit)) {
      return std::nullopt;
    }
    number.fraction = std::string(fraction);
  }
  if (whole.empty()) return std::nullopt;
  const bool grouped = whole.find(',') != absl::string_view::npos;
  for (size_t i = 0; i < whole.size(); ++i) {
    // Counted from the right, every fourth character is a comma.
    const bool comma = grouped && (whole.size() - i) % 4 == 0;
    if (comma ? whole[i] != ',' || i == 0 : !IsDigit(whole[i])) {
      return std::nullopt;
    }
    if (!comma) number.whole.push_back(whole[i]);
  }
  return number;
}

// `units` of the last of `places` decimal places, as people write it.
std::string Format(int64_t units, int places) {
  if (places == 0) return absl::StrCat(units);
  std::string digits = absl::StrCat(units);
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  const auto count = static_cast<size_t>(places);
  if (digits.size() <= count) digits.insert(0, count + 1 - digits.size(), '0');
  digits.insert(digits.size() - count, ".");
  return absl::StrCat(negative ? "-" : "", digits);
}

std::string RangeMessage(int64_t min, int64_t max, int places) {
  const bool has_min = min != std::numeric_limits<int64_t>::min();
  const bool has_max = max != std::numeric_limits<int64_t>::max();
  if (has_min && has_max) {
    return absl::StrCat("must be ", Format(min, places), " to ",
                        Format(max, places));
  }
  if (has_min) return absl::StrCat("must be at least ", Format(min, places));
  if (has_max) return absl::StrCat("must be at most ", Format(max, places));
  return "must have fewer digits";
}

}  // namespace

absl::string_view Cells::Text(absl::string_view heading) const {
  const std::optional<size_t> column = file_.Column(heading);
  if (!column || *column >= row_.cells.size()) return "";
  absl::string_view text = row_.cells[*column];
  if (!text.empty() && text.front() == '\'' &&
      LooksLikeFormula(text.substr(1))) {
    text.remove_prefix(1);
  }
  return absl::StripAsciiWhitespace(text);
}

std::optional<std::string> Cells::CheckedText(absl::string_view heading,
                                              const TextRules& rules) {
  const std::optional<absl::string_view> text =
      Present(heading, rules.required);
  if (!text) return std::nullopt;
  if (text->size() > rules.max_bytes) {
    AddFault(heading, "TEXT_TOO_LONG",
             absl::StrCat("must be at most ", rules.max_bytes, " bytes; is ",
                          text->size()),
             !rules.personal);
    return std::nullopt;
  }
  return std::string(*text);
}

std::optional<int64_t> Cells::Integer(absl::string_view heading,
                                      const IntegerRules& rules) {
  return Decimal(heading, {.required = rules.required,
                           .places = 0,
                           .min = rules.min,
                           .max = rules.max,
                           .personal = rules.personal});
}

std::optional<int64_t> Cells::Decimal(absl::string_view heading,
                                      const DecimalRules& rules) {
  const std::optional<absl::string_view> text =
      Present(heading, rules.required);
  if (!text) return std::nullopt;
  std::optional<Written> number = TakeApart(*text);
  if (!number) {
    AddFault(heading, "NOT_A_NUMBER",
             rules.places == 0 ? "must be a whole number, such as 12"
                               : "must be a number, such as 12.5",
             !rules.personal);
    return std::nullopt;
  }
  const auto places = static_cast<size_t>(rules.places);
  while (number->fraction.size() > places && number->fraction.back() == '0') {
    number->fraction.pop_back();
  }
  if (number->fraction.size() > places) {
    AddFault(heading, "TOO_MANY_PLACES",
             rules.places == 0
                 ? "must be a whole number"
                 : absl::StrCat("must have at most ", rules.places,
                                " decimal place", rules.places == 1 ? "" : "s"),
             !rules.personal);
    return std::nullopt;
  }
  number->fraction.resize(places, '0');
  int64_t units = 0;
  if (!absl::SimpleAtoi(absl::StrCat(number->negative ? "-" : "", number->whole,
                                     number->fraction),
                        &units) ||
      units < rules.min || units > rules.max) {
    AddFault(heading, "NUMBER_RANGE",
             RangeMessage(rules.min, rules.max, rules.places), !rules.personal);
    return std::nullopt;
  }
  return units;
}

std::optional<type::Date> Cells::Date(absl::string_view heading,
                                      const DateRules& rules) {
  const std::optional<absl::string_view> text =
      Present(heading, rules.required);
  if (!text) return std::nullopt;
  const bool month_first = rules.slashes == SlashDates::kMonthFirst;
  absl::StatusOr<type::Date> date = type::ParseIsoDate(*text);
  if (ReasonOf(date.status()) == "DATE_FORMAT") {
    date = month_first ? type::ParseAmericanDate(*text)
                       : type::ParseEnglishDate(*text);
  }
  if (date.ok()) return *date;
  const std::string code = ReasonOf(date.status());
  const std::string message =
      code != "DATE_FORMAT" ? std::string(date.status().message())
      : month_first
          ? "must be a date such as 11/21/2026 (month/day/year) or 2026-11-21"
          : "must be a date such as 21/11/2026 (day/month/year) or 2026-11-21";
  AddFault(heading, code, message, !rules.personal);
  return std::nullopt;
}

void Cells::AddFault(absl::string_view heading, absl::string_view code,
                     absl::string_view message, bool show_value) {
  const std::optional<size_t> column = file_.Column(heading);
  faults_.Add(
      {.field = "",
       .code = std::string(code),
       .message = std::string(message),
       .line = row_.line,
       .column = column ? file_.header()[*column] : std::string(heading),
       .value = show_value ? std::string(Shorten(Text(heading))) : ""});
}

std::optional<absl::string_view> Cells::Present(absl::string_view heading,
                                                bool required) {
  const absl::string_view text = Text(heading);
  if (!text.empty()) return text;
  if (required) AddFault(heading, "CELL_MISSING", "must be filled in", false);
  return std::nullopt;
}

}  // namespace tidemark::csv

#include "services/cld/cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"

#include "common/type/date.h"
#include "common/type/identifiers.h"

namespace tidemark::cld {
namespace {

using Quality = v1::CldFieldQuality;

constexpr double kMostHundredths = 4e9;
constexpr size_t kMostShown = 60;

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}

bool OnlyOf(absl::string_view text, absl::string_view allowed) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return IsDigit(c) || allowed.find(c) != absl::string_view::npos;
  });
}

// What is before a time of day.
absl::string_view DayPart(absl::string_view text) {
  const size_t end = text.find_first_of(" T");
  if (end == absl::string_view::npos ||
      !OnlyOf(text.substr(end + 1), ":.Z+-")) {
    return text;
  }
  return text.substr(0, end);
}

// The three numbers of `a?b?c`, where both separators are the same.
std::optional<std::array<int, 3>> ThreeNumbers(absl::string_view text) {
  std::array<int, 3> numbers{};
  char separator = '\0';
  size_t part = 0;
  size_t digits = 0;
  for (const char c : text) {
    if (IsDigit(c)) {
      if (++digits > 4) return std::nullopt;
      numbers[part] = 10 * numbers[part] + (c - '0');
      continue;
    }
    if ((c != '/' && c != '-') || digits == 0 || ++part > 2 ||
        (separator != '\0' && separator != c)) {
      return std::nullopt;
    }
    separator = c;
    digits = 0;
  }
  if (part != 2 || digits == 0) return std::nullopt;
  return numbers;
}

bool IsPostcode(absl::string_view text) {
  const std::string plain = Plain(text);
  const size_t size = plain.size();
  return size >= 5 && size <= 7 && !IsDigit(plain[0]) &&
         IsDigit(plain[size - 3]) && !IsDigit(plain[size - 2]) &&
         !IsDigit(plain[size - 1]);
}

// A council's own code, or the three digits by which DHSC knows councils.
bool IsLaCode(absl::string_view text, absl::string_view council) {
  return absl::EqualsIgnoreCase(text, council) ||
         (text.size() == 3 && OnlyOf(text, ""));
}

bool IsValid(Field field, absl::string_view text, absl::string_view council) {
  if (field == Field::kLaCode) return IsLaCode(text, council);
  switch (InfoOf(field).form) {
    case Form::kText:
    case Form::kCode:
      return true;
    case Form::kDate:
      return ReadDay(text).has_value();
    case Form::kNumber:
      return ReadHundredths(text).has_value();
    case Form::kNhsNumber:
      return type::IsNhsNumber(
          absl::StrReplaceAll(text, {{" ", ""}, {"-", ""}}));
    case Form::kPostcode:
      return IsPostcode(text);
    case Form::kLocation:
      return type::CheckCqcId(text).ok();
  }
  return true;
}

}  // namespace

absl::string_view Trimmed(absl::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  return trimmed == "NULL" ? absl::string_view() : trimmed;
}

std::optional<Day> ReadDay(absl::string_view text) {
  const auto numbers = ThreeNumbers(DayPart(text));
  if (!numbers) return std::nullopt;
  const bool iso = (*numbers)[0] > 31;
  const int year = (*numbers)[iso ? 0 : 2];
  const int month = (*numbers)[1];
  const int day = (*numbers)[iso ? 2 : 0];
  // Before 1850 nobody who draws on support was born.
  if (year < kFirstBirthYear || year > type::kLastYear) return std::nullopt;
  const type::Date date(year, month, day);
  if (date.month() != month || date.day() != day) return std::nullopt;
  return type::DayNumber(date);
}

std::optional<int64_t> ReadHundredths(absl::string_view text) {
  const std::string plain =
      absl::StrReplaceAll(text, {{"£", ""}, {",", ""}, {" ", ""}});
  double number = 0;
  if (plain.empty() || !OnlyOf(plain, ".-") ||
      !absl::SimpleAtod(plain, &number)) {
    return std::nullopt;
  }
  // The specification takes the absolute value of costs and units.
  const double hundredths = std::max(number, -number) * 100;
  if (hundredths > kMostHundredths) return std::nullopt;
  return std::llround(hundredths);
}

Checked CheckCell(Field field, absl::string_view text,
                  absl::string_view council) {
  const FieldInfo& info = InfoOf(field);
  if (info.form == Form::kCode) {
    const std::optional<Value> value = FindValue(info.list, text);
    if (!value) return {.result = Quality::RESULT_FAILED_INVALID};
    return {.result = value->release1 ? Quality::RESULT_FAILED_RELEASE_1
                                      : Quality::RESULT_PASSED_VALID,
            .code = value->code};
  }
  return {.result = IsValid(field, text, council)
                        ? Quality::RESULT_PASSED_VALID
                        : Quality::RESULT_FAILED_INVALID};
}

bool MayBeShown(Field field, absl::string_view text) {
  if (InfoOf(field).personal || text.size() > kMostShown ||
      type::LooksLikeNhsNumber(text)) {
    return false;
  }
  switch (InfoOf(field).form) {
    case Form::kDate:
      return OnlyOf(text, "/-:. T");
    case Form::kNumber:
      return OnlyOf(text, ".,-");
    case Form::kCode:
      return std::count_if(text.begin(), text.end(), IsDigit) < 4 &&
             text.find('@') == absl::string_view::npos;
    default:
      return text.size() <= 20 &&
             std::all_of(text.begin(), text.end(),
                         [](char c) { return IsAlnum(c) || c == '-'; });
  }
}

}  // namespace tidemark::cld

#include "services/cli/words.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/type/date.h"

namespace tidemark::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

// `KIND_` of an enum whose first value is `KIND_UNSPECIFIED`.
absl::string_view PrefixOf(const EnumDescriptor& type) {
  return absl::StripSuffix(type.value(0)->name(), "UNSPECIFIED");
}

// A number with decimal places, in units of the last of `places`, rounded.
// Nothing if `text` is not digits with a point or not.
std::optional<int64_t> ParseDecimal(absl::string_view text, int places) {
  const size_t point = std::min(text.find('.'), text.size());
  const std::string whole =
      absl::StrReplaceAll(text.substr(0, point), {{",", ""}});
  absl::string_view fraction =
      point < text.size() ? text.substr(point + 1) : absl::string_view();
  const auto all_digits = [](absl::string_view s) {
    return std::all_of(s.begin(), s.end(), absl::ascii_isdigit);
  };
  if (whole.empty() || whole.size() > 12 || !all_digits(whole) ||
      !all_digits(fraction) || (point < text.size() && fraction.empty())) {
    return std::nullopt;
  }
  int64_t units = 0;
  if (!absl::SimpleAtoi(whole, &units)) return std::nullopt;
  for (int i = 0; i < places; ++i) {
    units *= 10;
    if (!fraction.empty()) {
      units += fraction.front() - '0';
      fraction.remove_prefix(1);
    }
  }
  if (!fraction.empty() && fraction.front() >= '5') ++units;
  return units;
}

}  // namespace

absl::Status UsageError(absl::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, kUsageReason, message);
}

std::string Normalised(absl::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || absl::ascii_isalnum(byte)) {
      out.push_back(absl::ascii_tolower(byte));
    } else if (!out.empty() && out.back() != '-') {
      out.push_back('-');
    }
  }
  if (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

absl::string_view Trimmed(absl::string_view text) {
  constexpr absl::string_view kNoBreakSpace = "\xC2\xA0";
  size_t before;
  do {
    before = text.size();
    text = absl::StripAsciiWhitespace(text);
    absl::ConsumePrefix(&text, kNoBreakSpace);
    absl::ConsumeSuffix(&text, kNoBreakSpace);
  } while (text.size() != before);
  return text;
}

std::string EnumWord(const EnumDescriptor& type, int number) {
  const EnumValueDescriptor* value = type.FindValueByNumber(number);
  if (value == nullptr) return absl::StrCat(number);
  if (number == 0) return "";
  return Normalised(absl::StripPrefix(value->name(), PrefixOf(type)));
}

absl::StatusOr<int> ParseEnumWord(const EnumDescriptor& type,
                                  absl::string_view flag,
                                  absl::string_view text,
                                  const Aliases& aliases) {
  const std::string wanted = Normalised(text);
  for (const auto& [word, number] : aliases) {
    if (Normalised(word) == wanted) return number;
  }
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (value.number() == 0) continue;
    words.push_back(EnumWord(type, value.number()));
    if (wanted == words.back() || wanted == Normalised(value.name())) {
      return value.number();
    }
  }
  return UsageError(absl::StrCat(flag, " must be one of ",
                                 absl::StrJoin(words, ", "), "; is \"", text,
                                 "\""));
}

absl::StatusOr<type::v1::Date> ParseDate(absl::string_view flag,
                                         absl::string_view text) {
  const absl::StatusOr<type::Date> date =
      absl::StrContains(text, '/') ? type::ParseEnglishDate(Trimmed(text))
                                   : type::ParseIsoDate(Trimmed(text));
  if (!date.ok()) {
    return UsageError(absl::StrCat(flag, " must be a date such as 2025-04-30; ",
                                   "is \"", text, "\""));
  }
  return type::ToProto(*date);
}

std::string FormatDate(const type::v1::Date& date) {
  if (!type::IsSet(date)) return "";
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

std::string FormatTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  const absl::Time at = absl::FromUnixSeconds(time.seconds());
  const absl::Duration ahead =
      type::IsBritishSummerTime(at) ? absl::Hours(1) : absl::ZeroDuration();
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", at + ahead, absl::UTCTimeZone());
}

absl::StatusOr<int64_t> ParsePounds(absl::string_view flag,
                                    absl::string_view text) {
  absl::string_view amount = Trimmed(text);
  absl::ConsumePrefix(&amount, "£");
  const size_t point = amount.find('.');
  const bool too_fine =
      point != absl::string_view::npos && amount.size() - point > 3;
  const std::optional<int64_t> pence = ParseDecimal(amount, 2);
  if (!pence.has_value() || too_fine) {
    return UsageError(absl::StrCat(flag,
                                   " must be an amount in pounds such as "
                                   "182.50; is \"",
                                   text, "\""));
  }
  return *pence;
}

std::string FormatPounds(int64_t pence) {
  const int64_t amount = std::abs(pence);
  return absl::StrCat(pence < 0 ? "-" : "", "£", FormatCount(amount / 100),
                      absl::StrFormat(".%02d", amount % 100));
}

absl::StatusOr<int32_t> ParseHours(absl::string_view flag,
                                   absl::string_view text) {
  const absl::Status wrong = UsageError(absl::StrCat(
      flag, " must be hours such as 10.5 or 10:30; is \"", text, "\""));
  const std::string lower = absl::AsciiStrToLower(Trimmed(text));
  absl::string_view hours = absl::StripSuffix(lower, "hours");
  const size_t colon = hours.find_first_of(":h");
  int64_t minutes = 0;
  if (colon != absl::string_view::npos) {
    const std::optional<int64_t> whole =
        ParseDecimal(hours.substr(0, colon), 0);
    absl::string_view rest = Trimmed(hours.substr(colon + 1));
    absl::ConsumeSuffix(&rest, "m");
    int part = 0;
    if (!whole.has_value() || hours.substr(0, colon).find('.') < colon ||
        (!rest.empty() && (!absl::ascii_isdigit(rest.front()) ||
                           !absl::SimpleAtoi(rest, &part) || part > 59))) {
      return wrong;
    }
    minutes = *whole * 60 + part;
  } else {
    const std::optional<int64_t> units = ParseDecimal(Trimmed(hours), 4);
    if (!units.has_value()) return wrong;
    minutes = (*units * 60 + 5000) / 10000;
  }
  if (minutes > 10'000'000) return wrong;
  return static_cast<int32_t>(minutes);
}

std::string FormatHours(int32_t minutes) {
  if (minutes % 60 == 0) return absl::StrCat(minutes / 60, "h");
  return absl::StrFormat("%dh%02d", minutes / 60, minutes % 60);
}

absl::StatusOr<int32_t> ParsePercent(absl::string_view flag,
                                     absl::string_view text) {
  absl::string_view share = Trimmed(text);
  absl::ConsumeSuffix(&share, "%");
  const std::optional<int64_t> units = ParseDecimal(Trimmed(share), 2);
  if (!units.has_value() || *units > 10000) {
    return UsageError(absl::StrCat(
        flag, " must be a percentage such as 75%; is \"", text, "\""));
  }
  return static_cast<int32_t>(*units);
}

absl::StatusOr<absl::Duration> ParseDuration(absl::string_view flag,
                                             absl::string_view text) {
  absl::Duration duration;
  absl::string_view rest = Trimmed(text);
  int64_t days = 0;
  if (absl::ConsumeSuffix(&rest, "d") && absl::SimpleAtoi(rest, &days)) {
    duration = absl::Hours(24 * days);
  } else if (!absl::ParseDuration(Trimmed(text), &duration)) {
    duration = absl::ZeroDuration();
  }
  if (duration <= absl::ZeroDuration()) {
    return UsageError(absl::StrCat(
        flag, " must be a length of time such as 12h or 30d; is \"", text,
        "\""));
  }
  return duration;
}

std::optional<int> ParseLevel(absl::string_view text) {
  std::string plain = absl::AsciiStrToLower(Trimmed(text));
  // Word processors turn a minus into one of these.
  for (const absl::string_view minus :
       {"\u2212", "\u2013", "\u2014", "\u2010", "\u2011", "\uFF0D"}) {
    plain = absl::StrReplaceAll(plain, {{minus, "-"}});
  }
  plain = std::string(Trimmed(absl::StripPrefix(plain, "'")));

  const std::string words =
      std::string(absl::StripSuffix(Normalised(plain), "-than-expected"));
  if (words == "much-less") return -2;
  if (words == "less") return -1;
  if (words == "expected" || words == "as-expected") return 0;
  if (words == "more") return 1;
  if (words == "much-more") return 2;

  absl::string_view number = plain;
  // Spreadsheets write whole numbers with zeros behind a point.
  if (const size_t point = number.find('.'); point != absl::string_view::npos) {
    const absl::string_view zeros = number.substr(point + 1);
    if (zeros.empty() || zeros.find_first_not_of('0') != zeros.npos) {
      return std::nullopt;
    }
    number = number.substr(0, point);
  }
  int level = 0;
  if (!absl::SimpleAtoi(number, &level) || level < -2 || level > 2) {
    return std::nullopt;
  }
  return level;
}

std::string FormatLevel(int level) {
  return absl::StrCat(level > 0 ? "+" : "", level);
}

std::string FormatCount(int64_t count) {
  std::string digits = absl::StrCat(std::abs(count));
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return absl::StrCat(count < 0 ? "-" : "", digits);
}

std::string Count(int64_t count, absl::string_view singular,
                  absl::string_view plural) {
  if (count == 1) return absl::StrCat("1 ", singular);
  if (!plural.empty()) return absl::StrCat(FormatCount(count), " ", plural);
  return absl::StrCat(FormatCount(count), " ", singular, "s");
}

std::string ToJsonLine(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return "{}";
  return json;
}

}  // namespace tidemark::cli

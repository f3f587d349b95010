// How people write values on a command line and in a file, and how commands
// write them back: dates, money, hours, levels, and the words of enums.
//
//   TIDEMARK_ASSIGN_OR_RETURN(const auto kind,
//                             ParseWord<v1::Contract::Kind>("--kind", text));
//   Word(kind);             // "individual-service-fund"
//   FormatPounds(18250);    // "£182.50"

#ifndef TIDEMARK_SERVICES_CLI_WORDS_H_
#define TIDEMARK_SERVICES_CLI_WORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"

#include "tidemark/type/v1/date.pb.h"

namespace tidemark::cli {

// The reason of a status that says that the command line is wrong.
inline constexpr char kUsageReason[] = "USAGE";

// `INVALID_ARGUMENT` with the reason `USAGE`: the command line is wrong.
absl::Status UsageError(absl::string_view message);

// Other words for the values of an enum: the word and the value's number.
using Aliases = std::vector<std::pair<std::string, int>>;

// The words of an enum value: `KIND_BLOCK` of `Contract.Kind` is `block`; the
// unspecified value is empty.
std::string EnumWord(const google::protobuf::EnumDescriptor& type, int number);

// The value that `text` names, by its word or its full name, in any case and
// with spaces, hyphens or underscores. A usage error that lists the words if
// there is none; `flag` says where the text stood.
absl::StatusOr<int> ParseEnumWord(const google::protobuf::EnumDescriptor& type,
                                  absl::string_view flag,
                                  absl::string_view text,
                                  const Aliases& aliases);

// `EnumWord` for a generated enum.
template <typename Enum>
std::string Word(Enum value) {
  return EnumWord(*google::protobuf::GetEnumDescriptor<Enum>(),
                  static_cast<int>(value));
}

// `ParseEnumWord` for a generated enum.
template <typename Enum>
absl::StatusOr<Enum> ParseWord(absl::string_view flag, absl::string_view text,
                               const Aliases& aliases = {}) {
  const absl::StatusOr<int> number = ParseEnumWord(
      *google::protobuf::GetEnumDescriptor<Enum>(), flag, text, aliases);
  if (!number.ok()) return number.status();
  return static_cast<Enum>(*number);
}

// The date in `text`, `YYYY-MM-DD` or `DD/MM/YYYY`; a usage error for others.
absl::StatusOr<type::v1::Date> ParseDate(absl::string_view flag,
                                         absl::string_view text);

// "2025-04-30"; "" for no date.
std::string FormatDate(const type::v1::Date& date);

// The time in England's clock, "2025-04-30 14:05:09"; "" if it is not set.
std::string FormatTime(const google::protobuf::Timestamp& time);

// Pence of an amount in pounds: `182.50`, `£182.50`, `1,200`. A usage error
// for others and for less than nothing.
absl::StatusOr<int64_t> ParsePounds(absl::string_view flag,
                                    absl::string_view text);

// "£1,182.50".
std::string FormatPounds(int64_t pence);

// Minutes of a number of hours: `10.5`, `10:30`, `10h30`; rounded to a minute.
// A usage error for others.
absl::StatusOr<int32_t> ParseHours(absl::string_view flag,
                                   absl::string_view text);

// Minutes as hours: "10h30", "7h".
std::string FormatHours(int32_t minutes);

// Hundredths of a per cent: `75%`, `75`, `75.5%` is 7550. A usage error for
// others and for more than 100%.
absl::StatusOr<int32_t> ParsePercent(absl::string_view flag,
                                     absl::string_view text);

// How long: `12h`, `90m`, `30d`, `1h30m`. A usage error for others and for
// nothing or less.
absl::StatusOr<absl::Duration> ParseDuration(absl::string_view flag,
                                             absl::string_view text);

// A level of attainment, -2 to 2: a number with any kind of minus sign, with a
// plus or not, or the words much less, less, expected, more, much more. Nothing
// for anything else.
std::optional<int> ParseLevel(absl::string_view text);

// "-2" to "+2"; zero is "0".
std::string FormatLevel(int level);

// A count with commas between the thousands: "12,345".
std::string FormatCount(int64_t count);

// "1 return", "3 returns"; `plural` where it is not the word with an s.
std::string Count(int64_t count, absl::string_view singular,
                  absl::string_view plural = "");

// `message` as JSON on one line, with the field names of the protos; fields
// that hold nothing are written too, so that a script finds them.
std::string ToJsonLine(const google::protobuf::Message& message);

// Lower case, with everything but letters and digits made a single hyphen:
// "Much  less" is "much-less".
std::string Normalised(absl::string_view text);

// `text` without white space at its ends, no-break spaces included.
absl::string_view Trimmed(absl::string_view text);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_WORDS_H_

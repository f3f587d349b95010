#include "services/outcomes/return_words.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace tidemark::outcomes {
namespace {

using ::google::protobuf::EnumDescriptor;
using v1::Voice;

constexpr std::pair<int, absl::string_view> kLevels[] = {
    {2, "much more than expected"},
    {1, "more than expected"},
    {0, "as expected"},
    {-1, "less than expected"},
    {-2, "much less than expected"},
};
constexpr std::pair<Voice::Achievement, absl::string_view> kWords[] = {
    {Voice::ACHIEVEMENT_ACHIEVED, "achieved"},
    {Voice::ACHIEVEMENT_PARTLY, "partly"},
    {Voice::ACHIEVEMENT_NO_CHANGE, "no change"},
    {Voice::ACHIEVEMENT_WORSE, "worse"},
};

// Lower case, spaces for anything between words, plain minus signs.
std::string Plain(absl::string_view text) {
  std::string plain = absl::AsciiStrToLower(text);
  // Word processors turn a minus into one of these.
  for (const absl::string_view minus :
       {"\u2212", "\u2013", "\u2014", "\u2010", "\u2011", "\uFF0D"}) {
    plain = absl::StrReplaceAll(plain, {{minus, "-"}});
  }
  plain = absl::StrReplaceAll(plain, {{"_", " "}, {"\u00A0", " "}});
  plain = std::string(absl::StripAsciiWhitespace(plain));
  absl::RemoveExtraAsciiWhitespace(&plain);
  return plain;
}

// "SOURCE_" for `Voice::Source`.
std::string PrefixOf(const EnumDescriptor& type) {
  const std::string& zero = type.FindValueByNumber(0)->name();
  return std::string(absl::StripSuffix(zero, "UNSPECIFIED"));
}

}  // namespace

std::vector<std::string> RatingChoices() {
  std::vector<std::string> choices;
  for (const auto& [level, words] : kLevels) {
    choices.push_back(FormatRating(level));
  }
  for (const auto& [word, text] : kWords) choices.emplace_back(text);
  return choices;
}

std::string FormatRating(int level) {
  for (const auto& [number, words] : kLevels) {
    if (number == level) {
      return absl::StrCat(level > 0 ? "+" : "", level, " ", words);
    }
  }
  return absl::StrCat(level);
}

std::string FormatRating(const Voice& voice) {
  for (const auto& [word, text] : kWords) {
    if (voice.achievement() == word) return std::string(text);
  }
  return voice.has_level() ? FormatRating(voice.level()) : "";
}

std::optional<int> ParseLevel(absl::string_view text) {
  const std::string plain = Plain(text);
  absl::string_view rest = plain;
  absl::ConsumePrefix(&rest, "'");
  for (const auto& [level, words] : kLevels) {
    if (rest == words || rest == absl::StripSuffix(words, " than expected") ||
        rest == absl::StripPrefix(words, "as ")) {
      return level;
    }
  }
  // A number, with its words or without.
  const size_t end = rest.find_first_not_of("+-0123456789.");
  const absl::string_view words =
      end == absl::string_view::npos
          ? ""
          : absl::StripLeadingAsciiWhitespace(rest.substr(end));
  absl::string_view number = rest.substr(0, end);
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
  // Words beside a number must be those of the number.
  if (!words.empty() && ParseLevel(words) != level) return std::nullopt;
  return level;
}

std::optional<Voice::Achievement> ParseAchievement(absl::string_view text) {
  const std::string plain = Plain(text);
  for (const auto& [word, name] : kWords) {
    if (plain == name) return word;
  }
  return std::nullopt;
}

std::string ChoiceOf(const EnumDescriptor& type, int number) {
  const auto* const value = type.FindValueByNumber(number);
  if (value == nullptr || number == 0) return "";
  return Plain(absl::StripPrefix(value->name(), PrefixOf(type)));
}

std::vector<std::string> ChoicesOf(const EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    choices.push_back(ChoiceOf(type, type.value(i)->number()));
  }
  return choices;
}

std::optional<int> ParseChoice(const EnumDescriptor& type,
                               absl::string_view text) {
  const std::string plain = Plain(text);
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    if (number == 0) continue;
    if (plain == ChoiceOf(type, number) ||
        plain == Plain(type.value(i)->name())) {
      return number;
    }
  }
  return std::nullopt;
}

}  // namespace tidemark::outcomes

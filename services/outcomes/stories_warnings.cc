#include "services/outcomes/stories_warnings.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/proto/names.h"
#include "common/type/identifiers.h"
#include "re2/re2.h"

namespace tidemark::outcomes {
namespace {

// A shorter part of a reference is in every other text.
constexpr size_t kShortestPart = 3;

// Whether `word` stands in `text` as a whole word, in any case.
bool HasWord(absl::string_view text, absl::string_view word) {
  const std::string in = absl::AsciiStrToLower(text);
  const std::string wanted = absl::AsciiStrToLower(word);
  const auto part_of_word = [&](size_t at) {
    return at < in.size() &&
           (absl::ascii_isalnum(static_cast<unsigned char>(in[at])) ||
            static_cast<unsigned char>(in[at]) >= 0x80);
  };
  for (size_t at = in.find(wanted); at != std::string::npos;
       at = in.find(wanted, at + 1)) {
    if ((at == 0 || !part_of_word(at - 1)) &&
        !part_of_word(at + wanted.size())) {
      return true;
    }
  }
  return false;
}

bool HasReference(absl::string_view text, absl::string_view person) {
  const absl::string_view reference = IdOf(person);
  if (reference.empty()) return false;
  if (HasWord(text, reference)) return true;
  for (const absl::string_view part : absl::StrSplit(reference, '-')) {
    if (part.size() >= kShortestPart && HasWord(text, part)) return true;
  }
  return false;
}

re2::StringPiece Piece(absl::string_view text) {
  return {text.data(), text.size()};
}

// The groups of digits of `text` with what stands before each.
struct DigitGroup {
  absl::string_view before;
  absl::string_view digits;
};

std::vector<DigitGroup> DigitGroups(absl::string_view text) {
  std::vector<DigitGroup> groups;
  size_t end = 0;
  for (size_t at = 0; at < text.size();) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[at]))) {
      ++at;
      continue;
    }
    size_t stop = at;
    while (stop < text.size() &&
           absl::ascii_isdigit(static_cast<unsigned char>(text[stop]))) {
      ++stop;
    }
    groups.push_back({text.substr(end, at - end), text.substr(at, stop - at)});
    at = end = stop;
  }
  return groups;
}

// Whether groups of digits with this between them may be one number.
bool Joins(absl::string_view between) {
  constexpr size_t kLongest = 3;
  return between.size() <= kLongest &&
         between.find_first_not_of(" ().-") == absl::string_view::npos;
}

// Ten or eleven digits from 0 on, or nine or ten behind +44, in groups.
bool HasPhoneNumber(absl::string_view text) {
  const std::vector<DigitGroup> groups = DigitGroups(text);
  for (size_t first = 0; first < groups.size(); ++first) {
    std::string digits;
    for (size_t i = first; i < groups.size() && digits.size() < 15; ++i) {
      if (i > first && !Joins(groups[i].before)) break;
      // "+44 (0)1245": the zero is left out abroad.
      if (i == first + 1 && groups[i].digits == "0") continue;
      absl::StrAppend(&digits, groups[i].digits);
      absl::string_view national = digits;
      const bool abroad = absl::ConsumePrefix(&national, "0044") ||
                          (absl::EndsWith(groups[first].before, "+") &&
                           absl::ConsumePrefix(&national, "44"));
      if (!abroad && !absl::ConsumePrefix(&national, "0")) break;
      if (national.size() == 9 || national.size() == 10) return true;
    }
  }
  return false;
}

bool HasEmailAddress(absl::string_view text) {
  static const RE2 email(R"([^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+)");
  return RE2::PartialMatch(Piece(text), email);
}

bool HasPostcode(absl::string_view text) {
  static const RE2 postcode(
      R"((?i)\b[a-z]{1,2}[0-9][0-9a-z]?[ \t]{0,2}[0-9][abd-hjlnp-uw-z]{2}\b)");
  return RE2::PartialMatch(Piece(text), postcode);
}

bool HasFullDate(absl::string_view text) {
  static const RE2 numbers(
      R"(\b(?:[0-3]?[0-9][/.-][0-3]?[0-9][/.-](?:[0-9]{2}|[0-9]{4})|[0-9]{4}[/.-][01]?[0-9][/.-][0-3]?[0-9])\b)");
  static const RE2 day_first(
      R"((?i)\b[0-3]?[0-9](?:st|nd|rd|th)?[ ,]+(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ ,.]+(?:[0-9]{4}|'?[0-9]{2})\b)");
  static const RE2 month_first(
      R"((?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .]+[0-3]?[0-9](?:st|nd|rd|th)?[ ,]+[0-9]{4}\b)");
  return RE2::PartialMatch(Piece(text), numbers) ||
         RE2::PartialMatch(Piece(text), day_first) ||
         RE2::PartialMatch(Piece(text), month_first);
}

}  // namespace

std::vector<Fault> RedactionWarnings(absl::string_view title,
                                     absl::string_view text,
                                     const v1::StoryWords& words) {
  std::vector<Fault> warnings;
  const auto look = [&](const char* field, absl::string_view in) {
    const auto add = [&](bool found, const char* code, const char* message) {
      if (!found) return;
      warnings.push_back({.field = field, .code = code, .message = message});
    };
    add(HasReference(in, words.person()), "PERSON_REFERENCE",
        "has the person's reference, or a word of it; take it out");
    add(type::LooksLikeNhsNumber(in), "NHS_NUMBER",
        "has what looks like an NHS number; take it out");
    add(HasPhoneNumber(in), "PHONE_NUMBER",
        "has what looks like a telephone number; take it out");
    add(HasEmailAddress(in), "EMAIL_ADDRESS",
        "has what looks like an e-mail address; take it out");
    add(HasPostcode(in), "POSTCODE",
        "has what looks like a postcode; take it out");
    add(HasFullDate(in), "FULL_DATE",
        "has a full date, which may be a date of birth; take it out or say it "
        "less exactly");
  };
  look("title", title);
  look("text", text);
  if (absl::StripAsciiWhitespace(text) ==
      absl::StripAsciiWhitespace(absl::string_view(words.text()))) {
    warnings.push_back(
        {.field = "text",
         .code = "AS_TOLD",
         .message = "is the story as it was told; say it so that nobody can "
                    "tell whom it is about"});
  }
  return warnings;
}

}  // namespace tidemark::outcomes

#include "common/type/identifiers.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"

namespace tidemark::type {
namespace {

bool IsDigit(char c) { return '0' <= c && c <= '9'; }
bool IsLower(char c) { return 'a' <= c && c <= 'z'; }
bool IsUpper(char c) { return 'A' <= c && c <= 'Z'; }

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), IsDigit);
}

// How many bytes at the start of `text` may stand between groups of digits.
size_t SeparatorLength(absl::string_view text) {
  size_t length = 0;
  while (length < text.size()) {
    const char c = text[length];
    if (c == ' ' || c == '\t' || c == '-' || c == '.' || c == '/' || c == '_') {
      ++length;
    } else if (absl::StartsWith(text.substr(length), "\xC2\xA0") ||
               absl::StartsWith(text.substr(length), "\xC2\xAD")) {
      length += 2;  // No-break space, soft hyphen.
    } else if (absl::StartsWith(text.substr(length), "\xE2\x80")) {
      length += 3;  // The dashes and the narrow spaces of Unicode.
    } else {
      break;
    }
  }
  return std::min(length, text.size());
}

}  // namespace

bool IsOwnId(absl::string_view text) {
  if (text.size() < 2 || text.size() > 63) return false;
  if (!IsLower(text.front()) || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsLower(c) || IsDigit(c) || c == '-';
  });
}

bool IsCqcId(absl::string_view text) {
  return text.size() >= 7 && text.size() <= 13 &&
         absl::StartsWith(text, "1-") && AllDigits(text.substr(2));
}

bool IsOdsCode(absl::string_view text) {
  return text.size() >= 3 && text.size() <= 6 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsUpper(c) || IsDigit(c); }) &&
         std::any_of(text.begin(), text.end(), IsUpper);
}

absl::Status CheckCqcId(absl::string_view text) {
  if (IsCqcId(text) || IsOdsCode(text) || IsOwnId(text)) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kInvalidArgument, "ID_INVALID",
               "must be a CQC id such as 1-101668892, an NHS ODS code such as "
               "RWDAA, or for those not registered with CQC an id of your own: "
               "2 to 63 of a-z, 0-9 and -, starting with a letter and not "
               "ending with -");
}

bool IsGssCouncilCode(absl::string_view text) {
  if (text.size() != 9 || text[0] != 'E' || !AllDigits(text.substr(1))) {
    return false;
  }
  const absl::string_view kind = text.substr(1, 2);
  return kind == "06" || kind == "07" || kind == "08" || kind == "09" ||
         kind == "10";
}

absl::Status CheckGssCouncilCode(absl::string_view text) {
  if (IsGssCouncilCode(text)) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "COUNCIL_CODE_INVALID",
               "must be the ONS code of an English council, such as E10000012: "
               "E06, E07, E08, E09 or E10 and six digits");
}

bool IsNhsNumber(absl::string_view digits) {
  if (digits.size() != 10 || !AllDigits(digits) || digits == "0000000000") {
    return false;
  }
  int sum = 0;
  for (int i = 0; i < 9; ++i) {
    sum += (digits[static_cast<size_t>(i)] - '0') * (10 - i);
  }
  const int check = (11 - sum % 11) % 11;
  // A check digit of 10 is never issued; no digit equals it.
  return check == digits[9] - '0';
}

bool LooksLikeNhsNumber(absl::string_view text) {
  // The last three groups of digits, each directly followed by the next.
  std::array<absl::string_view, 3> groups;
  size_t i = 0;
  while (i < text.size()) {
    if (!IsDigit(text[i])) {
      const size_t separator = SeparatorLength(text.substr(i));
      if (separator == 0) groups = {};
      i += std::max<size_t>(separator, 1);
      continue;
    }
    size_t end = i;
    while (end < text.size() && IsDigit(text[end])) ++end;
    groups = {groups[1], groups[2], text.substr(i, end - i)};
    i = end;
    if (IsNhsNumber(groups[2])) return true;
    if (groups[0].size() == 3 && groups[1].size() == 3 &&
        groups[2].size() == 4 &&
        IsNhsNumber(absl::StrCat(groups[0], groups[1], groups[2]))) {
      return true;
    }
  }
  return false;
}

}  // namespace tidemark::type

#include "services/gateway/percent.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"

namespace tidemark::gateway {
namespace {

absl::Status Malformed(absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_TARGET", what);
}

int ValueOfHex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return -1;
}

absl::StatusOr<std::string> Decode(absl::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
      continue;
    }
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? ValueOfHex(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? ValueOfHex(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return Malformed(
          "the address is malformed: % must be followed by two hexadecimal "
          "digits");
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!IsUtf8(decoded)) {
    return Malformed("the address is malformed: what it encodes is not UTF-8");
  }
  return decoded;
}

// The length of the UTF-8 sequence at the start of `text`; 0 if there is none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const auto continues = [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
      if (i >= text.size() || (byte(i) & 0xC0) != 0x80) return false;
    }
    return true;
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return continues(1, 2) ? 2 : 0;
  if (first < 0xF0) {
    if (!continues(1, 3)) return 0;
    // Neither a longer form than needed nor half of a surrogate pair.
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) >= 0xA0) return 0;
    return 3;
  }
  if (first < 0xF5) {
    if (!continues(1, 4)) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) >= 0x90) return 0;
    return 4;
  }
  return 0;
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

absl::StatusOr<std::string> DecodeSegment(absl::string_view segment) {
  TIDEMARK_ASSIGN_OR_RETURN(std::string decoded,
                            Decode(segment, /*plus_is_space=*/false));
  for (const char c : decoded) {
    if (c == '/' || absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      return Malformed(
          "the address is malformed: a name holds neither an encoded slash "
          "nor a control character");
    }
  }
  return decoded;
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ParseQuery(
    absl::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const absl::string_view part :
       absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    TIDEMARK_ASSIGN_OR_RETURN(std::string name,
                              Decode(pair.first, /*plus_is_space=*/true));
    TIDEMARK_ASSIGN_OR_RETURN(std::string value,
                              Decode(pair.second, /*plus_is_space=*/true));
    parameters.emplace_back(std::move(name), std::move(value));
  }
  return parameters;
}

}  // namespace tidemark::gateway

#include "services/cli/names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/proto/names.h"
#include "common/type/identifiers.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

constexpr absl::string_view kCouncils = "councils/";

// `C/P` for `councils/*/contracts/*/returns/*`, as shown to people.
std::string ShortForm(absl::string_view pattern) {
  std::vector<std::string> ids;
  const std::vector<absl::string_view> parts = absl::StrSplit(pattern, '/');
  for (size_t i = 2; i + 1 < parts.size(); i += 2) {
    absl::string_view word = parts[i];
    if (word == "people") {
      word = "person";
    } else if (word == "checkBacks") {
      word = "check-back";
    } else if (word == "returns") {
      word = "period";
    } else {
      word = absl::StripSuffix(word, "s");
    }
    ids.push_back(absl::AsciiStrToUpper(word));
  }
  return absl::StrJoin(ids, "/");
}

}  // namespace

absl::StatusOr<std::string> CouncilName(absl::string_view flag,
                                        absl::string_view text) {
  const std::string id =
      absl::AsciiStrToUpper(absl::StripPrefix(Trimmed(text), kCouncils));
  if (!type::IsGssCouncilCode(id)) {
    return UsageError(absl::StrCat(
        flag, " must be a council's GSS code such as E10000012; is \"", text,
        "\""));
  }
  return absl::StrCat(kCouncils, id);
}

bool IsFullName(absl::string_view text) {
  return absl::StartsWith(text, kCouncils);
}

absl::StatusOr<std::string> FullName(absl::string_view flag,
                                     absl::string_view text,
                                     absl::string_view pattern,
                                     absl::string_view council) {
  const absl::string_view trimmed = Trimmed(text);
  if (IsFullName(trimmed)) {
    if (IsName(trimmed) && Matches(trimmed, pattern)) {
      return std::string(trimmed);
    }
  } else {
    const std::string in_council = absl::StrCat(council, "/", trimmed);
    if (IsName(in_council) && Matches(in_council, pattern)) return in_council;

    std::vector<std::string> parts = absl::StrSplit(pattern, '/');
    const std::vector<std::string> ids = absl::StrSplit(trimmed, '/');
    if (ids.size() == parts.size() / 2 - 1) {
      for (size_t i = 0; i < ids.size(); ++i) parts[2 * i + 3] = ids[i];
      const std::string name = absl::StrCat(
          council, "/", absl::StrJoin(parts.begin() + 2, parts.end(), "/"));
      if (IsName(name) && Matches(name, pattern)) return name;
    }
  }
  return UsageError(absl::StrCat(flag, " must be ", ShortForm(pattern), " or ",
                                 absl::StrReplaceAll(pattern, {{"*", "..."}}),
                                 "; is \"", text, "\""));
}

absl::string_view WithoutCouncil(absl::string_view name) {
  const absl::string_view council = CouncilOf(name);
  if (council.empty() || council.size() == name.size()) return name;
  return name.substr(council.size() + 1);
}

}  // namespace tidemark::cli

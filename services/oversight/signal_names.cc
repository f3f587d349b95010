#include "services/oversight/signal_names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/proto/names.h"

namespace tidemark::oversight {
namespace {

using monitoring::v1::Finding;

// "SPECIAL_CAUSE" as "special-cause".
std::string Hyphened(absl::string_view name) {
  std::string word = absl::AsciiStrToLower(name);
  std::replace(word.begin(), word.end(), '_', '-');
  return word;
}

std::string KindWord(Finding::Kind kind) {
  return Hyphened(Finding::Kind_Name(kind).substr(sizeof("KIND_") - 1));
}

}  // namespace

std::string IdentityOf(const Finding& finding) {
  std::string id = absl::StrCat(KindWord(finding.kind()), ".",
                                IdOf(finding.subject()), ".", finding.metric());
  if (finding.side() != Finding::SIDE_UNSPECIFIED) {
    absl::StrAppend(&id,
                    finding.side() == Finding::SIDE_HIGH ? ".high" : ".low");
  }
  return NameIn(CouncilOf(finding.subject()), "signals", id);
}

std::string NameOf(absl::string_view identity, int ordinal) {
  return absl::StrCat(identity, ".", ordinal);
}

absl::string_view IdentityIn(absl::string_view name) {
  return name.substr(0, name.rfind('.'));
}

int OrdinalIn(absl::string_view name) {
  const size_t dot = name.rfind('.');
  int ordinal = 0;
  if (dot == absl::string_view::npos ||
      !absl::SimpleAtoi(name.substr(dot + 1), &ordinal)) {
    return 0;
  }
  return ordinal;
}

}  // namespace tidemark::oversight

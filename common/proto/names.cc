#include "common/proto/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tidemark {
namespace {

// Takes the next segment, and the slash after it, off the front of `rest`.
absl::string_view TakeSegment(absl::string_view& rest) {
  const size_t slash = rest.find('/');
  const absl::string_view segment = rest.substr(0, slash);
  rest.remove_prefix(slash == absl::string_view::npos ? rest.size()
                                                      : slash + 1);
  return segment;
}

// The length of the start of `name` that matches `pattern`; npos if none does.
size_t MatchedLength(absl::string_view name, absl::string_view pattern) {
  absl::string_view rest = name;
  while (!pattern.empty()) {
    const absl::string_view wanted = TakeSegment(pattern);
    if (wanted == "**") {
      return rest.empty() ? absl::string_view::npos : name.size();
    }
    const absl::string_view segment = TakeSegment(rest);
    if (segment.empty() || (wanted != "*" && wanted != segment)) {
      return absl::string_view::npos;
    }
    const size_t end =
        static_cast<size_t>(segment.data() - name.data()) + segment.size();
    if (pattern.empty()) return end;
  }
  return absl::string_view::npos;
}

}  // namespace

bool IsName(absl::string_view name) {
  size_t segments = 1;
  bool empty = true;
  for (const char c : name) {
    if (c == '/') {
      if (empty) return false;
      ++segments;
      empty = true;
    } else {
      if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return false;
      empty = false;
    }
  }
  return !empty && segments % 2 == 0;
}

bool Matches(absl::string_view name, absl::string_view pattern) {
  return MatchedLength(name, pattern) == name.size();
}

absl::string_view CouncilOf(absl::string_view name) {
  return AncestorOf(name, "councils/*");
}

absl::string_view ProviderOf(absl::string_view name) {
  return AncestorOf(name, "councils/*/providers/*");
}

absl::string_view AncestorOf(absl::string_view name,
                             absl::string_view pattern) {
  const size_t length = MatchedLength(name, pattern);
  if (length == absl::string_view::npos) return "";
  return name.substr(0, length);
}

absl::string_view ParentOf(absl::string_view name) {
  const size_t id = name.rfind('/');
  if (id == absl::string_view::npos || id == 0) return "";
  const size_t collection = name.rfind('/', id - 1);
  if (collection == absl::string_view::npos) return "";
  return name.substr(0, collection);
}

absl::string_view CollectionOf(absl::string_view name) {
  const size_t id = name.rfind('/');
  if (id == absl::string_view::npos) return "";
  const absl::string_view rest = name.substr(0, id);
  return rest.substr(rest.rfind('/') + 1);
}

absl::string_view IdOf(absl::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

std::string NameIn(absl::string_view parent, absl::string_view collection,
                   absl::string_view id) {
  return absl::StrCat(parent, "/", collection, "/", id);
}

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= 63 &&
         absl::ascii_isalnum(static_cast<unsigned char>(id[0])) &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

void CheckId(absl::string_view field, absl::string_view id, Faults& faults) {
  if (IsId(id)) return;
  faults.Add({.field = std::string(field),
              .code = "BAD_ID",
              .message = "must be 1 to 63 letters, digits, hyphens, "
                         "underscores and full stops, and start with a letter "
                         "or digit"});
}

void CheckName(absl::string_view field, absl::string_view name,
               absl::string_view pattern, absl::string_view council,
               Faults& faults) {
  if (!IsName(name) || !Matches(name, pattern)) {
    faults.Add({.field = std::string(field),
                .code = "BAD_NAME",
                .message = absl::StrCat("must be a name like ", pattern)});
  } else if (!council.empty() && CouncilOf(name) != council) {
    faults.Add({.field = std::string(field),
                .code = "BAD_NAME",
                .message = absl::StrCat("must be a name in ", council)});
  }
}

}  // namespace tidemark

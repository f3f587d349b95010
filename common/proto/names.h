// Resource names (AIP-122): `councils/E10000012/people/p-17`.
//
// A name is pairs of a collection and an id, joined by slashes. All functions
// take any string, and answer with views into it.

#ifndef TIDEMARK_COMMON_PROTO_NAMES_H_
#define TIDEMARK_COMMON_PROTO_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

#include "common/base/faults.h"

namespace tidemark {

// The id that stands for every one: `councils/E10000012/people/-`.
inline constexpr char kAnyId[] = "-";

// Whether `name` is one or more pairs of a collection and an id, each not
// empty and free of spaces, control characters and bytes beyond ASCII.
bool IsName(absl::string_view name);

// Whether `name` has the shape of `pattern`: segment by segment the same,
// where `*` stands for any one segment that is not empty and a last `**` for
// one or more: `Matches("councils/X/people/p", "councils/*/people/*")`.
bool Matches(absl::string_view name, absl::string_view pattern);

// The council that `name` lies in or is: `councils/X`. Empty if it does not
// start like that.
absl::string_view CouncilOf(absl::string_view name);

// The provider that `name` lies in or is: `councils/X/providers/P`. Empty if
// it does not start like that.
absl::string_view ProviderOf(absl::string_view name);

// The start of `name` that has the shape of `pattern`:
// `AncestorOf("councils/X/contracts/C/returns/r", "councils/*/contracts/*")`
// is `councils/X/contracts/C`. Empty if there is none.
absl::string_view AncestorOf(absl::string_view name, absl::string_view pattern);

// `name` without its last collection and id; empty if that leaves nothing.
absl::string_view ParentOf(absl::string_view name);

// The last collection: `people` of `councils/X/people/p`. Empty without one.
absl::string_view CollectionOf(absl::string_view name);

// The last id: `p` of `councils/X/people/p`. All of `name` if it has no slash.
absl::string_view IdOf(absl::string_view name);

// The name of `id` in a collection of `parent`:
// `NameIn("councils/X", "people", "p")` is `councils/X/people/p`.
std::string NameIn(absl::string_view parent, absl::string_view collection,
                   absl::string_view id);

// Whether `id` may be the last segment of a new name: 1 to 63 letters, digits,
// `-`, `_` and `.`, starting with a letter or digit.
bool IsId(absl::string_view id);

// Adds a fault (`BAD_ID`) for `field` unless `id` may be used for a new name.
void CheckId(absl::string_view field, absl::string_view id, Faults& faults);

// Adds a fault (`BAD_NAME`) for `field` unless `name` has the shape of
// `pattern` and, where `council` is not empty, lies in it.
void CheckName(absl::string_view field, absl::string_view name,
               absl::string_view pattern, absl::string_view council,
               Faults& faults);

}  // namespace tidemark

#endif  // TIDEMARK_COMMON_PROTO_NAMES_H_

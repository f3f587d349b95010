// What a publication must be like, and who sees it.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_RULES_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_RULES_H_

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/rpc/call.h"
#include "common/type/date.h"
#include "tidemark/publications/v1/publication.pb.h"

namespace tidemark::publications {

// Adds faults for what is wrong with a new publication, drafted on `today`:
// those that `CreatePublication` declares.
void CheckPublication(absl::string_view id, const v1::Publication& publication,
                      type::Date today, Faults& faults);

// Whether the caller sees what is not published.
bool SeesDrafts(const rpc::Principal& caller);

// What the markers mean, set in `publication`.
void SetLegend(v1::Publication& publication);

// Takes out what only those who prepare it may see.
void StripReasons(v1::Publication& publication);

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_RULES_H_

// The names of signals, which follow from what they are about, so that a look
// that is repeated raises nothing twice. Pure.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_SIGNAL_NAMES_H_
#define TIDEMARK_SERVICES_OVERSIGHT_SIGNAL_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

#include "tidemark/monitoring/v1/finding.pb.h"

namespace tidemark::oversight {

// What makes two findings the same signal: kind, subject, metric and side, as
// `councils/X/signals/special-cause.1-101668892.outcomes-met.low`. Each kind is
// about providers or about contracts, so the ids of subjects suffice.
std::string IdentityOf(const monitoring::v1::Finding& finding);

// The name of the signal of this identity that is the `ordinal`th, from 1.
std::string NameOf(absl::string_view identity, int ordinal);

// The identity and the ordinal of the signal called `name`; 0 for a name that
// is none of ours.
absl::string_view IdentityIn(absl::string_view name);
int OrdinalIn(absl::string_view name);

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_SIGNAL_NAMES_H_

// What a proposal about a package may be, what it comes to, and when it needs
// no sign-off. Nothing here reads or writes anything.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_PROPOSAL_RULES_H_
#define TIDEMARK_SERVICES_ENABLEMENT_PROPOSAL_RULES_H_

#include <set>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "common/type/decisions.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"
#include "tidemark/type/v1/decision.pb.h"
#include "tidemark/type/v1/proposal.pb.h"

namespace tidemark::enablement {

// Adds a fault (`KIND_OF_OUTCOME`) unless `kind` is proposed about packages.
void CheckKind(type::v1::ProposalKind kind, Faults& faults);

// Whether a proposal of `kind` must say what may be gained and lost: where
// support becomes less or ends.
type::Risk RiskOf(type::v1::ProposalKind kind);

// Adds a fault for each part of `change`, whose path is `field`, that `kind`
// needs and lacks (`REQUIRED`), or has and must not have (`NOT_OF_KIND`).
void CheckParts(type::v1::ProposalKind kind, const v1::SupportChange& change,
                absl::string_view field, Faults& faults);

// The package that doing `change`, which has the parts of `kind`, makes of
// `package`; `caller` is who then records the level. Returns what the same
// move (package_moves.h) returns, its faults under `field`, and
// `INVALID_ARGUMENT` with `LEVEL_NOT_LOWER` or `LEVEL_NOT_HIGHER` if the level
// does not go that way.
absl::StatusOr<v1::Package> Do(const v1::Package& package,
                               type::v1::ProposalKind kind,
                               const v1::SupportChange& change,
                               absl::string_view field,
                               absl::string_view caller);

// The last level of `package` that was agreed by people, and not by rule.
// `by_rule` are the first days of the levels that were accepted by rule.
const v1::SupportLevel& SignedOffLevel(const v1::Package& package,
                                       const std::set<type::Date>& by_rule);

// Whether `proposal` needs no sign-off under `scope`, counted from
// `signed_off`: it changes the level by no more than both limits, at no higher
// cost an hour, from a day not before the review; the person, or an advocate,
// agrees, and the person's view was obtained; and it was made by the trusted
// reviewer, if there is one.
bool NeedsNoSignOff(const v1::Proposal& proposal,
                    const v1::SupportLevel& signed_off,
                    const type::v1::DelegatedReview& scope);

// The decision that the rule makes about `proposal`.
type::v1::Decision DecisionByRule(const v1::Proposal& proposal,
                                  const type::v1::DelegatedReview& scope);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_PROPOSAL_RULES_H_

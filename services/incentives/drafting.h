// Works statements out.

#ifndef TIDEMARK_SERVICES_INCENTIVES_DRAFTING_H_
#define TIDEMARK_SERVICES_INCENTIVES_DRAFTING_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "common/type/date.h"
#include "services/incentives/known.h"
#include "services/incentives/ledger.h"
#include "services/incentives/step_downs.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::incentives {

// What a statement is worked out from.
struct Basis {
  Known known = {};
  Ledger ledger = {};
  // Up to where the feeds are known.
  AsOf as_of = {};
};

// All that is known now. Returns `NOT_FOUND` if the contract is not known.
absl::StatusOr<Basis> ReadBasis(const store::Reader& reader,
                                absl::string_view contract);

// Whether anything that a statement of the contract may speak of is paid for
// step-downs.
bool PaysStepDowns(const Basis& basis);

// The statement called `name` as a draft, with its `etag` if it can be issued.
// For a period that was issued: the period by the terms as issued, without
// adjustments. Returns the errors that `DraftStatement` declares.
absl::StatusOr<v1::Statement> Draft(absl::string_view name, const Basis& basis,
                                    const JudgedStepDowns& step_downs,
                                    type::Date today);

// Adds all that is to be corrected of what was issued, and sets the sums.
void AddAdjustments(const Basis& basis, const JudgedStepDowns& step_downs,
                    v1::Statement& statement);

// Sets the sums from the account and the adjustments.
void SetSums(v1::Statement& statement);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_DRAFTING_H_

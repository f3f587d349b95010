// What was issued under a contract so far, and what each period was said to
// come to last.

#ifndef TIDEMARK_SERVICES_INCENTIVES_LEDGER_H_
#define TIDEMARK_SERVICES_INCENTIVES_LEDGER_H_

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "tidemark/contracts/v1/incentive_terms.pb.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::incentives {

// A period whose statement was issued.
struct IssuedPeriod {
  // The statement.
  std::string statement;
  // The terms by which it was issued, for ever.
  contracts::v1::IncentiveTerms terms;
  int32_t terms_variation = 0;
  // What the period was said to come to last, and by which statement.
  v1::Account settled;
  std::string settled_by;
};

// The statements of one contract that were issued before some number.
class Ledger {
 public:
  // Returns `DATA_LOSS` if an adjustment corrects what was never issued.
  static absl::StatusOr<Ledger> Read(
      const store::Reader& reader, absl::string_view contract,
      int32_t before = std::numeric_limits<int32_t>::max());

  // In the order in which they were issued.
  const std::vector<IssuedPeriod>& periods() const { return periods_; }
  // Null if the period's statement was not issued.
  const IssuedPeriod* Find(absl::string_view period) const;

  // The number of the next statement of the contract.
  int32_t next_number() const { return next_number_; }
  // The number of the next one that has adjustments only, after the statement
  // of `period`.
  int NextCorrection(absl::string_view period) const;

 private:
  std::vector<IssuedPeriod> periods_;
  std::vector<std::string> names_;
  int32_t next_number_ = 1;
};

// The id of a statement in its parts: `2025-04.1` is the first correction after
// the statement of `2025-04`.
struct StatementId {
  std::string period;
  // 0 for the statement of the period itself.
  int correction = 0;
};

// Returns `NOT_FOUND` if `name` cannot be a statement's.
absl::StatusOr<StatementId> ReadStatementId(absl::string_view name);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_LEDGER_H_

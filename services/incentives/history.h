// What each period of a contract comes to, by all that is known. Pure.

#ifndef TIDEMARK_SERVICES_INCENTIVES_HISTORY_H_
#define TIDEMARK_SERVICES_INCENTIVES_HISTORY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

#include "services/incentives/known.h"
#include "services/incentives/ledger.h"
#include "tidemark/contracts/v1/incentive_terms.pb.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::incentives {

// A period to be worked out, and by which terms.
struct Asked {
  std::string period;
  int32_t start_day = 0;
  int32_t end_day = 0;
  const contracts::v1::IncentiveTerms& terms;
};

// The returns of a contract, judged. Each period is judged by the terms of its
// statement where one was issued, else by those in force on its first day, else
// by the contract's first terms: so an outcome that was met by the terms of an
// earlier period is not met for the first time again.
class History {
 public:
  // Both must outlive this.
  History(const Known& known, const Ledger& ledger);

  // What the period comes to. `step_downs` are all of the contract; those whose
  // last day lies in the period are taken.
  v1::Account AccountOf(const Asked& asked,
                        const std::vector<v1::StepDownInput>& step_downs) const;

 private:
  // Where an outcome was met first.
  struct FirstMet {
    int32_t start_day = 0;
    std::string return_name;
    int32_t version = 0;
  };

  // Null if the contract never had terms.
  const contracts::v1::IncentiveTerms* TermsFor(
      const v1::ReturnVersion& version) const;
  void TakeStepDown(const v1::StepDownInput& step, const Asked& asked,
                    v1::Account& account) const;

  const Known& known_;
  const Ledger& ledger_;
  absl::flat_hash_map<std::string, FirstMet> first_met_;
};

// The two dates of an account as day numbers.
int32_t StartDay(const v1::Account& account);
int32_t EndDay(const v1::Account& account);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_HISTORY_H_

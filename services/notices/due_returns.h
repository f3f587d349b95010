// Reads facts: which returns are asked for, when, and of whom.

#ifndef TIDEMARK_SERVICES_NOTICES_DUE_RETURNS_H_
#define TIDEMARK_SERVICES_NOTICES_DUE_RETURNS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "common/type/date.h"
#include "common/type/working_days.h"
#include "services/notices/missed_returns.h"
#include "tidemark/notices/v1/facts.pb.h"

namespace tidemark::notices {

// The council's working days.
type::WorkingCalendar CalendarOf(const v1::CouncilFacts& council);

// Reads the council; one of which nothing is known has England's working days
// and its GSS code for a name.
absl::StatusOr<v1::CouncilFacts> ReadCouncil(const store::Reader& reader,
                                             absl::string_view council);

// A period's return, as far as it is known.
struct PeriodReturn {
  std::string name;
  // The last day on which it is on time: the calendar's, or a later one that
  // the return has, as when an extension was granted.
  type::Date due;
  // Not touched yet: the default.
  v1::ReturnFacts facts;

  // Whether it has never been submitted, or is being written anew after it was
  // taken back. One that was taken back is not asked for.
  bool IsAskedFor() const;
};

// The returns of the contract's periods, in order of their due dates.
absl::StatusOr<std::vector<PeriodReturn>> ReadReturns(
    const store::Reader& reader, const v1::ContractFacts& contract);

// Those whose due date lies before `today`. A return that was due before the
// contract was stored, and of which nothing is known, is not counted: it was
// never asked for here.
std::vector<DueReturn> ReturnsDueBefore(
    const v1::ContractFacts& contract, const std::vector<PeriodReturn>& returns,
    type::Date today);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_DUE_RETURNS_H_

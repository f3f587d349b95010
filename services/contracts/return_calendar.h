// Makes, changes and cuts the periods for which a contract's returns are due.

#ifndef TIDEMARK_SERVICES_CONTRACTS_RETURN_CALENDAR_H_
#define TIDEMARK_SERVICES_CONTRACTS_RETURN_CALENDAR_H_

#include "absl/status/status.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "common/type/working_days.h"
#include "services/contracts/contract_rules.h"
#include "tidemark/contracts/v1/contract.pb.h"

namespace tidemark::contracts {

// Sets the periods of a contract that has none yet, or is a draft: makes them
// from the frequency, whatever periods are given, or, for explicit ones, checks
// those given and moves each due date to a working day. Adds what is wrong to
// `faults` under `contract.return_calendar`; the contract is then as it was.
//   `FREQUENCY_UNKNOWN`  the frequency is not set, or not one of those known;
//   `PERIODS_MISSING`    the periods are explicit and there are none;
//   `PERIOD_OUTSIDE_CONTRACT`  a given period does not lie in the term;
// and the codes of `type::ReadPeriods` and of the functions that make periods.
void MakePeriods(const Term& term, const type::WorkingCalendar& working_days,
                 v1::Contract& contract, Faults& faults);

// What is known when the calendar of a contract in force changes.
struct CalendarChange {
  // The contract as it is.
  const v1::Contract& before;
  // The term that it is to have.
  const Term& term;
  // From when the change holds.
  type::Date effective;
  // The day on which it is made.
  type::Date today;
  // The council's working days as they are now.
  const type::WorkingCalendar& working_days;
};

// Sets the periods of `after`, the contract as it is to be.
//
// If neither the term nor the calendar changes, they stay as they are. Else a
// period stays, with its dates, if it has begun by `today` or, where the
// frequency or the days until a return is due change, before `effective`; the
// later ones are replaced:
//
//   * made periods go on from the day after the last one that stays. One that
//     would get the id of one that stays gets it with `-2` behind it;
//   * explicit periods, if new ones are given, are those given. Ones that stay
//     may be left out, and given only as they are;
//   * explicit periods, if no new ones are given, are cut to the term.
//
// Adds what is wrong to `faults`, besides the codes of `MakePeriods`:
//   `PERIOD_BEGUN`      a period that stays is given with other dates, or the
//                       contract is to end before such a period starts;
//   `PERIODS_OVERLAP`   a given period starts before one that stays ends;
//   `TOO_MANY_PERIODS`  there would be more than `type::kMaxPeriods`.
void ChangePeriods(const CalendarChange& change, v1::Contract& after,
                   Faults& faults);

// Drops the periods that start after `end` and cuts one that spans it to `end`.
// It stays due when it was: ending a contract makes no return late.
void CutPeriods(type::Date end, v1::Contract& contract);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_RETURN_CALENDAR_H_

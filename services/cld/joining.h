// From rows to the life of each person: rows that tell of the same event become
// one, ends are put right, and what cannot be is left out. The result does not
// depend on the order of the rows, nor on how they were split into files.
//
// The rules are DHSC's (domain reference, sections 1.2 and 2.3; methodology of
// their main tables, steps 5 and 6):
//
//   * A person's day of death is that of the latest reporting period that
//     states one, the latest of several. It ends what would go on after it.
//   * Rows are of one event if person, client type, type, first day and these
//     are alike: of a service its type and component; of anything else the last
//     day, and the route of a request or the type of an assessment.
//   * Of such rows that of the latest reporting period is kept; then one that
//     is open, then the one that ends last, then the best outcome.
//   * A service that is open at the end of its reporting period, and is not in
//     the next one, ended with the period.
//   * What ends before it starts is left out.

#ifndef TIDEMARK_SERVICES_CLD_JOINING_H_
#define TIDEMARK_SERVICES_CLD_JOINING_H_

#include <cstddef>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

#include "services/cld/events.h"

namespace tidemark::cld {

// What is known of one person.
struct PersonEvents {
  PersonKey person;
  // The day of death; `kNever` if none is known.
  Day death = kNever;
  // By first day, then last day, then outcome, each event once.
  absl::Span<const Event> events;
};

// Puts the events of `all` in order and calls `visit` for each person that has
// any left, in the order of their keys. `all` is changed.
void ForEachPerson(Events& all,
                   absl::FunctionRef<void(const PersonEvents&)> visit);

// The place of an outcome where several contend, as ASCOF 2A has it: the best
// is 1, those that say nothing of what came after are beyond 100.
int RankOf(Outcome outcome);

// Whether an outcome says what came after.
inline bool IsUsable(Outcome outcome) { return RankOf(outcome) < 100; }

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_JOINING_H_

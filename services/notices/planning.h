// Decides once a day who is reminded of what.

#ifndef TIDEMARK_SERVICES_NOTICES_PLANNING_H_
#define TIDEMARK_SERVICES_NOTICES_PLANNING_H_

#include "absl/status/status.h"

#include "common/store/database.h"
#include "common/type/date.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// How far back steps count that nobody could speak of, as when the server was
// off.
inline constexpr int kLookBackDays = 31;

// Whether reminders that were planned for another day may be put into a new
// digest: nobody has them, and no attempt is open.
bool CanBeSuperseded(const v1::Notice& notice);

// Stores today's digests, one for each group of providers that has something to
// be reminded of, and raises alerts about missed returns. What should have been
// said on days before goes into today's digest, and those days are recorded as
// skipped; so do digests of earlier days that were never sent. On a day that is
// no working day of a council nothing is planned for it. Planning a day again
// changes nothing.
absl::Status PlanDay(store::Transaction& txn, type::Date began,
                     type::Date today);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_PLANNING_H_

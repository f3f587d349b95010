// The names of notices and alerts, which follow from what they are about, so
// that nothing is told twice. Pure.
//
// Ids of contracts may hold dots and those of periods and kinds may not, so
// that no two things have the same name.

#ifndef TIDEMARK_SERVICES_NOTICES_NOTICE_NAMES_H_
#define TIDEMARK_SERVICES_NOTICES_NOTICE_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

#include "common/type/date.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// The group whose returns one digest lists: that of `group_id`, or the provider
// alone if it is in none. `g.BD123` or `p.1-101668892`.
std::string GroupOf(absl::string_view provider, absl::string_view group_id);

// `councils/X/notices/reminders.2025-07-01.g.BD123`.
std::string RemindersName(absl::string_view council, type::Date day,
                          absl::string_view group);

// `councils/X/notices/receipt.home.2025-04.v1.0f3a77c1`. The hash tells apart
// what was submitted under the same version after a backup was restored.
std::string ReceiptName(absl::string_view return_name, int version,
                        absl::string_view content_hash);

// `councils/X/notices/returned.home.2025-04.v1`.
std::string ReturnedName(absl::string_view return_name, int version);

// `councils/X/notices/help.missed.home.2025-06`, for the alert.
std::string HelpName(absl::string_view alert);

// `councils/X/alerts/missed.home.2025-06`, for the last return behind it.
std::string MissedName(absl::string_view return_name);

// `councils/X/alerts/unsent.receipt.home.2025-04.v1.0f3a77c1`.
std::string UnsentName(absl::string_view notice);

// The sender's reference for a notice: `E10000012/receipt.home.2025-04.v1...`,
// with `.r1`, `.r2` behind it when it is sent again.
std::string ReferenceOf(const v1::Notice& notice);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_NOTICE_NAMES_H_

// The batches of a submission in the store.

#ifndef TIDEMARK_SERVICES_CLD_BATCHES_H_
#define TIDEMARK_SERVICES_CLD_BATCHES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "services/cld/events.h"
#include "services/cld/findings.h"
#include "tidemark/cld/v1/submission.pb.h"

namespace tidemark::cld {

// The name of a batch of the submission called `name`.
std::string BatchName(absl::string_view name, int file, int batch);

// The name under which what was found in all of a submission is kept.
std::string QualityName(absl::string_view name);

// The findings of all batches of an open submission, or what was kept of a
// closed one.
absl::StatusOr<v1::StoredFindings> FindingsOf(
    const store::Reader& reader, const v1::CldSubmission& submission);

// Keeps the findings of the submission as one record instead of one a batch.
absl::Status CloseFindings(store::Transaction& txn,
                           const v1::StoredFindings& findings,
                           absl::string_view name);

// Removes the events of the submission called `name`.
absl::Status RemoveEvents(store::Transaction& txn, absl::string_view name);

// The committed submissions of a council, by name.
absl::StatusOr<std::vector<v1::CldSubmission>> CommittedOf(
    const store::Reader& reader, absl::string_view council);

// Their events. Returns `DATA_LOSS` if a record is damaged.
absl::StatusOr<Events> EventsOf(
    const store::Reader& reader,
    const std::vector<v1::CldSubmission>& submissions);

// The provider of the location `location_id` of a council; empty if none of its
// providers has it, or several have.
absl::StatusOr<std::string> ProviderOfLocation(const store::Reader& reader,
                                               absl::string_view council,
                                               absl::string_view location_id);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_BATCHES_H_

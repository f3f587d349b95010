// Takes a figure apart into the returns, packages, proposals and stories that
// it is made of.

#ifndef TIDEMARK_SERVICES_MONITORING_EXPLANATIONS_H_
#define TIDEMARK_SERVICES_MONITORING_EXPLANATIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

// A figure with one page of the lines that add up to it.
struct ExplainedFigure {
  // Without its page token.
  v1::Explanation explanation;
  // Where the next page starts; empty if this is the last.
  std::string next;
};

// Explains the figure of `definition` for `subject` in `range`, with up to
// `limit` lines from `start` on, the `next` of the page before, or empty.
// Returns `NOT_FOUND` if the subject is unknown. A provider is not told of
// stories that it may not know of.
absl::StatusOr<ExplainedFigure> Explain(const store::Reader& reader,
                                        const Subject& subject,
                                        const Definition& definition,
                                        const Range& range,
                                        absl::string_view start, size_t limit,
                                        Viewer viewer = Viewer::kCouncil);

// The same for a subject whose own name need not be known yet.
absl::StatusOr<ExplainedFigure> Explain(const store::Reader& reader,
                                        const KnownSubject& known,
                                        const Definition& definition,
                                        const Range& range,
                                        absl::string_view start, size_t limit,
                                        Viewer viewer);

// What the return for `period` adds to the figure, in plain English.
// `returns_due` is that of its contract.
std::string NoteOf(const Definition& definition, const PeriodCounts& period,
                   bool returns_due, int32_t today);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EXPLANATIONS_H_

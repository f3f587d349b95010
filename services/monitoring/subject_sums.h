// A subject's counts, and those of its parts: the rows of scorecards and the
// units of comparisons.

#ifndef TIDEMARK_SERVICES_MONITORING_SUBJECT_SUMS_H_
#define TIDEMARK_SERVICES_MONITORING_SUBJECT_SUMS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"

namespace tidemark::monitoring {

// A council, a provider or a contract.
struct SubjectSums {
  // Its resource name.
  std::string subject;
  // The provider, or that of the contract; empty for the council.
  std::string provider = {};
  std::string display_name = {};
  // How many of its contracts have anything in the range.
  int32_t contracts = 0;
  Sums sums = {};
};

// A subject and its parts.
struct PartSums {
  SubjectSums total;
  // Those with anything in the range, in order of name, never by rank.
  std::vector<SubjectSums> parts = {};
  // 0 if the council has none.
  int32_t council_minimum = 0;
};

// What parts are.
enum class PartKind { kProviders, kContracts };

// Adds up what there is of `subject` in `range`. Returns `NOT_FOUND` if the
// subject is unknown. A provider is not told of stories that it may not know
// of. The cost grows with contracts and their periods, not with people.
absl::StatusOr<PartSums> SumParts(const store::Reader& reader,
                                  const Subject& subject, const Range& range,
                                  PartKind kind,
                                  Viewer viewer = Viewer::kCouncil);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_SUBJECT_SUMS_H_

// What each provider, or contract, would have reached had each group of its
// people fared as that group does in the whole council: indirect
// standardisation.

#ifndef TIDEMARK_SERVICES_MONITORING_CASE_MIX_H_
#define TIDEMARK_SERVICES_MONITORING_CASE_MIX_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/subject_sums.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/equality.pb.h"

namespace tidemark::monitoring {

// How many outcomes met are expected of each provider, or contract, of
// `council` in `range`, by its resource name; those without a case are not in
// it. People are of the same group if they are in the same group of each of
// `attributes`. All that is expected adds up to all that is met. Its cost grows
// with the ratings in the range.
absl::StatusOr<absl::flat_hash_map<std::string, double>> ExpectedMet(
    const store::Reader& reader, const Subject& council, const Range& range,
    PartKind kind, const std::vector<v1::Attribute>& attributes);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CASE_MIX_H_

// What providers and locations must be like, beyond what their protos declare.

#ifndef TIDEMARK_SERVICES_CONTRACTS_PROVIDER_RULES_H_
#define TIDEMARK_SERVICES_CONTRACTS_PROVIDER_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "tidemark/contracts/v1/location.pb.h"

namespace tidemark::contracts {

// Whether CQC or the NHS gave `id`, so that it names one provider or place in
// all England.
bool IsNationalId(absl::string_view id);

// Adds a fault (`ID_INVALID`) for `field` unless `id` can be that of a provider
// or a location: one of CQC's, an ODS code or the council's own.
void CheckRegistryId(absl::string_view field, absl::string_view id,
                     Faults& faults);

// Adds everything that is wrong with `location` to `faults`, with paths that
// start with `location.`:
//   `ODS_CODE_INVALID`   the ODS code is set and not of that form;
//   `RATING_INCOMPLETE`  a rating lacks its service group, domain or grade;
//   `RATING_TWICE`       two ratings are of the same service group and domain;
//   `DATE_RANGE`, `DATE_INVALID`  a rating's date is set and there is no such
//                        day.
void CheckLocation(const v1::Location& location, Faults& faults);

// Puts the ratings in order: those of the service group `Overall` first, the
// other groups by name, and within a group by domain.
void SortRatings(v1::Location& location);

// The key of the index `kLocationsById`.
// On disk. Never change.
std::string LocationKey(absl::string_view council, absl::string_view id);

// The keys of the location called `name` in that index: one, or none if its id
// is a council's own.
std::vector<std::string> LocationKeys(absl::string_view name);

// `FAILED_PRECONDITION` (`PROVIDER_UNKNOWN`): the provider `name` must be
// stored first.
absl::Status ProviderUnknown(absl::string_view name);

// `ALREADY_EXISTS` (`LOCATION_ELSEWHERE`): the place that a national id names
// is stored as `name`, under another provider.
absl::Status LocationElsewhere(absl::string_view name);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_PROVIDER_RULES_H_

// What was prepared of client-level data, as the records of other services.

#ifndef TIDEMARK_SERVICES_CLD_PUBLISHED_RECORDS_H_
#define TIDEMARK_SERVICES_CLD_PUBLISHED_RECORDS_H_

#include <string>

#include "absl/strings/string_view.h"

#include "services/cld/packages.h"
#include "tidemark/cld/v1/publication.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"

namespace tidemark::cld {

// The person of `council`. The id is the letters of the hash.
outcomes::v1::PersonWithOutcomes ToProto(const CldPerson& person,
                                         absl::string_view council);

// The package of `council`, given by the provider called `provider`. The id is
// what makes rows tell of one service: the person, the first day, the service
// type and the component.
enablement::v1::PackageRecord ToProto(const CldPackage& package,
                                      absl::string_view council,
                                      absl::string_view provider);

// The service; `location` as it stands in the row.
v1::CldSkippedService ToProto(const SkippedService& service,
                              absl::string_view location);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_PUBLISHED_RECORDS_H_

// Plans what check-backs found. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_CHECK_BACKS_H_
#define TIDEMARK_SERVICES_SAMPLE_CHECK_BACKS_H_

#include <optional>

#include "services/sample/plan.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"

namespace tidemark::sample {

// What a practitioner records about `check_back`, with its `request_id`;
// nothing if it was not due by the day up to which things have happened, or was
// forgotten, as one in twelve is.
std::optional<enablement::v1::RecordCheckBackRequest> PlanFinding(
    const SampleCouncil& sample, Standing standing,
    const enablement::v1::CheckBack& check_back);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_CHECK_BACKS_H_

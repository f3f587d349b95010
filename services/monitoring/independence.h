// How long a package was seen on its way to no or lower support.
// `IndependenceRow` in `independence.proto` words it.

#ifndef TIDEMARK_SERVICES_MONITORING_INDEPENDENCE_H_
#define TIDEMARK_SERVICES_MONITORING_INDEPENDENCE_H_

#include <cstdint>
#include <optional>

#include "services/monitoring/kaplan_meier.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::monitoring {

// A package as it was seen by a day.
struct SeenPackage {
  Observation observation;
  // Why it went out of sight, in plain English; null for an event.
  const char* censored;
};

// What is seen of the package by the end of `as_of`; `nullopt` if it had not
// begun. What happened later is not used.
std::optional<SeenPackage> SeenBy(const enablement::v1::Package& package,
                                  int32_t as_of);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_INDEPENDENCE_H_

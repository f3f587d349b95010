#ifndef TIDEMARK_SERVICES_CLD_CLUSTERS_H_
#define TIDEMARK_SERVICES_CLD_CLUSTERS_H_

#include <vector>

#include "absl/functional/function_ref.h"

#include "services/cld/joining.h"

namespace tidemark::cld {

// Services of one person that follow one another, nest or overlap.
struct Cluster {
  Day start = 0;
  Day end = 0;
  // The service that ends last; of several the one with the best outcome.
  const Event* deciding = nullptr;
};

// The clusters of the services of `person` that are `wanted`, by their days: a
// service belongs to a cluster if it starts at most 7 days after the latest end
// before it. What they point to is in `person`.
std::vector<Cluster> ClustersOf(
    const PersonEvents& person,
    absl::FunctionRef<bool(const Event& service)> wanted);

// Whether it is a service to maximise independence (ST-Max) for a person who
// draws on support.
bool IsStMax(const Event& event);

// The age at the cluster's end, in whole years of 365.25 days: that of the
// deciding service. Where its row states no birth, it is counted on from the
// age at another event, to the year. `kUnknownAge` if none has one.
int AgeAtEnd(const PersonEvents& person, const Cluster& cluster);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_CLUSTERS_H_

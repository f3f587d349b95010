#include "services/cld/clusters.h"

#include <algorithm>
#include <cmath>

namespace tidemark::cld {
namespace {

constexpr Day kMaxGap = 7;
constexpr double kDaysPerYear = 365.25;

bool Decides(const Event& event, const Event& before) {
  if (event.end != before.end) return event.end > before.end;
  return RankOf(event.outcome) < RankOf(before.outcome);
}

}  // namespace

bool IsStMax(const Event& event) {
  return event.type == EventType::kService &&
         event.client == ClientType::kPerson &&
         event.service == ServiceType::kStMax;
}

std::vector<Cluster> ClustersOf(
    const PersonEvents& person,
    absl::FunctionRef<bool(const Event& service)> wanted) {
  std::vector<Cluster> clusters;
  for (const Event& event : person.events) {
    if (!wanted(event)) continue;
    if (clusters.empty() || (clusters.back().end != kNever &&
                             event.start - clusters.back().end > kMaxGap)) {
      clusters.push_back(
          {.start = event.start, .end = event.end, .deciding = &event});
      continue;
    }
    Cluster& cluster = clusters.back();
    cluster.end = std::max(cluster.end, event.end);
    if (Decides(event, *cluster.deciding)) cluster.deciding = &event;
  }
  return clusters;
}

int AgeAtEnd(const PersonEvents& person, const Cluster& cluster) {
  if (cluster.deciding->age != kUnknownAge) return cluster.deciding->age;
  for (const Event& event : person.events) {
    if (event.age == kUnknownAge || event.end == kNever) continue;
    const double years = (cluster.end - event.end) / kDaysPerYear;
    return std::max(0, event.age + static_cast<int>(std::floor(years)));
  }
  return kUnknownAge;
}

}  // namespace tidemark::cld

#include "services/cld/twelve_weeks.h"

#include <algorithm>

#include "services/cld/clusters.h"

namespace tidemark::cld {
namespace {

constexpr Day kTwelveWeeks = 84;
constexpr int kOlder = 65;

bool IsReablement(const Event& event) {
  return IsStMax(event) && event.component == Component::kReablement;
}

bool IsCareHome(ServiceType type) {
  return type == ServiceType::kNursing || type == ServiceType::kResidential;
}

bool IsPersonsService(const Event& event) {
  return event.type == EventType::kService &&
         event.client == ClientType::kPerson;
}

bool LivedElsewhere(const PersonEvents& person, Day day) {
  return std::any_of(person.events.begin(), person.events.end(),
                     [day](const Event& event) {
                       return IsPersonsService(event) &&
                              (IsCareHome(event.service) ||
                               event.service == ServiceType::kPrison) &&
                              event.start < day && event.end >= day;
                     });
}

bool EntersCareHome(const PersonEvents& person, Day from, Day to) {
  return std::any_of(
      person.events.begin(), person.events.end(), [&](const Event& event) {
        return IsPersonsService(event) && IsCareHome(event.service) &&
               event.start >= from && event.start <= to;
      });
}

}  // namespace

void FindCommunityOutcomes(
    const PersonEvents& person, Year year, Day today,
    absl::FunctionRef<void(const CommunityOutcome&)> visit) {
  for (const Cluster& cluster : ClustersOf(person, IsReablement)) {
    const Day last = cluster.start + kTwelveWeeks;
    if (cluster.start < year.from || cluster.start > year.to || last > today ||
        LivedElsewhere(person, cluster.start)) {
      continue;
    }
    const int age = cluster.end == kNever ? cluster.deciding->age
                                          : AgeAtEnd(person, cluster);
    if (age == kUnknownAge || age < kOlder) continue;
    visit({.start = cluster.start,
           .location = cluster.deciding->location,
           .age = static_cast<uint8_t>(age),
           .died = person.death <= last,
           .entered_care_home = EntersCareHome(person, cluster.start, last)});
  }
}

}  // namespace tidemark::cld

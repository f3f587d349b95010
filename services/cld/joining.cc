#include "services/cld/joining.h"

#include <algorithm>
#include <tuple>

namespace tidemark::cld {
namespace {

constexpr int kUnusable = 100;
constexpr int kNoOutcome = 999;

// Without the penalty for what says nothing: the order of the guidance.
int HierarchyOf(Outcome outcome) {
  return outcome == Outcome::kUnknown ? kNoOutcome : static_cast<int>(outcome);
}

// What makes rows tell of one event.
auto IdentityOf(const Event& event) {
  const bool service = event.type == EventType::kService;
  return std::make_tuple(event.start, event.type, event.client,
                         service ? 0 : event.end, event.detail,
                         service ? event.service : ServiceType::kUnknown,
                         service ? event.component : Component::kUnknown);
}

// In the order in which the rows of one event are preferred, the best first.
// What comes after the outcome only makes the choice one of content.
bool IsPreferred(const std::vector<std::string>& locations, const Event& a,
                 const Event& b) {
  if (a.period_end != b.period_end) return a.period_end > b.period_end;
  if (a.end != b.end) return a.end > b.end;
  if (a.outcome != b.outcome) {
    return HierarchyOf(a.outcome) < HierarchyOf(b.outcome);
  }
  if (a.location != b.location) {
    return locations[a.location] > locations[b.location];
  }
  const auto rest = [](const Event& e) {
    return std::make_tuple(e.period_start, e.age, e.unit_cost, e.planned_units,
                           e.mechanism, e.frequency, e.birth_year, e.gender,
                           e.ethnicity, e.support_reason, e.unpaid_carer);
  };
  return rest(a) > rest(b);
}

Day DeathOf(absl::Span<const Event> events) {
  Day death = kNever;
  Day period = kNoDay;
  for (const Event& event : events) {
    if (event.death == kNever) continue;
    if (death == kNever || event.period_end > period ||
        (event.period_end == period && event.death > death)) {
      death = event.death;
      period = event.period_end;
    }
  }
  return death;
}

// Ends a service that its own reporting period leaves open, or ends later, if
// there is a later period and it was not in it.
void Crop(Day latest_period, Event& event) {
  if (event.type != EventType::kService || event.period_end == kNoDay ||
      event.period_end >= latest_period || event.end <= event.period_end ||
      event.period_end < event.start) {
    return;
  }
  event.end = event.period_end;
}

// Puts the events of one person right in place; returns how many are left.
size_t Join(const std::vector<std::string>& locations, Day latest_period,
            Day death, absl::Span<Event> events) {
  for (Event& event : events) event.end = std::min(event.end, death);
  std::sort(events.begin(), events.end(), [&](const Event& a, const Event& b) {
    const auto left = IdentityOf(a);
    const auto right = IdentityOf(b);
    return left != right ? left < right : IsPreferred(locations, a, b);
  });
  const auto unique = std::unique(events.begin(), events.end(),
                                  [](const Event& a, const Event& b) {
                                    return IdentityOf(a) == IdentityOf(b);
                                  });
  const auto last = std::remove_if(events.begin(), unique, [&](Event& event) {
    Crop(latest_period, event);
    return event.end < event.start;
  });
  std::stable_sort(events.begin(), last, [](const Event& a, const Event& b) {
    return std::make_tuple(a.start, a.end, RankOf(a.outcome)) <
           std::make_tuple(b.start, b.end, RankOf(b.outcome));
  });
  return static_cast<size_t>(last - events.begin());
}

}  // namespace

int RankOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kUnknown:
      return kNoOutcome;
    case Outcome::kReablement:
    case Outcome::kAssessment:
    case Outcome::kRelease1Only:
    case Outcome::kSupportPlanning:
    case Outcome::kContinuation:
      return static_cast<int>(outcome) + kUnusable;
    default:
      return static_cast<int>(outcome);
  }
}

void ForEachPerson(Events& all,
                   absl::FunctionRef<void(const PersonEvents&)> visit) {
  std::vector<Event>& events = all.events;
  Day latest_period = kNoDay;
  for (const Event& event : events) {
    latest_period = std::max(latest_period, event.period_end);
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.person < b.person; });
  for (size_t begin = 0; begin < events.size();) {
    size_t end = begin + 1;
    while (end < events.size() && events[end].person == events[begin].person) {
      ++end;
    }
    const PersonKey person = events[begin].person;
    const absl::Span<Event> own(&events[begin], end - begin);
    const Day death = DeathOf(own);
    const size_t left = Join(all.locations, latest_period, death, own);
    if (left > 0) {
      visit({.person = person, .death = death, .events = own.first(left)});
    }
    begin = end;
  }
}

}  // namespace tidemark::cld

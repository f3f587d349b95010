#include "services/monitoring/growth.h"

#include <algorithm>
#include <numeric>

namespace tidemark::monitoring {
namespace {

void Count(int64_t before, int64_t after, Directions& directions) {
  if (after > before) {
    ++directions.grew;
  } else if (after < before) {
    ++directions.fell;
  } else {
    ++directions.unchanged;
  }
}

// `changes` as shares of the opening cost. They are added up in order of size,
// so that the mean does not depend on the order of the people.
void TakeMean(std::vector<double>& changes, MeanOfChanges& mean) {
  mean.people = static_cast<int64_t>(changes.size());
  if (changes.empty()) return;
  std::sort(changes.begin(), changes.end());
  mean.mean = std::accumulate(changes.begin(), changes.end(), 0.0) /
              static_cast<double>(changes.size());
}

}  // namespace

int64_t VolumePence(const PersonGrowth& person) {
  const Support& opening = person.opening;
  const Support& closing = person.closing;
  if (opening.minutes == 0) {
    const bool by_the_week = closing.minutes == 0 && opening.cost_pence != 0;
    return by_the_week ? 0 : closing.cost_pence - opening.cost_pence;
  }
  // Half up: nothing here is below 0.
  const int64_t at_opening_price =
      (2 * opening.cost_pence * closing.minutes + opening.minutes) /
      (2 * opening.minutes);
  return at_opening_price - opening.cost_pence;
}

Growth AddUp(const std::vector<PersonGrowth>& people) {
  Growth growth;
  std::vector<double> increases;
  std::vector<double> decreases;
  for (const PersonGrowth& person : people) {
    const int64_t before = person.opening.cost_pence;
    const int64_t after = person.closing.cost_pence;
    ++growth.people;
    Count(before, after, growth.by_cost);
    Count(person.opening.minutes, person.closing.minutes, growth.by_minutes);
    growth.opening += person.opening;
    growth.closing += person.closing;
    growth.volume_pence += VolumePence(person);
    if (after == before) continue;
    if (before == 0) {
      ++growth.increase.without_percentage;
      continue;
    }
    (after > before ? increases : decreases)
        .push_back(static_cast<double>(after - before) /
                   static_cast<double>(before));
  }
  TakeMean(increases, growth.increase);
  TakeMean(decreases, growth.decrease);
  return growth;
}

}  // namespace tidemark::monitoring

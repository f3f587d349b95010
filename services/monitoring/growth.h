// How people's packages changed between two dates: the money question.
// `GrowthRow` in `growth.proto` words what each number means.
//
//   const Growth growth = AddUp(people);
//   growth.price_pence() + growth.volume_pence == growth.net_pence();
//
// Pure: nothing here reads or writes anything, and the order of the people does
// not matter.

#ifndef TIDEMARK_SERVICES_MONITORING_GROWTH_H_
#define TIDEMARK_SERVICES_MONITORING_GROWTH_H_

#include <cstdint>
#include <vector>

#include "services/monitoring/support.h"

namespace tidemark::monitoring {

// One person's package at both dates, summed over all packages in the cohort.
struct PersonGrowth {
  Support opening;
  Support closing;
};

// How many went which way.
struct Directions {
  int64_t grew = 0;
  int64_t fell = 0;
  int64_t unchanged = 0;

  friend bool operator==(const Directions&, const Directions&) = default;
};

// A mean of individual changes.
struct MeanOfChanges {
  // Those with a percentage, and those without one.
  int64_t people = 0;
  int64_t without_percentage = 0;
  // As a share of the opening cost; 0 without people.
  double mean = 0;

  friend bool operator==(const MeanOfChanges&, const MeanOfChanges&) = default;
};

// The changes of a cohort.
struct Growth {
  int64_t people = 0;
  Directions by_cost;
  Directions by_minutes;
  MeanOfChanges increase;
  MeanOfChanges decrease;
  Support opening;
  Support closing;
  // Of the net change in cost, what more or less support makes.
  int64_t volume_pence = 0;

  int64_t net_pence() const { return closing.cost_pence - opening.cost_pence; }
  int64_t price_pence() const { return net_pence() - volume_pence; }

  friend bool operator==(const Growth&, const Growth&) = default;
};

// What more or less support makes of the change in the person's cost, in pence:
// the closing minutes at the opening price, less the opening cost.
int64_t VolumePence(const PersonGrowth& person);

// Adds up the changes of a cohort.
Growth AddUp(const std::vector<PersonGrowth>& people);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_GROWTH_H_

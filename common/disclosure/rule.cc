#include "common/disclosure/rule.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"

namespace tidemark::disclosure {

Reason PrimaryReason(const Rule& rule, const std::vector<const Atom*>& atoms) {
  int64_t numerator = 0;
  int64_t denominator = 0;
  int64_t contributed = 0;
  int64_t largest = 0;
  bool contributors_known = true;
  absl::flat_hash_map<int64_t, int64_t> cases_of;
  for (const Atom* const atom : atoms) {
    numerator += atom->numerator;
    denominator += atom->denominator;
    if (atom->denominator > 0 && atom->contributions.empty()) {
      contributors_known = false;
    }
    for (const Contribution& part : atom->contributions) {
      contributed += part.cases;
      largest = std::max(largest, cases_of[part.contributor] += part.cases);
    }
  }
  if (denominator < rule.minimum) return Reason::kFewInAll;
  if (numerator < rule.minimum) return Reason::kFewInNumerator;
  if (rule.protect_rest && denominator - numerator < rule.minimum) {
    return Reason::kFewInRest;
  }
  if (!contributors_known) return Reason::kNone;
  if (static_cast<int64_t>(cases_of.size()) < rule.minimum_contributors) {
    return Reason::kFewContributors;
  }
  if (largest * 100 > contributed * rule.largest_share_percent) {
    return Reason::kDominated;
  }
  return Reason::kNone;
}

}  // namespace tidemark::disclosure

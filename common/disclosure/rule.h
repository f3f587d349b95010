// When a count of people's cases is too small to be published by itself.

#ifndef TIDEMARK_COMMON_DISCLOSURE_RULE_H_
#define TIDEMARK_COMMON_DISCLOSURE_RULE_H_

#include <cstdint>
#include <vector>

namespace tidemark::disclosure {

// How many cases one contributor, as a person, has among those of an atom.
struct Contribution {
  // Any number that stands for the contributor, the same in every atom.
  int64_t contributor;
  int64_t cases;
};

// The smallest part that cells are made of: cases that belong to the same cells
// whatever is published.
struct Atom {
  // The cases that meet the question, and all of them.
  int64_t numerator = 0;
  int64_t denominator = 0;
  // Whose cases they are, in any order; empty if that is not known, and then
  // nothing is asked of the contributors of a cell with this atom.
  std::vector<Contribution> contributions = {};
  // How many of the cases that meet the question, and of the others, there must
  // at least be, as all know: what came to it after it was shown before.
  int64_t known_numerator = 0;
  int64_t known_rest = 0;
};

// What is safe to publish.
struct Rule {
  // The fewest cases in the numerator and in the denominator.
  int64_t minimum = 5;
  // Whether as many must be in the denominator and not in the numerator: "all
  // but two" tells as much of the two as "two" does.
  bool protect_rest = true;
  // The fewest contributors: twelve cases of one person are that person.
  int64_t minimum_contributors = 5;
  // The most that one contributor may have of the cases, in per cent.
  int64_t largest_share_percent = 50;
  // How far apart the least and the greatest value must at least be that an
  // attacker has to reckon with, for each of the counts of a cell that is not
  // shown: the numerator and the rest of the denominator.
  int64_t width = 5;
};

// Why a cell is not shown.
enum class Reason {
  kNone,
  // Too few cases in all.
  kFewInAll,
  // Too few cases in the numerator.
  kFewInNumerator,
  // Too few cases in the denominator that are not in the numerator.
  kFewInRest,
  // Too few contributors.
  kFewContributors,
  // One contributor has too many of the cases.
  kDominated,
  // It is safe by itself, but would give another one away.
  kGivesAway,
};

// Why the cell of `atoms` is not safe by itself, the first of the reasons above
// that applies; `kNone` if it is. A contributor who is in several atoms is one.
Reason PrimaryReason(const Rule& rule, const std::vector<const Atom*>& atoms);

}  // namespace tidemark::disclosure

#endif  // TIDEMARK_COMMON_DISCLOSURE_RULE_H_

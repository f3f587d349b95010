// Makes one unknown of atoms that nothing tells apart.

#ifndef TIDEMARK_COMMON_DISCLOSURE_MERGING_H_
#define TIDEMARK_COMMON_DISCLOSURE_MERGING_H_

#include <vector>

#include "common/disclosure/suppression.h"

namespace tidemark::disclosure {

// A question over merged atoms.
struct Merged {
  // The atoms that each of them is made of.
  std::vector<Atoms> parts;
  // As in the question, with the numbers of merged atoms.
  std::vector<SameCases> same;
  std::vector<Atoms> known;
  std::vector<Atoms> hidden;
  std::vector<Atoms> candidates;
};

// Merges the atoms that are in the same sets. Atoms in no set at all are left
// out: nothing is ever said of them.
Merged Merge(const Question& question);

}  // namespace tidemark::disclosure

#endif  // TIDEMARK_COMMON_DISCLOSURE_MERGING_H_

#include "common/disclosure/merging.h"

#include <cstddef>
#include <map>

namespace tidemark::disclosure {
namespace {

// The numbers of the sets that each atom is in.
class Memberships {
 public:
  explicit Memberships(std::size_t atoms) : sets_of_(atoms) {}

  void Add(const Atoms& set) {
    for (const int atom : set) sets_of_[atom].push_back(next_);
    ++next_;
  }

  const std::vector<std::vector<int>>& sets_of() const { return sets_of_; }

 private:
  std::vector<std::vector<int>> sets_of_;
  int next_ = 0;
};

}  // namespace

Merged Merge(const Question& question) {
  Memberships memberships(question.atoms.size());
  for (const SameCases& same : question.same) {
    memberships.Add(same.left);
    memberships.Add(same.right);
  }
  for (const Atoms& known : question.known) memberships.Add(known);
  for (const Atoms& hidden : question.hidden) memberships.Add(hidden);
  for (const Candidate& cell : question.candidates) memberships.Add(cell.atoms);

  Merged merged;
  std::map<std::vector<int>, int> merged_by_sets;
  std::vector<int> merged_of(question.atoms.size(), -1);
  for (int atom = 0; atom < static_cast<int>(question.atoms.size()); ++atom) {
    const std::vector<int>& sets = memberships.sets_of()[atom];
    if (sets.empty()) continue;
    const auto [it, is_new] =
        merged_by_sets.try_emplace(sets, static_cast<int>(merged.parts.size()));
    if (is_new) merged.parts.emplace_back();
    merged.parts[it->second].push_back(atom);
    merged_of[atom] = it->second;
  }
  // A merged atom is in a set as a whole, so its first part stands for it.
  const auto translate = [&](const Atoms& set) {
    Atoms translated;
    for (const int atom : set) {
      const int to = merged_of[atom];
      if (merged.parts[to].front() == atom) translated.push_back(to);
    }
    return translated;
  };
  for (const SameCases& same : question.same) {
    merged.same.push_back({translate(same.left), translate(same.right)});
  }
  for (const Atoms& known : question.known) {
    merged.known.push_back(translate(known));
  }
  for (const Atoms& hidden : question.hidden) {
    merged.hidden.push_back(translate(hidden));
  }
  for (const Candidate& cell : question.candidates) {
    merged.candidates.push_back(translate(cell.atoms));
  }
  return merged;
}

}  // namespace tidemark::disclosure

// Works counts out from published tables, by means that have nothing in common
// with those that decide what is published.

#ifndef TIDEMARK_COMMON_DISCLOSURE_TESTING_ATTACKER_H_
#define TIDEMARK_COMMON_DISCLOSURE_TESTING_ATTACKER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace tidemark::disclosure::testing {

// A range of whole numbers; without `most` it has no end.
struct Limits {
  int64_t least = 0;
  std::optional<int64_t> most = std::nullopt;

  bool IsOne() const { return most && *most == least; }
};

// Somebody who knows that counts are whole and at least 0, and the sums of some
// sets of them.
class Attacker {
 public:
  explicit Attacker(int counts) : counts_(counts) {}

  // Learns the sum of the counts in `set`.
  void Learn(const std::set<int>& set, int64_t sum);

  // What the sum of each of `sets` can be: from differences of nested sets,
  // exact elimination, and limits passed on from sum to sum until nothing
  // changes.
  std::vector<Limits> Deduce(const std::vector<std::set<int>>& sets) const;

  // What was seen of the sum of a set among all whole numbers that fit.
  struct Seen {
    Limits limits;
    // Whether there can be no others, or two at least were seen.
    bool certain;
  };
  // Tries all whole numbers, until two values of the sum of each set were seen,
  // there are no more, or it took `most_steps`. Empty if something has no
  // limit.
  std::vector<Seen> TryAll(const std::vector<std::set<int>>& sets,
                           int64_t most_steps) const;

 private:
  const int counts_;
  std::map<std::set<int>, int64_t> sums_;
};

}  // namespace tidemark::disclosure::testing

#endif  // TIDEMARK_COMMON_DISCLOSURE_TESTING_ATTACKER_H_

// What is secret, and the values that have been found which it could have.

#ifndef TIDEMARK_COMMON_DISCLOSURE_EVIDENCE_H_
#define TIDEMARK_COMMON_DISCLOSURE_EVIDENCE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "common/disclosure/knowledge.h"

namespace tidemark::disclosure {

// Sums that somebody with `knowledge` must be kept from narrowing down to less
// than `width`.
class Evidence {
 public:
  // `knowledge` must outlive this.
  Evidence(Knowledge& knowledge, int64_t width)
      : knowledge_(knowledge), width_(width) {}

  // Adds a secret and returns its number: 0, 1, 2 ...
  int Add(Terms terms);

  // Whether values have been found that lie far enough apart.
  bool IsWide(int secret) const {
    const Found& found = found_[secret];
    return found.high - found.low >= width_;
  }

  // Looks for values of many secrets at once, of those that lack them.
  void WidenAll();

  // What looking for the values of one secret came to.
  struct Search {
    bool wide = false;
    // Whether it can have its true value only.
    bool pinned = false;
    // The equations that narrow it down, if it is not wide.
    std::vector<int> holding = {};
  };
  Search Widen(int secret);

  // Takes `equation`, which says that `terms` have their true value, up again,
  // and drops what does not fit it.
  void Recall(int equation, const Terms& terms);
  // Undoes `Recall`: `before` is a copy from before it.
  struct Found {
    int64_t low;
    int64_t high;
  };
  void Restore(int equation, std::vector<Found> before);
  const std::vector<Found>& found() const { return found_; }

  // How often values have been looked for: what all this costs.
  int pushes() const { return pushes_; }

 private:
  // Pushes `terms`, and takes down what all secrets are at the point found.
  Knowledge::Extreme Push(const Terms& terms, int variant);
  void Take(const std::vector<int64_t>& point);

  Knowledge& knowledge_;
  const int64_t width_;
  std::vector<Terms> secrets_;
  std::vector<Found> found_;
  int pushes_ = 0;
  // Every point found that fits what is known.
  std::vector<std::vector<int64_t>> points_;
};

}  // namespace tidemark::disclosure

#endif  // TIDEMARK_COMMON_DISCLOSURE_EVIDENCE_H_

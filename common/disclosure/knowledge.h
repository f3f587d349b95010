// What somebody knows of counts that are not shown: equations between whole
// numbers that are at least 0. Tells how far apart the values are that they
// have to reckon with.

#ifndef TIDEMARK_COMMON_DISCLOSURE_KNOWLEDGE_H_
#define TIDEMARK_COMMON_DISCLOSURE_KNOWLEDGE_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace tidemark::disclosure {

// A sum of unknowns, each taken with a factor: {unknown, factor}.
using Terms = std::vector<std::pair<int, int64_t>>;

// The equations that hold between unknowns whose true values are at hand, and
// all other whole values that fit them as well.
//
// A linear program proposes such values and exact arithmetic checks them, so
// that no error of floating point can make something look safe that is not:
// only whole points that fit every equation exactly are ever returned.
//
// The same calls give the same answers. For use by one thread.
class Knowledge {
 public:
  // `truth` has the value of each unknown. Only values up to `reach` from it
  // are looked at, which keeps the search small.
  Knowledge(std::vector<int64_t> truth, int64_t reach);
  ~Knowledge();
  Knowledge(const Knowledge&) = delete;
  Knowledge& operator=(const Knowledge&) = delete;

  // Adds that the value of `terms` is known, and returns the equation's number:
  // 0, 1, 2 ... All are added before the first `Push`.
  int Know(Terms terms);

  // Takes an equation back, or restores it.
  void Forget(int equation);
  void Recall(int equation);

  // How far something can be pushed.
  struct Extreme {
    // A value of each unknown that fits; empty if no whole ones were found.
    std::vector<int64_t> point;
    // How great the terms can be at most, whole or not; without `variant`.
    double value = 0;
    // The equations that keep it from going further.
    std::vector<int> holding;
  };
  // Looks for values that make `terms` as great as can be; with `variant` above
  // 0 for other ones that do.
  Extreme Push(const Terms& terms, int variant = 0);

  int64_t ValueOf(const Terms& terms, const std::vector<int64_t>& point) const;
  const std::vector<int64_t>& truth() const { return truth_; }

 private:
  class Program;

  // Whether the whole numbers fit each equation that is known.
  bool Fits(const std::vector<int64_t>& point) const;

  const std::vector<int64_t> truth_;
  const int64_t reach_;
  std::vector<Terms> equations_;
  std::vector<int64_t> values_;
  std::vector<bool> known_;
  std::unique_ptr<Program> program_;
};

}  // namespace tidemark::disclosure

#endif  // TIDEMARK_COMMON_DISCLOSURE_KNOWLEDGE_H_

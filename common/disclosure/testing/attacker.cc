#include "common/disclosure/testing/attacker.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <numeric>
#include <utility>

namespace tidemark::disclosure::testing {
namespace {

// An equation: the counts' factors and, last, the sum.
using Row = std::vector<int64_t>;

// Divides the row by what all of it has in common.
void Reduce(Row& row) {
  int64_t common = 0;
  for (const int64_t factor : row) common = std::gcd(common, factor);
  if (common == 0) return;
  for (int64_t& factor : row) factor /= common;
}

// `a` less as much of `b` as takes `column` out of it.
Row Without(const Row& a, const Row& b, size_t column) {
  Row row(a.size());
  for (size_t i = 0; i < a.size(); ++i) {
    int64_t left = 0;
    int64_t right = 0;
    if (__builtin_mul_overflow(a[i], b[column], &left) ||
        __builtin_mul_overflow(b[i], a[column], &right) ||
        __builtin_sub_overflow(left, right, &row[i])) {
      std::abort();
    }
  }
  Reduce(row);
  return row;
}

// Gauss and Jordan's elimination, in whole numbers.
std::vector<Row> Eliminated(std::vector<Row> rows) {
  const size_t columns = rows.empty() ? 0 : rows.front().size() - 1;
  size_t done = 0;
  for (size_t column = 0; column < columns && done < rows.size(); ++column) {
    const auto pivot =
        std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(done),
                     rows.end(), [&](const Row& r) { return r[column] != 0; });
    if (pivot == rows.end()) continue;
    std::swap(*pivot, rows[done]);
    for (size_t i = 0; i < rows.size(); ++i) {
      if (i == done || rows[i][column] == 0) continue;
      rows[i] = Without(rows[i], rows[done], column);
    }
    ++done;
  }
  rows.resize(done);
  return rows;
}

int64_t FloorOf(int64_t a, int64_t b) {
  const int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

// Narrows the limits of what `row` is about by each other's. Returns whether
// anything became narrower.
bool PassOn(const Row& row, std::vector<Limits>& limits) {
  bool narrower = false;
  for (size_t target = 0; target < limits.size(); ++target) {
    if (row[target] == 0) continue;
    // factor * count = sum - others; the least and most of the right side.
    std::optional<int64_t> least = row.back();
    std::optional<int64_t> most = row.back();
    for (size_t i = 0; i < limits.size(); ++i) {
      if (i == target || row[i] == 0) continue;
      const std::optional<int64_t> low = limits[i].least;
      const std::optional<int64_t> high = limits[i].most;
      const std::optional<int64_t>& down = row[i] > 0 ? high : low;
      const std::optional<int64_t>& up = row[i] > 0 ? low : high;
      if (least && down) *least -= row[i] * *down;
      if (!down) least.reset();
      if (most && up) *most -= row[i] * *up;
      if (!up) most.reset();
    }
    const int64_t factor = row[target];
    if (factor < 0) std::swap(least, most);
    Limits& limit = limits[target];
    if (least) {
      const int64_t bound = -FloorOf(-*least, factor);
      if (bound > limit.least) limit.least = bound, narrower = true;
    }
    if (most) {
      const int64_t bound = FloorOf(*most, factor);
      if (!limit.most || bound < *limit.most) {
        limit.most = bound;
        narrower = true;
      }
    }
  }
  return narrower;
}

// Tries all values of the counts.
class Trial {
 public:
  Trial(std::vector<Row> rows, std::vector<Limits> limits,
        const std::vector<std::set<int>>& sets, int64_t steps)
      : rows_(std::move(rows)),
        limits_(std::move(limits)),
        sets_(sets),
        steps_(steps),
        values_(limits_.size(), 0),
        seen_(sets.size()) {
    for (const Row& row : rows_) left_.push_back(row.back());
  }

  std::vector<Attacker::Seen> Run() {
    Go(0);
    std::vector<Attacker::Seen> seen;
    for (const std::optional<Limits>& limits : seen_) {
      seen.push_back({.limits = limits.value_or(Limits{}),
                      .certain = limits && (steps_ > 0 || !limits->IsOne())});
    }
    return seen;
  }

 private:
  // Tries the counts from `next` on. Returns false to end it all.
  bool Go(size_t next) {
    if (next == limits_.size()) return Take();
    for (int64_t value = limits_[next].least; value <= *limits_[next].most;
         ++value) {
      if (--steps_ <= 0) return false;
      Add(next, value);
      const bool go_on = !Fits(next) || Go(next + 1);
      Add(next, -value);
      if (!go_on) return false;
    }
    return true;
  }

  void Add(size_t count, int64_t value) {
    values_[count] += value;
    for (size_t r = 0; r < rows_.size(); ++r) {
      left_[r] -= rows_[r][count] * value;
    }
  }

  // Whether each equation can still come out, when all up to `last` are set.
  bool Fits(size_t last) const {
    for (size_t r = 0; r < rows_.size(); ++r) {
      int64_t least = 0;
      int64_t most = 0;
      for (size_t i = last + 1; i < limits_.size(); ++i) {
        least += rows_[r][i] * limits_[i].least;
        most += rows_[r][i] * *limits_[i].most;
      }
      if (left_[r] < least || left_[r] > most) return false;
    }
    return true;
  }

  // Returns false once two values of each sum were seen.
  bool Take() {
    bool more = false;
    for (size_t i = 0; i < sets_.size(); ++i) {
      int64_t sum = 0;
      for (const int count : sets_[i]) sum += values_[count];
      if (!seen_[i]) seen_[i] = Limits{.least = sum, .most = sum};
      seen_[i]->least = std::min(seen_[i]->least, sum);
      seen_[i]->most = std::max(*seen_[i]->most, sum);
      more |= seen_[i]->IsOne();
    }
    return more;
  }

  // With no factor below 0.
  const std::vector<Row> rows_;
  const std::vector<Limits> limits_;
  const std::vector<std::set<int>>& sets_;
  int64_t steps_;
  std::vector<int64_t> values_;
  std::vector<int64_t> left_;
  std::vector<std::optional<Limits>> seen_;
};

using Sums = std::map<std::set<int>, int64_t>;

// The equations, with the sum of each of `sets` as one more count.
std::vector<Row> RowsOf(const Sums& sums,
                        const std::vector<std::set<int>>& sets, int counts) {
  std::vector<Row> rows;
  const size_t columns = counts + sets.size() + 1;
  const auto add = [&](const std::set<int>& members) -> Row& {
    Row& row = rows.emplace_back(columns, 0);
    for (const int count : members) row[count] = 1;
    return row;
  };
  for (const auto& [members, value] : sums) add(members).back() = value;
  for (size_t i = 0; i < sets.size(); ++i) add(sets[i])[counts + i] = -1;
  return rows;
}

// What all counts can be.
std::vector<Limits> LimitsOf(std::vector<Row> rows) {
  std::vector<Limits> limits(rows.front().size() - 1);
  const std::vector<Row> eliminated = Eliminated(rows);
  rows.insert(rows.end(), eliminated.begin(), eliminated.end());
  bool narrower = true;
  while (narrower) {
    narrower = false;
    for (const Row& row : rows) narrower |= PassOn(row, limits);
  }
  return limits;
}

// The sums, and those of what is in one set and not in another within it.
Sums WithDifferences(const Sums& sums) {
  Sums all = sums;
  for (const auto& [set, value] : sums) {
    for (const auto& [part, part_value] : sums) {
      if (part.size() >= set.size() ||
          !std::includes(set.begin(), set.end(), part.begin(), part.end())) {
        continue;
      }
      std::set<int> rest;
      std::set_difference(set.begin(), set.end(), part.begin(), part.end(),
                          std::inserter(rest, rest.end()));
      all.emplace(std::move(rest), value - part_value);
    }
  }
  return all;
}

}  // namespace

void Attacker::Learn(const std::set<int>& set, int64_t sum) {
  sums_.emplace(set, sum);
}

std::vector<Limits> Attacker::Deduce(
    const std::vector<std::set<int>>& sets) const {
  if (sets.empty()) return {};
  std::vector<Limits> limits =
      LimitsOf(RowsOf(WithDifferences(sums_), sets, counts_));
  limits.erase(limits.begin(), limits.begin() + counts_);
  return limits;
}

std::vector<Attacker::Seen> Attacker::TryAll(
    const std::vector<std::set<int>>& sets, int64_t most_steps) const {
  if (sums_.empty() || sets.empty()) return {};
  std::vector<Row> rows = RowsOf(sums_, {}, counts_);
  std::vector<Limits> limits = LimitsOf(rows);
  for (const Limits& limit : limits) {
    if (!limit.most) return {};
  }
  return Trial(std::move(rows), std::move(limits), sets, most_steps).Run();
}

}  // namespace tidemark::disclosure::testing

// Attacks tables of many generated councils, over overlapping periods, with a
// solver that shares nothing with the one that made them. Where nothing is kept
// back besides the small cells, the same attacks succeed.

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "common/disclosure/suppression.h"
#include "common/disclosure/testing/attacker.h"

namespace tidemark::disclosure {
namespace {

using ::tidemark::disclosure::testing::Attacker;
using ::tidemark::disclosure::testing::Limits;

// How large a council is.
struct Shape {
  int providers = 5;
  int months = 4;
  int groups = 3;
  int publications = 3;
  // The most cases of one provider, month and group, but for a few large ones.
  int most = 6;
};

// A council's cases, and what is published of them.
class Council {
 public:
  Council(const Shape& shape, uint32_t seed) : shape_(shape), random_(seed) {
    for (int i = 0; i < shape.providers * shape.months * shape.groups; ++i) {
      const int most = Draw(6) == 0 ? 10 * shape.most : shape.most;
      Atom atom;
      atom.denominator = Draw(most + 1);
      atom.numerator = Draw(static_cast<int>(atom.denominator) + 1);
      atoms_.push_back(atom);
    }
  }

  // Publishes tables with random periods, one after the other.
  void Publish(bool secondary) {
    for (int i = 0; i < shape_.publications; ++i) {
      Question question;
      question.atoms = atoms_;
      question.secondary = secondary;
      for (const auto& [set, shown] : cells_) {
        (shown ? question.known : question.hidden).push_back(set);
      }
      const bool by_group = Draw(2) == 0;
      for (int period = 0; period < 2; ++period) {
        const int from = Draw(shape_.months);
        const int to = from + Draw(shape_.months - from);
        AddTable(from, to, by_group, question);
      }
      const std::vector<Decision> decisions = Decide(question);
      for (size_t c = 0; c < decisions.size(); ++c) {
        cells_[question.candidates[c].atoms] |= decisions[c].shown();
      }
    }
  }

  // Every cell that was asked for, and whether it was shown.
  const std::map<Atoms, bool>& cells() const { return cells_; }
  const std::vector<Atom>& atoms() const { return atoms_; }

 private:
  int Draw(int below) {
    return static_cast<int>(random_() % static_cast<uint32_t>(below));
  }

  // The cases of months `from` to `to`; -1 stands for all.
  Atoms Cell(int provider, int group, int from, int to) const {
    Atoms cell;
    for (int p = 0; p < shape_.providers; ++p) {
      for (int m = from; m <= to; ++m) {
        for (int g = 0; g < shape_.groups; ++g) {
          if ((provider < 0 || p == provider) && (group < 0 || g == group)) {
            cell.push_back((p * shape_.months + m) * shape_.groups + g);
          }
        }
      }
    }
    return cell;
  }

  // Providers and groups with all their totals.
  void AddTable(int from, int to, bool by_group, Question& question) const {
    for (int p = -1; p < shape_.providers; ++p) {
      for (int g = -1; g < (by_group ? shape_.groups : 0); ++g) {
        question.candidates.push_back(
            {.atoms = Cell(p, g, from, to), .rank = (p < 0) + (g < 0)});
      }
    }
  }

  const Shape shape_;
  std::mt19937 random_;
  std::vector<Atom> atoms_;
  std::map<Atoms, bool> cells_;
};

// What an attack came to.
struct Outcome {
  int hidden = 0;
  int shown = 0;
  int recovered = 0;
  // Cells of which every value was tried; those that had one only.
  int tried = 0;
  int recovered_by_trial = 0;
  // The narrowest that a hidden cell became.
  int64_t narrowest = 1'000'000;
};

enum class Count { kNumerator, kRest };

int64_t ValueOf(const Atom& atom, Count count) {
  return count == Count::kNumerator ? atom.numerator
                                    : atom.denominator - atom.numerator;
}

void Attack(const Council& council, Count count, int64_t steps,
            Outcome& outcome) {
  const std::vector<Atom>& atoms = council.atoms();
  Attacker attacker(static_cast<int>(atoms.size()));
  for (const auto& [cell, shown] : council.cells()) {
    if (!shown) continue;
    int64_t sum = 0;
    for (const int atom : cell) sum += ValueOf(atoms[atom], count);
    attacker.Learn({cell.begin(), cell.end()}, sum);
  }
  std::vector<std::set<int>> hidden;
  for (const auto& [cell, shown] : council.cells()) {
    if (shown) ++outcome.shown;
    if (!shown) hidden.emplace_back(cell.begin(), cell.end());
  }
  outcome.hidden += static_cast<int>(hidden.size());
  const std::vector<Limits> deduced = attacker.Deduce(hidden);
  for (const Limits& limits : deduced) {
    if (limits.IsOne()) ++outcome.recovered;
    if (limits.most) {
      outcome.narrowest =
          std::min(outcome.narrowest, *limits.most - limits.least);
    }
  }
  for (const Attacker::Seen& seen : attacker.TryAll(hidden, steps)) {
    if (!seen.certain) continue;
    ++outcome.tried;
    if (seen.limits.IsOne()) ++outcome.recovered_by_trial;
  }
}

Outcome AttackMany(const Shape& shape, bool secondary, int seeds,
                   int64_t steps) {
  Outcome outcome;
  for (int seed = 1; seed <= seeds; ++seed) {
    Council council(shape, static_cast<uint32_t>(seed));
    council.Publish(secondary);
    Attack(council, Count::kNumerator, steps, outcome);
    Attack(council, Count::kRest, steps, outcome);
  }
  return outcome;
}

constexpr int64_t kSteps = 30'000;

constexpr Shape kCouncil = {};
// Few enough that every value can be tried.
constexpr Shape kSmall = {
    .providers = 3, .months = 2, .groups = 2, .publications = 2, .most = 4};

TEST(AttackTest, RecoversNoHiddenCellOverOverlappingPeriods) {
  const Outcome outcome = AttackMany(kCouncil, /*secondary=*/true, 60, 0);
  EXPECT_EQ(outcome.recovered, 0);
  EXPECT_GE(outcome.narrowest, Rule().width);
  // Something was there to be recovered, and something to recover it from.
  EXPECT_GT(outcome.hidden, 1000);
  EXPECT_GT(outcome.shown, 300);
  RecordProperty("hidden", outcome.hidden);
  RecordProperty("shown", outcome.shown);
}

TEST(AttackTest, RecoversHiddenCellsWhereOnlySmallOnesAreKeptBack) {
  const Outcome outcome = AttackMany(kCouncil, /*secondary=*/false, 60, 0);
  EXPECT_GT(outcome.recovered, 100);
}

TEST(AttackTest, TryingAllWholeNumbersRecoversNoHiddenCell) {
  const Outcome outcome = AttackMany(kSmall, /*secondary=*/true, 60, kSteps);
  EXPECT_EQ(outcome.recovered, 0);
  EXPECT_EQ(outcome.recovered_by_trial, 0);
  EXPECT_GE(outcome.narrowest, Rule().width);
  EXPECT_GT(outcome.tried, 100);
  RecordProperty("tried", outcome.tried);
}

TEST(AttackTest, TryingAllWholeNumbersRecoversWhereOnlySmallOnesAreKeptBack) {
  const Outcome outcome = AttackMany(kSmall, /*secondary=*/false, 60, kSteps);
  EXPECT_GT(outcome.recovered_by_trial, 20);
}

TEST(AttackTest, TheSameTablesAreDecidedTheSameWay) {
  Council a(kCouncil, 7);
  Council b(kCouncil, 7);
  a.Publish(true);
  b.Publish(true);
  EXPECT_EQ(a.cells(), b.cells());
}

}  // namespace
}  // namespace tidemark::disclosure

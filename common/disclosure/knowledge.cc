#include "common/disclosure/knowledge.h"

#include <algorithm>
#include <cmath>

#include "Clp_C_Interface.h"

namespace tidemark::disclosure {
namespace {

// What the solver takes as no bound.
constexpr double kNoBound = 1e30;
// How near to a whole number is one.
constexpr double kNearlyWhole = 1e-5;
// From which on a price says that an equation binds.
constexpr double kNoPrice = 1e-7;

}  // namespace

// The linear program, once all equations are there.
class Knowledge::Program {
 public:
  explicit Program(const Knowledge& knowledge)
      : unknowns_(static_cast<int>(knowledge.truth_.size())),
        equations_(static_cast<int>(knowledge.equations_.size())),
        model_(Clp_newModel()),
        objective_(knowledge.truth_.size(), 0.0),
        lower_(knowledge.equations_.size()),
        upper_(knowledge.equations_.size()) {
    Clp_setLogLevel(model_, 0);
    Load(knowledge);
    Clp_setOptimizationDirection(model_, -1);
  }
  ~Program() { Clp_deleteModel(model_); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void SetBounds(int equation, double lower, double upper) {
    lower_[equation] = lower;
    upper_[equation] = upper;
    bounds_changed_ = true;
  }

  // Returns false if there is no answer.
  bool Solve(const Terms& terms, int variant) {
    std::fill(objective_.begin(), objective_.end(), 0.0);
    // What is asked for outweighs the rest, which only chooses among answers.
    if (variant > 0) {
      uint64_t state = 0x9E3779B97F4A7C15u * static_cast<uint64_t>(variant);
      for (double& weight : objective_) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        weight = static_cast<double>(state >> 52) * 1e-8;
      }
    }
    for (const auto& [unknown, factor] : terms) {
      objective_[unknown] += static_cast<double>(factor);
    }
    Clp_chgObjCoefficients(model_, objective_.data());
    if (bounds_changed_) {
      Clp_chgRowLower(model_, lower_.data());
      Clp_chgRowUpper(model_, upper_.data());
      bounds_changed_ = false;
    }
    Clp_primal(model_, 0);
    return Clp_status(model_) == 0;
  }

  double ValueOf(int unknown) const {
    return Clp_primalColumnSolution(model_)[unknown];
  }
  double PriceOf(int equation) const {
    return Clp_dualRowSolution(model_)[equation];
  }

 private:
  void Load(const Knowledge& knowledge) {
    std::vector<std::vector<std::pair<int, double>>> columns(unknowns_);
    for (int row = 0; row < equations_; ++row) {
      for (const auto& [unknown, factor] : knowledge.equations_[row]) {
        columns[unknown].emplace_back(row, static_cast<double>(factor));
      }
      const auto value = static_cast<double>(knowledge.values_[row]);
      lower_[row] = knowledge.known_[row] ? value : -kNoBound;
      upper_[row] = knowledge.known_[row] ? value : kNoBound;
    }
    std::vector<CoinBigIndex> starts = {0};
    std::vector<int> rows;
    std::vector<double> factors;
    std::vector<double> least;
    std::vector<double> greatest;
    for (int column = 0; column < unknowns_; ++column) {
      for (const auto& [row, factor] : columns[column]) {
        rows.push_back(row);
        factors.push_back(factor);
      }
      starts.push_back(static_cast<CoinBigIndex>(rows.size()));
      const int64_t truth = knowledge.truth_[column];
      least.push_back(
          static_cast<double>(std::max<int64_t>(0, truth - knowledge.reach_)));
      greatest.push_back(static_cast<double>(truth + knowledge.reach_));
    }
    Clp_loadProblem(model_, unknowns_, equations_, starts.data(), rows.data(),
                    factors.data(), least.data(), greatest.data(),
                    objective_.data(), lower_.data(), upper_.data());
  }

  const int unknowns_;
  const int equations_;
  Clp_Simplex* const model_;
  std::vector<double> objective_;
  std::vector<double> lower_;
  std::vector<double> upper_;
  bool bounds_changed_ = false;
};

Knowledge::Knowledge(std::vector<int64_t> truth, int64_t reach)
    : truth_(std::move(truth)), reach_(reach) {}
Knowledge::~Knowledge() = default;

int Knowledge::Know(Terms terms) {
  values_.push_back(ValueOf(terms, truth_));
  equations_.push_back(std::move(terms));
  known_.push_back(true);
  return static_cast<int>(equations_.size()) - 1;
}

void Knowledge::Forget(int equation) {
  known_[equation] = false;
  if (program_) program_->SetBounds(equation, -kNoBound, kNoBound);
}

void Knowledge::Recall(int equation) {
  known_[equation] = true;
  const auto value = static_cast<double>(values_[equation]);
  if (program_) program_->SetBounds(equation, value, value);
}

Knowledge::Extreme Knowledge::Push(const Terms& terms, int variant) {
  if (!program_) program_ = std::make_unique<Program>(*this);
  Extreme extreme;
  if (!program_->Solve(terms, variant)) return extreme;
  for (int i = 0; i < static_cast<int>(equations_.size()); ++i) {
    if (known_[i] && std::abs(program_->PriceOf(i)) > kNoPrice) {
      extreme.holding.push_back(i);
    }
  }
  for (const auto& [unknown, factor] : terms) {
    extreme.value += static_cast<double>(factor) * program_->ValueOf(unknown);
  }
  std::vector<int64_t> point(truth_.size());
  for (int i = 0; i < static_cast<int>(point.size()); ++i) {
    const double value = program_->ValueOf(i);
    point[i] = std::llround(value);
    if (std::abs(value - static_cast<double>(point[i])) > kNearlyWhole) {
      return extreme;
    }
  }
  if (Fits(point)) extreme.point = std::move(point);
  return extreme;
}

int64_t Knowledge::ValueOf(const Terms& terms,
                           const std::vector<int64_t>& point) const {
  int64_t value = 0;
  for (const auto& [unknown, factor] : terms) value += factor * point[unknown];
  return value;
}

bool Knowledge::Fits(const std::vector<int64_t>& point) const {
  for (const int64_t value : point) {
    if (value < 0) return false;
  }
  for (size_t i = 0; i < equations_.size(); ++i) {
    if (known_[i] && ValueOf(equations_[i], point) != values_[i]) return false;
  }
  return true;
}

}  // namespace tidemark::disclosure

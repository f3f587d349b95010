#include "common/disclosure/evidence.h"

#include <algorithm>
#include <map>

namespace tidemark::disclosure {
namespace {

// How many answers are tried where one has no whole numbers.
constexpr int kVariants = 3;
// How often all secrets are pushed at once at most, in each direction.
constexpr int kRounds = 16;
// From which on two values differ.
constexpr double kApart = 1e-5;

Terms Negated(Terms terms) {
  for (auto& [unknown, factor] : terms) factor = -factor;
  return terms;
}

}  // namespace

int Evidence::Add(Terms terms) {
  const int64_t truth = knowledge_.ValueOf(terms, knowledge_.truth());
  Found found = {.low = truth, .high = truth};
  for (const std::vector<int64_t>& point : points_) {
    const int64_t value = knowledge_.ValueOf(terms, point);
    found.low = std::min(found.low, value);
    found.high = std::max(found.high, value);
  }
  found_.push_back(found);
  secrets_.push_back(std::move(terms));
  return static_cast<int>(secrets_.size()) - 1;
}

void Evidence::WidenAll() {
  size_t before = secrets_.size() + 1;
  for (int round = 0; round < kRounds; ++round) {
    std::map<int, int64_t> weights;
    size_t narrow = 0;
    for (int i = 0; i < static_cast<int>(secrets_.size()); ++i) {
      if (IsWide(i)) continue;
      ++narrow;
      for (const auto& [unknown, factor] : secrets_[i]) {
        weights[unknown] += factor;
      }
    }
    if (narrow == 0 || narrow == before) return;
    before = narrow;
    const Terms sum(weights.begin(), weights.end());
    Push(sum, 0);
    Push(Negated(sum), 0);
  }
}

Evidence::Search Evidence::Widen(int secret) {
  Search search;
  const Terms up = secrets_[secret];
  const Terms down = Negated(up);
  double reach = 0;
  for (int variant = 0; variant < kVariants; ++variant) {
    for (const Terms* const terms : {&up, &down}) {
      if (IsWide(secret)) return {.wide = true};
      const Knowledge::Extreme extreme = Push(*terms, variant);
      if (variant > 0) continue;
      reach += extreme.value;
      search.holding.insert(search.holding.end(), extreme.holding.begin(),
                            extreme.holding.end());
    }
    // Other answers are of no use where there is nothing between the limits.
    if (reach < static_cast<double>(width_) - kApart) break;
  }
  search.wide = IsWide(secret);
  search.pinned = reach < kApart;
  return search;
}

void Evidence::Recall(int equation, const Terms& terms) {
  knowledge_.Recall(equation);
  const int64_t truth = knowledge_.ValueOf(terms, knowledge_.truth());
  std::erase_if(points_, [&](const std::vector<int64_t>& point) {
    return knowledge_.ValueOf(terms, point) != truth;
  });
  for (size_t i = 0; i < secrets_.size(); ++i) {
    const int64_t value = knowledge_.ValueOf(secrets_[i], knowledge_.truth());
    found_[i] = {.low = value, .high = value};
  }
  for (const std::vector<int64_t>& point : points_) Take(point);
}

void Evidence::Restore(int equation, std::vector<Found> before) {
  knowledge_.Forget(equation);
  found_ = std::move(before);
}

Knowledge::Extreme Evidence::Push(const Terms& terms, int variant) {
  ++pushes_;
  Knowledge::Extreme extreme = knowledge_.Push(terms, variant);
  if (!extreme.point.empty()) {
    Take(extreme.point);
    points_.push_back(extreme.point);
  }
  return extreme;
}

void Evidence::Take(const std::vector<int64_t>& point) {
  for (size_t i = 0; i < secrets_.size(); ++i) {
    const int64_t value = knowledge_.ValueOf(secrets_[i], point);
    found_[i].low = std::min(found_[i].low, value);
    found_[i].high = std::max(found_[i].high, value);
  }
}

}  // namespace tidemark::disclosure

#include "common/disclosure/suppression.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "common/disclosure/evidence.h"
#include "common/disclosure/knowledge.h"
#include "common/disclosure/merging.h"

namespace tidemark::disclosure {
namespace {

// Values further than this many widths from the truth are not looked at: what
// can move so far is wide enough.
constexpr int64_t kReachInWidths = 4;

// How often values are looked for at most in order to show cells again. A table
// of a few hundred cells is done long before; in a large one, some cells may
// stay back without need, which is safe.
constexpr int kMostPushesToShowAgain = 400;

Terms TermsOf(const Atoms& atoms) {
  Terms terms;
  for (const int atom : atoms) terms.emplace_back(atom, 1);
  return terms;
}

// One of the two counts of every cell, the numerator or the rest of the
// denominator: no equation joins the two, so each is looked at by itself.
class Side {
 public:
  Side(const Merged& merged, std::vector<int64_t> truth, int64_t width)
      : knowledge_(std::move(truth), kReachInWidths * width) {
    for (const Atoms& known : merged.known) knowledge_.Know(TermsOf(known));
    for (const SameCases& same : merged.same) {
      Terms terms = TermsOf(same.left);
      for (const int atom : same.right) terms.emplace_back(atom, -1);
      knowledge_.Know(std::move(terms));
    }
    for (const Atoms& cell : merged.candidates) {
      const int equation = knowledge_.Know(TermsOf(cell));
      if (first_ < 0) first_ = equation;
    }
  }

  // The equation that showing a candidate comes to, and the candidate of an
  // equation; -1 if it is of none.
  int EquationOf(int candidate) const { return first_ + candidate; }
  int CandidateOf(int equation) const {
    return first_ < 0 || equation < first_ ? -1 : equation - first_;
  }

  Knowledge& knowledge() { return knowledge_; }

 private:
  Knowledge knowledge_;
  int first_ = -1;
};

class Suppressor {
 public:
  explicit Suppressor(const Question& question)
      : question_(question),
        merged_(Merge(question)),
        width_(std::max<int64_t>(1, question.rule.width)),
        decisions_(question.candidates.size()),
        denominators_(question.candidates.size()) {
    std::vector<int64_t> numerators;
    std::vector<int64_t> rests;
    for (const Atoms& part : merged_.parts) {
      int64_t numerator = 0;
      int64_t rest = 0;
      // What all know of it is no part of what they look for.
      for (const int number : part) {
        const Atom& atom = question.atoms[number];
        numerator += atom.numerator - atom.known_numerator;
        rest += atom.denominator - atom.numerator - atom.known_rest;
      }
      numerators.push_back(numerator);
      rests.push_back(rest);
    }
    sides_ = {std::make_unique<Side>(merged_, std::move(numerators), width_),
              std::make_unique<Side>(merged_, std::move(rests), width_)};
  }

  std::vector<Decision> Run() {
    for (int i = 0; i < size(); ++i) DecideAlone(i);
    if (!question_.secondary) return std::move(decisions_);
    FindKnown();
    for (std::unique_ptr<Side>& side : sides_) {
      evidence_.emplace_back(side->knowledge(), width_);
    }
    for (int i = 0; i < size(); ++i) {
      if (!decisions_[i].shown()) Hide(i);
    }
    for (const Atoms& hidden : merged_.hidden) AddSecret(hidden, -1);
    AddSmallParts();
    for (Evidence& evidence : evidence_) evidence.WidenAll();
    for (size_t i = 0; i < secrets_.size(); ++i) Protect(i);
    ShowAgain();
    return std::move(decisions_);
  }

 private:
  // Something that must stay wide.
  struct Secret {
    // Merged atoms.
    Atoms atoms;
    // The candidate that it is; -1 for one of before, or a part of cells.
    int candidate;
    // Whether it is shown after all.
    bool shown = false;
  };

  int size() const { return static_cast<int>(question_.candidates.size()); }

  Reason AloneReason(const Atoms& atoms) const {
    std::vector<const Atom*> cells;
    for (const int atom : atoms) cells.push_back(&question_.atoms[atom]);
    return PrimaryReason(question_.rule, cells);
  }

  void DecideAlone(int candidate) {
    const Candidate& cell = question_.candidates[candidate];
    if (!cell.nothing) decisions_[candidate].reason = AloneReason(cell.atoms);
    for (const int atom : cell.atoms) {
      denominators_[candidate] += question_.atoms[atom].denominator;
    }
  }

  // Finds the candidates that what was shown before has told already: to keep
  // them back would help nobody.
  void FindKnown() {
    if (question_.known.empty()) return;
    std::vector<bool> known(question_.candidates.size(), true);
    for (const std::unique_ptr<Side>& side : sides_) {
      for (int i = 0; i < size(); ++i) {
        side->knowledge().Forget(side->EquationOf(i));
      }
      Evidence before(side->knowledge(), /*width=*/1);
      for (const Atoms& cell : merged_.candidates) before.Add(TermsOf(cell));
      before.WidenAll();
      for (int i = 0; i < size(); ++i) {
        known[i] = known[i] && !before.IsWide(i) && before.Widen(i).pinned;
      }
      for (int i = 0; i < size(); ++i) {
        side->knowledge().Recall(side->EquationOf(i));
      }
    }
    for (int i = 0; i < size(); ++i) decisions_[i].known_before = known[i];
  }

  // Takes the candidate's equation back and makes it a secret, unless all know
  // it already.
  void Hide(int candidate) {
    for (const std::unique_ptr<Side>& side : sides_) {
      side->knowledge().Forget(side->EquationOf(candidate));
    }
    if (!decisions_[candidate].known_before) {
      AddSecret(merged_.candidates[candidate], candidate);
    }
  }

  void AddSecret(const Atoms& atoms, int candidate) {
    secrets_.push_back({.atoms = atoms, .candidate = candidate});
    for (Evidence& evidence : evidence_) evidence.Add(TermsOf(atoms));
  }

  // What could be told apart and is too small is secret though no table has it:
  // a quarter less two of its months is the third.
  void AddSmallParts() {
    for (int i = 0; i < static_cast<int>(merged_.parts.size()); ++i) {
      const int64_t cases =
          sides_[0]->knowledge().truth()[i] + sides_[1]->knowledge().truth()[i];
      if (cases > 0 && AloneReason(merged_.parts[i]) != Reason::kNone) {
        AddSecret({i}, -1);
      }
    }
  }

  void Protect(size_t secret) {
    while (true) {
      int worst = -1;
      Evidence::Search search = {.wide = true};
      for (int i = 0; i < static_cast<int>(sides_.size()) && search.wide; ++i) {
        if (evidence_[i].IsWide(static_cast<int>(secret))) continue;
        search = evidence_[i].Widen(static_cast<int>(secret));
        worst = i;
      }
      if (search.wide) return;
      const int next =
          Weakest(*sides_[worst], search.holding, secrets_[secret].atoms);
      if (next < 0) {
        // What was shown before holds it; nothing can be done any more.
        const int candidate = secrets_[secret].candidate;
        if (candidate >= 0) decisions_[candidate].known_before = true;
        return;
      }
      decisions_[next].reason = Reason::kGivesAway;
      Hide(next);
    }
  }

  bool MayHide(int candidate) const {
    return decisions_[candidate].shown() && !decisions_[candidate].known_before;
  }

  // The candidate to keep back: of those whose equations are `holding` a secret
  // down, the one that is missed least. If it is none of these, as when only
  // whole numbers hold it down, one that shares something with the secret. -1
  // if there is none.
  int Weakest(const Side& side, const std::vector<int>& holding,
              const Atoms& secret) const {
    int weakest = -1;
    const auto consider = [&](int candidate) {
      if (candidate < 0 || !MayHide(candidate)) return;
      if (weakest < 0 || CostOf(candidate) < CostOf(weakest)) {
        weakest = candidate;
      }
    };
    for (const int equation : holding) consider(side.CandidateOf(equation));
    if (weakest >= 0) return weakest;
    for (int i = 0; i < size(); ++i) {
      const Atoms& cell = merged_.candidates[i];
      if (std::find_first_of(cell.begin(), cell.end(), secret.begin(),
                             secret.end()) != cell.end()) {
        consider(i);
      }
    }
    return weakest;
  }

  std::tuple<int, int64_t, int> CostOf(int candidate) const {
    return {question_.candidates[candidate].rank, denominators_[candidate],
            candidate};
  }

  // Shows what was kept back without need, the dearest first.
  void ShowAgain() {
    std::vector<int> hidden;
    for (int i = 0; i < static_cast<int>(secrets_.size()); ++i) {
      const int candidate = secrets_[i].candidate;
      if (candidate >= 0 &&
          decisions_[candidate].reason == Reason::kGivesAway) {
        hidden.push_back(i);
      }
    }
    std::sort(hidden.begin(), hidden.end(), [&](int a, int b) {
      return CostOf(secrets_[a].candidate) > CostOf(secrets_[b].candidate);
    });
    const int stop = Pushes() + kMostPushesToShowAgain;
    for (const int secret : hidden) {
      if (Pushes() < stop) TryToShow(secret);
    }
  }

  int Pushes() const { return evidence_[0].pushes() + evidence_[1].pushes(); }

  void TryToShow(int secret) {
    const int candidate = secrets_[secret].candidate;
    const Terms terms = TermsOf(merged_.candidates[candidate]);
    std::array<std::vector<Evidence::Found>, 2> before;
    bool safe = true;
    for (size_t i = 0; i < sides_.size(); ++i) {
      before[i] = evidence_[i].found();
      evidence_[i].Recall(sides_[i]->EquationOf(candidate), terms);
    }
    for (size_t i = 0; i < sides_.size() && safe; ++i) {
      for (int s = 0; s < static_cast<int>(secrets_.size()) && safe; ++s) {
        safe = s == secret || StaysAsWide(evidence_[i], s, before[i][s]);
      }
    }
    if (safe) {
      decisions_[candidate].reason = Reason::kNone;
      secrets_[secret].shown = true;
      return;
    }
    for (size_t i = 0; i < sides_.size(); ++i) {
      evidence_[i].Restore(sides_[i]->EquationOf(candidate),
                           std::move(before[i]));
    }
  }

  // Whether the secret is still as wide as it must be, or as it could be made
  // at all.
  bool StaysAsWide(Evidence& evidence, int secret,
                   const Evidence::Found& before) const {
    if (secrets_[secret].shown || evidence.IsWide(secret)) return true;
    evidence.Widen(secret);
    const Evidence::Found& now = evidence.found()[secret];
    return now.high - now.low >= std::min(width_, before.high - before.low);
  }

  const Question& question_;
  const Merged merged_;
  const int64_t width_;
  std::vector<Decision> decisions_;
  // The cases of each candidate.
  std::vector<int64_t> denominators_;
  // Of the numerators, and of the rests.
  std::array<std::unique_ptr<Side>, 2> sides_;
  std::vector<Evidence> evidence_;
  std::vector<Secret> secrets_;
};

}  // namespace

std::vector<Decision> Decide(const Question& question) {
  return Suppressor(question).Run();
}

}  // namespace tidemark::disclosure

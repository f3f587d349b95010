// Decides which cells of tables may be published, so that none of the others
// can be worked out: not from totals, not from other tables, not from what was
// published before.
//
//   Question question;
//   question.atoms = {{.numerator = 2, .denominator = 8},
//                     {.numerator = 9, .denominator = 20},
//                     {.numerator = 30, .denominator = 60}};
//   question.candidates = {{.atoms = {0}}, {.atoms = {1}}, {.atoms = {2}},
//                          {.atoms = {0, 1, 2}, .rank = 1}};
//   const std::vector<Decision> decisions = Decide(question);
//   // The first is too small; the second would give it away.
//
// A cell is a set of atoms and shows two counts, the sums of their numerators
// and denominators. An attacker is taken to know every count that is shown
// exactly, whatever was rounded, since the share gives it away; which atoms
// make up which cell; and that counts are whole and at least 0.

#ifndef TIDEMARK_COMMON_DISCLOSURE_SUPPRESSION_H_
#define TIDEMARK_COMMON_DISCLOSURE_SUPPRESSION_H_

#include <vector>

#include "common/disclosure/rule.h"

namespace tidemark::disclosure {

// Atoms by their numbers, each at most once.
using Atoms = std::vector<int>;

// A cell that one would like to show.
struct Candidate {
  Atoms atoms;
  // How much is lost when it is not shown: those of a lower rank go first.
  int rank = 0;
  // Whether it holds nothing for a reason that is no secret, so that it is safe
  // by itself.
  bool nothing = false;
};

// Two sets of atoms that hold the same cases, as the ages and the sexes of the
// same people do.
struct SameCases {
  Atoms left;
  Atoms right;
};

// What is to be decided.
struct Question {
  Rule rule = {};
  std::vector<Atom> atoms = {};
  std::vector<SameCases> same = {};
  // The cells that have been shown before, of the same cases: everybody knows
  // them for ever.
  std::vector<Atoms> known = {};
  // The cells that have been kept back before: they stay secret.
  std::vector<Atoms> hidden = {};
  std::vector<Candidate> candidates = {};
  // Whether cells are kept back because they would give others away. Without
  // it nothing is safe; for tests that show so.
  bool secondary = true;
};

// What becomes of a candidate. It is shown if there is no reason against it.
struct Decision {
  Reason reason = Reason::kNone;
  // Whether what was known before narrows its counts down to less than the
  // rule's width, whatever is kept back now.
  bool known_before = false;

  bool shown() const { return reason == Reason::kNone; }
};

// Decides on each candidate, in their order.
//
// What is not shown, now or before, and besides each smallest part that could
// be told apart and is not safe by itself, keeps at least two values each of
// its numerator and the rest of its denominator that lie the rule's width or
// more apart and fit all that is shown; both have been found and checked. A
// candidate that is known already is shown if it is safe by itself.
//
// What is kept back besides are the cells that pin another one down, those of
// the lowest rank and the fewest cases first; of these, the ones that prove
// unnecessary are shown again, as far as that can be found in reasonable time.
// The same question gets the same answer.
std::vector<Decision> Decide(const Question& question);

}  // namespace tidemark::disclosure

#endif  // TIDEMARK_COMMON_DISCLOSURE_SUPPRESSION_H_

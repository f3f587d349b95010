// Which outcomes a contract supports, in memory, so that checking a return
// costs no reads of people and outcomes.

#ifndef TIDEMARK_SERVICES_OUTCOMES_ROSTER_H_
#define TIDEMARK_SERVICES_OUTCOMES_ROSTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "common/type/periods.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::outcomes {

// What checking a return needs of one outcome and its person.
struct OutcomeFacts {
  // The outcome's name.
  std::string name;
  // From when it is worked towards; unset since the contract began.
  std::optional<type::Date> start = std::nullopt;
  // The last day it was worked towards; unset while it still is.
  std::optional<type::Date> close = std::nullopt;
  // Whether the person draws on support, and since when, if that is known.
  v1::Person::Status person_status = v1::Person::STATUS_ACTIVE;
  std::optional<type::Date> person_status_date = std::nullopt;
  // The level at the start, -2 to 2.
  int32_t baseline_level = -1;
};

// The facts of `outcome` of `person`.
OutcomeFacts FactsOf(const v1::PersonalOutcome& outcome,
                     const v1::Person& person);

// Whether the outcome was worked towards on a day of `period`.
bool OpenIn(const OutcomeFacts& outcome, const type::Period& period);

// Whether the person was away, had left or had died before `period` began, and
// as far as is known until its end.
bool AbsentIn(const OutcomeFacts& outcome, const type::Period& period);

// The outcomes of one contract at one moment. Does not change.
class Roster {
 public:
  // `outcomes` in any order, each once.
  explicit Roster(std::vector<OutcomeFacts> outcomes);

  // Those of the outcome called `name`, or null.
  const OutcomeFacts* Find(absl::string_view name) const;

  // All, in order of name.
  const std::vector<OutcomeFacts>& outcomes() const { return outcomes_; }

 private:
  std::vector<OutcomeFacts> outcomes_;
};

// Knows the roster of each contract. A roster that was read is kept until a
// change of its outcomes or people is on disk; what was acknowledged before a
// call of `Get` is in the answer. Safe to use from any thread.
class Rosters {
 public:
  // `db` must outlive the rosters. Rosters of about `max_outcomes` outcomes in
  // all are kept.
  explicit Rosters(const store::Database& db,
                   size_t max_outcomes = size_t{2} << 20)
      : db_(db), max_outcomes_(max_outcomes) {}

  // The outcomes of the contract called `contract`; none if it is not known.
  absl::StatusOr<std::shared_ptr<const Roster>> Get(absl::string_view contract);

  // Says that the last change of `txn` alters the roster of `contract`. Call it
  // in the transaction's body, after the write.
  void Changed(const store::Transaction& txn, absl::string_view contract);

 private:
  // A roster and the sequence of the last change that is surely in it.
  struct Kept {
    std::shared_ptr<const Roster> roster;
    int64_t sequence = 0;
  };

  const store::Database& db_;
  const size_t max_outcomes_;
  Mutex mu_;
  absl::flat_hash_map<std::string, Kept> kept_ ABSL_GUARDED_BY(mu_);
  size_t kept_outcomes_ ABSL_GUARDED_BY(mu_) = 0;
  // By contract, the sequence of the last change of its roster.
  absl::flat_hash_map<std::string, int64_t> changed_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_ROSTER_H_

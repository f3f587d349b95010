// Stores people with their outcomes, new or not, all or nothing.
//
// What is to be written is worked out on a snapshot, where it may take its
// time; the transaction then only writes, and refuses if something that the
// plan rests on has changed since.

#ifndef TIDEMARK_SERVICES_OUTCOMES_UPSERT_H_
#define TIDEMARK_SERVICES_OUTCOMES_UPSERT_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/base/faults.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/roster.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::outcomes {

// Says where in the request or file a fault is, given its field.
using PlaceFault = std::function<Fault(Fault fault)>;

// An outcome to be stored.
struct OutcomeDraft {
  std::string name;
  // Writes what is given over what is stored, or over an empty outcome. What
  // the server sets (status, provider ...) is restored afterwards.
  std::function<void(v1::PersonalOutcome&)> apply;
  PlaceFault place;
};

// A person to be stored, with outcomes.
struct PersonDraft {
  std::string name;
  // If not empty, the person as stored must have it.
  std::string etag;
  // As above.
  std::function<void(v1::Person&)> apply;
  PlaceFault place;
  // Each once.
  std::vector<OutcomeDraft> outcomes;
};

// What was done, or would be.
struct UpsertCounts {
  int32_t created = 0;
  int32_t updated = 0;
  int32_t unchanged = 0;
};

// A plan of writes.
class Upsert {
 public:
  // Works out what to write so that `people`, each once and all of the council
  // called `council`, are as given. What is wrong with them is added to
  // `faults`, with the codes of person_rules.h and outcome_rules.h, and
  //   CONTRACT_UNKNOWN, CONTRACT_NOT_IN_FORCE  an outcome, new or moved, is put
  //                                            under a contract that is not
  //                                            active
  //   OUTCOME_CLOSED                           a closed outcome would change
  // The plan is of no use then. Returns `ABORTED` for a stale etag.
  static absl::StatusOr<Upsert> Plan(const store::Reader& reader,
                                     ContractCopies& contracts,
                                     absl::string_view council,
                                     const std::vector<PersonDraft>& people,
                                     type::Date today, Faults& faults);

  // Writes. Returns `ABORTED` or `ALREADY_EXISTS` if the plan must be made
  // anew.
  absl::Status Run(store::Transaction& txn, Rosters& rosters) const;

  const UpsertCounts& people() const { return people_counts_; }
  const UpsertCounts& outcomes() const { return outcome_counts_; }

 private:
  // What to do with one record.
  enum class Action { kCreate, kUpdate, kNothing };

  template <typename Message>
  struct Step {
    Action action;
    // The record as it is to be, with the etag of what is stored.
    Message message;
  };

  // A person and those of their outcomes that change. Planned if any of them
  // changes; the person must then be as the plan saw them.
  struct PersonSteps {
    Step<v1::Person> person;
    std::vector<Step<v1::PersonalOutcome>> outcomes;
  };

  static void Count(Action action, UpsertCounts& counts);

  std::vector<PersonSteps> steps_;
  // The contracts whose rosters change.
  std::set<std::string> contracts_;
  UpsertCounts people_counts_;
  UpsertCounts outcome_counts_;
};

// Waits until what other transactions have written is on disk, so that the next
// snapshot shows it. For a change that was worked out on a snapshot and came
// too late; `options` are those of the change.
absl::Status WaitForOthers(store::Database& db,
                           const store::WriteOptions& options);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_UPSERT_H_

// What the outcomes service knows of contracts and councils: local copies, kept
// from the contracts feed and fetched from their owner when they lag.

#ifndef TIDEMARK_SERVICES_OUTCOMES_CONTRACT_COPIES_H_
#define TIDEMARK_SERVICES_OUTCOMES_CONTRACT_COPIES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"
#include "common/feed/replica.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "common/type/periods.h"
#include "common/type/working_days.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/feed/v1/feed_service.pb.h"
#include "tidemark/type/v1/proposal.pb.h"

namespace tidemark::outcomes {

// What returns and outcomes need of one revision of a contract.
struct ContractFacts {
  // Its name and that of its provider.
  std::string name;
  std::string provider;
  // Where it is in its life.
  contracts::v1::Contract::State state;
  // Its first and last day.
  type::Date start;
  type::Date end;
  // The periods for which a return is due, in order of their ids; of a contract
  // that has ended, only those that began before its end.
  std::vector<type::Period> periods;

  // What its provider may propose; nothing if it is not set.
  type::v1::DelegatedReview delegated_review = {};

  // The period called `id`, or null.
  const type::Period* Find(absl::string_view id) const;

  // The last period that ends before `period` starts, or null.
  const type::Period* Before(const type::Period& period) const;

  // Whether returns may be made for it: it was active at some time.
  bool HasReturns() const {
    return state == contracts::v1::Contract::STATE_ACTIVE ||
           state == contracts::v1::Contract::STATE_SUSPENDED ||
           state == contracts::v1::Contract::STATE_ENDED;
  }
};

// The facts of `contract`. Returns `DATA_LOSS` if it holds a date that does
// not exist.
absl::StatusOr<ContractFacts> FactsOf(const contracts::v1::Contract& contract);

// The themes that the outcomes of a council may carry.
class Themes {
 public:
  Themes() = default;
  explicit Themes(const contracts::v1::Council& council);

  // Whether an outcome may carry `theme`: any, if the council has no
  // frameworks.
  bool Allows(absl::string_view theme) const {
    return ids_.empty() || ids_.contains(theme);
  }

 private:
  absl::flat_hash_set<std::string> ids_;
};

// Safe to use from any thread.
class ContractCopies {
 public:
  // How to ask the owner for one resource, by name.
  struct Fetch {
    feed::Replica<contracts::v1::Contract>::Fetch contract;
    feed::Replica<contracts::v1::Council>::Fetch council;
  };

  // `db` must outlive the copies.
  ContractCopies(const store::Database& db, Fetch fetch);

  // The facts of the copy, fetched if there is none yet. Returns `NOT_FOUND` if
  // there is no such contract, and the owner's error if it cannot be asked.
  absl::StatusOr<std::shared_ptr<const ContractFacts>> Get(
      absl::string_view name);

  // The facts as the owner has them now; those of the copy if it cannot be
  // asked. For when a rule fails that a newer copy might pass. Returns
  // `rpc::WouldWait` on a thread that must not wait for the owner.
  absl::StatusOr<std::shared_ptr<const ContractFacts>> Refresh(
      absl::string_view name);

  // The facts of a contract that an outcome is to be put under. Asks the owner
  // before refusing. Returns `FAILED_PRECONDITION` with the reason
  // `CONTRACT_NOT_IN_FORCE` if it is not active.
  absl::StatusOr<std::shared_ptr<const ContractFacts>> GetTaking(
      absl::string_view name);

  // The themes of `council`, as the owner has them now if the copy lacks one of
  // those that are wanted. A council that is not known has no frameworks.
  absl::StatusOr<Themes> ThemesOf(
      absl::string_view council,
      const absl::flat_hash_set<std::string>& wanted);

  // The working days of `council`. England's, if it is not known.
  absl::StatusOr<type::WorkingCalendar> WorkingDaysOf(
      absl::string_view council);

  // The most questions about one person that a return of `council` may ask.
  absl::StatusOr<int> QuestionBudgetOf(absl::string_view council);

  // Stores what changes of the contracts feed say, in `txn`.
  absl::Status Apply(store::Transaction& txn,
                     const std::vector<feed::v1::Change>& changes);

  // Removes all copies, so that the feed can be applied anew; `Forget` must
  // follow once that is committed.
  static absl::Status Clear(store::Transaction& txn);

  // Forgets what is kept in memory.
  void Forget();

  // Tells the copies that the changes have been committed.
  void Applied(const std::vector<feed::v1::Change>& changes);

 private:
  using Contract = contracts::v1::Contract;

  // Facts and the revision that they were taken from.
  struct Known {
    std::shared_ptr<const Contract> contract;
    std::shared_ptr<const ContractFacts> facts;
  };

  absl::StatusOr<std::shared_ptr<const ContractFacts>> Remember(
      const std::shared_ptr<const Contract>& contract);

  feed::Replica<Contract> contracts_;
  feed::Replica<contracts::v1::Council> councils_;
  Mutex mu_;
  absl::flat_hash_map<std::string, Known> known_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_CONTRACT_COPIES_H_

// A local copy of another service's resources of one type, kept by a follower
// and fetched from their owner when it lags.
//
//   inline const store::Table<Contract> kContractCopies = {.id = 9,
//                                                          .feed = false};
//   Replica<Contract> contracts(db, kContractCopies, fetch);
//   absl::StatusOr<std::shared_ptr<const Contract>> c = contracts.Get(name);
//
// Copies that were read are kept in memory, so that looking one up again costs
// about as much as a map look-up.

#ifndef TIDEMARK_COMMON_FEED_REPLICA_H_
#define TIDEMARK_COMMON_FEED_REPLICA_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::feed {

template <typename Message>
class Replica {
 public:
  // Gets a resource from its owner by name; `NOT_FOUND` if there is none.
  using Fetch = std::function<absl::StatusOr<Message>(absl::string_view name)>;

  // `db` and `table` must outlive the replica.
  Replica(const store::Database& db, const store::Table<Message>& table,
          Fetch fetch)
      : db_(db), table_(table), fetch_(std::move(fetch)) {}

  // Returns the copy, or what the owner has if there is no copy yet. Returns
  // the owner's error, such as `NOT_FOUND`, if it has none.
  absl::StatusOr<std::shared_ptr<const Message>> Get(absl::string_view name) {
    {
      const MutexLock lock(mu_);
      const auto it = known_.find(name);
      if (it != known_.end()) return it->second;
    }
    TIDEMARK_ASSIGN_OR_RETURN(std::optional<Message> copy,
                              table_.Find(store::Snapshot(db_), name));
    if (!copy) return Refresh(name);
    return Remember(*std::move(copy));
  }

  // Gets the resource from its owner, whatever the copy says. For when a rule
  // fails that a newer copy might pass.
  absl::StatusOr<std::shared_ptr<const Message>> Refresh(
      absl::string_view name) {
    TIDEMARK_ASSIGN_OR_RETURN(Message fetched, fetch_(name));
    return Remember(std::move(fetched));
  }

  // Stores what a change of the owner's feed says, in `txn`. Changes of other
  // types are ignored.
  absl::Status Apply(store::Transaction& txn, const v1::Change& change) const {
    if (change.type() != Message::descriptor()->full_name()) {
      return absl::OkStatus();
    }
    if (change.kind() == v1::Change::KIND_DELETED) {
      return table_.Delete(txn, change.name());
    }
    Message message;
    if (!message.ParseFromString(change.value())) {
      return absl::DataLossError("a change holds an unreadable resource");
    }
    return table_.Replace(txn, std::move(message));
  }

  // Tells the replica that the change has been committed.
  void Applied(const v1::Change& change) {
    if (change.type() != Message::descriptor()->full_name()) return;
    Message message;
    if (change.kind() != v1::Change::KIND_DELETED &&
        message.ParseFromString(change.value())) {
      (void)Remember(std::move(message));
      return;
    }
    const MutexLock lock(mu_);
    known_.erase(change.name());
  }

  // Forgets what was kept in memory, as after the owner was restored from an
  // older backup.
  void Clear() {
    const MutexLock lock(mu_);
    known_.clear();
  }

 private:
  // Keeps `message` unless a newer revision of it is known. Returns the newer
  // of the two.
  std::shared_ptr<const Message> Remember(Message message) {
    const MutexLock lock(mu_);
    std::shared_ptr<const Message>& known = known_[message.name()];
    if (known == nullptr || Revision(*known) <= Revision(message)) {
      known = std::make_shared<const Message>(std::move(message));
    }
    return known;
  }

  static int64_t Revision(const Message& message) {
    int64_t revision = 0;
    return absl::SimpleAtoi(message.etag(), &revision) ? revision : 0;
  }

  const store::Database& db_;
  const store::Table<Message>& table_;
  const Fetch fetch_;
  Mutex mu_;
  absl::flat_hash_map<std::string, std::shared_ptr<const Message>> known_
      ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::feed

#endif  // TIDEMARK_COMMON_FEED_REPLICA_H_

// Sessions of browsers: who is signed in, and until when.
//
//   TIDEMARK_ASSIGN_OR_RETURN(const std::string id,
//                             sessions->Begin(ada, /*replaces=*/"", now));
//   ...
//   TIDEMARK_ASSIGN_OR_RETURN(const std::string token,
//                             sessions->TokenOf(id, SessionUse::kPerson, now));
//
// The id is a secret of 256 random bits that only the browser keeps; here is
// its SHA-256. A session ends when it is signed out of, when it has not been
// used for a while, or after its longest time, whatever comes first.

#ifndef TIDEMARK_SERVICES_GATEWAY_SESSIONS_H_
#define TIDEMARK_SERVICES_GATEWAY_SESSIONS_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/store/database.h"
#include "services/gateway/accounts.h"
#include "services/gateway/secrets.h"

namespace tidemark::gateway {

// When sessions end.
struct SessionLimits {
  // Not used for so long.
  absl::Duration idle = absl::Minutes(30);
  // In any case.
  absl::Duration absolute = absl::Hours(12);
};

// What a session is used for.
enum class SessionUse {
  // Something that the person did: the session lasts on.
  kPerson,
  // What the page does by itself, such as waiting for news.
  kBackground,
};

// A session at one moment.
struct SessionView {
  Account account;
  absl::Time expires;
  absl::Time idle_expires;
};

// Safe to use from any thread. `Begin` and `End` wait for the disk; nothing
// else does.
class Sessions {
 public:
  // Signs a token for a principal, at a time. Safe to use from any thread.
  using Issue = std::function<absl::StatusOr<std::string>(const rpc::Principal&,
                                                          absl::Time)>;
  struct Options {
    // Of `MakeSchema`. Must outlive the sessions.
    store::Database& db;
    Issue issue;
    SessionLimits limits = {};
    RandomBytes random = SystemRandomBytes;
    // More sessions of one person end the one that was used least recently.
    size_t max_of_subject = 20;
    // More in all are refused.
    size_t max = 100'000;
  };

  // Finds the sessions that the database holds.
  static absl::StatusOr<std::unique_ptr<Sessions>> Open(Options options);
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;
  // Writes what `Tick` would.
  ~Sessions();

  // Begins a session of `account`, under an id that nobody has seen before, and
  // ends the one called `replaces`, if there is one. Returns the id, once the
  // session is on disk; `RESOURCE_EXHAUSTED` if there are too many.
  absl::StatusOr<std::string> Begin(const Account& account,
                                    absl::string_view replaces, absl::Time now);

  // Ends a session, if there is one of this id. Returns what the disk says.
  absl::Status End(absl::string_view id);

  // Ends the sessions of the accounts that `which` picks. Returns what the disk
  // says.
  absl::Status EndAll(absl::FunctionRef<bool(const Account&)> which);

  // What the session is at `now`. Does not make it last. Returns
  // `UNAUTHENTICATED` (`SESSION_ENDED`) if there is none of this id or it has
  // ended.
  absl::StatusOr<SessionView> Find(absl::string_view id, absl::Time now) const;

  // A token that services accept as the session's person, good for some minutes
  // and never for the browser. Returns what `Find` does.
  absl::StatusOr<std::string> TokenOf(absl::string_view id, SessionUse use,
                                      absl::Time now);

  // Writes when sessions were used last, and forgets those that have ended.
  // Meant to be called once a minute. Returns what the disk says.
  absl::Status Tick(absl::Time now);

  const SessionLimits& limits() const { return options_.limits; }
  // How many there are, with those that ended since the last tick.
  size_t size() const;

 private:
  struct Held {
    Account account;
    absl::Time begun;
    absl::Time last_used;
    absl::Time last_written;
    // For the services; empty until it is needed.
    std::string token = {};
    absl::Time token_expires = absl::InfinitePast();
  };
  // By name, as stored.
  using ByName = absl::flat_hash_map<std::string, Held>;

  explicit Sessions(Options options) : options_(std::move(options)) {}
  absl::Status Load();
  absl::Time ExpiryOf(const Held& held) const;
  absl::Time IdleExpiryOf(const Held& held) const;
  bool HasEnded(const Held& held, absl::Time now) const;
  absl::StatusOr<const Held*> Get(absl::string_view id, absl::Time now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // The sessions of `subject` that one more would be too many for.
  std::vector<std::string> Surplus(absl::string_view subject) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Whether what is written has just begun, or was only used.
  enum class Kept { kNew, kUsed };
  absl::Status Write(Kept kept,
                     const std::vector<std::pair<std::string, Held>>& put,
                     const std::vector<std::string>& remove);

  const Options options_;
  mutable Mutex mu_;
  ByName held_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SESSIONS_H_

// Sends what is to be sent, and plans what will be.
//
//   Outbox outbox({.db = db, .sender = sender});
//   TIDEMARK_ASSIGN_OR_RETURN(const absl::Time next, outbox.Tick(clock.Now()));
//
// All that depends on the time happens in `Tick`, for the time that it is
// given. Whether it is called once a minute or once a week, before or after a
// crash, or for an earlier time than before: each notice goes out once.
//
// How: a notice has a name that follows from what it says, and is stored before
// it is sent. That an attempt begins is on disk before the sender is called;
// after a crash in between, the sender is asked whether it has the notice.

#ifndef TIDEMARK_SERVICES_NOTICES_OUTBOX_H_
#define TIDEMARK_SERVICES_NOTICES_OUTBOX_H_

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/notices/sender.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// An attempt that failed is followed by another after a minute, two, four ...
// at most six hours.
inline constexpr absl::Duration kFirstPause = absl::Minutes(1);
inline constexpr absl::Duration kLongestPause = absl::Hours(6);
// After so many attempts, about a day, a notice is given up.
inline constexpr int kMaxAttempts = 12;
// A receipt, or a notice of changes, that could not be tried for this long is
// of no use any more.
inline constexpr absl::Duration kStaleAfter = absl::Hours(24 * 3);

// Safe to use from any thread.
class Outbox {
 public:
  struct Options {
    // Both must outlive the outbox.
    store::Database& db;
    Sender& sender;
    // When reminders are sent, since midnight, in England.
    absl::Duration send_at = absl::Hours(8);
    // Where people find Tidemark. Empty: notices have names in place of links.
    std::string link = {};
  };

  explicit Outbox(Options options) : options_(std::move(options)) {}

  // Does all that is due at `now` and returns when there will be more, unless
  // something happens before. Returns an error of the database; those of the
  // sender are kept with the notices.
  absl::StatusOr<absl::Time> Tick(absl::Time now) ABSL_LOCKS_EXCLUDED(mu_);

  // Ends a `Tick` after the notice that it is sending, and every later one at
  // once.
  void Stop() { stopping_ = true; }

 private:
  // An attempt that is about to be made.
  struct Attempt {
    // Which delivery.
    std::string notice;
    int resends;
    OutgoingEmail email;
    // Whether the sender may have it already.
    bool ask_first;
  };

  absl::Status Plan(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Asks the sender for the outcome of attempts at reminders of other days, so
  // that what nobody has can be put into a new digest.
  absl::Status Resolve(type::Date today) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Sends the notices that are due. Returns when the next one is.
  absl::StatusOr<absl::Time> SendDue(absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Brings the notice up to date and begins its next attempt, if one is due;
  // otherwise lowers `next` to when one will be.
  absl::StatusOr<std::optional<Attempt>> Begin(absl::string_view name,
                                               absl::Time now, absl::Time& next)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status Make(const Attempt& attempt, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Keeps what came of an attempt.
  absl::Status Record(const Attempt& attempt,
                      const absl::StatusOr<std::string>& sent, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Options options_;
  std::atomic<bool> stopping_ = false;
  // Held by the one `Tick` that runs.
  Mutex mu_;
  // The first day on which this store worked; what is older it may have done
  // before it was lost.
  type::Date began_ ABSL_GUARDED_BY(mu_);
  // Failures in a row that say nothing of one notice alone.
  int failures_ ABSL_GUARDED_BY(mu_) = 0;
  std::optional<absl::Time> paused_until_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_OUTBOX_H_

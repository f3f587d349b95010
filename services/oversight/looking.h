// Looks at the findings of councils, and keeps what comes of it.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_LOOKING_H_
#define TIDEMARK_SERVICES_OVERSIGHT_LOOKING_H_

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/store/database.h"
#include "services/oversight/figures.h"
#include "tidemark/oversight/v1/oversight_service.pb.h"

namespace tidemark::oversight {

// What the last look at a council knew that is not kept.
struct LastLook {
  absl::Time time;
  monitoring::v1::FalseFindings noise;
};

// Looks one after another, so that none writes what an older one saw. A look
// that is cut off anywhere leaves either all or nothing behind, and the next
// one goes on. Safe to use from any thread.
class Looking {
 public:
  // How often it is asked whether anything has been committed.
  static constexpr absl::Duration kEvery = absl::Minutes(1);
  // How many may wait for a look at a time.
  static constexpr int kWaiting = 8;

  // `db` and `clock` must outlive this.
  Looking(store::Database& db, const Clock& clock) : db_(db), clock_(clock) {}

  // Where figures are asked for; looks are `UNAVAILABLE` before.
  void Use(Figures figures) ABSL_LOCKS_EXCLUDED(mu_);
  // The same for those that only ask whether there is a chart.
  absl::StatusOr<Figures> figures() const ABSL_LOCKS_EXCLUDED(mu_);

  // Looks at the council now. Returns `RESOURCE_EXHAUSTED` (`TOO_MANY_LOOKS`)
  // if too many wait for that, and what the figures return.
  absl::StatusOr<v1::RefreshSignalsResponse> LookAt(const std::string& council)
      ABSL_LOCKS_EXCLUDED(mu_, looking_);

  // Looks at each council that is known, if anything has been committed or a
  // day has begun since the last look, and says when to do so again. Goes on
  // with the others when one fails, and returns the first error.
  absl::StatusOr<absl::Time> Tick(absl::Time now)
      ABSL_LOCKS_EXCLUDED(mu_, looking_);

  // Nothing if there was none since the start.
  std::optional<LastLook> LastLookAt(const std::string& council) const
      ABSL_LOCKS_EXCLUDED(mu_);

 private:
  absl::StatusOr<v1::RefreshSignalsResponse> Look(const std::string& council)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(looking_);
  absl::StatusOr<std::vector<v1::Signal>> ReadStanding(
      const std::string& council);
  absl::StatusOr<std::vector<std::string>> Councils();

  store::Database& db_;
  const Clock& clock_;
  // Held throughout a look.
  Mutex looking_;
  std::atomic<int> waiting_ = 0;
  mutable Mutex mu_;
  std::optional<Figures> figures_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, LastLook> last_ ABSL_GUARDED_BY(mu_);
  // By council: the day of the last look of `Tick` and the ends of the feeds
  // before it.
  std::map<std::string, std::string> seen_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_LOOKING_H_

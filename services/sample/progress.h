// Says how far long work has come, on the standard error: a bar that redraws
// itself on a terminal, a plain line now and then elsewhere.

#ifndef TIDEMARK_SERVICES_SAMPLE_PROGRESS_H_
#define TIDEMARK_SERVICES_SAMPLE_PROGRESS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace tidemark::sample {

// The progress of one piece of work. Safe to use from any thread.
class Progress {
 public:
  // `total` is how much there is to do, in any unit. `clock` must outlive the
  // progress. `quiet` says nothing at all.
  Progress(std::string what, int64_t total, const Clock& clock,
           bool quiet = false);

  // Says that `amount` more is done; `note` says what has been done so far, in
  // a few words.
  void Add(int64_t amount, absl::string_view note);

  // Ends the bar, so that other lines can follow.
  void Finish();

 private:
  void Draw(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const std::string what_;
  const int64_t total_;
  const Clock& clock_;
  const bool terminal_;
  const bool quiet_;
  const absl::Time start_;
  Mutex mu_;
  int64_t done_ ABSL_GUARDED_BY(mu_) = 0;
  std::string note_ ABSL_GUARDED_BY(mu_);
  absl::Time drawn_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
};

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_PROGRESS_H_

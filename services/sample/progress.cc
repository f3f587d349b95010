#include "services/sample/progress.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace tidemark::sample {
namespace {

constexpr int kBarWidth = 30;

}  // namespace

Progress::Progress(std::string what, int64_t total, const Clock& clock,
                   bool quiet)
    : what_(std::move(what)),
      total_(std::max<int64_t>(total, 1)),
      clock_(clock),
      terminal_(isatty(STDERR_FILENO) == 1),
      quiet_(quiet),
      start_(clock.Now()) {}

void Progress::Add(int64_t amount, absl::string_view note) {
  const absl::Time now = clock_.Now();
  const MutexLock lock(mu_);
  done_ = std::min(done_ + amount, total_);
  note_ = std::string(note);
  const absl::Duration pause =
      terminal_ ? absl::Milliseconds(100) : absl::Seconds(5);
  if (quiet_ || now - drawn_ < pause) return;
  drawn_ = now;
  Draw(now);
}

void Progress::Finish() {
  const absl::Time now = clock_.Now();
  const MutexLock lock(mu_);
  if (quiet_) return;
  Draw(now);
  if (terminal_) std::fputc('\n', stderr);
}

void Progress::Draw(absl::Time now) {
  const int percent = static_cast<int>(done_ * 100 / total_);
  const double seconds = absl::ToDoubleSeconds(now - start_);
  if (!terminal_) {
    std::fprintf(stderr, "%s: %d%%, %s, %.0f s\n", what_.c_str(), percent,
                 note_.c_str(), seconds);
    return;
  }
  const int filled = percent * kBarWidth / 100;
  const std::string bar =
      std::string(static_cast<size_t>(filled), '#') +
      std::string(static_cast<size_t>(kBarWidth - filled), '.');
  // Erases what an earlier, longer line has left behind.
  std::fprintf(stderr, "\r%s [%s] %3d%%  %s  %.0f s\033[K", what_.c_str(),
               bar.c_str(), percent, note_.c_str(), seconds);
  std::fflush(stderr);
}

}  // namespace tidemark::sample

// Shows on a terminal that long work goes on. Draws nothing where the standard
// error is not a terminal.

#ifndef TIDEMARK_SERVICES_CLI_PROGRESS_H_
#define TIDEMARK_SERVICES_CLI_PROGRESS_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/clock.h"

namespace tidemark::cli {

// The bar for `done` of `total` on one line: `Copying [####----]  45%`.
std::string ProgressBar(absl::string_view label, int64_t done, int64_t total,
                        absl::string_view note);

// A bar for work whose size is known. `out` and `clock` must outlive it. Its
// line is erased when it goes.
class Progress {
 public:
  Progress(std::ostream& out, bool terminal, const Clock& clock,
           std::string label, int64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Says how much is done; draws at most ten times a second.
  void Update(int64_t done, absl::string_view note = "");

 private:
  std::ostream& out_;
  const bool terminal_;
  const Clock& clock_;
  const std::string label_;
  const int64_t total_;
  absl::Time drawn_ = absl::InfinitePast();
};

// A sign of life for one call whose end is not known: draws until it goes.
// `out` must outlive it, and be written by nobody else meanwhile.
class Waiting {
 public:
  Waiting(std::ostream& out, bool terminal, std::string label);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  void Draw();

  std::ostream& out_;
  const bool terminal_;
  const std::string label_;
  // Plain, because a condition waits on it.
  std::mutex mu_;
  std::condition_variable done_changed_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_PROGRESS_H_

// A program that a test runs.

#ifndef TIDEMARK_TESTS_E2E_CHILD_H_
#define TIDEMARK_TESTS_E2E_CHILD_H_

#include <string>
#include <vector>

#include <sys/types.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tidemark::e2e {

// How a program ended.
struct Ending {
  // What it returned; -1 if a signal ended it.
  int exit_code = -1;
  // The signal that ended it; 0 if none did.
  int signal = 0;
};

// A running program. It is killed with the object, and, should the test die,
// with the thread that started it.
class Child {
 public:
  // Which of the program's outputs the test reads.
  enum class Read { kOut, kBoth };

  // Starts `arguments[0]` with `arguments` and, on top of the test's own
  // environment, `environment` (`NAME=value`). Its standard error is the test's
  // unless it is read. Returns what applies if it cannot be started.
  static absl::StatusOr<Child> Start(
      const std::vector<std::string>& arguments, Read read,
      const std::vector<std::string>& environment = {});

  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  // Waits until the program has written a whole line that starts with `start`
  // to its standard output, and returns the rest of that line. Returns
  // `ABORTED` if it ends first, and `DEADLINE_EXCEEDED` after `timeout`.
  absl::StatusOr<std::string> WaitForLine(absl::string_view start,
                                          absl::Duration timeout);

  // Reads both outputs to their ends. Returns `DEADLINE_EXCEEDED` if that takes
  // longer than `timeout`.
  absl::Status ReadToEnd(absl::Duration timeout);

  // What was read so far.
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

  // Sends a signal, such as `SIGTERM`.
  void Signal(int signal) const;

  // Waits until the program has ended. Called once.
  Ending Wait();

 private:
  Child(pid_t pid, int out, int err) : pid_(pid), out_fd_(out), err_fd_(err) {}

  // Reads what has come, waiting until something has or `until`. False if both
  // outputs are at their end.
  absl::StatusOr<bool> ReadSome(absl::Time until);

  pid_t pid_;
  int out_fd_;
  int err_fd_;
  std::string out_;
  std::string err_;
};

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_CHILD_H_

#include "tests/e2e/child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/clock.h"

namespace tidemark::e2e {
namespace {

// Both ends of a pipe; -1 once closed.
struct Pipe {
  int read = -1;
  int write = -1;

  ~Pipe() {
    if (read >= 0) close(read);
    if (write >= 0) close(write);
  }

  absl::Status Open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
      return absl::ErrnoToStatus(errno, "cannot make a pipe");
    }
    read = ends[0];
    write = ends[1];
    return absl::OkStatus();
  }
};

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The test's environment with `changes`.
std::vector<std::string> EnvironmentWith(
    const std::vector<std::string>& changes) {
  std::vector<std::string> all = changes;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('=') + 1);
    if (std::none_of(changes.begin(), changes.end(), [&](const auto& change) {
          return absl::StartsWith(change, name);
        })) {
      all.push_back(text);
    }
  }
  return all;
}

// Reads what there is from `fd` into `text`; closes `fd` at the end.
absl::Status Drain(int& fd, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t count = read(fd, buffer.data(), buffer.size());
  if (count < 0) {
    if (errno == EINTR) return absl::OkStatus();
    return absl::ErrnoToStatus(errno, "cannot read from a program");
  }
  text.append(buffer.data(), static_cast<size_t>(count));
  if (count == 0) {
    close(fd);
    fd = -1;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Child> Child::Start(
    const std::vector<std::string>& arguments, Read read,
    const std::vector<std::string>& environment) {
  Pipe out;
  Pipe err;
  if (const absl::Status status = out.Open(); !status.ok()) return status;
  if (read == Read::kBoth) {
    if (const absl::Status status = err.Open(); !status.ok()) return status;
  }
  std::vector<std::string> words = arguments;
  std::vector<std::string> variables = EnvironmentWith(environment);
  const std::vector<char*> argv = Pointers(words);
  const std::vector<char*> envp = Pointers(variables);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return absl::ErrnoToStatus(errno, "cannot start a program");
  if (pid == 0) {
    // Only what is safe between fork and exec in a process with threads.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    dup2(out.write, STDOUT_FILENO);
    if (err.write >= 0) dup2(err.write, STDERR_FILENO);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  return Child(pid, std::exchange(out.read, -1), std::exchange(err.read, -1));
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      out_fd_(std::exchange(other.out_fd_, -1)),
      err_fd_(std::exchange(other.err_fd_, -1)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)) {}

Child::~Child() {
  if (pid_ > 0) {
    Signal(SIGKILL);
    Wait();
  }
  if (out_fd_ >= 0) close(out_fd_);
  if (err_fd_ >= 0) close(err_fd_);
}

absl::StatusOr<bool> Child::ReadSome(absl::Time until) {
  std::array<pollfd, 2> waits;
  nfds_t count = 0;
  for (const int fd : {out_fd_, err_fd_}) {
    if (fd >= 0) waits[count++] = {.fd = fd, .events = POLLIN, .revents = 0};
  }
  if (count == 0) return false;
  const int64_t left = absl::ToInt64Milliseconds(until - Clock::System().Now());
  const int ready =
      poll(waits.data(), count,
           static_cast<int>(std::clamp<int64_t>(left, 0, 1'000'000'000)));
  if (ready == 0) return absl::DeadlineExceededError("the program is silent");
  if (ready < 0) {
    if (errno == EINTR) return true;
    return absl::ErrnoToStatus(errno, "cannot wait for a program");
  }
  for (nfds_t i = 0; i < count; ++i) {
    if (waits[i].revents == 0) continue;
    const bool is_out = waits[i].fd == out_fd_;
    const absl::Status status =
        is_out ? Drain(out_fd_, out_) : Drain(err_fd_, err_);
    if (!status.ok()) return status;
  }
  return true;
}

absl::StatusOr<std::string> Child::WaitForLine(absl::string_view start,
                                               absl::Duration timeout) {
  const absl::Time until = Clock::System().Now() + timeout;
  size_t from = 0;
  for (;;) {
    for (size_t end = out_.find('\n', from); end != std::string::npos;
         end = out_.find('\n', from)) {
      const std::string line = out_.substr(from, end - from);
      from = end + 1;
      if (absl::StartsWith(line, start)) return line.substr(start.size());
    }
    const absl::StatusOr<bool> more = ReadSome(until);
    if (!more.ok()) return more.status();
    if (!*more) {
      return absl::AbortedError(
          absl::StrCat("the program ended without saying '", start, "'"));
    }
  }
}

absl::Status Child::ReadToEnd(absl::Duration timeout) {
  const absl::Time until = Clock::System().Now() + timeout;
  for (;;) {
    const absl::StatusOr<bool> more = ReadSome(until);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
  }
}

void Child::Signal(int signal) const { kill(pid_, signal); }

Ending Child::Wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  Ending ending;
  if (WIFEXITED(status)) ending.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ending.signal = WTERMSIG(status);
  return ending;
}

}  // namespace tidemark::e2e

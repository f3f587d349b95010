#include "tests/bench/process.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/match.h"

namespace tidemark {

void ForgetPeakMemory() {
  std::ofstream("/proc/self/clear_refs") << "5" << std::flush;
}

int64_t PeakMemory() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (absl::StartsWith(line, "VmHWM:")) return std::atoll(line.c_str() + 6);
  }
  return 0;
}

void InAProcess(absl::FunctionRef<void()> step) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    step();
    std::fflush(stdout);
    std::_Exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) std::exit(1);
}

}  // namespace tidemark

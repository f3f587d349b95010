#include "services/gateway/provider_process.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

#include "common/http/client.h"

namespace tidemark::gateway {
namespace {

[[noreturn]] void Stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::abort();
}

}  // namespace

ProviderProcess::ProviderProcess(const std::string& redirect_uri,
                                 const std::string& signed_out_uri) {
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) {
    gateway::Stop("no pipes for the identity provider");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  // It warns of what is meant: that it is for development.
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                   O_WRONLY, 0);
  std::string arguments[] = {"node", TIDEMARK_OIDC_PROVIDER, redirect_uri,
                             signed_out_uri};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                  arguments[3].data(), nullptr};
  const int failed =
      posix_spawnp(&pid_, "node", &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  input_ = input[1];
  std::FILE* const lines = fdopen(output[0], "r");
  char line[256] = {};
  if (failed != 0 || std::fgets(line, sizeof(line), lines) == nullptr) {
    gateway::Stop("the identity provider does not start; run ./dev setup");
  }
  std::fclose(lines);
  issuer_ = std::string(absl::StripSuffix(line, "\n"));
}

ProviderProcess::~ProviderProcess() { Stop(); }

void ProviderProcess::Stop() {
  if (pid_ == 0) return;
  close(input_);
  int status = 0;
  waitpid(std::exchange(pid_, 0), &status, 0);
}

std::string ProviderProcess::Post(const std::string& path,
                                  const std::string& body) {
  const auto answer = http::Client("the identity provider")
                          .Call({.url = issuer_ + path, .body = body});
  if (!answer.ok()) gateway::Stop(std::string(answer.status().message()));
  return answer->body;
}

void ProviderProcess::Lie(const std::string& how) { Post("/test/lie", how); }

void ProviderProcess::Rotate() { Post("/test/rotate", ""); }

int ProviderProcess::KeyFetches() {
  int fetches = -1;
  if (!absl::SimpleAtoi(Post("/test/fetches", ""), &fetches)) return -1;
  return fetches;
}

}  // namespace tidemark::gateway

#include "services/gateway/provider_process.h"

#include <cstdlib>
#include <utility>

#include <curl/curl.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/http/client.h"
#include "re2/re2.h"

extern char** environ;

namespace tidemark::gateway {
namespace {

[[noreturn]] void Stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::abort();
}

size_t Append(char* data, size_t size, size_t count, void* into) {
  static_cast<std::string*>(into)->append(data, size * count);
  return size * count;
}

// The first group of `pattern` in `text`; empty if it is not there.
std::string Find(const std::string& text, const char* pattern) {
  std::string found;
  RE2::PartialMatch(text, pattern, &found);
  return found;
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

Visitor::Visitor() : curl_(curl_easy_init()) {
  // Keeps cookies in memory.
  curl_easy_setopt(curl_, CURLOPT_COOKIEFILE, "");
}

Visitor::~Visitor() { curl_easy_cleanup(curl_); }

std::optional<std::string> Visitor::Go(std::string url, const std::string& form,
                                       const std::string& back) {
  bool post = !form.empty();
  for (int hops = 0; hops < 10; ++hops) {
    if (absl::StartsWith(url, back)) return url;
    page_.clear();
    curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &Append);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &page_);
    if (post) {
      curl_easy_setopt(curl_, CURLOPT_COPYPOSTFIELDS, form.c_str());
    } else {
      curl_easy_setopt(curl_, CURLOPT_HTTPGET, 1L);
    }
    post = false;
    if (curl_easy_perform(curl_) != CURLE_OK) return std::nullopt;
    char* next = nullptr;
    curl_easy_getinfo(curl_, CURLINFO_REDIRECT_URL, &next);
    if (next == nullptr) return std::nullopt;
    url = next;
  }
  return std::nullopt;
}

std::string Visitor::SignIn(const std::string& url, const std::string& account,
                            const std::string& back) {
  std::optional<std::string> end = Go(url, "", back);
  // Who are you, and may they know: two forms, if it is asked at all.
  for (int forms = 0; forms < 2 && !end; ++forms) {
    const std::string action = Find(page_, R"re(action="([^"]+)")re");
    const std::string prompt =
        Find(page_, R"re(name="prompt" value="([a-z]+)")re");
    if (action.empty()) return "";
    end =
        Go(action,
           absl::StrCat("prompt=", prompt, "&login=", account, "&password=any"),
           back);
  }
  return end.value_or("");
}

std::string Visitor::PageAt(const std::string& url) {
  (void)Go(url, "", "nowhere");
  return page_;
}

std::string Visitor::Cancel(const std::string& url, const std::string& back) {
  if (Go(url, "", back)) return "";
  const std::string abort = Find(page_, R"re(href="([^"]+/abort)")re");
  return Go(abort, "", back).value_or("");
}

}  // namespace tidemark::gateway

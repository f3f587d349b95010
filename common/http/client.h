// Calls of other organisations' HTTP APIs, by libcurl.
//
//   http::Client client("GOV.UK Notify");
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const http::Answer answer,
//       client.Call({.url = url, .headers = {"accept: application/json"}}));

#ifndef TIDEMARK_COMMON_HTTP_CLIENT_H_
#define TIDEMARK_COMMON_HTTP_CLIENT_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"

namespace tidemark::http {

struct Question {
  std::string url;
  // For example `accept: application/json`.
  std::vector<std::string> headers = {};
  // What is posted; without, it is a GET.
  std::optional<std::string> body = std::nullopt;
  // How long the call may take.
  absl::Duration timeout = absl::Seconds(20);
};

struct Answer {
  long status = 0;
  std::string body;
};

// Follows no redirect, so that what it sends goes to nobody else, reads answers
// of a mebibyte at most, and keeps connections for the next call. Safe to use
// from any thread.
class Client {
 public:
  // `peer` is how errors call whoever is called.
  explicit Client(std::string peer) : peer_(std::move(peer)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  // Waits for the answer, whatever its status. Returns `UNAVAILABLE`, without
  // anything that was sent, if there is none.
  absl::StatusOr<Answer> Call(const Question& question) const;

 private:
  const std::string peer_;
  mutable Mutex mu_;
  // Handles of libcurl that no call uses, each with its connections.
  mutable std::vector<void*> idle_ ABSL_GUARDED_BY(mu_);
};

// `text` as it may stand in a query or a form: `a%20b`.
std::string Escape(absl::string_view text);

}  // namespace tidemark::http

#endif  // TIDEMARK_COMMON_HTTP_CLIENT_H_

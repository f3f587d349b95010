#ifndef TIDEMARK_COMMON_RPC_ACCESS_LOG_H_
#define TIDEMARK_COMMON_RPC_ACCESS_LOG_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::rpc {

// One call, as it is logged. Nothing in it says who the caller is, whom the
// call was about, or what was said.
struct AccessLine {
  // When the call came in.
  absl::Time time;
  // The full name of the method.
  absl::string_view method;
  // `ROLE_UNSPECIFIED` if the caller did not prove itself.
  api::v1::Role role = api::v1::ROLE_UNSPECIFIED;
  // The caller's council; empty if the caller did not prove itself.
  absl::string_view council = {};
  // How the call was answered.
  absl::StatusCode code = absl::StatusCode::kOk;
  // How long that took.
  absl::Duration taken;
  // The request's `request_id`, if it is a UUID; empty otherwise.
  absl::string_view request_id = {};
  // The kind of peer: `ipv4`, `ipv6`, `unix` or `inproc`.
  absl::string_view peer = {};
};

// Writes one JSON object a line for each call, without making callers wait for
// the disk: lines reach the file within about a second, at once when it closes,
// and are dropped, and counted, if the disk cannot keep up. Safe to use from
// any thread.
class AccessLog {
 public:
  // Where the log goes.
  struct Options {
    // The file; `-` for the standard output.
    std::string path;
    // The size in bytes at which a file becomes `path`.1, and that one
    // `path`.2, and so on.
    int64_t max_bytes = int64_t{64} << 20;
    // How many such files are kept besides the current one.
    int keep = 3;
  };

  // Opens the file to append to it. Returns `NOT_FOUND`, or what else applies,
  // if it cannot be opened.
  static absl::StatusOr<std::unique_ptr<AccessLog>> Open(Options options);
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;
  // Writes what is left.
  ~AccessLog();

  // Adds a line.
  void Add(const AccessLine& line);

  // Waits until what has been added is in the file.
  void Flush();

  // The lines dropped so far.
  int64_t dropped() const;

 private:
  AccessLog(Options options, std::FILE* file, int64_t size);
  void Work();
  void WriteOut(const std::string& lines);
  void Rotate();

  const Options options_;

  mutable Mutex mu_;
  CondVar work_;
  CondVar done_;
  std::string lines_ ABSL_GUARDED_BY(mu_);
  int64_t dropped_ ABSL_GUARDED_BY(mu_) = 0;
  uint64_t added_ ABSL_GUARDED_BY(mu_) = 0;
  uint64_t written_ ABSL_GUARDED_BY(mu_) = 0;
  bool flush_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  // Used by the thread only.
  std::FILE* file_;
  int64_t size_;
  std::thread thread_;
};

// `line` as it is written, with its line end.
std::string ToJson(const AccessLine& line);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_ACCESS_LOG_H_

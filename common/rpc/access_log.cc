#include "common/rpc/access_log.h"

#include <cerrno>
#include <utility>

#include <sys/stat.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/rpc/status.h"

namespace tidemark::rpc {
namespace {

// What may wait for the disk; more is dropped.
constexpr size_t kMaxWaiting = size_t{8} << 20;
// What is worth a write of its own before its second is over.
constexpr size_t kWorthWriting = size_t{64} << 10;

}  // namespace

std::string ToJson(const AccessLine& line) {
  absl::string_view role = api::v1::Role_Name(line.role);
  role.remove_prefix(sizeof("ROLE_") - 1);
  // Every value comes from our own tables or was checked to be plain.
  std::string json = absl::StrCat(
      "{\"time\":\"",
      absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", line.time, absl::UTCTimeZone()),
      "\",\"method\":\"", line.method, "\"");
  if (line.role != api::v1::ROLE_UNSPECIFIED) {
    absl::StrAppend(&json, ",\"role\":\"", absl::AsciiStrToLower(role),
                    "\",\"council\":\"", line.council, "\"");
  }
  absl::StrAppend(&json, ",\"code\":\"", CodeName(line.code),
                  "\",\"micros\":", absl::ToInt64Microseconds(line.taken));
  if (!line.request_id.empty()) {
    absl::StrAppend(&json, ",\"request_id\":\"", line.request_id, "\"");
  }
  absl::StrAppend(&json, ",\"peer\":\"", line.peer, "\"}\n");
  return json;
}

absl::StatusOr<std::unique_ptr<AccessLog>> AccessLog::Open(Options options) {
  if (options.path == "-") {
    return std::unique_ptr<AccessLog>(
        new AccessLog(std::move(options), stdout, 0));
  }
  std::FILE* file = std::fopen(options.path.c_str(), "ae");
  if (file == nullptr) {
    return absl::ErrnoToStatus(
        errno, absl::StrCat("cannot write the access log ", options.path));
  }
  struct stat info = {};
  const int64_t size = fstat(fileno(file), &info) == 0 ? info.st_size : 0;
  return std::unique_ptr<AccessLog>(
      new AccessLog(std::move(options), file, size));
}

AccessLog::AccessLog(Options options, std::FILE* file, int64_t size)
    : options_(std::move(options)),
      file_(file),
      size_(size),
      thread_([this] { Work(); }) {}

AccessLog::~AccessLog() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  work_.NotifyOne();
  thread_.join();
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

void AccessLog::Add(const AccessLine& line) {
  const std::string json = ToJson(line);
  bool wake = false;
  {
    const MutexLock lock(mu_);
    if (lines_.size() > kMaxWaiting) {
      ++dropped_;
      return;
    }
    const size_t before = lines_.size();
    lines_ += json;
    ++added_;
    wake = before < kWorthWriting && lines_.size() >= kWorthWriting;
  }
  if (wake) work_.NotifyOne();
}

void AccessLog::Flush() {
  const MutexLock lock(mu_);
  const uint64_t target = added_;
  flush_ = true;
  work_.NotifyOne();
  while (written_ < target) done_.Wait(mu_);
}

int64_t AccessLog::dropped() const {
  const MutexLock lock(mu_);
  return dropped_;
}

void AccessLog::Work() {
  while (true) {
    std::string lines;
    uint64_t reached = 0;
    bool last = false;
    {
      const MutexLock lock(mu_);
      if (!stopping_ && !flush_ && lines_.size() < kWorthWriting) {
        work_.WaitFor(mu_, absl::Seconds(1));
      }
      flush_ = false;
      last = stopping_;
      lines.swap(lines_);
      reached = added_;
    }
    if (!lines.empty()) WriteOut(lines);
    {
      const MutexLock lock(mu_);
      written_ = reached;
    }
    done_.NotifyAll();
    if (last) return;
  }
}

void AccessLog::WriteOut(const std::string& lines) {
  if (file_ == nullptr) return;
  std::fwrite(lines.data(), 1, lines.size(), file_);
  std::fflush(file_);
  size_ += static_cast<int64_t>(lines.size());
  if (file_ != stdout && size_ >= options_.max_bytes) Rotate();
}

void AccessLog::Rotate() {
  std::fclose(file_);
  for (int i = options_.keep; i > 1; --i) {
    std::rename(absl::StrCat(options_.path, ".", i - 1).c_str(),
                absl::StrCat(options_.path, ".", i).c_str());
  }
  if (options_.keep > 0) {
    std::rename(options_.path.c_str(),
                absl::StrCat(options_.path, ".1").c_str());
  } else {
    std::remove(options_.path.c_str());
  }
  file_ = std::fopen(options_.path.c_str(), "ae");
  size_ = 0;
}

}  // namespace tidemark::rpc

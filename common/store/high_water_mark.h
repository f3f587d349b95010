#ifndef TIDEMARK_COMMON_STORE_HIGH_WATER_MARK_H_
#define TIDEMARK_COMMON_STORE_HIGH_WATER_MARK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tidemark::store {

// The number of the last acknowledged commit, kept in a small file beside the
// database, so that a log that lost its tail cannot pass for a whole one.
//
// The file has two slots of 512 bytes, written in turn, each with a number and
// its check: `number (8) check (8)`, little endian; the greatest valid number
// counts. It is written after each flush of the log and never before, so it is
// never ahead of what is on disk; it is not flushed itself on every commit, so
// after a power cut it may lag.
class HighWaterMark {
 public:
  // Opens the file at `path`, or creates it.
  static absl::StatusOr<std::unique_ptr<HighWaterMark>> Open(
      const std::string& path);
  ~HighWaterMark();

  // Reads the mark at `path`; `nullopt` if there is no such file. Returns
  // `DATA_LOSS` if it is damaged.
  static absl::StatusOr<std::optional<uint64_t>> Read(const std::string& path);

  // Raises the mark.
  absl::Status Set(uint64_t number);

  // Flushes the file to disk.
  absl::Status Sync();

 private:
  explicit HighWaterMark(int fd) : fd_(fd) {}

  const int fd_;
  uint64_t writes_ = 0;
};

}  // namespace tidemark::store

#endif  // TIDEMARK_COMMON_STORE_HIGH_WATER_MARK_H_

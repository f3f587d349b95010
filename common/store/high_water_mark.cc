#include "common/store/high_water_mark.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace tidemark::store {
namespace {

// On disk. Never change.
constexpr off_t kSlotBytes = 512;
constexpr int kSlots = 2;
constexpr uint64_t kCheck = 0x9e3779b97f4a7c15;

struct Slot {
  uint64_t number;
  uint64_t check;
};

absl::Status Failed(const std::string& what) {
  return absl::ErrnoToStatus(errno, what);
}

uint64_t CheckOf(uint64_t number) { return (number + 1) * kCheck; }

}  // namespace

absl::StatusOr<std::unique_ptr<HighWaterMark>> HighWaterMark::Open(
    const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Failed(absl::StrCat("cannot open ", path));
  return std::unique_ptr<HighWaterMark>(new HighWaterMark(fd));
}

HighWaterMark::~HighWaterMark() { close(fd_); }

absl::StatusOr<std::optional<uint64_t>> HighWaterMark::Read(
    const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) return std::optional<uint64_t>();
    return Failed(absl::StrCat("cannot open ", path));
  }
  std::optional<uint64_t> best;
  for (int i = 0; i < kSlots; ++i) {
    Slot slot = {};
    if (pread(fd, &slot, sizeof(slot), i * kSlotBytes) !=
        static_cast<ssize_t>(sizeof(slot))) {
      continue;
    }
    if (slot.check != CheckOf(slot.number)) continue;
    best = std::max(best.value_or(0), slot.number);
  }
  close(fd);
  if (!best) {
    return absl::DataLossError(absl::StrCat(path, " is damaged"));
  }
  return best;
}

absl::Status HighWaterMark::Set(uint64_t number) {
  const Slot slot = {.number = number, .check = CheckOf(number)};
  const off_t offset = static_cast<off_t>(writes_++ % kSlots) * kSlotBytes;
  if (pwrite(fd_, &slot, sizeof(slot), offset) !=
      static_cast<ssize_t>(sizeof(slot))) {
    return Failed("cannot write the high-water mark");
  }
  return absl::OkStatus();
}

absl::Status HighWaterMark::Sync() {
  if (fdatasync(fd_) != 0) return Failed("cannot flush the high-water mark");
  return absl::OkStatus();
}

}  // namespace tidemark::store

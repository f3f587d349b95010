#ifndef TIDEMARK_COMMON_TESTING_FAKE_CLOCK_H_
#define TIDEMARK_COMMON_TESTING_FAKE_CLOCK_H_

#include <atomic>
#include <string>

#include "absl/time/time.h"

#include "common/base/clock.h"

namespace tidemark::testing {

// A clock that stands still until a test moves it.
class FakeClock : public Clock {
 public:
  // For example `FakeClock("2025-04-01T09:00:00Z")`.
  explicit FakeClock(const std::string& now) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, now, &time, &error)) std::abort();
    Set(time);
  }

  absl::Time Now() const override { return absl::FromUnixMicros(micros_); }
  void Set(absl::Time now) { micros_ = absl::ToUnixMicros(now); }
  void Advance(absl::Duration by) { Set(Now() + by); }

 private:
  std::atomic<int64_t> micros_ = 0;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_COMMON_TESTING_FAKE_CLOCK_H_

#ifndef TIDEMARK_COMMON_BASE_CLOCK_H_
#define TIDEMARK_COMMON_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace tidemark {

// Tells the time. Everything that needs the time is given one of these, so
// that a test decides what time it is.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  // The time now. Safe to call from any thread.
  virtual absl::Time Now() const = 0;

  // The clock of this machine. Never destroyed.
  static const Clock& System();
};

}  // namespace tidemark

#endif  // TIDEMARK_COMMON_BASE_CLOCK_H_

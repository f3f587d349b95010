// Chance that falls the same way everywhere.
//
//   Random random(SeedOf(options.seed, "providers/3"));
//   if (random.Percent(20)) { ... }
//
// The standard library's distributions may answer differently on another
// machine, so the few that the sample needs are written here, on
// `std::mt19937_64`, whose numbers are fixed by the standard.

#ifndef TIDEMARK_SERVICES_SAMPLE_RANDOM_H_
#define TIDEMARK_SERVICES_SAMPLE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::sample {

// A seed of its own for `purpose`, so that what is made for one purpose does
// not change when another asks for more numbers.
uint64_t SeedOf(uint64_t seed, absl::string_view purpose);

// A UUID (RFC 4122, the form of version 5) that is the same for the same
// `seed` and `purpose`.
std::string UuidOf(uint64_t seed, absl::string_view purpose);

// A source of chance.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  // A number from 0 to `n` - 1, each as likely. `n` must be at least 1.
  uint64_t Below(uint64_t n);

  // A number from `low` to `high`, both included, each as likely. `high` must
  // not be less than `low`.
  int Between(int low, int high);

  // True in `percent` of a hundred cases.
  bool Percent(int percent) {
    return Below(100) < static_cast<uint64_t>(percent);
  }

  // An index, each as likely as its weight. The weights must not be negative,
  // nor all be 0.
  size_t Weighted(std::initializer_list<int> weights);

  // An item of `items`, which must not be empty.
  template <typename Items>
  const auto& OneOf(const Items& items) {
    return items[Below(std::size(items))];
  }

  // `text` with each `{a|b|c}` replaced by one of its alternatives, which may
  // hold such groups themselves.
  std::string Reword(absl::string_view text);

 private:
  std::mt19937_64 engine_;
};

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_RANDOM_H_

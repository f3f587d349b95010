#include "services/sample/random.h"

#include <limits>
#include <numeric>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/rpc/digest.h"

namespace tidemark::sample {
namespace {

std::string DigestOf(uint64_t seed, absl::string_view purpose) {
  return rpc::Sha256(absl::StrCat(seed, "/", purpose));
}

}  // namespace

uint64_t SeedOf(uint64_t seed, absl::string_view purpose) {
  uint64_t value = 0;
  for (const char c : DigestOf(seed, purpose).substr(0, 8)) {
    value = value << 8 | static_cast<unsigned char>(c);
  }
  return value;
}

std::string UuidOf(uint64_t seed, absl::string_view purpose) {
  std::string bytes = DigestOf(seed, purpose).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x50);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

uint64_t Random::Below(uint64_t n) {
  // Numbers beyond the last whole multiple of `n` would favour small answers.
  const uint64_t limit = std::numeric_limits<uint64_t>::max() / n * n;
  uint64_t value = engine_();
  while (value >= limit) value = engine_();
  return value % n;
}

int Random::Between(int low, int high) {
  return low + static_cast<int>(Below(static_cast<uint64_t>(high - low) + 1));
}

size_t Random::Weighted(std::initializer_list<int> weights) {
  const int total = std::accumulate(weights.begin(), weights.end(), 0);
  int left = static_cast<int>(Below(static_cast<uint64_t>(total)));
  size_t index = 0;
  for (const int weight : weights) {
    if (left < weight) break;
    left -= weight;
    ++index;
  }
  return index;
}

std::string Random::Reword(absl::string_view text) {
  std::string reworded(text);
  // The first closing brace ends an innermost group, so that groups may lie in
  // one another.
  for (size_t close = reworded.find('}'); close != std::string::npos;
       close = reworded.find('}')) {
    const size_t open = reworded.rfind('{', close);
    if (open == std::string::npos) break;
    const std::vector<std::string> choices =
        absl::StrSplit(reworded.substr(open + 1, close - open - 1), '|');
    reworded.replace(open, close - open + 1, OneOf(choices));
  }
  return reworded;
}

}  // namespace tidemark::sample

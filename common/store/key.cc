#include "common/store/key.h"

#include "absl/status/status.h"

namespace tidemark::store {
namespace {

constexpr char kEscape = '\0';
constexpr char kZero = '\xff';
constexpr char kEnd = '\x01';
constexpr uint64_t kSign = uint64_t{1} << 63;

}  // namespace

KeyWriter& KeyWriter::Text(absl::string_view text) {
  for (const char c : text) {
    bytes_.push_back(c);
    if (c == kEscape) bytes_.push_back(kZero);
  }
  bytes_.push_back(kEscape);
  bytes_.push_back(kEnd);
  return *this;
}

KeyWriter& KeyWriter::Number(int64_t number) {
  const uint64_t value = static_cast<uint64_t>(number) ^ kSign;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>(value >> shift));
  }
  return *this;
}

absl::StatusOr<std::string> KeyReader::Text() {
  std::string text;
  for (size_t i = 0; i + 1 < rest_.size(); ++i) {
    if (rest_[i] != kEscape) {
      text.push_back(rest_[i]);
      continue;
    }
    if (rest_[i + 1] == kEnd) {
      rest_.remove_prefix(i + 2);
      return text;
    }
    if (rest_[i + 1] != kZero) break;
    text.push_back(kEscape);
    ++i;
  }
  return absl::DataLossError("a key holds no whole text");
}

absl::StatusOr<int64_t> KeyReader::Number() {
  if (rest_.size() < sizeof(uint64_t)) {
    return absl::DataLossError("a key holds no whole number");
  }
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(uint64_t); ++i) {
    value = value << 8 | static_cast<uint8_t>(rest_[i]);
  }
  rest_.remove_prefix(sizeof(uint64_t));
  return static_cast<int64_t>(value ^ kSign);
}

}  // namespace tidemark::store

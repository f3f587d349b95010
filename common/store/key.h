// Order-preserving keys: bytes that compare as the values do.
//
//   KeyWriter().Text("councils/E10000012").Number(24303).bytes()
//
// Text is followed by 00 01, and a 00 inside it is written as 00 FF, so that a
// text sorts before every longer text that starts with it, whatever follows in
// the key. Numbers are eight bytes, big endian, with the sign bit flipped.
// On disk: never change.

#ifndef TIDEMARK_COMMON_STORE_KEY_H_
#define TIDEMARK_COMMON_STORE_KEY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::store {

// Writes a key piece by piece.
class KeyWriter {
 public:
  KeyWriter& Text(absl::string_view text);
  KeyWriter& Number(int64_t number);

  const std::string& bytes() const& { return bytes_; }
  std::string bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads a key piece by piece. Each returns `DATA_LOSS` if the key does not
// hold what is asked for.
class KeyReader {
 public:
  // `bytes` must outlive the reader.
  explicit KeyReader(absl::string_view bytes) : rest_(bytes) {}

  absl::StatusOr<std::string> Text();
  absl::StatusOr<int64_t> Number();

  // What has not been read yet.
  absl::string_view rest() const { return rest_; }

 private:
  absl::string_view rest_;
};

}  // namespace tidemark::store

#endif  // TIDEMARK_COMMON_STORE_KEY_H_

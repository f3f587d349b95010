// Who an event is about, without saying who it is: HMAC-SHA256 (RFC 2104) of
// the identity, with a secret key of the installation.

#ifndef TIDEMARK_SERVICES_CLD_PERSON_KEY_H_
#define TIDEMARK_SERVICES_CLD_PERSON_KEY_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::cld {

// The first 128 bits of the hash.
struct PersonKey {
  uint64_t high = 0;
  uint64_t low = 0;

  friend auto operator<=>(const PersonKey&, const PersonKey&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const PersonKey& key) {
    return H::combine(std::move(state), key.high, key.low);
  }

  // 16 bytes, and back. `bytes` must be that long.
  std::string ToBytes() const;
  static PersonKey FromBytes(absl::string_view bytes);
  // 32 letters, `a` to `p`: no digits, so that it cannot be taken for an NHS
  // number.
  std::string ToLetters() const;
};

// The identity that a row gives (domain reference, section 2.3): the NHS number
// if there is one, else the council's code and own id for the person. Spaces
// and dashes in an NHS number do not matter; one without a digit, or of one
// digit over and over, is what systems write for "none". `nullopt` if the row
// says neither.
std::optional<std::string> IdentityOf(absl::string_view council,
                                      absl::string_view la_code,
                                      absl::string_view nhs_number,
                                      absl::string_view person_id);

// Hashes identities with one key. Safe to use from any thread.
class PersonHasher {
 public:
  // `key` is the secret, 32 bytes.
  explicit PersonHasher(absl::string_view key);
  ~PersonHasher();
  PersonHasher(PersonHasher&&) noexcept;
  PersonHasher(const PersonHasher&) = delete;
  PersonHasher& operator=(const PersonHasher&) = delete;

  PersonKey Hash(absl::string_view identity) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Which key it is, without saying the key: 16 hexadecimal digits.
std::string KeyId(absl::string_view key);

// Reads the key in the file `path`, making one if there is none; only its owner
// can read it. Returns `FAILED_PRECONDITION` if the file is not such a key, or
// what applies if it cannot be read or written.
absl::StatusOr<std::string> LoadOrCreateKey(const std::string& path);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_PERSON_KEY_H_

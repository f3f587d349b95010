#include "services/cld/person_key.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/rpc/digest.h"

namespace tidemark::cld {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kBlock = 64;

uint64_t Load(const unsigned char* bytes) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

void Save(uint64_t number, std::string& bytes) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift & 0xff));
  }
}

absl::Status KeyError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("the key that people are hashed with, ", path, ", ", what));
}

absl::Status WriteKey(const std::string& path, const std::string& key) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(),
                                      ignored);
  const std::string text = absl::BytesToHexString(key) + "\n";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file < 0) {
    return KeyError(path,
                    absl::StrCat("cannot be made: ", std::strerror(errno)));
  }
  const auto closed = absl::MakeCleanup([file] { close(file); });
  if (write(file, text.data(), text.size()) !=
          static_cast<ssize_t>(text.size()) ||
      fsync(file) != 0) {
    return KeyError(path,
                    absl::StrCat("cannot be written: ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace

std::string PersonKey::ToBytes() const {
  std::string bytes;
  bytes.reserve(16);
  Save(high, bytes);
  Save(low, bytes);
  return bytes;
}

PersonKey PersonKey::FromBytes(absl::string_view bytes) {
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  return {.high = Load(data), .low = Load(data + 8)};
}

std::string PersonKey::ToLetters() const {
  std::string letters;
  letters.reserve(32);
  for (const uint64_t half : {high, low}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      letters.push_back(static_cast<char>('a' + (half >> shift & 15)));
    }
  }
  return letters;
}

std::optional<std::string> IdentityOf(absl::string_view council,
                                      absl::string_view la_code,
                                      absl::string_view nhs_number,
                                      absl::string_view person_id) {
  const absl::string_view code = la_code.empty() ? council : la_code;
  std::string number;
  for (const char c : nhs_number) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      number.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
    }
  }
  const bool digits = std::any_of(number.begin(), number.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  const bool several = std::any_of(number.begin(), number.end(),
                                   [&](char c) { return c != number[0]; });
  // What stands before the identity keeps the two kinds apart.
  if (digits && several) {
    return absl::StrCat("nhs|", absl::AsciiStrToUpper(code), "|", number);
  }
  if (person_id.empty()) return std::nullopt;
  return absl::StrCat("la|", absl::AsciiStrToUpper(code), "|", person_id);
}

// The hash states after the two padded keys, so that hashing a short identity
// costs two blocks, not four.
struct PersonHasher::State {
  SHA256_CTX inner;
  SHA256_CTX outer;
};

// The one-shot functions of OpenSSL 3 fetch the algorithm at each call, which
// costs several times the hash; these are deprecated and do not.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

PersonHasher::PersonHasher(absl::string_view key)
    : state_(std::make_unique<State>()) {
  std::array<unsigned char, kBlock> pad{};
  std::memcpy(pad.data(), key.data(), std::min(key.size(), kBlock));
  for (unsigned char& byte : pad) byte ^= 0x36;
  SHA256_Init(&state_->inner);
  SHA256_Update(&state_->inner, pad.data(), pad.size());
  for (unsigned char& byte : pad) byte ^= 0x36 ^ 0x5c;
  SHA256_Init(&state_->outer);
  SHA256_Update(&state_->outer, pad.data(), pad.size());
  OPENSSL_cleanse(pad.data(), pad.size());
}

PersonHasher::~PersonHasher() {
  if (state_ != nullptr) OPENSSL_cleanse(state_.get(), sizeof(State));
}

PersonHasher::PersonHasher(PersonHasher&&) noexcept = default;

PersonKey PersonHasher::Hash(absl::string_view identity) const {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash;
  SHA256_CTX context = state_->inner;
  SHA256_Update(&context, identity.data(), identity.size());
  SHA256_Final(hash.data(), &context);
  context = state_->outer;
  SHA256_Update(&context, hash.data(), hash.size());
  SHA256_Final(hash.data(), &context);
  return {.high = Load(hash.data()), .low = Load(hash.data() + 8)};
}

#pragma GCC diagnostic pop

std::string KeyId(absl::string_view key) {
  return absl::BytesToHexString(
      rpc::Sha256(absl::StrCat("tidemark cld key id", key)).substr(0, 8));
}

absl::StatusOr<std::string> LoadOrCreateKey(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    std::string key(kKeyBytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()),
                   static_cast<int>(key.size())) != 1) {
      return absl::InternalError("there are no random bytes for a key");
    }
    TIDEMARK_RETURN_IF_ERROR(WriteKey(path, key));
    return key;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string hex(absl::StripAsciiWhitespace(text.str()));
  if (!file || hex.size() != 2 * kKeyBytes ||
      !std::all_of(hex.begin(), hex.end(), [](char c) {
        return absl::ascii_isxdigit(static_cast<unsigned char>(c));
      })) {
    return KeyError(path, "must hold 64 hexadecimal digits; restore it");
  }
  return absl::HexStringToBytes(hex);
}

}  // namespace tidemark::cld

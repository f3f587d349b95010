#include "common/rpc/tokens.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"

namespace tidemark::rpc {
namespace {

constexpr char kSigningKey[] = "signing.key.pem";
constexpr char kPublicSuffix[] = ".pub.pem";

// How far clocks of the same installation may be apart.
constexpr absl::Duration kLeeway = absl::Seconds(30);
// How often a token with an unknown key may make us look for new keys.
constexpr absl::Duration kKeysEvery = absl::Seconds(10);
// The tokens that are remembered; beyond that, all are checked anew.
constexpr size_t kMaxKnown = 10000;
// Longer than any token that we issue.
constexpr size_t kMaxToken = 4096;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Jwt = std::unique_ptr<jwt_t, decltype(&jwt_free)>;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
  }
  return std::move(bytes).str();
}

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

bool IsP256(EVP_PKEY* key) {
  char group[32] = {};
  return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group, sizeof(group), nullptr) == 1 &&
         absl::string_view(group) == "prime256v1";
}

absl::Status NotAKey(const std::string& path) {
  return absl::FailedPreconditionError(
      absl::StrCat(path, " is not a P-256 key in PEM form"));
}

std::string PublicPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), key);
  return TextOf(bio.get());
}

// Which key it is: a hash of its public half.
std::string IdOfKey(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  const std::string bytes(reinterpret_cast<char*>(der),
                          static_cast<size_t>(std::max(size, 0)));
  OPENSSL_free(der);
  return absl::BytesToHexString(Sha256(bytes).substr(0, 8));
}

// Makes the file `path` with `text` in one step. Returns `ALREADY_EXISTS` if it
// is there.
absl::Status MakeFile(const std::string& path, const std::string& text,
                      mode_t mode) {
  const std::string draft = absl::StrCat(path, ".", getpid(), ".new");
  unlink(draft.c_str());
  const int file =
      open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
  }
  const bool written = write(file, text.data(), text.size()) ==
                           static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  close(file);
  // A link fails where a rename would replace what another process made.
  const bool linked = written && link(draft.c_str(), path.c_str()) == 0;
  const int error = errno;
  unlink(draft.c_str());
  if (linked) return absl::OkStatus();
  return absl::ErrnoToStatus(error, absl::StrCat("cannot write ", path));
}

absl::Status MakeKey(const std::string& path) {
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  if (key == nullptr ||
      PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0,
                               nullptr, nullptr) != 1) {
    return absl::InternalError("the cryptography library cannot make a key");
  }
  const absl::Status made = MakeFile(path, TextOf(bio.get()), 0600);
  // Another process may have been quicker; then its key is as good.
  return absl::IsAlreadyExists(made) ? absl::OkStatus() : made;
}

absl::Status Unauthenticated(absl::string_view reason,
                             absl::string_view message) {
  return Error(absl::StatusCode::kUnauthenticated, reason, message);
}

absl::Status BadToken() {
  return Unauthenticated("TOKEN_INVALID",
                         "the token is not one of this installation; get a "
                         "new one with `tidemark token issue`");
}

// A claim as JSON; empty if there is none. The library's own accessors do not
// tell a claim of the wrong kind from one that is absent.
std::string JsonOf(jwt_t* jwt, const char* claim) {
  char* const text = jwt_get_grants_json(jwt, claim);
  if (text == nullptr) return "";
  std::string json(text);
  std::free(text);
  return json;
}

absl::string_view View(const char* text) {
  return text == nullptr ? absl::string_view() : absl::string_view(text);
}

}  // namespace

std::string RoleName(api::v1::Role role) {
  const std::string& name = api::v1::Role_Name(role);
  return absl::AsciiStrToLower(absl::StripPrefix(name, "ROLE_"));
}

absl::StatusOr<api::v1::Role> ParseRole(absl::string_view name) {
  std::vector<std::string> names;
  for (int number = api::v1::Role_MIN; number <= api::v1::Role_MAX; ++number) {
    const auto role = static_cast<api::v1::Role>(number);
    if (role == api::v1::ROLE_UNSPECIFIED || !api::v1::Role_IsValid(number)) {
      continue;
    }
    names.push_back(RoleName(role));
    if (names.back() == name) return role;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", absl::CHexEscape(name), "\" is not a role; the roles are ",
      absl::StrJoin(names, ", ")));
}

absl::Status CheckPrincipal(const Principal& principal) {
  const auto wrong = [](absl::string_view what) {
    return absl::InvalidArgumentError(what);
  };
  if (principal.subject.empty() || principal.subject.size() > 128 ||
      !std::all_of(principal.subject.begin(), principal.subject.end(),
                   [](unsigned char c) { return absl::ascii_isgraph(c); })) {
    return wrong("a subject must be 1 to 128 visible ASCII characters");
  }
  if (principal.role == api::v1::ROLE_UNSPECIFIED ||
      !api::v1::Role_IsValid(principal.role)) {
    return wrong("a caller must have a role");
  }
  if (!IsName(principal.council) || !Matches(principal.council, "councils/*")) {
    return wrong("a caller must have a council, such as councils/E10000012");
  }
  if (principal.council == kAnyCouncil &&
      principal.role != api::v1::ROLE_SERVICE) {
    return wrong("only the role service may act on every council");
  }
  if (!principal.is_provider()) {
    return principal.provider.empty()
               ? absl::OkStatus()
               : wrong("only the role provider has a provider");
  }
  if (!IsName(principal.provider) ||
      !Matches(principal.provider, "councils/*/providers/*") ||
      CouncilOf(principal.provider) != principal.council ||
      IdOf(principal.provider) == kAnyId) {
    return wrong("the role provider must have a provider of its council");
  }
  return absl::OkStatus();
}

bool TokenKey::Exists(const std::string& dir) {
  return access(absl::StrCat(dir, "/", kSigningKey).c_str(), F_OK) == 0;
}

absl::StatusOr<TokenKey> TokenKey::LoadOrCreate(const std::string& dir) {
  std::error_code error;
  if (std::filesystem::create_directories(dir, error)) {
    chmod(dir.c_str(), 0700);
  } else if (error) {
    return absl::ErrnoToStatus(error.value(),
                               absl::StrCat("cannot make the folder ", dir));
  }
  const std::string path = absl::StrCat(dir, "/", kSigningKey);
  if (!Exists(dir)) TIDEMARK_RETURN_IF_ERROR(MakeKey(path));
  TIDEMARK_ASSIGN_OR_RETURN(std::string pem, ReadFile(path));
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                &BIO_free);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr),
                &EVP_PKEY_free);
  if (!IsP256(key.get())) return NotAKey(path);

  const std::string id = IdOfKey(key.get());
  const absl::Status made = MakeFile(absl::StrCat(dir, "/", id, kPublicSuffix),
                                     PublicPem(key.get()), 0644);
  if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
  return TokenKey(id, std::move(pem));
}

absl::StatusOr<std::string> TokenKey::Issue(const Principal& principal,
                                            absl::Time now) const {
  TIDEMARK_RETURN_IF_ERROR(CheckPrincipal(principal));
  if (principal.expires <= now || principal.expires == absl::InfiniteFuture()) {
    return absl::InvalidArgumentError("a token must expire in the future");
  }
  jwt_t* raw = nullptr;
  if (jwt_new(&raw) != 0) return absl::InternalError("cannot make a token");
  const Jwt jwt(raw, &jwt_free);
  const std::string council(IdOf(principal.council));
  const std::string provider(IdOf(principal.provider));
  int failed = 0;
  failed |= jwt_add_header(raw, "kid", id_.c_str());
  failed |= jwt_add_grant(raw, "sub", principal.subject.c_str());
  failed |= jwt_add_grant(raw, "role", RoleName(principal.role).c_str());
  failed |= jwt_add_grant(raw, "council", council.c_str());
  if (principal.is_provider()) {
    failed |= jwt_add_grant(raw, "provider", provider.c_str());
  }
  if (principal.read_only) failed |= jwt_add_grant_bool(raw, "ro", 1);
  failed |= jwt_add_grant_int(raw, "iat", absl::ToUnixSeconds(now));
  failed |= jwt_add_grant_int(raw, "nbf", absl::ToUnixSeconds(now));
  failed |=
      jwt_add_grant_int(raw, "exp", absl::ToUnixSeconds(principal.expires));
  failed |=
      jwt_set_alg(raw, JWT_ALG_ES256,
                  reinterpret_cast<const unsigned char*>(private_pem_.data()),
                  static_cast<int>(private_pem_.size()));
  if (failed != 0) return absl::InternalError("cannot make a token");
  char* const text = jwt_encode_str(raw);
  if (text == nullptr) return absl::InternalError("cannot sign a token");
  std::string token(text);
  std::free(text);
  return token;
}

Authenticator::Authenticator(std::string dir, const Clock& clock, Keys keys)
    : dir_(std::move(dir)),
      clock_(clock),
      keys_(std::move(keys)),
      keys_read_(clock.Now()) {}

absl::StatusOr<Authenticator::Keys> Authenticator::ReadKeys(
    const std::string& dir) {
  Keys keys;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    const std::string path = entry.path().string();
    if (!absl::EndsWith(path, kPublicSuffix)) continue;
    TIDEMARK_ASSIGN_OR_RETURN(std::string pem, ReadFile(path));
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                  &BIO_free);
    const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr),
                  &EVP_PKEY_free);
    if (!IsP256(key.get())) return NotAKey(path);
    keys.emplace(IdOfKey(key.get()), std::move(pem));
  }
  if (error) {
    return absl::ErrnoToStatus(
        error.value(), absl::StrCat("cannot read the token keys in ", dir));
  }
  if (keys.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(dir, " holds no public token key (*", kPublicSuffix, ")"));
  }
  return keys;
}

absl::StatusOr<std::unique_ptr<Authenticator>> Authenticator::Load(
    const std::string& dir, const Clock& clock) {
  TIDEMARK_ASSIGN_OR_RETURN(Keys keys, ReadKeys(dir));
  return std::unique_ptr<Authenticator>(
      new Authenticator(dir, clock, std::move(keys)));
}

absl::StatusOr<std::string> Authenticator::KeyCalled(
    const std::string& id) const {
  const absl::Time now = clock_.Now();
  {
    const MutexLock lock(mu_);
    if (const auto it = keys_.find(id); it != keys_.end()) return it->second;
    if (now - keys_read_ < kKeysEvery) return BadToken();
    keys_read_ = now;
  }
  // The files are read without the lock, so that nobody waits for a disk.
  absl::StatusOr<Keys> keys = ReadKeys(dir_);
  const MutexLock lock(mu_);
  if (keys.ok()) {
    keys_ = *std::move(keys);
    // A key that was removed is no longer good for anything.
    known_.clear();
  }
  const auto it = keys_.find(id);
  if (it == keys_.end()) return BadToken();
  return it->second;
}

absl::Status Authenticator::CheckTimes(const Known& known) const {
  const absl::Time now = clock_.Now();
  if (now >= known.principal->expires + kLeeway) {
    return Unauthenticated("TOKEN_EXPIRED",
                           "the token has expired; get a new one with "
                           "`tidemark token issue`");
  }
  if (now < known.not_before - kLeeway) {
    return Unauthenticated("TOKEN_NOT_YET_VALID",
                           "the token is not valid yet; check the clocks of "
                           "this machine and of the one that issued it");
  }
  return absl::OkStatus();
}

absl::StatusOr<Authenticator::Known> Authenticator::Verify(
    const std::string& token) const {
  // First without a key, to learn which one signed it. The algorithm is ours
  // to say, never the token's.
  jwt_t* raw = nullptr;
  if (jwt_decode(&raw, token.c_str(), nullptr, 0) != 0) return BadToken();
  std::string id;
  {
    const Jwt unverified(raw, &jwt_free);
    if (View(jwt_get_header(raw, "alg")) != "ES256") return BadToken();
    id = std::string(View(jwt_get_header(raw, "kid")));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::string pem, KeyCalled(id));
  raw = nullptr;
  if (jwt_decode(&raw, token.c_str(),
                 reinterpret_cast<const unsigned char*>(pem.data()),
                 static_cast<int>(pem.size())) != 0) {
    return BadToken();
  }
  const Jwt jwt(raw, &jwt_free);
  if (jwt_get_alg(raw) != JWT_ALG_ES256) return BadToken();

  Principal principal;
  principal.subject = std::string(View(jwt_get_grant(raw, "sub")));
  const absl::StatusOr<api::v1::Role> role =
      ParseRole(View(jwt_get_grant(raw, "role")));
  if (!role.ok()) return BadToken();
  principal.role = *role;
  principal.council =
      absl::StrCat("councils/", View(jwt_get_grant(raw, "council")));
  if (const char* provider = jwt_get_grant(raw, "provider")) {
    principal.provider = NameIn(principal.council, "providers", provider);
  }
  // What is neither absent nor plainly false is read-only: the safe side.
  const std::string read_only = JsonOf(raw, "ro");
  principal.read_only = !read_only.empty() && read_only != "false";
  int64_t expires = 0;
  if (!absl::SimpleAtoi(JsonOf(raw, "exp"), &expires)) return BadToken();
  principal.expires = absl::FromUnixSeconds(expires);
  absl::Time not_before = absl::InfinitePast();
  if (const std::string text = JsonOf(raw, "nbf"); !text.empty()) {
    int64_t seconds = 0;
    if (!absl::SimpleAtoi(text, &seconds)) return BadToken();
    not_before = absl::FromUnixSeconds(seconds);
  }
  if (!CheckPrincipal(principal).ok()) return BadToken();
  return Known{
      .principal = std::make_shared<const Principal>(std::move(principal)),
      .not_before = not_before};
}

absl::StatusOr<std::shared_ptr<const Principal>> Authenticator::Authenticate(
    absl::string_view authorization) const {
  if (authorization.empty()) {
    return Unauthenticated(
        "TOKEN_MISSING",
        "the call needs a token: send the metadata `authorization` with "
        "`Bearer` and a token from `tidemark token issue`");
  }
  constexpr absl::string_view kScheme = "Bearer ";
  if (authorization.size() > kMaxToken + kScheme.size() ||
      !absl::StartsWithIgnoreCase(authorization, kScheme)) {
    return Unauthenticated("TOKEN_INVALID",
                           "the metadata `authorization` must be `Bearer` and "
                           "a token");
  }
  const absl::string_view token = authorization.substr(kScheme.size());
  Known known;
  {
    const MutexLock lock(mu_);
    if (const auto it = known_.find(token); it != known_.end()) {
      known = it->second;
    }
  }
  if (known.principal == nullptr) {
    TIDEMARK_ASSIGN_OR_RETURN(known, Verify(std::string(token)));
    const MutexLock lock(mu_);
    // Whoever can make this many tokens holds our key; there is nothing to
    // protect but memory.
    if (known_.size() >= kMaxKnown) known_.clear();
    known_.emplace(token, known);
  }
  TIDEMARK_RETURN_IF_ERROR(CheckTimes(known));
  return known.principal;
}

}  // namespace tidemark::rpc

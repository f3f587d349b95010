// Tokens with which callers prove who they are: signed, expiring JSON Web
// Tokens (RFC 7519), always with the algorithm ES256.
//
//   {"alg":"ES256","typ":"JWT","kid":"9f86d081884c7d65"}
//   {"sub":"users/ada","role":"provider","council":"E10000012",
//    "provider":"1-101668892","ro":false,"iat":1790000000,"exp":1790003600}
//
// `council` is the council's id, `-` for every council; `provider`, for the
// role `provider` only, is that provider's id in the council; `ro` is left out
// when false.
//
// A folder of keys holds `signing.key.pem`, the private key that signs (only
// where tokens are issued), and any number of `*.pub.pem`, the public keys
// whose tokens are accepted. To change keys, remove `signing.key.pem` and start
// again: a new pair is made, and the old public key stays accepted until its
// file is removed.

#ifndef TIDEMARK_COMMON_RPC_TOKENS_H_
#define TIDEMARK_COMMON_RPC_TOKENS_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/rpc/call.h"

namespace tidemark::rpc {

// The key that signs the tokens of an installation.
class TokenKey {
 public:
  // Loads the key pair in the folder `dir`, making the folder and the pair if
  // there is none; the private key's file can be read by its owner only.
  // Returns `FAILED_PRECONDITION` if a file there is not a P-256 key, or what
  // applies if the folder cannot be read or written.
  static absl::StatusOr<TokenKey> LoadOrCreate(const std::string& dir);

  // Whether `dir` holds a private key.
  static bool Exists(const std::string& dir);

  // Issues a token for `principal`, valid from `now` until its `expires`.
  // Returns `INVALID_ARGUMENT` if `principal` is not one that would be accepted
  // back: see `CheckPrincipal`.
  absl::StatusOr<std::string> Issue(const Principal& principal,
                                    absl::Time now) const;

  // Which key signed a token: 16 hexadecimal digits.
  const std::string& id() const { return id_; }

 private:
  TokenKey(std::string id, std::string private_pem)
      : id_(std::move(id)), private_pem_(std::move(private_pem)) {}

  std::string id_;
  std::string private_pem_;
};

// Returns `INVALID_ARGUMENT` unless `principal` is well formed: a subject of 1
// to 128 visible ASCII characters, a role, a council (`councils/-` for
// `ROLE_SERVICE` only), and a provider of that council for `ROLE_PROVIDER` and
// for no other.
absl::Status CheckPrincipal(const Principal& principal);

// The role as it stands in a token and on a command line: `commissioner`.
std::string RoleName(api::v1::Role role);
// The reverse. Returns `INVALID_ARGUMENT`, listing the roles, for no role.
absl::StatusOr<api::v1::Role> ParseRole(absl::string_view name);

// Knows who calls, by the tokens that callers send. Safe to use from any
// thread.
class Authenticator {
 public:
  // Accepts tokens signed by any key whose public half is in the folder `dir`.
  // The folder is read again when a token names a key that is not known, at
  // most every ten seconds. `clock` must outlive the authenticator. Returns
  // `FAILED_PRECONDITION` if the folder holds no public key, or one that is not
  // a P-256 key.
  static absl::StatusOr<std::unique_ptr<Authenticator>> Load(
      const std::string& dir, const Clock& clock);

  // Returns who sent `authorization`, the value of the metadata of that name:
  // `Bearer` and a token. Returns `UNAUTHENTICATED`, saying what to do and
  // repeating nothing of the token, if it is missing, malformed, not signed by
  // a known key, expired or not yet valid.
  absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(
      absl::string_view authorization) const;

 private:
  using Keys = absl::flat_hash_map<std::string, std::string>;
  struct Known {
    std::shared_ptr<const Principal> principal;
    absl::Time not_before;
  };

  Authenticator(std::string dir, const Clock& clock, Keys keys);
  static absl::StatusOr<Keys> ReadKeys(const std::string& dir);
  absl::StatusOr<Known> Verify(const std::string& token) const;
  absl::StatusOr<std::string> KeyCalled(const std::string& id) const;
  absl::Status CheckTimes(const Known& known) const;

  const std::string dir_;
  const Clock& clock_;
  mutable Mutex mu_;
  // Public keys as PEM, by id.
  mutable Keys keys_ ABSL_GUARDED_BY(mu_);
  mutable absl::Time keys_read_ ABSL_GUARDED_BY(mu_);
  // Tokens found good, so that a signature is checked once only.
  mutable absl::flat_hash_map<std::string, Known> known_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_TOKENS_H_

// What a token says of its bearer, read without checking the signature: good
// for defaults on the calling side, and for nothing else.

#ifndef TIDEMARK_SERVICES_CLI_CLAIMS_H_
#define TIDEMARK_SERVICES_CLI_CLAIMS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::cli {

// The parts of a token that defaults are taken from.
struct Claims {
  // The role, for example `provider`. Empty if the token does not say.
  std::string role;
  // The council's name, `councils/E10000012`. Empty if the token is for every
  // council or does not say.
  std::string council;
  // The provider's full name. Empty unless the bearer works for one.
  std::string provider;
};

// The claims in `token`; empty ones if it is not a token at all.
Claims ReadClaims(absl::string_view token);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_CLAIMS_H_

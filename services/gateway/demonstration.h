// The accounts of a demonstration: one of each role, for anybody who is at this
// machine.

#ifndef TIDEMARK_SERVICES_GATEWAY_DEMONSTRATION_H_
#define TIDEMARK_SERVICES_GATEWAY_DEMONSTRATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/gateway/accounts.h"

namespace tidemark::gateway {

// Somebody to sign in as.
struct DemonstrationAccount {
  std::string id;
  // What one can try with it, in one line.
  std::string about;
  Account account;
};

// Which records the accounts see.
struct DemonstrationOptions {
  // For example `councils/E10000012`.
  std::string council;
  // Whose records the account of the role `provider` sees. Empty for no such
  // account.
  std::string provider = {};
};

// The accounts, in the order in which they are offered. Returns
// `INVALID_ARGUMENT`, naming the flag, if the council is none or the provider
// not one of it.
absl::StatusOr<std::vector<DemonstrationAccount>> DemonstrationAccounts(
    const DemonstrationOptions& options);

// Whether the account is one of a demonstration.
bool IsOfDemonstration(const Account& account);

// Whether only this machine can reach `address`, `HOST:PORT`, so that a
// demonstration may be there.
bool IsLoopbackAddress(absl::string_view address);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_DEMONSTRATION_H_

#ifndef TIDEMARK_SERVICES_GATEWAY_ACCOUNT_RULES_H_
#define TIDEMARK_SERVICES_GATEWAY_ACCOUNT_RULES_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"

#include "services/gateway/accounts.h"
#include "services/gateway/json_object.h"
#include "tidemark/gateway/v1/sign_in_settings.pb.h"

namespace tidemark::gateway {

// Who the account with these claims is to Tidemark: the first rule that fits.
// Returns `PERMISSION_DENIED` with the reason `NOT_SET_UP` if none does, and
// `NO_PROVIDER` if the one that does cannot tell the provider.
absl::StatusOr<Account> AccountOf(const v1::SignInSettings& settings,
                                  const JsonObject& claims);

// The claims that `settings` look at.
std::set<std::string> ClaimsIn(const v1::SignInSettings& settings);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_ACCOUNT_RULES_H_

#include "services/gateway/demonstration.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "common/rpc/tokens.h"
#include "services/gateway/urls.h"

namespace tidemark::gateway {
namespace {

constexpr char kSubjects[] = "users/demonstration-";

struct Kind {
  api::v1::Role role;
  const char* name;
  const char* about;
};

constexpr Kind kKinds[] = {
    {api::v1::ROLE_COMMISSIONER, "Demonstration commissioner",
     "See which providers need attention and why, and accept returns"},
    {api::v1::ROLE_PROVIDER, "Demonstration provider",
     "Fill in a return that is due, and see your own figures"},
    {api::v1::ROLE_QUALITY, "Demonstration quality officer",
     "Work through what stands out, and offer a provider support"},
    {api::v1::ROLE_PRACTITIONER, "Demonstration practitioner",
     "Decide what providers propose, and look back after changes"},
    {api::v1::ROLE_FINANCE, "Demonstration finance officer",
     "Read contracts, figures and payment statements"},
    {api::v1::ROLE_ADMIN, "Demonstration administrator",
     "Set up providers, contracts and terms"},
};

}  // namespace

absl::StatusOr<std::vector<DemonstrationAccount>> DemonstrationAccounts(
    const DemonstrationOptions& options) {
  if (!IsName(options.council) || !Matches(options.council, "councils/*") ||
      options.council == rpc::kAnyCouncil) {
    return absl::InvalidArgumentError(
        "--http_demonstration needs --http_council, such as "
        "councils/E10000012");
  }
  if (!options.provider.empty() &&
      (!IsName(options.provider) ||
       !Matches(options.provider, "councils/*/providers/*") ||
       CouncilOf(options.provider) != options.council)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--http_demonstration_provider must be a provider of ", options.council,
        ", such as ", options.council, "/providers/1-100000001"));
  }
  std::vector<DemonstrationAccount> accounts;
  for (const Kind& kind : kKinds) {
    const bool provider = kind.role == api::v1::ROLE_PROVIDER;
    if (provider && options.provider.empty()) continue;
    const std::string id = rpc::RoleName(kind.role);
    accounts.push_back(
        {.id = id,
         .about = kind.about,
         .account = {
             .principal = {.subject = absl::StrCat(kSubjects, id),
                           .role = kind.role,
                           .council = options.council,
                           .provider = provider ? options.provider : ""},
             .display_name = kind.name}});
  }
  return accounts;
}

bool IsOfDemonstration(const Account& account) {
  return absl::StartsWith(account.principal.subject, kSubjects);
}

bool IsLoopbackAddress(absl::string_view address) {
  return IsLoopbackHost(address);
}

}  // namespace tidemark::gateway

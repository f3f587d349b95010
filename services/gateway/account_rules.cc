#include "services/gateway/account_rules.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"
#include "common/rpc/tokens.h"

namespace tidemark::gateway {
namespace {

constexpr char kEmail[] = "email";
constexpr char kEmailVerified[] = "email_verified";
constexpr size_t kMaxSubject = 100;
constexpr size_t kMaxName = 200;

bool Same(absl::string_view claim, absl::string_view a, absl::string_view b) {
  return claim == kEmail ? absl::EqualsIgnoreCase(a, b) : a == b;
}

bool Holds(const v1::ClaimCondition& condition, bool trust_email,
           const JsonObject& claims) {
  // Whoever may write any address into an account could be anybody.
  if (condition.claim() == kEmail && !trust_email &&
      !MemberOf(claims, kEmailVerified).bool_value()) {
    return false;
  }
  const std::vector<std::string> values = TextsOf(claims, condition.claim());
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& value) {
                       return Same(condition.claim(), value, condition.value());
                     });
}

bool Fits(const v1::SignInRule& rule, bool trust_email,
          const JsonObject& claims) {
  return std::all_of(rule.when().begin(), rule.when().end(),
                     [&](const v1::ClaimCondition& condition) {
                       return Holds(condition, trust_email, claims);
                     });
}

// What stands for the account in every change that it makes. What is not plain
// is hashed, so that no two accounts are taken for one.
std::string SubjectOf(absl::string_view claim) {
  const bool plain =
      claim.size() <= kMaxSubject &&
      std::all_of(claim.begin(), claim.end(), [](unsigned char c) {
        return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.' ||
               c == '@';
      });
  return absl::StrCat(
      "users/",
      plain ? std::string(claim) : absl::BytesToHexString(rpc::Sha256(claim)));
}

// The name, on one line and not too long for one.
std::string DisplayName(const std::string& name) {
  std::string shown = name.substr(0, kMaxName);
  std::replace_if(
      shown.begin(), shown.end(),
      [](unsigned char c) { return absl::ascii_iscntrl(c); }, ' ');
  // A letter of several bytes may have been cut.
  while (name.size() > kMaxName && !shown.empty() &&
         (static_cast<unsigned char>(name[shown.size()]) & 0xC0) == 0x80) {
    shown.pop_back();
  }
  absl::StripAsciiWhitespace(&shown);
  return shown;
}

absl::StatusOr<std::string> ProviderFor(const v1::SignInRule& rule,
                                        absl::string_view council,
                                        const JsonObject& claims) {
  if (rule.provider_claim().empty()) return rule.provider();
  const std::vector<std::string> ids = TextsOf(claims, rule.provider_claim());
  if (ids.size() != 1 || !IsId(ids.front())) {
    return Error(absl::StatusCode::kPermissionDenied, "NO_PROVIDER",
                 absl::StrCat("the claim ", rule.provider_claim(),
                              " of an account does not hold one provider's "
                              "id"));
  }
  return NameIn(council, "providers", ids.front());
}

}  // namespace

absl::StatusOr<Account> AccountOf(const v1::SignInSettings& settings,
                                  const JsonObject& claims) {
  const auto rule =
      std::find_if(settings.rules().begin(), settings.rules().end(),
                   [&](const v1::SignInRule& one) {
                     return Fits(one, settings.trust_email(), claims);
                   });
  if (rule == settings.rules().end()) {
    return Error(absl::StatusCode::kPermissionDenied, "NOT_SET_UP",
                 "no rule of the sign-in settings fits an account");
  }
  const std::string& subject = TextOf(claims, settings.subject_claim());
  if (subject.empty()) {
    return Error(
        absl::StatusCode::kUnauthenticated, "ANSWER_INVALID",
        absl::StrCat("an account has no claim ", settings.subject_claim()));
  }
  Account account;
  account.principal.subject = SubjectOf(subject);
  TIDEMARK_ASSIGN_OR_RETURN(account.principal.role,
                            rpc::ParseRole(rule->role()));
  account.principal.council =
      rule->council().empty() ? settings.council() : rule->council();
  account.principal.read_only = rule->read_only();
  if (account.principal.is_provider()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        account.principal.provider,
        ProviderFor(*rule, account.principal.council, claims));
  }
  account.display_name = DisplayName(TextOf(claims, settings.name_claim()));
  if (account.display_name.empty()) account.display_name = "You";
  return account;
}

std::set<std::string> ClaimsIn(const v1::SignInSettings& settings) {
  std::set<std::string> claims = {settings.subject_claim(),
                                  settings.name_claim()};
  for (const v1::SignInRule& rule : settings.rules()) {
    for (const v1::ClaimCondition& condition : rule.when()) {
      claims.insert(condition.claim());
      if (condition.claim() == kEmail && !settings.trust_email()) {
        claims.insert(kEmailVerified);
      }
    }
    if (!rule.provider_claim().empty()) claims.insert(rule.provider_claim());
  }
  return claims;
}

}  // namespace tidemark::gateway

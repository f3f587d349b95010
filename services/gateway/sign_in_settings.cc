#include "services/gateway/sign_in_settings.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/tokens.h"
#include "services/gateway/json_object.h"
#include "services/gateway/urls.h"

namespace tidemark::gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Value;

constexpr int kMaxSkew = 300;
// Claims that say what people call themselves, or an address that may pass to
// another person.
constexpr absl::string_view kUntrusted[] = {
    "name",        "given_name",   "family_name",
    "middle_name", "nickname",     "preferred_username",
    "unique_name", "profile",      "picture",
    "website",     "phone_number",
};

void Add(Faults& faults, std::string field, std::string code,
         std::string message) {
  faults.Add({.field = std::move(field),
              .code = std::move(code),
              .message = std::move(message)});
}

const FieldDescriptor* FieldCalled(const Descriptor& message,
                                   const std::string& name) {
  const FieldDescriptor* const found = message.FindFieldByCamelcaseName(name);
  return found != nullptr ? found : message.FindFieldByName(name);
}

void CheckShape(const JsonObject& json, const Descriptor& message,
                const std::string& path, Faults& faults);

// Whether `value` is of the field's type, as far as it can be seen.
void CheckValue(const Value& value, const FieldDescriptor& field,
                const std::string& path, Faults& faults) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (!value.has_string_value()) {
        Add(faults, path, "NOT_TEXT", "must be text in quotes");
      }
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      if (!value.has_bool_value()) {
        Add(faults, path, "NOT_A_SWITCH", "must be true or false");
      }
      return;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!value.has_struct_value()) {
        Add(faults, path, "NOT_AN_OBJECT", "must be an object in {}");
        return;
      }
      CheckShape(value.struct_value(), *field.message_type(),
                 absl::StrCat(path, "."), faults);
      return;
    default:
      if (!value.has_number_value() ||
          value.number_value() != std::trunc(value.number_value())) {
        Add(faults, path, "NOT_A_NUMBER", "must be a whole number");
      }
  }
}

void CheckShape(const JsonObject& json, const Descriptor& message,
                const std::string& path, Faults& faults) {
  for (const auto& [name, value] : json.fields()) {
    const std::string here = absl::StrCat(path, name);
    const FieldDescriptor* const field = FieldCalled(message, name);
    if (field == nullptr) {
      Add(faults, here, "UNKNOWN", "is not a setting");
      continue;
    }
    if (!field->is_repeated()) {
      CheckValue(value, *field, here, faults);
      continue;
    }
    if (!value.has_list_value()) {
      Add(faults, here, "NOT_A_LIST", "must be a list in []");
      continue;
    }
    for (int i = 0; i < value.list_value().values_size(); ++i) {
      CheckValue(value.list_value().values(i), *field,
                 absl::StrCat(here, "[", i, "]"), faults);
    }
  }
}

void FillIn(v1::SignInSettings& file) {
  if (file.scopes().empty()) {
    for (const char* const scope : {"openid", "profile", "email"}) {
      file.add_scopes(scope);
    }
  }
  const auto otherwise = [](std::string* text, const char* value) {
    if (text->empty()) *text = value;
  };
  otherwise(file.mutable_label(), "Sign in with your council account");
  otherwise(file.mutable_subject_claim(), "sub");
  otherwise(file.mutable_name_claim(), "name");
  otherwise(file.mutable_help(), "your administrator");
  if (file.clock_skew_seconds() == 0) file.set_clock_skew_seconds(60);
  if (absl::EndsWith(file.address(), "/")) file.mutable_address()->pop_back();
}

bool IsCouncil(absl::string_view name) {
  return IsName(name) && Matches(name, "councils/*") &&
         name != rpc::kAnyCouncil;
}

void CheckProvider(const v1::SignInRule& rule, absl::string_view council,
                   const std::string& path, Faults& faults) {
  const bool named = !rule.provider().empty();
  const bool claimed = !rule.provider_claim().empty();
  if (rule.role() != "provider") {
    if (named || claimed) {
      Add(faults, absl::StrCat(path, ".provider"), "NOT_A_PROVIDER",
          "only the role provider has a provider");
    }
    return;
  }
  if (named == claimed) {
    Add(faults, absl::StrCat(path, ".provider"), "PROVIDER_MISSING",
        "the role provider needs either provider or providerClaim");
    return;
  }
  if (named && (!IsName(rule.provider()) ||
                !Matches(rule.provider(), "councils/*/providers/*") ||
                CouncilOf(rule.provider()) != council ||
                IdOf(rule.provider()) == kAnyId)) {
    Add(faults, absl::StrCat(path, ".provider"), "BAD_NAME",
        absl::StrCat("must be a provider of the council, such as ", council,
                     "/providers/1-100000001"));
  }
}

void CheckRule(const v1::SignInRule& rule, const v1::SignInSettings& file,
               const std::string& path, Faults& faults) {
  if (rule.when().empty()) {
    Add(faults, absl::StrCat(path, ".when"), "REQUIRED",
        "must say which claims an account needs");
  }
  for (int i = 0; i < rule.when_size(); ++i) {
    const std::string here = absl::StrCat(path, ".when[", i, "]");
    const v1::ClaimCondition& condition = rule.when(i);
    if (condition.claim().empty() || condition.value().empty()) {
      Add(faults, here, "REQUIRED", "needs both claim and value");
    }
    if (std::find(std::begin(kUntrusted), std::end(kUntrusted),
                  condition.claim()) != std::end(kUntrusted)) {
      Add(faults, here, "CLAIM_NOT_TRUSTED",
          absl::StrCat(condition.claim(),
                       " can be changed or passed on; go by roles, groups, "
                       "email or sub"));
    }
  }
  const absl::StatusOr<api::v1::Role> role = rpc::ParseRole(rule.role());
  if (!role.ok() || *role == api::v1::ROLE_SERVICE) {
    Add(faults, absl::StrCat(path, ".role"), "BAD_ROLE",
        "must be commissioner, provider, quality, practitioner, finance or "
        "admin");
  }
  const std::string& council =
      rule.council().empty() ? file.council() : rule.council();
  if (!IsCouncil(council)) {
    Add(faults, absl::StrCat(path, ".council"), "BAD_NAME",
        "must be like councils/E10000012, here or for all rules");
    return;
  }
  CheckProvider(rule, council, path, faults);
}

void CheckSettings(const v1::SignInSettings& file, Faults& faults) {
  if (!IsSafeUrl(file.issuer()) || absl::StrContains(file.issuer(), "?")) {
    Add(faults, "issuer", "BAD_URL",
        "must be the provider's address, starting with https://");
  }
  if (file.client_id().empty()) {
    Add(faults, "clientId", "REQUIRED", "must be set");
  }
  if (!IsSafeOrigin(file.address())) {
    Add(faults, "address", "BAD_URL",
        "must be where people find Tidemark, such as "
        "https://tidemark.essex.gov.uk, without a path");
  }
  if (std::find(file.scopes().begin(), file.scopes().end(), "openid") ==
      file.scopes().end()) {
    Add(faults, "scopes", "NO_OPENID", "must have openid among them");
  }
  if (file.clock_skew_seconds() < 0 || file.clock_skew_seconds() > kMaxSkew) {
    Add(faults, "clockSkewSeconds", "OUT_OF_RANGE",
        absl::StrCat("must be 1 to ", kMaxSkew));
  }
  const std::string& authentication = file.client_authentication();
  if (!authentication.empty() && authentication != "client_secret_basic" &&
      authentication != "client_secret_post") {
    Add(faults, "clientAuthentication", "UNKNOWN",
        "must be client_secret_basic or client_secret_post");
  }
  if (file.rules().empty()) {
    Add(faults, "rules", "REQUIRED",
        "must say who may sign in; without a rule nobody can");
  }
  for (int i = 0; i < file.rules_size(); ++i) {
    CheckRule(file.rules(i), file, absl::StrCat("rules[", i, "]"), faults);
  }
}

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return std::nullopt;
  return std::move(text).str();
}

void ReadSecret(OidcSettings& settings, Faults& faults) {
  const std::string& path = settings.file.client_secret_file();
  if (path.empty()) return;
  const std::optional<std::string> text = ReadFile(path);
  if (text) {
    settings.client_secret = std::string(absl::StripAsciiWhitespace(*text));
  }
  if (settings.client_secret.empty()) {
    Add(faults, "clientSecretFile", "UNREADABLE",
        absl::StrCat("names a file that cannot be read or is empty: ", path));
  }
}

// All faults, one a line.
absl::Status StatusOf(const std::string& path, const Faults& faults) {
  if (faults.empty()) return absl::OkStatus();
  std::string message = absl::StrCat("--http_oidc ", path, ":");
  for (const Fault& fault : faults.all()) {
    absl::StrAppend(&message, "\n  ", fault.field, " ", fault.message);
  }
  absl::Status status = faults.ToStatus();
  absl::Status told(status.code(), message);
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    told.SetPayload(url, payload);
  });
  return told;
}

}  // namespace

absl::StatusOr<OidcSettings> ReadOidcSettings(const std::string& path) {
  const std::optional<std::string> text = ReadFile(path);
  if (!text) {
    return absl::InvalidArgumentError(
        absl::StrCat("--http_oidc ", path, " cannot be read"));
  }
  JsonObject json;
  if (const auto read =
          google::protobuf::util::JsonStringToMessage(*text, &json);
      !read.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--http_oidc ", path, " is not JSON: ", read.message().as_string()));
  }
  Faults faults;
  CheckShape(json, *v1::SignInSettings::descriptor(), "", faults);
  TIDEMARK_RETURN_IF_ERROR(StatusOf(path, faults));
  OidcSettings settings;
  if (!google::protobuf::util::JsonStringToMessage(*text, &settings.file)
           .ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--http_oidc ", path, " holds a value out of range"));
  }
  FillIn(settings.file);
  CheckSettings(settings.file, faults);
  ReadSecret(settings, faults);
  TIDEMARK_RETURN_IF_ERROR(StatusOf(path, faults));
  return settings;
}

}  // namespace tidemark::gateway

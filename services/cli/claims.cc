#include "services/cli/claims.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace tidemark::cli {

Claims ReadClaims(absl::string_view token) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::StripAsciiWhitespace(token), '.');
  std::string json;
  if (parts.size() != 3 || !absl::WebSafeBase64Unescape(parts[1], &json)) {
    return {};
  }
  google::protobuf::Struct payload;
  if (!google::protobuf::util::JsonStringToMessage(json, &payload).ok()) {
    return {};
  }
  const auto claim = [&payload](const char* name) -> std::string {
    const auto it = payload.fields().find(name);
    return it == payload.fields().end() ? "" : it->second.string_value();
  };
  Claims claims;
  claims.role = claim("role");
  if (const std::string council = claim("council");
      !council.empty() && council != "-") {
    claims.council = absl::StrCat("councils/", council);
    if (const std::string provider = claim("provider"); !provider.empty()) {
      claims.provider = absl::StrCat(claims.council, "/providers/", provider);
    }
  }
  return claims;
}

}  // namespace tidemark::cli

#include "services/gateway/json.h"

#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/type.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver.h"
#include "google/protobuf/util/type_resolver_util.h"

#include "common/base/faults.h"
#include "common/base/mutex.h"
#include "services/gateway/percent.h"

namespace tidemark::gateway {
namespace {

namespace pb = ::google::protobuf;

constexpr char kPrefix[] = "type.googleapis.com";

std::string UrlOf(const pb::Descriptor& type) {
  return absl::StrCat(kPrefix, "/", type.full_name());
}

// What the library says of malformed JSON, as a fault. It says
// `(entries[0].level): invalid value "x" for type TYPE_INT32`, or, of a field
// that is not there, `(entries[0]) level: Cannot find field.`, and quotes the
// text where it is not JSON.
absl::Status ToFault(absl::string_view message) {
  Fault fault = {.field = "", .code = "MALFORMED_JSON", .message = ""};
  absl::string_view rest = message;
  if (absl::ConsumePrefix(&rest, "(")) {
    const size_t close = rest.find(')');
    if (close != absl::string_view::npos) {
      fault.field = std::string(rest.substr(0, close));
      rest.remove_prefix(close + 1);
    }
  }
  const size_t missing = rest.find(": Cannot find field");
  if (missing != absl::string_view::npos) {
    absl::string_view name = rest.substr(0, missing);
    absl::ConsumePrefix(&name, " ");
    fault.field =
        absl::StrCat(fault.field, fault.field.empty() ? "" : ".", name);
    fault.code = "UNKNOWN_FIELD";
    fault.message = "is not a field; see /openapi.json";
  } else if (absl::StrContains(rest, "invalid value")) {
    fault.code = "MALFORMED_VALUE";
    fault.message = "has a value that is not of its kind; see /openapi.json";
  } else {
    absl::ConsumePrefix(&rest, ": ");
    // What follows the first line is the text itself.
    fault.message = std::string(
        absl::StripTrailingAsciiWhitespace(rest.substr(0, rest.find('\n'))));
  }
  if (fault.field.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, fault.code,
                 absl::StrCat("the body is not JSON of the kind that is "
                              "expected: ",
                              fault.message));
  }
  Faults faults;
  faults.Add(std::move(fault));
  return faults.ToStatus();
}

}  // namespace

// Keeps the types it was asked for: the library asks for each of them again
// with each message.
class Json::Types : public pb::util::TypeResolver {
 public:
  explicit Types(const pb::DescriptorPool& pool)
      : types_(pb::util::NewTypeResolverForDescriptorPool(kPrefix, &pool)) {}

  pb::util::Status ResolveMessageType(const std::string& url,
                                      pb::Type* type) override {
    const MutexLock lock(mu_);
    const auto it = messages_.find(url);
    if (it != messages_.end()) {
      *type = it->second;
      return {};
    }
    const pb::util::Status status = types_->ResolveMessageType(url, type);
    if (!status.ok()) return status;
    // Our annotations are of no use here, and would be copied each time.
    for (pb::Field& field : *type->mutable_fields()) field.clear_options();
    messages_[url] = *type;
    return {};
  }

  pb::util::Status ResolveEnumType(const std::string& url,
                                   pb::Enum* type) override {
    const MutexLock lock(mu_);
    const auto it = enums_.find(url);
    if (it != enums_.end()) {
      *type = it->second;
      return {};
    }
    const pb::util::Status status = types_->ResolveEnumType(url, type);
    if (status.ok()) enums_[url] = *type;
    return status;
  }

 private:
  const std::unique_ptr<pb::util::TypeResolver> types_;
  Mutex mu_;
  std::map<std::string, pb::Type> messages_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, pb::Enum> enums_ ABSL_GUARDED_BY(mu_);
};

Json::Json(const pb::DescriptorPool& pool)
    : types_(std::make_unique<Types>(pool)) {}

Json::~Json() = default;

absl::StatusOr<std::string> Json::ToMessage(const pb::Descriptor& type,
                                            absl::string_view json) const {
  if (!IsUtf8(json)) return ToFault("the body is not UTF-8");
  pb::io::ArrayInputStream in(json.data(), static_cast<int>(json.size()));
  std::string message;
  pb::io::StringOutputStream out(&message);
  const pb::util::Status status =
      pb::util::JsonToBinaryStream(types_.get(), UrlOf(type), &in, &out);
  if (!status.ok()) {
    return ToFault({status.message().data(), status.message().size()});
  }
  return message;
}

absl::StatusOr<std::string> Json::FromMessage(const pb::Descriptor& type,
                                              absl::string_view message) const {
  pb::io::ArrayInputStream in(message.data(), static_cast<int>(message.size()));
  std::string json;
  pb::io::StringOutputStream out(&json);
  const pb::util::Status status =
      pb::util::BinaryToJsonStream(types_.get(), UrlOf(type), &in, &out);
  if (!status.ok()) {
    return absl::InternalError(
        absl::StrCat("an answer is no ", type.full_name()));
  }
  return json;
}

}  // namespace tidemark::gateway

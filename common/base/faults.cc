#include "common/base/faults.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace tidemark {
namespace {

// Details travel in HTTP/2 trailers, which clients limit to 8 KiB by default.
constexpr size_t kMaxDetails = 100;
constexpr size_t kMaxDetailBytes = 5000;
constexpr size_t kMaxInMessage = 3;

std::string Place(const Fault& fault) {
  if (fault.line == 0) return fault.field;
  return absl::StrCat("line ", fault.line, ", ",
                      fault.column.empty() ? fault.field : fault.column);
}

// Empty if the status carries none.
api::v1::ErrorInfo InfoOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  api::v1::ErrorInfo info;
  if (payload && !info.ParseFromString(std::string(*payload))) info.Clear();
  return info;
}

}  // namespace

api::v1::Fault ToProto(const Fault& fault) {
  api::v1::Fault proto;
  proto.set_field(fault.field);
  proto.set_description(fault.message);
  proto.set_reason(fault.code);
  proto.set_line(fault.line);
  proto.set_column(fault.column);
  proto.set_value(fault.value);
  return proto;
}

absl::Status Faults::ToStatus() const {
  if (faults_.empty()) return absl::OkStatus();
  std::string message;
  for (size_t i = 0; i < std::min(faults_.size(), kMaxInMessage); ++i) {
    absl::StrAppend(&message, i == 0 ? "" : "; ", Place(faults_[i]), ": ",
                    faults_[i].message);
  }
  if (faults_.size() > kMaxInMessage) {
    absl::StrAppend(&message, "; and ", faults_.size() - kMaxInMessage,
                    " more");
  }
  api::v1::BadRequest details;
  for (const Fault& fault : faults_) {
    if (details.field_violations_size() == static_cast<int>(kMaxDetails)) break;
    *details.add_field_violations() = ToProto(fault);
    if (details.ByteSizeLong() > kMaxDetailBytes) {
      details.mutable_field_violations()->RemoveLast();
      break;
    }
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kBadRequestUrl, absl::Cord(details.SerializeAsString()));
  return status;
}

absl::Status Error(
    absl::StatusCode code, absl::string_view reason, absl::string_view message,
    const std::vector<std::pair<std::string, std::string>>& metadata) {
  api::v1::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("tidemark");
  for (const auto& [key, value] : metadata) {
    api::v1::ErrorInfo::MetadataEntry* const entry = info.add_metadata();
    entry->set_key(key);
    entry->set_value(value);
  }
  absl::Status status(code, message);
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  return InfoOf(status).reason();
}

std::string MetadataOf(const absl::Status& status, absl::string_view key) {
  const api::v1::ErrorInfo info = InfoOf(status);
  for (const api::v1::ErrorInfo::MetadataEntry& entry : info.metadata()) {
    if (entry.key() == key) return entry.value();
  }
  return "";
}

std::vector<api::v1::Fault> FaultsOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kBadRequestUrl);
  api::v1::BadRequest details;
  if (!payload || !details.ParseFromString(std::string(*payload))) return {};
  return {details.field_violations().begin(), details.field_violations().end()};
}

}  // namespace tidemark

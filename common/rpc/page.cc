#include "common/rpc/page.h"

#include <algorithm>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

#include "common/base/faults.h"
#include "common/rpc/digest.h"

namespace tidemark::rpc {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// What a token starts with: it belongs to requests like `request` only.
std::string MarkOf(const Message& request) {
  const std::unique_ptr<Message> question(request.New());
  question->CopyFrom(request);
  const Descriptor* type = request.GetDescriptor();
  for (const char* name : {"page_size", "page_token"}) {
    const FieldDescriptor* field = type->FindFieldByName(name);
    if (field != nullptr) {
      question->GetReflection()->ClearField(question.get(), field);
    }
  }
  return Sha256(absl::StrCat(type->full_name(), absl::string_view("\0", 1),
                             question->SerializeAsString()))
      .substr(0, 9);
}

}  // namespace

size_t PageSize(int32_t requested) {
  if (requested <= 0) return kDefaultPageSize;
  return std::min(static_cast<size_t>(requested), kMaxPageSize);
}

absl::StatusOr<std::string> PageStart(const Message& request) {
  const FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName("page_token");
  if (field == nullptr) return "";
  const std::string token = request.GetReflection()->GetString(request, field);
  if (token.empty()) return "";
  std::string bytes;
  const std::string mark = MarkOf(request);
  if (!absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() <= mark.size() || !absl::StartsWith(bytes, mark)) {
    Faults faults;
    faults.Add({.field = "page_token",
                .code = "BAD_PAGE_TOKEN",
                .message = "is not one of ours: it must come from the page "
                           "before, of the same request"});
    return faults.ToStatus();
  }
  return bytes.substr(mark.size());
}

std::string NextPageToken(const Message& request, absl::string_view start) {
  if (start.empty()) return "";
  return absl::WebSafeBase64Escape(absl::StrCat(MarkOf(request), start));
}

}  // namespace tidemark::rpc

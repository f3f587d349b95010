#include "common/rpc/call.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

#include "common/rpc/digest.h"

namespace tidemark::rpc {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;

std::string RequestIdOf(const Message& request) {
  const FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return request.GetReflection()->GetString(request, field);
}

}  // namespace

const MethodDescriptor* FindMethodTaking(const Descriptor& request) {
  const FileDescriptor* file = request.file();
  for (int i = 0; i < file->service_count(); ++i) {
    for (int j = 0; j < file->service(i)->method_count(); ++j) {
      const MethodDescriptor* method = file->service(i)->method(j);
      if (method->input_type() == &request) return method;
    }
  }
  return nullptr;
}

std::optional<store::RepeatKey> RepeatKeyOf(absl::string_view subject,
                                            const MethodDescriptor& method,
                                            const Message& request) {
  const std::string request_id = RequestIdOf(request);
  if (request_id.empty()) return std::nullopt;
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  const absl::string_view nul("\0", 1);
  return store::RepeatKey{
      .key = absl::StrCat(subject, nul, method.full_name(), nul, request_id),
      .fingerprint = Sha256(bytes).substr(0, 16)};
}

Call::Call(std::shared_ptr<const Principal> caller,
           const MethodDescriptor* method, absl::Time time, absl::Time deadline)
    : principal_(std::move(caller)),
      method_(method),
      time_(time),
      deadline_(deadline) {}

Call Call::For(Principal caller, const Clock& clock, const Message& request,
               absl::Time call_deadline) {
  const MethodDescriptor* method = FindMethodTaking(*request.GetDescriptor());
  if (method == nullptr) {
    std::fprintf(stderr, "no method takes %s\n", request.GetTypeName().c_str());
    std::abort();
  }
  Call call(std::make_shared<const Principal>(std::move(caller)), method,
            clock.Now(), call_deadline);
  call.SetRepeat(request);
  return call;
}

void Call::SetRepeat(const Message& request) {
  repeat_ = RepeatKeyOf(principal_->subject, *method_, request);
  if (repeat_) request_id_ = RequestIdOf(request);
}

store::WriteOptions Call::write(absl::string_view reason) const {
  return {.origin = {.subject = principal_->subject,
                     .method = method_->name(),
                     .reason = std::string(reason)},
          .repeat = repeat_,
          .deadline = deadline_,
          .pending = pending_};
}

store::WriteOptions Call::write_entry(const Message& entry,
                                      absl::string_view reason) const {
  store::WriteOptions options = write(reason);
  const MethodDescriptor* taking = FindMethodTaking(*entry.GetDescriptor());
  const MethodDescriptor& method = taking == nullptr ? *method_ : *taking;
  options.origin.method = method.name();
  options.repeat = RepeatKeyOf(principal_->subject, method, entry);
  return options;
}

}  // namespace tidemark::rpc

#include "tests/e2e/any_call.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "tidemark/backup/v1/backup_service.pb.h"
#include "tidemark/cld/v1/cld_service.pb.h"
#include "tidemark/cld/v1/measure_service.pb.h"
#include "tidemark/cld/v1/publication_service.pb.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/episode_service.pb.h"
#include "tidemark/enablement/v1/proposal_service.pb.h"
#include "tidemark/feed/v1/feed_service.pb.h"
#include "tidemark/incentives/v1/statement_service.pb.h"
#include "tidemark/monitoring/v1/analysis_service.pb.h"
#include "tidemark/monitoring/v1/breakdown_service.pb.h"
#include "tidemark/monitoring/v1/case_service.pb.h"
#include "tidemark/monitoring/v1/chart_service.pb.h"
#include "tidemark/monitoring/v1/equality_service.pb.h"
#include "tidemark/monitoring/v1/export_service.pb.h"
#include "tidemark/monitoring/v1/finding_service.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.pb.h"
#include "tidemark/monitoring/v1/step_down_service.pb.h"
#include "tidemark/notices/v1/notices_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/proposal_service.pb.h"
#include "tidemark/outcomes/v1/return_file_service.pb.h"
#include "tidemark/outcomes/v1/return_import_service.pb.h"
#include "tidemark/outcomes/v1/story_service.pb.h"
#include "tidemark/oversight/v1/oversight_service.pb.h"
#include "tidemark/publications/v1/publication_service.pb.h"

namespace tidemark::e2e {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::Reflection;
using ::google::protobuf::UnknownField;
using ::google::protobuf::UnknownFieldSet;

constexpr absl::Duration kTimeout = absl::Minutes(1);
constexpr char kReflect[] =
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

absl::StatusOr<std::string> ToBytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) {
    return absl::DataLossError("the answer cannot be read");
  }
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Waits for the one thing that `queue` waits for.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

// The messages in the fields `number` of serialised `bytes`.
absl::StatusOr<std::vector<std::string>> FieldsOf(const std::string& bytes,
                                                  int number) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) {
    return absl::DataLossError("the answer of the reflection is unreadable");
  }
  std::vector<std::string> found;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.number() == number &&
        field.type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      found.push_back(field.length_delimited());
    }
  }
  return found;
}

// The type of the record in a change of a feed; null if `message` is none.
const Descriptor* RecordType(const Message& message) {
  if (message.GetDescriptor()->full_name() != "tidemark.feed.v1.Change") {
    return nullptr;
  }
  return google::protobuf::DescriptorPool::generated_pool()
      ->FindMessageTypeByName(message.GetReflection()->GetString(
          message, message.GetDescriptor()->FindFieldByName("type")));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ServedServices(
    const rpc::Connection& connection) {
  grpc::GenericStub stub(connection.channel());
  grpc::ClientContext context;
  TIDEMARK_RETURN_IF_ERROR(connection.Prepare(context, kTimeout));
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, kReflect, &queue);
  call->StartCall(nullptr);
  if (!Next(queue)) return absl::UnavailableError("there is no reflection");
  // ServerReflectionRequest{list_services: ""}, whose generated code Debian
  // does not ship.
  call->Write(ToBuffer(std::string("\x3a\x00", 2)), nullptr);
  if (!Next(queue)) return absl::UnavailableError("the reflection has ended");
  grpc::ByteBuffer buffer;
  call->Read(&buffer, nullptr);
  if (!Next(queue)) return absl::UnavailableError("the reflection is silent");
  call->WritesDone(nullptr);
  Next(queue);
  grpc::Status status;
  call->Finish(&status, nullptr);
  Next(queue);
  TIDEMARK_ASSIGN_OR_RETURN(const std::string response, ToBytes(buffer));
  // ServerReflectionResponse.list_services_response.service.name
  std::vector<std::string> names;
  TIDEMARK_ASSIGN_OR_RETURN(const auto lists, FieldsOf(response, 6));
  for (const std::string& list : lists) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto services, FieldsOf(list, 1));
    for (const std::string& service : services) {
      TIDEMARK_ASSIGN_OR_RETURN(const auto name, FieldsOf(service, 1));
      names.insert(names.end(), name.begin(), name.end());
    }
  }
  return names;
}

namespace {

// One message of each service's file. What is linked only because a server
// serves it must be named somewhere.
const google::protobuf::Descriptor* const kLinked[] = {
    backup::v1::Backup::descriptor(),
    cld::v1::GetCldQualityRequest::descriptor(),
    cld::v1::GetAscof2aRequest::descriptor(),
    cld::v1::GetCldPublicationRequest::descriptor(),
    contracts::v1::GetContractRequest::descriptor(),
    enablement::v1::GetPackageRequest::descriptor(),
    enablement::v1::GetEpisodeRequest::descriptor(),
    enablement::v1::GetProposalRequest::descriptor(),
    feed::v1::Change::descriptor(),
    monitoring::v1::GetSeriesRequest::descriptor(),
    monitoring::v1::AnalyseXmrRequest::descriptor(),
    monitoring::v1::GetBreakdownRequest::descriptor(),
    incentives::v1::GetStatementRequest::descriptor(),
    monitoring::v1::ExportScorecardRequest::descriptor(),
    monitoring::v1::GetEqualityGapsRequest::descriptor(),
    monitoring::v1::GetScorecardRequest::descriptor(),
    monitoring::v1::ListCasesRequest::descriptor(),
    monitoring::v1::GetPackageGrowthRequest::descriptor(),
    monitoring::v1::GetStepDownRequest::descriptor(),
    monitoring::v1::ListFindingsRequest::descriptor(),
    notices::v1::GetNoticeRequest::descriptor(),
    outcomes::v1::GetReturnRequest::descriptor(),
    outcomes::v1::GetProposalRequest::descriptor(),
    outcomes::v1::GetReturnTemplateRequest::descriptor(),
    outcomes::v1::GetReturnImportRequest::descriptor(),
    outcomes::v1::GetStoryRequest::descriptor(),
    publications::v1::GetPublicationRequest::descriptor(),
    oversight::v1::GetSignalRequest::descriptor(),
};

}  // namespace

absl::StatusOr<std::vector<const google::protobuf::MethodDescriptor*>>
ServedMethods(const rpc::Connection& connection) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> served,
                            ServedServices(connection));
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const std::string& name : served) {
    if (!absl::StartsWith(name, "tidemark.")) continue;
    const google::protobuf::ServiceDescriptor* const service =
        kLinked[0]->file()->pool()->FindServiceByName(name);
    if (service == nullptr) {
      return absl::NotFoundError(absl::StrCat("this test must link ", name));
    }
    for (int i = 0; i < service->method_count(); ++i) {
      methods.push_back(service->method(i));
    }
  }
  return methods;
}

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(&type)
          ->New());
}

absl::StatusOr<std::unique_ptr<Message>> CallMethod(
    const rpc::Connection& connection, const MethodDescriptor& method,
    const Message& request) {
  grpc::GenericStub stub(connection.channel());
  grpc::ClientContext context;
  TIDEMARK_RETURN_IF_ERROR(connection.Prepare(context, kTimeout));
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(
      &context,
      absl::StrCat("/", method.service()->full_name(), "/", method.name()),
      ToBuffer(request.SerializeAsString()), &queue);
  call->StartCall();
  grpc::ByteBuffer buffer;
  grpc::Status status;
  call->Finish(&buffer, &status, nullptr);
  Next(queue);
  TIDEMARK_RETURN_IF_ERROR(rpc::FromGrpcStatus(status));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes, ToBytes(buffer));
  std::unique_ptr<Message> response = NewMessage(*method.output_type());
  if (!response->ParseFromString(bytes)) {
    return absl::DataLossError("the answer cannot be parsed");
  }
  return response;
}

void VisitStrings(const Message& message,
                  const std::function<void(const std::string&)>& visit) {
  const Reflection* reflection = message.GetReflection();
  const Descriptor* record = RecordType(message);
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool repeated = field->is_repeated();
    const int count = repeated ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        VisitStrings(repeated
                         ? reflection->GetRepeatedMessage(message, field, i)
                         : reflection->GetMessage(message, field),
                     visit);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const std::string text =
            repeated ? reflection->GetRepeatedString(message, field, i)
                     : reflection->GetString(message, field);
        visit(text);
        if (record == nullptr || field->name() != "value") continue;
        const std::unique_ptr<Message> value = NewMessage(*record);
        if (value->ParseFromString(text)) VisitStrings(*value, visit);
      }
    }
  }
}

bool Mentions(const Message& message, absl::string_view text) {
  bool found = false;
  VisitStrings(message, [&](const std::string& part) {
    found = found || absl::StrContains(part, text);
  });
  return found;
}

}  // namespace tidemark::e2e

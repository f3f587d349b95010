#include "common/rpc/service.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "absl/strings/str_cat.h"
#include "grpcpp/impl/rpc_service_method.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "common/rpc/waiting.h"

namespace tidemark::rpc {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;

[[noreturn]] void Die(absl::string_view why) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(why.size()), why.data());
  std::abort();
}

constexpr size_t kLargeRequest = 32 << 10;

absl::Status TooLate() {
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the deadline of the call has passed; nothing was done");
}

// All the faults of two refusals, each once.
absl::Status Merge(const absl::Status& first, const absl::Status& second) {
  Faults faults;
  std::set<std::pair<std::string, std::string>> seen;
  for (const absl::Status& status : {first, second}) {
    for (const api::v1::Fault& fault : FaultsOf(status)) {
      if (!seen.emplace(fault.field(), fault.reason()).second) continue;
      faults.Add({.field = fault.field(),
                  .code = fault.reason(),
                  .message = fault.description()});
    }
  }
  return faults.ToStatus();
}

}  // namespace

const ServiceDescriptor& FindService(const char* full_name) {
  const ServiceDescriptor* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          full_name);
  if (service == nullptr) {
    Die(absl::StrCat(full_name, " is not linked into this program"));
  }
  return *service;
}

Service::Service(const ServiceDescriptor& descriptor, ServeOptions options)
    : descriptor_(descriptor), options_(std::move(options)) {
  if (const absl::Status status = CheckDeclarations(descriptor); !status.ok()) {
    Die(status.message());
  }
  const int count = descriptor.method_count();
  // gRPC keeps pointers into both.
  paths_.reserve(static_cast<size_t>(count));
  methods_.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    const MethodDescriptor& method = *descriptor.method(i);
    methods_.push_back(
        {.descriptor = &method,
         .access = *AccessRule::Make(method),
         .fields = *FieldRules::Make(*method.input_type()),
         .metrics = options_.runtime.metrics().ForMethod(method.full_name())});
    paths_.push_back(
        absl::StrCat("/", descriptor.full_name(), "/", method.name()));
    AddMethod(new grpc::internal::RpcServiceMethod(
        paths_.back().c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  }
}

Service::~Service() = default;

Service::Method& Service::Claim(const Descriptor& request,
                                const Descriptor& response) {
  for (Method& method : methods_) {
    if (method.descriptor->input_type() != &request) continue;
    if (method.descriptor->output_type() != &response) {
      Die(absl::StrCat(method.descriptor->full_name(), " answers with ",
                       method.descriptor->output_type()->full_name(), ", not ",
                       response.full_name()));
    }
    method.bound = true;
    return method;
  }
  Die(absl::StrCat(descriptor_.full_name(), " has no method that takes ",
                   request.full_name()));
}

void Service::CheckComplete() const {
  for (const Method& method : methods_) {
    if (!method.bound) {
      Die(absl::StrCat(method.descriptor->full_name(), " has no function"));
    }
  }
}

Service::Handling::Handling(const Service& service, const Method& method,
                            grpc::CallbackServerContext& context,
                            Message& request)
    : service_(service),
      method_(method),
      context_(context),
      request_(request),
      start_(service.options_.runtime.clock().Now()) {}

absl::Status Service::Handling::Authenticate() {
  const Authenticator* authenticator =
      service_.options_.runtime.authenticator();
  if (authenticator == nullptr) {
    return absl::UnauthenticatedError("this server accepts no callers");
  }
  const auto& metadata = context_.client_metadata();
  const auto it = metadata.find("authorization");
  absl::string_view authorization;
  if (it != metadata.end()) {
    authorization = {it->second.data(), it->second.size()};
  }
  TIDEMARK_ASSIGN_OR_RETURN(caller_,
                            authenticator->Authenticate(authorization));
  const auto until = context_.deadline();
  if (until != std::chrono::system_clock::time_point::max()) {
    // gRPC's deadline is on this machine's clock; ours may be a test's.
    deadline_ = start_ + (absl::FromChrono(until) - Clock::System().Now());
  }
  return absl::OkStatus();
}

absl::StatusOr<Call> Service::Handling::Check() {
  if (context_.IsCancelled()) {
    return absl::CancelledError("the caller has gone");
  }
  if (deadline_ <= service_.options_.runtime.clock().Now()) return TooLate();
  const absl::Status access =
      method_.access.Check(*caller_, service_.options_.providers_of, request_);
  if (!access.ok()) {
    // A name that is no name is one fault among others; say them all.
    if (!FaultsOf(access).empty()) {
      return Merge(access, method_.fields.Check(request_));
    }
    return access;
  }
  TIDEMARK_RETURN_IF_ERROR(method_.fields.Check(request_));
  Call call(caller_, method_.descriptor, start_, deadline_);
  if (!method_.access.reads()) call.SetRepeat(request_);
  request_id_ = call.request_id();
  return call;
}

void Service::Handling::Record(const absl::Status& status) const {
  Runtime& runtime = service_.options_.runtime;
  const absl::Duration taken = runtime.clock().Now() - start_;
  method_.metrics.Count(status.code(), taken);
  AccessLog* log = runtime.access_log();
  if (log == nullptr) return;
  AccessLine line{.time = start_,
                  .method = method_.descriptor->full_name(),
                  .code = status.code(),
                  .taken = taken,
                  .request_id = request_id_};
  if (caller_ != nullptr) {
    line.role = caller_->role;
    line.council = caller_->council;
  }
  const std::string peer = context_.peer();
  line.peer = absl::string_view(peer).substr(0, peer.find(':'));
  // `Server::InProcessChannel` is a pair of sockets without an address.
  if (line.peer == "fd") line.peer = "inproc";
  log->Add(line);
}

Service::UnaryCall::UnaryCall(const Service& service, const Method& method,
                              grpc::CallbackServerContext& context,
                              Message& request, Message& response)
    : Handling(service, method, context, request),
      response_(response),
      reactor_(context.DefaultReactor()) {}

grpc::ServerUnaryReactor* Service::UnaryCall::Start() {
  // The call may be over, and this destroyed, before this function ends.
  grpc::ServerUnaryReactor* const reactor = reactor_;
  Runtime& runtime = service_.options_.runtime;
  status_ = Authenticate();
  if (status_.ok()) {
    status_ = runtime.Enter();
    entered_ = status_.ok();
  }
  if (status_.ok() && deadline_ <= start_) status_ = TooLate();
  if (!status_.ok()) {
    Finish();
    return reactor;
  }
  if (Where() == RunOn::kExecutor) {
    runtime.executor().Post(*this);
  } else {
    const NoWaiting no_waiting;
    Run();
  }
  return reactor;
}

RunOn Service::UnaryCall::Where() const {
  const Runtime::Options& options = service_.options_.runtime.options();
  if (method_.access.reads()) {
    // What other services read must not queue behind calls that wait for it.
    return caller_->role == api::v1::ROLE_SERVICE ? RunOn::kReceiver
                                                  : options.reads;
  }
  // A batch answers item by item, and what is large takes long: neither may
  // hold a receiver, or be run a second time.
  if (method_.access.batch() || request_.ByteSizeLong() > kLargeRequest) {
    return RunOn::kExecutor;
  }
  return options.writes;
}

void Service::UnaryCall::Run() {
  status_ = RunFunction();
  if (IsWouldWait(status_) && !pending_.active()) {
    status_ = absl::OkStatus();
    return service_.options_.runtime.executor().Post(*this);
  }
  // What was written is promised only once it is on disk, even by a call that
  // then went wrong.
  if (!pending_.active()) return Finish();
  pending_.Then([this](absl::Status durable) {
    if (!durable.ok()) status_ = std::move(durable);
    Finish();
  });
}

absl::Status Service::UnaryCall::RunFunction() {
  TIDEMARK_ASSIGN_OR_RETURN(Call call, Check());
  const store::Database* database = service_.options_.database;
  if (call.repeat_ && database != nullptr) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<std::string> first,
                              database->FindRepeat(*call.repeat_));
    if (first) {
      if (response_.ParseFromString(*first)) return absl::OkStatus();
      return absl::DataLossError("the answer kept for a repeat is unreadable");
    }
  }
  call.pending_ = &pending_;
  return Invoke(call);
}

void Service::UnaryCall::Finish() {
  Record(status_);
  if (entered_) service_.options_.runtime.Leave();
  grpc::Status status = ToGrpcStatus(status_);
  grpc::ServerUnaryReactor* const reactor = reactor_;
  delete this;
  // The request, the response and the context may be gone after this.
  reactor->Finish(std::move(status));
}

Service::PollCall::PollCall(const Service& service, const Method& method,
                            grpc::CallbackServerContext& context,
                            Message& request)
    : Handling(service, method, context, request) {}

grpc::ServerUnaryReactor* Service::PollCall::Start() {
  // Let go of in `OnDone`, which comes after this function in any case.
  self_ = shared_from_this();
  Runtime& runtime = service_.options_.runtime;
  absl::Status status = Authenticate();
  if (status.ok()) {
    status = runtime.Enter(self_);
    entered_ = status.ok();
  }
  if (status.ok() && deadline_ <= start_) status = TooLate();
  if (!status.ok()) {
    Finish(status, [] {});
    return this;
  }
  runtime.executor().Post([self = self_] {
    absl::StatusOr<Call> call = self->Check();
    if (call.ok()) {
      self->Invoke(*std::move(call));
    } else {
      self->Finish(call.status(), [] {});
    }
  });
  return this;
}

bool Service::PollCall::Wait() {
  absl::Status ended;
  {
    const MutexLock lock(mu_);
    waiting_ = true;
    ended = std::exchange(ended_, absl::OkStatus());
  }
  if (ended.ok()) return true;
  Finish(ended, [] {});
  return false;
}

void Service::PollCall::End(absl::Status status) {
  {
    const MutexLock lock(mu_);
    if (!waiting_) {
      // The request is still being read; `Wait` ends the call.
      ended_ = std::move(status);
      return;
    }
  }
  Finish(status, [] {});
}

void Service::PollCall::Finish(const absl::Status& status,
                               absl::FunctionRef<void()> fill) {
  if (finished_.exchange(true)) return;
  fill();
  Record(status);
  if (entered_) service_.options_.runtime.Leave(*this);
  grpc::ServerUnaryReactor::Finish(ToGrpcStatus(status));
}

void Service::PollCall::OnCancel() {
  End(absl::CancelledError("the caller has gone"));
}

void Service::PollCall::OnDone() {
  // May destroy this.
  const std::shared_ptr<PollCall> self = std::move(self_);
}

}  // namespace tidemark::rpc

// Serves a proto service with plain member functions.
//
//   People people(db);
//   const std::unique_ptr<rpc::Service> service =
//       rpc::Serve<v1::OutcomesService>(
//           people,
//           {.runtime = host.runtime(),
//            .database = &db,
//            .providers_of =
//                [&](absl::string_view name) { return people.ProvidersOf(name);
//                }},
//           &People::CreatePerson, &People::GetPerson, &People::ListPeople);
//
// A function serves the RPC whose request type it takes, so nothing is named
// twice. It has one of two forms:
//
//   absl::StatusOr<Response> F(const Call& call, const Request& request);
//   void F(Call call, Request request, Answer<Response> answer);
//
// The second is for long polls: it returns at once, holds no thread while it
// waits, and calls `answer` once, on any thread. When the caller leaves or the
// server drains, the call is ended without it and its answer is dropped.
// What it writes waits for the disk.
//
// A call's way: authenticate, admit (calls under way, deadline), access (role,
// council, provider), fields (all faults at once), answer a repeat, the
// function, the disk, the caller. The process stops at start if an RPC is left
// without a function or without its declarations.

#ifndef TIDEMARK_COMMON_RPC_SERVICE_H_
#define TIDEMARK_COMMON_RPC_SERVICE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server_context.h"

#include "common/base/mutex.h"
#include "common/rpc/access.h"
#include "common/rpc/call.h"
#include "common/rpc/fields.h"
#include "common/rpc/runtime.h"
#include "common/store/database.h"

namespace tidemark::rpc {

// What a service is served with.
struct ServeOptions {
  // Must outlive the service.
  Runtime& runtime;
  // Where the service writes, to recognise repeats before its functions run;
  // null if it writes nothing. Must outlive the service.
  const store::Database* database = nullptr;
  // Which providers a resource of this service belongs to. May be left empty if
  // every resource has its provider in its name.
  ProvidersOf providers_of = nullptr;
};

// How a long poll answers.
template <typename Response>
using Answer = std::function<void(absl::StatusOr<Response>)>;

// A gRPC service whose RPCs are functions. Made by `Serve`.
class Service : public grpc::Service {
 public:
  // Stops the process if a method of `descriptor` lacks its declarations.
  Service(const google::protobuf::ServiceDescriptor& descriptor,
          ServeOptions options);
  ~Service() override;

  // Serves the RPC that takes `Request` with `function` of `core`, which must
  // outlive this. Stops the process if there is no such RPC.
  template <typename Core, typename Request, typename Response>
  void Bind(Core& core,
            absl::StatusOr<Response> (Core::*function)(const Call&,
                                                       const Request&)) {
    BindUnary<Request, Response>(core, function);
  }
  template <typename Core, typename Request, typename Response>
  void Bind(const Core& core,
            absl::StatusOr<Response> (Core::*function)(const Call&,
                                                       const Request&) const) {
    BindUnary<Request, Response>(core, function);
  }
  template <typename Core, typename Request, typename Response>
  void Bind(Core& core,
            void (Core::*function)(Call, Request, Answer<Response>)) {
    BindPoll<Request, Response>(core, function);
  }
  template <typename Core, typename Request, typename Response>
  void Bind(const Core& core,
            void (Core::*function)(Call, Request, Answer<Response>) const) {
    BindPoll<Request, Response>(core, function);
  }

  // Stops the process unless every RPC has a function.
  void CheckComplete() const;

  // For example `tidemark.outcomes.v1.OutcomesService`.
  const std::string& full_name() const { return descriptor_.full_name(); }

 private:
  // What is worked out once for a method.
  struct Method {
    const google::protobuf::MethodDescriptor* descriptor;
    AccessRule access;
    FieldRules fields;
    Metrics::Method& metrics;
    bool bound = false;
  };

  // One call on its way.
  class Handling {
   protected:
    Handling(const Service& service, const Method& method,
             grpc::CallbackServerContext& context,
             google::protobuf::Message& request);

    // Learns who calls and until when.
    absl::Status Authenticate();
    // Returns the call if the caller is still there, may make it, and its
    // fields are right.
    absl::StatusOr<Call> Check();
    // Counts and logs the call.
    void Record(const absl::Status& status) const;

    const Service& service_;
    const Method& method_;
    grpc::CallbackServerContext& context_;
    google::protobuf::Message& request_;
    const absl::Time start_;
    absl::Time deadline_ = absl::InfiniteFuture();
    std::shared_ptr<const Principal> caller_;
    std::string request_id_;
  };

  // A call that a thread runs from start to end, the wait for the disk apart.
  // Destroys itself at the end.
  class UnaryCall : private Handling, public Executor::Task {
   public:
    UnaryCall(const Service& service, const Method& method,
              grpc::CallbackServerContext& context,
              google::protobuf::Message& request,
              google::protobuf::Message& response);
    grpc::ServerUnaryReactor* Start();

   private:
    virtual absl::Status Invoke(const Call& call) = 0;
    RunOn Where() const;
    void Run() override;
    // Checks the call, and answers it as a repeat or by its function.
    absl::Status RunFunction();
    void Finish();

    google::protobuf::Message& response_;
    grpc::ServerUnaryReactor* const reactor_;
    bool entered_ = false;
    store::Pending pending_;
    absl::Status status_;
  };

  // A call that waits without a thread. Lives until gRPC and its function have
  // both let go of it.
  class PollCall : private Handling,
                   public grpc::ServerUnaryReactor,
                   public LongPoll,
                   public std::enable_shared_from_this<PollCall> {
   public:
    PollCall(const Service& service, const Method& method,
             grpc::CallbackServerContext& context,
             google::protobuf::Message& request);
    grpc::ServerUnaryReactor* Start();
    void End(absl::Status status) override;

   protected:
    // Says that the request has been read, so that the call may end. Returns
    // false if it has ended by now.
    bool Wait();
    // Ends the call unless it has ended; `fill` sets the response first.
    void Finish(const absl::Status& status, absl::FunctionRef<void()> fill);

   private:
    virtual void Invoke(Call call) = 0;
    void OnCancel() override;
    void OnDone() override;

    std::atomic<bool> finished_ = false;
    bool entered_ = false;
    std::shared_ptr<PollCall> self_;
    Mutex mu_;
    bool waiting_ ABSL_GUARDED_BY(mu_) = false;
    // What ended the call while its request was being read.
    absl::Status ended_ ABSL_GUARDED_BY(mu_);
  };

  template <typename Request, typename Response, typename Core,
            typename Function>
  void BindUnary(Core& core, Function function);
  template <typename Request, typename Response, typename Core,
            typename Function>
  void BindPoll(Core& core, Function function);

  Method& Claim(const google::protobuf::Descriptor& request,
                const google::protobuf::Descriptor& response);

  const google::protobuf::ServiceDescriptor& descriptor_;
  const ServeOptions options_;
  std::vector<std::string> paths_;
  std::vector<Method> methods_;
};

template <typename Request, typename Response, typename Core, typename Function>
void Service::BindUnary(Core& core, Function function) {
  class Bound final : public UnaryCall {
   public:
    Bound(const Service& service, const Method& method,
          grpc::CallbackServerContext& context, Request& request,
          Response& response, Core& core, Function function)
        : UnaryCall(service, method, context, request, response),
          core_(core),
          function_(function),
          request_(request),
          response_(response) {}

   private:
    absl::Status Invoke(const Call& call) override {
      absl::StatusOr<Response> result = (core_.*function_)(call, request_);
      if (!result.ok()) return std::move(result).status();
      response_ = *std::move(result);
      return absl::OkStatus();
    }

    Core& core_;
    const Function function_;
    const Request& request_;
    Response& response_;
  };

  const Method& method = Claim(*Request::descriptor(), *Response::descriptor());
  MarkMethodCallback(
      method.descriptor->index(),
      new grpc::internal::CallbackUnaryHandler<Request, Response>(
          [this, &core, function, &method](grpc::CallbackServerContext* context,
                                           const Request* request,
                                           Response* response) {
            // gRPC made the request for this call alone; the checks clear and
            // fill in what only the server may set.
            auto* call = new Bound(*this, method, *context,
                                   const_cast<Request&>(*request), *response,
                                   core, function);
            return call->Start();
          }));
}

template <typename Request, typename Response, typename Core, typename Function>
void Service::BindPoll(Core& core, Function function) {
  class Bound final : public PollCall {
   public:
    Bound(const Service& service, const Method& method,
          grpc::CallbackServerContext& context, Request& request,
          Response& response, Core& core, Function function)
        : PollCall(service, method, context, request),
          core_(core),
          function_(function),
          request_(request),
          response_(response) {}

   private:
    void Invoke(Call call) override {
      auto self = std::static_pointer_cast<Bound>(this->shared_from_this());
      Request request = std::move(request_);
      if (!this->Wait()) return;
      (core_.*function_)(
          std::move(call), std::move(request),
          [self = std::move(self)](absl::StatusOr<Response> result) {
            self->Finish(result.status(), [&] {
              if (result.ok()) self->response_ = *std::move(result);
            });
          });
    }

    Core& core_;
    const Function function_;
    Request& request_;
    Response& response_;
  };

  const Method& method = Claim(*Request::descriptor(), *Response::descriptor());
  MarkMethodCallback(
      method.descriptor->index(),
      new grpc::internal::CallbackUnaryHandler<Request, Response>(
          [this, &core, function, &method](grpc::CallbackServerContext* context,
                                           const Request* request,
                                           Response* response) {
            auto call = std::make_shared<Bound>(*this, method, *context,
                                                const_cast<Request&>(*request),
                                                *response, core, function);
            return call->Start();
          }));
}

// The service of this name. Stops the process if it is not linked into it.
const google::protobuf::ServiceDescriptor& FindService(const char* full_name);

// Serves `ProtoService` with `functions` of `core`, which must outlive the
// service.
template <typename ProtoService, typename Core, typename... Functions>
std::unique_ptr<Service> Serve(Core& core, ServeOptions options,
                               Functions... functions) {
  auto service = std::make_unique<Service>(
      FindService(ProtoService::service_full_name()), std::move(options));
  (service->Bind(core, functions), ...);
  service->CheckComplete();
  return service;
}

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_SERVICE_H_

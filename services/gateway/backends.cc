#include "services/gateway/backends.h"

#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"

#include "common/base/clock.h"
#include "common/rpc/status.h"
#include "services/gateway/elsewhere.h"

namespace tidemark::gateway {
namespace {

namespace asio = ::boost::asio;

// A call under way. It holds its channel, which must not end on gRPC's own
// thread: gRPC would wait there for that thread to end. So the coroutine alone
// keeps it.
struct UnderWay {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  grpc::Status status;
};

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

}  // namespace

void Backends::Add(const std::string& name,
                   std::shared_ptr<grpc::Channel> channel) {
  stubs_[name] = std::make_unique<grpc::GenericStub>(std::move(channel));
}

asio::awaitable<absl::StatusOr<std::string>> Backends::Unary(
    Call call, std::string request) const {
  // `/service/method`.
  const absl::string_view path = call.rpc_path;
  const auto it = stubs_.find(path.substr(1, path.rfind('/') - 1));
  if (it == stubs_.end()) {
    co_return absl::UnimplementedError("no server has this service");
  }
  grpc::GenericStub& stub = *it->second;
  UnderWay under_way;
  under_way.request = ToBuffer(request);
  grpc::ClientContext& context = under_way.context;
  context.AddMetadata("authorization", absl::StrCat("Bearer ", call.token));
  context.AddMetadata("x-request-id", call.request_id);
  context.set_deadline(
      absl::ToChronoTime(Clock::System().Now() + call.timeout));
  if (call.departure != nullptr) {
    call.departure->Then([&context] { context.TryCancel(); });
  }
  co_await Until([&](std::function<void()> done) {
    stub.UnaryCall(&context, call.rpc_path, grpc::StubOptions(),
                   &under_way.request, &under_way.response,
                   [&under_way, done = std::move(done)](grpc::Status status) {
                     under_way.status = std::move(status);
                     done();
                   });
  });
  if (call.departure != nullptr) call.departure->Then(nullptr);
  if (!under_way.status.ok()) {
    co_return rpc::FromGrpcStatus(under_way.status);
  }
  co_return ToString(under_way.response);
}

}  // namespace tidemark::gateway

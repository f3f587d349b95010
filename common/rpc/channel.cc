#include "common/rpc/channel.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <random>
#include <sstream>
#include <utility>

#include <sys/stat.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/pem.h"
#include "common/rpc/status.h"
#include "common/rpc/waiting.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::rpc {
namespace {

constexpr int kMaxMessageBytes = 40 << 20;
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(
    const Endpoint& endpoint) {
  if (endpoint.cert_file.empty() != endpoint.key_file.empty()) {
    return absl::InvalidArgumentError(
        "mutual TLS needs both a certificate and its key");
  }
  if (endpoint.ca_file.empty() && !endpoint.tls) {
    if (!endpoint.cert_file.empty()) {
      return absl::InvalidArgumentError(
          "a certificate is of use with TLS only; say whom to trust");
    }
    return grpc::InsecureChannelCredentials();
  }
  grpc::SslCredentialsOptions tls;
  if (!endpoint.ca_file.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadPem(endpoint.ca_file));
  }
  if (!endpoint.cert_file.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(tls.pem_cert_chain, ReadPem(endpoint.cert_file));
    TIDEMARK_ASSIGN_OR_RETURN(tls.pem_private_key, ReadPem(endpoint.key_file));
    TIDEMARK_RETURN_IF_ERROR(CheckPair(endpoint.cert_file, tls.pem_cert_chain,
                                       endpoint.key_file, tls.pem_private_key));
  }
  return grpc::SslCredentials(tls);
}

// Whether a call may be made twice with the effect of one.
bool IsRepeatable(const google::protobuf::Message& request) {
  const google::protobuf::MethodDescriptor* method =
      FindMethodTaking(*request.GetDescriptor());
  if (method == nullptr) return false;
  if (method->options().GetExtension(api::v1::http).has_get()) return true;
  return RepeatKeyOf("", *method, request).has_value();
}

}  // namespace

absl::StatusOr<std::string> TokenFile::Get() {
  struct stat info = {};
  if (stat(path_.c_str(), &info) != 0) {
    return absl::ErrnoToStatus(
        errno, absl::StrCat("cannot read the token in ", path_));
  }
  const std::pair<uint64_t, int64_t> seen = {
      info.st_ino,
      info.st_mtim.tv_sec * int64_t{1'000'000'000} + info.st_mtim.tv_nsec};
  const MutexLock lock(mu_);
  if (!token_.empty() && seen == seen_) return token_;
  std::ifstream file(path_);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const std::string text = bytes.str();
  const absl::string_view token = absl::StripAsciiWhitespace(text);
  if (token.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path_, " holds no token"));
  }
  token_ = std::string(token);
  seen_ = seen;
  return token_;
}

absl::StatusOr<std::shared_ptr<Connection>> Connection::Open(
    const Endpoint& endpoint) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::shared_ptr<grpc::ChannelCredentials> credentials,
      CredentialsOf(endpoint));
  std::function<absl::StatusOr<std::string>()> token;
  if (!endpoint.token.empty()) {
    token = [text = endpoint.token]() -> absl::StatusOr<std::string> {
      return text;
    };
  } else if (!endpoint.token_file.empty()) {
    auto file = std::make_shared<TokenFile>(endpoint.token_file);
    TIDEMARK_RETURN_IF_ERROR(file->Get().status());
    token = [file] { return file->Get(); };
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  // Finds a server that vanished while a long poll waits.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  // A server that restarts is back soon; do not wait two minutes to look.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  return std::make_shared<Connection>(
      grpc::CreateCustomChannel(endpoint.address, credentials, arguments),
      std::move(token));
}

Connection::Connection(std::shared_ptr<grpc::Channel> channel,
                       std::function<absl::StatusOr<std::string>()> token)
    : channel_(std::move(channel)), token_(std::move(token)) {}

absl::Status Connection::Prepare(grpc::ClientContext& context,
                                 absl::Duration timeout) const {
  if (token_) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string token, token_());
    context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  }
  if (timeout < absl::InfiniteDuration()) {
    context.set_deadline(absl::ToChronoTime(Clock::System().Now() + timeout));
  }
  return absl::OkStatus();
}

absl::Status Connection::Run(
    const google::protobuf::Message& request, const CallOptions& options,
    absl::FunctionRef<grpc::Status(grpc::ClientContext&)> call) {
  if (!MayWait()) return WouldWait();
  const absl::Time until = Clock::System().Now() + options.timeout;
  std::optional<bool> retry = options.retry;
  absl::Duration pause = kFirstPause;
  while (true) {
    grpc::ClientContext context;
    TIDEMARK_RETURN_IF_ERROR(Prepare(context, until - Clock::System().Now()));
    absl::Status status = FromGrpcStatus(call(context));
    if (!absl::IsUnavailable(status)) return status;
    if (!retry) retry = IsRepeatable(request);
    if (!*retry) return status;
    // Up to half less, so that callers who failed together come back apart.
    thread_local std::minstd_rand random{std::random_device{}()};
    const absl::Duration wait =
        pause * std::uniform_real_distribution<>(0.5, 1)(random);
    const absl::Time again = Clock::System().Now() + wait;
    if (again >= until) return status;
    {
      const MutexLock lock(stop_mu_);
      while (!stopped_ && Clock::System().Now() < again) {
        stop_changed_.WaitFor(stop_mu_, again - Clock::System().Now());
      }
      if (stopped_) return status;
    }
    pause = std::min(pause * 2, kLongestPause);
  }
}

void* Connection::FindStub(std::type_index type,
                           absl::FunctionRef<std::shared_ptr<void>()> make) {
  const MutexLock lock(stubs_mu_);
  std::shared_ptr<void>& stub = stubs_[type];
  if (stub == nullptr) stub = make();
  return stub.get();
}

void Connection::StopRetrying() {
  {
    const MutexLock lock(stop_mu_);
    stopped_ = true;
  }
  stop_changed_.NotifyAll();
}

}  // namespace tidemark::rpc

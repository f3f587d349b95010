#include "common/rpc/server.h"

#include <algorithm>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/create_channel_posix.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_posix.h"

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/rpc/pem.h"
#include "common/rpc/service.h"

namespace tidemark::rpc {
namespace {

// Bulk files come as one request of up to 32 MiB, with room for the rest.
constexpr int kMaxMessageBytes = 40 << 20;
// How long the last answers take to reach their callers.
constexpr absl::Duration kFarewell = absl::Milliseconds(250);
// A token, and no more than that.
constexpr int kMaxMetadataBytes = 16 << 10;

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(
    const Server::Options& options) {
  if (options.cert_file.empty() != options.key_file.empty()) {
    return absl::InvalidArgumentError(
        "TLS needs both a certificate and its key");
  }
  if (options.cert_file.empty()) {
    if (!options.client_ca_file.empty()) {
      return absl::InvalidArgumentError(
          "mutual TLS needs the server's own certificate and key too");
    }
    return grpc::InsecureServerCredentials();
  }
  grpc::SslServerCredentialsOptions tls;
  TIDEMARK_ASSIGN_OR_RETURN(std::string cert, ReadPem(options.cert_file));
  TIDEMARK_ASSIGN_OR_RETURN(std::string key, ReadPem(options.key_file));
  TIDEMARK_RETURN_IF_ERROR(
      CheckPair(options.cert_file, cert, options.key_file, key));
  tls.pem_key_cert_pairs.push_back({std::move(key), std::move(cert)});
  if (!options.client_ca_file.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(tls.pem_root_certs,
                              ReadPem(options.client_ca_file));
    tls.client_certificate_request =
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
  }
  return grpc::SslServerCredentials(tls);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Options& options, absl::Span<grpc::Service* const> services) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::shared_ptr<grpc::ServerCredentials> credentials,
      CredentialsOf(options));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  std::unique_ptr<Server> server(new Server(options.runtime));
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.address, credentials, &server->port_);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  // Two servers on one port would share its callers at random.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Finds callers that vanished, and refuses those that ask too often whether
  // we are there.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  for (grpc::Service* service : services) {
    builder.RegisterService(service);
    if (const auto* ours = dynamic_cast<const Service*>(service)) {
      server->names_.push_back(ours->full_name());
    }
  }
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.address,
                     "; is the address right, and is it free?"));
  }
  server->SetHealth(false);
  return server;
}

Server::~Server() { Drain(absl::ZeroDuration()); }

void Server::SetHealth(bool serving) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  health->SetServingStatus("", serving);
  for (const std::string& name : names_) {
    health->SetServingStatus(name, serving);
  }
}

void Server::SetHealthy() { SetHealth(true); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  // Not gRPC's own in-process transport: a call made on that after the server
  // has shut down, or while it does, crashes (gRPC 1.51).
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                 ends) != 0) {
    return grpc::CreateCustomChannel(
        "unix:/dev/null", grpc::InsecureChannelCredentials(), arguments);
  }
  if (drained_) {
    close(ends[0]);
  } else {
    grpc::AddInsecureChannelFromFd(server_.get(), ends[0]);
  }
  return grpc::CreateCustomInsecureChannelFromFd("inproc", ends[1], arguments);
}

void Server::Drain(absl::Duration grace) {
  if (server_ == nullptr || std::exchange(drained_, true)) return;
  SetHealth(false);
  absl::Time until = Clock::System().Now() + grace;
  // First our own refusal, which says to come back; gRPC's, once it shuts down,
  // says only that the call was cancelled.
  runtime_.Drain();
  if (runtime_.AwaitIdle(grace)) {
    // What is left is to send the last answers. An idle client may take seconds
    // to notice that the server is going; it is not waited for.
    until = std::min(until, Clock::System().Now() + kFarewell);
  }
  server_->Shutdown(absl::ToChronoTime(until));
  server_->Wait();
}

}  // namespace tidemark::rpc

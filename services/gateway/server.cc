#include "services/gateway/server.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sys/resource.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/rpc/pem.h"
#include "services/gateway/connection.h"
#include "services/gateway/proxies.h"
#include "services/gateway/serving.h"

namespace tidemark::gateway {
namespace {

namespace asio = ::boost::asio;
using ErrorCode = ::boost::system::error_code;
using Tcp = ::boost::asio::ip::tcp;

// What a connection beyond those that may be open is told.
constexpr char kFull[] =
    "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n"
    "connection: close\r\nretry-after: 5\r\ncache-control: no-store\r\n\r\n";
// How many are told so at once; more are just closed.
constexpr int kMostTold = 64;

auto Await(ErrorCode& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

// A connection needs a file descriptor, and a login shell has 1,024.
void AllowManyDescriptors() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

absl::StatusOr<Tcp::endpoint> Resolve(const std::string& address) {
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (absl::string_view view = host;
      absl::ConsumePrefix(&view, "[") && absl::ConsumeSuffix(&view, "]")) {
    host = std::string(view);
  }
  asio::io_context context;
  ErrorCode error;
  Tcp::resolver::results_type found;
  if (colon != std::string::npos) {
    found = Tcp::resolver(context).resolve(
        host, address.substr(colon + 1),
        Tcp::resolver::passive | Tcp::resolver::numeric_service, error);
  }
  if (found.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "cannot serve HTTP on ", address, ": it is not of the form HOST:PORT"));
  }
  return found.begin()->endpoint();
}

absl::StatusOr<std::unique_ptr<asio::ssl::context>> MakeTls(
    const HttpServer::Options& options) {
  if (options.cert_file.empty() && options.key_file.empty()) return nullptr;
  if (options.cert_file.empty() || options.key_file.empty()) {
    return absl::InvalidArgumentError(
        "TLS needs both a certificate and its key");
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::string cert,
                            rpc::ReadPem(options.cert_file));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string key,
                            rpc::ReadPem(options.key_file));
  TIDEMARK_RETURN_IF_ERROR(
      rpc::CheckPair(options.cert_file, cert, options.key_file, key));
  auto tls =
      std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(tls->native_handle(),
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                          SSL_OP_CIPHER_SERVER_PREFERENCE);
  ErrorCode error;
  tls->use_certificate_chain(asio::buffer(cert), error);
  if (!error) {
    tls->use_private_key(asio::buffer(key), asio::ssl::context::pem, error);
  }
  if (error) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot use ", options.cert_file, " and ",
                     options.key_file, ": ", error.message()));
  }
  return tls;
}

// One thread and its connections, which are touched on it only.
class Loop {
 public:
  explicit Loop(uint64_t seed)
      : random_(seed), work_(asio::make_work_guard(context_)) {}

  void Start() {
    thread_ = std::thread([this] { context_.run(); });
  }
  // Ends once all connections have, and once nobody is left who works for one
  // of them: whoever does tells this context when it is done, so the context
  // must not go first.
  void Join() {
    work_.reset();
    if (thread_.joinable()) thread_.join();
  }

  asio::io_context& context() { return context_; }

  std::string NewRequestId() {
    const uint64_t a = random_(), b = random_();
    return absl::StrFormat("%08x-%04x-4%03x-%04x-%012x", a >> 32,
                           (a >> 16) & 0xffff, a & 0xfff, 0x8000 | (b >> 50),
                           b & 0xffffffffffff);
  }

  std::set<std::shared_ptr<Connection>>& connections() { return connections_; }

 private:
  asio::io_context context_{1};
  std::mt19937_64 random_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::set<std::shared_ptr<Connection>> connections_;
  std::thread thread_;
};

}  // namespace

class HttpServer::Running {
 public:
  Running(Options options, Proxies proxies,
          std::unique_ptr<asio::ssl::context> tls)
      : options_(std::move(options)),
        proxies_(std::move(proxies)),
        serving_(options_, proxies_),
        tls_(std::move(tls)) {
    std::random_device seed;
    for (int i = 0; i < options_.threads; ++i) {
      loops_.push_back(
          std::make_unique<Loop>((uint64_t{seed()} << 32) | seed()));
    }
    acceptor_ = std::make_unique<Tcp::acceptor>(loops_[0]->context());
  }

  ~Running() {
    Drain(absl::ZeroDuration());
    for (const std::unique_ptr<Loop>& loop : loops_) loop->Join();
  }

  absl::Status Listen() {
    TIDEMARK_ASSIGN_OR_RETURN(const Tcp::endpoint endpoint,
                              Resolve(options_.address));
    ErrorCode error;
    acceptor_->open(endpoint.protocol(), error);
    if (!error) {
      acceptor_->set_option(Tcp::acceptor::reuse_address(true), error);
    }
    if (!error) acceptor_->bind(endpoint, error);
    if (!error)
      acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(absl::StrCat(
          "cannot serve HTTP on ", options_.address, ": ", error.message()));
    }
    port_ = acceptor_->local_endpoint(error).port();
    asio::co_spawn(loops_[0]->context(), Accept(), asio::detached);
    for (const std::unique_ptr<Loop>& loop : loops_) loop->Start();
    return absl::OkStatus();
  }

  int port() const { return port_; }

  void Drain(absl::Duration grace) {
    if (serving_.draining()) return;
    serving_.Drain();
    asio::post(loops_[0]->context(), [this] {
      ErrorCode ignored;
      acceptor_->close(ignored);
    });
    ForEach([](Connection& connection) { connection.Drain(); });
    if (AwaitNone(grace)) return;
    ForEach([](Connection& connection) { connection.Abort(); });
    // What is left then waits for a service that does not answer its end.
    AwaitNone(kLastWait);
  }

 private:
  static constexpr absl::Duration kLastWait = absl::Seconds(5);

  void ForEach(void (*act)(Connection&)) {
    for (const std::unique_ptr<Loop>& loop : loops_) {
      asio::post(loop->context(), [&loop = *loop, act] {
        for (const std::shared_ptr<Connection>& connection :
             loop.connections()) {
          act(*connection);
        }
      });
    }
  }

  bool AwaitNone(absl::Duration timeout) {
    const absl::Time until = Clock::System().Now() + timeout;
    const MutexLock lock(mu_);
    while (open_ > 0 && Clock::System().Now() < until) {
      none_.WaitFor(mu_, until - Clock::System().Now());
    }
    return open_ == 0;
  }

  asio::awaitable<void> Accept() {
    asio::steady_timer pause(loops_[0]->context());
    size_t next = 0;
    while (acceptor_->is_open() && !serving_.draining()) {
      Loop& loop = *loops_[next];
      ErrorCode error;
      Tcp::socket socket =
          co_await acceptor_->async_accept(loop.context(), Await(error));
      if (!error) {
        Take(loop, std::move(socket));
        next = (next + 1) % loops_.size();
      } else if (acceptor_->is_open()) {
        // No descriptor is free: wait until one is.
        pause.expires_after(std::chrono::milliseconds(50));
        co_await pause.async_wait(Await(error));
      }
    }
  }

  void Take(Loop& loop, Tcp::socket socket) {
    ErrorCode error;
    const Tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;
    std::string client = ClientKey(peer.address().to_string());
    // A proxy's connections are many clients'.
    if (proxies_.Trusts(peer.address())) absl::StrAppend(&client, peer.port());
    std::optional<Holdings::Held> held = serving_.connections().Take(client);
    if (!held) {
      serving_.CountRefusal(Refusal::kConnections);
      if (tls_ == nullptr && told_ < kMostTold) {
        asio::co_spawn(loop.context(), TellFull(std::move(socket)),
                       asio::detached);
      }
      return;
    }
    auto connection = std::make_shared<Connection>(Connection::Options{
        .serving = serving_,
        .socket = std::move(socket),
        .held = *std::move(held),
        .tls = tls_.get(),
        .new_request_id = [&loop] { return loop.NewRequestId(); }});
    {
      const MutexLock lock(mu_);
      ++open_;
    }
    asio::post(loop.context(),
               [this, &loop, connection] { Begin(loop, connection); });
  }

  void Begin(Loop& loop, const std::shared_ptr<Connection>& connection) {
    loop.connections().insert(connection);
    // It came while the others were told to end.
    if (serving_.draining()) connection->Abort();
    asio::co_spawn(loop.context(), connection->Run(),
                   [this, &loop, connection](const std::exception_ptr&) {
                     loop.connections().erase(connection);
                     const MutexLock lock(mu_);
                     if (--open_ == 0) none_.NotifyAll();
                   });
  }

  asio::awaitable<void> TellFull(Tcp::socket socket) {
    ++told_;
    boost::beast::tcp_stream stream(std::move(socket));
    stream.expires_after(absl::ToChronoMilliseconds(options_.timeouts.linger));
    ErrorCode error;
    co_await asio::async_write(stream, asio::buffer(kFull, sizeof(kFull) - 1),
                               Await(error));
    stream.socket().shutdown(Tcp::socket::shutdown_send, error);
    // To close with bytes unread would make the client lose the answer.
    char rest[1024];
    while (!error) {
      co_await stream.async_read_some(asio::buffer(rest), Await(error));
    }
    --told_;
  }

  const Options options_;
  const Proxies proxies_;
  Serving serving_;
  const std::unique_ptr<asio::ssl::context> tls_;
  std::vector<std::unique_ptr<Loop>> loops_;
  // Used by the first loop only, once it listens.
  std::unique_ptr<Tcp::acceptor> acceptor_;
  std::atomic<int> told_ = 0;
  int port_ = 0;
  Mutex mu_;
  CondVar none_;
  // Connections that have not ended.
  int open_ ABSL_GUARDED_BY(mu_) = 0;
};

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(Options options) {
  AllowManyDescriptors();
  if (options.threads < 1 || options.threads > 64) {
    return absl::InvalidArgumentError("HTTP is served by 1 to 64 threads");
  }
  TIDEMARK_ASSIGN_OR_RETURN(Proxies proxies,
                            Proxies::Parse(options.trusted_proxies));
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<asio::ssl::context> tls,
                            MakeTls(options));
  auto running = std::make_unique<Running>(std::move(options),
                                           std::move(proxies), std::move(tls));
  TIDEMARK_RETURN_IF_ERROR(running->Listen());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(running)));
}

HttpServer::HttpServer(std::unique_ptr<Running> running)
    : running_(std::move(running)) {}

HttpServer::~HttpServer() = default;

int HttpServer::port() const { return running_->port(); }

void HttpServer::Drain(absl::Duration grace) { running_->Drain(grace); }

}  // namespace tidemark::gateway

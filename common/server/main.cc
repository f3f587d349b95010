#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"

#include "common/base/status_macros.h"
#include "common/rpc/server.h"
#include "common/rpc/tokens.h"
#include "common/server/folder_lock.h"
#include "common/server/module.h"
#include "common/server/service_token.h"

namespace tidemark::server {
namespace {

// What the command line says.
struct Flags {
  std::string listen = "127.0.0.1:50051";
  std::string data_dir = "data";
  int metrics_port = 0;
  std::string access_log;
  std::string tls_cert;
  std::string tls_key;
  std::string tls_client_ca;
  std::string token_keys;
  std::string service_token_file;
  std::vector<std::string> peers;
  std::string peers_ca;
  std::vector<std::string> modules;
  bool no_verify = false;
  double grace = 10;
  int threads = 16;
  int max_in_flight = 2048;
  // Those of the modules, by name.
  std::map<std::string, std::string, std::less<>> of_modules;
};

// Splits `host:port`, where the host may be an address of IPv6 in brackets.
std::pair<std::string, std::string> SplitAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return {address, ""};
  return {address.substr(0, colon), address.substr(colon + 1)};
}

class ProcessHost : public Host {
 public:
  ProcessHost(const Flags& flags, std::string keys_dir,
              std::unique_ptr<rpc::Runtime> runtime)
      : flags_(flags),
        keys_dir_(std::move(keys_dir)),
        runtime_(std::move(runtime)) {}

  const std::string& data_dir() const override { return flags_.data_dir; }
  const std::string& keys_dir() const override { return keys_dir_; }
  const Clock& clock() const override { return runtime_->clock(); }
  rpc::Runtime& runtime() override { return *runtime_; }
  std::string flag(absl::string_view name) const override {
    const auto it = flags_.of_modules.find(std::string(name));
    return it == flags_.of_modules.end() ? "" : it->second;
  }

  absl::StatusOr<store::Database*> OpenDatabase(store::Schema schema) override {
    for (const std::unique_ptr<store::Database>& open : databases_) {
      if (open->schema().name == schema.name) {
        return absl::AlreadyExistsError(
            absl::StrCat("the database ", schema.name, " is open already"));
      }
    }
    const std::string path = absl::StrCat(flags_.data_dir, "/", schema.name);
    TIDEMARK_ASSIGN_OR_RETURN(
        std::unique_ptr<store::Database> database,
        store::Database::Open({.path = path,
                               .schema = std::move(schema),
                               .clock = &clock(),
                               .verify = !flags_.no_verify,
                               .executor = [this](std::function<void()> task) {
                                 runtime_->executor().Post(std::move(task));
                               }}));
    databases_.push_back(std::move(database));
    return databases_.back().get();
  }

  std::vector<store::Database*> databases() const override {
    std::vector<store::Database*> all;
    all.reserve(databases_.size());
    for (const std::unique_ptr<store::Database>& database : databases_) {
      all.push_back(database.get());
    }
    return all;
  }

 private:
  const Flags& flags_;
  const std::string keys_dir_;
  const std::unique_ptr<rpc::Runtime> runtime_;
  // Last: they run tasks on the runtime's executor until they have closed.
  std::vector<std::unique_ptr<store::Database>> databases_;
};

class KnownPeers : public Peers {
 public:
  using Token = std::function<absl::StatusOr<std::string>()>;

  // `local` names the modules that `server` hosts; `remote` has the addresses
  // of others.
  KnownPeers(rpc::Server& server, std::set<std::string> local,
             std::map<std::string, std::string> remote, Token token,
             const Flags& flags)
      : local_(std::move(local)),
        remote_(std::move(remote)),
        token_(std::move(token)),
        flags_(flags),
        here_(std::make_shared<rpc::Connection>(server.InProcessChannel(),
                                                token_)) {}

  absl::StatusOr<std::shared_ptr<rpc::Connection>> ConnectionTo(
      absl::string_view name) const override {
    std::string module(name);
    // `tidemark.contracts.v1.ContractsService` is in the area `contracts`.
    const std::vector<std::string> parts = absl::StrSplit(name, '.');
    if (parts.size() > 2) module = parts[1];

    const MutexLock lock(mu_);
    if (local_.contains(module)) return here_;
    std::shared_ptr<rpc::Connection>& connection = there_[module];
    if (connection != nullptr) return connection;
    const auto it = remote_.find(module);
    if (it == remote_.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("nothing says where ", module, " is; add --peers ",
                       module, "=HOST:PORT"));
    }
    rpc::Endpoint endpoint = {.address = it->second,
                              .ca_file = flags_.peers_ca};
    if (!flags_.peers_ca.empty()) {
      endpoint.cert_file = flags_.tls_cert;
      endpoint.key_file = flags_.tls_key;
    }
    TIDEMARK_ASSIGN_OR_RETURN(const auto opened,
                              rpc::Connection::Open(endpoint));
    connection = std::make_shared<rpc::Connection>(opened->channel(), token_);
    return connection;
  }

 private:
  const std::set<std::string> local_;
  const std::map<std::string, std::string> remote_;
  const Token token_;
  const Flags& flags_;
  const std::shared_ptr<rpc::Connection> here_;
  mutable Mutex mu_;
  mutable std::map<std::string, std::shared_ptr<rpc::Connection>> there_
      ABSL_GUARDED_BY(mu_);
};

absl::StatusOr<std::map<std::string, std::string>> ParsePeers(
    const std::vector<std::string>& flags) {
  std::map<std::string, std::string> peers;
  for (const std::string& flag : flags) {
    const std::pair<std::string, std::string> peer =
        absl::StrSplit(flag, absl::MaxSplits('=', 1));
    if (peer.first.empty() || peer.second.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--peers ", flag, " is not of the form NAME=HOST:PORT"));
    }
    peers.insert(peer);
  }
  return peers;
}

// The modules to host: those that `--modules` names, all if it names none,
// then those that are built in.
absl::StatusOr<std::vector<ModuleInfo>> Choose(
    const std::vector<ModuleInfo>& all, const std::vector<std::string>& names) {
  std::vector<ModuleInfo> chosen;
  std::set<std::string> wanted(names.begin(), names.end());
  std::vector<std::string> known;
  for (const ModuleInfo& module : all) {
    if (module.built_in) continue;
    known.push_back(module.name);
    if (names.empty() || wanted.erase(module.name) > 0) {
      chosen.push_back(module);
    }
  }
  if (!names.empty() && !wanted.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no module called ", *wanted.begin(),
                     "; the modules are ", absl::StrJoin(known, ", ")));
  }
  for (const ModuleInfo& module : all) {
    if (module.built_in) chosen.push_back(module);
  }
  return chosen;
}

// Whether tokens are issued here. A folder that holds public keys only belongs
// to an installation that issues them elsewhere.
bool IssuesTokens(const std::string& keys) {
  if (rpc::TokenKey::Exists(keys)) return true;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(keys, error)) {
    if (absl::EndsWith(entry.path().string(), ".pub.pem")) return false;
  }
  return true;
}

absl::StatusOr<KnownPeers::Token> TokenForPeers(const Flags& flags,
                                                const std::string& keys,
                                                const std::string& name) {
  if (!flags.service_token_file.empty()) {
    auto file = std::make_shared<rpc::TokenFile>(flags.service_token_file);
    TIDEMARK_RETURN_IF_ERROR(file->Get().status());
    return [file] { return file->Get(); };
  }
  if (!IssuesTokens(keys)) {
    return []() -> absl::StatusOr<std::string> {
      return absl::FailedPreconditionError(
          "this process cannot call its peers: it needs --service_token_file, "
          "or the installation's private key");
    };
  }
  TIDEMARK_ASSIGN_OR_RETURN(rpc::TokenKey key,
                            rpc::TokenKey::LoadOrCreate(keys));
  auto token = std::make_shared<ServiceToken>(
      std::move(key), absl::StrCat("services/", name), Clock::System());
  return [token] { return token->Get(); };
}

absl::Status Run(const Flags& flags, const std::string& program,
                 const std::vector<ModuleInfo>& all) {
  // Blocked in every thread, so that only `sigwait` below sees them.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  // What matters of what gRPC says comes back to us as a status.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);

  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<ModuleInfo> infos,
                            Choose(all, flags.modules));
  TIDEMARK_ASSIGN_OR_RETURN(auto remote, ParsePeers(flags.peers));
  TIDEMARK_ASSIGN_OR_RETURN(const std::unique_ptr<FolderLock> lock,
                            FolderLock::Take(flags.data_dir));

  const std::string keys = flags.token_keys.empty()
                               ? absl::StrCat(flags.data_dir, "/keys")
                               : flags.token_keys;
  if (IssuesTokens(keys)) {
    TIDEMARK_RETURN_IF_ERROR(rpc::TokenKey::LoadOrCreate(keys).status());
  }
  rpc::Runtime::Options options;
  options.threads = flags.threads;
  options.max_in_flight = flags.max_in_flight;
  TIDEMARK_ASSIGN_OR_RETURN(options.authenticator,
                            rpc::Authenticator::Load(keys, Clock::System()));
  if (flags.access_log != "off") {
    TIDEMARK_ASSIGN_OR_RETURN(
        options.access_log,
        rpc::AccessLog::Open(
            {.path = flags.access_log.empty()
                         ? absl::StrCat(flags.data_dir, "/access.log")
                         : flags.access_log}));
  }
  ProcessHost host(flags, keys,
                   std::make_unique<rpc::Runtime>(std::move(options)));
  if (flags.metrics_port != 0) {
    TIDEMARK_RETURN_IF_ERROR(host.runtime().metrics().Serve(
        SplitAddress(flags.listen).first, flags.metrics_port));
  }

  std::vector<std::unique_ptr<Module>> modules;
  std::vector<grpc::Service*> services;
  std::set<std::string> local;
  for (const ModuleInfo& module_info : infos) {
    TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<Module> module,
                              module_info.make(host));
    for (grpc::Service* service : module->services()) {
      services.push_back(service);
    }
    modules.push_back(std::move(module));
    local.insert(module_info.name);
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::unique_ptr<rpc::Server> server,
      rpc::Server::Start({.address = flags.listen,
                          .cert_file = flags.tls_cert,
                          .key_file = flags.tls_key,
                          .client_ca_file = flags.tls_client_ca,
                          .runtime = host.runtime()},
                         services));
  TIDEMARK_ASSIGN_OR_RETURN(KnownPeers::Token token,
                            TokenForPeers(flags, keys, program));
  const KnownPeers peers(*server, std::move(local), std::move(remote),
                         std::move(token), flags);

  absl::Status status;
  size_t started = 0;
  while (status.ok() && started < modules.size()) {
    status = modules[started++]->Start(peers);
  }
  if (status.ok()) {
    server->SetHealthy();
    std::printf("serving gRPC on %s:%d\n",
                SplitAddress(flags.listen).first.c_str(), server->port());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&stop, &signal);
    // A second signal ends the process at once.
    pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  }
  server->Drain(absl::Seconds(flags.grace));
  while (started > 0) modules[--started]->Stop();
  return status;
}

// Lets the command line have the flags of `modules`.
void AddFlags(const std::vector<ModuleInfo>& modules, CLI::App& app,
              Flags& flags) {
  for (const ModuleInfo& module : modules) {
    for (const ModuleFlag& flag : module.flags) {
      const std::string name = absl::StrCat("--", flag.name);
      std::string& value = flags.of_modules[flag.name];
      if (flag.is_switch) {
        app.add_flag_callback(
            name, [&value] { value = "true"; }, flag.help);
      } else {
        app.add_option(name, value, flag.help);
      }
    }
  }
}

}  // namespace

int Main(int argc, char** argv, const std::vector<ModuleInfo>& modules) {
#ifdef NDEBUG
  // As Debian builds Abseil, each lock that gRPC takes looks for a deadlock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  const std::string program =
      argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "server";
  Flags flags;
  CLI::App app("A Tidemark server.", program);
  app.option_defaults()->always_capture_default();
  app.add_option("--listen", flags.listen, "Where to serve gRPC: HOST:PORT");
  app.add_option("--data_dir", flags.data_dir,
                 "The folder that holds the databases");
  app.add_option("--metrics_port", flags.metrics_port,
                 "Where to serve /metrics for Prometheus; 0 for nowhere")
      ->check(CLI::Range(0, 65535));
  app.add_option("--access_log", flags.access_log,
                 "The file for the access log, - for the standard output, "
                 "off for none; by default access.log in the data folder");
  app.add_option("--tls_cert", flags.tls_cert,
                 "The server's certificate (PEM); TLS is used if it is set");
  app.add_option("--tls_key", flags.tls_key, "The certificate's key (PEM)");
  app.add_option("--tls_client_ca", flags.tls_client_ca,
                 "Whose certificates callers must have (PEM): mutual TLS");
  app.add_option("--token_keys", flags.token_keys,
                 "The folder of the keys for tokens; by default keys in the "
                 "data folder");
  app.add_option("--service_token_file", flags.service_token_file,
                 "The token with which peers are called, where the private "
                 "key is elsewhere");
  app.add_option("--peers", flags.peers,
                 "Where the other modules are: NAME=HOST:PORT,...")
      ->delimiter(',');
  app.add_option("--peers_ca", flags.peers_ca,
                 "Whose certificates peers must have (PEM); they are called "
                 "with TLS if it is set");
  app.add_option("--modules", flags.modules,
                 "The modules to host; by default all: NAME,...")
      ->delimiter(',');
  app.add_flag("--no_verify", flags.no_verify,
               "Start without reading and checking every record");
  app.add_option("--grace", flags.grace,
                 "Seconds that calls under way have to end when stopping")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--threads", flags.threads, "Threads that run calls")
      ->check(CLI::Range(1, 1024));
  app.add_option("--max_in_flight", flags.max_in_flight,
                 "Calls that may be under way; more are refused")
      ->check(CLI::Range(1, 1'000'000));
  AddFlags(modules, app, flags);
  // The library reports what is wrong with the flags by an exception.
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::fprintf(stderr, "%s: %s\n", program.c_str(), error.what());
    return EXIT_FAILURE;
  }
  const absl::Status status = Run(flags, program, modules);
  if (status.ok()) return EXIT_SUCCESS;
  const std::string message(status.message());
  std::fprintf(stderr, "%s: %s\n", program.c_str(), message.c_str());
  return EXIT_FAILURE;
}

}  // namespace tidemark::server

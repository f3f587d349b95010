// A service as a unit that a binary can host, alone or with others.
//
//   int main(int argc, char** argv) {
//     return tidemark::server::Main(
//         argc, argv, {{"contracts", tidemark::contracts::NewModule}});
//   }

#ifndef TIDEMARK_COMMON_SERVER_MODULE_H_
#define TIDEMARK_COMMON_SERVER_MODULE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/impl/service_type.h"

#include "common/base/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/runtime.h"
#include "common/store/database.h"

namespace tidemark::server {

// Where the other services are.
class Peers {
 public:
  Peers() = default;
  Peers(const Peers&) = delete;
  Peers& operator=(const Peers&) = delete;
  virtual ~Peers() = default;

  // A connection to the server that hosts the module called `name`, such as
  // `contracts`, or the service of that area, such as
  // `tidemark.contracts.v1.ContractsService`; also to that server's feed. Its
  // calls are made with `ROLE_SERVICE`. In-process if this binary hosts the
  // module, else to the address that `--peers` has for it. It may be kept.
  // Returns `FAILED_PRECONDITION` if it is neither hosted nor has an address.
  virtual absl::StatusOr<std::shared_ptr<rpc::Connection>> ConnectionTo(
      absl::string_view name) const = 0;
};

// What a binary gives to each of its modules. Outlives them.
class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  // The folder that holds the databases and keys of this process.
  virtual const std::string& data_dir() const = 0;
  // The folder of the installation's keys for tokens; see `rpc::TokenKey`.
  virtual const std::string& keys_dir() const = 0;
  // The clock of every service.
  virtual const Clock& clock() const = 0;
  // What every service of this process is served with.
  virtual rpc::Runtime& runtime() = 0;
  // The value of a flag that a module declares: empty if it was not given, and
  // `true` for a switch that was.
  virtual std::string flag(absl::string_view name) const = 0;

  // Opens the database of `schema` in its folder, `data_dir`/`schema.name`,
  // creating it if there is none. The host owns it; it outlives the modules.
  // Returns what `store::Database::Open` returns, and `ALREADY_EXISTS` if a
  // module has opened one of this name.
  virtual absl::StatusOr<store::Database*> OpenDatabase(
      store::Schema schema) = 0;
  // The databases opened so far, in the order of opening. A module that serves
  // them all, such as the feed, must come after those that open them.
  virtual std::vector<store::Database*> databases() const = 0;
};

// A module is made, then served, then started, and stopped in reverse.
class Module {
 public:
  Module() = default;
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  virtual ~Module() = default;

  // The gRPC services of this module. They live as long as the module.
  virtual std::vector<grpc::Service*> services() { return {}; }

  // Starts what needs the other services, such as following their changes.
  // Calls may arrive before, and the other services may not answer yet.
  // `peers` outlives the module.
  virtual absl::Status Start(const Peers& /*peers*/) {
    return absl::OkStatus();
  }

  // Stops what `Start` started. Calls under way have ended by then.
  virtual void Stop() {}
};

// A flag of a module. The process reads it and knows nothing of its meaning, so
// that what only some modules need is known to them alone.
struct ModuleFlag {
  // Without dashes: `http_listen`. Unique among all modules.
  std::string name;
  // One line for `--help`.
  std::string help;
  // Whether it takes no value.
  bool is_switch = false;
};

// A module that a binary can host.
struct ModuleInfo {
  // For `--modules`, for example `contracts`.
  std::string name;
  // Makes the module.
  std::function<absl::StatusOr<std::unique_ptr<Module>>(Host&)> make;
  // Whether the module is hosted whatever `--modules` says, after the others;
  // for what serves every database, such as the feed.
  bool built_in = false;
  // The flags that it reads, whose values `Host::flag` has.
  std::vector<ModuleFlag> flags = {};
};

// Hosts `modules`, or those of them that `--modules` names, until SIGTERM or
// SIGINT. Returns the exit code: 0 once stopped, 1 with one line on the
// standard error if it could not run.
int Main(int argc, char** argv, const std::vector<ModuleInfo>& modules);

}  // namespace tidemark::server

#endif  // TIDEMARK_COMMON_SERVER_MODULE_H_

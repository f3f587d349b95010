// The real server, `tidemarkd`, as a process of its own.
//
//   const TempDir dir;
//   absl::StatusOr<ServerProcess> server = ServerProcess::Start(dir / "data");
//   ASSERT_THAT(server, IsOk());
//   const auto ada = server->As(Commissioner("councils/E10000012"));
//   ada->Unary(&v1::ContractsService::Stub::GetContract, request);
//   server->Kill();
//   server = ServerProcess::Start(dir / "data");

#ifndef TIDEMARK_TESTS_E2E_SERVER_PROCESS_H_
#define TIDEMARK_TESTS_E2E_SERVER_PROCESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/rpc/call.h"
#include "common/rpc/channel.h"
#include "tests/e2e/child.h"

namespace tidemark::e2e {

// Callers of each role, called after it: `users/commissioner`.
rpc::Principal Someone(api::v1::Role role, const std::string& council);
rpc::Principal Commissioner(const std::string& council);
rpc::Principal Practitioner(const std::string& council);
rpc::Principal Admin(const std::string& council);
// Somebody of `provider`, `councils/{council}/providers/{provider}`.
rpc::Principal ProviderUser(const std::string& provider);

// A running server.
class ServerProcess {
 public:
  // Starts a server with the databases in `data_dir` and further `flags`, on a
  // free port unless they have `--listen`, and waits until it serves. Returns
  // `ABORTED` if it ends instead.
  static absl::StatusOr<ServerProcess> Start(
      const std::string& data_dir, const std::vector<std::string>& flags = {});

  // Starts a server and kills it after `after`, wherever its start has got to.
  static absl::Status StartAndKill(const std::string& data_dir,
                                   absl::Duration after);

  // Where it serves: `127.0.0.1:40123`.
  const std::string& address() const { return address_; }
  // Where it serves HTTP; empty unless `--http_listen` was among its flags.
  std::string http_address() const;
  // Its databases, keys and log.
  const std::string& data_dir() const { return data_dir_; }

  // A token for `who`, signed with the installation's own key, valid for an
  // hour unless `who` says otherwise.
  absl::StatusOr<std::string> TokenFor(rpc::Principal who) const;

  // A connection that calls as `who`. Stops the test binary if it cannot be
  // made.
  std::shared_ptr<rpc::Connection> As(const rpc::Principal& who) const;
  // A connection that calls with `token`; without one if it is empty.
  std::shared_ptr<rpc::Connection> WithToken(const std::string& token) const;

  // Asks it to stop with SIGTERM, and waits. Returns `INTERNAL` unless it ends
  // with the exit code 0.
  absl::Status Stop();

  // Ends it with SIGKILL, and waits.
  void Kill();

 private:
  ServerProcess(Child child, std::string data_dir, std::string address)
      : child_(std::move(child)),
        data_dir_(std::move(data_dir)),
        address_(std::move(address)) {}

  Child child_;
  std::string data_dir_;
  std::string address_;
};

// What a run of the program `tidemark` came to.
struct CommandResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Where the program finds its server.
struct CommandOptions {
  // The server's address. Empty for none.
  std::string server = {};
  // A file with a token. Empty for none.
  std::string token_file = {};
};

// Starts `tidemark` with `arguments`; both its outputs are read.
absl::StatusOr<Child> StartTidemark(const std::vector<std::string>& arguments,
                                    const CommandOptions& options = {});

// Runs `tidemark` with `arguments`. Returns `DEADLINE_EXCEEDED` if it does not
// end within two minutes, and `ABORTED` if a signal ends it.
absl::StatusOr<CommandResult> RunTidemark(
    const std::vector<std::string>& arguments,
    const CommandOptions& options = {});

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_SERVER_PROCESS_H_

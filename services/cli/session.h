// What every command works with: the flags that all share, the connection, the
// terminal, and the names that may be left out.
//
//   absl::Status Show(Session& session, const std::string& text) {
//     TIDEMARK_ASSIGN_OR_RETURN(const std::string name,
//                               session.Name("NAME", text, kContractPattern));
//     v1::GetContractRequest request;
//     request.set_name(name);
//     TIDEMARK_ASSIGN_OR_RETURN(
//         const v1::Contract contract,
//         session.Call(&v1::ContractsService::Stub::GetContract, request));
//     if (session.json()) return session.PrintJson(contract);
//     ...
//   }

#ifndef TIDEMARK_SERVICES_CLI_SESSION_H_
#define TIDEMARK_SERVICES_CLI_SESSION_H_

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "common/base/clock.h"
#include "common/rpc/channel.h"
#include "services/cli/claims.h"
#include "services/cli/table.h"
#include "tidemark/api/v1/errors.pb.h"

namespace tidemark::cli {

// The flags that every command has, before or after its name.
struct GlobalFlags {
  std::string server = "127.0.0.1:50051";
  std::string token_file;
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  bool tls = false;
  std::string council;
  bool json = false;
  double timeout_seconds = 60;
  double connect_seconds = 2;
};

// Where a command writes, and from where it takes time and chance.
struct Surroundings {
  // Results. Must outlive the session.
  std::ostream& out;
  // Errors, warnings and progress. Must outlive the session.
  std::ostream& err;
  // Whether each is a terminal.
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Must outlive the session.
  const Clock& clock;
  // Makes UUIDs.
  std::function<std::string()> new_request_id;
};

// The flags of a command that changes something.
struct WriteFlags {
  // What must still be the resource's etag. Empty: no check.
  std::string etag;
  // The UUID by which the server knows a repeat. Empty: a new one.
  std::string request_id;
};

// One run of the program.
class Session {
 public:
  explicit Session(Surroundings surroundings);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Adds the flags that every command has.
  void AddFlags(CLI::App& app);

  // Lets `command` do `action` if it is the one that was called.
  void OnRun(CLI::App* command, std::function<absl::Status()> action);

  // Does what was called. OK if it succeeded or nothing was called.
  absl::Status Run();

  std::ostream& out() { return surroundings_.out; }
  std::ostream& err() { return surroundings_.err; }
  bool err_is_terminal() const { return surroundings_.err_is_terminal; }
  const Clock& clock() const { return surroundings_.clock; }
  bool json() const { return flags_.json; }
  // Whether the council was given on the command line.
  bool council_given() const { return !flags_.council.empty(); }

  // The council that the command is about: `--council`, or the token's. A usage
  // error if neither says.
  absl::StatusOr<std::string> Council();

  // The provider that the token's bearer works for; empty for other roles.
  absl::StatusOr<std::string> OwnProvider();

  // The full name of what `text` stands for; see `FullName`. Looks for the
  // council only if `text` does not say it.
  absl::StatusOr<std::string> Name(absl::string_view flag,
                                   absl::string_view text,
                                   absl::string_view pattern);

  // `Name`, or empty if `text` is.
  absl::StatusOr<std::string> NameIfGiven(absl::string_view flag,
                                          absl::string_view text,
                                          absl::string_view pattern);

  // Calls the server and waits for its answer, for `--timeout` or, if that is
  // longer, `at_least`. `UNAVAILABLE` if the server cannot be reached.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request, absl::Duration at_least = absl::ZeroDuration()) {
    absl::StatusOr<rpc::Connection*> connection = Connect();
    if (!connection.ok()) return connection.status();
    return (*connection)
        ->Unary(method, request, {.timeout = Timeout(at_least)});
  }

  // The connection, once the server has been reached.
  absl::StatusOr<rpc::Connection*> Connect();

  // The `request_id` of a call: the one given, or a new one.
  std::string RequestId(const WriteFlags& flags) const;

  // Writes `message` as JSON on one line.
  absl::Status PrintJson(const google::protobuf::Message& message);
  // Writes one line of JSON.
  void PrintLine(absl::string_view json);

  // Writes `table`, indented by `indent`.
  void Print(const Table& table, absl::string_view indent = "");

  // Writes a line to the standard error, for people.
  void Note(absl::string_view line);

 private:
  absl::StatusOr<Claims> TokenClaims();
  absl::Duration Timeout(absl::Duration at_least) const;

  Surroundings surroundings_;
  GlobalFlags flags_;
  std::function<absl::Status()> action_;
  std::shared_ptr<rpc::Connection> connection_;
};

// Adds `--etag` and `--request-id` to a command that changes something;
// without `etag` the latter only.
void AddWriteFlags(CLI::App* command, WriteFlags& flags, bool etag = true);

// What is in the file `path`, at most `max_bytes`. `NOT_FOUND` if there is
// none, `INVALID_ARGUMENT` if it is too large or a folder.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path,
                                          size_t max_bytes);

// Writes `content` to the new file `path`, for nobody but its owner to read if
// `secret`. `ALREADY_EXISTS` if there is a file and not `overwrite`.
absl::Status WriteWholeFile(const std::string& path, absl::string_view content,
                            bool overwrite, bool secret);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_SESSION_H_

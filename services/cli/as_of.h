// Asking for figures as they were known on a past day.

#ifndef TIDEMARK_SERVICES_CLI_AS_OF_H_
#define TIDEMARK_SERVICES_CLI_AS_OF_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"

#include "CLI/CLI.hpp"
#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/cli/progress.h"
#include "services/cli/session.h"
#include "services/cli/words.h"

namespace tidemark::cli {

// Adds `--as-of` to a command.
void AddAsOfFlag(CLI::App* command, std::string& as_of);

// Lets some time pass before the server is asked again.
void PauseBeforeAsking();

// Calls the server until it has put together what was known on a past day, if
// that is what `request` asks for.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> CallUntilReady(
    Session& session,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    const Request& request) {
  Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                    "Looking back", 100);
  for (;;) {
    absl::StatusOr<Response> response = session.Call(method, request);
    if (ReasonOf(response.status()) != "VIEW_NOT_READY") return response;
    int64_t percent = 0;
    if (absl::SimpleAtoi(MetadataOf(response.status(), "percent"), &percent)) {
      progress.Update(percent);
    }
    PauseBeforeAsking();
  }
}

// Sets the day of `request` if `as_of` is given.
template <typename Request>
absl::Status SetAsOf(const std::string& as_of, Request& request) {
  if (as_of.empty()) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_as_of_date(),
                            ParseDate("--as-of", as_of));
  return absl::OkStatus();
}

// Does both.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> CallAsOf(
    Session& session,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    const std::string& as_of, Request& request) {
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(as_of, request));
  return CallUntilReady(session, method, request);
}

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_AS_OF_H_

#include "tests/e2e/server_process.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/tokens.h"

namespace tidemark::e2e {
namespace {

// A start reads and checks every record; under a sanitizer that takes a while.
constexpr absl::Duration kStartTimeout = absl::Minutes(2);
constexpr absl::Duration kCommandTimeout = absl::Minutes(2);
constexpr absl::Duration kTokenLife = absl::Hours(1);
constexpr char kServing[] = "serving gRPC on ";
// And an S if by TLS.
constexpr char kServingHttp[] = "serving HTTP";

std::vector<std::string> CommandLine(const std::string& data_dir,
                                     const std::vector<std::string>& flags) {
  std::vector<std::string> words = {TIDEMARKD_PATH, "--data_dir", data_dir};
  if (std::find(flags.begin(), flags.end(), "--listen") == flags.end()) {
    words.insert(words.end(), {"--listen", "127.0.0.1:0"});
  }
  words.insert(words.end(), flags.begin(), flags.end());
  return words;
}

}  // namespace

rpc::Principal Someone(api::v1::Role role, const std::string& council) {
  return {.subject = absl::StrCat("users/", rpc::RoleName(role)),
          .role = role,
          .council = council};
}

rpc::Principal Commissioner(const std::string& council) {
  return Someone(api::v1::ROLE_COMMISSIONER, council);
}

rpc::Principal Practitioner(const std::string& council) {
  return Someone(api::v1::ROLE_PRACTITIONER, council);
}

rpc::Principal Admin(const std::string& council) {
  return Someone(api::v1::ROLE_ADMIN, council);
}

rpc::Principal ProviderUser(const std::string& provider) {
  rpc::Principal who =
      Someone(api::v1::ROLE_PROVIDER, std::string(CouncilOf(provider)));
  who.provider = provider;
  return who;
}

absl::StatusOr<ServerProcess> ServerProcess::Start(
    const std::string& data_dir, const std::vector<std::string>& flags) {
  TIDEMARK_ASSIGN_OR_RETURN(
      Child child,
      Child::Start(CommandLine(data_dir, flags), Child::Read::kOut));
  TIDEMARK_ASSIGN_OR_RETURN(std::string address,
                            child.WaitForLine(kServing, kStartTimeout));
  return ServerProcess(std::move(child), data_dir, std::move(address));
}

absl::Status ServerProcess::StartAndKill(const std::string& data_dir,
                                         absl::Duration after) {
  TIDEMARK_ASSIGN_OR_RETURN(
      Child child, Child::Start(CommandLine(data_dir, {}), Child::Read::kOut));
  const absl::StatusOr<std::string> address =
      child.WaitForLine(kServing, after);
  child.Signal(SIGKILL);
  child.Wait();
  return absl::IsAborted(address.status()) ? address.status()
                                           : absl::OkStatus();
}

std::string ServerProcess::http_address() const {
  for (const absl::string_view line : absl::StrSplit(child_.out(), '\n')) {
    if (!absl::StartsWith(line, kServingHttp)) continue;
    return std::string(line.substr(line.rfind(' ') + 1));
  }
  return "";
}

absl::StatusOr<std::string> ServerProcess::TokenFor(rpc::Principal who) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const rpc::TokenKey key,
      rpc::TokenKey::LoadOrCreate(absl::StrCat(data_dir_, "/keys")));
  const absl::Time now = Clock::System().Now();
  if (who.expires == absl::InfiniteFuture()) who.expires = now + kTokenLife;
  return key.Issue(who, now);
}

std::shared_ptr<rpc::Connection> ServerProcess::As(
    const rpc::Principal& who) const {
  const absl::StatusOr<std::string> token = TokenFor(who);
  if (!token.ok()) {
    std::fprintf(stderr, "%s\n", token.status().ToString().c_str());
    std::abort();
  }
  return WithToken(*token);
}

std::shared_ptr<rpc::Connection> ServerProcess::WithToken(
    const std::string& token) const {
  auto connection =
      rpc::Connection::Open({.address = address_, .token = token});
  if (!connection.ok()) {
    std::fprintf(stderr, "%s\n", connection.status().ToString().c_str());
    std::abort();
  }
  return *std::move(connection);
}

absl::Status ServerProcess::Stop() {
  child_.Signal(SIGTERM);
  const Ending ending = child_.Wait();
  if (ending.exit_code == 0) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("the server was asked to stop and ended with code ",
                   ending.exit_code, ", signal ", ending.signal));
}

void ServerProcess::Kill() {
  child_.Signal(SIGKILL);
  child_.Wait();
}

absl::StatusOr<Child> StartTidemark(const std::vector<std::string>& arguments,
                                    const CommandOptions& options) {
  std::vector<std::string> words = {TIDEMARK_PATH};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return Child::Start(
      words, Child::Read::kBoth,
      {absl::StrCat("TIDEMARK_SERVER=", options.server),
       absl::StrCat("TIDEMARK_TOKEN_FILE=", options.token_file)});
}

absl::StatusOr<CommandResult> RunTidemark(
    const std::vector<std::string>& arguments, const CommandOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(Child child, StartTidemark(arguments, options));
  TIDEMARK_RETURN_IF_ERROR(child.ReadToEnd(kCommandTimeout));
  const Ending ending = child.Wait();
  if (ending.signal != 0) {
    return absl::AbortedError(
        absl::StrCat("tidemark was ended by signal ", ending.signal));
  }
  return CommandResult{
      .exit_code = ending.exit_code, .out = child.out(), .err = child.err()};
}

}  // namespace tidemark::e2e

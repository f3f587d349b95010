#include "services/cli/session.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/channel.h"

#include "common/base/status_macros.h"
#include "services/cli/names.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

constexpr size_t kMaxTokenBytes = 64 << 10;

absl::Status SystemError(absl::string_view path, absl::string_view doing) {
  const int error = errno;
  return absl::ErrnoToStatus(error, absl::StrCat(path, " cannot be ", doing));
}

}  // namespace

Session::Session(Surroundings surroundings)
    : surroundings_(std::move(surroundings)) {}

void Session::AddFlags(CLI::App& app) {
  constexpr char kGroup[] = "Flags of every command";
  app.add_option("--server", flags_.server, "The server, HOST:PORT")
      ->envname("TIDEMARK_SERVER")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--token-file", flags_.token_file,
                 "A file with the token that proves who calls")
      ->envname("TIDEMARK_TOKEN_FILE")
      ->group(kGroup);
  app.add_option("--council", flags_.council,
                 "The council, by its GSS code. Default: the token's")
      ->group(kGroup);
  app.add_flag("--json", flags_.json,
               "Write JSON: one object, or one object a line for a list")
      ->group(kGroup);
  app.add_flag("--tls", flags_.tls,
               "Use TLS and trust the authorities of this machine")
      ->group(kGroup);
  app.add_option("--ca", flags_.ca_file,
                 "Use TLS and trust the authorities in this PEM file")
      ->group(kGroup);
  auto* cert = app.add_option("--cert", flags_.cert_file,
                              "The caller's certificate (PEM), for mutual TLS")
                   ->group(kGroup);
  auto* key = app.add_option("--key", flags_.key_file,
                             "The key of that certificate (PEM)")
                  ->group(kGroup);
  cert->needs(key);
  key->needs(cert);
  app.add_option("--timeout", flags_.timeout_seconds,
                 "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::PositiveNumber)
      ->group(kGroup);
  app.add_option("--connect-timeout", flags_.connect_seconds,
                 "Seconds to wait for the server to be reachable")
      ->capture_default_str()
      ->check(CLI::PositiveNumber)
      ->group(kGroup);
}

void Session::OnRun(CLI::App* command, std::function<absl::Status()> action) {
  command->callback([this, action = std::move(action)] { action_ = action; });
}

absl::Status Session::Run() {
  if (!action_) return absl::OkStatus();
  return action_();
}

absl::StatusOr<Claims> Session::TokenClaims() {
  if (flags_.token_file.empty()) return Claims();
  const absl::StatusOr<std::string> token =
      ReadWholeFile(flags_.token_file, kMaxTokenBytes);
  if (!token.ok()) {
    return absl::UnauthenticatedError(
        absl::StrCat("the token file ", token.status().message()));
  }
  const Claims claims = ReadClaims(*token);
  if (claims.role.empty()) {
    return absl::UnauthenticatedError(
        absl::StrCat("the token file ", flags_.token_file, " holds no token"));
  }
  return claims;
}

absl::StatusOr<std::string> Session::Council() {
  if (!flags_.council.empty()) return CouncilName("--council", flags_.council);
  TIDEMARK_ASSIGN_OR_RETURN(const Claims claims, TokenClaims());
  if (claims.council.empty()) {
    return UsageError(
        flags_.token_file.empty()
            ? "say which council with --council, or give a token with "
              "--token-file or TIDEMARK_TOKEN_FILE"
            : "the token is not bound to a council; say which with --council");
  }
  return claims.council;
}

absl::StatusOr<std::string> Session::OwnProvider() {
  TIDEMARK_ASSIGN_OR_RETURN(const Claims claims, TokenClaims());
  return claims.provider;
}

absl::StatusOr<std::string> Session::Name(absl::string_view flag,
                                          absl::string_view text,
                                          absl::string_view pattern) {
  std::string council;
  if (!IsFullName(text)) {
    TIDEMARK_ASSIGN_OR_RETURN(council, Council());
  }
  return FullName(flag, text, pattern, council);
}

absl::StatusOr<std::string> Session::NameIfGiven(absl::string_view flag,
                                                 absl::string_view text,
                                                 absl::string_view pattern) {
  if (text.empty()) return std::string();
  return Name(flag, text, pattern);
}

absl::Duration Session::Timeout(absl::Duration at_least) const {
  return std::max(absl::Seconds(flags_.timeout_seconds), at_least);
}

absl::StatusOr<rpc::Connection*> Session::Connect() {
  if (connection_ != nullptr) return connection_.get();
  TIDEMARK_RETURN_IF_ERROR(TokenClaims().status());
  TIDEMARK_ASSIGN_OR_RETURN(
      std::shared_ptr<rpc::Connection> connection,
      rpc::Connection::Open({.address = flags_.server,
                             .token_file = flags_.token_file,
                             .ca_file = flags_.ca_file,
                             .cert_file = flags_.cert_file,
                             .key_file = flags_.key_file,
                             .tls = flags_.tls}));
  const auto deadline =
      std::chrono::system_clock::now() +
      absl::ToChronoNanoseconds(absl::Seconds(flags_.connect_seconds));
  if (!connection->channel()->WaitForConnected(deadline)) {
    return absl::UnavailableError(absl::StrCat(
        "cannot reach the server at ", flags_.server,
        "; check that it runs, and --server, TIDEMARK_SERVER and the TLS "
        "flags"));
  }
  connection_ = std::move(connection);
  return connection_.get();
}

std::string Session::RequestId(const WriteFlags& flags) const {
  return flags.request_id.empty() ? surroundings_.new_request_id()
                                  : flags.request_id;
}

absl::Status Session::PrintJson(const google::protobuf::Message& message) {
  PrintLine(ToJsonLine(message));
  return absl::OkStatus();
}

void Session::PrintLine(absl::string_view json) { out() << json << "\n"; }

void Session::Print(const Table& table, absl::string_view indent) {
  out() << table.Text({.emphasis = surroundings_.out_is_terminal,
                       .indent = std::string(indent)});
}

void Session::Note(absl::string_view line) { err() << line << "\n"; }

void AddWriteFlags(CLI::App* command, WriteFlags& flags, bool etag) {
  constexpr char kGroup[] = "Flags for safe scripts";
  if (etag) {
    command
        ->add_option("--etag", flags.etag,
                     "Refuse (exit code 5) unless this is still its etag")
        ->group(kGroup);
  }
  command
      ->add_option("--request-id", flags.request_id,
                   "A UUID: repeating the command with it changes nothing")
      ->group(kGroup);
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path,
                                          size_t max_bytes) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return SystemError(path, "opened");
  const absl::Cleanup close_fd = [fd] { close(fd); };
  std::string content;
  char buffer[64 << 10];
  while (true) {
    const ssize_t got = read(fd, buffer, sizeof(buffer));
    if (got < 0) {
      if (errno == EINTR) continue;
      return SystemError(path, "read");
    }
    if (got == 0) return content;
    content.append(buffer, static_cast<size_t>(got));
    if (content.size() > max_bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is larger than ", FormatCount(max_bytes >> 10),
                       " KiB, the most that is accepted"));
    }
  }
}

absl::Status WriteWholeFile(const std::string& path, absl::string_view content,
                            bool overwrite, bool secret) {
  const int flags =
      O_WRONLY | O_CREAT | O_CLOEXEC | (overwrite ? O_TRUNC : O_EXCL);
  const int fd = open(path.c_str(), flags, secret ? 0600 : 0666);
  if (fd < 0) {
    if (errno == EEXIST) {
      return absl::AlreadyExistsError(
          absl::StrCat(path,
                       " is there already; name another file or remove "
                       "it"));
    }
    return SystemError(path, "written");
  }
  const absl::Cleanup close_fd = [fd] { close(fd); };
  if (secret && fchmod(fd, 0600) != 0) return SystemError(path, "protected");
  while (!content.empty()) {
    const ssize_t put = write(fd, content.data(), content.size());
    if (put < 0) {
      if (errno == EINTR) continue;
      return SystemError(path, "written");
    }
    content.remove_prefix(static_cast<size_t>(put));
  }
  if (fsync(fd) != 0 && errno != EINVAL) return SystemError(path, "synced");
  return absl::OkStatus();
}

}  // namespace tidemark::cli

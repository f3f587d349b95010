#include "services/gateway/sign_in.h"

#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/status_macros.h"
#include "common/rpc/tokens.h"
#include "services/gateway/demonstration.h"
#include "services/gateway/open_id_connect.h"
#include "services/gateway/session_tables.h"
#include "services/gateway/sign_in_settings.h"

namespace tidemark::gateway {
namespace {

constexpr absl::Duration kWriteEvery = absl::Minutes(1);

// The duration that a flag says, such as `30m`; what is there already without.
absl::Status ReadDuration(const server::Host& host, absl::string_view flag,
                          absl::Duration& value) {
  const std::string text = host.flag(flag);
  if (text.empty()) return absl::OkStatus();
  if (!absl::ParseDuration(text, &value) || value < absl::Minutes(1) ||
      value > absl::Hours(24 * 7)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", flag, " must be from 1m to 168h, such as 30m"));
  }
  return absl::OkStatus();
}

absl::StatusOr<SessionLimits> ReadLimits(const server::Host& host) {
  SessionLimits limits;
  TIDEMARK_RETURN_IF_ERROR(
      ReadDuration(host, "http_session_idle", limits.idle));
  TIDEMARK_RETURN_IF_ERROR(
      ReadDuration(host, "http_session_longest", limits.absolute));
  return limits;
}

// Signs tokens where the installation's private key is.
absl::StatusOr<Sessions::Issue> IssuerAt(const server::Host& host,
                                         bool needed) {
  if (!rpc::TokenKey::Exists(host.keys_dir())) {
    absl::Status none = absl::FailedPreconditionError(
        "nobody can sign in at this process: the key that signs tokens is "
        "elsewhere");
    if (needed) return none;
    return [none](const rpc::Principal&, absl::Time) { return none; };
  }
  TIDEMARK_ASSIGN_OR_RETURN(rpc::TokenKey key,
                            rpc::TokenKey::LoadOrCreate(host.keys_dir()));
  return
      [key = std::move(key)](const rpc::Principal& principal, absl::Time now) {
        return key.Issue(principal, now);
      };
}

absl::Status ReadDemonstration(const server::Host& host,
                               BrowserIdentity::Options& options) {
  if (host.flag("http_demonstration").empty()) return absl::OkStatus();
  if (!IsLoopbackAddress(host.flag("http_listen"))) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--http_demonstration lets anybody in: it needs --http_listen "
        "127.0.0.1:PORT, and not ",
        host.flag("http_listen")));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      options.demonstration,
      DemonstrationAccounts(
          {.council = host.flag("http_council"),
           .provider = host.flag("http_demonstration_provider")}));
  return absl::OkStatus();
}

absl::Status ReadOpenIdConnect(const server::Host& host,
                               BrowserIdentity::Options& options) {
  const std::string path = host.flag("http_oidc");
  if (path.empty()) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(OidcSettings settings, ReadOidcSettings(path));
  options.open_id_connect =
      std::make_unique<OpenIdConnect>(std::move(settings));
  return absl::OkStatus();
}

void Log(absl::string_view line) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

}  // namespace

absl::StatusOr<std::unique_ptr<SignIn>> SignIn::Make(server::Host& host) {
  const bool needed = !host.flag("http_demonstration").empty() ||
                      !host.flag("http_oidc").empty();
  TIDEMARK_ASSIGN_OR_RETURN(Sessions::Issue issue, IssuerAt(host, needed));
  TIDEMARK_ASSIGN_OR_RETURN(const SessionLimits limits, ReadLimits(host));
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(MakeSchema()));
  TIDEMARK_ASSIGN_OR_RETURN(
      std::unique_ptr<Sessions> sessions,
      Sessions::Open({.db = *db, .issue = std::move(issue), .limits = limits}));
  BrowserIdentity::Options options{.sessions = *sessions,
                                   .colleagues = Colleagues(*db)};
  options.log = Log;
  TIDEMARK_RETURN_IF_ERROR(ReadDemonstration(host, options));
  TIDEMARK_RETURN_IF_ERROR(ReadOpenIdConnect(host, options));
  // Who could no longer sign in stays no longer signed in.
  TIDEMARK_RETURN_IF_ERROR(sessions->EndAll([&](const Account& account) {
    return IsOfDemonstration(account) ? options.demonstration.empty()
                                      : options.open_id_connect == nullptr;
  }));
  return std::unique_ptr<SignIn>(
      new SignIn(host, std::move(sessions), std::move(options)));
}

SignIn::SignIn(server::Host& host, std::unique_ptr<Sessions> sessions,
               BrowserIdentity::Options options)
    : host_(host),
      sessions_(std::move(sessions)),
      identity_(std::make_unique<BrowserIdentity>(std::move(options))),
      keeper_(host.clock(),
              [this](absl::Time now) -> absl::StatusOr<absl::Time> {
                TIDEMARK_RETURN_IF_ERROR(sessions_->Tick(now));
                return now + kWriteEvery;
              }) {
  host_.runtime().metrics().AddGauge(
      this, "tidemark_sessions", "Sessions of browsers", {},
      [this] { return static_cast<double>(sessions_->size()); });
  keeper_.Start();
}

SignIn::~SignIn() {
  host_.runtime().metrics().RemoveGauges(this);
  keeper_.Stop();
}

std::vector<server::ModuleFlag> SignInFlags() {
  return {
      {"http_demonstration",
       "Let anyone of this machine sign in as a user of each role",
       /*is_switch=*/true},
      {"http_council", "The council of the demonstration: councils/E10000012"},
      {"http_demonstration_provider",
       "The provider of the demonstration: councils/../providers/.."},
      {"http_oidc", "The file that says how people sign in (OpenID Connect)"},
      {"http_session_idle",
       "After how long without use people are signed out; by default 30m"},
      {"http_session_longest",
       "After how long people are signed out in any case; by default 12h"},
  };
}

}  // namespace tidemark::gateway

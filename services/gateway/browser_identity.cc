#include "services/gateway/browser_identity.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/rpc/tokens.h"
#include "common/type/decisions.h"
#include "services/gateway/errors.h"
#include "services/gateway/session_answers.h"
#include "services/gateway/sign_in_problems.h"
#include "services/gateway/urls.h"

namespace tidemark::gateway {
namespace {

using ::boost::beast::http::field;
using ::boost::beast::http::verb;

constexpr char kCsrfHeader[] = "x-tidemark-csrf";
constexpr char kBackgroundHeader[] = "x-tidemark-background";
constexpr char kSignInPath[] = "/session/sign-in";
// More people than that are on no page.
constexpr size_t kMostNames = 50;
constexpr char kFailed[] = "SIGN_IN_FAILED";
// How long the browser keeps what its attempts to sign in are known by.
constexpr absl::Duration kAttemptFor = absl::Minutes(15);

absl::Status Denied(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kPermissionDenied, reason, message);
}

absl::Status SignInError(absl::StatusCode code, absl::string_view problem) {
  return Error(code, problem, absl::StrCat("sign-in: ", problem));
}

absl::Status TooManyAttempts() {
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_ATTEMPTS",
               "too many tries to sign in; wait a minute");
}

// Whether a page of ours sent the request; `nullopt` if the browser says
// nothing.
std::optional<bool> IsOurs(const Exchange& exchange) {
  return IsSameOrigin(
      {.secure = exchange.secure,
       .host = HeaderOf(exchange.request, "host"),
       .origin = HeaderOf(exchange.request, "origin"),
       .sec_fetch_site = HeaderOf(exchange.request, "sec-fetch-site")});
}

absl::Status CrossOrigin() {
  return Denied("CROSS_ORIGIN",
                "only Tidemark's own pages may do this; open Tidemark and try "
                "again there");
}

bool Reads(verb method) { return method == verb::get || method == verb::head; }

bool IsJson(const Request& request) {
  const absl::string_view type = HeaderOf(request, "content-type");
  return absl::EqualsIgnoreCase(type.substr(0, type.find(';')),
                                "application/json");
}

std::string ParameterIn(const Exchange& exchange, absl::string_view name) {
  return ParameterOf(QueryOf(exchange.request), name);
}

// Where to go after signing in: nowhere but here, and not round in a circle.
std::string ReturnTo(const Exchange& exchange) {
  std::string path = ParameterIn(exchange, "return_to");
  if (!IsLocalPath(path) || absl::StartsWith(path, "/session")) return "/";
  return path;
}

}  // namespace

struct BrowserIdentity::Route {
  absl::string_view path;
  std::vector<verb> methods;
  Answer (BrowserIdentity::*answer)(const Exchange&);
};

const std::vector<BrowserIdentity::Route>& BrowserIdentity::Routes() {
  static const auto* const routes = new std::vector<Route>{
      {"/session", {verb::get, verb::head}, &BrowserIdentity::Show},
      {"/session/names", {verb::get}, &BrowserIdentity::ShowNames},
      {"/session/demonstration",
       {verb::post},
       &BrowserIdentity::SignInToDemonstration},
      {kSignInPath, {verb::get}, &BrowserIdentity::GoToProvider},
      {"/session/callback", {verb::get}, &BrowserIdentity::ComeBack},
      {"/session/sign-out", {verb::post}, &BrowserIdentity::SignOut},
  };
  return *routes;
}

std::string BrowserIdentity::AllowedBy(const Route& route) {
  return absl::StrJoin(route.methods, ", ", [](std::string* out, verb allowed) {
    absl::StrAppend(out, View(boost::beast::http::to_string(allowed)));
  });
}

BrowserIdentity::BrowserIdentity(Options options)
    : options_(std::move(options)), limit_(options_.limit) {}

BrowserIdentity::~BrowserIdentity() {
  provider_.join();
  disk_.join();
}

template <typename Work>
auto BrowserIdentity::Away(boost::asio::thread_pool& pool, Work work)
    -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
  using Result = std::invoke_result_t<Work&>;
  co_return co_await boost::asio::co_spawn(
      pool,
      [](Work task) -> boost::asio::awaitable<Result> {
        co_return task();
      }(std::move(work)),
      boost::asio::use_awaitable);
}

boost::asio::awaitable<std::optional<Response>> BrowserIdentity::Handle(
    const Exchange& exchange) {
  const absl::string_view path = PathOf(exchange.request);
  for (const Route& route : Routes()) {
    if (route.path != path) continue;
    const verb method = exchange.request.method();
    if (std::find(route.methods.begin(), route.methods.end(), method) ==
        route.methods.end()) {
      co_return ConnectError(Error(absl::StatusCode::kUnimplemented,
                                   "METHOD_NOT_ALLOWED",
                                   "this address does not take this method",
                                   {{"allow", AllowedBy(route)}}));
    }
    co_return co_await (this->*route.answer)(exchange);
  }
  co_return std::nullopt;
}

bool BrowserIdentity::IsSecure(const Exchange& exchange) const {
  // A proxy may take TLS away on the browser's way here.
  return exchange.secure ||
         (options_.open_id_connect != nullptr &&
          absl::StartsWith(options_.open_id_connect->settings().file.address(),
                           "https:"));
}

Cookie BrowserIdentity::SessionCookie(const Exchange& exchange) const {
  // A browser that comes back from an identity provider is sent here by another
  // site: whatever session it had is to be replaced.
  return {.name = "tidemark",
          .secure = IsSecure(exchange),
          .same_site = options_.open_id_connect == nullptr ? SameSite::kStrict
                                                           : SameSite::kLax};
}

Cookie BrowserIdentity::AttemptCookie(const Exchange& exchange) const {
  return {.name = "tidemark-sign-in", .secure = IsSecure(exchange)};
}

absl::string_view BrowserIdentity::IdIn(const Exchange& exchange) const {
  return CookieIn(HeaderOf(exchange.request, "cookie"),
                  SessionCookie(exchange));
}

absl::Status BrowserIdentity::CheckCsrf(const Exchange& exchange,
                                        absl::string_view id) const {
  if (IsOurs(exchange) == false) return CrossOrigin();
  if (!SameSecret(HeaderOf(exchange.request, kCsrfHeader),
                  Derive(id, kCsrfHeader))) {
    return Denied("CSRF_TOKEN_MISSING",
                  "the call does not come from a page of this session; open "
                  "the page again");
  }
  return absl::OkStatus();
}

absl::StatusOr<Caller> BrowserIdentity::CallerOf(const Exchange& exchange) {
  const absl::string_view id = IdIn(exchange);
  if (BearerTokenOf(exchange.request) ||
      // A machine, which never had a session, is told what machines need.
      (id.empty() && HeaderOf(exchange.request, kCsrfHeader).empty())) {
    return machines_.CallerOf(exchange);
  }
  TIDEMARK_RETURN_IF_ERROR(
      options_.sessions.Find(id, exchange.received).status());
  if (!Reads(exchange.request.method())) {
    TIDEMARK_RETURN_IF_ERROR(CheckCsrf(exchange, id));
  }
  const SessionUse use = HeaderOf(exchange.request, kBackgroundHeader).empty()
                             ? SessionUse::kPerson
                             : SessionUse::kBackground;
  Caller caller;
  TIDEMARK_ASSIGN_OR_RETURN(
      caller.token, options_.sessions.TokenOf(id, use, exchange.received));
  return caller;
}

std::string BrowserIdentity::Help() const {
  return options_.open_id_connect == nullptr
             ? "your administrator"
             : options_.open_id_connect->settings().file.help();
}

v1::SignInOptions BrowserIdentity::DescribeOptions() const {
  v1::SignInOptions described;
  if (options_.open_id_connect != nullptr) {
    described.mutable_oidc()->set_label(
        options_.open_id_connect->settings().file.label());
    described.mutable_oidc()->set_href(kSignInPath);
  }
  for (const DemonstrationAccount& one : options_.demonstration) {
    v1::SignInOptions::Demonstration& added = *described.add_demonstration();
    added.set_id(one.id);
    added.set_name(one.account.display_name);
    added.set_role(rpc::RoleName(one.account.principal.role));
    added.set_about(one.about);
  }
  return described;
}

v1::Session BrowserIdentity::Describe(absl::string_view id,
                                      absl::Time now) const {
  v1::Session described;
  *described.mutable_sign_in() = DescribeOptions();
  const absl::StatusOr<SessionView> session = options_.sessions.Find(id, now);
  described.set_signed_in(session.ok());
  if (!session.ok()) {
    for (SignInProblem& problem : SignInProblems(Help())) {
      v1::SignInOptions::Problem& added =
          *described.mutable_sign_in()->add_problems();
      added.set_code(std::move(problem.code));
      added.set_words(std::move(problem.words));
    }
    return described;
  }
  const rpc::Principal& who = session->account.principal;
  v1::SignedInUser& user = *described.mutable_user();
  user.set_subject(who.subject);
  user.set_name(session->account.display_name);
  user.set_role(rpc::RoleName(who.role));
  user.set_council(who.council);
  if (who.is_provider()) user.set_provider(who.provider);
  user.set_read_only(who.read_only);
  described.set_csrf(Derive(id, kCsrfHeader));
  *described.mutable_expires() = type::TimestampOf(session->expires);
  *described.mutable_idle_expires() = type::TimestampOf(session->idle_expires);
  return described;
}

BrowserIdentity::Answer BrowserIdentity::Show(const Exchange& exchange) {
  co_return JsonAnswer(Describe(IdIn(exchange), exchange.received));
}

BrowserIdentity::Answer BrowserIdentity::ShowNames(const Exchange& exchange) {
  const absl::StatusOr<SessionView> session =
      options_.sessions.Find(IdIn(exchange), exchange.received);
  if (!session.ok()) co_return ConnectError(session.status());
  const std::vector<std::string> subjects =
      absl::StrSplit(ParameterIn(exchange, "of"), ',', absl::SkipEmpty());
  if (subjects.empty() || subjects.size() > kMostNames) {
    co_return ConnectError(absl::InvalidArgumentError(
        absl::StrCat("`of` must name from 1 to ", kMostNames,
                     " people, such as users/ada,users/bo")));
  }
  const absl::StatusOr<Colleagues::Names> names = co_await Away(disk_, [&] {
    return options_.colleagues.NamesOf(session->account.principal, subjects);
  });
  if (!names.ok()) co_return ConnectError(names.status());
  v1::Names answer;
  answer.mutable_names()->insert(names->begin(), names->end());
  co_return JsonAnswer(answer);
}

bool BrowserIdentity::MayTry(const Exchange& exchange) {
  return !limit_.Count(ClientKey(exchange.client), exchange.received);
}

absl::StatusOr<Account> BrowserIdentity::DemonstrationAccountFor(
    const Exchange& exchange) {
  // A site that has its name point to this machine is told from us by the name
  // only.
  if (options_.demonstration.empty() ||
      !IsLoopbackHost(HeaderOf(exchange.request, "host"))) {
    return Denied("NOT_A_DEMONSTRATION",
                  "this server is not a demonstration; sign in with your own "
                  "account");
  }
  if (IsOurs(exchange) != true) return CrossOrigin();
  if (!MayTry(exchange)) {
    return TooManyAttempts();
  }
  v1::SignInToDemonstrationRequest request;
  if (!IsJson(exchange.request) || !google::protobuf::util::JsonStringToMessage(
                                        exchange.request.body(), &request)
                                        .ok()) {
    return absl::InvalidArgumentError(
        "send application/json such as {\"id\": \"commissioner\"}");
  }
  for (const DemonstrationAccount& one : options_.demonstration) {
    if (one.id == request.id()) return one.account;
  }
  return absl::NotFoundError("the demonstration has no such account");
}

BrowserIdentity::Answer BrowserIdentity::SignInToDemonstration(
    const Exchange& exchange) {
  const absl::StatusOr<Account> account = DemonstrationAccountFor(exchange);
  if (!account.ok()) co_return ConnectError(account.status());
  const absl::StatusOr<std::string> id =
      co_await Away(disk_, [&] { return Begin(*account, exchange); });
  if (!id.ok()) co_return ConnectError(id.status());
  Response response = JsonAnswer(Describe(*id, exchange.received));
  response.set(field::set_cookie, SetCookie(SessionCookie(exchange), *id));
  co_return response;
}

BrowserIdentity::Answer BrowserIdentity::SignOut(const Exchange& exchange) {
  Response response = EmptyAnswer();
  const absl::string_view id = IdIn(exchange);
  if (options_.sessions.Find(id, exchange.received).ok()) {
    if (const absl::Status ours = CheckCsrf(exchange, id); !ours.ok()) {
      co_return ConnectError(ours);
    }
    const absl::Status ended =
        co_await Away(disk_, [&] { return options_.sessions.End(id); });
    if (!ended.ok()) co_return ConnectError(ended);
    if (options_.open_id_connect != nullptr) {
      const std::string next = co_await Away(provider_, [&] {
        return options_.open_id_connect->SignOutUrl(exchange.received);
      });
      if (!next.empty()) response.set(field::location, next);
    }
  }
  response.set(field::set_cookie, RemoveCookie(SessionCookie(exchange)));
  co_return response;
}

Response BrowserIdentity::Problem(const absl::Status& status) {
  std::string code = ReasonOf(status);
  const std::vector<SignInProblem> known = SignInProblems("");
  if (std::none_of(known.begin(), known.end(), [&](const SignInProblem& one) {
        return one.code == code;
      })) {
    code = kFailed;
  }
  options_.log(
      absl::StrCat("nobody signed in: ", code, ": ", status.message()));
  return Redirect(WithParameters("/sign-in", {{"problem", code}}));
}

BrowserIdentity::Answer BrowserIdentity::GoToProvider(
    const Exchange& exchange) {
  if (options_.open_id_connect == nullptr) {
    co_return ConnectError(absl::NotFoundError(
        "no identity provider is configured on this server"));
  }
  if (!MayTry(exchange)) {
    co_return Problem(TooManyAttempts());
  }
  // One secret a browser, whatever the number of tabs.
  std::string browser(
      CookieIn(HeaderOf(exchange.request, "cookie"), AttemptCookie(exchange)));
  if (!IsSecret(browser)) browser = NewSecret(options_.random);
  const OpenIdConnect::Question question = {
      .state = NewSecret(options_.random),
      .nonce = NewSecret(options_.random),
      .verifier = NewSecret(options_.random),
      .anew = !ParameterIn(exchange, "anew").empty()};
  if (!attempts_.Add(question.state, {.browser = browser,
                                      .nonce = question.nonce,
                                      .verifier = question.verifier,
                                      .return_to = ReturnTo(exchange),
                                      .begun = exchange.received})) {
    co_return Problem(TooManyAttempts());
  }
  const absl::StatusOr<std::string> url = co_await Away(provider_, [&] {
    return options_.open_id_connect->AuthorizationUrl(question,
                                                      exchange.received);
  });
  if (!url.ok()) co_return Problem(url.status());
  Response response = Redirect(*url);
  response.set(field::set_cookie,
               SetCookie(AttemptCookie(exchange), browser, kAttemptFor));
  co_return response;
}

absl::StatusOr<OpenIdConnect::Reply> BrowserIdentity::ReplyOf(
    const Exchange& exchange, std::string& return_to) {
  using enum absl::StatusCode;
  const std::optional<Attempt> attempt = attempts_.Take(
      ParameterIn(exchange, "state"),
      CookieIn(HeaderOf(exchange.request, "cookie"), AttemptCookie(exchange)),
      exchange.received);
  if (!attempt) return SignInError(kUnauthenticated, "SIGN_IN_EXPIRED");
  return_to = attempt->return_to;
  const std::string error = ParameterIn(exchange, "error");
  if (error == "access_denied") {
    return SignInError(kUnauthenticated, "SIGN_IN_CANCELLED");
  }
  if (!error.empty()) return SignInError(kUnauthenticated, "PROVIDER_REFUSED");
  OpenIdConnect::Reply reply = {.code = ParameterIn(exchange, "code"),
                                .issuer = ParameterIn(exchange, "iss"),
                                .nonce = attempt->nonce,
                                .verifier = attempt->verifier};
  if (reply.code.empty())
    return SignInError(kUnauthenticated, "ANSWER_INVALID");
  return reply;
}

absl::StatusOr<std::string> BrowserIdentity::Begin(const Account& account,
                                                   const Exchange& exchange) {
  TIDEMARK_ASSIGN_OR_RETURN(
      std::string id,
      options_.sessions.Begin(account, IdIn(exchange), exchange.received));
  TIDEMARK_RETURN_IF_ERROR(options_.colleagues.Remember(account));
  return id;
}

absl::StatusOr<std::string> BrowserIdentity::Finish(
    const OpenIdConnect::Reply& reply, const Exchange& exchange) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Account account,
      options_.open_id_connect->Finish(reply, exchange.received));
  return Begin(account, exchange);
}

BrowserIdentity::Answer BrowserIdentity::ComeBack(const Exchange& exchange) {
  if (options_.open_id_connect == nullptr) {
    co_return ConnectError(absl::NotFoundError(
        "no identity provider is configured on this server"));
  }
  std::string return_to;
  const absl::StatusOr<OpenIdConnect::Reply> reply =
      ReplyOf(exchange, return_to);
  if (!reply.ok()) co_return Problem(reply.status());
  const absl::StatusOr<std::string> id =
      co_await Away(provider_, [&] { return Finish(*reply, exchange); });
  if (!id.ok()) co_return Problem(id.status());
  Response response = Redirect(return_to);
  response.set(field::set_cookie, SetCookie(SessionCookie(exchange), *id));
  co_return response;
}

}  // namespace tidemark::gateway

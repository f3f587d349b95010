// Who uses a browser: signing in and out at `/session`, and for whom the calls
// of a page are made. What it answers is in
// protos/tidemark/gateway/v1/session.proto.
//
//   GET  /session                 who is signed in, and how one can sign in
//   POST /session/demonstration   signs in to a demonstration
//   GET  /session/names           how colleagues are called
//   GET  /session/sign-in         goes to the identity provider, which asks
//                                 anew who it is for `anew=1`
//   GET  /session/callback        comes back from it
//   POST /session/sign-out        ends the session
//
// The browser holds a session's id in a cookie that scripts cannot read. A page
// proves that it is ours by the header `x-tidemark-csrf`, which every request
// that is not a GET needs; the header `x-tidemark-background` says that a call
// is not the person's doing, so that a page left open is no reason for a
// session to last.

#ifndef TIDEMARK_SERVICES_GATEWAY_BROWSER_IDENTITY_H_
#define TIDEMARK_SERVICES_GATEWAY_BROWSER_IDENTITY_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/gateway/attempts.h"
#include "services/gateway/bearer_identity.h"
#include "services/gateway/colleagues.h"
#include "services/gateway/cookies.h"
#include "services/gateway/demonstration.h"
#include "services/gateway/identity.h"
#include "services/gateway/limits.h"
#include "services/gateway/open_id_connect.h"
#include "services/gateway/secrets.h"
#include "services/gateway/sessions.h"
#include "tidemark/gateway/v1/session.pb.h"

namespace tidemark::gateway {

// Takes machines' tokens, too: a request with one uses no cookie. Safe to use
// from any thread.
class BrowserIdentity : public Identity {
 public:
  struct Options {
    // Must outlive this.
    Sessions& sessions;
    Colleagues colleagues;
    // Whom one can sign in as at this machine; nobody unless this is a
    // demonstration that only this machine can reach.
    std::vector<DemonstrationAccount> demonstration = {};
    // Null if no identity provider is configured.
    std::unique_ptr<OpenIdConnect> open_id_connect = nullptr;
    // How often a client may try to sign in. A whole council may be behind one
    // address, at nine o'clock.
    RateLimit::Options limit = {.rate = 2, .burst = 100, .max_clients = 10'000};
    RandomBytes random = SystemRandomBytes;
    // Is told why somebody could not be signed in, in a line without anything
    // secret or personal. On any thread.
    std::function<void(absl::string_view line)> log = [](absl::string_view) {};
  };

  explicit BrowserIdentity(Options options);
  // Waits for the sign-ins under way.
  ~BrowserIdentity() override;

  absl::StatusOr<Caller> CallerOf(const Exchange& exchange) override;
  boost::asio::awaitable<std::optional<Response>> Handle(
      const Exchange& exchange) override;

 private:
  using Answer = boost::asio::awaitable<Response>;
  struct Route;
  static const std::vector<Route>& Routes();
  static std::string AllowedBy(const Route& route);

  Answer Show(const Exchange& exchange);
  Answer ShowNames(const Exchange& exchange);
  Answer SignInToDemonstration(const Exchange& exchange);
  Answer GoToProvider(const Exchange& exchange);
  Answer ComeBack(const Exchange& exchange);
  Answer SignOut(const Exchange& exchange);

  // Counts an attempt to sign in. Returns whether it may be made.
  bool MayTry(const Exchange& exchange);
  // Whether a sign-in to the demonstration may be tried; else the error.
  absl::StatusOr<Account> DemonstrationAccountFor(const Exchange& exchange);
  // Begins a session of `account` instead of what the browser had. Returns its
  // id; waits.
  absl::StatusOr<std::string> Begin(const Account& account,
                                    const Exchange& exchange);
  // Checks what came back, asks the provider and begins the session. Returns
  // its id; waits.
  absl::StatusOr<std::string> Finish(const OpenIdConnect::Reply& reply,
                                     const Exchange& exchange);
  // What came back with the person, as far as it can be told at once.
  absl::StatusOr<OpenIdConnect::Reply> ReplyOf(const Exchange& exchange,
                                               std::string& return_to);
  // Back to the console, which says what is wrong.
  Response Problem(const absl::Status& status);

  absl::Status CheckCsrf(const Exchange& exchange, absl::string_view id) const;
  bool IsSecure(const Exchange& exchange) const;
  Cookie SessionCookie(const Exchange& exchange) const;
  Cookie AttemptCookie(const Exchange& exchange) const;
  // What the browser's cookie says the session is; empty if it has none.
  absl::string_view IdIn(const Exchange& exchange) const;
  // The answer to `GET /session` of the session `id`.
  v1::Session Describe(absl::string_view id, absl::Time now) const;
  v1::SignInOptions DescribeOptions() const;
  std::string Help() const;

  // Runs `work`, which may wait, on a thread of `pool`, away from those that
  // serve browsers.
  template <typename Work>
  static auto Away(boost::asio::thread_pool& pool, Work work)
      -> boost::asio::awaitable<std::invoke_result_t<Work&>>;

  const Options options_;
  BearerIdentity machines_;
  RateLimit limit_;
  Attempts attempts_;
  // For what waits for the disk; apart, for what waits for the identity
  // provider, so that one that is slow keeps nobody from signing out.
  boost::asio::thread_pool disk_{2};
  boost::asio::thread_pool provider_{4};
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_BROWSER_IDENTITY_H_

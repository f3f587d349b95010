#ifndef TIDEMARK_SERVICES_GATEWAY_SIGN_IN_FIXTURE_H_
#define TIDEMARK_SERVICES_GATEWAY_SIGN_IN_FIXTURE_H_

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/rpc/tokens.h"
#include "common/store/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/gateway/browser_identity.h"
#include "services/gateway/json_object.h"
#include "services/gateway/session_tables.h"
#include "services/gateway/sessions.h"

namespace tidemark::gateway {

inline constexpr char kEssex[] = "councils/E10000012";
inline constexpr char kShoreline[] = "councils/E10000012/providers/1-100000001";

inline Account Ada() {
  return {.principal = {.subject = "users/ada",
                        .role = api::v1::ROLE_COMMISSIONER,
                        .council = kEssex},
          .display_name = "Ada Example"};
}

// Sessions in a folder of their own, with a clock that stands still and the key
// of an installation.
class SessionsFixture : public ::testing::Test {
 protected:
  SessionsFixture() { Start(); }

  // Starts anew on the same folder, as after a restart.
  void Restart() {
    Stop();
    Start();
  }

  void Start() {
    auto db = store::Database::Open(
        {.path = dir_ / "gateway", .schema = MakeSchema(), .clock = &clock_});
    Must(db.status());
    db_ = *std::move(db);
    auto key = rpc::TokenKey::LoadOrCreate(dir_ / "keys");
    Must(key.status());
    auto authenticator = rpc::Authenticator::Load(dir_ / "keys", clock_);
    Must(authenticator.status());
    authenticator_ = *std::move(authenticator);
    auto sessions = Sessions::Open(
        {.db = *db_,
         .issue =
             [this, signing = *std::move(key)](const rpc::Principal& principal,
                                               absl::Time now) {
               ++issued_;
               return signing.Issue(principal, now);
             },
         .limits = limits_,
         .max_of_subject = 3,
         .max = 5});
    Must(sessions.status());
    sessions_ = *std::move(sessions);
  }

  void Stop() {
    sessions_ = nullptr;
    db_ = nullptr;
  }

  static void Must(const absl::Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::abort();
  }

  absl::Time Now() const { return clock_.Now(); }

  std::string Begin(const Account& account, absl::string_view replaces = "") {
    absl::StatusOr<std::string> id = sessions_->Begin(account, replaces, Now());
    Must(id.status());
    return *std::move(id);
  }

  testing::TempDir dir_;
  testing::FakeClock clock_{"2026-03-02T09:00:00Z"};
  SessionLimits limits_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<rpc::Authenticator> authenticator_;
  std::unique_ptr<Sessions> sessions_;
  // Tokens signed so far.
  int issued_ = 0;
};

// A request of a browser, and what comes of it.
class Browser {
 public:
  Browser(Identity& identity, const Clock& clock)
      : identity_(identity), clock_(clock) {}

  struct Headers {
    std::string csrf = "";
    std::string origin = "http://127.0.0.1:8080";
    std::string sec_fetch_site = "same-origin";
    std::string content_type = "application/json";
    std::string authorization = "";
    bool background = false;
  };

  Response Get(const std::string& target) {
    return Send("GET", target, "", {});
  }
  Response Post(const std::string& target, const std::string& body) {
    return Send("POST", target, body, {});
  }
  Response Post(const std::string& target, const std::string& body,
                Headers headers) {
    return Send("POST", target, body, std::move(headers));
  }

  Response Send(const std::string& method, const std::string& target,
                const std::string& body, Headers headers) {
    const Request request = MakeRequest(method, target, body, headers);
    const Exchange exchange = MakeExchange(request);
    boost::asio::io_context context;
    std::optional<Response> response;
    boost::asio::co_spawn(
        context,
        [&]() -> boost::asio::awaitable<void> {
          response = co_await identity_.Handle(exchange);
        },
        boost::asio::detached);
    context.run();
    if (!response) {
      return MakeResponse(boost::beast::http::status::not_found, "", "");
    }
    Keep(*response);
    return *std::move(response);
  }

  // For whom a call would be made.
  absl::StatusOr<Caller> Call(Headers headers,
                              const std::string& method = "POST") {
    const Request request = MakeRequest(
        method, "/tidemark.contracts.v1.ContractsService/GetCouncil", "{}",
        headers);
    return identity_.CallerOf(MakeExchange(request));
  }

  // `GET /session`.
  JsonObject Session() {
    absl::StatusOr<JsonObject> json = ParseJson(Get("/session").body());
    EXPECT_TRUE(json.ok());
    return *std::move(json);
  }
  std::string Csrf() { return TextOf(Session(), "csrf"); }

  // What the browser holds: `tidemark=...`.
  std::vector<std::string> cookies;
  std::string host = "127.0.0.1:8080";
  std::string client = "127.0.0.1";
  bool secure = false;

 private:
  Exchange MakeExchange(const Request& request) const {
    return {.request = request,
            .client = client,
            .secure = secure,
            .received = clock_.Now(),
            .request_id = "r-1"};
  }

  Request MakeRequest(const std::string& method, const std::string& target,
                      const std::string& body, const Headers& headers) const {
    using boost::beast::http::field;
    Request request(boost::beast::http::string_to_verb(method), target, 11);
    request.set(field::host, host);
    if (!cookies.empty()) {
      request.set(field::cookie, absl::StrJoin(cookies, "; "));
    }
    const auto set = [&](const char* name, const std::string& value) {
      if (!value.empty()) request.set(name, value);
    };
    if (method != "GET") {
      set("origin", headers.origin);
      set("content-type", headers.content_type);
    }
    set("sec-fetch-site", headers.sec_fetch_site);
    set("x-tidemark-csrf", headers.csrf);
    set("authorization", headers.authorization);
    if (headers.background) set("x-tidemark-background", "1");
    request.body() = body;
    return request;
  }

  // Does with `set-cookie` what browsers do.
  void Keep(const Response& response) {
    const std::string header(
        View(response[boost::beast::http::field::set_cookie]));
    if (header.empty()) return;
    const std::string pair = header.substr(0, header.find(';'));
    const std::string name = pair.substr(0, pair.find('=') + 1);
    std::erase_if(cookies, [&](const std::string& held) {
      return absl::StartsWith(held, name);
    });
    if (!absl::StrContains(header, "Max-Age=0")) cookies.push_back(pair);
  }

  Identity& identity_;
  const Clock& clock_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SIGN_IN_FIXTURE_H_

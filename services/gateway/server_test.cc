// What clients do to the server, and what it does then.

#include "services/gateway/server.h"

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/gateway/elsewhere.h"
#include "services/gateway/gateway_fixture.h"

namespace tidemark::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace http = ::boost::beast::http;

constexpr char kJson[] = "content-type: application/json\r\n";
constexpr absl::Duration kSoon = absl::Milliseconds(50);
constexpr absl::Duration kNever = absl::Hours(1);

std::string Chunked(const std::string& target, const std::string& body) {
  return absl::StrCat("POST ", target,
                      " HTTP/1.1\r\nhost: test\r\ntransfer-encoding: "
                      "chunked\r\n\r\n",
                      body);
}

class ServerTest : public GatewayTest {
 protected:
  // Stores a thing to wait for.
  void StoreThing() {
    ASSERT_EQ(Ask({.method = "POST",
                   .target = "/v1/councils/X/things?thingId=a",
                   .headers = AsAda() + kJson,
                   .body = R"({"title": "T", "grade": "GRADE_GOOD"})"})
                  .result_int(),
              200u);
  }
  // A request that is worked on until the thing is marked, or for a minute.
  std::string LongPoll() const {
    return RawRequest{.target = "/v1/councils/X/things/a:await?wait=60s",
                      .headers = AsAda() + "connect-timeout-ms: 60000\r\n"}
        .Text();
  }
  bool PollsAre(double count) {
    return Eventually(
        [&] { return Gauge("tidemark_http_requests_in_flight") == count; });
  }
};

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  Start();
  RawClient client = Connect();
  for (int i = 0; i < 5; ++i) {
    client.Send(RawRequest().Text());
    const auto response = client.Receive();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body(), "ok\n");
  }
  EXPECT_EQ(Gauge("tidemark_http_connections"), 1);
}

TEST_F(ServerTest, AnswersWhatIsPipelinedInItsOrder) {
  Start();
  RawClient client = Connect();
  client.Send(RawRequest{.target = "/nothing.js"}.Text() +
              RawRequest{.method = "HEAD"}.Text() + RawRequest().Text() +
              RawRequest{.headers = "connection: close\r\n"}.Text() +
              RawRequest().Text());
  EXPECT_EQ(client.Receive()->result_int(), 404u);
  EXPECT_EQ(View((*client.Receive(/*head=*/true))["content-length"]), "3");
  EXPECT_EQ(client.Receive()->result_int(), 200u);
  const auto last = client.Receive();
  ASSERT_TRUE(last);
  EXPECT_FALSE(last->keep_alive());
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(ServerTest, ReadsARequestByteByByte) {
  Start();
  RawClient client = Connect();
  for (const char c : RawRequest().Text()) client.Send(std::string(1, c));
  EXPECT_EQ(client.Receive()->result_int(), 200u);
}

TEST_F(ServerTest, RefusesWhatIsNoRequestAndCloses) {
  Start();
  const std::string h = "host: test\r\n";
  for (const std::string& text : std::vector<std::string>{
           "nonsense\r\n\r\n",
           "GET\r\n\r\n",
           "GET / HTTP/2.0\r\n" + h + "\r\n",
           "GET /healthz HTTP/1.1\r\n\r\n",
           "GET /healthz HTTP/1.1\r\n" + h + h + "\r\n",
           "GET http://other/ HTTP/1.1\r\n" + h + "\r\n",
           "GET /\x01 HTTP/1.1\r\n" + h + "\r\n",
           "OPTIONS * HTTP/1.1\r\n" + h + "\r\n",
           "GET / HTTP/1.1\r\n" + h + "a b: c\r\n\r\n",
           "GET / HTTP/1.1\r\n" + h + ": c\r\n\r\n",
           "POST / HTTP/1.1\r\n" + h + "content-length: x\r\n\r\n",
           "POST / HTTP/1.1\r\n" + h + "content-length: -1\r\n\r\n",
           "POST / HTTP/1.1\r\n" + h +
               "content-length: 1\r\ncontent-length: 2\r\n\r\nab",
           "POST / HTTP/1.1\r\n" + h +
               "content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
               "\r\n",
           "POST / HTTP/1.1\r\n" + h +
               "transfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n0\r\n"
               "\r\n",
           "POST / HTTP/1.1\r\n" + h + "transfer-encoding: gzip\r\n\r\n",
           "POST / HTTP/1.1\r\n" + h +
               "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.0\r\n" + h +
               "transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
           Chunked("/session", "x\r\nabc\r\n0\r\n\r\n"),
           Chunked("/session", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
       }) {
    RawClient client = Connect();
    client.Send(text);
    const auto response = client.Receive();
    ASSERT_TRUE(response) << text;
    EXPECT_EQ(response->result_int(), 400u) << text;
    EXPECT_FALSE(response->keep_alive());
    EXPECT_TRUE(client.IsClosed()) << text;
  }
  EXPECT_GT(Gauge("tidemark_http_refused_total{cause=\"malformed\"}"), 10);
  EXPECT_EQ(Ask({}).result_int(), 200u);
}

TEST_F(ServerTest, RefusesHeadersAndBodiesThatAreTooLarge) {
  Start();
  EXPECT_EQ(
      Ask({.headers = absl::StrCat("x: ", std::string(20'000, 'a'), "\r\n")})
          .result_int(),
      431u);
  RawClient by_length = Connect();
  by_length.Send(
      "POST /session HTTP/1.1\r\nhost: test\r\ncontent-length: 99999999999\r\n"
      "\r\nabc");
  EXPECT_EQ(by_length.Receive()->result_int(), 413u);
  EXPECT_TRUE(by_length.IsClosed());
  RawClient by_chunks = Connect();
  by_chunks.Send(
      Chunked("/session", "100000\r\n" + std::string(0x100000, 'a')));
  EXPECT_EQ(by_chunks.Receive()->result_int(), 413u);
}

TEST_F(ServerTest, AsksForABodyOnlyIfItWillReadIt) {
  Start();
  const auto header = [&](const std::string& length) {
    return "POST /v1/councils/X/things?thingId=a HTTP/1.1\r\nhost: test\r\n" +
           AsAda() + kJson +
           "expect: 100-continue\r\ncontent-length: " + length + "\r\n\r\n";
  };
  RawClient welcome = Connect();
  const std::string body = R"({"title": "T", "grade": "GRADE_GOOD"})";
  welcome.Send(header(absl::StrCat(body.size())));
  EXPECT_EQ(welcome.Receive()->result_int(), 100u);
  welcome.Send(body);
  EXPECT_EQ(welcome.Receive()->result_int(), 200u);
  RawClient too_large = Connect();
  too_large.Send(header("40000000"));
  EXPECT_EQ(too_large.Receive()->result_int(), 413u);
  RawClient other = Connect();
  other.Send(
      "POST /v1/a HTTP/1.1\r\nhost: test\r\nexpect: tea\r\ncontent-length: 1"
      "\r\n\r\na");
  EXPECT_EQ(other.Receive()->result_int(), 417u);
}

TEST_F(ServerTest, ClosesOnClientsThatDoNotFinishAHeader) {
  Start({.timeouts = {.idle = kNever, .header = kSoon}});
  RawClient slow = Connect();
  slow.Send("GET /healthz HTTP/1.1\r\nhost: t");
  EXPECT_TRUE(slow.IsClosed());
  EXPECT_TRUE(Eventually([&] {
    return Gauge("tidemark_http_refused_total{cause=\"slow\"}") == 1;
  }));
}

TEST_F(ServerTest, ClosesOnClientsThatDoNotFinishABody) {
  Start({.timeouts = {.idle = kNever,
                      .header = kNever,
                      .transfer = kSoon,
                      .bytes_per_second = 1e9}});
  RawClient slow = Connect();
  slow.Send(
      "POST /session HTTP/1.1\r\nhost: test\r\ncontent-length: 9\r\n\r\na");
  EXPECT_TRUE(slow.IsClosed());
}

TEST_F(ServerTest, ClosesOnClientsThatSayNothing) {
  Start({.timeouts = {.idle = kSoon, .header = kNever}});
  RawClient silent = Connect();
  EXPECT_TRUE(silent.IsClosed());
  RawClient satisfied = Connect();
  satisfied.Send(RawRequest().Text());
  EXPECT_TRUE(satisfied.Receive());
  EXPECT_TRUE(satisfied.IsClosed());
}

TEST_F(ServerTest, ClosesOnClientsThatReadNothing) {
  Start({.timeouts = {.transfer = kSoon, .bytes_per_second = 1e9},
         .limits = {.rate = {.rate = 0}}});
  RawClient deaf = Connect();
  // Much more than the sockets' buffers hold.
  const std::string request = RawRequest{.target = "/openapi.json"}.Text();
  for (int i = 0; i < 10'000 && deaf.Send(request); ++i) {
  }
  EXPECT_TRUE(Eventually([&] {
    return Gauge("tidemark_http_refused_total{cause=\"slow\"}") == 1;
  }));
  EXPECT_EQ(Ask({}).result_int(), 200u);
}

TEST_F(ServerTest, AnswersClientsThatHaveClosedTheirSide) {
  Start();
  RawClient client = Connect();
  client.Send(RawRequest().Text());
  client.CloseSending();
  EXPECT_EQ(client.Receive()->result_int(), 200u);
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(ServerTest, EndsTheCallsOfClientsThatHaveGone) {
  Start({.timeouts = {.watch = absl::Milliseconds(5)}});
  StoreThing();
  RawClient resets = Connect();
  resets.Send(LongPoll());
  ASSERT_TRUE(PollsAre(1));
  resets.Reset();
  EXPECT_TRUE(PollsAre(0));
  RawClient leaves = Connect();
  leaves.Send(LongPoll());
  ASSERT_TRUE(PollsAre(1));
  leaves.CloseSending();
  EXPECT_EQ(leaves.Receive()->result_int(), 499u);
}

TEST_F(ServerTest, RefusesConnectionsBeyondItsLimits) {
  Start({.limits = {.connections = 3, .connections_each = 2}});
  RawClient first = Connect();
  RawClient second = Connect();
  first.Send(RawRequest().Text());
  second.Send(RawRequest().Text());
  EXPECT_TRUE(first.Receive() && second.Receive());
  RawClient third = Connect();
  EXPECT_EQ(third.Receive()->result_int(), 503u);
  EXPECT_TRUE(third.IsClosed());
  first.Reset();
  EXPECT_TRUE(
      Eventually([&] { return Gauge("tidemark_http_connections") == 1; }));
  EXPECT_EQ(Ask({}).result_int(), 200u);
}

TEST_F(ServerTest, RefusesRequestsThatComeTooFast) {
  Start({.limits = {.rate = {.rate = 0.001, .burst = 2}}});
  RawClient client = Connect();
  client.Send(RawRequest().Text() + RawRequest().Text() + RawRequest().Text());
  EXPECT_EQ(client.Receive()->result_int(), 200u);
  EXPECT_EQ(client.Receive()->result_int(), 200u);
  const auto refused = client.Receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->result_int(), 429u);
  EXPECT_GT(std::stoi(std::string((*refused)["retry-after"])), 0);
}

TEST_F(ServerTest, AnswersNoFloodOfWhatIsNoRequest) {
  Start({.limits = {.rate = {.rate = 0.001, .burst = 2}}});
  for (int i = 0; i < 2; ++i) {
    RawClient client = Connect();
    client.Send("nonsense\r\n\r\n");
    EXPECT_EQ(client.Receive()->result_int(), 400u);
  }
  RawClient third = Connect();
  third.Send("nonsense\r\n\r\n");
  EXPECT_TRUE(third.IsClosed());
  EXPECT_EQ(Gauge("tidemark_http_refused_total{cause=\"rate\"}"), 1);
  // What follows is told to wait, as after as many requests.
  EXPECT_EQ(Ask({}).result_int(), 429u);
}

TEST_F(ServerTest, RefusesMoreRequestsAtOnceThanItsLimit) {
  Start({.limits = {.requests = 1}});
  StoreThing();
  RawClient poll = Connect();
  poll.Send(LongPoll());
  ASSERT_TRUE(PollsAre(1));
  const Response refused = Ask({});
  EXPECT_EQ(refused.result_int(), 503u);
  EXPECT_EQ(View(refused["retry-after"]), "1");
}

TEST_F(ServerTest, RefusesMoreBodiesAtOnceThanItsLimit) {
  Start({.limits = {.body_bytes = 1 << 20}});
  RawClient client = Connect();
  client.Send(
      "POST /v1/a HTTP/1.1\r\nhost: test\r\ncontent-length: 2000000\r\n\r\n");
  EXPECT_EQ(client.Receive()->result_int(), 503u);
}

TEST_F(ServerTest, CountsClientsBehindATrustedProxyOneByOne) {
  Start({.trusted_proxies = {"127.0.0.1"},
         .limits = {.rate = {.rate = 0.001, .burst = 1}}});
  const auto ask = [&](const std::string& client) {
    return Ask({.headers = "x-forwarded-for: " + client + "\r\n"}).result_int();
  };
  EXPECT_EQ(ask("192.0.2.1"), 200u);
  EXPECT_EQ(ask("192.0.2.2"), 200u);
  EXPECT_EQ(ask("192.0.2.1"), 429u);
  EXPECT_EQ(ask("198.51.100.7, 192.0.2.1"), 429u);
}

TEST_F(ServerTest, FinishesWhatIsUnderWayWhenItDrains) {
  Start({.timeouts = {.idle = kNever}});
  StoreThing();
  RawClient idle = Connect();
  idle.Send(RawRequest().Text());
  ASSERT_TRUE(idle.Receive());
  RawClient poll = Connect();
  poll.Send(LongPoll());
  ASSERT_TRUE(PollsAre(1));
  auto drained = std::async(std::launch::async,
                            [&] { gateway_->Drain(absl::Seconds(60)); });
  EXPECT_TRUE(idle.IsClosed());
  harness_.server().Drain(absl::Seconds(10));
  const auto answer = poll.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 503u);
  EXPECT_FALSE(answer->keep_alive());
  drained.get();
  EXPECT_TRUE(poll.IsClosed());
}

TEST_F(ServerTest, EndsWhatTakesTooLongWhenItDrains) {
  Start();
  StoreThing();
  RawClient poll = Connect();
  poll.Send(LongPoll());
  ASSERT_TRUE(PollsAre(1));
  gateway_->Drain(absl::ZeroDuration());
  EXPECT_TRUE(poll.IsClosed());
  gateway_.reset();
}

// Whoever works for a connection may be slow to let go of it after the answer.
TEST(HttpServerTest, DoesNotEndBeforeThoseWhoWorkForIt) {
  std::promise<void> let_go;
  std::thread worker;
  auto server = HttpServer::Start(
      {.max_body = [](absl::string_view) -> size_t { return 0; },
       .refuse = [](absl::string_view,
                    const absl::Status&) { return Response(); },
       .handler = [&](const Exchange&) -> boost::asio::awaitable<Response> {
         co_await Until([&](std::function<void()> done) {
           worker = std::thread([&, done = std::move(done)]() mutable {
             done();
             let_go.get_future().wait();
             done = nullptr;
           });
         });
         co_return Response(http::status::ok, 11);
       }});
  ASSERT_TRUE(server.ok()) << server.status();
  RawClient client((*server)->port());
  client.Send(RawRequest().Text());
  ASSERT_TRUE(client.Receive());
  auto ended = std::async(std::launch::async, [&] { server->reset(); });
  EXPECT_TRUE(client.IsClosed());
  EXPECT_EQ(ended.wait_for(absl::ToChronoMilliseconds(kSoon)),
            std::future_status::timeout);
  let_go.set_value();
  ended.get();
  worker.join();
}

TEST_F(ServerTest, ServesMoreClientsThanItHasThreads) {
  Start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<RawClient>(gateway_->port()));
  }
  for (const auto& client : clients) client->Send(RawRequest().Text());
  for (const auto& client : clients) {
    EXPECT_EQ(client->Receive()->result_int(), 200u);
  }
}

TEST_F(ServerTest, SaysWhatKeepsItFromServing) {
  Start();
  HttpServer::Options options = {
      .address = absl::StrCat("127.0.0.1:", gateway_->port())};
  EXPECT_TRUE(absl::IsUnavailable(HttpServer::Start(options).status()));
  for (const char* const address :
       {"", "nowhere", "127.0.0.1:http:x", "a b:1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        HttpServer::Start({.address = address}).status()))
        << address;
  }
  EXPECT_TRUE(
      absl::IsInvalidArgument(HttpServer::Start({.cert_file = "x"}).status()));
}

}  // namespace
}  // namespace tidemark::gateway

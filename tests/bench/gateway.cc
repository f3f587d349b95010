#include "tests/bench/gateway.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "tests/bench/council.h"
#include "tests/bench/http_client.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"

namespace tidemark {
namespace {

using contracts::v1::ContractsService;
using contracts::v1::GetCouncilRequest;

constexpr int kCalls = 4'000;
constexpr int kWarmUp = 400;
constexpr int kIdle = 2'000;
constexpr int kSlow = 200;
constexpr int kGood = 4;
constexpr int kFlooders = 2;
constexpr absl::Duration kUnderAttack = absl::Seconds(10);

// What is no request, or should not be one.
const char* const kNonsense[] = {
    "\x16\x03\x01\x02\x01\x01\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    "POST /v1/councils HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n"
    "transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /v1/councils HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n"
    "\r\nzz\r\n",
    "GET /v1/%ff%00%2f..%2f HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    "GET /v1/councils/E10000012 HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
    "POST /tidemark.contracts.v1.ContractsService/GetCouncil HTTP/1.1\r\n"
    "host: a\r\nconnection: close\r\nauthorization: Bearer x\r\n"
    "content-type: application/json\r\ncontent-length: 6\r\n\r\n[[[[[[",
};

// How long calls took, in milliseconds, and how many went wrong.
struct Times {
  std::vector<double> taken;
  int failed = 0;

  double At(double share) {
    if (taken.empty()) return 0;
    std::sort(taken.begin(), taken.end());
    return taken[static_cast<size_t>(share *
                                     static_cast<double>(taken.size() - 1))];
  }
};

void TimeOne(const std::function<bool()>& call, Times& times) {
  const absl::Time start = absl::Now();
  if (!call()) ++times.failed;
  times.taken.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
}

// Calls in turns, so that what else the machine does meets all of them.
std::vector<Times> TimeInTurns(
    const std::vector<std::function<bool()>>& calls) {
  std::vector<Times> times(calls.size());
  for (int i = 0; i < kWarmUp + kCalls; ++i) {
    if (i == kWarmUp) times.assign(calls.size(), {});
    for (size_t j = 0; j < calls.size(); ++j) TimeOne(calls[j], times[j]);
  }
  return times;
}

// The requests of one caller.
struct Requests {
  explicit Requests(const std::string& token) {
    const std::string who =
        absl::StrCat("host: bench\r\nauthorization: Bearer ", token, "\r\n");
    const std::string body = absl::StrCat(R"({"name":")", kCouncil, R"("})");
    GetCouncilRequest message;
    message.set_name(kCouncil);
    const std::string bytes = message.SerializeAsString();
    rest = absl::StrCat("GET /v1/", kCouncil, " HTTP/1.1\r\n", who, "\r\n");
    connect_json = absl::StrCat(kConnect, who,
                                "content-type: application/json\r\n"
                                "content-length: ",
                                body.size(), "\r\n\r\n", body);
    connect_proto = absl::StrCat(kConnect, who,
                                 "content-type: application/proto\r\n"
                                 "content-length: ",
                                 bytes.size(), "\r\n\r\n", bytes);
  }

  static constexpr char kConnect[] =
      "POST /tidemark.contracts.v1.ContractsService/GetCouncil HTTP/1.1\r\n";

  std::string rest;
  std::string connect_json;
  std::string connect_proto;
};

void MeasureAdded(ServerProcess& server, Council& council) {
  GetCouncilRequest request;
  request.set_name(kCouncil);
  const Requests requests(server.Token(api::v1::ROLE_COMMISSIONER));
  HttpClient client(server.http_address());
  const auto by_http = [&](const std::string& text) {
    return [&] { return client.Send(text) && client.Receive() == 200; };
  };
  std::vector<Times> times =
      TimeInTurns({[&] {
                     return council.commissioner()
                         .Unary(&ContractsService::Stub::GetCouncil, request)
                         .ok();
                   },
                   by_http(requests.connect_proto),
                   by_http(requests.connect_json), by_http(requests.rest)});
  const char* const names[] = {"gRPC", "Connect in proto", "Connect in JSON",
                               "REST"};
  for (size_t i = 0; i < times.size(); ++i) {
    std::printf(
        "gateway: GetCouncil by %s: p50 %.3f ms, p99 %.3f ms, %d failed; "
        "p50 beside gRPC %+.3f ms\n",
        names[i], times[i].At(0.5), times[i].At(0.99), times[i].failed,
        times[i].At(0.5) - times[0].At(0.5));
  }
  std::fflush(stdout);
}

// Callers who behave, each with its connection, until `stop`.
Times ServeTheGood(ServerProcess& server, const std::atomic<bool>& stop) {
  const Requests requests(server.Token(api::v1::ROLE_COMMISSIONER));
  std::vector<Times> each(kGood);
  std::vector<std::thread> threads;
  for (Times& times : each) {
    threads.emplace_back([&] {
      HttpClient client(server.http_address());
      while (!stop) {
        TimeOne(
            [&] {
              return client.Send(requests.connect_json) &&
                     client.Receive() == 200;
            },
            times);
        absl::SleepFor(absl::Milliseconds(2));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Times all;
  for (const Times& times : each) {
    all.taken.insert(all.taken.end(), times.taken.begin(), times.taken.end());
    all.failed += times.failed;
  }
  return all;
}

// Clients who send a byte of a header now and then, and come again when they
// are closed on.
void BeSlow(const std::string& address, const std::atomic<bool>& stop,
            std::atomic<int>& closed) {
  std::vector<std::unique_ptr<HttpClient>> clients(kSlow);
  while (!stop) {
    for (std::unique_ptr<HttpClient>& client : clients) {
      if (client == nullptr || client->IsClosed() || !client->Send("a")) {
        if (client != nullptr) ++closed;
        client = std::make_unique<HttpClient>(address);
        client->Send("GET / HTTP/1.1\r\nx: ");
      }
    }
    absl::SleepFor(absl::Milliseconds(200));
  }
}

void SendNonsense(const std::string& address, const std::atomic<bool>& stop,
                  std::atomic<int>& sent, std::atomic<int>& accepted) {
  for (size_t i = 0; !stop; ++i) {
    HttpClient client(address);
    client.Send(kNonsense[i % std::size(kNonsense)]);
    const int status = client.Receive();
    if (status >= 200 && status < 400) ++accepted;
    ++sent;
  }
}

void MeasureUnderAttack(ServerProcess& server) {
  const std::string& address = server.http_address();
  std::vector<HttpClient> idle;
  idle.reserve(kIdle);
  for (int i = 0; i < kIdle; ++i) idle.emplace_back(address);
  std::atomic<bool> stop = false;
  std::atomic<int> closed = 0, sent = 0, accepted = 0;
  std::vector<std::thread> others;
  others.emplace_back([&] { BeSlow(address, stop, closed); });
  for (int i = 0; i < kFlooders; ++i) {
    others.emplace_back([&] { SendNonsense(address, stop, sent, accepted); });
  }
  others.emplace_back([&] {
    absl::SleepFor(kUnderAttack);
    stop = true;
  });
  Times good = ServeTheGood(server, stop);
  for (std::thread& thread : others) thread.join();
  const auto dropped =
      std::count_if(idle.begin(), idle.end(),
                    [](const HttpClient& client) { return client.IsClosed(); });
  std::printf(
      "gateway: %d callers beside %d idle connections (%d of them dropped), "
      "%d slow ones and %.0f malformed requests a second (%d accepted): %zu "
      "calls, p50 %.3f ms, p99 %.3f ms, %d failed\n",
      kGood, kIdle, static_cast<int>(dropped), kSlow,
      sent / absl::ToDoubleSeconds(kUnderAttack), accepted.load(),
      good.taken.size(), good.At(0.5), good.At(0.99), good.failed);
}

}  // namespace

void MeasureGateway(const std::string& binary) {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  // All clients here come from one address, which is not how limits are meant.
  ServerProcess server(binary,
                       {"--http_listen", "127.0.0.1:0", "--http_connections",
                        "10000,10000", "--http_rate", "0"});
  Council council(server);
  MeasureAdded(server, council);
  MeasureUnderAttack(server);
}

}  // namespace tidemark

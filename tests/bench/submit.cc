#include "tests/bench/submit.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

#include "tests/bench/council.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark {
namespace {

using contracts::v1::Contract;
using outcomes::v1::OutcomesService;

constexpr int kRounds = 3;
constexpr absl::Duration kRound = absl::Seconds(2);

// The connections through which calls are made, and the caller's token.
class Load {
 public:
  Load(const std::string& address, const std::string& token)
      : token_(absl::StrCat("Bearer ", token)) {
    for (int i = 0; i < 4; ++i) {
      grpc::ChannelArguments arguments;
      arguments.SetInt("tidemark.bench.channel", i);  // One connection each.
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      channels_.push_back(grpc::CreateCustomChannel(
          address, grpc::InsecureChannelCredentials(), arguments));
    }
  }

  const std::vector<std::shared_ptr<grpc::Channel>>& channels() const {
    return channels_;
  }
  const std::string& token() const { return token_; }

 private:
  const std::string token_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

// Keeps `at_once` calls under way for `length`: `next` fills each request, and
// returns false when there are no more; `send` sends it. Returns the calls a
// second.
template <typename Stub, typename Request, typename Response>
double CallsPerSecond(
    Load& load, int at_once, absl::Duration length,
    const std::function<void(Stub&, grpc::ClientContext*, const Request*,
                             Response*, std::function<void(grpc::Status)>)>&
        send,
    const std::function<bool(Request&)>& next) {
  std::vector<std::unique_ptr<Stub>> stubs;
  for (const auto& channel : load.channels()) {
    stubs.push_back(std::make_unique<Stub>(channel));
  }
  struct Slot {
    std::unique_ptr<grpc::ClientContext> context;
    Request request;
    Response response;
    Stub* stub;
  };
  std::vector<Slot> slots(static_cast<size_t>(at_once));
  std::mutex mu;
  std::condition_variable cv;
  int under_way = at_once;
  std::atomic<int64_t> done = 0;
  std::atomic<int64_t> failed = 0;
  std::string first_error;
  const absl::Time start = absl::Now();
  const absl::Time stop = start + length;
  std::mutex next_mu;
  std::function<void(Slot&)> go = [&](Slot& slot) {
    bool more = absl::Now() < stop;
    if (more) {
      const std::lock_guard lock(next_mu);
      more = next(slot.request);
    }
    if (!more) {
      const std::lock_guard lock(mu);
      if (--under_way == 0) cv.notify_one();
      return;
    }
    slot.context = std::make_unique<grpc::ClientContext>();
    slot.context->AddMetadata("authorization", load.token());
    send(*slot.stub, slot.context.get(), &slot.request, &slot.response,
         [&](grpc::Status status) {
           if (status.ok()) {
             ++done;
           } else if (failed++ == 0) {
             const std::lock_guard lock(mu);
             first_error = status.error_message();
           }
           go(slot);
         });
  };
  for (size_t i = 0; i < slots.size(); ++i) {
    slots[i].stub = stubs[i % stubs.size()].get();
    go(slots[i]);
  }
  std::unique_lock lock(mu);
  cv.wait(lock, [&] { return under_way == 0; });
  if (failed > 0) {
    std::fprintf(stderr, "%d calls failed, the first: %s\n",
                 static_cast<int>(failed), first_error.c_str());
    std::exit(1);
  }
  return static_cast<double>(done) / absl::ToDoubleSeconds(absl::Now() - start);
}

double Echo(Load& load, int at_once) {
  using testing::v1::EchoRequest;
  using testing::v1::EchoResponse;
  using Stub = testing::v1::EchoService::Stub;
  return CallsPerSecond<Stub, EchoRequest, EchoResponse>(
      load, at_once, kRound,
      [](Stub& stub, grpc::ClientContext* context, const EchoRequest* request,
         EchoResponse* response, std::function<void(grpc::Status)> done) {
        stub.async()->Echo(context, request, response, std::move(done));
      },
      [](EchoRequest&) { return true; });
}

// The same transaction on PostgreSQL: the return, its change and the repeat's
// answer, in one statement and so one round trip, prepared.
class Postgres {
 public:
  Postgres(const std::string& socket_dir, int connections)
      : connections_(static_cast<size_t>(connections)) {
    for (PGconn*& connection : connections_) {
      connection = PQconnectdb(
          absl::StrCat("host=", socket_dir, " dbname=postgres").c_str());
      if (PQstatus(connection) != CONNECTION_OK) Die(connection);
    }
    Run(connections_[0],
        "DROP TABLE IF EXISTS returns, changes, repeats;"
        "CREATE TABLE returns (name text PRIMARY KEY, etag bigint NOT NULL,"
        " body bytea NOT NULL);"
        "CREATE TABLE changes (sequence bigserial PRIMARY KEY,"
        " time timestamptz NOT NULL DEFAULT now(), subject text NOT NULL,"
        " method text NOT NULL, name text NOT NULL, body bytea NOT NULL);"
        "CREATE TABLE repeats (key text PRIMARY KEY, time timestamptz NOT NULL"
        " DEFAULT now(), fingerprint bytea NOT NULL, sequence bigint NOT "
        "NULL);");
    for (PGconn* connection : connections_) {
      PGresult* const result = PQprepare(
          connection, "submit",
          "WITH change AS (INSERT INTO changes (subject, method, name, body)"
          " VALUES ('users/bench', 'SubmitReturn', $1, $2)"
          " RETURNING sequence),"
          " stored AS (INSERT INTO returns (name, etag, body)"
          " SELECT $1, sequence, $2 FROM change"
          " ON CONFLICT (name) DO UPDATE SET etag = excluded.etag,"
          " body = excluded.body RETURNING etag)"
          " INSERT INTO repeats (key, fingerprint, sequence)"
          " SELECT $3, $4, etag FROM stored RETURNING sequence",
          4, nullptr);
      if (PQresultStatus(result) != PGRES_COMMAND_OK) Die(connection);
      PQclear(result);
    }
  }
  ~Postgres() {
    for (PGconn* connection : connections_) PQfinish(connection);
  }

  double TransactionsPerSecond(const std::string& body,
                               std::atomic<uint64_t>& next) {
    const absl::Time start = absl::Now();
    const absl::Time stop = start + kRound;
    std::atomic<int64_t> done = 0;
    std::vector<std::thread> threads;
    for (PGconn* connection : connections_) {
      threads.emplace_back([&, connection] {
        while (absl::Now() < stop) {
          const uint64_t n = next++;
          const std::string name = absl::StrCat(kCouncil, "/contracts/c",
                                                n / 360, "/returns/", n % 360);
          const std::string key =
              absl::StrCat("users/bench SubmitReturn ", Uuid(n));
          const char* const values[] = {name.c_str(), body.data(), key.c_str(),
                                        "0123456789abcdef"};
          const int lengths[] = {0, static_cast<int>(body.size()), 0, 16};
          const int binary[] = {0, 1, 0, 1};
          PGresult* const result = PQexecPrepared(connection, "submit", 4,
                                                  values, lengths, binary, 1);
          if (PQresultStatus(result) != PGRES_TUPLES_OK) Die(connection);
          PQclear(result);
          ++done;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return static_cast<double>(done) /
           absl::ToDoubleSeconds(absl::Now() - start);
  }

 private:
  [[noreturn]] static void Die(PGconn* connection) {
    std::fprintf(stderr, "PostgreSQL: %s\n", PQerrorMessage(connection));
    std::exit(1);
  }
  static void Run(PGconn* connection, const char* sql) {
    PGresult* const result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) Die(connection);
    PQclear(result);
  }

  std::vector<PGconn*> connections_;
};

}  // namespace

void MeasureSubmit(const std::string& binary, const std::string& postgres_dir) {
  constexpr int kContracts = 12000;
  constexpr int kYears = 5;
  // More than can be done in a round.
  constexpr int kMostInRound = 40000;
  ServerProcess server(binary);
  Council council(server);
  const std::string provider = council.AddProvider(1);
  std::vector<Contract> all;
  std::vector<std::vector<std::string>> outcomes_of;
  for (int c = 0; c < kContracts; ++c) {
    all.push_back(council.AddContract(provider, c, 2020, kYears));
    outcomes_of.push_back(council.AddPeople(all.back(), 1, 5));
  }
  Load load(server.address(), server.Token(api::v1::ROLE_PROVIDER, provider));

  std::atomic<uint64_t> next = 0;
  // Made before the clock runs, so that only the call is measured.
  std::vector<outcomes::v1::SubmitReturnRequest> ready;
  const auto submit = [&](int at_once) {
    ready.clear();
    for (int i = 0; i < kMostInRound; ++i) {
      const uint64_t n = next++;
      const size_t contract = n % kContracts;
      const int period = static_cast<int>(n / kContracts);
      if (period >= kYears * 12) break;
      ready.push_back(
          ReturnOf(all[contract], period, outcomes_of[contract], n));
    }
    using outcomes::v1::Return;
    using outcomes::v1::SubmitReturnRequest;
    using Stub = OutcomesService::Stub;
    return CallsPerSecond<Stub, SubmitReturnRequest, Return>(
        load, at_once, kRound,
        [](Stub& stub, grpc::ClientContext* context,
           const SubmitReturnRequest* request, Return* response,
           std::function<void(grpc::Status)> done) {
          stub.async()->SubmitReturn(context, request, response,
                                     std::move(done));
        },
        [&](SubmitReturnRequest& request) {
          if (ready.empty()) return false;
          request.Swap(&ready.back());
          ready.pop_back();
          return true;
        });
  };
  // The first calls also read what later ones find in memory.
  submit(64);

  for (const int at_once : {64, 256}) {
    std::vector<double> echoes;
    std::vector<double> submits;
    std::vector<double> ratios;
    for (int round = 0; round < kRounds; ++round) {
      echoes.push_back(Echo(load, at_once));
      submits.push_back(submit(at_once));
      ratios.push_back(submits.back() / echoes.back());
    }
    std::printf(
        "submit at %3d calls at once: echo %6.0f/s, SubmitReturn %6.0f/s, "
        "ratio %.2f (%.2f to %.2f)\n",
        at_once, Median(echoes), Median(submits), Median(ratios),
        *std::min_element(ratios.begin(), ratios.end()),
        *std::max_element(ratios.begin(), ratios.end()));
    std::fflush(stdout);
  }
  if (postgres_dir.empty()) return;
  // What the store keeps of such a return, so that both write the same bytes.
  outcomes::v1::Return stored;
  const auto request = ReturnOf(all[0], 0, outcomes_of[0], 0);
  stored.set_name(request.name());
  stored.set_provider(provider);
  *stored.mutable_entries() = request.entries();
  const std::string body = stored.SerializeAsString();
  std::atomic<uint64_t> row = 0;
  for (const int at_once : {64, 256}) {
    Postgres postgres(postgres_dir, std::min(at_once, 90));
    postgres.TransactionsPerSecond(body, row);
    std::vector<double> theirs;
    std::vector<double> submits;
    std::vector<double> ratios;
    for (int round = 0; round < kRounds; ++round) {
      theirs.push_back(postgres.TransactionsPerSecond(body, row));
      submits.push_back(submit(at_once));
      ratios.push_back(submits.back() / theirs.back());
    }
    std::printf(
        "submit at %3d calls at once: PostgreSQL %6.0f/s (%d connections), "
        "SubmitReturn %6.0f/s, ratio %.2f (%.2f to %.2f)\n",
        at_once, Median(theirs), std::min(at_once, 90), Median(submits),
        Median(ratios), *std::min_element(ratios.begin(), ratios.end()),
        *std::max_element(ratios.begin(), ratios.end()));
    std::fflush(stdout);
  }
}

}  // namespace tidemark

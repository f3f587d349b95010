// Measures what the README promises, as ratios within one run:
//
//   tidemark-bench --server PATH [--postgres SOCKET_DIR] [NAME ...]
//
//   submit     durable SubmitReturn (one person, five outcomes) against an
//              empty echo of the same server, at 64 and 256 calls at once, and
//              against the same transaction on PostgreSQL
//   bulk       outcome ratings a second through BatchSubmitReturns
//   import     rows of a file of many returns checked a second, and the memory
//   cld        events of client-level data a second, and a national measure
//              over a million of them
//   sheet      rows a second read from XLSX, ODS and CSV, and the memory for it
//   scorecard  a council's scorecard, 500 providers x 36 months, and the same
//              with ten times the people behind it
//   figures    what commissioners ask with 18 million ratings behind it, the
//              rebuild of the read side, and the same of PostgreSQL
//   packages   the money question and the time to independence over 20,000
//              packages

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

#include "common/rpc/channel.h"
#include "common/rpc/tokens.h"
#include "common/testing/temp_dir.h"
#include "tests/bench/cld.h"
#include "tests/bench/figures.h"
#include "tests/bench/import.h"
#include "tests/bench/measures.h"
#include "tests/bench/sheet.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark {
namespace {

using contracts::v1::Contract;
using contracts::v1::ContractsService;
using outcomes::v1::OutcomesService;

constexpr int kRounds = 3;
constexpr absl::Duration kRound = absl::Seconds(2);
constexpr char kCouncil[] = "councils/E10000012";

template <typename T>
T Or(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string Uuid(uint64_t n) {
  return absl::StrFormat("%08x-0000-4000-8000-%012x",
                         static_cast<uint32_t>(n >> 32), n & 0xffffffffffff);
}

// The server under measure, in a process and folder of its own.
class ServerProcess {
 public:
  explicit ServerProcess(const std::string& binary) {
    int out[2];
    if (pipe(out) != 0) std::exit(1);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      close(out[0]);
      execl(binary.c_str(), binary.c_str(), "--listen", "127.0.0.1:0",
            "--data_dir", dir_.path().c_str(), nullptr);
      _exit(127);
    }
    close(out[1]);
    FILE* const lines = fdopen(out[0], "r");
    char line[256];
    while (std::fgets(line, sizeof(line), lines) != nullptr) {
      absl::string_view text = absl::StripSuffix(line, "\n");
      if (absl::ConsumePrefix(&text, "serving gRPC on ")) {
        address_ = std::string(text);
        break;
      }
    }
    if (address_.empty()) {
      std::fprintf(stderr, "%s did not start\n", binary.c_str());
      std::exit(1);
    }
    key_ = Or(rpc::TokenKey::LoadOrCreate(dir_ / "keys"));
  }
  ~ServerProcess() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }

  const std::string& address() const { return address_; }

  std::string Token(api::v1::Role role, const std::string& provider = "") {
    const absl::Time now = absl::Now();
    return Or(key_->Issue({.subject = "users/bench",
                           .role = role,
                           .council = kCouncil,
                           .provider = provider,
                           .expires = now + absl::Hours(12)},
                          now));
  }
  std::shared_ptr<rpc::Connection> Connect(api::v1::Role role,
                                           const std::string& provider = "") {
    return Or(rpc::Connection::Open(
        {.address = address_, .token = Token(role, provider)}));
  }

 private:
  testing::TempDir dir_;
  pid_t pid_ = -1;
  std::string address_;
  std::optional<rpc::TokenKey> key_;
};

// What a council needs before returns can be submitted.
class Council {
 public:
  explicit Council(ServerProcess& server)
      : admin_(server.Connect(api::v1::ROLE_ADMIN)),
        commissioner_(server.Connect(api::v1::ROLE_COMMISSIONER)) {
    contracts::v1::CreateCouncilRequest request;
    request.mutable_council()->set_name(kCouncil);
    request.mutable_council()->set_display_name("Bench");
    Or(admin_->Unary(&ContractsService::Stub::CreateCouncil, request));
  }

  std::string AddProvider(int n) {
    contracts::v1::CreateProviderRequest request;
    request.set_parent(kCouncil);
    request.set_provider_id(absl::StrCat("1-", 100000000 + n));
    request.mutable_provider()->set_display_name(absl::StrCat("Provider ", n));
    return Or(commissioner_->Unary(&ContractsService::Stub::CreateProvider,
                                   request))
        .name();
  }

  // A contract in force with monthly returns from `first_year` for `years`.
  Contract AddContract(const std::string& provider, int n, int first_year,
                       int years) {
    contracts::v1::CreateContractRequest request;
    request.set_parent(kCouncil);
    request.set_contract_id(absl::StrCat("c", n));
    Contract& contract = *request.mutable_contract();
    contract.set_provider(provider);
    contract.set_title(absl::StrCat("Contract ", n));
    contract.set_kind(Contract::KIND_SPOT);
    auto& start = *contract.mutable_start_date();
    start.set_year(first_year);
    start.set_month(1);
    start.set_day(1);
    auto& end = *contract.mutable_end_date();
    end.set_year(first_year + years - 1);
    end.set_month(12);
    end.set_day(31);
    contract.mutable_return_calendar()->set_frequency(
        Contract::ReturnCalendar::FREQUENCY_MONTHLY);
    const Contract stored = Or(
        commissioner_->Unary(&ContractsService::Stub::CreateContract, request));
    contracts::v1::ActivateContractRequest activate;
    activate.set_name(stored.name());
    return Or(commissioner_->Unary(&ContractsService::Stub::ActivateContract,
                                   activate));
  }

  // Adds people with outcomes under `contract`. Returns the outcomes' names.
  std::vector<std::string> AddPeople(const Contract& contract, int people,
                                     int outcomes_each) {
    std::vector<std::string> names;
    outcomes::v1::BatchUpsertPeopleRequest request;
    request.set_parent(kCouncil);
    for (int p = 0; p < people; ++p) {
      auto& entry = *request.add_people();
      entry.mutable_person()->set_name(
          absl::StrCat(kCouncil, "/people/p", next_person_++));
      entry.mutable_person()->set_birth_year(1950);
      for (int o = 0; o < outcomes_each; ++o) {
        auto& outcome = *entry.add_outcomes();
        outcome.set_name(absl::StrCat(entry.person().name(), "/outcomes/o", o));
        outcome.set_own_words("I want to walk to the shop on my own again.");
        outcome.set_contract(contract.name());
        names.push_back(outcome.name());
      }
    }
    Or(commissioner_->Unary(&OutcomesService::Stub::BatchUpsertPeople,
                            request));
    return names;
  }

  rpc::Connection& commissioner() { return *commissioner_; }

 private:
  std::shared_ptr<rpc::Connection> admin_;
  std::shared_ptr<rpc::Connection> commissioner_;
  int next_person_ = 1;
};

outcomes::v1::SubmitReturnRequest ReturnOf(
    const Contract& contract, int period,
    const std::vector<std::string>& outcome_names, uint64_t id) {
  outcomes::v1::SubmitReturnRequest request;
  request.set_name(
      absl::StrCat(contract.name(), "/returns/",
                   contract.return_calendar().periods(period).id()));
  for (size_t i = 0; i < outcome_names.size(); ++i) {
    auto& entry = *request.add_entries();
    entry.set_outcome(outcome_names[i]);
    entry.mutable_person_voice()->set_level(static_cast<int>(i % 4) - 1);
    entry.mutable_person_voice()->set_source(outcomes::v1::Voice::SOURCE_SAID);
    entry.mutable_person_voice()->set_words("Getting there.");
    entry.mutable_provider_voice()->set_level(static_cast<int>(i % 3) - 1);
  }
  request.set_request_id(Uuid(id));
  return request;
}

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

// Submits `requests` in batches of `size` from `threads` threads.
void SubmitInBatches(
    rpc::Connection& provider,
    const std::vector<outcomes::v1::SubmitReturnRequest>& requests, size_t size,
    int threads) {
  std::atomic<size_t> next = 0;
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([&] {
      for (;;) {
        const size_t first = next.fetch_add(size);
        if (first >= requests.size()) return;
        outcomes::v1::BatchSubmitReturnsRequest batch;
        batch.set_parent(kCouncil);
        for (size_t i = first; i < std::min(first + size, requests.size());
             ++i) {
          *batch.add_requests() = requests[i];
        }
        const auto answer = Or(
            provider.Unary(&OutcomesService::Stub::BatchSubmitReturns, batch));
        for (const auto& result : answer.results()) {
          if (result.has_error()) {
            std::fprintf(stderr, "%s\n", result.error().message().c_str());
            std::exit(1);
          }
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
}

void MeasureBulk(const std::string& binary) {
  constexpr int kContracts = 16;
  constexpr int kPeriods = 60;
  constexpr int kPeople = 50;
  constexpr int kOutcomes = 4;
  std::vector<double> rates;
  for (int round = 0; round < 3; ++round) {
    ServerProcess server(binary);
    Council council(server);
    const std::string provider = council.AddProvider(1);
    std::vector<outcomes::v1::SubmitReturnRequest> requests;
    for (int c = 0; c < kContracts; ++c) {
      const Contract contract = council.AddContract(provider, c, 2015, 6);
      const auto names = council.AddPeople(contract, kPeople, kOutcomes);
      for (int p = 0; p < kPeriods; ++p) {
        requests.push_back(ReturnOf(contract, p, names, requests.size()));
      }
    }
    const auto connection = server.Connect(api::v1::ROLE_PROVIDER, provider);
    const absl::Time start = absl::Now();
    SubmitInBatches(*connection, requests, 10, 4);
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    rates.push_back(kContracts * kPeriods * kPeople * kOutcomes / seconds);
  }
  std::printf(
      "bulk: %d ratings through BatchSubmitReturns: %.0f ratings/s "
      "(%.0f to %.0f)\n",
      kContracts * kPeriods * kPeople * kOutcomes, Median(rates),
      *std::min_element(rates.begin(), rates.end()),
      *std::max_element(rates.begin(), rates.end()));
}

// The p50 and p99 of a council's scorecard in milliseconds, with `people`
// behind each of 500 contracts and returns for 36 months.
std::pair<double, double> ScorecardLatency(const std::string& binary,
                                           int people) {
  constexpr int kProviders = 500;
  constexpr int kMonths = 36;
  constexpr int kCalls = 400;
  ServerProcess server(binary);
  Council council(server);
  for (int p = 0; p < kProviders; ++p) {
    const std::string provider = council.AddProvider(p);
    const Contract contract = council.AddContract(provider, p, 2022, 3);
    const auto names = council.AddPeople(contract, people, 2);
    std::vector<outcomes::v1::SubmitReturnRequest> requests;
    for (int m = 0; m < kMonths; ++m) {
      requests.push_back(
          ReturnOf(contract, m, names, static_cast<uint64_t>(p * kMonths + m)));
    }
    SubmitInBatches(*server.Connect(api::v1::ROLE_PROVIDER, provider), requests,
                    requests.size(), 1);
    outcomes::v1::BatchAcceptReturnsRequest accept;
    accept.set_parent(kCouncil);
    for (const auto& request : requests) {
      accept.add_requests()->set_name(request.name());
    }
    Or(council.commissioner().Unary(&OutcomesService::Stub::BatchAcceptReturns,
                                    accept));
  }
  monitoring::v1::GetScorecardRequest request;
  request.set_name(kCouncil);
  request.mutable_from_month()->set_year(2022);
  request.mutable_from_month()->set_month(1);
  request.mutable_to_month()->set_year(2024);
  request.mutable_to_month()->set_month(12);
  const auto get = [&] {
    return Or(council.commissioner().Unary(
        &monitoring::v1::MonitoringService::Stub::GetScorecard, request));
  };
  // Until monitoring has followed everything.
  for (;;) {
    const auto card = get();
    if (card.total().returns_accepted() == kProviders * kMonths) break;
    absl::SleepFor(absl::Milliseconds(100));
  }
  std::vector<double> times;
  for (int i = 0; i < kCalls; ++i) {
    const absl::Time start = absl::Now();
    get();
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

void MeasureScorecard(const std::string& binary) {
  const auto few = ScorecardLatency(binary, 2);
  const auto many = ScorecardLatency(binary, 20);
  std::printf(
      "scorecard: 500 providers x 36 months, seen by the caller: p50 %.2f ms, "
      "p99 %.2f ms; with ten times the people: p50 %.2f ms, p99 %.2f ms; "
      "ratio of the medians %.2f\n",
      few.first, few.second, many.first, many.second, many.first / few.first);
}

void MeasureCld(const std::string& binary) {
  ServerProcess server(binary);
  const Council council(server);
  MeasureClientLevelData(*server.Connect(api::v1::ROLE_COMMISSIONER), kCouncil);
}

int Main(int argc, char** argv) {
  std::string binary;
  std::string postgres_dir;
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--server" && i + 1 < argc) {
      binary = argv[++i];
    } else if (argument == "--postgres" && i + 1 < argc) {
      postgres_dir = argv[++i];
    } else {
      names.push_back(argument);
    }
  }
  if (names.empty()) {
    names = {"submit", "bulk",   "scorecard", "cld",
             "sheet",  "import", "packages",  "figures"};
  }
  for (const std::string& name : names) {
    if (name == "submit") {
      MeasureSubmit(binary, postgres_dir);
    } else if (name == "bulk") {
      MeasureBulk(binary);
    } else if (name == "scorecard") {
      MeasureScorecard(binary);
    } else if (name == "cld") {
      MeasureCld(binary);
    } else if (name == "sheet") {
      MeasureSheets();
    } else if (name == "import") {
      MeasureImports();
    } else if (name == "packages") {
      MeasurePackages();
    } else if (name == "figures") {
      MeasureFigures(postgres_dir);
    } else {
      std::fprintf(stderr, "no measure is called %s\n", name.c_str());
      return 2;
    }
  }
  return 0;
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) { return tidemark::Main(argc, argv); }

// A server under measure, and a council in it with whatever is needed to submit
// returns. Everything stops the program where anything fails.

#ifndef TIDEMARK_TESTS_BENCH_COUNCIL_H_
#define TIDEMARK_TESTS_BENCH_COUNCIL_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "absl/status/statusor.h"

#include "common/rpc/channel.h"
#include "common/rpc/tokens.h"
#include "common/testing/temp_dir.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"

namespace tidemark {

inline constexpr char kCouncil[] = "councils/E10000012";

template <typename T>
T Or(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

double Median(std::vector<double> values);

// The `n`th request id.
std::string Uuid(uint64_t n);

// The server, in a process and folder of its own.
class ServerProcess {
 public:
  explicit ServerProcess(const std::string& binary,
                         const std::vector<std::string>& flags = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& address() const { return address_; }
  // Where it serves HTTP, if it was told to.
  const std::string& http_address() const { return http_address_; }

  std::string Token(api::v1::Role role, const std::string& provider = "");
  std::shared_ptr<rpc::Connection> Connect(api::v1::Role role,
                                           const std::string& provider = "");

 private:
  testing::TempDir dir_;
  pid_t pid_ = -1;
  std::string address_;
  std::string http_address_;
  std::optional<rpc::TokenKey> key_;
};

// What a council needs before returns can be submitted.
class Council {
 public:
  explicit Council(ServerProcess& server);

  std::string AddProvider(int n);
  // A contract in force with monthly returns from `first_year` for `years`.
  contracts::v1::Contract AddContract(const std::string& provider, int n,
                                      int first_year, int years);
  // Adds people with outcomes under `contract`. Returns the outcomes' names.
  std::vector<std::string> AddPeople(const contracts::v1::Contract& contract,
                                     int people, int outcomes_each);

  rpc::Connection& commissioner() { return *commissioner_; }

 private:
  std::shared_ptr<rpc::Connection> admin_;
  std::shared_ptr<rpc::Connection> commissioner_;
  int next_person_ = 1;
};

// A return of the contract's `period`th period, its `id`th request.
outcomes::v1::SubmitReturnRequest ReturnOf(
    const contracts::v1::Contract& contract, int period,
    const std::vector<std::string>& outcome_names, uint64_t id);

// Submits `requests` in batches of `size` from `threads` threads.
void SubmitInBatches(
    rpc::Connection& provider,
    const std::vector<outcomes::v1::SubmitReturnRequest>& requests, size_t size,
    int threads);

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_COUNCIL_H_

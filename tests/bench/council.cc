#include "tests/bench/council.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark {

using contracts::v1::Contract;
using contracts::v1::ContractsService;
using outcomes::v1::OutcomesService;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string Uuid(uint64_t n) {
  return absl::StrFormat("%08x-0000-4000-8000-%012x",
                         static_cast<uint32_t>(n >> 32), n & 0xffffffffffff);
}

ServerProcess::ServerProcess(const std::string& binary,
                             const std::vector<std::string>& flags) {
  std::vector<std::string> words = {binary, "--listen", "127.0.0.1:0",
                                    "--data_dir", dir_.path()};
  words.insert(words.end(), flags.begin(), flags.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int out[2];
  if (pipe(out) != 0) std::exit(1);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out[1], STDOUT_FILENO);
    close(out[0]);
    execv(binary.c_str(), arguments.data());
    _exit(127);
  }
  close(out[1]);
  FILE* const lines = fdopen(out[0], "r");
  char line[256];
  while (std::fgets(line, sizeof(line), lines) != nullptr) {
    absl::string_view text = absl::StripSuffix(line, "\n");
    if (absl::ConsumePrefix(&text, "serving HTTP on ")) {
      http_address_ = std::string(text);
    } else if (absl::ConsumePrefix(&text, "serving gRPC on ")) {
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

ServerProcess::~ServerProcess() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

std::string ServerProcess::Token(api::v1::Role role,
                                 const std::string& provider) {
  const absl::Time now = absl::Now();
  return Or(key_->Issue({.subject = "users/bench",
                         .role = role,
                         .council = kCouncil,
                         .provider = provider,
                         .expires = now + absl::Hours(12)},
                        now));
}

std::shared_ptr<rpc::Connection> ServerProcess::Connect(
    api::v1::Role role, const std::string& provider) {
  return Or(rpc::Connection::Open(
      {.address = address_, .token = Token(role, provider)}));
}

Council::Council(ServerProcess& server)
    : admin_(server.Connect(api::v1::ROLE_ADMIN)),
      commissioner_(server.Connect(api::v1::ROLE_COMMISSIONER)) {
  contracts::v1::CreateCouncilRequest request;
  request.mutable_council()->set_name(kCouncil);
  request.mutable_council()->set_display_name("Bench");
  Or(admin_->Unary(&ContractsService::Stub::CreateCouncil, request));
}

std::string Council::AddProvider(int n) {
  contracts::v1::CreateProviderRequest request;
  request.set_parent(kCouncil);
  request.set_provider_id(absl::StrCat("1-", 100000000 + n));
  request.mutable_provider()->set_display_name(absl::StrCat("Provider ", n));
  return Or(commissioner_->Unary(&ContractsService::Stub::CreateProvider,
                                 request))
      .name();
}

Contract Council::AddContract(const std::string& provider, int n,
                              int first_year, int years) {
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

std::vector<std::string> Council::AddPeople(const Contract& contract,
                                            int people, int outcomes_each) {
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
  Or(commissioner_->Unary(&OutcomesService::Stub::BatchUpsertPeople, request));
  return names;
}

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

}  // namespace tidemark

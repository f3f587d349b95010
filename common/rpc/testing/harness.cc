#include "common/rpc/testing/harness.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace tidemark::testing {
namespace {

// A test cannot go on without its server.
template <typename T>
T ValueOrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::abort();
  }
  return *std::move(value);
}

}  // namespace

Harness::Harness(Options options) {
  const std::string keys = dir_ / "keys";
  key_ = std::make_unique<rpc::TokenKey>(
      ValueOrDie(rpc::TokenKey::LoadOrCreate(keys)));
  options.runtime.authenticator =
      ValueOrDie(rpc::Authenticator::Load(keys, *options.runtime.clock));
  options.runtime.access_log =
      ValueOrDie(rpc::AccessLog::Open({.path = dir_ / "access.log"}));
  const Clock* const clock = options.runtime.clock;
  runtime_ = std::make_unique<rpc::Runtime>(std::move(options.runtime));
  db_ = ValueOrDie(
      store::Database::Open({.path = dir_ / "things",
                             .schema = Things::Schema(),
                             .clock = clock,
                             .executor = [this](std::function<void()> task) {
                               runtime_->executor().Post(std::move(task));
                             }}));
  things_ = std::make_unique<Things>(*db_);
  service_ = things_->Serve(*runtime_);
  server_ =
      ValueOrDie(rpc::Server::Start({.cert_file = options.cert_file,
                                     .key_file = options.key_file,
                                     .client_ca_file = options.client_ca_file,
                                     .runtime = *runtime_},
                                    {service_.get()}));
  server_->SetHealthy();
}

Harness::~Harness() {
  // In this order: calls end before what they use.
  server_.reset();
  db_.reset();
}

std::string Harness::address() const {
  return absl::StrCat("127.0.0.1:", server_->port());
}

std::string Harness::TokenFor(rpc::Principal caller) const {
  const absl::Time now = runtime_->clock().Now();
  caller.expires = now + absl::Hours(1);
  return ValueOrDie(key_->Issue(caller, now));
}

std::shared_ptr<rpc::Connection> Harness::ConnectAs(
    const rpc::Principal& caller) const {
  return ValueOrDie(
      rpc::Connection::Open({.address = address(), .token = TokenFor(caller)}));
}

std::shared_ptr<rpc::Connection> Harness::ConnectAsNobody() const {
  return ValueOrDie(rpc::Connection::Open({.address = address()}));
}

std::string Harness::AccessLog() const {
  runtime_->access_log()->Flush();
  std::ifstream file(dir_ / "access.log");
  return {std::istreambuf_iterator<char>(file), {}};
}

rpc::Principal Ada() {
  return {.subject = "users/ada",
          .role = api::v1::ROLE_COMMISSIONER,
          .council = "councils/X"};
}

rpc::Principal Bob() {
  return {.subject = "users/bob",
          .role = api::v1::ROLE_PROVIDER,
          .council = "councils/X",
          .provider = "councils/X/providers/P"};
}

rpc::Principal Quentin() {
  return {.subject = "users/quentin",
          .role = api::v1::ROLE_PROVIDER,
          .council = "councils/X",
          .provider = "councils/X/providers/Q"};
}

rpc::Principal Machine() {
  return {.subject = "services/monitoring",
          .role = api::v1::ROLE_SERVICE,
          .council = rpc::kAnyCouncil};
}

}  // namespace tidemark::testing

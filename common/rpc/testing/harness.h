#ifndef TIDEMARK_COMMON_RPC_TESTING_HARNESS_H_
#define TIDEMARK_COMMON_RPC_TESTING_HARNESS_H_

#include <memory>
#include <string>

#include "common/rpc/channel.h"
#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/things.h"
#include "common/rpc/tokens.h"
#include "common/store/database.h"
#include "common/testing/temp_dir.h"

namespace tidemark::testing {

// A server of things on a free port of this machine, with a database, keys and
// an access log in a folder of its own.
class Harness {
 public:
  // What a test may choose.
  struct Options {
    rpc::Runtime::Options runtime = {};
    std::string cert_file = {};
    std::string key_file = {};
    std::string client_ca_file = {};
  };

  explicit Harness(Options options);
  Harness() : Harness(Options()) {}
  ~Harness();

  // The address that the server listens on.
  std::string address() const;
  // A token for `caller`, valid for an hour.
  std::string TokenFor(rpc::Principal caller) const;
  // A connection over the network as `caller`.
  std::shared_ptr<rpc::Connection> ConnectAs(
      const rpc::Principal& caller) const;
  // One that does not say who calls.
  std::shared_ptr<rpc::Connection> ConnectAsNobody() const;

  const std::string& folder() const { return dir_.path(); }
  rpc::Runtime& runtime() { return *runtime_; }
  Things& things() { return *things_; }
  rpc::Server& server() { return *server_; }

  // The access log so far.
  std::string AccessLog() const;

 private:
  const TempDir dir_;
  std::unique_ptr<rpc::TokenKey> key_;
  std::unique_ptr<rpc::Runtime> runtime_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Things> things_;
  std::unique_ptr<rpc::Service> service_;
  std::unique_ptr<rpc::Server> server_;
};

// A commissioner of `councils/X`.
rpc::Principal Ada();
// Of the provider P of that council.
rpc::Principal Bob();
// Of the provider Q of that council.
rpc::Principal Quentin();
// Another service.
rpc::Principal Machine();

}  // namespace tidemark::testing

#endif  // TIDEMARK_COMMON_RPC_TESTING_HARNESS_H_

// A client that writes, remembers what it was promised, and holds the server to
// it after a crash.

#ifndef TIDEMARK_TESTS_CRASH_WRITER_H_
#define TIDEMARK_TESTS_CRASH_WRITER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

#include "tests/e2e/server_process.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::crash {

// What a writer works on. Nobody else changes it.
struct Patch {
  // The contract, its provider and its people, with two outcomes each.
  std::string contract;
  std::string provider;
  std::vector<std::string> people;
  std::vector<std::string> outcomes;
  // A package under the contract.
  std::string package;
};

// Writes to one patch, one call after the other. Used by one thread at a time.
class Writer {
 public:
  // `number` tells the writers of a test apart; `seed` decides what they do.
  Writer(Patch patch, uint64_t number, uint64_t seed);

  // Makes the connections to `server`, which was started anew.
  void Connect(const e2e::ServerProcess& server);
  // Ends them.
  void Disconnect() { connections_.clear(); }

  // Makes one more call. Returns `UNAVAILABLE` if the server is gone, so that
  // nobody knows whether the call was done; and `INTERNAL` if it answered what
  // it must not.
  absl::Status WriteOnce();

  // After a restart: reads everything that was promised, and sends again what
  // nobody knows about. Returns `DATA_LOSS`, saying what, if a promise is
  // broken or something is half there.
  absl::Status Settle();

  // The returns as they were promised.
  std::vector<outcomes::v1::Return> Returns() const;

  // The calls that were answered.
  int64_t promises() const { return promises_; }

 private:
  using Message = google::protobuf::Message;

  // A call that changes one record and answers with it.
  struct Write {
    api::v1::Role role;
    std::string method;
    std::shared_ptr<Message> request;
    // The record.
    std::string name;
  };

  Write ChooseWrite();
  Write WriteReturn();
  Write WritePerson();
  Write WriteLevel();

  absl::StatusOr<std::unique_ptr<Message>> Send(const Write& write) const;
  absl::StatusOr<std::unique_ptr<Message>> Get(const std::string& name) const;
  absl::Status Promise(const Write& write, std::unique_ptr<Message> answer);
  absl::Status SettleLast();
  absl::Status SettleUnknown();
  absl::Status CheckCheckBacks() const;
  // What was promised of `name`; null if nothing was.
  const Message* Promised(const std::string& name) const;
  Write Make(api::v1::Role role, const std::string& method,
             const std::string& name, const Message& request);
  int Random(int least, int most);

  const Patch patch_;
  const uint64_t number_;
  std::mt19937_64 random_;
  std::map<api::v1::Role, std::shared_ptr<rpc::Connection>> connections_;
  // The answer to the last call that changed each record, by name.
  std::map<std::string, std::unique_ptr<Message>> promised_;
  // The last call that was answered, and one that was not.
  std::optional<Write> last_;
  std::optional<Write> unknown_;
  uint64_t requests_ = 0;
  int64_t promises_ = 0;
  int people_stored_ = 0;
};

}  // namespace tidemark::crash

#endif  // TIDEMARK_TESTS_CRASH_WRITER_H_

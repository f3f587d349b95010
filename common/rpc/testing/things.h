#ifndef TIDEMARK_COMMON_RPC_TESTING_THINGS_H_
#define TIDEMARK_COMMON_RPC_TESTING_THINGS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/database.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::testing {

// What `tidemark.testing.v1.EchoService` promises, without the network.
class Things {
 public:
  // The database that things are kept in.
  static store::Schema Schema();

  // `db` must outlive this.
  explicit Things(store::Database& db) : db_(db) {}

  // Serves this, which must outlive the service.
  std::unique_ptr<rpc::Service> Serve(rpc::Runtime& runtime);

  absl::StatusOr<v1::EchoResponse> Echo(const rpc::Call& call,
                                        const v1::EchoRequest& request);
  absl::StatusOr<v1::Thing> CreateThing(const rpc::Call& call,
                                        const v1::CreateThingRequest& request);
  absl::StatusOr<v1::Thing> GetThing(const rpc::Call& call,
                                     const v1::GetThingRequest& request) const;
  absl::StatusOr<v1::ListThingsResponse> ListThings(
      const rpc::Call& call, const v1::ListThingsRequest& request) const;
  absl::StatusOr<v1::ListThingsResponse> ListOwnThings(
      const rpc::Call& call, const v1::ListOwnThingsRequest& request) const;
  absl::StatusOr<v1::Thing> UpdateThing(const rpc::Call& call,
                                        const v1::UpdateThingRequest& request);
  absl::StatusOr<v1::Thing> MarkThing(const rpc::Call& call,
                                      const v1::MarkThingRequest& request);
  absl::StatusOr<v1::BatchMarkThingsResponse> BatchMarkThings(
      const rpc::Call& call, const v1::BatchMarkThingsRequest& request);
  void AwaitThing(rpc::Call call, v1::AwaitThingRequest request,
                  rpc::Answer<v1::Thing> answer);

  // The providers of a thing.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

  // Answers every call of `AwaitThing` that waits.
  void AnswerAll();
  // How many wait.
  size_t waiting() const;
  // How often a function of this has run.
  int calls() const { return calls_; }

  // Asks `before` before each call of `MarkThing` writes. Set before the first.
  void AskBeforeMarking(std::function<absl::Status()> before) {
    before_marking_ = std::move(before);
  }

  // Makes calls of `Echo` wait for `OpenGate`.
  void CloseGate();
  void OpenGate();
  // Waits until `count` calls of `Echo` wait at the gate.
  void AwaitAtGate(int count);

 private:
  // A call that waits for its answer.
  struct Waiting {
    rpc::Call call;
    v1::AwaitThingRequest request;
    rpc::Answer<v1::Thing> answer;
  };

  absl::StatusOr<v1::Thing> Mark(const store::WriteOptions& options,
                                 const std::string& name);

  store::Database& db_;
  std::function<absl::Status()> before_marking_;
  mutable std::atomic<int> calls_ = 0;
  mutable Mutex mu_;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mu_);
  CondVar gate_moved_;
  bool gate_closed_ ABSL_GUARDED_BY(mu_) = false;
  int at_gate_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_COMMON_RPC_TESTING_THINGS_H_

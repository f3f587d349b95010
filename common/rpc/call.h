// What a service's function knows about a call besides the request.
//
//   absl::StatusOr<v1::Person> People::UpdatePerson(
//       const rpc::Call& call, const v1::UpdatePersonRequest& request) {
//     return db_.Write<v1::Person>(call.write(), [&](store::Transaction& txn) {
//       ...
//     });
//   }
//
// A test makes one without any network:
//
//   people.UpdatePerson(rpc::Call::For(ada, clock, request), request);

#ifndef TIDEMARK_COMMON_RPC_CALL_H_
#define TIDEMARK_COMMON_RPC_CALL_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "common/base/clock.h"
#include "common/store/database.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::rpc {

// The council of a caller that is not bound to one.
inline constexpr char kAnyCouncil[] = "councils/-";

// Who calls.
struct Principal {
  // Who it is, for example `users/ada`. Kept with every change that it makes.
  std::string subject;
  // What it is to the council.
  api::v1::Role role = api::v1::ROLE_UNSPECIFIED;
  // The only council that it may act on, for example `councils/E10000012`;
  // `councils/-`, every council, for `ROLE_SERVICE` and nobody else.
  std::string council;
  // `ROLE_PROVIDER` only: the provider that it works for, by its full name,
  // `councils/{council}/providers/{provider}`. Empty for other roles.
  std::string provider = {};
  // Whether it may only call methods that read.
  bool read_only = false;
  // When what proved its identity ends.
  absl::Time expires = absl::InfiniteFuture();

  // Whether this is `ROLE_PROVIDER`, which sees one provider's records only.
  bool is_provider() const { return role == api::v1::ROLE_PROVIDER; }
};

// One call of one method by one caller. May be copied, and then outlive the
// call that it was made for.
class Call {
 public:
  // A call of the method that takes `request`, at the time of `clock`, whose
  // writes wait until they are on disk. For tests, and for code that calls a
  // service's functions without a network. Stops the process if no method of
  // the file that declares `request` takes it.
  static Call For(Principal caller, const Clock& clock,
                  const google::protobuf::Message& request,
                  absl::Time call_deadline = absl::InfiniteFuture());

  // Who calls.
  const Principal& principal() const { return *principal_; }
  // What is called.
  const google::protobuf::MethodDescriptor& method() const { return *method_; }
  // When the call was admitted. The same throughout the call.
  absl::Time time() const { return time_; }
  // When the caller stops waiting.
  absl::Time deadline() const { return deadline_; }
  // The request's `request_id`; empty if it has none.
  const std::string& request_id() const { return request_id_; }

  // How the call writes to a database: in the caller's name, recognising a
  // repeat of its `request_id`, before its deadline, and, when the call came
  // over the network, without waiting for the disk: the caller is then answered
  // once what was written is on disk. A call may write more than once.
  // `reason` says why, in the caller's words; it is kept with the change.
  store::WriteOptions write(absl::string_view reason = "") const;

  // The same for one request of a batch: a repeat is recognised by the
  // `request_id` of `entry`, whether it comes in another batch or alone.
  // The change is recorded under the method that takes `entry`.
  store::WriteOptions write_entry(const google::protobuf::Message& entry,
                                  absl::string_view reason = "") const;

 private:
  friend class Service;

  Call(std::shared_ptr<const Principal> caller,
       const google::protobuf::MethodDescriptor* method, absl::Time time,
       absl::Time deadline);
  // Takes the `request_id` of `request`, if it has one, into `repeat_`.
  void SetRepeat(const google::protobuf::Message& request);

  std::shared_ptr<const Principal> principal_;
  const google::protobuf::MethodDescriptor* method_;
  absl::Time time_;
  absl::Time deadline_;
  std::string request_id_;
  std::optional<store::RepeatKey> repeat_;
  // Where a write says when it is on disk; null to wait for the disk.
  store::Pending* pending_ = nullptr;
};

// How a repeat of `method`, called by `subject` with `request`, is recognised;
// `nullopt` if `request` has no `request_id` or an empty one.
std::optional<store::RepeatKey> RepeatKeyOf(
    absl::string_view subject, const google::protobuf::MethodDescriptor& method,
    const google::protobuf::Message& request);

// The method that takes messages of type `request`, declared in the same file;
// null if there is none.
const google::protobuf::MethodDescriptor* FindMethodTaking(
    const google::protobuf::Descriptor& request);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_CALL_H_

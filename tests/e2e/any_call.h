// Calls any method of any service with messages that are known at run time
// only, so that a test can walk over all of them.

#ifndef TIDEMARK_TESTS_E2E_ANY_CALL_H_
#define TIDEMARK_TESTS_E2E_ANY_CALL_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "common/rpc/channel.h"

namespace tidemark::e2e {

// The names of the services that a server serves, by its reflection service.
absl::StatusOr<std::vector<std::string>> ServedServices(
    const rpc::Connection& connection);

// Every method of every service of ours that a server serves. Returns
// `NOT_FOUND` if there is one whose descriptor is not linked into this test.
absl::StatusOr<std::vector<const google::protobuf::MethodDescriptor*>>
ServedMethods(const rpc::Connection& connection);

// A new message of `type`.
std::unique_ptr<google::protobuf::Message> NewMessage(
    const google::protobuf::Descriptor& type);

// Calls `method` and returns the answer.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> CallMethod(
    const rpc::Connection& connection,
    const google::protobuf::MethodDescriptor& method,
    const google::protobuf::Message& request);

// Calls `visit` with every string in `message`, at every depth; strings within
// serialised records, as feeds have them, included.
void VisitStrings(const google::protobuf::Message& message,
                  const std::function<void(const std::string&)>& visit);

// Whether any string in `message` contains `text`.
bool Mentions(const google::protobuf::Message& message, absl::string_view text);

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_ANY_CALL_H_

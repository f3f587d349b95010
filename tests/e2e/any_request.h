// Requests of any method of any service, made from what its proto declares.

#ifndef TIDEMARK_TESTS_E2E_ANY_REQUEST_H_
#define TIDEMARK_TESTS_E2E_ANY_REQUEST_H_

#include <memory>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::e2e {

// Who may call `method`, on what.
const api::v1::Access& AccessOf(
    const google::protobuf::MethodDescriptor& method);

// Whether it reads only.
bool Reads(const google::protobuf::MethodDescriptor& method);

// What the HTTP rule says that the method's resource looks like. A council for
// one whose path does not say; of a batch, what its items are.
std::string PatternOf(const google::protobuf::MethodDescriptor& method);

// Puts `name` where the method's resource path leads.
void SetResource(const google::protobuf::MethodDescriptor& method,
                 const std::string& name, google::protobuf::Message& request);

// Fills what `message` must have and lacks, with values that are as right as
// they can be without knowing the method.
void FillRequired(google::protobuf::Message& message);

// A request of `method` about `name`, with values for all that is required.
std::unique_ptr<google::protobuf::Message> RequestFor(
    const google::protobuf::MethodDescriptor& method, const std::string& name);

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_ANY_REQUEST_H_

// Answers of `/session`.

#ifndef TIDEMARK_SERVICES_GATEWAY_SESSION_ANSWERS_H_
#define TIDEMARK_SERVICES_GATEWAY_SESSION_ANSWERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "services/gateway/http.h"

namespace tidemark::gateway {

// `message` as JSON.
Response JsonAnswer(const google::protobuf::Message& message);

// An error that is not OK, as the Connect protocol has it: `code`, `message`
// and the reason among the `details`.
Response ErrorAnswer(const absl::Status& error);

// Sends the browser to `where`.
Response Redirect(const std::string& where);

// Nothing to say.
Response EmptyAnswer();

// The method is not one of the path's, which is `allowed`.
Response WrongMethod(absl::string_view allowed);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SESSION_ANSWERS_H_

// Answers of `/session`.

#ifndef TIDEMARK_SERVICES_GATEWAY_SESSION_ANSWERS_H_
#define TIDEMARK_SERVICES_GATEWAY_SESSION_ANSWERS_H_

#include <string>

#include "google/protobuf/message.h"

#include "services/gateway/http.h"

namespace tidemark::gateway {

// `message` as JSON.
Response JsonAnswer(const google::protobuf::Message& message);

// Sends the browser to `where`.
Response Redirect(const std::string& where);

// Nothing to say.
Response EmptyAnswer();

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SESSION_ANSWERS_H_

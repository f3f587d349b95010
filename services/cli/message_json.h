// Messages as JSON for analysts: numbers are numbers, however large, to the
// last digit that tells them apart; enums are words; what is not set is null.
//
//   {"phi":68.57623147099119,"centre":null,"standing":"above"}
//
// The JSON of protos would write large whole numbers as text and leave out what
// is not set.

#ifndef TIDEMARK_SERVICES_CLI_MESSAGE_JSON_H_
#define TIDEMARK_SERVICES_CLI_MESSAGE_JSON_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace tidemark::cli {

// The fields of `message` without the braces around them: `"a":1,"b":null`.
std::string JsonFields(const google::protobuf::Message& message);

// `text` in quotes.
std::string JsonText(absl::string_view text);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_MESSAGE_JSON_H_

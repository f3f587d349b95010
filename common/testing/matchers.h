#ifndef TIDEMARK_COMMON_TESTING_MATCHERS_H_
#define TIDEMARK_COMMON_TESTING_MATCHERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/faults.h"

namespace tidemark::testing {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

// Matches a status, or a `StatusOr`, that is OK.
MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// Matches a status of this code whose message contains this text.
MATCHER_P2(StatusIs, code, text, "") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         std::string(StatusOf(arg).message()).find(text) != std::string::npos;
}
MATCHER_P(StatusIs, code, "") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

// Matches a status with this reason.
MATCHER_P(HasReason, reason, "") {
  *result_listener << StatusOf(arg).ToString();
  return ReasonOf(StatusOf(arg)) == reason;
}

// Matches a status with a fault of this field by this rule.
MATCHER_P2(HasFault, field, code, "") {
  *result_listener << StatusOf(arg).ToString();
  for (const api::v1::Fault& fault : FaultsOf(StatusOf(arg))) {
    if (fault.field() == field && fault.reason() == code) return true;
  }
  return false;
}

// Matches a message with the same content; the difference is the explanation.
MATCHER_P(EqualsProto, expected, "") {
  google::protobuf::util::MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  const bool same = differencer.Compare(expected, arg);
  *result_listener << difference;
  return same;
}

// A message from its text form. Stops the test binary if it cannot be read.
template <typename Message>
Message ParseText(const std::string& text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    std::abort();
  }
  return message;
}

}  // namespace tidemark::testing

#endif  // TIDEMARK_COMMON_TESTING_MATCHERS_H_

// The lists of values that the specification of client-level data (CLD) has,
// Release 1 and Release 2, as codes. Values are matched whatever their case,
// kind of dash and spacing.
//
//   const std::optional<Value> value =
//       FindValue(CodeList::kServiceType, "Long-Term Support:  COMMUNITY");
//   value->code == static_cast<uint8_t>(ServiceType::kCommunity)
//
// The numbers of all codes are on disk. Never change or reuse.

#ifndef TIDEMARK_SERVICES_CLD_CODES_H_
#define TIDEMARK_SERVICES_CLD_CODES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::cld {

// What a row is about.
enum class EventType : uint8_t {
  kUnknown = 0,
  kRequest = 1,
  kAssessment = 2,
  kService = 3,
  kReview = 4,
};

// Whom it is about.
enum class ClientType : uint8_t {
  kUnknown = 0,
  // "Service User".
  kPerson = 1,
  kUnpaidCarer = 2,
  // A carer who is known only because of the person cared for: no event.
  kKnownByAssociation = 3,
};

enum class ServiceType : uint8_t {
  kUnknown = 0,
  kNursing = 1,
  kResidential = 2,
  kCommunity = 3,
  kPrison = 4,
  kStMax = 5,
  kLowLevel = 6,
  kOtherShortTerm = 7,
  kDirectToCarer = 8,
  kInvolvingPerson = 9,
};

enum class Component : uint8_t {
  kUnknown = 0,
  kReablement = 1,
  kShortTermNursing = 2,
  kShortTermResidential = 3,
  kEquipment = 4,
  // Any other that the specification has; what it is does not matter to any
  // figure, only that it differs.
  kFirstOther = 16,
};

// "Unpaid carer respite".
inline constexpr Component kCarerRespite = static_cast<Component>(33);

// The outcome of an event, in the order of DHSC's hierarchy: the first is the
// best known where several contend.
enum class Outcome : uint8_t {
  // Blank or invalid.
  kUnknown = 0,
  kReablement = 1,
  kAssessment = 2,
  // Release 1 only, with no value of Release 2 that it stands for.
  kRelease1Only = 3,
  kSupportPlanning = 4,
  kContinuation = 5,
  kHospital = 6,
  kMovedAway = 7,
  kNhs = 8,
  kSelfFunded = 9,
  kAdvice = 10,
  kReferred = 11,
  kDeclined = 12,
  kDeceased = 13,
  kEndedAsPlanned = 14,
  kEndedOtherwise = 15,
  kNothingOffered = 16,
  kOtherNfa = 17,
};

// How often a cost arises.
enum class Frequency : uint8_t {
  kUnknown = 0,
  kNoCharge = 1,
  kPerSession = 2,
  kHourly = 3,
  kDaily = 4,
  kWeekly = 5,
  kFortnightly = 6,
  kFourWeekly = 7,
  kMonthly = 8,
  kQuarterly = 9,
  kAnnually = 10,
  kOneOff = 11,
};

// The lists.
enum class CodeList {
  kEventType,
  kClientType,
  kServiceType,
  kComponent,
  kOutcome,
  kMechanism,
  kFrequency,
  kReviewReason,
  kReviewOutcomes,
  kMethod,
  kFundingStatus,
  kSupportReason,
  kGender,
  kEthnicity,
  kYesNo,
};

// What a text stands for.
struct Value {
  uint8_t code = 0;
  // Whether Release 2 does not have it.
  bool release1 = false;
};

// The letters and digits of `text`, lower-case: what is compared.
std::string Plain(absl::string_view text);

// The value of `list` that `text` is. `nullopt` if it has none.
std::optional<Value> FindValue(CodeList list, absl::string_view text);

// The words of Release 2 for a code of `list`. Empty for one that it does not
// have.
absl::string_view WordsOf(CodeList list, uint8_t code);

// Whether it is long-term support.
inline bool IsLongTerm(ServiceType type) {
  return type >= ServiceType::kNursing && type <= ServiceType::kPrison;
}

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_CODES_H_

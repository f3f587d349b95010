// What comes after short-term support, and where it counts.

#ifndef TIDEMARK_SERVICES_CLD_SEQUELS_H_
#define TIDEMARK_SERVICES_CLD_SEQUELS_H_

#include <cstdint>

#include "absl/strings/string_view.h"

#include "services/cld/codes.h"

namespace tidemark::cld {

// An outcome or a service: the values up to 31 are those of `Outcome`, those
// from 32 on those of `ServiceType`.
enum class Sequel : uint8_t {
  // The outcome is blank or invalid.
  kNone = 0,
  kReablement = 1,
  kAssessment = 2,
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
  kFirstService = 32,
  kNursing = 33,
  kResidential = 34,
  kCommunity = 35,
  kPrison = 36,
  kLowLevel = 38,
  kOtherShortTerm = 39,
  // "Other short term" in a care home.
  kShortTermCareHome = 48,
};

constexpr Sequel SequelOf(Outcome outcome) {
  return static_cast<Sequel>(outcome);
}
constexpr Sequel SequelOf(ServiceType service) {
  return static_cast<Sequel>(static_cast<uint8_t>(Sequel::kFirstService) +
                             static_cast<uint8_t>(service));
}

// How a sequel was found, as DHSC numbers it.
enum class SequelType : uint8_t {
  kNone,
  kDeath,
  kHospital,
  kService,
  kOwnOutcome,
  kLaterEvent,
  kNestedReview,
  kEquipment,
  kUnclassified,
};

// "4a"; empty for none.
absl::string_view NumberOf(SequelType type);

// The sequel in the words of the specification.
absl::string_view WordsOf(Sequel sequel);

// Whether ASCOF 2A counts it, in the denominator and in the numerator (domain
// reference, section 1.2, step 6).
bool InDenominator(Sequel sequel);
bool InNumerator(Sequel sequel);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_SEQUELS_H_

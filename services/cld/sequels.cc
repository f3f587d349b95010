#include "services/cld/sequels.h"

namespace tidemark::cld {
namespace {

constexpr uint8_t kFirst = static_cast<uint8_t>(Sequel::kFirstService);

bool IsLongTerm(Sequel sequel) {
  return sequel >= Sequel::kNursing && sequel <= Sequel::kPrison;
}

}  // namespace

absl::string_view NumberOf(SequelType type) {
  switch (type) {
    case SequelType::kNone:
      return "";
    case SequelType::kDeath:
      return "1";
    case SequelType::kHospital:
      return "2";
    case SequelType::kService:
      return "3";
    case SequelType::kOwnOutcome:
      return "4a";
    case SequelType::kLaterEvent:
      return "4b";
    case SequelType::kNestedReview:
      return "4c";
    case SequelType::kEquipment:
      return "5";
    case SequelType::kUnclassified:
      return "6";
  }
  return "";
}

absl::string_view WordsOf(Sequel sequel) {
  if (sequel == Sequel::kNone) return "Invalid and not mapped";
  if (sequel == Sequel::kShortTermCareHome) {
    return "Short term support: Residential or Nursing care";
  }
  const auto code = static_cast<uint8_t>(sequel);
  if (code < kFirst) return WordsOf(CodeList::kOutcome, code);
  return WordsOf(CodeList::kServiceType, static_cast<uint8_t>(code - kFirst));
}

bool InDenominator(Sequel sequel) {
  return IsLongTerm(sequel) || sequel == Sequel::kShortTermCareHome ||
         InNumerator(sequel);
}

bool InNumerator(Sequel sequel) {
  switch (sequel) {
    case Sequel::kLowLevel:
    case Sequel::kOtherShortTerm:
    case Sequel::kAdvice:
    case Sequel::kEndedAsPlanned:
    case Sequel::kMovedAway:
    case Sequel::kOtherNfa:
    case Sequel::kNothingOffered:
    case Sequel::kEndedOtherwise:
    case Sequel::kReferred:
      return true;
    default:
      return false;
  }
}

}  // namespace tidemark::cld

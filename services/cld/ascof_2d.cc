#include "services/cld/ascof_2d.h"

namespace tidemark::cld {

v1::EpisodeShare Ascof2d(const v1::SaltSequels& sequels) {
  const int64_t numerator = int64_t{sequels.ongoing_low_level()} +
                            sequels.short_term_other() + sequels.signposted() +
                            sequels.no_identified_needs();
  const int64_t denominator = numerator + sequels.long_term_support();
  v1::EpisodeShare share;
  share.set_numerator(static_cast<int32_t>(numerator));
  share.set_denominator(static_cast<int32_t>(denominator));
  if (denominator > 0) share.set_value(RoundedPercent(numerator, denominator));
  return share;
}

SaltCategory CategoryOf(Sequel sequel) {
  switch (sequel) {
    case Sequel::kNursing:
    case Sequel::kResidential:
    case Sequel::kCommunity:
    case Sequel::kPrison:
      return SaltCategory::kLongTermSupport;
    case Sequel::kLowLevel:
      return SaltCategory::kOngoingLowLevel;
    case Sequel::kOtherShortTerm:
    case Sequel::kShortTermCareHome:
      return SaltCategory::kShortTermOther;
    case Sequel::kDeceased:
    case Sequel::kNhs:
      return SaltCategory::kEarlyCessationNhs;
    case Sequel::kSelfFunded:
      return SaltCategory::kSelfFunding;
    case Sequel::kDeclined:
      return SaltCategory::kDeclined;
    case Sequel::kAdvice:
      return SaltCategory::kSignposted;
    case Sequel::kHospital:
    case Sequel::kMovedAway:
    case Sequel::kReferred:
    case Sequel::kEndedAsPlanned:
    case Sequel::kEndedOtherwise:
    case Sequel::kNothingOffered:
    case Sequel::kOtherNfa:
      return SaltCategory::kNoIdentifiedNeeds;
    default:
      return SaltCategory::kNone;
  }
}

bool AddTo(SaltCategory category, v1::SaltSequels& sequels) {
  switch (category) {
    case SaltCategory::kNone:
      return false;
    case SaltCategory::kEarlyCessationNhs:
      sequels.set_early_cessation_nhs(sequels.early_cessation_nhs() + 1);
      return true;
    case SaltCategory::kLongTermSupport:
      sequels.set_long_term_support(sequels.long_term_support() + 1);
      return true;
    case SaltCategory::kSelfFunding:
      sequels.set_self_funding(sequels.self_funding() + 1);
      return true;
    case SaltCategory::kOngoingLowLevel:
      sequels.set_ongoing_low_level(sequels.ongoing_low_level() + 1);
      return true;
    case SaltCategory::kShortTermOther:
      sequels.set_short_term_other(sequels.short_term_other() + 1);
      return true;
    case SaltCategory::kDeclined:
      sequels.set_declined(sequels.declined() + 1);
      return true;
    case SaltCategory::kSignposted:
      sequels.set_signposted(sequels.signposted() + 1);
      return true;
    case SaltCategory::kNoIdentifiedNeeds:
      sequels.set_no_identified_needs(sequels.no_identified_needs() + 1);
      return true;
  }
  return false;
}

}  // namespace tidemark::cld

#include "services/cld/codes.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"

namespace tidemark::cld {
namespace {

// One value of a list; the first of those with the same code has the words of
// Release 2.
struct Entry {
  CodeList list;
  const char* text;
  uint8_t code;
  bool release1 = false;
};

constexpr bool kR1 = true;

template <typename Code>
constexpr uint8_t U(Code code) {
  return static_cast<uint8_t>(code);
}

constexpr uint8_t Other(int number) {
  return static_cast<uint8_t>(U(Component::kFirstOther) + number);
}

// Sources: domain reference, sections 1.2 and 2.2.
constexpr Entry kEntries[] = {
    {CodeList::kEventType, "Request", U(EventType::kRequest)},
    {CodeList::kEventType, "Assessment", U(EventType::kAssessment)},
    {CodeList::kEventType, "Service", U(EventType::kService)},
    {CodeList::kEventType, "Review", U(EventType::kReview)},
    {CodeList::kEventType, "Referral", U(EventType::kRequest), kR1},

    {CodeList::kClientType, "Service User", U(ClientType::kPerson)},
    {CodeList::kClientType, "Unpaid carer", U(ClientType::kUnpaidCarer)},
    {CodeList::kClientType, "Unpaid carer known by association",
     U(ClientType::kKnownByAssociation)},
    {CodeList::kClientType, "Carer", U(ClientType::kUnpaidCarer), kR1},
    {CodeList::kClientType, "Carer known by association",
     U(ClientType::kKnownByAssociation), kR1},

    {CodeList::kServiceType, "Long term support: Nursing care",
     U(ServiceType::kNursing)},
    {CodeList::kServiceType, "Long term support: Residential care",
     U(ServiceType::kResidential)},
    {CodeList::kServiceType, "Long term support: Community",
     U(ServiceType::kCommunity)},
    {CodeList::kServiceType, "Long term support: Prison",
     U(ServiceType::kPrison)},
    {CodeList::kServiceType, "Short term support: ST-Max",
     U(ServiceType::kStMax)},
    {CodeList::kServiceType, "Short term support: Ongoing low level",
     U(ServiceType::kLowLevel)},
    {CodeList::kServiceType, "Short term support: Other short term",
     U(ServiceType::kOtherShortTerm)},
    {CodeList::kServiceType, "Unpaid carer support: Direct to unpaid carer",
     U(ServiceType::kDirectToCarer)},
    {CodeList::kServiceType,
     "Unpaid carer support: Support involving the person cared-for",
     U(ServiceType::kInvolvingPerson)},
    {CodeList::kServiceType, "Carer Support: Direct to Carer",
     U(ServiceType::kDirectToCarer), kR1},
    {CodeList::kServiceType,
     "Carer Support: Support involving the person cared-for",
     U(ServiceType::kInvolvingPerson), kR1},

    {CodeList::kComponent, "Reablement", U(Component::kReablement)},
    {CodeList::kComponent, "Short term nursing care",
     U(Component::kShortTermNursing)},
    {CodeList::kComponent, "Short term residential care",
     U(Component::kShortTermResidential)},
    {CodeList::kComponent, "Equipment", U(Component::kEquipment)},
    {CodeList::kComponent, "Long term nursing care", Other(0)},
    {CodeList::kComponent, "Long term residential care", Other(1)},
    {CodeList::kComponent, "Home support or domiciliary care", Other(2)},
    {CodeList::kComponent, "Day support", Other(3)},
    {CodeList::kComponent, "Meals", Other(4)},
    {CodeList::kComponent, "Transport", Other(5)},
    {CodeList::kComponent, "Direct payment", Other(6)},
    {CodeList::kComponent, "Shared Lives", Other(7)},
    {CodeList::kComponent, "Community supported living", Other(8)},
    {CodeList::kComponent, "Extra care housing", Other(9)},
    {CodeList::kComponent, "Professional support: Social worker", Other(10)},
    {CodeList::kComponent, "Professional support: Other", Other(11)},
    {CodeList::kComponent, "Learning, education or employment support",
     Other(12)},
    {CodeList::kComponent, "End of life care", Other(13)},
    {CodeList::kComponent, "Emergency support", Other(14)},
    {CodeList::kComponent, "Other short term support", Other(15)},
    {CodeList::kComponent, "Other long term support", Other(16)},
    {CodeList::kComponent, "Unpaid carer respite", Other(17)},
    {CodeList::kComponent, "Unpaid carer sitting service", Other(18)},
    {CodeList::kComponent, "Unpaid carer universal services", Other(19)},
    {CodeList::kComponent, "Unpaid carer other", Other(20)},
    {CodeList::kComponent, "Home Support", Other(2), kR1},
    {CodeList::kComponent, "Domiciliary Care", Other(2), kR1},
    {CodeList::kComponent, "Learning/Education/Employment Support", Other(12),
     kR1},
    {CodeList::kComponent, "Carer Respite", Other(17), kR1},
    {CodeList::kComponent, "Carer Sitting Service", Other(18), kR1},
    {CodeList::kComponent, "Carer Universal Services", Other(19), kR1},
    {CodeList::kComponent, "Carer Other", Other(20), kR1},

    {CodeList::kOutcome, "Progress to reablement/ST-Max",
     U(Outcome::kReablement)},
    {CodeList::kOutcome, "Progress to assessment, review or reassessment",
     U(Outcome::kAssessment)},
    {CodeList::kOutcome, "Progress to support planning or services",
     U(Outcome::kSupportPlanning)},
    {CodeList::kOutcome, "Continuation of support or services",
     U(Outcome::kContinuation)},
    {CodeList::kOutcome, "Admitted to hospital", U(Outcome::kHospital)},
    {CodeList::kOutcome, "NFA: Responsibility moved to another local authority",
     U(Outcome::kMovedAway)},
    {CodeList::kOutcome,
     "NFA: Referral to NHS services or NHS funded social care",
     U(Outcome::kNhs)},
    {CodeList::kOutcome, "NFA: Self-funded client or under 12wk disregard",
     U(Outcome::kSelfFunded)},
    {CodeList::kOutcome, "NFA: Information and advice or signposting",
     U(Outcome::kAdvice)},
    {CodeList::kOutcome,
     "NFA: Referral to other service within the local authority",
     U(Outcome::kReferred)},
    {CodeList::kOutcome, "NFA: Support declined", U(Outcome::kDeclined)},
    {CodeList::kOutcome, "NFA: Deceased", U(Outcome::kDeceased)},
    {CodeList::kOutcome, "NFA: Support ended as planned",
     U(Outcome::kEndedAsPlanned)},
    {CodeList::kOutcome, "NFA: Support ended for other reason",
     U(Outcome::kEndedOtherwise)},
    {CodeList::kOutcome, "NFA: No services offered for other reason",
     U(Outcome::kNothingOffered)},
    {CodeList::kOutcome, "NFA: Other", U(Outcome::kOtherNfa)},
    {CodeList::kOutcome, "Support ended as planned",
     U(Outcome::kEndedAsPlanned)},
    {CodeList::kOutcome, "Progress to Assessment", U(Outcome::kAssessment),
     kR1},
    {CodeList::kOutcome, "Progress to Re-assessment / Unplanned Review",
     U(Outcome::kAssessment), kR1},
    {CodeList::kOutcome, "Progress to Support Planning / Services",
     U(Outcome::kSupportPlanning), kR1},
    {CodeList::kOutcome, "No change in package", U(Outcome::kContinuation),
     kR1},
    {CodeList::kOutcome, "Service ended as planned",
     U(Outcome::kEndedAsPlanned), kR1},
    {CodeList::kOutcome, "Provision of service", U(Outcome::kSupportPlanning),
     kR1},
    // The two without a value of Release 2 that says the same.
    {CodeList::kOutcome, "Release 1 specification only: Not mapped",
     U(Outcome::kRelease1Only), kR1},
    {CodeList::kOutcome, "Progress to End of Life Care",
     U(Outcome::kRelease1Only), kR1},
    {CodeList::kOutcome, "Progress to financial assessment",
     U(Outcome::kRelease1Only), kR1},
    {CodeList::kOutcome, "NFA - Moved to another LA", U(Outcome::kMovedAway),
     kR1},
    {CodeList::kOutcome, "NFA - 100% NHS funded care", U(Outcome::kNhs), kR1},
    {CodeList::kOutcome, "NFA - Information & Advice / Signposting only",
     U(Outcome::kAdvice), kR1},
    {CodeList::kOutcome, "NFA - Information & Advice / Signposting",
     U(Outcome::kAdvice), kR1},
    {CodeList::kOutcome, "NFA - Self-funded client (inc. 12wk disregard)",
     U(Outcome::kSelfFunded), kR1},
    {CodeList::kOutcome, "NFA - Self-funded client", U(Outcome::kSelfFunded),
     kR1},
    {CodeList::kOutcome, "NFA - Support ended: other reason",
     U(Outcome::kEndedOtherwise), kR1},
    {CodeList::kOutcome, "NFA - No services offered: other reason",
     U(Outcome::kNothingOffered), kR1},

    {CodeList::kMechanism, "Direct payment", 1},
    {CodeList::kMechanism, "CASSR managed personal budget", 2},
    {CodeList::kMechanism, "CASSR commissioned support", 3},
    {CodeList::kMechanism, "Self-Funder Metering Only (not used)", 4, kR1},
    {CodeList::kMechanism, "Self-Funder Metering Only", 4, kR1},

    {CodeList::kFrequency, "No charge to client", U(Frequency::kNoCharge)},
    {CodeList::kFrequency, "Per session", U(Frequency::kPerSession)},
    {CodeList::kFrequency, "Hourly", U(Frequency::kHourly)},
    {CodeList::kFrequency, "Daily", U(Frequency::kDaily)},
    {CodeList::kFrequency, "Weekly", U(Frequency::kWeekly)},
    {CodeList::kFrequency, "Fortnightly", U(Frequency::kFortnightly)},
    {CodeList::kFrequency, "4-weekly", U(Frequency::kFourWeekly)},
    {CodeList::kFrequency, "Monthly", U(Frequency::kMonthly)},
    {CodeList::kFrequency, "Quarterly", U(Frequency::kQuarterly)},
    {CodeList::kFrequency, "Annually", U(Frequency::kAnnually)},
    {CodeList::kFrequency, "One-off", U(Frequency::kOneOff)},

    {CodeList::kReviewReason, "Planned", 1},
    {CodeList::kReviewReason, "Review of short term support", 2},
    {CodeList::kReviewReason, "Unplanned: Hospital", 3},
    {CodeList::kReviewReason,
     "Unplanned: Hospital (Planned and unplanned episodes)", 3},
    {CodeList::kReviewReason, "Unplanned: Carer related", 4},
    {CodeList::kReviewReason, "Unplanned: Unpaid carer related", 4},
    {CodeList::kReviewReason, "Unplanned: Safeguarding concern", 5},
    {CodeList::kReviewReason, "Unplanned: Other reason", 6},
    {CodeList::kReviewReason, "Unplanned: Provider failure", 7},
    {CodeList::kReviewReason, "Unplanned: Change in commissioning arrangements",
     8},

    {CodeList::kReviewOutcomes, "Fully met", 1},
    {CodeList::kReviewOutcomes, "Partially met", 2},
    {CodeList::kReviewOutcomes, "Not met", 3},

    {CodeList::kMethod, "Service user only", 1},
    {CodeList::kMethod, "Unpaid carer only", 2},
    {CodeList::kMethod, "Service user and unpaid carer", 3},
    {CodeList::kMethod, "Carer only", 2, kR1},
    {CodeList::kMethod, "Service user and carer", 3, kR1},

    {CodeList::kFundingStatus, "Fully client funded", 1},
    {CodeList::kFundingStatus, "Joint client and social care funded", 2},
    {CodeList::kFundingStatus, "Joint", 2},
    {CodeList::kFundingStatus, "Fully social care funded", 3},
    {CodeList::kFundingStatus, "Fully social care", 3},
    {CodeList::kFundingStatus, "Unknown", 4},

    {CodeList::kSupportReason, "Physical support: Access and mobility only", 1},
    {CodeList::kSupportReason, "Physical support: Personal care support", 2},
    {CodeList::kSupportReason, "Sensory support: Support for visual impairment",
     3},
    {CodeList::kSupportReason,
     "Sensory support: Support for hearing impairment", 4},
    {CodeList::kSupportReason, "Sensory support: Support for dual impairment",
     5},
    {CodeList::kSupportReason, "Support with memory and cognition", 6},
    {CodeList::kSupportReason, "Learning disability support", 7},
    {CodeList::kSupportReason, "Mental health support", 8},
    {CodeList::kSupportReason, "Social support: Substance misuse support", 9},
    {CodeList::kSupportReason, "Social support: Asylum seeker support", 10},
    {CodeList::kSupportReason,
     "Social support: Support for social isolation or other support", 11},
    {CodeList::kSupportReason, "Social support: Support to unpaid carer", 12},
    {CodeList::kSupportReason,
     "Social support: Support for social isolation / other support", 11, kR1},
    {CodeList::kSupportReason, "Social support: Support to carer", 12, kR1},

    {CodeList::kGender, "Male", 1},
    {CodeList::kGender, "Female", 2},
    {CodeList::kGender, "Other", 3},
    {CodeList::kGender, "Unknown", 4},
    {CodeList::kGender, "Not known", 4},
    {CodeList::kGender, "Indeterminate", 3},

    {CodeList::kEthnicity,
     "White: English, Welsh, Scottish, Northern Irish or British", 1},
    {CodeList::kEthnicity, "White: Irish", 1},
    {CodeList::kEthnicity, "White: Gypsy or Irish Traveller", 1},
    {CodeList::kEthnicity, "White: Roma", 1},
    {CodeList::kEthnicity, "White: Any other White background", 1},
    {CodeList::kEthnicity,
     "Mixed or multiple ethnic groups: White and Black Caribbean", 2},
    {CodeList::kEthnicity,
     "Mixed or multiple ethnic groups: White and Black African", 2},
    {CodeList::kEthnicity, "Mixed or multiple ethnic groups: White and Asian",
     2},
    {CodeList::kEthnicity,
     "Mixed or multiple ethnic groups: Any other Mixed or multiple ethnic "
     "background",
     2},
    {CodeList::kEthnicity, "Asian or Asian British: Indian", 3},
    {CodeList::kEthnicity, "Asian or Asian British: Pakistani", 3},
    {CodeList::kEthnicity, "Asian or Asian British: Bangladeshi", 3},
    {CodeList::kEthnicity, "Asian or Asian British: Chinese", 3},
    {CodeList::kEthnicity, "Asian or Asian British: Any other Asian background",
     3},
    {CodeList::kEthnicity,
     "Black, Black British, Caribbean or African: African", 4},
    {CodeList::kEthnicity,
     "Black, Black British, Caribbean or African: Caribbean", 4},
    {CodeList::kEthnicity,
     "Black, Black British, Caribbean or African: Any other Black, Black "
     "British or Caribbean background",
     4},
    {CodeList::kEthnicity, "Other ethnic group: Arab", 5},
    {CodeList::kEthnicity, "Other ethnic group: Any other ethnic group", 5},
    {CodeList::kEthnicity, "No data: Refused", 6},
    {CodeList::kEthnicity, "No data: Undeclared or not known", 6},

    {CodeList::kYesNo, "Yes", 1},
    {CodeList::kYesNo, "No", 2},
    {CodeList::kYesNo, "Unknown", 3},
};

constexpr size_t kLists = static_cast<size_t>(CodeList::kYesNo) + 1;

class Values {
 public:
  Values() {
    for (const Entry& entry : kEntries) {
      const size_t list = static_cast<size_t>(entry.list);
      found_[list].try_emplace(
          Plain(entry.text),
          Value{.code = entry.code, .release1 = entry.release1});
      if (words_[list].size() <= entry.code) {
        words_[list].resize(entry.code + size_t{1});
      }
      absl::string_view& words = words_[list][entry.code];
      if (words.empty()) words = entry.text;
    }
  }

  std::optional<Value> Find(CodeList list, absl::string_view plain) const {
    const auto& found = found_[static_cast<size_t>(list)];
    const auto it = found.find(plain);
    if (it == found.end()) return std::nullopt;
    return it->second;
  }

  absl::string_view Words(CodeList list, uint8_t code) const {
    const auto& words = words_[static_cast<size_t>(list)];
    return code < words.size() ? words[code] : absl::string_view();
  }

 private:
  std::array<absl::flat_hash_map<std::string, Value>, kLists> found_;
  std::array<std::vector<absl::string_view>, kLists> words_;
};

const Values& AllValues() {
  static const Values* const values = new Values;
  return *values;
}

}  // namespace

std::string Plain(absl::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte)) plain.push_back(absl::ascii_tolower(byte));
  }
  return plain;
}

std::optional<Value> FindValue(CodeList list, absl::string_view text) {
  return AllValues().Find(list, Plain(text));
}

absl::string_view WordsOf(CodeList list, uint8_t code) {
  return AllValues().Words(list, code);
}

}  // namespace tidemark::cld

// The fields of the specification of client-level data: their headings, and
// what is asked of each in a row (domain reference, section 2.1; the rules are
// those of DHSC's data-quality procedure).

#ifndef TIDEMARK_SERVICES_CLD_FIELDS_H_
#define TIDEMARK_SERVICES_CLD_FIELDS_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "services/cld/codes.h"
#include "tidemark/cld/v1/submission.pb.h"

namespace tidemark::cld {

// In the order of the specification.
enum class Field {
  kLaCode,
  kPeriodStart,
  kPeriodEnd,
  kNhsNumber,
  kPersonId,
  kFirstName,
  kLastName,
  kGpCode,
  kGpName,
  kGender,
  kEthnicity,
  kBirthDate,
  kDeathDate,
  kClientType,
  kSupportReason,
  kPostcode,
  kAccommodation,
  kEmployment,
  kUnpaidCarer,
  kAutism,
  kVisual,
  kHearing,
  kDementia,
  kFunding,
  kEventType,
  kReference,
  kStart,
  kEnd,
  kDescription,
  kOutcome,
  kRoute,
  kAssessmentType,
  kEligible,
  kAssessmentMethod,
  kHoursCaring,
  kAdultsCaredFor,
  kLinked1,
  kLinked2,
  kLinked3,
  kServiceType,
  kComponent,
  kMechanism,
  kLocation,
  kLocationName,
  kReviewReason,
  kReviewOutcomes,
  kReviewMethod,
  kUnitCost,
  kFrequency,
  kPlannedUnits,
};
inline constexpr size_t kFields = static_cast<size_t>(Field::kPlannedUnits) + 1;

// What a field's text may be.
enum class Form {
  // Anything.
  kText,
  // A value of a list.
  kCode,
  kDate,
  kNumber,
  kNhsNumber,
  kPostcode,
  kLocation,
};

struct FieldInfo {
  // The heading in Release 1.
  absl::string_view heading;
  Form form = Form::kText;
  // For `kCode`.
  CodeList list = CodeList::kYesNo;
  // Whether its values may say who somebody is.
  bool personal = false;
};

const FieldInfo& InfoOf(Field field);

// The columns of a file: for each field where it is, or -1.
using Columns = std::array<int, kFields>;

// Where the fields are in a header. Headings that the specification does not
// have are passed over; of two with the same meaning, the first counts.
Columns FindColumns(absl::Span<const absl::string_view> headings);

// What each file must have and `columns` does not, by heading.
std::vector<std::string> MissingHeadings(const Columns& columns);

// What the rules look at in a row.
struct RowFacts {
  ClientType client = ClientType::kUnknown;
  EventType event = EventType::kUnknown;
  ServiceType service = ServiceType::kUnknown;
  bool financial_assessment = false;
  bool planned_review = false;
  bool died = false;
  bool commissioned = false;
  // Short-term nursing or residential care, or respite for a carer.
  bool costed_component = false;
  bool learning_disability = false;
  // In whole years; nothing if unknown.
  std::optional<int> age;
  // How often the cost arises.
  Frequency frequency = Frequency::kUnknown;
};

// What the specification asks of `field` in such a row.
v1::CldFieldQuality::Status StatusOf(Field field, const RowFacts& row);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_FIELDS_H_

#include "services/cld/fields.h"

#include "absl/container/flat_hash_map.h"

namespace tidemark::cld {
namespace {

using Quality = v1::CldFieldQuality;

// In the order of `Field`.
constexpr FieldInfo kInfos[kFields] = {
    {"LA Code"},
    {"Reporting Period Start Date", Form::kDate},
    {"Reporting Period End Date", Form::kDate},
    {"NHS Number", Form::kNhsNumber, CodeList::kYesNo, true},
    {"LA Person Unique Identifier", Form::kText, CodeList::kYesNo, true},
    {"First Name", Form::kText, CodeList::kYesNo, true},
    {"Last Name", Form::kText, CodeList::kYesNo, true},
    {"GP Practice Code"},
    {"GP Practice Name"},
    {"Gender", Form::kCode, CodeList::kGender},
    {"Ethnicity", Form::kCode, CodeList::kEthnicity},
    {"Date of Birth", Form::kDate, CodeList::kYesNo, true},
    {"Date of Death", Form::kDate, CodeList::kYesNo, true},
    {"Client Type", Form::kCode, CodeList::kClientType},
    {"Primary Support Reason", Form::kCode, CodeList::kSupportReason},
    {"Postcode", Form::kPostcode, CodeList::kYesNo, true},
    {"Accommodation Status"},
    {"Employment Status"},
    {"Has Unpaid Carer", Form::kCode, CodeList::kYesNo},
    {"Autism Spectrum Disorder (ASD)", Form::kCode, CodeList::kYesNo},
    {"Visual Impairment", Form::kCode, CodeList::kYesNo},
    {"Hearing Impairment", Form::kCode, CodeList::kYesNo},
    {"Dementia", Form::kCode, CodeList::kYesNo},
    {"Client Funding Status", Form::kCode, CodeList::kFundingStatus},
    {"Event Type", Form::kCode, CodeList::kEventType},
    {"Event Reference", Form::kText, CodeList::kYesNo, true},
    {"Event Start Date", Form::kDate},
    {"Event End Date", Form::kDate},
    {"Event Description", Form::kText, CodeList::kYesNo, true},
    {"Event Outcome", Form::kCode, CodeList::kOutcome},
    {"Request: Route of Access"},
    {"Assessment Type"},
    {"Eligible Needs Identified"},
    {"Method of Assessment", Form::kCode, CodeList::kMethod},
    {"Total Hrs Caring per week"},
    {"No. of adults being cared for", Form::kNumber},
    {"Adult 1 Linked Person ID", Form::kText, CodeList::kYesNo, true},
    {"Adult 2 Linked Person ID", Form::kText, CodeList::kYesNo, true},
    {"Adult 3 Linked Person ID", Form::kText, CodeList::kYesNo, true},
    {"Service Type", Form::kCode, CodeList::kServiceType},
    {"Service Component", Form::kCode, CodeList::kComponent},
    {"Delivery Mechanism", Form::kCode, CodeList::kMechanism},
    {"Provider CQC Location ID", Form::kLocation},
    {"Provider CQC Location Name"},
    {"Review Reason", Form::kCode, CodeList::kReviewReason},
    {"Review Outcomes Achieved", Form::kCode, CodeList::kReviewOutcomes},
    {"Method of Review", Form::kCode, CodeList::kMethod},
    {"Unit Cost", Form::kNumber},
    {"Cost Frequency (Unit Type)", Form::kCode, CodeList::kFrequency},
    {"Planned units per week", Form::kNumber},
};

struct Alias {
  Field field;
  const char* heading;
};

// Other headings in use, by what is left of them when only letters and digits
// are compared.
constexpr Alias kAliases[] = {
    {Field::kLaCode, "Local Authority Code"},
    {Field::kPersonId, "LA Person ID"},
    {Field::kPersonId, "Local Authority Person Unique Identifier"},
    {Field::kPersonId, "Person Unique Identifier"},
    {Field::kBirthDate, "DOB"},
    {Field::kDeathDate, "DOD"},
    {Field::kGender, "Sex"},
    {Field::kAutism, "Autism Spectrum Disorder"},
    {Field::kAdultsCaredFor, "No of adults cared for"},
    {Field::kRoute, "Route of Access"},
    {Field::kFrequency, "Cost Frequency"},
    {Field::kFrequency, "Cost Frequency Unit"},
    {Field::kLocation, "CQC Location ID"},
    {Field::kPlannedUnits, "Planned units"},
};

const absl::flat_hash_map<std::string, Field>& Headings() {
  static const auto* const headings = [] {
    auto* all = new absl::flat_hash_map<std::string, Field>;
    for (size_t i = 0; i < kFields; ++i) {
      all->emplace(Plain(kInfos[i].heading), static_cast<Field>(i));
    }
    for (const Alias& alias : kAliases) {
      all->emplace(Plain(alias.heading), alias.field);
    }
    return all;
  }();
  return *headings;
}

Quality::Status When(bool applicable, bool mandatory) {
  if (!applicable) return Quality::STATUS_NOT_APPLICABLE;
  return mandatory ? Quality::STATUS_MANDATORY : Quality::STATUS_OPTIONAL;
}

// Fields of people who draw on support.
Quality::Status ForPerson(const RowFacts& row, bool mandatory) {
  if (row.client == ClientType::kUnknown) return Quality::STATUS_UNDETERMINED;
  return When(row.client == ClientType::kPerson, mandatory);
}

// Fields of carers.
Quality::Status ForCarer(const RowFacts& row) {
  if (row.client == ClientType::kUnknown) return Quality::STATUS_UNDETERMINED;
  return When(row.client != ClientType::kPerson, false);
}

// Fields of every event.
Quality::Status ForEvent(const RowFacts& row, bool mandatory) {
  return When(row.client != ClientType::kKnownByAssociation, mandatory);
}

// Fields of one type of event.
Quality::Status ForType(const RowFacts& row, EventType type, bool mandatory) {
  if (row.client == ClientType::kKnownByAssociation) {
    return Quality::STATUS_NOT_APPLICABLE;
  }
  if (row.event == EventType::kUnknown) return Quality::STATUS_UNDETERMINED;
  return When(row.event == type, mandatory);
}

bool CostIsMandatory(const RowFacts& row) {
  return !row.commissioned &&
         (IsLongTerm(row.service) || row.costed_component ||
          row.service == ServiceType::kDirectToCarer ||
          row.service == ServiceType::kInvolvingPerson);
}

bool FundingIsMandatory(const RowFacts& row) {
  return row.event == EventType::kService || row.event == EventType::kReview ||
         (row.event == EventType::kAssessment && row.financial_assessment);
}

bool EmploymentIsMandatory(const RowFacts& row) {
  return row.client == ClientType::kPerson && row.learning_disability &&
         row.age && *row.age >= 18 && *row.age < 65;
}

bool UnitsAreMandatory(const RowFacts& row) {
  return CostIsMandatory(row) && (row.frequency == Frequency::kPerSession ||
                                  row.frequency == Frequency::kHourly ||
                                  row.frequency == Frequency::kDaily);
}

}  // namespace

const FieldInfo& InfoOf(Field field) {
  return kInfos[static_cast<size_t>(field)];
}

Columns FindColumns(absl::Span<const absl::string_view> headings) {
  Columns columns;
  columns.fill(-1);
  for (size_t i = 0; i < headings.size(); ++i) {
    const auto it = Headings().find(Plain(headings[i]));
    if (it == Headings().end()) continue;
    int& column = columns[static_cast<size_t>(it->second)];
    if (column < 0) column = static_cast<int>(i);
  }
  return columns;
}

std::vector<std::string> MissingHeadings(const Columns& columns) {
  const auto missing = [&](Field field) {
    return columns[static_cast<size_t>(field)] < 0;
  };
  std::vector<std::string> headings;
  if (missing(Field::kNhsNumber) && missing(Field::kPersonId)) {
    headings.emplace_back("NHS Number or LA Person Unique Identifier");
  }
  for (const Field field : {Field::kEventType, Field::kStart}) {
    if (missing(field)) headings.emplace_back(InfoOf(field).heading);
  }
  return headings;
}

Quality::Status StatusOf(Field field, const RowFacts& row) {
  const bool service = row.event == EventType::kService;
  switch (field) {
    case Field::kLaCode:
    case Field::kPeriodStart:
    case Field::kPeriodEnd:
    case Field::kNhsNumber:
    case Field::kPersonId:
    case Field::kFirstName:
    case Field::kLastName:
    case Field::kGender:
    case Field::kEthnicity:
    case Field::kBirthDate:
    case Field::kClientType:
    case Field::kPostcode:
    case Field::kAccommodation:
    case Field::kUnpaidCarer:
      return Quality::STATUS_MANDATORY;
    case Field::kGpCode:
    case Field::kGpName:
    case Field::kDeathDate:
      return Quality::STATUS_OPTIONAL;
    case Field::kSupportReason:
      return When(true, row.event != EventType::kRequest);
    case Field::kEmployment:
      return When(true, EmploymentIsMandatory(row));
    case Field::kAutism:
    case Field::kVisual:
    case Field::kHearing:
    case Field::kDementia:
      return ForPerson(row, false);
    case Field::kFunding:
      return ForPerson(row, FundingIsMandatory(row));
    case Field::kEventType:
    case Field::kStart:
      return ForEvent(row, true);
    case Field::kEnd:
      return ForEvent(row, !service || row.died);
    case Field::kReference:
    case Field::kDescription:
      return ForEvent(row, false);
    case Field::kOutcome:
      return ForEvent(row, !row.financial_assessment);
    case Field::kRoute:
      return ForType(row, EventType::kRequest, true);
    case Field::kAssessmentType:
      return ForType(row, EventType::kAssessment, true);
    case Field::kEligible:
      return ForType(row, EventType::kAssessment, false);
    case Field::kAssessmentMethod:
      return ForType(row, EventType::kAssessment, !row.financial_assessment);
    case Field::kHoursCaring:
    case Field::kAdultsCaredFor:
    case Field::kLinked1:
    case Field::kLinked2:
    case Field::kLinked3:
      return ForCarer(row);
    case Field::kServiceType:
    case Field::kComponent:
      return ForType(row, EventType::kService, true);
    case Field::kMechanism:
    case Field::kLocation:
    case Field::kLocationName:
      return ForType(row, EventType::kService, false);
    case Field::kReviewReason:
    case Field::kReviewMethod:
      return ForType(row, EventType::kReview, true);
    case Field::kReviewOutcomes:
      return ForType(row, EventType::kReview, row.planned_review);
    case Field::kUnitCost:
    case Field::kFrequency:
      return ForType(row, EventType::kService, CostIsMandatory(row));
    case Field::kPlannedUnits:
      return ForType(row, EventType::kService, UnitsAreMandatory(row));
  }
  return Quality::STATUS_UNDETERMINED;
}

}  // namespace tidemark::cld

#include "services/cld/published_records.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/proto/names.h"
#include "common/type/date.h"

namespace tidemark::cld {
namespace {

using outcomes::v1::Person;

// What a stored person may have (see `CheckPerson` of the outcomes service).
constexpr int kFirstYearOfBirth = 1880;
constexpr uint8_t kYes = 1;

type::v1::Date ToProto(Day day) {
  return type::ToProto(type::FromDayNumber(day));
}

// The codes of support reasons and ethnic groups are those of `Person`; any
// other stands for "not known".
Person::SupportReason SupportReasonOf(uint8_t code) {
  return Person::SupportReason_IsValid(code)
             ? static_cast<Person::SupportReason>(code)
             : Person::SUPPORT_REASON_UNSPECIFIED;
}

Person::EthnicGroup EthnicGroupOf(uint8_t code) {
  return Person::EthnicGroup_IsValid(code)
             ? static_cast<Person::EthnicGroup>(code)
             : Person::ETHNIC_GROUP_UNSPECIFIED;
}

Person::Sex SexOf(uint8_t code) {
  switch (code) {
    case 1:
      return Person::SEX_MALE;
    case 2:
      return Person::SEX_FEMALE;
    case 3:
      return Person::SEX_OTHER;
    default:
      return Person::SEX_UNSPECIFIED;
  }
}

std::string PersonName(absl::string_view council, const PersonKey& person) {
  return NameIn(council, "people", person.ToLetters());
}

absl::string_view WordsOf(ServiceType service) {
  return WordsOf(CodeList::kServiceType, static_cast<uint8_t>(service));
}

absl::string_view WordsOf(Component component) {
  return WordsOf(CodeList::kComponent, static_cast<uint8_t>(component));
}

std::string PackageId(const CldPackage& package) {
  const type::Date start = type::FromDayNumber(package.start);
  return absl::StrFormat("%s-%04d%02d%02d-%d-%d", package.person.ToLetters(),
                         start.year(), start.month(), start.day(),
                         static_cast<int>(package.service),
                         static_cast<int>(package.component));
}

}  // namespace

outcomes::v1::PersonWithOutcomes ToProto(const CldPerson& person,
                                         absl::string_view council) {
  outcomes::v1::PersonWithOutcomes record;
  Person& proto = *record.mutable_person();
  proto.set_name(PersonName(council, person.person));
  const int birth_year = kFirstBirthYear + person.birth_year;
  if (birth_year >= kFirstYearOfBirth) proto.set_birth_year(birth_year);
  proto.set_support_reason(SupportReasonOf(person.support_reason));
  proto.set_sex(SexOf(person.gender));
  proto.set_ethnic_group(EthnicGroupOf(person.ethnicity));
  proto.set_has_unpaid_carer(person.unpaid_carer == kYes);
  proto.set_status(person.status);
  if (person.since != kNoDay) {
    *proto.mutable_status_date() = ToProto(person.since);
  }
  return record;
}

enablement::v1::PackageRecord ToProto(const CldPackage& package,
                                      absl::string_view council,
                                      absl::string_view provider) {
  enablement::v1::PackageRecord record;
  enablement::v1::Package& proto = *record.mutable_package();
  proto.set_name(NameIn(council, "packages", PackageId(package)));
  proto.set_person(PersonName(council, package.person));
  proto.set_stage(StageOf(package.service));
  const absl::string_view component = WordsOf(package.component);
  proto.set_service_type(
      std::string(component.empty() ? WordsOf(package.service) : component));
  *proto.mutable_start_date() = ToProto(package.start);
  for (const CldLevel& from : package.levels) {
    enablement::v1::SupportLevel& level = *proto.add_levels();
    *level.mutable_from_date() = ToProto(from.from);
    level.set_weekly_cost_pence(from.cost_pence);
    level.set_weekly_minutes(from.minutes);
  }
  record.set_provider(std::string(provider));
  if (package.end == kNever) return record;
  *record.mutable_end_date() = ToProto(package.end);
  record.set_sequel(package.sequel);
  const absl::string_view outcome =
      WordsOf(CodeList::kOutcome, static_cast<uint8_t>(package.outcome));
  record.set_end_reason(outcome.empty()
                            ? "Client-level data does not say why"
                            : absl::StrCat("Client-level data: ", outcome));
  return record;
}

v1::CldSkippedService ToProto(const SkippedService& service,
                              absl::string_view location) {
  v1::CldSkippedService proto;
  proto.set_reason(service.reason);
  proto.set_person(service.person.ToLetters());
  if (service.reason != v1::CLD_SKIP_REASON_DATE_RANGE) {
    *proto.mutable_start_date() = ToProto(service.start);
  }
  proto.set_service_type(std::string(WordsOf(service.service)));
  proto.set_component(std::string(WordsOf(service.component)));
  proto.set_location_id(std::string(location));
  return proto;
}

}  // namespace tidemark::cld

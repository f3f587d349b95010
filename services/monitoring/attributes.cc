#include "services/monitoring/attributes.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Person;
using v1::Attribute;
using v1::Group;

// A group, and the value that its people have.
struct Value {
  int value;
  const char* code;
  const char* name;
};

constexpr Value kSexes[] = {
    {Person::SEX_FEMALE, "female", "Female"},
    {Person::SEX_MALE, "male", "Male"},
    {Person::SEX_OTHER, "other", "Other"},
};
constexpr Value kEthnicGroups[] = {
    {Person::ETHNIC_GROUP_WHITE, "white", "White"},
    {Person::ETHNIC_GROUP_MIXED, "mixed", "Mixed or multiple ethnic groups"},
    {Person::ETHNIC_GROUP_ASIAN, "asian", "Asian or Asian British"},
    {Person::ETHNIC_GROUP_BLACK, "black",
     "Black, Black British, Caribbean or African"},
    {Person::ETHNIC_GROUP_OTHER, "other", "Other ethnic group"},
};
// By the first age of each.
constexpr Value kAgeBands[] = {
    {0, "under-18", "Under 18"},    {18, "18-24", "18 to 24"},
    {25, "25-44", "25 to 44"},      {45, "45-64", "45 to 64"},
    {65, "65-74", "65 to 74"},      {75, "75-84", "75 to 84"},
    {85, "85-plus", "85 and over"},
};
constexpr Value kSupportReasons[] = {
    {Person::SUPPORT_REASON_PHYSICAL_ACCESS_AND_MOBILITY,
     "physical-access-and-mobility",
     "Physical support: access and mobility only"},
    {Person::SUPPORT_REASON_PHYSICAL_PERSONAL_CARE, "physical-personal-care",
     "Physical support: personal care support"},
    {Person::SUPPORT_REASON_SENSORY_VISUAL, "sensory-visual",
     "Sensory support: visual impairment"},
    {Person::SUPPORT_REASON_SENSORY_HEARING, "sensory-hearing",
     "Sensory support: hearing impairment"},
    {Person::SUPPORT_REASON_SENSORY_DUAL, "sensory-dual",
     "Sensory support: dual impairment"},
    {Person::SUPPORT_REASON_MEMORY_AND_COGNITION, "memory-and-cognition",
     "Support with memory and cognition"},
    {Person::SUPPORT_REASON_LEARNING_DISABILITY, "learning-disability",
     "Learning disability support"},
    {Person::SUPPORT_REASON_MENTAL_HEALTH, "mental-health",
     "Mental health support"},
    {Person::SUPPORT_REASON_SUBSTANCE_MISUSE, "substance-misuse",
     "Social support: substance misuse"},
    {Person::SUPPORT_REASON_ASYLUM_SEEKER, "asylum-seeker",
     "Social support: asylum seeker"},
    {Person::SUPPORT_REASON_SOCIAL_ISOLATION_OR_OTHER,
     "social-isolation-or-other", "Social support: isolation or other"},
    {Person::SUPPORT_REASON_SUPPORT_TO_CARER, "support-to-carer",
     "Social support: support to unpaid carer"},
};
constexpr Value kUnpaidCarer[] = {
    {1, "carer", "Has an unpaid carer"},
    {0, "none-recorded", "No unpaid carer recorded"},
};

template <size_t n>
std::vector<Group> MakeGroups(Attribute attribute, const Value (&values)[n]) {
  std::vector<Group> groups;
  const auto add = [&](const char* code, const char* name) {
    Group& group = groups.emplace_back();
    group.set_attribute(attribute);
    group.set_code(code);
    group.set_display_name(name);
  };
  for (const Value& value : values) add(value.code, value.name);
  add(kGroupNotRecorded, "Not recorded");
  return groups;
}

template <size_t n>
const char* CodeOf(const Value (&values)[n], int value) {
  const auto found = std::find_if(
      std::begin(values), std::end(values),
      [&](const Value& candidate) { return candidate.value == value; });
  return found == std::end(values) ? kGroupNotRecorded : found->code;
}

}  // namespace

const std::vector<Attribute>& AllAttributes() {
  static const auto& all = *new std::vector<Attribute>{
      v1::ATTRIBUTE_SEX, v1::ATTRIBUTE_ETHNIC_GROUP, v1::ATTRIBUTE_AGE_BAND,
      v1::ATTRIBUTE_SUPPORT_REASON, v1::ATTRIBUTE_UNPAID_CARER};
  return all;
}

const std::vector<Group>& GroupsOf(Attribute attribute) {
  static const auto& all = *new std::vector<std::vector<Group>>{
      {},
      MakeGroups(v1::ATTRIBUTE_SEX, kSexes),
      MakeGroups(v1::ATTRIBUTE_ETHNIC_GROUP, kEthnicGroups),
      MakeGroups(v1::ATTRIBUTE_AGE_BAND, kAgeBands),
      MakeGroups(v1::ATTRIBUTE_SUPPORT_REASON, kSupportReasons),
      MakeGroups(v1::ATTRIBUTE_UNPAID_CARER, kUnpaidCarer)};
  const auto index = static_cast<size_t>(attribute);
  return index < all.size() ? all[index] : all.front();
}

Attribute AttributeOf(v1::Dimension dimension) {
  switch (dimension) {
    case v1::DIMENSION_SEX:
      return v1::ATTRIBUTE_SEX;
    case v1::DIMENSION_ETHNIC_GROUP:
      return v1::ATTRIBUTE_ETHNIC_GROUP;
    case v1::DIMENSION_AGE_BAND:
      return v1::ATTRIBUTE_AGE_BAND;
    case v1::DIMENSION_SUPPORT_REASON:
      return v1::ATTRIBUTE_SUPPORT_REASON;
    case v1::DIMENSION_UNPAID_CARER:
      return v1::ATTRIBUTE_UNPAID_CARER;
    default:
      return v1::ATTRIBUTE_UNSPECIFIED;
  }
}

int AgeBandOf(int32_t birth_year, int64_t year) {
  const int64_t age = year - birth_year;
  int band = -1;
  if (birth_year == 0) return band;
  for (const Value& candidate : kAgeBands) {
    if (age >= candidate.value) ++band;
  }
  return band;
}

absl::string_view GroupOf(Attribute attribute, const Person* person,
                          type::Date day) {
  if (person == nullptr) return kGroupNotRecorded;
  switch (attribute) {
    case v1::ATTRIBUTE_SEX:
      return CodeOf(kSexes, person->sex());
    case v1::ATTRIBUTE_ETHNIC_GROUP:
      return CodeOf(kEthnicGroups, person->ethnic_group());
    case v1::ATTRIBUTE_AGE_BAND: {
      const int band = AgeBandOf(person->birth_year(), day.year());
      return band < 0 ? kGroupNotRecorded : kAgeBands[band].code;
    }
    case v1::ATTRIBUTE_SUPPORT_REASON:
      return CodeOf(kSupportReasons, person->support_reason());
    case v1::ATTRIBUTE_UNPAID_CARER:
      return CodeOf(kUnpaidCarer, person->has_unpaid_carer() ? 1 : 0);
    default:
      return kGroupNotRecorded;
  }
}

}  // namespace tidemark::monitoring

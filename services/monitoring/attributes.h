// The attributes by which people are told apart, and the groups of each.

#ifndef TIDEMARK_SERVICES_MONITORING_ATTRIBUTES_H_
#define TIDEMARK_SERVICES_MONITORING_ATTRIBUTES_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/type/date.h"
#include "tidemark/monitoring/v1/equality.pb.h"
#include "tidemark/monitoring/v1/metric.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::monitoring {

// The group of those of whom it is not known.
inline constexpr char kGroupNotRecorded[] = "not-recorded";

// Every attribute, in the order of their numbers.
const std::vector<v1::Attribute>& AllAttributes();

// The groups of an attribute, in the order in which forms list them; who is not
// recorded last. Empty if it is unspecified.
const std::vector<v1::Group>& GroupsOf(v1::Attribute attribute);

// The attribute that a dimension of breakdowns is; unspecified for one that is
// none of people.
v1::Attribute AttributeOf(v1::Dimension dimension);

// The position among the age bands of who was born in a year, in the year
// `year`; -1 if the year of birth is not recorded.
int AgeBandOf(int32_t birth_year, int64_t year);

// The code of the group that a person is in on a day; `person` is null if
// nothing is known of them.
absl::string_view GroupOf(v1::Attribute attribute,
                          const outcomes::v1::Person* person, type::Date day);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_ATTRIBUTES_H_

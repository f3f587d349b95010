// The attributes by which people are told apart, and the groups of each.

#ifndef TIDEMARK_SERVICES_MONITORING_ATTRIBUTES_H_
#define TIDEMARK_SERVICES_MONITORING_ATTRIBUTES_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/type/date.h"
#include "tidemark/monitoring/v1/equality.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::monitoring {

// The group of those of whom it is not known.
inline constexpr char kGroupNotRecorded[] = "not-recorded";

// Every attribute, in the order of their numbers.
const std::vector<v1::Attribute>& AllAttributes();

// The groups of an attribute, in the order in which forms list them; who is not
// recorded last. Empty if it is unspecified.
const std::vector<v1::Group>& GroupsOf(v1::Attribute attribute);

// The code of the group that a person is in on a day; `person` is null if
// nothing is known of them.
absl::string_view GroupOf(v1::Attribute attribute,
                          const outcomes::v1::Person* person, type::Date day);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_ATTRIBUTES_H_

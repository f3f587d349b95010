// What a person's record must be like. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_OUTCOMES_PERSON_RULES_H_
#define TIDEMARK_SERVICES_OUTCOMES_PERSON_RULES_H_

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::outcomes {

// Adds a fault at `field` unless `id` may be a person's reference: 1 to 63
// letters, digits and hyphens (`PERSON_ID_INVALID`) in which no NHS number
// stands (`NHS_NUMBER`). The faults leave the reference out.
void CheckPersonId(absl::string_view field, absl::string_view id,
                   Faults& faults);

// Adds everything that is wrong with `person`, whose path is `field`:
//   BIRTH_YEAR_RANGE    it is before 1880 or after `today`
//   STATUS_DATE_FUTURE  the status holds from a day after `today` on
//   DATE_...            as of `type::ReadDate`
void CheckPerson(const v1::Person& person, absl::string_view field,
                 type::Date today, Faults& faults);

// Sets what is not given: the status is `ACTIVE`.
void FillPerson(v1::Person& person);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_PERSON_RULES_H_

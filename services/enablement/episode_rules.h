// What makes a package an episode: its type, its goals and the extensions of
// its specified period. Nothing here reads or writes anything.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_EPISODE_RULES_H_
#define TIDEMARK_SERVICES_ENABLEMENT_EPISODE_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"

#include "common/base/faults.h"
#include "services/enablement/terms.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// Adds the faults of the goals of a package about `person`; `path` is the path
// of what holds them: BAD_NAME, GOAL_OF_OTHER_PERSON, GOAL_TWICE.
void CheckGoals(const google::protobuf::RepeatedPtrField<std::string>& goals,
                absl::string_view person, absl::string_view path,
                Faults& faults);

// Adds the faults of the last of `package`'s extensions, whose path is `field`,
// the others being right:
//
//   DATE_MISSING, DATE_RANGE, DATE_INVALID
//                     a date is none;
//   REQUIRED          it lacks its reason, its charging or who decided;
//   EXTENSION_ORDER   it does not end after the specified period as it was, or
//                     was decided before the package began or before the
//                     extension before it;
//   CHARGED_FROM_MISSING, CHARGED_FROM_UNWANTED
//                     there is no first day to be charged for although it is
//                     charged, or one although it is not;
//   CHARGED_WHILE_FREE  that day is one of the first six weeks, or was left
//   free
//                     by an extension before;
//   CHARGED_AFTER_END it lies after the new end;
//   CHARGED_ALREADY   an extension before is charged, and this one is not from
//                     the same day.
void CheckLastExtension(const v1::Package& package, absl::string_view field,
                        Faults& faults);

// Adds the faults of all extensions, as of `CheckLastExtension`, and
// NO_SPECIFIED_PERIOD if there is no period to extend. `path` is the path of
// what holds them. Says nothing where other dates of the package are none.
void CheckExtensions(const v1::Package& package, absl::string_view path,
                     Faults& faults);

// Gives a package whose type says how long its specified period is, and that
// does not say it itself, the longest.
void FillPeriod(const Terms& terms, v1::Package& package);

// Adds the faults of the type of a package that is new or gets another type or
// time limit: EPISODE_TYPE_UNKNOWN, and TIME_LIMIT_SHORT or TIME_LIMIT_LONG if
// its type's specified period is longer or shorter.
void CheckEpisodeType(const v1::Package& package, const Terms& terms,
                      absl::string_view path, Faults& faults);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_EPISODE_RULES_H_

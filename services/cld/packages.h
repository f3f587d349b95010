// From the life of each person to the records of other services: who draws on
// support, and their packages.
//
//   Prepared prepared;
//   ForEachPerson(events, [&](const PersonEvents& person) {
//     Prepare(person, {.as_of = day, .today = day, .providers = providers},
//             prepared);
//   });
//
// The rules, none of which guesses:
//
//   * A person is in it who has a service or a review as one who draws on
//     support. Of each attribute the latest row that says something counts.
//   * Services of one type, component and location, each of which starts on the
//     last day of the one before or the day after, are one package. A change of
//     cost or hours is a level.
//   * A week's cost is DHSC's: the cost of a unit, times the units a week that
//     its frequency stands for, or else the planned ones. A one-off, and what
//     has no cost, has none. A week's minutes are known where units are hours.
//   * What ends after the last reporting period has not ended yet.
//   * What came after is what ASCOF 2A finds of the episode; else death, a
//     service within 7 days, or what the outcome says. Else it is not known.
//
// The result depends on the joined events only, so not on the order of rows.

#ifndef TIDEMARK_SERVICES_CLD_PACKAGES_H_
#define TIDEMARK_SERVICES_CLD_PACKAGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"

#include "services/cld/joining.h"
#include "tidemark/cld/v1/publication.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::cld {

// A person, with codes as in codes.h; 0 for what is not known.
struct CldPerson {
  PersonKey person;
  uint8_t birth_year = 0;
  uint8_t gender = 0;
  uint8_t ethnicity = 0;
  uint8_t support_reason = 0;
  uint8_t unpaid_carer = 0;
  outcomes::v1::Person::Status status = outcomes::v1::Person::STATUS_ACTIVE;
  // Since when; `kNoDay` for a person who is `ACTIVE`.
  Day since = kNoDay;
};

// From a day on, so much a week; 0 where nothing is known.
struct CldLevel {
  Day from = 0;
  int64_t cost_pence = 0;
  int32_t minutes = 0;
};

// Services that follow each other.
struct CldPackage {
  PersonKey person;
  Day start = 0;
  // `kNever` if it has not ended.
  Day end = kNever;
  ServiceType service = ServiceType::kUnknown;
  Component component = Component::kUnknown;
  // See `Event::location`.
  uint32_t location = 0;
  // At least one; the first begins with the package.
  std::vector<CldLevel> levels;
  // Of its last service; of a package that has not ended, of no meaning.
  Outcome outcome = Outcome::kUnknown;
  // `SEQUEL_UNSPECIFIED` if not known or not ended.
  enablement::v1::Package::Sequel sequel =
      enablement::v1::Package::SEQUEL_UNSPECIFIED;
};

// A service that becomes no package.
struct SkippedService {
  v1::CldSkipReason reason = v1::CLD_SKIP_REASON_UNSPECIFIED;
  PersonKey person;
  Day start = 0;
  ServiceType service = ServiceType::kUnknown;
  Component component = Component::kUnknown;
  uint32_t location = 0;
};

// What was prepared, in the order of people; of each by first day.
struct Prepared {
  std::vector<CldPerson> people;
  std::vector<CldPackage> packages;
  std::vector<SkippedService> skipped;
};

// What the rules need besides a person's events.
struct Setting {
  // Until when the data tells what has happened: the last day of the latest
  // reporting period, or today if that comes first or none is stated.
  Day as_of = 0;
  Day today = 0;
  // The provider of each location; empty where none is known.
  absl::Span<const std::string> providers;
};

// Adds the person, if they draw on support, and what becomes of their services.
void Prepare(const PersonEvents& person, const Setting& setting,
             Prepared& prepared);

// The cost a week in pence, half up; nothing for a one-off, and where the cost
// or the units are 0 or not stated.
std::optional<int64_t> WeeklyPence(const Event& service);

// The stage of the practice model: `ENABLE` for support to maximise
// independence, `PREVENT` for what is ongoing at a low level, `SUPPORT` for
// long-term support and for other short-term support, such as respite, which
// neither enables nor prevents.
enablement::v1::Package::Stage StageOf(ServiceType service);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_PACKAGES_H_

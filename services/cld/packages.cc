#include "services/cld/packages.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "common/type/date.h"
#include "services/cld/ascof_2a.h"

namespace tidemark::cld {
namespace {

using Package = enablement::v1::Package;
using outcomes::v1::Person;

// What `SupportLevel` and `Package` hold at most.
constexpr int64_t kMostPence = 10'000'000;
constexpr int64_t kMostMinutes = 40'320;
constexpr size_t kMostLevels = 500;
// More units a week than any service has; keeps products within 64 bits.
constexpr int64_t kMostUnits = 100'000'000;
// A service that starts so many days after an end came after it, as in ASCOF
// 2A.
constexpr Day kWindow = 7;
constexpr uint8_t kUnknownGender = 4;
constexpr uint8_t kUnknownEthnicity = 6;
constexpr uint8_t kUnknownCarer = 3;

bool DrawsOnSupport(const Event& event) {
  return event.client == ClientType::kPerson &&
         (event.type == EventType::kService ||
          event.type == EventType::kReview);
}

bool IsOwnService(const Event& event) {
  return event.type == EventType::kService &&
         event.client == ClientType::kPerson;
}

// The value of the latest event of a person who draws on support that has one,
// `unknown` and 0 being none.
uint8_t Latest(absl::Span<const Event> events, uint8_t Event::*field,
               uint8_t unknown) {
  const Event* latest = nullptr;
  const auto rank = [field](const Event& event) {
    return std::make_tuple(event.period_end, event.start, event.*field);
  };
  for (const Event& event : events) {
    const uint8_t value = event.*field;
    if (event.client != ClientType::kPerson || value == 0 || value == unknown) {
      continue;
    }
    if (latest == nullptr || rank(event) > rank(*latest)) latest = &event;
  }
  return latest == nullptr ? 0 : latest->*field;
}

void SetStatus(const PersonEvents& person, const Setting& setting,
               CldPerson& prepared) {
  if (person.death <= setting.today) {
    prepared.status = Person::STATUS_DIED;
    prepared.since = person.death;
    return;
  }
  Day last = kNoDay;
  for (const Event& event : person.events) {
    if (IsOwnService(event)) last = std::max(last, event.end);
  }
  if (last == kNoDay || last > setting.as_of) return;
  prepared.status = Person::STATUS_LEFT;
  prepared.since = last;
}

CldPerson ThePerson(const PersonEvents& person, const Setting& setting) {
  const auto latest = [&](uint8_t Event::*field, uint8_t unknown) {
    return Latest(person.events, field, unknown);
  };
  CldPerson prepared = {
      .person = person.person,
      .birth_year = latest(&Event::birth_year, 0),
      .gender = latest(&Event::gender, kUnknownGender),
      .ethnicity = latest(&Event::ethnicity, kUnknownEthnicity),
      .support_reason = latest(&Event::support_reason, 0),
      .unpaid_carer = latest(&Event::unpaid_carer, kUnknownCarer)};
  SetStatus(person, setting, prepared);
  return prepared;
}

// `a` times `b` by `c`, half up; nothing of it is below 0.
int64_t Scaled(int64_t a, int64_t b, int64_t c) {
  return (2 * a * b + c) / (2 * c);
}

CldLevel LevelOf(const Event& service) {
  CldLevel level = {.from = service.start,
                    .cost_pence = WeeklyPence(service).value_or(0)};
  if (service.frequency == Frequency::kHourly && service.planned_units > 0) {
    const int64_t minutes = Scaled(service.planned_units, 60, 100);
    level.minutes = static_cast<int32_t>(std::min(minutes, kMostMinutes + 1));
  }
  return level;
}

bool SameAmounts(const CldLevel& a, const CldLevel& b) {
  return a.cost_pence == b.cost_pence && a.minutes == b.minutes;
}

v1::CldSkipReason WhySkip(const Event& service, const Setting& setting) {
  static const Day first = type::DayNumber(type::Date(type::kFirstYear, 1, 1));
  static const Day last = type::DayNumber(type::Date(type::kLastYear, 12, 31));
  if (!IsOwnService(service) ||
      service.service == ServiceType::kDirectToCarer ||
      service.service == ServiceType::kInvolvingPerson) {
    return v1::CLD_SKIP_REASON_NOT_OF_PERSON;
  }
  if (service.service == ServiceType::kUnknown) {
    return v1::CLD_SKIP_REASON_SERVICE_TYPE;
  }
  if (service.location == 0) return v1::CLD_SKIP_REASON_NO_LOCATION;
  if (setting.providers[service.location].empty()) {
    return v1::CLD_SKIP_REASON_UNKNOWN_PROVIDER;
  }
  if (service.start < first || service.start > last) {
    return v1::CLD_SKIP_REASON_DATE_RANGE;
  }
  const CldLevel level = LevelOf(service);
  if (level.cost_pence > kMostPence || level.minutes > kMostMinutes) {
    return v1::CLD_SKIP_REASON_AMOUNT_RANGE;
  }
  return v1::CLD_SKIP_REASON_UNSPECIFIED;
}

// Whether `service` goes on with what `package` has come to.
bool Continues(const Event& service, const CldPackage& package) {
  return package.end != kNever && package.service == service.service &&
         package.component == service.component &&
         package.location == service.location &&
         (service.start == package.end || service.start - 1 == package.end) &&
         package.levels.size() < kMostLevels;
}

// Adds `service` to the package that it goes on with: of several the one that
// started last. No two start on one day, since such services are one event.
void AddService(const Event& service, std::vector<CldPackage>& packages) {
  const CldLevel level = LevelOf(service);
  const auto before =
      std::find_if(packages.rbegin(), packages.rend(),
                   [&](const CldPackage& p) { return Continues(service, p); });
  if (before == packages.rend()) {
    packages.push_back({.person = service.person,
                        .start = service.start,
                        .end = service.end,
                        .service = service.service,
                        .component = service.component,
                        .location = service.location,
                        .levels = {level},
                        .outcome = service.outcome});
    return;
  }
  before->end = service.end;
  before->outcome = service.outcome;
  if (!SameAmounts(before->levels.back(), level)) {
    before->levels.push_back(level);
  }
}

Package::Sequel SequelBy(ServiceType service) {
  switch (service) {
    case ServiceType::kNursing:
    case ServiceType::kResidential:
      return Package::SEQUEL_CARE_HOME;
    case ServiceType::kCommunity:
    case ServiceType::kPrison:
      return Package::SEQUEL_LONG_TERM_COMMUNITY;
    case ServiceType::kStMax:
    case ServiceType::kOtherShortTerm:
      return Package::SEQUEL_SHORT_TERM_SUPPORT;
    case ServiceType::kLowLevel:
      return Package::SEQUEL_LOW_LEVEL_SUPPORT;
    default:
      return Package::SEQUEL_UNSPECIFIED;
  }
}

// What an outcome says by itself. That support ended says nothing of what came
// after, unless it ended as planned or nothing was offered.
Package::Sequel SequelBy(Outcome outcome) {
  switch (outcome) {
    case Outcome::kHospital:
      return Package::SEQUEL_HOSPITAL;
    case Outcome::kMovedAway:
      return Package::SEQUEL_MOVED;
    case Outcome::kNhs:
      return Package::SEQUEL_NHS_FUNDED;
    case Outcome::kSelfFunded:
      return Package::SEQUEL_SELF_FUNDED;
    case Outcome::kAdvice:
    case Outcome::kReferred:
      return Package::SEQUEL_UNIVERSAL_SERVICES;
    case Outcome::kDeclined:
      return Package::SEQUEL_DECLINED;
    case Outcome::kDeceased:
      return Package::SEQUEL_DIED;
    case Outcome::kEndedAsPlanned:
    case Outcome::kNothingOffered:
      return Package::SEQUEL_NO_SUPPORT;
    default:
      return Package::SEQUEL_UNSPECIFIED;
  }
}

// What ASCOF 2A found of an episode. The national measure counts every end
// without further action as one without support.
Package::Sequel SequelBy(Sequel sequel) {
  const auto code = static_cast<uint8_t>(sequel);
  constexpr auto kFirstService = static_cast<uint8_t>(Sequel::kFirstService);
  if (sequel == Sequel::kShortTermCareHome) {
    return Package::SEQUEL_SHORT_TERM_SUPPORT;
  }
  if (sequel == Sequel::kEndedOtherwise || sequel == Sequel::kOtherNfa) {
    return Package::SEQUEL_NO_SUPPORT;
  }
  return code < kFirstService
             ? SequelBy(static_cast<Outcome>(code))
             : SequelBy(static_cast<ServiceType>(code - kFirstService));
}

// The most support that a service gives which goes on or starts by the seventh
// day after `package`. The types of service stand in that order.
Package::Sequel SequelByService(const PersonEvents& person,
                                const CldPackage& package) {
  ServiceType most = ServiceType::kUnknown;
  for (const Event& event : person.events) {
    if (!IsOwnService(event) || event.end <= package.end ||
        event.start - kWindow > package.end ||
        SequelBy(event.service) == Package::SEQUEL_UNSPECIFIED) {
      continue;
    }
    if (most == ServiceType::kUnknown || event.service < most) {
      most = event.service;
    }
  }
  return SequelBy(most);
}

Package::Sequel SequelOf(const PersonEvents& person,
                         absl::Span<const ShortTermEpisode> episodes,
                         const CldPackage& package) {
  if (person.death <= package.end) return Package::SEQUEL_DIED;
  if (package.service == ServiceType::kStMax) {
    for (const ShortTermEpisode& episode : episodes) {
      if (episode.end == package.end && episode.standing == Standing::kNew) {
        return SequelBy(episode.sequel);
      }
    }
  }
  const Package::Sequel service = SequelByService(person, package);
  const Package::Sequel outcome = SequelBy(package.outcome);
  // That it ended as planned tells less than what came next.
  const bool outcome_first = outcome != Package::SEQUEL_UNSPECIFIED &&
                             outcome != Package::SEQUEL_NO_SUPPORT &&
                             outcome != Package::SEQUEL_UNIVERSAL_SERVICES;
  if (outcome_first || service == Package::SEQUEL_UNSPECIFIED) return outcome;
  return service;
}

// Says of the packages whether and how they ended.
void SetEnds(const PersonEvents& person, const Setting& setting,
             std::vector<CldPackage>& packages) {
  // A death is known of as soon as it is stated.
  const Day as_of = person.death <= setting.today
                        ? std::max(setting.as_of, person.death)
                        : setting.as_of;
  std::vector<ShortTermEpisode> episodes;
  FindEpisodes(person, {.from = kNoDay, .to = kNever - 1},
               [&](const ShortTermEpisode& e) { episodes.push_back(e); });
  for (CldPackage& package : packages) {
    if (package.end > as_of) {
      package.end = kNever;
    } else {
      package.sequel = SequelOf(person, episodes, package);
    }
  }
}

}  // namespace

std::optional<int64_t> WeeklyPence(const Event& service) {
  const auto times = [&](int64_t number, int64_t by) -> std::optional<int64_t> {
    if (service.unit_cost <= 0 || number <= 0) return std::nullopt;
    return Scaled(service.unit_cost, std::min(number, kMostUnits), by);
  };
  switch (service.frequency) {
    case Frequency::kWeekly:
      return times(1, 1);
    case Frequency::kFortnightly:
      return times(1, 2);
    case Frequency::kFourWeekly:
      return times(1, 4);
    case Frequency::kMonthly:
      return times(12, 52);
    case Frequency::kQuarterly:
      return times(4, 52);
    case Frequency::kAnnually:
      return times(1, 52);
    case Frequency::kOneOff:
      return std::nullopt;
    default:
      return times(service.planned_units, 100);
  }
}

Package::Stage StageOf(ServiceType service) {
  switch (service) {
    case ServiceType::kStMax:
      return Package::STAGE_ENABLE;
    case ServiceType::kLowLevel:
      return Package::STAGE_PREVENT;
    default:
      return Package::STAGE_SUPPORT;
  }
}

void Prepare(const PersonEvents& person, const Setting& setting,
             Prepared& prepared) {
  if (std::any_of(person.events.begin(), person.events.end(), DrawsOnSupport)) {
    prepared.people.push_back(ThePerson(person, setting));
  }
  std::vector<CldPackage> packages;
  for (const Event& event : person.events) {
    if (event.type != EventType::kService) continue;
    const v1::CldSkipReason reason = WhySkip(event, setting);
    if (reason == v1::CLD_SKIP_REASON_UNSPECIFIED) {
      AddService(event, packages);
      continue;
    }
    prepared.skipped.push_back({.reason = reason,
                                .person = event.person,
                                .start = event.start,
                                .service = event.service,
                                .component = event.component,
                                .location = event.location});
  }
  SetEnds(person, setting, packages);
  std::sort(packages.begin(), packages.end(),
            [](const CldPackage& a, const CldPackage& b) {
              return std::make_tuple(a.start, a.service, a.component) <
                     std::make_tuple(b.start, b.service, b.component);
            });
  std::move(packages.begin(), packages.end(),
            std::back_inserter(prepared.packages));
}

}  // namespace tidemark::cld

// Events in memory and as they are stored: one record for each batch of rows,
// in columns, because a key an event would cost more than the events.

#ifndef TIDEMARK_SERVICES_CLD_EVENTS_H_
#define TIDEMARK_SERVICES_CLD_EVENTS_H_

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/cld/codes.h"
#include "services/cld/person_key.h"
#include "tidemark/cld/v1/stored.pb.h"

namespace tidemark::cld {

// A day by its number (`type::DayNumber`).
using Day = int32_t;
// The end of what is open, and the day of a death that has not been.
inline constexpr Day kNever = std::numeric_limits<Day>::max();
// A day that is not stated.
inline constexpr Day kNoDay = std::numeric_limits<Day>::min();
inline constexpr uint8_t kUnknownAge = 255;
// What is subtracted from a year of birth to keep it in a byte.
inline constexpr int kFirstBirthYear = 1850;
// An amount that is not stated.
inline constexpr int64_t kNoAmount = -1;

// One row, as far as it is kept.
struct Event {
  PersonKey person;
  Day start = 0;
  // `kNever` if it is open.
  Day end = kNever;
  // `kNever` if the row states none.
  Day death = kNever;
  // The reporting period that the row states; `kNoDay` if none.
  Day period_start = kNoDay;
  Day period_end = kNoDay;
  // A place in the list of locations; 0 for none.
  uint32_t location = 0;
  // In pence and in hundredths; `kNoAmount` if not stated.
  int64_t unit_cost = kNoAmount;
  int64_t planned_units = kNoAmount;
  // What tells requests or assessments apart; see stored.proto.
  uint32_t detail = 0;
  EventType type = EventType::kUnknown;
  ClientType client = ClientType::kUnknown;
  ServiceType service = ServiceType::kUnknown;
  Component component = Component::kUnknown;
  Outcome outcome = Outcome::kUnknown;
  uint8_t mechanism = 0;
  Frequency frequency = Frequency::kUnknown;
  uint8_t age = kUnknownAge;
  uint8_t birth_year = 0;
  uint8_t gender = 0;
  uint8_t ethnicity = 0;
  uint8_t support_reason = 0;
  uint8_t unpaid_carer = 0;
};

// Collects the events of a batch.
class EventsWriter {
 public:
  // `location` is what the row says; it is set in the event.
  void Add(Event event, absl::string_view location);
  // The record. Nothing may be added after.
  v1::StoredEvents Take() { return std::move(stored_); }

 private:
  v1::StoredEvents stored_;
  absl::flat_hash_map<PersonKey, uint32_t> people_;
  absl::flat_hash_map<std::string, uint32_t> locations_;
  absl::flat_hash_map<std::pair<Day, Day>, uint32_t> periods_;
};

// The events of several batches.
struct Events {
  std::vector<Event> events;
  // What `Event::location` means; the first is empty.
  std::vector<std::string> locations = {""};
  // Where a location is in `locations`.
  absl::flat_hash_map<std::string, uint32_t> location_places;
};

// Adds the events of a batch. Returns `DATA_LOSS` if its columns do not fit
// together.
absl::Status AddTo(const v1::StoredEvents& stored, Events& events);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_EVENTS_H_

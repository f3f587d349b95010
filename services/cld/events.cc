#include "services/cld/events.h"

#include "absl/strings/str_cat.h"

namespace tidemark::cld {
namespace {

template <typename Code>
void Append(std::string* column, Code code) {
  column->push_back(static_cast<char>(code));
}

template <typename Code>
Code At(const std::string& column, int i) {
  return static_cast<Code>(
      static_cast<uint8_t>(column[static_cast<size_t>(i)]));
}

// The place of `key`, which is new if `places` did not have it.
template <typename Map, typename Key>
std::pair<uint32_t, bool> PlaceOf(Map& places, const Key& key) {
  const auto [it, added] =
      places.try_emplace(key, static_cast<uint32_t>(places.size()));
  return {it->second, added};
}

uint32_t Amount(int64_t amount) {
  return static_cast<uint32_t>(amount - kNoAmount);
}

bool FitTogether(const v1::StoredEvents& s) {
  const int rows = s.person_size();
  const size_t bytes = static_cast<size_t>(rows);
  for (const int size : {s.start_size(), s.days_size(), s.death_size(),
                         s.location_size(), s.period_size(), s.unit_cost_size(),
                         s.planned_units_size(), s.detail_size()}) {
    if (size != rows) return false;
  }
  for (const std::string* const column :
       {&s.has_death(), &s.event_type(), &s.client_type(), &s.service_type(),
        &s.component(), &s.outcome(), &s.mechanism(), &s.frequency(), &s.age(),
        &s.birth_year(), &s.gender(), &s.ethnicity(), &s.support_reason(),
        &s.unpaid_carer()}) {
    if (column->size() != bytes) return false;
  }
  const auto below = [](const auto& places, size_t end) {
    for (const uint32_t place : places) {
      if (place >= end) return false;
    }
    return true;
  };
  return s.people().size() % 16 == 0 &&
         s.period_starts_size() == s.period_ends_size() &&
         below(s.person(), s.people().size() / 16) &&
         below(s.location(), static_cast<size_t>(s.locations_size()) + 1) &&
         below(s.period(), static_cast<size_t>(s.period_starts_size()) + 1);
}

Event EventAt(const v1::StoredEvents& s, int i) {
  Event event;
  event.person = PersonKey::FromBytes(
      absl::string_view(s.people()).substr(size_t{16} * s.person(i), 16));
  event.start = s.start(i);
  if (s.days(i) > 0) {
    event.end = event.start + static_cast<Day>(s.days(i)) - 1;
  }
  if (At<uint8_t>(s.has_death(), i) != 0) {
    event.death = event.start + s.death(i);
  }
  if (s.period(i) > 0) {
    const int period = static_cast<int>(s.period(i)) - 1;
    event.period_start = s.period_starts(period);
    event.period_end = s.period_ends(period);
  }
  event.unit_cost = int64_t{s.unit_cost(i)} + kNoAmount;
  event.planned_units = int64_t{s.planned_units(i)} + kNoAmount;
  event.type = At<EventType>(s.event_type(), i);
  event.client = At<ClientType>(s.client_type(), i);
  event.service = At<ServiceType>(s.service_type(), i);
  event.component = At<Component>(s.component(), i);
  event.outcome = At<Outcome>(s.outcome(), i);
  event.detail = s.detail(i);
  event.mechanism = At<uint8_t>(s.mechanism(), i);
  event.frequency = At<Frequency>(s.frequency(), i);
  event.age = At<uint8_t>(s.age(), i);
  event.birth_year = At<uint8_t>(s.birth_year(), i);
  event.gender = At<uint8_t>(s.gender(), i);
  event.ethnicity = At<uint8_t>(s.ethnicity(), i);
  event.support_reason = At<uint8_t>(s.support_reason(), i);
  event.unpaid_carer = At<uint8_t>(s.unpaid_carer(), i);
  return event;
}

}  // namespace

void EventsWriter::Add(Event event, absl::string_view location) {
  const auto [person, new_person] = PlaceOf(people_, event.person);
  if (new_person) stored_.mutable_people()->append(event.person.ToBytes());
  uint32_t place = 0;
  if (!location.empty()) {
    const auto [found, added] = PlaceOf(locations_, std::string(location));
    if (added) stored_.add_locations(std::string(location));
    place = found + 1;
  }
  uint32_t period = 0;
  if (event.period_end != kNoDay) {
    const auto [found, added] =
        PlaceOf(periods_, std::make_pair(event.period_start, event.period_end));
    if (added) {
      stored_.add_period_starts(event.period_start);
      stored_.add_period_ends(event.period_end);
    }
    period = found + 1;
  }
  stored_.add_person(person);
  stored_.add_start(event.start);
  stored_.add_days(event.end == kNever
                       ? 0
                       : static_cast<uint32_t>(event.end - event.start + 1));
  stored_.add_death(event.death == kNever ? 0 : event.death - event.start);
  Append(stored_.mutable_has_death(), event.death == kNever ? 0 : 1);
  stored_.add_location(place);
  stored_.add_period(period);
  stored_.add_unit_cost(Amount(event.unit_cost));
  stored_.add_planned_units(Amount(event.planned_units));
  Append(stored_.mutable_event_type(), event.type);
  Append(stored_.mutable_client_type(), event.client);
  Append(stored_.mutable_service_type(), event.service);
  Append(stored_.mutable_component(), event.component);
  Append(stored_.mutable_outcome(), event.outcome);
  stored_.add_detail(event.detail);
  Append(stored_.mutable_mechanism(), event.mechanism);
  Append(stored_.mutable_frequency(), event.frequency);
  Append(stored_.mutable_age(), event.age);
  Append(stored_.mutable_birth_year(), event.birth_year);
  Append(stored_.mutable_gender(), event.gender);
  Append(stored_.mutable_ethnicity(), event.ethnicity);
  Append(stored_.mutable_support_reason(), event.support_reason);
  Append(stored_.mutable_unpaid_carer(), event.unpaid_carer);
}

absl::Status AddTo(const v1::StoredEvents& stored, Events& events) {
  if (!FitTogether(stored)) {
    return absl::DataLossError(
        absl::StrCat(stored.name(), " is damaged: its columns do not fit"));
  }
  std::vector<uint32_t> places = {0};
  for (const std::string& location : stored.locations()) {
    const auto [it, added] = events.location_places.try_emplace(
        location, static_cast<uint32_t>(events.locations.size()));
    if (added) events.locations.push_back(location);
    places.push_back(it->second);
  }
  for (int i = 0; i < stored.person_size(); ++i) {
    Event event = EventAt(stored, i);
    event.location = places[stored.location(i)];
    events.events.push_back(event);
  }
  return absl::OkStatus();
}

}  // namespace tidemark::cld

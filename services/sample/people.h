// Plans people: how long they draw on support, what matters to them and how it
// goes, and their packages of support. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_PEOPLE_H_
#define TIDEMARK_SERVICES_SAMPLE_PEOPLE_H_

#include <optional>
#include <string>

#include "common/type/date.h"
#include "services/sample/plan.h"
#include "services/sample/random.h"

namespace tidemark::sample {

// What a person's plan rests on.
struct PersonSetting {
  // The council and the contract, by their names.
  std::string council;
  std::string contract;
  // The location that gives the support, by its name; empty if not recorded.
  std::string location = "";
  // The person's number in the council, which makes the pseudonym.
  int number = 0;
  // Another seed makes other pseudonyms.
  uint64_t seed = 0;
  // The first day of the contract.
  type::Date contract_start;
  // The day on which the contract ended, if it did.
  std::optional<type::Date> contract_end;
  // The last day of the last month of the sample.
  type::Date last_day;
  // The day up to which things have happened.
  type::Date until;
  // Whether the contract gives reablement only.
  bool reablement = false;
  // The kind of support, in words.
  std::string service_type;
  // What an hour of support costs, in pence.
  int hourly_pence = 0;
  // How people under the provider fare.
  Standing standing = Standing::kOrdinary;
};

// The plan of one person.
PersonPlan PlanPerson(const PersonSetting& setting, Random& random);

// The person's reference: `p-` and six letters and digits. Numbers that differ
// have references that differ.
std::string PseudonymOf(uint64_t seed, int number);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_PEOPLE_H_

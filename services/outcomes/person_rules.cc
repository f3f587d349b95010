#include "services/outcomes/person_rules.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/type/identifiers.h"

namespace tidemark::outcomes {
namespace {

// Nobody alive was born before it.
constexpr int kFirstBirthYear = 1880;
constexpr size_t kMaxIdLength = 63;

}  // namespace

void CheckPersonId(absl::string_view field, absl::string_view id,
                   Faults& faults) {
  if (type::LooksLikeNhsNumber(id)) {
    faults.Add({.field = std::string(field),
                .code = "NHS_NUMBER",
                .message = "must not be an NHS number; give a reference that "
                           "only the council can trace back to the person"});
    return;
  }
  const bool valid = !id.empty() && id.size() <= kMaxIdLength &&
                     id.front() != '-' &&
                     std::all_of(id.begin(), id.end(), [](unsigned char c) {
                       return absl::ascii_isalnum(c) || c == '-';
                     });
  if (!valid) {
    faults.Add({.field = std::string(field),
                .code = "PERSON_ID_INVALID",
                .message = "must be 1 to 63 letters, digits and hyphens, the "
                           "first no hyphen"});
  }
}

void CheckPerson(const v1::Person& person, absl::string_view field,
                 type::Date today, Faults& faults) {
  const std::string at = field.empty() ? "" : absl::StrCat(field, ".");
  if (person.birth_year() != 0 && (person.birth_year() < kFirstBirthYear ||
                                   person.birth_year() > today.year())) {
    faults.Add({.field = at + "birth_year",
                .code = "BIRTH_YEAR_RANGE",
                .message = absl::StrCat("must be ", kFirstBirthYear, " to ",
                                        today.year(), ", or 0 if not known")});
  }
  if (!type::IsSet(person.status_date())) return;
  const std::optional<type::Date> date =
      type::ReadDate(person.status_date(), at + "status_date", faults);
  if (date && *date > today) {
    faults.Add({.field = at + "status_date",
                .code = "STATUS_DATE_FUTURE",
                .message = "must not be after today; change the status when it "
                           "changes"});
  }
}

void FillPerson(v1::Person& person) {
  if (person.status() == v1::Person::STATUS_UNSPECIFIED) {
    person.set_status(v1::Person::STATUS_ACTIVE);
  }
  // A date that is there but all zero means "no date".
  if (!type::IsSet(person.status_date())) person.clear_status_date();
}

}  // namespace tidemark::outcomes

#include "services/monitoring/growth_cases.h"

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/monitoring/cohorts.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;

Cohort CohortOf(const Subject& subject) {
  Cohort cohort = {.council = std::string(CouncilOf(subject.name))};
  if (subject.kind == Subject::Kind::kProvider) cohort.provider = subject.name;
  if (subject.kind == Subject::Kind::kContract) cohort.contract = subject.name;
  return cohort;
}

void AddSupport(const std::optional<Support>& support,
                std::optional<Support>& sum) {
  if (!support) return;
  if (!sum) sum.emplace();
  *sum += *support;
}

void AddTo(const PersonOverTime& package, PersonOverTime& person) {
  AddSupport(package.opening, person.opening);
  AddSupport(package.closing, person.closing);
}

// Visits the packages that are there on either day.
absl::Status VisitOverTime(
    const store::Reader& reader, const Subject& subject, const Range& range,
    absl::FunctionRef<void(const Package&, const PersonOverTime&)> visit) {
  const GrowthDays days = GrowthDaysOf(range);
  return VisitPackages(reader, CohortOf(subject), [&](const Package& package) {
    const PersonOverTime over_time = {
        .opening = SupportOn(package, days.opening),
        .closing = SupportOn(package, days.closing)};
    if (over_time.opening || over_time.closing) visit(package, over_time);
  });
}

std::string CostText(const std::optional<Support>& support) {
  if (!support) return "no package";
  return absl::StrFormat("£%d.%02d a week", support->cost_pence / 100,
                         support->cost_pence % 100);
}

}  // namespace

GrowthDays GrowthDaysOf(const Range& range) {
  return {.opening = range.first_day - 1,
          .closing = std::min(range.last_day, range.today)};
}

Tally TallyOf(const PersonOverTime& person) {
  Sums sums;
  if (!person.closing) {
    sums.people_ended = 1;
  } else if (!person.opening) {
    sums.people_new = 1;
  } else {
    sums.people_both = 1;
    sums.people_grew =
        person.closing->cost_pence > person.opening->cost_pence ? 1 : 0;
  }
  return TallyOf(GrowthDefinition(), sums);
}

absl::StatusOr<PeopleOverTime> ReadPeopleOverTime(const store::Reader& reader,
                                                  const Subject& subject,
                                                  const Range& range) {
  PeopleOverTime people;
  TIDEMARK_RETURN_IF_ERROR(VisitOverTime(
      reader, subject, range,
      [&](const Package& package, const PersonOverTime& over_time) {
        AddTo(over_time, people[package.person()]);
      }));
  return people;
}

absl::StatusOr<std::map<int, PeopleOverTime>> ReadPeopleOverTime(
    const store::Reader& reader, const Subject& subject, const Range& range,
    Slices& slices) {
  std::map<int, PeopleOverTime> people;
  absl::Status failed;
  TIDEMARK_RETURN_IF_ERROR(VisitOverTime(
      reader, subject, range,
      [&](const Package& package, const PersonOverTime& over_time) {
        const absl::StatusOr<absl::Span<const int>> values =
            slices.Of(package, GrowthDaysOf(range).closing);
        if (!values.ok()) {
          failed = values.status();
          return;
        }
        for (const int value : *values) {
          AddTo(over_time, people[value][package.person()]);
        }
      }));
  TIDEMARK_RETURN_IF_ERROR(failed);
  return people;
}

std::string NoteOf(const PersonOverTime& person, const Range& range) {
  const GrowthDays days = GrowthDaysOf(range);
  return absl::StrCat(CostText(person.opening), " on ",
                      type::FormatLongDate(DateOf(days.opening)), ", ",
                      CostText(person.closing), " on ",
                      type::FormatLongDate(DateOf(days.closing)));
}

}  // namespace tidemark::monitoring

#include "services/monitoring/ratings.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "services/monitoring/cells.h"

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;
using outcomes::v1::Voice;

absl::Status Damaged(const v1::RatingCells& cells) {
  return absl::DataLossError(
      absl::StrCat("the ratings of ", cells.name(), " do not fit together"));
}

// Takes the next id off `ids`; false if there is none.
bool TakeId(absl::string_view& ids, absl::string_view& id) {
  const size_t end = ids.find('\n');
  if (end == absl::string_view::npos) return false;
  id = ids.substr(0, end);
  ids.remove_prefix(end + 1);
  return true;
}

}  // namespace

const Voice& DecidingVoice(const ReturnEntry& entry) {
  if (entry.person_voice().has_level()) return entry.person_voice();
  if (entry.practitioner_voice().has_level()) {
    return entry.practitioner_voice();
  }
  return entry.provider_voice();
}

v1::RatingCells RatingsOf(const Return& returned) {
  v1::RatingCells cells;
  cells.set_name(returned.name());
  const StandingEntries standing = StandingOf(returned);
  if (standing.entries == nullptr) return cells;
  std::map<std::pair<std::string, std::string>, int32_t> levels;
  for (const ReturnEntry& entry : *standing.entries) {
    const Voice& deciding = DecidingVoice(entry);
    if (entry.not_worked_on() || !deciding.has_level()) continue;
    const absl::string_view person =
        AncestorOf(entry.outcome(), "councils/*/people/*");
    levels[{std::string(IdOf(person)), std::string(IdOf(entry.outcome()))}] =
        deciding.level();
  }
  cells.set_period_end(DayOf(returned.period_end()));
  const std::string* last = nullptr;
  for (const auto& [key, level] : levels) {
    if (last == nullptr || *last != key.first) {
      absl::StrAppend(cells.mutable_people(), key.first, "\n");
      cells.add_counts(0);
      last = &key.first;
    }
    const int at = cells.counts_size() - 1;
    cells.set_counts(at, cells.counts(at) + 1);
    absl::StrAppend(cells.mutable_outcomes(), key.second, "\n");
    cells.add_levels(level);
  }
  return cells;
}

absl::Status VisitRatings(
    const v1::RatingCells& cells,
    absl::FunctionRef<void(absl::string_view, absl::string_view, int32_t)>
        visit) {
  absl::string_view people = cells.people();
  absl::string_view outcomes = cells.outcomes();
  absl::string_view person;
  absl::string_view outcome;
  int at = 0;
  for (const int32_t count : cells.counts()) {
    if (!TakeId(people, person)) return Damaged(cells);
    for (int32_t i = 0; i < count; ++i, ++at) {
      if (!TakeId(outcomes, outcome) || at >= cells.levels_size()) {
        return Damaged(cells);
      }
      visit(person, outcome, cells.levels(at));
    }
  }
  return people.empty() && outcomes.empty() && at == cells.levels_size()
             ? absl::OkStatus()
             : Damaged(cells);
}

}  // namespace tidemark::monitoring

#include "services/monitoring/ratings.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/proto/names.h"

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

Mark MarkOf(const ReturnEntry& entry) {
  if (entry.not_worked_on()) return kNotWorkedOn;
  Mark mark = 0;
  const Voice& person = entry.person_voice();
  const Voice& provider = entry.provider_voice();
  if (person.has_level()) mark |= kPersonRated;
  if (person.has_level() && provider.has_level()) {
    mark |= kBothRated;
    if (person.level() != provider.level()) mark |= kDisagree;
  }
  const Voice& deciding = DecidingVoice(entry);
  if (deciding.has_level()) {
    mark |= kRated;
    if (deciding.level() >= 0) mark |= kMet;
  }
  return mark;
}

void CountEntry(Mark mark, PeriodCounts& counts) {
  ++counts.entries;
  if ((mark & kNotWorkedOn) != 0) {
    ++counts.not_worked_on;
    return;
  }
  if ((mark & kPersonRated) != 0) ++counts.person_rated;
  if ((mark & kBothRated) != 0) ++counts.both_rated;
  if ((mark & kDisagree) != 0) ++counts.disagree;
  if ((mark & kRated) == 0) ++counts.unrated;
  if ((mark & kMet) != 0) ++counts.met;
}

v1::RatingCells RatingsOf(const Return& returned) {
  v1::RatingCells cells;
  cells.set_name(returned.name());
  const StandingEntries standing = StandingOf(returned);
  if (standing.entries == nullptr) return cells;
  std::map<std::pair<std::string, std::string>, const ReturnEntry*> entries;
  for (const ReturnEntry& entry : *standing.entries) {
    const absl::string_view person =
        AncestorOf(entry.outcome(), "councils/*/people/*");
    entries[{std::string(IdOf(person)), std::string(IdOf(entry.outcome()))}] =
        &entry;
  }
  cells.set_period_end(DayOf(returned.period_end()));
  const std::string* last = nullptr;
  for (const auto& [key, entry] : entries) {
    if (last == nullptr || *last != key.first) {
      absl::StrAppend(cells.mutable_people(), key.first, "\n");
      cells.add_counts(0);
      last = &key.first;
    }
    const int at = cells.counts_size() - 1;
    cells.set_counts(at, cells.counts(at) + 1);
    absl::StrAppend(cells.mutable_outcomes(), key.second, "\n");
    const Mark mark = MarkOf(*entry);
    cells.add_levels((mark & kRated) != 0 ? DecidingVoice(*entry).level() : 0);
    cells.mutable_marks()->push_back(static_cast<char>(mark & ~kMet));
  }
  return cells;
}

absl::Status VisitEntries(const v1::RatingCells& cells,
                          absl::FunctionRef<void(const MarkedEntry&)> visit) {
  absl::string_view people = cells.people();
  absl::string_view outcomes = cells.outcomes();
  if (cells.marks().size() != static_cast<size_t>(cells.levels_size())) {
    return Damaged(cells);
  }
  MarkedEntry entry = {};
  int at = 0;
  for (const int32_t count : cells.counts()) {
    if (!TakeId(people, entry.person)) return Damaged(cells);
    for (int32_t i = 0; i < count; ++i, ++at) {
      if (!TakeId(outcomes, entry.outcome) || at >= cells.levels_size()) {
        return Damaged(cells);
      }
      entry.level = cells.levels(at);
      entry.mark = static_cast<Mark>(cells.marks()[static_cast<size_t>(at)]);
      if ((entry.mark & kRated) != 0 && entry.level >= 0) entry.mark |= kMet;
      visit(entry);
    }
  }
  return people.empty() && outcomes.empty() && at == cells.levels_size()
             ? absl::OkStatus()
             : Damaged(cells);
}

absl::Status VisitRatings(
    const v1::RatingCells& cells,
    absl::FunctionRef<void(absl::string_view, absl::string_view, int32_t)>
        visit) {
  return VisitEntries(cells, [&](const MarkedEntry& entry) {
    if ((entry.mark & kRated) == 0) return;
    visit(entry.person, entry.outcome, entry.level);
  });
}

}  // namespace tidemark::monitoring

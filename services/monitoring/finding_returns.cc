#include "services/monitoring/finding_returns.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/type/periods.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/sums.h"

namespace tidemark::monitoring {
namespace {

using v1::Evidence;
using v1::Finding;

// How many returns a sentence names.
constexpr size_t kNamed = 3;

std::string FormatDay(int32_t day) { return type::FormatLongDate(DateOf(day)); }

// "1 return", "3 returns".
std::string Returns(int64_t count) {
  return absl::StrCat(count, count == 1 ? " return" : " returns");
}

bool IsMissing(const PeriodCounts& period, int32_t today) {
  return today - period.due_by() <= kMissingDays &&
         IsDue(period, /*returns_due=*/true, today) && !IsSubmitted(period) &&
         period.version == 0;
}

Finding FindingOf(const Cells& contract, Finding::Kind kind,
                  const char* metric) {
  Finding finding;
  finding.set_kind(kind);
  finding.set_subject(contract.name);
  finding.set_provider(contract.provider);
  finding.set_display_name(contract.title);
  finding.set_metric(metric);
  finding.set_meaning(Finding::MEANING_CONCERN);
  return finding;
}

std::string SentenceOf(const Finding& finding) {
  std::vector<std::string> named;
  for (const Evidence::Period& period : finding.evidence().periods()) {
    if (named.size() == kNamed) break;
    named.push_back(absl::StrCat(type::PeriodInWords(period.id()), ", ",
                                 period.days_late(),
                                 period.days_late() == 1 ? " day" : " days"));
  }
  const auto all = static_cast<size_t>(finding.evidence().periods_size());
  if (all > kNamed) {
    named.push_back(absl::StrCat("and ", all - kNamed, " more"));
  }
  return absl::StrCat(
      finding.display_name(), ": ", Returns(static_cast<int64_t>(all)),
      " due and not submitted (", absl::StrJoin(named, "; "), ").");
}

// Of what has an accepted return, what ended last; null if nothing has.
const PeriodLine* LatestAccepted(const Cells& contract) {
  const PeriodLine* latest = nullptr;
  for (const PeriodLine& line : contract.periods) {
    if (line.counts.version != 0 && line.counts.end() != 0) latest = &line;
  }
  return latest;
}

// What has become of one return that was missing: a sentence, and whether it
// was no longer missing, rather than late.
struct Sequel {
  std::string words;
  bool late = false;
};

Sequel SequelOf(const Evidence::Period& missed,
                const std::optional<Cells>& cells) {
  const std::string period = type::PeriodInWords(missed.id());
  if (!cells) {
    return {.words =
                absl::StrCat("no return is due for ", period, " any longer")};
  }
  const auto line = std::find_if(
      cells->periods.begin(), cells->periods.end(),
      [&](const PeriodLine& one) { return one.id == missed.id(); });
  if (line == cells->periods.end() || !line->counts.in_calendar()) {
    return {.words =
                absl::StrCat("the contract's calendar no longer has ", period)};
  }
  const PeriodCounts& counts = line->counts;
  if (IsSubmitted(counts) || counts.version != 0) {
    const int32_t due = DayOf(missed.due_date());
    const std::string day =
        counts.first_submit == 0 ? "" : FormatDay(counts.first_submit);
    return {.words = absl::StrCat("the return for ", period, " was submitted",
                                  day.empty() ? "" : " on ", day),
            .late = counts.first_submit > std::max(due, counts.due_by())};
  }
  if (counts.due_by() > DayOf(missed.due_date())) {
    return {.words = absl::StrCat("the return for ", period, " has time until ",
                                  FormatDay(counts.due_by()))};
  }
  return {.words = absl::StrCat("the return for ", period,
                                " is missing still, and no longer asked for "
                                "after ",
                                kMissingDays, " days"),
          .late = true};
}

}  // namespace

void FindMissingReturns(const CouncilFigures& figures,
                        std::vector<Finding>& findings) {
  const int32_t today = DayOf(figures.today);
  for (const Cells& contract : figures.contracts) {
    Finding finding =
        FindingOf(contract, Finding::KIND_MISSING_RETURN, "returns-missing");
    Evidence& evidence = *finding.mutable_evidence();
    for (const PeriodLine& line : contract.periods) {
      if (!IsMissing(line.counts, today)) continue;
      Evidence::Period& period = *evidence.add_periods();
      period.set_id(line.id);
      *period.mutable_due_date() = type::ToProto(DateOf(line.counts.due_by()));
      period.set_days_late(today - line.counts.due_by());
    }
    if (evidence.periods().empty()) continue;
    evidence.set_rule(
        absl::StrCat("A return was not submitted by its due date, at most ",
                     kMissingDays, " days ago."));
    finding.set_sentence(SentenceOf(finding));
    findings.push_back(std::move(finding));
  }
}

void FindStaleReturns(const CouncilFigures& figures,
                      std::vector<Finding>& findings) {
  const int32_t today = DayOf(figures.today);
  for (const Cells& contract : figures.contracts) {
    const PeriodLine* const latest = LatestAccepted(contract);
    const int32_t accepted = latest == nullptr ? 0 : latest->counts.end();
    if (accepted != 0 && today - accepted <= kStaleDays) continue;
    int64_t due = 0;
    int64_t waiting = 0;
    int32_t first_due_end = 0;
    for (const PeriodLine& line : contract.periods) {
      const PeriodCounts& counts = line.counts;
      if (counts.end() <= accepted || !IsDue(counts, true, today)) continue;
      ++due;
      waiting += IsSubmitted(counts);
      if (first_due_end == 0) first_due_end = counts.end();
    }
    // Of a contract that began lately nothing can be old.
    if (due == 0 || (accepted == 0 && today - first_due_end <= kStaleDays)) {
      continue;
    }
    Finding finding =
        FindingOf(contract, Finding::KIND_STALE_RETURNS, "returns-stale");
    finding.set_sentence(absl::StrCat(
        contract.title, ": ",
        latest == nullptr
            ? std::string("no return was ever accepted")
            : absl::StrCat("the latest accepted return is that of ", latest->id,
                           ", which ended on ", FormatDay(accepted)),
        "; of ", Returns(due), " due since, ", waiting,
        waiting == 1 ? " waits" : " wait", " to be accepted."));
    finding.mutable_evidence()->set_rule(absl::StrCat(
        "The latest accepted return is of a period that ended more than ",
        kStaleDays, " days ago, and one has fallen due since."));
    findings.push_back(std::move(finding));
  }
}

v1::Recheck RecheckMissing(const Evidence& evidence,
                           const std::optional<Cells>& cells) {
  v1::Recheck recheck;
  std::vector<std::string> words;
  bool late = false;
  for (const Evidence::Period& missed : evidence.periods()) {
    Sequel sequel = SequelOf(missed, cells);
    words.push_back(std::move(sequel.words));
    late = late || sequel.late;
  }
  recheck.set_corrected(!late);
  recheck.set_sentence(absl::StrCat(absl::StrJoin(words, "; "), "."));
  return recheck;
}

v1::Recheck RecheckStale(const std::optional<Cells>& cells) {
  v1::Recheck recheck;
  const PeriodLine* const latest = cells ? LatestAccepted(*cells) : nullptr;
  recheck.set_sentence(
      latest == nullptr
          ? std::string("no return of the contract is due any longer.")
          : absl::StrCat("the latest accepted return is now that of ",
                         latest->id, ", which ended on ",
                         FormatDay(latest->counts.end()), "."));
  return recheck;
}

}  // namespace tidemark::monitoring

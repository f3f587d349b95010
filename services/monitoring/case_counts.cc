#include "services/monitoring/case_counts.h"

#include <algorithm>
#include <limits>

#include "common/type/date.h"
#include "common/type/decisions.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/months.h"

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Story;
using outcomes::v1::StoryConsent;
using outcomes::v1::StoryUse;
using v1::CaseCells;
using v1::DatedCell;

// A day that never comes.
constexpr int32_t kForEver = std::numeric_limits<int32_t>::max();

void AddDated(DatedCell::Dated kind, int32_t month, int32_t day,
              CaseCells& cells) {
  DatedCell& dated = *cells.add_dated();
  dated.set_kind(kind);
  dated.set_month(month);
  dated.set_day(day);
  dated.set_count(1);
}

void CountDecision(const type::v1::Decision& decision, v1::StepDownCell& cell) {
  if (decision.accepted_by_rule()) return cell.set_by_rule(1);
  cell.set_decided(1);
  cell.set_decided_on_time(type::DecidedOnTime(decision) ? 1 : 0);
}

template <typename Proposal>
std::optional<CaseCells> Count(const Proposal& proposal) {
  const int32_t due = DayOf(proposal.decide_by());
  if (due == 0 || proposal.contract().empty()) return std::nullopt;
  CaseCells cells;
  cells.set_name(proposal.name());
  cells.set_contract(proposal.contract());
  if (proposal.state() == type::v1::PROPOSAL_STATE_PROPOSED) {
    AddDated(DatedCell::DATED_WAITING, MonthIndex(due), due, cells);
    return cells;
  }
  v1::StepDownCell& cell = *cells.add_months();
  cell.set_month(MonthIndex(due));
  if (proposal.state() == type::v1::PROPOSAL_STATE_WITHDRAWN) {
    cell.set_withdrawn(1);
  } else {
    CountDecision(proposal.decision(), cell);
  }
  return cells;
}

template <typename Uses>
bool Holds(const Uses& uses, StoryUse use) {
  return std::find(uses.begin(), uses.end(), static_cast<int>(use)) !=
         uses.end();
}

// The last day on which the consent covers the use; 0 if it does not. A date
// that cannot be read permits nothing.
int32_t LastDayOf(const StoryConsent& consent, StoryUse use) {
  const bool withdrawn =
      std::any_of(consent.withdrawals().begin(), consent.withdrawals().end(),
                  [&](const StoryConsent::Withdrawal& withdrawal) {
                    return Holds(withdrawal.uses(), use);
                  });
  if (!Holds(consent.uses(), use) || withdrawn) return 0;
  return consent.has_expire_date() ? DayOf(consent.expire_date()) : kForEver;
}

// The same over all consents to the story.
int32_t PermittedUntil(const Story& story, StoryUse use) {
  int32_t last = 0;
  for (const StoryConsent& consent : story.consents()) {
    last = std::max(last, LastDayOf(consent, use));
  }
  return last;
}

}  // namespace

std::optional<CaseCells> CountProposal(
    const enablement::v1::Proposal& proposal) {
  std::optional<CaseCells> cells = Count(proposal);
  if (cells) cells->set_person(proposal.person());
  return cells;
}

std::optional<CaseCells> CountProposal(const outcomes::v1::Proposal& proposal) {
  std::optional<CaseCells> cells = Count(proposal);
  if (!cells) return cells;
  const absl::string_view outcome = proposal.outcome();
  cells->set_outcome(proposal.outcome());
  const absl::string_view person =
      outcome.substr(0, outcome.find("/outcomes/"));
  cells->set_person(person.data(), person.size());
  return cells;
}

std::optional<CaseCells> CountStory(const Story& story) {
  const int32_t day = story.has_period_end() ? DayOf(story.period_end())
                                             : DayOf(story.story_date());
  const int32_t until =
      PermittedUntil(story, outcomes::v1::STORY_USE_COUNCIL_MONITORING);
  if (story.contract().empty() || story.state() != Story::STATE_RECORDED ||
      day == 0 || until == 0) {
    return std::nullopt;
  }
  CaseCells cells;
  cells.set_name(story.name());
  cells.set_contract(story.contract());
  *cells.mutable_themes() = story.themes();
  AddDated(DatedCell::DATED_STORY, MonthIndex(day), until, cells);
  // Its author knows of it; another provider does while it may read it.
  const bool author = story.author_provider() == story.provider();
  const int32_t shown_until =
      author ? until
             : std::min(until, PermittedUntil(
                                   story, outcomes::v1::STORY_USE_PROVIDER));
  if (shown_until != 0) {
    AddDated(DatedCell::DATED_STORY_SHOWN, MonthIndex(day), shown_until, cells);
  }
  return cells;
}

}  // namespace tidemark::monitoring

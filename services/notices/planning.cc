#include "services/notices/planning.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/working_days.h"
#include "services/notices/alerts.h"
#include "services/notices/due_returns.h"
#include "services/notices/notice_names.h"
#include "services/notices/records.h"
#include "services/notices/reminder_steps.h"
#include "services/notices/tables.h"
#include "tidemark/notices/v1/facts.pb.h"

namespace tidemark::notices {
namespace {

// 14 working days lie within these days even over Christmas, and 7 within
// those, the days that are looked back on included.
constexpr int kFarthestAhead = 40;
constexpr int kFarthestBehind = 60;

// A return to be spoken of today.
struct Candidate {
  v1::Notice::Line line;
  // Empty for what an earlier digest already counts as told.
  std::optional<StepChoice> choice;
  v1::Told told;
};

// What a group's digest is made of.
struct Group {
  std::string group_id;
  // By return.
  std::map<std::string, Candidate> candidates;
  // Digests that it takes the place of.
  std::vector<v1::Notice> superseded;
};

v1::Notice::Line LineOf(const std::string& return_name,
                        const std::string& provider, type::Date due,
                        const StepDay& step) {
  v1::Notice::Line line;
  line.set_return_name(return_name);
  line.set_provider(provider);
  *line.mutable_due_date() = type::ToProto(due);
  line.set_step(step.step);
  *line.mutable_step_date() = type::ToProto(step.day);
  return line;
}

// The plan of one council for one day.
class Planning {
 public:
  Planning(store::Transaction& txn, const v1::CouncilFacts& council,
           type::Date began, type::Date today)
      : txn_(txn),
        council_(council),
        calendar_(CalendarOf(council)),
        began_(began),
        today_(today) {}

  absl::Status Plan() {
    if (!calendar_.IsWorkingDay(today_)) return absl::OkStatus();
    std::vector<v1::ContractFacts> contracts;
    TIDEMARK_RETURN_IF_ERROR(
        kContracts.Scan(txn_, absl::StrCat(council_.name(), "/contracts/"), "",
                        [&](v1::ContractFacts& contract) {
                          if (contract.in_force()) {
                            contracts.push_back(std::move(contract));
                          }
                          return true;
                        }));
    for (const v1::ContractFacts& contract : contracts) {
      TIDEMARK_RETURN_IF_ERROR(AddContract(contract));
      TIDEMARK_RETURN_IF_ERROR(RaiseIfMissed(txn_, contract, today_));
    }
    TIDEMARK_RETURN_IF_ERROR(AddUnsent());
    for (auto& [group, content] : groups_) {
      TIDEMARK_RETURN_IF_ERROR(Store(group, content));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status AddContract(const v1::ContractFacts& contract) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::vector<PeriodReturn> returns,
                              ReadReturns(txn_, contract));
    const type::Date since =
        std::max({began_, type::FromDayNumber(contract.known_day()),
                  today_ - kLookBackDays});
    for (const PeriodReturn& one : returns) {
      if (one.due > today_ + kFarthestAhead ||
          one.due < today_ - kFarthestBehind || !one.IsAskedFor()) {
        continue;
      }
      TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Told> told,
                                kTold.Find(txn_, one.name));
      std::optional<StepChoice> choice =
          ChooseStep({.due = one.due,
                      .today = today_,
                      .since = since,
                      .told = told ? &*told : nullptr,
                      .calendar = calendar_});
      if (!choice) continue;
      TIDEMARK_ASSIGN_OR_RETURN(Group* const group,
                                GroupFor(contract.provider()));
      v1::Told after = told ? *told : v1::Told();
      after.set_name(one.name);
      after = AfterTelling(after, one.due, today_, *choice);
      auto line = LineOf(one.name, contract.provider(), one.due, choice->now);
      group->candidates.emplace(one.name, Candidate{.line = std::move(line),
                                                    .choice = std::move(choice),
                                                    .told = std::move(after)});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Group*> GroupFor(const std::string& provider) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto facts,
                              kProviders.Find(txn_, provider));
    const std::string id = facts ? facts->group_id() : std::string();
    Group& group = groups_[GroupOf(provider, id)];
    group.group_id = id;
    return &group;
  }

  // Adds what digests of earlier days say that nobody has been sent.
  absl::Status AddUnsent() {
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::vector<std::string> pending,
        kNotices.Lookup(txn_, kPendingNotices, kPendingKey));
    for (const std::string& name : pending) {
      if (CouncilOf(name) != absl::string_view(council_.name())) continue;
      TIDEMARK_ASSIGN_OR_RETURN(v1::Notice notice, kNotices.Get(txn_, name));
      if (notice.kind() != v1::Notice::KIND_REMINDERS ||
          DayOf(notice.day()) >= today_ || !CanBeSuperseded(notice)) {
        continue;
      }
      for (const v1::Notice::Line& line : notice.lines()) {
        TIDEMARK_ASSIGN_OR_RETURN(Group* const group,
                                  GroupFor(line.provider()));
        group->candidates.emplace(
            line.return_name(),
            Candidate{.line = line, .choice = std::nullopt, .told = {}});
      }
      if (notice.lines_size() == 0) continue;
      TIDEMARK_ASSIGN_OR_RETURN(Group* const group,
                                GroupFor(notice.lines(0).provider()));
      group->superseded.push_back(std::move(notice));
    }
    return absl::OkStatus();
  }

  absl::Status Store(const std::string& group, Group& content) {
    const std::string name = RemindersName(council_.name(), today_, group);
    TIDEMARK_ASSIGN_OR_RETURN(const auto there, kNotices.Find(txn_, name));
    // What is new since then is told on the next working day.
    if (there) return absl::OkStatus();
    std::map<type::Date, std::vector<v1::Notice::Line>> missed_days;
    std::vector<v1::Notice::Line> lines;
    for (auto& [return_name, candidate] : content.candidates) {
      lines.push_back(candidate.line);
      if (!candidate.choice) continue;
      std::vector<StepDay> before = candidate.choice->overtaken;
      if (candidate.choice->now.day < today_) {
        before.push_back(candidate.choice->now);
      }
      for (const StepDay& step : before) {
        missed_days[step.day].push_back(
            LineOf(return_name, candidate.line.provider(),
                   DayOf(candidate.line.due_date()), step));
      }
      TIDEMARK_RETURN_IF_ERROR(kTold.Replace(txn_, std::move(candidate.told)));
    }
    for (v1::Notice& notice : content.superseded) {
      notice.set_state(v1::Notice::STATE_SKIPPED);
      notice.set_skip_reason(v1::Notice::SKIP_REASON_STALE);
      TIDEMARK_RETURN_IF_ERROR(
          Save(txn_, kNotices, std::move(notice)).status());
    }
    for (auto& [day, day_lines] : missed_days) {
      v1::Notice skipped = Digest(group, content, day, std::move(day_lines));
      TIDEMARK_ASSIGN_OR_RETURN(const auto planned,
                                kNotices.Find(txn_, skipped.name()));
      if (planned) continue;
      skipped.set_state(v1::Notice::STATE_SKIPPED);
      skipped.set_skip_reason(v1::Notice::SKIP_REASON_STALE);
      TIDEMARK_RETURN_IF_ERROR(
          Save(txn_, kNotices, std::move(skipped)).status());
    }
    return Save(txn_, kNotices,
                Digest(group, content, today_, std::move(lines)))
        .status();
  }

  v1::Notice Digest(const std::string& group, const Group& content,
                    type::Date day, std::vector<v1::Notice::Line> lines) const {
    // The longest overdue first.
    std::sort(lines.begin(), lines.end(),
              [](const v1::Notice::Line& a, const v1::Notice::Line& b) {
                return std::make_tuple(DayOf(a.due_date()), a.return_name()) <
                       std::make_tuple(DayOf(b.due_date()), b.return_name());
              });
    v1::Notice digest;
    digest.set_name(RemindersName(council_.name(), day, group));
    digest.set_kind(v1::Notice::KIND_REMINDERS);
    digest.set_state(v1::Notice::STATE_PENDING);
    *digest.mutable_day() = type::ToProto(day);
    digest.set_group_id(content.group_id);
    std::set<std::string> providers;
    for (v1::Notice::Line& line : lines) {
      providers.insert(line.provider());
      *digest.add_lines() = std::move(line);
    }
    for (const std::string& provider : providers) {
      digest.add_providers(provider);
    }
    return digest;
  }

  store::Transaction& txn_;
  const v1::CouncilFacts& council_;
  const type::WorkingCalendar calendar_;
  const type::Date began_;
  const type::Date today_;
  std::map<std::string, Group> groups_;
};

}  // namespace

bool CanBeSuperseded(const v1::Notice& notice) {
  return notice.resends() == 0 &&
         std::all_of(notice.deliveries().begin(), notice.deliveries().end(),
                     [](const v1::Notice::Delivery& delivery) {
                       return delivery.state() == v1::Notice::STATE_PENDING &&
                              !delivery.unresolved();
                     });
}

absl::Status PlanDay(store::Transaction& txn, type::Date began,
                     type::Date today) {
  std::vector<v1::CouncilFacts> councils;
  TIDEMARK_RETURN_IF_ERROR(
      kCouncils.Scan(txn, "", "", [&](v1::CouncilFacts& council) {
        councils.push_back(std::move(council));
        return true;
      }));
  for (const v1::CouncilFacts& council : councils) {
    TIDEMARK_RETURN_IF_ERROR(Planning(txn, council, began, today).Plan());
  }
  return absl::OkStatus();
}

}  // namespace tidemark::notices

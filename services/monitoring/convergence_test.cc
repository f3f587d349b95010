// Whatever the order in which changes arrive, however often, and wherever the
// service stops on the way: the figures are those of the final records.

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/store/feed.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/type/decisions.h"
#include "services/monitoring/apply.h"
#include "services/monitoring/breakdown_report.h"
#include "services/monitoring/credit_rule.h"
#include "services/monitoring/explanations.h"
#include "services/monitoring/package_counts.h"
#include "services/monitoring/ratings.h"
#include "services/monitoring/scorecards.h"
#include "services/monitoring/test_feeds.h"
#include "services/monitoring/test_world.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using enablement::v1::CheckBack;
using enablement::v1::Package;
using enablement::v1::SupportLevel;
using outcomes::v1::Person;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;
using testing::FakeClock;
using testing::IsOk;

constexpr char kCouncil[] = "councils/E10000012";
const type::Date kToday(2025, 9, 20);

// A numerator and a denominator.
struct Share {
  int64_t numerator = 0;
  int64_t denominator = 0;

  void Count(bool in_numerator) {
    ++denominator;
    if (in_numerator) ++numerator;
  }
  friend bool operator==(const Share&, const Share&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Share& share) {
    return out << share.numerator << "/" << share.denominator;
  }
};

// The figures of one subject, worked out from the records themselves.
struct Truth {
  std::map<std::string, Share> shares;
  std::set<std::string> contracts;
  int returns_accepted = 0;
};

std::optional<int> LevelOf(const outcomes::v1::Voice& voice) {
  if (!voice.has_level()) return std::nullopt;
  return voice.level();
}

void CountEntries(const google::protobuf::RepeatedPtrField<ReturnEntry>& all,
                  Truth& truth) {
  for (const ReturnEntry& entry : all) {
    if (entry.not_worked_on()) continue;
    const auto person = LevelOf(entry.person_voice());
    const auto provider = LevelOf(entry.provider_voice());
    auto deciding = person;
    if (!deciding) deciding = LevelOf(entry.practitioner_voice());
    if (!deciding) deciding = provider;
    if (deciding) truth.shares["outcomes-met"].Count(*deciding >= 0);
    truth.shares["own-rating"].Count(person.has_value());
    if (person && provider) {
      truth.shares["voices-disagree"].Count(*person != *provider);
    }
  }
}

bool StandsSubmitted(const Return& returned) {
  return returned.has_first_submit_date() &&
         returned.state() != Return::STATE_WITHDRAWN &&
         returned.state() != Return::STATE_IN_PROGRESS;
}

// What is known of a package, put together from the records themselves.
Evidence EvidenceOf(const World& world, const Package& package) {
  Evidence evidence;
  evidence.package = package;
  for (const auto& [name, other] : world.packages) {
    if (name != package.name() && other.person() == package.person()) {
      evidence.others.push_back(other);
    }
  }
  for (const auto& [name, look] : world.check_backs) {
    if (ParentOf(name) == package.name()) evidence.check_backs.push_back(look);
  }
  for (const auto& [name, exit] : world.exits) {
    if (ParentOf(name) != package.name() ||
        exit.kind() != type::v1::PROPOSAL_KIND_EXIT) {
      continue;
    }
    const bool accepted = exit.state() == type::v1::PROPOSAL_STATE_ACCEPTED;
    if (!accepted && exit.state() != type::v1::PROPOSAL_STATE_CHANGED) continue;
    const auto& change = accepted ? exit.change() : exit.decided_change();
    evidence.exits.push_back(
        {.date = DayOf(change.date()), .agreement = change.agreement()});
  }
  const auto person = world.people.find(package.person());
  if (person != world.people.end()) evidence.person = person->second;
  for (const auto& [name, outcome] : world.outcomes) {
    if (ParentOf(name) == package.person()) {
      evidence.outcomes.push_back(outcome);
    }
  }
  for (const auto& [name, returned] : world.returns) {
    if (ParentOf(name) != package.contract()) continue;
    const StandingEntries standing = StandingOf(returned);
    if (standing.entries == nullptr) continue;
    for (const ReturnEntry& entry : *standing.entries) {
      const outcomes::v1::Voice& deciding = DecidingVoice(entry);
      if (entry.not_worked_on() || !deciding.has_level()) continue;
      // Of an outcome that is in a return twice, the last entry.
      std::vector<Rating>& ratings = evidence.ratings[entry.outcome()];
      if (!ratings.empty() && ratings.back().returned == name) {
        ratings.pop_back();
      }
      ratings.push_back({.period_end = DayOf(returned.period_end()),
                         .returned = name,
                         .level = deciding.level()});
    }
  }
  return evidence;
}

// Whether a day that is due has passed.
bool IsOverdue(const type::v1::Date& due) {
  return *type::FromProto(due) < kToday;
}

template <typename Proposals, typename Holds>
void CountDecisions(const Proposals& proposals, const std::string& contract,
                    Holds holds, Truth& truth) {
  for (const auto& [name, proposal] : proposals) {
    if (proposal.contract() != contract ||
        !holds(*type::FromProto(proposal.decide_by()))) {
      continue;
    }
    const bool waits = proposal.state() == type::v1::PROPOSAL_STATE_PROPOSED;
    if (proposal.state() == type::v1::PROPOSAL_STATE_WITHDRAWN ||
        proposal.decision().accepted_by_rule() ||
        (waits && !IsOverdue(proposal.decide_by()))) {
      continue;
    }
    truth.shares["decisions-on-time"].Count(
        !waits && type::DecidedOnTime(proposal.decision()));
    truth.contracts.insert(contract);
  }
}

// The check-backs and the ends of a package.
template <typename Holds>
void CountFollowUps(const Evidence& evidence, Holds holds, Truth& truth) {
  const Package& package = evidence.package;
  const auto gone_by = [&](type::Date day) {
    const bool left = package.sequel() == Package::SEQUEL_DIED ||
                      package.sequel() == Package::SEQUEL_MOVED;
    return (left && *type::FromProto(package.end_date()) <= day) ||
           (evidence.person.status() == Person::STATUS_DIED &&
            *type::FromProto(evidence.person.status_date()) <= day);
  };
  for (const CheckBack& look : evidence.check_backs) {
    const type::Date due = *type::FromProto(look.due_date());
    if (!holds(due)) continue;
    const bool recorded = look.result() != CheckBack::RESULT_UNSPECIFIED;
    const bool found =
        recorded && look.result() != CheckBack::RESULT_NOT_REACHED;
    if (!found && gone_by(due)) continue;
    if (!recorded && !IsOverdue(look.due_date())) continue;
    truth.shares["check-backs-on-time"].Count(
        recorded && *type::FromProto(look.check_date()) <= due);
    if (found) {
      truth.shares["check-backs-sustained"].Count(look.result() ==
                                                  CheckBack::RESULT_SUSTAINED);
    }
    truth.contracts.insert(package.contract());
  }
  if (package.stage() != Package::STAGE_ENABLE || !package.has_end_date()) {
    return;
  }
  const type::Date end = *type::FromProto(package.end_date());
  if (!holds(end) ||
      DateOf(JudgedFrom(type::YearMonth(end).index())) > kToday) {
    return;
  }
  const Whereabouts then =
      WhereaboutsAfter(evidence, DayOf(end), package.sequel());
  if (then == Whereabouts::kMoved) return;
  truth.contracts.insert(package.contract());
  if (then == Whereabouts::kUnknown) return;
  truth.shares["community-12-weeks"].Count(then == Whereabouts::kAtHome);
}

template <typename Holds>
void CountStories(const World& world, const std::string& contract, Holds holds,
                  Truth& truth) {
  for (const auto& [name, story] : world.stories) {
    const type::v1::Date& day =
        story.has_period_end() ? story.period_end() : story.story_date();
    const auto& consent = story.consents(0);
    const bool usable =
        story.state() == outcomes::v1::Story::STATE_RECORDED &&
        consent.uses(0) == outcomes::v1::STORY_USE_COUNCIL_MONITORING &&
        consent.withdrawals().empty() &&
        !(consent.has_expire_date() && IsOverdue(consent.expire_date()));
    if (story.contract() != contract || !usable ||
        !holds(*type::FromProto(day))) {
      continue;
    }
    ++truth.shares["stories"].numerator;
    truth.contracts.insert(contract);
  }
}

// Works out the figures of the contracts that `wanted` accepts, for the months
// `first` to `last` of 2025 and 2026 (13 is January 2026).
template <typename Wanted>
Truth WorkOut(const World& world, int first, int last, Wanted wanted) {
  Truth truth;
  const auto holds = [&](type::Date day) {
    const int month = static_cast<int>(day.year() - 2025) * 12 + day.month();
    return month >= first && month <= last;
  };
  for (const auto& [name, contract] : world.contracts) {
    if (!wanted(contract)) continue;
    const bool in_force = contract.state() == Contract::STATE_ACTIVE ||
                          contract.state() == Contract::STATE_SUSPENDED ||
                          contract.state() == Contract::STATE_ENDED;
    std::map<std::string, type::Date> ends;
    for (const auto& period : contract.return_calendar().periods()) {
      const type::Date end = *type::FromProto(period.end_date());
      type::Date due = *type::FromProto(period.due_date());
      ends[period.id()] = end;
      if (!in_force || !holds(end)) continue;
      std::optional<type::Date> submitted;
      const auto it = world.returns.find(name + "/returns/" + period.id());
      if (it != world.returns.end() && it->second.has_extension()) {
        due =
            std::max(due, *type::FromProto(it->second.extension().due_date()));
      }
      if (it != world.returns.end() && StandsSubmitted(it->second)) {
        submitted = *type::FromProto(it->second.first_submit_date());
      }
      if (!submitted && due >= kToday) continue;
      truth.shares["returns-on-time"].Count(submitted && *submitted <= due);
      truth.contracts.insert(name);
    }
    for (const auto& [return_name, returned] : world.returns) {
      if (ParentOf(return_name) != name) continue;
      const std::string id(IdOf(return_name));
      const type::Date end = ends.contains(id)
                                 ? ends[id]
                                 : *type::FromProto(returned.period_end());
      if (!holds(end)) continue;
      if (StandsSubmitted(returned)) {
        truth.contracts.insert(name);
      }
      const bool waiting =
          returned.state() == Return::STATE_RESUBMITTED ||
          returned.state() == Return::STATE_RETURNED_FOR_CHANGES;
      if (returned.state() == Return::STATE_ACCEPTED) {
        CountEntries(returned.entries(), truth);
      } else if (waiting && returned.has_standing()) {
        CountEntries(returned.standing().entries(), truth);
      } else {
        continue;
      }
      ++truth.returns_accepted;
      truth.contracts.insert(name);
    }
    CountDecisions(world.exits, name, holds, truth);
    CountDecisions(world.proposals, name, holds, truth);
    CountStories(world, name, holds, truth);
    for (const auto& [package_name, package] : world.packages) {
      if (package.contract() != name) continue;
      CountFollowUps(EvidenceOf(world, package), holds, truth);
      int before = -1;
      for (const SupportLevel& level : package.levels()) {
        const int minutes =
            level.weekly_minutes() *
            (level.people_per_visit() == 0 ? 1 : level.people_per_visit());
        if (before > minutes && holds(*type::FromProto(level.from_date()))) {
          truth.shares["step-down-agreed"].Count(
              level.agreement() == SupportLevel::AGREEMENT_PERSON_AGREES ||
              level.agreement() == SupportLevel::AGREEMENT_ADVOCATE_AGREES);
          truth.contracts.insert(name);
        }
        before = minutes;
      }
      for (const v1::StepDown& step :
           JudgeStepDowns(EvidenceOf(world, package))) {
        if (!holds(*type::FromProto(step.last_date())) ||
            *type::FromProto(step.judged_from_date()) > kToday ||
            step.standing() == v1::StepDown::STANDING_NOT_LESS ||
            step.standing() == v1::StepDown::STANDING_CUT_SHORT) {
          continue;
        }
        truth.shares["step-down-held"].Count(step.standing() ==
                                             v1::StepDown::STANDING_COUNTS);
        truth.contracts.insert(name);
      }
    }
  }
  return truth;
}

Range MonthsOf2025(int first, int last) {
  v1::Month from;
  from.set_year(2025 + (first - 1) / 12);
  from.set_month((first - 1) % 12 + 1);
  v1::Month to;
  to.set_year(2025 + (last - 1) / 12);
  to.set_month((last - 1) % 12 + 1);
  Faults faults;
  return *ReadRange(from, to, kToday, faults);
}

void ExpectRow(const v1::ScorecardRow& row, Truth truth) {
  for (const v1::Figure& figure : row.figures()) {
    EXPECT_EQ((Share{figure.numerator(), figure.denominator()}),
              truth.shares[figure.metric()])
        << row.subject() << " " << figure.metric();
  }
  EXPECT_EQ(row.returns_accepted(), truth.returns_accepted) << row.subject();
  EXPECT_EQ(row.returns_due(), truth.shares["returns-on-time"].denominator);
  EXPECT_EQ(static_cast<size_t>(row.contracts()), truth.contracts.size())
      << row.subject();
}

// Every line of the explanation, however it is paged, adds up to the figure.
void ExpectLinesAddUp(const store::Reader& reader, const Subject& subject,
                      const Range& range, const v1::Figure& figure,
                      size_t page) {
  const Definition& definition = *FindDefinition(figure.metric());
  Share sum;
  int64_t people = 0;
  std::map<std::string, int64_t> exclusions;
  std::vector<std::string> names;
  std::string start;
  v1::Explanation last;
  do {
    auto explained = Explain(reader, subject, definition, range, start, page);
    ASSERT_THAT(explained, IsOk());
    last = explained->explanation;
    ASSERT_LE(static_cast<size_t>(last.lines_size()), page);
    for (const v1::ExplanationLine& line : last.lines()) {
      sum.numerator += line.numerator();
      sum.denominator += line.denominator();
      people += line.people();
      for (const v1::Exclusion& exclusion : line.exclusions()) {
        exclusions[exclusion.reason()] += exclusion.count();
      }
      names.push_back(line.name() + " " + line.period());
    }
    start = explained->next;
  } while (!start.empty());
  EXPECT_EQ(sum, (Share{figure.numerator(), figure.denominator()}))
      << subject.name << " " << figure.metric();
  EXPECT_THAT(last.figure(), testing::EqualsProto(figure));
  EXPECT_EQ(people, last.people());
  std::map<std::string, int64_t> totals;
  for (const v1::Exclusion& exclusion : last.exclusions()) {
    totals[exclusion.reason()] = exclusion.count();
  }
  EXPECT_EQ(exclusions, totals) << subject.name << " " << figure.metric();
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

// However a figure is broken down, its rows come to it, and the lines of each
// row to the row.
void ExpectBreakdowns(World& world, const store::Reader& reader,
                      const Subject& subject, const Range& range) {
  std::vector<const Definition*> all = {&GrowthDefinition()};
  for (const Definition& definition : Definitions()) all.push_back(&definition);
  for (const Definition* const definition : all) {
    const auto& dimensions = definition->metric.dimensions();
    const BreakdownQuestion question = {
        .subject = subject,
        .definition = definition,
        .dimension = static_cast<v1::Dimension>(
            dimensions[world.Pick(dimensions.size())]),
        .range = range,
        .viewer = Viewer::kCouncil};
    const auto breakdown = MakeBreakdown(reader, question);
    ASSERT_THAT(breakdown, IsOk());
    if (definition != &GrowthDefinition()) {
      const auto whole =
          Explain(reader, subject, *definition, range, "", /*limit=*/1);
      ASSERT_THAT(whole, IsOk());
      EXPECT_THAT(breakdown->total(),
                  testing::EqualsProto(whole->explanation.figure()));
      // What has two themes is in both rows.
      EXPECT_TRUE(breakdown->adds_up() ||
                  question.dimension == v1::DIMENSION_THEME)
          << breakdown->ShortDebugString();
    }
    for (const v1::BreakdownRow& row : breakdown->rows()) {
      Share sum;
      int64_t people = 0;
      std::string start;
      do {
        const auto explained =
            ExplainSlice(reader, question, row.value(), start,
                         size_t{1} + static_cast<size_t>(world.Pick(9)));
        ASSERT_THAT(explained, IsOk());
        EXPECT_THAT(explained->explanation.figure(),
                    testing::EqualsProto(row.figure()));
        for (const v1::ExplanationLine& line : explained->explanation.lines()) {
          sum.numerator += line.numerator();
          sum.denominator += line.denominator();
          people += line.people();
        }
        start = explained->next;
      } while (!start.empty());
      EXPECT_EQ(sum,
                (Share{row.figure().numerator(), row.figure().denominator()}))
          << breakdown->ShortDebugString();
      EXPECT_EQ(people, row.people()) << breakdown->ShortDebugString();
    }
  }
}

// Outcomes met by sex, worked out from the records themselves.
void ExpectOutcomesMetBySex(const World& world, const store::Reader& reader,
                            const Range& range, int first, int last) {
  std::map<std::string, Share> truth;
  for (const auto& [contract_name, contract] : world.contracts) {
    for (const auto& [name, returned] : world.returns) {
      if (ParentOf(name) != contract_name) continue;
      type::Date end = *type::FromProto(returned.period_end());
      for (const auto& period : contract.return_calendar().periods()) {
        if (period.id() == IdOf(name))
          end = *type::FromProto(period.end_date());
      }
      const int month = static_cast<int>(end.year() - 2025) * 12 + end.month();
      const StandingEntries standing = StandingOf(returned);
      if (month < first || month > last || standing.entries == nullptr) {
        continue;
      }
      for (const ReturnEntry& entry : *standing.entries) {
        const outcomes::v1::Voice& deciding = DecidingVoice(entry);
        if (entry.not_worked_on() || !deciding.has_level()) continue;
        const auto person = world.people.find(
            std::string(AncestorOf(entry.outcome(), "councils/*/people/*")));
        const auto sex = person == world.people.end() ? Person::SEX_UNSPECIFIED
                                                      : person->second.sex();
        const char* const words[] = {"", "female", "male", "other"};
        truth[words[sex]].Count(deciding.level() >= 0);
      }
    }
  }
  const auto breakdown = MakeBreakdown(
      reader, {.subject = {.kind = Subject::Kind::kCouncil, .name = kCouncil},
               .definition = FindDefinition("outcomes-met"),
               .dimension = v1::DIMENSION_SEX,
               .range = range,
               .viewer = Viewer::kCouncil});
  ASSERT_THAT(breakdown, IsOk());
  for (const v1::BreakdownRow& row : breakdown->rows()) {
    EXPECT_EQ((Share{row.figure().numerator(), row.figure().denominator()}),
              truth[row.value()])
        << row.value();
    truth.erase(row.value());
  }
  for (const auto& [value, share] : truth) EXPECT_EQ(share, Share()) << value;
}

void ExpectTruth(World& world, const store::Database& db) {
  const store::Snapshot now(db);
  const int first = 1 + world.Pick(8);
  const int last = first + world.Pick(7);
  const Range range = MonthsOf2025(first, last);

  const Subject council = {.kind = Subject::Kind::kCouncil, .name = kCouncil};
  const auto whole = MakeScorecard(now, council, range);
  ASSERT_THAT(whole, IsOk());
  ExpectRow(whole->total(),
            WorkOut(world, first, last, [](const Contract&) { return true; }));
  for (const v1::Figure& figure : whole->total().figures()) {
    ExpectLinesAddUp(now, council, range, figure, 1 + world.Pick(9));
  }
  ExpectBreakdowns(world, now, council, range);
  ExpectOutcomesMetBySex(world, now, range, first, last);
  std::set<std::string> with_row;
  for (const v1::ScorecardRow& row : whole->rows()) {
    with_row.insert(row.subject());
  }
  for (int p = 0; p < 3; ++p) {
    const Subject provider = {
        .kind = Subject::Kind::kProvider,
        .name = absl::StrCat(kCouncil, "/providers/p", p)};
    const Truth truth = WorkOut(world, first, last, [&](const Contract& c) {
      return c.provider() == provider.name;
    });
    EXPECT_EQ(with_row.contains(provider.name), !truth.contracts.empty());
    for (const v1::ScorecardRow& row : whole->rows()) {
      if (row.subject() == provider.name) ExpectRow(row, truth);
    }
    const auto card = MakeScorecard(now, provider, range);
    if (!card.ok()) {
      EXPECT_THAT(card, testing::StatusIs(absl::StatusCode::kNotFound));
      continue;
    }
    ExpectRow(card->total(), truth);
    EXPECT_EQ(static_cast<size_t>(card->rows_size()), truth.contracts.size());
    for (const v1::ScorecardRow& row : card->rows()) {
      ExpectRow(row, WorkOut(world, first, last, [&](const Contract& c) {
                  return c.name() == row.subject();
                }));
    }
    for (const v1::Figure& figure : card->total().figures()) {
      ExpectLinesAddUp(now, provider, range, figure, 1 + world.Pick(9));
    }
    ExpectBreakdowns(world, now, provider, range);
  }
  for (const auto& [name, contract] : world.contracts) {
    const Subject subject = {.kind = Subject::Kind::kContract, .name = name};
    const auto card = MakeScorecard(now, subject, range);
    ASSERT_THAT(card, IsOk());
    EXPECT_EQ(card->rows_size(), 0);
    ExpectRow(card->total(),
              WorkOut(world, first, last, [&, n = name](const Contract& c) {
                return c.name() == n;
              }));
  }
}

// Every step-down is stored as the final records judge it, and no other.
void ExpectStepDowns(const World& world, const store::Database& db) {
  std::map<std::string, v1::StepDown> judged;
  for (const auto& [name, package] : world.packages) {
    for (v1::StepDown& step : JudgeStepDowns(EvidenceOf(world, package))) {
      judged.emplace(step.name(), std::move(step));
    }
  }
  ASSERT_THAT(kStepDowns.Scan(store::Snapshot(db), "", "",
                              [&](const v1::StepDown& step) {
                                const auto found = judged.find(step.name());
                                EXPECT_NE(found, judged.end()) << step.name();
                                if (found == judged.end()) return false;
                                EXPECT_THAT(
                                    step, testing::EqualsProto(found->second));
                                judged.erase(found);
                                return true;
                              }),
              IsOk());
  EXPECT_TRUE(judged.empty());
}

// Feeds whose pages end anywhere, and which fail now and then.
Following::SourceOf RaggedSources(World& world) {
  return [&world](absl::string_view feed) -> feed::Source {
    store::Database& db = world.feeds().of(feed);
    return {.read = [&world, &db](
                        int64_t after,
                        absl::Duration) -> absl::StatusOr<feed::Page> {
      if (world.Pick(10) == 0) return absl::UnavailableError("away");
      auto page = store::ReadFeed(
          db,
          {.after = after, .limit = static_cast<size_t>(1 + world.Pick(7))});
      if (!page.ok()) return page.status();
      return feed::Page{.changes = std::move(page->changes),
                        .next_after = page->next_after,
                        .last = page->last};
    }};
  };
}

// Forgets the last changes of a feed, so that they are delivered again.
void Rewind(World& world, store::Database& db) {
  const char* const feed = kFeeds[world.Pick(4)];
  Must(db.Write({.origin = {.subject = "test", .method = "Rewind"}},
                [&](store::Transaction& txn) -> absl::Status {
                  const auto position = kPositions.Find(txn, feed);
                  if (!position.ok() || !*position) return absl::OkStatus();
                  const int64_t back = world.Pick(12);
                  return feed::SetCursor(
                      txn, feed,
                      std::max<int64_t>((*position)->sequence() - back, 0));
                }));
}

class ConvergenceTest : public ::testing::TestWithParam<uint32_t> {};

TEST_P(ConvergenceTest, EveryInterleavingEndsInTheFiguresOfTheRecords) {
  const FakeClock clock("2025-09-20T12:00:00Z");
  World world(GetParam(), clock);
  TestStore store(world.feeds(), clock);
  // Figures are asked for by subject: both must exist in the end.
  Council council;
  council.set_name(kCouncil);
  world.feeds().Put(council);
  std::unique_ptr<Following> ragged;
  const auto follow = [&] {
    ragged =
        std::make_unique<Following>(store.db(), RaggedSources(world), nullptr);
  };
  follow();
  for (int i = 0; i < 350; ++i) {
    world.Change();
    const int what = world.Pick(40);
    if (what < 12) {
      // As far as the feeds let it.
      ragged->CatchUp().IgnoreError();
    } else if (what == 38) {
      ragged.reset();
      store.Restart();
      follow();
    } else if (what == 39) {
      Rewind(world, store.db());
    }
  }
  ragged.reset();
  store.CatchUp();

  TestStore rebuilt(world.feeds(), clock);
  rebuilt.CatchUp();
  EXPECT_EQ(Dump(store.db()), Dump(rebuilt.db()));
  ExpectStepDowns(world, store.db());
  for (int i = 0; i < 3; ++i) ExpectTruth(world, store.db());
}

INSTANTIATE_TEST_SUITE_P(Seeds, ConvergenceTest, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace tidemark::monitoring

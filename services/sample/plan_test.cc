#include "services/sample/plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/rpc/fields.h"
#include "common/testing/matchers.h"
#include "common/type/identifiers.h"
#include "services/sample/returns.h"

namespace tidemark::sample {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;
using testing::StatusIs;
using type::Date;
using type::YearMonth;

using contracts::v1::Contract;
using enablement::v1::Package;
using outcomes::v1::Person;
using outcomes::v1::Voice;

SampleOptions OptionsFor(int people, int months = 24, uint64_t seed = 1) {
  return {.people = people,
          .months = months,
          .seed = seed,
          .last_month = *YearMonth::Parse("2026-10")};
}

// The default council. Planned once: nothing changes it.
const Plan& DefaultPlan() {
  static const Plan* const plan = new Plan(*Generate(OptionsFor(1500)));
  return *plan;
}

const SampleCouncil& DefaultCouncil() {
  static const SampleCouncil* const council =
      new SampleCouncil(*SampleCouncil::Make(OptionsFor(1500)));
  return *council;
}

// Every request that the plan of `options` comes to, in order.
std::vector<std::string> BytesOf(const SampleOptions& options) {
  const SampleCouncil sample = *SampleCouncil::Make(options);
  std::vector<std::string> bytes = {sample.council().SerializeAsString()};
  const auto add = [&](const google::protobuf::Message& message) {
    bytes.push_back(message.SerializeAsString());
  };
  for (int i = 0; i < sample.provider_count(); ++i) {
    const ProviderPlan plan = sample.Provider(i);
    add(plan.provider);
    for (const auto& location : plan.locations) add(location);
    for (const auto& contract : plan.contracts) add(contract.contract);
    for (const PersonPlan& person : plan.people) {
      add(person.person);
      for (const OutcomePlan& outcome : person.outcomes) add(outcome.outcome);
      for (const auto& package : person.packages) add(package);
    }
    for (const ReturnPlan& planned : plan.returns) {
      for (const Step& step : planned.steps) {
        bytes.push_back(absl::FormatTime(step.time));
        if (step.kind != Step::Kind::kSubmit) continue;
        add(sample.Submission(plan, planned, step.version));
      }
    }
    for (const StoryPlan& story : plan.stories) add(story.create);
  }
  return bytes;
}

// Calls `visit` with each return of the default plan that was due in time to
// be judged.
template <typename Visit>
void ForEachReturnDue(Visit visit) {
  const Date until = UntilOf(DefaultCouncil().options());
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    for (const ReturnPlan& planned : provider.returns) {
      if (planned.period.due + 50 <= until) visit(provider, planned);
    }
  }
}

std::set<Step::Kind> KindsOf(const ReturnPlan& planned) {
  std::set<Step::Kind> kinds;
  for (const Step& step : planned.steps) kinds.insert(step.kind);
  return kinds;
}

TEST(PlanTest, IsTheSameForTheSameSeed) {
  EXPECT_EQ(BytesOf(OptionsFor(120, 12)), BytesOf(OptionsFor(120, 12)));
}

TEST(PlanTest, DiffersForAnotherSeed) {
  EXPECT_NE(BytesOf(OptionsFor(120, 12, 1)), BytesOf(OptionsFor(120, 12, 2)));
}

TEST(PlanTest, EachProvidersPeopleHaveAFewStoriesThatStandInEveryWay) {
  int drafts = 0;
  int shared = 0;
  int withdrawn = 0;
  int by_practitioner = 0;
  std::set<std::string> ids;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    EXPECT_THAT(provider.stories.size(), AllOf(Ge(1), Le(4)));
    for (const StoryPlan& planned : provider.stories) {
      const outcomes::v1::Story& story = planned.create.story();
      EXPECT_TRUE(ids.insert(planned.create.story_id()).second);
      // It is of the provider's own person, under the outcome's contract.
      const bool own = std::any_of(
          provider.people.begin(), provider.people.end(),
          [&](const PersonPlan& person) {
            return person.person.name() == story.words().person() &&
                   std::any_of(person.outcomes.begin(), person.outcomes.end(),
                               [&](const OutcomePlan& outcome) {
                                 return outcome.outcome.name() ==
                                            story.words().outcome() &&
                                        outcome.outcome.contract() ==
                                            story.contract();
                               });
          });
      EXPECT_TRUE(own) << planned.create.story_id();
      EXPECT_THAT(story.words().text(), Not(HasSubstr("{")));
      drafts += planned.create.has_consent() ? 0 : 1;
      shared += planned.share ? 1 : 0;
      withdrawn += planned.withdraw ? 1 : 0;
      by_practitioner += planned.by_practitioner ? 1 : 0;
    }
  }
  EXPECT_GT(drafts, 0);
  EXPECT_GT(shared, 0);
  EXPECT_GT(withdrawn, 0);
  EXPECT_GT(by_practitioner, 0);
}

TEST(PlanTest, LaterDaysChangeNoStory) {
  SampleOptions early = OptionsFor(200, 12);
  early.until = *type::ParseIsoDate("2026-11-03");
  SampleOptions late = early;
  late.until = *type::ParseIsoDate("2026-11-24");
  const SampleCouncil before = *SampleCouncil::Make(early);
  const SampleCouncil after = *SampleCouncil::Make(late);
  ASSERT_EQ(before.provider_count(), after.provider_count());
  for (int i = 0; i < before.provider_count(); ++i) {
    const ProviderPlan a = before.Provider(i);
    const ProviderPlan b = after.Provider(i);
    ASSERT_EQ(a.stories.size(), b.stories.size());
    for (size_t j = 0; j < a.stories.size(); ++j) {
      EXPECT_EQ(a.stories[j].create.SerializeAsString(),
                b.stories[j].create.SerializeAsString());
    }
  }
}

// A load that is cut off goes on the next day: what was sent must not change
// because more has happened since.
TEST(PlanTest, LaterDaysOnlyAddToWhatReturnsSay) {
  SampleOptions early = OptionsFor(200, 12);
  early.until = *type::ParseIsoDate("2026-11-03");
  SampleOptions late = early;
  late.until = *type::ParseIsoDate("2026-11-24");
  const SampleCouncil before = *SampleCouncil::Make(early);
  const SampleCouncil after = *SampleCouncil::Make(late);
  ASSERT_EQ(before.provider_count(), after.provider_count());
  size_t steps_before = 0;
  size_t steps_after = 0;
  for (int i = 0; i < before.provider_count(); ++i) {
    const ProviderPlan a = before.Provider(i);
    const ProviderPlan b = after.Provider(i);
    std::map<std::string, const ReturnPlan*> known;
    for (const ReturnPlan& planned : b.returns) {
      known[planned.name] = &planned;
      steps_after += planned.steps.size();
    }
    for (const ReturnPlan& planned : a.returns) {
      steps_before += planned.steps.size();
      ASSERT_TRUE(known.contains(planned.name)) << planned.name;
      const ReturnPlan& again = *known[planned.name];
      ASSERT_LE(planned.steps.size(), again.steps.size());
      for (size_t j = 0; j < planned.steps.size(); ++j) {
        ASSERT_EQ(planned.steps[j].time, again.steps[j].time);
        if (planned.steps[j].kind != Step::Kind::kSubmit) continue;
        EXPECT_EQ(before.Submission(a, planned, planned.steps[j].version)
                      .SerializeAsString(),
                  after.Submission(b, again, again.steps[j].version)
                      .SerializeAsString());
      }
    }
  }
  EXPECT_LT(steps_before, steps_after);
}

TEST(PlanTest, RefusesEveryWrongOptionAtOnce) {
  SampleOptions options = OptionsFor(0, 1);
  options.council = "W06000015";
  const absl::Status status = Generate(options).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(FaultsOf(status), SizeIs(3));
}

TEST(PlanTest, RefusesADayFarFromTheLastMonth) {
  SampleOptions options = OptionsFor(10);
  options.until = options.last_month.last_day() - 1;
  EXPECT_THAT(Generate(options), StatusIs(absl::StatusCode::kInvalidArgument));
  options.until = options.last_month.last_day() + 32;
  EXPECT_THAT(Generate(options), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(PlanTest, MakesEveryCouncilSizeFromOnePersonOn) {
  for (const int people : {1, 2, 5, 6, 7, 40, 333}) {
    const auto plan = Generate(OptionsFor(people, 3));
    ASSERT_THAT(plan, IsOk());
    size_t made = 0;
    for (const ProviderPlan& provider : plan->providers) {
      made += provider.people.size();
      ASSERT_THAT(provider.contracts, Not(IsEmpty()));
      for (const ContractPlan& contract : provider.contracts) {
        EXPECT_THAT(contract.people, Not(IsEmpty()));
      }
    }
    EXPECT_EQ(made, static_cast<size_t>(people));
  }
}

TEST(PlanTest, NamesTheCouncilAndItsFrameworks) {
  const auto& council = DefaultPlan().council;
  EXPECT_EQ(council.name(), "councils/E10000012");
  EXPECT_EQ(council.display_name(), "Essex County Council");
  ASSERT_EQ(council.frameworks_size(), 2);
  EXPECT_EQ(council.frameworks(0).themes_size(), 9);
  EXPECT_EQ(council.frameworks(1).themes_size(), 6);
  EXPECT_EQ(council.frameworks(1).edition(), "2018");
  SampleOptions options = OptionsFor(1, 3);
  options.council = "E09000003";
  EXPECT_EQ(Generate(options)->council.display_name(),
            "Sample council E09000003");
}

TEST(PlanTest, SkewsProviderSizesFromOnePersonToSeveralHundred) {
  size_t largest = 0;
  size_t alone = 0;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    largest = std::max(largest, provider.people.size());
    if (provider.people.size() == 1) ++alone;
  }
  EXPECT_THAT(largest, AllOf(Ge(300u), Le(750u)));
  EXPECT_GE(alone, 8u);
}

TEST(PlanTest, KeepsTheSkewInALargeCouncil) {
  const SampleCouncil sample = *SampleCouncil::Make(OptionsFor(20'000, 36));
  EXPECT_GE(sample.people_of(0), 4000);
  EXPECT_EQ(sample.people_of(sample.provider_count() - 1), 1);
}

TEST(PlanTest, MarksWhatIsMadeUp) {
  std::set<std::string> names;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    EXPECT_THAT(provider.provider.display_name(), EndsWith(" (sample)"));
    EXPECT_TRUE(names.insert(provider.provider.display_name()).second);
    EXPECT_TRUE(type::IsCqcId(IdOf(provider.provider.name())));
    for (const auto& location : provider.locations) {
      EXPECT_THAT(location.display_name(), EndsWith(" (sample)"));
      EXPECT_TRUE(type::IsCqcId(IdOf(location.name())));
      EXPECT_EQ(location.ratings_size(), 6);
    }
  }
}

TEST(PlanTest, GivesPeopleReferencesThatAreTheirOwn) {
  std::set<std::string> names;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    for (const PersonPlan& person : provider.people) {
      EXPECT_TRUE(names.insert(person.person.name()).second);
      EXPECT_TRUE(type::IsOwnId(IdOf(person.person.name())));
      EXPECT_FALSE(type::LooksLikeNhsNumber(IdOf(person.person.name())));
    }
  }
  EXPECT_THAT(names, SizeIs(1500));
}

TEST(PlanTest, GivesEveryRecordANameOfItsOwn) {
  std::set<std::string> names;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    EXPECT_TRUE(names.insert(provider.provider.name()).second);
    for (const auto& location : provider.locations) {
      EXPECT_TRUE(names.insert(location.name()).second);
    }
    for (const auto& contract : provider.contracts) {
      EXPECT_TRUE(names.insert(contract.contract.name()).second);
    }
    for (const ReturnPlan& planned : provider.returns) {
      EXPECT_TRUE(names.insert(planned.name).second);
    }
    for (const PersonPlan& person : provider.people) {
      for (const auto& record : person.packages) {
        EXPECT_TRUE(names.insert(record.package().name()).second);
      }
    }
  }
}

TEST(PlanTest, MixesKindsAndCalendarsOfContracts) {
  std::set<Contract::Kind> kinds;
  std::map<Contract::ReturnCalendar::Frequency, int> calendars;
  size_t contracts = 0;
  size_t up_to_three = 0;
  size_t ended = 0;
  size_t suspended = 0;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    if (provider.contracts.size() <= 3) ++up_to_three;
    for (const ContractPlan& contract : provider.contracts) {
      ++contracts;
      kinds.insert(contract.contract.kind());
      ++calendars[contract.contract.return_calendar().frequency()];
      if (contract.end) ++ended;
      if (contract.suspend) ++suspended;
    }
  }
  EXPECT_THAT(kinds, SizeIs(Ge(4u)));
  EXPECT_GE(calendars[Contract::ReturnCalendar::FREQUENCY_MONTHLY], 10);
  EXPECT_GE(calendars[Contract::ReturnCalendar::FREQUENCY_QUARTERLY], 8);
  EXPECT_GE(calendars[Contract::ReturnCalendar::FREQUENCY_FOUR_WEEKLY], 3);
  EXPECT_EQ(calendars[Contract::ReturnCalendar::FREQUENCY_EXPLICIT], 1);
  EXPECT_GE(up_to_three * 10, DefaultPlan().providers.size() * 8);
  EXPECT_GT(contracts, DefaultPlan().providers.size() * 13 / 10);
  EXPECT_GE(ended, 1u);
  EXPECT_GE(suspended, 1u);
}

TEST(PlanTest, HalfYearsRunFromASundayToASaturday) {
  bool found = false;
  for (const ContractPlan& contract : DefaultPlan().providers[0].contracts) {
    for (const auto& period : contract.contract.return_calendar().periods()) {
      found = true;
      const Date start = *type::FromProto(period.start_date());
      const Date end = *type::FromProto(period.end_date());
      EXPECT_EQ(absl::GetWeekday(start), absl::Weekday::sunday);
      EXPECT_EQ(absl::GetWeekday(end), absl::Weekday::saturday);
      EXPECT_EQ(end - start, 26 * 7 - 1);
    }
  }
  EXPECT_TRUE(found);
}

TEST(PlanTest, GivesEachPersonTwoToSixOutcomesInWordsOfTheirOwn) {
  std::set<std::string> words;
  size_t outcomes = 0;
  size_t risky = 0;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    for (const PersonPlan& person : provider.people) {
      ASSERT_THAT(person.outcomes, SizeIs(AllOf(Ge(2u), Le(6u))));
      std::set<std::string> own;
      for (const OutcomePlan& outcome : person.outcomes) {
        const auto& stored = outcome.outcome;
        EXPECT_TRUE(own.insert(stored.own_words()).second);
        EXPECT_THAT(stored.own_words(), Not(HasSubstr("{")));
        EXPECT_THAT(stored.own_words(), Not(HasSubstr("|")));
        EXPECT_EQ(stored.possible_benefit().empty(),
                  stored.possible_harm().empty());
        words.insert(stored.own_words());
        ++outcomes;
        if (!stored.possible_harm().empty()) ++risky;
      }
    }
  }
  EXPECT_THAT(words, SizeIs(Ge(100u)));
  EXPECT_GE(risky * 10, outcomes);
}

TEST(PlanTest, OutcomesRiseStallAndSlip) {
  size_t all = 0;
  size_t rise = 0;
  size_t stall = 0;
  size_t slip = 0;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    for (const PersonPlan& person : provider.people) {
      for (const OutcomePlan& outcome : person.outcomes) {
        ++all;
        const int first = outcome.outcome.baseline_level();
        const int last = outcome.levels.back();
        const int most =
            *std::max_element(outcome.levels.begin(), outcome.levels.end());
        if (last > first) ++rise;
        if (last == first && most == first) ++stall;
        if (last < most) ++slip;
      }
    }
  }
  EXPECT_GE(rise * 100, all * 30);
  EXPECT_GE(stall * 100, all * 10);
  EXPECT_GE(slip * 100, all * 10);
}

TEST(PlanTest, PeoplePauseLeaveDieAndComeBack) {
  std::map<Person::Status, int> statuses;
  int come_back = 0;
  int enabled_first = 0;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    for (const PersonPlan& person : provider.people) {
      ++statuses[person.person.status()];
      ASSERT_THAT(person.packages, Not(IsEmpty()));
      for (const auto& record : person.packages) {
        if (record.package().continues().empty()) continue;
        const auto& first = person.packages[0];
        const bool at_once = *type::FromProto(record.package().start_date()) ==
                             *type::FromProto(first.end_date()) + 1;
        ++(at_once ? enabled_first : come_back);
      }
    }
  }
  EXPECT_GE(statuses[Person::STATUS_ACTIVE], 900);
  EXPECT_GE(statuses[Person::STATUS_PAUSED], 5);
  EXPECT_GE(statuses[Person::STATUS_LEFT], 75);
  EXPECT_GE(statuses[Person::STATUS_DIED], 40);
  EXPECT_GE(come_back, 30);
  EXPECT_GE(enabled_first, 30);
}

TEST(PlanTest, PackagesStepDownAndUpAndKeepTheirOrder) {
  int down = 0;
  int up = 0;
  int planned = 0;
  int enable = 0;
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    for (const PersonPlan& person : provider.people) {
      for (size_t i = 0; i < person.packages.size(); ++i) {
        const auto& record = person.packages[i];
        const Package& package = record.package();
        if (package.plan_size() > 0) ++planned;
        ASSERT_GE(package.levels_size(), 1);
        EXPECT_THAT(package.levels(0).from_date(),
                    testing::EqualsProto(package.start_date()));
        for (int j = 1; j < package.levels_size(); ++j) {
          const auto& before = package.levels(j - 1);
          const auto& after = package.levels(j);
          EXPECT_LT(*type::FromProto(before.from_date()),
                    *type::FromProto(after.from_date()));
          EXPECT_FALSE(after.reason().empty());
          if (after.weekly_minutes() < before.weekly_minutes()) ++down;
          if (after.weekly_minutes() > before.weekly_minutes()) ++up;
        }
        if (package.stage() == Package::STAGE_ENABLE) {
          ++enable;
          EXPECT_EQ(*type::FromProto(package.time_limit_date()) -
                        *type::FromProto(package.start_date()),
                    41);
        }
        EXPECT_EQ(record.has_end_date(),
                  record.sequel() != Package::SEQUEL_UNSPECIFIED);
        if (record.has_end_date()) {
          EXPECT_LE(*type::FromProto(package.levels().rbegin()->from_date()),
                    *type::FromProto(record.end_date()));
        }
        if (i > 0) {
          EXPECT_EQ(package.continues(),
                    person.packages[i - 1].package().name());
          EXPECT_TRUE(person.packages[i - 1].has_end_date());
        }
      }
    }
  }
  EXPECT_GE(down, 300);
  EXPECT_GE(up, 200);
  EXPECT_GE(planned, 300);
  EXPECT_GE(enable, 100);
}

TEST(PlanTest, ReturnsAreLateMissingCorrectedAndNilInRealisticShares) {
  double all = 0;
  std::map<std::string, double> count;
  ForEachReturnDue([&](const ProviderPlan&, const ReturnPlan& planned) {
    ++all;
    if (planned.missing) ++count["missing"];
    if (planned.late) ++count["late"];
    if (planned.corrected) ++count["corrected"];
    if (planned.sent_back) ++count["sent back"];
    if (planned.withdrawn) ++count["withdrawn"];
    if (planned.nil) ++count["nil"];
    if (!planned.missing && !KindsOf(planned).contains(Step::Kind::kAccept)) {
      ++count["undecided"];
    }
  });
  ASSERT_GE(all, 500);
  EXPECT_THAT(count["missing"] / all, AllOf(Ge(0.01), Le(0.08)));
  EXPECT_THAT(count["late"] / all, AllOf(Ge(0.07), Le(0.22)));
  EXPECT_THAT(count["corrected"] / all, AllOf(Ge(0.02), Le(0.08)));
  EXPECT_THAT(count["sent back"] / all, AllOf(Ge(0.03), Le(0.10)));
  EXPECT_THAT(count["withdrawn"] / all, AllOf(Ge(0.001), Le(0.02)));
  EXPECT_THAT(count["nil"] / all, AllOf(Ge(0.005), Le(0.15)));
  EXPECT_THAT(count["undecided"] / all, AllOf(Ge(0.001), Le(0.04)));
}

TEST(PlanTest, SomeReturnsStillAwaitTheCouncil) {
  SampleOptions options = OptionsFor(1500);
  options.until = *type::ParseIsoDate("2026-11-18");
  int awaiting = 0;
  const SampleCouncil sample = *SampleCouncil::Make(options);
  for (int i = 0; i < sample.provider_count(); ++i) {
    const ProviderPlan plan = sample.Provider(i);
    for (const ReturnPlan& planned : plan.returns) {
      if (!planned.steps.empty() &&
          planned.steps.back().kind == Step::Kind::kSubmit) {
        ++awaiting;
      }
    }
  }
  EXPECT_GE(awaiting, 5);
}

TEST(PlanTest, StepsOfAReturnAreInOrderAndWithinTheirTime) {
  const Date until = UntilOf(DefaultCouncil().options());
  for (const ProviderPlan& provider : DefaultPlan().providers) {
    for (const ReturnPlan& planned : provider.returns) {
      absl::Time before = absl::InfinitePast();
      int submissions = 0;
      for (const Step& step : planned.steps) {
        const Date day = type::DateInEngland(step.time);
        EXPECT_GT(step.time, before);
        EXPECT_LE(day, until);
        before = step.time;
        if (step.kind != Step::Kind::kSubmit) continue;
        EXPECT_EQ(step.version, ++submissions);
        EXPECT_GE(day, planned.period.end);
        if (submissions > 1) continue;
        EXPECT_EQ(day > planned.period.due, planned.late);
      }
    }
  }
}

// The rules of the outcomes service: each outcome that is worked towards in
// the period has one entry, and no other has; each entry is complete.
TEST(PlanTest, ReturnsSayAllThatIsExpectedAndNothingElse) {
  const SampleCouncil& sample = DefaultCouncil();
  int away = 0;
  for (const size_t index :
       {size_t{0}, size_t{1}, size_t{3}, size_t{15}, size_t{35}}) {
    const ProviderPlan& plan = DefaultPlan().providers[index];
    for (const ReturnPlan& planned : plan.returns) {
      const auto request = sample.Submission(plan, planned, 1);
      std::set<std::string> expected;
      for (const size_t person : plan.contracts[planned.contract].people) {
        for (const OutcomePlan& outcome : plan.people[person].outcomes) {
          if (IsExpected(outcome, planned.period)) {
            expected.insert(outcome.outcome.name());
          }
        }
      }
      EXPECT_EQ(request.nil_return(), expected.empty());
      EXPECT_EQ(static_cast<size_t>(request.entries_size()), expected.size());
      for (const auto& entry : request.entries()) {
        EXPECT_EQ(expected.erase(entry.outcome()), 1u);
        const Voice& own = entry.person_voice();
        if (entry.not_worked_on()) {
          ++away;
          EXPECT_FALSE(own.has_level());
          EXPECT_FALSE(entry.has_provider_voice());
          continue;
        }
        EXPECT_TRUE(entry.provider_voice().has_level());
        EXPECT_NE(own.has_level(),
                  own.not_obtained() != Voice::NOT_OBTAINED_UNSPECIFIED);
        EXPECT_EQ(own.has_level(), own.source() != Voice::SOURCE_UNSPECIFIED);
      }
      EXPECT_THAT(expected, IsEmpty());
    }
  }
  EXPECT_GE(away, 20);
}

TEST(PlanTest, VoicesAreObtainedAndDisagreeInRealisticShares) {
  double worked_on = 0;
  double obtained = 0;
  double disagree = 0;
  const SampleCouncil& sample = DefaultCouncil();
  for (size_t i = 0; i < 12; ++i) {
    const ProviderPlan& plan = DefaultPlan().providers[i];
    for (const ReturnPlan& planned : plan.returns) {
      const auto request = sample.Submission(plan, planned, 1);
      for (const auto& entry : request.entries()) {
        if (entry.not_worked_on()) continue;
        ++worked_on;
        if (!entry.person_voice().has_level()) continue;
        ++obtained;
        if (entry.person_voice().level() != entry.provider_voice().level()) {
          ++disagree;
        }
      }
    }
  }
  EXPECT_THAT(obtained / worked_on, AllOf(Ge(0.60), Le(0.90)));
  EXPECT_THAT(disagree / obtained, AllOf(Ge(0.20), Le(0.50)));
}

TEST(PlanTest, OnlyACorrectionHasAReasonAndChangesTheLevels) {
  const SampleCouncil& sample = DefaultCouncil();
  int corrected = 0;
  for (const ProviderPlan& plan : DefaultPlan().providers) {
    for (const ReturnPlan& planned : plan.returns) {
      int last = 0;
      for (const Step& step : planned.steps) last = step.version;
      if (!planned.corrected || last != LastVersion(planned)) continue;
      ++corrected;
      const auto before = sample.Submission(plan, planned, last - 1);
      const auto after = sample.Submission(plan, planned, last);
      EXPECT_THAT(before.reason(), IsEmpty());
      EXPECT_THAT(after.reason(), Not(IsEmpty()));
      EXPECT_NE(before.request_id(), after.request_id());
      const bool all_away =
          std::all_of(before.entries().begin(), before.entries().end(),
                      [](const auto& entry) { return entry.not_worked_on(); });
      if (all_away) continue;
      auto same_rest = after;
      same_rest.set_reason(before.reason());
      same_rest.set_request_id(before.request_id());
      EXPECT_THAT(same_rest, Not(testing::EqualsProto(before)));
    }
  }
  EXPECT_GE(corrected, 10);
}

// How well the outcomes of a provider go: the mean over its outcomes of the
// share of months at the expected level or better, and its standard error.
struct Going {
  double mean = 0;
  double error = 0;
};
Going GoingOf(const ProviderPlan& plan) {
  std::vector<double> shares;
  for (const PersonPlan& person : plan.people) {
    for (const OutcomePlan& outcome : person.outcomes) {
      const auto met =
          std::count_if(outcome.levels.begin(), outcome.levels.end(),
                        [](int level) { return level >= 0; });
      shares.push_back(static_cast<double>(met) /
                       static_cast<double>(outcome.levels.size()));
    }
  }
  const double n = static_cast<double>(shares.size());
  double sum = 0;
  double squares = 0;
  for (const double share : shares) {
    sum += share;
    squares += share * share;
  }
  const double mean = sum / n;
  return {.mean = mean, .error = std::sqrt((squares / n - mean * mean) / n)};
}

TEST(PlanTest, AFewProvidersAreBetterOrWorseThanChanceAndTheOthersAreNot) {
  double sum = 0;
  double outcomes = 0;
  for (const ProviderPlan& plan : DefaultPlan().providers) {
    if (plan.standing != Standing::kOrdinary) continue;
    for (const PersonPlan& person : plan.people) {
      outcomes += static_cast<double>(person.outcomes.size());
    }
    for (const PersonPlan& person : plan.people) {
      for (const OutcomePlan& outcome : person.outcomes) {
        sum += static_cast<double>(
                   std::count_if(outcome.levels.begin(), outcome.levels.end(),
                                 [](int level) { return level >= 0; })) /
               static_cast<double>(outcome.levels.size());
      }
    }
  }
  const double usual = sum / outcomes;
  int better = 0;
  int worse = 0;
  for (const ProviderPlan& plan : DefaultPlan().providers) {
    if (plan.people.size() < 10) continue;
    const Going going = GoingOf(plan);
    const double z = (going.mean - usual) / going.error;
    SCOPED_TRACE(absl::StrCat(plan.provider.display_name(), " with ",
                              plan.people.size(), " people"));
    switch (plan.standing) {
      case Standing::kOrdinary:
        EXPECT_LT(std::abs(z), 3.5);
        break;
      case Standing::kBetter:
        ++better;
        EXPECT_GT(z, 3);
        break;
      case Standing::kWorse:
        ++worse;
        EXPECT_LT(z, -3);
        break;
    }
  }
  EXPECT_GE(better, 2);
  EXPECT_GE(worse, 2);
}

// Checks messages as the server does before any service sees them.
class Limits {
 public:
  absl::Status Check(const google::protobuf::Message& message) {
    const auto* descriptor = message.GetDescriptor();
    auto it = rules_.find(descriptor);
    if (it == rules_.end()) {
      auto rules = rpc::FieldRules::Make(*descriptor);
      if (!rules.ok()) return rules.status();
      it = rules_.emplace(descriptor, *std::move(rules)).first;
    }
    const std::unique_ptr<google::protobuf::Message> copy(message.New());
    copy->CopyFrom(message);
    return it->second.Check(*copy);
  }

 private:
  std::map<const google::protobuf::Descriptor*, rpc::FieldRules> rules_;
};

TEST(PlanTest, EveryMessageKeepsTheLimitsOfTheSchema) {
  const SampleCouncil& sample = DefaultCouncil();
  Limits limits;
  ASSERT_THAT(limits.Check(sample.council()), IsOk());
  for (const ProviderPlan& plan : DefaultPlan().providers) {
    ASSERT_THAT(limits.Check(plan.provider), IsOk());
    for (const auto& location : plan.locations) {
      ASSERT_THAT(limits.Check(location), IsOk());
    }
    for (const ContractPlan& contract : plan.contracts) {
      ASSERT_THAT(limits.Check(contract.contract), IsOk());
      if (contract.end) {
        ASSERT_THAT(limits.Check(*contract.end), IsOk());
      }
      if (contract.suspend) {
        ASSERT_THAT(limits.Check(*contract.suspend), IsOk());
      }
    }
    for (const PersonPlan& person : plan.people) {
      ASSERT_THAT(limits.Check(person.person), IsOk());
      for (const OutcomePlan& outcome : person.outcomes) {
        ASSERT_THAT(limits.Check(outcome.outcome), IsOk());
        if (outcome.close) {
          ASSERT_THAT(limits.Check(*outcome.close), IsOk());
        }
      }
      for (const auto& record : person.packages) {
        ASSERT_THAT(limits.Check(record), IsOk());
      }
    }
    for (const StoryPlan& story : plan.stories) {
      ASSERT_THAT(limits.Check(story.create), IsOk());
      if (story.propose) {
        ASSERT_THAT(limits.Check(*story.propose), IsOk());
      }
      if (story.approve) {
        ASSERT_THAT(limits.Check(*story.approve), IsOk());
      }
      if (story.share) {
        ASSERT_THAT(limits.Check(*story.share), IsOk());
      }
      if (story.withdraw) {
        ASSERT_THAT(limits.Check(*story.withdraw), IsOk());
      }
    }
    for (const ReturnPlan& planned : plan.returns) {
      for (const Step& step : planned.steps) {
        switch (step.kind) {
          case Step::Kind::kSave:
            ASSERT_THAT(limits.Check(sample.Draft(plan, planned)), IsOk());
            break;
          case Step::Kind::kSubmit:
            ASSERT_THAT(
                limits.Check(sample.Submission(plan, planned, step.version)),
                IsOk());
            break;
          case Step::Kind::kSendBack:
            ASSERT_THAT(limits.Check(sample.SendingBack(planned, step.version)),
                        IsOk());
            break;
          case Step::Kind::kAccept:
            ASSERT_THAT(limits.Check(sample.Acceptance(planned, step.version)),
                        IsOk());
            break;
          case Step::Kind::kWithdraw:
            ASSERT_THAT(limits.Check(sample.Withdrawal(planned, step.version)),
                        IsOk());
            break;
          case Step::Kind::kPractitionerVoice: {
            const auto voice =
                sample.PractitionerVoice(plan, planned, step.version);
            if (voice) {
              ASSERT_THAT(limits.Check(*voice), IsOk());
            }
            break;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::sample

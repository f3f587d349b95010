#include "services/monitoring/cells.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/monitoring/package_counts.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using enablement::v1::Package;
using outcomes::v1::Return;
using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

TEST(DayOfTest, NumbersDaysFrom1900AndNoDayIs0) {
  EXPECT_EQ(DayOf(type::Date(1900, 1, 1)), 1);
  EXPECT_EQ(DateOf(DayOf(type::Date(2025, 4, 30))), type::Date(2025, 4, 30));
  EXPECT_EQ(DayOf(ParseText<type::v1::Date>("")), 0);
  EXPECT_EQ(DayOf(ParseText<type::v1::Date>("year: 2025 month: 2 day: 30")), 0);
}

constexpr char kVoices[] = R"(
  entries {
    outcome: "councils/X/people/a/outcomes/1"
    person_voice { level: 0 } provider_voice { level: 2 }
  }
  entries {
    outcome: "councils/X/people/a/outcomes/2"
    person_voice { level: -1 }
    provider_voice { level: -1 }
    practitioner_voice { level: 2 }
  }
  entries {
    outcome: "councils/X/people/b/outcomes/1"
    person_voice { not_obtained: NOT_OBTAINED_DECLINED }
    provider_voice { level: 1 }
    practitioner_voice { level: -2 }
  }
  entries {
    outcome: "councils/X/people/b/outcomes/2"
    person_voice { not_obtained: NOT_OBTAINED_AWAY }
    provider_voice { level: 1 }
  }
  entries {
    outcome: "councils/X/people/c/outcomes/1"
    person_voice { not_obtained: NOT_OBTAINED_NOT_ASKED }
  }
  entries {
    outcome: "councils/X/people/d/outcomes/1" not_worked_on: true
  })";

TEST(CountReturnTest, ThePersonDecidesThenThePractitionerThenTheProvider) {
  const PeriodCounts counts = CountReturn(ParseText<Return>(
      std::string("state: STATE_ACCEPTED version: 1 ") + kVoices));
  EXPECT_EQ(counts.entries, 6);
  EXPECT_EQ(counts.people, 4);
  EXPECT_EQ(counts.not_worked_on, 1);
  EXPECT_EQ(counts.unrated, 1);
  EXPECT_EQ(counts.met, 2);  // a/1 by the person, b/2 by the provider.
  EXPECT_EQ(counts.person_rated, 2);
  EXPECT_EQ(counts.both_rated, 2);
  EXPECT_EQ(counts.disagree, 1);
}

TEST(CountReturnTest, AnEntryThatWasNotWorkedOnCountsNowhereElse) {
  const PeriodCounts counts = CountReturn(ParseText<Return>(R"(
    state: STATE_ACCEPTED version: 1
    entries {
      outcome: "councils/X/people/a/outcomes/1"
      person_voice { level: 2 } provider_voice { level: 1 }
      not_worked_on: true
    })"));
  EXPECT_EQ(counts.not_worked_on, 1);
  EXPECT_EQ(counts.met + counts.person_rated + counts.disagree, 0);
}

TEST(CountReturnTest, OnlyEntriesThatStandCount) {
  for (const char* state :
       {"STATE_NOT_STARTED", "STATE_IN_PROGRESS", "STATE_SUBMITTED",
        "STATE_WITHDRAWN", "STATE_RESUBMITTED", "STATE_RETURNED_FOR_CHANGES"}) {
    const PeriodCounts counts = CountReturn(
        ParseText<Return>(std::string("version: 1 state: ") + state + kVoices));
    EXPECT_EQ(counts.version, 0) << state;
    EXPECT_EQ(counts.entries, 0) << state;
    EXPECT_TRUE(counts.has_return()) << state;
  }
}

TEST(CountReturnTest, WhileACorrectionWaitsTheAcceptedVersionStands) {
  constexpr char kStanding[] = R"(
    version: 3
    standing {
      version: 2
      entries {
        outcome: "councils/X/people/a/outcomes/1"
        provider_voice { level: -1 }
      }
    })";
  for (const char* state :
       {"STATE_RESUBMITTED", "STATE_RETURNED_FOR_CHANGES"}) {
    const PeriodCounts counts = CountReturn(ParseText<Return>(
        std::string("state: ") + state + kStanding + kVoices));
    EXPECT_EQ(counts.version, 2) << state;
    EXPECT_EQ(counts.entries, 1) << state;
    EXPECT_EQ(counts.met, 0) << state;
  }
  const PeriodCounts withdrawn = CountReturn(ParseText<Return>(
      std::string("state: STATE_WITHDRAWN") + kStanding + kVoices));
  EXPECT_EQ(withdrawn.version, 0);
  EXPECT_EQ(withdrawn.entries, 0);
}

TEST(CountReturnTest, ANilReturnStandsWithoutEntries) {
  const PeriodCounts counts = CountReturn(
      ParseText<Return>("state: STATE_ACCEPTED version: 1 nil_return: true"));
  EXPECT_EQ(counts.version, 1);
  EXPECT_EQ(counts.nil_return, 1);
  EXPECT_EQ(counts.entries, 0);
}

TEST(CountPackageTest, AStepDownIsALevelWithFewerPersonMinutes) {
  EXPECT_THAT(CountPackage({.package = ParseText<Package>(R"(
                name: "councils/X/packages/p" contract: "councils/X/contracts/c"
                levels {
                  from_date { year: 2025 month: 1 day: 1 }
                  weekly_minutes: 600 people_per_visit: 2
                }
                levels {
                  from_date { year: 2025 month: 2 day: 3 }
                  weekly_minutes: 700 agreement: AGREEMENT_PERSON_AGREES
                }
                levels {
                  from_date { year: 2025 month: 2 day: 20 }
                  weekly_minutes: 600 agreement: AGREEMENT_BEST_INTERESTS
                }
                levels {
                  from_date { year: 2025 month: 3 day: 1 }
                  weekly_minutes: 600 people_per_visit: 1
                }
                levels {
                  from_date { year: 2025 month: 4 day: 1 }
                  weekly_minutes: 900
                }
                levels {
                  from_date { year: 2025 month: 5 day: 1 }
                  weekly_minutes: 0 agreement: AGREEMENT_ADVOCATE_AGREES
                }
                end_date { year: 2025 month: 6 day: 1 }
                sequel: SEQUEL_NO_SUPPORT
              )")}),
              EqualsProto(ParseText<v1::PackageCells>(R"(
                name: "councils/X/packages/p" contract: "councils/X/contracts/c"
                step_downs { month: 24301 steps: 2 agreed: 1 }
                step_downs { month: 24304 steps: 1 agreed: 1 }
              )")));
}

Contract Quarters() {
  return ParseText<Contract>(R"(
    provider: "councils/X/providers/p" title: "Home support"
    state: STATE_ACTIVE
    return_calendar {
      periods {
        id: "q1"
        start_date { year: 2025 month: 4 day: 1 }
        end_date { year: 2025 month: 6 day: 30 }
        due_date { year: 2025 month: 7 day: 15 }
      }
      periods {
        id: "q2"
        start_date { year: 2025 month: 7 day: 1 }
        end_date { year: 2025 month: 9 day: 30 }
        due_date { year: 2025 month: 10 day: 15 }
      }
    })");
}

PeriodCounts AcceptedReturn(const std::string& end) {
  return CountReturn(ParseText<Return>(
      "state: STATE_ACCEPTED version: 1 nil_return: true period_end {" + end +
      "}"));
}

TEST(CellsTest, SourcesMayComeInAnyOrder) {
  const PeriodCounts q2 = AcceptedReturn("year: 2025 month: 9 day: 30");
  Cells returns_first;
  SetReturn("q2", q2, returns_first);
  SetContract(Quarters(), returns_first);
  Cells contract_first;
  SetContract(Quarters(), contract_first);
  SetReturn("q2", q2, contract_first);
  EXPECT_EQ(returns_first, contract_first);
  ASSERT_EQ(contract_first.periods.size(), 2u);
  EXPECT_FALSE(contract_first.periods[0].counts.has_return());
  EXPECT_EQ(contract_first.periods[1].counts.version, 1);
}

TEST(CellsTest, AReturnStaysWhenItsPeriodLeavesTheCalendar) {
  Cells cells;
  SetContract(Quarters(), cells);
  SetReturn("q1", AcceptedReturn("year: 2025 month: 6 day: 30"), cells);
  Contract varied = Quarters();
  varied.mutable_return_calendar()->mutable_periods()->DeleteSubrange(0, 1);
  varied.set_state(Contract::STATE_DRAFT);
  SetContract(varied, cells);
  ASSERT_EQ(cells.periods.size(), 2u);
  EXPECT_EQ(cells.periods[0].id, "q1");
  EXPECT_FALSE(cells.periods[0].counts.in_calendar());
  EXPECT_EQ(cells.periods[0].counts.end(), DayOf(type::Date(2025, 6, 30)));
  EXPECT_FALSE(cells.returns_due);
  SetReturn("q1", PeriodCounts(), cells);
  EXPECT_EQ(cells.periods.size(), 1u);
}

TEST(CellsTest, APeriodThatMovesIsPutInItsNewPlace) {
  Cells cells;
  SetContract(Quarters(), cells);
  SetReturn("extra", AcceptedReturn("year: 2025 month: 8 day: 1"), cells);
  ASSERT_EQ(cells.periods.size(), 3u);
  EXPECT_EQ(cells.periods[1].id, "extra");
  SetReturn("extra", AcceptedReturn("year: 2025 month: 12 day: 1"), cells);
  EXPECT_EQ(cells.periods[2].id, "extra");
}

TEST(CellsTest, TakingAPackageAwayLeavesNothingOfIt) {
  const auto one = ParseText<v1::PackageCells>(
      "step_downs { month: 24301 steps: 2 agreed: 1 } "
      "step_downs { month: 24305 steps: 1 }");
  const auto other = ParseText<v1::PackageCells>(
      "step_downs { month: 24300 steps: 1 } "
      "step_downs { month: 24301 steps: 1 agreed: 1 }");
  Cells cells;
  AddPackage(one, cells);
  AddPackage(other, cells);
  RemovePackage(one, cells);
  EXPECT_THAT(
      cells.months,
      ElementsAre(
          MonthLine{.month = 24300, .steps = 1, .agreed = 0, .packages = 1},
          MonthLine{.month = 24301, .steps = 1, .agreed = 1, .packages = 1}));
  RemovePackage(other, cells);
  EXPECT_THAT(cells.months, IsEmpty());
  EXPECT_TRUE(cells.empty());
}

TEST(CellsTest, AreTheSameAfterBeingStored) {
  Cells cells;
  cells.name = "councils/X/contracts/c";
  SetContract(Quarters(), cells);
  SetReturn("q2", AcceptedReturn("year: 2025 month: 9 day: 30"), cells);
  AddPackage(ParseText<v1::PackageCells>(
                 "step_downs { month: 24301 steps: 2 agreed: 1 }"),
             cells);
  const absl::StatusOr<Cells> decoded = Decode(Encode(cells));
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(*decoded, cells);
}

TEST(CellsTest, ColumnsThatDoNotFitTogetherAreDamage) {
  Cells cells;
  SetContract(Quarters(), cells);
  v1::ContractCells short_column = Encode(cells);
  short_column.mutable_met()->RemoveLast();
  EXPECT_THAT(Decode(short_column), StatusIs(absl::StatusCode::kDataLoss));
  v1::ContractCells few_ids = Encode(cells);
  few_ids.set_periods("q1\n");
  EXPECT_THAT(Decode(few_ids), StatusIs(absl::StatusCode::kDataLoss));
  v1::ContractCells many_ids = Encode(cells);
  many_ids.set_periods("q1\nq2\nq3\n");
  EXPECT_THAT(Decode(many_ids), StatusIs(absl::StatusCode::kDataLoss));
  v1::ContractCells unended = Encode(cells);
  unended.set_periods("q1\nq2");
  EXPECT_THAT(Decode(unended), StatusIs(absl::StatusCode::kDataLoss));
  v1::ContractCells no_ids = Encode(cells);
  no_ids.clear_periods();
  EXPECT_THAT(Decode(no_ids), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace tidemark::monitoring

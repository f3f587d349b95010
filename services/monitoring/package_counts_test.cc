#include "services/monitoring/package_counts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/monitoring/case_counts.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using outcomes::v1::Person;
using outcomes::v1::Story;
using testing::EqualsProto;
using testing::ParseText;
using v1::CaseCells;

// Enable support from New Year to the end of March 2025.
Evidence Ended(const std::string& sequel) {
  return {.package = ParseText<Package>(absl::StrCat(R"(
            name: "councils/X/packages/k" contract: "councils/X/contracts/c"
            person: "councils/X/people/ada" stage: STAGE_ENABLE
            start_date { year: 2025 month: 1 day: 1 }
            levels {
              from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 300
            }
            end_date { year: 2025 month: 3 day: 31 } sequel: )",
                                                     sequel))};
}

// 84 days after the end is 23 June.
Whereabouts After(const Evidence& evidence) {
  return WhereaboutsAfter(evidence, DayOf(type::Date(2025, 3, 31)),
                          evidence.package.sequel());
}

CheckBack Looked(const std::string& check_date, const std::string& result) {
  return ParseText<CheckBack>(absl::StrCat(
      "step_date { year: 2025 month: 3 day: 31 } "
      "due_date { year: 2025 month: 6 day: 23 } check_date { year: 2025 ",
      check_date, "} result: RESULT_", result));
}

TEST(WhereaboutsAfterTest, NobodyLookedIsNotKnown) {
  EXPECT_EQ(After(Ended("SEQUEL_NO_SUPPORT")), Whereabouts::kUnknown);
  EXPECT_EQ(After(Ended("SEQUEL_HOSPITAL")), Whereabouts::kUnknown);
}

TEST(WhereaboutsAfterTest, ACheckBackThatFoundThePersonTellsAtHome) {
  Evidence evidence = Ended("SEQUEL_NO_SUPPORT");
  evidence.check_backs = {Looked("month: 6 day: 8", "SUSTAINED")};
  EXPECT_EQ(After(evidence), Whereabouts::kUnknown);
  evidence.check_backs = {Looked("month: 6 day: 9", "SUSTAINED")};
  EXPECT_EQ(After(evidence), Whereabouts::kAtHome);
  evidence.check_backs = {Looked("month: 6 day: 23", "RETURNED")};
  EXPECT_EQ(After(evidence), Whereabouts::kAtHome);
  evidence.check_backs = {Looked("month: 6 day: 23", "NOT_REACHED")};
  EXPECT_EQ(After(evidence), Whereabouts::kUnknown);
}

TEST(WhereaboutsAfterTest, SupportOnThatDayTellsAtHome) {
  Evidence evidence = Ended("SEQUEL_HOSPITAL");
  evidence.others = {ParseText<Package>(R"(
    start_date { year: 2025 month: 6 day: 23 }
    levels { from_date { year: 2025 month: 6 day: 23 } weekly_minutes: 60 })")};
  EXPECT_EQ(After(evidence), Whereabouts::kAtHome);
  evidence.others[0].mutable_start_date()->set_day(24);
  EXPECT_EQ(After(evidence), Whereabouts::kUnknown);
}

TEST(WhereaboutsAfterTest, ACareHomeAndADeathByThenAreElsewhere) {
  EXPECT_EQ(After(Ended("SEQUEL_CARE_HOME")), Whereabouts::kElsewhere);
  EXPECT_EQ(After(Ended("SEQUEL_DIED")), Whereabouts::kElsewhere);
  EXPECT_EQ(After(Ended("SEQUEL_MOVED")), Whereabouts::kMoved);
  Evidence evidence = Ended("SEQUEL_NO_SUPPORT");
  evidence.person = ParseText<Person>(
      "status: STATUS_DIED status_date { year: 2025 month: 6 day: 23 }");
  EXPECT_EQ(After(evidence), Whereabouts::kElsewhere);
  evidence.person.mutable_status_date()->set_day(24);
  EXPECT_EQ(After(evidence), Whereabouts::kUnknown);
  // When the person died is not known: by then, or later.
  evidence.person.clear_status_date();
  EXPECT_EQ(After(evidence), Whereabouts::kUnknown);
}

TEST(CountPackageTest, CheckBacksCountInTheMonthInWhichTheyAreDue) {
  Evidence evidence = Ended("SEQUEL_NO_SUPPORT");
  evidence.package.set_stage(Package::STAGE_SUPPORT);
  evidence.check_backs = {
      Looked("month: 6 day: 23", "SUSTAINED"),
      Looked("month: 6 day: 24", "SLIPPED"),
      Looked("month: 6 day: 1", "NOT_REACHED"),
      ParseText<CheckBack>("due_date { year: 2025 month: 7 day: 1 }")};
  EXPECT_THAT(CountPackage(evidence),
              EqualsProto(ParseText<v1::PackageCells>(R"(
                name: "councils/X/packages/k" contract: "councils/X/contracts/c"
                person: "councils/X/people/ada"
                step_downs {
                  month: 24305 looks: 3 looks_on_time: 2 looks_found: 2
                  looks_sustained: 1
                }
                dated {
                  kind: DATED_OPEN_LOOK month: 24306 day: 45838 count: 1
                })")));
}

TEST(CountPackageTest, NobodyIsAskedToLookBackWithWhoHasDied) {
  Evidence evidence = Ended("SEQUEL_NO_SUPPORT");
  evidence.package.set_stage(Package::STAGE_SUPPORT);
  evidence.check_backs = {
      ParseText<CheckBack>("due_date { year: 2025 month: 6 day: 23 }")};
  evidence.person = ParseText<Person>(
      "status: STATUS_DIED status_date { year: 2025 month: 6 day: 1 }");
  const v1::PackageCells cells = CountPackage(evidence);
  EXPECT_EQ(cells.dated_size(), 0);
  ASSERT_EQ(cells.step_downs_size(), 1);
  EXPECT_EQ(cells.step_downs(0).looks_cut_short(), 1);
}

TEST(CountPackageTest, AnEndThatDidNotLastIsAnEndToo) {
  Evidence evidence = Ended("SEQUEL_NO_SUPPORT");
  *evidence.package.add_reopenings() = ParseText<Package::Reopening>(R"(
    end_date { year: 2025 month: 1 day: 20 } sequel: SEQUEL_NO_SUPPORT
    reopen_date { year: 2025 month: 1 day: 25 })");
  // On 14 April, 84 days after the first end, it was over again.
  v1::PackageCells cells = CountPackage(evidence);
  ASSERT_EQ(cells.step_downs_size(), 2);
  EXPECT_EQ(cells.step_downs(0).ends_unknown(), 1);
  evidence.package.clear_end_date();
  cells = CountPackage(evidence);
  ASSERT_EQ(cells.step_downs_size(), 1);
  EXPECT_EQ(cells.step_downs(0).ends_at_home(), 1);
}

CaseCells Decided(const std::string& rest) {
  const auto cells =
      CountProposal(ParseText<enablement::v1::Proposal>(absl::StrCat(R"(
        name: "councils/X/packages/k/proposals/q"
        contract: "councils/X/contracts/c" person: "councils/X/people/ada"
        decide_by { year: 2025 month: 4 day: 24 } )",
                                                                     rest)));
  EXPECT_TRUE(cells.has_value());
  return cells.value_or(CaseCells());
}

TEST(CountProposalTest, IsInTimeToTheEndOfItsDayInEngland) {
  // 22:59 UTC is a minute to midnight in summer.
  const char* const decided =
      "state: PROPOSAL_STATE_DECLINED decision { decide_by { year: 2025 month: "
      "4 day: 24 } decide_time { seconds: ";
  EXPECT_EQ(Decided(absl::StrCat(decided, "1745535540 } }"))
                .months(0)
                .decided_on_time(),
            1);
  const CaseCells late = Decided(absl::StrCat(decided, "1745535600 } }"));
  EXPECT_EQ(late.months(0).decided(), 1);
  EXPECT_EQ(late.months(0).decided_on_time(), 0);
}

TEST(CountProposalTest, WhatWaitsIsDatedAndWhatNobodyDecidesIsApart) {
  EXPECT_EQ(Decided("state: PROPOSAL_STATE_PROPOSED").dated(0).kind(),
            v1::DatedCell::DATED_WAITING);
  EXPECT_EQ(Decided("state: PROPOSAL_STATE_WITHDRAWN").months(0).withdrawn(),
            1);
  EXPECT_EQ(Decided("state: PROPOSAL_STATE_ACCEPTED decision { "
                    "accepted_by_rule: true }")
                .months(0)
                .by_rule(),
            1);
}

std::optional<CaseCells> Told(const std::string& rest) {
  return CountStory(ParseText<Story>(absl::StrCat(R"(
    name: "councils/X/stories/s" contract: "councils/X/contracts/c"
    provider: "councils/X/providers/p" state: STATE_RECORDED
    story_date { year: 2025 month: 4 day: 3 } )",
                                                  rest)));
}

TEST(CountStoryTest, CountsWhileItsUseForMonitoringIsConsentedTo) {
  const auto cells = Told(R"(
    consents {
      uses: STORY_USE_COUNCIL_MONITORING
      expire_date { year: 2025 month: 5 day: 1 }
    }
    consents { uses: STORY_USE_PROVIDER })");
  ASSERT_TRUE(cells.has_value());
  EXPECT_THAT(*cells, EqualsProto(ParseText<CaseCells>(R"(
                name: "councils/X/stories/s" contract: "councils/X/contracts/c"
                dated { kind: DATED_STORY month: 24303 day: 45777 count: 1 }
                dated {
                  kind: DATED_STORY_SHOWN month: 24303 day: 45777 count: 1
                })")));
  EXPECT_FALSE(Told("consents { uses: STORY_USE_PROVIDER }").has_value());
  EXPECT_FALSE(Told("consents { uses: STORY_USE_COUNCIL_MONITORING "
                    "withdrawals { uses: STORY_USE_COUNCIL_MONITORING } }")
                   .has_value());
}

TEST(CountStoryTest, AProviderIsNotToldOfWhatItMayNotKnow) {
  const auto cells = Told("consents { uses: STORY_USE_COUNCIL_MONITORING }");
  ASSERT_TRUE(cells.has_value());
  ASSERT_EQ(cells->dated_size(), 1);
  EXPECT_EQ(cells->dated(0).kind(), v1::DatedCell::DATED_STORY);
  const auto own = Told(
      "author_provider: 'councils/X/providers/p' consents { "
      "uses: STORY_USE_COUNCIL_MONITORING }");
  ASSERT_TRUE(own.has_value());
  EXPECT_EQ(own->dated_size(), 2);
}

}  // namespace
}  // namespace tidemark::monitoring

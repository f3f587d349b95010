#include "services/monitoring/findings.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/monitoring/chart_fixture.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using outcomes::v1::PersonalOutcome;
using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using v1::Finding;
using v1::Recheck;

// It is 14 June 2026; the last month that is over is May, the 41st.
constexpr size_t kMonths = 41;

class FindingsTest : public ChartFixture {
 protected:
  // Months that differ by chance only, about 70% of 40.
  static std::vector<Met> Steady() {
    std::vector<Met> months;
    for (size_t i = 0; i < kMonths; ++i) {
      months.push_back({i % 3 == 0 ? 27 : (i % 3 == 1 ? 29 : 28), 40});
    }
    return months;
  }
  static std::vector<Met> SteadyThen(Met last) {
    std::vector<Met> months = Steady();
    months.back() = last;
    return months;
  }

  v1::ListFindingsResponse List() {
    store_.CatchUp();
    v1::ListFindingsRequest request;
    request.set_parent(kCouncil);
    request.set_page_size(1000);
    const auto response =
        findings_.ListFindings(rpc::Call::For(ada_, clock_, request), request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? *response : v1::ListFindingsResponse();
  }

  std::vector<Finding> OfKind(Finding::Kind kind) {
    std::vector<Finding> found;
    const v1::ListFindingsResponse all = List();
    for (const Finding& finding : all.findings()) {
      if (finding.kind() == kind) found.push_back(finding);
    }
    return found;
  }

  absl::StatusOr<v1::RecheckFindingsResponse> RecheckAll(
      const std::vector<Finding>& findings) {
    store_.CatchUp();
    v1::RecheckFindingsRequest request;
    request.set_parent(kCouncil);
    for (const Finding& finding : findings) {
      *request.add_findings() = finding;
    }
    return findings_.RecheckFindings(rpc::Call::For(ada_, clock_, request),
                                     request);
  }
  Recheck RecheckOne(const Finding& finding) {
    const auto response = RecheckAll({finding});
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->rechecks(0) : Recheck();
  }

  // Support under a contract since January 2025, at ten hours a week.
  void PutPackage(const std::string& contract, const std::string& person,
                  const std::string& more = "") {
    auto package = ParseText<Package>(absl::StrCat(R"(
      stage: STAGE_SUPPORT
      start_date { year: 2025 month: 1 day: 1 }
      levels { from_date { year: 2025 month: 1 day: 1 }
               weekly_minutes: 600 weekly_cost_pence: 20000 })",
                                                   more));
    package.set_name(absl::StrCat(kCouncil, "/packages/", person));
    package.set_person(absl::StrCat(kCouncil, "/people/", person));
    package.set_contract(Contract(contract));
    package.set_provider(Provider(contract));
    feeds_.Put(package);
  }
  void PutOutcome(const std::string& contract, const std::string& person) {
    PersonalOutcome outcome;
    outcome.set_name(
        absl::StrCat(kCouncil, "/people/", person, "/outcomes/walk"));
    outcome.set_contract(Contract(contract));
    outcome.set_status(PersonalOutcome::STATUS_ACTIVE);
    feeds_.Put(outcome);
  }
  void PutCheckBack(const std::string& package, const std::string& id,
                    CheckBack::Result result) {
    auto check_back = ParseText<CheckBack>(R"(
      step_date { year: 2026 month: 1 day: 5 }
      due_date { year: 2026 month: 4 day: 1 })");
    check_back.set_name(
        absl::StrCat(kCouncil, "/packages/", package, "/checkBacks/", id));
    check_back.set_result(result);
    if (result != CheckBack::RESULT_UNSPECIFIED) {
      *check_back.mutable_check_date() = check_back.due_date();
    }
    feeds_.Put(check_back);
  }

  // A baseline of the provider's chart from April 2026 on.
  void Rebase(const std::string& provider, oversight::v1::Baseline::State state,
              int month) {
    auto baseline = ParseText<oversight::v1::Baseline>(R"(
      metric: "outcomes-met" first_month { year: 2026 }
      reason: "A new team" author: "users/ada")");
    baseline.set_name(absl::StrCat(kCouncil, "/baselines/b"));
    baseline.set_subject(Provider(provider));
    baseline.mutable_first_month()->set_month(month);
    baseline.set_state(state);
    feeds_.Put(baseline);
  }

  Findings findings_{views_, clock_};
};

TEST_F(FindingsTest, WhatDiffersByChanceOnlyIsNoFinding) {
  PutContract("acorn", Steady());
  PutContract("beech", Steady());
  const auto found = List();
  EXPECT_THAT(found.findings(), IsEmpty());
  EXPECT_EQ(found.noise().providers_judged(), 2);
  EXPECT_LE(found.noise().expected_a_provider_year(), 1);
  EXPECT_EQ(found.as_of_size(), 4);
}

TEST_F(FindingsTest, TheLatestMonthFarBelowTheOthersIsASpecialCause) {
  PutContract("acorn", SteadyThen({4, 40}));
  const auto found = OfKind(Finding::KIND_SPECIAL_CAUSE);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].subject(), Provider("acorn"));
  EXPECT_EQ(found[0].metric(), "outcomes-met");
  EXPECT_EQ(found[0].side(), Finding::SIDE_LOW);
  EXPECT_EQ(found[0].meaning(), Finding::MEANING_CONCERN);
  EXPECT_EQ(found[0].sentence(),
            "Provider acorn: \"outcomes met\" was far lower than its own past "
            "explains in May 2026, 4 of 40 (10.0%).");
  ASSERT_EQ(found[0].evidence().measures_size(), 1);
  const auto& measure = found[0].evidence().measures(0);
  EXPECT_THAT(
      measure.from_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2026 month: 5 day: 1")));
  EXPECT_THAT(
      measure.to_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2026 month: 5 day: 31")));
  EXPECT_EQ(measure.figure().numerator(), 4);
  EXPECT_EQ(measure.figure().denominator(), 40);
  EXPECT_THAT(found[0].evidence().rule(), HasSubstr("outside the limits"));
}

TEST_F(FindingsTest, AnImprovementIsWorthLearningFrom) {
  PutContract("acorn", SteadyThen({40, 40}));
  const auto found = OfKind(Finding::KIND_SPECIAL_CAUSE);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].side(), Finding::SIDE_HIGH);
  EXPECT_EQ(found[0].meaning(), Finding::MEANING_IMPROVEMENT);
}

TEST_F(FindingsTest, AShiftHasItsSevenMonthsAsEvidence) {
  std::vector<Met> months = Steady();
  for (size_t i = kMonths - 7; i < kMonths; ++i) months[i] = {26, 40};
  PutContract("acorn", months);
  const auto found = OfKind(Finding::KIND_SPECIAL_CAUSE);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].evidence().measures_size(), 7);
  EXPECT_THAT(found[0].sentence(), HasSubstr("seven times in a row"));
}

TEST_F(FindingsTest, ASpecialCauseThatHasPassedIsNoFinding) {
  std::vector<Met> months = Steady();
  months[kMonths - 2] = {4, 40};
  PutContract("acorn", months);
  EXPECT_THAT(OfKind(Finding::KIND_SPECIAL_CAUSE), IsEmpty());
}

TEST_F(FindingsTest, TooFewCasesAreNoFinding) {
  std::vector<Met> months(kMonths, {3, 4});
  months.back() = {0, 4};
  PutContract("acorn", months);
  EXPECT_THAT(OfKind(Finding::KIND_SPECIAL_CAUSE), IsEmpty());
}

TEST_F(FindingsTest, WhereMonthsHaveTooFewCasesQuartersAreJudged) {
  std::vector<Met> months;
  for (size_t i = 0; i < kMonths; ++i) {
    months.push_back({i % 2 == 0 ? 2 : 3, 4});
  }
  // January to March 2026, the last quarter that is over.
  for (size_t i = 36; i < 39; ++i) months[i] = {0, 4};
  PutContract("acorn", months);
  const auto found = OfKind(Finding::KIND_SPECIAL_CAUSE);
  ASSERT_EQ(found.size(), 1);
  EXPECT_THAT(found[0].sentence(), HasSubstr("January 2026 to March 2026"));
  EXPECT_EQ(found[0].evidence().measures(0).figure().denominator(), 12);
}

TEST_F(FindingsTest, FewerThanTwelvePointsAreOnTrialAndRaiseNothing) {
  std::vector<Met> months(kMonths);
  for (size_t i = kMonths - 11; i < kMonths; ++i) months[i] = Steady()[i];
  months.back() = {4, 40};
  PutContract("acorn", months);
  EXPECT_THAT(OfKind(Finding::KIND_SPECIAL_CAUSE), IsEmpty());
}

TEST_F(FindingsTest, ABaselineBeginsTheLimitsAnewUntilItIsWithdrawn) {
  std::vector<Met> months = Steady();
  for (size_t i = kMonths - 7; i < kMonths; ++i) months[i] = {26, 40};
  PutContract("acorn", months);
  Rebase("acorn", oversight::v1::Baseline::STATE_STANDING, 4);
  EXPECT_THAT(OfKind(Finding::KIND_SPECIAL_CAUSE), IsEmpty());
  const auto series = Series(Ask<v1::GetSeriesRequest>(Provider("acorn"), 41));
  ASSERT_THAT(series, IsOk());
  ASSERT_EQ(series->phases_size(), 2);
  EXPECT_EQ(series->phases(1).reason(), "A new team");
  EXPECT_EQ(series->phases(1).author(), "users/ada");

  Rebase("acorn", oversight::v1::Baseline::STATE_WITHDRAWN, 4);
  EXPECT_EQ(OfKind(Finding::KIND_SPECIAL_CAUSE).size(), 1);
}

TEST_F(FindingsTest, OneProviderFarFromAllOthersIsAnOutlier) {
  for (const char* const id : {"acorn", "beech", "cedar", "doum", "elm"}) {
    PutContract(id, Steady());
  }
  PutContract("fir", std::vector<Met>(kMonths, {12, 40}));
  const auto found = OfKind(Finding::KIND_FUNNEL_OUTLIER);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].subject(), Provider("fir"));
  EXPECT_EQ(found[0].side(), Finding::SIDE_LOW);
  const auto& measure = found[0].evidence().measures(0);
  EXPECT_EQ(measure.figure().denominator(), 480);
  EXPECT_THAT(
      measure.from_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2025 month: 6 day: 1")));
  EXPECT_THAT(found[0].evidence().rule(), HasSubstr("99.8%"));
}

TEST_F(FindingsTest, ReturnsThatAreDueAndNotThereAreOneFindingAContract) {
  std::vector<Met> months = Steady();
  months[kMonths - 1] = {};
  months[kMonths - 3] = {};
  PutContract("acorn", months);
  const auto found = OfKind(Finding::KIND_MISSING_RETURN);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].subject(), Contract("acorn"));
  EXPECT_EQ(found[0].provider(), Provider("acorn"));
  ASSERT_EQ(found[0].evidence().periods_size(), 2);
  EXPECT_EQ(found[0].evidence().periods(0).id(), "2026-03");
  EXPECT_EQ(found[0].evidence().periods(1).days_late(), 13);
  EXPECT_THAT(found[0].sentence(), HasSubstr("2 returns due"));

  // Both arrive late: it has ended, and nothing was corrected.
  PutContract("acorn", Steady());
  auto late = ReturnOf(Contract("acorn"), MonthAt(kMonths - 3), {28, 40});
  *late.mutable_first_submit_date() = type::ToProto(type::Date(2026, 6, 13));
  feeds_.Put(late);
  EXPECT_THAT(OfKind(Finding::KIND_MISSING_RETURN), IsEmpty());
  const Recheck recheck = RecheckOne(found[0]);
  EXPECT_FALSE(recheck.corrected());
  EXPECT_THAT(recheck.sentence(), HasSubstr("submitted on 13 June 2026"));
}

TEST_F(FindingsTest, AReturnThatTurnsOutToHaveBeenInTimeIsACorrection) {
  std::vector<Met> months = Steady();
  months[kMonths - 1] = {};
  PutContract("acorn", months);
  const auto found = OfKind(Finding::KIND_MISSING_RETURN);
  ASSERT_EQ(found.size(), 1);
  PutContract("acorn", Steady());
  EXPECT_TRUE(RecheckOne(found[0]).corrected());
}

TEST_F(FindingsTest, OnTheDayThatItIsDueAReturnIsNotMissing) {
  std::vector<Met> months = Steady();
  months.back() = {};
  PutContract("acorn", months);
  clock_.Set(testing::FakeClock("2026-06-01T12:00:00Z").Now());
  EXPECT_THAT(OfKind(Finding::KIND_MISSING_RETURN), IsEmpty());
  clock_.Set(testing::FakeClock("2026-06-02T12:00:00Z").Now());
  EXPECT_EQ(OfKind(Finding::KIND_MISSING_RETURN).size(), 1);
}

TEST_F(FindingsTest, AContractWhoseFiguresAreOfLongAgoIsStale) {
  std::vector<Met> months = Steady();
  for (size_t i = kMonths - 7; i < kMonths; ++i) months[i] = {};
  PutContract("acorn", months);
  // One waits for the council.
  auto waits = ReturnOf(Contract("acorn"), MonthAt(kMonths - 6), {28, 40});
  waits.set_state(outcomes::v1::Return::STATE_SUBMITTED);
  feeds_.Put(waits);
  const auto found = OfKind(Finding::KIND_STALE_RETURNS);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].sentence(),
            "Home support of acorn: the latest accepted return is that of "
            "2025-10, which ended on 31 October 2025; of 7 returns due since, "
            "1 waits to be accepted.");
}

TEST_F(FindingsTest, PeopleWithSupportAndNoOutcomeAreSparseGoals) {
  PutContract("acorn", Steady());
  for (int i = 0; i < 10; ++i) {
    PutPackage("acorn", absl::StrCat("p", i));
    if (i < 9) PutOutcome("acorn", absl::StrCat("p", i));
  }
  EXPECT_THAT(OfKind(Finding::KIND_SPARSE_GOALS), IsEmpty());
  // Support that began last week may have no outcome yet.
  for (int i = 10; i < 20; ++i) {
    auto begun = ParseText<Package>(
        "start_date { year: 2026 month: 6 day: 8 } levels { from_date { year: "
        "2026 month: 6 day: 8 } weekly_minutes: 60 }");
    begun.set_name(absl::StrCat(kCouncil, "/packages/n", i));
    begun.set_person(absl::StrCat(kCouncil, "/people/n", i));
    begun.set_contract(Contract("acorn"));
    feeds_.Put(begun);
  }
  EXPECT_THAT(OfKind(Finding::KIND_SPARSE_GOALS), IsEmpty());
  PutPackage("acorn", "x1");
  PutPackage("acorn", "x2");
  const auto found = OfKind(Finding::KIND_SPARSE_GOALS);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].subject(), Contract("acorn"));
  EXPECT_EQ(found[0].evidence().measures(0).figure().numerator(), 3);
  EXPECT_EQ(found[0].evidence().measures(0).figure().denominator(), 12);
}

TEST_F(FindingsTest, VoicesThatDisagreeMoreOftenThanNotAreAFinding) {
  PutContract("acorn", Steady());
  auto differ = ReturnOf(Contract("acorn"), MonthAt(kMonths - 1), {28, 40});
  for (int i = 0; i < 10; ++i) {
    differ.mutable_entries(i)->mutable_provider_voice()->set_level(
        i < 6 ? 2 : differ.entries(i).person_voice().level());
  }
  feeds_.Put(differ);
  const auto found = OfKind(Finding::KIND_VOICES_DISAGREE);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].evidence().measures(0).figure().numerator(), 6);
  EXPECT_EQ(found[0].evidence().measures(0).figure().denominator(), 10);
  EXPECT_EQ(found[0].meaning(), Finding::MEANING_UNSPECIFIED);
}

TEST_F(FindingsTest, MoreSupportWithoutBetterOutcomesIsAFinding) {
  std::vector<Met> months(kMonths, {6, 12});
  PutContract("acorn", months);
  // The returns rate the outcomes of people p0, p1, p2, p3.
  const std::string more =
      "levels { from_date { year: 2026 month: 1 day: 1 } weekly_minutes: 720 "
      "weekly_cost_pence: 24000 }";
  for (int i = 0; i < 4; ++i) {
    PutPackage("acorn", absl::StrCat("p", i), more);
  }
  EXPECT_THAT(OfKind(Finding::KIND_GROWTH_WITHOUT_OUTCOMES), IsEmpty())
      << "four people are too few";
  PutPackage("acorn", "p4", more);
  const auto found = OfKind(Finding::KIND_GROWTH_WITHOUT_OUTCOMES);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].subject(), Provider("acorn"));
  EXPECT_EQ(found[0].evidence().measures_size(), 3);
  EXPECT_THAT(found[0].sentence(), HasSubstr("grew by 20.0%"));
  EXPECT_FALSE(RecheckOne(found[0]).corrected());

  // Nothing had grown after all.
  for (int i = 0; i < 5; ++i) PutPackage("acorn", absl::StrCat("p", i));
  EXPECT_THAT(OfKind(Finding::KIND_GROWTH_WITHOUT_OUTCOMES), IsEmpty());
  const Recheck recheck = RecheckOne(found[0]);
  EXPECT_TRUE(recheck.corrected());
  EXPECT_THAT(recheck.sentence(), HasSubstr("was 5 of 5 (100.0%) and is 0"));
}

TEST_F(FindingsTest, CheckBacksThatSlipAndThoseNobodyDidAreTwoFindings) {
  PutContract("acorn", Steady());
  PutPackage("acorn", "p0");
  for (int i = 0; i < 6; ++i) {
    PutCheckBack(
        "p0", absl::StrCat("c", i),
        i < 2 ? CheckBack::RESULT_SLIPPED : CheckBack::RESULT_SUSTAINED);
  }
  auto found = OfKind(Finding::KIND_CHECK_BACKS_SLIPPING);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].metric(), "check-backs-slipped");
  EXPECT_EQ(found[0].evidence().measures(0).figure().numerator(), 2);

  // One was recorded by mistake.
  PutCheckBack("p0", "c1", CheckBack::RESULT_SUSTAINED);
  EXPECT_THAT(OfKind(Finding::KIND_CHECK_BACKS_SLIPPING), IsEmpty());
  EXPECT_TRUE(RecheckOne(found[0]).corrected());

  for (int i = 6; i < 9; ++i) {
    PutCheckBack("p0", absl::StrCat("c", i), CheckBack::RESULT_UNSPECIFIED);
  }
  found = OfKind(Finding::KIND_CHECK_BACKS_SLIPPING);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].metric(), "check-backs-overdue");
}

TEST_F(FindingsTest, AFigureThatWasCorrectedSaysWhatItWasAndIs) {
  PutContract("acorn", SteadyThen({4, 40}));
  const auto found = OfKind(Finding::KIND_SPECIAL_CAUSE);
  ASSERT_EQ(found.size(), 1);
  EXPECT_FALSE(RecheckOne(found[0]).corrected());

  feeds_.Put(ReturnOf(Contract("acorn"), MonthAt(kMonths - 1), {28, 40}));
  const Recheck recheck = RecheckOne(found[0]);
  EXPECT_TRUE(recheck.corrected());
  EXPECT_EQ(recheck.sentence(),
            "\"Outcomes met\" for 1 May 2026 to 31 May 2026 was 4 of 40 "
            "(10.0%) and is 28 of 40 (70.0%).");
}

TEST_F(FindingsTest, NothingIsSaidOfAnotherCouncil) {
  Finding finding;
  finding.set_kind(Finding::KIND_SPECIAL_CAUSE);
  finding.set_metric("outcomes-met");
  for (const char* const subject :
       {"councils/E10000016/providers/1-1", "councils/E10000016/contracts/c",
        "councils/E10000012/people/p"}) {
    finding.set_subject(subject);
    EXPECT_THAT(RecheckAll({finding}),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST_F(FindingsTest, PagesHaveEveryFindingOnce) {
  for (const char* const id : {"acorn", "beech", "cedar"}) {
    PutContract(id, SteadyThen({}));
  }
  store_.CatchUp();
  std::vector<std::string> subjects;
  v1::ListFindingsRequest request;
  request.set_parent(kCouncil);
  request.set_page_size(2);
  do {
    const auto page =
        findings_.ListFindings(rpc::Call::For(ada_, clock_, request), request);
    ASSERT_THAT(page, IsOk());
    for (const Finding& finding : page->findings()) {
      subjects.push_back(finding.subject());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(subjects, ElementsAre(Contract("acorn"), Contract("beech"),
                                    Contract("cedar")));
}

}  // namespace
}  // namespace tidemark::monitoring

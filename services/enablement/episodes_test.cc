#include "services/enablement/episodes.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/store/table.h"
#include "common/testing/matchers.h"
#include "services/enablement/enablement_fixture.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using type::Date;
using v1::Episode;
using v1::Package;
using v1::WorkItem;

class EpisodesTest : public EnablementFixture {
 protected:
  void At(const std::string& time) {
    absl::Time parsed;
    std::string error;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, time, &parsed, &error));
    clock_.Set(parsed);
  }

  // Reablement from 1 April 2025 on.
  absl::StatusOr<Package> Reablement(const std::string& id,
                                     const std::string& contract = "home-p",
                                     const std::string& person = "ada") {
    v1::CreatePackageRequest request = NewRequest(id, contract, person);
    request.mutable_package()->set_episode_type("reablement-at-home");
    return Do(&Enablement::CreatePackage, request);
  }

  v1::ExtendPackageRequest Extension(Date end) {
    auto request = ParseText<v1::ExtendPackageRequest>(R"(
      name: "councils/E10000012/packages/a"
      extension {
        reason: "The stairs are not safe yet"
        charging: CHARGING_STAYS_FREE
        decided_by: "The funding panel"
        decision_date { year: 2025 month: 5 day: 9 }
      })");
    *request.mutable_extension()->mutable_end_date() = type::ToProto(end);
    return request;
  }

  absl::StatusOr<Episode> GetEpisode(const std::string& name) {
    v1::GetEpisodeRequest request;
    request.set_name(name);
    return Do(&Episodes::GetEpisode, request);
  }

  std::vector<std::string> Listed(const std::string& request) {
    auto list = ParseText<v1::ListEpisodesRequest>(request);
    list.set_parent(kCouncil);
    std::vector<std::string> ids;
    const auto response = Do(&Episodes::ListEpisodes, list);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return ids;
    for (const Episode& episode : response->episodes()) {
      EXPECT_THAT(episode.days(), IsEmpty());
      ids.emplace_back(IdOf(episode.package().name()));
    }
    return ids;
  }

  // "KIND resource due left" of each item.
  std::vector<std::string> Work(const std::string& request) {
    auto list = ParseText<v1::ListWorkRequest>(request);
    list.set_parent(kCouncil);
    std::vector<std::string> found;
    const auto response = Do(&Episodes::ListWork, list);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return found;
    for (const WorkItem& item : response->items()) {
      EXPECT_FALSE(item.text().empty());
      EXPECT_FALSE(item.person().empty());
      found.push_back(absl::StrCat(
          WorkItem::Kind_Name(item.kind()).substr(sizeof("KIND")), " ",
          item.resource().substr(sizeof(kCouncil) + sizeof("packages")), " ",
          type::FormatIsoDate(DayOf(item.due_date())), " ",
          item.working_days_left(), item.overdue() ? " overdue" : ""));
    }
    return found;
  }
};

TEST_F(EpisodesTest, ATypeGivesThePeriodAndTheFreeDays) {
  const auto created = Reablement("a");
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(DayOf(created->time_limit_date()), Date(2025, 5, 12));
  EXPECT_EQ(DayOf(created->specified_period_end()), Date(2025, 5, 12));
  EXPECT_EQ(DayOf(created->free_until()), Date(2025, 5, 12));
  v1::CreatePackageRequest request = NewRequest("b");
  request.mutable_package()->set_episode_type("rehab");
  EXPECT_THAT(FaultsIn(Do(&Enablement::CreatePackage, request).status()),
              ElementsAre("package.episode_type EPISODE_TYPE_UNKNOWN"));
  request.mutable_package()->set_episode_type("bridging");
  request.mutable_package()->set_stage(Package::STAGE_SUPPORT);
  EXPECT_THAT(FaultsIn(Do(&Enablement::CreatePackage, request).status()),
              ElementsAre("package.episode_type EPISODE_TYPE_STAGE"));
}

TEST_F(EpisodesTest, ATypeThatTheCouncilHasJustSetIsKnown) {
  owned_councils_[kCouncil].set_name(kCouncil);
  owned_councils_[kCouncil].set_etag("1");
  ASSERT_THAT(councils_.Get(kCouncil), IsOk());
  auto& type =
      *owned_councils_[kCouncil].mutable_enablement()->add_episode_types();
  type.set_id("discharge-to-assess");
  type.set_specified_period_days(10);
  v1::CreatePackageRequest request = NewRequest("a");
  request.mutable_package()->set_episode_type("discharge-to-assess");
  const auto created = Do(&Enablement::CreatePackage, request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(DayOf(created->time_limit_date()), Date(2025, 4, 10));
  // Other terms later leave it as it is.
  type.set_specified_period_days(5);
  ASSERT_THAT(councils_.Refresh(kCouncil), IsOk());
  v1::PackageRecord same;
  *same.mutable_package() = *created;
  EXPECT_EQ(Batch({same})->unchanged(), 1);
}

TEST_F(EpisodesTest, TermsAreTheDefaultsUnlessTheCouncilSaysOtherwise) {
  v1::GetEpisodeTermsRequest request;
  request.set_name(kCouncil);
  const auto terms = Do(&Episodes::GetEpisodeTerms, request);
  ASSERT_THAT(terms, IsOk());
  EXPECT_THAT(*terms, EqualsProto(ParseText<v1::EpisodeTerms>(R"(
    council: "councils/E10000012"
    episode_types {
      id: "reablement-at-home"
      title: "Reablement at home"
      specified_period_days: 42
    }
    episode_types {
      id: "home-to-assess"
      title: "Home to assess"
      specified_period_days: 28
      shortest_period_days: 14
    }
    episode_types {
      id: "bridging"
      title: "Bridging support"
      specified_period_days: 28
    }
    check_back_days: 14
    check_back_days: 42
    check_back_days: 84
    no_change_days: 14
    near_end_days: 7)")));
}

TEST_F(EpisodesTest, FreeDaysKeepTheRuleThatThePackageBeganWith) {
  contracts::v1::Council& council = owned_councils_[kCouncil];
  council.set_name(kCouncil);
  council.mutable_enablement()->set_free_days(
      contracts::v1::Council::Enablement::FREE_DAYS_STOP_IN_PAUSES);
  ASSERT_THAT(Reablement("a"), IsOk());
  council.set_etag("1");
  council.mutable_enablement()->clear_free_days();
  ASSERT_THAT(councils_.Refresh(kCouncil), IsOk());
  v1::PausePackageRequest pause;
  pause.set_name(kPackageA);
  *pause.mutable_start_date() = type::ToProto(Date(2025, 4, 10));
  pause.set_reason("In hospital");
  ASSERT_THAT(Do(&Enablement::PausePackage, pause), IsOk());
  v1::ResumePackageRequest resume;
  resume.set_name(kPackageA);
  *resume.mutable_resume_date() = type::ToProto(Date(2025, 4, 15));
  const auto resumed = Do(&Enablement::ResumePackage, resume);
  ASSERT_THAT(resumed, IsOk());
  EXPECT_EQ(DayOf(resumed->specified_period_end()), Date(2025, 5, 17));
  EXPECT_EQ(DayOf(resumed->free_until()), Date(2025, 5, 17));
}

TEST_F(EpisodesTest, AnExtensionIsRecordedWithItsReasonAndItsCharge) {
  ASSERT_THAT(Reablement("a"), IsOk());
  v1::ExtendPackageRequest request = Extension(Date(2025, 5, 26));
  const auto extended = Do(&Episodes::ExtendPackage, request);
  ASSERT_THAT(extended, IsOk());
  EXPECT_EQ(DayOf(extended->time_limit_date()), Date(2025, 5, 12));
  EXPECT_EQ(DayOf(extended->specified_period_end()), Date(2025, 5, 26));
  EXPECT_EQ(DayOf(extended->free_until()), Date(2025, 5, 26));
  EXPECT_THAT(extended->extensions(0), EqualsProto(request.extension()));
  // The same again writes nothing.
  const int64_t before = Sequence();
  EXPECT_THAT(Do(&Episodes::ExtendPackage, request), IsOk());
  EXPECT_EQ(Sequence(), before);
  // Two at once: the second has not seen the first.
  request = Extension(Date(2025, 6, 2));
  request.set_etag("1");
  EXPECT_THAT(Do(&Episodes::ExtendPackage, request),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_F(EpisodesTest, OnlyAnActivePackageWithAPeriodIsExtended) {
  ASSERT_THAT(Create("a"), IsOk());
  EXPECT_THAT(Do(&Episodes::ExtendPackage, Extension(Date(2025, 5, 26))),
              HasReason("NO_SPECIFIED_PERIOD"));
  v1::ExtendPackageRequest ahead = Extension(Date(2025, 12, 26));
  *ahead.mutable_extension()->mutable_decision_date() =
      type::ToProto(Date(2025, 9, 2));
  EXPECT_THAT(FaultsIn(Do(&Episodes::ExtendPackage, ahead).status()),
              ElementsAre("extension.decision_date DECISION_AHEAD"));
  ASSERT_THAT(Exit(kPackageA, Date(2025, 5, 1)), IsOk());
  EXPECT_THAT(Do(&Episodes::ExtendPackage, Extension(Date(2025, 5, 26))),
              HasReason("PACKAGE_STATE"));
}

TEST_F(EpisodesTest, GoalsAreSetAndReplaced) {
  ASSERT_THAT(Create("a"), IsOk());
  auto request = ParseText<v1::SetGoalsRequest>(R"(
    name: "councils/E10000012/packages/a"
    goals: "councils/E10000012/people/ada/outcomes/walk")");
  const auto set = Do(&Episodes::SetGoals, request);
  ASSERT_THAT(set, IsOk());
  EXPECT_THAT(set->goals(),
              ElementsAre("councils/E10000012/people/ada/outcomes/walk"));
  request.set_goals(0, "councils/E10000012/people/bob/outcomes/walk");
  EXPECT_THAT(FaultsIn(Do(&Episodes::SetGoals, request).status()),
              ElementsAre("goals[0] GOAL_OF_OTHER_PERSON"));
  ASSERT_THAT(Exit(kPackageA, Date(2025, 5, 1)), IsOk());
  request.clear_goals();
  EXPECT_THAT(Do(&Episodes::SetGoals, request), HasReason("PACKAGE_STATE"));
}

TEST_F(EpisodesTest, TheDayIsTheDayInEngland) {
  ASSERT_THAT(Reablement("a"), IsOk());
  At("2025-05-12T22:59:59Z");
  auto episode = GetEpisode(kPackageA);
  ASSERT_THAT(episode, IsOk());
  EXPECT_EQ(episode->period_day(), 42);
  EXPECT_EQ(episode->period_days(), 42);
  EXPECT_EQ(episode->figures().free_days_used(), 42);
  EXPECT_EQ(episode->figures().free_days(), 42);
  // Summer time: it is past midnight.
  At("2025-05-12T23:00:00Z");
  episode = GetEpisode(kPackageA);
  EXPECT_EQ(DayOf(episode->as_of_date()), Date(2025, 5, 13));
  EXPECT_EQ(episode->period_day(), 43);
  EXPECT_EQ(episode->figures().free_days_used(), 42);
  At("2025-04-01T00:00:00Z");
  EXPECT_EQ(GetEpisode(kPackageA)->period_day(), 1);
  EXPECT_EQ(GetEpisode(kPackageA)->figures().free_days_used(), 1);
  At("2025-03-31T22:00:00Z");
  EXPECT_EQ(GetEpisode(kPackageA)->period_day(), 0);
  EXPECT_EQ(GetEpisode(kPackageA)->status(), Episode::STATUS_NOT_STARTED);
}

// "date standing planned/actual: events" of each day.
std::vector<std::string> Lines(const Episode& episode) {
  std::vector<std::string> lines;
  for (const v1::EpisodeDay& day : episode.days()) {
    std::string line = absl::StrCat(
        type::FormatIsoDate(DayOf(day.date())), " ",
        day.has_planned() ? absl::StrCat(day.planned().weekly_minutes()) : "-",
        "/",
        day.has_actual() ? absl::StrCat(day.actual().weekly_minutes()) : "-");
    for (const auto& event : day.events()) {
      absl::StrAppend(&line, " ",
                      v1::EpisodeDay::Event::Kind_Name(event.kind())
                          .substr(sizeof("KIND")));
    }
    lines.push_back(line);
  }
  return lines;
}

TEST_F(EpisodesTest, PlanAndActualStandSideBySideOverTime) {
  At("2025-05-20T09:00:00Z");
  ASSERT_THAT(Reablement("a"), IsOk());
  auto plan = ParseText<v1::PlanStepDownRequest>(R"(
    name: "councils/E10000012/packages/a"
    plan { from_date { year: 2025 month: 4 day: 14 } weekly_minutes: 600 }
    plan { from_date { year: 2025 month: 5 day: 1 } weekly_minutes: 300
           visits_per_week: 5 people_per_visit: 1
           instead: "A pill dispenser" replacements: REPLACEMENT_TECHNOLOGY })");
  ASSERT_THAT(Do(&Enablement::PlanStepDown, plan), IsOk());
  v1::PausePackageRequest pause;
  pause.set_name(kPackageA);
  *pause.mutable_start_date() = type::ToProto(Date(2025, 4, 20));
  pause.set_reason("In hospital");
  ASSERT_THAT(Do(&Enablement::PausePackage, pause), IsOk());
  v1::ResumePackageRequest resume;
  resume.set_name(kPackageA);
  *resume.mutable_resume_date() = type::ToProto(Date(2025, 4, 24));
  ASSERT_THAT(Do(&Enablement::ResumePackage, resume), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 4, 28), 540), IsOk());
  ASSERT_THAT(Record("2025-04-28-d14", Date(2025, 5, 13)), IsOk());
  const auto episode = GetEpisode(kPackageA);
  ASSERT_THAT(episode, IsOk());
  EXPECT_THAT(
      Lines(*episode),
      ElementsAre(
          "2025-04-01 -/840 START", "2025-04-14 600/840 PLANNED_STEP",
          "2025-04-20 600/- PAUSED", "2025-04-24 600/840 RESUMED",
          "2025-04-28 600/540 STEP_DOWN", "2025-05-01 300/540 PLANNED_STEP",
          "2025-05-12 300/540 LAST_FREE_DAY", "2025-05-13 300/540 CHECKED_BACK",
          "2025-05-16 300/540 LAST_SPECIFIED_DAY",
          "2025-06-09 300/540 CHECK_BACK_DUE",
          "2025-07-21 300/540 CHECK_BACK_DUE"));
  EXPECT_EQ(episode->planned().instead(), "A pill dispenser");
  EXPECT_EQ(episode->planned().visits_per_week(), 5);
  EXPECT_THAT(episode->planned().replacements(),
              ElementsAre(v1::REPLACEMENT_TECHNOLOGY));
  EXPECT_EQ(episode->episode_type_title(), "Reablement at home");
  EXPECT_THAT(episode->check_backs(), SizeIs(3));
  // 14 to 19 and 24 to 27 April: 240 above; 28 to 30: 60 below; 1 to 20 May.
  EXPECT_THAT(episode->figures(), EqualsProto(ParseText<v1::EpisodeFigures>(R"(
                days_of_support: 46
                days_paused: 4
                free_days_used: 42
                free_days: 42
                planned_days: 33
                deviation_minutes: 7020)")));
}

TEST_F(EpisodesTest, SomebodyWhoComesBackBringsTheirHistory) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Exit(kPackageA, Date(2025, 4, 30)), IsOk());
  const auto follow = [&](const std::string& id, const std::string& contract,
                          const std::string& before, Date start) {
    v1::CreatePackageRequest request = NewRequest(id, contract);
    request.mutable_package()->set_continues(
        NameIn(kCouncil, "packages", before));
    *request.mutable_package()->mutable_start_date() = type::ToProto(start);
    *request.mutable_package()->mutable_levels(0)->mutable_from_date() =
        type::ToProto(start);
    return Do(&Enablement::CreatePackage, request);
  };
  ASSERT_THAT(follow("b", "home-q", "a", Date(2025, 6, 1)), IsOk());
  ASSERT_THAT(Exit(NameIn(kCouncil, "packages", "b"), Date(2025, 6, 30),
                   Package::SEQUEL_LONG_TERM_COMMUNITY),
              IsOk());
  ASSERT_THAT(follow("c", "home-p", "b", Date(2025, 7, 1)), IsOk());
  const std::string c = NameIn(kCouncil, "packages", "c");
  const auto episode = GetEpisode(c);
  ASSERT_THAT(episode, IsOk());
  ASSERT_THAT(episode->earlier(), SizeIs(2));
  EXPECT_THAT(episode->earlier(0), EqualsProto(ParseText<v1::EarlierEpisode>(R"(
                package: "councils/E10000012/packages/b"
                stage: STAGE_ENABLE
                start_date { year: 2025 month: 6 day: 1 }
                end_date { year: 2025 month: 6 day: 30 }
                sequel: SEQUEL_LONG_TERM_COMMUNITY
                first_weekly_minutes: 840
                last_weekly_minutes: 840)")));
  EXPECT_EQ(episode->earlier(1).package(), kPackageA);
  // The provider of the first and the third learns nothing of the second.
  v1::GetEpisodeRequest request;
  request.set_name(c);
  const auto own = Do(&Episodes::GetEpisode, request,
                      {.subject = "users/p",
                       .role = api::v1::ROLE_PROVIDER,
                       .council = kCouncil,
                       .provider = kProviderP});
  ASSERT_THAT(own, IsOk());
  ASSERT_THAT(own->earlier(), SizeIs(1));
  EXPECT_EQ(own->earlier(0).package(), kPackageA);
}

TEST_F(EpisodesTest, EpisodesAreListedByHowTheyGo) {
  At("2025-04-10T09:00:00Z");
  EXPECT_THAT(Listed(""), IsEmpty());
  ASSERT_THAT(Reablement("a"), IsOk());
  ASSERT_THAT(Reablement("b", "home-q", "bob"), IsOk());
  v1::CreatePackageRequest support = NewRequest("s", "home-p", "cy");
  support.mutable_package()->set_stage(Package::STAGE_SUPPORT);
  ASSERT_THAT(Do(&Enablement::CreatePackage, support), IsOk());
  EXPECT_THAT(Listed(""), ElementsAre("a", "b"));
  // Long-term support with a plan is followed too.
  auto plan = ParseText<v1::PlanStepDownRequest>(R"(
    name: "councils/E10000012/packages/s"
    plan { from_date { year: 2025 month: 4 day: 9 } weekly_minutes: 600 })");
  ASSERT_THAT(Do(&Enablement::PlanStepDown, plan), IsOk());
  EXPECT_THAT(Listed(""), ElementsAre("a", "b", "s"));
  EXPECT_THAT(Listed("status: STATUS_ON_TRACK"), ElementsAre("a", "b"));
  EXPECT_THAT(Listed("status: STATUS_OFF_TRACK"), ElementsAre("s"));
  EXPECT_THAT(Listed("warning: CODE_OVER_PLAN"), ElementsAre("s"));
  EXPECT_THAT(Listed("warning: CODE_PAST_SPECIFIED_PERIOD"), IsEmpty());
  EXPECT_THAT(Listed(R"(provider: "councils/E10000012/providers/q")"),
              ElementsAre("b"));
  ASSERT_THAT(Exit(kPackageA, Date(2025, 4, 9)), IsOk());
  EXPECT_THAT(Listed(""), ElementsAre("b", "s"));
  EXPECT_THAT(Listed("status: STATUS_ENDED"), ElementsAre("a"));
}

TEST_F(EpisodesTest, EpisodesComeInPages) {
  At("2025-04-10T09:00:00Z");
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    ASSERT_THAT(Reablement(id), IsOk());
  }
  v1::ListEpisodesRequest request;
  request.set_parent(kCouncil);
  request.set_page_size(2);
  std::vector<int> sizes;
  do {
    const auto page = Do(&Episodes::ListEpisodes, request);
    ASSERT_THAT(page, IsOk());
    sizes.push_back(page->episodes_size());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(sizes, ElementsAre(2, 2, 1));
}

TEST_F(EpisodesTest, WorkIsListedByTheDayByWhichItIsToBeDone) {
  At("2025-04-25T09:00:00Z");
  ASSERT_THAT(Reablement("a"), IsOk());
  ASSERT_THAT(Reablement("b", "home-q", "bob"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 4, 11), 420), IsOk());
  // b has been the same since 1 April. The check-back of a is due today.
  EXPECT_THAT(Work(""),
              ElementsAre("OFF_TRACK b 2025-04-15 -6 overdue",
                          "CHECK_BACK a/checkBacks/2025-04-11-d14 2025-04-25 0",
                          "OFF_TRACK a 2025-04-25 0"));
  EXPECT_THAT(Work("kind: KIND_CHECK_BACK"), SizeIs(1));
  EXPECT_THAT(Work("kind: KIND_DECISION"), IsEmpty());
  EXPECT_THAT(Work("overdue_only: true"),
              ElementsAre("OFF_TRACK b 2025-04-15 -6 overdue"));
  EXPECT_THAT(Work(R"(provider: "councils/E10000012/providers/q")"), SizeIs(1));
  EXPECT_THAT(Work("kind: KIND_CHECK_BACK days_ahead: 60"), SizeIs(2));
  EXPECT_THAT(Work(R"(kind: KIND_CHECK_BACK
              provider: "councils/E10000012/providers/q")"),
              IsEmpty());
  ASSERT_THAT(Record("2025-04-11-d14", Date(2025, 4, 25)), IsOk());
  EXPECT_THAT(Work("kind: KIND_CHECK_BACK"), IsEmpty());
}

TEST_F(EpisodesTest, ClientLevelDataIsNobodysWork) {
  At("2024-06-03T09:00:00Z");
  v1::PackageRecord record = FromClientLevelData("a");
  record.clear_end_date();
  record.clear_end_reason();
  ASSERT_THAT(Batch({record}), IsOk());
  EXPECT_THAT(Listed(""), IsEmpty());
  EXPECT_THAT(Work(""), IsEmpty());
  ASSERT_THAT(Batch({FromClientLevelData("a")}), IsOk());
  EXPECT_THAT(Listed("status: STATUS_ENDED"), IsEmpty());
}

TEST_F(EpisodesTest, DecisionsThatWaitAreWork) {
  ASSERT_THAT(Create("a"), IsOk());
  v1::Proposal proposal = ParseText<v1::Proposal>(R"(
    name: "councils/E10000012/packages/a/proposals/less"
    kind: PROPOSAL_KIND_LOWER_LEVEL
    state: PROPOSAL_STATE_PROPOSED
    provider: "councils/E10000012/providers/p"
    decide_by { year: 2025 month: 8 day: 28 })");
  ASSERT_THAT(db_->Write({},
                         [&](store::Transaction& txn) {
                           return kProposals.Insert(txn, proposal).status();
                         }),
              IsOk());
  EXPECT_THAT(Work("kind: KIND_DECISION"),
              ElementsAre("DECISION a/proposals/less 2025-08-28 -2 overdue"));
  EXPECT_THAT(Work(R"(kind: KIND_DECISION
                      provider: "councils/E10000012/providers/p")"),
              SizeIs(1));
  EXPECT_THAT(Work(R"(kind: KIND_DECISION
                      provider: "councils/E10000012/providers/q")"),
              IsEmpty());
}

TEST_F(EpisodesTest, WorkComesInPagesWithoutGapsOrRepeats) {
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    ASSERT_THAT(Reablement(id), IsOk());
  }
  v1::ListWorkRequest request;
  request.set_parent(kCouncil);
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page = Do(&Episodes::ListWork, request);
    ASSERT_THAT(page, IsOk());
    EXPECT_LE(page->items_size(), 2);
    for (const WorkItem& item : page->items()) {
      names.emplace_back(IdOf(item.resource()));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("a", "b", "c", "d", "e"));
}

}  // namespace
}  // namespace tidemark::enablement

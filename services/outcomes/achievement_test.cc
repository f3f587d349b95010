#include "services/outcomes/achievement.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace tidemark::outcomes {
namespace {

using v1::ReturnAchievement;
using v1::ReturnEntry;
using v1::Voice;
using Entries = google::protobuf::RepeatedPtrField<ReturnEntry>;

ReturnEntry EntryOf(absl::string_view person, int outcome) {
  ReturnEntry entry;
  entry.set_outcome(
      absl::StrCat("councils/E1/people/", person, "/outcomes/o", outcome));
  return entry;
}

// The achievement of one person with outcomes at `levels`, all begun at -2.
ReturnAchievement::Achieved AchievedAt(const std::vector<int>& levels) {
  Entries entries;
  for (size_t i = 0; i < levels.size(); ++i) {
    ReturnEntry& entry = *entries.Add();
    entry = EntryOf("p", static_cast<int>(i));
    entry.mutable_person_voice()->set_level(levels[i]);
  }
  const ReturnAchievement result =
      RollUp("r", entries, [](absl::string_view) { return -2; });
  return result.people_size() == 0 ? ReturnAchievement::ACHIEVED_UNSPECIFIED
                                   : result.people(0).achieved();
}

TEST(AchievementTest, AWordStandsForALevelThatDependsOnTheStart) {
  const auto level = [](Voice::Achievement word, int baseline) {
    return LevelOf(*FindWord(word), baseline);
  };
  for (const int baseline : {-2, -1}) {
    EXPECT_EQ(level(Voice::ACHIEVEMENT_ACHIEVED, baseline), 0);
    EXPECT_EQ(level(Voice::ACHIEVEMENT_PARTLY, baseline), -1);
    EXPECT_EQ(level(Voice::ACHIEVEMENT_NO_CHANGE, baseline), baseline);
    EXPECT_EQ(level(Voice::ACHIEVEMENT_WORSE, baseline), -2);
  }
  EXPECT_EQ(level(Voice::ACHIEVEMENT_NO_CHANGE, 0), -1);
  EXPECT_EQ(FindWord(Voice::ACHIEVEMENT_UNSPECIFIED), nullptr);
}

TEST(AchievementTest, LevelsAreFilledInOnlyWhereThereIsAWordAndNoLevel) {
  Entries entries;
  *entries.Add() = EntryOf("p", 0);
  entries[0].mutable_person_voice()->set_achievement(
      Voice::ACHIEVEMENT_NO_CHANGE);
  entries[0].mutable_provider_voice()->set_level(1);
  *entries.Add() = EntryOf("p", 1);
  FillLevels([](absl::string_view) { return -2; }, entries);
  EXPECT_EQ(entries[0].person_voice().level(), -2);
  EXPECT_EQ(entries[0].provider_voice().level(), 1);
  EXPECT_FALSE(entries[1].has_person_voice());
}

TEST(AchievementTest, ALevelAboveTheStartAndBelowTheExpectedIsPartiallyMet) {
  Voice voice;
  voice.set_level(-1);
  EXPECT_EQ(MetBy(voice, -2), Met::kPartially);
  EXPECT_EQ(MetBy(voice, -1), Met::kNo);
  voice.set_level(0);
  EXPECT_EQ(MetBy(voice, -1), Met::kFully);
  // The word says more than its level.
  voice.set_level(-1);
  voice.set_achievement(Voice::ACHIEVEMENT_PARTLY);
  EXPECT_EQ(MetBy(voice, -1), Met::kPartially);
}

TEST(AchievementTest, APersonIsRolledUpByTheNationalRule) {
  EXPECT_EQ(AchievedAt({}), ReturnAchievement::ACHIEVED_UNSPECIFIED);
  EXPECT_EQ(AchievedAt({0, 1, 2}), ReturnAchievement::ACHIEVED_FULLY_MET);
  EXPECT_EQ(AchievedAt({0, -2}), ReturnAchievement::ACHIEVED_PARTIALLY_MET);
  EXPECT_EQ(AchievedAt({-1, -1}), ReturnAchievement::ACHIEVED_PARTIALLY_MET);
  EXPECT_EQ(AchievedAt({-2, -2}), ReturnAchievement::ACHIEVED_NOT_MET);
}

TEST(AchievementTest, BetterLevelsNeverMakeAPersonsAchievementWorse) {
  // The lower the better here: Fully 1, Partially 2, Not 3.
  for (int a = -2; a <= 2; ++a) {
    for (int b = -2; b <= 2; ++b) {
      EXPECT_EQ(AchievedAt({a, b}), AchievedAt({b, a}));
      if (a == 2) continue;
      EXPECT_LE(AchievedAt({a + 1, b}), AchievedAt({a, b}));
    }
  }
}

TEST(AchievementTest, ThePersonDecidesThenThePractitionerThenTheProvider) {
  ReturnEntry entry = EntryOf("p", 0);
  EXPECT_EQ(DecidingVoice(entry), nullptr);
  entry.mutable_provider_voice()->set_level(2);
  EXPECT_EQ(DecidingVoice(entry), &entry.provider_voice());
  entry.mutable_practitioner_voice()->set_level(1);
  EXPECT_EQ(DecidingVoice(entry), &entry.practitioner_voice());
  entry.mutable_person_voice()->set_not_obtained(Voice::NOT_OBTAINED_DECLINED);
  EXPECT_EQ(DecidingVoice(entry), &entry.practitioner_voice());
  entry.mutable_person_voice()->set_level(-1);
  EXPECT_EQ(DecidingVoice(entry), &entry.person_voice());
  entry.set_not_worked_on(true);
  EXPECT_EQ(DecidingVoice(entry), nullptr);
}

TEST(AchievementTest, APersonWhomNobodyRatedIsNotReportableAndNotUnmet) {
  Entries entries;
  *entries.Add() = EntryOf("a", 0);
  entries[0].set_not_worked_on(true);
  *entries.Add() = EntryOf("b", 0);
  entries[1].mutable_person_voice()->set_level(0);
  const ReturnAchievement result =
      RollUp("r", entries, [](absl::string_view) { return -1; });
  ASSERT_EQ(result.people_size(), 2);
  EXPECT_EQ(result.people(0).left_out(), 1);
  EXPECT_EQ(result.not_reportable(), 1);
  EXPECT_EQ(result.fully_met(), 1);
  EXPECT_EQ(result.not_met(), 0);
}

}  // namespace
}  // namespace tidemark::outcomes

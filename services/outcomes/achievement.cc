#include "services/outcomes/achievement.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "common/proto/names.h"

namespace tidemark::outcomes {
namespace {

using v1::ReturnAchievement;
using v1::ReturnEntry;
using v1::Voice;
using Entries = google::protobuf::RepeatedPtrField<ReturnEntry>;
using Person = ReturnAchievement::PersonAchievement;

constexpr AchievementWord kWords[] = {
    {Voice::ACHIEVEMENT_ACHIEVED, false, 0, Met::kFully},
    {Voice::ACHIEVEMENT_PARTLY, false, -1, Met::kPartially},
    {Voice::ACHIEVEMENT_NO_CHANGE, true, -1, Met::kNo},
    {Voice::ACHIEVEMENT_WORSE, false, -2, Met::kNo},
};

void FillLevel(int32_t baseline_level, Voice& voice) {
  if (voice.has_level()) return;
  if (const AchievementWord* word = FindWord(voice.achievement())) {
    voice.set_level(LevelOf(*word, baseline_level));
  }
}

ReturnAchievement::Achieved AchievedBy(const Person& person) {
  if (person.met() + person.partially_met() + person.not_met() == 0) {
    return ReturnAchievement::ACHIEVED_UNSPECIFIED;
  }
  if (person.partially_met() + person.not_met() == 0) {
    return ReturnAchievement::ACHIEVED_FULLY_MET;
  }
  return person.met() + person.partially_met() > 0
             ? ReturnAchievement::ACHIEVED_PARTIALLY_MET
             : ReturnAchievement::ACHIEVED_NOT_MET;
}

}  // namespace

const AchievementWord* FindWord(Voice::Achievement achievement) {
  const auto* const found = std::find_if(
      std::begin(kWords), std::end(kWords), [&](const AchievementWord& word) {
        return word.achievement == achievement;
      });
  return found == std::end(kWords) ? nullptr : found;
}

int32_t LevelOf(const AchievementWord& word, int32_t baseline_level) {
  return word.is_start && baseline_level < 0 ? baseline_level : word.level;
}

void FillLevels(
    absl::FunctionRef<int32_t(absl::string_view outcome)> baseline_of,
    Entries& entries) {
  for (ReturnEntry& entry : entries) {
    const bool person = entry.person_voice().achievement() != 0;
    const bool provider = entry.provider_voice().achievement() != 0;
    if (!person && !provider) continue;
    const int32_t baseline = baseline_of(entry.outcome());
    if (person) FillLevel(baseline, *entry.mutable_person_voice());
    if (provider) FillLevel(baseline, *entry.mutable_provider_voice());
  }
}

const Voice* DecidingVoice(const ReturnEntry& entry) {
  if (entry.not_worked_on()) return nullptr;
  for (const Voice* voice : {&entry.person_voice(), &entry.practitioner_voice(),
                             &entry.provider_voice()}) {
    if (voice->has_level()) return voice;
  }
  return nullptr;
}

Met MetBy(const Voice& voice, int32_t baseline_level) {
  if (const AchievementWord* word = FindWord(voice.achievement())) {
    return word->met;
  }
  if (voice.level() >= 0) return Met::kFully;
  return voice.level() > baseline_level ? Met::kPartially : Met::kNo;
}

ReturnAchievement RollUp(
    absl::string_view name, const Entries& entries,
    absl::FunctionRef<int32_t(absl::string_view outcome)> baseline_of) {
  std::map<std::string, Person> people;
  for (const ReturnEntry& entry : entries) {
    const absl::string_view owner =
        AncestorOf(entry.outcome(), "councils/*/people/*");
    Person& person = people[std::string(owner)];
    const Voice* const voice = DecidingVoice(entry);
    if (voice == nullptr) {
      person.set_left_out(person.left_out() + 1);
      continue;
    }
    switch (MetBy(*voice, baseline_of(entry.outcome()))) {
      case Met::kFully:
        person.set_met(person.met() + 1);
        break;
      case Met::kPartially:
        person.set_partially_met(person.partially_met() + 1);
        break;
      case Met::kNo:
        person.set_not_met(person.not_met() + 1);
        break;
    }
  }
  ReturnAchievement achievement;
  achievement.set_name(std::string(name));
  for (auto& [owner, person] : people) {
    person.set_person(owner);
    person.set_achieved(AchievedBy(person));
    switch (person.achieved()) {
      case ReturnAchievement::ACHIEVED_FULLY_MET:
        achievement.set_fully_met(achievement.fully_met() + 1);
        break;
      case ReturnAchievement::ACHIEVED_PARTIALLY_MET:
        achievement.set_partially_met(achievement.partially_met() + 1);
        break;
      case ReturnAchievement::ACHIEVED_NOT_MET:
        achievement.set_not_met(achievement.not_met() + 1);
        break;
      default:
        achievement.set_not_reportable(achievement.not_reportable() + 1);
    }
    *achievement.add_people() = std::move(person);
  }
  return achievement;
}

}  // namespace tidemark::outcomes

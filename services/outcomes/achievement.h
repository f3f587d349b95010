// How far outcomes are met: the lighter words and the levels that they stand
// for, and the roll-up from outcomes to a person. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_OUTCOMES_ACHIEVEMENT_H_
#define TIDEMARK_SERVICES_OUTCOMES_ACHIEVEMENT_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

// How far one outcome is met.
enum class Met { kNo, kPartially, kFully };

// One of the lighter words. They follow the verbal form of goal attainment
// scaling (GAS-light): achieved is the expected level 0; partly lies between
// the start and it, in whole levels -1; no change is the level at the start;
// worse is -2.
struct AchievementWord {
  v1::Voice::Achievement achievement;
  // The level that it stands for; unset for `no change`, which stands for the
  // level at the start.
  bool is_start;
  int32_t level;
  // What it counts as.
  Met met;
};

// What is known of `achievement`; null if it is not one of the words.
const AchievementWord* FindWord(v1::Voice::Achievement achievement);

// The level that the word stands for, of an outcome that began at
// `baseline_level`. A start of 0 or above, which the words do not foresee, is
// taken as -1.
int32_t LevelOf(const AchievementWord& word, int32_t baseline_level);

// Fills in the levels of voices that have a word and no level. `baseline_of`
// says the level at which an outcome began.
void FillLevels(
    absl::FunctionRef<int32_t(absl::string_view outcome)> baseline_of,
    google::protobuf::RepeatedPtrField<v1::ReturnEntry>& entries);

// The view that decides: the person's, else the practitioner's, else the
// provider's; null if nobody rated the outcome, or it was not worked on.
const v1::Voice* DecidingVoice(const v1::ReturnEntry& entry);

// How far `voice`, which has a level, says that an outcome is met that began at
// `baseline_level`: fully from level 0 on, partially above the start, else not;
// with a word, as the word says.
Met MetBy(const v1::Voice& voice, int32_t baseline_level);

// Rolls entries up to one line a person, by the rule that
// `ReturnAchievement` states.
v1::ReturnAchievement RollUp(
    absl::string_view name,
    const google::protobuf::RepeatedPtrField<v1::ReturnEntry>& entries,
    absl::FunctionRef<int32_t(absl::string_view outcome)> baseline_of);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_ACHIEVEMENT_H_

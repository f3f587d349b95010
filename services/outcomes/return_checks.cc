#include "services/outcomes/return_checks.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/outcomes/achievement.h"

namespace tidemark::outcomes {
namespace {

using v1::ReturnEntry;
using v1::Voice;

// How complete an entry must be.
enum class Stage { kDraft, kSubmission };

// The faults of one voice or entry, at its path, which is made only if there is
// a fault: most entries have none.
class EntryFaults {
 public:
  EntryFaults(absl::string_view prefix, int index, Faults& faults)
      : prefix_(prefix), index_(index), faults_(faults) {}

  void Add(absl::string_view field, absl::string_view code,
           absl::string_view message) const {
    faults_.Add(
        {.field = absl::StrCat(prefix_, "entries[", index_, "].", field),
         .code = std::string(code),
         .message = std::string(message)});
  }

 private:
  const absl::string_view prefix_;
  const int index_;
  Faults& faults_;
};

bool LevelInRange(const Voice& voice) {
  return !voice.has_level() || (voice.level() >= -2 && voice.level() <= 2);
}

void CheckLevelRange(const Voice& voice, absl::string_view field,
                     const EntryFaults& faults) {
  if (LevelInRange(voice)) return;
  faults.Add(field, "LEVEL_RANGE",
             absl::StrCat("must be -2 to 2; is ", voice.level()));
}

void CheckPersonVoice(const ReturnEntry& entry, Stage stage,
                      const EntryFaults& faults) {
  const Voice& voice = entry.person_voice();
  CheckLevelRange(voice, "person_voice.level", faults);
  const bool reason = voice.not_obtained() != Voice::NOT_OBTAINED_UNSPECIFIED;
  const bool source = voice.source() != Voice::SOURCE_UNSPECIFIED;
  if (voice.has_level() && reason) {
    faults.Add("person_voice.not_obtained", "LEVEL_AND_NOT_OBTAINED",
               "must not be set beside a level; remove one of the two");
  }
  if (source && reason && !voice.has_level()) {
    faults.Add("person_voice.source", "SOURCE_WITHOUT_LEVEL",
               "says how a view was obtained, and not_obtained that none was; "
               "remove one of the two");
  }
  if (stage == Stage::kDraft || entry.not_worked_on()) return;
  if (!voice.has_level() && !reason) {
    faults.Add("person_voice.level", "LEVEL_MISSING",
               "give the person's own level, or say in not_obtained why there "
               "is none");
  }
  if (voice.has_level() && !source) {
    faults.Add("person_voice.source", "SOURCE_MISSING",
               "say how the person's level was obtained");
  }
}

void CheckProviderVoice(const ReturnEntry& entry, Stage stage,
                        const EntryFaults& faults) {
  const Voice& voice = entry.provider_voice();
  CheckLevelRange(voice, "provider_voice.level", faults);
  if (voice.not_obtained() != Voice::NOT_OBTAINED_UNSPECIFIED) {
    faults.Add("provider_voice.not_obtained", "NOT_OBTAINED_NOT_ALLOWED",
               "is for the person's voice only; remove it");
  }
  if (stage == Stage::kSubmission && !entry.not_worked_on() &&
      !voice.has_level()) {
    faults.Add("provider_voice.level", "LEVEL_MISSING",
               "give the provider's level, or set not_worked_on if the outcome "
               "could not be worked on in the period");
  }
}

void CheckNotWorkedOn(const ReturnEntry& entry, const EntryFaults& faults) {
  if (!entry.not_worked_on()) return;
  for (const auto& [voice, field] :
       {std::pair(&entry.person_voice(), "person_voice.level"),
        std::pair(&entry.provider_voice(), "provider_voice.level")}) {
    if (!voice->has_level()) continue;
    faults.Add(field, "LEVEL_NOT_WORKED_ON",
               "must not be set for an outcome that was not worked on; remove "
               "the level or not_worked_on");
  }
}

// A word stands for one level; that of an outcome which is not in the roster
// any more is taken as it is.
void CheckWords(const ReturnEntry& entry, const OutcomeFacts* outcome,
                const EntryFaults& faults) {
  if (outcome == nullptr) return;
  for (const auto& [voice, field] :
       {std::pair(&entry.person_voice(), "person_voice.achievement"),
        std::pair(&entry.provider_voice(), "provider_voice.achievement")}) {
    const AchievementWord* const word = FindWord(voice->achievement());
    if (word == nullptr || !voice->has_level()) continue;
    const int32_t level = LevelOf(*word, outcome->baseline_level);
    if (voice->level() == level) continue;
    faults.Add(field, "LEVEL_AND_WORD",
               absl::StrCat("stands for level ", level, ", not for ",
                            voice->level(), "; remove one of the two"));
  }
}

// The outcomes that the stored return has entries for.
absl::flat_hash_set<absl::string_view> OutcomesOf(const v1::Return* stored) {
  absl::flat_hash_set<absl::string_view> outcomes;
  if (stored == nullptr) return outcomes;
  for (const ReturnEntry& entry : stored->entries()) {
    outcomes.insert(entry.outcome());
  }
  for (const ReturnEntry& entry : stored->standing().entries()) {
    outcomes.insert(entry.outcome());
  }
  return outcomes;
}

void CheckEntries(const ReturnCheck& check, Stage stage,
                  absl::flat_hash_set<absl::string_view>& seen,
                  Faults& faults) {
  const absl::flat_hash_set<absl::string_view> stored =
      OutcomesOf(check.stored);
  seen.reserve(check.entries.size());
  for (int i = 0; i < check.entries.size(); ++i) {
    const ReturnEntry& entry = check.entries[i];
    const EntryFaults at(check.prefix, i, faults);
    const OutcomeFacts* const outcome = check.roster.Find(entry.outcome());
    if (!seen.insert(entry.outcome()).second) {
      at.Add("outcome", "OUTCOME_TWICE",
             "has an entry before this one; remove one of the two");
    } else if (outcome == nullptr && !stored.contains(entry.outcome())) {
      at.Add("outcome", "OUTCOME_NOT_IN_CONTRACT",
             "is not an outcome that this contract supports; remove the entry, "
             "or mend the person's reference and the outcome's");
    } else if (outcome != nullptr && !OpenIn(*outcome, check.period) &&
               !stored.contains(entry.outcome())) {
      at.Add("outcome", "OUTCOME_NOT_OPEN",
             "was begun after the period ended, or closed before it began; "
             "remove the entry");
    }
    CheckPersonVoice(entry, stage, at);
    CheckProviderVoice(entry, stage, at);
    CheckNotWorkedOn(entry, at);
    CheckWords(entry, outcome, at);
  }
  if (check.nil_return && !check.entries.empty()) {
    faults.Add({.field = absl::StrCat(check.prefix, "nil_return"),
                .code = "NIL_RETURN_HAS_ENTRIES",
                .message = "must not be set on a return with entries; remove "
                           "one of the two"});
  }
}

// The levels of an entry: person, provider, and whether it was worked on.
constexpr int kNoLevel = 9;
std::array<int, 3> LevelsOf(const ReturnEntry& entry) {
  const auto level = [](const Voice& voice) {
    return voice.has_level() ? voice.level() : kNoLevel;
  };
  return {level(entry.person_voice()), level(entry.provider_voice()),
          entry.not_worked_on() ? 1 : 0};
}

// Levels from one period to the next that are unlikely in one step.
constexpr int kLargeJump = 3;

bool AllTheSame(const ReturnEntries& entries) {
  return entries.size() >= 3 &&
         std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
           return LevelsOf(entry) == LevelsOf(entries[0]);
         });
}

bool SameLevels(const ReturnEntries& before, const ReturnEntries& now) {
  if (now.empty() || before.size() != now.size()) return false;
  absl::flat_hash_map<absl::string_view, std::array<int, 3>> levels;
  for (const ReturnEntry& entry : before) {
    levels.emplace(entry.outcome(), LevelsOf(entry));
  }
  return std::all_of(now.begin(), now.end(), [&](const ReturnEntry& entry) {
    const auto it = levels.find(entry.outcome());
    return it != levels.end() && it->second == LevelsOf(entry);
  });
}

std::string StateName(contracts::v1::Contract::State state) {
  return contracts::v1::Contract::State_Name(state).substr(sizeof("STATE_") -
                                                           1);
}

}  // namespace

absl::StatusOr<type::Period> CheckOpen(const ContractFacts& contract,
                                       absl::string_view name, ReturnVerb verb,
                                       type::Date today) {
  if (!contract.HasReturns()) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "CONTRACT_NOT_IN_FORCE",
        absl::StrCat(contract.name, " is ", StateName(contract.state),
                     "; a return can be made once it is active"),
        {{"contract", contract.name}, {"state", StateName(contract.state)}});
  }
  const type::Period* const period = contract.Find(IdOf(name));
  if (period == nullptr) {
    return Error(absl::StatusCode::kNotFound, "PERIOD_NOT_FOUND",
                 absl::StrCat(name,
                              " does not exist: the contract's calendar "
                              "has no such period"),
                 {{"name", std::string(name)}});
  }
  if (verb == ReturnVerb::kSave && today < period->start) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "PERIOD_NOT_STARTED",
        absl::StrCat(name, " can be saved from the period's first day, ",
                     type::FormatLongDate(period->start), ", on"),
        {{"name", std::string(name)},
         {"period_start", type::FormatIsoDate(period->start)}});
  }
  if (verb == ReturnVerb::kSubmit && today < period->end) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "PERIOD_NOT_OVER",
        absl::StrCat(name, " can be submitted from the period's last day, ",
                     type::FormatLongDate(period->end),
                     ", on; save it as a draft until then"),
        {{"name", std::string(name)},
         {"period_end", type::FormatIsoDate(period->end)}});
  }
  return *period;
}

bool Expected(const OutcomeFacts& outcome, const type::Period& period) {
  return OpenIn(outcome, period) && !AbsentIn(outcome, period);
}

bool AllInRoster(const ReturnEntries& entries, const Roster& roster) {
  return std::all_of(entries.begin(), entries.end(),
                     [&](const ReturnEntry& entry) {
                       return roster.Find(entry.outcome()) != nullptr;
                     });
}

void CheckDraft(const ReturnCheck& check, Faults& faults) {
  absl::flat_hash_set<absl::string_view> seen;
  CheckEntries(check, Stage::kDraft, seen, faults);
}

void CheckSubmission(const ReturnCheck& check, Faults& faults) {
  absl::flat_hash_set<absl::string_view> seen;
  CheckEntries(check, Stage::kSubmission, seen, faults);
  int missing = 0;
  for (const OutcomeFacts& outcome : check.roster.outcomes()) {
    if (seen.contains(outcome.name) || !Expected(outcome, check.period)) {
      continue;
    }
    ++missing;
    if (check.nil_return) continue;
    faults.Add({.field = absl::StrCat(check.prefix, "entries"),
                .code = "OUTCOME_MISSING",
                .message = absl::StrCat(
                    "must have an entry for ", outcome.name,
                    "; add it, with not_worked_on if nothing could be done"),
                .value = outcome.name});
  }
  if (check.nil_return && missing > 0) {
    faults.Add({.field = absl::StrCat(check.prefix, "nil_return"),
                .code = "NIL_RETURN_EXPECTED",
                .message = absl::StrCat(
                    "must not be set: ", missing,
                    " outcomes are expected in the period; give each an entry, "
                    "with not_worked_on if nothing could be done")});
  }
  if (!check.nil_return && check.entries.empty() && missing == 0) {
    faults.Add({.field = absl::StrCat(check.prefix, "entries"),
                .code = "RETURN_EMPTY",
                .message = "must not be empty; set nil_return if you supported "
                           "nobody in the period"});
  }
}

void CheckVoice(const Voice& voice, absl::string_view field, Faults& faults) {
  const auto add = [&](absl::string_view part, absl::string_view code,
                       absl::string_view message) {
    faults.Add({.field = absl::StrCat(field, part),
                .code = std::string(code),
                .message = std::string(message)});
  };
  const bool reason = voice.not_obtained() != Voice::NOT_OBTAINED_UNSPECIFIED;
  if (!LevelInRange(voice)) {
    add(".level", "LEVEL_RANGE",
        absl::StrCat("must be -2 to 2; is ", voice.level()));
  }
  if (voice.has_level() && reason) {
    add(".not_obtained", "LEVEL_AND_NOT_OBTAINED",
        "must not be set beside a level; remove one of the two");
  }
  if (!voice.has_level() && !reason && voice.words().empty()) {
    add("", "VOICE_EMPTY", "must have a level, words, or not_obtained");
  }
}

void CheckAnswers(const google::protobuf::RepeatedPtrField<
                      v1::Return::WarningAnswer>& answers,
                  Faults& faults) {
  constexpr absl::string_view kCodes[] = {
      "ALL_THE_SAME", "PROVIDER_FAR_ABOVE", "SAME_AS_LAST_PERIOD", "LARGE_JUMP",
      "PERSON_AWAY",  "ROW_SET_ASIDE",      "COLUMN_IGNORED"};
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < answers.size(); ++i) {
    const auto fault = [&](absl::string_view part, absl::string_view code,
                           absl::string_view message) {
      faults.Add({.field = absl::StrCat("warning_answers[", i, "].", part),
                  .code = std::string(code),
                  .message = std::string(message)});
    };
    if (std::find(std::begin(kCodes), std::end(kCodes), answers[i].code()) ==
        std::end(kCodes)) {
      fault("code", "WARNING_UNKNOWN",
            "is not the code of a warning of CheckReturn; remove it");
    } else if (!seen.insert(answers[i].code()).second) {
      fault("code", "WARNING_TWICE",
            "has an answer before this one; remove it");
    }
    if (answers[i].reason().empty()) {
      fault("reason", "REASON_MISSING",
            "must say why the return is right all the same");
    }
  }
}

Faults FindWarnings(const ReturnCheck& check,
                    const ReturnEntries* last_period) {
  Faults warnings;
  absl::flat_hash_map<absl::string_view, const ReturnEntry*> last;
  if (last_period != nullptr) {
    for (const ReturnEntry& entry : *last_period) {
      last.emplace(entry.outcome(), &entry);
    }
  }
  for (int i = 0; i < check.entries.size(); ++i) {
    const ReturnEntry& entry = check.entries[i];
    const EntryFaults at(check.prefix, i, warnings);
    const Voice& person = entry.person_voice();
    const Voice& provider = entry.provider_voice();
    if (person.has_level() && provider.has_level() &&
        provider.level() >= person.level() + 2) {
      at.Add("provider_voice.level", "PROVIDER_FAR_ABOVE",
             "is 2 levels or more above the person's own; check that both are "
             "as they were said");
    }
    if (const auto before = last.find(entry.outcome()); before != last.end()) {
      for (const auto& [was, is, field] :
           {std::tuple(&before->second->person_voice(), &person,
                       "person_voice.level"),
            std::tuple(&before->second->provider_voice(), &provider,
                       "provider_voice.level")}) {
        if (was->has_level() && is->has_level() &&
            std::abs(is->level() - was->level()) >= kLargeJump) {
          at.Add(field, "LARGE_JUMP",
                 absl::StrCat("is ", is->level(), " and was ", was->level(),
                              " in the period before; check that it is meant"));
        }
      }
    }
    const OutcomeFacts* const outcome = check.roster.Find(entry.outcome());
    if (outcome != nullptr && !entry.not_worked_on() &&
        AbsentIn(*outcome, check.period)) {
      at.Add("outcome", "PERSON_AWAY",
             "is of a person who was away, had left or had died before the "
             "period began; check that it was worked on");
    }
  }
  const auto add = [&](absl::string_view code, absl::string_view message) {
    warnings.Add({.field = absl::StrCat(check.prefix, "entries"),
                  .code = std::string(code),
                  .message = std::string(message)});
  };
  if (AllTheSame(check.entries)) {
    add("ALL_THE_SAME",
        "all have the same levels; check that each person was asked");
  }
  if (last_period != nullptr && SameLevels(*last_period, check.entries)) {
    add("SAME_AS_LAST_PERIOD",
        "have the same levels as in the period before; check that they are "
        "new");
  }
  return warnings;
}

const ReturnEntries* AcceptedEntries(const v1::Return& current) {
  if (current.state() == v1::Return::STATE_ACCEPTED) return &current.entries();
  return current.has_standing() ? &current.standing().entries() : nullptr;
}

}  // namespace tidemark::outcomes

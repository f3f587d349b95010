#include "services/incentives/judging.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::IncentiveTerms;
using outcomes::v1::PersonalOutcome;
using v1::OutcomeInput;
using Entry = v1::ReturnVersion::Entry;

// A rating from here on is as expected or better.
constexpr int32_t kExpected = 0;

void SetDeciding(const Entry& entry, const IncentiveTerms& terms,
                 OutcomeInput& judged) {
  const auto set = [&](OutcomeInput::Voice voice, int32_t level) {
    judged.set_voice(voice);
    judged.set_level(level);
  };
  if (entry.not_worked_on()) return;
  if (entry.has_person_level()) {
    set(OutcomeInput::VOICE_PERSON, entry.person_level());
  } else if (terms.person_confirmation_required()) {
    return;
  } else if (entry.has_practitioner_level()) {
    set(OutcomeInput::VOICE_PRACTITIONER, entry.practitioner_level());
  } else if (entry.has_provider_level()) {
    set(OutcomeInput::VOICE_PROVIDER, entry.provider_level());
  }
}

// Whether the outcome was closed by `day` because the support ended, as far as
// is known last.
bool SupportEnded(const Known& known, const std::string& outcome, int32_t day) {
  const auto it = known.outcomes.find(outcome);
  if (it == known.outcomes.end() || it->second.events().empty()) return false;
  const v1::StatusHistory::Event& last = *it->second.events().rbegin();
  return last.status() == PersonalOutcome::STATUS_SUPPORT_ENDED &&
         last.day() <= day;
}

IncentiveTerms::Exclusion ExclusionOf(const Known& known, const Entry& entry,
                                      const std::string& outcome, int32_t day,
                                      const IncentiveTerms& terms) {
  const IncentiveTerms::Exclusion person = PersonExclusion(
      known, AncestorOf(outcome, "councils/*/people/*"), day, terms);
  if (person != IncentiveTerms::EXCLUSION_UNSPECIFIED) return person;
  if (Lists(terms, IncentiveTerms::EXCLUSION_SUPPORT_ENDED) &&
      SupportEnded(known, outcome, day)) {
    return IncentiveTerms::EXCLUSION_SUPPORT_ENDED;
  }
  if (Lists(terms, IncentiveTerms::EXCLUSION_NOT_WORKED_ON) &&
      entry.not_worked_on()) {
    return IncentiveTerms::EXCLUSION_NOT_WORKED_ON;
  }
  return IncentiveTerms::EXCLUSION_UNSPECIFIED;
}

}  // namespace

OutcomeInput::Result ResultOf(const OutcomeInput& judged,
                              const IncentiveTerms& terms) {
  if (judged.exclusion() != IncentiveTerms::EXCLUSION_UNSPECIFIED) {
    return OutcomeInput::RESULT_EXCLUDED;
  }
  if (judged.has_level()) {
    return judged.level() >= kExpected ? OutcomeInput::RESULT_MET
                                       : OutcomeInput::RESULT_NOT_MET;
  }
  return terms.person_confirmation_required()
             ? OutcomeInput::RESULT_NOT_CONFIRMED
             : OutcomeInput::RESULT_NOT_RATED;
}

std::vector<OutcomeInput> JudgeOutcomes(const Known& known,
                                        const v1::ReturnVersion& version,
                                        const IncentiveTerms& terms) {
  const absl::string_view council = CouncilOf(version.return_name());
  std::vector<OutcomeInput> all;
  all.reserve(static_cast<size_t>(version.entries_size()));
  for (const Entry& entry : version.entries()) {
    OutcomeInput& judged = all.emplace_back();
    judged.set_outcome(absl::StrCat(council, "/", entry.outcome()));
    judged.set_exclusion(
        ExclusionOf(known, entry, judged.outcome(), version.end_day(), terms));
    if (judged.exclusion() == IncentiveTerms::EXCLUSION_UNSPECIFIED) {
      SetDeciding(entry, terms, judged);
    }
    judged.set_result(ResultOf(judged, terms));
    // What nobody could work on counts as not met where the terms do not leave
    // it out, rated or not.
    if (judged.result() == OutcomeInput::RESULT_NOT_RATED &&
        entry.not_worked_on()) {
      judged.set_result(OutcomeInput::RESULT_NOT_MET);
    }
  }
  return all;
}

}  // namespace tidemark::incentives

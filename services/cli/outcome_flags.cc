#include "services/cli/outcome_flags.h"

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "services/cli/names.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

absl::StatusOr<int> ReadLevel(absl::string_view flag, absl::string_view text) {
  const std::optional<int> level = ParseLevel(text);
  if (!level.has_value()) {
    return UsageError(
        absl::StrCat(flag, " must be a level from -2 to 2; is \"", text, "\""));
  }
  return *level;
}

}  // namespace

void AddOutcomeFlags(CLI::App* command, OutcomeFlags& flags, bool required,
                     const std::string& risk) {
  command
      ->add_option("--own-words", flags.own_words,
                   "What matters, in the person's own words")
      ->required(required);
  command
      ->add_option("--contract", flags.contract,
                   "The contract that supports it")
      ->required(required);
  command
      ->add_option("--baseline", flags.baseline,
                   "The level at the start, -2 to 2")
      ->required(required);
  command->add_option("--why", flags.why, "Why it matters");
  command->add_option("--location", flags.location,
                      "The location that supports it, PROVIDER/LOCATION");
  command
      ->add_option("--theme", flags.themes,
                   "A theme of the council's frameworks; may be repeated")
      ->allow_extra_args(false);
  command
      ->add_option("--level", flags.levels,
                   "What a level would look like, LEVEL:TEXT; may be "
                   "repeated")
      ->allow_extra_args(false);
  command->add_option("--weight", flags.weight,
                      "How much it weighs for the person, 1 to 9");
  command->add_option("--start", flags.start, "From when it is worked towards");
  command->add_option("--target-date", flags.target,
                      "By when the person hopes to reach it");
  command->add_option("--" + risk + "benefit", flags.benefit,
                      "What may be gained from a risk that the outcome "
                      "carries");
  command->add_option("--" + risk + "harm", flags.harm,
                      "What harm that risk may bring");
}

absl::Status ApplyOutcomeFlags(Session& session, const OutcomeFlags& flags,
                               outcomes::v1::PersonalOutcome& outcome) {
  if (!flags.own_words.empty()) outcome.set_own_words(flags.own_words);
  if (!flags.why.empty()) outcome.set_why_it_matters(flags.why);
  if (!flags.contract.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *outcome.mutable_contract(),
        session.Name("--contract", flags.contract, kContractPattern));
  }
  if (!flags.location.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *outcome.mutable_location(),
        session.Name("--location", flags.location, kLocationPattern));
  }
  if (!flags.themes.empty()) {
    outcome.mutable_themes()->Assign(flags.themes.begin(), flags.themes.end());
  }
  if (!flags.levels.empty()) outcome.clear_levels();
  for (const std::string& text : flags.levels) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits(':', 1));
    auto& level = *outcome.add_levels();
    TIDEMARK_ASSIGN_OR_RETURN(const int number,
                              ReadLevel("--level", parts.first));
    level.set_level(number);
    level.set_description(parts.second);
  }
  if (!flags.baseline.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const int baseline,
                              ReadLevel("--baseline", flags.baseline));
    outcome.set_baseline_level(baseline);
  }
  if (flags.weight != 0) outcome.set_weight(flags.weight);
  if (!flags.start.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*outcome.mutable_start_date(),
                              ParseDate("--start", flags.start));
  }
  if (!flags.target.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*outcome.mutable_target_date(),
                              ParseDate("--target-date", flags.target));
  }
  if (!flags.benefit.empty()) outcome.set_possible_benefit(flags.benefit);
  if (!flags.harm.empty()) outcome.set_possible_harm(flags.harm);
  return absl::OkStatus();
}

}  // namespace tidemark::cli

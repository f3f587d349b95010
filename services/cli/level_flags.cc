#include "services/cli/level_flags.h"

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/cli/words.h"

namespace tidemark::cli {

using enablement::v1::Package;
using enablement::v1::SupportLevel;

namespace {

bool IsFromClientLevelData(const Package& package) {
  return package.origin() == Package::ORIGIN_CLIENT_LEVEL_DATA;
}

}  // namespace

void AddLevelFlags(CLI::App* command, LevelFlags& level, bool required) {
  command
      ->add_option("--weekly-hours", level.weekly_hours,
                   "Hours of support a week, such as 10.5 or 10:30")
      ->required(required);
  command->add_option("--weekly-cost", level.weekly_cost,
                      "Pounds a week, such as 182.50. Default: at the same "
                      "cost an hour as before");
  command->add_option("--visits", level.visits, "Visits a week");
  command->add_option("--carers", level.carers,
                      "How many people give the support at the same time");
  command->add_option("--reason", level.reason, "Why");
  command->add_option("--agreement", level.agreement,
                      "Who agrees: person, advocate, best-interests, or "
                      "disagrees");
  command->add_option("--instead", level.instead,
                      "What takes the place of support that was there before");
  command
      ->add_option("--replaced-by", level.replaced_by,
                   "Of which kind that is: technology, equipment, community or "
                   "carer; may be repeated")
      ->allow_extra_args(false);
}

absl::StatusOr<SupportLevel::Agreement> ReadAgreement(const LevelFlags& flags) {
  if (flags.agreement.empty()) return SupportLevel::AGREEMENT_UNSPECIFIED;
  return ParseWord<SupportLevel::Agreement>(
      "--agreement", flags.agreement,
      {{"person", SupportLevel::AGREEMENT_PERSON_AGREES},
       {"advocate", SupportLevel::AGREEMENT_ADVOCATE_AGREES},
       {"disagrees", SupportLevel::AGREEMENT_PERSON_DISAGREES}});
}

absl::StatusOr<SupportLevel> ReadLevel(const LevelFlags& flags,
                                       const SupportLevel* before) {
  SupportLevel level;
  TIDEMARK_ASSIGN_OR_RETURN(*level.mutable_from_date(),
                            ParseDate("--from", flags.from));
  TIDEMARK_ASSIGN_OR_RETURN(const int32_t minutes,
                            ParseHours("--weekly-hours", flags.weekly_hours));
  level.set_weekly_minutes(minutes);
  if (!flags.weekly_cost.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const int64_t pence,
                              ParsePounds("--weekly-cost", flags.weekly_cost));
    level.set_weekly_cost_pence(pence);
  } else if (before != nullptr && before->weekly_minutes() > 0) {
    level.set_weekly_cost_pence(
        (before->weekly_cost_pence() * minutes + before->weekly_minutes() / 2) /
        before->weekly_minutes());
  }
  level.set_visits_per_week(flags.visits);
  level.set_people_per_visit(flags.carers);
  level.set_reason(flags.reason);
  level.set_instead(flags.instead);
  for (const std::string& text : flags.replaced_by) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto kind,
        ParseWord<enablement::v1::Replacement>("--replaced-by", text));
    level.add_replacements(kind);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const SupportLevel::Agreement agreement,
                            ReadAgreement(flags));
  level.set_agreement(agreement);
  return level;
}

std::string HoursAt(const Package& package, const SupportLevel& level) {
  return level.weekly_minutes() == 0 && IsFromClientLevelData(package)
             ? ""
             : FormatHours(level.weekly_minutes());
}

std::string CostAt(const Package& package, const SupportLevel& level) {
  return level.weekly_cost_pence() == 0 && IsFromClientLevelData(package)
             ? ""
             : FormatPounds(level.weekly_cost_pence());
}

std::string FormatLevelOf(const SupportLevel& level) {
  return absl::StrCat(FormatHours(level.weekly_minutes()), " a week, ",
                      FormatPounds(level.weekly_cost_pence()));
}

}  // namespace tidemark::cli

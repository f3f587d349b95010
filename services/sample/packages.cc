#include "services/sample/packages.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/proto/names.h"
#include "services/sample/words.h"

namespace tidemark::sample {
namespace {

using enablement::v1::Package;
using enablement::v1::PackageRecord;
using enablement::v1::SupportLevel;
using type::Date;
using type::ToProto;

bool InPause(const std::vector<Days>& pauses, Date day) {
  return std::any_of(pauses.begin(), pauses.end(), [day](const Days& pause) {
    return pause.start <= day && day <= pause.end;
  });
}

SupportLevel::Agreement AgreementTo(bool less, Standing standing,
                                    Random& random) {
  constexpr SupportLevel::Agreement kAgreements[] = {
      SupportLevel::AGREEMENT_PERSON_AGREES,
      SupportLevel::AGREEMENT_ADVOCATE_AGREES,
      SupportLevel::AGREEMENT_BEST_INTERESTS,
      SupportLevel::AGREEMENT_PERSON_DISAGREES};
  int disagree = less ? 8 : 3;
  if (less && standing == Standing::kWorse) disagree = 24;
  if (less && standing == Standing::kBetter) disagree = 2;
  return kAgreements[random.Weighted({74, 8, 10, disagree})];
}

// Writes the levels of a package.
class LevelWriter {
 public:
  LevelWriter(const PersonSetting& setting, int hourly_pence, Package& package)
      : setting_(setting), hourly_pence_(hourly_pence), package_(package) {}

  void Add(Date from, int minutes, absl::string_view reason,
           SupportLevel::Agreement agreement) {
    if (from > setting_.until) return;
    SupportLevel& level = *package_.add_levels();
    *level.mutable_from_date() = ToProto(from);
    level.set_weekly_minutes(minutes);
    level.set_weekly_cost_pence(int64_t{minutes} * hourly_pence_ / 60);
    // Visits of about half an hour.
    level.set_visits_per_week(std::min(minutes / 30, 100));
    level.set_people_per_visit(1);
    level.set_reason(std::string(reason));
    level.set_agreement(agreement);
  }

  void Raise(int percent) {
    hourly_pence_ = hourly_pence_ * (100 + percent) / 100;
  }

 private:
  const PersonSetting& setting_;
  int hourly_pence_;
  Package& package_;
};

// `minutes` changed to `percent` of it, in quarters of an hour.
int Scaled(int minutes, int percent) {
  return std::max(30, minutes * percent / 100 / 15 * 15);
}

void WriteReablement(const PersonSetting& setting, const Stint& stint,
                     Random& random, Package& package) {
  package.set_episode_type("reablement-at-home");
  *package.mutable_time_limit_date() = ToProto(stint.start + kTimeLimitDays);
  LevelWriter levels(setting, setting.hourly_pence, package);
  int minutes = random.Between(8, 16) * 75;
  levels.Add(stint.start, minutes, "To regain what the person did before.",
             SupportLevel::AGREEMENT_PERSON_AGREES);
  for (const int days : {14, 28}) {
    const Date from = stint.start + days;
    const int planned = Scaled(minutes, 65);
    Package::PlannedStep& step = *package.add_plan();
    *step.mutable_from_date() = ToProto(from);
    step.set_weekly_minutes(planned);
    step.set_visits_per_week(planned / 30);
    step.set_people_per_visit(1);
    step.set_instead(std::string(random.OneOf(InsteadOfSupport())));
    const bool taken =
        random.Percent(setting.standing == Standing::kWorse ? 45 : 75);
    const std::string reason(random.OneOf(StepDownReasons()));
    const auto agreement = AgreementTo(true, setting.standing, random);
    if (!taken || from >= stint.end) continue;
    minutes = planned;
    levels.Add(from, minutes, reason, agreement);
  }
}

void WriteLongTerm(const PersonSetting& setting, const Stint& stint,
                   const std::vector<Days>& pauses, Random& random,
                   Package& package) {
  LevelWriter levels(setting, setting.hourly_pence, package);
  const int first_minutes = random.Between(2, 14) * 105;
  int minutes = first_minutes;
  levels.Add(stint.start, minutes, "As agreed in the care and support plan.",
             SupportLevel::AGREEMENT_PERSON_AGREES);
  const Date last = std::min(stint.end.value_or(setting.last_day + kDaysBeyond),
                             setting.last_day + kDaysBeyond);
  Date next_change = stint.start + random.Between(60, 280);
  int down_percent = 50;
  if (setting.standing == Standing::kBetter) down_percent = 72;
  if (setting.standing == Standing::kWorse) down_percent = 28;
  for (Date day = stint.start + 1; day < last; ++day) {
    if (day.month() == 4 && day.day() == 1) {
      levels.Raise(5);
      if (InPause(pauses, day)) continue;
      levels.Add(day, minutes, "The yearly change of prices.",
                 SupportLevel::AGREEMENT_PERSON_AGREES);
      continue;
    }
    if (day < next_change || InPause(pauses, day)) continue;
    next_change = day + random.Between(90, 330);
    if (random.Percent(30)) continue;
    const bool less = random.Percent(down_percent);
    const int scaled = less ? Scaled(minutes, random.Between(60, 85))
                            : Scaled(minutes, random.Between(115, 140));
    const std::string reason(less ? random.OneOf(StepDownReasons())
                                  : random.OneOf(StepUpReasons()));
    const auto agreement = AgreementTo(less, setting.standing, random);
    if (scaled == minutes || scaled > 10080) continue;
    minutes = scaled;
    levels.Add(day, minutes, reason, agreement);
  }
  // Plans look ahead; now and then a step that was due is late.
  if (!random.Percent(35) || (stint.end && *stint.end <= setting.until)) return;
  const Date from = setting.until + random.Between(-12, 90);
  if (from <= stint.start) return;
  Package::PlannedStep& step = *package.add_plan();
  *step.mutable_from_date() = ToProto(from);
  step.set_weekly_minutes(Scaled(minutes, 75));
  step.set_instead(std::string(random.OneOf(InsteadOfSupport())));
}

}  // namespace

std::vector<PackageRecord> PlanPackages(const PersonSetting& setting,
                                        const std::string& person,
                                        const std::vector<Stint>& stints,
                                        const std::vector<Days>& pauses,
                                        Random& random) {
  std::vector<PackageRecord> records;
  for (const Stint& stint : stints) {
    PackageRecord record;
    Package& package = *record.mutable_package();
    package.set_name(
        NameIn(setting.council, "packages",
               absl::StrCat(IdOf(person), "-", records.size() + 1)));
    package.set_person(person);
    package.set_contract(setting.contract);
    package.set_location(setting.location);
    package.set_stage(stint.stage);
    package.set_service_type(stint.stage == Package::STAGE_ENABLE
                                 ? "Reablement at home"
                                 : setting.service_type);
    *package.mutable_start_date() = ToProto(stint.start);
    if (!records.empty()) {
      package.set_continues(records.back().package().name());
    }
    if (stint.stage == Package::STAGE_ENABLE) {
      WriteReablement(setting, stint, random, package);
    } else {
      WriteLongTerm(setting, stint, pauses, random, package);
      for (const Days& pause : pauses) {
        const std::string reason(random.OneOf(PauseReasons()));
        if (pause.start < stint.start || pause.start > setting.until ||
            (stint.end && pause.start > *stint.end)) {
          continue;
        }
        Package::Pause& written = *record.add_pauses();
        *written.mutable_start_date() = ToProto(pause.start);
        if (pause.end <= setting.until) {
          *written.mutable_end_date() = ToProto(pause.end);
        }
        written.set_reason(reason);
      }
    }
    if (stint.end && *stint.end <= setting.until) {
      *record.mutable_end_date() = ToProto(*stint.end);
      record.set_sequel(stint.sequel);
      record.set_end_reason(stint.reason);
      if (stint.sequel != Package::SEQUEL_DIED) {
        record.set_exit_agreement(
            AgreementTo(/*less=*/true, setting.standing, random));
      }
    }
    records.push_back(std::move(record));
    // What comes next begins after an end that has not come yet.
    if (!records.back().has_end_date()) break;
  }
  return records;
}

}  // namespace tidemark::sample

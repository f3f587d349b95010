// The credit rule: which steps to less support count. `StepDown` in
// `step_down.proto` words it.
//
//   for (const v1::StepDown& step : JudgeStepDowns(evidence)) {
//     if (step.standing() == v1::StepDown::STANDING_COUNTS) ...
//   }
//
// Nothing here reads or writes anything, and the answer does not depend on the
// order of what it is given.

#ifndef TIDEMARK_SERVICES_MONITORING_CREDIT_RULE_H_
#define TIDEMARK_SERVICES_MONITORING_CREDIT_RULE_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "services/monitoring/reductions.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/monitoring/v1/step_down.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::monitoring {

// Ratings count from this long after a lower level on, and for how long.
inline constexpr int kRatedFromDays = 14;
inline constexpr int kRatedToDays = 182;
// A check-back earlier than this after the step says nothing of its lasting.
inline constexpr int kSettledDays = 7;
// Support elsewhere that begins or rises this close to the step takes from it.
inline constexpr int kMovedDays = 14;

// One deciding rating of an outcome that stands.
struct Rating {
  // The last day of the return's period.
  int32_t period_end;
  // The return.
  std::string returned;
  int32_t level;

  friend bool operator<(const Rating& a, const Rating& b) {
    return std::tie(a.period_end, a.returned, a.level) <
           std::tie(b.period_end, b.returned, b.level);
  }
};

// How the person sees the end of the package on a day.
struct ExitView {
  int32_t date;
  enablement::v1::SupportLevel::Agreement agreement;
};

// What is known of one package and its person.
struct Evidence {
  enablement::v1::Package package;
  // The person's other packages.
  std::vector<enablement::v1::Package> others = {};
  // The package's check-backs.
  std::vector<enablement::v1::CheckBack> check_backs = {};
  // From accepted proposals to end the package.
  std::vector<ExitView> exits = {};
  // The person, if known.
  outcomes::v1::Person person = {};
  // The person's outcomes, under whatever contract.
  std::vector<outcomes::v1::PersonalOutcome> outcomes = {};
  // The ratings under the package's contract, by outcome.
  std::map<std::string, std::vector<Rating>> ratings = {};
};

// The package's step-downs, in order of their first days.
std::vector<v1::StepDown> JudgeStepDowns(const Evidence& evidence);

// The day from which figures judge the step-downs of a month; the month as
// `type::YearMonth::index` numbers it.
int32_t JudgedFrom(int32_t month);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CREDIT_RULE_H_

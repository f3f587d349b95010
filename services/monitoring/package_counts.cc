#include "services/monitoring/package_counts.h"

#include <map>
#include <utility>

#include "common/type/date.h"
#include "services/monitoring/support.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;
using enablement::v1::SupportLevel;

bool IsAgreed(const SupportLevel& level) {
  return level.agreement() == SupportLevel::AGREEMENT_PERSON_AGREES ||
         level.agreement() == SupportLevel::AGREEMENT_ADVOCATE_AGREES;
}

void CountJudged(const v1::StepDown& step, v1::StepDownCell& cell) {
  switch (step.standing()) {
    case v1::StepDown::STANDING_NOT_LESS:
      return cell.set_not_less(cell.not_less() + 1);
    case v1::StepDown::STANDING_CUT_SHORT:
      return cell.set_cut_short(cell.cut_short() + 1);
    case v1::StepDown::STANDING_COUNTS:
      cell.set_held(cell.held() + 1);
      break;
    default:
      break;
  }
  cell.set_judged(cell.judged() + 1);
}

}  // namespace

MonthLine MonthOf(const v1::StepDownCell& cell) {
  return {.month = cell.month(),
          .steps = cell.steps(),
          .agreed = cell.agreed(),
          .packages = cell.steps() > 0 ? 1 : 0,
          .judged = cell.judged(),
          .held = cell.held(),
          .judged_packages = cell.judged() > 0 ? 1 : 0,
          .not_less = cell.not_less(),
          .cut_short = cell.cut_short()};
}

v1::PackageCells CountPackage(const Package& package,
                              const std::vector<v1::StepDown>& judged) {
  std::map<int32_t, v1::StepDownCell> months;
  const auto month_of = [&](const type::v1::Date& day) -> v1::StepDownCell* {
    const absl::StatusOr<type::Date> date = type::FromProto(day);
    return date.ok() ? &months[type::YearMonth(*date).index()] : nullptr;
  };
  for (int i = 1; i < package.levels_size(); ++i) {
    const SupportLevel& level = package.levels(i);
    if (PersonMinutes(level) >= PersonMinutes(package.levels(i - 1))) continue;
    v1::StepDownCell* const cell = month_of(level.from_date());
    if (cell == nullptr) continue;
    cell->set_steps(cell->steps() + 1);
    cell->set_agreed(cell->agreed() + (IsAgreed(level) ? 1 : 0));
  }
  for (const v1::StepDown& step : judged) {
    if (v1::StepDownCell* const cell = month_of(step.last_date())) {
      CountJudged(step, *cell);
    }
  }
  v1::PackageCells cells;
  cells.set_name(package.name());
  cells.set_contract(package.contract());
  cells.set_person(package.person());
  for (auto& [month, cell] : months) {
    cell.set_month(month);
    *cells.add_step_downs() = std::move(cell);
  }
  return cells;
}

}  // namespace tidemark::monitoring

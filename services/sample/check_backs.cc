#include "services/sample/check_backs.h"

#include "common/type/date.h"
#include "services/sample/random.h"

namespace tidemark::sample {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::RecordCheckBackRequest;

// One that was overlooked has been found within so many days.
constexpr int kOverlookedDays = 120;

CheckBack::Result ResultOf(Standing standing, Random& random) {
  constexpr CheckBack::Result kResults[] = {
      CheckBack::RESULT_SUSTAINED, CheckBack::RESULT_SLIPPED,
      CheckBack::RESULT_RETURNED, CheckBack::RESULT_NOT_REACHED};
  if (standing == Standing::kBetter) {
    return kResults[random.Weighted({90, 4, 2, 4})];
  }
  if (standing == Standing::kWorse) {
    return kResults[random.Weighted({64, 20, 8, 8})];
  }
  return kResults[random.Weighted({80, 10, 4, 6})];
}

}  // namespace

std::optional<RecordCheckBackRequest> PlanFinding(const SampleCouncil& sample,
                                                  Standing standing,
                                                  const CheckBack& check_back) {
  const absl::StatusOr<type::Date> due = type::FromProto(check_back.due_date());
  const type::Date until = UntilOf(sample.options());
  Random random(SeedOf(sample.options().seed, check_back.name()));
  const bool overlooked = random.Below(12) == 0;
  if (!due.ok()) return std::nullopt;
  const type::Date checked = *due + random.Between(0, 6);
  if (checked > until || (overlooked && until - *due < kOverlookedDays)) {
    return std::nullopt;
  }
  RecordCheckBackRequest request;
  request.set_name(check_back.name());
  request.set_result(ResultOf(standing, random));
  *request.mutable_check_date() = type::ToProto(checked);
  request.set_request_id(sample.RequestId("record", check_back.name()));
  return request;
}

}  // namespace tidemark::sample

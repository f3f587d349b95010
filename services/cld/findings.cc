#include "services/cld/findings.h"

#include <algorithm>
#include <tuple>

namespace tidemark::cld {
namespace {

using Quality = v1::CldFieldQuality;

// Keeps days positive, so that 0 can mean none.
constexpr int32_t kDayOffset = 1'000'000;

Field FieldCalled(absl::string_view heading) {
  for (size_t i = 0; i < kFields; ++i) {
    if (InfoOf(static_cast<Field>(i)).heading == heading) {
      return static_cast<Field>(i);
    }
  }
  return Field::kLaCode;
}

}  // namespace

int32_t PeriodDay(uint32_t stored) {
  return static_cast<int32_t>(stored) - kDayOffset;
}

void Findings::AddPeriod(int32_t first, int32_t last) {
  const auto start = static_cast<uint32_t>(first + kDayOffset);
  if (first_start_ == 0 || start < first_start_) first_start_ = start;
  last_end_ = std::max(last_end_, static_cast<uint32_t>(last + kDayOffset));
}

void Findings::Add(const v1::StoredFindings& stored) {
  rows_ += stored.rows();
  events_ += stored.events();
  without_event_ += stored.without_event();
  for (int i = 0; i < stored.fields_size(); ++i) {
    const Field field = FieldCalled(stored.fields(i).field());
    for (const Quality::Count& count : stored.fields(i).counts()) {
      counts_[static_cast<size_t>(field)][count.status()][count.result()] +=
          count.rows();
    }
  }
  for (const v1::CldInvalidValue& value : stored.invalid_values()) {
    invalid_[{FieldCalled(value.field()), value.value()}] += value.rows();
  }
  unusable_.insert(unusable_.end(), stored.unusable_rows().begin(),
                   stored.unusable_rows().end());
  if (stored.last_period_end() > 0) {
    AddPeriod(PeriodDay(stored.first_period_start()),
              PeriodDay(stored.last_period_end()));
  }
}

v1::StoredFindings Findings::ToProto() const {
  v1::StoredFindings stored;
  stored.set_rows(rows_);
  stored.set_events(events_);
  stored.set_without_event(without_event_);
  stored.set_first_period_start(first_start_);
  stored.set_last_period_end(last_end_);
  for (size_t i = 0; i < kFields; ++i) {
    Quality& quality = *stored.add_fields();
    quality.set_field(std::string(InfoOf(static_cast<Field>(i)).heading));
    for (int status = 0; status < Quality::Status_ARRAYSIZE; ++status) {
      for (int result = 0; result < Quality::Result_ARRAYSIZE; ++result) {
        const int32_t rows = counts_[i][static_cast<size_t>(status)]
                                    [static_cast<size_t>(result)];
        if (rows == 0) continue;
        Quality::Count& count = *quality.add_counts();
        count.set_status(static_cast<Quality::Status>(status));
        count.set_result(static_cast<Quality::Result>(result));
        count.set_rows(rows);
      }
    }
  }
  for (const auto& [what, rows] : invalid_) {
    v1::CldInvalidValue& value = *stored.add_invalid_values();
    value.set_field(std::string(InfoOf(what.first).heading));
    value.set_value(what.second);
    value.set_rows(rows);
  }
  std::vector<v1::CldUnusableRow> unusable = unusable_;
  std::sort(unusable.begin(), unusable.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(a.file(), a.line()) <
           std::make_tuple(b.file(), b.line());
  });
  stored.mutable_unusable_rows()->Add(unusable.begin(), unusable.end());
  return stored;
}

}  // namespace tidemark::cld

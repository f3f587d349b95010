// What is to be said of rows: how many, the quality of each field, invalid
// values, rows that cannot be used.

#ifndef TIDEMARK_SERVICES_CLD_FINDINGS_H_
#define TIDEMARK_SERVICES_CLD_FINDINGS_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "services/cld/fields.h"
#include "tidemark/cld/v1/stored.pb.h"
#include "tidemark/cld/v1/submission.pb.h"

namespace tidemark::cld {

// Adds up what was found; the sum does not depend on the order.
class Findings {
 public:
  void AddRow() { ++rows_; }
  void AddEvent() { ++events_; }
  void AddRowWithoutEvent() { ++without_event_; }
  void AddQuality(Field field, v1::CldFieldQuality::Status status,
                  v1::CldFieldQuality::Result result) {
    ++counts_[static_cast<size_t>(field)][status][result];
  }
  // `value` is empty where it could identify a person.
  void AddInvalidValue(Field field, absl::string_view value) {
    ++invalid_[{field, std::string(value)}];
  }
  void AddUnusableRow(v1::CldUnusableRow row) {
    unusable_.push_back(std::move(row));
  }
  // Days by their numbers.
  void AddPeriod(int32_t first, int32_t last);

  // Adds those of a batch.
  void Add(const v1::StoredFindings& stored);

  // In the order of fields, values by count, rows by file and line.
  v1::StoredFindings ToProto() const;

 private:
  using Counts =
      std::array<std::array<int32_t, v1::CldFieldQuality::Result_ARRAYSIZE>,
                 v1::CldFieldQuality::Status_ARRAYSIZE>;

  int32_t rows_ = 0;
  int32_t events_ = 0;
  int32_t without_event_ = 0;
  uint32_t first_start_ = 0;
  uint32_t last_end_ = 0;
  std::array<Counts, kFields> counts_{};
  std::map<std::pair<Field, std::string>, int32_t> invalid_;
  std::vector<v1::CldUnusableRow> unusable_;
};

// The number of the day that `StoredFindings` keeps as `stored`, which is not
// 0.
int32_t PeriodDay(uint32_t stored);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_FINDINGS_H_

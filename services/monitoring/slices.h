// Which values of a dimension a case has: the themes of its outcome, the stage
// of its package, the age of its person.
//
//   Slices slices(reader, council, v1::DIMENSION_THEME);
//   TIDEMARK_ASSIGN_OR_RETURN(const absl::Span<const int> values,
//                             slices.Of(one_case));
//   for (const int value : values) ... slices.value(value)
//
// Attributes are read once each, when they are first needed: three million
// ratings are of some ten thousand people.

#ifndef TIDEMARK_SERVICES_MONITORING_SLICES_H_
#define TIDEMARK_SERVICES_MONITORING_SLICES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "common/store/database.h"
#include "services/monitoring/cases.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/monitoring/v1/metric.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::monitoring {

// The value of what is not recorded.
inline constexpr int kNotRecorded = 0;

// Not for use from several threads.
class Slices {
 public:
  // `reader` must outlive this.
  Slices(const store::Reader& reader, absl::string_view council,
         v1::Dimension dimension);

  // The values of the case, at least one and none twice, as numbers. They hold
  // until the next call. Not for providers and contracts, which cells tell.
  absl::StatusOr<absl::Span<const int>> Of(const Case& one);

  // The same for a person's package on a day, whatever is counted of it.
  absl::StatusOr<absl::Span<const int>> Of(
      const enablement::v1::Package& package, int32_t day);

  // The value with this number, as `BreakdownRow.value` has it. Numbers of
  // values with an order of their own are in that order.
  const std::string& value(int number) const {
    return values_[static_cast<size_t>(number)];
  }
  // Whether they have.
  bool ordered() const { return ordered_; }

  // What people call the value.
  absl::StatusOr<std::string> DisplayNameOf(int number) const;

 private:
  struct OutcomeFacts {
    std::string id;
    int location = kNotRecorded;
    std::vector<int> themes = {};
  };
  struct PackageFacts {
    int location = kNotRecorded;
    int stage = kNotRecorded;
    std::vector<int> themes = {};
  };
  struct PersonFacts {
    // By an attribute that does not depend on the day.
    int value = kNotRecorded;
    int32_t birth_year = 0;
    std::vector<OutcomeFacts> outcomes = {};
    std::vector<enablement::v1::Package> packages = {};
  };

  int NumberOf(absl::string_view value);
  int NumberOfBand(int32_t birth_year, int32_t day) const;
  void SetThemes(std::vector<int>& themes, absl::string_view id);
  absl::StatusOr<const PersonFacts*> Person(absl::string_view id);
  absl::Status ReadPerson(absl::string_view id, PersonFacts& facts);
  absl::StatusOr<PackageFacts> FactsOf(const enablement::v1::Package& package);
  absl::StatusOr<const PackageFacts*> Package(absl::string_view name);
  absl::StatusOr<int> StageOf(const PersonFacts& person, const Case& one);
  absl::StatusOr<absl::Span<const int>> OfPerson(absl::string_view id,
                                                 int32_t day);
  absl::Span<const int> One(int number);
  absl::Span<const int> Some(const std::vector<int>& numbers);

  const store::Reader& reader_;
  const std::string council_;
  const v1::Dimension dimension_;
  bool ordered_ = false;
  std::vector<std::string> values_;
  absl::flat_hash_map<std::string, int> numbers_;
  // By their ids; addresses stay.
  absl::node_hash_map<std::string, PersonFacts> people_;
  absl::node_hash_map<std::string, PackageFacts> packages_;
  // Those of the last person in a return, whose entries follow each other.
  int64_t last_person_in_return_ = 0;
  const PersonFacts* last_person_ = nullptr;
  int last_stage_ = kNotRecorded;
  std::vector<int> found_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_SLICES_H_

#include "services/monitoring/case_mix.h"

#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/statistics/standardised_ratio.h"
#include "services/monitoring/attributes.h"
#include "services/monitoring/rated_cases.h"

namespace tidemark::monitoring {
namespace {

// Cases, and those that met the question.
struct Met {
  double cases = 0;
  double met = 0;
};

// By group; in one order always, so that sums come out the same to the bit.
using Groups = absl::btree_map<std::string, Met>;

// Tells the group of each case.
class Grouping {
 public:
  Grouping(const store::Reader& reader, const Subject& council,
           const std::vector<v1::Attribute>& attributes)
      : people_(reader, council.name), attributes_(attributes) {}

  absl::StatusOr<std::string> GroupOf(const RatedCase& one) {
    TIDEMARK_ASSIGN_OR_RETURN(const outcomes::v1::Person* const person,
                              people_.Find(one.person));
    std::string group;
    for (const v1::Attribute attribute : attributes_) {
      absl::StrAppend(&group, monitoring::GroupOf(attribute, person, one.day),
                      "\n");
    }
    return group;
  }

 private:
  People people_;
  const std::vector<v1::Attribute>& attributes_;
};

absl::Status AddCases(const store::Reader& reader, const Range& range,
                      const v1::ContractCells& cells, Grouping& grouping,
                      Groups& groups) {
  absl::Status failed;
  TIDEMARK_RETURN_IF_ERROR(
      VisitRatedCases(reader, cells, range, [&](const RatedCase& one) {
        const absl::StatusOr<std::string> group = grouping.GroupOf(one);
        if (!group.ok()) {
          failed = group.status();
          return;
        }
        Met& met = groups[*group];
        ++met.cases;
        met.met += one.met;
      }));
  return failed;
}

double ExpectedOf(const Groups& groups, const Groups& all) {
  std::vector<statistics::Stratum> strata;
  for (const auto& [name, group] : groups) {
    const Met& reference = all.at(name);
    strata.push_back({.cases = group.cases,
                      .reference_events = reference.met,
                      .reference_cases = reference.cases});
  }
  return statistics::ExpectedCount(strata);
}

}  // namespace

absl::StatusOr<absl::flat_hash_map<std::string, double>> ExpectedMet(
    const store::Reader& reader, const Subject& council, const Range& range,
    PartKind kind, const std::vector<v1::Attribute>& attributes) {
  Grouping grouping(reader, council, attributes);
  absl::flat_hash_map<std::string, Groups> parts;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, council,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        const std::string& part =
            kind == PartKind::kProviders ? cells.provider() : cells.name();
        TIDEMARK_RETURN_IF_ERROR(
            AddCases(reader, range, cells, grouping, parts[part]));
        return true;
      }));
  Groups all;
  for (const auto& [part, groups] : parts) {
    for (const auto& [name, group] : groups) {
      all[name].cases += group.cases;
      all[name].met += group.met;
    }
  }
  absl::flat_hash_map<std::string, double> expected;
  for (const auto& [part, groups] : parts) {
    if (!groups.empty()) expected[part] = ExpectedOf(groups, all);
  }
  return expected;
}

}  // namespace tidemark::monitoring

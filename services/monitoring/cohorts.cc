#include "services/monitoring/cohorts.h"

#include <optional>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;

bool IsIn(const Cohort& cohort, const Package& package) {
  return (cohort.provider.empty() || cohort.provider == package.provider()) &&
         (cohort.contract.empty() || cohort.contract == package.contract()) &&
         (cohort.stage == Package::STAGE_UNSPECIFIED ||
          cohort.stage == package.stage());
}

}  // namespace

void CheckCohort(const Cohort& cohort, Faults& faults) {
  CheckName("parent", cohort.council, "councils/*", "", faults);
  if (!cohort.provider.empty()) {
    CheckName("provider", cohort.provider, "councils/*/providers/*",
              cohort.council, faults);
  }
  if (!cohort.contract.empty()) {
    CheckName("contract", cohort.contract, "councils/*/contracts/*",
              cohort.council, faults);
  }
}

absl::Status VisitPackages(const store::Reader& reader, const Cohort& cohort,
                           absl::FunctionRef<void(const Package&)> visit) {
  if (cohort.contract.empty() && cohort.provider.empty()) {
    return kPackageCopies.Scan(reader,
                               absl::StrCat(cohort.council, "/packages/"), "",
                               [&](const Package& package) {
                                 if (IsIn(cohort, package)) visit(package);
                                 return true;
                               });
  }
  absl::Status failed;
  const auto take = [&](absl::string_view name) {
    const absl::StatusOr<Package> package = kPackageCopies.Get(reader, name);
    if (!package.ok()) {
      failed = package.status();
      return false;
    }
    if (IsIn(cohort, *package)) visit(*package);
    return true;
  };
  TIDEMARK_RETURN_IF_ERROR(
      cohort.contract.empty()
          ? kPackageCopies.ScanIndex(reader, kCopiesByProvider, cohort.provider,
                                     "", take)
          : kPackageCopies.ScanIndex(reader, kCopiesByContract, cohort.contract,
                                     "", take));
  return failed;
}

absl::StatusOr<int32_t> CouncilMinimum(const store::Reader& reader,
                                       absl::string_view council) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::SubjectName> known,
                            kSubjectNames.Find(reader, council));
  return known ? known->minimum_denominator() : 0;
}

absl::StatusOr<std::string> DisplayNameOf(const store::Reader& reader,
                                          absl::string_view name) {
  std::string display_name;
  if (Matches(name, "councils/*/contracts/*")) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::ContractCells> known,
                              kContractCells.Find(reader, name));
    if (known) display_name = known->title();
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::SubjectName> known,
                              kSubjectNames.Find(reader, name));
    if (known) display_name = known->display_name();
  }
  return display_name.empty() ? std::string(IdOf(name)) : display_name;
}

}  // namespace tidemark::monitoring

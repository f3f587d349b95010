// What a package may be, with all that it has been.
//
//   Faults faults;
//   CheckTerms(package, "councils/E10000012", {.terms = "package"}, faults);
//   CheckCourse(package, {.terms = "package"}, faults);
//   TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
//
// Nothing here reads or writes anything.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_PACKAGE_RULES_H_
#define TIDEMARK_SERVICES_ENABLEMENT_PACKAGE_RULES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// The most levels of a package, and the most pauses and re-openings; as many
// as `BatchUpsertPackages` takes.
inline constexpr int kMaxLevels = 500;
inline constexpr int kMaxSpells = 100;

// Where a package stands in a request, for the faults.
struct PackagePath {
  // The path of the `Package`, for example `packages[3].package`.
  absl::string_view terms;
  // The path of what holds its pauses, re-openings and end: `packages[3]`.
  absl::string_view course = "";
};

// Adds a fault (`BAD_ID`) for `field` unless `id` may be the last segment of a
// new name: 1 to 63 lower-case letters, digits and hyphens, the first of them
// not a hyphen.
void CheckNewId(absl::string_view field, absl::string_view id, Faults& faults);

// Whether two levels are the same, apart from who recorded them.
bool SameLevel(v1::SupportLevel a, v1::SupportLevel b);

// Adds a fault (`REQUIRED`) for the reason and the agreement of a level that
// follows another one, each if it is missing. `field` is the level's path.
void CheckAgreed(const v1::SupportLevel& level, absl::string_view field,
                 Faults& faults);

// Adds the faults of a plan for a package that starts on `start` (`nullopt`:
// not known): the date faults and PLAN_ORDER, as in `CheckTerms`. `path` is the
// path of what holds the plan.
void CheckPlan(
    const google::protobuf::RepeatedPtrField<v1::Package::PlannedStep>& plan,
    std::optional<type::Date> start, absl::string_view path, Faults& faults);

// Adds a fault (`LEVEL_AFTER_END`) for `field` if `from` lies between an end of
// `package` and its re-opening.
void CheckSupported(const v1::Package& package, type::Date from,
                    absl::string_view field, Faults& faults);

// Adds the faults of what was agreed about a package of `council`:
//
//   BAD_NAME         the person, the contract, the provider of a package from
//                    client-level data or the earlier package is not a name of
//                    its kind in `council`;
//   CONTRACT_AND_PROVIDER
//                    a package from client-level data has a contract;
//   DATE_MISSING, DATE_RANGE, DATE_INVALID
//                    a date is none;
//   TIME_LIMIT_ORDER the time limit lies before the start;
//   REQUIRED         there is no level, or a level after the first lacks its
//                    reason or agreement, which client-level data has not;
//   FIRST_LEVEL_DATE the first level does not begin with the package;
//   LEVEL_ORDER      a level does not begin after the level before it;
//   PLAN_ORDER       a planned step lies before the start, or not after the
//                    step before it;
//   SELF_REFERENCE   the package continues itself;
//   EPISODE_TYPE_STAGE
//                    it has a type of episode and is not of the Enable stage;
//   GOAL_...         as of `CheckGoals` (episode_rules.h).
void CheckTerms(const v1::Package& package, absl::string_view council,
                const PackagePath& path, Faults& faults);

// Adds a fault for the location of a package whose provider is known:
//
//   BAD_NAME         it is no location of the council;
//   LOCATION_OTHER_PROVIDER
//                    it is another provider's.
void CheckLocation(const v1::Package& package, absl::string_view path,
                   Faults& faults);

// Adds the faults of what has happened to a package since:
//
//   DATE_MISSING, DATE_RANGE, DATE_INVALID
//                    a date is none;
//   REQUIRED         a pause lacks its reason, a re-opening its sequel or
//                    reasons, or of end, sequel and reason only some are set;
//                    client-level data need not say the sequel;
//   REOPENING_ORDER  a re-opening does not end after it began, or does not lie
//                    after the start and the re-opening before it;
//   PAUSE_ORDER      a pause ends before it starts, does not lie after the
//                    start and the pause before it, or touches days on which
//                    the package was over;
//   PAUSE_OPEN       a pause that is not the last one, or of a package that
//                    has ended, has no end;
//   NOT_ENDED        an agreement to the end of a package that lasts;
//   END_ORDER        the end lies before the start or the last re-opening;
//   LEVEL_AFTER_END  a level begins when the package was over;
//   NO_SPECIFIED_PERIOD
//                    there are extensions, but no period to extend;
//   EXTENSION_..., CHARGED_...
//                    as of `CheckLastExtension` (episode_rules.h).
void CheckCourse(const v1::Package& package, const PackagePath& path,
                 Faults& faults);

// Adds a fault for `field` unless `package` may continue `earlier`, which is
// null if there is no such package: `NO_SUCH_PACKAGE`, `OTHER_PERSON`,
// `NOT_ENDED`, or `CONTINUES_ORDER` if it does not start after `earlier` did,
// or starts before `earlier` ended.
void CheckContinues(const v1::Package& package, const v1::Package* earlier,
                    absl::string_view field, Faults& faults);

// Adds a fault (`IMMUTABLE`) for each of person, contract and earlier package
// in which `package` differs from `stored`.
void CheckUnmoved(const v1::Package& stored, const v1::Package& package,
                  const PackagePath& path, Faults& faults);

// Whether a new package may be stored under a contract in this state: it is
// in force, or it was and the package has ended.
bool MayHold(contracts::v1::Contract::State state, const v1::Package& package);

// The package of `request` as it is first stored, apart from its provider.
// `caller` is who records its levels.
v1::Package NewPackage(const v1::CreatePackageRequest& request,
                       absl::string_view caller);

// The package that `record` describes, apart from its provider. Levels that
// `stored` (null if there is none) has too keep who recorded them; the others
// are recorded by `caller`. What `stored` has as the rule of its free days, it
// keeps.
v1::Package FromRecord(const v1::PackageRecord& record,
                       const v1::Package* stored, absl::string_view caller);

// The record from which `FromRecord` makes `package`.
v1::PackageRecord ToRecord(const v1::Package& package);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_PACKAGE_RULES_H_

#include "services/enablement/enablement.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proposals/proposals.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "services/enablement/check_backs.h"
#include "services/enablement/episode_clock.h"
#include "services/enablement/episode_rules.h"
#include "services/enablement/package_moves.h"
#include "services/enablement/package_rules.h"
#include "services/enablement/tables.h"

namespace tidemark::enablement {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::tidemark::contracts::v1::Contract;
using ::tidemark::store::RecordTable;

// The package that `package` continues, if there is one, is checked as it is
// in `txn`.
absl::Status CheckEarlier(const store::Transaction& txn,
                          const v1::Package& package, absl::string_view field,
                          Faults& faults) {
  if (package.continues().empty()) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Package> earlier,
                            kPackages.Find(txn, package.continues()));
  CheckContinues(package, earlier ? &*earlier : nullptr, field, faults);
  return absl::OkStatus();
}

// Adds a fault for `field` unless `name`, if there is one, is a name of the
// kind that `pattern` says and in `parent`'s council.
void CheckFilter(absl::string_view field, absl::string_view name,
                 absl::string_view pattern, absl::string_view parent,
                 Faults& faults) {
  if (!name.empty()) {
    CheckName(field, name, pattern, CouncilOf(parent), faults);
  }
}

// Re-opens the package of the check-back that `request` records.
absl::Status ReopenAfter(store::Transaction& txn,
                         const v1::RecordCheckBackRequest& request,
                         const CheckBackSchedule& schedule,
                         absl::string_view caller) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::Package before,
      kPackages.GetForUpdate(
          txn, AncestorOf(request.name(), "councils/*/packages/*"),
          request.reopen().package_etag()));
  v1::ReopenPackageRequest reopen;
  *reopen.mutable_reopen_date() = request.reopen().reopen_date();
  reopen.set_reason(request.reopen().reason());
  absl::StatusOr<v1::Package> after = Apply(before, reopen, caller);
  if (!after.ok()) {
    return proposals::FaultsUnder("reopen", after.status(), {});
  }
  return StoreMoved(txn, schedule, before, *std::move(after)).status();
}

// One package of a batch on its way into the store.
struct Entry {
  const v1::PackageRecord& record;
  std::string field;
  std::string package_field;
  // The provider that a new package gets. Known before the transaction for
  // packages that were not there then.
  std::string provider = {};

  PackagePath path() const { return {package_field, field}; }
};

// Checks every record on its own and against the others.
absl::StatusOr<std::vector<Entry>> CheckEntries(
    const v1::BatchUpsertPackagesRequest& request) {
  Faults faults;
  std::vector<Entry> entries;
  absl::flat_hash_set<std::string> names;
  for (int i = 0; i < request.packages_size(); ++i) {
    const std::string field = absl::StrCat("packages[", i, "]");
    Entry entry = {.record = request.packages(i),
                   .field = field,
                   .package_field = absl::StrCat(field, ".package")};
    const std::string& name = entry.record.package().name();
    const std::string name_field = absl::StrCat(entry.package_field, ".name");
    if (!Matches(name, "councils/*/packages/*") ||
        CouncilOf(name) != request.parent()) {
      CheckName(name_field, name, "councils/*/packages/*", request.parent(),
                faults);
    } else {
      CheckNewId(name_field, IdOf(name), faults);
    }
    if (!names.insert(name).second) {
      faults.Add({.field = name_field,
                  .code = "DUPLICATE",
                  .message = "must be there once; another record has this "
                             "name, too"});
    }
    const v1::Package package = FromRecord(entry.record, nullptr, "");
    CheckTerms(package, request.parent(), entry.path(), faults);
    CheckCourse(package, entry.path(), faults);
    entries.push_back(std::move(entry));
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return entries;
}

// Gives a package what its type and its council say: the period, the rule of
// its free days, and the days of its clocks. `stored` is null for a new one.
void Complete(const Terms& terms, const v1::Package* stored,
              absl::string_view path, v1::Package& package, Faults& faults) {
  FillPeriod(terms, package);
  if (stored == nullptr || stored->episode_type() != package.episode_type() ||
      !MessageDifferencer::Equals(stored->time_limit_date(),
                                  package.time_limit_date())) {
    CheckEpisodeType(package, terms, path, faults);
  }
  if (stored == nullptr && package.stage() == v1::Package::STAGE_ENABLE) {
    package.set_free_days_stop_in_pauses(
        terms.episodes.free_days_stop_in_pauses());
  }
  SetClocks(package);
}

// Stores one package of a batch. What `faults` hold in the end undoes it all.
absl::StatusOr<store::Upserted> UpsertEntry(store::Transaction& txn,
                                            const Entry& entry,
                                            const Terms& terms,
                                            absl::string_view caller,
                                            Faults& faults) {
  const std::string& name = entry.record.package().name();
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Package> stored,
                            kPackages.Find(txn, name));
  v1::Package package =
      FromRecord(entry.record, stored ? &*stored : nullptr, caller);
  Complete(terms, stored ? &*stored : nullptr, entry.package_field, package,
           faults);
  if (!stored) {
    package.set_provider(entry.provider);
  } else if (RecordTable::SameContent(*stored, package)) {
    return store::Upserted::kUnchanged;
  } else {
    if (!package.etag().empty() && package.etag() != stored->etag()) {
      return RecordTable::Stale(txn, *stored, name, package.etag());
    }
    CheckUnmoved(*stored, package, entry.path(), faults);
  }
  CheckLocation(package, entry.package_field, faults);
  TIDEMARK_RETURN_IF_ERROR(FollowSteps(txn, terms.check_backs,
                                       stored ? &*stored : nullptr, package));
  return kPackages.Upsert(txn, std::move(package));
}

}  // namespace

absl::StatusOr<std::string> Enablement::ProviderFor(const v1::Package& package,
                                                    absl::string_view field) {
  if (package.origin() == v1::Package::ORIGIN_CLIENT_LEVEL_DATA) {
    return package.provider();
  }
  const std::string& name = package.contract();
  absl::StatusOr<std::shared_ptr<const Contract>> contract =
      contracts_.Get(name);
  // The copy may be older than what the caller has just done.
  if (contract.ok() && !MayHold((*contract)->state(), package)) {
    contract = contracts_.Refresh(name);
  }
  if (absl::IsNotFound(contract.status())) {
    Faults faults;
    faults.Add({.field = absl::StrCat(field, ".contract"),
                .code = "NO_SUCH_CONTRACT",
                .message = "must name a contract that is there"});
    return faults.ToStatus();
  }
  TIDEMARK_RETURN_IF_ERROR(contract.status());
  if (!MayHold((*contract)->state(), package)) {
    const std::string state =
        Contract::State_Name((*contract)->state()).substr(sizeof("STATE_") - 1);
    return Error(absl::StatusCode::kFailedPrecondition, "CONTRACT_NOT_ACTIVE",
                 absl::StrCat(name, " is ", state,
                              "; a package needs a contract in force"),
                 {{"name", name}, {"state", state}});
  }
  return (*contract)->provider();
}

absl::StatusOr<v1::Package> Enablement::CreatePackage(
    const rpc::Call& call, const v1::CreatePackageRequest& request) {
  v1::Package package = NewPackage(request, call.principal().subject);
  Faults faults;
  CheckNewId("package_id", request.package_id(), faults);
  CheckTerms(package, request.parent(), {.terms = "package"}, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(
      const Terms terms, TermsWith(request.parent(), {package.episode_type()}));
  Complete(terms, nullptr, "package", package, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(std::string provider,
                            ProviderFor(package, "package"));
  package.set_provider(std::move(provider));
  CheckLocation(package, "package", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return db_.Write<v1::Package>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Package> {
        Faults earlier;
        TIDEMARK_RETURN_IF_ERROR(
            CheckEarlier(txn, package, "package.continues", earlier));
        TIDEMARK_RETURN_IF_ERROR(earlier.ToStatus());
        TIDEMARK_ASSIGN_OR_RETURN(v1::Package stored,
                                  kPackages.Insert(txn, package));
        TIDEMARK_RETURN_IF_ERROR(
            FollowSteps(txn, terms.check_backs, nullptr, stored));
        return stored;
      });
}

absl::StatusOr<v1::BatchUpsertPackagesResponse> Enablement::BatchUpsertPackages(
    const rpc::Call& call, const v1::BatchUpsertPackagesRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<Entry> entries, CheckEntries(request));
  std::vector<std::string> types;
  for (const Entry& entry : entries) {
    types.push_back(entry.record.package().episode_type());
  }
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsWith(request.parent(), types));
  // Contracts may have to be fetched, which must not hold up other writers. No
  // package is ever removed, so one that is there now is there then.
  for (Entry& entry : entries) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::optional<v1::Package> stored,
        kPackages.Find(store::Snapshot(db_), entry.record.package().name()));
    if (stored) continue;
    TIDEMARK_ASSIGN_OR_RETURN(entry.provider,
                              ProviderFor(FromRecord(entry.record, nullptr, ""),
                                          entry.package_field));
  }
  return db_.Write<v1::BatchUpsertPackagesResponse>(
      call.write(),
      [&](store::Transaction& txn)
          -> absl::StatusOr<v1::BatchUpsertPackagesResponse> {
        v1::BatchUpsertPackagesResponse response;
        Faults faults;
        std::vector<const Entry*> created;
        for (const Entry& entry : entries) {
          TIDEMARK_ASSIGN_OR_RETURN(
              const store::Upserted upserted,
              UpsertEntry(txn, entry, terms, call.principal().subject, faults));
          switch (upserted) {
            case store::Upserted::kCreated:
              response.set_created(response.created() + 1);
              created.push_back(&entry);
              break;
            case store::Upserted::kUpdated:
              response.set_updated(response.updated() + 1);
              break;
            case store::Upserted::kUnchanged:
              response.set_unchanged(response.unchanged() + 1);
              break;
          }
        }
        // Once all are there: a package may continue another one of the batch,
        // whatever their order.
        for (const Entry* const entry : created) {
          TIDEMARK_RETURN_IF_ERROR(CheckEarlier(
              txn, entry->record.package(),
              absl::StrCat(entry->package_field, ".continues"), faults));
        }
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        return response;
      });
}

absl::StatusOr<v1::Package> Enablement::GetPackage(
    const rpc::Call& /*call*/, const v1::GetPackageRequest& request) {
  return kPackages.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListPackagesResponse> Enablement::ListPackages(
    const rpc::Call& /*call*/, const v1::ListPackagesRequest& request) {
  Faults faults;
  CheckFilter("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
  CheckFilter("contract", request.contract(), "councils/*/contracts/*",
              request.parent(), faults);
  CheckFilter("person", request.person(), "councils/*/people/*",
              request.parent(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const size_t limit = rpc::PageSize(request.page_size());
  const store::Snapshot snapshot(db_);

  const auto wanted = [&](const v1::Package& package) {
    return (request.provider().empty() ||
            package.provider() == request.provider()) &&
           (request.contract().empty() ||
            package.contract() == request.contract()) &&
           (request.person().empty() || package.person() == request.person());
  };
  // By the narrowest of the filters.
  const auto list = [&]() -> absl::StatusOr<store::Page<v1::Package>> {
    if (!request.person().empty()) {
      return kPackages.ListIndex(snapshot, kPackagesByPerson, request.person(),
                                 start, limit, wanted);
    }
    if (!request.contract().empty()) {
      return kPackages.ListIndex(snapshot, kPackagesByContract,
                                 request.contract(), start, limit, wanted);
    }
    if (!request.provider().empty()) {
      return kPackages.ListIndex(snapshot, kPackagesByProvider,
                                 request.provider(), start, limit, wanted);
    }
    return kPackages.List(
        snapshot, absl::StrCat(request.parent(), "/packages/"), start, limit);
  };
  TIDEMARK_ASSIGN_OR_RETURN(store::Page<v1::Package> page, list());
  v1::ListPackagesResponse response;
  for (v1::Package& package : page.messages) {
    *response.add_packages() = std::move(package);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<Terms> Enablement::TermsWith(
    const std::string& council, const std::vector<std::string>& types) {
  TIDEMARK_ASSIGN_OR_RETURN(Terms terms, TermsFor(councils_, council));
  const bool known =
      std::all_of(types.begin(), types.end(), [&](const std::string& type) {
        return type.empty() || FindType(terms, type) != nullptr;
      });
  if (known) return terms;
  const auto newest = councils_.Refresh(council);
  if (newest.ok()) return TermsOf(**newest);
  // A council that is not stored has set nothing.
  if (absl::IsNotFound(newest.status())) return terms;
  return newest.status();
}

template <typename Request>
absl::StatusOr<v1::Package> Enablement::Move(const rpc::Call& call,
                                             const Request& request,
                                             absl::string_view reason) {
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.name()));
  return db_.Write<v1::Package>(
      call.write(reason),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Package> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Package before,
            kPackages.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Package after,
            Apply(before, request, call.principal().subject));
        return StoreMoved(txn, terms.check_backs, before, std::move(after));
      });
}

absl::StatusOr<v1::Package> Enablement::PlanStepDown(
    const rpc::Call& call, const v1::PlanStepDownRequest& request) {
  return Move(call, request, "");
}

absl::StatusOr<v1::Package> Enablement::ChangeLevel(
    const rpc::Call& call, const v1::ChangeLevelRequest& request) {
  return Move(call, request, request.level().reason());
}

absl::StatusOr<v1::Package> Enablement::PausePackage(
    const rpc::Call& call, const v1::PausePackageRequest& request) {
  return Move(call, request, request.reason());
}

absl::StatusOr<v1::Package> Enablement::ResumePackage(
    const rpc::Call& call, const v1::ResumePackageRequest& request) {
  return Move(call, request, "");
}

absl::StatusOr<v1::Package> Enablement::ExitPackage(
    const rpc::Call& call, const v1::ExitPackageRequest& request) {
  return Move(call, request, request.reason());
}

absl::StatusOr<v1::Package> Enablement::ReopenPackage(
    const rpc::Call& call, const v1::ReopenPackageRequest& request) {
  return Move(call, request, request.reason());
}

absl::StatusOr<v1::CheckBack> Enablement::CreateCheckBack(
    const rpc::Call& call, const v1::CreateCheckBackRequest& request) {
  Faults faults;
  CheckNewId("check_back_id", request.check_back_id(), faults);
  return db_.Write<v1::CheckBack>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::CheckBack> {
        TIDEMARK_ASSIGN_OR_RETURN(const v1::Package package,
                                  kPackages.Get(txn, request.parent()));
        if (package.sequel() == v1::Package::SEQUEL_DIED) {
          return Error(absl::StatusCode::kFailedPrecondition, "PACKAGE_STATE",
                       absl::StrCat(package.name(),
                                    " is ENDED because the person died; there "
                                    "is nobody to look back with"),
                       {{"name", package.name()}, {"state", "ENDED"}});
        }
        CheckCheckBack(request.check_back(), package, faults);
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        v1::CheckBack check_back;
        check_back.set_name(
            NameIn(request.parent(), "checkBacks", request.check_back_id()));
        *check_back.mutable_step_date() = request.check_back().step_date();
        *check_back.mutable_due_date() = request.check_back().due_date();
        check_back.set_provider(package.provider());
        return kCheckBacks.Insert(txn, std::move(check_back));
      });
}

absl::StatusOr<v1::CheckBack> Enablement::GetCheckBack(
    const rpc::Call& /*call*/, const v1::GetCheckBackRequest& request) {
  return kCheckBacks.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListCheckBacksResponse> Enablement::ListCheckBacks(
    const rpc::Call& /*call*/, const v1::ListCheckBacksRequest& request) {
  Faults faults;
  CheckFilter("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const size_t limit = rpc::PageSize(request.page_size());
  const store::Snapshot snapshot(db_);

  const bool all = IdOf(request.parent()) == kAnyId;
  const std::string council(CouncilOf(request.parent()));
  const auto wanted = [&](const v1::CheckBack& check_back) {
    return (request.provider().empty() ||
            check_back.provider() == request.provider()) &&
           (!request.open_only() || IsOpen(check_back));
  };
  // A package has few check-backs; a council or a provider has many.
  const auto list = [&]() -> absl::StatusOr<store::Page<v1::CheckBack>> {
    if (!all) {
      return kCheckBacks.List(snapshot,
                              absl::StrCat(request.parent(), "/checkBacks/"),
                              start, limit, wanted);
    }
    if (!request.provider().empty()) {
      return kCheckBacks.ListIndex(snapshot,
                                   request.open_only()
                                       ? kOpenCheckBacksByProvider
                                       : kCheckBacksByProvider,
                                   request.provider(), start, limit);
    }
    if (request.open_only()) {
      return kCheckBacks.ListIndex(snapshot, kOpenCheckBacksByCouncil, council,
                                   start, limit);
    }
    return kCheckBacks.List(snapshot, absl::StrCat(council, "/packages/"),
                            start, limit);
  };
  TIDEMARK_ASSIGN_OR_RETURN(store::Page<v1::CheckBack> page, list());
  v1::ListCheckBacksResponse response;
  for (v1::CheckBack& check_back : page.messages) {
    *response.add_check_backs() = std::move(check_back);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::CheckBack> Enablement::RecordCheckBack(
    const rpc::Call& call, const v1::RecordCheckBackRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.name()));
  return db_.Write<v1::CheckBack>(
      call.write(request.reopen().reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::CheckBack> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::CheckBack check_back,
            kCheckBacks.GetForUpdate(txn, request.name(), request.etag()));
        Faults faults;
        CheckFinding(request, check_back, type::DateInEngland(call.time()),
                     faults);
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        if (request.has_reopen()) {
          TIDEMARK_RETURN_IF_ERROR(ReopenAfter(txn, request, terms.check_backs,
                                               call.principal().subject));
        }
        check_back.set_result(request.result());
        *check_back.mutable_check_date() = request.check_date();
        check_back.set_words(request.words());
        return kCheckBacks.Update(txn, std::move(check_back));
      });
}

absl::StatusOr<std::vector<std::string>> Enablement::ProvidersOf(
    absl::string_view name) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::Package package,
      kPackages.Get(store::Snapshot(db_),
                    AncestorOf(name, "councils/*/packages/*")));
  return std::vector<std::string>{package.provider()};
}

}  // namespace tidemark::enablement

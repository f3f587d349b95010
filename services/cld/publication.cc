#include "services/cld/publication.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/type/date.h"
#include "services/cld/batches.h"
#include "services/cld/published_records.h"
#include "services/cld/tables.h"

namespace tidemark::cld {
namespace {

using v1::CldSubmission;

constexpr char kAll[] = "-";

absl::Status NotCommitted(absl::string_view name) {
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_COMMITTED",
               absl::StrCat(name,
                            " is not committed; only committed "
                            "client-level data is published"),
               {{"name", std::string(name)}});
}

// The committed submissions of the council; `name` must be one of them, or
// stand for all.
absl::StatusOr<std::vector<CldSubmission>> SubmissionsFor(
    const store::Reader& reader, absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<CldSubmission> committed,
                            CommittedOf(reader, CouncilOf(name)));
  if (IdOf(name) == kAll) {
    if (committed.empty()) return NotCommitted("client-level data");
    return committed;
  }
  TIDEMARK_ASSIGN_OR_RETURN(const CldSubmission submission,
                            kSubmissions.Get(reader, name));
  if (submission.state() != CldSubmission::STATE_COMMITTED) {
    return NotCommitted(name);
  }
  return committed;
}

// Which submissions, as they are now, what is prepared on `today` rests on.
std::string BasisOf(absl::string_view name,
                    const std::vector<CldSubmission>& submissions, Day today) {
  std::string basis = absl::StrCat(name, " ", today);
  for (const CldSubmission& submission : submissions) {
    absl::StrAppend(&basis, " ", IdOf(submission.name()), "@",
                    submission.etag());
  }
  return basis;
}

absl::StatusOr<std::vector<std::string>> ProvidersOf(
    const store::Reader& reader, absl::string_view council,
    const std::vector<std::string>& locations) {
  std::vector<std::string> providers(1);
  for (size_t i = 1; i < locations.size(); ++i) {
    TIDEMARK_ASSIGN_OR_RETURN(
        std::string provider,
        ProviderOfLocation(reader, council, locations[i]));
    providers.push_back(std::move(provider));
  }
  return providers;
}

Day AsOf(const Events& events, Day today) {
  Day latest = kNoDay;
  for (const Event& event : events.events) {
    latest = std::max(latest, event.period_end);
  }
  return latest == kNoDay ? today : std::min(latest, today);
}

// Whom a submission is about; all people of all submissions for `-`.
class Scope {
 public:
  static absl::StatusOr<Scope> Of(
      const store::Reader& reader, absl::string_view name,
      const std::vector<CldSubmission>& submissions) {
    Scope scope;
    for (const CldSubmission& submission : submissions) {
      if (submission.name() != name) continue;
      TIDEMARK_ASSIGN_OR_RETURN(const Events events,
                                EventsOf(reader, {submission}));
      for (const Event& event : events.events) {
        scope.people_.insert(event.person);
      }
      scope.all_ = false;
    }
    return scope;
  }

  bool Has(const PersonKey& person) const {
    return all_ || people_.contains(person);
  }

 private:
  bool all_ = true;
  absl::flat_hash_set<PersonKey> people_;
};

// Answers the page of `items` that `request` asks for, each as `to_proto` makes
// it. `version` says what the items rest on.
template <typename Request, typename Item, typename Page, typename Response,
          typename ToProto>
absl::Status FillPage(const Request& request, absl::string_view version,
                      const std::vector<Item>& items, Page& page,
                      Response& response, const ToProto& to_proto) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  size_t from = 0;
  if (!start.empty()) {
    const std::vector<absl::string_view> parts =
        absl::StrSplit(start, absl::MaxSplits('|', 1));
    if (parts.size() != 2 || parts[1] != version ||
        !absl::SimpleAtoi(parts[0], &from)) {
      return Error(absl::StatusCode::kAborted, "SUBMISSIONS_CHANGED",
                   "submissions were committed, or locations stored, "
                   "meanwhile; begin again");
    }
  }
  const size_t to =
      std::min(items.size(), from + rpc::PageSize(request.page_size()));
  for (size_t i = from; i < to; ++i) *page.Add() = to_proto(items[i]);
  response.set_next_page_token(rpc::NextPageToken(
      request, to < items.size() ? absl::StrCat(to, "|", version) : ""));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Publication::Kept>> Publication::Find(
    const rpc::Call& call, absl::string_view name) {
  const Day today = type::DayNumber(type::DateInEngland(call.time()));
  const absl::string_view council = CouncilOf(name);
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<CldSubmission> submissions,
                            SubmissionsFor(snapshot, name));
  auto found = std::make_shared<Kept>();
  found->basis = BasisOf(name, submissions, today);
  const MutexLock lock(preparing_);
  if (kept_ != nullptr && kept_->basis == found->basis) {
    TIDEMARK_ASSIGN_OR_RETURN(found->providers,
                              ProvidersOf(snapshot, council, kept_->locations));
    if (found->providers == kept_->providers) return kept_;
  }
  kept_.reset();
  TIDEMARK_ASSIGN_OR_RETURN(const Scope scope,
                            Scope::Of(snapshot, name, submissions));
  TIDEMARK_ASSIGN_OR_RETURN(Events events, EventsOf(snapshot, submissions));
  TIDEMARK_ASSIGN_OR_RETURN(found->providers,
                            ProvidersOf(snapshot, council, events.locations));
  found->version = absl::StrCat(
      found->basis, " ",
      std::count_if(found->providers.begin(), found->providers.end(),
                    [](const std::string& p) { return !p.empty(); }));
  const Setting setting = {.as_of = AsOf(events, today),
                           .today = today,
                           .providers = found->providers};
  ForEachPerson(events, [&](const PersonEvents& person) {
    if (scope.Has(person.person)) Prepare(person, setting, found->prepared);
  });
  found->locations = std::move(events.locations);
  kept_ = std::move(found);
  return kept_;
}

absl::StatusOr<v1::CldPublication> Publication::GetCldPublication(
    const rpc::Call& call, const v1::GetCldPublicationRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::shared_ptr<const Kept> kept,
                            Find(call, request.parent()));
  std::map<v1::CldSkipReason, int32_t> skipped;
  for (const SkippedService& service : kept->prepared.skipped) {
    ++skipped[service.reason];
  }
  v1::CldPublication publication;
  publication.set_name(request.parent());
  publication.set_people(static_cast<int32_t>(kept->prepared.people.size()));
  publication.set_packages(
      static_cast<int32_t>(kept->prepared.packages.size()));
  for (const auto& [reason, services] : skipped) {
    v1::CldPublication::Skipped& one = *publication.add_skipped();
    one.set_reason(reason);
    one.set_services(services);
  }
  return publication;
}

absl::StatusOr<v1::ListCldPeopleResponse> Publication::ListCldPeople(
    const rpc::Call& call, const v1::ListCldPeopleRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::shared_ptr<const Kept> kept,
                            Find(call, request.parent()));
  const absl::string_view council = CouncilOf(request.parent());
  v1::ListCldPeopleResponse response;
  TIDEMARK_RETURN_IF_ERROR(FillPage(
      request, kept->version, kept->prepared.people, *response.mutable_people(),
      response,
      [&](const CldPerson& person) { return ToProto(person, council); }));
  return response;
}

absl::StatusOr<v1::ListCldPackagesResponse> Publication::ListCldPackages(
    const rpc::Call& call, const v1::ListCldPackagesRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::shared_ptr<const Kept> kept,
                            Find(call, request.parent()));
  const absl::string_view council = CouncilOf(request.parent());
  v1::ListCldPackagesResponse response;
  TIDEMARK_RETURN_IF_ERROR(FillPage(
      request, kept->version, kept->prepared.packages,
      *response.mutable_packages(), response, [&](const CldPackage& package) {
        return ToProto(package, council, kept->providers[package.location]);
      }));
  return response;
}

absl::StatusOr<v1::ListCldSkippedServicesResponse>
Publication::ListCldSkippedServices(
    const rpc::Call& call, const v1::ListCldSkippedServicesRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::shared_ptr<const Kept> kept,
                            Find(call, request.parent()));
  v1::ListCldSkippedServicesResponse response;
  TIDEMARK_RETURN_IF_ERROR(
      FillPage(request, kept->version, kept->prepared.skipped,
               *response.mutable_services(), response,
               [&](const SkippedService& service) {
                 return ToProto(service, kept->locations[service.location]);
               }));
  return response;
}

}  // namespace tidemark::cld

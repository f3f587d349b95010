#include "services/enablement/episodes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/type/date.h"
#include "services/enablement/check_backs.h"
#include "services/enablement/episode_view.h"
#include "services/enablement/levels.h"
#include "services/enablement/package_moves.h"
#include "services/enablement/tables.h"
#include "services/enablement/terms.h"
#include "services/enablement/track.h"
#include "services/enablement/work.h"

namespace tidemark::enablement {
namespace {

using v1::Package;

// The most earlier packages that an episode shows.
constexpr int kMostEarlier = 20;

// The packages that `package` continues, the latest first: those that
// `principal` may see.
absl::StatusOr<std::vector<v1::EarlierEpisode>> ReadEarlier(
    const store::Reader& reader, const rpc::Principal& principal,
    const Package& package) {
  std::vector<v1::EarlierEpisode> all;
  std::string name = package.continues();
  for (int i = 0; i < kMostEarlier && !name.empty(); ++i) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Package> earlier,
                              kPackages.Find(reader, name));
    if (!earlier) break;
    if (!principal.is_provider() || earlier->provider() == principal.provider) {
      all.push_back(EarlierOf(*earlier));
    }
    name = earlier->continues();
  }
  return all;
}

// Whether `package` is among what `request` asks for, as far as it alone says.
bool MayBeWanted(const Package& package,
                 const v1::ListEpisodesRequest& request) {
  if (!request.provider().empty() && package.provider() != request.provider()) {
    return false;
  }
  if (package.origin() == Package::ORIGIN_CLIENT_LEVEL_DATA) return false;
  if (request.status() == v1::Episode::STATUS_ENDED) {
    return package.state() == Package::STATE_ENDED &&
           (package.stage() == Package::STAGE_ENABLE ||
            !package.plan().empty());
  }
  return IsFollowed(package);
}

bool IsWanted(const v1::Episode& episode,
              const v1::ListEpisodesRequest& request) {
  if (request.status() != v1::Episode::STATUS_UNSPECIFIED &&
      request.status() != episode.status()) {
    return false;
  }
  return request.warning() == v1::EpisodeWarning::CODE_UNSPECIFIED ||
         std::any_of(episode.warnings().begin(), episode.warnings().end(),
                     [&](const v1::EpisodeWarning& warning) {
                       return warning.code() == request.warning();
                     });
}

absl::Status CheckProvider(absl::string_view provider,
                           absl::string_view parent) {
  Faults faults;
  if (!provider.empty()) {
    CheckName("provider", provider, "councils/*/providers/*", parent, faults);
  }
  return faults.ToStatus();
}

}  // namespace

absl::StatusOr<v1::Episode> Episodes::GetEpisode(
    const rpc::Call& call, const v1::GetEpisodeRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.name()));
  const type::Date today = type::DateInEngland(call.time());
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(const Package package,
                            kPackages.Get(snapshot, request.name()));
  TIDEMARK_ASSIGN_OR_RETURN(const EpisodeRecords records,
                            ReadRecords(snapshot, package.name()));
  const Track track = {.package = package,
                       .check_backs = records.check_backs,
                       .waiting = records.waiting,
                       .terms = terms.episodes};
  v1::Episode episode = Summary(track, today);
  for (v1::EpisodeDay& day : DaysOf(track, today)) {
    *episode.add_days() = std::move(day);
  }
  for (const v1::CheckBack& check_back : records.check_backs) {
    *episode.add_check_backs() = check_back;
  }
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<v1::EarlierEpisode> earlier,
                            ReadEarlier(snapshot, call.principal(), package));
  for (v1::EarlierEpisode& one : earlier) {
    *episode.add_earlier() = std::move(one);
  }
  return episode;
}

absl::StatusOr<v1::ListEpisodesResponse> Episodes::ListEpisodes(
    const rpc::Call& call, const v1::ListEpisodesRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckProvider(request.provider(), request.parent()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.parent()));
  const type::Date today = type::DateInEngland(call.time());
  const size_t limit = rpc::PageSize(request.page_size());
  const store::Snapshot snapshot(db_);

  std::vector<v1::Episode> episodes;
  absl::Status status;
  const auto wanted = [&](const Package& package) {
    if (!status.ok() || !MayBeWanted(package, request)) return false;
    const absl::StatusOr<EpisodeRecords> records =
        ReadRecords(snapshot, package.name());
    if (!records.ok()) {
      status = records.status();
      return false;
    }
    v1::Episode episode = Summary({.package = package,
                                   .check_backs = records->check_backs,
                                   .waiting = records->waiting,
                                   .terms = terms.episodes},
                                  today);
    if (!IsWanted(episode, request)) return false;
    episodes.push_back(std::move(episode));
    return true;
  };
  TIDEMARK_ASSIGN_OR_RETURN(
      const store::Page<Package> page,
      request.provider().empty()
          ? kPackages.List(snapshot,
                           absl::StrCat(request.parent(), "/packages/"), start,
                           limit, wanted)
          : kPackages.ListIndex(snapshot, kPackagesByProvider,
                                request.provider(), start, limit, wanted));
  TIDEMARK_RETURN_IF_ERROR(status);
  v1::ListEpisodesResponse response;
  // One more than the page holds has been looked at, to see that it is there.
  for (size_t i = 0; i < page.messages.size(); ++i) {
    *response.add_episodes() = std::move(episodes[i]);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::ListWorkResponse> Episodes::ListWork(
    const rpc::Call& call, const v1::ListWorkRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckProvider(request.provider(), request.parent()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.parent()));
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<v1::WorkItem> items,
                            FindWork(store::Snapshot(db_), request, terms,
                                     type::DateInEngland(call.time())));
  const auto limit = static_cast<int>(rpc::PageSize(request.page_size()));
  v1::ListWorkResponse response;
  for (v1::WorkItem& item : items) {
    std::string place = PlaceOf(item);
    if (place < start) continue;
    if (response.items_size() == limit) {
      response.set_next_page_token(rpc::NextPageToken(request, place));
      break;
    }
    *response.add_items() = std::move(item);
  }
  return response;
}

absl::StatusOr<v1::EpisodeTerms> Episodes::GetEpisodeTerms(
    const rpc::Call& /*call*/, const v1::GetEpisodeTermsRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(Terms terms, TermsFor(councils_, request.name()));
  return std::move(terms.episodes);
}

template <typename Request>
absl::StatusOr<Package> Episodes::Move(const rpc::Call& call,
                                       const Request& request,
                                       absl::string_view reason) {
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.name()));
  return db_.Write<Package>(
      call.write(reason),
      [&](store::Transaction& txn) -> absl::StatusOr<Package> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Package before,
            kPackages.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_ASSIGN_OR_RETURN(
            Package after, Apply(before, request, call.principal().subject));
        return StoreMoved(txn, terms.check_backs, before, std::move(after));
      });
}

absl::StatusOr<Package> Episodes::ExtendPackage(
    const rpc::Call& call, const v1::ExtendPackageRequest& request) {
  const auto decided = type::FromProto(request.extension().decision_date());
  const type::Date today = type::DateInEngland(call.time());
  if (decided.ok() && *decided > today) {
    Faults faults;
    faults.Add({.field = "extension.decision_date",
                .code = "DECISION_AHEAD",
                .message = absl::StrCat("must not be after today, ",
                                        type::FormatIsoDate(today), "; is ",
                                        type::FormatIsoDate(*decided))});
    return faults.ToStatus();
  }
  return Move(call, request, request.extension().reason());
}

absl::StatusOr<Package> Episodes::SetGoals(const rpc::Call& call,
                                           const v1::SetGoalsRequest& request) {
  return Move(call, request, "");
}

}  // namespace tidemark::enablement

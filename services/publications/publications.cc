#include "services/publications/publications.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/sheet/export_table.h"
#include "common/type/date.h"
#include "common/type/decisions.h"
#include "services/publications/export.h"
#include "services/publications/months.h"
#include "services/publications/rules.h"
#include "services/publications/tables.h"
#include "services/publications/tabling.h"

namespace tidemark::publications {
namespace {

using v1::DraftCases;
using v1::Publication;

// What has ever been public of a metric: it stays known though it be withdrawn.
absl::StatusOr<std::vector<Publication>> ReadPublished(
    const store::Reader& reader, absl::string_view council,
    absl::string_view metric) {
  std::vector<Publication> published;
  TIDEMARK_RETURN_IF_ERROR(kPublications.Scan(
      reader, absl::StrCat(council, "/publications/"), "",
      [&](Publication& publication) {
        if (publication.has_publish_time() && publication.metric() == metric) {
          published.push_back(std::move(publication));
        }
        return true;
      }));
  return published;
}

absl::Status CheckIsDraft(const Publication& publication) {
  if (publication.state() == Publication::STATE_DRAFT) return absl::OkStatus();
  const std::string state = Publication::State_Name(publication.state());
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_A_DRAFT",
               absl::StrCat(publication.name(), " is ", state,
                            "; draft another one instead"),
               {{"name", publication.name()}, {"state", state}});
}

// What the caller set of a new publication.
Publication FromCaller(const Publication& given) {
  Publication publication;
  publication.set_title(given.title());
  publication.set_metric(given.metric());
  publication.set_row_kind(given.row_kind());
  publication.set_attribute(given.attribute());
  *publication.mutable_periods() = given.periods();
  publication.set_state(Publication::STATE_DRAFT);
  return publication;
}

// The months of the publication that are in none that was published.
MonthsOfCases NewMonths(const Publication& publication,
                        const MonthsOfCases& closed,
                        const monitoring::v1::ListCasesResponse& cases) {
  MonthsOfCases months;
  const absl::string_view council = CouncilOf(publication.name());
  for (const v1::PublishedPeriod& period : publication.periods()) {
    const Months of = MonthsOf(period);
    for (int32_t month = of.first; month <= of.last; ++month) {
      if (closed.contains(month) || months.contains(month)) continue;
      months.emplace(
          month,
          Close(cases, MonthName(council, publication.metric(), month), month));
    }
  }
  return months;
}

// The publication as `caller` sees it; `NOT_FOUND` if not at all.
absl::StatusOr<Publication> Seen(const rpc::Call& call,
                                 Publication publication) {
  if (!SeesDrafts(call.principal()) &&
      publication.state() != Publication::STATE_PUBLISHED) {
    return store::RecordTable::NotFound(publication.name());
  }
  return publication;
}

}  // namespace

absl::StatusOr<Publications::Draft> Publications::Prepare(
    Publication publication, absl::Time now) const {
  const std::string council(CouncilOf(publication.name()));
  const store::Snapshot known(db_);
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<Publication> published,
      ReadPublished(known, council, publication.metric()));
  const std::vector<Publication> related = Related(publication, published);
  const Months span = SpanOf(publication, related);
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto cases, ReadCases(ask_, council, publication.metric(), span));
  TIDEMARK_ASSIGN_OR_RETURN(
      MonthsOfCases months,
      ReadClosed(known, council, publication.metric(), span));

  publication.clear_closed_months();
  for (const auto& [month, closed] : months) {
    for (const v1::PublishedPeriod& period : publication.periods()) {
      if (!MonthsOf(period).Overlaps({month, month})) continue;
      *publication.add_closed_months() = MonthOf(month);
      break;
    }
  }
  DraftCases draft;
  draft.set_name(publication.name());
  draft.set_published_before(static_cast<int32_t>(published.size()));
  for (auto& [month, added] : NewMonths(publication, months, cases)) {
    *draft.add_months() = added;
    months.emplace(month, std::move(added));
  }
  TIDEMARK_RETURN_IF_ERROR(MakeTable(
      {.months = months, .cases = cases, .published = related}, publication));
  *publication.mutable_definition() = cases.metric();
  *publication.mutable_as_of() = cases.as_of();
  *publication.mutable_as_of_time() = type::TimestampOf(now);
  SetLegend(publication);
  return Draft{.publication = std::move(publication),
               .cases = std::move(draft)};
}

absl::StatusOr<Publication> Publications::CreatePublication(
    const rpc::Call& call, const v1::CreatePublicationRequest& request) {
  Faults faults;
  CheckPublication(request.publication_id(), request.publication(),
                   type::DateInEngland(call.time()), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  Publication publication = FromCaller(request.publication());
  publication.set_name(
      NameIn(request.parent(), "publications", request.publication_id()));
  TIDEMARK_ASSIGN_OR_RETURN(Draft draft,
                            Prepare(std::move(publication), call.time()));
  return db_.Write<Publication>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<Publication> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Publication stored,
            kPublications.Insert(txn, std::move(draft.publication)));
        TIDEMARK_RETURN_IF_ERROR(kDraftCases.Replace(txn, draft.cases));
        return stored;
      });
}

absl::StatusOr<Publication> Publications::PreviewPublication(
    const rpc::Call& call, const v1::PreviewPublicationRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      Publication before,
      kPublications.GetForUpdate(store::Snapshot(db_), request.name(),
                                 request.etag()));
  TIDEMARK_RETURN_IF_ERROR(CheckIsDraft(before));
  const std::string etag = before.etag();
  TIDEMARK_ASSIGN_OR_RETURN(Draft draft,
                            Prepare(std::move(before), call.time()));
  return db_.Write<Publication>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<Publication> {
        TIDEMARK_RETURN_IF_ERROR(
            kPublications.GetForUpdate(txn, request.name(), etag).status());
        TIDEMARK_RETURN_IF_ERROR(kDraftCases.Replace(txn, draft.cases));
        return kPublications.Update(txn, std::move(draft.publication));
      });
}

absl::StatusOr<Publication> Publications::PublishPublication(
    const rpc::Call& call, const v1::PublishPublicationRequest& request) {
  return db_.Write<Publication>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<Publication> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Publication publication,
            kPublications.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(CheckIsDraft(publication));
        TIDEMARK_ASSIGN_OR_RETURN(const DraftCases cases,
                                  kDraftCases.Get(txn, request.name()));
        TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Publication> published,
                                  ReadPublished(txn, CouncilOf(request.name()),
                                                publication.metric()));
        if (static_cast<int32_t>(published.size()) !=
            cases.published_before()) {
          return Error(
              absl::StatusCode::kFailedPrecondition, "PREVIEW_OUTDATED",
              absl::StrCat("something else has been published since ",
                           request.name(), " was previewed; preview it again"),
              {{"name", request.name()}});
        }
        for (const v1::ClosedMonth& month : cases.months()) {
          TIDEMARK_RETURN_IF_ERROR(kClosedMonths.Replace(txn, month));
        }
        TIDEMARK_RETURN_IF_ERROR(kDraftCases.Delete(txn, request.name()));
        StripReasons(publication);
        publication.set_state(Publication::STATE_PUBLISHED);
        *publication.mutable_publish_time() = type::TimestampOf(call.time());
        return kPublications.Update(txn, std::move(publication));
      });
}

absl::StatusOr<Publication> Publications::WithdrawPublication(
    const rpc::Call& call, const v1::WithdrawPublicationRequest& request) {
  return db_.Write<Publication>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<Publication> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Publication publication,
            kPublications.GetForUpdate(txn, request.name(), request.etag()));
        if (publication.state() == Publication::STATE_WITHDRAWN) {
          return Error(absl::StatusCode::kFailedPrecondition,
                       "ALREADY_WITHDRAWN",
                       absl::StrCat(request.name(), " is withdrawn already"),
                       {{"name", request.name()}});
        }
        if (publication.state() == Publication::STATE_DRAFT) {
          TIDEMARK_RETURN_IF_ERROR(kDraftCases.Delete(txn, request.name()));
        }
        publication.set_state(Publication::STATE_WITHDRAWN);
        *publication.mutable_withdraw_time() = type::TimestampOf(call.time());
        publication.set_withdraw_reason(request.reason());
        return kPublications.Update(txn, std::move(publication));
      });
}

absl::StatusOr<Publication> Publications::GetPublication(
    const rpc::Call& call, const v1::GetPublicationRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      Publication publication,
      kPublications.Get(store::Snapshot(db_), request.name()));
  return Seen(call, std::move(publication));
}

absl::StatusOr<v1::ListPublicationsResponse> Publications::ListPublications(
    const rpc::Call& call, const v1::ListPublicationsRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<Publication> page,
      kPublications.List(store::Snapshot(db_),
                         absl::StrCat(request.parent(), "/publications/"),
                         start, rpc::PageSize(request.page_size()),
                         [&](const Publication& publication) {
                           return SeesDrafts(call.principal()) ||
                                  publication.state() ==
                                      Publication::STATE_PUBLISHED;
                         }));
  v1::ListPublicationsResponse response;
  for (Publication& publication : page.messages) {
    publication.clear_rows();
    *response.add_publications() = std::move(publication);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<type::v1::ExportedFile> Publications::ExportPublication(
    const rpc::Call& call, const v1::ExportPublicationRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      Publication publication,
      kPublications.Get(store::Snapshot(db_), request.name()));
  TIDEMARK_ASSIGN_OR_RETURN(publication, Seen(call, std::move(publication)));
  sheet::ExportTable table = TableOf(publication);
  table.about.emplace_back("Made for", call.principal().subject);
  return sheet::MakeFile(table, request.format(), call.time());
}

}  // namespace tidemark::publications

#include "services/publications/publications.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/functional/function_ref.h"
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
    const std::vector<std::string>& metrics) {
  std::vector<Publication> published;
  TIDEMARK_RETURN_IF_ERROR(kPublications.Scan(
      reader, absl::StrCat(council, "/publications/"), "",
      [&](Publication& publication) {
        if (publication.has_publish_time() &&
            std::find(metrics.begin(), metrics.end(), publication.metric()) !=
                metrics.end()) {
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
  publication.set_with_corrections(given.with_corrections());
  publication.set_state(Publication::STATE_DRAFT);
  return publication;
}

// Calls `visit` with each month of the publication once, in order.
void ForEachMonth(const Publication& publication,
                  absl::FunctionRef<void(int32_t month)> visit) {
  std::set<int32_t> months;
  for (const v1::PublishedPeriod& period : publication.periods()) {
    const Months of = MonthsOf(period);
    for (int32_t month = of.first; month <= of.last; ++month) {
      months.insert(month);
    }
  }
  for (const int32_t month : months) visit(month);
}

absl::Status Refused(const char* reason, const Publication& publication,
                     absl::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(publication.name(), " cannot be made: ", why),
               {{"name", publication.name()}});
}

// Refuses months that are too young for the metric.
absl::Status CheckSettled(const Publication& publication,
                          const monitoring::v1::ListCasesResponse& cases) {
  Faults faults;
  const int32_t settled = IndexOf(cases.last_settled_month());
  for (int i = 0; i < publication.periods_size(); ++i) {
    if (MonthsOf(publication.periods(i)).last <= settled) continue;
    faults.Add(
        {.field = absl::StrCat("publication.periods[", i, "]"),
         .code = "PERIOD_TOO_YOUNG",
         .message = absl::StrCat(
             "must not end after ",
             type::YearMonth::FromIndex(settled).Format(),
             ", the last month whose cases can be judged today: a month is "
             "published once")});
  }
  return faults.ToStatus();
}

// Refuses a metric that counts what another one has told of already.
absl::Status CheckSharesNoCases(const Publication& publication,
                                const std::vector<Publication>& others) {
  const std::vector<Publication> related = Related(publication, others);
  if (related.empty()) return absl::OkStatus();
  return Refused("METRIC_SHARES_CASES", publication,
                 absl::StrCat(related.front().name(), " has published ",
                              related.front().metric(),
                              " of the same months, which counts the same "
                              "cases: each would tell of the other; take other "
                              "months or that metric"));
}

absl::Status CheckLocations(const Publication& publication,
                            const std::vector<Publication>& related,
                            const MonthsOfCases& months) {
  const auto by_location = [](const Publication& one) {
    return one.row_kind() == Publication::ROWS_LOCATIONS;
  };
  if (!by_location(publication) &&
      std::none_of(related.begin(), related.end(), by_location)) {
    return absl::OkStatus();
  }
  for (const auto& [month, closed] : months) {
    if (closed.by_location()) continue;
    return Refused("CLOSED_WITHOUT_LOCATIONS", publication,
                   absl::StrCat(type::YearMonth::FromIndex(month).Format(),
                                " was closed before locations were kept; take "
                                "rows of another kind or other months"));
  }
  return absl::OkStatus();
}

// The months of a corrected edition whose cases are not what they were when
// they were closed, as they are now.
absl::StatusOr<MonthsOfCases> CorrectedMonths(
    const Publication& publication, const std::vector<Publication>& related,
    const MonthsOfCases& closed,
    const monitoring::v1::ListCasesResponse& cases) {
  MonthsOfCases corrected;
  MonthsOfCases changes;
  const absl::string_view council = CouncilOf(publication.name());
  ForEachMonth(publication, [&](int32_t month) {
    const auto before = closed.find(month);
    if (before == closed.end()) return;
    std::optional<v1::ClosedMonth> now = Correct(
        before->second,
        Close(cases, MonthName(council, publication.metric(), month), month));
    if (!now) return;
    changes.emplace(month, ChangesOf(before->second, *now));
    corrected.emplace(month, *std::move(now));
  });
  if (corrected.empty()) {
    return Refused("NOTHING_TO_CORRECT", publication,
                   "none of its months was published with other cases; draft "
                   "it without corrections");
  }
  if (!AreLarge(changes, related, cases)) {
    return Refused("CORRECTION_TOO_SMALL", publication,
                   "some of what was corrected is of fewer than 5 cases that "
                   "meet the question or fewer than 5 that do not, and would "
                   "show beside what was published; scorecards have it");
  }
  return corrected;
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
      ReadPublished(known, council, {publication.metric()}));
  const std::vector<Publication> related = Related(publication, published);
  const Months span = SpanOf(publication, related);
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto cases, ReadCases(ask_, council, publication.metric(), span));
  TIDEMARK_RETURN_IF_ERROR(CheckSettled(publication, cases));
  const std::vector<std::string> others(cases.related_metrics().begin(),
                                        cases.related_metrics().end());
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Publication> sharing,
                            ReadPublished(known, council, others));
  TIDEMARK_RETURN_IF_ERROR(CheckSharesNoCases(publication, sharing));
  TIDEMARK_ASSIGN_OR_RETURN(
      MonthsOfCases months,
      ReadClosed(known, council, publication.metric(), span));

  DraftCases draft;
  draft.set_name(publication.name());
  *draft.mutable_related_metrics() = cases.related_metrics();
  draft.set_published_before(
      static_cast<int32_t>(published.size() + sharing.size()));
  publication.clear_closed_months();
  publication.clear_corrected_months();
  if (publication.with_corrections()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        MonthsOfCases corrected,
        CorrectedMonths(publication, related, months, cases));
    for (auto& [month, cases_of] : corrected) {
      *publication.add_corrected_months() = MonthOf(month);
      *draft.add_months() = cases_of;
      months[month] = std::move(cases_of);
    }
  }
  ForEachMonth(publication, [&](int32_t month) {
    if (months.contains(month)) {
      *publication.add_closed_months() = MonthOf(month);
      return;
    }
    v1::ClosedMonth added =
        Close(cases, MonthName(council, publication.metric(), month), month);
    *draft.add_months() = added;
    months.emplace(month, std::move(added));
  });
  TIDEMARK_RETURN_IF_ERROR(CheckLocations(publication, related, months));
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
        std::vector<std::string> metrics(cases.related_metrics().begin(),
                                         cases.related_metrics().end());
        metrics.push_back(publication.metric());
        TIDEMARK_ASSIGN_OR_RETURN(
            const std::vector<Publication> published,
            ReadPublished(txn, CouncilOf(request.name()), metrics));
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

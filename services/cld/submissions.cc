#include "services/cld/submissions.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"
#include "common/rpc/page.h"
#include "common/type/date.h"
#include "services/cld/batches.h"
#include "services/cld/rows.h"
#include "services/cld/tables.h"

namespace tidemark::cld {
namespace {

using v1::CldSubmission;
using v1::StoredFindings;

absl::Status WrongState(const CldSubmission& submission,
                        absl::string_view what) {
  const std::string state = CldSubmission::State_Name(submission.state());
  return Error(absl::StatusCode::kFailedPrecondition, "SUBMISSION_NOT_OPEN",
               absl::StrCat(submission.name(), " is ", state, "; ", what),
               {{"name", submission.name()}, {"state", state}});
}

absl::Status CheckOpen(const CldSubmission& submission,
                       absl::string_view what) {
  if (submission.state() == CldSubmission::STATE_OPEN) return absl::OkStatus();
  return WrongState(submission, what);
}

bool SamePeriod(const CldSubmission& a, const CldSubmission& b) {
  const auto same = [](const type::v1::Date& x, const type::v1::Date& y) {
    return x.year() == y.year() && x.month() == y.month() && x.day() == y.day();
  };
  return same(a.period_start_date(), b.period_start_date()) &&
         same(a.period_end_date(), b.period_end_date());
}

// Takes from what was found what the submission says of itself.
void SetPeriod(const StoredFindings& findings, CldSubmission& submission) {
  if (findings.last_period_end() == 0) return;
  *submission.mutable_period_start_date() = type::ToProto(
      type::FromDayNumber(PeriodDay(findings.first_period_start())));
  *submission.mutable_period_end_date() =
      type::ToProto(type::FromDayNumber(PeriodDay(findings.last_period_end())));
}

void AddCounts(const StoredFindings& findings, CldSubmission& submission) {
  submission.set_batches(submission.batches() + 1);
  submission.set_rows(submission.rows() + findings.rows());
  submission.set_events(submission.events() + findings.events());
  submission.set_unusable_rows(submission.unusable_rows() +
                               findings.unusable_rows_size());
  submission.set_rows_without_event(submission.rows_without_event() +
                                    findings.without_event());
}

// The page of `items` that `request` asks for; where the next one starts goes
// into `response`.
template <typename Request, typename Items, typename Response>
absl::Status FillPage(const Request& request, const Items& items, Items& page,
                      Response& response) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  int from = 0;
  if (!start.empty() && !absl::SimpleAtoi(start, &from)) {
    return absl::InternalError("a page token without a place");
  }
  const int size = static_cast<int>(rpc::PageSize(request.page_size()));
  const int to = std::min(items.size(), from + size);
  for (int i = from; i < to; ++i) *page.Add() = items.Get(i);
  response.set_next_page_token(
      rpc::NextPageToken(request, to < items.size() ? absl::StrCat(to) : ""));
  return absl::OkStatus();
}

absl::StatusOr<StoredFindings> FindingsCalled(store::Database& db,
                                              absl::string_view name) {
  const store::Snapshot snapshot(db);
  TIDEMARK_ASSIGN_OR_RETURN(const CldSubmission submission,
                            kSubmissions.Get(snapshot, name));
  return FindingsOf(snapshot, submission);
}

}  // namespace

absl::StatusOr<CldSubmission> Submissions::CreateCldSubmission(
    const rpc::Call& call, const v1::CreateCldSubmissionRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  CheckId("submission_id", request.submission_id(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  CldSubmission submission;
  submission.set_name(
      NameIn(request.parent(), "cldSubmissions", request.submission_id()));
  submission.set_display_name(request.submission().display_name());
  submission.set_state(CldSubmission::STATE_OPEN);
  submission.set_key_id(key_id_);
  return db_.Write<CldSubmission>(call.write(), [&](store::Transaction& txn) {
    return kSubmissions.Insert(txn, std::move(submission));
  });
}

absl::StatusOr<CldSubmission> Submissions::AddCldRows(
    const rpc::Call& call, const v1::AddCldRowsRequest& request) {
  constexpr char kClosed[] = "rows can be added to an open submission only";
  const int file = std::max(1, request.file());
  const int first_row = std::max(2, request.first_row());
  const std::string name = BatchName(request.name(), file, request.batch());
  const std::string digest = rpc::Sha256(
      absl::StrCat(first_row, "|", request.header(), "|", request.rows()));
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(const CldSubmission submission,
                            kSubmissions.Get(snapshot, request.name()));
  TIDEMARK_RETURN_IF_ERROR(CheckOpen(submission, kClosed));
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<StoredFindings> known,
                            kFindings.Find(snapshot, name));
  if (known && known->digest() == digest) return submission;
  // Read before the transaction: the others need not wait for it.
  const absl::string_view council = CouncilOf(request.name());
  TIDEMARK_ASSIGN_OR_RETURN(ReadBatch read,
                            ReadRows({.header = request.header(),
                                      .rows = request.rows(),
                                      .file = file,
                                      .first_row = first_row,
                                      .council = IdOf(council)},
                                     hasher_));
  read.events.set_name(name);
  read.findings.set_name(name);
  read.findings.set_digest(digest);
  return db_.Write<CldSubmission>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<CldSubmission> {
        TIDEMARK_ASSIGN_OR_RETURN(CldSubmission current,
                                  kSubmissions.Get(txn, request.name()));
        TIDEMARK_RETURN_IF_ERROR(CheckOpen(current, kClosed));
        TIDEMARK_ASSIGN_OR_RETURN(const std::optional<StoredFindings> before,
                                  kFindings.Find(txn, name));
        if (before && before->digest() == digest) return current;
        if (before) {
          return Error(absl::StatusCode::kAlreadyExists, "BATCH_DIFFERS",
                       absl::StrCat("batch ", request.batch(), " of file ",
                                    file, " of ", request.name(),
                                    " is there with other rows; abandon the "
                                    "submission and start anew"),
                       {{"name", request.name()},
                        {"file", absl::StrCat(file)},
                        {"batch", absl::StrCat(request.batch())}});
        }
        TIDEMARK_RETURN_IF_ERROR(
            kEvents.Insert(txn, std::move(read.events)).status());
        TIDEMARK_RETURN_IF_ERROR(kFindings.Insert(txn, read.findings).status());
        AddCounts(read.findings, current);
        return kSubmissions.Update(txn, std::move(current));
      });
}

absl::Status Submissions::CheckKey(const CldSubmission& submission,
                                   const CldSubmission& other) const {
  if (submission.key_id() == other.key_id()) return absl::OkStatus();
  return Error(
      absl::StatusCode::kFailedPrecondition, "KEY_CHANGED",
      absl::StrCat("the people of ", other.name(),
                   " are hashed with another key, so that nobody could be "
                   "matched; restore the key, or abandon that submission and "
                   "import its extract again"),
      {{"name", other.name()}});
}

absl::Status Submissions::ReplaceOthers(store::Transaction& txn,
                                        CldSubmission& submission) const {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<CldSubmission> others,
                            CommittedOf(txn, CouncilOf(submission.name())));
  // Nothing says that extracts without a period are of the same one: they may
  // be parts, so they stand side by side.
  const bool stated = submission.has_period_end_date();
  for (CldSubmission other : others) {
    if (!stated || !SamePeriod(submission, other)) {
      TIDEMARK_RETURN_IF_ERROR(CheckKey(submission, other));
      continue;
    }
    submission.set_replaces(other.name());
    other.set_state(CldSubmission::STATE_REPLACED);
    other.set_replaced_by(submission.name());
    TIDEMARK_RETURN_IF_ERROR(RemoveEvents(txn, other.name()));
    TIDEMARK_RETURN_IF_ERROR(
        kSubmissions.Update(txn, std::move(other)).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<CldSubmission> Submissions::CommitCldSubmission(
    const rpc::Call& call, const v1::CommitCldSubmissionRequest& request) {
  return db_.Write<CldSubmission>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<CldSubmission> {
        TIDEMARK_ASSIGN_OR_RETURN(
            CldSubmission submission,
            kSubmissions.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(
            CheckOpen(submission, "only an open submission can be committed"));
        if (submission.batches() != request.batches()) {
          return Error(
              absl::StatusCode::kFailedPrecondition, "BATCHES_MISSING",
              absl::StrCat(request.name(), " has ", submission.batches(),
                           " of ", request.batches(),
                           " batches; add those that are missing"),
              {{"name", request.name()}});
        }
        if (submission.rows() == 0) {
          return Error(absl::StatusCode::kFailedPrecondition, "NO_ROWS",
                       absl::StrCat(request.name(), " has no row; abandon it"),
                       {{"name", request.name()}});
        }
        TIDEMARK_ASSIGN_OR_RETURN(const StoredFindings findings,
                                  FindingsOf(txn, submission));
        TIDEMARK_RETURN_IF_ERROR(
            CloseFindings(txn, findings, submission.name()));
        SetPeriod(findings, submission);
        TIDEMARK_RETURN_IF_ERROR(ReplaceOthers(txn, submission));
        submission.set_state(CldSubmission::STATE_COMMITTED);
        submission.mutable_commit_time()->set_seconds(
            absl::ToUnixSeconds(call.time()));
        return kSubmissions.Update(txn, std::move(submission));
      });
}

absl::StatusOr<CldSubmission> Submissions::AbandonCldSubmission(
    const rpc::Call& call, const v1::AbandonCldSubmissionRequest& request) {
  return db_.Write<CldSubmission>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<CldSubmission> {
        TIDEMARK_ASSIGN_OR_RETURN(
            CldSubmission submission,
            kSubmissions.GetForUpdate(txn, request.name(), request.etag()));
        if (submission.state() == CldSubmission::STATE_OPEN) {
          TIDEMARK_ASSIGN_OR_RETURN(const StoredFindings findings,
                                    FindingsOf(txn, submission));
          TIDEMARK_RETURN_IF_ERROR(
              CloseFindings(txn, findings, submission.name()));
        } else if (submission.state() != CldSubmission::STATE_COMMITTED) {
          return WrongState(submission, "its events are gone already");
        }
        TIDEMARK_RETURN_IF_ERROR(RemoveEvents(txn, submission.name()));
        submission.set_state(CldSubmission::STATE_ABANDONED);
        return kSubmissions.Update(txn, std::move(submission));
      });
}

absl::StatusOr<CldSubmission> Submissions::GetCldSubmission(
    const rpc::Call&, const v1::GetCldSubmissionRequest& request) {
  return kSubmissions.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListCldSubmissionsResponse> Submissions::ListCldSubmissions(
    const rpc::Call&, const v1::ListCldSubmissionsRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<CldSubmission> page,
      kSubmissions.List(store::Snapshot(db_),
                        absl::StrCat(request.parent(), "/cldSubmissions/"),
                        start, rpc::PageSize(request.page_size()),
                        [&](const CldSubmission& submission) {
                          return request.state() ==
                                     CldSubmission::STATE_UNSPECIFIED ||
                                 submission.state() == request.state();
                        }));
  v1::ListCldSubmissionsResponse response;
  for (CldSubmission& submission : page.messages) {
    *response.add_submissions() = std::move(submission);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::CldQuality> Submissions::GetCldQuality(
    const rpc::Call&, const v1::GetCldQualityRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(StoredFindings findings,
                            FindingsCalled(db_, request.name()));
  v1::CldQuality quality;
  quality.set_name(QualityName(request.name()));
  quality.set_rows(findings.rows());
  *quality.mutable_fields() = std::move(*findings.mutable_fields());
  return quality;
}

absl::StatusOr<v1::ListCldInvalidValuesResponse>
Submissions::ListCldInvalidValues(
    const rpc::Call&, const v1::ListCldInvalidValuesRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(StoredFindings findings,
                            FindingsCalled(db_, request.parent()));
  auto& values = *findings.mutable_invalid_values();
  // They are by field already.
  for (int from = 0; from < values.size();) {
    int to = from;
    while (to < values.size() && values[to].field() == values[from].field()) {
      ++to;
    }
    std::stable_sort(
        values.begin() + from, values.begin() + to,
        [](const auto& a, const auto& b) { return a.rows() > b.rows(); });
    from = to;
  }
  v1::ListCldInvalidValuesResponse response;
  TIDEMARK_RETURN_IF_ERROR(
      FillPage(request, values, *response.mutable_invalid_values(), response));
  return response;
}

absl::StatusOr<v1::ListCldUnusableRowsResponse>
Submissions::ListCldUnusableRows(
    const rpc::Call&, const v1::ListCldUnusableRowsRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(StoredFindings findings,
                            FindingsCalled(db_, request.parent()));
  v1::ListCldUnusableRowsResponse response;
  TIDEMARK_RETURN_IF_ERROR(FillPage(request, *findings.mutable_unusable_rows(),
                                    *response.mutable_unusable_rows(),
                                    response));
  return response;
}

absl::StatusOr<v1::ListCldUnmatchedLocationsResponse>
Submissions::ListCldUnmatchedLocations(
    const rpc::Call&, const v1::ListCldUnmatchedLocationsRequest& request) {
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(const CldSubmission submission,
                            kSubmissions.Get(snapshot, request.parent()));
  TIDEMARK_ASSIGN_OR_RETURN(const Events events,
                            EventsOf(snapshot, {submission}));
  std::vector<int32_t> services(events.locations.size(), 0);
  for (const Event& event : events.events) ++services[event.location];
  google::protobuf::RepeatedPtrField<v1::CldUnmatchedLocation> unmatched;
  for (size_t i = 1; i < services.size(); ++i) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::string provider,
        ProviderOfLocation(snapshot, CouncilOf(request.parent()),
                           events.locations[i]));
    if (!provider.empty() || services[i] == 0) continue;
    v1::CldUnmatchedLocation& location = *unmatched.Add();
    location.set_location_id(events.locations[i]);
    location.set_services(services[i]);
  }
  std::sort(unmatched.begin(), unmatched.end(),
            [](const auto& a, const auto& b) {
              if (a.services() != b.services()) {
                return a.services() > b.services();
              }
              return a.location_id() < b.location_id();
            });
  v1::ListCldUnmatchedLocationsResponse response;
  TIDEMARK_RETURN_IF_ERROR(FillPage(
      request, unmatched, *response.mutable_unmatched_locations(), response));
  return response;
}

}  // namespace tidemark::cld

#include "services/oversight/baselines.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/rpc/waiting.h"
#include "common/type/date.h"
#include "services/oversight/tables.h"

namespace tidemark::oversight {
namespace {

using v1::Baseline;

void CheckSubject(const std::string& subject, const std::string& council,
                  Faults& faults) {
  const bool is_one = subject == council ||
                      Matches(subject, "councils/*/providers/*") ||
                      Matches(subject, "councils/*/contracts/*");
  if (is_one && CouncilOf(subject) == absl::string_view(council)) return;
  faults.Add({.field = "baseline.subject",
              .code = "BAD_NAME",
              .message = absl::StrCat("must be ", council,
                                      ", or a provider or "
                                      "contract of it")});
}

void CheckMonth(const monitoring::v1::Month& month, type::Date today,
                Faults& faults) {
  if (month.year() < type::kFirstYear || month.year() > type::kLastYear ||
      month.month() < 1 || month.month() > 12) {
    faults.Add({.field = "baseline.first_month",
                .code = "MONTH_RANGE",
                .message = absl::StrCat(
                    "must be a month of the years ", type::kFirstYear, " to ",
                    type::kLastYear, "; is year ", month.year(), ", month ",
                    month.month())});
    return;
  }
  const type::YearMonth first(type::Date(month.year(), month.month(), 1));
  if (first <= type::YearMonth(today)) return;
  faults.Add({.field = "baseline.first_month",
              .code = "MONTH_AHEAD",
              .message = absl::StrCat("must not be after this month, ",
                                      type::YearMonth(today).Format(), "; is ",
                                      first.Format())});
}

void CheckReason(absl::string_view field, const std::string& reason,
                 Faults& faults) {
  if (!absl::StripAsciiWhitespace(reason).empty()) return;
  faults.Add({.field = std::string(field),
              .code = "EMPTY_REASON",
              .message = "must say what is known to have changed"});
}

absl::Status Check(const v1::CreateBaselineRequest& request, type::Date today) {
  const Baseline& baseline = request.baseline();
  Faults faults;
  CheckId("baseline_id", request.baseline_id(), faults);
  CheckSubject(baseline.subject(), request.parent(), faults);
  CheckMonth(baseline.first_month(), today, faults);
  CheckReason("baseline.reason", baseline.reason(), faults);
  if (baseline.baseline_points() == 1) {
    faults.Add({.field = "baseline.baseline_points",
                .code = "TOO_FEW_POINTS",
                .message = "must be 0, for all points, or at least 2; is 1"});
  }
  return faults.ToStatus();
}

bool IsSameChart(const Baseline& a, const Baseline& b) {
  return a.subject() == b.subject() && a.metric() == b.metric() &&
         a.first_month().year() == b.first_month().year() &&
         a.first_month().month() == b.first_month().month();
}

// Refuses a second baseline of a chart and month.
absl::Status CheckAlone(const store::Reader& reader, const std::string& council,
                        const Baseline& baseline) {
  std::string standing;
  TIDEMARK_RETURN_IF_ERROR(
      kBaselines.Scan(reader, absl::StrCat(council, "/baselines/"), "",
                      [&](const Baseline& other) {
                        if (other.state() == Baseline::STATE_STANDING &&
                            IsSameChart(other, baseline)) {
                          standing = other.name();
                        }
                        return standing.empty();
                      }));
  if (standing.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "BASELINE_STANDS",
               absl::StrCat(standing,
                            " begins the same chart anew in the same month; "
                            "withdraw it first"),
               {{"name", standing}});
}

}  // namespace

absl::StatusOr<Baseline> Baselines::CreateBaseline(
    const rpc::Call& call, const v1::CreateBaselineRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(Check(request, type::DateInEngland(call.time())));
  if (!rpc::MayWait()) return rpc::WouldWait();
  TIDEMARK_ASSIGN_OR_RETURN(const Figures figures, looking_.figures());
  TIDEMARK_RETURN_IF_ERROR(figures.check_chart(
      request.baseline().subject(), request.baseline().metric(),
      request.baseline().first_month()));
  Baseline baseline = request.baseline();
  baseline.set_name(
      NameIn(request.parent(), "baselines", request.baseline_id()));
  baseline.set_state(Baseline::STATE_STANDING);
  baseline.set_author(call.principal().subject);
  baseline.clear_withdrawal_reason();
  baseline.clear_withdrawn_by();
  return db_.Write<Baseline>(
      call.write(baseline.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<Baseline> {
        TIDEMARK_RETURN_IF_ERROR(CheckAlone(txn, request.parent(), baseline));
        return kBaselines.Insert(txn, baseline);
      });
}

absl::StatusOr<Baseline> Baselines::GetBaseline(
    const rpc::Call&, const v1::GetBaselineRequest& request) const {
  return kBaselines.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListBaselinesResponse> Baselines::ListBaselines(
    const rpc::Call&, const v1::ListBaselinesRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<Baseline> page,
      kBaselines.List(
          store::Snapshot(db_), absl::StrCat(request.parent(), "/baselines/"),
          start, rpc::PageSize(request.page_size()),
          [&](const Baseline& baseline) {
            return (request.state() == Baseline::STATE_UNSPECIFIED ||
                    request.state() == baseline.state()) &&
                   (request.subject().empty() ||
                    request.subject() == baseline.subject());
          }));
  v1::ListBaselinesResponse response;
  for (Baseline& baseline : page.messages) {
    *response.add_baselines() = std::move(baseline);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<Baseline> Baselines::WithdrawBaseline(
    const rpc::Call& call, const v1::WithdrawBaselineRequest& request) {
  Faults faults;
  CheckReason("reason", request.reason(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return db_.Write<Baseline>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<Baseline> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Baseline baseline,
            kBaselines.GetForUpdate(txn, request.name(), request.etag()));
        if (baseline.state() != Baseline::STATE_STANDING) {
          return Error(absl::StatusCode::kFailedPrecondition,
                       "BASELINE_WITHDRAWN",
                       absl::StrCat(baseline.name(), " was withdrawn before"),
                       {{"name", baseline.name()}});
        }
        baseline.set_state(Baseline::STATE_WITHDRAWN);
        baseline.set_withdrawal_reason(request.reason());
        baseline.set_withdrawn_by(call.principal().subject);
        return kBaselines.Update(txn, std::move(baseline));
      });
}

}  // namespace tidemark::oversight

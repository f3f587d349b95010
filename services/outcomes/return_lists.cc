// Lists returns: what is stored, merged with the calendars' untouched periods.

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "services/outcomes/return_timing.h"
#include "services/outcomes/returns.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

// The most returns that one page looks at, so that a filter that few pass does
// not make a page slow. Such a page may be short and still have a next one.
constexpr size_t kMaxLookedAt = 5000;

// Collects the page that a request asks for.
class PageOfReturns {
 public:
  PageOfReturns(const v1::ListReturnsRequest& request, DueRange due,
                type::Date today)
      : request_(request),
        limit_(rpc::PageSize(request.page_size())),
        due_(due),
        today_(today) {}

  // Offers the next return. Returns false once the page is full.
  bool Add(v1::Return&& current) {
    if (response_.returns_size() == static_cast<int>(limit_) ||
        ++looked_at_ > kMaxLookedAt) {
      next_ = current.name();
      return false;
    }
    if (request_.state() != v1::Return::STATE_UNSPECIFIED &&
        request_.state() != current.state()) {
      return true;
    }
    if (!due_.Holds(current)) return true;
    SetTiming(today_, current);
    if (request_.timeliness() != v1::Return::TIMELINESS_UNSPECIFIED &&
        request_.timeliness() != current.timeliness()) {
      return true;
    }
    if (request_.omit_entries()) {
      current.clear_entries();
      if (current.has_standing()) current.mutable_standing()->clear_entries();
      if (current.has_submitted()) current.mutable_submitted()->clear_entries();
    }
    *response_.add_returns() = std::move(current);
    return true;
  }

  // Whether it takes no more.
  bool full() const { return !next_.empty(); }

  v1::ListReturnsResponse Finish() && {
    response_.set_next_page_token(rpc::NextPageToken(request_, next_));
    return std::move(response_);
  }

 private:
  const v1::ListReturnsRequest& request_;
  const size_t limit_;
  const DueRange due_;
  const type::Date today_;
  size_t looked_at_ = 0;
  std::string next_;
  v1::ListReturnsResponse response_;
};

}  // namespace

absl::Status Returns::Visit(const store::Reader& reader,
                            const ContractFacts& contract,
                            absl::string_view start,
                            absl::FunctionRef<bool(v1::Return&&)> visit) {
  const std::string prefix = absl::StrCat(contract.name, "/returns/");
  // Contracts come in the order of their own names, in which `a` is before
  // `a-b`; with a `/` behind each it would be after.
  const absl::string_view from =
      absl::StartsWith(start, prefix) ? start : prefix;
  auto period = contract.periods.begin();
  // Visits the untouched returns up to the name `until`; all, if it is empty.
  const auto visit_untouched = [&](absl::string_view until) {
    if (!contract.HasReturns()) return true;
    for (; period != contract.periods.end(); ++period) {
      const std::string name = prefix + period->id;
      if (!until.empty() && until <= name) {
        if (until == name) ++period;
        return true;
      }
      if (from <= name && !visit(Untouched(contract, *period))) return false;
    }
    return true;
  };
  bool more = true;
  TIDEMARK_RETURN_IF_ERROR(
      kReturns.Scan(reader, prefix, from, [&](v1::Return& stored) {
        const std::string name = stored.name();
        more = visit_untouched(name) && visit(std::move(stored));
        return more;
      }));
  if (more) visit_untouched("");
  return absl::OkStatus();
}

absl::StatusOr<v1::ListReturnsResponse> Returns::ListReturns(
    const rpc::Call& call, const v1::ListReturnsRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*/contracts/*", "", faults);
  const absl::string_view council = CouncilOf(request.parent());
  if (!request.provider().empty()) {
    CheckName("provider", request.provider(), "councils/*/providers/*", council,
              faults);
  }
  const DueRange due = DueRange::Of(request, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const std::string start_contract(AncestorOf(start, "councils/*/contracts/*"));
  const store::Snapshot snapshot(db_);
  PageOfReturns page(request, due, type::DateInEngland(call.time()));
  const auto add_return = [&](v1::Return&& current) {
    return page.Add(std::move(current));
  };

  if (IdOf(request.parent()) != kAnyId) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto contract,
                              contracts_.Get(request.parent()));
    if (request.provider().empty() ||
        request.provider() == contract->provider) {
      TIDEMARK_RETURN_IF_ERROR(Visit(snapshot, *contract, start, add_return));
    }
    return std::move(page).Finish();
  }

  absl::Status status;
  const auto add = [&](absl::string_view name) {
    const auto contract = contracts_.Get(name);
    status = contract.ok() ? Visit(snapshot, **contract, start, add_return)
                           : contract.status();
    return status.ok() && !page.full();
  };
  if (request.provider().empty()) {
    TIDEMARK_RETURN_IF_ERROR(kContractCopies.Scan(
        snapshot, absl::StrCat(council, "/contracts/"), start_contract,
        [&](const contracts::v1::Contract& contract) {
          return add(contract.name());
        }));
  } else {
    TIDEMARK_RETURN_IF_ERROR(
        kContractCopies.ScanIndex(snapshot, kContractsByProvider,
                                  request.provider(), start_contract, add));
  }
  TIDEMARK_RETURN_IF_ERROR(status);
  return std::move(page).Finish();
}

}  // namespace tidemark::outcomes

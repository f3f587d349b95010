#include "services/publications/case_source.h"

#include <utility>

#include "common/base/status_macros.h"

namespace tidemark::publications {
namespace {

using monitoring::v1::ListCasesRequest;
using monitoring::v1::ListCasesResponse;

constexpr int kContractsAtOnce = 50;

}  // namespace

absl::StatusOr<ListCasesResponse> ReadCases(const AskForCases& ask,
                                            const std::string& council,
                                            const std::string& metric,
                                            const Months& months) {
  ListCasesRequest request;
  request.set_parent(council);
  request.set_metric(metric);
  *request.mutable_from_month() = MonthOf(months.first);
  *request.mutable_to_month() = MonthOf(months.last);
  request.set_page_size(kContractsAtOnce);
  TIDEMARK_ASSIGN_OR_RETURN(ListCasesResponse all, ask(request));
  while (!all.next_page_token().empty()) {
    request.set_page_token(all.next_page_token());
    TIDEMARK_ASSIGN_OR_RETURN(ListCasesResponse page, ask(request));
    for (auto& contract : *page.mutable_contracts()) {
      *all.add_contracts() = std::move(contract);
    }
    for (auto& location : *page.mutable_locations()) {
      *all.add_locations() = std::move(location);
    }
    all.set_next_page_token(page.next_page_token());
  }
  return all;
}

}  // namespace tidemark::publications

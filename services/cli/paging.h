// Reads a list of the server page by page.

#ifndef TIDEMARK_SERVICES_CLI_PAGING_H_
#define TIDEMARK_SERVICES_CLI_PAGING_H_

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"

#include "common/base/status_macros.h"
#include "services/cli/as_of.h"
#include "services/cli/session.h"

namespace tidemark::cli {

// Gives every item of the list that `request` asks for to `take`, which says
// whether to go on. `items` gets the items out of a response.
template <typename Stub, typename Request, typename Response, typename Items,
          typename Take>
absl::Status ForEachItem(Session& session,
                         grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                      const Request&,
                                                      Response*),
                         Request request, const Items& items,
                         const Take& take) {
  if (request.page_size() == 0) request.set_page_size(1000);
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const Response response,
                              CallUntilReady(session, method, request));
    for (const auto& item : items(response)) {
      if (!take(item)) return absl::OkStatus();
    }
    if (response.next_page_token().empty()) return absl::OkStatus();
    request.set_page_token(response.next_page_token());
  }
}

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_PAGING_H_

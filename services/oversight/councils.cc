#include "services/oversight/councils.h"

#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "services/oversight/tables.h"
#include "tidemark/contracts/v1/council.pb.h"

namespace tidemark::oversight {

using feed::v1::Change;

absl::Status ApplyCouncils(store::Transaction& txn,
                           const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    if (change.type() != contracts::v1::Council::descriptor()->full_name()) {
      continue;
    }
    TIDEMARK_ASSIGN_OR_RETURN(const auto known,
                              kCouncilCopies.Find(txn, change.name()));
    if (change.kind() == Change::KIND_DELETED) {
      if (known) {
        TIDEMARK_RETURN_IF_ERROR(kCouncilCopies.Delete(txn, change.name()));
      }
      continue;
    }
    if (known) continue;
    v1::CouncilCopy copy;
    copy.set_name(change.name());
    TIDEMARK_RETURN_IF_ERROR(kCouncilCopies.Replace(txn, std::move(copy)));
  }
  return absl::OkStatus();
}

absl::Status ForgetCouncils(store::Transaction& txn) {
  std::vector<std::string> names;
  TIDEMARK_RETURN_IF_ERROR(
      kCouncilCopies.Scan(txn, "", "", [&](const v1::CouncilCopy& copy) {
        names.push_back(copy.name());
        return true;
      }));
  for (const std::string& name : names) {
    TIDEMARK_RETURN_IF_ERROR(kCouncilCopies.Delete(txn, name));
  }
  return absl::OkStatus();
}

}  // namespace tidemark::oversight

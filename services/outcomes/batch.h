// Runs the items of a batch as transactions of their own that share a flush.

#ifndef TIDEMARK_SERVICES_OUTCOMES_BATCH_H_
#define TIDEMARK_SERVICES_OUTCOMES_BATCH_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "tidemark/api/v1/errors.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

// The status as it is on the wire, with its details.
api::v1::Status StatusToProto(const absl::Status& status);

// One item: writes with the options that it is given, of which it leaves
// `pending` alone.
using BatchItem = absl::FunctionRef<absl::StatusOr<v1::Return>(
    int index, store::Pending* pending)>;

// Runs `item` for 0 to `count` - 1, in order, and returns each one's answer,
// without its entries, or error.
//
// None of them waits for the disk on its own. With `pending`, an item whose
// write is not on disk when this returns is on disk, or lost, with what
// `pending` says; without, this waits for all of them.
std::vector<v1::ReturnResult> RunBatch(int count, store::Pending* pending,
                                       BatchItem item);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_BATCH_H_

#include "services/outcomes/batch.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"

namespace tidemark::outcomes {
namespace {

// What became of the writes of a batch. Shared with callbacks that may run
// after the batch has been answered.
struct Flushes {
  explicit Flushes(size_t count) : statuses(count) {}

  Mutex mu;
  CondVar ended;
  std::vector<absl::Status> statuses ABSL_GUARDED_BY(mu);
  int waiting ABSL_GUARDED_BY(mu) = 0;
};

// Learns what becomes of the write of item `index`.
void Watch(const std::shared_ptr<Flushes>& flushes, size_t index,
           store::Pending& write) {
  {
    const MutexLock lock(flushes->mu);
    ++flushes->waiting;
  }
  write.Then([flushes, index](absl::Status status) {
    const MutexLock lock(flushes->mu);
    flushes->statuses[index] = std::move(status);
    --flushes->waiting;
    flushes->ended.NotifyAll();
  });
}

v1::ReturnResult ResultOf(absl::StatusOr<v1::Return> answer) {
  v1::ReturnResult result;
  if (!answer.ok()) {
    *result.mutable_error() = StatusToProto(answer.status());
    return result;
  }
  answer->clear_entries();
  if (answer->has_standing()) {
    answer->mutable_standing()->clear_entries();
  }
  *result.mutable_return_() = *std::move(answer);
  return result;
}

}  // namespace

api::v1::Status StatusToProto(const absl::Status& status) {
  api::v1::Status proto;
  proto.set_code(static_cast<int32_t>(status.code()));
  proto.set_message(std::string(status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    google::protobuf::Any& detail = *proto.add_details();
    detail.set_type_url(std::string(url));
    detail.set_value(std::string(payload));
  });
  return proto;
}

std::vector<v1::ReturnResult> RunBatch(int count, store::Pending* pending,
                                       BatchItem item) {
  const auto flushes = std::make_shared<Flushes>(static_cast<size_t>(count));
  std::vector<v1::ReturnResult> results;
  results.reserve(static_cast<size_t>(count));
  std::vector<std::pair<size_t, store::Pending>> writes;
  for (int i = 0; i < count; ++i) {
    store::Pending write;
    results.push_back(ResultOf(item(i, &write)));
    if (write.active() && !results.back().has_error()) {
      writes.emplace_back(static_cast<size_t>(i), std::move(write));
    }
  }
  if (writes.empty()) return results;
  // Writes reach the disk in order, and one that fails takes those after it
  // along that have been run by then. So what is not known once the last has
  // been run shares the fate of the last.
  if (pending != nullptr) {
    *pending = std::move(writes.back().second);
    writes.pop_back();
  }
  for (auto& [index, write] : writes) Watch(flushes, index, write);
  const MutexLock lock(flushes->mu);
  if (pending == nullptr) {
    while (flushes->waiting > 0) flushes->ended.Wait(flushes->mu);
  }
  for (size_t i = 0; i < results.size(); ++i) {
    if (flushes->statuses[i].ok()) continue;
    results[i].Clear();
    *results[i].mutable_error() = StatusToProto(flushes->statuses[i]);
  }
  return results;
}

}  // namespace tidemark::outcomes

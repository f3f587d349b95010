#include "services/cld/batches.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cld/tables.h"

namespace tidemark::cld {
namespace {

using v1::CldSubmission;
using v1::StoredEvents;
using v1::StoredFindings;

std::string BatchesOf(absl::string_view name) {
  return absl::StrCat(name, "/batches/");
}

// Removes what `table` has of the submission's batches.
template <typename Message>
absl::Status RemoveBatches(store::Transaction& txn,
                           const store::Table<Message>& table,
                           absl::string_view name) {
  std::vector<std::string> names;
  TIDEMARK_RETURN_IF_ERROR(
      table.Scan(txn, BatchesOf(name), "", [&](const Message& message) {
        names.push_back(message.name());
        return true;
      }));
  for (const std::string& batch : names) {
    TIDEMARK_RETURN_IF_ERROR(table.Delete(txn, batch));
  }
  return absl::OkStatus();
}

}  // namespace

std::string BatchName(absl::string_view name, int file, int batch) {
  return absl::StrCat(BatchesOf(name),
                      absl::StrFormat("%04d-%06d", file, batch));
}

std::string QualityName(absl::string_view name) {
  return absl::StrCat(name, "/quality");
}

absl::StatusOr<StoredFindings> FindingsOf(const store::Reader& reader,
                                          const CldSubmission& submission) {
  if (submission.state() != CldSubmission::STATE_OPEN) {
    return kFindings.Get(reader, QualityName(submission.name()));
  }
  Findings all;
  TIDEMARK_RETURN_IF_ERROR(kFindings.Scan(reader, BatchesOf(submission.name()),
                                          "", [&](const StoredFindings& batch) {
                                            all.Add(batch);
                                            return true;
                                          }));
  return all.ToProto();
}

absl::Status CloseFindings(store::Transaction& txn,
                           const StoredFindings& findings,
                           absl::string_view name) {
  TIDEMARK_RETURN_IF_ERROR(RemoveBatches(txn, kFindings, name));
  StoredFindings closed = findings;
  closed.set_name(QualityName(name));
  return kFindings.Insert(txn, std::move(closed)).status();
}

absl::Status RemoveEvents(store::Transaction& txn, absl::string_view name) {
  return RemoveBatches(txn, kEvents, name);
}

absl::StatusOr<std::vector<CldSubmission>> CommittedOf(
    const store::Reader& reader, absl::string_view council) {
  std::vector<CldSubmission> committed;
  TIDEMARK_RETURN_IF_ERROR(kSubmissions.Scan(
      reader, absl::StrCat(council, "/cldSubmissions/"), "",
      [&](const CldSubmission& submission) {
        if (submission.state() == CldSubmission::STATE_COMMITTED) {
          committed.push_back(submission);
        }
        return true;
      }));
  return committed;
}

absl::StatusOr<Events> EventsOf(const store::Reader& reader,
                                const std::vector<CldSubmission>& submissions) {
  Events events;
  size_t size = 0;
  for (const CldSubmission& submission : submissions) {
    size += static_cast<size_t>(submission.events());
  }
  events.events.reserve(size);
  for (const CldSubmission& submission : submissions) {
    absl::Status added;
    TIDEMARK_RETURN_IF_ERROR(kEvents.Scan(reader, BatchesOf(submission.name()),
                                          "", [&](const StoredEvents& batch) {
                                            added = AddTo(batch, events);
                                            return added.ok();
                                          }));
    TIDEMARK_RETURN_IF_ERROR(added);
  }
  return events;
}

absl::StatusOr<std::string> ProviderOfLocation(const store::Reader& reader,
                                               absl::string_view council,
                                               absl::string_view location_id) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      kLocationCopies.Lookup(reader, kLocationsById,
                             LocationKey(council, location_id)));
  if (names.size() != 1) return std::string();
  return std::string(ProviderOf(names[0]));
}

}  // namespace tidemark::cld

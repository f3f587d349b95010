// Writes records that are in no feed, and so have their own count of changes.

#ifndef TIDEMARK_SERVICES_NOTICES_RECORDS_H_
#define TIDEMARK_SERVICES_NOTICES_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "tidemark/type/v1/date.pb.h"

namespace tidemark::notices {

// The day of a date that is known to be one.
inline type::Date DayOf(const type::v1::Date& date) {
  return type::Date(date.year(), date.month(), date.day());
}

inline google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp stamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  stamp.set_seconds(seconds);
  stamp.set_nanos(static_cast<int32_t>((time - absl::FromUnixSeconds(seconds)) /
                                       absl::Nanoseconds(1)));
  return stamp;
}

inline absl::Time ToTime(const google::protobuf::Timestamp& stamp) {
  return absl::FromUnixSeconds(stamp.seconds()) +
         absl::Nanoseconds(stamp.nanos());
}

// Stores a notice or an alert, new or not, and returns it as stored.
template <typename Message>
absl::StatusOr<Message> Save(store::Transaction& txn,
                             const store::Table<Message>& table,
                             Message message) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Message> old,
                            table.Find(txn, message.name()));
  int64_t revision = 0;
  if (old) (void)absl::SimpleAtoi(old->etag(), &revision);
  message.set_etag(absl::StrCat(revision + 1));
  *message.mutable_update_time() = ToTimestamp(txn.time());
  *message.mutable_create_time() =
      old ? old->create_time() : message.update_time();
  TIDEMARK_RETURN_IF_ERROR(table.Replace(txn, old ? &*old : nullptr, message));
  return message;
}

// Gets one in order to change it. Returns `NOT_FOUND`, and `ABORTED` with the
// reason `ETAG_MISMATCH` if `etag` is not empty and not the current one.
template <typename Message>
absl::StatusOr<Message> GetToChange(const store::Reader& reader,
                                    const store::Table<Message>& table,
                                    absl::string_view name,
                                    absl::string_view etag) {
  TIDEMARK_ASSIGN_OR_RETURN(Message message, table.Get(reader, name));
  if (!etag.empty() && etag != absl::string_view(message.etag())) {
    return Error(
        absl::StatusCode::kAborted, "ETAG_MISMATCH",
        absl::StrCat(name,
                     " was changed since you read it; read it again and "
                     "redo your change"),
        {{"name", std::string(name)}});
  }
  return message;
}

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_RECORDS_H_

#include "services/cld/locations.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "services/cld/tables.h"

namespace tidemark::cld {
namespace {

using contracts::v1::Location;

// Forgets the copies and starts the feed anew.
absl::Status Reset(store::Database& db) {
  return db.Write(
      {.origin = {.subject = "services/cld", .method = "Reset"}},
      [](store::Transaction& txn) -> absl::Status {
        std::vector<std::string> names;
        TIDEMARK_RETURN_IF_ERROR(
            kLocationCopies.Scan(txn, "", "", [&](const Location& location) {
              names.push_back(location.name());
              return true;
            }));
        for (const std::string& name : names) {
          TIDEMARK_RETURN_IF_ERROR(kLocationCopies.Delete(txn, name));
        }
        return feed::SetCursor(txn, kLocationsFeed, 0);
      });
}

}  // namespace

absl::Status ApplyLocation(store::Transaction& txn,
                           const feed::v1::Change& change) {
  if (change.type() != Location::descriptor()->full_name()) {
    return absl::OkStatus();
  }
  if (change.kind() == feed::v1::Change::KIND_DELETED) {
    return kLocationCopies.Delete(txn, change.name());
  }
  Location location;
  if (!location.ParseFromString(change.value())) {
    return absl::DataLossError("a change holds an unreadable location");
  }
  return kLocationCopies.Replace(txn, std::move(location));
}

feed::Follower::Options LocationsFollower(store::Database& db,
                                          feed::Source source) {
  return {.feed = kLocationsFeed,
          .db = &db,
          .source = std::move(source),
          .apply =
              [](store::Transaction& txn,
                 const std::vector<feed::v1::Change>& changes) {
                for (const feed::v1::Change& change : changes) {
                  TIDEMARK_RETURN_IF_ERROR(ApplyLocation(txn, change));
                }
                return absl::OkStatus();
              },
          .reset = [&db] { return Reset(db); }};
}

}  // namespace tidemark::cld

// What the gateway stores: sessions, so that nobody is signed out by a restart,
// and how people are called.

#ifndef TIDEMARK_SERVICES_GATEWAY_SESSION_TABLES_H_
#define TIDEMARK_SERVICES_GATEWAY_SESSION_TABLES_H_

#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/gateway/v1/stored.pb.h"

namespace tidemark::gateway {

// The ids of tables are on disk. Never change or reuse.

// Not in a feed: it is nobody's business who is signed in.
inline const store::Table<v1::StoredSession> kSessions = {.id = 1,
                                                          .feed = false};
inline const store::Table<v1::StoredColleague> kColleagues = {.id = 2,
                                                              .feed = false};

// The database of the gateway.
inline store::Schema MakeSchema() {
  return {.name = "gateway",
          .version = 1,
          .tables = {kSessions.info(), kColleagues.info()}};
}

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SESSION_TABLES_H_

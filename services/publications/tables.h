// What the publications service stores: publications, and the cases that they
// were made of.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_TABLES_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_TABLES_H_

#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/publications/v1/publication.pb.h"
#include "tidemark/publications/v1/stored.pb.h"

namespace tidemark::publications {

// The ids of tables are on disk. Never change or reuse.

// A council's are found by the prefix of their names.
inline const store::Table<v1::Publication> kPublications = {.id = 1};
// Under the names of drafts. Not in the feed: they hold what is kept back.
inline const store::Table<v1::DraftCases> kDraftCases = {.id = 2,
                                                         .feed = false};
// Those of a council's metric are found by the prefix of their names.
inline const store::Table<v1::ClosedMonth> kClosedMonths = {.id = 3,
                                                            .feed = false};

// The database of the publications service.
inline store::Schema MakeSchema() {
  return {.name = "publications",
          .version = 1,
          .tables = {kPublications.info(), kDraftCases.info(),
                     kClosedMonths.info()}};
}

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_TABLES_H_

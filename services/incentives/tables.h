// What the incentives service stores: statements, which are its own and for
// ever, and copies of what they rest on, which are made from the feeds that it
// follows.

#ifndef TIDEMARK_SERVICES_INCENTIVES_TABLES_H_
#define TIDEMARK_SERVICES_INCENTIVES_TABLES_H_

#include <string>
#include <vector>

#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/incentives/v1/statement.pb.h"
#include "tidemark/incentives/v1/stored.pb.h"

namespace tidemark::incentives {

// The ids of tables and indexes and the keys of indexes are on disk. Never
// change or reuse.

inline const store::Table<v1::ContractFacts> kContracts = {.id = 1,
                                                           .feed = false};
// Found by the prefix of their names, which is the contract's.
inline const store::Table<v1::ReturnVersion> kReturnVersions = {.id = 2,
                                                                .feed = false};
inline const store::Table<v1::StatusHistory> kPeople = {.id = 3, .feed = false};
inline const store::Table<v1::StatusHistory> kOutcomes = {.id = 4,
                                                          .feed = false};
inline const store::Table<v1::Position> kPositions = {.id = 5, .feed = false};

inline const store::Index<v1::Statement> kStatementsByProvider = {
    .id = 1, .keys = [](const v1::Statement& statement) {
      return std::vector<std::string>{statement.provider()};
    }};
inline const store::Table<v1::Statement> kStatements = {
    .id = 6, .indexes = {kStatementsByProvider}};

// The database of the incentives service.
inline store::Schema MakeSchema() {
  return {.name = "incentives",
          .version = 1,
          .tables = {kContracts.info(), kReturnVersions.info(), kPeople.info(),
                     kOutcomes.info(), kPositions.info(), kStatements.info()}};
}

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_TABLES_H_

// What the monitoring service stores. All of it is derived from the feeds that
// it follows, so none of it has a feed.

#ifndef TIDEMARK_SERVICES_MONITORING_TABLES_H_
#define TIDEMARK_SERVICES_MONITORING_TABLES_H_

#include <string>
#include <vector>

#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/monitoring/v1/cells.pb.h"

namespace tidemark::monitoring {

// The ids of tables and indexes are on disk: never change or reuse them.

// The contracts of a provider; only contracts that are known.
inline const store::Index<v1::ContractCells> kContractsByProvider = {
    .id = 1, .keys = [](const v1::ContractCells& cells) {
      std::vector<std::string> keys;
      if (!cells.provider().empty()) keys.push_back(cells.provider());
      return keys;
    }};
// A council's contracts are found by the prefix of their names.
inline const store::Table<v1::ContractCells> kContractCells = {
    .id = 1, .indexes = {kContractsByProvider}, .feed = false};

// The packages with a step-down under a contract.
inline const store::Index<v1::PackageCells> kPackagesByContract = {
    .id = 1, .keys = [](const v1::PackageCells& cells) {
      return std::vector<std::string>{cells.contract()};
    }};
inline const store::Table<v1::PackageCells> kPackageCells = {
    .id = 2, .indexes = {kPackagesByContract}, .feed = false};

// Councils and providers.
inline const store::Table<v1::SubjectName> kSubjectNames = {.id = 3,
                                                            .feed = false};

// One for each feed of which something was applied.
inline const store::Table<v1::Position> kPositions = {.id = 4, .feed = false};

// The database of the monitoring service.
inline store::Schema NewSchema() {
  return {.name = "monitoring",
          .version = 1,
          .tables = {kContractCells.info(), kPackageCells.info(),
                     kSubjectNames.info(), kPositions.info()}};
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_TABLES_H_

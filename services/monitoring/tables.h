// What the monitoring service stores. All of it is derived from the feeds that
// it follows, so none of it has a feed.

#ifndef TIDEMARK_SERVICES_MONITORING_TABLES_H_
#define TIDEMARK_SERVICES_MONITORING_TABLES_H_

#include <string>
#include <vector>

#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/monitoring/v1/step_down.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/oversight/v1/baseline.pb.h"

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

// One for each feed of which something was applied, and one for how.
inline const store::Table<v1::Position> kPositions = {.id = 4, .feed = false};

// What figures need of other services' records: copies without their words.
inline const store::Index<enablement::v1::Package> kCopiesByPerson = {
    .id = 1, .keys = [](const enablement::v1::Package& package) {
      return std::vector<std::string>{package.person()};
    }};
inline const store::Index<enablement::v1::Package> kCopiesByContract = {
    .id = 2, .keys = [](const enablement::v1::Package& package) {
      return std::vector<std::string>{package.contract()};
    }};
inline const store::Index<enablement::v1::Package> kCopiesByProvider = {
    .id = 3, .keys = [](const enablement::v1::Package& package) {
      return std::vector<std::string>{package.provider()};
    }};
inline const store::Table<enablement::v1::Package> kPackageCopies = {
    .id = 5,
    .indexes = {kCopiesByPerson, kCopiesByContract, kCopiesByProvider},
    .feed = false};
// A package's are found by the prefix of their names.
inline const store::Table<enablement::v1::CheckBack> kCheckBackCopies = {
    .id = 6, .feed = false};
// Accepted proposals to end a package.
inline const store::Table<enablement::v1::Proposal> kExitCopies = {
    .id = 7, .feed = false};
inline const store::Table<outcomes::v1::Person> kPersonCopies = {.id = 8,
                                                                 .feed = false};
// A person's are found by the prefix of their names.
inline const store::Table<outcomes::v1::PersonalOutcome> kOutcomeCopies = {
    .id = 9, .feed = false};

// The ratings of returns, those of a contract by the prefix of their names.
inline const store::Table<v1::RatingCells> kRatingCells = {.id = 10,
                                                           .feed = false};

// Step-downs as they were judged last, those of a package by the prefix of
// their names.
inline const store::Index<v1::StepDown> kStepDownsByProvider = {
    .id = 1, .keys = [](const v1::StepDown& step) {
      return std::vector<std::string>{step.provider()};
    }};
inline const store::Index<v1::StepDown> kStepDownsByContract = {
    .id = 2, .keys = [](const v1::StepDown& step) {
      return std::vector<std::string>{step.contract()};
    }};
inline const store::Index<v1::StepDown> kStepDownsByPerson = {
    .id = 3, .keys = [](const v1::StepDown& step) {
      return std::vector<std::string>{step.person()};
    }};
inline const store::Table<v1::StepDown> kStepDowns = {
    .id = 11,
    .indexes = {kStepDownsByProvider, kStepDownsByContract, kStepDownsByPerson},
    .feed = false};

// What proposals and stories add to the cells of their contracts.
inline const store::Index<v1::CaseCells> kCasesByContract = {
    .id = 1, .keys = [](const v1::CaseCells& cells) {
      return std::vector<std::string>{cells.contract()};
    }};
inline const store::Table<v1::CaseCells> kProposalCells = {
    .id = 20, .indexes = {kCasesByContract}, .feed = false};
inline const store::Table<v1::CaseCells> kStoryCells = {
    .id = 21, .indexes = {kCasesByContract}, .feed = false};

// What figures are judged by and named with: of councils their themes and
// targets, of contracts what they ask for, of locations their names.
inline const store::Table<contracts::v1::Council> kCouncilTerms = {
    .id = 22, .feed = false};
inline const store::Table<contracts::v1::Contract> kContractTerms = {
    .id = 23, .feed = false};
inline const store::Table<v1::SubjectName> kLocationNames = {.id = 24,
                                                             .feed = false};

// Baselines that stand, those of a council by the prefix of their names.
inline const store::Table<oversight::v1::Baseline> kBaselineCopies = {
    .id = 30, .feed = false};

// How what is stored was derived. A store that was derived otherwise is rebuilt
// from the feeds. Raise it with each change of what a feed leads to, and the
// schema's version where older code could not go on from it.
inline constexpr int64_t kDerivation = 5;
// The name under which `kPositions` has it.
inline constexpr char kDerivationName[] = "derivation";

// The database of the monitoring service.
inline store::Schema NewSchema() {
  return {.name = "monitoring",
          .version = 3,
          .tables = {
              kContractCells.info(), kPackageCells.info(), kSubjectNames.info(),
              kPositions.info(), kPackageCopies.info(), kCheckBackCopies.info(),
              kExitCopies.info(), kPersonCopies.info(), kOutcomeCopies.info(),
              kRatingCells.info(), kStepDowns.info(), kProposalCells.info(),
              kStoryCells.info(), kCouncilTerms.info(), kContractTerms.info(),
              kLocationNames.info(), kBaselineCopies.info()}};
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_TABLES_H_

#ifndef TIDEMARK_SERVICES_ENABLEMENT_TABLES_H_
#define TIDEMARK_SERVICES_ENABLEMENT_TABLES_H_

#include <string>
#include <vector>

#include "common/proposals/proposals.h"
#include "common/proto/names.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"

namespace tidemark::enablement {

// Whether nobody has recorded yet what the check-back found.
inline bool IsOpen(const v1::CheckBack& check_back) {
  return check_back.result() == v1::CheckBack::RESULT_UNSPECIFIED;
}

// The ids of tables and indexes are on disk. Never change or reuse.

inline const store::Index<v1::Package> kPackagesByProvider = {
    .id = 1, .keys = [](const v1::Package& package) {
      return std::vector<std::string>{package.provider()};
    }};
inline const store::Index<v1::Package> kPackagesByContract = {
    .id = 2, .keys = [](const v1::Package& package) {
      return std::vector<std::string>{package.contract()};
    }};
inline const store::Index<v1::Package> kPackagesByPerson = {
    .id = 3, .keys = [](const v1::Package& package) {
      return std::vector<std::string>{package.person()};
    }};
inline const store::Table<v1::Package> kPackages = {
    .id = 1,
    .indexes = {kPackagesByProvider, kPackagesByContract, kPackagesByPerson}};

inline const store::Index<v1::CheckBack> kCheckBacksByProvider = {
    .id = 1, .keys = [](const v1::CheckBack& check_back) {
      return std::vector<std::string>{check_back.provider()};
    }};
// Only those that are open, so that what is done does not slow down looking
// for what is to do.
inline const store::Index<v1::CheckBack> kOpenCheckBacksByCouncil = {
    .id = 2, .keys = [](const v1::CheckBack& check_back) {
      std::vector<std::string> keys;
      if (IsOpen(check_back)) {
        keys.emplace_back(CouncilOf(check_back.name()));
      }
      return keys;
    }};
inline const store::Index<v1::CheckBack> kOpenCheckBacksByProvider = {
    .id = 3, .keys = [](const v1::CheckBack& check_back) {
      std::vector<std::string> keys;
      if (IsOpen(check_back)) keys.push_back(check_back.provider());
      return keys;
    }};
inline const store::Table<v1::CheckBack> kCheckBacks = {
    .id = 2,
    .indexes = {kCheckBacksByProvider, kOpenCheckBacksByCouncil,
                kOpenCheckBacksByProvider}};

// What providers propose about packages.
inline const store::Table<v1::Proposal> kProposals = {
    .id = 4, .indexes = proposals::WorkListIndexes<v1::Proposal>()};

// Copies of the contracts service's contracts and councils.
inline const store::Table<contracts::v1::Contract> kContractCopies = {
    .id = 3, .feed = false};
inline const store::Table<contracts::v1::Council> kCouncilCopies = {
    .id = 5, .feed = false};

// What the enablement service keeps.
inline store::Schema MakeSchema() {
  return {
      .name = "enablement",
      .version = 1,
      .tables = {kPackages.info(), kCheckBacks.info(), kContractCopies.info(),
                 kProposals.info(), kCouncilCopies.info()}};
}

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_TABLES_H_

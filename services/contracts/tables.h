// What the contracts service stores: four tables of resources under their
// names.
//
//   1  councils                    2  providers
//   3  locations                   4  contracts
//        by council and CQC or          by provider
//        ODS id                         by council and state

#ifndef TIDEMARK_SERVICES_CONTRACTS_TABLES_H_
#define TIDEMARK_SERVICES_CONTRACTS_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/proto/names.h"
#include "common/store/table.h"
#include "services/contracts/provider_rules.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/contracts/v1/location.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::contracts {

// Councils and their settings.
// On disk. Never change or reuse the id.
inline const store::Table<v1::Council> kCouncils = {.id = 1};

// Providers.
// On disk. Never change or reuse the id.
inline const store::Table<v1::Provider> kProviders = {.id = 2};

// Finds a location by its council and the id that CQC or the NHS gave it, so
// that it is found when it has moved to another provider. Locations with a
// council's own id are not in it. The key is that of `LocationKey`.
// On disk. Never change or reuse the id.
inline const store::Index<v1::Location> kLocationsById = {
    .id = 1, .keys = [](const v1::Location& location) {
      return LocationKeys(location.name());
    }};

// Locations of providers, with their ratings.
// On disk. Never change or reuse the ids.
inline const store::Table<v1::Location> kLocations = {
    .id = 3, .indexes = {kLocationsById}};

// Finds contracts by the full name of their provider.
// On disk. Never change or reuse the id.
inline const store::Index<v1::Contract> kContractsByProvider = {
    .id = 1, .keys = [](const v1::Contract& contract) {
      return std::vector<std::string>{contract.provider()};
    }};

// The key of `kContractsByState`.
// On disk. Never change.
std::string ContractStateKey(absl::string_view council,
                             v1::Contract::State state);

// Finds contracts by their council and state.
// On disk. Never change or reuse the id.
inline const store::Index<v1::Contract> kContractsByState = {
    .id = 2, .keys = [](const v1::Contract& contract) {
      return std::vector<std::string>{
          ContractStateKey(CouncilOf(contract.name()), contract.state())};
    }};

// Contracts.
// On disk. Never change or reuse the ids.
inline const store::Table<v1::Contract> kContracts = {
    .id = 4, .indexes = {kContractsByProvider, kContractsByState}};

// What the service keeps in its database, `contracts`.
store::Schema Schema();

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_TABLES_H_

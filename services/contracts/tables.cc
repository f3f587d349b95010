#include "services/contracts/tables.h"

#include "absl/strings/str_cat.h"

namespace tidemark::contracts {

std::string ContractStateKey(absl::string_view council,
                             v1::Contract::State state) {
  return absl::StrCat(council, " ", static_cast<int>(state));
}

store::Schema Schema() {
  return {.name = "contracts",
          .version = 1,
          .tables = {kCouncils.info(), kProviders.info(), kLocations.info(),
                     kContracts.info()}};
}

}  // namespace tidemark::contracts

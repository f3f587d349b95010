// What the outcomes service stores: people, their outcomes and the providers'
// returns, with copies of the contracts and councils that they refer to.

#ifndef TIDEMARK_SERVICES_OUTCOMES_TABLES_H_
#define TIDEMARK_SERVICES_OUTCOMES_TABLES_H_

#include <string>
#include <vector>

#include "common/proposals/proposals.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/proposal.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"
#include "tidemark/outcomes/v1/return_file_service.pb.h"
#include "tidemark/outcomes/v1/return_import.pb.h"
#include "tidemark/outcomes/v1/story.pb.h"

namespace tidemark::outcomes {

// The people whom a provider may see. On disk. Never change or reuse the ids
// of tables and indexes.
inline const store::Index<v1::Person> kPeopleByProvider = {
    .id = 1, .keys = [](const v1::Person& person) {
      return std::vector<std::string>(person.providers().begin(),
                                      person.providers().end());
    }};
inline const store::Table<v1::Person> kPeople = {
    .id = 1, .indexes = {kPeopleByProvider}};

// The outcomes that a contract, and that a provider, supports.
inline const store::Index<v1::PersonalOutcome> kOutcomesByContract = {
    .id = 1, .keys = [](const v1::PersonalOutcome& outcome) {
      return std::vector<std::string>{outcome.contract()};
    }};
inline const store::Index<v1::PersonalOutcome> kOutcomesByProvider = {
    .id = 2, .keys = [](const v1::PersonalOutcome& outcome) {
      return std::vector<std::string>{outcome.provider()};
    }};
inline const store::Table<v1::PersonalOutcome> kOutcomes = {
    .id = 2, .indexes = {kOutcomesByContract, kOutcomesByProvider}};

// Has no index, so that a submission writes no index entry. Only returns that
// somebody touched are stored.
inline const store::Table<v1::Return> kReturns = {.id = 3};

// The rows of returns' files that nobody could be found for.
inline const store::Table<v1::SetAsideRow> kSetAsideRows = {.id = 4};

// Files of many returns on their way in. Only those that have not ended are in
// the index, all under one key.
inline constexpr char kOpenImportsKey[] = "open";
inline bool HasEnded(const v1::ReturnImport& import) {
  return import.state() == v1::ReturnImport::STATE_DONE ||
         import.state() == v1::ReturnImport::STATE_UNREADABLE ||
         import.state() == v1::ReturnImport::STATE_CANCELLED;
}
inline const store::Index<v1::ReturnImport> kOpenImports = {
    .id = 1, .keys = [](const v1::ReturnImport& import) {
      return HasEnded(import) ? std::vector<std::string>()
                              : std::vector<std::string>{kOpenImportsKey};
    }};
inline const store::Table<v1::ReturnImport> kReturnImports = {
    .id = 30, .indexes = {kOpenImports}};
// Their files. Not in the feed: the words in them are kept with their returns.
inline const store::Table<v1::ReturnImportPart> kReturnImportParts = {
    .id = 31, .feed = false};
// What became of each of their returns.
inline const store::Table<v1::ImportedReturn> kImportedReturns = {
    .id = 32, .feed = false};

// Copies of what the contracts service owns, kept from its feed.
inline const store::Index<contracts::v1::Contract> kContractsByProvider = {
    .id = 1, .keys = [](const contracts::v1::Contract& contract) {
      return std::vector<std::string>{contract.provider()};
    }};
inline const store::Table<contracts::v1::Contract> kContractCopies = {
    .id = 10, .indexes = {kContractsByProvider}, .feed = false};
inline const store::Table<contracts::v1::Council> kCouncilCopies = {
    .id = 11, .feed = false};

// Stories, without whom they are about and what was said.
inline const store::Index<v1::Story> kStoriesByProvider = {
    .id = 1, .keys = [](const v1::Story& story) {
      return std::vector<std::string>{story.provider()};
    }};
inline const store::Index<v1::Story> kStoriesByContract = {
    .id = 2, .keys = [](const v1::Story& story) {
      return std::vector<std::string>{story.contract()};
    }};
inline const store::Index<v1::Story> kStoriesBySharedName = {
    .id = 3, .keys = [](const v1::Story& story) {
      const std::string& name = story.redacted().shared_name();
      return name.empty() ? std::vector<std::string>()
                          : std::vector<std::string>{name};
    }};
inline const store::Table<v1::Story> kStories = {
    .id = 20,
    .indexes = {kStoriesByProvider, kStoriesByContract, kStoriesBySharedName}};

// Under the same names the rest: `words`, and the text of `redacted`. Not in
// the feed, so that what is erased here is nowhere else.
inline const store::Index<v1::Story> kStoriesByPerson = {
    .id = 1, .keys = [](const v1::Story& story) {
      return std::vector<std::string>{story.words().person()};
    }};
inline const store::Index<v1::Story> kStoriesByOutcome = {
    .id = 2, .keys = [](const v1::Story& story) {
      return std::vector<std::string>{story.words().outcome()};
    }};
inline const store::Table<v1::Story> kStoryWords = {
    .id = 21, .indexes = {kStoriesByPerson, kStoriesByOutcome}, .feed = false};

// The redacted copies that are shared.
inline const store::Table<v1::SharedStory> kSharedStories = {.id = 22,
                                                             .feed = false};
// What providers propose about outcomes.
inline const store::Table<v1::Proposal> kProposals = {
    .id = 7, .indexes = proposals::WorkListIndexes<v1::Proposal>()};

// The database of the service, which is also its feed's name.
inline store::Schema OutcomesSchema() {
  return {.name = "outcomes",
          .version = 1,
          .tables = {kPeople.info(), kOutcomes.info(), kReturns.info(),
                     kSetAsideRows.info(), kProposals.info(),
                     kContractCopies.info(), kCouncilCopies.info(),
                     kStories.info(), kStoryWords.info(), kSharedStories.info(),
                     kReturnImports.info(), kReturnImportParts.info(),
                     kImportedReturns.info()}};
}

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_TABLES_H_

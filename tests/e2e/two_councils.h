// Two councils with two providers each, and everything that each provider may
// have. Each provider is called after a bird, whose name stands in every id and
// every text of what is its alone, so that a leak shows by itself.

#ifndef TIDEMARK_TESTS_E2E_TWO_COUNCILS_H_
#define TIDEMARK_TESTS_E2E_TWO_COUNCILS_H_

#include <array>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "tests/e2e/server_process.h"

namespace tidemark::e2e {

inline constexpr char kEssex[] = "councils/E10000012";
inline constexpr char kKent[] = "councils/E10000016";

// A provider, the council that it works for, and its bird.
struct Bird {
  const char* name;
  const char* council;

  std::string provider() const;
  // Its own.
  std::string location() const;
  std::string contract() const;
  std::string person() const;
  std::string outcome() const;
  std::string april() const;
  std::string package() const;
  // From client-level data, without a contract.
  std::string published_package() const;
  std::string check_back() const;
  // As monitoring judges the package's.
  std::string step_down() const;
  std::string story() const;
  // A row of a file that is of nobody, in June's draft.
  std::string set_aside() const;
  // A file of June's rows that has been checked.
  std::string return_import() const;
  // What it proposes: an outcome of its own person, and a longer pause.
  std::string outcome_proposal() const;
  std::string support_proposal() const;
  std::string settings() const;
  // What April pays for outcomes, which it disputes.
  std::string statement() const;
  // What the council decided about its chart, and what it looks at: the missing
  // return of June. No provider sees either.
  std::string baseline() const;
  std::string signal() const;
  // The person whom both providers of the council support, and the outcome of
  // theirs that this one supports.
  std::string shared_person() const;
  std::string shared_outcome() const;
};

inline constexpr std::array<Bird, 4> kBirds = {{
    {"kestrel", kEssex},
    {"heron", kEssex},
    {"osprey", kKent},
    {"curlew", kKent},
}};

// The other provider of the same council.
const Bird& Neighbour(const Bird& bird);

// A stored resource, or one that could be.
struct Resource {
  std::string name;
  // What its name looks like: `councils/*/people/*`.
  std::string pattern;
  // The providers that it belongs to, by full name. Empty for none.
  std::vector<std::string> providers = {};
  // Whether it is stored.
  bool exists = true;
  // Whether it is worked out from others, so that it has no history of its own.
  bool derived = false;
};

// Stores all of it on an empty server.
absl::Status StoreTwoCouncils(const ServerProcess& server);

// What `StoreTwoCouncils` stored, and one more of each kind that is not there.
std::vector<Resource> ResourcesOfTwoCouncils();

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_TWO_COUNCILS_H_

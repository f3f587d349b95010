// How the people who sign in are called, so that a page can say who did
// something: what services record is `users/ada`, which of some councils'
// accounts is nothing that anybody could read.

#ifndef TIDEMARK_SERVICES_GATEWAY_COLLEAGUES_H_
#define TIDEMARK_SERVICES_GATEWAY_COLLEAGUES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/gateway/accounts.h"

namespace tidemark::gateway {

// Safe to use from any thread. Every method waits for the disk.
class Colleagues {
 public:
  // Names by subject, such as `users/ada`.
  using Names = std::map<std::string, std::string>;

  // `db` is of `MakeSchema`, and must outlive this.
  explicit Colleagues(store::Database& db) : db_(db) {}

  // Keeps how `account` is called; what it was called before is forgotten.
  // Returns what the disk says.
  absl::Status Remember(const Account& account) const;

  // How those of `subjects` are called whom `who` may know: people of the same
  // council, and to a provider nobody of another provider. Others, and those
  // who never signed in here, are left out.
  absl::StatusOr<Names> NamesOf(const rpc::Principal& who,
                                const std::vector<std::string>& subjects) const;

 private:
  store::Database& db_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_COLLEAGUES_H_

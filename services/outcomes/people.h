// The people of `tidemark.outcomes.v1.OutcomesService`.

#ifndef TIDEMARK_SERVICES_OUTCOMES_PEOPLE_H_
#define TIDEMARK_SERVICES_OUTCOMES_PEOPLE_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/roster.h"
#include "services/outcomes/upsert.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. A provider that reads a person is not told of the other providers that
// support them. Safe to use from any thread.
class People {
 public:
  // All must outlive this.
  People(store::Database& db, ContractCopies& contracts, Rosters& rosters)
      : db_(db), contracts_(contracts), rosters_(rosters) {}

  absl::StatusOr<v1::Person> CreatePerson(
      const rpc::Call& call, const v1::CreatePersonRequest& request);
  absl::StatusOr<v1::Person> GetPerson(const rpc::Call& call,
                                       const v1::GetPersonRequest& request);
  absl::StatusOr<v1::ListPeopleResponse> ListPeople(
      const rpc::Call& call, const v1::ListPeopleRequest& request);
  absl::StatusOr<v1::Person> UpdatePerson(
      const rpc::Call& call, const v1::UpdatePersonRequest& request);
  absl::StatusOr<v1::BatchUpsertPeopleResponse> BatchUpsertPeople(
      const rpc::Call& call, const v1::BatchUpsertPeopleRequest& request);
  absl::StatusOr<v1::ImportPeopleResponse> ImportPeople(
      const rpc::Call& call, const v1::ImportPeopleRequest& request);

  // The providers that support the person called `name`.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  // Stores `people` and answers with what `respond` makes of the plan. Plans
  // anew when somebody was faster. Faults are added to `faults`, which must be
  // empty for anything to be stored.
  template <typename Response>
  absl::StatusOr<Response> Store(
      const store::WriteOptions& options, absl::string_view council,
      const std::vector<PersonDraft>& people, type::Date today,
      absl::FunctionRef<Response(const Upsert&)> respond);

  store::Database& db_;
  ContractCopies& contracts_;
  Rosters& rosters_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_PEOPLE_H_

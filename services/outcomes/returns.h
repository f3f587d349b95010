// The returns of `tidemark.outcomes.v1.OutcomesService`.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURNS_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURNS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/type/periods.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/return_states.h"
#include "services/outcomes/roster.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
class Returns {
 public:
  // All must outlive this.
  Returns(store::Database& db, ContractCopies& contracts, Rosters& rosters)
      : db_(db), contracts_(contracts), rosters_(rosters) {}

  absl::StatusOr<v1::Return> GetReturn(const rpc::Call& call,
                                       const v1::GetReturnRequest& request);
  absl::StatusOr<v1::ListReturnsResponse> ListReturns(
      const rpc::Call& call, const v1::ListReturnsRequest& request);
  absl::StatusOr<v1::Return> SaveReturn(const rpc::Call& call,
                                        const v1::SaveReturnRequest& request);
  absl::StatusOr<v1::CheckReturnResponse> CheckReturn(
      const rpc::Call& call, const v1::CheckReturnRequest& request);
  absl::StatusOr<v1::Return> SubmitReturn(
      const rpc::Call& call, const v1::SubmitReturnRequest& request);
  absl::StatusOr<v1::Return> ConfirmNoChange(
      const rpc::Call& call, const v1::ConfirmNoChangeRequest& request);
  absl::StatusOr<v1::Return> ExtendReturn(
      const rpc::Call& call, const v1::ExtendReturnRequest& request);
  absl::StatusOr<v1::BatchSubmitReturnsResponse> BatchSubmitReturns(
      const rpc::Call& call, const v1::BatchSubmitReturnsRequest& request);
  absl::StatusOr<v1::Return> AcceptReturn(
      const rpc::Call& call, const v1::AcceptReturnRequest& request);
  absl::StatusOr<v1::BatchAcceptReturnsResponse> BatchAcceptReturns(
      const rpc::Call& call, const v1::BatchAcceptReturnsRequest& request);
  absl::StatusOr<v1::Return> SendBackReturn(
      const rpc::Call& call, const v1::SendBackReturnRequest& request);
  absl::StatusOr<v1::Return> WithdrawReturn(
      const rpc::Call& call, const v1::WithdrawReturnRequest& request);
  absl::StatusOr<v1::Return> RecordPractitionerVoice(
      const rpc::Call& call, const v1::RecordPractitionerVoiceRequest& request);

  // Calls `visit` with the returns of a contract as they are in `reader`, from
  // the name `start` on, until it returns false: one for each period of the
  // calendar, the untouched ones as such. `start` may be another contract's;
  // then all are visited.
  static absl::Status Visit(const store::Reader& reader,
                            const ContractFacts& contract,
                            absl::string_view start,
                            absl::FunctionRef<bool(v1::Return&&)> visit);

  // The return called `name`, as it is before anybody touches it if nobody has.
  // Returns `NOT_FOUND` if the contract has no such period.
  absl::StatusOr<v1::Return> Find(absl::string_view name);

  // A contract and one of its periods.
  struct Place {
    std::shared_ptr<const ContractFacts> contract;
    type::Period period;
  };

  // The place of the return called `name`, if `verb` may be done to it at
  // `now`; asks the contract's owner before refusing.
  absl::StatusOr<Place> FindOpen(absl::Time now, absl::string_view name,
                                 ReturnVerb verb);
  // The return as stored, or as it is before anybody touches it. Returns
  // `ABORTED` if `etag` is not empty and not its etag.
  static absl::StatusOr<v1::Return> Current(const store::Reader& reader,
                                            const Place& place,
                                            absl::string_view name,
                                            absl::string_view etag);
  // Stores what became of a return that `Current` gave.
  static absl::StatusOr<v1::Return> Put(store::Transaction& txn,
                                        v1::Return current);
  // Fills in the levels of voices that are given in the lighter words.
  static void FillLevels(
      const Roster& roster,
      google::protobuf::RepeatedPtrField<v1::ReturnEntry>& entries);

  // The provider of the contract that `name` is or, as a return, lies in.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(absl::string_view name);

 private:
  // What a submission is besides its request.
  struct SubmitFlags {
    bool confirmed_no_change = false;
  };

  absl::StatusOr<v1::Return> Submit(const rpc::Call& call,
                                    const v1::SubmitReturnRequest& request,
                                    SubmitFlags flags,
                                    const store::WriteOptions& options);
  absl::StatusOr<v1::Return> Accept(const v1::AcceptReturnRequest& request,
                                    const store::WriteOptions& options);
  // The return called `name` as it is before anybody touches it. Returns
  // `NOT_FOUND` if the contract has no such period.
  absl::StatusOr<v1::Return> FindUntouched(absl::string_view name);
  // Does `verb` to the return that `request` names, which `change` makes of it
  // at a time.
  template <typename Request>
  absl::StatusOr<v1::Return> Change(
      const store::WriteOptions& options, const Request& request,
      ReturnVerb verb,
      absl::FunctionRef<absl::Status(absl::Time, v1::Return&)> change);

  store::Database& db_;
  ContractCopies& contracts_;
  Rosters& rosters_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURNS_H_

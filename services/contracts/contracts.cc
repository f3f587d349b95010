#include "services/contracts/contracts.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/proto/update_mask.h"
#include "common/rpc/page.h"
#include "common/type/identifiers.h"
#include "services/contracts/contract_rules.h"
#include "services/contracts/council_rules.h"
#include "services/contracts/lifecycle.h"
#include "services/contracts/provider_rules.h"
#include "services/contracts/return_calendar.h"
#include "services/contracts/tables.h"
#include "services/contracts/variation.h"

namespace tidemark::contracts {
namespace {

using v1::Contract;

// Checks a draft and makes its periods.
absl::Status CompleteDraft(const v1::Council& council, Contract& draft,
                           Faults& faults) {
  const std::optional<Term> term = CheckContract(draft, faults);
  if (term) MakePeriods(*term, WorkingDaysOf(council), draft, faults);
  return faults.ToStatus();
}

void CheckContractId(absl::string_view id, Faults& faults) {
  if (type::IsOwnId(id)) return;
  faults.Add({.field = "contract_id",
              .code = "ID_INVALID",
              .message = "must be 2 to 63 of a-z, 0-9 and -, starting with a "
                         "letter and not ending with -"});
}

// Moves `contract` to `state`.
absl::Status Move(Verb verb, Contract::State state, absl::string_view reason,
                  Contract& contract) {
  TIDEMARK_RETURN_IF_ERROR(CheckState(contract, verb));
  contract.set_state(state);
  contract.set_state_reason(std::string(reason));
  return absl::OkStatus();
}

// Sets the last day of a contract that ends, and cuts its periods to it.
absl::Status EndOn(const tidemark::type::v1::Date& last_day,
                   Contract& contract) {
  const type::Date start =
      type::FromProto(contract.start_date()).value_or(type::Date());
  const type::Date end =
      type::FromProto(contract.end_date()).value_or(type::Date());
  Faults faults;
  const std::optional<type::Date> date =
      type::IsSet(last_day) ? type::ReadDate(last_day, "end_date", faults)
                            : end;
  if (date && (*date < start || *date > end)) {
    faults.Add({.field = "end_date",
                .code = "END_OUTSIDE_CONTRACT",
                .message = absl::StrCat(
                    "must be ", type::FormatIsoDate(start), " to ",
                    type::FormatIsoDate(end),
                    ", a day of the contract; VaryContract extends one"),
                .value = type::FormatIsoDate(*date)});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  *contract.mutable_end_date() = type::ToProto(*date);
  CutPeriods(*date, contract);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Contract> Contracts::CreateContract(
    const rpc::Call& call, const v1::CreateContractRequest& request) {
  Contract draft = request.contract();
  draft.set_name(NameIn(request.parent(), "contracts", request.contract_id()));
  draft.set_state(Contract::STATE_DRAFT);
  draft.clear_state_reason();
  draft.clear_variations();
  return db_.Write<Contract>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Contract> {
        TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Council> council,
                                  kCouncils.Find(txn, request.parent()));
        if (!council) return CouncilUnknown(request.parent());
        Faults faults;
        CheckContractId(request.contract_id(), faults);
        CheckName("contract.provider", draft.provider(),
                  "councils/*/providers/*", request.parent(), faults);
        TIDEMARK_RETURN_IF_ERROR(CompleteDraft(*council, draft, faults));
        TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Provider> provider,
                                  kProviders.Find(txn, draft.provider()));
        if (!provider) return ProviderUnknown(draft.provider());
        return kContracts.Insert(txn, draft);
      });
}

absl::StatusOr<Contract> Contracts::GetContract(
    const rpc::Call& /*call*/, const v1::GetContractRequest& request) const {
  return kContracts.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListContractsResponse> Contracts::ListContracts(
    const rpc::Call& /*call*/, const v1::ListContractsRequest& request) const {
  Faults faults;
  if (!request.provider().empty()) {
    CheckName("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const bool any_state = request.state() == Contract::STATE_UNSPECIFIED;
  const store::Snapshot snapshot(db_);
  const size_t size = rpc::PageSize(request.page_size());
  absl::StatusOr<store::Page<Contract>> page;
  if (!request.provider().empty()) {
    page = kContracts.ListIndex(
        snapshot, kContractsByProvider, request.provider(), start, size,
        [&](const Contract& contract) {
          return any_state || contract.state() == request.state();
        });
  } else if (!any_state) {
    page = kContracts.ListIndex(
        snapshot, kContractsByState,
        ContractStateKey(request.parent(), request.state()), start, size);
  } else {
    page = kContracts.List(
        snapshot, absl::StrCat(request.parent(), "/contracts/"), start, size);
  }
  TIDEMARK_RETURN_IF_ERROR(page.status());
  v1::ListContractsResponse response;
  for (Contract& contract : page->messages) {
    *response.add_contracts() = std::move(contract);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page->next));
  return response;
}

absl::StatusOr<Contract> Contracts::UpdateContract(
    const rpc::Call& call, const v1::UpdateContractRequest& request) {
  return Change(
      call.write(), request.contract().name(), request.contract().etag(),
      [&](store::Transaction& txn, Contract& contract) -> absl::Status {
        TIDEMARK_RETURN_IF_ERROR(CheckState(contract, Verb::kUpdate));
        TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.contract(),
                                              .mask = request.update_mask(),
                                              .field = "contract"},
                                             contract));
        TIDEMARK_ASSIGN_OR_RETURN(
            const v1::Council council,
            kCouncils.Get(txn, CouncilOf(contract.name())));
        Faults faults;
        return CompleteDraft(council, contract, faults);
      });
}

absl::StatusOr<Contract> Contracts::VaryContract(
    const rpc::Call& call, const v1::VaryContractRequest& request) {
  return Change(
      call.write(request.reason()), request.contract().name(),
      request.contract().etag(),
      [&](store::Transaction& txn, Contract& contract) -> absl::Status {
        TIDEMARK_ASSIGN_OR_RETURN(
            const v1::Council council,
            kCouncils.Get(txn, CouncilOf(contract.name())));
        TIDEMARK_ASSIGN_OR_RETURN(
            contract, Vary(contract, request,
                           {.varied_by = call.principal().subject,
                            .time = txn.time(),
                            .working_days = WorkingDaysOf(council)}));
        return absl::OkStatus();
      });
}

absl::StatusOr<Contract> Contracts::ActivateContract(
    const rpc::Call& call, const v1::ActivateContractRequest& request) {
  return Change(call.write(), request.name(), request.etag(),
                [&](store::Transaction&, Contract& contract) {
                  return Move(Verb::kActivate, Contract::STATE_ACTIVE, "",
                              contract);
                });
}

absl::StatusOr<Contract> Contracts::SuspendContract(
    const rpc::Call& call, const v1::SuspendContractRequest& request) {
  return Change(call.write(request.reason()), request.name(), request.etag(),
                [&](store::Transaction&, Contract& contract) {
                  return Move(Verb::kSuspend, Contract::STATE_SUSPENDED,
                              request.reason(), contract);
                });
}

absl::StatusOr<Contract> Contracts::EndContract(
    const rpc::Call& call, const v1::EndContractRequest& request) {
  return Change(
      call.write(request.reason()), request.name(), request.etag(),
      [&](store::Transaction&, Contract& contract) -> absl::Status {
        TIDEMARK_RETURN_IF_ERROR(Move(Verb::kEnd, Contract::STATE_ENDED,
                                      request.reason(), contract));
        return EndOn(request.end_date(), contract);
      });
}

absl::StatusOr<Contract> Contracts::WithdrawContract(
    const rpc::Call& call, const v1::WithdrawContractRequest& request) {
  return Change(call.write(request.reason()), request.name(), request.etag(),
                [&](store::Transaction&, Contract& contract) {
                  return Move(Verb::kWithdraw, Contract::STATE_WITHDRAWN,
                              request.reason(), contract);
                });
}

absl::StatusOr<std::vector<std::string>> Contracts::ProvidersOf(
    absl::string_view name) const {
  const absl::string_view contract = AncestorOf(name, "councils/*/contracts/*");
  if (!contract.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const Contract found,
                              kContracts.Get(store::Snapshot(db_), contract));
    return std::vector<std::string>{found.provider()};
  }
  const absl::string_view provider = ProviderOf(name);
  if (provider.empty()) return std::vector<std::string>();
  return std::vector<std::string>{std::string(provider)};
}

absl::StatusOr<Contract> Contracts::Change(
    const store::WriteOptions& options, absl::string_view name,
    absl::string_view etag,
    absl::FunctionRef<absl::Status(store::Transaction&, Contract&)> change) {
  return db_.Write<Contract>(
      options, [&](store::Transaction& txn) -> absl::StatusOr<Contract> {
        TIDEMARK_ASSIGN_OR_RETURN(Contract contract,
                                  kContracts.GetForUpdate(txn, name, etag));
        TIDEMARK_RETURN_IF_ERROR(change(txn, contract));
        return kContracts.Update(txn, std::move(contract));
      });
}

}  // namespace tidemark::contracts

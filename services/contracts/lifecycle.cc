#include "services/contracts/lifecycle.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

#include "common/base/faults.h"

namespace tidemark::contracts {
namespace {

using Contract = v1::Contract;

// What to do instead where `verb` cannot be used in `state`; empty where it
// can.
absl::string_view Advice(Contract::State state, Verb verb) {
  switch (state) {
    case Contract::STATE_DRAFT:
      switch (verb) {
        case Verb::kUpdate:
        case Verb::kActivate:
        case Verb::kWithdraw:
          return "";
        case Verb::kVary:
          return "a draft is not varied; change it with UpdateContract";
        case Verb::kSuspend:
        case Verb::kEnd:
          return "it has not begun; withdraw it with WithdrawContract, or "
                 "activate it first";
      }
      break;
    case Contract::STATE_ACTIVE:
      switch (verb) {
        case Verb::kVary:
        case Verb::kSuspend:
        case Verb::kEnd:
          return "";
        case Verb::kUpdate:
          return "change it with VaryContract, which keeps the variation";
        case Verb::kActivate:
          return "it is in force already; leave it as it is";
        case Verb::kWithdraw:
          return "only a draft is withdrawn; end it with EndContract";
      }
      break;
    case Contract::STATE_SUSPENDED:
      switch (verb) {
        case Verb::kVary:
        case Verb::kActivate:
        case Verb::kEnd:
          return "";
        case Verb::kUpdate:
          return "change it with VaryContract, which keeps the variation";
        case Verb::kSuspend:
          return "it is suspended already; leave it as it is";
        case Verb::kWithdraw:
          return "only a draft is withdrawn; end it with EndContract";
      }
      break;
    case Contract::STATE_ENDED:
      return "an ended contract does not change; create a new contract";
    case Contract::STATE_WITHDRAWN:
      return "a withdrawn contract does not change; create a new contract";
    default:
      break;
  }
  return "its state is not known here; create a new contract";
}

absl::string_view NameOf(Verb verb) {
  switch (verb) {
    case Verb::kUpdate:
      return "update";
    case Verb::kVary:
      return "vary";
    case Verb::kActivate:
      return "activate";
    case Verb::kSuspend:
      return "suspend";
    case Verb::kEnd:
      return "end";
    case Verb::kWithdraw:
      return "withdraw";
  }
  return "";
}

}  // namespace

absl::Status CheckState(const v1::Contract& contract, Verb verb) {
  const absl::string_view advice = Advice(contract.state(), verb);
  if (advice.empty()) return absl::OkStatus();
  const std::string state(
      absl::StripPrefix(Contract::State_Name(contract.state()), "STATE_"));
  return Error(absl::StatusCode::kFailedPrecondition, "CONTRACT_STATE",
               absl::StrCat(contract.name(), " is ", state, "; ", advice),
               {{"name", contract.name()},
                {"state", state},
                {"verb", std::string(NameOf(verb))}});
}

}  // namespace tidemark::contracts

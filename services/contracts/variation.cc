#include "services/contracts/variation.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/update_mask.h"
#include "common/type/date.h"
#include "services/contracts/contract_rules.h"
#include "services/contracts/lifecycle.h"
#include "services/contracts/return_calendar.h"

namespace tidemark::contracts {
namespace {

using type::Date;
using type::FormatIsoDate;

// The fields that a variation may change, in the order of the proto.
constexpr absl::string_view kVariable[] = {"title",
                                           "service_type",
                                           "kind",
                                           "lot",
                                           "end_date",
                                           "extendable_until",
                                           "outcome_requirements",
                                           "return_calendar",
                                           "delegated_review",
                                           "incentive_terms"};

std::vector<std::string> ChangedFields(const v1::Contract& before,
                                       const v1::Contract& after) {
  std::vector<std::string> changed;
  for (const absl::string_view name : kVariable) {
    const google::protobuf::FieldDescriptor* const field =
        v1::Contract::descriptor()->FindFieldByName(std::string(name));
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(before, after, {field}, {field})) {
      changed.emplace_back(name);
    }
  }
  return changed;
}

void CheckEffective(Date effective, const Term& term, Faults& faults) {
  if (term.start <= effective && effective <= term.end) return;
  faults.Add({.field = "effective_date",
              .code = "EFFECTIVE_OUTSIDE_CONTRACT",
              .message = absl::StrCat("must be ", FormatIsoDate(term.start),
                                      " to ", FormatIsoDate(term.end),
                                      ", a day of the contract as varied; is ",
                                      FormatIsoDate(effective)),
              .value = FormatIsoDate(effective)});
}

void CheckExtension(const v1::Contract& before, const Term& term,
                    Faults& faults) {
  const Date end = type::FromProto(before.end_date()).value_or(Date());
  if (term.end <= end) return;
  const absl::StatusOr<Date> until = type::FromProto(before.extendable_until());
  if (until.ok() && term.end <= *until) return;
  faults.Add(
      {.field = "contract.end_date",
       .code = "NOT_EXTENDABLE",
       .message = absl::StrCat(
           until.ok()
               ? absl::StrCat("must be on or before ", FormatIsoDate(*until),
                              ", to which the contract may be extended")
               : absl::StrCat("must be on or before ", FormatIsoDate(end),
                              ", as the contract may not be extended"),
           "; is ", FormatIsoDate(term.end),
           ". Vary extendable_until first, on its own"),
       .value = FormatIsoDate(term.end)});
}

void AddVariation(const v1::VaryContractRequest& request,
                  const VariationContext& context,
                  std::vector<std::string> changed, v1::Contract& contract) {
  const int number = contract.variations_size() + 1;
  v1::Contract::Variation* const variation = contract.add_variations();
  variation->set_number(number);
  *variation->mutable_effective_date() = request.effective_date();
  variation->set_reason(request.reason());
  for (std::string& field : changed) {
    variation->add_changed_fields(std::move(field));
  }
  variation->set_varied_by(context.varied_by);
  const int64_t micros = absl::ToUnixMicros(context.time);
  variation->mutable_vary_time()->set_seconds(micros / 1'000'000);
  variation->mutable_vary_time()->set_nanos(
      static_cast<int32_t>(micros % 1'000'000) * 1'000);
}

}  // namespace

absl::StatusOr<v1::Contract> Vary(const v1::Contract& contract,
                                  const v1::VaryContractRequest& request,
                                  const VariationContext& context) {
  TIDEMARK_RETURN_IF_ERROR(CheckState(contract, Verb::kVary));
  v1::Contract varied = contract;
  TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.contract(),
                                        .mask = request.update_mask(),
                                        .field = "contract",
                                        .allowed = kVariable},
                                       varied));
  Faults faults;
  const std::optional<Term> term = CheckContract(varied, faults);
  const std::optional<Date> effective =
      type::ReadDate(request.effective_date(), "effective_date", faults);
  if (term && effective) {
    CheckEffective(*effective, *term, faults);
    CheckExtension(contract, *term, faults);
    ChangePeriods({.before = contract,
                   .term = *term,
                   .effective = *effective,
                   .today = type::DateInEngland(context.time),
                   .working_days = context.working_days},
                  varied, faults);
  }
  std::vector<std::string> changed = ChangedFields(contract, varied);
  if (changed.empty()) {
    faults.Add({.field = "contract",
                .code = "NOTHING_VARIED",
                .message = "must differ from the contract as it is in at least "
                           "one field of update_mask"});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  AddVariation(request, context, std::move(changed), varied);
  return varied;
}

}  // namespace tidemark::contracts

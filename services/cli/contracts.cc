#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/cli/commands.h"
#include "services/cli/incentive_terms.h"
#include "services/cli/names.h"
#include "services/cli/words.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using contracts::v1::ActivateContractRequest;
using contracts::v1::Contract;
using contracts::v1::ContractsService;
using contracts::v1::CreateContractRequest;
using contracts::v1::EndContractRequest;
using contracts::v1::GetContractRequest;
using contracts::v1::SuspendContractRequest;
using contracts::v1::UpdateContractRequest;
using contracts::v1::VaryContractRequest;
using contracts::v1::WithdrawContractRequest;

// The terms of a contract as flags; empty means not given.
struct TermsArgs {
  std::string title;
  std::string service_type;
  std::string kind;
  std::string lot;
  std::string end;
  std::string extendable_until;
  std::string calendar;
  std::vector<std::string> periods;
  int due_days = 0;
  std::vector<std::string> requirements;
  std::vector<std::string> delegate;
  bool delegate_nothing = false;
  std::string sign_off_hours;
  std::string sign_off_share;
  std::string trusted_reviewer;
  std::string audit;
  std::string delegate_from;
  std::string delegate_to;
  IncentiveFlags incentives;
};

struct ContractArgs {
  std::string name;
  std::string provider;
  std::string start;
  std::string effective;
  std::string reason;
  TermsArgs terms;
  WriteFlags write;
};

void AddTerms(CLI::App* command, TermsArgs& terms) {
  command->add_option("--title", terms.title, "What commissioners call it");
  command->add_option("--service-type", terms.service_type,
                      "The kind of support, such as \"Home support\"");
  command->add_option("--kind", terms.kind,
                      "framework, block, spot, individual-service-fund or "
                      "grant");
  command->add_option("--lot", terms.lot, "The lot of a framework");
  command->add_option("--end", terms.end, "The last day");
  command->add_option("--extendable-until", terms.extendable_until,
                      "The latest day to which it may be extended");
  command->add_option("--calendar", terms.calendar,
                      "When returns are due: monthly, quarterly, four-weekly "
                      "or explicit");
  command
      ->add_option("--period", terms.periods,
                   "With --calendar explicit, once for each period: "
                   "ID:START:END:DUE")
      ->allow_extra_args(false);
  command->add_option("--due-days", terms.due_days,
                      "How many days after its end a period's return is due "
                      "(15)");
  command
      ->add_option(
          "--requirement", terms.requirements,
          "What is to be reached, once for each: FIGURE:TARGET%[:STATEMENT]; "
          "targets by contract year as 70%/75%/80%")
      ->allow_extra_args(false);
  command
      ->add_option("--delegate", terms.delegate,
                   "What the provider may propose after a review, once for "
                   "each: new-outcome, change-outcome, close-outcome, "
                   "lower-level, higher-level, pause or exit")
      ->allow_extra_args(false);
  command->add_flag("--delegate-nothing", terms.delegate_nothing,
                    "Delegate no reviews any more");
  command->add_option("--no-sign-off-hours", terms.sign_off_hours,
                      "With --delegate: the most hours a week by which a level "
                      "may change without sign-off");
  command->add_option("--no-sign-off-share", terms.sign_off_share,
                      "With --delegate: the same as a share, such as 10%");
  command->add_option("--trusted-reviewer", terms.trusted_reviewer,
                      "With --delegate: the only one whose changes need no "
                      "sign-off, such as users/sam");
  command->add_option("--audit", terms.audit,
                      "With --delegate: the share of changes without sign-off "
                      "that is audited, such as 20%");
  command->add_option("--delegate-from", terms.delegate_from,
                      "With --delegate: the first day");
  command->add_option("--delegate-to", terms.delegate_to,
                      "With --delegate: the last day");
  AddIncentiveFlags(command, terms.incentives);
}

// Puts what is delegated into `contract`, and its field into `mask`.
absl::Status ReadDelegation(const TermsArgs& terms, Contract& contract,
                            google::protobuf::FieldMask& mask) {
  if (terms.delegate_nothing) {
    if (!terms.delegate.empty()) {
      return UsageError("give --delegate or --delegate-nothing, not both");
    }
    contract.clear_delegated_review();
    mask.add_paths("delegated_review");
    return absl::OkStatus();
  }
  if (terms.delegate.empty()) {
    for (const std::string& given :
         {terms.sign_off_hours, terms.sign_off_share, terms.trusted_reviewer,
          terms.audit, terms.delegate_from, terms.delegate_to}) {
      if (!given.empty()) {
        return UsageError(
            "what the provider may do in delegated reviews needs --delegate");
      }
    }
    return absl::OkStatus();
  }
  auto& scope = *contract.mutable_delegated_review();
  for (const std::string& text : terms.delegate) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto kind, ParseWord<type::v1::ProposalKind>("--delegate", text));
    scope.add_kinds(kind);
  }
  if (!terms.sign_off_hours.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const int32_t minutes,
        ParseHours("--no-sign-off-hours", terms.sign_off_hours));
    scope.set_max_change_minutes(minutes);
  }
  if (!terms.sign_off_share.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const int32_t share,
        ParsePercent("--no-sign-off-share", terms.sign_off_share));
    scope.set_max_change_basis_points(share);
  }
  scope.set_trusted_reviewer(terms.trusted_reviewer);
  if (!terms.audit.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const int32_t share,
                              ParsePercent("--audit", terms.audit));
    scope.set_audit_basis_points(share);
  }
  if (!terms.delegate_from.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *scope.mutable_from_date(),
        ParseDate("--delegate-from", terms.delegate_from));
  }
  if (!terms.delegate_to.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*scope.mutable_to_date(),
                              ParseDate("--delegate-to", terms.delegate_to));
  }
  mask.add_paths("delegated_review");
  return absl::OkStatus();
}

// Puts what is paid for outcomes into `contract`, and its field into `mask`.
absl::Status ReadIncentives(const TermsArgs& terms, Contract& contract,
                            google::protobuf::FieldMask& mask) {
  if (!AnyGiven(terms.incentives)) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(const auto paid,
                            ReadIncentiveFlags(terms.incentives));
  if (paid) *contract.mutable_incentive_terms() = *paid;
  mask.add_paths("incentive_terms");
  return absl::OkStatus();
}

// `ID:START:END:DUE`.
absl::Status ReadPeriod(absl::string_view text,
                        Contract::ReturnCalendar::Period& period) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  if (parts.size() != 4) {
    return UsageError(
        absl::StrCat("--period must be ID:START:END:DUE, such as "
                     "p1:2025-04-06:2025-10-04:2025-10-31; is \"",
                     text, "\""));
  }
  period.set_id(std::string(parts[0]));
  TIDEMARK_ASSIGN_OR_RETURN(*period.mutable_start_date(),
                            ParseDate("--period START", parts[1]));
  TIDEMARK_ASSIGN_OR_RETURN(*period.mutable_end_date(),
                            ParseDate("--period END", parts[2]));
  TIDEMARK_ASSIGN_OR_RETURN(*period.mutable_due_date(),
                            ParseDate("--period DUE", parts[3]));
  return absl::OkStatus();
}

// `FIGURE:TARGET%[:STATEMENT]`.
absl::Status ReadRequirement(absl::string_view text,
                             Contract::OutcomeRequirement& requirement) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 2));
  if (parts.size() < 2 || parts[0].empty()) {
    return UsageError(absl::StrCat(
        "--requirement must be FIGURE:TARGET%[:STATEMENT], such as "
        "\"outcomes-met:75%:Three in four outcomes are met\"; is \"",
        text, "\""));
  }
  requirement.set_id(std::string(parts[0]));
  requirement.set_metric(std::string(parts[0]));
  int year = 0;
  for (const absl::string_view target : absl::StrSplit(parts[1], '/')) {
    auto* of_year = requirement.add_targets();
    of_year->set_contract_year(++year);
    TIDEMARK_ASSIGN_OR_RETURN(const int32_t basis_points,
                              ParsePercent("--requirement TARGET", target));
    of_year->set_target_basis_points(basis_points);
  }
  requirement.set_statement(
      parts.size() == 3
          ? std::string(parts[2])
          : absl::StrCat("Reach ", parts[1], " on the figure ", parts[0]));
  return absl::OkStatus();
}

// Puts the terms that were given into `contract`, and their fields into `mask`.
absl::Status ReadTerms(const TermsArgs& terms, Contract& contract,
                       google::protobuf::FieldMask& mask) {
  if (!terms.title.empty()) {
    contract.set_title(terms.title);
    mask.add_paths("title");
  }
  if (!terms.service_type.empty()) {
    contract.set_service_type(terms.service_type);
    mask.add_paths("service_type");
  }
  if (!terms.kind.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto kind,
                              ParseWord<Contract::Kind>("--kind", terms.kind));
    contract.set_kind(kind);
    mask.add_paths("kind");
  }
  if (!terms.lot.empty()) {
    contract.set_lot(terms.lot);
    mask.add_paths("lot");
  }
  if (!terms.end.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*contract.mutable_end_date(),
                              ParseDate("--end", terms.end));
    mask.add_paths("end_date");
  }
  if (!terms.extendable_until.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *contract.mutable_extendable_until(),
        ParseDate("--extendable-until", terms.extendable_until));
    mask.add_paths("extendable_until");
  }
  if (terms.calendar.empty() &&
      (!terms.periods.empty() || terms.due_days != 0)) {
    return UsageError("--period and --due-days need --calendar");
  }
  if (!terms.calendar.empty()) {
    auto& calendar = *contract.mutable_return_calendar();
    TIDEMARK_ASSIGN_OR_RETURN(const auto frequency,
                              ParseWord<Contract::ReturnCalendar::Frequency>(
                                  "--calendar", terms.calendar));
    calendar.set_frequency(frequency);
    calendar.set_due_days(terms.due_days);
    const bool is_explicit =
        frequency == Contract::ReturnCalendar::FREQUENCY_EXPLICIT;
    if (is_explicit == terms.periods.empty()) {
      return UsageError(
          "--calendar explicit needs a --period for each period, and the "
          "other calendars none");
    }
    for (const std::string& period : terms.periods) {
      TIDEMARK_RETURN_IF_ERROR(ReadPeriod(period, *calendar.add_periods()));
    }
    mask.add_paths("return_calendar");
  }
  if (!terms.requirements.empty()) {
    for (const std::string& requirement : terms.requirements) {
      TIDEMARK_RETURN_IF_ERROR(
          ReadRequirement(requirement, *contract.add_outcome_requirements()));
    }
    mask.add_paths("outcome_requirements");
  }
  TIDEMARK_RETURN_IF_ERROR(ReadIncentives(terms, contract, mask));
  return ReadDelegation(terms, contract, mask);
}

// "75%", or "70%/75%" for a target by year.
std::string FormatTargets(const Contract::OutcomeRequirement& requirement) {
  std::vector<std::string> targets;
  for (const auto& target : requirement.targets()) {
    const int points = target.target_basis_points();
    targets.push_back(points % 100 == 0
                          ? absl::StrCat(points / 100, "%")
                          : absl::StrFormat("%.2f%%", points / 100.0));
  }
  return absl::StrJoin(targets, "/");
}

void PrintContract(Session& session, const Contract& contract) {
  std::ostream& out = session.out();
  out << OneLine(contract.title()) << "\n"
      << "  name       " << contract.name() << "\n"
      << "  provider   " << IdOf(contract.provider()) << "\n"
      << "  state      " << Word(contract.state());
  if (!contract.state_reason().empty()) {
    out << ": " << OneLine(contract.state_reason());
  }
  out << "\n  kind       " << Word(contract.kind());
  if (!contract.lot().empty()) out << ", lot " << OneLine(contract.lot());
  if (!contract.service_type().empty()) {
    out << ", " << OneLine(contract.service_type());
  }
  out << "\n  runs       " << FormatDate(contract.start_date()) << " to "
      << FormatDate(contract.end_date());
  if (contract.has_extendable_until()) {
    out << ", extendable until " << FormatDate(contract.extendable_until());
  }
  out << "\n  returns    " << Word(contract.return_calendar().frequency())
      << ", " << Count(contract.return_calendar().periods_size(), "period")
      << "\n"
      << "  etag       " << contract.etag() << "\n";
  if (contract.outcome_requirements_size() > 0) {
    Table table({{"REQUIREMENT"},
                 {"FIGURE"},
                 {"TARGET", Align::kRight},
                 {"STATEMENT"}});
    for (const auto& requirement : contract.outcome_requirements()) {
      table.Add({requirement.id(), requirement.metric(),
                 FormatTargets(requirement), requirement.statement()});
    }
    out << "\n";
    session.Print(table);
  }
  if (contract.has_incentive_terms()) {
    out << "\nFor outcomes it pays, each period:\n";
    PrintIncentiveTerms(session, contract.incentive_terms());
  }
  if (contract.return_calendar().periods_size() > 0) {
    Table table({{"PERIOD"}, {"FROM"}, {"TO"}, {"DUE"}});
    for (const auto& period : contract.return_calendar().periods()) {
      table.Add({period.id(), FormatDate(period.start_date()),
                 FormatDate(period.end_date()), FormatDate(period.due_date())});
    }
    out << "\n";
    session.Print(table);
  }
  if (contract.variations_size() > 0) {
    Table table({{"VARIATION", Align::kRight},
                 {"FROM"},
                 {"CHANGED"},
                 {"BY"},
                 {"REASON"}});
    for (const auto& variation : contract.variations()) {
      table.Add({absl::StrCat(variation.number()),
                 FormatDate(variation.effective_date()),
                 absl::StrJoin(variation.changed_fields(), ", "),
                 variation.varied_by(), variation.reason()});
    }
    out << "\n";
    session.Print(table);
  }
}

// Says what became of a contract, or prints it as JSON.
absl::Status PrintChanged(Session& session, const Contract& contract,
                          absl::string_view done) {
  if (session.json()) return session.PrintJson(contract);
  session.out() << done << " " << contract.name() << ": "
                << Word(contract.state()) << "\n";
  return absl::OkStatus();
}

absl::Status Create(Session& session, const ContractArgs& args) {
  CreateContractRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name,
                            session.Name("--id", args.name, kContractPattern));
  request.set_parent(std::string(ParentOf(name)));
  request.set_contract_id(std::string(IdOf(name)));
  request.set_request_id(session.RequestId(args.write));
  Contract& contract = *request.mutable_contract();
  TIDEMARK_ASSIGN_OR_RETURN(
      *contract.mutable_provider(),
      session.Name("--provider", args.provider, kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(*contract.mutable_start_date(),
                            ParseDate("--start", args.start));
  google::protobuf::FieldMask unused;
  TIDEMARK_RETURN_IF_ERROR(ReadTerms(args.terms, contract, unused));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract created,
      session.Call(&ContractsService::Stub::CreateContract, request));
  if (session.json()) return session.PrintJson(created);
  session.out() << "Created " << created.name() << ": " << Word(created.state())
                << ", "
                << Count(created.return_calendar().periods_size(),
                         "return period")
                << "\nPut it in force with: tidemark contracts activate "
                << created.name() << "\n";
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ContractArgs& args) {
  GetContractRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kContractPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract contract,
      session.Call(&ContractsService::Stub::GetContract, request));
  if (session.json()) return session.PrintJson(contract);
  PrintContract(session, contract);
  return absl::OkStatus();
}

absl::Status Update(Session& session, const ContractArgs& args) {
  UpdateContractRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_contract()->mutable_name(),
                            session.Name("NAME", args.name, kContractPattern));
  TIDEMARK_RETURN_IF_ERROR(ReadTerms(args.terms, *request.mutable_contract(),
                                     *request.mutable_update_mask()));
  if (request.update_mask().paths().empty()) {
    return UsageError("say what to change, such as --title or --end");
  }
  request.mutable_contract()->set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract contract,
      session.Call(&ContractsService::Stub::UpdateContract, request));
  return PrintChanged(session, contract, "Changed");
}

absl::Status Vary(Session& session, const ContractArgs& args) {
  VaryContractRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_contract()->mutable_name(),
                            session.Name("NAME", args.name, kContractPattern));
  TIDEMARK_RETURN_IF_ERROR(ReadTerms(args.terms, *request.mutable_contract(),
                                     *request.mutable_update_mask()));
  if (request.update_mask().paths().empty()) {
    return UsageError("say what to vary, such as --end or --requirement");
  }
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_effective_date(),
                            ParseDate("--effective", args.effective));
  request.set_reason(args.reason);
  request.mutable_contract()->set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract contract,
      session.Call(&ContractsService::Stub::VaryContract, request));
  return PrintChanged(session, contract, "Varied");
}

// Fills what all moves of a contract's state have.
template <typename Request>
absl::StatusOr<Request> MoveRequest(Session& session,
                                    const ContractArgs& args) {
  Request request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kContractPattern));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  return request;
}

absl::Status Activate(Session& session, const ContractArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto request, MoveRequest<ActivateContractRequest>(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract contract,
      session.Call(&ContractsService::Stub::ActivateContract, request));
  return PrintChanged(session, contract, "Activated");
}

absl::Status Suspend(Session& session, const ContractArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(auto request,
                            MoveRequest<SuspendContractRequest>(session, args));
  request.set_reason(args.reason);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract contract,
      session.Call(&ContractsService::Stub::SuspendContract, request));
  return PrintChanged(session, contract, "Suspended");
}

absl::Status End(Session& session, const ContractArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(auto request,
                            MoveRequest<EndContractRequest>(session, args));
  request.set_reason(args.reason);
  if (!args.terms.end.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_end_date(),
                              ParseDate("--end", args.terms.end));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract contract,
      session.Call(&ContractsService::Stub::EndContract, request));
  return PrintChanged(session, contract, "Ended");
}

absl::Status Withdraw(Session& session, const ContractArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      auto request, MoveRequest<WithdrawContractRequest>(session, args));
  request.set_reason(args.reason);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract contract,
      session.Call(&ContractsService::Stub::WithdrawContract, request));
  return PrintChanged(session, contract, "Withdrew");
}

}  // namespace

void AddContracts(CLI::App& app, Session& session) {
  CLI::App* contracts =
      app.add_subcommand("contracts", "Agreements with providers");
  contracts->require_subcommand(1);
  using Action = absl::Status (*)(Session&, const ContractArgs&);
  const auto add = [&](const char* name, const char* what, Action run) {
    CLI::App* command = contracts->add_subcommand(name, what);
    const auto args = std::make_shared<ContractArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::make_pair(command, args.get());
  };
  const auto add_named = [&](const char* name, const char* what, Action run) {
    const auto [command, args] = add(name, what, run);
    command->add_option("NAME", args->name, "The contract, C or its full name")
        ->required();
    return std::make_pair(command, args);
  };

  {
    const auto [command, args] =
        add("create", "Store a contract as a draft", &Create);
    command->add_option("--id", args->name, "The contract's id")->required();
    command->add_option("--provider", args->provider, "The provider")
        ->required();
    command->add_option("--start", args->start, "The first day")->required();
    AddTerms(command, args->terms);
    for (const char* needed : {"--title", "--kind", "--end", "--calendar"}) {
      command->get_option(needed)->required();
    }
    AddWriteFlags(command, args->write, /*etag=*/false);
  }
  add_named("show", "Show a contract with its periods and variations", &Show);
  {
    const auto [command, args] = add_named(
        "activate", "Put a draft or suspended contract in force", &Activate);
    AddWriteFlags(command, args->write);
  }
  for (const auto& [name, what, run] :
       {std::make_tuple("suspend", "Suspend new support under a contract",
                        &Suspend),
        std::make_tuple("end", "End a contract", &End),
        std::make_tuple("withdraw", "Give a draft up", &Withdraw)}) {
    const auto [command, args] = add_named(name, what, run);
    command->add_option("--reason", args->reason, "Why")->required();
    if (run == &End) {
      command->add_option("--end", args->terms.end,
                          "The last day. Default: the contract's end");
    }
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = add_named("update", "Change a draft", &Update);
    AddTerms(command, args->terms);
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = add_named(
        "vary", "Vary a contract in force, and keep it in its history", &Vary);
    command
        ->add_option("--effective", args->effective,
                     "From when the variation holds")
        ->required();
    command->add_option("--reason", args->reason, "Why")->required();
    AddTerms(command, args->terms);
    AddWriteFlags(command, args->write);
  }
}

}  // namespace tidemark::cli

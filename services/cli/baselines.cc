#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/figures.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/oversight/v1/oversight_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using oversight::v1::Baseline;
using oversight::v1::CreateBaselineRequest;
using oversight::v1::ListBaselinesRequest;
using oversight::v1::OversightService;
using oversight::v1::WithdrawBaselineRequest;

constexpr char kBaselinePattern[] = "councils/*/baselines/*";

struct BaselineArgs {
  std::string name;
  std::string figure;
  std::string provider;
  std::string contract;
  std::string from;
  std::string reason;
  int points = 0;
  WriteFlags write;
};

// The provider or contract that was named, or else the council.
absl::StatusOr<std::string> SubjectOf(Session& session,
                                      const BaselineArgs& args) {
  if (!args.contract.empty()) {
    return session.Name("--contract", args.contract, kContractPattern);
  }
  if (!args.provider.empty()) {
    return session.Name("--provider", args.provider, kProviderPattern);
  }
  return session.Council();
}

absl::Status Print(Session& session, const Baseline& baseline) {
  if (session.json()) return session.PrintJson(baseline);
  session.out() << baseline.name() << ": " << Word(baseline.state()) << ", "
                << baseline.metric() << " of "
                << WithoutCouncil(baseline.subject()) << " from "
                << FormatMonth(baseline.first_month()) << " on\n";
  return absl::OkStatus();
}

absl::Status Create(Session& session, const BaselineArgs& args) {
  CreateBaselineRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  request.set_baseline_id(args.name);
  Baseline& baseline = *request.mutable_baseline();
  TIDEMARK_ASSIGN_OR_RETURN(*baseline.mutable_subject(),
                            SubjectOf(session, args));
  baseline.set_metric(args.figure);
  TIDEMARK_ASSIGN_OR_RETURN(*baseline.mutable_first_month(),
                            ParseMonth("--from", args.from));
  baseline.set_baseline_points(args.points);
  baseline.set_reason(args.reason);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Baseline created,
      session.Call(&OversightService::Stub::CreateBaseline, request));
  return Print(session, created);
}

absl::Status List(Session& session, const BaselineArgs&) {
  ListBaselinesRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  Table table({{"BASELINE"},
               {"STATE"},
               {"OF"},
               {"FIGURE"},
               {"FROM"},
               {"BY"},
               {"WHY", Align::kLeft, 60}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OversightService::Stub::ListBaselines, request,
      [](const auto& response) { return response.baselines(); },
      [&](const Baseline& item) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(item));
          return true;
        }
        const bool withdrawn = item.state() == Baseline::STATE_WITHDRAWN;
        table.Add({std::string(IdOf(item.name())), Word(item.state()),
                   std::string(WithoutCouncil(item.subject())), item.metric(),
                   FormatMonth(item.first_month()),
                   withdrawn ? item.withdrawn_by() : item.author(),
                   withdrawn ? item.withdrawal_reason() : item.reason()});
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No baselines.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

absl::Status Withdraw(Session& session, const BaselineArgs& args) {
  WithdrawBaselineRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      session.Name("BASELINE", args.name, kBaselinePattern));
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Baseline baseline,
      session.Call(&OversightService::Stub::WithdrawBaseline, request));
  return Print(session, baseline);
}

}  // namespace

void AddBaselines(CLI::App& app, Session& session) {
  CLI::App* baselines = app.add_subcommand(
      "baselines", "From where the limits of a chart begin anew, and why");
  baselines->require_subcommand(1);
  const auto add = [&](const char* name, const char* what,
                       absl::Status (*run)(Session&, const BaselineArgs&)) {
    CLI::App* command = baselines->add_subcommand(name, what);
    auto args = std::make_shared<BaselineArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::pair(command, std::move(args));
  };
  {
    const auto [command, args] =
        add("create", "Begin the limits of a chart anew", &Create);
    command->add_option("ID", args->name, "The id of the new baseline")
        ->required();
    command
        ->add_option("--figure", args->figure,
                     "The figure's id, such as outcomes-met")
        ->required();
    command->add_option("--provider", args->provider, "A provider's chart");
    command->add_option("--contract", args->contract, "A contract's chart");
    command->add_option("--from", args->from, "The first month, YYYY-MM")
        ->required();
    command->add_option("--points", args->points,
                        "Freeze the limits after so many points");
    command
        ->add_option("--reason", args->reason,
                     "What is known to have changed; the provider sees it")
        ->required();
    AddWriteFlags(command, args->write, /*etag=*/false);
  }
  add("list", "List baselines", &List);
  {
    const auto [command, args] =
        add("withdraw", "Take a baseline back", &Withdraw);
    command->add_option("BASELINE", args->name, "The baseline")->required();
    command->add_option("--reason", args->reason, "Why")->required();
    AddWriteFlags(command, args->write);
  }
}

}  // namespace tidemark::cli

// What the council expects of its figures.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/type/date.h"
#include "services/cli/commands.h"
#include "services/cli/figure_views.h"
#include "services/cli/figures.h"
#include "services/cli/names.h"
#include "services/cli/words.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using contracts::v1::ContractsService;
using contracts::v1::Council;
using contracts::v1::GetCouncilRequest;
using contracts::v1::UpdateCouncilRequest;
using monitoring::v1::Metric;
using Target = Council::Monitoring::Target;

struct TargetArgs {
  std::string id;
  std::string metric;
  std::string provider;
  std::string contract;
  std::string service_type;
  std::string from;
  std::string to;
  std::string green;
  std::string amber;
  std::string better;
  std::string reason;
  // The list.
  std::string on;
  bool all = false;
  WriteFlags write;
};

absl::StatusOr<Council> ReadCouncil(Session& session) {
  GetCouncilRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), session.Council());
  return session.Call(&ContractsService::Stub::GetCouncil, request);
}

// Stores the council's targets, unless somebody else changed it meanwhile.
absl::Status Store(Session& session, const Council& council,
                   const TargetArgs& args, const std::string& done) {
  UpdateCouncilRequest request;
  Council& changed = *request.mutable_council();
  changed.set_name(council.name());
  changed.set_etag(args.write.etag.empty() ? council.etag() : args.write.etag);
  *changed.mutable_monitoring() = council.monitoring();
  request.mutable_update_mask()->add_paths("monitoring.targets");
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Council updated,
      session.Call(&ContractsService::Stub::UpdateCouncil, request));
  if (session.json()) return session.PrintJson(updated);
  session.out() << done << "\n";
  return absl::OkStatus();
}

bool HoldsOn(const Target& target, type::Date day) {
  const auto from = type::FromProto(target.from_date());
  const auto to = type::FromProto(target.to_date());
  return from.ok() && *from <= day &&
         (!type::IsSet(target.to_date()) || (to.ok() && *to >= day));
}

std::string ScopeOf(const Target& target) {
  if (!target.contract().empty()) {
    return std::string(WithoutCouncil(target.contract()));
  }
  if (!target.provider().empty()) {
    return std::string(WithoutCouncil(target.provider()));
  }
  if (!target.service_type().empty()) {
    return absl::StrCat("service type ", OneLine(target.service_type()));
  }
  return "the council";
}

std::string EdgesOf(const Target& target) {
  return absl::StrCat(
      FormatEdges({.lower_is_better = target.better() == Target::BETTER_LOWER,
                   .green_basis_points = target.green_basis_points(),
                   .amber_basis_points = target.amber_basis_points()}),
      ", else red");
}

absl::Status List(Session& session, const TargetArgs& args) {
  type::Date day = type::Today(session.clock());
  if (!args.on.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto given, ParseDate("--on", args.on));
    TIDEMARK_ASSIGN_OR_RETURN(day, type::FromProto(given));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const Council council, ReadCouncil(session));
  Table table(
      {{"ID"}, {"FIGURE"}, {"FOR"}, {"EDGES"}, {"FROM"}, {"TO"}, {"WHY"}});
  for (const Target& target : council.monitoring().targets()) {
    if (!args.all && !HoldsOn(target, day)) continue;
    if (session.json()) {
      session.PrintLine(ToJsonLine(target));
      continue;
    }
    table.Add({target.id(), target.metric(), ScopeOf(target), EdgesOf(target),
               FormatDate(target.from_date()), FormatDate(target.to_date()),
               OneLine(target.reason())});
  }
  if (!session.json()) session.Print(table);
  return absl::OkStatus();
}

// Which way is better: as given, else the figure's own.
absl::StatusOr<Target::Better> BetterOf(Session& session,
                                        const TargetArgs& args) {
  if (!args.better.empty()) {
    return ParseWord<Target::Better>("--better", args.better);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            AskMetrics(session, council));
  for (const Metric& metric : metrics) {
    if (metric.id() != args.metric) continue;
    if (metric.direction() == Metric::DIRECTION_HIGHER_IS_BETTER) {
      return Target::BETTER_HIGHER;
    }
    if (metric.direction() == Metric::DIRECTION_LOWER_IS_BETTER) {
      return Target::BETTER_LOWER;
    }
    return UsageError(absl::StrCat(
        args.metric,
        " is a question, not a score: say --better higher or --better lower"));
  }
  return UsageError(absl::StrCat("there is no figure ", args.metric,
                                 "; see tidemark metrics"));
}

absl::StatusOr<Target> TargetFrom(Session& session, const TargetArgs& args) {
  Target target;
  target.set_id(args.id);
  target.set_metric(args.metric);
  TIDEMARK_ASSIGN_OR_RETURN(
      *target.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *target.mutable_contract(),
      session.NameIfGiven("--contract", args.contract, kContractPattern));
  target.set_service_type(args.service_type);
  TIDEMARK_ASSIGN_OR_RETURN(*target.mutable_from_date(),
                            ParseDate("--from", args.from));
  if (!args.to.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*target.mutable_to_date(),
                              ParseDate("--to", args.to));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const Target::Better better,
                            BetterOf(session, args));
  target.set_better(better);
  TIDEMARK_ASSIGN_OR_RETURN(const int32_t green,
                            ParsePercent("--green", args.green));
  target.set_green_basis_points(green);
  target.set_amber_basis_points(green);
  if (!args.amber.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const int32_t amber,
                              ParsePercent("--amber", args.amber));
    target.set_amber_basis_points(amber);
  }
  target.set_reason(args.reason);
  return target;
}

Target* FindTarget(Council& council, const std::string& id) {
  auto& targets = *council.mutable_monitoring()->mutable_targets();
  const auto found =
      std::find_if(targets.begin(), targets.end(),
                   [&](const Target& target) { return target.id() == id; });
  return found == targets.end() ? nullptr : &*found;
}

absl::Status Set(Session& session, const TargetArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(Target target, TargetFrom(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(Council council, ReadCouncil(session));
  const std::string done = absl::StrCat("Set ", args.id, ": ", EdgesOf(target));
  if (Target* const there = FindTarget(council, args.id)) {
    *there = std::move(target);
  } else {
    *council.mutable_monitoring()->add_targets() = std::move(target);
  }
  return Store(session, council, args, done);
}

absl::Status End(Session& session, const TargetArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(Council council, ReadCouncil(session));
  Target* const target = FindTarget(council, args.id);
  if (target == nullptr) {
    return UsageError(absl::StrCat("there is no target ", args.id,
                                   "; see tidemark targets list --all"));
  }
  TIDEMARK_ASSIGN_OR_RETURN(*target->mutable_to_date(),
                            ParseDate("--on", args.on));
  return Store(
      session, council, args,
      absl::StrCat("Ended ", args.id, " on ", FormatDate(target->to_date())));
}

void AddSet(CLI::App& targets, Session& session) {
  CLI::App* command = targets.add_subcommand(
      "set", "Set a target or threshold; the same ID again replaces it");
  const auto args = std::make_shared<TargetArgs>();
  command->add_option("ID", args->id, "A code of your own, such as met-2026")
      ->required();
  command->add_option("--metric", args->metric, "The figure")->required();
  command->add_option("--green", args->green, "Green from here on, as 75%")
      ->required();
  command->add_option("--amber", args->amber,
                      "Amber from here to green; without it there is none");
  command->add_option("--from", args->from, "The first day")->required();
  command->add_option("--to", args->to, "The last day");
  command->add_option("--provider", args->provider, "Only for this provider");
  command->add_option("--contract", args->contract, "Only for this contract");
  command->add_option("--service-type", args->service_type,
                      "Only for contracts of this service type");
  command->add_option("--better", args->better,
                      "higher or lower, for a figure that is no score");
  command->add_option("--reason", args->reason, "Why it is where it is");
  AddWriteFlags(command, args->write);
  session.OnRun(command, [&session, args] { return Set(session, *args); });
}

}  // namespace

void AddTargets(CLI::App& app, Session& session) {
  CLI::App* targets =
      app.add_subcommand("targets", "What the council expects of its figures");
  targets->require_subcommand(1);
  {
    CLI::App* command =
        targets->add_subcommand("list", "Those that hold today");
    const auto args = std::make_shared<TargetArgs>();
    command->add_option("--on", args->on, "Those that hold on this day");
    command->add_flag("--all", args->all, "Those that are over, too");
    session.OnRun(command, [&session, args] { return List(session, *args); });
  }
  AddSet(*targets, session);
  {
    CLI::App* command = targets->add_subcommand("end", "End a target");
    const auto args = std::make_shared<TargetArgs>();
    command->add_option("ID", args->id, "The target")->required();
    command->add_option("--on", args->on, "Its last day")->required();
    AddWriteFlags(command, args->write);
    session.OnRun(command, [&session, args] { return End(session, *args); });
  }
}

}  // namespace tidemark::cli

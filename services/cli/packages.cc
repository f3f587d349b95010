#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/level_flags.h"
#include "services/cli/names.h"
#include "services/cli/words.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using enablement::v1::ChangeLevelRequest;
using enablement::v1::CreatePackageRequest;
using enablement::v1::EnablementService;
using enablement::v1::ExitPackageRequest;
using enablement::v1::GetPackageRequest;
using enablement::v1::Package;
using enablement::v1::PausePackageRequest;
using enablement::v1::PlanStepDownRequest;
using enablement::v1::ReopenPackageRequest;
using enablement::v1::ResumePackageRequest;
using enablement::v1::SupportLevel;

struct PackageArgs {
  std::string name;
  std::string person;
  std::string contract;
  std::string stage;
  std::string service_type;
  std::string time_limit;
  std::string type;
  std::string location;
  std::vector<std::string> goals;
  std::string continues;
  std::string sequel;
  std::vector<std::string> steps;
  bool clear = false;
  LevelFlags level;
  WriteFlags write;
};

absl::Status PrintChanged(Session& session, const Package& package,
                          absl::string_view done) {
  if (session.json()) return session.PrintJson(package);
  session.out() << done << " " << package.name() << ": "
                << Word(package.state());
  if (package.levels_size() > 0) {
    const SupportLevel& level = package.levels(package.levels_size() - 1);
    session.out() << ", " << FormatLevelOf(level) << " from "
                  << FormatDate(level.from_date());
  }
  session.out() << "\n";
  return absl::OkStatus();
}

absl::StatusOr<Package> Get(Session& session, const PackageArgs& args) {
  GetPackageRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kPackagePattern));
  return session.Call(&EnablementService::Stub::GetPackage, request);
}

absl::Status Create(Session& session, const PackageArgs& args) {
  CreatePackageRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name,
                            session.Name("--id", args.name, kPackagePattern));
  request.set_parent(std::string(ParentOf(name)));
  request.set_package_id(std::string(IdOf(name)));
  request.set_request_id(session.RequestId(args.write));
  Package& package = *request.mutable_package();
  TIDEMARK_ASSIGN_OR_RETURN(
      *package.mutable_person(),
      session.Name("--person", args.person, kPersonPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *package.mutable_contract(),
      session.Name("--contract", args.contract, kContractPattern));
  TIDEMARK_ASSIGN_OR_RETURN(const auto stage,
                            ParseWord<Package::Stage>("--stage", args.stage));
  package.set_stage(stage);
  package.set_service_type(args.service_type);
  TIDEMARK_ASSIGN_OR_RETURN(*package.add_levels(),
                            ReadLevel(args.level, nullptr));
  *package.mutable_start_date() = package.levels(0).from_date();
  if (!args.time_limit.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*package.mutable_time_limit_date(),
                              ParseDate("--time-limit", args.time_limit));
  }
  package.set_episode_type(args.type);
  if (!args.location.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *package.mutable_location(),
        session.Name("--location", args.location, kLocationPattern));
  }
  for (const std::string& goal : args.goals) {
    TIDEMARK_ASSIGN_OR_RETURN(*package.add_goals(),
                              session.Name("--goal", goal, kOutcomePattern));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      *package.mutable_continues(),
      session.NameIfGiven("--continues", args.continues, kPackagePattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package created,
      session.Call(&EnablementService::Stub::CreatePackage, request));
  return PrintChanged(session, created, "Created");
}

absl::Status Show(Session& session, const PackageArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const Package package, Get(session, args));
  if (session.json()) return session.PrintJson(package);
  std::ostream& out = session.out();
  out << package.name() << "\n"
      << "  person    " << IdOf(package.person()) << "\n"
      << (package.contract().empty()
              ? absl::StrCat("  provider  ", IdOf(package.provider()),
                             ", from client-level data\n")
              : absl::StrCat("  contract  ", IdOf(package.contract()), "\n"))
      << "  stage     " << Word(package.stage())
      << (package.service_type().empty()
              ? ""
              : absl::StrCat(", ", OneLine(package.service_type())))
      << "\n  state     " << Word(package.state()) << ", since "
      << FormatDate(package.start_date())
      << (package.has_time_limit_date()
              ? absl::StrCat(", limited to ",
                             FormatDate(package.time_limit_date()))
              : "")
      << "\n";
  if (package.has_end_date()) {
    const std::string sequel = Word(package.sequel());
    out << "  ended     " << FormatDate(package.end_date()) << ", "
        << (sequel.empty() ? "not known what came after" : sequel) << ": "
        << OneLine(package.end_reason()) << "\n";
  }
  out << "  etag      " << package.etag() << "\n\n";
  Table levels({{"FROM"},
                {"A WEEK", Align::kRight},
                {"COST A WEEK", Align::kRight},
                {"AGREEMENT"},
                {"RECORDED BY"},
                {"REASON"}});
  for (const SupportLevel& level : package.levels()) {
    levels.Add({FormatDate(level.from_date()), HoursAt(package, level),
                CostAt(package, level), Word(level.agreement()),
                level.recorded_by(), level.reason()});
  }
  session.Print(levels);
  if (package.plan_size() > 0) {
    Table plan({{"PLANNED FROM"}, {"A WEEK", Align::kRight}, {"INSTEAD"}});
    for (const auto& step : package.plan()) {
      plan.Add({FormatDate(step.from_date()),
                FormatHours(step.weekly_minutes()), step.instead()});
    }
    out << "\n";
    session.Print(plan);
  }
  if (package.pauses_size() > 0) {
    Table pauses({{"PAUSED FROM"}, {"TO"}, {"REASON"}});
    for (const auto& pause : package.pauses()) {
      pauses.Add({FormatDate(pause.start_date()), FormatDate(pause.end_date()),
                  pause.reason()});
    }
    out << "\n";
    session.Print(pauses);
  }
  if (package.reopenings_size() > 0) {
    Table reopenings(
        {{"RE-OPENED FROM"}, {"HAD ENDED"}, {"SEQUEL"}, {"REASON"}});
    for (const auto& reopening : package.reopenings()) {
      reopenings.Add({FormatDate(reopening.reopen_date()),
                      FormatDate(reopening.end_date()),
                      Word(reopening.sequel()), reopening.reason()});
    }
    out << "\n";
    session.Print(reopenings);
  }
  return absl::OkStatus();
}

// Which way a level may go.
enum class Direction { kAny, kDown };

absl::Status ChangeLevel(Session& session, const PackageArgs& args,
                         Direction direction) {
  TIDEMARK_ASSIGN_OR_RETURN(const Package package, Get(session, args));
  const SupportLevel* before = package.levels_size() > 0
                                   ? &package.levels(package.levels_size() - 1)
                                   : nullptr;
  ChangeLevelRequest request;
  request.set_name(package.name());
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_level(),
                            ReadLevel(args.level, before));
  // A repeat of an earlier call is for the server to recognise.
  const bool repeat = !args.write.request_id.empty();
  if (direction == Direction::kDown && before != nullptr && !repeat &&
      request.level().weekly_minutes() >= before->weekly_minutes()) {
    return UsageError(absl::StrCat(
        "a step-down is less support than now; ", IdOf(package.name()), " has ",
        FormatHours(before->weekly_minutes()),
        " a week (for other changes: tidemark packages change-level)"));
  }
  request.set_etag(!args.write.etag.empty() || repeat ? args.write.etag
                                                      : package.etag());
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package changed,
      session.Call(&EnablementService::Stub::ChangeLevel, request));
  if (session.json()) return session.PrintJson(changed);
  session.out() << (direction == Direction::kDown ? "Stepped down "
                                                  : "Changed ")
                << changed.name() << ": ";
  if (before != nullptr) {
    session.out() << "from " << FormatLevelOf(*before) << " to ";
  }
  session.out() << FormatLevelOf(request.level()) << " from "
                << FormatDate(request.level().from_date()) << "\n";
  return absl::OkStatus();
}

absl::Status StepDown(Session& session, const PackageArgs& args) {
  return ChangeLevel(session, args, Direction::kDown);
}

absl::Status AnyLevel(Session& session, const PackageArgs& args) {
  return ChangeLevel(session, args, Direction::kAny);
}

// Fills what all moves of a package have.
template <typename Request>
absl::StatusOr<Request> MoveRequest(Session& session, const PackageArgs& args) {
  Request request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kPackagePattern));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  return request;
}

absl::Status Pause(Session& session, const PackageArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(auto request,
                            MoveRequest<PausePackageRequest>(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_start_date(),
                            ParseDate("--from", args.level.from));
  request.set_reason(args.level.reason);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package package,
      session.Call(&EnablementService::Stub::PausePackage, request));
  return PrintChanged(session, package, "Paused");
}

absl::Status Resume(Session& session, const PackageArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(auto request,
                            MoveRequest<ResumePackageRequest>(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_resume_date(),
                            ParseDate("--from", args.level.from));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package package,
      session.Call(&EnablementService::Stub::ResumePackage, request));
  return PrintChanged(session, package, "Resumed");
}

absl::Status Exit(Session& session, const PackageArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(auto request,
                            MoveRequest<ExitPackageRequest>(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_end_date(),
                            ParseDate("--on", args.level.from));
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto sequel, ParseWord<Package::Sequel>("--sequel", args.sequel));
  request.set_sequel(sequel);
  request.set_reason(args.level.reason);
  TIDEMARK_ASSIGN_OR_RETURN(const auto agreement, ReadAgreement(args.level));
  request.set_agreement(agreement);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package package,
      session.Call(&EnablementService::Stub::ExitPackage, request));
  return PrintChanged(session, package, "Ended");
}

absl::Status Reopen(Session& session, const PackageArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(auto request,
                            MoveRequest<ReopenPackageRequest>(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_reopen_date(),
                            ParseDate("--from", args.level.from));
  request.set_reason(args.level.reason);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package package,
      session.Call(&EnablementService::Stub::ReopenPackage, request));
  return PrintChanged(session, package, "Re-opened");
}

// Reads `HOURS[/VISITS][xPEOPLE]`.
absl::Status ReadStepLevel(absl::string_view text, Package::PlannedStep& step) {
  const std::pair<absl::string_view, absl::string_view> people =
      absl::StrSplit(text, absl::MaxSplits('x', 1));
  const std::pair<absl::string_view, absl::string_view> visits =
      absl::StrSplit(people.first, absl::MaxSplits('/', 1));
  TIDEMARK_ASSIGN_OR_RETURN(const int32_t minutes,
                            ParseHours("--step HOURS", visits.first));
  step.set_weekly_minutes(minutes);
  int number = 0;
  for (const bool is_people : {false, true}) {
    const absl::string_view part = is_people ? people.second : visits.second;
    if (part.empty()) continue;
    if (!absl::SimpleAtoi(part, &number)) {
      return UsageError("--step VISITS and PEOPLE must be whole numbers");
    }
    if (is_people) {
      step.set_people_per_visit(number);
    } else {
      step.set_visits_per_week(number);
    }
  }
  return absl::OkStatus();
}

absl::Status Plan(Session& session, const PackageArgs& args) {
  if (args.steps.empty() != args.clear) {
    return UsageError("give a --step for each step of the plan, or --clear");
  }
  TIDEMARK_ASSIGN_OR_RETURN(auto request,
                            MoveRequest<PlanStepDownRequest>(session, args));
  for (const std::string& text : args.steps) {
    const std::vector<absl::string_view> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 2));
    if (parts.size() < 2) {
      return UsageError(
          absl::StrCat("--step must be DATE=HOURS[/VISITS][xPEOPLE][=INSTEAD], "
                       "such as \"2025-06-02=7.5/14x1=a pill dispenser\"; is "
                       "\"",
                       text, "\""));
    }
    auto& step = *request.add_plan();
    TIDEMARK_ASSIGN_OR_RETURN(*step.mutable_from_date(),
                              ParseDate("--step DATE", parts[0]));
    TIDEMARK_RETURN_IF_ERROR(ReadStepLevel(parts[1], step));
    if (parts.size() == 3) step.set_instead(std::string(parts[2]));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package package,
      session.Call(&EnablementService::Stub::PlanStepDown, request));
  return PrintChanged(session, package, "Planned");
}

}  // namespace

void AddPackages(CLI::App& app, Session& session) {
  CLI::App* packages =
      app.add_subcommand("packages", "Packages of support over time");
  packages->require_subcommand(1);
  using Action = absl::Status (*)(Session&, const PackageArgs&);
  const auto add = [&](const char* name, const char* what, Action run) {
    CLI::App* command = packages->add_subcommand(name, what);
    const auto args = std::make_shared<PackageArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::make_pair(command, args.get());
  };
  const auto add_named = [&](const char* name, const char* what, Action run) {
    const auto [command, args] = add(name, what, run);
    command->add_option("NAME", args->name, "The package, K or its full name")
        ->required();
    return std::make_pair(command, args);
  };
  {
    const auto [command, args] = add("create", "Store a package", &Create);
    command->add_option("--id", args->name, "The package's id")->required();
    command->add_option("--person", args->person, "The person")->required();
    command->add_option("--contract", args->contract, "The contract")
        ->required();
    command->add_option("--stage", args->stage, "prevent, enable or support")
        ->required();
    command->add_option("--start", args->level.from, "The first day")
        ->required();
    AddLevelFlags(command, args->level);
    command->add_option("--service-type", args->service_type,
                        "The kind of support");
    command->add_option("--time-limit", args->time_limit,
                        "The last day of an Enable package's period");
    command->add_option("--type", args->type,
                        "The kind of episode, such as reablement-at-home; see "
                        "tidemark episodes terms");
    command
        ->add_option("--goal", args->goals,
                     "An outcome of the person that it is for, "
                     "PERSON/OUTCOME; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--location", args->location,
                        "The location that gives it, PROVIDER/LOCATION");
    command->add_option("--continues", args->continues,
                        "The earlier package that it continues");
    AddWriteFlags(command, args->write, /*etag=*/false);
  }
  add_named("show", "Show a package with its levels", &Show);
  for (const auto& [name, what, run] :
       {std::make_tuple("step-down", "Agree on less support from a day on",
                        &StepDown),
        std::make_tuple("change-level",
                        "Change the support, or its cost, from a day on",
                        &AnyLevel)}) {
    const auto [command, args] = add_named(name, what, run);
    command->add_option("--from", args->level.from, "The first day")
        ->required();
    AddLevelFlags(command, args->level);
    command->get_option("--reason")->required();
    command->get_option("--agreement")->required();
    AddWriteFlags(command, args->write);
  }
  for (const auto& [name, what, run] :
       {std::make_tuple("pause", "Let support rest, as in hospital", &Pause),
        std::make_tuple("resume", "Go on after a pause", &Resume),
        std::make_tuple("reopen", "Re-open a package that ended", &Reopen)}) {
    const auto [command, args] = add_named(name, what, run);
    command
        ->add_option("--from", args->level.from,
                     run == &Pause ? "The first day without support"
                                   : "The first day with support again")
        ->required();
    if (run != &Resume) {
      command->add_option("--reason", args->level.reason, "Why")->required();
    }
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add_named("exit", "End a package, with what comes after", &Exit);
    command->add_option("--on", args->level.from, "The last day of support")
        ->required();
    command
        ->add_option("--sequel", args->sequel,
                     "no-support, universal-services, low-level-support, "
                     "short-term-support, long-term-community, care-home, "
                     "hospital, self-funded, declined, nhs-funded, moved or "
                     "died")
        ->required();
    command->add_option("--reason", args->level.reason, "Why")->required();
    command->add_option("--agreement", args->level.agreement,
                        "Who agrees: person, advocate, best-interests, or "
                        "disagrees; without it the end does not count as a "
                        "step to less support");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add_named("plan", "Set the plan towards less support", &Plan);
    command
        ->add_option("--step", args->steps,
                     "One step, DATE=HOURS[/VISITS][xPEOPLE][=INSTEAD]; may "
                     "be repeated")
        ->allow_extra_args(false);
    command->add_flag("--clear", args->clear, "Remove the plan");
    AddWriteFlags(command, args->write);
  }
}

}  // namespace tidemark::cli

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/question_flags.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/step_down_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::GetStepDownRequest;
using monitoring::v1::ListStepDownsRequest;
using monitoring::v1::StepDown;
using monitoring::v1::StepDownService;

constexpr char kStepDownPattern[] = "councils/*/packages/*/stepDowns/*";

struct StepDownsArgs : StepDownArgs {
  // One of them, in full.
  std::string name;
};

// "yes", "no", or "not yet".
std::string Holds(const StepDown::Condition& condition) {
  switch (condition.state()) {
    case StepDown::STATE_HOLDS:
      return "yes";
    case StepDown::STATE_AGAINST:
      return "no";
    default:
      return "not yet";
  }
}

std::string Change(const StepDown& step) {
  return absl::StrCat(FormatHours(step.minutes_before()), " to ",
                      FormatHours(step.minutes_after()));
}

absl::Status List(Session& session, const StepDownsArgs& args) {
  ListStepDownsRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetStepDowns(session, args, request));
  Table table({{"PACKAGE"},
               {"FROM"},
               {"UNTIL"},
               {"HOURS A WEEK"},
               {"COUNTS"},
               {"GOALS"},
               {"AGREED"},
               {"CHECK-BACK"}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &StepDownService::Stub::ListStepDowns, request,
      [](const auto& response) { return response.step_downs(); },
      [&](const StepDown& step) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(step));
        } else {
          table.Add({std::string(IdOf(step.package())),
                     FormatDate(step.first_date()),
                     FormatDate(step.last_date()), Change(step),
                     Word(step.standing()), Holds(step.goals()),
                     Holds(step.agreement()), Holds(step.check_back())});
        }
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No step-downs.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

void PrintCondition(std::ostream& out, const char* heading,
                    const StepDown::Condition& condition) {
  out << heading << Holds(condition) << ": " << OneLine(condition.note())
      << "\n";
}

void PrintGoals(Session& session, const StepDown& step) {
  if (step.goal_details().empty()) return;
  Table table({{"GOAL"}, {"BEFORE"}, {"AFTER"}, {"RETURN"}});
  for (const StepDown::Goal& goal : step.goal_details()) {
    table.Add(
        {std::string(IdOf(goal.outcome())), FormatLevel(goal.level_before()),
         goal.has_level_after() ? FormatLevel(goal.level_after()) : "not rated",
         std::string(IdOf(goal.return_after()))});
  }
  session.Print(table, "  ");
}

void PrintFindings(Session& session, const StepDown& step) {
  if (step.findings().empty()) return;
  Table table({{"DUE"}, {"FOUND"}, {"ON"}, {""}});
  for (const StepDown::Finding& finding : step.findings()) {
    table.Add({FormatDate(finding.due_date()), Word(finding.result()),
               FormatDate(finding.check_date()),
               finding.decides() ? "decides" : ""});
  }
  session.Print(table, "  ");
}

absl::Status Show(Session& session, const StepDownsArgs& args) {
  GetStepDownRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kStepDownPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const StepDown step,
      CallAsOf(session, &StepDownService::Stub::GetStepDown, args.as_of,
               request));
  if (session.json()) return session.PrintJson(step);
  std::ostream& out = session.out();
  out << "package     " << IdOf(step.package()) << " of " << IdOf(step.person())
      << "\n"
      << "hours       " << Change(step) << " a week\n";
  for (const StepDown::Part& part : step.parts()) {
    out << "            " << FormatDate(part.date()) << "  "
        << FormatHours(part.minutes_before()) << " to "
        << (part.exit() ? "no package" : FormatHours(part.minutes_after()))
        << "\n";
  }
  out << "standing    " << Word(step.standing()) << ", judged from "
      << FormatDate(step.judged_from_date()) << "\n";
  PrintCondition(out, "goals       ", step.goals());
  PrintGoals(session, step);
  PrintCondition(out, "agreed      ", step.agreement());
  PrintCondition(out, "check-back  ", step.check_back());
  PrintFindings(session, step);
  return absl::OkStatus();
}

}  // namespace

void AddStepDowns(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "step-downs",
      "Which steps to less support count, and what the others lack");
  const auto args = std::make_shared<StepDownsArgs>();
  command->add_option("NAME", args->name,
                      "One step-down, PACKAGE/YYYY-MM-DD, in full");
  AddStepDownFlags(command, *args);
  session.OnRun(command, [&session, args] {
    return args->name.empty() ? List(session, *args) : Show(session, *args);
  });
}

}  // namespace tidemark::cli

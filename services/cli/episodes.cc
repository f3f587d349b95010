#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/cli/commands.h"
#include "services/cli/episode_timeline.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/enablement/v1/episode_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using contracts::v1::ContractsService;
using contracts::v1::Council;
using contracts::v1::UpdateCouncilRequest;
using enablement::v1::Episode;
using enablement::v1::EpisodeFigures;
using enablement::v1::EpisodeService;
using enablement::v1::EpisodeTerms;
using enablement::v1::EpisodeWarning;
using enablement::v1::ExtendPackageRequest;
using enablement::v1::GetEpisodeRequest;
using enablement::v1::GetEpisodeTermsRequest;
using enablement::v1::ListEpisodesRequest;
using enablement::v1::Package;
using enablement::v1::SetGoalsRequest;

struct EpisodeArgs {
  std::string name;
  // The list.
  std::string provider;
  std::string status;
  std::string warning;
  // The extension.
  std::string to;
  std::string reason;
  std::string charged_from;
  bool free = false;
  std::string decided_by;
  std::string decided_on;
  // The goals.
  std::vector<std::string> goals;
  bool clear = false;
  WriteFlags write;
};

std::string PeriodOf(const Episode& episode) {
  const Package& package = episode.package();
  std::string text = "no limit";
  if (episode.period_days() > 0) {
    text = absl::StrCat("day ", episode.period_day(), " of ",
                        episode.period_days(), ", to ",
                        FormatDate(episode.period_end_date()));
  }
  if (package.has_free_until()) {
    absl::StrAppend(&text, "; free of charge to ",
                    FormatDate(package.free_until()), " (",
                    episode.figures().free_days_used(), " of ",
                    Count(episode.figures().free_days(), "day"), " used)");
  }
  return text;
}

std::string TodayOf(const Episode& episode) {
  const std::string given = episode.has_actual()
                                ? FormatEpisodeLevel(episode.actual())
                                : std::string("no support");
  if (!episode.has_planned()) return absl::StrCat(given, "; nothing planned");
  return absl::StrCat(given, "; planned ",
                      FormatEpisodeLevel(episode.planned()));
}

std::string SoFar(const EpisodeFigures& figures) {
  std::string text =
      absl::StrCat(Count(figures.days_of_support(), "day"), " of support, ",
                   figures.days_paused(), " paused");
  if (figures.planned_days() == 0) return text;
  const int64_t mean = figures.deviation_minutes() / figures.planned_days();
  if (mean == 0) return absl::StrCat(text, "; on average as planned");
  return absl::StrCat(text, "; on average ",
                      FormatHours(static_cast<int32_t>(std::abs(mean))),
                      " a week ", mean > 0 ? "above" : "below",
                      " the plan, over ", Count(figures.planned_days(), "day"));
}

void PrintHead(Session& session, const Episode& episode) {
  const Package& package = episode.package();
  std::ostream& out = session.out();
  std::string title = episode.episode_type_title();
  if (title.empty()) title = package.service_type();
  if (title.empty()) title = Word(package.stage());
  out << package.name() << ": " << OneLine(title) << ", "
      << Word(episode.status()) << "\n"
      << "  person    " << IdOf(package.person()) << "\n"
      << "  provider  " << IdOf(package.provider())
      << (package.contract().empty()
              ? std::string(", from client-level data")
              : absl::StrCat(", under ", IdOf(package.contract())))
      << "\n";
  if (!package.goals().empty()) {
    out << "  goals     "
        << absl::StrJoin(package.goals(), ", ",
                         [](std::string* to, const std::string& goal) {
                           absl::StrAppend(to, IdOf(goal));
                         })
        << "\n";
  }
  out << "  period    " << PeriodOf(episode) << "\n"
      << "  today     " << TodayOf(episode) << "\n"
      << "  so far    " << SoFar(episode.figures()) << "\n";
  for (const EpisodeWarning& warning : episode.warnings()) {
    out << "  ! " << Word(warning.code()) << ": " << warning.text()
        << " To look: " << FormatLookers(warning) << ".\n";
  }
}

absl::Status Show(Session& session, const EpisodeArgs& args) {
  GetEpisodeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kPackagePattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Episode episode,
      session.Call(&EpisodeService::Stub::GetEpisode, request));
  if (session.json()) return session.PrintJson(episode);
  PrintHead(session, episode);
  session.out() << "\n";
  session.Print(TimelineOf(episode));
  if (episode.earlier().empty()) return absl::OkStatus();
  Table earlier({{"EARLIER"}, {"FROM"}, {"TO"}, {"A WEEK"}, {"THEN"}});
  for (const auto& before : episode.earlier()) {
    earlier.Add(
        {std::string(IdOf(before.package())), FormatDate(before.start_date()),
         FormatDate(before.end_date()),
         absl::StrCat(FormatHours(before.first_weekly_minutes()), " to ",
                      FormatHours(before.last_weekly_minutes())),
         Word(before.sequel())});
  }
  session.out() << "\n";
  session.Print(earlier);
  return absl::OkStatus();
}

absl::Status List(Session& session, const EpisodeArgs& args) {
  ListEpisodesRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  if (!args.status.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto status, ParseWord<Episode::Status>("--status", args.status));
    request.set_status(status);
  }
  if (!args.warning.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto code, ParseWord<EpisodeWarning::Code>(
                                                   "--warning", args.warning));
    request.set_warning(code);
  }
  Table table({{"EPISODE"},
               {"PERSON"},
               {"STATUS"},
               {"DAY", Align::kRight},
               {"PLAN", Align::kRight},
               {"ACTUAL", Align::kRight},
               {"TO LOOK AT"}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &EpisodeService::Stub::ListEpisodes, request,
      [](const auto& response) { return response.episodes(); },
      [&](const Episode& episode) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(episode));
          return true;
        }
        const Package& package = episode.package();
        table.Add(
            {std::string(IdOf(package.name())),
             std::string(IdOf(package.person())), Word(episode.status()),
             episode.period_days() == 0
                 ? ""
                 : absl::StrCat(episode.period_day(), "/",
                                episode.period_days()),
             episode.has_planned()
                 ? FormatHours(episode.planned().weekly_minutes())
                 : "",
             episode.has_actual()
                 ? FormatHours(episode.actual().weekly_minutes())
                 : "",
             absl::StrJoin(episode.warnings(), ", ",
                           [](std::string* out, const EpisodeWarning& one) {
                             absl::StrAppend(out, Word(one.code()));
                           })});
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No episodes.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

absl::Status Extend(Session& session, const EpisodeArgs& args) {
  if (args.free != args.charged_from.empty()) {
    return UsageError("give --free, or --charged-from DATE");
  }
  ExtendPackageRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kPackagePattern));
  Package::Extension& extension = *request.mutable_extension();
  TIDEMARK_ASSIGN_OR_RETURN(*extension.mutable_end_date(),
                            ParseDate("--to", args.to));
  extension.set_reason(args.reason);
  extension.set_decided_by(args.decided_by);
  if (args.free) {
    extension.set_charging(Package::Extension::CHARGING_STAYS_FREE);
  } else {
    extension.set_charging(Package::Extension::CHARGING_CHARGED);
    TIDEMARK_ASSIGN_OR_RETURN(*extension.mutable_charged_from(),
                              ParseDate("--charged-from", args.charged_from));
  }
  *extension.mutable_decision_date() =
      type::ToProto(type::Today(session.clock()));
  if (!args.decided_on.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*extension.mutable_decision_date(),
                              ParseDate("--decided-on", args.decided_on));
  }
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package package,
      session.Call(&EpisodeService::Stub::ExtendPackage, request));
  if (session.json()) return session.PrintJson(package);
  session.out() << "Extended " << package.name() << " to "
                << FormatDate(package.specified_period_end())
                << "; free of charge to " << FormatDate(package.free_until())
                << "\n";
  return absl::OkStatus();
}

absl::Status Goals(Session& session, const EpisodeArgs& args) {
  if (args.goals.empty() != args.clear) {
    return UsageError("give a --goal for each goal, or --clear");
  }
  SetGoalsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kPackagePattern));
  for (const std::string& goal : args.goals) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.add_goals(),
                              session.Name("--goal", goal, kOutcomePattern));
  }
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package package,
      session.Call(&EpisodeService::Stub::SetGoals, request));
  if (session.json()) return session.PrintJson(package);
  session.out() << package.name() << " has "
                << Count(package.goals_size(), "goal") << "\n";
  return absl::OkStatus();
}

absl::Status PrintTerms(Session& session, const EpisodeTerms& terms) {
  if (session.json()) return session.PrintJson(terms);
  Table types({{"TYPE"}, {"NAME"}, {"DAYS", Align::kRight}});
  for (const auto& type : terms.episode_types()) {
    types.Add({type.id(), type.title(),
               type.shortest_period_days() == 0
                   ? absl::StrCat("up to ", type.specified_period_days())
                   : absl::StrCat(type.shortest_period_days(), " to ",
                                  type.specified_period_days())});
  }
  session.Print(types);
  session.out() << "\n  check-backs after        "
                << absl::StrJoin(terms.check_back_days(), ", ") << " days\n"
                << "  no change is seen after  " << terms.no_change_days()
                << " days of support\n"
                << "  an exit is planned       " << terms.near_end_days()
                << " days before the end of the period\n"
                << "  days free of charge      "
                << (terms.free_days_stop_in_pauses() ? "stop in pauses"
                                                     : "run on in pauses")
                << "\n";
  return absl::OkStatus();
}

absl::Status Terms(Session& session, const EpisodeArgs& /*args*/) {
  GetEpisodeTermsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(
      const EpisodeTerms terms,
      session.Call(&EpisodeService::Stub::GetEpisodeTerms, request));
  return PrintTerms(session, terms);
}

struct TermsArgs {
  std::vector<std::string> types;
  std::vector<int> check_back_days;
  int no_change_days = 0;
  int near_end_days = 0;
  std::string free_days;
  WriteFlags write;
};

// `ID=DAYS` or `ID=FEWEST-MOST`, and `:TITLE` after either.
absl::StatusOr<Council::Enablement::EpisodeType> ParseType(
    const std::string& text) {
  Council::Enablement::EpisodeType type;
  const std::pair<std::string, std::string> whole =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(whole.first, absl::MaxSplits('=', 1));
  std::vector<std::string> days = absl::StrSplit(parts.second, '-');
  int shortest = 0;
  int longest = 0;
  if (days.size() > 2 || !absl::SimpleAtoi(days.back(), &longest) ||
      (days.size() == 2 && !absl::SimpleAtoi(days[0], &shortest))) {
    return UsageError(
        absl::StrCat("--type must be ID=DAYS or ID=FEWEST-MOST, such as "
                     "\"discharge-to-assess=14-28:Discharge to assess\"; is \"",
                     text, "\""));
  }
  type.set_id(parts.first);
  type.set_title(whole.second);
  type.set_specified_period_days(longest);
  type.set_shortest_period_days(shortest);
  return type;
}

absl::Status SetTerms(Session& session, const TermsArgs& args) {
  UpdateCouncilRequest request;
  Council& council = *request.mutable_council();
  TIDEMARK_ASSIGN_OR_RETURN(*council.mutable_name(), session.Council());
  council.set_etag(args.write.etag);
  Council::Enablement& terms = *council.mutable_enablement();
  const auto change = [&](const char* field) {
    request.mutable_update_mask()->add_paths(
        absl::StrCat("enablement.", field));
  };
  for (const std::string& text : args.types) {
    TIDEMARK_ASSIGN_OR_RETURN(*terms.add_episode_types(), ParseType(text));
  }
  if (!args.types.empty()) change("episode_types");
  for (const int days : args.check_back_days) terms.add_check_back_days(days);
  if (!args.check_back_days.empty()) change("check_back_days");
  if (args.no_change_days > 0) {
    terms.set_no_change_days(args.no_change_days);
    change("no_change_days");
  }
  if (args.near_end_days > 0) {
    terms.set_near_end_days(args.near_end_days);
    change("near_end_days");
  }
  if (!args.free_days.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto free_days,
                              ParseWord<Council::Enablement::FreeDays>(
                                  "--free-days", args.free_days));
    terms.set_free_days(free_days);
    change("free_days");
  }
  if (request.update_mask().paths().empty()) {
    return UsageError("say what is to change; see --help");
  }
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Council changed,
      session.Call(&ContractsService::Stub::UpdateCouncil, request));
  if (session.json()) return session.PrintJson(changed);
  session.out() << "Changed " << changed.name() << "\n";
  return absl::OkStatus();
}

void AddSetTerms(CLI::App& episodes, Session& session) {
  CLI::App* command = episodes.add_subcommand(
      "set-terms",
      "Set the council's types and days; each flag replaces what "
      "was set");
  const auto args = std::make_shared<TermsArgs>();
  command
      ->add_option("--type", args->types,
                   "A type, ID=DAYS[:TITLE] or ID=FEWEST-MOST[:TITLE]; may be "
                   "repeated")
      ->allow_extra_args(false);
  command
      ->add_option("--check-back-days", args->check_back_days,
                   "When to look back, such as 14,42,84")
      ->delimiter(',');
  command->add_option("--no-change-days", args->no_change_days,
                      "After how many days of the same support to look");
  command->add_option("--near-end-days", args->near_end_days,
                      "How many days before the end an exit is planned");
  command->add_option("--free-days", args->free_days,
                      "What pauses do to the days free of charge: run-on or "
                      "stop-in-pauses");
  AddWriteFlags(command, args->write);
  session.OnRun(command, [&session, args] { return SetTerms(session, *args); });
}

}  // namespace

void AddEpisodes(CLI::App& app, Session& session) {
  CLI::App* episodes = app.add_subcommand(
      "episodes", "Support that steps down: plan, actual and what to look at");
  episodes->require_subcommand(1);
  using Action = absl::Status (*)(Session&, const EpisodeArgs&);
  const auto add = [&](const char* name, const char* what, Action run) {
    CLI::App* command = episodes->add_subcommand(name, what);
    const auto args = std::make_shared<EpisodeArgs>();
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
  add_named("show", "Show plan and actual side by side over time", &Show);
  {
    const auto [command, args] = add("list", "List those that go on", &List);
    command->add_option("--provider", args->provider, "Only of this provider");
    command->add_option("--status", args->status,
                        "not-started, on-track, off-track, paused or ended");
    command->add_option("--warning", args->warning,
                        "no-change-two-weeks, over-plan, "
                        "nearing-end-no-exit-plan, past-specified-period, "
                        "check-back-overdue or decision-overdue");
  }
  {
    const auto [command, args] =
        add_named("extend", "Extend the specified period", &Extend);
    command->add_option("--to", args->to, "The new last day")->required();
    command->add_option("--reason", args->reason, "Why")->required();
    command->add_flag("--free", args->free, "It stays free of charge");
    command->add_option("--charged-from", args->charged_from,
                        "The first day that is charged for");
    command
        ->add_option("--decided-by", args->decided_by,
                     "Who decided about the charge: a role, no name")
        ->required();
    command->add_option("--decided-on", args->decided_on,
                        "When. Default: today");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add_named("goals", "Set what the support is for", &Goals);
    command
        ->add_option("--goal", args->goals,
                     "An outcome of the person, PERSON/OUTCOME; may be "
                     "repeated")
        ->allow_extra_args(false);
    command->add_flag("--clear", args->clear, "Remove the goals");
    AddWriteFlags(command, args->write);
  }
  add("terms", "Show the council's types of episodes and their days", &Terms);
  AddSetTerms(*episodes, session);
}

}  // namespace tidemark::cli

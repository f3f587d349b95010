#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/figures.h"
#include "services/cli/paging.h"
#include "services/cli/question_flags.h"
#include "services/cli/words.h"
#include "tidemark/oversight/v1/oversight_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::Evidence;
using monitoring::v1::FalseFindingRate;
using monitoring::v1::FalseFindings;
using monitoring::v1::Finding;
using oversight::v1::AddSignalNoteRequest;
using oversight::v1::CloseSignalRequest;
using oversight::v1::GetSignalRequest;
using oversight::v1::ListSignalsRequest;
using oversight::v1::ListSignalsResponse;
using oversight::v1::LookAtSignalRequest;
using oversight::v1::OfferSupportRequest;
using oversight::v1::OversightService;
using oversight::v1::RefreshSignalsRequest;
using oversight::v1::RefreshSignalsResponse;
using oversight::v1::ReopenSignalRequest;
using oversight::v1::Signal;

constexpr char kSignalPattern[] = "councils/*/signals/*";
constexpr size_t kSentenceWidth = 120;

struct SignalArgs : SignalFilter {
  std::string name;
  std::string words;
  bool all = false;
  WriteFlags write;
};

bool WaitsForSomebody(const Signal& signal) {
  return signal.state() == Signal::STATE_OPEN ||
         signal.state() == Signal::STATE_LOOKED_AT;
}

void PrintNoise(Session& session, const FalseFindings& noise) {
  session.out() << absl::StrFormat(
      "\nBy chance alone, %.2f signals a provider and year: about %.1f a year "
      "among the %s with enough cases to be judged.\n",
      noise.expected_a_provider_year(), noise.expected_a_year(),
      Count(noise.providers_judged(), "provider"));
}

absl::Status List(Session& session, const SignalArgs& args) {
  ListSignalsRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetSignals(session, args, request));
  const bool every = args.all || !args.state.empty();
  Table table({{"SINCE"},
               {"SEEN"},
               {"STATE"},
               {"WHAT STANDS OUT", Align::kLeft, kSentenceWidth},
               {"SIGNAL"}});
  FalseFindings noise;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OversightService::Stub::ListSignals, request,
      [&](const ListSignalsResponse& response) {
        noise = response.noise();
        return response.signals();
      },
      [&](const Signal& item) {
        if (!every && !WaitsForSomebody(item)) return true;
        if (session.json()) {
          session.PrintLine(ToJsonLine(item));
          return true;
        }
        table.Add({FormatDate(item.first_seen_date()),
                   FormatDate(item.last_seen_date()), Word(item.state()),
                   item.finding().sentence(), std::string(IdOf(item.name()))});
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note(every ? "No signals."
                       : "No signal waits for anybody; --all shows those that "
                         "were dealt with or have gone.");
  } else {
    session.Print(table);
  }
  if (noise.rates_size() > 0) PrintNoise(session, noise);
  return absl::OkStatus();
}

void PrintEvidence(Session& session, const Evidence& evidence) {
  std::ostream& out = session.out();
  out << "  " << OneLine(evidence.rule()) << "\n";
  Table measures({{"WHAT"}, {"FROM"}, {"TO"}, {"FIGURE"}});
  for (const Evidence::Measure& measure : evidence.measures()) {
    measures.Add({measure.label(), FormatDate(measure.from_date()),
                  FormatDate(measure.to_date()),
                  FormatFigure(measure.figure())});
  }
  if (!measures.empty()) session.Print(measures, "  ");
  Table periods({{"RETURN"}, {"DUE"}, {"DAYS LATE", Align::kRight}});
  for (const Evidence::Period& period : evidence.periods()) {
    periods.Add({period.id(), FormatDate(period.due_date()),
                 absl::StrCat(period.days_late())});
  }
  if (!periods.empty()) session.Print(periods, "  ");
  out << "  as of " << FormatPositions(evidence.as_of()) << "\n";
}

absl::Status PrintSignal(Session& session, const Signal& signal) {
  if (session.json()) return session.PrintJson(signal);
  std::ostream& out = session.out();
  out << signal.name() << "\n"
      << "  " << OneLine(signal.finding().sentence()) << "\n"
      << "  " << Word(signal.state()) << ", first seen "
      << FormatDate(signal.first_seen_date()) << ", last seen "
      << FormatDate(signal.last_seen_date()) << "\n";
  if (!signal.end_reason().empty()) {
    out << "  gone on " << FormatDate(signal.end_date()) << ": "
        << OneLine(signal.end_reason()) << "\n";
  }
  if (!signal.previous_signal().empty()) {
    out << "  before    " << IdOf(signal.previous_signal()) << "\n";
  }
  PrintEvidence(session, signal.finding().evidence());
  Table notes({{"WHEN"}, {"WHO"}, {"DID"}, {"WORDS"}});
  for (const Signal::Note& note : signal.notes()) {
    notes.Add({FormatTime(note.note_time()), note.author(), Word(note.act()),
               note.words()});
  }
  if (!notes.empty()) session.Print(notes, "  ");
  out << "  etag      " << signal.etag() << "\n";
  return absl::OkStatus();
}

absl::Status Show(Session& session, const SignalArgs& args) {
  GetSignalRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("SIGNAL", args.name, kSignalPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Signal signal,
      session.Call(&OversightService::Stub::GetSignal, request));
  return PrintSignal(session, signal);
}

// Does something about a signal, and shows it as it is then.
template <typename Request>
absl::Status Act(Session& session, const SignalArgs& args,
                 grpc::Status (OversightService::Stub::*method)(
                     grpc::ClientContext*, const Request&, Signal*)) {
  Request request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("SIGNAL", args.name, kSignalPattern));
  request.set_words(args.words);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(const Signal signal, session.Call(method, request));
  if (session.json()) return session.PrintJson(signal);
  session.out() << signal.name() << ": " << Word(signal.state()) << "\n";
  return absl::OkStatus();
}

absl::Status Look(Session& session, const SignalArgs& args) {
  return Act<LookAtSignalRequest>(session, args,
                                  &OversightService::Stub::LookAtSignal);
}
absl::Status Offer(Session& session, const SignalArgs& args) {
  return Act<OfferSupportRequest>(session, args,
                                  &OversightService::Stub::OfferSupport);
}
absl::Status Close(Session& session, const SignalArgs& args) {
  return Act<CloseSignalRequest>(session, args,
                                 &OversightService::Stub::CloseSignal);
}
absl::Status Reopen(Session& session, const SignalArgs& args) {
  return Act<ReopenSignalRequest>(session, args,
                                  &OversightService::Stub::ReopenSignal);
}
absl::Status Note(Session& session, const SignalArgs& args) {
  return Act<AddSignalNoteRequest>(session, args,
                                   &OversightService::Stub::AddSignalNote);
}

absl::Status Refresh(Session& session, const SignalArgs& args) {
  RefreshSignalsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const RefreshSignalsResponse response,
      session.Call(&OversightService::Stub::RefreshSignals, request));
  if (session.json()) return session.PrintJson(response);
  session.out() << response.raised() << " raised, " << response.standing()
                << " standing, " << response.ended() << " ended, "
                << response.withdrawn() << " withdrawn by a correction\n";
  return absl::OkStatus();
}

absl::Status ShowNoise(Session& session, const SignalArgs&) {
  ListSignalsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  request.set_page_size(1);
  TIDEMARK_ASSIGN_OR_RETURN(
      const ListSignalsResponse response,
      session.Call(&OversightService::Stub::ListSignals, request));
  if (session.json()) return session.PrintJson(response.noise());
  Table table({{"KIND"},
               {"FIGURE"},
               {"A YEAR", Align::kRight},
               {"ERROR", Align::kRight},
               {"HOW"}});
  for (const FalseFindingRate& rate : response.noise().rates()) {
    table.Add({Word(rate.kind()), rate.metric(),
               absl::StrFormat("%.3f", rate.expected_a_year()),
               absl::StrFormat("%.3f", rate.standard_error()), rate.method()});
  }
  if (table.empty()) {
    session.Note("Nobody has looked yet; `tidemark signals refresh` does.");
    return absl::OkStatus();
  }
  session.Print(table);
  PrintNoise(session, response.noise());
  return absl::OkStatus();
}

}  // namespace

void AddSignals(CLI::App& app, Session& session) {
  CLI::App* signals = app.add_subcommand(
      "signals", "What stands out and waits for somebody, the newest first");
  const auto listed = std::make_shared<SignalArgs>();
  AddSignalFlags(signals, *listed);
  signals->add_flag("--all", listed->all,
                    "Also those that were dealt with or have gone");
  // What the subcommand that was called does; without one, the list.
  const auto chosen = std::make_shared<std::function<absl::Status()>>(
      [&session, listed] { return List(session, *listed); });
  session.OnRun(signals, [chosen] { return (*chosen)(); });
  const auto add = [&](const char* name, const char* what,
                       absl::Status (*run)(Session&, const SignalArgs&)) {
    CLI::App* command = signals->add_subcommand(name, what);
    auto args = std::make_shared<SignalArgs>();
    command->callback([&session, chosen, args, run] {
      *chosen = [&session, args, run] { return run(session, *args); };
    });
    return std::pair(command, std::move(args));
  };
  const auto add_act = [&](const char* name, const char* what,
                           const char* words, bool required,
                           absl::Status (*run)(Session&, const SignalArgs&)) {
    const auto [command, args] = add(name, what, run);
    command->add_option("SIGNAL", args->name, "The signal")->required();
    command->add_option("--words", args->words, words)->required(required);
    AddWriteFlags(command, args->write);
  };
  const auto [show, shown] =
      add("show", "Show a signal, its evidence and who did what", &Show);
  show->add_option("SIGNAL", shown->name, "The signal")->required();
  add_act("look", "Say that you have looked at it", "What you make of it",
          /*required=*/false, &Look);
  add_act("offer-support", "Say that the provider was offered support",
          "What was offered", /*required=*/true, &Offer);
  add_act("close", "Say what was done about it", "What was done",
          /*required=*/true, &Close);
  add_act("note", "Write something down about it", "What there is to say",
          /*required=*/true, &Note);
  add_act("reopen", "Open one again that was dealt with", "Why",
          /*required=*/true, &Reopen);
  const auto [refresh, refreshed] =
      add("refresh", "Look at the figures now", &Refresh);
  AddWriteFlags(refresh, refreshed->write, /*etag=*/false);
  add("noise", "How many signals chance alone would bring, by rule",
      &ShowNoise);
}

}  // namespace tidemark::cli

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/decisions.h"
#include "services/cli/commands.h"
#include "services/cli/level_flags.h"
#include "services/cli/names.h"
#include "services/cli/outcome_flags.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/enablement/v1/proposal_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/proposal_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using enablement::v1::Package;
using enablement::v1::SupportChange;
using outcomes::v1::OutcomeChange;
using outcomes::v1::PersonalOutcome;
using type::v1::Decision;
using type::v1::Grounds;
using type::v1::PersonView;
using type::v1::ProposalDue;
using type::v1::ProposalKind;
using type::v1::ProposalState;

// The most bytes of a file of proposals.
constexpr size_t kMaxFile = size_t{16} << 20;

// Proposals about a person's outcomes.
struct OutcomeSide {
  using Proposal = outcomes::v1::Proposal;
  using Stub = outcomes::v1::ProposalService::Stub;
  using Create = outcomes::v1::CreateProposalRequest;
  using Get = outcomes::v1::GetProposalRequest;
  using List = outcomes::v1::ListProposalsRequest;
  using Decide = outcomes::v1::DecideProposalRequest;
  using Withdraw = outcomes::v1::WithdrawProposalRequest;
  static constexpr char kPattern[] = "councils/*/people/*/proposals/*";
  static constexpr char kAll[] = "people";
};

// Proposals about the level of support.
struct SupportSide {
  using Proposal = enablement::v1::Proposal;
  using Stub = enablement::v1::ProposalService::Stub;
  using Create = enablement::v1::CreateProposalRequest;
  using Get = enablement::v1::GetProposalRequest;
  using List = enablement::v1::ListProposalsRequest;
  using Decide = enablement::v1::DecideProposalRequest;
  using Withdraw = enablement::v1::WithdrawProposalRequest;
  static constexpr char kPattern[] = "councils/*/packages/*/proposals/*";
  static constexpr char kAll[] = "packages";
};

struct ViewArgs {
  std::string words;
  std::string obtained;
  std::string not_obtained;
};

struct ProposalArgs {
  std::string name;
  std::string about;
  std::string id;
  std::string person;
  std::string sequel;
  std::string close_status;
  std::string date;
  // What it rests on.
  std::string review;
  std::string present;
  std::string evidence;
  std::string benefit;
  std::string harm;
  ViewArgs view;
  // The decision.
  std::string result;
  std::vector<std::string> options;
  std::string reasons;
  std::string finding;
  OutcomeFlags outcome;
  LevelFlags level;
  WriteFlags write;
  // The list.
  std::string kind_of_list;
  std::string provider;
  std::string contract;
  std::string state;
  std::string due;
  bool audit = false;
  std::string file;
};

// Calls `act` with the side that `name` lies on.
template <typename Act>
absl::Status OnSideOf(absl::string_view name, const Act& act) {
  if (absl::StrContains(name, "people/")) return act(OutcomeSide());
  if (absl::StrContains(name, "packages/")) return act(SupportSide());
  return UsageError(
      absl::StrCat("NAME must be people/PERSON/proposals/ID or "
                   "packages/PACKAGE/proposals/ID; is \"",
                   name, "\""));
}

absl::Status ReadView(const ViewArgs& args, PersonView& view) {
  view.set_words(args.words);
  if (!args.obtained.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto source,
        ParseWord<PersonView::Source>("--obtained", args.obtained));
    view.set_source(source);
  } else if (args.not_obtained.empty() && !args.words.empty()) {
    view.set_source(PersonView::SOURCE_SAID);
  }
  if (!args.not_obtained.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto why, ParseWord<PersonView::NotObtained>("--not-obtained",
                                                           args.not_obtained));
    view.set_not_obtained(why);
  }
  return absl::OkStatus();
}

void AddViewFlags(CLI::App* command, ViewArgs& view) {
  command->add_option("--person-view", view.words,
                      "How the person sees it, in their own words");
  command->add_option("--obtained", view.obtained,
                      "How that is known: said (the default), shown, "
                      "advocate, carer or observed");
  command->add_option("--not-obtained", view.not_obtained,
                      "Why it is not known: declined, unwell, away, not-asked "
                      "or no-advocate");
}

absl::Status ReadGrounds(const ProposalArgs& args, Grounds& grounds) {
  TIDEMARK_ASSIGN_OR_RETURN(*grounds.mutable_review_date(),
                            ParseDate("--review-date", args.review));
  grounds.set_present(args.present);
  grounds.set_evidence(args.evidence);
  grounds.set_possible_benefit(args.benefit);
  grounds.set_possible_harm(args.harm);
  return ReadView(args.view, *grounds.mutable_person_view());
}

// "2 working days left", "today", "overdue".
template <typename Proposal>
std::string ClockWords(const Proposal& proposal) {
  if (proposal.state() != type::v1::PROPOSAL_STATE_PROPOSED) {
    if (!proposal.has_decision()) return "";
    return proposal.decision().on_time() ? "in time" : "late";
  }
  if (proposal.overdue()) return "overdue";
  if (proposal.working_days_left() == 0) return "today";
  return Count(proposal.working_days_left(), "working day") + " left";
}

bool ToAudit(const outcomes::v1::Proposal& /*proposal*/) { return false; }
bool ToAudit(const enablement::v1::Proposal& proposal) {
  return proposal.audit_wanted() && !proposal.has_audit();
}

template <typename Proposal>
absl::Status PrintDone(Session& session, const Proposal& proposal,
                       absl::string_view done) {
  if (session.json()) return session.PrintJson(proposal);
  session.out() << done << " " << proposal.name() << ": "
                << Word(proposal.state());
  if (proposal.decision().accepted_by_rule()) {
    session.out() << ", without sign-off"
                  << (ToAudit(proposal) ? ", to be audited" : "");
  } else if (proposal.state() == type::v1::PROPOSAL_STATE_PROPOSED) {
    session.out() << ", to be decided by " << FormatDate(proposal.decide_by())
                  << " (" << ClockWords(proposal) << ")";
  } else if (proposal.has_decision()) {
    session.out() << ", " << ClockWords(proposal);
  }
  session.out() << "\n";
  return absl::OkStatus();
}

// What is proposed, in a line.
std::string Describe(ProposalKind kind, const OutcomeChange& change) {
  if (kind == type::v1::PROPOSAL_KIND_CLOSE_OUTCOME) {
    return absl::StrCat(Word(change.close_status()), " on ",
                        FormatDate(change.close_date()));
  }
  std::string text =
      absl::StrCat("“", OneLine(change.outcome().own_words()), "”");
  if (change.outcome().has_target_date()) {
    absl::StrAppend(&text, " by ", FormatDate(change.outcome().target_date()));
  }
  return text;
}
std::string Describe(ProposalKind /*kind*/, const SupportChange& change) {
  std::string text = change.has_level()
                         ? absl::StrCat(FormatLevelOf(change.level()), " from ",
                                        FormatDate(change.level().from_date()))
                         : FormatDate(change.date());
  if (change.sequel() != Package::SEQUEL_UNSPECIFIED) {
    absl::StrAppend(&text, ", ", Word(change.sequel()));
  }
  return absl::StrCat(text, ", ", Word(change.agreement()), ": ",
                      OneLine(change.reason()));
}

// The name of what a proposal is about.
std::string Subject(const outcomes::v1::Proposal& proposal) {
  return proposal.outcome();
}
std::string Subject(const enablement::v1::Proposal& proposal) {
  return std::string(ParentOf(proposal.name()));
}

template <typename Side>
absl::StatusOr<typename Side::Proposal> Fetch(Session& session,
                                              const std::string& name) {
  typename Side::Get request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", name, Side::kPattern));
  return session.Call(&Side::Stub::GetProposal, request);
}

absl::Status Show(Session& session, const ProposalArgs& args) {
  return OnSideOf(args.name, [&](auto side) -> absl::Status {
    TIDEMARK_ASSIGN_OR_RETURN(const auto proposal,
                              Fetch<decltype(side)>(session, args.name));
    if (session.json()) return session.PrintJson(proposal);
    const Grounds& grounds = proposal.grounds();
    std::ostream& out = session.out();
    out << proposal.name() << "\n"
        << "  proposed     " << Word(proposal.kind()) << " of "
        << Subject(proposal) << "\n"
        << "               " << Describe(proposal.kind(), proposal.change())
        << "\n"
        << "  by           " << proposal.proposed_by() << " under "
        << IdOf(proposal.contract()) << "\n"
        << "  reviewed     " << FormatDate(grounds.review_date()) << " with "
        << OneLine(grounds.present()) << "\n"
        << "  the person   " << Word(grounds.person_view().source())
        << Word(grounds.person_view().not_obtained()) << ": "
        << OneLine(grounds.person_view().words()) << "\n"
        << "  evidence     " << OneLine(grounds.evidence()) << "\n";
    if (!grounds.possible_benefit().empty()) {
      out << "  may gain     " << OneLine(grounds.possible_benefit()) << "\n"
          << "  may harm     " << OneLine(grounds.possible_harm()) << "\n";
    }
    out << "  state        " << Word(proposal.state()) << ", to be decided by "
        << FormatDate(proposal.decide_by()) << " " << ClockWords(proposal)
        << "\n";
    if (!proposal.withdraw_reason().empty()) {
      out << "  withdrawn    " << OneLine(proposal.withdraw_reason()) << "\n";
    }
    out << "  etag         " << proposal.etag() << "\n";
    if (proposal.has_decision()) {
      out << "\n" << type::TextOf(proposal.decision());
    }
    return absl::OkStatus();
  });
}

std::string LongDate(const type::v1::Date& date) {
  const absl::StatusOr<type::Date> day = type::FromProto(date);
  return day.ok() ? type::FormatLongDate(*day) : "";
}

// A change as the person may read it, without words for the machine.
std::string PlainWords(ProposalKind kind, const OutcomeChange& change) {
  if (kind == type::v1::PROPOSAL_KIND_CLOSE_OUTCOME) {
    const bool achieved =
        change.close_status() == PersonalOutcome::STATUS_ACHIEVED;
    return absl::StrCat(achieved ? "You reached what you hoped for by "
                                 : "We stop working towards this after ",
                        LongDate(change.close_date()), ".");
  }
  std::string text =
      absl::StrCat("“", OneLine(change.outcome().own_words()), "”");
  if (change.outcome().has_target_date()) {
    absl::StrAppend(&text, ", by ", LongDate(change.outcome().target_date()));
  }
  return text + ".";
}
std::string PlainWords(ProposalKind kind, const SupportChange& change) {
  std::string text;
  switch (kind) {
    case type::v1::PROPOSAL_KIND_PAUSE:
      text = absl::StrCat("Support rests from ", LongDate(change.date()));
      break;
    case type::v1::PROPOSAL_KIND_EXIT:
      text = absl::StrCat("Support ends after ", LongDate(change.date()));
      break;
    default:
      text = absl::StrCat(FormatHours(change.level().weekly_minutes()),
                          " of support a week from ",
                          LongDate(change.level().from_date()));
      break;
  }
  return absl::StrCat(text, ". ", OneLine(change.reason()));
}

// What is given to the person.
absl::Status Print(Session& session, const ProposalArgs& args) {
  return OnSideOf(args.name, [&](auto side) -> absl::Status {
    TIDEMARK_ASSIGN_OR_RETURN(const auto proposal,
                              Fetch<decltype(side)>(session, args.name));
    std::ostream& out = session.out();
    out << "What was proposed\n\n"
        << "When we talked on " << LongDate(proposal.grounds().review_date())
        << ". Who was there: " << OneLine(proposal.grounds().present()) << ".\n"
        << PlainWords(proposal.kind(), proposal.change()) << "\n"
        << "\nWhat was decided\n\n"
        << type::TextOf(proposal.decision());
    if (proposal.has_decided_change()) {
      out << "What will happen: "
          << PlainWords(proposal.kind(), proposal.decided_change()) << "\n";
    }
    return absl::OkStatus();
  });
}

// One line of a list.
struct Line {
  std::string decide_by;
  std::string name;
  std::vector<std::string> cells;
  std::string json;
};

template <typename Side>
absl::Status Collect(Session& session, const ProposalArgs& args,
                     const std::string& council, std::vector<Line>& lines) {
  typename Side::List request;
  request.set_parent(absl::StrCat(council, "/", Side::kAll, "/-"));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_contract(),
      session.NameIfGiven("--contract", args.contract, kContractPattern));
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto state,
        ParseWord<ProposalState>(
            "--state", args.state,
            {{"waiting", type::v1::PROPOSAL_STATE_PROPOSED}}));
    request.set_state(state);
  }
  if (!args.due.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto due,
                              ParseWord<ProposalDue>("--due", args.due));
    request.set_due(due);
  }
  if constexpr (requires { request.set_audit_open(true); }) {
    request.set_audit_open(args.audit);
  }
  return ForEachItem(
      session, &Side::Stub::ListProposals, request,
      [](const auto& response) { return response.proposals(); },
      [&](const typename Side::Proposal& item) {
        lines.push_back(
            {.decide_by = FormatDate(item.decide_by()),
             .name = item.name(),
             .cells = {FormatDate(item.decide_by()), ClockWords(item),
                       Word(item.state()), Word(item.kind()),
                       std::string(WithoutCouncil(item.name())),
                       std::string(IdOf(item.provider())),
                       Describe(item.kind(), item.change())},
             .json = session.json() ? ToJsonLine(item) : ""});
        return true;
      });
}

absl::Status List(Session& session, const ProposalArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  std::vector<Line> lines;
  if (args.kind_of_list != "support" && !args.audit) {
    TIDEMARK_RETURN_IF_ERROR(
        Collect<OutcomeSide>(session, args, council, lines));
  }
  if (args.kind_of_list != "outcomes") {
    TIDEMARK_RETURN_IF_ERROR(
        Collect<SupportSide>(session, args, council, lines));
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::tie(a.decide_by, a.name) < std::tie(b.decide_by, b.name);
  });
  Table table({{"DECIDE BY"},
               {"CLOCK"},
               {"STATE"},
               {"KIND"},
               {"PROPOSAL"},
               {"PROVIDER"},
               {"WHAT", Align::kLeft, 48}});
  for (const Line& line : lines) {
    if (session.json()) {
      session.PrintLine(line.json);
    } else {
      table.Add(line.cells);
    }
  }
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No proposals.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

template <typename Side>
absl::Status Send(Session& session, const typename Side::Create& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto proposal,
                            session.Call(&Side::Stub::CreateProposal, request));
  return PrintDone(session, proposal, "Proposed");
}

// The outcome that a proposal is about, as it is.
absl::StatusOr<PersonalOutcome> OutcomeNow(Session& session,
                                           const std::string& name) {
  outcomes::v1::GetOutcomeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", name, kOutcomePattern));
  return session.Call(&outcomes::v1::OutcomesService::Stub::GetOutcome,
                      request);
}

absl::StatusOr<Package> PackageNow(Session& session, const std::string& name) {
  enablement::v1::GetPackageRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", name, kPackagePattern));
  return session.Call(&enablement::v1::EnablementService::Stub::GetPackage,
                      request);
}

absl::Status ReadClosing(const ProposalArgs& args, OutcomeChange& change) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto status,
      ParseWord<PersonalOutcome::Status>(
          "--status", args.close_status,
          {{"chose-differently",
            PersonalOutcome::STATUS_PERSON_CHOSE_DIFFERENTLY}}));
  change.set_close_status(status);
  TIDEMARK_ASSIGN_OR_RETURN(*change.mutable_close_date(),
                            ParseDate("--date", args.date));
  return absl::OkStatus();
}

// The change of `kind` that the flags describe; `before` is the package.
absl::Status ReadSupport(const ProposalArgs& args, ProposalKind kind,
                         const Package& before, SupportChange& change) {
  change.set_reason(args.level.reason);
  TIDEMARK_ASSIGN_OR_RETURN(const auto agreement, ReadAgreement(args.level));
  change.set_agreement(agreement);
  if (kind == type::v1::PROPOSAL_KIND_LOWER_LEVEL ||
      kind == type::v1::PROPOSAL_KIND_HIGHER_LEVEL) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *change.mutable_level(),
        ReadLevel(args.level, before.levels_size() > 0
                                  ? &*before.levels().rbegin()
                                  : nullptr));
    change.mutable_level()->clear_reason();
    change.mutable_level()->clear_agreement();
    return absl::OkStatus();
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      *change.mutable_date(),
      ParseDate(
          kind == type::v1::PROPOSAL_KIND_EXIT ? "--on" : "--from",
          kind == type::v1::PROPOSAL_KIND_EXIT ? args.date : args.level.from));
  if (kind == type::v1::PROPOSAL_KIND_EXIT) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto sequel, ParseWord<Package::Sequel>("--sequel", args.sequel));
    change.set_sequel(sequel);
  }
  return absl::OkStatus();
}

absl::Status ProposeOutcome(Session& session, const ProposalArgs& args,
                            ProposalKind kind) {
  outcomes::v1::CreateProposalRequest request;
  request.set_proposal_id(args.id);
  request.set_request_id(session.RequestId(args.write));
  auto& proposal = *request.mutable_proposal();
  proposal.set_kind(kind);
  TIDEMARK_RETURN_IF_ERROR(ReadGrounds(args, *proposal.mutable_grounds()));
  OutcomeChange& change = *proposal.mutable_change();
  if (kind == type::v1::PROPOSAL_KIND_NEW_OUTCOME) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *request.mutable_parent(),
        session.Name("--person", args.person, kPersonPattern));
    TIDEMARK_RETURN_IF_ERROR(
        ApplyOutcomeFlags(session, args.outcome, *change.mutable_outcome()));
    return Send<OutcomeSide>(session, request);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const PersonalOutcome now,
                            OutcomeNow(session, args.about));
  request.set_parent(std::string(AncestorOf(now.name(), kPersonPattern)));
  proposal.set_outcome(now.name());
  proposal.set_outcome_etag(now.etag());
  if (kind == type::v1::PROPOSAL_KIND_CLOSE_OUTCOME) {
    TIDEMARK_RETURN_IF_ERROR(ReadClosing(args, change));
  } else {
    *change.mutable_outcome() = now;
    TIDEMARK_RETURN_IF_ERROR(
        ApplyOutcomeFlags(session, args.outcome, *change.mutable_outcome()));
  }
  return Send<OutcomeSide>(session, request);
}

absl::Status ProposeSupport(Session& session, const ProposalArgs& args,
                            ProposalKind kind) {
  TIDEMARK_ASSIGN_OR_RETURN(const Package now, PackageNow(session, args.about));
  enablement::v1::CreateProposalRequest request;
  request.set_parent(now.name());
  request.set_proposal_id(args.id);
  request.set_request_id(session.RequestId(args.write));
  auto& proposal = *request.mutable_proposal();
  proposal.set_kind(kind);
  proposal.set_package_etag(now.etag());
  TIDEMARK_RETURN_IF_ERROR(ReadGrounds(args, *proposal.mutable_grounds()));
  TIDEMARK_RETURN_IF_ERROR(
      ReadSupport(args, kind, now, *proposal.mutable_change()));
  return Send<SupportSide>(session, request);
}

// Sends the proposals of a file with a `CreateProposalRequest` in JSON a line.
absl::Status Import(Session& session, const ProposalArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string content,
                            ReadWholeFile(args.file, kMaxFile));
  int line = 0;
  for (const absl::string_view text : absl::StrSplit(content, '\n')) {
    ++line;
    if (Trimmed(text).empty()) continue;
    const auto send = [&](auto side) -> absl::Status {
      typename decltype(side)::Create request;
      if (!google::protobuf::util::JsonStringToMessage(std::string(text),
                                                       &request)
               .ok()) {
        // Not the parser's words, which repeat what stands in the line.
        return UsageError("must be a proposal in JSON");
      }
      if (request.request_id().empty()) {
        request.set_request_id(session.RequestId({}));
      }
      return Send<decltype(side)>(session, request);
    };
    const absl::Status sent = OnSideOf(text, send);
    if (sent.ok()) continue;
    absl::Status placed(sent.code(),
                        absl::StrCat("line ", line, ": ", sent.message()));
    sent.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
      placed.SetPayload(url, payload);
    });
    return placed;
  }
  return absl::OkStatus();
}

// `TEXT` is the chosen option, `TEXT|WHY NOT` another.
void ReadOptions(const std::vector<std::string>& options, Decision& decision) {
  for (const std::string& text : options) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(absl::string_view(text), absl::MaxSplits('|', 1));
    auto& option = *decision.add_options();
    option.set_text(std::string(Trimmed(parts.first)));
    option.set_why_not(std::string(Trimmed(parts.second)));
    option.set_chosen(option.why_not().empty());
  }
}

absl::Status ReadOther(Session& session, const ProposalArgs& args,
                       const outcomes::v1::Proposal& proposal,
                       OutcomeChange& change) {
  if (proposal.kind() == type::v1::PROPOSAL_KIND_CLOSE_OUTCOME) {
    return ReadClosing(args, change);
  }
  change = proposal.change();
  return ApplyOutcomeFlags(session, args.outcome, *change.mutable_outcome());
}

absl::Status ReadOther(Session& session, const ProposalArgs& args,
                       const enablement::v1::Proposal& proposal,
                       SupportChange& change) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package now,
      PackageNow(session, std::string(ParentOf(proposal.name()))));
  return ReadSupport(args, proposal.kind(), now, change);
}

absl::Status Decide(Session& session, const ProposalArgs& args) {
  return OnSideOf(args.name, [&](auto side) -> absl::Status {
    using Side = decltype(side);
    typename Side::Decide request;
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                              session.Name("NAME", args.name, Side::kPattern));
    Decision& decision = *request.mutable_decision();
    TIDEMARK_ASSIGN_OR_RETURN(const auto result, ParseWord<Decision::Result>(
                                                     "--result", args.result));
    decision.set_result(result);
    ReadOptions(args.options, decision);
    decision.set_reasons(args.reasons);
    TIDEMARK_RETURN_IF_ERROR(
        ReadView(args.view, *decision.mutable_person_view()));
    if (result == Decision::RESULT_CHANGED) {
      TIDEMARK_ASSIGN_OR_RETURN(const auto proposal,
                                Fetch<Side>(session, args.name));
      TIDEMARK_RETURN_IF_ERROR(
          ReadOther(session, args, proposal, *request.mutable_change()));
    }
    request.set_etag(args.write.etag);
    request.set_request_id(session.RequestId(args.write));
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto decided, session.Call(&Side::Stub::DecideProposal, request));
    return PrintDone(session, decided, "Decided");
  });
}

absl::Status Withdraw(Session& session, const ProposalArgs& args) {
  return OnSideOf(args.name, [&](auto side) -> absl::Status {
    using Side = decltype(side);
    typename Side::Withdraw request;
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                              session.Name("NAME", args.name, Side::kPattern));
    request.set_reason(args.reasons);
    request.set_etag(args.write.etag);
    request.set_request_id(session.RequestId(args.write));
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto withdrawn,
        session.Call(&Side::Stub::WithdrawProposal, request));
    return PrintDone(session, withdrawn, "Withdrew");
  });
}

absl::Status Audit(Session& session, const ProposalArgs& args) {
  enablement::v1::AuditProposalRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      session.Name("NAME", args.name, kSupportProposalPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto finding,
      ParseWord<enablement::v1::AuditProposalRequest::Finding>("--finding",
                                                               args.finding));
  request.set_finding(finding);
  request.set_reasons(args.reasons);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto audited,
      session.Call(&SupportSide::Stub::AuditProposal, request));
  if (session.json()) return session.PrintJson(audited);
  session.out() << "Audited " << audited.name() << ": "
                << (audited.audit().agreed() ? "agreed" : "not agreed") << "\n";
  return absl::OkStatus();
}

void AddGroundsFlags(CLI::App* command, ProposalArgs& args) {
  command->add_option("--id", args.id, "The proposal's id")->required();
  command
      ->add_option("--review-date", args.review,
                   "When you talked it over with the person")
      ->required();
  command
      ->add_option("--present", args.present,
                   "Who was there, in words without names")
      ->required();
  command->add_option("--evidence", args.evidence, "What speaks for it")
      ->required();
  AddViewFlags(command, args.view);
  command->add_option("--benefit", args.benefit,
                      "What the person may gain from the risk");
  command->add_option("--harm", args.harm, "What harm it may bring");
  AddWriteFlags(command, args.write, /*etag=*/false);
}

constexpr char kSequels[] =
    "no-support, universal-services, low-level-support, short-term-support, "
    "long-term-community, care-home, hospital, self-funded, declined, "
    "nhs-funded, moved or died";

}  // namespace

void AddProposals(CLI::App& app, Session& session) {
  CLI::App* proposals = app.add_subcommand(
      "proposals", "Delegated review: what providers propose, and decisions");
  proposals->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto run) {
    CLI::App* command = proposals->add_subcommand(name, what);
    const auto args = std::make_shared<ProposalArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::make_pair(command, args.get());
  };
  const auto add_named = [&](const char* name, const char* what, auto run) {
    const auto [command, args] = add(name, what, run);
    command
        ->add_option("NAME", args->name,
                     "The proposal, people/PERSON/proposals/ID or "
                     "packages/PACKAGE/proposals/ID")
        ->required();
    return std::make_pair(command, args);
  };
  {
    const auto [command, args] =
        add("list", "The work list, by the day of the decision", &List);
    command
        ->add_option("--of", args->kind_of_list,
                     "outcomes or support. Default: both")
        ->check(CLI::IsMember({"outcomes", "support"}));
    command->add_option("--provider", args->provider, "Only of this provider");
    command->add_option("--contract", args->contract,
                        "Only under this contract");
    command->add_option("--state", args->state,
                        "waiting, accepted, changed, declined or withdrawn");
    command->add_option("--due", args->due,
                        "Only what waits and is overdue, or due today");
    command->add_flag("--to-audit", args->audit,
                      "Only what was accepted without sign-off and is to be "
                      "audited");
  }
  add_named("show", "Show a proposal with its decision", &Show);
  add_named("print", "Print a proposal and its decision for the person",
            &Print);

  const auto propose = [](ProposalKind kind) {
    return [kind](Session& at, const ProposalArgs& args) {
      return kind <= type::v1::PROPOSAL_KIND_CLOSE_OUTCOME
                 ? ProposeOutcome(at, args, kind)
                 : ProposeSupport(at, args, kind);
    };
  };
  {
    const auto [command, args] =
        add("new-outcome", "Propose a further outcome",
            propose(type::v1::PROPOSAL_KIND_NEW_OUTCOME));
    command->add_option("--person", args->person, "The person")->required();
    AddOutcomeFlags(command, args->outcome, /*required=*/true, "outcome-");
    AddGroundsFlags(command, *args);
  }
  {
    const auto [command, args] =
        add("change-outcome", "Propose to change an outcome",
            propose(type::v1::PROPOSAL_KIND_CHANGE_OUTCOME));
    command->add_option("NAME", args->about, "The outcome, PERSON/OUTCOME")
        ->required();
    AddOutcomeFlags(command, args->outcome, /*required=*/false, "outcome-");
    AddGroundsFlags(command, *args);
  }
  {
    const auto [command, args] =
        add("close-outcome", "Propose to close an outcome",
            propose(type::v1::PROPOSAL_KIND_CLOSE_OUTCOME));
    command->add_option("NAME", args->about, "The outcome, PERSON/OUTCOME")
        ->required();
    command
        ->add_option("--status", args->close_status,
                     "achieved, no-longer-relevant, chose-differently or "
                     "support-ended")
        ->required();
    command
        ->add_option("--date", args->date, "The last day it was worked towards")
        ->required();
    AddGroundsFlags(command, *args);
  }
  for (const auto& [name, what, kind] :
       {std::make_tuple("lower", "Propose less support from a day on",
                        type::v1::PROPOSAL_KIND_LOWER_LEVEL),
        std::make_tuple("higher", "Propose more support from a day on",
                        type::v1::PROPOSAL_KIND_HIGHER_LEVEL)}) {
    const auto [command, args] = add(name, what, propose(kind));
    command->add_option("NAME", args->about, "The package")->required();
    command->add_option("--from", args->level.from, "The first day")
        ->required();
    AddLevelFlags(command, args->level);
    command->get_option("--reason")->required();
    command->get_option("--agreement")->required();
    AddGroundsFlags(command, *args);
  }
  for (const auto& [name, what, kind] :
       {std::make_tuple("pause", "Propose to let support rest",
                        type::v1::PROPOSAL_KIND_PAUSE),
        std::make_tuple("exit", "Propose to end support",
                        type::v1::PROPOSAL_KIND_EXIT)}) {
    const auto [command, args] = add(name, what, propose(kind));
    command->add_option("NAME", args->about, "The package")->required();
    if (kind == type::v1::PROPOSAL_KIND_EXIT) {
      command->add_option("--on", args->date, "The last day of support")
          ->required();
      command->add_option("--sequel", args->sequel, kSequels)->required();
    } else {
      command
          ->add_option("--from", args->level.from,
                       "The first day without support")
          ->required();
    }
    command->add_option("--reason", args->level.reason, "Why")->required();
    command
        ->add_option("--agreement", args->level.agreement,
                     "Who agrees: person, advocate, best-interests, or "
                     "disagrees")
        ->required();
    AddGroundsFlags(command, *args);
  }
  {
    const auto [command, args] =
        add("import", "Propose what is in a file", &Import);
    command
        ->add_option("FILE", args->file,
                     "A CreateProposalRequest in JSON on each line, with its "
                     "parent, proposal_id and proposal")
        ->required();
  }
  {
    const auto [command, args] = add_named("decide", "Decide", &Decide);
    command
        ->add_option("--result", args->result, "accepted, changed or declined")
        ->required();
    command
        ->add_option("--option", args->options,
                     "What was considered, once for each: TEXT for the one "
                     "that was chosen, \"TEXT|WHY NOT\" for the others")
        ->required()
        ->allow_extra_args(false);
    command->add_option("--reasons", args->reasons, "Why, in plain English")
        ->required();
    AddViewFlags(command, args->view);
    // With --result changed: what is done instead.
    AddOutcomeFlags(command, args->outcome, /*required=*/false);
    command->add_option("--status", args->close_status,
                        "Of an outcome that is closed");
    command->add_option("--date,--on", args->date,
                        "The last day, of an outcome or of support");
    command->add_option("--from", args->level.from,
                        "The first day of a level or a pause");
    AddLevelFlags(command, args->level, /*required=*/false);
    command->add_option("--sequel", args->sequel, kSequels);
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add_named("withdraw", "Take a proposal back", &Withdraw);
    command->add_option("--reason", args->reasons, "Why")->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = add_named(
        "audit", "Say whether a change without sign-off was right", &Audit);
    command->add_option("--finding", args->finding, "agreed or not-agreed")
        ->required();
    command->add_option("--reasons", args->reasons, "Why")->required();
    AddWriteFlags(command, args->write);
  }
}

}  // namespace tidemark::cli

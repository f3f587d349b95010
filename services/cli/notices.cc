#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/notices/v1/notices_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using notices::v1::Alert;
using notices::v1::CloseAlertRequest;
using notices::v1::GetNoticeRequest;
using notices::v1::GetNoticeSettingsRequest;
using notices::v1::ListAlertsRequest;
using notices::v1::ListNoticesRequest;
using notices::v1::Notice;
using notices::v1::NoticeSettings;
using notices::v1::NoticesService;
using notices::v1::OfferHelpRequest;
using notices::v1::ResendNoticeRequest;
using notices::v1::UpdateNoticeSettingsRequest;

constexpr char kNoticePattern[] = "councils/*/notices/*";
constexpr char kAlertPattern[] = "councils/*/alerts/*";

struct NoticeArgs {
  std::string name;
  std::string provider;
  std::string kind;
  std::string state;
  std::string from;
  std::string to;
  std::string description;
  std::string contact;
  std::vector<std::string> contacts;
  std::vector<std::string> muted;
  bool default_contacts = false;
  bool mute_nothing = false;
  WriteFlags write;
};

absl::Status List(Session& session, const NoticeArgs& args) {
  ListNoticesRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  if (!args.kind.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto kind,
                              ParseWord<Notice::Kind>("--kind", args.kind));
    request.set_kind(kind);
  }
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto state,
                              ParseWord<Notice::State>("--state", args.state));
    request.set_state(state);
  }
  if (!args.from.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_from_date(),
                              ParseDate("--from", args.from));
  }
  if (!args.to.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_to_date(),
                              ParseDate("--to", args.to));
  }
  Table table({{"DAY"},
               {"NOTICE"},
               {"KIND"},
               {"STATE"},
               {"RETURNS", Align::kRight},
               {"TO", Align::kRight}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &NoticesService::Stub::ListNotices, request,
      [](const auto& response) { return response.notices(); },
      [&](const Notice& item) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(item));
          return true;
        }
        std::string state = Word(item.state());
        if (item.state() == Notice::STATE_SKIPPED) {
          absl::StrAppend(&state, ": ", Word(item.skip_reason()));
        }
        table.Add({FormatDate(item.day()), std::string(IdOf(item.name())),
                   Word(item.kind()), state, absl::StrCat(item.lines_size()),
                   absl::StrCat(item.deliveries_size())});
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No notices.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

absl::Status Show(Session& session, const NoticeArgs& args) {
  GetNoticeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kNoticePattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Notice notice,
      session.Call(&NoticesService::Stub::GetNotice, request));
  if (session.json()) return session.PrintJson(notice);
  std::ostream& out = session.out();
  out << notice.name() << "\n"
      << "  " << Word(notice.kind()) << " of " << FormatDate(notice.day())
      << ", " << Word(notice.state());
  if (notice.state() == Notice::STATE_SKIPPED) {
    out << ": " << Word(notice.skip_reason());
  }
  out << "\n";
  if (notice.has_receipt()) {
    out << "  version " << notice.receipt().version() << ", submitted "
        << FormatTime(notice.receipt().submit_time()) << ", "
        << (notice.receipt().nil_return()
                ? std::string("nil return")
                : Count(notice.receipt().entry_count(), "entry", "entries"))
        << ", fingerprint " << notice.receipt().content_hash() << "\n";
  }
  Table lines({{"RETURN"}, {"PROVIDER"}, {"DUE"}, {"WHY"}});
  for (const Notice::Line& line : notice.lines()) {
    lines.Add({std::string(WithoutCouncil(line.return_name())),
               line.provider_display_name().empty()
                   ? std::string(IdOf(line.provider()))
                   : line.provider_display_name(),
               FormatDate(line.due_date()), Word(line.step())});
  }
  if (!lines.empty()) session.Print(lines, "  ");
  Table deliveries({{"TO"},
                    {"STATE"},
                    {"ATTEMPTS", Align::kRight},
                    {"SENT"},
                    {"LAST ERROR"}});
  for (const Notice::Delivery& delivery : notice.deliveries()) {
    deliveries.Add({delivery.email_address(), Word(delivery.state()),
                    absl::StrCat(delivery.attempts()),
                    FormatTime(delivery.send_time()), delivery.last_error()});
  }
  if (!deliveries.empty()) session.Print(deliveries, "  ");
  return absl::OkStatus();
}

absl::Status Resend(Session& session, const NoticeArgs& args) {
  ResendNoticeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kNoticePattern));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Notice notice,
      session.Call(&NoticesService::Stub::ResendNotice, request));
  if (session.json()) return session.PrintJson(notice);
  session.out() << "Sending again " << notice.name() << "\n";
  return absl::OkStatus();
}

// The provider that was named, or else the caller's own.
absl::StatusOr<std::string> SettingsName(Session& session,
                                         const std::string& provider) {
  std::string name;
  if (provider.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(name, session.OwnProvider());
    if (name.empty()) return UsageError("say whose: --provider PROVIDER");
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(
        name, session.Name("--provider", provider, kProviderPattern));
  }
  return NameIn(name, "settings", "notices");
}

absl::Status PrintSettings(Session& session, const NoticeSettings& settings) {
  if (session.json()) return session.PrintJson(settings);
  std::vector<std::string> muted;
  for (const int kind : settings.muted_kinds()) {
    muted.push_back(Word(static_cast<Notice::Kind>(kind)));
  }
  session.out() << settings.name() << "\n"
                << "  sent to  "
                << (settings.contact_emails().empty()
                        ? std::string("the provider's own addresses")
                        : absl::StrJoin(settings.contact_emails(), ", "))
                << "\n"
                << "  not sent "
                << (muted.empty() ? std::string("-")
                                  : absl::StrJoin(muted, ", "))
                << "\n"
                << "  etag     " << settings.etag() << "\n";
  return absl::OkStatus();
}

absl::Status ShowSettings(Session& session, const NoticeArgs& args) {
  GetNoticeSettingsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            SettingsName(session, args.provider));
  TIDEMARK_ASSIGN_OR_RETURN(
      const NoticeSettings settings,
      session.Call(&NoticesService::Stub::GetNoticeSettings, request));
  return PrintSettings(session, settings);
}

absl::Status SetSettings(Session& session, const NoticeArgs& args) {
  UpdateNoticeSettingsRequest request;
  NoticeSettings& settings = *request.mutable_settings();
  TIDEMARK_ASSIGN_OR_RETURN(*settings.mutable_name(),
                            SettingsName(session, args.provider));
  settings.set_etag(args.write.etag);
  for (const std::string& contact : args.contacts) {
    settings.add_contact_emails(contact);
  }
  for (const std::string& word : args.muted) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto kind,
                              ParseWord<Notice::Kind>("--mute", word));
    settings.add_muted_kinds(kind);
  }
  if (!args.contacts.empty() || args.default_contacts) {
    request.mutable_update_mask()->add_paths("contact_emails");
  }
  if (!args.muted.empty() || args.mute_nothing) {
    request.mutable_update_mask()->add_paths("muted_kinds");
  }
  if (request.update_mask().paths().empty()) {
    return UsageError(
        "say what to change: --to, --default-addresses, --mute or "
        "--mute-nothing");
  }
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const NoticeSettings stored,
      session.Call(&NoticesService::Stub::UpdateNoticeSettings, request));
  return PrintSettings(session, stored);
}

absl::Status ListAlerts(Session& session, const NoticeArgs& args) {
  ListAlertsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto state,
                              ParseWord<Alert::State>("--state", args.state));
    request.set_state(state);
  }
  Table table({{"ALERT"},
               {"STATE"},
               {"PROVIDER"},
               {"MISSED", Align::kRight},
               {"WHAT NEXT", Align::kLeft, 60}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &NoticesService::Stub::ListAlerts, request,
      [](const auto& response) { return response.alerts(); },
      [&](const Alert& item) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(item));
          return true;
        }
        const std::string& next =
            item.state() == Alert::STATE_WITHDRAWN ? item.withdrawal_reason()
            : item.state() == Alert::STATE_CLOSED ? item.closing().description()
            : item.state() == Alert::STATE_OFFERED_HELP
                ? item.offer().description()
                : item.suggestion();
        table.Add({std::string(IdOf(item.name())), Word(item.state()),
                   std::string(IdOf(item.provider())),
                   absl::StrCat(item.missed_returns_size()), next});
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No alerts.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

absl::Status PrintAlert(Session& session, const Alert& alert) {
  if (session.json()) return session.PrintJson(alert);
  session.out() << alert.name() << ": " << Word(alert.state()) << "\n";
  return absl::OkStatus();
}

absl::Status Offer(Session& session, const NoticeArgs& args) {
  OfferHelpRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("ALERT", args.name, kAlertPattern));
  request.set_description(args.description);
  request.set_contact_email(args.contact);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Alert alert,
      session.Call(&NoticesService::Stub::OfferHelp, request));
  return PrintAlert(session, alert);
}

absl::Status Close(Session& session, const NoticeArgs& args) {
  CloseAlertRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("ALERT", args.name, kAlertPattern));
  request.set_description(args.description);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Alert alert,
      session.Call(&NoticesService::Stub::CloseAlert, request));
  return PrintAlert(session, alert);
}

}  // namespace

void AddNotices(CLI::App& app, Session& session) {
  CLI::App* notices = app.add_subcommand(
      "notices", "What providers are told of their returns, and alerts");
  notices->require_subcommand(1);
  const auto add = [&](const char* name, const char* what,
                       absl::Status (*run)(Session&, const NoticeArgs&)) {
    CLI::App* command = notices->add_subcommand(name, what);
    auto args = std::make_shared<NoticeArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::pair(command, std::move(args));
  };
  {
    const auto [command, args] =
        add("list", "List notices, the latest first", &List);
    command->add_option("--provider", args->provider,
                        "Only what concerns this provider");
    command->add_option("--kind", args->kind,
                        "reminders, receipt, returned or help");
    command->add_option("--state", args->state,
                        "pending, sent, failed or skipped");
    command->add_option("--from", args->from,
                        "From this day on; 90 days back by default");
    command->add_option("--to", args->to, "Up to this day; today by default");
  }
  {
    const auto [command, args] =
        add("show", "Show a notice and whom it went to", &Show);
    command->add_option("NAME", args->name, "The notice")->required();
  }
  {
    const auto [command, args] = add("resend", "Send a notice again", &Resend);
    command->add_option("NAME", args->name, "The notice")->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add("settings", "Show how a provider wants its notices", &ShowSettings);
    command->add_option("--provider", args->provider,
                        "Whose; the caller's own by default");
  }
  {
    const auto [command, args] =
        add("set", "Change how a provider wants its notices", &SetSettings);
    command->add_option("--provider", args->provider,
                        "Whose; the caller's own by default");
    command->add_option("--to", args->contacts,
                        "Send them to these e-mail addresses");
    command->add_flag("--default-addresses", args->default_contacts,
                      "Send them to the provider's own addresses");
    command->add_option("--mute", args->muted,
                        "Send none of these kinds: reminders, returned, help");
    command->add_flag("--mute-nothing", args->mute_nothing, "Send every kind");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add("alerts", "List what the council should look at", &ListAlerts);
    command->add_option("--state", args->state,
                        "open, offered-help, closed or withdrawn");
  }
  {
    const auto [command, args] =
        add("offer-help", "Offer a provider help with missed returns", &Offer);
    command->add_option("ALERT", args->name, "The alert")->required();
    command
        ->add_option("--description", args->description,
                     "What is offered, for the council's own record")
        ->required();
    command
        ->add_option("--contact", args->contact,
                     "The e-mail address that the provider may write to")
        ->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add("close", "Close an alert, saying what was done", &Close);
    command->add_option("ALERT", args->name, "The alert")->required();
    command
        ->add_option("--description", args->description,
                     "What was done, for the council's own record")
        ->required();
    AddWriteFlags(command, args->write);
  }
}

}  // namespace tidemark::cli

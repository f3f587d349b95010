#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/words.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using contracts::v1::ContractsService;
using contracts::v1::Council;
using contracts::v1::CreateCouncilRequest;
using contracts::v1::CreateProviderRequest;
using contracts::v1::GetCouncilRequest;
using contracts::v1::GetProviderRequest;
using contracts::v1::Provider;

struct CouncilArgs {
  std::string gss;
  std::string title;
  std::vector<std::string> non_working_days;
  int minimum_denominator = 0;
  WriteFlags write;
};

struct ProviderArgs {
  std::string name;
  std::string title;
  std::vector<std::string> notice_emails;
  WriteFlags write;
};

absl::Status PrintCouncil(Session& session, const Council& council) {
  if (session.json()) return session.PrintJson(council);
  std::ostream& out = session.out();
  out << OneLine(council.display_name()) << "\n"
      << "  name                 " << council.name() << "\n"
      << "  minimum denominator  "
      << (council.minimum_denominator() == 0
              ? "the figures' own"
              : absl::StrCat(council.minimum_denominator()))
      << "\n";
  for (const auto& day : council.extra_non_working_days()) {
    out << "  not a working day    " << FormatDate(day.date()) << " "
        << OneLine(day.label()) << "\n";
  }
  for (const auto& framework : council.frameworks()) {
    out << "  outcome framework    " << framework.id() << ", "
        << Count(framework.themes_size(), "theme") << "\n";
  }
  out << "  etag                 " << council.etag() << "\n";
  return absl::OkStatus();
}

// The council that was named, or else that of `--council` or the token.
absl::StatusOr<std::string> NamedCouncil(Session& session,
                                         const std::string& gss) {
  if (gss.empty()) return session.Council();
  return CouncilName("GSS", gss);
}

absl::Status Create(Session& session, const CouncilArgs& args) {
  CreateCouncilRequest request;
  Council& council = *request.mutable_council();
  TIDEMARK_ASSIGN_OR_RETURN(*council.mutable_name(),
                            NamedCouncil(session, args.gss));
  council.set_display_name(args.title);
  council.set_minimum_denominator(args.minimum_denominator);
  for (const std::string& text : args.non_working_days) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits(':', 1));
    auto& day = *council.add_extra_non_working_days();
    TIDEMARK_ASSIGN_OR_RETURN(*day.mutable_date(),
                              ParseDate("--non-working-day", parts.first));
    day.set_label(parts.second);
  }
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Council created,
      session.Call(&ContractsService::Stub::CreateCouncil, request));
  if (session.json()) return session.PrintJson(created);
  session.out() << "Created " << created.name() << "\n";
  return absl::OkStatus();
}

absl::Status Show(Session& session, const CouncilArgs& args) {
  GetCouncilRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            NamedCouncil(session, args.gss));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Council council,
      session.Call(&ContractsService::Stub::GetCouncil, request));
  return PrintCouncil(session, council);
}

absl::Status CreateProvider(Session& session, const ProviderArgs& args) {
  CreateProviderRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name,
                            session.Name("--id", args.name, kProviderPattern));
  request.set_parent(std::string(ParentOf(name)));
  request.set_provider_id(std::string(IdOf(name)));
  request.mutable_provider()->set_display_name(args.title);
  for (const std::string& email : args.notice_emails) {
    request.mutable_provider()->add_notice_emails(email);
  }
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Provider created,
      session.Call(&ContractsService::Stub::CreateProvider, request));
  if (session.json()) return session.PrintJson(created);
  session.out() << "Created " << created.name() << "\n";
  return absl::OkStatus();
}

absl::Status ShowProvider(Session& session, const ProviderArgs& args) {
  GetProviderRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Provider provider,
      session.Call(&ContractsService::Stub::GetProvider, request));
  if (session.json()) return session.PrintJson(provider);
  session.out() << OneLine(provider.display_name()) << "\n"
                << "  name   " << provider.name() << "\n";
  if (!provider.group_id().empty()) {
    session.out() << "  group  " << OneLine(provider.group_name()) << " ("
                  << provider.group_id() << ")\n";
  }
  for (const std::string& email : provider.notice_emails()) {
    session.out() << "  notices to  " << OneLine(email) << "\n";
  }
  session.out() << "  etag   " << provider.etag() << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddCouncils(CLI::App& app, Session& session) {
  CLI::App* councils = app.add_subcommand("councils", "Councils");
  councils->require_subcommand(1);
  {
    CLI::App* command = councils->add_subcommand("create", "Store a council");
    const auto args = std::make_shared<CouncilArgs>();
    command->add_option("GSS", args->gss,
                        "The GSS code. Default: --council or the token's");
    command->add_option("--name", args->title, "The council's name")
        ->required();
    command->add_option("--minimum-denominator", args->minimum_denominator,
                        "The fewest cases on which a figure is judged");
    command
        ->add_option("--non-working-day", args->non_working_days,
                     "A day beyond England's bank holidays on which the "
                     "council does not work: DATE[:LABEL]")
        ->allow_extra_args(false);
    AddWriteFlags(command, args->write, /*etag=*/false);
    session.OnRun(command, [&session, args] { return Create(session, *args); });
  }
  {
    CLI::App* command = councils->add_subcommand("show", "Show a council");
    const auto args = std::make_shared<CouncilArgs>();
    command->add_option("GSS", args->gss,
                        "The GSS code. Default: --council or the token's");
    session.OnRun(command, [&session, args] { return Show(session, *args); });
  }

  CLI::App* providers =
      app.add_subcommand("providers", "Organisations that provide care");
  providers->require_subcommand(1);
  {
    CLI::App* command = providers->add_subcommand(
        "create", "Store a provider that no CQC file brings");
    const auto args = std::make_shared<ProviderArgs>();
    command
        ->add_option("--id", args->name,
                     "A CQC provider ID, an ODS code or an id of your own")
        ->required();
    command->add_option("--name", args->title, "The organisation's name")
        ->required();
    command
        ->add_option("--notice-email", args->notice_emails,
                     "Where notices about its returns are sent")
        ->allow_extra_args(false);
    AddWriteFlags(command, args->write, /*etag=*/false);
    session.OnRun(command,
                  [&session, args] { return CreateProvider(session, *args); });
  }
  {
    CLI::App* command = providers->add_subcommand("show", "Show a provider");
    const auto args = std::make_shared<ProviderArgs>();
    command->add_option("NAME", args->name, "The provider, P or its full name")
        ->required();
    session.OnRun(command,
                  [&session, args] { return ShowProvider(session, *args); });
  }
}

}  // namespace tidemark::cli

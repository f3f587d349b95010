#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/rpc/tokens.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

struct IssueArgs {
  std::string role;
  std::string provider;
  std::string subject;
  std::string valid_for = "12h";
  std::string keys;
  std::string out;
  bool read_only = false;
  bool create_keys = false;
};

absl::Status Issue(Session& session, const IssueArgs& args) {
  rpc::Principal principal;
  const absl::StatusOr<api::v1::Role> role = rpc::ParseRole(args.role);
  if (!role.ok()) {
    return UsageError(absl::StrCat("--role: ", role.status().message()));
  }
  principal.role = *role;
  if (principal.role == api::v1::ROLE_SERVICE && !session.council_given()) {
    principal.council = rpc::kAnyCouncil;
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(principal.council, session.Council());
  }
  if (!args.provider.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(principal.provider,
                              FullName("--provider", args.provider,
                                       kProviderPattern, principal.council));
  } else if (principal.is_provider()) {
    return UsageError("--role provider needs --provider");
  }
  principal.subject = args.subject.empty()
                          ? absl::StrCat("users/", rpc::RoleName(*role))
                          : args.subject;
  principal.read_only = args.read_only;
  TIDEMARK_ASSIGN_OR_RETURN(const absl::Duration valid_for,
                            ParseDuration("--valid-for", args.valid_for));
  const absl::Time now = session.clock().Now();
  principal.expires = now + valid_for;

  if (!args.create_keys && !rpc::TokenKey::Exists(args.keys)) {
    return absl::NotFoundError(absl::StrCat(
        args.keys,
        " holds no signing key; name the folder of the server's keys, or make "
        "new ones there with --create-keys"));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const rpc::TokenKey key,
                            rpc::TokenKey::LoadOrCreate(args.keys));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string token, key.Issue(principal, now));
  if (args.out.empty()) {
    session.out() << token << "\n";
    return absl::OkStatus();
  }
  TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(args.out, absl::StrCat(token, "\n"),
                                          /*overwrite=*/true,
                                          /*secret=*/true));
  session.Note(absl::StrCat("Token for ", principal.subject, " (",
                            rpc::RoleName(*role), ", ", principal.council,
                            ") written to ", args.out, "; it ends in ",
                            args.valid_for, "."));
  return absl::OkStatus();
}

}  // namespace

void AddToken(CLI::App& app, Session& session) {
  CLI::App* token =
      app.add_subcommand("token", "The tokens that prove who calls");
  token->require_subcommand(1);
  CLI::App* issue = token->add_subcommand(
      "issue", "Issue a token with the installation's own key");
  const auto args = std::make_shared<IssueArgs>();
  issue
      ->add_option("--role", args->role,
                   "commissioner, provider, quality, practitioner, finance, "
                   "admin or service")
      ->required();
  issue->add_option("--provider", args->provider,
                    "With --role provider: the provider worked for");
  issue->add_option("--subject", args->subject,
                    "Who it is, kept with every change. Default: users/ROLE");
  issue
      ->add_option("--valid-for", args->valid_for,
                   "How long it is accepted, such as 12h or 30d")
      ->capture_default_str();
  issue->add_flag("--read-only", args->read_only,
                  "Only methods that read may be called with it");
  issue
      ->add_option("--keys", args->keys,
                   "The folder of the installation's keys")
      ->required();
  issue->add_flag("--create-keys", args->create_keys,
                  "Make the keys if there are none");
  issue->add_option("--out", args->out,
                    "Write it to this file, for its owner to read only. "
                    "Default: the standard output");
  session.OnRun(issue, [&session, args] { return Issue(session, *args); });
}

}  // namespace tidemark::cli

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/figures.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/publications/v1/publication_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::Attribute;
using publications::v1::CreatePublicationRequest;
using publications::v1::GetPublicationRequest;
using publications::v1::ListPublicationsRequest;
using publications::v1::PreviewPublicationRequest;
using publications::v1::Publication;
using publications::v1::PublicationService;
using publications::v1::PublishedCell;
using publications::v1::PublishedPeriod;
using publications::v1::PublishedRow;
using publications::v1::PublishPublicationRequest;
using publications::v1::WithdrawPublicationRequest;

constexpr size_t kNameWidth = 36;
// A large table takes its time.
constexpr absl::Duration kLongest = absl::Minutes(10);

struct PublishArgs {
  std::string id;
  std::string title;
  std::string metric = "outcomes-met";
  std::string rows;
  std::string by;
  std::vector<std::string> periods;
  std::string reason;
  bool with_corrections = false;
  WriteFlags write;
};

// "2026-04" or "2026-04..2026-06".
absl::StatusOr<PublishedPeriod> ParsePeriod(const std::string& text) {
  const std::vector<std::string> ends = absl::StrSplit(text, "..");
  if (ends.size() > 2) {
    return UsageError(
        absl::StrCat("--period must be a month such as 2026-04, "
                     "or two, 2026-04..2026-06; is \"",
                     text, "\""));
  }
  PublishedPeriod period;
  TIDEMARK_ASSIGN_OR_RETURN(*period.mutable_from_month(),
                            ParseMonth("--period", ends.front()));
  TIDEMARK_ASSIGN_OR_RETURN(*period.mutable_to_month(),
                            ParseMonth("--period", ends.back()));
  return period;
}

// The numbers of a cell, or its marker with the reason where that is told.
std::string FormatCell(const PublishedCell& cell) {
  switch (cell.marker()) {
    case PublishedCell::MARKER_NUMBER:
      return absl::StrFormat("%.1f%% (%d/%d)", cell.per_mille() / 10.0,
                             cell.numerator(), cell.denominator());
    case PublishedCell::MARKER_NOT_APPLICABLE:
      return "[z]";
    case PublishedCell::MARKER_NOT_AVAILABLE:
      return "[x]";
    default:
      break;
  }
  if (cell.reason() == PublishedCell::REASON_UNSPECIFIED) return "[c]";
  std::string reason = Word(cell.reason());
  std::replace(reason.begin(), reason.end(), '-', ' ');
  return absl::StrCat("[c] ", reason);
}

void PrintTable(Session& session, const Publication& publication) {
  std::map<std::string, std::string> groups = {{"", "Everybody"}};
  for (const auto& group : publication.groups()) {
    groups[group.code()] = group.display_name();
  }
  const bool grouped = publication.groups_size() > 0;
  std::vector<Table::Column> columns = {{"", Align::kLeft, kNameWidth}};
  if (grouped) columns.push_back({"GROUP", Align::kLeft, kNameWidth});
  for (const PublishedPeriod& period : publication.periods()) {
    columns.push_back({FormatMonths(period.from_month(), period.to_month())});
  }
  Table table(columns);
  for (const PublishedRow& row : publication.rows()) {
    // A line a group, a column a period.
    const int lines = publication.groups_size() + 1;
    for (int line = 0; line < lines; ++line) {
      std::vector<std::string> cells = {row.display_name()};
      if (grouped) cells.push_back(groups[row.cells(line).group()]);
      for (int period = 0; period < publication.periods_size(); ++period) {
        cells.push_back(FormatCell(row.cells(period * lines + line)));
      }
      table.Add(std::move(cells));
    }
  }
  session.Print(table);
}

absl::Status Print(Session& session, const Publication& publication) {
  if (session.json()) return session.PrintJson(publication);
  session.out() << OneLine(publication.title()) << " ("
                << IdOf(publication.name()) << ", " << Word(publication.state())
                << "): " << publication.definition().title() << "\n\n";
  PrintTable(session, publication);
  session.out() << "\n"
                << FormatCount(publication.cells_kept_back()) << " of "
                << Count(publication.cells(), "cell") << " kept back\n";
  for (const auto& line : publication.legend()) {
    session.out() << "  " << line.marker() << "  " << line.meaning() << "\n";
  }
  if (publication.state() == Publication::STATE_DRAFT) {
    session.out() << "A draft, not for publication. To publish it as it is:\n"
                  << "  tidemark publish confirm " << IdOf(publication.name())
                  << " --etag " << publication.etag() << "\n";
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> NameOf(Session& session, const PublishArgs& args) {
  return session.Name("ID", args.id, "councils/*/publications/*");
}

absl::Status Create(Session& session, const PublishArgs& args) {
  CreatePublicationRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  request.set_publication_id(args.id);
  request.set_request_id(session.RequestId(args.write));
  Publication& publication = *request.mutable_publication();
  publication.set_title(args.title);
  publication.set_metric(args.metric);
  publication.set_with_corrections(args.with_corrections);
  if (!args.rows.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const Publication::Rows rows,
        ParseWord<Publication::Rows>("--rows", args.rows));
    publication.set_row_kind(rows);
  }
  if (!args.by.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const Attribute attribute,
                              ParseWord<Attribute>("--by", args.by));
    publication.set_attribute(attribute);
  }
  for (const std::string& period : args.periods) {
    TIDEMARK_ASSIGN_OR_RETURN(*publication.add_periods(), ParsePeriod(period));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const Publication created,
      session.Call(&PublicationService::Stub::CreatePublication, request,
                   kLongest));
  return Print(session, created);
}

// Calls a method that changes the publication, and prints what it has become.
template <typename Request>
absl::Status Change(Session& session, const PublishArgs& args,
                    grpc::Status (PublicationService::Stub::*method)(
                        grpc::ClientContext*, const Request&, Publication*),
                    Request request) {
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(const Publication changed,
                            session.Call(method, request, kLongest));
  return Print(session, changed);
}

absl::Status Withdraw(Session& session, const PublishArgs& args) {
  WithdrawPublicationRequest request;
  request.set_reason(args.reason);
  return Change(session, args, &PublicationService::Stub::WithdrawPublication,
                request);
}

absl::Status Show(Session& session, const PublishArgs& args) {
  GetPublicationRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Publication publication,
      session.Call(&PublicationService::Stub::GetPublication, request));
  return Print(session, publication);
}

absl::Status List(Session& session) {
  ListPublicationsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  Table table({{"ID"},
               {"TITLE", Align::kLeft, kNameWidth},
               {"STATE"},
               {"PUBLISHED"},
               {"CELLS", Align::kRight},
               {"KEPT BACK", Align::kRight}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &PublicationService::Stub::ListPublications, request,
      [](const auto& response) { return response.publications(); },
      [&](const Publication& publication) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(publication));
        } else {
          table.Add({std::string(IdOf(publication.name())), publication.title(),
                     Word(publication.state()),
                     FormatTime(publication.publish_time()),
                     FormatCount(publication.cells()),
                     FormatCount(publication.cells_kept_back())});
        }
        return true;
      }));
  if (!session.json()) session.Print(table);
  return absl::OkStatus();
}

}  // namespace

void AddPublish(CLI::App& app, Session& session) {
  CLI::App* publish = app.add_subcommand(
      "publish",
      "Figures that may leave the council, so that nobody can be "
      "recognised in them");
  publish->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, auto action) {
    CLI::App* command = publish->add_subcommand(name, help);
    const auto args = std::make_shared<PublishArgs>();
    session.OnRun(command,
                  [&session, args, action] { return action(session, *args); });
    return std::pair{command, args};
  };
  const auto add_one = [&](const char* name, const char* help, auto action) {
    const auto added = add(name, help, action);
    added.first->add_option("ID", added.second->id, "The publication")
        ->required();
    return added;
  };

  const auto [create, args] = add_one(
      "create", "Drafts a table, and shows what is kept back and why", &Create);
  create->add_option("--title", args->title, "What to call it")->required();
  create->add_option("--metric", args->metric, "The metric")
      ->capture_default_str();
  create->add_option("--rows", args->rows,
                     "A row for each: providers, contracts, locations");
  create->add_option("--by", args->by,
                     "sex, ethnic-group, age-band, support-reason or "
                     "unpaid-carer");
  create
      ->add_option("--period", args->periods,
                   "A month, 2026-04, or from one to another, "
                   "2026-04..2026-06; several times for several columns")
      ->required();
  create->add_flag("--with-corrections", args->with_corrections,
                   "A corrected edition: count months that were published as "
                   "they are known now");
  AddWriteFlags(create, args->write, /*etag=*/false);

  const auto preview = add_one(
      "preview", "Makes a draft's table anew, with the figures of now",
      [](Session& of, const PublishArgs& given) {
        return Change(of, given, &PublicationService::Stub::PreviewPublication,
                      PreviewPublicationRequest());
      });
  AddWriteFlags(preview.first, preview.second->write);
  const auto confirm = add_one(
      "confirm", "Publishes a draft as it was previewed, for good",
      [](Session& of, const PublishArgs& given) {
        return Change(of, given, &PublicationService::Stub::PublishPublication,
                      PublishPublicationRequest());
      });
  AddWriteFlags(confirm.first, confirm.second->write);
  const auto withdraw =
      add_one("withdraw", "Takes a publication back; it still counts as known",
              &Withdraw);
  withdraw.first->add_option("--reason", withdraw.second->reason, "Why")
      ->required();
  AddWriteFlags(withdraw.first, withdraw.second->write);
  add_one("show", "Shows a publication", &Show);
  add("list", "Lists publications",
      [](Session& of, const PublishArgs&) { return List(of); });
}

}  // namespace tidemark::cli

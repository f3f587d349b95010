// Many returns in one file: a row an outcome, with columns for the contract and
// the period before those of a return. Each return is submitted on its own and
// answered on its own. The id of each submission comes from the return and its
// own rows, so an import that was cut off, or whose other returns were mended,
// is run again: what was done is answered as it was the first time.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/reader.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/progress.h"
#include "services/cli/report.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return_file_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::GetReturnTemplateRequest;
using outcomes::v1::ListReturnsRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::Return;
using outcomes::v1::ReturnFileService;
using outcomes::v1::ReturnTemplate;
using outcomes::v1::SubmitReturnFileRequest;
using outcomes::v1::SubmitReturnFileResponse;

constexpr char kContract[] = "Contract";
constexpr char kPeriod[] = "Period";
// A group of 60 locations has some thousands of rows a period.
constexpr size_t kMaxFileBytes = 32 << 20;
constexpr absl::Duration kTimeout = absl::Minutes(5);

struct ImportArgs {
  std::string file;
  std::string provider;
  std::string period;
  std::string out;
  std::string reason;
  bool draft = false;
};

bool IsHeading(const sheet::Cell& cell, absl::string_view heading) {
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(cell.text), heading);
}

// The rows of one return.
struct Part {
  sheet::CsvWriter csv;
  // Where each of its lines stands in the whole file; the headings first.
  std::vector<int> lines;
};

// A file by return, `CONTRACT/PERIOD` as the file has them.
struct Parts {
  std::map<std::string, Part> by_return;
  // Rows that say of no return what they belong to.
  std::vector<int> homeless;
};

absl::StatusOr<Parts> Split(absl::string_view bytes,
                            const std::string& period_given) {
  Parts parts;
  std::optional<int> contract_at;
  std::optional<int> period_at;
  std::vector<std::string> headings;
  int header_line = 0;
  // The cells of a row that are a return's own.
  const auto rest = [&](const sheet::Row& row) {
    std::vector<std::string> cells;
    for (int i = 0; i < static_cast<int>(row.cells.size()); ++i) {
      if (i != contract_at && i != period_at) cells.push_back(row.cell(i).text);
    }
    return cells;
  };
  const auto status = sheet::ReadSheet(
      bytes,
      {.is_header =
           [](const sheet::Row& row) {
             return std::any_of(row.cells.begin(), row.cells.end(),
                                [](const sheet::Cell& cell) {
                                  return IsHeading(cell, kContract);
                                });
           }},
      [&](const sheet::Row& row) {
        if (header_line == 0) {
          header_line = row.number;
          for (int i = 0; i < static_cast<int>(row.cells.size()); ++i) {
            if (IsHeading(row.cell(i), kContract)) contract_at = i;
            if (IsHeading(row.cell(i), kPeriod)) period_at = i;
          }
          headings = rest(row);
          return true;
        }
        const std::string contract(
            absl::StripAsciiWhitespace(row.cell(*contract_at).text));
        const std::string period(
            period_at ? absl::StripAsciiWhitespace(row.cell(*period_at).text)
                      : period_given);
        if (contract.empty() || period.empty()) {
          parts.homeless.push_back(row.number);
          return true;
        }
        const auto [it, fresh] =
            parts.by_return.try_emplace(absl::StrCat(contract, "/", period));
        if (fresh) {
          it->second.csv.AddRow(headings);
          it->second.lines.push_back(header_line);
        }
        it->second.csv.AddRow(rest(row));
        it->second.lines.push_back(row.number);
        return true;
      });
  TIDEMARK_RETURN_IF_ERROR(status.status());
  return parts;
}

// A UUID that is the same whenever the same rows of a return are sent.
std::string RequestIdOf(absl::string_view content, absl::string_view name,
                        const ImportArgs& args) {
  const std::string digest = rpc::Sha256(absl::StrCat(
      rpc::Sha256(content), name, args.draft ? " draft " : " ", args.reason));
  std::string hex = absl::BytesToHexString(digest.substr(0, 16));
  // Version 8, of an application's own making (RFC 9562).
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<unsigned char>(digest[8]) % 4];
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

absl::Status Import(Session& session, const ImportArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes,
                            ReadWholeFile(args.file, kMaxFileBytes));
  TIDEMARK_ASSIGN_OR_RETURN(Parts parts, Split(bytes, args.period));
  int64_t sent = 0;
  int64_t refused = 0;
  {
    Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                      "Importing",
                      static_cast<int64_t>(parts.by_return.size()));
    for (auto& [id, part] : parts.by_return) {
      const absl::StatusOr<std::string> name =
          session.Name("a row's contract and period", id, kReturnPattern);
      absl::StatusOr<SubmitReturnFileResponse> answer;
      if (!name.ok()) {
        answer = name.status();
      } else {
        SubmitReturnFileRequest request;
        request.set_name(*name);
        request.set_content(part.csv.Finish());
        request.set_draft(args.draft);
        request.set_reason(args.reason);
        request.set_request_id(RequestIdOf(request.content(), *name, args));
        answer = session.Call(&ReturnFileService::Stub::SubmitReturnFile,
                              request, kTimeout);
      }
      if (answer.ok()) {
        ++sent;
        if (session.json()) {
          TIDEMARK_RETURN_IF_ERROR(session.PrintJson(*answer));
        } else {
          session.out() << id << "  " << Word(answer->return_().state()) << ", "
                        << Count(answer->return_().entries_size(), "entry",
                                 "entries");
          if (answer->set_aside_size() > 0) {
            session.out() << ", " << Count(answer->set_aside_size(), "row")
                          << " set aside";
          }
          session.out() << "\n";
        }
      } else if (absl::IsUnavailable(answer.status()) ||
                 absl::IsUnauthenticated(answer.status())) {
        // Nothing more will come of it now; the same command goes on later.
        return answer.status();
      } else {
        ++refused;
        session.err() << id << "  refused\n";
        std::vector<api::v1::Fault> faults = FaultsOf(answer.status());
        for (api::v1::Fault& fault : faults) {
          const auto line = static_cast<size_t>(fault.line());
          if (line > 0 && line <= part.lines.size()) {
            fault.set_line(part.lines[line - 1]);
          }
        }
        session.err() << (faults.empty()
                              ? absl::StrCat("  ", answer.status().message(),
                                             "\n")
                              : FaultLines(faults));
      }
      progress.Update(sent + refused, id);
    }
  }
  for (const int line : parts.homeless) {
    session.err() << "line " << line << ": names no contract or no period\n";
  }
  if (refused == 0 && parts.homeless.empty()) {
    session.Note(absl::StrCat(Count(sent, "return"),
                              args.draft ? " saved" : " submitted"));
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      Count(sent, "return"), args.draft ? " saved, " : " submitted, ",
      FormatCount(refused), " refused; mend them in ", args.file,
      " and import it again: what was done stays done"));
}

// The templates of all returns of a provider for a period, one under the other.
absl::Status TemplateOfAll(Session& session, const ImportArgs& args) {
  ListReturnsRequest list;
  TIDEMARK_ASSIGN_OR_RETURN(
      *list.mutable_provider(),
      session.Name("--provider", args.provider, kProviderPattern));
  list.set_parent(NameIn(CouncilOf(list.provider()), "contracts", kAnyId));
  list.set_omit_entries(true);
  std::vector<std::string> names;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OutcomesService::Stub::ListReturns, list,
      [](const auto& response) { return response.returns(); },
      [&](const Return& item) {
        if (IdOf(item.name()) == absl::string_view(args.period)) {
          names.push_back(item.name());
        }
        return true;
      }));
  if (names.empty()) {
    return absl::NotFoundError(absl::StrCat("no contract of ", args.provider,
                                            " has a period ", args.period));
  }
  sheet::CsvWriter csv;
  int64_t rows = 0;
  bool headed = false;
  for (const std::string& name : names) {
    GetReturnTemplateRequest request;
    request.set_name(name);
    request.set_format(outcomes::v1::FILE_FORMAT_CSV);
    TIDEMARK_ASSIGN_OR_RETURN(
        const ReturnTemplate made,
        session.Call(&ReturnFileService::Stub::GetReturnTemplate, request,
                     kTimeout));
    rows += made.rows();
    bool header = true;
    TIDEMARK_RETURN_IF_ERROR(
        sheet::ReadSheet(made.content(), {}, [&](const sheet::Row& row) {
          std::vector<std::string> cells = {
              header ? kContract : std::string(IdOf(ParentOf(name))),
              header ? kPeriod : std::string(IdOf(name))};
          for (const sheet::Cell& cell : row.cells) cells.push_back(cell.text);
          if (!header || !headed) csv.AddRow(cells);
          headed = true;
          header = false;
          return true;
        }).status());
  }
  TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(args.out, csv.Finish(),
                                          /*overwrite=*/false,
                                          /*secret=*/false));
  session.Note(absl::StrCat("Wrote ", args.out, " with ",
                            Count(rows, "outcome"), " of ",
                            Count(static_cast<int64_t>(names.size()), "return"),
                            "; then: tidemark returns import ", args.out));
  return absl::OkStatus();
}

}  // namespace

void AddReturnImport(CLI::App& returns, Session& session) {
  {
    CLI::App* command = returns.add_subcommand(
        "template-all",
        "Write one file to fill in for all contracts of a provider");
    const auto args = std::make_shared<ImportArgs>();
    command->add_option("--provider", args->provider, "The provider")
        ->required();
    command->add_option("--period", args->period, "The period's id")
        ->required();
    command->add_option("--out", args->out, "The new CSV file")->required();
    session.OnRun(command,
                  [&session, args] { return TemplateOfAll(session, *args); });
  }
  CLI::App* command = returns.add_subcommand(
      "import", "Submit many returns from one file, each answered on its own");
  const auto args = std::make_shared<ImportArgs>();
  command
      ->add_option("FILE", args->file,
                   "A spreadsheet as `returns template-all` writes it: the "
                   "columns Contract and Period before those of a return")
      ->required();
  command->add_option("--period", args->period,
                      "The period, if the file has no column for it");
  command->add_flag("--draft", args->draft, "Save drafts, and submit nothing");
  command->add_option("--reason", args->reason,
                      "Why accepted returns are corrected");
  session.OnRun(command, [&session, args] { return Import(session, *args); });
}

}  // namespace tidemark::cli

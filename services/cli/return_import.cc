// Many returns in one file: a row an outcome, with columns for the contract and
// the period before those of a return. The file is sent in parts and checked by
// the server; each return is submitted on its own and answered on its own. The
// import's id comes from the file, so that an import that was cut off goes on
// when the same command is run again.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
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
#include "services/cli/table.h"
#include "services/cli/warning_answers.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return_file_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return_import_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::CancelReturnImportRequest;
using outcomes::v1::CommitReturnImportRequest;
using outcomes::v1::CreateReturnImportRequest;
using outcomes::v1::GetReturnImportReportRequest;
using outcomes::v1::GetReturnImportRequest;
using outcomes::v1::GetReturnTemplateRequest;
using outcomes::v1::ImportedReturn;
using outcomes::v1::ListImportedReturnsRequest;
using outcomes::v1::ListReturnImportsRequest;
using outcomes::v1::ListReturnsRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::Return;
using outcomes::v1::ReturnFileService;
using outcomes::v1::ReturnImport;
using outcomes::v1::ReturnImportService;
using outcomes::v1::ReturnTemplate;
using outcomes::v1::SendReturnImportPartRequest;

constexpr char kContract[] = "Contract";
constexpr char kPeriod[] = "Period";
constexpr size_t kMaxFileBytes = 32 << 20;
constexpr size_t kPartBytes = 1 << 20;
constexpr absl::Duration kTimeout = absl::Minutes(5);
constexpr std::chrono::milliseconds kBetweenLooks(100);

struct ImportArgs {
  std::string file;
  std::string provider;
  std::string period;
  std::string out;
  std::string reason;
  std::string report;
  std::vector<std::string> confirm;
  bool draft = false;
  bool check = false;
  bool all_or_nothing = false;
};

// The first part of the import's id: the same whenever the same file is sent in
// the same way.
std::string ImportId(absl::string_view bytes, const ImportArgs& args) {
  return absl::StrCat(
      "i-",
      absl::BytesToHexString(
          rpc::Sha256(absl::StrCat(rpc::Sha256(bytes), args.period, "\n",
                                   args.draft ? "draft\n" : "\n", args.reason))
              .substr(0, 8)));
}

absl::StatusOr<ReturnImport> Get(Session& session, const std::string& name) {
  GetReturnImportRequest request;
  request.set_name(name);
  return session.Call(&ReturnImportService::Stub::GetReturnImport, request);
}

template <typename Visit>
absl::Status ForEachReturn(Session& session, const std::string& import,
                           Visit visit) {
  ListImportedReturnsRequest request;
  request.set_parent(import);
  return ForEachItem(
      session, &ReturnImportService::Stub::ListImportedReturns, request,
      [](const auto& response) { return response.imported_returns(); },
      [&](const ImportedReturn& found) {
        visit(found);
        return true;
      });
}

// Whether an import that has ended has nothing left to do.
absl::StatusOr<bool> AllDone(Session& session, const ReturnImport& import) {
  if (import.state() != ReturnImport::STATE_DONE) return false;
  bool done = import.progress().errors() == 0;
  TIDEMARK_RETURN_IF_ERROR(
      ForEachReturn(session, import.name(), [&](const ImportedReturn& found) {
        done &= found.state() != ImportedReturn::STATE_SKIPPED &&
                found.state() != ImportedReturn::STATE_REFUSED;
      }));
  return done;
}

bool HasEnded(const ReturnImport& import) {
  return import.state() == ReturnImport::STATE_DONE ||
         import.state() == ReturnImport::STATE_UNREADABLE ||
         import.state() == ReturnImport::STATE_CANCELLED;
}

// Begins an import, or finds the one of the same file that was cut off. One
// that ended and left something to do is begun anew under another id.
absl::StatusOr<ReturnImport> Begin(Session& session, const ImportArgs& args,
                                   absl::string_view bytes) {
  std::string provider = args.provider;
  if (provider.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(provider, session.OwnProvider());
  }
  CreateReturnImportRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      session.Name("--provider", provider, kProviderPattern));
  ReturnImport& import = *request.mutable_return_import();
  import.set_total_bytes(static_cast<int64_t>(bytes.size()));
  import.set_period(args.period);
  import.set_draft(args.draft);
  import.set_reason(args.reason);
  const std::string id = ImportId(bytes, args);
  for (int attempt = 1;; ++attempt) {
    request.set_return_import_id(attempt == 1 ? id
                                              : absl::StrCat(id, "-", attempt));
    const auto created =
        session.Call(&ReturnImportService::Stub::CreateReturnImport, request);
    if (!absl::IsAlreadyExists(created.status())) return created;
    TIDEMARK_ASSIGN_OR_RETURN(
        ReturnImport known,
        Get(session, NameIn(request.parent(), "returnImports",
                            request.return_import_id())));
    if (!HasEnded(known)) return known;
    TIDEMARK_ASSIGN_OR_RETURN(const bool done, AllDone(session, known));
    if (done) return known;
  }
}

absl::Status Send(Session& session, absl::string_view bytes,
                  ReturnImport& import) {
  Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                    "Sending", import.total_bytes());
  while (import.state() == ReturnImport::STATE_RECEIVING) {
    SendReturnImportPartRequest request;
    request.set_name(import.name());
    request.set_offset(import.received_bytes());
    request.set_content(std::string(bytes.substr(
        static_cast<size_t>(import.received_bytes()), kPartBytes)));
    TIDEMARK_ASSIGN_OR_RETURN(
        import, session.Call(&ReturnImportService::Stub::SendReturnImportPart,
                             request));
    progress.Update(import.received_bytes());
  }
  return absl::OkStatus();
}

// Asks how the import stands until it is no longer in `state`.
absl::Status Await(Session& session, ReturnImport::State state,
                   const std::string& label, ReturnImport& import) {
  std::optional<Progress> progress;
  while (import.state() == state) {
    std::this_thread::sleep_for(kBetweenLooks);
    TIDEMARK_ASSIGN_OR_RETURN(import, Get(session, import.name()));
    const ReturnImport::Progress& at = import.progress();
    if (at.returns_found() == 0) continue;
    if (!progress) {
      progress.emplace(session.err(), session.err_is_terminal(),
                       session.clock(), label, 1000);
    }
    // How many returns there are is known only once the file has been read.
    const int64_t done = state == ReturnImport::STATE_APPLYING
                             ? at.returns_applied()
                             : at.returns_checked();
    progress->Update(done * 1000 / at.returns_found(),
                     absl::StrCat(FormatCount(at.rows_read()), " rows, ",
                                  Count(at.errors(), "error")));
  }
  return absl::OkStatus();
}

std::string IdOfReturn(const ImportedReturn& found) {
  return absl::StrCat(IdOf(ParentOf(found.return_())), "/",
                      IdOf(found.return_()));
}

// Says how each return stands. Answers how many of them were or can be stored,
// and how many not.
struct Counts {
  int64_t good = 0;
  int64_t bad = 0;
};
absl::StatusOr<Counts> Tell(Session& session, const ReturnImport& import) {
  Counts counts;
  absl::Status printed;
  TIDEMARK_RETURN_IF_ERROR(
      ForEachReturn(session, import.name(), [&](const ImportedReturn& found) {
        const bool good = found.state() != ImportedReturn::STATE_FAULTY &&
                          found.state() != ImportedReturn::STATE_SKIPPED &&
                          found.state() != ImportedReturn::STATE_REFUSED;
        ++(good ? counts.good : counts.bad);
        if (session.json()) {
          printed.Update(session.PrintJson(found));
          return;
        }
        std::ostream& out = good ? session.out() : session.err();
        out << IdOfReturn(found) << "  " << Word(found.state()) << ", "
            << Count(found.rows(), "row") << ": " << found.changes().added()
            << " new, " << found.changes().changed() << " changed, "
            << found.changes().unchanged() << " the same";
        if (found.rows_set_aside() > 0) {
          out << ", " << Count(found.rows_set_aside(), "row") << " set aside";
        }
        out << "\n"
            << FaultLines({found.errors().begin(), found.errors().end()});
      }));
  TIDEMARK_RETURN_IF_ERROR(printed);
  // Rows of no return are in none of them.
  for (const api::v1::Fault& fault : import.first_errors()) {
    if (fault.reason() == "CONTRACT_MISSING" ||
        fault.reason() == "PERIOD_MISSING" || fault.reason() == "NO_ROWS") {
      ++counts.bad;
      session.err() << FaultLines({fault});
    }
  }
  return counts;
}

absl::Status WriteReport(Session& session, const ReturnImport& import,
                         const std::string& path) {
  GetReturnImportReportRequest request;
  request.set_name(import.name());
  std::string content;
  do {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto slice,
        session.Call(&ReturnImportService::Stub::GetReturnImportReport, request,
                     kTimeout));
    content += slice.content();
    request.set_offset(slice.next_offset());
  } while (request.offset() > 0);
  TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(path, content, /*overwrite=*/true,
                                          /*secret=*/false));
  session.Note(absl::StrCat("Wrote ", path,
                            ", your file with what is wrong "
                            "beside each row"));
  return absl::OkStatus();
}

absl::Status Cancel(Session& session, const ReturnImport& import) {
  CancelReturnImportRequest request;
  request.set_name(import.name());
  return session.Call(&ReturnImportService::Stub::CancelReturnImport, request)
      .status();
}

absl::Status Commit(Session& session, const ImportArgs& args,
                    ReturnImport& import) {
  CommitReturnImportRequest request;
  request.set_name(import.name());
  request.set_skip_faulty(!args.all_or_nothing);
  TIDEMARK_ASSIGN_OR_RETURN(const auto answers, ParseAnswers(args.confirm));
  request.mutable_warning_answers()->Add(answers.begin(), answers.end());
  TIDEMARK_ASSIGN_OR_RETURN(
      import,
      session.Call(&ReturnImportService::Stub::CommitReturnImport, request));
  return Await(session, ReturnImport::STATE_APPLYING, "Storing", import);
}

absl::Status Import(Session& session, const ImportArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes,
                            ReadWholeFile(args.file, kMaxFileBytes));
  TIDEMARK_ASSIGN_OR_RETURN(ReturnImport import, Begin(session, args, bytes));
  TIDEMARK_RETURN_IF_ERROR(Send(session, bytes, import));
  TIDEMARK_RETURN_IF_ERROR(
      Await(session, ReturnImport::STATE_CHECKING, "Checking", import));
  if (import.state() == ReturnImport::STATE_UNREADABLE) {
    return absl::InvalidArgumentError(
        absl::StrCat(args.file, ": ", import.refusal().description(), " (",
                     import.refusal().reason(), ")"));
  }
  if (import.state() == ReturnImport::STATE_READY) {
    if (!args.report.empty()) {
      TIDEMARK_RETURN_IF_ERROR(WriteReport(session, import, args.report));
    }
    const bool faulty = import.progress().errors() > 0;
    if (args.check || (args.all_or_nothing && faulty)) {
      TIDEMARK_RETURN_IF_ERROR(Tell(session, import).status());
      TIDEMARK_RETURN_IF_ERROR(Cancel(session, import));
      if (faulty) {
        return absl::InvalidArgumentError(absl::StrCat(
            Count(import.progress().errors(), "error"), "; nothing was done"));
      }
      session.Note("Nothing wrong; nothing was done");
      return absl::OkStatus();
    }
    TIDEMARK_RETURN_IF_ERROR(Commit(session, args, import));
  }
  TIDEMARK_RETURN_IF_ERROR(
      Await(session, ReturnImport::STATE_APPLYING, "Storing", import));
  TIDEMARK_ASSIGN_OR_RETURN(const Counts counts, Tell(session, import));
  const char* const done = args.draft ? " saved" : " submitted";
  if (counts.bad == 0) {
    session.Note(absl::StrCat(Count(counts.good, "return"), done));
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Count(counts.good, "return"), done,
                   "; the rest has errors: mend them in ", args.file,
                   " and import it again: what was done stays done"));
}

absl::Status ListImports(Session& session, const std::string& provider) {
  ListReturnImportsRequest request;
  std::string of = provider;
  if (of.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(of, session.OwnProvider());
  }
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(),
                            session.Name("--provider", of, kProviderPattern));
  Table table({{"IMPORT"},
               {"BEGUN"},
               {"STATE"},
               {"ROWS", Align::kRight},
               {"RETURNS", Align::kRight},
               {"ERRORS", Align::kRight}});
  absl::Status printed;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &ReturnImportService::Stub::ListReturnImports, request,
      [](const auto& response) { return response.return_imports(); },
      [&](const ReturnImport& import) {
        if (session.json()) {
          printed.Update(session.PrintJson(import));
          return true;
        }
        table.Add({std::string(IdOf(import.name())),
                   FormatTime(import.create_time()), Word(import.state()),
                   FormatCount(import.progress().rows_read()),
                   FormatCount(import.progress().returns_found()),
                   FormatCount(import.progress().errors())});
        return true;
      }));
  TIDEMARK_RETURN_IF_ERROR(printed);
  if (!session.json()) session.Print(table);
  return absl::OkStatus();
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
  {
    CLI::App* command = returns.add_subcommand(
        "imports", "List the imports of a provider and how each stands");
    const auto provider = std::make_shared<std::string>();
    command->add_option("--provider", *provider,
                        "The provider; yours if left out");
    session.OnRun(command, [&session, provider] {
      return ListImports(session, *provider);
    });
  }
  CLI::App* command = returns.add_subcommand(
      "import",
      "Submit many returns from one file, each answered on its own; run it "
      "again to go on after a cut");
  const auto args = std::make_shared<ImportArgs>();
  command
      ->add_option("FILE", args->file,
                   "A spreadsheet as `returns template-all` writes it: the "
                   "columns Contract and Period before those of a return")
      ->required();
  command->add_option("--provider", args->provider,
                      "The provider; yours if left out");
  command->add_option("--period", args->period,
                      "The period, if the file has no column for it");
  command->add_flag("--check-only", args->check,
                    "Say what is wrong and what would change, and do nothing");
  command->add_flag("--all-or-nothing", args->all_or_nothing,
                    "Do nothing if any return has errors");
  command->add_option("--report", args->report,
                      "Write the file with what is wrong beside each row here");
  command->add_flag("--draft", args->draft, "Save drafts, and submit nothing");
  command->add_option("--confirm", args->confirm, kConfirmHelp);
  command->add_option("--reason", args->reason,
                      "Why accepted returns are corrected");
  session.OnRun(command, [&session, args] { return Import(session, *args); });
}

}  // namespace tidemark::cli

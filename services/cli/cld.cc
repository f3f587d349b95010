// A council's own client-level data: importing extracts, and what was found in
// them.

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/progress.h"
#include "services/cli/row_batches.h"
#include "services/cli/words.h"
#include "tidemark/cld/v1/cld_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using cld::v1::AbandonCldSubmissionRequest;
using cld::v1::AddCldRowsRequest;
using cld::v1::CldFieldQuality;
using cld::v1::CldInvalidValue;
using cld::v1::CldQuality;
using cld::v1::CldService;
using cld::v1::CldSubmission;
using cld::v1::CldUnmatchedLocation;
using cld::v1::CldUnusableRow;
using cld::v1::CommitCldSubmissionRequest;
using cld::v1::CreateCldSubmissionRequest;
using cld::v1::GetCldQualityRequest;
using cld::v1::GetCldSubmissionRequest;
using cld::v1::ListCldInvalidValuesRequest;
using cld::v1::ListCldSubmissionsRequest;
using cld::v1::ListCldUnmatchedLocationsRequest;
using cld::v1::ListCldUnusableRowsRequest;

constexpr char kSubmissionPattern[] = "councils/*/cldSubmissions/*";
// A batch takes some milliseconds; a busy server takes longer.
constexpr absl::Duration kTimeout = absl::Minutes(2);
// Submissions of one extract that were replaced or abandoned.
constexpr int kMostAttempts = 100;

struct ImportArgs {
  std::vector<std::string> files;
  std::string display_name;
};

struct ShowArgs {
  std::string name;
};

struct AbandonArgs {
  std::string name;
  std::string reason;
  WriteFlags write;
};

absl::StatusOr<CldSubmission> GetSubmission(Session& session,
                                            const std::string& name) {
  GetCldSubmissionRequest request;
  request.set_name(name);
  return session.Call(&CldService::Stub::GetCldSubmission, request);
}

absl::StatusOr<CldSubmission> CreateSubmission(Session& session,
                                               const std::string& name,
                                               const ImportArgs& args) {
  CreateCldSubmissionRequest request;
  request.set_parent(std::string(CouncilOf(name)));
  request.set_submission_id(std::string(IdOf(name)));
  request.mutable_submission()->set_display_name(args.display_name);
  return session.Call(&CldService::Stub::CreateCldSubmission, request);
}

// The submission that these files belong in: one that is open or committed
// with their contents, or a new one.
absl::StatusOr<CldSubmission> SubmissionFor(Session& session,
                                            const ImportArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string fingerprint,
                            FingerprintOf(args.files));
  for (int attempt = 1; attempt <= kMostAttempts; ++attempt) {
    const std::string name =
        NameIn(council, "cldSubmissions",
               absl::StrCat("cld-", fingerprint,
                            attempt == 1 ? "" : absl::StrCat("-", attempt)));
    absl::StatusOr<CldSubmission> submission = GetSubmission(session, name);
    if (absl::IsNotFound(submission.status())) {
      return CreateSubmission(session, name, args);
    }
    TIDEMARK_RETURN_IF_ERROR(submission.status());
    if (submission->state() == CldSubmission::STATE_OPEN ||
        submission->state() == CldSubmission::STATE_COMMITTED) {
      return submission;
    }
  }
  return absl::ResourceExhaustedError(
      "this extract was imported and replaced too often; change something in "
      "it");
}

// Sends all rows; batches that are there already are answered at once. Returns
// how many batches there are.
absl::StatusOr<int> SendRows(Session& session, const std::string& name,
                             const std::vector<std::string>& files) {
  int64_t size = 0;
  for (const std::string& file : files) {
    TIDEMARK_ASSIGN_OR_RETURN(const RowBatches batches, RowBatches::Open(file));
    size += batches.size();
  }
  Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                    "Importing", size);
  int all = 0;
  int64_t before = 0;
  AddCldRowsRequest request;
  request.set_name(name);
  for (size_t i = 0; i < files.size(); ++i) {
    TIDEMARK_ASSIGN_OR_RETURN(RowBatches batches, RowBatches::Open(files[i]));
    request.set_file(static_cast<int32_t>(i) + 1);
    request.set_header(batches.header());
    for (int number = 1;; ++number) {
      TIDEMARK_ASSIGN_OR_RETURN(std::optional<RowBatches::Batch> batch,
                                batches.Next());
      if (!batch) break;
      request.set_batch(number);
      request.set_rows(std::move(batch->rows));
      request.set_first_row(batch->first_row);
      TIDEMARK_ASSIGN_OR_RETURN(
          const CldSubmission submission,
          session.Call(&CldService::Stub::AddCldRows, request, kTimeout));
      progress.Update(before + batches.done(), Count(submission.rows(), "row"));
      ++all;
    }
    before += batches.size();
  }
  return all;
}

// Whether what the file says was refused, so that going on makes no sense.
bool IsFileAtFault(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsAlreadyExists(status);
}

absl::StatusOr<CldSubmission> SendAndCommit(Session& session,
                                            const std::string& name,
                                            const ImportArgs& args) {
  const absl::StatusOr<int> batches = SendRows(session, name, args.files);
  if (IsFileAtFault(batches.status())) {
    AbandonCldSubmissionRequest abandon;
    abandon.set_name(name);
    abandon.set_reason("the file was refused");
    TIDEMARK_RETURN_IF_ERROR(
        session.Call(&CldService::Stub::AbandonCldSubmission, abandon)
            .status());
  } else if (!batches.ok()) {
    session.Note("The same command again goes on from here.");
  }
  TIDEMARK_RETURN_IF_ERROR(batches.status());
  CommitCldSubmissionRequest commit;
  commit.set_name(name);
  commit.set_batches(*batches);
  const Waiting waiting(session.err(), session.err_is_terminal(), "Committing");
  return session.Call(&CldService::Stub::CommitCldSubmission, commit, kTimeout);
}

std::string PeriodOf(const CldSubmission& submission) {
  const std::string end = FormatDate(submission.period_end_date());
  if (end.empty()) return "not stated";
  return absl::StrCat(FormatDate(submission.period_start_date()), " to ", end);
}

absl::StatusOr<std::vector<CldUnmatchedLocation>> Unmatched(
    Session& session, const std::string& name) {
  std::vector<CldUnmatchedLocation> all;
  ListCldUnmatchedLocationsRequest request;
  request.set_parent(name);
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &CldService::Stub::ListCldUnmatchedLocations, request,
      [](const auto& response) { return response.unmatched_locations(); },
      [&](const CldUnmatchedLocation& location) {
        all.push_back(location);
        return true;
      }));
  return all;
}

absl::Status PrintImported(Session& session, const CldSubmission& submission) {
  const std::string name(WithoutCouncil(submission.name()));
  session.out() << "  rows      " << FormatCount(submission.rows()) << "\n"
                << "  events    " << FormatCount(submission.events()) << "\n"
                << "  period    " << PeriodOf(submission) << "\n";
  if (submission.unusable_rows() > 0) {
    session.out() << "  unusable  " << FormatCount(submission.unusable_rows())
                  << " (`tidemark cld unusable " << IdOf(name) << "`)\n";
  }
  if (!submission.replaces().empty()) {
    session.out() << "  replaces  " << WithoutCouncil(submission.replaces())
                  << "\n";
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<CldUnmatchedLocation> unmatched,
                            Unmatched(session, submission.name()));
  if (!unmatched.empty()) {
    session.out() << "  "
                  << Count(static_cast<int64_t>(unmatched.size()), "location")
                  << " of no known provider (`tidemark cld unmatched "
                  << IdOf(name) << "`)\n";
  }
  return absl::OkStatus();
}

absl::Status Import(Session& session, const ImportArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(CldSubmission submission,
                            SubmissionFor(session, args));
  const bool there = submission.state() == CldSubmission::STATE_COMMITTED;
  if (!there) {
    TIDEMARK_ASSIGN_OR_RETURN(submission,
                              SendAndCommit(session, submission.name(), args));
  }
  if (session.json()) return session.PrintJson(submission);
  session.out() << (there ? "This extract is there already: " : "Imported as ")
                << WithoutCouncil(submission.name()) << "\n";
  return PrintImported(session, submission);
}

absl::Status ForEachSubmission(
    Session& session, const std::function<void(const CldSubmission&)>& visit) {
  ListCldSubmissionsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  request.set_parent(council);
  return ForEachItem(
      session, &CldService::Stub::ListCldSubmissions, request,
      [](const auto& response) { return response.submissions(); },
      [&](const CldSubmission& submission) {
        visit(submission);
        return true;
      });
}

absl::Status Submissions(Session& session, const ShowArgs&) {
  Table table({{"SUBMISSION"},
               {"STATE"},
               {"PERIOD"},
               {"ROWS", Align::kRight},
               {"EVENTS", Align::kRight},
               {"UNUSABLE", Align::kRight},
               {"COMMITTED"}});
  TIDEMARK_RETURN_IF_ERROR(
      ForEachSubmission(session, [&](const CldSubmission& submission) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(submission));
          return;
        }
        table.Add({std::string(IdOf(submission.name())),
                   Word(submission.state()), PeriodOf(submission),
                   FormatCount(submission.rows()),
                   FormatCount(submission.events()),
                   FormatCount(submission.unusable_rows()),
                   FormatTime(submission.commit_time())});
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) session.Note("No client-level data has been imported.");
  if (!table.empty()) session.Print(table);
  return absl::OkStatus();
}

// The submission that is asked for, or the one that was committed last.
absl::StatusOr<std::string> Chosen(Session& session, const ShowArgs& args) {
  if (!args.name.empty()) {
    return session.Name("NAME", args.name, kSubmissionPattern);
  }
  CldSubmission last;
  TIDEMARK_RETURN_IF_ERROR(
      ForEachSubmission(session, [&](const CldSubmission& submission) {
        if (submission.state() == CldSubmission::STATE_COMMITTED &&
            (last.name().empty() || submission.commit_time().seconds() >=
                                        last.commit_time().seconds())) {
          last = submission;
        }
      }));
  if (last.name().empty()) {
    return absl::NotFoundError("no client-level data has been committed");
  }
  return last.name();
}

// How many rows of a field came out as each result.
std::array<int, CldFieldQuality::Result_ARRAYSIZE> ResultsOf(
    const CldFieldQuality& field) {
  std::array<int, CldFieldQuality::Result_ARRAYSIZE> rows{};
  for (const CldFieldQuality::Count& count : field.counts()) {
    rows[count.result()] += count.rows();
  }
  return rows;
}

absl::Status PrintInvalidValues(Session& session, const std::string& name) {
  Table table({{"FIELD"}, {"INVALID VALUE"}, {"ROWS", Align::kRight}});
  ListCldInvalidValuesRequest request;
  request.set_parent(name);
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &CldService::Stub::ListCldInvalidValues, request,
      [](const auto& response) { return response.invalid_values(); },
      [&](const CldInvalidValue& value) {
        table.Add({value.field(),
                   value.value().empty() ? "(not shown)" : value.value(),
                   FormatCount(value.rows())});
        return true;
      }));
  if (table.empty()) return absl::OkStatus();
  session.out() << "\n";
  session.Print(table);
  return absl::OkStatus();
}

absl::Status Quality(Session& session, const ShowArgs& args) {
  GetCldQualityRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, Chosen(session, args));
  request.set_name(name);
  TIDEMARK_ASSIGN_OR_RETURN(
      const CldQuality quality,
      session.Call(&CldService::Stub::GetCldQuality, request));
  if (session.json()) return session.PrintJson(quality);
  session.out() << "Quality of " << WithoutCouncil(name) << ", "
                << Count(quality.rows(), "row") << "\n";
  Table table({{"FIELD"},
               {"Passed: Valid", Align::kRight},
               {"Passed: Blank (Not Mandatory)", Align::kRight},
               {"Failed: Blank (Mandatory)", Align::kRight},
               {"Failed: Invalid", Align::kRight},
               {"Failed: Release 1", Align::kRight},
               {"Not applicable", Align::kRight}});
  for (const CldFieldQuality& field : quality.fields()) {
    const auto rows = ResultsOf(field);
    table.Add({field.field(),
               FormatCount(rows[CldFieldQuality::RESULT_PASSED_VALID]),
               FormatCount(rows[CldFieldQuality::RESULT_PASSED_BLANK]),
               FormatCount(rows[CldFieldQuality::RESULT_FAILED_BLANK]),
               FormatCount(rows[CldFieldQuality::RESULT_FAILED_INVALID]),
               FormatCount(rows[CldFieldQuality::RESULT_FAILED_RELEASE_1]),
               FormatCount(rows[CldFieldQuality::RESULT_UNSPECIFIED])});
  }
  session.Print(table);
  return PrintInvalidValues(session, name);
}

absl::Status ShowUnmatched(Session& session, const ShowArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, Chosen(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<CldUnmatchedLocation> unmatched,
                            Unmatched(session, name));
  Table table({{"LOCATION"}, {"SERVICES", Align::kRight}});
  for (const CldUnmatchedLocation& location : unmatched) {
    if (session.json()) session.PrintLine(ToJsonLine(location));
    table.Add({location.location_id(), FormatCount(location.services())});
  }
  if (session.json()) return absl::OkStatus();
  if (table.empty()) session.Note("Every location has a known provider.");
  if (!table.empty()) session.Print(table);
  return absl::OkStatus();
}

absl::Status ShowUnusable(Session& session, const ShowArgs& args) {
  ListCldUnusableRowsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, Chosen(session, args));
  request.set_parent(name);
  Table table(
      {{"FILE", Align::kRight}, {"ROW", Align::kRight}, {"COLUMN"}, {"WHY"}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &CldService::Stub::ListCldUnusableRows, request,
      [](const auto& response) { return response.unusable_rows(); },
      [&](const CldUnusableRow& row) {
        if (session.json()) session.PrintLine(ToJsonLine(row));
        table.Add({absl::StrCat(row.file()), FormatCount(row.line()),
                   row.column(), row.code()});
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) session.Note("Every row can be used.");
  if (!table.empty()) session.Print(table);
  return absl::OkStatus();
}

absl::Status Abandon(Session& session, const AbandonArgs& args) {
  AbandonCldSubmissionRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      session.Name("NAME", args.name, kSubmissionPattern));
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const CldSubmission submission,
      session.Call(&CldService::Stub::AbandonCldSubmission, request, kTimeout));
  if (session.json()) return session.PrintJson(submission);
  session.out() << "Abandoned " << WithoutCouncil(submission.name())
                << "; its events are gone\n";
  return absl::OkStatus();
}

}  // namespace

void AddCld(CLI::App& app, Session& session) {
  CLI::App* cld = app.add_subcommand(
      "cld", "The council's own client-level data, as sent to DHSC");
  cld->require_subcommand(1);
  {
    CLI::App* command = cld->add_subcommand(
        "import",
        "Import an extract of client-level data; the same command again goes "
        "on after a cut");
    const auto args = std::make_shared<ImportArgs>();
    command
        ->add_option("FILE", args->files,
                     "CSV files of one extract, Release 1 or Release 2")
        ->required();
    command->add_option("--display-name", args->display_name,
                        "What to call it, for example \"2024-25 Q1\"");
    command->footer(
        "It replaces the extract of the same reporting period; one that\n"
        "states no period is added, and `cld abandon` takes it back. No name,\n"
        "address or NHS number is kept. Rows that cannot be used are counted\n"
        "and listed by `cld unusable`.\n");
    session.OnRun(command, [&session, args] { return Import(session, *args); });
  }
  const auto add = [&](const char* name, const char* what, bool named,
                       absl::Status (*run)(Session&, const ShowArgs&)) {
    CLI::App* command = cld->add_subcommand(name, what);
    const auto args = std::make_shared<ShowArgs>();
    if (named) {
      command->add_option("NAME", args->name,
                          "The submission; the last one if left out");
    }
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
  };
  add("submissions", "The extracts that were imported", false, &Submissions);
  add("quality", "The quality of each field, in DHSC's words", true, &Quality);
  add("unmatched", "Locations that no provider of the council has", true,
      &ShowUnmatched);
  add("unusable", "Rows that cannot be used, and why", true, &ShowUnusable);
  {
    CLI::App* command = cld->add_subcommand(
        "abandon", "Take an extract back: its events go, figures follow");
    const auto args = std::make_shared<AbandonArgs>();
    command->add_option("NAME", args->name, "The submission")->required();
    command->add_option("--reason", args->reason, "Why")->required();
    AddWriteFlags(command, args->write);
    session.OnRun(command,
                  [&session, args] { return Abandon(session, *args); });
  }
  AddCldPublish(*cld, session);
}

}  // namespace tidemark::cli

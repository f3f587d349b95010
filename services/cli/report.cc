#include "services/cli/report.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/faults.h"
#include "services/cli/table.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

// How much of a value is shown; the line leads to the rest.
constexpr size_t kValueWidth = 60;

}  // namespace

std::string ExitCodeHelp() {
  return "Exit codes:\n"
         "  0  done\n"
         "  1  refused or failed, for example because of faults in a file\n"
         "  2  the command line is wrong; nothing was tried\n"
         "  3  not found\n"
         "  4  not allowed: the token is missing, not accepted, or too weak\n"
         "  5  conflict: exists already, changed meanwhile, or wrong state\n"
         "  6  the server could not be reached or did not answer in time\n";
}

ExitCode ExitCodeFor(const absl::Status& status) {
  if (ReasonOf(status) == kUsageReason) return ExitCode::kUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kDone;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return ExitCode::kNotAllowed;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      return ExitCode::kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnreachable;
    default:
      return ExitCode::kRefused;
  }
}

std::string FaultLine(const api::v1::Fault& fault) {
  std::vector<std::string> where;
  if (fault.line() > 0) {
    where.push_back(absl::StrCat("line ", fault.line()));
    if (!fault.column().empty()) {
      where.push_back(absl::StrCat("column ", OneLine(fault.column())));
    }
  } else if (!fault.column().empty()) {
    where.push_back(absl::StrCat("column ", OneLine(fault.column())));
  } else if (!fault.field().empty()) {
    where.push_back(fault.field());
  }
  if (!fault.value().empty() &&
      !absl::StrContains(fault.description(), fault.value())) {
    where.push_back(absl::StrCat(
        "value \"", CutTo(OneLine(fault.value()), kValueWidth), "\""));
  }
  std::string line = absl::StrJoin(where, ", ");
  if (!line.empty()) absl::StrAppend(&line, ": ");
  absl::StrAppend(&line, OneLine(fault.description()));
  if (!fault.reason().empty()) {
    absl::StrAppend(&line, " (", fault.reason(), ")");
  }
  return line;
}

std::string FaultLines(const std::vector<api::v1::Fault>& faults) {
  std::string text;
  for (const api::v1::Fault& fault : faults) {
    absl::StrAppend(&text, "  ", FaultLine(fault), "\n");
  }
  return text;
}

std::string ErrorText(const absl::Status& status) {
  std::string sentence = OneLine(status.message());
  if (sentence.empty()) {
    sentence =
        absl::StrCat("failed: ", absl::StatusCodeToString(status.code()));
  }
  const std::vector<api::v1::Fault> faults = FaultsOf(status);
  // The sentence of several faults repeats the first few.
  if (faults.size() > 1) {
    sentence = absl::StrCat("the request has ",
                            Count(static_cast<int64_t>(faults.size()), "fault"),
                            "; nothing was changed");
  }
  std::string text = absl::StrCat("tidemark: ", sentence, "\n");
  // The sentence of a single fault says it all, where it names the field.
  if (faults.size() != 1 || faults[0].line() > 0 ||
      !absl::StrContains(sentence, faults[0].description())) {
    absl::StrAppend(&text, FaultLines(faults));
  }
  if (status.code() == absl::StatusCode::kUnauthenticated) {
    absl::StrAppend(&text,
                    "  Give a token with --token-file or TIDEMARK_TOKEN_FILE; "
                    "`tidemark token issue` makes one.\n");
  }
  return text;
}

}  // namespace tidemark::cli

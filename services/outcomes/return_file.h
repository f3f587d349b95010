// A return as a spreadsheet: what the file says, row by row, and how that
// changes a return. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_FILE_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_FILE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "common/base/faults.h"
#include "common/sheet/reader.h"
#include "services/outcomes/return_checks.h"
#include "services/outcomes/roster.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/return_file_service.pb.h"

namespace tidemark::outcomes {

// The columns of a return, in the order of the template. `kLast...`, `kErrors`
// and `kWarnings` are for the reader and ignored on input.
enum class Column {
  kPerson,
  kOutcome,
  kOwnWords,
  kLastPersonLevel,
  kPersonLevel,
  kPersonSource,
  kPersonNotObtained,
  kPersonWords,
  kLastProviderLevel,
  kProviderLevel,
  kProviderWords,
  kNotWorkedOn,
  kErrors,
  kWarnings,
};

// The heading that the template has for `column`.
absl::string_view HeadingOf(Column column);

// One row of a file that says something of an outcome.
struct FileRow {
  // Where it stands; 1 is the first line of the sheet.
  int line = 0;
  // The references as they were written.
  std::string person;
  std::string outcome_id;
  // The outcome that they name, if they can name one.
  std::string outcome;
  // What the row says, and which cells say CLEAR.
  v1::ReturnEntry given;
  std::set<Column> cleared;
  // What the faults of this row need, as it was written; free text apart.
  std::map<Column, std::string> written;

  // Whether it says nothing of its outcome.
  bool blank() const {
    return cleared.empty() && !given.has_person_voice() &&
           !given.has_provider_voice() && !given.not_worked_on();
  }
};

// A file that has been read.
struct ReturnFile {
  sheet::Source source;
  // The line of the headings, and how the file writes them.
  int header_line = 0;
  std::map<Column, std::string> headings;
  // The rows, each outcome once, in the order of the file.
  std::vector<FileRow> rows;
  // What is wrong with the file by itself, and what was not read.
  Faults faults;
  Faults warnings;
};

// The most rows of a return's file.
inline constexpr int kMaxFileRows = 20000;

// Whether `row` is the header of a return's file.
bool IsReturnHeader(const sheet::Row& row);

// Reads a file of a return of `council`. If it is a part of a larger one,
// `lines` says where each of its rows stands there, the header first, and so
// does what is answered. Returns what `sheet::ReadSheet` returns if it cannot
// be read at all.
absl::StatusOr<ReturnFile> ReadReturnFile(absl::string_view bytes,
                                          absl::string_view council,
                                          absl::Span<const int> lines = {});

// What `row` makes of `entry`, which may be empty.
v1::ReturnEntry Apply(const FileRow& row, v1::ReturnEntry entry);

// What a file makes of a return.
struct Preview {
  // The entries as they would be, those of the return first.
  ReturnEntries entries;
  // The row of each of them; -1 if the file says nothing of it.
  std::vector<int> row_of_entry;
  // The rows of people whom the contract does not support.
  std::vector<int> set_aside;
};

// Applies `file` to `stored`. A row of a person whom `roster` does not know is
// set aside, unless its reference is a slip of the pen for an outcome that is
// in the roster and not in the file.
Preview PreviewFile(const ReturnFile& file, const ReturnEntries& stored,
                    const Roster& roster);

// The file's own faults, and those that a check found of the entries of
// `preview`, at their lines, in the order of the file. What one of the file's
// own faults explains is left out.
std::vector<api::v1::Fault> LocateFaults(const Faults& own, const Faults& found,
                                         const ReturnFile& file,
                                         const Preview& preview);

// The errors and warnings by rule, the most frequent first.
std::vector<v1::RuleFindings> GroupByRule(
    const std::vector<api::v1::Fault>& errors,
    const std::vector<api::v1::Fault>& warnings);

// What a template is made of.
struct TemplateContent {
  // The return, with what is stored already.
  const v1::Return& current;
  // The outcomes to ask for, in order, and what was accepted for the period
  // before, or null.
  const std::vector<v1::PersonalOutcome>& outcomes;
  const ReturnEntries* last_period;
  // When it is made.
  absl::Time created;
};

// The file to fill in.
absl::StatusOr<std::string> WriteTemplate(const TemplateContent& content,
                                          v1::FileFormat format);

// The format of a report of a file that came from `source`: `asked`, or the one
// nearest to the file's own.
v1::FileFormat ReportFormat(v1::FileFormat asked, const sheet::Source& source);

// The file that was sent, with the errors and warnings beside each row.
absl::StatusOr<std::string> WriteReport(
    absl::string_view bytes, const ReturnFile& file,
    const std::vector<api::v1::Fault>& errors,
    const std::vector<api::v1::Fault>& warnings, v1::FileFormat format,
    absl::Time created);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_FILE_H_

// A provider's return as a CSV file: one row an outcome.
//
//   person,outcome,own_words,person_level,person_source,person_not_obtained,
//   person_words,provider_level,provider_words,not_worked_on
//
// `outcome` is the outcome's id, or its full name (`person` may then be empty).
// `own_words` is there for the reader and ignored on input. Levels are -2 to 2
// or the words much less, less, expected, more, much more. `person_source` is
// how the person's view was obtained: said, shown, advocate, carer, observed;
// `person_not_obtained` why there is none: declined, unwell, away, not asked,
// no advocate. `not_worked_on` is yes or no.

#ifndef TIDEMARK_SERVICES_CLI_RETURN_FILE_H_
#define TIDEMARK_SERVICES_CLI_RETURN_FILE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "tidemark/api/v1/errors.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::cli {

// One row of a file that names an outcome.
struct ReturnRow {
  // The line on which it starts; the heading is line 1.
  int line = 0;
  // What it says, as far as it could be read.
  outcomes::v1::ReturnEntry entry;
  // Whether it says nothing of the outcome yet, as in a fresh template.
  bool blank = false;
};

// A file that has been read.
struct ReturnFile {
  // The rows that name an outcome, each outcome once, in the order of the file.
  std::vector<ReturnRow> rows;
  // Everything that is wrong with the file by itself, with line and column.
  // Values are those of the file, except free text. Codes are those of
  // `csv::Read`, and
  //   `HEADING_UNKNOWN`    a heading is misspelt; the column is read as the one
  //                        that it must have been meant to be;
  //   `HEADING_MISSING`    a column that a return needs is not there;
  //   `PERSON_MISSING`, `OUTCOME_MISSING`  the cell is empty;
  //   `NAME_INVALID`       the cell cannot be an id or a name;
  //   `PERSON_MISMATCH`    the outcome's full name is of another person;
  //   `OUTCOME_REPEATED`   an earlier line has the outcome already;
  //   `LEVEL_INVALID`, `SOURCE_INVALID`, `NOT_OBTAINED_INVALID`,
  //   `YES_OR_NO`          the cell holds none of the words;
  //   `TEXT_TOO_LONG`      more than 2,000 characters;
  //   `NO_ROWS`            there is nothing below the heading.
  Faults faults;
  // What was not read but looks as if it was meant to be, such as a column with
  // a heading of the file's own.
  Faults warnings;
};

// Reads a return of the council `council` (`councils/E10000012`).
ReturnFile ReadReturnFile(absl::string_view content, absl::string_view council);

// `faults` of the server, which name entries by number (`entries[3].outcome`),
// with the line and the column of the file that the entries were read from.
// `row_of_entry` says which of `file.rows` each entry was. What one of the
// file's own faults explains is left out. Where a row's outcome is none of the
// contract's and one that looks like it is missing, the row's fault says so and
// stands for both.
std::vector<api::v1::Fault> LocateFaults(
    const std::vector<api::v1::Fault>& faults, const ReturnFile& file,
    const std::vector<size_t>& row_of_entry);

// `file.faults` and what `LocateFaults` gave, in the order of the file; what is
// of no line comes last.
std::vector<api::v1::Fault> InFileOrder(const Faults& own,
                                        std::vector<api::v1::Fault> located);

// A file to fill in: one row for each of `outcomes`, with what `current` says
// already. Begins with a byte order mark, without which Excel misreads it.
std::string ReturnTemplate(
    const std::vector<outcomes::v1::PersonalOutcome>& outcomes,
    const outcomes::v1::Return& current);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_RETURN_FILE_H_

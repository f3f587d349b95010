// The file of people and their outcomes that a council imports: comma
// separated, one row an outcome. Pure: no I/O.
//
// Columns, in any order; only `person` must be there:
//
//   person            the pseudonymous reference
//   birth_year, support_reason, sex, ethnic_group, unpaid_carer, status,
//   status_date       of the person; may be repeated in each of the person's
//                     rows, or left empty in all but one, but must agree
//   outcome           the outcome's id; empty in a row about a person only
//   own_words, why_it_matters, themes, contract, baseline, weight, start_date,
//   target_date, possible_benefit, possible_harm,
//   level_minus_2, level_minus_1, level_0, level_plus_1, level_plus_2
//                     of the outcome; `themes` with semicolons between them,
//                     `contract` as its id or full name
//
// Labels and codes are understood in any case: `Learning disability support`
// and `LEARNING_DISABILITY`, `yes` and `no`. Dates are `2026-11-21` or
// `21/11/2026`. An empty cell says nothing and erases nothing.

#ifndef TIDEMARK_SERVICES_OUTCOMES_PEOPLE_FILE_H_
#define TIDEMARK_SERVICES_OUTCOMES_PEOPLE_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::outcomes {

// An outcome as a row of the file has it.
struct FileOutcome {
  std::string id;
  // The line of its row.
  int line = 0;
  // What the row gives: texts, themes, contract (its full name), dates and
  // levels.
  v1::PersonalOutcome given = {};
  std::optional<int32_t> baseline = std::nullopt;
  std::optional<int32_t> weight = std::nullopt;
  // Whether a cell of the row is at fault.
  bool faulty = false;
};

// A person as their rows have them.
struct FilePerson {
  std::string id;
  // The line of the first row.
  int line = 0;
  // What the rows give, but for `has_unpaid_carer`.
  v1::Person given = {};
  std::optional<bool> has_unpaid_carer = std::nullopt;
  std::vector<FileOutcome> outcomes = {};
  // Whether a cell about the person is at fault.
  bool faulty = false;
};

struct PeopleFile {
  // The rows that are not blank, the header apart.
  int32_t rows = 0;
  // In the order of their first rows.
  std::vector<FilePerson> people = {};
};

// Reads the file of the council called `council`. Everything that is wrong with
// it is added to `faults`, by line and column and without what is in the cells,
// which may be about people: the codes of csv::Read, csv::Cells and
// person_rules.h, and
//   PERSONAL_DATA      a column is for names, addresses, NHS numbers ...
//   HEADING_UNKNOWN    a column is none of those above
//   VALUE_UNKNOWN      a cell holds none of the labels or codes of its column
//   PERSON_DISAGREES   a row says something else of a person than one before
//   OUTCOME_ID_MISSING a row has cells of an outcome but not its id
//   OUTCOME_ID_INVALID the outcome's id is not as outcome_rules.h has it
//   OUTCOME_TWICE      an outcome has a row before
//   CONTRACT_INVALID   a contract is neither an id nor a name in the council
//   TEXT_TOO_LONG      a text is longer than its field may be
PeopleFile ReadPeopleFile(absl::string_view content, absl::string_view council,
                          Faults& faults);

// Writes what the file gives over `person` or `outcome`.
void ApplyTo(const FilePerson& given, v1::Person& person);
void ApplyTo(const FileOutcome& given, v1::PersonalOutcome& outcome);

// The column of a field of a person or an outcome: `baseline` for
// `baseline_level`, `themes` for `themes[2]`.
std::string ColumnOf(absl::string_view field);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_PEOPLE_FILE_H_

// What figures count, one by one, with what each case is of: for explanations
// and breakdowns, which the sums of cells cannot answer.

#ifndef TIDEMARK_SERVICES_MONITORING_CASES_H_
#define TIDEMARK_SERVICES_MONITORING_CASES_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "common/store/database.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"

namespace tidemark::monitoring {

// Something that a figure counts. What it points to lives as long as the visit.
struct Case {
  // What it is of; empty where it is of none. People and outcomes by their ids,
  // the others by their names.
  absl::string_view contract = "";
  absl::string_view person = "";
  absl::string_view outcome = "";
  absl::string_view package = "";
  // Of a story; else null.
  const google::protobuf::RepeatedPtrField<std::string>* themes = nullptr;
  // The last day of its period or month.
  int32_t day = 0;
  // What it adds.
  const Tally* tally = nullptr;
  // Entries of one person in one return have the same number, so that the
  // person is counted once; 0 where the tally says how many people it is of.
  int64_t person_in_return = 0;

  // The line of an explanation to which it belongs: a return, or a package, a
  // proposal or a story in a month.
  absl::string_view name = "";
  absl::string_view period = "";
  int32_t version = 0;
  // What the line says; empty for entries, whose lines say what they add.
  absl::string_view note = "";
};

// What one package, proposal or story adds to one month.
struct Piece {
  absl::string_view name = "";
  // As of `Case`, but the person by name.
  absl::string_view person = "";
  absl::string_view outcome = "";
  const google::protobuf::RepeatedPtrField<std::string>* themes = nullptr;
  int32_t month = 0;
  Sums sums = {};
};

// Calls `visit` with the pieces of `contract` in `range` that add something to
// the figure, which must count packages, proposals or stories.
absl::Status VisitPieces(const store::Reader& reader,
                         absl::string_view contract,
                         const Definition& definition, const Range& range,
                         Viewer viewer,
                         absl::FunctionRef<void(const Piece&)> visit);

// What a piece says, in plain English.
std::string NoteOf(const Definition& definition, const Piece& piece);

// Calls `visit` with each case of the figure of `subject` in `range`; those of
// one contract after each other, in order of its name. `definition` must not
// count returns as a whole, nor growth. Together the cases add up to the figure
// of the scorecard.
absl::Status VisitCases(const store::Reader& reader, const Subject& subject,
                        const Definition& definition, const Range& range,
                        Viewer viewer,
                        absl::FunctionRef<absl::Status(const Case&)> visit);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CASES_H_

// What a scorecard is of, and for which months: read from requests and checked.

#ifndef TIDEMARK_SERVICES_MONITORING_SUBJECTS_H_
#define TIDEMARK_SERVICES_MONITORING_SUBJECTS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

// What a scorecard may be of.
struct Subject {
  enum class Kind { kCouncil, kProvider, kContract };

  Kind kind;
  // The resource name.
  std::string name;
};

// Reads the subject called `name`. Adds a fault (`BAD_SUBJECT`) and returns
// nothing if it is none.
std::optional<Subject> ReadSubject(absl::string_view name, Faults& faults);

// Who asks: a provider may not know of all that the council does.
enum class Viewer { kCouncil, kProvider };
Viewer ViewerOf(const rpc::Call& call);

// The most months between the first and the last of a range.
inline constexpr int kMaxMonths = 600;

// Reads the range of months of a request, seen on `today`. Adds faults
// (`MONTH_RANGE`, `END_BEFORE_START`, `TOO_MANY_MONTHS`) and returns nothing if
// it is none.
std::optional<Range> ReadRange(const v1::Month& from, const v1::Month& to,
                               type::Date today, Faults& faults);

// A subject as it is known: what people call it and the minimum denominator of
// its council, 0 if that has none.
struct KnownSubject {
  Subject subject;
  std::string display_name;
  int32_t council_minimum;
};

// Returns `NOT_FOUND` if the subject is unknown.
absl::StatusOr<KnownSubject> FindSubject(const store::Reader& reader,
                                         const Subject& subject);

// Calls `visit` with the cells of each known contract of the subject, in order
// of name, until it returns an error or false. The cells hold only during the
// call.
absl::Status VisitContracts(
    const store::Reader& reader, const Subject& subject,
    absl::FunctionRef<absl::StatusOr<bool>(const v1::ContractCells&)> visit);

// Up to where of each feed what `reader` sees is known, in order of `kFeeds`.
absl::StatusOr<std::vector<v1::FeedPosition>> ReadPositions(
    const store::Reader& reader);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_SUBJECTS_H_

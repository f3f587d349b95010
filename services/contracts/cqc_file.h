// Reads CQC's ratings file: one row for each location, service or population
// group and domain, with the provider and the location repeated on each.
//
//   Faults faults;
//   const std::optional<CqcFile> file =
//       ReadCqcFile(content, "councils/E10000019", faults);
//   if (!file) return faults.ToStatus();
//
// Columns are found by their headings, in any order; those that are not named
// in cqc_file.cc are not read. Of an address only the town and the postcode are
// taken. Dates are month/day/year. "-" stands for "no brand". A rating may lack
// its date.

#ifndef TIDEMARK_SERVICES_CONTRACTS_CQC_FILE_H_
#define TIDEMARK_SERVICES_CONTRACTS_CQC_FILE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "tidemark/contracts/v1/location.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::contracts {

// The most faults that are told; the rest are counted.
inline constexpr size_t kMaxCqcFaults = 10'000;

// What a ratings file says.
struct CqcFile {
  // The rows, the header apart.
  int rows = 0;
  // The ratings of all locations.
  int ratings = 0;
  // The providers under their names in the council, in order of their ids.
  std::vector<v1::Provider> providers;
  // The locations under their names in the council, in order of their ids, each
  // with its ratings in the order of `SortRatings`.
  std::vector<v1::Location> locations;
};

// Reads `content` for `council`. Nothing is returned if anything is wrong with
// it; what is wrong is then in `faults`, in the order of the file, with line
// and column, and without the names of providers and locations, which can be
// those of people. Besides the codes of `csv::Read` and `csv::Cells`:
//   `ID_INVALID`            an id is neither one of CQC's nor an ODS code;
//   `ODS_CODE_INVALID`      an ODS code is not of that form;
//   `YES_NO_INVALID`        a cell for yes or no is neither Y nor N;
//   `DOMAIN_UNKNOWN`, `RATING_UNKNOWN`  a word is none that CQC uses;
//   `BRAND_INCOMPLETE`      a brand has an id without a name, or the reverse;
//   `PROVIDER_CONFLICT`, `LOCATION_CONFLICT`  a row says otherwise of the
//                           provider or location than its first row;
//   `LOCATION_TWO_PROVIDERS`  a location is under two providers;
//   `RATING_CONFLICT`       the same location, group and domain has another
//                           rating, date or origin on an earlier row;
//   `ROW_TWICE`             a rating is given again as it is;
//   `NO_ROWS`               there is a header only;
//   `TOO_MANY_FAULTS`       counts the faults beyond `kMaxCqcFaults`.
std::optional<CqcFile> ReadCqcFile(absl::string_view content,
                                   absl::string_view council, Faults& faults);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_CQC_FILE_H_

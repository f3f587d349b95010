// Makes the table of a publication, so that nothing small can be worked out of
// it, given all that has been published.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_TABLING_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_TABLING_H_

#include <vector>

#include "absl/status/status.h"

#include "services/publications/months.h"
#include "tidemark/monitoring/v1/case_service.pb.h"
#include "tidemark/publications/v1/publication.pb.h"

namespace tidemark::publications {

// The most cells of one table.
inline constexpr int kMaxCells = 20'000;

// What a table is made of.
struct Material {
  // The cases of each month that is needed, as they count for publications.
  const MonthsOfCases& months;
  // The same months as monitoring knows them now: whose the cases are, and what
  // contracts and providers are called.
  const monitoring::v1::ListCasesResponse& cases;
  // What has been public of the same metric and may overlap, with its rows.
  const std::vector<v1::Publication>& published;
};

// Those of `published` that share a month with `publication`, or with one that
// does, and so on: no other bears on its table.
std::vector<v1::Publication> Related(
    const v1::Publication& publication,
    const std::vector<v1::Publication>& published);

// From the first to the last month of all of them.
Months SpanOf(const v1::Publication& publication,
              const std::vector<v1::Publication>& related);

// Whether `changes`, of which counts may be negative, leave each of the
// smallest parts that the tables of `published` tell apart as it was, or change
// it by as many cases that meet the question, and as many others, as may be
// shown by themselves: then a table before and after tells of nobody.
bool AreLarge(const MonthsOfCases& changes,
              const std::vector<v1::Publication>& published,
              const monitoring::v1::ListCasesResponse& cases);

// Fills in the rows, groups and counts of cells of `publication`, with the
// reasons why cells are kept back. Returns `INVALID_ARGUMENT`
// (`TOO_MANY_CELLS`) if there are more than `kMaxCells`.
absl::Status MakeTable(const Material& material, v1::Publication& publication);

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_TABLING_H_

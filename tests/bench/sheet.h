#ifndef TIDEMARK_TESTS_BENCH_SHEET_H_
#define TIDEMARK_TESTS_BENCH_SHEET_H_

namespace tidemark {

// Prints how many rows are read in a second of processor time from spreadsheets
// of 100,000 rows of 12 columns, and how much memory that takes beyond the
// file.
void MeasureSheets();

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_SHEET_H_

// A CSV file in pieces of whole rows, so that a large one can be sent without
// being held in memory.
//
//   TIDEMARK_ASSIGN_OR_RETURN(RowBatches batches, RowBatches::Open(path));
//   while (true) {
//     TIDEMARK_ASSIGN_OR_RETURN(const auto batch, batches.Next());
//     if (!batch) break;
//     Send(batches.header(), batch->rows);
//   }

#ifndef TIDEMARK_SERVICES_CLI_ROW_BATCHES_H_
#define TIDEMARK_SERVICES_CLI_ROW_BATCHES_H_

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::cli {

class RowBatches {
 public:
  struct Batch {
    // Whole rows as they are, with their line ends.
    std::string rows;
    // The number of the first of them as a spreadsheet shows it.
    int first_row = 0;
  };

  // Opens a file and reads its header. `batch_bytes` is about how large a batch
  // is to be. Returns `NOT_FOUND` if there is no such file, and
  // `INVALID_ARGUMENT` if it is empty, or in UTF-16.
  static absl::StatusOr<RowBatches> Open(const std::string& path,
                                         size_t batch_bytes = size_t{1} << 20);

  const std::string& header() const { return header_; }
  // How many bytes there are, and how many of them have been given out.
  int64_t size() const { return size_; }
  int64_t done() const { return done_; }

  // The next rows; nothing at the end. Returns `INVALID_ARGUMENT` if a row is
  // longer than anything that could be one, as after a quote that never ends.
  absl::StatusOr<std::optional<Batch>> Next();

 private:
  // What has been found out about the bytes in `buffer_`.
  struct Rows {
    // Where the last whole row ends, and how many there are.
    size_t end = 0;
    int count = 0;
  };

  RowBatches(std::ifstream file, int64_t size, size_t batch_bytes);
  // Reads on until there are whole rows enough, or the first if `one`.
  absl::StatusOr<Rows> Fill(bool one);
  std::string Take(const Rows& rows);

  std::ifstream file_;
  int64_t size_;
  size_t batch_bytes_;
  int64_t done_ = 0;
  int next_row_ = 1;
  std::string header_;
  // What has been read and not given out, from the start of a row on.
  std::string buffer_;
};

// A fingerprint of the files' contents, whatever they are called: 16
// hexadecimal digits. Returns `NOT_FOUND` if there is no such file.
absl::StatusOr<std::string> FingerprintOf(
    const std::vector<std::string>& paths);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_ROW_BATCHES_H_

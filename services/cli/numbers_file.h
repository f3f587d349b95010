// A table of numbers from somebody's spreadsheet or CSV file, as the columns of
// it that the command line names. It guesses nothing silently: what is left
// out, filled or read in a special way can be told afterwards.
//
//   TIDEMARK_ASSIGN_OR_RETURN(
//       NumbersFile file,
//       NumbersFile::Read(flags, {{"--value", args.value,
//       Column::kRequired}}));
//   for (size_t row = 0; row < file.size(); ++row) {
//     const std::optional<double> value = file.Number(row, "--value");
//   }
//   TIDEMARK_RETURN_IF_ERROR(file.Faults());

#ifndef TIDEMARK_SERVICES_CLI_NUMBERS_FILE_H_
#define TIDEMARK_SERVICES_CLI_NUMBERS_FILE_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/sheet/row.h"

namespace tidemark::cli {

// What the command line says about the file.
struct FileFlags {
  std::string path = {};
  // `COLUMN=VALUE`: only rows with one of the values given for each column. A
  // star at its end stands for any more letters.
  std::vector<std::string> where = {};
  // `COLUMN=VALUE`: none of these rows.
  std::vector<std::string> except = {};
  // Further texts that mean that there is no number.
  std::vector<std::string> missing = {};
};

// A column that the command line names, or may name.
struct Column {
  enum Need { kOptional, kRequired };

  // The flag that names it: `--value`.
  std::string flag;
  // Its heading; empty if the flag is not given.
  std::string heading;
  Need need = kOptional;
};

// A row that is not used.
struct LeftOut {
  int line = 0;
  // What it is called, if it has a name.
  std::string name;
  std::string why;
};

// The rows of a file, by the columns that were named.
class NumbersFile {
 public:
  // Reads the file: CSV, XLSX or ODS. The heading row is the first that has all
  // headings that are named; they are matched whatever their case, spaces and
  // punctuation. Usage errors for columns that are not named though required,
  // or not in the file; those of `sheet::ReadSheet`; and `TOO_MANY_CELLS` for
  // rows that have more cells than there are headings.
  static absl::StatusOr<NumbersFile> Read(const FileFlags& flags,
                                          std::vector<Column> columns);

  // The rows that are used.
  size_t size() const { return rows_.size(); }

  // Whether `flag` names a column.
  bool Has(absl::string_view flag) const;

  // The text in the column; empty if no column is named.
  std::string Text(size_t row, absl::string_view flag) const;

  // The number in the column; nothing if no column is named, or if there is
  // none. What is not a number becomes a fault.
  std::optional<double> Number(size_t row, absl::string_view flag);

  // As `Number`, in hundredths or sixtieths (`scale`), rounded to a whole one.
  std::optional<int64_t> Scaled(size_t row, absl::string_view flag, int scale);

  // Leaves out the rows that have no number in one of the columns. `name` is
  // the flag of the column that names them.
  void LeaveOutRowsWithout(const std::vector<std::string>& flags,
                           absl::string_view name);

  // Leaves out countries, regions and other groups of councils, if the file
  // tells them from councils: if a column has nothing but ONS codes and
  // markers, some of them of councils, then the other rows are groups.
  void LeaveOutGroups(absl::string_view name);

  // Puts rows that are blank in every column between others back as rows
  // without numbers: in a series they are points that are missing.
  void KeepBlankRows();

  // Adds something that people should know of the numbers.
  void AddNote(std::string note) { notes_.push_back(std::move(note)); }

  // Every cell that is not a number.
  absl::Status Faults() const { return faults_.ToStatus(); }

  // `status` with the faults in `rows[3].field` turned into lines and columns
  // of the file; `flags` says which flag's column a field came from.
  absl::Status Explain(
      const absl::Status& status,
      const std::vector<std::pair<std::string, std::string>>& flags) const;

  // What was left out or read in a special way, for people: a line each.
  std::vector<std::string> Notes() const;

  // The same for programs: one JSON object.
  std::string Json() const;

 private:
  // A row; without cells if it is blank.
  struct Row {
    int line = 0;
    std::vector<sheet::Cell> cells = {};
  };

  const sheet::Cell& CellOf(const Row& row, absl::string_view flag) const;
  std::string HeadingOf(absl::string_view flag) const;
  absl::Status FindColumns(const std::vector<Column>& columns);
  absl::Status ApplyFilters(const FileFlags& flags);
  std::optional<size_t> CodeColumn() const;
  void LeaveOut(const Row& row, absl::string_view name, std::string why);

  std::vector<std::string> header_;
  std::vector<Row> rows_;
  size_t rows_read_ = 0;
  size_t rows_filtered_ = 0;
  size_t blank_rows_ = 0;
  std::map<std::string, size_t> positions_;
  std::vector<std::string> missing_;
  std::vector<LeftOut> left_out_;
  // How many cells without a number there are, by marker.
  std::map<std::string, int> markers_;
  // The headings of columns with percentages.
  std::map<std::string, int> percentages_;
  std::vector<std::string> notes_;
  tidemark::Faults faults_;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_NUMBERS_FILE_H_

#include "common/csv/file.h"

#include <algorithm>
#include <cstdint>
#include <memory>

#include <csv.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tidemark::csv {
namespace {

constexpr size_t kMaxFaults = 1000;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A heading without what people write differently: lower case, no spaces and
// no ASCII punctuation. A heading of nothing but those stays as it is.
std::string PlainForm(absl::string_view heading) {
  std::string plain;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || absl::ascii_isalnum(byte)) {
      plain.push_back(absl::ascii_tolower(byte));
    }
  }
  if (plain.empty()) return std::string(absl::StripAsciiWhitespace(heading));
  return plain;
}

bool IsBlank(absl::string_view cell) {
  return absl::StripAsciiWhitespace(cell).empty();
}

// The length of the UTF-8 character at the start of `text`; 0 if there is none
// (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
size_t CharacterLength(absl::string_view text) {
  const auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i])
                           : static_cast<unsigned char>(0);
  };
  const auto follows = [byte](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  const unsigned char second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
  if (first < 0xE0) return 2;
  if (!follows(2)) return 0;
  if (first < 0xF0) {
    if (first == 0xE0 && second < 0xA0) return 0;
    if (first == 0xED && second > 0x9F) return 0;
    return 3;
  }
  if (!follows(3)) return 0;
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;
  return 4;
}

// The first line of `text` with its line end, which is CRLF, LF or CR.
absl::string_view FirstLine(absl::string_view text) {
  const size_t end = text.find_first_of("\r\n");
  if (end == absl::string_view::npos) return text;
  const bool crlf = absl::StartsWith(text.substr(end), "\r\n");
  return text.substr(0, end + (crlf ? 2 : 1));
}

// Reads one file. libcsv splits the text into cells and rows but does not
// count lines, so it is fed line by line.
class Reader {
 public:
  Reader(absl::string_view content, const ReadOptions& options, Faults& faults)
      : content_(content),
        options_(options),
        faults_(faults),
        faults_before_(faults.size()) {}

  std::optional<File> Read() {
    absl::string_view text = content_;
    if (absl::StartsWith(text, kByteOrderMark)) {
      text.remove_prefix(kByteOrderMark.size());
    }
    if (!CheckEncoding(text) || !Parse(text)) return std::nullopt;
    if (header_line_ == 0) {
      AddFault(0, "", "FILE_EMPTY", "the file has no header and no rows");
    }
    if (faults_.size() > faults_before_) return std::nullopt;
    return File(std::move(header_), header_line_, std::move(rows_));
  }

 private:
  struct Parser {
    Parser() {
      ok = csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) == 0;
    }
    ~Parser() {
      if (ok) csv_free(&csv);
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    csv_parser csv;
    bool ok;
  };

  void AddFault(int line, absl::string_view column, absl::string_view code,
                absl::string_view message) {
    faults_.Add({.field = line == 0 ? "content" : "",
                 .code = std::string(code),
                 .message = std::string(message),
                 .line = line,
                 .column = std::string(column)});
  }

  bool Full() const { return faults_.size() - faults_before_ >= kMaxFaults; }

  bool CheckEncoding(absl::string_view text) {
    if (absl::StartsWith(text, "\xFF\xFE") ||
        absl::StartsWith(text, "\xFE\xFF")) {
      AddFault(1, "", "NOT_UTF8",
               "the file is in UTF-16; save it as CSV UTF-8");
      return false;
    }
    int line = 1;
    size_t i = 0;
    while (i < text.size()) {
      if (text[i] == '\0') {
        AddFault(line, "", "NUL_BYTE",
                 "the file has a NUL byte, so it is not a text file; save it "
                 "as CSV UTF-8");
        return false;
      }
      const size_t length = CharacterLength(text.substr(i));
      if (length == 0) {
        AddFault(line, "", "NOT_UTF8",
                 "the file is not in UTF-8 here; save it as CSV UTF-8");
        return false;
      }
      const bool cr =
          text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
      if (cr || text[i] == '\n') ++line;
      i += length;
    }
    return true;
  }

  // Splits `text` into rows. False if it cannot be read on.
  bool Parse(absl::string_view text) {
    Parser parser;
    if (!parser.ok) {
      AddFault(0, "", "FILE_UNREADABLE", "the reader could not be started");
      return false;
    }
    while (!text.empty() && !stopped_) {
      const absl::string_view line = FirstLine(text);
      text.remove_prefix(line.size());
      ++line_;
      const bool was_in_row = in_row_;
      if (!in_row_) {
        row_line_ = line_;
        cell_line_ = line_;
      }
      in_row_ = true;
      cell_ended_ = false;
      const size_t read = csv_parse(&parser.csv, line.data(), line.size(),
                                    &Reader::OnCell, &Reader::OnRow, this);
      if (read != line.size()) return AddQuoteFault(parser.csv);
      // A row that goes on has a line end in a cell. If a cell ended on this
      // line, it is a later cell that goes on, and it begins on this line.
      if (in_row_ && (cell_ended_ || !was_in_row)) cell_line_ = line_;
    }
    if (stopped_) return false;
    if (csv_fini(&parser.csv, &Reader::OnCell, &Reader::OnRow, this) != 0) {
      AddFault(cell_line_, ColumnName(cells_.size()), "QUOTE_NOT_CLOSED",
               "a cell begins with a quote here that is never closed; put a "
               "quote after its last character");
      return false;
    }
    return !stopped_;
  }

  bool AddQuoteFault(const csv_parser& parser) {
    const std::string column = ColumnName(cells_.size());
    if (parser.status != CSV_EPARSE) {
      AddFault(line_, column, "FILE_UNREADABLE", csv_strerror(parser.status));
    } else if (parser.quoted != 0) {
      const std::string begun =
          !cell_ended_ && cell_line_ != line_
              ? absl::StrCat(" that begins on line ", cell_line_)
              : "";
      AddFault(line_, column, "TEXT_AFTER_QUOTE",
               absl::StrCat("only a comma may follow the quote that ends a "
                            "cell",
                            begun, "; write each quote within the cell twice"));
    } else {
      AddFault(line_, column, "QUOTE_IN_CELL",
               "a quote stands in a cell that does not begin with one; put the "
               "cell in quotes and write each quote within it twice");
    }
    return false;
  }

  static void OnCell(void* data, size_t size, void* reader) {
    auto* const self = static_cast<Reader*>(reader);
    if (self->stopped_) return;
    self->cell_ended_ = true;
    self->cells_.emplace_back(static_cast<const char*>(data), size);
  }

  static void OnRow(int, void* reader) {
    auto* const self = static_cast<Reader*>(reader);
    self->in_row_ = false;
    if (self->stopped_) return;
    self->EndRow();
    self->cells_.clear();
  }

  void EndRow() {
    if (std::all_of(cells_.begin(), cells_.end(), IsBlank)) return;
    if (header_line_ == 0) {
      ReadHeader();
    } else {
      ReadRow();
    }
    if (Full()) stopped_ = true;
  }

  void ReadHeader() {
    header_line_ = row_line_;
    while (!cells_.empty() && IsBlank(cells_.back())) cells_.pop_back();
    if (cells_.size() > options_.max_columns) {
      AddFault(row_line_, "", "TOO_MANY_COLUMNS",
               absl::StrCat("must have at most ", options_.max_columns,
                            " columns; has ", cells_.size()));
      stopped_ = true;
      return;
    }
    header_ = cells_;
    absl::flat_hash_map<std::string, size_t> columns;
    for (size_t i = 0; i < header_.size(); ++i) {
      CheckLength(i);
      if (IsBlank(header_[i])) {
        AddFault(row_line_, ColumnName(i), "HEADING_EMPTY",
                 absl::StrCat("column ", i + 1,
                              " must have a heading, as columns after it do"));
        continue;
      }
      const auto [it, inserted] = columns.try_emplace(PlainForm(header_[i]), i);
      if (inserted) continue;
      AddFault(row_line_, ColumnName(i), "HEADING_DUPLICATE",
               absl::StrCat("columns ", it->second + 1, " and ", i + 1,
                            " have the same heading; rename or remove one"));
    }
    for (const std::string& heading : options_.required) {
      if (columns.contains(PlainForm(heading))) continue;
      AddFault(row_line_, heading, "HEADING_MISSING",
               absl::StrCat("the file must have a column headed ", heading));
    }
  }

  void ReadRow() {
    if (rows_.size() == options_.max_rows) {
      AddFault(row_line_, "", "TOO_MANY_ROWS",
               absl::StrCat("must have at most ", options_.max_rows,
                            " rows; split the file"));
      stopped_ = true;
      return;
    }
    while (cells_.size() > header_.size() && IsBlank(cells_.back())) {
      cells_.pop_back();
    }
    if (cells_.size() > header_.size()) {
      AddFault(row_line_, "", "TOO_MANY_CELLS",
               absl::StrCat("must have at most ", header_.size(),
                            " cells, one a heading; has ", cells_.size(),
                            "; put cells that hold commas in quotes"));
      return;
    }
    if (cells_.size() < header_.size() &&
        options_.short_rows == ShortRows::kRefuse) {
      AddFault(row_line_, "", "TOO_FEW_CELLS",
               absl::StrCat("must have ", header_.size(),
                            " cells, one a heading; has ", cells_.size()));
      return;
    }
    bool fits = true;
    for (size_t i = 0; i < cells_.size(); ++i) fits = CheckLength(i) && fits;
    if (!fits) return;
    cells_.resize(header_.size());
    rows_.push_back({.line = row_line_, .cells = std::move(cells_)});
  }

  bool CheckLength(size_t i) {
    if (cells_[i].size() <= options_.max_cell_bytes) return true;
    AddFault(row_line_, ColumnName(i), "CELL_TOO_LONG",
             absl::StrCat("must be at most ", options_.max_cell_bytes,
                          " bytes; is ", cells_[i].size()));
    return false;
  }

  // How to call column `i` in a fault.
  std::string ColumnName(size_t i) const {
    if (i < header_.size() && !IsBlank(header_[i]) &&
        header_[i].size() <= options_.max_cell_bytes) {
      return header_[i];
    }
    return absl::StrCat("column ", i + 1);
  }

  const absl::string_view content_;
  const ReadOptions& options_;
  Faults& faults_;
  const size_t faults_before_;

  // The line being read, and those on which its row and the last cell that
  // goes over a line end begin.
  int line_ = 0;
  int row_line_ = 0;
  int cell_line_ = 0;
  // Whether the row goes on on the next line.
  bool in_row_ = false;
  // Whether a cell ended on this line.
  bool cell_ended_ = false;
  // Whether reading any further would be no use.
  bool stopped_ = false;
  std::vector<std::string> cells_;

  std::vector<std::string> header_;
  int header_line_ = 0;
  std::vector<Row> rows_;
};

}  // namespace

File::File(std::vector<std::string> header, int header_line,
           std::vector<Row> rows)
    : header_(std::move(header)),
      header_line_(header_line),
      rows_(std::move(rows)) {
  for (size_t i = 0; i < header_.size(); ++i) {
    columns_.try_emplace(PlainForm(header_[i]), i);
  }
}

std::optional<size_t> File::Column(absl::string_view heading) const {
  const auto it = columns_.find(PlainForm(heading));
  if (it == columns_.end()) return std::nullopt;
  return it->second;
}

std::optional<File> Read(absl::string_view content, const ReadOptions& options,
                         Faults& faults) {
  return Reader(content, options, faults).Read();
}

absl::StatusOr<File> Read(absl::string_view content,
                          const ReadOptions& options) {
  Faults faults;
  std::optional<File> file = Read(content, options, faults);
  if (!file) return faults.ToStatus();
  return *std::move(file);
}

}  // namespace tidemark::csv

#include "common/sheet/csv_rows.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include <csv.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/refusal.h"
#include "common/sheet/text.h"

namespace tidemark::sheet {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr absl::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr absl::string_view kUtf16BigMark = "\xFE\xFF";

// What libcsv is fed at once, and how much more room it takes for a cell that
// is larger than before.
constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr size_t kBufferBytes = size_t{16} << 10;

absl::Status UnknownEncoding(absl::string_view why) {
  return Refuse("ENCODING_UNKNOWN",
                absl::StrCat("the file's characters cannot be told: ", why,
                             "; save it as XLSX, or as CSV UTF-8"));
}

absl::Status NulByte() {
  return Refuse("NUL_BYTE",
                "the file is neither a workbook nor text; send XLSX, ODS or "
                "CSV");
}

absl::StatusOr<std::string> FromUtf16(absl::string_view bytes, bool big) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 2);
  const auto unit = [bytes, big](size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<uint32_t>(big ? first << 8 | second
                                     : second << 8 | first);
  };
  if (bytes.size() % 2 != 0) {
    return Refuse("FILE_TRUNCATED",
                  "the file ends within a character: it was probably not "
                  "copied completely; fetch or save it again");
  }
  for (size_t i = 0; i < bytes.size(); i += 2) {
    uint32_t code = unit(i);
    if (code >= 0xD800 && code <= 0xDFFF) {
      const uint32_t next =
          code < 0xDC00 && i + 4 <= bytes.size() ? unit(i + 2) : 0;
      if (next < 0xDC00 || next > 0xDFFF) {
        return UnknownEncoding("it is not the UTF-16 that it says it is");
      }
      code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
      i += 2;
    }
    if (code == 0) return NulByte();
    AppendUtf8(code, text);
  }
  return text;
}

// The characters of Windows-1252 from 0x80 to 0x9F; 0 where there is none.
constexpr uint32_t kWindows1252[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

absl::StatusOr<std::string> FromWindows1252(absl::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const uint32_t code =
        byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte;
    if (code == 0) return UnknownEncoding("it is neither UTF-8 nor Western");
    AppendUtf8(code, text);
  }
  return text;
}

// What an encoding is told by.
struct Census {
  bool utf8 = true;
  // Characters of more than one byte that are right in UTF-8.
  bool wide = false;
  bool nul = false;
};

Census Look(absl::string_view text) {
  Census census;
  size_t i = 0;
  while (i < text.size()) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (byte == 0) census.nul = true;
      ++i;
      continue;
    }
    const size_t length = CharacterLength(text.substr(i));
    if (length == 0) {
      census.utf8 = false;
      ++i;
    } else {
      census.wide = true;
      i += length;
    }
  }
  return census;
}

// The first line of `text` with its line end, which is CRLF, LF or CR.
absl::string_view FirstLine(absl::string_view text) {
  const size_t end = text.find_first_of("\r\n");
  if (end == absl::string_view::npos) return text;
  const bool crlf = absl::StartsWith(text.substr(end), "\r\n");
  return text.substr(0, end + (crlf ? 2 : 1));
}

// The one of , ; and tab of which the first line that is not blank has most,
// outside of quotes; a comma where there is none.
char FindDelimiter(absl::string_view text) {
  size_t commas = 0;
  size_t semicolons = 0;
  size_t tabs = 0;
  bool quoted = false;
  bool blank = true;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if ((c == '\n' || c == '\r') && !blank) break;
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) blank = false;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (tabs > commas && tabs > semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

// Takes off a first line such as "sep=;", which tells Excel the delimiter.
bool TakeDelimiterLine(absl::string_view& text, char& delimiter) {
  const absl::string_view line = FirstLine(text);
  const absl::string_view content =
      line.substr(0, std::min(line.find_first_of("\r\n"), line.size()));
  if (content.size() != 5 || !absl::StartsWithIgnoreCase(content, "sep=") ||
      !absl::StrContains(",;\t", content.substr(4))) {
    return false;
  }
  delimiter = content[4];
  text.remove_prefix(line.size());
  return true;
}

// Splits text into cells and rows with libcsv, which is fed line by line since
// it does not count rows.
class Splitter {
 public:
  Splitter(char delimiter, const Limits& limits, Rows& rows)
      : limits_(limits), rows_(rows) {
    started_ =
        csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) == 0;
    if (started_) {
      csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
      csv_set_blk_size(&parser_, kBufferBytes);
    }
  }
  ~Splitter() {
    if (started_) csv_free(&parser_);
  }
  Splitter(const Splitter&) = delete;
  Splitter& operator=(const Splitter&) = delete;

  absl::Status Split(absl::string_view text, int64_t first_row) {
    if (!started_) return absl::ResourceExhaustedError("no memory to read CSV");
    row_ = first_row - 1;
    while (!text.empty() && !rows_.finished()) {
      absl::string_view line = FirstLine(text);
      text.remove_prefix(line.size());
      if (!in_row_) BeginRow();
      while (!line.empty() && !rows_.finished()) {
        const absl::string_view piece = line.substr(0, kPieceBytes);
        line.remove_prefix(piece.size());
        TIDEMARK_RETURN_IF_ERROR(Feed(piece));
      }
    }
    if (rows_.finished()) return rows_.status();
    if (csv_fini(&parser_, &Splitter::OnCell, &Splitter::OnRow, this) != 0) {
      return Refuse("QUOTE_NOT_CLOSED",
                    "a cell begins with a quote that is never closed: either "
                    "the end of the file is missing, or a quote is",
                    Place());
    }
    return rows_.status();
  }

 private:
  void BeginRow() {
    ++row_;
    column_ = 0;
    in_row_ = true;
    rows_.BeginRow(row_);
  }

  absl::Status Feed(absl::string_view piece) {
    const size_t read = csv_parse(&parser_, piece.data(), piece.size(),
                                  &Splitter::OnCell, &Splitter::OnRow, this);
    if (rows_.finished()) return rows_.status();
    if (read != piece.size()) return QuoteRefusal();
    // The cell at hand, which `Rows` would see at its end only.
    if (parser_.entry_pos <= limits_.max_cell_bytes) return absl::OkStatus();
    if (parser_.quoted != 0) {
      return Refuse("QUOTE_NOT_CLOSED",
                    "a cell begins with a quote and goes on for longer than a "
                    "cell may: the quote that ends it is probably missing",
                    Place());
    }
    return Refuse("CELL_TOO_LONG",
                  absl::StrCat("a cell must have at most ",
                               limits_.max_cell_bytes, " bytes"),
                  Place());
  }

  static void OnCell(void* data, size_t size, void* splitter) {
    auto* const self = static_cast<Splitter*>(splitter);
    // After a limit was passed, the rest of a long line still comes.
    if (self->rows_.sheet_finished()) return;
    absl::string_view text(static_cast<const char*>(data), size);
    const int64_t column = self->column_++;
    if (text.empty()) return;
    text = WithoutApostrophe(text);
    self->rows_.Add(
        column, {.kind = Kind::kText, .text = PlainText(std::string(text))});
  }

  static void OnRow(int, void* splitter) {
    auto* const self = static_cast<Splitter*>(splitter);
    if (!self->in_row_) return;
    self->in_row_ = false;
    self->rows_.EndRow();
  }

  std::vector<std::pair<std::string, std::string>> Place() const {
    return {
        {"row", absl::StrCat(row_)},
        {"column",
         ColumnName(static_cast<int>(std::min<int64_t>(column_, 1'000'000)))}};
  }

  absl::Status QuoteRefusal() {
    if (parser_.status != CSV_EPARSE) {
      return absl::ResourceExhaustedError("no memory to read CSV");
    }
    if (parser_.quoted != 0) {
      return Refuse("TEXT_AFTER_QUOTE",
                    "something follows the quote that ends a cell; write each "
                    "quote within a cell twice, or save the file as XLSX",
                    Place());
    }
    return Refuse("QUOTE_IN_CELL",
                  "a quote stands in a cell that does not begin with one; put "
                  "the cell in quotes and write each quote within it twice, or "
                  "save the file as XLSX",
                  Place());
  }

  const Limits& limits_;
  Rows& rows_;
  csv_parser parser_;
  bool started_ = false;
  bool in_row_ = false;
  int64_t row_ = 0;
  int64_t column_ = 0;
};

}  // namespace

absl::Status ReadCsv(absl::string_view bytes, const Limits& limits, Rows& rows,
                     Source& source) {
  std::string converted;
  absl::string_view text = bytes;
  const bool big = absl::StartsWith(text, kUtf16BigMark);
  if (big || absl::StartsWith(text, kUtf16LittleMark)) {
    TIDEMARK_ASSIGN_OR_RETURN(converted, FromUtf16(text.substr(2), big));
    text = converted;
  } else {
    const bool marked = absl::StartsWith(text, kUtf8Mark);
    if (marked) text.remove_prefix(kUtf8Mark.size());
    const Census census = Look(text);
    if (census.nul) return NulByte();
    if (!census.utf8) {
      // Text in Windows-1252 that has what looks like UTF-8 in it is rarer
      // than UTF-8 that was damaged or put together from two files.
      if (marked || census.wide) {
        return UnknownEncoding("only parts of it are in UTF-8");
      }
      source.windows_1252 = true;
      TIDEMARK_ASSIGN_OR_RETURN(converted, FromWindows1252(text));
      text = converted;
    }
  }
  int64_t first_row = 1;
  if (TakeDelimiterLine(text, source.delimiter)) {
    ++first_row;
  } else {
    source.delimiter = FindDelimiter(text);
  }
  rows.BeginSheet("", /*hidden=*/false);
  TIDEMARK_RETURN_IF_ERROR(
      Splitter(source.delimiter, limits, rows).Split(text, first_row));
  rows.EndSheet();
  return rows.status();
}

}  // namespace tidemark::sheet

#include "common/sheet/reader.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/sheet/archive.h"
#include "common/sheet/csv_rows.h"
#include "common/sheet/ods.h"
#include "common/sheet/refusal.h"
#include "common/sheet/rows.h"
#include "common/sheet/xlsx.h"

namespace tidemark::sheet {
namespace {

constexpr absl::string_view kOleMark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr absl::string_view kZipMark = "PK\x03\x04";
constexpr absl::string_view kEmptyZipMark = "PK\x05\x06";
constexpr size_t kMaxSmallPart = size_t{4} << 20;
// Where the beginnings of kinds that have no mark at a fixed place are looked
// for.
constexpr size_t kBeginning = 1024;

absl::Status WrongKind(absl::string_view kind, absl::string_view fix) {
  return Refuse("FILE_WRONG_KIND",
                absl::StrCat("the file is ", kind, "; ", fix),
                {{"kind", std::string(kind)}});
}

absl::Status WrongKind(absl::string_view kind) {
  return WrongKind(kind, "send the spreadsheet itself, as XLSX, ODS or CSV");
}

// The names of things within an OLE file are in UTF-16.
bool ContainsWide(absl::string_view bytes, absl::string_view name) {
  std::string wide;
  for (const char c : name) {
    wide.push_back(c);
    wide.push_back('\0');
  }
  return absl::StrContains(bytes, wide);
}

absl::Status CheckOle(absl::string_view bytes) {
  if (ContainsWide(bytes, "EncryptedPackage")) {
    return Refuse("FILE_ENCRYPTED",
                  "the workbook is protected by a password; save it without "
                  "one and send that");
  }
  if (ContainsWide(bytes, "Workbook") || ContainsWide(bytes, "Book")) {
    return Refuse("FILE_LEGACY_XLS",
                  "the file is in the format of Excel before 2007 (.xls); open "
                  "it, choose Save As, Excel Workbook (.xlsx), and send that");
  }
  return WrongKind("an old Office document");
}

// Refuses what is well known not to be a spreadsheet.
absl::Status CheckBeginning(absl::string_view bytes) {
  struct Kind {
    absl::string_view mark;
    absl::string_view name;
  };
  static constexpr Kind kKinds[] = {
      {"\xFF\xD8\xFF", "a JPEG picture"},
      {"\x89PNG\r\n\x1A\n", "a PNG picture"},
      {"GIF87a", "a GIF picture"},
      {"GIF89a", "a GIF picture"},
      {absl::string_view("II*\0", 4), "a TIFF picture"},
      {absl::string_view("MM\0*", 4), "a TIFF picture"},
      {"%PDF-", "a PDF document"},
      {"{\\rtf", "an RTF document"},
      {"\x1F\x8B", "a gzip archive"},
      {"Rar!\x1A\x07", "a RAR archive"},
      {"7z\xBC\xAF\x27\x1C", "a 7z archive"},
      {"MZ\x90", "a program"},
      {"\x7F"
       "ELF",
       "a program"},
      {"SQLite format 3", "a database"},
  };
  for (const Kind& kind : kKinds) {
    if (absl::StartsWith(bytes, kind.mark)) return WrongKind(kind.name);
  }
  // The length of the first box comes before; it has no 16 million bytes.
  if (bytes.size() >= 12 && bytes[0] == '\0' && bytes.substr(4, 4) == "ftyp") {
    return WrongKind("a picture or video from a phone");
  }
  if (bytes.size() >= 12 && absl::StartsWith(bytes, "RIFF") &&
      (bytes.substr(8, 4) == "WEBP" || bytes.substr(8, 4) == "AVI " ||
       bytes.substr(8, 4) == "WAVE")) {
    return WrongKind("a picture, sound or video");
  }
  absl::string_view text = bytes.substr(0, kBeginning);
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  text = absl::StripLeadingAsciiWhitespace(text);
  if (absl::StartsWithIgnoreCase(text, "<!doctype html") ||
      absl::StartsWithIgnoreCase(text, "<html") ||
      absl::StartsWithIgnoreCase(text, "<table")) {
    return WrongKind("a web page, perhaps one that is called .xls",
                     "open it in a spreadsheet program, save it as XLSX and "
                     "send that");
  }
  if (absl::StartsWith(text, "<?xml")) {
    return WrongKind("an XML file",
                     "open it in a spreadsheet program, save it as XLSX and "
                     "send that");
  }
  return absl::OkStatus();
}

// Says what kind of workbook the archive is.
absl::StatusOr<Format> CheckArchive(Archive& archive) {
  bool word = false;
  bool slides = false;
  for (const std::string& name : archive.names()) {
    const std::string lower = absl::AsciiStrToLower(name);
    if (absl::EndsWith(lower, "vbaproject.bin") ||
        absl::StartsWith(lower, "xl/macrosheets/") ||
        absl::StartsWith(lower, "basic/") ||
        absl::StartsWith(lower, "scripts/")) {
      return Refuse("FILE_HAS_MACROS",
                    "the workbook has macros, which are never accepted; save "
                    "it as Excel Workbook (.xlsx) or ODS without them");
    }
    word = word || absl::StartsWith(lower, "word/");
    slides = slides || absl::StartsWith(lower, "ppt/");
  }
  if (archive.Has("mimetype") && archive.Has("content.xml")) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string type,
                              archive.ReadWhole("mimetype", kMaxSmallPart));
    constexpr absl::string_view kOds =
        "application/vnd.oasis.opendocument.spreadsheet";
    if (type != kOds && type != absl::StrCat(kOds, "-template")) {
      return WrongKind("an OpenDocument file, but not a spreadsheet");
    }
    if (archive.Has("META-INF/manifest.xml")) {
      TIDEMARK_ASSIGN_OR_RETURN(
          const std::string manifest,
          archive.ReadWhole("META-INF/manifest.xml", kMaxSmallPart));
      if (absl::StrContains(manifest, "encryption-data")) {
        return Refuse("FILE_ENCRYPTED",
                      "the workbook is protected by a password; save it "
                      "without one and send that");
      }
    }
    return Format::kOds;
  }
  if (!archive.Has("[Content_Types].xml")) {
    return WrongKind("a zip archive",
                     "unpack it and send the spreadsheet that is in it");
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::string types,
      archive.ReadWhole("[Content_Types].xml", kMaxSmallPart));
  if (absl::StrContains(types, "macroEnabled")) {
    return Refuse("FILE_HAS_MACROS",
                  "the workbook has macros, which are never accepted; save it "
                  "as Excel Workbook (.xlsx) without them");
  }
  if (absl::StrContains(types, "spreadsheetml.sheet.main+xml") ||
      absl::StrContains(types, "spreadsheetml.template.main+xml")) {
    return Format::kXlsx;
  }
  if (absl::StrContains(types, "sheet.binary")) {
    return WrongKind("a binary workbook (.xlsb)",
                     "save it as Excel Workbook (.xlsx) and send that");
  }
  if (word) return WrongKind("a Word document");
  if (slides) return WrongKind("a PowerPoint presentation");
  return WrongKind("an Office document, but not a spreadsheet");
}

struct Opened {
  Format format = Format::kCsv;
  // Unless it is CSV.
  std::unique_ptr<Archive> archive = nullptr;
};

absl::StatusOr<Opened> Open(absl::string_view bytes, const Limits& limits) {
  if (bytes.empty()) {
    return Refuse("FILE_EMPTY",
                  "the file is empty; it was probably not copied completely");
  }
  if (bytes.size() > limits.max_bytes) {
    return Refuse(
        "FILE_TOO_LARGE",
        absl::StrCat("the file must have at most ", limits.max_bytes >> 20,
                     " MB; send only the sheet that is asked for, or "
                     "split it"),
        {{"limit_bytes", absl::StrCat(limits.max_bytes)}});
  }
  if (absl::StartsWith(bytes, kOleMark)) return CheckOle(bytes);
  if (absl::StartsWith(bytes, kZipMark) ||
      absl::StartsWith(bytes, kEmptyZipMark)) {
    Opened opened;
    TIDEMARK_ASSIGN_OR_RETURN(opened.archive, Archive::Open(bytes, limits));
    TIDEMARK_ASSIGN_OR_RETURN(opened.format, CheckArchive(*opened.archive));
    return opened;
  }
  TIDEMARK_RETURN_IF_ERROR(CheckBeginning(bytes));
  return Opened();
}

}  // namespace

absl::string_view FormatName(Format format) {
  switch (format) {
    case Format::kXlsx:
      return "XLSX";
    case Format::kOds:
      return "ODS";
    case Format::kCsv:
      return "CSV";
  }
  return "";
}

absl::StatusOr<Format> Sniff(absl::string_view bytes, const Limits& limits) {
  TIDEMARK_ASSIGN_OR_RETURN(const Opened opened, Open(bytes, limits));
  return opened.format;
}

absl::StatusOr<Source> ReadSheet(absl::string_view bytes,
                                 const ReadOptions& options,
                                 absl::FunctionRef<bool(const Row& row)> take) {
  TIDEMARK_ASSIGN_OR_RETURN(const Opened opened, Open(bytes, options.limits));
  Source source{.format = opened.format};
  Rows rows(options, take);
  switch (opened.format) {
    case Format::kXlsx:
      TIDEMARK_RETURN_IF_ERROR(ReadXlsx(*opened.archive, options.limits, rows));
      break;
    case Format::kOds:
      TIDEMARK_RETURN_IF_ERROR(ReadOds(*opened.archive, options.limits, rows));
      break;
    case Format::kCsv:
      TIDEMARK_RETURN_IF_ERROR(ReadCsv(bytes, options.limits, rows, source));
      break;
  }
  TIDEMARK_ASSIGN_OR_RETURN(source.sheet, rows.Chosen());
  return source;
}

}  // namespace tidemark::sheet

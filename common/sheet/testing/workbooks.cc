#include "common/sheet/testing/workbooks.h"

#include <cstdio>
#include <cstdlib>

#include <zip.h>

#include "absl/strings/str_cat.h"

namespace tidemark::sheet::testing {
namespace {

void Require(bool ok) {
  if (ok) return;
  std::fputs("a zip archive could not be put together\n", stderr);
  std::abort();
}

constexpr char kHead[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr char kMain[] =
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships\"";
constexpr char kRelationships[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
    "relationships\">";
constexpr char kType[] =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

}  // namespace

std::string MakeZip(const std::vector<Part>& parts, bool packed) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
  Require(source != nullptr);
  zip_source_keep(source);
  zip_t* const archive =
      zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
  Require(archive != nullptr);
  for (const auto& [name, content] : parts) {
    zip_source_t* const part =
        zip_source_buffer(archive, content.data(), content.size(), 0);
    Require(part != nullptr);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), part,
                                           ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8);
    Require(index >= 0);
    const auto at = static_cast<zip_uint64_t>(index);
    Require(zip_set_file_compression(
                archive, at, packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 6) == 0);
    Require(zip_file_set_mtime(archive, at, 315'532'800, 0) == 0);
  }
  Require(zip_close(archive) == 0);
  Require(zip_source_open(source) == 0);
  Require(zip_source_seek(source, 0, SEEK_END) == 0);
  std::string bytes(static_cast<size_t>(zip_source_tell(source)), '\0');
  Require(zip_source_seek(source, 0, SEEK_SET) == 0);
  Require(zip_source_read(source, bytes.data(), bytes.size()) ==
          static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

std::vector<Part> PartsOfXlsx(const XlsxParts& parts) {
  return {
      {"[Content_Types].xml",
       absl::StrCat(
           kHead,
           "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
           "content-types\"><Override PartName=\"/xl/workbook.xml\" "
           "ContentType=\"application/vnd.openxmlformats-officedocument."
           "spreadsheetml.sheet.main+xml\"/></Types>")},
      {"_rels/.rels",
       absl::StrCat(kHead, kRelationships, "<Relationship Id=\"rId1\" Type=\"",
                    kType,
                    "officeDocument\" Target=\"xl/workbook.xml\"/>"
                    "</Relationships>")},
      {"xl/workbook.xml",
       absl::StrCat(kHead, "<workbook ", kMain, ">", parts.workbook,
                    "<sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>"
                    "</sheets></workbook>")},
      {"xl/_rels/workbook.xml.rels",
       absl::StrCat(kHead, kRelationships, "<Relationship Id=\"rId1\" Type=\"",
                    kType,
                    "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                    "<Relationship Id=\"rId2\" Type=\"",
                    kType,
                    "styles\" Target=\"styles.xml\"/>"
                    "<Relationship Id=\"rId3\" Type=\"",
                    kType,
                    "sharedStrings\" Target=\"sharedStrings.xml\"/>"
                    "</Relationships>")},
      {"xl/styles.xml", absl::StrCat(kHead, "<styleSheet ", kMain, ">",
                                     parts.formats, "</styleSheet>")},
      {"xl/sharedStrings.xml",
       absl::StrCat(kHead, "<sst ", kMain, ">", parts.strings, "</sst>")},
      {"xl/worksheets/sheet1.xml",
       absl::StrCat(kHead, "<worksheet ", kMain, ">", parts.sheet,
                    "</worksheet>")},
  };
}

std::string MakeXlsx(const XlsxParts& parts, bool packed) {
  return MakeZip(PartsOfXlsx(parts), packed);
}

std::vector<Part> PartsOfOds(absl::string_view tables,
                             absl::string_view styles) {
  return {
      {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
      {"content.xml",
       absl::StrCat(
           kHead,
           "<office:document-content "
           "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
           "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
           "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
           "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
           "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
           "xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:"
           "xmlns:calcext:1.0\"><office:automatic-styles>",
           styles,
           "</office:automatic-styles><office:body><office:spreadsheet>",
           tables,
           "</office:spreadsheet></office:body></office:document-content>")},
  };
}

std::string MakeOds(absl::string_view tables, absl::string_view styles,
                    bool packed) {
  return MakeZip(PartsOfOds(tables, styles), packed);
}

}  // namespace tidemark::sheet::testing

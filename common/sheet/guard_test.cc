// Files that are not what they should be: refused clearly, soon, and cheaply.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/sheet/reader.h"
#include "common/sheet/testing/workbooks.h"

namespace tidemark::sheet {
namespace {

using ::testing::HasSubstr;
using testing::MakeOds;
using testing::MakeXlsx;
using testing::MakeZip;
using testing::Part;

absl::Status Read(absl::string_view bytes) {
  return ReadSheet(bytes, {}, [](const Row&) { return true; }).status();
}

std::string Reason(absl::string_view bytes) { return ReasonOf(Read(bytes)); }

std::string Repeat(absl::string_view text, size_t times) {
  std::string repeated;
  repeated.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) absl::StrAppend(&repeated, text);
  return repeated;
}

std::string Wide(absl::string_view text) {
  std::string wide;
  for (const char c : text) wide += std::string({c, '\0'});
  return wide;
}

// Ten million cells, no two neighbours alike, so that they do not pack as
// densely as a bomb does.
std::string TenMillion(absl::string_view before, absl::string_view after) {
  std::string cells;
  cells.reserve(10'000'000 * (before.size() + after.size() + 1));
  uint32_t state = 7;
  for (int i = 0; i < 10'000'000; ++i) {
    state = state * 1664525 + 1013904223;
    absl::StrAppend(&cells, before);
    cells.push_back(static_cast<char>('0' + (state >> 24) % 10));
    absl::StrAppend(&cells, after);
  }
  return cells;
}

// What reading `bytes` costs in a process of its own.
struct Cost {
  double seconds = 0;
  long grown_kb = 0;
  std::string reason;
};

// The value of a line of /proc/self/status, in kB.
long MemoryOf(const std::string& name) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    long value = 0;
    if (absl::StartsWith(line, name + ":")) {
      std::sscanf(line.c_str() + name.size() + 1, "%ld", &value);
      return value;
    }
  }
  return 0;
}

double ProcessorSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Cost Measure(const std::string& bytes) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    // The peak so far is that of the process it comes from, and memory that
    // was given back could be used again unseen.
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5" << std::flush;
    const long before = MemoryOf("VmHWM");
    const double began = ProcessorSeconds();
    const std::string reason = Reason(bytes);
    const std::string line =
        absl::StrCat(ProcessorSeconds() - began, " ",
                     MemoryOf("VmHWM") - before, " ", reason);
    const ssize_t written = write(ends[1], line.data(), line.size());
    _exit(written == static_cast<ssize_t>(line.size()) ? 0 : 1);
  }
  close(ends[1]);
  char line[256] = {};
  const ssize_t size = read(ends[0], line, sizeof(line) - 1);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  Cost cost;
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_GT(size, 0);
  char reason[128] = {};
  EXPECT_GE(
      std::sscanf(line, "%lf %ld %127s", &cost.seconds, &cost.grown_kb, reason),
      2);
  cost.reason = reason;
  return cost;
}

// Sanitizers make everything some times slower and larger; without the
// optimizer, and beside other work, it is slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kSlower = 20;
#elif defined(__OPTIMIZE__)
constexpr double kSlower = 1;
#else
constexpr double kSlower = 10;
#endif

void ExpectRefusedSoon(const std::string& bytes, const std::string& reason) {
  const Cost cost = Measure(bytes);
  EXPECT_EQ(cost.reason, reason);
  std::printf("%-24s %6.2f s %7.1f MB\n", reason.c_str(), cost.seconds,
              static_cast<double>(cost.grown_kb) / 1024);
  EXPECT_LT(cost.seconds, 2 * kSlower);
  // The file itself is part of the 200 MB.
  EXPECT_LT(static_cast<double>(cost.grown_kb) +
                static_cast<double>(bytes.size()) / 1024,
            200 * 1024 * std::max(1.0, kSlower / 10));
}

TEST(KindTest, PicturesAndDocumentsAreRefusedByName) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"\xFF\xD8\xFF\xE0 JFIF", "JPEG"},
      {"\x89PNG\r\n\x1A\n....", "PNG"},
      {"GIF89a..", "GIF"},
      {"%PDF-1.7\n", "PDF"},
      {std::string("\0\0\0\x18", 4) + "ftypheic....", "phone"},
      {"RIFF....WEBPVP8 ", "picture"},
      {"{\\rtf1\\ansi", "RTF"},
      {"\x1F\x8B\x08", "gzip"},
      {"\n<HTML><table>", "web page"},
      {"<?xml version=\"1.0\"?><Workbook>", "XML"},
  };
  for (const auto& [bytes, name] : kinds) {
    const absl::Status status = Read(bytes);
    EXPECT_EQ(ReasonOf(status), "FILE_WRONG_KIND") << name;
    EXPECT_THAT(std::string(status.message()), HasSubstr(name));
    EXPECT_FALSE(Sniff(bytes).ok());
  }
}

TEST(KindTest, OldAndProtectedWorkbooksAreRefused) {
  const std::string ole =
      "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
  EXPECT_EQ(Reason(ole + Wide("Workbook")), "FILE_LEGACY_XLS");
  EXPECT_EQ(Reason(ole + Wide("EncryptedPackage")), "FILE_ENCRYPTED");
  EXPECT_EQ(Reason(ole + Wide("WordDocument")), "FILE_WRONG_KIND");
  auto parts = testing::PartsOfOds("");
  parts.push_back({"META-INF/manifest.xml",
                   "<manifest:file-entry><manifest:encryption-data/>"});
  EXPECT_EQ(Reason(MakeZip(parts)), "FILE_ENCRYPTED");
}

TEST(KindTest, WorkbooksWithMacrosAreRefused) {
  auto parts = testing::PartsOfXlsx({.sheet = "<sheetData/>"});
  for (const char* part : {"xl/vbaProject.bin", "XL/VBAPROJECT.BIN",
                           "xl/macrosheets/sheet1.xml"}) {
    auto with = parts;
    with.push_back({part, "x"});
    EXPECT_EQ(Reason(MakeZip(with)), "FILE_HAS_MACROS") << part;
  }
  parts[0].second = absl::StrReplaceAll(
      parts[0].second,
      {{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"
        "+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}});
  EXPECT_EQ(Reason(MakeZip(parts)), "FILE_HAS_MACROS");
  auto ods = testing::PartsOfOds("");
  ods.push_back({"Basic/Standard/Module1.xml", "x"});
  EXPECT_EQ(Reason(MakeZip(ods)), "FILE_HAS_MACROS");
}

TEST(KindTest, OtherArchivesAreRefused) {
  EXPECT_EQ(Reason(MakeZip({{"a.xlsx", "x"}})), "FILE_WRONG_KIND");
  auto parts = testing::PartsOfXlsx({});
  parts[0].second = absl::StrReplaceAll(
      parts[0].second, {{"spreadsheetml.sheet", "wordprocessingml.document"}});
  parts.push_back({"word/document.xml", "x"});
  EXPECT_THAT(std::string(Read(MakeZip(parts)).message()), HasSubstr("Word"));
  EXPECT_EQ(
      Reason(MakeZip({{"mimetype", "application/vnd.oasis.opendocument.text"},
                      {"content.xml", "<a/>"}})),
      "FILE_WRONG_KIND");
}

TEST(TruncationTest, NoPrefixOfAWorkbookIsTakenForAWhole) {
  const std::string xlsx =
      MakeXlsx({.sheet = "<sheetData><row><c><v>1</v></c></row></sheetData>"});
  const std::string ods = MakeOds(
      "<table:table><table:table-row><table:table-cell office:value-type="
      "\"float\" office:value=\"1\"/></table:table-row></table:table>");
  for (const std::string& whole : {xlsx, ods}) {
    EXPECT_TRUE(Read(whole).ok());
    for (size_t size = 4; size < whole.size(); ++size) {
      ASSERT_EQ(Reason(absl::string_view(whole).substr(0, size)),
                "FILE_TRUNCATED")
          << size << " of " << whole.size();
    }
  }
}

TEST(DamageTest, AChangedByteIsNoticedOrHarmless) {
  const std::string whole =
      MakeXlsx({.sheet = "<sheetData><row><c><v>1</v></c></row></sheetData>"},
               /*packed=*/false);
  int refused = 0;
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    if (!Read(damaged).ok()) ++refused;
  }
  EXPECT_GT(refused, 100);
}

TEST(XmlTest, EntitiesAreNeverExpanded) {
  std::string bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    absl::StrAppend(&bomb, "<!ENTITY ", std::string(1, c), " \"",
                    Repeat(absl::StrCat("&", before, ";"), 10), "\">");
  }
  bomb += "]><worksheet>&i;</worksheet>";
  auto parts = testing::PartsOfXlsx({});
  parts.back().second = bomb;
  ExpectRefusedSoon(MakeZip(parts), "FILE_DAMAGED");
  parts.back().second =
      "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><worksheet/>";
  EXPECT_EQ(Reason(MakeZip(parts)), "FILE_DAMAGED");
}

TEST(XmlTest, EndlessDepthAndEndlessTagsAreRefused) {
  auto parts = testing::PartsOfXlsx({});
  parts.back().second = Repeat("<a>", 5'000'000);
  ExpectRefusedSoon(MakeZip(parts), "FILE_DAMAGED");
  parts.back().second =
      absl::StrCat("<a b=\"", Repeat("x", 100'000'000), "\"/>");
  ExpectRefusedSoon(MakeZip(parts, /*packed=*/true), "FILE_UNPACKS_TOO_LARGE");
  parts.back().second =
      absl::StrCat("<a b=\"", Repeat("x", 16'000'000), "\"/>");
  ExpectRefusedSoon(MakeZip(parts), "FILE_DAMAGED");
}

TEST(BombTest, AWorkbookThatUnpacksToFarMoreIsRefused) {
  auto parts = testing::PartsOfXlsx({});
  parts.back().second = std::string(64 << 20, ' ');
  ExpectRefusedSoon(MakeZip(parts), "FILE_UNPACKS_TOO_LARGE");
  // In many parts, each of them small.
  parts.back().second = "<worksheet/>";
  for (int i = 0; i < 60; ++i) {
    parts.push_back({absl::StrCat("xl/media/", i), std::string(10 << 20, ' ')});
  }
  ExpectRefusedSoon(MakeZip(parts), "FILE_UNPACKS_TOO_LARGE");
}

TEST(BombTest, ASizeThatIsNotTrueDoesNotHelp) {
  auto parts = testing::PartsOfXlsx({});
  parts.back().second = absl::StrCat(
      "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/"
      "main\"><sheetData>",
      Repeat("<row/>", 500'000), "</sheetData></worksheet>");
  const auto little = [](size_t n) {
    std::string text;
    for (int i = 0; i < 4; ++i) text.push_back(static_cast<char>(n >> 8 * i));
    return text;
  };
  const std::string honest = MakeZip(parts);
  // Both the directory and the part's own header say 100 bytes.
  const std::string lying = absl::StrReplaceAll(
      honest, {{little(parts.back().second.size()), little(100)}});
  ASSERT_NE(lying, honest);
  const ReadOptions options = {.limits = {.max_unpacked_bytes = 1 << 20}};
  for (const std::string& bytes : {honest, lying}) {
    EXPECT_EQ(
        ReasonOf(ReadSheet(bytes, options, [](const Row&) { return true; })
                     .status()),
        "FILE_UNPACKS_TOO_LARGE");
  }
}

TEST(BombTest, PartsThatShareTheirBytesAreRefused) {
  // The directory names the same bytes a hundred times, as the densest zip
  // bombs do.
  const std::string body = std::string(1 << 20, 'x');
  const std::string one = MakeZip({{"a", body}}, /*packed=*/false);
  const size_t directory = one.rfind("PK\x01\x02");
  const size_t end = one.rfind("PK\x05\x06");
  ASSERT_NE(directory, std::string::npos);
  const std::string entry = one.substr(directory, end - directory);
  std::string bytes =
      one.substr(0, directory) + Repeat(entry, 100) + one.substr(end);
  const size_t tail = bytes.rfind("PK\x05\x06");
  bytes[tail + 8] = bytes[tail + 10] = 100;
  const auto size = static_cast<uint32_t>(entry.size() * 100);
  for (size_t i = 0; i < 4; ++i) {
    bytes[tail + 12 + i] = static_cast<char>(size >> 8 * i);
  }
  const std::string reason = Reason(bytes);
  EXPECT_TRUE(reason == "FILE_UNPACKS_TOO_LARGE" || reason == "FILE_DAMAGED")
      << reason;
}

TEST(BombTest, ManyPartsAreRefused) {
  std::vector<Part> parts = testing::PartsOfXlsx({});
  for (int i = 0; i < 60'000; ++i) parts.push_back({absl::StrCat("p", i), ""});
  ExpectRefusedSoon(MakeZip(parts, /*packed=*/false), "FILE_UNPACKS_TOO_LARGE");
}

TEST(WidthTest, TenMillionColumnsAreRefusedInEachFormat) {
  ExpectRefusedSoon(Repeat("a,", 10'000'000), "TOO_MANY_COLUMNS");
  // Without text in them there is nothing to refuse but nothing.
  ExpectRefusedSoon(Repeat(",", 10'000'000), "FILE_EMPTY");
  ExpectRefusedSoon(
      MakeXlsx({.sheet = absl::StrCat("<sheetData><row>",
                                      TenMillion("<c><v>", "</v></c>"),
                                      "</row></sheetData>")}),
      "TOO_MANY_COLUMNS");
  ExpectRefusedSoon(
      MakeXlsx({.sheet = absl::StrCat("<sheetData><row>",
                                      TenMillion("<c s=\"", "\"/>"),
                                      "</row></sheetData>")}),
      "TOO_MANY_COLUMNS");
  ExpectRefusedSoon(MakeOds("<table:table><table:table-row><table:table-cell "
                            "table:number-columns-repeated=\"10000000\" "
                            "office:value-type=\"float\" office:value=\"1\"/>"
                            "</table:table-row></table:table>"),
                    "TOO_MANY_COLUMNS");
  ExpectRefusedSoon(
      MakeOds("<table:table><table:table-row "
              "table:number-rows-repeated=\"10000000\"><table:table-cell "
              "office:value-type=\"float\" office:value=\"1\"/>"
              "</table:table-row></table:table>"),
      "TOO_MANY_ROWS");
  EXPECT_EQ(Reason(MakeXlsx({.sheet = "<sheetData><row r=\"1048577\"/>"
                                      "</sheetData>"})),
            "TOO_MANY_ROWS");
}

TEST(WidthTest, MillionsOfCellsWithNothingInThemAreRefused) {
  // As many rows of a thousand as make ten million.
  std::string rows = TenMillion("<c s=\"", "\"/>");
  const size_t thousand = rows.size() / 10'000;
  std::string sheet = "<sheetData>";
  for (size_t at = 0; at < rows.size(); at += thousand) {
    absl::StrAppend(&sheet, "<row>",
                    absl::string_view(rows).substr(at, thousand), "</row>");
  }
  sheet += "</sheetData>";
  ExpectRefusedSoon(MakeXlsx({.sheet = sheet}), "FILE_UNPACKS_TOO_LARGE");
}

TEST(WidthTest, OneEndlessCellIsRefused) {
  ExpectRefusedSoon(absl::StrCat("a,\"", std::string(30 << 20, 'x')),
                    "QUOTE_NOT_CLOSED");
  ExpectRefusedSoon(std::string(30 << 20, 'x'), "CELL_TOO_LONG");
  ExpectRefusedSoon(
      MakeOds("<table:table><table:table-row><table:table-cell "
              "office:value-type=\"string\"><text:p>" +
              Repeat("<text:s text:c=\"2000000000\"/>", 10'000) +
              "</text:p></table:table-cell></table:table-row></table:table>"),
      "CELL_TOO_LONG");
}

TEST(NoiseTest, RandomBytesAreRefused) {
  std::string noise;
  uint32_t state = 7;
  for (int i = 0; i < 1 << 20; ++i) {
    state = state * 1664525 + 1013904223;
    noise.push_back(static_cast<char>(state >> 24));
  }
  ExpectRefusedSoon(noise, "NUL_BYTE");
  ExpectRefusedSoon("PK\x03\x04" + noise, "FILE_TRUNCATED");
}

}  // namespace
}  // namespace tidemark::sheet

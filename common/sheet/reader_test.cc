#include "common/sheet/reader.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/sheet/testing/workbooks.h"

namespace tidemark::sheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MakeOds;
using testing::MakeXlsx;
using testing::MakeZip;
using ::testing::Not;

// A cell as `kind:text`, where text is what needs no kind; `=` before it says
// that it comes from a formula.
std::string Show(const Cell& cell) {
  std::string formula = cell.formula ? "=" : "";
  switch (cell.kind) {
    case Kind::kEmpty:
      return formula;
    case Kind::kText:
      return absl::StrCat(formula, cell.text);
    case Kind::kNumber:
      return absl::StrCat(formula, "number:", cell.text);
    case Kind::kDate:
      return absl::StrCat(formula, "date:", cell.text);
    case Kind::kTime:
      return absl::StrCat(formula, "time:", cell.text);
    case Kind::kBoolean:
      return absl::StrCat(formula, "boolean:", cell.text);
    case Kind::kError:
      return absl::StrCat(formula, "error:", cell.text);
  }
  return "";
}

// The rows as `number: cell|cell`, or the reason why there are none.
std::vector<std::string> ReadAll(absl::string_view bytes,
                                 const ReadOptions& options = {}) {
  std::vector<std::string> rows;
  const auto source = ReadSheet(bytes, options, [&](const Row& row) {
    std::string text = absl::StrCat(row.number, ":");
    for (size_t i = 0; i < row.cells.size(); ++i) {
      absl::StrAppend(&text, i == 0 ? " " : "|", Show(row.cells[i]));
    }
    rows.push_back(text);
    return true;
  });
  if (!source.ok()) return {ReasonOf(source.status())};
  return rows;
}

absl::Status StatusOf(absl::string_view bytes,
                      const ReadOptions& options = {}) {
  return ReadSheet(bytes, options, [](const Row&) { return true; }).status();
}

// A row of an XLSX sheet.
std::string Sheet(absl::string_view rows) {
  return MakeXlsx({.sheet = absl::StrCat("<sheetData>", rows, "</sheetData>")});
}

std::string Table(absl::string_view rows) {
  return MakeOds(absl::StrCat("<table:table table:name=\"Data\">", rows,
                              "</table:table>"));
}

TEST(ColumnNameTest, CountsAsSpreadsheetsDo) {
  EXPECT_EQ(ColumnName(0), "A");
  EXPECT_EQ(ColumnName(25), "Z");
  EXPECT_EQ(ColumnName(26), "AA");
  EXPECT_EQ(ColumnName(27), "AB");
  EXPECT_EQ(ColumnName(701), "ZZ");
  EXPECT_EQ(ColumnName(702), "AAA");
  EXPECT_EQ(ColumnName(16383), "XFD");
}

TEST(XlsxTest, TextIsReadHoweverItIsStored) {
  EXPECT_THAT(
      ReadAll(MakeXlsx({.sheet = R"(<sheetData><row r="1">
             <c r="A1" t="s"><v>0</v></c>
             <c r="B1" t="s"><v>1</v></c>
             <c r="C1" t="inlineStr"><is><t>in line</t></is></c>
             <c r="D1" t="inlineStr"><is><r><t>of </t></r><r><rPr><b/></rPr>
               <t>two</t></r></is></c>
             <c r="E1" t="str"><v>no formula</v></c>
             </row></sheetData>)",
                        .strings = R"(<si><t>shared</t></si>
             <si><r><rPr><b/></rPr><t>bold</t></r><r><t xml:space="preserve">
and plain</t></r><rPh sb="0" eb="1"><t>said</t></rPh></si>)"})),
      ElementsAre("1: shared|bold\nand plain|in line|of two|no formula"));
}

TEST(XlsxTest, EscapedAndSpecialCharactersAreRestored) {
  EXPECT_THAT(
      ReadAll(Sheet(R"(<row r="1">
        <c t="inlineStr"><is><t>a_x000D_
b &amp; &lt;c&gt; &#163;5 &#x2019;</t></is></c>
        <c t="inlineStr"><is><t>_x005F_x0041_ _x0041 _xZZZZ_ _xD800_</t></is></c>
        </row>)")),
      ElementsAre("1: a\nb & <c> £5 \xE2\x80\x99|_x0041_ _x0041 _xZZZZ_ "
                  "_xD800_"));
}

TEST(XlsxTest, NumbersReadAsAPersonWouldTypeThem) {
  EXPECT_THAT(ReadAll(Sheet(R"(<row r="1">
      <c><v>2</v></c><c><v>2.0</v></c><c><v>-2</v></c><c><v>0.1</v></c>
      <c><v>0.30000000000000004</v></c><c><v>4857773456</v></c>
      <c><v>1.234567890123E12</v></c><c><v>1.0000000000000001E-5</v></c>
      <c><v>123456789012345678</v></c><c><v>-0</v></c><c><v>1e300</v></c>
      <c><v>1234.5</v></c></row>)")),
              ElementsAre("1: number:2|number:2|number:-2|number:0.1|number:0.3"
                          "|number:4857773456|number:1234567890123"
                          "|number:0.00001|number:123456789012345680"
                          "|number:0|number:1e+300|number:1234.5"));
}

TEST(XlsxTest, FormatsSayWhatNumbersStandFor) {
  const std::string formats = R"(<numFmts>
      <numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/>
      <numFmt numFmtId="165" formatCode="[$-809]dd\ mmmm\ yyyy"/>
      <numFmt numFmtId="166" formatCode="0000000000"/>
      <numFmt numFmtId="167" formatCode="[h]:mm"/>
      <numFmt numFmtId="168" formatCode="&quot;day &quot;0"/>
      <numFmt numFmtId="169" formatCode="[Red]0.0"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>
      <xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>
      <xf numFmtId="9"/><xf numFmtId="20"/><xf numFmtId="167"/>
      <xf numFmtId="168"/><xf numFmtId="169"/></cellXfs>)";
  EXPECT_THAT(
      ReadAll(MakeXlsx({.sheet = R"(<sheetData><row r="1">
        <c s="0"><v>46347</v></c><c s="1"><v>46347</v></c>
        <c s="2"><v>46347.604166666664</v></c><c s="3"><v>46347</v></c>
        <c s="4"><v>46347</v></c><c s="5"><v>4857</v></c>
        <c s="6"><v>0.55</v></c><c s="7"><v>0.6041666666666666</v></c>
        <c s="8"><v>1.1041666666666667</v></c><c s="9"><v>7</v></c>
        <c s="10"><v>7</v></c><c s="99"><v>7</v></c>
        </row></sheetData>)",
                        .formats = formats})),
      ElementsAre("1: number:46347|date:2026-11-21|date:2026-11-21 14:30:00"
                  "|date:2026-11-21|date:2026-11-21|number:0000004857"
                  "|number:55%|time:14:30:00|time:26:30:00|number:7|number:7"
                  "|number:7"));
}

TEST(XlsxTest, DatesCountFrom1900OrFrom1904) {
  const std::string formats = "<cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs>";
  const std::string sheet = R"(<sheetData><row r="1">
      <c s="1"><v>0</v></c><c s="1"><v>1</v></c><c s="1"><v>59</v></c>
      <c s="1"><v>60</v></c><c s="1"><v>61</v></c><c s="1"><v>36584</v></c>
      <c s="1"><v>2958465</v></c><c s="1"><v>2958466</v></c>
      <c s="1"><v>-1</v></c></row></sheetData>)";
  EXPECT_THAT(ReadAll(MakeXlsx({.sheet = sheet, .formats = formats})),
              ElementsAre("1: number:0|date:1900-01-01|date:1900-02-28"
                          "|number:60|date:1900-03-01|date:2000-02-28"
                          "|date:9999-12-31|number:2958466|number:-1"));
  EXPECT_THAT(
      ReadAll(MakeXlsx({.sheet = R"(<sheetData><row r="1"><c s="1"><v>0</v></c>
                       <c s="1"><v>44885</v></c></row></sheetData>)",
                        .formats = formats,
                        .workbook = "<workbookPr date1904=\"1\"/>"})),
      ElementsAre("1: date:1904-01-01|date:2026-11-21"));
}

TEST(XlsxTest, DatesInIsoFormAreDatesIfThereIsSuchADay) {
  EXPECT_THAT(ReadAll(Sheet(R"(<row r="1"><c t="d"><v>2024-02-29</v></c>
      <c t="d"><v>2026-11-21T14:30:00Z</v></c><c t="d"><v>2025-02-29</v></c>
      <c t="d"><v>soon</v></c></row>)")),
              ElementsAre("1: date:2024-02-29|date:2026-11-21 14:30:00"
                          "|2025-02-29|soon"));
}

TEST(XlsxTest, BooleansErrorsAndFormulasAreToldApart) {
  EXPECT_THAT(
      ReadAll(Sheet(R"(<row r="1">
      <c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#DIV/0!</v></c>
      <c><f>A1+1</f><v>3</v></c><c t="str"><f>A1&amp;"x"</f><v>1x</v></c>
      <c t="b"><f>1=1</f><v>1</v></c><c t="e"><f>1/0</f><v>#N/A</v></c>
      <c><f t="shared" si="0"/><v>4</v></c><c><f>NOW()</f></c>
      <c t="str"><f>""</f><v></v></c></row>)")),
      ElementsAre("1: boolean:TRUE|boolean:FALSE|error:#DIV/0!|=number:3|=1x"
                  "|=boolean:TRUE|=error:#N/A|=number:4|=|="));
}

TEST(XlsxTest, SparseRowsAndCellsKeepTheirPlaces) {
  EXPECT_THAT(ReadAll(Sheet(R"(
      <row r="2" hidden="1"><c r="C2"><v>1</v></c><c r="E2" s="3"/></row>
      <row r="3"><c r="A3" s="1"/><c r="B3" t="s"/></row>
      <row r="7"><c r="AB7"><v>2</v></c></row>
      <row><c><v>3</v></c><c/><c><v>4</v></c></row>
      <row r="1048576"><c r="A1048576" s="1"/></row>)")),
              ElementsAre("2: ||number:1",
                          absl::StrCat("7: ", std::string(27, '|'), "number:2"),
                          "8: number:3||number:4"));
}

TEST(XlsxTest, PrefixesAndTheStrictEditionMakeNoDifference) {
  auto parts = testing::PartsOfXlsx({});
  parts[6].second =
      "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
      "xmlns:y=\"urn:other\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c>"
      "<y:c><y:v>9</y:v></y:c><v xmlns=\"urn:other\">9</v>"
      "<x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>";
  EXPECT_THAT(ReadAll(MakeZip(parts)), ElementsAre("1: number:1|number:2"));
}

TEST(XlsxTest, WhatDoesNotFitTogetherIsRefused) {
  EXPECT_THAT(ReadAll(Sheet("<row r=\"1\"><c t=\"s\"><v>0</v></c></row>")),
              ElementsAre("FILE_DAMAGED"));
  EXPECT_THAT(ReadAll(Sheet("<row r=\"1\"><c><v>one</v></c></row>")),
              ElementsAre("FILE_DAMAGED"));
  EXPECT_THAT(ReadAll(Sheet("<row r=\"x\"/>")), ElementsAre("FILE_DAMAGED"));
  EXPECT_THAT(ReadAll(Sheet("<row r=\"2\"/><row r=\"2\"/>")),
              ElementsAre("FILE_DAMAGED"));
  EXPECT_THAT(ReadAll(Sheet("<row r=\"1\"><c r=\"1\"><v>1</v></c></row>")),
              ElementsAre("FILE_DAMAGED"));
  EXPECT_THAT(ReadAll(Sheet("<row>")), ElementsAre("FILE_DAMAGED"));
  auto parts = testing::PartsOfXlsx({});
  parts.pop_back();
  EXPECT_THAT(ReadAll(MakeZip(parts)), ElementsAre("FILE_DAMAGED"));
}

TEST(OdsTest, EachKindOfCellIsRead) {
  EXPECT_THAT(
      ReadAll(Table(R"(<table:table-row>
<table:table-cell office:value-type="string"><text:p>text</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="2"><text:p>2.00</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="7"><text:p>007</text:p></table:table-cell>
<table:table-cell office:value-type="percentage" office:value="0.55"><text:p>55%</text:p></table:table-cell>
<table:table-cell office:value-type="currency" office:currency="GBP" office:value="12.5"><text:p>£12.50</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-11-21"><text:p>21/11/26</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-11-21T14:30:00"><text:p>x</text:p></table:table-cell>
<table:table-cell office:value-type="time" office:time-value="PT26H30M00S"><text:p>x</text:p></table:table-cell>
<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
<table:table-cell table:formula="of:=[.B1]+1" office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>
<table:table-cell table:formula="of:=&quot;x&quot;" office:value-type="string" office:string-value="x"/>
</table:table-row>)")),
      ElementsAre("1: text|number:2|number:007|number:55%|number:12.5"
                  "|date:2026-11-21|date:2026-11-21 14:30:00|time:26:30:00"
                  "|boolean:TRUE|=error:#DIV/0!|=number:3|=x"));
}

TEST(OdsTest, ParagraphsSpacesAndLineBreaksAreKept) {
  EXPECT_THAT(ReadAll(Table(R"(<table:table-row>
<table:table-cell office:value-type="string"><text:p>one</text:p><text:p/><text:p>t<text:span>w</text:span>o</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>a
   b<text:s text:c="3"/>c<text:tab/>d<text:line-break/>e <text:s/> </text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p><text:s/>x <text:a>link</text:a> </text:p><text:p> y</text:p></table:table-cell>
</table:table-row>)")),
              ElementsAre("1: one\n\ntwo|a b   c\td\ne   | x link \n y"));
}

TEST(OdsTest, NotesAndDrawingsAreNotPartOfACell) {
  EXPECT_THAT(ReadAll(MakeOds(R"(
<table:tracked-changes><table:cell-content-change><table:table-cell office:value-type="string"><text:p>old</text:p></table:table-cell></table:cell-content-change></table:tracked-changes>
<table:table table:name="Data"><table:shapes><draw:frame><text:p>shape</text:p></draw:frame></table:shapes>
<table:table-row>
<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p><draw:frame><text:p>box</text:p></draw:frame></table:table-cell>
<table:table-cell><office:annotation><text:p>note</text:p></office:annotation></table:table-cell>
<table:table-cell office:value-type="string"><text:p>b<draw:a><text:p>x</text:p></draw:a>c</text:p></table:table-cell>
</table:table-row></table:table>)")),
              ElementsAre("1: a||bc"));
}

TEST(OdsTest, RepeatedAndCoveredCellsKeepTheOthersInPlace) {
  EXPECT_THAT(ReadAll(Table(R"(
<table:table-header-rows><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row></table:table-header-rows>
<table:table-row-group><table:table-row table:number-rows-repeated="2">
<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>m</text:p></table:table-cell>
<table:covered-table-cell/>
<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/>
<table:table-cell table:number-columns-repeated="16000"/>
</table:table-row></table:table-row-group>
<table:table-row><table:table-cell office:value-type="string"><text:p>z</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384" table:style-name="ce1"/></table:table-row>)")),
              ElementsAre("3: m||number:1|number:1", "4: m||number:1|number:1",
                          "5: z"));
}

TEST(SheetsTest, TheFirstVisibleSheetWithSomethingInItIsRead) {
  const std::string styles =
      "<style:style style:name=\"ta1\" style:family=\"table\">"
      "<style:table-properties table:display=\"false\"/></style:style>";
  const std::string row =
      "<table:table-row><table:table-cell office:value-type=\"string\">"
      "<text:p>x</text:p></table:table-cell></table:table-row>";
  const std::string bytes = MakeOds(
      absl::StrCat("<table:table table:name=\"Hidden\" "
                   "table:style-name=\"ta1\">",
                   row, "</table:table><table:table table:name=\"Blank\"/>",
                   "<table:table table:name=\"Third\">", row,
                   "</table:table><table:table table:name=\"Fourth\">", row,
                   "</table:table>"),
      styles);
  int rows = 0;
  const auto source = ReadSheet(bytes, {}, [&](const Row&) {
    ++rows;
    return true;
  });
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(source->sheet, "Third");
  EXPECT_EQ(source->format, Format::kOds);
  EXPECT_EQ(rows, 1);
}

TEST(SheetsTest, TheSheetWithTheHeaderIsReadFromTheHeaderOn) {
  auto parts = testing::PartsOfXlsx(
      {.sheet = "<sheetData><row><c><v>1</v></c></row></sheetData>"});
  const auto find_and_replace = [](std::string& in, absl::string_view from,
                                   absl::string_view to) {
    in = absl::StrReplaceAll(in, {{from, to}});
  };
  find_and_replace(parts[2].second, "</sheets>",
                   "<sheet name=\"Two\" sheetId=\"2\" r:id=\"rId9\" "
                   "state=\"hidden\"/></sheets>");
  find_and_replace(parts[3].second, "</Relationships>",
                   "<Relationship Id=\"rId9\" Type=\"x/worksheet\" "
                   "Target=\"/xl/two.xml\"/></Relationships>");
  parts.push_back({"xl/two.xml",
                   "<worksheet xmlns=\"http://schemas.openxmlformats.org/"
                   "spreadsheetml/2006/main\"><sheetData>"
                   "<row><c t=\"str\"><v>Title</v></c></row>"
                   "<row/><row><c t=\"str\"><v>Person</v></c></row>"
                   "<row><c t=\"str\"><v>P-1</v></c></row>"
                   "</sheetData></worksheet>"});
  const std::string bytes = MakeZip(parts);
  ReadOptions options;
  options.is_header = [](const Row& row) {
    return row.cell(0).text == "Person";
  };
  EXPECT_THAT(ReadAll(bytes, options), ElementsAre("3: Person", "4: P-1"));
  EXPECT_THAT(ReadAll(bytes), ElementsAre("1: number:1"));
  options.header_within = 1;
  EXPECT_THAT(ReadAll(bytes, options), ElementsAre("SHEET_NOT_FOUND"));
  options.is_header = [](const Row&) { return false; };
  EXPECT_THAT(ReadAll("a,b\n", options), ElementsAre("SHEET_NOT_FOUND"));
}

TEST(SheetsTest, ReadingEndsWhenTheCallerHasEnough) {
  int rows = 0;
  const auto source =
      ReadSheet("a\nb\nc\nd\"e\n", {}, [&](const Row&) { return ++rows < 2; });
  EXPECT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(rows, 2);
}

TEST(CsvTest, EncodingsAndLineEndsMakeNoDifference) {
  // Every character of this is two bytes in UTF-16, of which one is 0.
  const std::string western = "a,\xA3\r\n1,2";
  std::string little = "\xFF\xFE";
  std::string big = "\xFE\xFF";
  for (const char c : western) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  const std::vector<std::string> contents = {
      "a,£\r\n1,2\r\n", "a,£\n1,2", "a,£\r1,2\r", "\xEF\xBB\xBF\"a\",£\n1,2\n",
      western,          little,     big};
  for (const std::string& content : contents) {
    EXPECT_THAT(ReadAll(content), ElementsAre("1: a|£", "2: 1|2")) << content;
  }
}

TEST(CsvTest, CharactersBeyondTheBasicPlaneAreReadFromUtf16) {
  EXPECT_THAT(ReadAll(absl::string_view("\xFF\xFE\x3D\xD8\x00\xDE,\0b\0", 10)),
              ElementsAre("1: \xF0\x9F\x98\x80|b"));
  EXPECT_THAT(ReadAll(absl::string_view("\xFF\xFE\x3D\xD8,\0b\0", 8)),
              ElementsAre("ENCODING_UNKNOWN"));
  EXPECT_THAT(ReadAll(absl::string_view("\xFF\xFE"
                                        "a\0b",
                                        5)),
              ElementsAre("FILE_TRUNCATED"));
}

TEST(CsvTest, Windows1252IsToldFromDamagedUtf8) {
  const auto source = ReadSheet(
      "It\x92s \x80"
      "5\n",
      {}, [](const Row& row) {
        EXPECT_EQ(row.cell(0).text,
                  "It\xE2\x80\x99s \xE2\x82\xAC"
                  "5");
        return true;
      });
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_TRUE(source->windows_1252);
  EXPECT_THAT(ReadAll("caf\xC3\xA9,caf\xE9\n"),
              ElementsAre("ENCODING_UNKNOWN"));
  EXPECT_THAT(ReadAll("caf\xC3\xA9,caf\xC3"), ElementsAre("ENCODING_UNKNOWN"));
  EXPECT_THAT(ReadAll("a\x81\n"), ElementsAre("ENCODING_UNKNOWN"));
}

TEST(CsvTest, TheDelimiterIsFoundInTheFirstLine) {
  EXPECT_THAT(ReadAll("a;b, c\n1;2,5\n"), ElementsAre("1: a;b|c", "2: 1;2|5"));
  EXPECT_THAT(ReadAll("a;b;c, d\n1;2,5;3\n"),
              ElementsAre("1: a|b|c, d", "2: 1|2,5|3"));
  EXPECT_THAT(ReadAll("\n\"a,b,c\";b\n1;2\n"),
              ElementsAre("2: a,b,c|b", "3: 1|2"));
  EXPECT_THAT(ReadAll("a\tb\n1\t\t\"2\n3\"\n"),
              ElementsAre("1: a|b", "2: 1||2\n3"));
  EXPECT_THAT(ReadAll("sep=;\r\na,b,c;d\r\n"), ElementsAre("2: a,b,c|d"));
  EXPECT_THAT(ReadAll("alone\n1\n"), ElementsAre("1: alone", "2: 1"));
}

TEST(CsvTest, CellsAreTextJustAsTheyStand) {
  EXPECT_THAT(
      ReadAll(
          "id,date,n\n007,21/11/2026,1.50\n\"a \"\"b\"\"\",\"x\r\ny\",\"\"\n"
          " spaced ,\" kept \",'=1+1\n'tis,'-2,''=x\n"),
      ElementsAre("1: id|date|n", "2: 007|21/11/2026|1.50", "3: a \"b\"|x\ny",
                  "4: spaced| kept |=1+1", "5: 'tis|'-2|'=x"));
}

TEST(CsvTest, RowsAreCountedAsASpreadsheetShowsThem) {
  EXPECT_THAT(ReadAll("\r\na,b,,\r\n,,,\r\n\"x\ny\",1\r\nz,,\r\n\r\n"),
              ElementsAre("2: a|b", "4: x\ny|1", "5: z"));
}

TEST(CsvTest, QuotesThatNobodyCanReadAreRefusedWithTheirPlace) {
  EXPECT_THAT(ReadAll("a,b\n1,\"2\n3,4\n"), ElementsAre("QUOTE_NOT_CLOSED"));
  EXPECT_THAT(ReadAll("a,b\n1,\"2\"x\n"), ElementsAre("TEXT_AFTER_QUOTE"));
  EXPECT_THAT(ReadAll("a,b\n1,2\"x\n"), ElementsAre("QUOTE_IN_CELL"));
  EXPECT_THAT(ReadAll(absl::string_view("a,b\n1,\0", 7)),
              ElementsAre("NUL_BYTE"));
}

TEST(EmptyTest, AFileWithNothingInItIsRefused) {
  EXPECT_THAT(ReadAll(""), ElementsAre("FILE_EMPTY"));
  EXPECT_THAT(ReadAll("\n\n,,\n"), ElementsAre("FILE_EMPTY"));
  EXPECT_THAT(ReadAll(Sheet("<row r=\"1\"><c s=\"1\"/></row>")),
              ElementsAre("FILE_EMPTY"));
  EXPECT_THAT(ReadAll(Table("<table:table-row><table:table-cell/>"
                            "</table:table-row>")),
              ElementsAre("FILE_EMPTY"));
}

TEST(RefusalTest, SaysNothingThatIsInTheFile) {
  for (const std::string& content : std::vector<std::string>{
           "Planted,\"Name", "Planted\"Name,x", "Planted\xC3\xA9\xE9",
           Sheet("<row r=\"1\"><c><v>Planted</v></c></row>")}) {
    const absl::Status status = StatusOf(content);
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(status.ToString(), Not(HasSubstr("Planted")));
  }
}

TEST(LimitsTest, EachIsKeptInEachFormat) {
  const std::string csv = "a,b,c\n1,2,3\n4,5,6\n";
  const std::string xlsx = Sheet(
      "<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>"
      "<row><c t=\"str\"><v>abcd</v></c></row><row><c><v>1</v></c></row>");
  const std::string ods = Table(
      "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell "
      "office:value-type=\"string\" table:number-columns-repeated=\"3\">"
      "<text:p>abcd</text:p></table:table-cell></table:table-row>");
  for (const std::string& bytes : {csv, xlsx, ods}) {
    EXPECT_TRUE(StatusOf(bytes).ok());
    const auto reason = [&](const Limits& limits) {
      return ReasonOf(StatusOf(bytes, {.limits = limits}));
    };
    EXPECT_EQ(reason({.max_rows = 2}), "TOO_MANY_ROWS");
    EXPECT_EQ(reason({.max_columns = 2}), "TOO_MANY_COLUMNS");
    EXPECT_EQ(reason({.max_cells = 4}), "TOO_MANY_CELLS");
    EXPECT_EQ(reason({.max_bytes = 10}), "FILE_TOO_LARGE");
    EXPECT_EQ(reason({.max_rows = 3, .max_columns = 3, .max_cells = 9}), "");
  }
  EXPECT_EQ(ReasonOf(StatusOf(xlsx, {.limits = {.max_cell_bytes = 3}})),
            "CELL_TOO_LONG");
  EXPECT_EQ(ReasonOf(StatusOf(ods, {.limits = {.max_cell_bytes = 3}})),
            "CELL_TOO_LONG");
  EXPECT_EQ(ReasonOf(StatusOf("abcd\n", {.limits = {.max_cell_bytes = 3}})),
            "CELL_TOO_LONG");
  EXPECT_EQ(ReasonOf(StatusOf(MakeXlsx({.sheet = "<sheetData/>",
                                        .strings = "<si><t>abcd</t></si>"}),
                              {.limits = {.max_text_bytes = 3}})),
            "TOO_MUCH_TEXT");
}

TEST(LimitsTest, ARefusalNamesItsPlace) {
  const absl::Status status =
      StatusOf("a\nb,c,d\n", {.limits = {.max_columns = 2}});
  EXPECT_EQ(ReasonOf(status), "TOO_MANY_COLUMNS");
  EXPECT_THAT(status.ToString(), HasSubstr("C"));
}

}  // namespace
}  // namespace tidemark::sheet

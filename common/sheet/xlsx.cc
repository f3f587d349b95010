#include "common/sheet/xlsx.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/sheet/number_format.h"
#include "common/sheet/refusal.h"
#include "common/sheet/text.h"
#include "common/sheet/xml.h"

namespace tidemark::sheet {
namespace {

constexpr size_t kMaxSheets = 1'000;
constexpr size_t kMaxFormats = 100'000;
constexpr size_t kMaxRelationships = 10'000;
constexpr int64_t kMaxColumn = 1'000'000'000;

absl::Status Damaged() {
  return Refuse(
      "FILE_DAMAGED",
      "the workbook is not put together as a spreadsheet is; open it "
      "in a spreadsheet program, save it again as XLSX and send that");
}

// Text in which Excel writes control characters as _xHHHH_.
std::string Unescape(std::string text) {
  size_t at = text.find("_x");
  if (at == std::string::npos) return text;
  std::string plain;
  size_t done = 0;
  while (at != std::string::npos) {
    uint32_t code = 0;
    bool escape = at + 7 <= text.size() && text[at + 6] == '_';
    for (size_t i = at + 2; escape && i < at + 6; ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      escape = absl::ascii_isxdigit(c);
      if (!escape) break;
      const int digit =
          absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10;
      code = code * 16 + static_cast<uint32_t>(digit);
    }
    // Halves of a pair are not characters; NUL would end texts elsewhere.
    if (escape && code != 0 && (code < 0xD800 || code > 0xDFFF)) {
      plain.append(text, done, at - done);
      AppendUtf8(code, plain);
      done = at + 7;
      at = text.find("_x", done);
    } else {
      at = text.find("_x", at + 1);
    }
  }
  plain.append(text, done);
  return plain;
}

// The last part of a relationship's type: the two editions of the standard
// differ in what comes before.
absl::string_view TypeName(absl::string_view type) {
  return type.substr(type.rfind('/') + 1);
}

// The name of the part that `target` means when `from` refers to it.
std::string ResolvePart(absl::string_view from, absl::string_view target) {
  std::vector<absl::string_view> path;
  if (!absl::ConsumePrefix(&target, "/")) {
    path = absl::StrSplit(from, '/');
    path.pop_back();
  }
  for (const absl::string_view step : absl::StrSplit(target, '/')) {
    if (step == "..") {
      if (!path.empty()) path.pop_back();
    } else if (step != "." && !step.empty()) {
      path.push_back(step);
    }
  }
  return absl::StrJoin(path, "/");
}

// The part with the relationships of `part`.
std::string RelationshipsOf(absl::string_view part) {
  const size_t name = part.rfind('/') + 1;
  return absl::StrCat(part.substr(0, name), "_rels/", part.substr(name),
                      ".rels");
}

struct Relationship {
  std::string id;
  std::string type;
  std::string target;
};

class RelationshipsHandler : public XmlHandler {
 public:
  void Start(const XmlName& name, const Attributes& attributes) override {
    if (!name.Is(Ns::kPackage, "Relationship")) return;
    if (attributes.Get(Ns::kNone, "TargetMode") == "External") return;
    if (found.size() >= kMaxRelationships) return;
    found.push_back(
        {.id = std::string(attributes.Get(Ns::kNone, "Id")),
         .type = std::string(TypeName(attributes.Get(Ns::kNone, "Type"))),
         .target = std::string(attributes.Get(Ns::kNone, "Target"))});
  }
  void End(const XmlName&) override {}
  void Text(absl::string_view) override {}
  bool finished() const override { return false; }

  std::vector<Relationship> found;
};

struct SheetPart {
  std::string name;
  std::string relationship;
  bool hidden = false;
};

class WorkbookHandler : public XmlHandler {
 public:
  void Start(const XmlName& name, const Attributes& attributes) override {
    if (name.Is(Ns::kMain, "workbookPr")) {
      if (IsTrue(attributes.Get(Ns::kNone, "date1904"))) epoch = Epoch::k1904;
    } else if (name.Is(Ns::kMain, "sheet") && sheets.size() < kMaxSheets) {
      const absl::string_view state = attributes.Get(Ns::kNone, "state");
      sheets.push_back(
          {.name = std::string(attributes.Get(Ns::kNone, "name")),
           .relationship = std::string(attributes.Get(Ns::kRelationship, "id")),
           .hidden = !state.empty() && state != "visible"});
    }
  }
  void End(const XmlName&) override {}
  void Text(absl::string_view) override {}
  bool finished() const override { return false; }

  static bool IsTrue(absl::string_view value) {
    return value == "1" || value == "true" || value == "on";
  }

  Epoch epoch = Epoch::k1900;
  std::vector<SheetPart> sheets;
};

// The texts that cells refer to by number.
class SharedStrings : public XmlHandler {
 public:
  explicit SharedStrings(const Limits& limits) : limits_(limits) {}

  void Start(const XmlName& name, const Attributes&) override {
    if (name.ns != Ns::kMain) return;
    if (name.local == "si") {
      begin_ = text_.size();
    } else if (name.local == "rPh") {
      in_reading_aid_ = true;
    } else if (name.local == "t") {
      in_text_ = !in_reading_aid_;
    }
  }
  void End(const XmlName& name) override {
    if (name.ns != Ns::kMain) return;
    if (name.local == "t") {
      in_text_ = false;
    } else if (name.local == "rPh") {
      in_reading_aid_ = false;
    } else if (name.local == "si") {
      const std::string plain = PlainText(Unescape(text_.substr(begin_)));
      text_.replace(begin_, std::string::npos, plain);
      ends_.push_back(static_cast<uint32_t>(text_.size()));
      begin_ = text_.size();
      if (ends_.size() > limits_.max_cells) too_much_ = true;
    }
  }
  void Text(absl::string_view text) override {
    if (!in_text_) return;
    absl::StrAppend(&text_, text);
    if (text_.size() > limits_.max_text_bytes || text_.size() > UINT32_MAX) {
      too_much_ = true;
    }
  }
  bool finished() const override { return too_much_; }

  bool too_much() const { return too_much_; }
  size_t size() const { return ends_.size(); }
  absl::string_view at(size_t i) const {
    const size_t begin = i == 0 ? 0 : ends_[i - 1];
    return absl::string_view(text_).substr(begin, ends_[i] - begin);
  }

 private:
  const Limits& limits_;
  // All texts, one after another, and where each ends.
  std::string text_;
  std::vector<uint32_t> ends_;
  size_t begin_ = 0;
  bool in_text_ = false;
  // Within the pronunciation that East Asian texts may carry.
  bool in_reading_aid_ = false;
  bool too_much_ = false;
};

// Which cell formats are dates and the like.
class StylesHandler : public XmlHandler {
 public:
  void Start(const XmlName& name, const Attributes& attributes) override {
    if (name.ns != Ns::kMain) return;
    if (name.local == "numFmt") {
      if (codes_.size() < kMaxFormats) {
        codes_.try_emplace(
            Number(attributes.Get(Ns::kNone, "numFmtId")),
            ParseNumberFormat(attributes.Get(Ns::kNone, "formatCode")));
      }
    } else if (name.local == "cellXfs") {
      in_cell_formats_ = true;
    } else if (name.local == "xf" && in_cell_formats_ &&
               ids_.size() < kMaxFormats) {
      ids_.push_back(Number(attributes.Get(Ns::kNone, "numFmtId")));
    }
  }
  void End(const XmlName& name) override {
    if (name.Is(Ns::kMain, "cellXfs")) in_cell_formats_ = false;
  }
  void Text(absl::string_view) override {}
  bool finished() const override { return false; }

  // The formats, by the number that cells have for them.
  std::vector<NumberFormat> Formats() const {
    std::vector<NumberFormat> formats;
    formats.reserve(ids_.size());
    for (const int64_t id : ids_) {
      const auto it = codes_.find(id);
      formats.push_back(it != codes_.end() ? it->second
                                           : BuiltInNumberFormat(id));
    }
    return formats;
  }

 private:
  static int64_t Number(absl::string_view text) {
    int64_t number = 0;
    return absl::SimpleAtoi(text, &number) ? number : 0;
  }

  absl::flat_hash_map<int64_t, NumberFormat> codes_;
  std::vector<int64_t> ids_;
  bool in_cell_formats_ = false;
};

// What the cells of all sheets refer to.
struct Workbook {
  Epoch epoch = Epoch::k1900;
  SharedStrings strings;
  std::vector<NumberFormat> formats = {};
};

class SheetHandler : public XmlHandler {
 public:
  SheetHandler(const Workbook& workbook, const Limits& limits, Rows& rows)
      : workbook_(workbook), limits_(limits), rows_(rows) {}

  void Start(const XmlName& name, const Attributes& attributes) override {
    if (name.ns != Ns::kMain) return;
    if (name.local == "c") {
      StartCell(attributes);
    } else if (name.local == "v") {
      in_text_ = in_cell_;
    } else if (name.local == "t") {
      in_text_ = in_cell_ && !in_reading_aid_;
    } else if (name.local == "f") {
      formula_ = true;
    } else if (name.local == "rPh") {
      in_reading_aid_ = true;
    } else if (name.local == "row") {
      StartRow(attributes.Get(Ns::kNone, "r"));
    } else if (name.local == "sheetData") {
      in_data_ = true;
    }
  }

  void End(const XmlName& name) override {
    if (name.ns != Ns::kMain) return;
    if (name.local == "c") {
      if (in_cell_) EndCell();
      in_cell_ = false;
    } else if (name.local == "v" || name.local == "t") {
      in_text_ = false;
    } else if (name.local == "rPh") {
      in_reading_aid_ = false;
    } else if (name.local == "row") {
      if (in_row_) rows_.EndRow();
      in_row_ = false;
    } else if (name.local == "sheetData") {
      // What follows is about how the sheet looks.
      data_finished_ = true;
    }
  }

  void Text(absl::string_view text) override {
    if (!in_text_) return;
    absl::StrAppend(&text_, text);
    // Far too long already; `Rows` refuses it when the cell ends.
    if (text_.size() > 8 * limits_.max_cell_bytes) in_text_ = false;
  }

  bool finished() const override {
    return data_finished_ || rows_.sheet_finished();
  }

 private:
  void StartRow(absl::string_view number) {
    if (!in_data_ || in_row_) return;
    int64_t given = 0;
    if (!number.empty() && !absl::SimpleAtoi(number, &given)) {
      return rows_.Fail(Damaged());
    }
    row_number_ = number.empty() ? row_number_ + 1 : given;
    column_ = -1;
    in_row_ = true;
    rows_.BeginRow(row_number_);
  }

  void StartCell(const Attributes& attributes) {
    if (!in_row_ || in_cell_) return;
    in_cell_ = true;
    formula_ = false;
    in_reading_aid_ = false;
    text_.clear();
    const absl::string_view place = attributes.Get(Ns::kNone, "r");
    if (place.empty()) {
      ++column_;
    } else if (!ReadColumn(place)) {
      return rows_.Fail(Damaged());
    }
    if (column_ >= kColumnsOfASheet) return rows_.RefuseColumn(column_);
    type_ = TypeOf(attributes.Get(Ns::kNone, "t"));
    format_ = NumberFormat();
    const absl::string_view style = attributes.Get(Ns::kNone, "s");
    size_t index = 0;
    if (!style.empty() && absl::SimpleAtoi(style, &index) &&
        index < workbook_.formats.size()) {
      format_ = workbook_.formats[index];
    }
  }

  // Takes the column out of a place such as "AB12".
  bool ReadColumn(absl::string_view place) {
    int64_t column = 0;
    for (const char c : place) {
      const char letter = absl::ascii_toupper(static_cast<unsigned char>(c));
      if (letter < 'A' || letter > 'Z') break;
      column = column * 26 + (letter - 'A' + 1);
      if (column > kMaxColumn) return false;
    }
    column_ = column - 1;
    return column > 0;
  }

  enum class Type { kNumber, kShared, kText, kBoolean, kError, kDate };

  static Type TypeOf(absl::string_view type) {
    if (type.empty() || type == "n") return Type::kNumber;
    if (type == "s") return Type::kShared;
    if (type == "b") return Type::kBoolean;
    if (type == "e") return Type::kError;
    if (type == "d") return Type::kDate;
    return Type::kText;  // "str", "inlineStr"
  }

  void EndCell() {
    Cell cell;
    switch (type_) {
      case Type::kNumber: {
        if (text_.empty()) break;
        double value = 0;
        if (!absl::SimpleAtod(text_, &value)) return rows_.Fail(Damaged());
        cell = NumberCell(value, format_, workbook_.epoch);
        break;
      }
      case Type::kShared: {
        if (text_.empty()) break;
        size_t index = 0;
        if (!absl::SimpleAtoi(text_, &index) ||
            index >= workbook_.strings.size()) {
          return rows_.Fail(Damaged());
        }
        cell.text = std::string(workbook_.strings.at(index));
        cell.kind = Kind::kText;
        break;
      }
      case Type::kText:
        cell.text = PlainText(Unescape(std::move(text_)));
        cell.kind = Kind::kText;
        break;
      case Type::kBoolean:
        if (text_.empty()) break;
        cell.kind = Kind::kBoolean;
        cell.text = WorkbookHandler::IsTrue(text_) ? "TRUE" : "FALSE";
        break;
      case Type::kError:
        cell.kind = Kind::kError;
        cell.text = PlainText(std::move(text_));
        break;
      case Type::kDate:
        cell = IsoDateCell(PlainText(std::move(text_)));
        break;
    }
    if (cell.text.empty()) cell.kind = Kind::kEmpty;
    cell.formula = formula_;
    rows_.Add(column_, std::move(cell));
  }

  const Workbook& workbook_;
  const Limits& limits_;
  Rows& rows_;

  bool in_data_ = false;
  bool data_finished_ = false;
  bool in_row_ = false;
  int64_t row_number_ = 0;
  int64_t column_ = -1;
  // Of the current cell.
  bool in_cell_ = false;
  bool in_text_ = false;
  bool in_reading_aid_ = false;
  bool formula_ = false;
  Type type_ = Type::kNumber;
  NumberFormat format_;
  std::string text_;
};

}  // namespace

absl::Status ReadXlsx(Archive& archive, const Limits& limits, Rows& rows) {
  RelationshipsHandler package;
  TIDEMARK_RETURN_IF_ERROR(ReadXml(archive, "_rels/.rels", package));
  std::string workbook_part;
  for (const Relationship& relationship : package.found) {
    if (relationship.type != "officeDocument") continue;
    workbook_part = ResolvePart("", relationship.target);
    break;
  }
  if (workbook_part.empty()) return Damaged();
  WorkbookHandler contents;
  TIDEMARK_RETURN_IF_ERROR(ReadXml(archive, workbook_part, contents));
  RelationshipsHandler parts;
  TIDEMARK_RETURN_IF_ERROR(
      ReadXml(archive, RelationshipsOf(workbook_part), parts));

  Workbook workbook{.epoch = contents.epoch, .strings = SharedStrings(limits)};
  absl::flat_hash_map<std::string, std::string> sheet_parts;
  bool strings_read = false;
  bool styles_read = false;
  for (const Relationship& relationship : parts.found) {
    const std::string part = ResolvePart(workbook_part, relationship.target);
    if (relationship.type == "sharedStrings" && !strings_read) {
      strings_read = true;
      TIDEMARK_RETURN_IF_ERROR(ReadXml(archive, part, workbook.strings));
      if (workbook.strings.too_much()) {
        return Refuse(
            "TOO_MUCH_TEXT",
            absl::StrCat("the workbook must have at most ",
                         limits.max_text_bytes >> 20, " MB of text; split it"));
      }
    } else if (relationship.type == "styles" && !styles_read) {
      styles_read = true;
      StylesHandler styles;
      TIDEMARK_RETURN_IF_ERROR(ReadXml(archive, part, styles));
      workbook.formats = styles.Formats();
    } else if (relationship.type == "worksheet") {
      sheet_parts.try_emplace(relationship.id, part);
    }
  }
  for (const SheetPart& sheet : contents.sheets) {
    const auto it = sheet_parts.find(sheet.relationship);
    // Sheets of charts have no cells.
    if (it == sheet_parts.end()) continue;
    rows.BeginSheet(sheet.name, sheet.hidden);
    if (rows.sheet_finished()) continue;
    SheetHandler handler(workbook, limits, rows);
    TIDEMARK_RETURN_IF_ERROR(ReadXml(archive, it->second, handler));
    rows.EndSheet();
    if (rows.finished()) break;
  }
  return rows.status();
}

}  // namespace tidemark::sheet

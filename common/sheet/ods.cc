#include "common/sheet/ods.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/sheet/number_format.h"
#include "common/sheet/text.h"
#include "common/sheet/xml.h"

namespace tidemark::sheet {
namespace {

// Rows, columns and repetitions are not counted beyond this.
constexpr int64_t kMany = 1'000'000'000;

int64_t Repeat(absl::string_view text) {
  int64_t repeat = 1;
  if (text.empty() || !absl::SimpleAtoi(text, &repeat)) return 1;
  return std::clamp<int64_t>(repeat, 1, kMany);
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The length of time that ISO 8601 writes as "PT14H30M00S", in days.
bool ReadDuration(absl::string_view text, double& days) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  if (!absl::ConsumePrefix(&text, "PT")) return false;
  double seconds = 0;
  while (!text.empty()) {
    const size_t end = text.find_first_not_of("0123456789.");
    double value = 0;
    if (end == absl::string_view::npos ||
        !absl::SimpleAtod(text.substr(0, end), &value)) {
      return false;
    }
    switch (text[end]) {
      case 'H':
        seconds += value * 3600;
        break;
      case 'M':
        seconds += value * 60;
        break;
      case 'S':
        seconds += value;
        break;
      default:
        return false;
    }
    text.remove_prefix(end + 1);
  }
  days = (negative ? -seconds : seconds) / 86'400;
  return true;
}

// Whether a number is shown with zeros before it, as in "007".
bool IsPadded(absl::string_view shown, double value) {
  double number = 0;
  return shown.size() > 1 && shown[0] == '0' &&
         std::all_of(shown.begin(), shown.end(),
                     [](unsigned char c) { return absl::ascii_isdigit(c); }) &&
         absl::SimpleAtod(shown, &number) && number == value;
}

class ContentHandler : public XmlHandler {
 public:
  ContentHandler(const Limits& limits, Rows& rows)
      : limits_(limits), rows_(rows) {}

  void Start(const XmlName& name, const Attributes& attributes) override {
    if (passing_over_ > 0) {
      ++passing_over_;
    } else if (in_cell_) {
      StartInCell(name, attributes);
    } else if (name.ns == Ns::kTable) {
      StartInTable(name.local, attributes);
    } else if (name.Is(Ns::kOffice, "spreadsheet")) {
      in_spreadsheet_ = true;
    } else if (name.Is(Ns::kStyle, "style")) {
      style_ = std::string(attributes.Get(Ns::kStyle, "name"));
    } else if (name.Is(Ns::kStyle, "table-properties")) {
      if (attributes.Get(Ns::kTable, "display") == "false") {
        hidden_styles_.insert(style_);
      }
    } else if (name.ns != Ns::kText && in_table_) {
      // Drawings, forms and the like that float over the sheet.
      passing_over_ = 1;
    }
  }

  void End(const XmlName& name) override {
    if (passing_over_ > 0) {
      --passing_over_;
    } else if (in_cell_) {
      EndInCell(name);
    } else if (name.ns == Ns::kTable) {
      if (name.local == "table-row" && in_row_) {
        rows_.EndRow(row_repeat_);
        row_ = std::min(row_ + row_repeat_, kMany);
        in_row_ = false;
      } else if (name.local == "table" && in_table_) {
        rows_.EndSheet();
        in_table_ = false;
      }
    }
  }

  void Text(absl::string_view text) override {
    if (!in_paragraph_ || passing_over_ > 0 || TooLong()) return;
    // Spaces and line ends in a row count as one space. The standard would
    // have none at the ends of a paragraph, but LibreOffice writes them there
    // and means them.
    for (const char c : text) {
      if (!IsSpace(c)) {
        text_.push_back(c);
        after_space_ = false;
      } else if (!after_space_) {
        text_.push_back(' ');
        after_space_ = true;
      }
    }
  }

  bool finished() const override { return rows_.finished(); }

 private:
  enum class Type {
    kNone,
    kNumber,
    kPercent,
    kDate,
    kTime,
    kBoolean,
    kText,
    kError,
  };

  static Type TypeOf(absl::string_view type) {
    if (type == "float" || type == "currency") return Type::kNumber;
    if (type == "percentage") return Type::kPercent;
    if (type == "date") return Type::kDate;
    if (type == "time") return Type::kTime;
    if (type == "boolean") return Type::kBoolean;
    if (type == "string") return Type::kText;
    return Type::kNone;
  }

  // Far too long already; `Rows` refuses it when the cell ends.
  bool TooLong() const { return text_.size() > 2 * limits_.max_cell_bytes; }

  void StartInTable(absl::string_view local, const Attributes& attributes) {
    if (local == "table-cell" || local == "covered-table-cell") {
      if (in_row_) StartCell(attributes);
    } else if (local == "table-row") {
      if (!in_table_ || in_row_) return;
      row_repeat_ = Repeat(attributes.Get(Ns::kTable, "number-rows-repeated"));
      column_ = 0;
      in_row_ = true;
      rows_.BeginRow(row_ + 1);
    } else if (local == "table") {
      // Tables within others hold what a link to another program last gave.
      if (!in_spreadsheet_ || in_table_) {
        passing_over_ = 1;
        return;
      }
      in_table_ = true;
      row_ = 0;
      rows_.BeginSheet(
          attributes.Get(Ns::kTable, "name"),
          hidden_styles_.contains(attributes.Get(Ns::kTable, "style-name")));
    } else if (local == "tracked-changes" || local == "dde-links" ||
               local == "shapes") {
      passing_over_ = 1;
    }
  }

  void StartCell(const Attributes& attributes) {
    in_cell_ = true;
    in_paragraph_ = false;
    paragraphs_ = 0;
    text_.clear();
    column_repeat_ =
        Repeat(attributes.Get(Ns::kTable, "number-columns-repeated"));
    if (rows_.sheet_finished()) return;
    if (column_ >= kColumnsOfASheet) return rows_.RefuseColumn(column_);
    formula_ = !attributes.Get(Ns::kTable, "formula").empty();
    type_ = TypeOf(attributes.Get(Ns::kOffice, "value-type"));
    value_.clear();
    switch (type_) {
      case Type::kNumber:
      case Type::kPercent:
        value_ = std::string(attributes.Get(Ns::kOffice, "value"));
        break;
      case Type::kDate:
        value_ = std::string(attributes.Get(Ns::kOffice, "date-value"));
        break;
      case Type::kTime:
        value_ = std::string(attributes.Get(Ns::kOffice, "time-value"));
        break;
      case Type::kBoolean:
        value_ = std::string(attributes.Get(Ns::kOffice, "boolean-value"));
        break;
      case Type::kText:
        value_ = std::string(attributes.Get(Ns::kOffice, "string-value"));
        if (attributes.Get(Ns::kCalc, "value-type") == "error") {
          type_ = Type::kError;
        }
        break;
      case Type::kNone:
      case Type::kError:
        break;
    }
  }

  void StartInCell(const XmlName& name, const Attributes& attributes) {
    if (name.ns != Ns::kText || name.local == "ruby-text" ||
        name.local == "note") {
      // Notes, pictures, how a word is said, and the like.
      passing_over_ = 1;
    } else if (name.local == "p" || name.local == "h") {
      if (paragraphs_++ > 0) text_.push_back('\n');
      in_paragraph_ = true;
      after_space_ = false;
    } else if (in_paragraph_) {
      StartInParagraph(name.local, attributes);
    }
  }

  void StartInParagraph(absl::string_view local, const Attributes& attributes) {
    if (local == "s") {
      const int64_t count = Repeat(attributes.Get(Ns::kText, "c"));
      if (count > static_cast<int64_t>(limits_.max_cell_bytes)) {
        text_.resize(2 * limits_.max_cell_bytes + 1, ' ');
      } else if (!TooLong()) {
        text_.append(static_cast<size_t>(count), ' ');
      }
      after_space_ = false;
    } else if (local == "tab") {
      text_.push_back('\t');
      after_space_ = false;
    } else if (local == "line-break") {
      text_.push_back('\n');
      after_space_ = false;
    }
  }

  void EndInCell(const XmlName& name) {
    if (name.ns == Ns::kText && (name.local == "p" || name.local == "h")) {
      in_paragraph_ = false;
    } else if (name.ns == Ns::kTable && (name.local == "table-cell" ||
                                         name.local == "covered-table-cell")) {
      if (!rows_.sheet_finished()) EndCell();
      column_ = std::min(column_ + column_repeat_, kMany);
      in_cell_ = false;
    }
  }

  void EndCell() {
    Cell cell;
    switch (type_) {
      case Type::kNumber:
      case Type::kPercent: {
        double value = 0;
        if (!absl::SimpleAtod(value_, &value)) break;
        const bool percent = type_ == Type::kPercent;
        cell = NumberCell(value,
                          {.use = percent ? NumberFormat::Use::kPercent
                                          : NumberFormat::Use::kPlain},
                          Epoch::k1900);
        if (IsPadded(text_, value)) cell.text = text_;
        break;
      }
      case Type::kDate:
        cell = IsoDateCell(value_);
        break;
      case Type::kTime: {
        double days = 0;
        if (!ReadDuration(value_, days)) break;
        cell =
            NumberCell(days, {.use = NumberFormat::Use::kTime}, Epoch::k1900);
        break;
      }
      case Type::kBoolean:
        cell.kind = Kind::kBoolean;
        cell.text = value_ == "true" ? "TRUE" : "FALSE";
        break;
      case Type::kText:
      case Type::kNone:
        cell.text = paragraphs_ > 0 ? std::move(text_) : PlainText(value_);
        cell.kind = Kind::kText;
        break;
      case Type::kError:
        cell.text = text_.empty() ? "#VALUE!" : std::move(text_);
        cell.kind = Kind::kError;
        break;
    }
    if (cell.text.empty()) cell.kind = Kind::kEmpty;
    cell.formula = formula_;
    rows_.Add(column_, std::move(cell), column_repeat_);
  }

  const Limits& limits_;
  Rows& rows_;

  std::string style_;
  absl::flat_hash_set<std::string> hidden_styles_;
  bool in_spreadsheet_ = false;
  bool in_table_ = false;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_paragraph_ = false;
  // The depth within an element that does not matter; 0 outside.
  int passing_over_ = 0;
  // Where the current cell is, from 0, and how often it and its row are there.
  int64_t row_ = 0;
  int64_t column_ = 0;
  int64_t row_repeat_ = 1;
  int64_t column_repeat_ = 1;
  // Of the current cell.
  Type type_ = Type::kNone;
  bool formula_ = false;
  std::string value_;
  std::string text_;
  int paragraphs_ = 0;
  // Whether the text so far ends with a space that is not to be followed by
  // another.
  bool after_space_ = false;
};

}  // namespace

absl::Status ReadOds(Archive& archive, const Limits& limits, Rows& rows) {
  ContentHandler handler(limits, rows);
  TIDEMARK_RETURN_IF_ERROR(ReadXml(archive, "content.xml", handler));
  return rows.status();
}

}  // namespace tidemark::sheet

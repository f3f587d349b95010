#include "common/sheet/writer.h"

#include <utility>

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/base/faults.h"
#include "common/sheet/row.h"

namespace tidemark::sheet {
namespace {

constexpr int kFirstRealError = LXW_ERROR_NULL_PARAMETER_IGNORED;

lxw_row_t RowOf(Place place) { return static_cast<lxw_row_t>(place.row); }
lxw_col_t ColumnOf(Place place) { return static_cast<lxw_col_t>(place.column); }

// `text` as a mutable C string, or null if it is empty, as the structures of
// libxlsxwriter want it. It does not change it.
char* Mutable(const std::string& text) {
  return text.empty() ? nullptr : const_cast<char*>(text.c_str());
}

// "$A$2" for row 1, column 0.
std::string Absolute(Place place) {
  return absl::StrCat("$", ColumnName(place.column), "$", place.row + 1);
}

// `text` so that Excel does not take what is in it for an escaped character:
// the underscore of "_x0041_" is escaped itself. libxlsxwriter escapes control
// characters, but not this.
std::string Escape(absl::string_view text) {
  std::string escaped;
  for (size_t i = 0; i < text.size(); ++i) {
    const absl::string_view rest = text.substr(i);
    const bool looks_escaped =
        rest.size() >= 7 && rest[0] == '_' && rest[1] == 'x' &&
        rest[6] == '_' &&
        std::all_of(rest.begin() + 2, rest.begin() + 6,
                    [](unsigned char c) { return absl::ascii_isxdigit(c); });
    if (looks_escaped) escaped += "_x005F";
    escaped.push_back(text[i]);
  }
  return escaped;
}

absl::Status NoSpace() {
  return absl::ResourceExhaustedError(
      "no memory or temporary space to write a workbook");
}

}  // namespace

Workbook::Workbook(const WorkbookOptions& options)
    : file_(memfd_create("workbook", MFD_CLOEXEC)) {
  // People's own words never reach the disk under a name.
  const std::string path = absl::StrCat("/proc/self/fd/", file_);
  if (file_ >= 0) workbook_ = workbook_new(path.c_str());
  if (workbook_ == nullptr) {
    status_ = NoSpace();
    return;
  }
  lxw_doc_properties properties = {};
  properties.title = Mutable(options.title);
  properties.created = absl::ToTimeT(options.created);
  Check(workbook_set_properties(workbook_, &properties));
}

Workbook::~Workbook() {
  if (workbook_ != nullptr) lxw_workbook_free(workbook_);
  if (file_ >= 0) close(file_);
}

SheetWriter& Workbook::AddSheet(const SheetOptions& options) {
  lxw_worksheet* sheet = nullptr;
  if (workbook_ != nullptr) {
    Check(workbook_validate_sheet_name(workbook_, options.name.c_str()));
    if (status_.ok()) {
      sheet = workbook_add_worksheet(workbook_, options.name.c_str());
      if (sheet == nullptr) Fail(NoSpace());
    }
  }
  if (sheet != nullptr) {
    if (options.frozen_rows > 0) {
      worksheet_freeze_panes(sheet, static_cast<lxw_row_t>(options.frozen_rows),
                             0);
    }
    if (options.locked) {
      // What people need for reading and filling in stays allowed.
      lxw_protection protection = {};
      protection.format_columns = LXW_TRUE;
      protection.format_rows = LXW_TRUE;
      worksheet_protect(sheet, nullptr, &protection);
    }
  }
  sheets_.push_back(
      std::unique_ptr<SheetWriter>(new SheetWriter(*this, sheet)));
  return *sheets_.back();
}

absl::StatusOr<std::string> Workbook::Finish() {
  if (workbook_ == nullptr || !status_.ok()) {
    return status_.ok() ? NoSpace() : status_;
  }
  // Closing frees the workbook, whatever it returns.
  const lxw_error error = workbook_close(std::exchange(workbook_, nullptr));
  if (error != LXW_NO_ERROR) return NoSpace();
  std::string bytes;
  const off_t size = lseek(file_, 0, SEEK_END);
  if (size <= 0) return NoSpace();
  bytes.resize(static_cast<size_t>(size));
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t read = pread(file_, bytes.data() + done, bytes.size() - done,
                               static_cast<off_t>(done));
    if (read <= 0) return NoSpace();
    done += static_cast<size_t>(read);
  }
  return bytes;
}

lxw_format* Workbook::FormatFor(const FormatKey& key) {
  const auto [it, inserted] = formats_.try_emplace(key, nullptr);
  if (!inserted) return it->second;
  lxw_format* const format = workbook_add_format(workbook_);
  if (format == nullptr) {
    Fail(NoSpace());
    return nullptr;
  }
  it->second = format;
  if (key.style.bold) format_set_bold(format);
  if (key.style.wrap) format_set_text_wrap(format);
  if (!key.style.locked) format_set_unlocked(format);
  if (key.date) format_set_num_format(format, "dd/mm/yyyy");
  format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  switch (key.style.fill) {
    case Fill::kNone:
      break;
    case Fill::kHeading:
      format_set_bg_color(format, 0xD9E2F3);
      break;
    case Fill::kInput:
      format_set_bg_color(format, 0xFFF9E5);
      break;
    case Fill::kError:
      format_set_bg_color(format, 0xF8CBAD);
      break;
    case Fill::kWarning:
      format_set_bg_color(format, 0xFFE699);
      break;
  }
  // A background hides the lines of the grid.
  if (key.style.fill != Fill::kNone) {
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xBFBFBF);
  }
  return format;
}

void Workbook::Check(int error) {
  if (error == LXW_NO_ERROR) return;
  if (error < kFirstRealError) return Fail(NoSpace());
  const auto code = static_cast<lxw_error>(error);
  Fail(
      Error(absl::StatusCode::kInvalidArgument,
            code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED ? "CELL_TOO_LONG"
                                                         : "WORKBOOK_INVALID",
            absl::StrCat("a workbook cannot hold this: ", lxw_strerror(code))));
}

void Workbook::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

void SheetWriter::SetColumn(int column, const ColumnStyle& style) {
  if (sheet_ == nullptr) return;
  const auto at = static_cast<lxw_col_t>(column);
  workbook_.Check(
      worksheet_set_column(sheet_, at, at, style.width,
                           workbook_.FormatFor({.style = style.style})));
}

void SheetWriter::Write(Place place, const char* text, const Style& style) {
  Write(place, Value(std::string(text)), style);
}

void SheetWriter::Write(Place place, const Value& value, const Style& style) {
  if (sheet_ == nullptr) return;
  const lxw_row_t row = RowOf(place);
  const lxw_col_t column = ColumnOf(place);
  const auto* const day = std::get_if<absl::CivilDay>(&value);
  lxw_format* const format =
      workbook_.FormatFor({.style = style, .date = day != nullptr});
  if (day != nullptr) {
    lxw_datetime date = {};
    date.year = static_cast<int>(day->year());
    date.month = day->month();
    date.day = day->day();
    workbook_.Check(
        worksheet_write_datetime(sheet_, row, column, &date, format));
  } else if (const auto* const text = std::get_if<std::string>(&value)) {
    if (text->find('\0') != std::string::npos) {
      return workbook_.Fail(Error(absl::StatusCode::kInvalidArgument,
                                  "WORKBOOK_INVALID",
                                  "a text has a NUL in it"));
    }
    workbook_.Check(
        text->empty() ? worksheet_write_blank(sheet_, row, column, format)
                      : worksheet_write_string(sheet_, row, column,
                                               Escape(*text).c_str(), format));
  } else if (const auto* const whole = std::get_if<int64_t>(&value)) {
    workbook_.Check(worksheet_write_number(
        sheet_, row, column, static_cast<double>(*whole), format));
  } else if (const auto* const number = std::get_if<double>(&value)) {
    workbook_.Check(
        worksheet_write_number(sheet_, row, column, *number, format));
  } else {
    workbook_.Check(worksheet_write_blank(sheet_, row, column, format));
  }
}

void SheetWriter::AllowList(const Range& range, const ListSource& source,
                            const Hint& hint) {
  if (sheet_ == nullptr) return;
  const std::string formula =
      absl::StrCat("='", absl::StrReplaceAll(source.sheet, {{"'", "''"}}), "'!",
                   Absolute(source.first), ":", Absolute(source.last));
  lxw_data_validation rule = {};
  rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
  rule.value_formula = Mutable(formula);
  rule.input_title = Mutable(hint.title);
  rule.input_message = Mutable(hint.message);
  rule.error_title = Mutable(hint.title);
  rule.error_message = Mutable(hint.message);
  workbook_.Check(worksheet_data_validation_range(
      sheet_, RowOf(range.first), ColumnOf(range.first), RowOf(range.last),
      ColumnOf(range.last), &rule));
}

void SheetWriter::AllowWholeNumbers(const Range& range, int64_t min,
                                    int64_t max, const Hint& hint) {
  if (sheet_ == nullptr) return;
  lxw_data_validation rule = {};
  rule.validate = LXW_VALIDATION_TYPE_INTEGER;
  rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
  rule.minimum_number = static_cast<double>(min);
  rule.maximum_number = static_cast<double>(max);
  rule.input_title = Mutable(hint.title);
  rule.input_message = Mutable(hint.message);
  rule.error_title = Mutable(hint.title);
  rule.error_message = Mutable(hint.message);
  workbook_.Check(worksheet_data_validation_range(
      sheet_, RowOf(range.first), ColumnOf(range.first), RowOf(range.last),
      ColumnOf(range.last), &rule));
}

void SheetWriter::AddNote(Place place, absl::string_view text) {
  if (sheet_ == nullptr) return;
  const std::string note(text);
  lxw_comment_options options = {};
  options.x_scale = 1.5;
  options.y_scale = 1.5;
  workbook_.Check(worksheet_write_comment_opt(
      sheet_, RowOf(place), ColumnOf(place), note.c_str(), &options));
}

}  // namespace tidemark::sheet

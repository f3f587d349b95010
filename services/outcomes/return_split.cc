#include "services/outcomes/return_split.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "services/outcomes/return_file.h"

namespace tidemark::outcomes {
namespace {

constexpr char kContract[] = "Contract";
constexpr char kPeriod[] = "Period";
constexpr int kRowsBetweenLooks = 1024;

bool IsHeading(const sheet::Cell& cell, absl::string_view heading) {
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(cell.text), heading);
}

bool HasContract(const sheet::Row& row) {
  return std::any_of(
      row.cells.begin(), row.cells.end(),
      [](const sheet::Cell& cell) { return IsHeading(cell, kContract); });
}

// `2025-06` for `Jun-25`, which is what a spreadsheet shows, and writes into a
// CSV file, when it takes the one for a day.
std::optional<std::string> MonthOf(absl::string_view text) {
  static constexpr absl::string_view kMonths[] = {"jan", "feb", "mar", "apr",
                                                  "may", "jun", "jul", "aug",
                                                  "sep", "oct", "nov", "dec"};
  if (text.size() != 6 || text[3] != '-' || !absl::ascii_isdigit(text[4]) ||
      !absl::ascii_isdigit(text[5])) {
    return std::nullopt;
  }
  const std::string name = absl::AsciiStrToLower(text.substr(0, 3));
  const auto month = std::find(std::begin(kMonths), std::end(kMonths), name);
  if (month == std::end(kMonths)) return std::nullopt;
  return absl::StrFormat("20%s-%02d", text.substr(4),
                         month - std::begin(kMonths) + 1);
}

std::string PeriodOf(const sheet::Cell& cell) {
  if (cell.kind == sheet::Kind::kDate) {
    return absl::StrFormat("%04d-%02d", cell.date.year(), cell.date.month());
  }
  const absl::string_view text = absl::StripAsciiWhitespace(cell.text);
  return MonthOf(text).value_or(std::string(text));
}

class Splitter {
 public:
  Splitter(absl::string_view period, SplitProgress progress, SplitFile& file)
      : period_(period), progress_(progress), file_(file) {}

  bool Take(const sheet::Row& row) {
    if (file_.header_line == 0) {
      ReadHeader(row);
      return true;
    }
    ++file_.rows;
    if (file_.rows % kRowsBetweenLooks == 0 && !progress_(file_, nullptr)) {
      return Stop();
    }
    const std::string contract(
        absl::StripAsciiWhitespace(row.cell(*contract_at_).text));
    const std::string period =
        period_at_ ? PeriodOf(row.cell(*period_at_)) : std::string(period_);
    if (contract.empty()) AddMissing(row, "CONTRACT_MISSING", kContract);
    if (period.empty()) AddMissing(row, "PERIOD_MISSING", kPeriod);
    if (contract.empty() || period.empty()) return true;
    const auto [it, fresh] = file_.parts.try_emplace({contract, period});
    ReturnPart& part = it->second;
    if (&part != current_ && current_ != nullptr &&
        !progress_(file_, current_)) {
      return Stop();
    }
    current_ = &part;
    if (fresh) {
      part.contract = contract;
      part.period = period;
      part.csv.AddRow(headings_);
      part.lines.push_back(file_.header_line);
    }
    part.csv.AddRow(Rest(row));
    part.lines.push_back(row.number);
    return true;
  }

  // Ends the last part; false if it was not read on.
  bool Finish() {
    if (!stopped_ && current_ != nullptr && !progress_(file_, current_)) Stop();
    return !stopped_;
  }

 private:
  bool Stop() {
    stopped_ = true;
    return false;
  }

  void ReadHeader(const sheet::Row& row) {
    file_.header_line = row.number;
    for (int i = 0; i < static_cast<int>(row.cells.size()); ++i) {
      if (IsHeading(row.cell(i), kContract)) contract_at_ = i;
      if (IsHeading(row.cell(i), kPeriod)) period_at_ = i;
    }
    headings_ = Rest(row);
  }

  // The cells of a row that are a return's own.
  std::vector<std::string> Rest(const sheet::Row& row) const {
    std::vector<std::string> cells;
    for (int i = 0; i < static_cast<int>(row.cells.size()); ++i) {
      if (i != contract_at_ && i != period_at_) {
        cells.push_back(row.cell(i).text);
      }
    }
    return cells;
  }

  void AddMissing(const sheet::Row& row, absl::string_view code,
                  absl::string_view heading) {
    file_.faults.Add({.field = "content",
                      .code = std::string(code),
                      .message = absl::StrCat("must say which ",
                                              absl::AsciiStrToLower(heading),
                                              " the row is of"),
                      .line = row.number,
                      .column = std::string(heading)});
  }

  const absl::string_view period_;
  SplitProgress progress_;
  SplitFile& file_;
  std::optional<int> contract_at_;
  std::optional<int> period_at_;
  std::vector<std::string> headings_;
  ReturnPart* current_ = nullptr;
  bool stopped_ = false;
};

}  // namespace

absl::StatusOr<SplitFile> SplitReturns(absl::string_view bytes,
                                       absl::string_view period,
                                       SplitProgress progress) {
  SplitFile file;
  Splitter splitter(period, progress, file);
  TIDEMARK_ASSIGN_OR_RETURN(
      file.source,
      sheet::ReadSheet(
          bytes,
          {.is_header =
               [](const sheet::Row& row) {
                 return IsReturnHeader(row) && HasContract(row);
               }},
          [&](const sheet::Row& row) { return splitter.Take(row); }));
  if (!splitter.Finish()) return absl::CancelledError("not read on");
  return file;
}

}  // namespace tidemark::outcomes

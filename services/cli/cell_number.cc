#include "services/cli/cell_number.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

// The markers of official statistics: confidential, not applicable, not
// available, unreliable, none recorded, low; and of older ones, suppressed.
constexpr absl::string_view kMarkers[] = {"[c]", "[z]",   "[x]", "[u]",
                                          "[w]", "[low]", "*"};

// Takes `prefix` off `text`.
bool Take(absl::string_view prefix, absl::string_view& text) {
  return absl::ConsumePrefix(&text, prefix);
}

// Whether commas stand where thousands end, and nowhere else.
bool IsGrouped(absl::string_view number) {
  const absl::string_view whole = number.substr(0, number.find('.'));
  const std::vector<absl::string_view> groups = absl::StrSplit(whole, ',');
  if (groups[0].empty() || (groups.size() > 1 && groups[0].size() > 3)) {
    return false;
  }
  return std::all_of(groups.begin() + 1, groups.end(),
                     [](absl::string_view group) { return group.size() == 3; });
}

// The number in `text`, which may have a sign, a pound sign and commas.
std::optional<double> ParseNumber(absl::string_view text) {
  double sign = 1;
  const auto take_sign = [&] {
    if (Take("-", text) || Take("\u2212", text) || Take("\u2013", text)) {
      sign = -1;
    } else {
      Take("+", text);
    }
  };
  take_sign();
  if (Take("\u00A3", text)) text = Trimmed(text);
  if (sign == 1) take_sign();
  if (text.empty() || !absl::ascii_isdigit(text[0]) || !IsGrouped(text)) {
    return std::nullopt;
  }
  // Nothing that only computers take for a number: "inf", "0x10".
  if (text.find_first_not_of("0123456789.,eE+-") != absl::string_view::npos) {
    return std::nullopt;
  }
  double number = 0;
  if (!absl::SimpleAtod(absl::StrReplaceAll(text, {{",", ""}}), &number) ||
      !std::isfinite(number)) {
    return std::nullopt;
  }
  return sign * number;
}

}  // namespace

bool IsMarker(absl::string_view text, const std::vector<std::string>& missing) {
  const auto same = [text](absl::string_view marker) {
    return absl::EqualsIgnoreCase(marker, text);
  };
  return std::any_of(std::begin(kMarkers), std::end(kMarkers), same) ||
         std::any_of(missing.begin(), missing.end(), same);
}

CellNumber ReadNumber(const sheet::Cell& cell,
                      const std::vector<std::string>& missing) {
  if (cell.kind == sheet::Kind::kNumber) {
    return {.kind = CellNumber::kNumber,
            .number = cell.number,
            .percentage = absl::EndsWith(cell.text, "%")};
  }
  absl::string_view text = Trimmed(cell.text);
  if (text.empty()) return {};
  if (IsMarker(text, missing)) return {.marker = std::string(text)};
  if (cell.kind != sheet::Kind::kText) return {.kind = CellNumber::kWrong};
  const bool percentage = absl::ConsumeSuffix(&text, "%");
  const std::optional<double> number = ParseNumber(Trimmed(text));
  if (!number) return {.kind = CellNumber::kWrong};
  return {.kind = CellNumber::kNumber,
          .number = percentage ? *number / 100 : *number,
          .percentage = percentage};
}

}  // namespace tidemark::cli

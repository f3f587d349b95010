#include "services/cli/figures.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"

#include "common/type/date.h"
#include "services/cli/table.h"
#include "services/cli/words.h"

namespace tidemark::cli {

using monitoring::v1::FeedPosition;
using monitoring::v1::Figure;
using monitoring::v1::Month;

absl::StatusOr<Month> ParseMonth(absl::string_view flag,
                                 absl::string_view text) {
  const absl::StatusOr<type::YearMonth> parsed = type::YearMonth::Parse(text);
  if (!parsed.ok()) {
    return UsageError(absl::StrCat(
        flag, " must be a month such as 2025-04; is \"", text, "\""));
  }
  Month month;
  month.set_year(parsed->year());
  month.set_month(parsed->month());
  return month;
}

std::string FormatMonth(const Month& month) {
  return absl::FormatTime(
      "%B %Y",
      absl::FromCivil(absl::CivilMonth(month.year(), month.month()),
                      absl::UTCTimeZone()),
      absl::UTCTimeZone());
}

std::string FormatMonths(const Month& from, const Month& to) {
  if (from.year() == to.year() && from.month() == to.month()) {
    return FormatMonth(from);
  }
  return absl::StrCat(FormatMonth(from), " to ", FormatMonth(to));
}

std::string FormatShare(double share) {
  return absl::StrFormat("%.1f%%", share * 100);
}

namespace {

// The most parts of a sum that fit on a line or two.
constexpr size_t kMostParts = 8;

// Hundredths of a per cent: "75%", "7.5%".
std::string FormatEdge(int32_t basis_points) {
  return absl::StrCat(basis_points / 100.0, "%");
}

std::string FormatRag(const Figure& figure) {
  switch (figure.rag()) {
    case Figure::RAG_GREEN:
      return "green";
    case Figure::RAG_AMBER:
      return "amber";
    case Figure::RAG_RED:
      return "red";
    case Figure::RAG_GREY:
      return "grey";
    default:
      return "";
  }
}

// What has not arrived, by what the figure counts.
std::string FormatMissing(const std::string& metric) {
  return metric == "check-backs-sustained" || metric == "community-12-weeks"
             ? "missing: nobody has looked"
             : "missing: no accepted return";
}

// Without its colour.
std::string FormatValue(const Figure& figure) {
  if (figure.no_value() == Figure::NO_VALUE_SUPPRESSED) {
    return "suppressed [c]";
  }
  if (figure.kind() == Figure::KIND_COUNT) {
    return FormatCount(figure.numerator());
  }
  const std::string counts =
      absl::StrCat("(", figure.numerator(), "/", figure.denominator(), ")");
  switch (figure.no_value()) {
    case Figure::NO_VALUE_NOT_APPLICABLE:
      return "no value: nothing to count";
    case Figure::NO_VALUE_MISSING:
      return FormatMissing(figure.metric());
    case Figure::NO_VALUE_TOO_FEW:
      return absl::StrCat("too few to judge ", counts);
    default:
      break;
  }
  if (!figure.has_value()) return "no value";
  std::string text = absl::StrCat(FormatShare(figure.value()), " ", counts);
  if (figure.has_interval()) {
    absl::StrAppend(
        &text, absl::StrFormat(" %.0f–%.0f%%", figure.interval().lower() * 100,
                               figure.interval().upper() * 100));
  }
  return text;
}

// One part of a sum.
struct SumPart {
  std::string contract;
  int64_t numerator = 0;
  int64_t denominator = 0;
};

void AddTo(const SumPart& part, SumPart& sum) {
  sum.numerator += part.numerator;
  sum.denominator += part.denominator;
}

// The parts of one contract as one.
std::vector<SumPart> ByContract(const std::vector<SumPart>& parts) {
  std::vector<SumPart> contracts;
  for (const SumPart& part : parts) {
    if (contracts.empty() || contracts.back().contract != part.contract) {
      contracts.push_back({.contract = part.contract});
    }
    AddTo(part, contracts.back());
  }
  return contracts;
}

std::string FormatPart(const SumPart& part, bool count) {
  return count ? FormatCount(part.numerator)
               : absl::StrCat(FormatCount(part.numerator), " of ",
                              FormatCount(part.denominator));
}

}  // namespace

std::string FormatFigure(const Figure& figure) {
  const std::string colour = FormatRag(figure);
  return absl::StrCat(FormatValue(figure), colour.empty() ? "" : ", ", colour,
                      figure.rag_unsure() ? " (not sure)" : "");
}

std::string FormatExclusions(
    const google::protobuf::RepeatedPtrField<monitoring::v1::Exclusion>&
        exclusions) {
  std::vector<std::string> parts;
  for (const monitoring::v1::Exclusion& exclusion : exclusions) {
    parts.push_back(absl::StrCat(FormatCount(exclusion.count()), " ",
                                 OneLine(exclusion.reason())));
  }
  return absl::StrJoin(parts, "; ");
}

std::string FormatEdges(const Edges& edges) {
  const char* const side = edges.lower_is_better ? " to " : " from ";
  std::string text =
      absl::StrCat("green", side, FormatEdge(edges.green_basis_points));
  if (edges.amber_basis_points != edges.green_basis_points) {
    absl::StrAppend(&text, ", amber", side,
                    FormatEdge(edges.amber_basis_points));
  }
  return text;
}

std::string FormatTarget(const Figure& figure) {
  if (!figure.has_target()) return "";
  const Figure::Target& target = figure.target();
  const bool contracts = target.origin() == Figure::Target::ORIGIN_CONTRACT;
  return absl::StrCat(
      FormatEdges({.lower_is_better = target.lower_is_better(),
                   .green_basis_points = target.green_basis_points(),
                   .amber_basis_points = target.amber_basis_points()}),
      " (", contracts ? "the contract's " : "", target.id(), ")");
}

std::string FormatSum(const monitoring::v1::Explanation& explanation) {
  const Figure& figure = explanation.figure();
  const bool count = figure.kind() == Figure::KIND_COUNT;
  std::vector<SumPart> parts;
  for (const monitoring::v1::ExplanationLine& line : explanation.lines()) {
    if (line.numerator() == 0 && line.denominator() == 0) continue;
    parts.push_back({.contract = line.contract(),
                     .numerator = line.numerator(),
                     .denominator = line.denominator()});
  }
  if (parts.empty() || figure.no_value() == Figure::NO_VALUE_SUPPRESSED) {
    return "";
  }
  if (parts.size() > kMostParts) parts = ByContract(parts);
  SumPart others;
  size_t left_over = 0;
  while (parts.size() > kMostParts) {
    AddTo(parts.back(), others);
    parts.pop_back();
    ++left_over;
  }
  std::vector<std::string> texts;
  for (const SumPart& part : parts) texts.push_back(FormatPart(part, count));
  if (left_over > 0) {
    texts.push_back(absl::StrCat(
        FormatPart(others, count), " (",
        Count(static_cast<int64_t>(left_over), "more contract"), ")"));
  }
  std::string sum = absl::StrJoin(texts, " + ");
  const std::string total = FormatPart({.contract = {},
                                        .numerator = figure.numerator(),
                                        .denominator = figure.denominator()},
                                       count);
  if (texts.size() > 1) absl::StrAppend(&sum, " = ", total);
  if (figure.has_value()) {
    absl::StrAppend(&sum, " = ", FormatShare(figure.value()));
  }
  return sum;
}

std::string FormatPositions(
    const google::protobuf::RepeatedPtrField<FeedPosition>& positions) {
  std::vector<std::string> parts;
  for (const FeedPosition& position : positions) {
    parts.push_back(absl::StrCat(position.feed(), " ", position.sequence()));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace tidemark::cli

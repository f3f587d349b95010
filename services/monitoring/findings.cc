#include "services/monitoring/findings.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "services/monitoring/as_of.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/council_figures.h"
#include "services/monitoring/finding_causes.h"
#include "services/monitoring/finding_noise.h"
#include "services/monitoring/finding_outliers.h"
#include "services/monitoring/finding_returns.h"
#include "services/monitoring/finding_support.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/questions.h"
#include "services/monitoring/subject_sums.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using v1::Evidence;
using v1::Figure;
using v1::Finding;

int32_t CountJudged(const CouncilFigures& figures) {
  int32_t judged = 0;
  for (const ProviderFigures& provider : figures.providers) {
    const Sums sums = SumLast(figures, provider, kMonthsCompared);
    judged += std::any_of(std::begin(kComparedMetrics),
                          std::end(kComparedMetrics), [&](const char* id) {
                            return MakeFigure(*FindDefinition(id), sums,
                                              figures.minimum)
                                .has_value();
                          });
  }
  return judged;
}

// What is at hand of the contract, if returns of it are due.
absl::StatusOr<std::optional<Cells>> ReadDueCells(const store::Reader& reader,
                                                  const std::string& contract) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto stored,
                            kContractCells.Find(reader, contract));
  if (!stored || !stored->returns_due()) return std::optional<Cells>();
  TIDEMARK_ASSIGN_OR_RETURN(Cells cells, Decode(*stored));
  return std::optional<Cells>(std::move(cells));
}

// The figure of a metric for the days of a measure; nothing if the subject is
// not known any longer.
absl::StatusOr<std::optional<Figure>> FigureNow(
    const store::Reader& reader, type::Date today, const Finding& finding,
    const Evidence::Measure& measure) {
  const Definition* const definition = FindDefinition(finding.metric());
  if (definition == nullptr) return std::optional<Figure>();
  const Subject subject = {
      .kind = Matches(finding.subject(), "councils/*/contracts/*")
                  ? Subject::Kind::kContract
                  : Subject::Kind::kProvider,
      .name = finding.subject()};
  const int32_t first = DayOf(measure.from_date());
  const int32_t last = DayOf(measure.to_date());
  if (first == 0 || last == 0) return std::optional<Figure>();
  const absl::StatusOr<PartSums> sums =
      SumParts(reader, subject,
               {.first_day = first,
                .last_day = last,
                .first_month = type::YearMonth(DateOf(first)).index(),
                .last_month = type::YearMonth(DateOf(last)).index(),
                .today = DayOf(today)},
               PartKind::kContracts);
  if (absl::IsNotFound(sums.status())) return std::optional<Figure>();
  TIDEMARK_RETURN_IF_ERROR(sums.status());
  return std::optional<Figure>(
      MakeFigure(*definition, sums->total.sums, sums->council_minimum));
}

bool SameCounts(const Figure& a, const Figure& b) {
  return a.numerator() == b.numerator() && a.denominator() == b.denominator();
}

// Compares the evidence with the figures as they are now, in the same order.
v1::Recheck Compare(const Evidence& evidence,
                    const std::vector<std::optional<Figure>>& now) {
  v1::Recheck recheck;
  for (size_t i = 0; i < now.size(); ++i) {
    const Evidence::Measure& was = evidence.measures(static_cast<int>(i));
    const Figure figure = now[i].value_or(Figure());
    if (i == 0) *recheck.mutable_figure() = figure;
    if (SameCounts(was.figure(), figure)) continue;
    recheck.set_corrected(true);
    recheck.set_sentence(absl::StrCat(
        "\"", was.label(), "\" for ",
        type::FormatLongDate(DateOf(DayOf(was.from_date()))), " to ",
        type::FormatLongDate(DateOf(DayOf(was.to_date()))), " was ",
        FormatCounts(was.figure()), " and is ", FormatCounts(figure), "."));
    return recheck;
  }
  recheck.set_sentence(
      "its own figures are what they were; newer figures, its limits, or those "
      "that it was held against moved.");
  return recheck;
}

absl::StatusOr<v1::Recheck> RecheckSupport(const store::Reader& reader,
                                           absl::string_view council,
                                           type::Date today,
                                           const Finding& finding) {
  TIDEMARK_ASSIGN_OR_RETURN(const int32_t minimum,
                            CouncilMinimum(reader, council));
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<Figure> figures,
      FiguresNow(
          reader,
          {.council = std::string(council), .minimum = minimum, .today = today},
          finding));
  if (figures.empty()) {
    v1::Recheck recheck;
    recheck.set_sentence("there are fewer of them now.");
    return recheck;
  }
  std::vector<std::optional<Figure>> now(figures.begin(), figures.end());
  now.resize(std::min(now.size(),
                      static_cast<size_t>(finding.evidence().measures_size())));
  return Compare(finding.evidence(), now);
}

Faults CheckSubjects(const v1::RecheckFindingsRequest& request) {
  Faults faults;
  for (int i = 0; i < request.findings_size(); ++i) {
    const std::string& subject = request.findings(i).subject();
    if (Matches(subject, "councils/*/contracts/*") &&
        CouncilOf(subject) == absl::string_view(request.parent())) {
      continue;
    }
    CheckName(absl::StrCat("findings[", i, "].subject"), subject,
              "councils/*/providers/*", request.parent(), faults);
  }
  return faults;
}

}  // namespace

absl::StatusOr<CouncilFindings> FindAll(const store::Reader& reader,
                                        absl::string_view council,
                                        type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(const CouncilFigures figures,
                            ReadCouncilFigures(reader, council, today));
  CouncilFindings all = {.findings = {},
                         .providers_judged = CountJudged(figures)};
  std::vector<Finding>& findings = all.findings;
  TIDEMARK_RETURN_IF_ERROR(FindSpecialCauses(reader, figures, findings));
  TIDEMARK_RETURN_IF_ERROR(FindOutliers(figures, findings));
  FindMissingReturns(figures, findings);
  FindStaleReturns(figures, findings);
  TIDEMARK_RETURN_IF_ERROR(FindSparseGoals(reader, figures, findings));
  TIDEMARK_RETURN_IF_ERROR(FindDisagreement(figures, findings));
  TIDEMARK_RETURN_IF_ERROR(FindGrowth(reader, figures, findings));
  TIDEMARK_RETURN_IF_ERROR(FindSlippingCheckBacks(reader, figures, findings));
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) {
                     return std::make_tuple(a.kind(), a.subject(), a.metric()) <
                            std::make_tuple(b.kind(), b.subject(), b.metric());
                   });
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<v1::FeedPosition> positions,
                            ReadPositions(reader));
  for (Finding& finding : findings) {
    *finding.mutable_evidence()->mutable_as_of() = {positions.begin(),
                                                    positions.end()};
  }
  return all;
}

absl::StatusOr<v1::Recheck> RecheckFinding(const store::Reader& reader,
                                           absl::string_view council,
                                           type::Date today,
                                           const Finding& finding) {
  const Evidence& evidence = finding.evidence();
  switch (finding.kind()) {
    case Finding::KIND_MISSING_RETURN: {
      TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Cells> cells,
                                ReadDueCells(reader, finding.subject()));
      return RecheckMissing(evidence, cells);
    }
    case Finding::KIND_STALE_RETURNS: {
      TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Cells> cells,
                                ReadDueCells(reader, finding.subject()));
      return RecheckStale(cells);
    }
    default:
      break;
  }
  if (evidence.measures().empty()) return v1::Recheck();
  if (FindDefinition(finding.metric()) == nullptr) {
    return RecheckSupport(reader, council, today, finding);
  }
  std::vector<std::optional<Figure>> now;
  for (const Evidence::Measure& measure : evidence.measures()) {
    TIDEMARK_ASSIGN_OR_RETURN(now.emplace_back(),
                              FigureNow(reader, today, finding, measure));
  }
  return Compare(evidence, now);
}

absl::StatusOr<v1::ListFindingsResponse> Findings::ListFindings(
    const rpc::Call&, const v1::ListFindingsRequest& request) {
  Faults faults;
  CheckAsOf(request, views_.Now().today, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  size_t first = 0;
  if (!start.empty() && !absl::SimpleAtoi(start, &first)) {
    return absl::InternalError("a page token of ours is no number");
  }
  TIDEMARK_ASSIGN_OR_RETURN(const View view, views_.For(request));
  const store::Snapshot now(*view.db);
  TIDEMARK_ASSIGN_OR_RETURN(CouncilFindings all,
                            FindAll(now, request.parent(), view.today));
  v1::ListFindingsResponse response;
  const size_t end =
      std::min(all.findings.size(), first + rpc::PageSize(request.page_size()));
  for (size_t i = first; i < end; ++i) {
    *response.add_findings() = std::move(all.findings[i]);
  }
  if (end < all.findings.size()) {
    response.set_next_page_token(
        rpc::NextPageToken(request, absl::StrCat(end)));
  }
  *response.mutable_noise() = NoiseOf(all.providers_judged);
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, now, clock_, response));
  return response;
}

absl::StatusOr<v1::RecheckFindingsResponse> Findings::RecheckFindings(
    const rpc::Call&, const v1::RecheckFindingsRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckSubjects(request).ToStatus());
  const View view = views_.Now();
  const store::Snapshot now(*view.db);
  v1::RecheckFindingsResponse response;
  for (const Finding& finding : request.findings()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        *response.add_rechecks(),
        RecheckFinding(now, request.parent(), view.today, finding));
  }
  return response;
}

}  // namespace tidemark::monitoring

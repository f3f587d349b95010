#include "services/monitoring/scorecards.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subject_sums.h"
#include "services/monitoring/targets.h"

namespace tidemark::monitoring {
namespace {

using v1::Scorecard;
using v1::ScorecardRow;

void FillRow(const SubjectSums& part, int32_t council_minimum,
             ScorecardRow& row) {
  row.set_subject(part.subject);
  row.set_display_name(part.display_name);
  for (const Definition& definition : Definitions()) {
    *row.add_figures() = MakeFigure(definition, part.sums, council_minimum);
  }
  row.set_contracts(part.contracts);
  row.set_returns_accepted(static_cast<int32_t>(part.sums.returns_accepted));
  row.set_returns_due(static_cast<int32_t>(part.sums.returns_due));
}

}  // namespace

absl::StatusOr<Scorecard> MakeScorecard(const store::Reader& reader,
                                        const Subject& subject,
                                        const Range& range, Viewer viewer) {
  const bool of_council = subject.kind == Subject::Kind::kCouncil;
  TIDEMARK_ASSIGN_OR_RETURN(
      const PartSums sums,
      SumParts(reader, subject, range,
               of_council ? PartKind::kProviders : PartKind::kContracts,
               viewer));
  TIDEMARK_ASSIGN_OR_RETURN(const Targets targets,
                            ReadTargets(reader, subject.name, range));
  const auto fill = [&](const SubjectSums& part, ScorecardRow& row) {
    FillRow(part, sums.council_minimum, row);
    return JudgeFigures(reader, targets, part.subject, part.provider,
                        *row.mutable_figures());
  };
  Scorecard scorecard;
  TIDEMARK_RETURN_IF_ERROR(fill(sums.total, *scorecard.mutable_total()));
  // A contract is its only part.
  if (subject.kind != Subject::Kind::kContract) {
    for (const SubjectSums& part : sums.parts) {
      TIDEMARK_RETURN_IF_ERROR(fill(part, *scorecard.add_rows()));
    }
  }
  return scorecard;
}

}  // namespace tidemark::monitoring

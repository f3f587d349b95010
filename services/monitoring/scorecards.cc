#include "services/monitoring/scorecards.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/tables.h"
#include "services/monitoring/targets.h"

namespace tidemark::monitoring {
namespace {

using Kind = Subject::Kind;
using v1::Scorecard;
using v1::ScorecardRow;

// What becomes one row.
struct Part {
  std::string subject;
  // The provider, or that of the contract; empty for the council.
  std::string provider;
  std::string display_name = {};
  int32_t contracts = 0;
  Sums sums = {};
};

void FillRow(const Part& part, int32_t council_minimum, ScorecardRow& row) {
  row.set_subject(part.subject);
  row.set_display_name(part.display_name);
  for (const Definition& definition : Definitions()) {
    *row.add_figures() = MakeFigure(definition, part.sums, council_minimum);
  }
  row.set_contracts(part.contracts);
  row.set_returns_accepted(static_cast<int32_t>(part.sums.returns_accepted));
  row.set_returns_due(static_cast<int32_t>(part.sums.returns_due));
}

// The rows of the scorecard, with the colours of their figures.
absl::Status FillRows(const store::Reader& reader, const Part& total,
                      const std::vector<Part>& parts, const KnownSubject& known,
                      const Range& range, Scorecard& scorecard) {
  TIDEMARK_ASSIGN_OR_RETURN(const Targets targets,
                            ReadTargets(reader, known.subject.name, range));
  const auto fill = [&](const Part& part, ScorecardRow& row) {
    FillRow(part, known.council_minimum, row);
    return JudgeFigures(reader, targets, part.subject, part.provider,
                        *row.mutable_figures());
  };
  TIDEMARK_RETURN_IF_ERROR(fill(total, *scorecard.mutable_total()));
  for (const Part& part : parts) {
    TIDEMARK_RETURN_IF_ERROR(fill(part, *scorecard.add_rows()));
  }
  return absl::OkStatus();
}

// Gives each provider its name; one whose name is not known yet is called by
// its id.
absl::Status NameProviders(const store::Reader& reader,
                           const std::string& council,
                           std::vector<Part>& providers) {
  absl::flat_hash_map<absl::string_view, Part*> unnamed;
  for (Part& part : providers) {
    part.display_name = std::string(IdOf(part.subject));
    unnamed.emplace(part.subject, &part);
  }
  return kSubjectNames.Scan(reader, absl::StrCat(council, "/providers/"), "",
                            [&](v1::SubjectName& name) {
                              const auto it = unnamed.find(name.name());
                              if (it != unnamed.end()) {
                                it->second->display_name =
                                    std::move(*name.mutable_display_name());
                              }
                              return true;
                            });
}

// By name as people read it; those of one name by resource name.
void SortByName(std::vector<Part>& parts) {
  std::vector<std::pair<std::string, Part>> keyed;
  keyed.reserve(parts.size());
  for (Part& part : parts) {
    std::string key = absl::AsciiStrToLower(part.display_name);
    keyed.emplace_back(std::move(key), std::move(part));
  }
  std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.subject) <
           std::tie(b.first, b.second.subject);
  });
  parts.clear();
  for (auto& [key, part] : keyed) parts.push_back(std::move(part));
}

}  // namespace

absl::StatusOr<Scorecard> MakeScorecard(const store::Reader& reader,
                                        const Subject& subject,
                                        const Range& range, Viewer viewer) {
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(reader, subject));
  Part total = {.subject = subject.name,
                .provider = std::string(ProviderOf(subject.name)),
                .display_name = known.display_name};
  std::vector<Part> parts;
  absl::flat_hash_map<std::string, size_t> part_of_provider;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, subject,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        Sums sums;
        TIDEMARK_RETURN_IF_ERROR(AddTo(sums, cells, range));
        if (viewer == Viewer::kProvider) sums = sums.ForProvider();
        if (subject.kind == Kind::kContract) total.provider = cells.provider();
        if (!sums.any()) return true;
        ++total.contracts;
        total.sums += sums;
        if (subject.kind == Kind::kContract) return true;
        if (subject.kind == Kind::kProvider) {
          parts.push_back({.subject = cells.name(),
                           .provider = cells.provider(),
                           .display_name = cells.title(),
                           .contracts = 1,
                           .sums = sums});
          return true;
        }
        const auto [it, is_new] =
            part_of_provider.try_emplace(cells.provider(), parts.size());
        if (is_new) {
          parts.push_back(
              {.subject = cells.provider(), .provider = cells.provider()});
        }
        ++parts[it->second].contracts;
        parts[it->second].sums += sums;
        return true;
      }));
  if (subject.kind == Kind::kCouncil) {
    TIDEMARK_RETURN_IF_ERROR(NameProviders(reader, subject.name, parts));
  }
  SortByName(parts);

  Scorecard scorecard;
  TIDEMARK_RETURN_IF_ERROR(
      FillRows(reader, total, parts, known, range, scorecard));
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<v1::FeedPosition> positions,
                            ReadPositions(reader));
  for (v1::FeedPosition& position : positions) {
    *scorecard.add_as_of() = std::move(position);
  }
  return scorecard;
}

}  // namespace tidemark::monitoring

#include "services/monitoring/subject_sums.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

// Gives each provider its name; one whose name is not known yet is called by
// its id.
absl::Status NameProviders(const store::Reader& reader,
                           const std::string& council,
                           std::vector<SubjectSums>& providers) {
  absl::flat_hash_map<absl::string_view, SubjectSums*> unnamed;
  for (SubjectSums& part : providers) {
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
void SortByName(std::vector<SubjectSums>& parts) {
  std::vector<std::pair<std::string, SubjectSums>> keyed;
  keyed.reserve(parts.size());
  for (SubjectSums& part : parts) {
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

absl::StatusOr<PartSums> SumParts(const store::Reader& reader,
                                  const Subject& subject, const Range& range,
                                  PartKind kind, Viewer viewer) {
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(reader, subject));
  PartSums sums = {
      .total = {.subject = subject.name, .display_name = known.display_name},
      .council_minimum = known.council_minimum};
  absl::flat_hash_map<std::string, size_t> part_of_provider;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, subject,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        SubjectSums part = {.subject = cells.name(),
                            .provider = cells.provider(),
                            .contracts = 1};
        TIDEMARK_RETURN_IF_ERROR(AddTo(part.sums, cells, range));
        if (viewer == Viewer::kProvider) part.sums = part.sums.ForProvider();
        if (subject.kind == Subject::Kind::kContract) {
          sums.total.provider = cells.provider();
        }
        if (!part.sums.any()) return true;
        ++sums.total.contracts;
        sums.total.sums += part.sums;
        if (kind == PartKind::kContracts) {
          part.display_name = cells.title();
          sums.parts.push_back(std::move(part));
          return true;
        }
        const auto [it, is_new] =
            part_of_provider.try_emplace(cells.provider(), sums.parts.size());
        if (is_new) {
          sums.parts.push_back(
              {.subject = cells.provider(), .provider = cells.provider()});
        }
        ++sums.parts[it->second].contracts;
        sums.parts[it->second].sums += part.sums;
        return true;
      }));
  if (kind == PartKind::kProviders) {
    TIDEMARK_RETURN_IF_ERROR(NameProviders(
        reader, std::string(CouncilOf(subject.name)), sums.parts));
  }
  SortByName(sums.parts);
  return sums;
}

}  // namespace tidemark::monitoring

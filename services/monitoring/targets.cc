#include "services/monitoring/targets.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/metric_scales.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using v1::Figure;
using CouncilTarget = Council::Monitoring::Target;
using Requirement = Contract::OutcomeRequirement;

constexpr double kBasisPoints = 10000;

// How near a target is; the nearest one judges.
enum class Nearness {
  kNone,
  kCouncil,
  kServiceType,
  kProvider,
  kRequirement,
  kContract
};

Nearness NearnessOf(const CouncilTarget& target, const JudgedScope& scope) {
  if (!target.contract().empty()) {
    return scope.contract != nullptr &&
                   target.contract() == scope.contract->name()
               ? Nearness::kContract
               : Nearness::kNone;
  }
  if (!target.provider().empty()) {
    return absl::string_view(target.provider()) == scope.provider
               ? Nearness::kProvider
               : Nearness::kNone;
  }
  if (!target.service_type().empty()) {
    return scope.contract != nullptr &&
                   target.service_type() == scope.contract->service_type()
               ? Nearness::kServiceType
               : Nearness::kNone;
  }
  return Nearness::kCouncil;
}

bool HoldsOn(const CouncilTarget& target, int32_t day) {
  return DayOf(target.from_date()) <= day &&
         (!target.has_to_date() || DayOf(target.to_date()) >= day);
}

// The year of the contract in which the day lies; 1 is the first.
int32_t ContractYear(const Contract& terms, int32_t day) {
  const absl::StatusOr<type::Date> start = type::FromProto(terms.start_date());
  if (!start.ok()) return 1;
  const type::Date on = DateOf(day);
  const auto years = static_cast<int32_t>(on.year() - start->year());
  const type::Date anniversary(on.year(), start->month(), start->day());
  return std::max(1, on < anniversary ? years : years + 1);
}

// What the contract asks for of the metric in that year.
struct Asked {
  const Requirement* requirement;
  int32_t basis_points;
};

std::optional<Asked> AskedBy(const Contract& terms, const std::string& metric,
                             int32_t day) {
  const int32_t year = ContractYear(terms, day);
  for (const Requirement& requirement : terms.outcome_requirements()) {
    if (requirement.metric() != metric) continue;
    const Requirement::YearTarget* latest = nullptr;
    for (const Requirement::YearTarget& target : requirement.targets()) {
      if (target.contract_year() <= year &&
          (latest == nullptr ||
           latest->contract_year() < target.contract_year())) {
        latest = &target;
      }
    }
    if (latest == nullptr) continue;
    return Asked{.requirement = &requirement,
                 .basis_points = latest->target_basis_points()};
  }
  return std::nullopt;
}

Figure::Target TargetOf(const CouncilTarget& target) {
  Figure::Target judged_by;
  judged_by.set_id(target.id());
  judged_by.set_origin(Figure::Target::ORIGIN_COUNCIL);
  // At most one of them is set.
  judged_by.set_scope(target.contract() + target.provider() +
                      target.service_type());
  judged_by.set_lower_is_better(target.better() == CouncilTarget::BETTER_LOWER);
  judged_by.set_green_basis_points(target.green_basis_points());
  judged_by.set_amber_basis_points(target.amber_basis_points());
  return judged_by;
}

Figure::Target TargetOf(const Asked& asked, const Contract& terms,
                        type::Better better) {
  Figure::Target judged_by;
  judged_by.set_id(asked.requirement->id());
  judged_by.set_origin(Figure::Target::ORIGIN_CONTRACT);
  judged_by.set_scope(terms.name());
  judged_by.set_lower_is_better(better == type::Better::kLower);
  judged_by.set_green_basis_points(asked.basis_points);
  judged_by.set_amber_basis_points(asked.basis_points);
  return judged_by;
}

// Whether `distance`, how much more the share is than an edge, is on the good
// side.
template <typename Number>
bool Reaches(Number distance, const Figure::Target& target) {
  return target.lower_is_better() ? distance <= 0 : distance >= 0;
}

// `more_than` tells how much more the share is than an edge.
template <typename MoreThan>
Figure::Rag ColourBy(const Figure::Target& target, MoreThan more_than) {
  if (Reaches(more_than(target.green_basis_points()), target)) {
    return Figure::RAG_GREEN;
  }
  return Reaches(more_than(target.amber_basis_points()), target)
             ? Figure::RAG_AMBER
             : Figure::RAG_RED;
}

Figure::Rag ColourOfShare(const Figure::Target& target, double share) {
  return ColourBy(target, [&](int32_t edge) {
    return share - static_cast<double>(edge) / kBasisPoints;
  });
}

void Colour(const Figure::Target& target, int32_t fewest, Figure& figure) {
  // A colour would tell of what is hidden.
  if (figure.no_value() == Figure::NO_VALUE_SUPPRESSED) {
    figure.clear_rag();
    figure.clear_target();
    figure.clear_rag_unsure();
    return;
  }
  *figure.mutable_target() = target;
  if (!figure.has_value() || figure.denominator() < fewest) {
    figure.set_rag(Figure::RAG_GREY);
    return;
  }
  // In whole numbers, so that 3 of 4 is 75% exactly.
  const Figure::Rag rag = ColourBy(target, [&](int32_t edge) {
    return figure.numerator() * static_cast<int64_t>(kBasisPoints) -
           edge * figure.denominator();
  });
  figure.set_rag(rag);
  figure.set_rag_unsure(
      figure.has_interval() &&
      (ColourOfShare(target, figure.interval().lower()) != rag ||
       ColourOfShare(target, figure.interval().upper()) != rag));
}

// The terms of a contract; nothing for other subjects.
absl::StatusOr<std::optional<Contract>> ReadContractTerms(
    const store::Reader& reader, absl::string_view subject) {
  if (!Matches(subject, "councils/*/contracts/*")) {
    return std::optional<Contract>();
  }
  return kContractTerms.Find(reader, subject);
}

}  // namespace

Council TermsOf(const Council& council) {
  Council terms;
  terms.set_name(council.name());
  *terms.mutable_frameworks() = council.frameworks();
  if (council.has_monitoring()) {
    *terms.mutable_monitoring() = council.monitoring();
  }
  return terms;
}

Contract TermsOf(const Contract& contract) {
  Contract terms;
  terms.set_name(contract.name());
  terms.set_service_type(contract.service_type());
  *terms.mutable_start_date() = contract.start_date();
  for (const Requirement& requirement : contract.outcome_requirements()) {
    Requirement& kept = *terms.add_outcome_requirements();
    kept.set_id(requirement.id());
    kept.set_metric(requirement.metric());
    *kept.mutable_targets() = requirement.targets();
    kept.set_minimum_denominator(requirement.minimum_denominator());
  }
  return terms;
}

Targets::Targets(Council terms, int32_t day)
    : terms_(std::move(terms)), day_(day) {
  for (int i = 0; i < terms_.monitoring().targets_size(); ++i) {
    const Target& target = terms_.monitoring().targets(i);
    if (HoldsOn(target, day_)) by_metric_[target.metric()].push_back(i);
  }
}

const Targets::Target* Targets::Nearest(const std::string& metric,
                                        const JudgedScope& scope) const {
  const auto found = by_metric_.find(metric);
  if (found == by_metric_.end()) return nullptr;
  const Target* nearest = nullptr;
  for (const int i : found->second) {
    const Target& target = terms_.monitoring().targets(i);
    if (NearnessOf(target, scope) >
        (nearest == nullptr ? Nearness::kNone : NearnessOf(*nearest, scope))) {
      nearest = &target;
    }
  }
  return nearest;
}

void Targets::Judge(const JudgedScope& scope, Figure& figure) const {
  const type::MetricScale* const scale = type::FindMetricScale(figure.metric());
  if (scale == nullptr || scale->is_count) return;
  const Target* const target = Nearest(figure.metric(), scope);
  const bool asks = scope.contract != nullptr &&
                    scale->better != type::Better::kNeither &&
                    (target == nullptr ||
                     NearnessOf(*target, scope) < Nearness::kRequirement);
  if (asks) {
    const std::optional<Asked> asked =
        AskedBy(*scope.contract, figure.metric(), day_);
    if (asked) {
      return Colour(TargetOf(*asked, *scope.contract, scale->better),
                    asked->requirement->minimum_denominator(), figure);
    }
  }
  if (target != nullptr) Colour(TargetOf(*target), /*fewest=*/0, figure);
}

absl::StatusOr<Targets> ReadTargets(const store::Reader& reader,
                                    absl::string_view subject,
                                    const Range& range) {
  TIDEMARK_ASSIGN_OR_RETURN(std::optional<Council> terms,
                            kCouncilTerms.Find(reader, CouncilOf(subject)));
  return Targets(terms ? *std::move(terms) : Council(),
                 std::min(range.last_day, range.today));
}

absl::Status JudgeFigure(const store::Reader& reader, absl::string_view subject,
                         absl::string_view provider, const Range& range,
                         Figure& figure) {
  TIDEMARK_ASSIGN_OR_RETURN(const Targets targets,
                            ReadTargets(reader, subject, range));
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Contract> terms,
                            ReadContractTerms(reader, subject));
  targets.Judge({.provider = provider, .contract = terms ? &*terms : nullptr},
                figure);
  return absl::OkStatus();
}

absl::Status JudgeFigures(const store::Reader& reader, const Targets& targets,
                          absl::string_view subject, absl::string_view provider,
                          google::protobuf::RepeatedPtrField<Figure>& figures) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Contract> terms,
                            ReadContractTerms(reader, subject));
  const JudgedScope scope = {.provider = provider,
                             .contract = terms ? &*terms : nullptr};
  for (Figure& figure : figures) targets.Judge(scope, figure);
  return absl::OkStatus();
}

}  // namespace tidemark::monitoring

#include "services/monitoring/growth_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/growth.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/outcome_moves.h"
#include "services/monitoring/support.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;
using outcomes::v1::Person;
using v1::Figure;
using v1::GetPackageGrowthRequest;
using v1::GrowthRow;

// One person's part in a row.
struct Member {
  std::optional<Support> opening;
  std::optional<Support> closing;
  // The contracts of the packages.
  std::vector<std::string> contracts;
};

// People by name.
using Members = absl::flat_hash_map<std::string, Member>;

// What a row is of; the default is the total.
struct Key {
  std::string subject = {};
  int number = 0;

  friend bool operator<(const Key& a, const Key& b) {
    return std::tie(a.subject, a.number) < std::tie(b.subject, b.number);
  }
};

using Reasons = absl::flat_hash_map<std::string, Person::SupportReason>;
// Of a person under a contract, by contract and the person's id.
using AllMoves =
    absl::flat_hash_map<std::string, absl::flat_hash_map<std::string, Moves>>;

void AddSupport(const std::optional<Support>& support,
                std::optional<Support>& sum) {
  if (!support) return;
  if (!sum) sum.emplace();
  *sum += *support;
}

absl::StatusOr<Reasons> ReadReasons(const store::Reader& reader,
                                    const GrowthQuestion& question) {
  Reasons reasons;
  if (question.reason == Person::SUPPORT_REASON_UNSPECIFIED &&
      question.breakdown != GetPackageGrowthRequest::BREAKDOWN_SUPPORT_REASON) {
    return reasons;
  }
  TIDEMARK_RETURN_IF_ERROR(kPersonCopies.Scan(
      reader, absl::StrCat(question.cohort.council, "/people/"), "",
      [&](const Person& person) {
        reasons.emplace(person.name(), person.support_reason());
        return true;
      }));
  return reasons;
}

Person::SupportReason ReasonOf(const Reasons& reasons,
                               const std::string& person) {
  const auto found = reasons.find(person);
  return found == reasons.end() ? Person::SUPPORT_REASON_UNSPECIFIED
                                : found->second;
}

Key KeyOf(const GrowthQuestion& question, const Package& package,
          const Reasons& reasons) {
  switch (question.breakdown) {
    case GetPackageGrowthRequest::BREAKDOWN_PROVIDER:
      return {.subject = package.provider()};
    case GetPackageGrowthRequest::BREAKDOWN_CONTRACT:
      return {.subject = package.contract()};
    case GetPackageGrowthRequest::BREAKDOWN_STAGE:
      return {.number = package.stage()};
    default:
      return {.number = ReasonOf(reasons, package.person())};
  }
}

// The total and, by their keys, the rows.
struct Parts {
  Members total;
  std::map<Key, Members> rows;
};

absl::StatusOr<Parts> ReadParts(const store::Reader& reader,
                                const GrowthQuestion& question) {
  Parts parts;
  TIDEMARK_ASSIGN_OR_RETURN(const Reasons reasons,
                            ReadReasons(reader, question));
  TIDEMARK_RETURN_IF_ERROR(
      VisitPackages(reader, question.cohort, [&](const Package& package) {
        const std::string& person = package.person();
        if (question.reason != Person::SUPPORT_REASON_UNSPECIFIED &&
            ReasonOf(reasons, person) != question.reason) {
          return;
        }
        const auto opening = SupportOn(package, question.from);
        const auto closing = SupportOn(package, question.to);
        if (!opening && !closing) return;
        const auto add = [&](Members& members) {
          Member& member = members[person];
          AddSupport(opening, member.opening);
          AddSupport(closing, member.closing);
          auto& contracts = member.contracts;
          if (package.contract().empty()) return;
          if (std::find(contracts.begin(), contracts.end(),
                        package.contract()) == contracts.end()) {
            contracts.push_back(package.contract());
          }
        };
        add(parts.total);
        const bool in_a_row =
            question.breakdown == GetPackageGrowthRequest::BREAKDOWN_CONTRACT
                ? !package.contract().empty()
                : question.breakdown !=
                      GetPackageGrowthRequest::BREAKDOWN_UNSPECIFIED;
        if (in_a_row) {
          add(parts.rows[KeyOf(question, package, reasons)]);
        }
      }));
  return parts;
}

absl::StatusOr<AllMoves> ReadAllMoves(const store::Reader& reader,
                                      const GrowthQuestion& question,
                                      const Members& members) {
  AllMoves all;
  for (const auto& [person, member] : members) {
    for (const std::string& contract : member.contracts) {
      const auto [it, is_new] = all.try_emplace(contract);
      if (!is_new) continue;
      TIDEMARK_ASSIGN_OR_RETURN(
          it->second, ReadMoves(reader, contract, question.from, question.to));
    }
  }
  return all;
}

Moves MovesOf(const AllMoves& all, const std::string& person,
              const Member& member) {
  Moves moves;
  for (const std::string& contract : member.contracts) {
    const auto people = all.find(contract);
    if (people == all.end()) continue;
    const auto found = people->second.find(IdOf(person));
    if (found != people->second.end()) moves += found->second;
  }
  return moves;
}

// The moves of several people.
struct MovesOfPeople {
  Moves moves;
  int32_t people = 0;
  int32_t not_rated = 0;

  void Add(const Moves& of_one) {
    moves += of_one;
    ++(of_one.compared() == 0 ? not_rated : people);
  }
};

void FillMoves(const MovesOfPeople& all, int32_t minimum,
               v1::OutcomeMoves& moves) {
  const auto share = [&](const char* id, int32_t count) {
    return MakeShare(id, count, all.moves.compared(), minimum);
  };
  *moves.mutable_better() = share("outcomes-better", all.moves.better);
  *moves.mutable_same() = share("outcomes-same", all.moves.same);
  *moves.mutable_worse() = share("outcomes-worse", all.moves.worse);
  moves.set_people(all.people);
  moves.set_people_not_rated(all.not_rated);
}

void FillMean(const MeanOfChanges& mean, int32_t minimum,
              v1::MeanChange& filled) {
  filled.set_people(static_cast<int32_t>(mean.people));
  filled.set_without_percentage(static_cast<int32_t>(mean.without_percentage));
  if (mean.people == 0) {
    filled.set_no_value(Figure::NO_VALUE_NOT_APPLICABLE);
  } else if (mean.people < FewestCases(minimum)) {
    filled.set_no_value(Figure::NO_VALUE_TOO_FEW);
  } else {
    filled.set_value(mean.mean);
  }
}

void FillMoney(const Growth& growth, int32_t minimum, GrowthRow& row) {
  row.set_opening_pence(growth.opening.cost_pence);
  row.set_closing_pence(growth.closing.cost_pence);
  row.set_net_pence(growth.net_pence());
  row.set_volume_pence(growth.volume_pence);
  row.set_price_pence(growth.price_pence());
  row.set_opening_minutes(growth.opening.minutes);
  row.set_closing_minutes(growth.closing.minutes);
  if (growth.opening.cost_pence == 0) {
    row.set_no_value(Figure::NO_VALUE_NOT_APPLICABLE);
    return;
  }
  if (growth.people < FewestCases(minimum)) {
    row.set_no_value(Figure::NO_VALUE_TOO_FEW);
    return;
  }
  const auto opening = static_cast<double>(growth.opening.cost_pence);
  row.set_net_share(static_cast<double>(growth.net_pence()) / opening);
  row.set_volume_share(static_cast<double>(growth.volume_pence) / opening);
  row.set_price_share(static_cast<double>(growth.price_pence()) / opening);
}

GrowthRow MakeRow(const Members& members, const AllMoves& all_moves,
                  int32_t minimum) {
  std::vector<PersonGrowth> people;
  MovesOfPeople moves;
  MovesOfPeople where_grew;
  MovesOfPeople where_fell;
  GrowthRow row;
  for (const auto& [person, member] : members) {
    if (!member.opening) row.set_people_new(row.people_new() + 1);
    if (!member.closing) row.set_people_ended(row.people_ended() + 1);
    if (!member.opening || !member.closing) continue;
    people.push_back({.opening = *member.opening, .closing = *member.closing});
    const Moves of_person = MovesOf(all_moves, person, member);
    const int64_t change =
        member.closing->cost_pence - member.opening->cost_pence;
    moves.Add(of_person);
    if (change > 0) where_grew.Add(of_person);
    if (change < 0) where_fell.Add(of_person);
  }
  const Growth growth = AddUp(people);
  const auto share = [&](const char* id, int64_t count) {
    return MakeShare(id, count, growth.people, minimum);
  };
  row.set_people(static_cast<int32_t>(growth.people));
  *row.mutable_grew() = share("package-grew", growth.by_cost.grew);
  *row.mutable_fell() = share("package-fell", growth.by_cost.fell);
  *row.mutable_unchanged() =
      share("package-unchanged", growth.by_cost.unchanged);
  *row.mutable_minutes_grew() = share("minutes-grew", growth.by_minutes.grew);
  *row.mutable_minutes_fell() = share("minutes-fell", growth.by_minutes.fell);
  *row.mutable_minutes_unchanged() =
      share("minutes-unchanged", growth.by_minutes.unchanged);
  FillMean(growth.increase, minimum, *row.mutable_mean_increase());
  FillMean(growth.decrease, minimum, *row.mutable_mean_decrease());
  FillMoney(growth, minimum, row);
  FillMoves(moves, minimum, *row.mutable_outcomes());
  FillMoves(where_grew, minimum, *row.mutable_outcomes_where_grew());
  FillMoves(where_fell, minimum, *row.mutable_outcomes_where_fell());
  return row;
}

std::string StageName(int stage) {
  switch (stage) {
    case Package::STAGE_PREVENT:
      return "Prevent";
    case Package::STAGE_ENABLE:
      return "Enable";
    case Package::STAGE_SUPPORT:
      return "Support";
    default:
      return "Not known";
  }
}

// "Physical support: personal care" as the enum's own words.
std::string ReasonName(int reason) {
  if (reason == Person::SUPPORT_REASON_UNSPECIFIED) return "Not known";
  std::string words = absl::AsciiStrToLower(
      Person::SupportReason_Name(static_cast<Person::SupportReason>(reason))
          .substr(sizeof("SUPPORT_REASON_") - 1));
  std::replace(words.begin(), words.end(), '_', ' ');
  words[0] = absl::ascii_toupper(static_cast<unsigned char>(words[0]));
  return words;
}

absl::StatusOr<std::string> NameRow(const store::Reader& reader,
                                    const GrowthQuestion& question,
                                    const Key& key, GrowthRow& row) {
  switch (question.breakdown) {
    case GetPackageGrowthRequest::BREAKDOWN_STAGE:
      row.set_stage(static_cast<Package::Stage>(key.number));
      return StageName(key.number);
    case GetPackageGrowthRequest::BREAKDOWN_SUPPORT_REASON:
      row.set_support_reason(static_cast<Person::SupportReason>(key.number));
      return ReasonName(key.number);
    default:
      row.set_subject(key.subject);
      return DisplayNameOf(reader, key.subject);
  }
}

}  // namespace

absl::StatusOr<v1::PackageGrowth> MakeGrowth(const store::Reader& reader,
                                             const GrowthQuestion& question) {
  TIDEMARK_ASSIGN_OR_RETURN(const Parts parts, ReadParts(reader, question));
  TIDEMARK_ASSIGN_OR_RETURN(const AllMoves moves,
                            ReadAllMoves(reader, question, parts.total));
  TIDEMARK_ASSIGN_OR_RETURN(const int32_t minimum,
                            CouncilMinimum(reader, question.cohort.council));
  v1::PackageGrowth growth;
  *growth.mutable_total() = MakeRow(parts.total, moves, minimum);
  std::vector<GrowthRow> rows;
  for (const auto& [key, members] : parts.rows) {
    GrowthRow& row = rows.emplace_back(MakeRow(members, moves, minimum));
    TIDEMARK_ASSIGN_OR_RETURN(*row.mutable_display_name(),
                              NameRow(reader, question, key, row));
  }
  // Stages and reasons in their own order, the others by name, never by rank.
  std::stable_sort(rows.begin(), rows.end(),
                   [](const GrowthRow& a, const GrowthRow& b) {
                     return !a.subject().empty() &&
                            absl::AsciiStrToLower(a.display_name()) <
                                absl::AsciiStrToLower(b.display_name());
                   });
  for (GrowthRow& row : rows) *growth.add_rows() = std::move(row);
  return growth;
}

}  // namespace tidemark::monitoring

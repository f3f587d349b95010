#include "services/monitoring/finding_support.h"

#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/growth_report.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/support.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using outcomes::v1::PersonalOutcome;
using v1::Figure;
using v1::Finding;
using v1::GetPackageGrowthRequest;
using v1::GrowthRow;

constexpr char kWithoutGoals[] = "people-without-goals";
constexpr char kSlipped[] = "check-backs-slipped";
constexpr char kOverdue[] = "check-backs-overdue";
constexpr char kGrowth[] = "package-growth";

// People by name.
using People = absl::flat_hash_set<std::string>;

// Who has support under each contract, today and for some weeks.
absl::StatusOr<std::map<std::string, People>> ReadSupported(
    const store::Reader& reader, const CouncilFigures& figures) {
  std::map<std::string, People> supported;
  const int32_t today = DayOf(figures.today);
  TIDEMARK_RETURN_IF_ERROR(VisitPackages(
      reader, {.council = figures.council}, [&](const Package& package) {
        if (package.contract().empty() || !SupportOn(package, today) ||
            !SupportOn(package, today - kDaysToSetGoals)) {
          return;
        }
        supported[package.contract()].insert(package.person());
      }));
  return supported;
}

// Who works towards an outcome under each contract.
absl::StatusOr<absl::flat_hash_map<std::string, People>> ReadWithGoals(
    const store::Reader& reader, const CouncilFigures& figures) {
  absl::flat_hash_map<std::string, People> with_goals;
  TIDEMARK_RETURN_IF_ERROR(kOutcomeCopies.Scan(
      reader, absl::StrCat(figures.council, "/people/"), "",
      [&](const PersonalOutcome& outcome) {
        if (outcome.status() == PersonalOutcome::STATUS_ACTIVE) {
          with_goals[outcome.contract()].insert(
              std::string(ParentOf(outcome.name())));
        }
        return true;
      }));
  return with_goals;
}

// What was found when people looked back, and what nobody has looked at.
struct Looks {
  int64_t slipped = 0;
  int64_t found = 0;
  int64_t overdue = 0;
  int64_t waiting = 0;

  void Add(const CheckBack& check_back, int32_t from, int32_t to,
           int32_t today) {
    switch (check_back.result()) {
      case CheckBack::RESULT_SUSTAINED:
      case CheckBack::RESULT_SLIPPED:
      case CheckBack::RESULT_RETURNED: {
        const int32_t day = DayOf(check_back.check_date());
        if (day < from || day > to) return;
        ++found;
        slipped += check_back.result() != CheckBack::RESULT_SUSTAINED;
        return;
      }
      case CheckBack::RESULT_UNSPECIFIED: {
        const int32_t due = DayOf(check_back.due_date());
        if (due > today) return;
        ++waiting;
        overdue += due + kOverdueDays < today;
        return;
      }
      default:
        return;
    }
  }
};

// By provider, those whose packages are known.
absl::StatusOr<std::map<std::string, Looks>> ReadLooks(
    const store::Reader& reader, const CouncilFigures& figures, int32_t from,
    int32_t to) {
  absl::flat_hash_map<std::string, std::string> provider_of;
  TIDEMARK_RETURN_IF_ERROR(VisitPackages(
      reader, {.council = figures.council}, [&](const Package& package) {
        provider_of.emplace(package.name(), package.provider());
      }));
  std::map<std::string, Looks> looks;
  TIDEMARK_RETURN_IF_ERROR(
      kCheckBackCopies.Scan(reader, absl::StrCat(figures.council, "/packages/"),
                            "", [&](const CheckBack& check_back) {
                              const auto provider = provider_of.find(AncestorOf(
                                  check_back.name(), "councils/*/packages/*"));
                              if (provider != provider_of.end()) {
                                looks[provider->second].Add(
                                    check_back, from, to, DayOf(figures.today));
                              }
                              return true;
                            }));
  return looks;
}

Finding FindingOf(const std::string& subject, const std::string& provider,
                  std::string display_name, Finding::Kind kind,
                  const char* metric) {
  Finding finding;
  finding.set_kind(kind);
  finding.set_subject(subject);
  finding.set_provider(provider);
  finding.set_display_name(std::move(display_name));
  finding.set_metric(metric);
  finding.set_meaning(Finding::MEANING_CONCERN);
  return finding;
}

GrowthQuestion QuestionOf(const Cohort& cohort, int32_t from, int32_t to) {
  return {.cohort = cohort,
          .reason = outcomes::v1::Person::SUPPORT_REASON_UNSPECIFIED,
          .from = from,
          .to = to,
          .breakdown = cohort.provider.empty()
                           ? GetPackageGrowthRequest::BREAKDOWN_PROVIDER
                           : GetPackageGrowthRequest::BREAKDOWN_UNSPECIFIED};
}

bool GrewWithoutOutcomes(const GrowthRow& row) {
  return row.has_volume_share() && row.volume_share() >= kGrowthShare &&
         row.outcomes().better().has_value() &&
         row.outcomes().better().numerator() <=
             row.outcomes().worse().numerator();
}

std::vector<Figure> FiguresOf(const GrowthRow& row) {
  return {row.minutes_grew(), row.outcomes().better(), row.outcomes().worse()};
}

std::string FormatPeople(int64_t count) {
  return absl::StrCat(count, count == 1 ? " person" : " people");
}

}  // namespace

absl::Status FindSparseGoals(const store::Reader& reader,
                             const CouncilFigures& figures,
                             std::vector<Finding>& findings) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto supported,
                            ReadSupported(reader, figures));
  TIDEMARK_ASSIGN_OR_RETURN(const auto with_goals,
                            ReadWithGoals(reader, figures));
  for (const auto& [contract, people] : supported) {
    const auto found = with_goals.find(contract);
    int64_t without = 0;
    for (const std::string& person : people) {
      without += found == with_goals.end() || !found->second.contains(person);
    }
    const Figure figure =
        MakeShare(kWithoutGoals, without, static_cast<int64_t>(people.size()),
                  figures.minimum);
    if (!figure.has_value() || figure.value() < kSparseShare) continue;
    TIDEMARK_ASSIGN_OR_RETURN(const auto cells,
                              kContractCells.Find(reader, contract));
    if (!cells || cells->provider().empty()) continue;
    Finding finding = FindingOf(contract, cells->provider(), cells->title(),
                                Finding::KIND_SPARSE_GOALS, kWithoutGoals);
    finding.set_side(Finding::SIDE_HIGH);
    finding.set_sentence(absl::StrCat(
        cells->title(), ": of ", FormatPeople(figure.denominator()),
        " with support, ", figure.numerator(), " (",
        FormatShare(figure.value()), ") have no outcome of their own."));
    AddMeasure("People with support and without an outcome", figures.today,
               figures.today, figure, *finding.mutable_evidence());
    finding.mutable_evidence()->set_rule(
        absl::StrCat("At least ", FormatShare(kSparseShare),
                     " of the people who have had "
                     "support for ",
                     kDaysToSetGoals, " days work towards no outcome."));
    findings.push_back(std::move(finding));
  }
  return absl::OkStatus();
}

absl::Status FindSlippingCheckBacks(const store::Reader& reader,
                                    const CouncilFigures& figures,
                                    std::vector<Finding>& findings) {
  const type::Date from =
      type::YearMonth(figures.today).AddMonths(1 - kMonthsCompared).first_day();
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto looks,
      ReadLooks(reader, figures, DayOf(from), DayOf(figures.today)));
  for (const auto& [provider, look] : looks) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string name,
                              DisplayNameOf(reader, provider));
    const Figure slipped =
        MakeShare(kSlipped, look.slipped, look.found, figures.minimum);
    if (slipped.has_value() && slipped.value() >= kSlippedShare) {
      Finding finding = FindingOf(provider, provider, name,
                                  Finding::KIND_CHECK_BACKS_SLIPPING, kSlipped);
      finding.set_side(Finding::SIDE_HIGH);
      finding.set_sentence(absl::StrCat(
          name, ": after less support, ", FormatCounts(slipped),
          " check-backs found that it slipped or that the person was back."));
      AddMeasure("Check-backs that found a slip or a return", from,
                 figures.today, slipped, *finding.mutable_evidence());
      finding.mutable_evidence()->set_rule(
          absl::StrCat("At least ", FormatShare(kSlippedShare),
                       " of the check-backs of twelve months."));
      findings.push_back(std::move(finding));
    }
    if (look.overdue >= kOverdueCheckBacks) {
      Finding finding = FindingOf(provider, provider, name,
                                  Finding::KIND_CHECK_BACKS_SLIPPING, kOverdue);
      finding.set_side(Finding::SIDE_HIGH);
      finding.set_sentence(absl::StrCat(
          name, ": ", look.overdue, " check-backs are more than ", kOverdueDays,
          " days overdue, so nobody knows whether less support holds."));
      AddMeasure(
          "Check-backs overdue, of those due and not done", figures.today,
          figures.today,
          MakeShare(kOverdue, look.overdue, look.waiting, figures.minimum),
          *finding.mutable_evidence());
      finding.mutable_evidence()->set_rule(absl::StrCat(
          "At least ", kOverdueCheckBacks, " check-backs are more than ",
          kOverdueDays, " days overdue."));
      findings.push_back(std::move(finding));
    }
  }
  return absl::OkStatus();
}

absl::Status FindGrowth(const store::Reader& reader,
                        const CouncilFigures& figures,
                        std::vector<Finding>& findings) {
  const type::YearMonth last = type::YearMonth::FromIndex(figures.last_month);
  const type::Date to = last.last_day();
  const type::Date from = last.AddMonths(-kMonthsCompared).last_day();
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::PackageGrowth growth,
      MakeGrowth(reader, QuestionOf({.council = figures.council}, DayOf(from),
                                    DayOf(to))));
  for (const GrowthRow& row : growth.rows()) {
    if (!GrewWithoutOutcomes(row)) continue;
    Finding finding =
        FindingOf(row.subject(), row.subject(), row.display_name(),
                  Finding::KIND_GROWTH_WITHOUT_OUTCOMES, kGrowth);
    finding.set_side(Finding::SIDE_HIGH);
    finding.set_sentence(absl::StrCat(
        row.display_name(), ": support of ", FormatPeople(row.people()),
        " grew by ", FormatShare(row.volume_share()),
        " in twelve months, prices apart; of ",
        row.outcomes().better().denominator(), " outcomes ",
        row.outcomes().better().numerator(), " got better and ",
        row.outcomes().worse().numerator(), " worse."));
    const std::vector<Figure> measured = FiguresOf(row);
    const char* const labels[] = {"People whose support grew",
                                  "Outcomes that got better",
                                  "Outcomes that got worse"};
    for (size_t i = 0; i < measured.size(); ++i) {
      AddMeasure(labels[i], from, to, measured[i], *finding.mutable_evidence());
    }
    finding.mutable_evidence()->set_rule(absl::StrCat(
        "More support, prices apart, makes at least ",
        FormatShare(kGrowthShare),
        " of the opening cost, and no more outcomes got better than worse."));
    findings.push_back(std::move(finding));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Figure>> FiguresNow(const store::Reader& reader,
                                               const CouncilFigures& figures,
                                               const Finding& finding) {
  const v1::Evidence::Measure& measure = finding.evidence().measures(0);
  const int32_t from = DayOf(measure.from_date());
  const int32_t to = DayOf(measure.to_date());
  if (absl::string_view(finding.metric()) == kGrowth) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const v1::PackageGrowth growth,
        MakeGrowth(reader, QuestionOf({.council = figures.council,
                                       .provider = finding.subject()},
                                      from, to)));
    return FiguresOf(growth.total());
  }
  if (absl::string_view(finding.metric()) == kSlipped) {
    TIDEMARK_ASSIGN_OR_RETURN(auto looks, ReadLooks(reader, figures, from, to));
    const Looks& look = looks[finding.subject()];
    return std::vector<Figure>{
        MakeShare(kSlipped, look.slipped, look.found, figures.minimum)};
  }
  return std::vector<Figure>();
}

}  // namespace tidemark::monitoring

#include "tests/bench/measures.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/monitoring/breakdowns.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/package_measures.h"
#include "services/monitoring/ratings.h"
#include "services/monitoring/support.h"
#include "services/monitoring/tables.h"
#include "services/monitoring/views.h"

namespace tidemark {
namespace {

using enablement::v1::Package;
using enablement::v1::SupportLevel;
using monitoring::PackageMeasures;

constexpr char kCouncil[] = "councils/E10000012";
constexpr int kPackages = 20000;
constexpr int kContracts = 500;
constexpr int kMonths = 36;
constexpr int kOutcomes = 3;
constexpr int kCalls = 40;
const type::Date kStart(2022, 1, 1);

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

std::string PersonOf(int i) { return absl::StrCat(kCouncil, "/people/p", i); }
std::string ContractOf(int i) {
  return absl::StrCat(kCouncil, "/contracts/c", i % kContracts);
}

// Half of the packages are Enable packages that end after some weeks; each has
// three levels.
Package PackageOf(int i) {
  Package package;
  package.set_name(absl::StrCat(kCouncil, "/packages/k", i));
  package.set_person(PersonOf(i));
  package.set_contract(ContractOf(i));
  package.set_provider(absl::StrCat(kCouncil, "/providers/p", i % kContracts));
  package.set_stage(i % 2 == 0 ? Package::STAGE_ENABLE
                               : Package::STAGE_SUPPORT);
  package.set_service_type(i % 4 == 0 ? "Reablement at home" : "Bridging");
  const type::Date start = kStart + i % 700;
  *package.mutable_start_date() = type::ToProto(start);
  for (int level = 0; level < 3; ++level) {
    SupportLevel& added = *package.add_levels();
    *added.mutable_from_date() = type::ToProto(start + level * (14 + i % 90));
    added.set_weekly_minutes(600 + (i * 7 + level * 131) % 900);
    added.set_weekly_cost_pence(added.weekly_minutes() * (33 + level));
  }
  if (i % 2 == 0) {
    *package.mutable_end_date() = type::ToProto(start + 30 + i % 300);
    package.set_sequel(static_cast<Package::Sequel>(1 + i % 12));
  }
  return package;
}

outcomes::v1::Person PersonWith(int i) {
  outcomes::v1::Person person;
  person.set_name(PersonOf(i));
  person.set_sex(static_cast<outcomes::v1::Person::Sex>(i % 4));
  return person;
}

outcomes::v1::PersonalOutcome OutcomeOf(int i, int outcome) {
  outcomes::v1::PersonalOutcome matters;
  matters.set_name(absl::StrCat(PersonOf(i), "/outcomes/o", outcome));
  matters.set_contract(ContractOf(i));
  matters.add_themes(absl::StrCat("theme-", (i + outcome) % 9));
  matters.add_themes(absl::StrCat("other-", i % 6));
  return matters;
}

outcomes::v1::Return ReturnOf(int contract, int month) {
  outcomes::v1::Return returned;
  returned.set_name(absl::StrCat(ContractOf(contract), "/returns/m", month));
  returned.set_state(outcomes::v1::Return::STATE_ACCEPTED);
  returned.set_version(1);
  *returned.mutable_period_end() =
      type::ToProto(type::YearMonth(kStart).AddMonths(month).last_day());
  for (int i = contract; i < kPackages; i += kContracts) {
    for (int outcome = 0; outcome < kOutcomes; ++outcome) {
      auto& entry = *returned.add_entries();
      entry.set_outcome(absl::StrCat(PersonOf(i), "/outcomes/o", outcome));
      entry.mutable_person_voice()->set_level((i + month + outcome) % 5 - 2);
    }
  }
  return returned;
}

// What is kept of a contract and its returns.
absl::Status FillContract(store::Transaction& txn, int contract) {
  monitoring::Cells cells;
  cells.name = ContractOf(contract);
  cells.provider = absl::StrCat(kCouncil, "/providers/p", contract);
  for (int month = 0; month < kMonths; ++month) {
    const outcomes::v1::Return returned = ReturnOf(contract, month);
    monitoring::SetReturn(absl::StrCat("m", month),
                          monitoring::CountReturn(returned), cells);
    Must(monitoring::kRatingCells.Replace(txn, nullptr,
                                          monitoring::RatingsOf(returned)));
  }
  return monitoring::kContractCells.Replace(txn, nullptr,
                                            monitoring::Encode(cells));
}

absl::Status FillPerson(store::Transaction& txn, int i) {
  Must(monitoring::kPackageCopies.Replace(txn, nullptr,
                                          monitoring::CopyOf(PackageOf(i))));
  for (int outcome = 0; outcome < kOutcomes; ++outcome) {
    Must(monitoring::kOutcomeCopies.Replace(txn, nullptr,
                                            OutcomeOf(i, outcome)));
  }
  return monitoring::kPersonCopies.Replace(txn, nullptr, PersonWith(i));
}

void Fill(store::Database& db) {
  const store::WriteOptions options = {
      .origin = {.subject = "users/bench", .method = "Bench"}};
  monitoring::v1::SubjectName council;
  council.set_name(kCouncil);
  Must(db.Write(options, [&](store::Transaction& txn) {
    return monitoring::kSubjectNames.Replace(txn, council);
  }));
  for (int contract = 0; contract < kContracts; ++contract) {
    Must(db.Write(options, [&](store::Transaction& txn) -> absl::Status {
      for (int i = contract; i < kPackages; i += kContracts) {
        Must(FillPerson(txn, i));
      }
      return FillContract(txn, contract);
    }));
  }
}

// The median of the milliseconds that `call` takes.
double MedianOf(const std::function<absl::Status()>& call) {
  std::vector<double> times;
  for (int i = 0; i < kCalls; ++i) {
    const absl::Time start = absl::Now();
    Must(call());
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void PrintBreakdowns(const store::Database& db, const rpc::Principal& caller) {
  const testing::TempDir past;
  monitoring::Views views(db, Clock::System(), past / "past");
  monitoring::Breakdowns breakdowns(views, Clock::System());
  std::printf("breakdowns of outcomes met over the same ratings:");
  for (const monitoring::v1::Dimension dimension :
       {monitoring::v1::DIMENSION_THEME, monitoring::v1::DIMENSION_STAGE,
        monitoring::v1::DIMENSION_SEX}) {
    monitoring::v1::GetBreakdownRequest request;
    request.set_name(kCouncil);
    request.set_metric("outcomes-met");
    request.set_dimension(dimension);
    request.mutable_from_month()->set_year(2022);
    request.mutable_from_month()->set_month(1);
    request.mutable_to_month()->set_year(2024);
    request.mutable_to_month()->set_month(12);
    const double ms = MedianOf([&] {
      return breakdowns
          .GetBreakdown(rpc::Call::For(caller, Clock::System(), request),
                        request)
          .status();
    });
    std::printf(" %s %.0f ms",
                monitoring::v1::Dimension_Name(dimension).c_str(), ms);
  }
  std::printf("\n");
}

}  // namespace

void MeasurePackages() {
  const testing::TempDir dir;
  auto opened = store::Database::Open({.path = dir / "monitoring",
                                       .schema = monitoring::NewSchema(),
                                       .clock = &Clock::System(),
                                       .verify = false,
                                       .sync = false});
  Must(opened.status());
  Fill(**opened);
  monitoring::Views views(**opened, Clock::System(), dir / "past");
  PackageMeasures measures(views, Clock::System());
  const rpc::Principal caller = {.subject = "users/bench",
                                 .role = api::v1::ROLE_COMMISSIONER,
                                 .council = kCouncil};
  monitoring::v1::GetPackageGrowthRequest growth;
  growth.set_parent(kCouncil);
  *growth.mutable_from_date() = type::ToProto(kStart + 365);
  *growth.mutable_to_date() = type::ToProto(kStart + 730);
  growth.set_breakdown(
      monitoring::v1::GetPackageGrowthRequest::BREAKDOWN_PROVIDER);
  monitoring::v1::GetTimeToIndependenceRequest time;
  time.set_parent(kCouncil);
  *time.mutable_as_of_date() = type::ToProto(kStart + 1095);
  time.set_breakdown(
      monitoring::v1::GetTimeToIndependenceRequest::BREAKDOWN_PROVIDER);
  const double growth_ms = MedianOf([&] {
    return measures
        .GetPackageGrowth(rpc::Call::For(caller, Clock::System(), growth),
                          growth)
        .status();
  });
  const double time_ms = MedianOf([&] {
    return measures
        .GetTimeToIndependence(rpc::Call::For(caller, Clock::System(), time),
                               time)
        .status();
  });
  std::printf(
      "packages: %d packages of %d providers, %d ratings: growth by provider "
      "%.0f ms, time to independence by provider %.0f ms\n",
      kPackages, kContracts, kPackages * kMonths * kOutcomes, growth_ms,
      time_ms);
  PrintBreakdowns(**opened, caller);
}

}  // namespace tidemark

#include "tests/bench/signals.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/testing/fake_clock.h"
#include "common/type/date.h"
#include "services/monitoring/findings.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark {
namespace {

using monitoring::TestFeeds;
using monitoring::v1::Finding;

constexpr char kCouncil[] = "councils/E10000012";
constexpr int kProviders = 500;
constexpr int kMonths = 36;
// The month, from 0, from which those who change are better or worse.
constexpr int kChange = 12;
constexpr double kShare = 0.7;
constexpr double kDifference = 0.15;
const type::Date kStart(2023, 1, 1);

type::YearMonth MonthAt(int i) { return type::YearMonth(kStart).AddMonths(i); }

// How providers are.
enum class Nature { kAlike, kWorse, kBetter, kTurnsWorse, kTurnsBetter };

double ShareOf(Nature nature, int month) {
  switch (nature) {
    case Nature::kAlike:
      return kShare;
    case Nature::kWorse:
      return kShare - kDifference;
    case Nature::kBetter:
      return kShare + kDifference;
    case Nature::kTurnsWorse:
      return month < kChange ? kShare : kShare - kDifference;
    case Nature::kTurnsBetter:
      return month < kChange ? kShare : kShare + kDifference;
  }
  return kShare;
}

// A council whose providers are of these natures: each has 15 to 90 outcomes,
// rated each month independently of the month before.
class World {
 public:
  World(std::vector<Nature> natures, uint64_t seed)
      : natures_(std::move(natures)), random_(seed) {
    std::uniform_int_distribution<int> sizes(15, 90);
    contracts::v1::Council council;
    council.set_name(kCouncil);
    feeds_.Put(council);
    for (size_t i = 0; i < natures_.size(); ++i) {
      sizes_.push_back(sizes(random_));
      PutContract(i);
    }
  }

  // The first look, from 0, at which each provider had a finding of one of
  // `kinds`; of concern or improvement only, if `meaning` says so.
  using First = std::vector<int>;
  std::map<Finding::Kind, First> Look(
      const std::vector<Finding::Kind>& kinds,
      const std::vector<Finding::Meaning>& meanings) {
    std::map<Finding::Kind, First> first;
    for (const Finding::Kind kind : kinds) {
      first[kind] = First(natures_.size(), -1);
    }
    for (int month = 0; month < kMonths; ++month) {
      PutReturns(month);
      store_.CatchUp();
      const type::Date today = MonthAt(month).last_day() + 20;
      const auto found =
          monitoring::FindAll(store::Snapshot(store_.db()), kCouncil, today);
      monitoring::Must(found.status());
      for (const Finding& finding : found->findings) {
        const auto it = first.find(finding.kind());
        if (it == first.end() || finding.metric() != "outcomes-met") continue;
        const size_t provider = ProviderAt(finding.provider());
        if (meanings[provider] != Finding::MEANING_UNSPECIFIED &&
            meanings[provider] != finding.meaning()) {
          continue;
        }
        if (it->second[provider] < 0) it->second[provider] = month;
      }
    }
    return first;
  }

 private:
  static std::string ProviderOf(size_t i) {
    return absl::StrCat(kCouncil, "/providers/1-", 100000000 + i);
  }
  static size_t ProviderAt(const std::string& name) {
    return static_cast<size_t>(std::atoi(name.c_str() + name.rfind('-') + 1) -
                               100000000);
  }
  static std::string ContractOf(size_t i) {
    return absl::StrCat(kCouncil, "/contracts/c", i);
  }

  void PutContract(size_t i) {
    contracts::v1::Contract contract;
    contract.set_name(ContractOf(i));
    contract.set_provider(ProviderOf(i));
    contract.set_state(contracts::v1::Contract::STATE_ACTIVE);
    for (int month = 0; month < kMonths; ++month) {
      auto& period = *contract.mutable_return_calendar()->add_periods();
      period.set_id(MonthAt(month).Format());
      *period.mutable_start_date() = type::ToProto(MonthAt(month).first_day());
      *period.mutable_end_date() = type::ToProto(MonthAt(month).last_day());
      *period.mutable_due_date() =
          type::ToProto(MonthAt(month).last_day() + 15);
    }
    feeds_.Put(contract);
  }

  void PutReturns(int month) {
    for (size_t i = 0; i < natures_.size(); ++i) {
      std::bernoulli_distribution met(ShareOf(natures_[i], month));
      outcomes::v1::Return returned;
      returned.set_name(
          absl::StrCat(ContractOf(i), "/returns/", MonthAt(month).Format()));
      returned.set_state(outcomes::v1::Return::STATE_ACCEPTED);
      returned.set_version(1);
      *returned.mutable_period_start() =
          type::ToProto(MonthAt(month).first_day());
      *returned.mutable_period_end() = type::ToProto(MonthAt(month).last_day());
      *returned.mutable_due_date() =
          type::ToProto(MonthAt(month).last_day() + 15);
      *returned.mutable_first_submit_date() = returned.due_date();
      for (int entry = 0; entry < sizes_[i]; ++entry) {
        auto& added = *returned.add_entries();
        added.set_outcome(absl::StrCat(kCouncil, "/people/p", i, "-", entry / 3,
                                       "/outcomes/o", entry));
        added.mutable_person_voice()->set_level(met(random_) ? 0 : -1);
      }
      feeds_.Put(returned);
    }
  }

  const std::vector<Nature> natures_;
  std::mt19937_64 random_;
  std::vector<int> sizes_;
  testing::FakeClock clock_{"2026-04-01T09:00:00Z"};
  TestFeeds feeds_{clock_};
  monitoring::TestStore store_{feeds_, clock_};
};

const std::vector<Finding::Kind> kKinds = {Finding::KIND_SPECIAL_CAUSE,
                                           Finding::KIND_FUNNEL_OUTLIER};

const char* NameOf(Finding::Kind kind) {
  return kind == Finding::KIND_SPECIAL_CAUSE ? "special cause" : "funnel";
}

double Percent(size_t part, size_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void MeasureChance() {
  World world(std::vector<Nature>(kProviders, Nature::kAlike), 1);
  const auto first = world.Look(
      kKinds,
      std::vector<Finding::Meaning>(kProviders, Finding::MEANING_UNSPECIFIED));
  std::vector<bool> ever(kProviders, false);
  for (const auto& [kind, months] : first) {
    size_t raised = 0;
    for (size_t i = 0; i < months.size(); ++i) {
      if (months[i] < 0) continue;
      ++raised;
      ever[i] = true;
    }
    std::printf(
        "signals: of %d providers that differ by chance only, %.1f%% ever "
        "raise a %s signal of outcomes met in %d months\n",
        kProviders, Percent(raised, kProviders), NameOf(kind), kMonths);
  }
  std::printf(
      "signals: either of them: %.1f%%\n",
      Percent(static_cast<size_t>(std::count(ever.begin(), ever.end(), true)),
              kProviders));
}

// Among 450 that are alike, 50 that are not: who of them was found on the right
// side, and how many months after they became so.
void MeasurePlanted(Nature nature, const char* words) {
  constexpr size_t kPlanted = 50;
  std::vector<Nature> natures(kProviders, Nature::kAlike);
  const bool better =
      nature == Nature::kBetter || nature == Nature::kTurnsBetter;
  std::vector<Finding::Meaning> meanings(kProviders,
                                         Finding::MEANING_UNSPECIFIED);
  for (size_t i = 0; i < kPlanted; ++i) {
    natures[i] = nature;
    meanings[i] =
        better ? Finding::MEANING_IMPROVEMENT : Finding::MEANING_CONCERN;
  }
  const bool turns =
      nature == Nature::kTurnsWorse || nature == Nature::kTurnsBetter;
  const int since = turns ? kChange : 0;
  World world(natures, 2);
  const auto first = world.Look(kKinds, meanings);
  for (const auto& [kind, months] : first) {
    std::vector<int> taken;
    for (size_t i = 0; i < kPlanted; ++i) {
      if (months[i] >= since) taken.push_back(months[i] - since + 1);
    }
    std::sort(taken.begin(), taken.end());
    const std::string when =
        taken.empty()
            ? "never"
            : absl::StrCat("after ", taken[taken.size() / 2],
                           " months at the median, ", taken.back(), " at most");
    std::printf("signals: 50 of %d that %s: %.0f%% found by %s, %s\n",
                kProviders, words, Percent(taken.size(), kPlanted),
                NameOf(kind), when.c_str());
  }
}

}  // namespace

void MeasureSignals() {
  MeasureChance();
  MeasurePlanted(Nature::kWorse, "are worse all along (55% and not 70%)");
  MeasurePlanted(Nature::kBetter, "are better all along (85%)");
  MeasurePlanted(Nature::kTurnsWorse, "turn worse after a year (70% to 55%)");
  MeasurePlanted(Nature::kTurnsBetter, "turn better after a year (70% to 85%)");
}

}  // namespace tidemark

// How well the rules tell chance from change: councils of which everything is
// known, looked at month by month.

#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/monitoring/council_figures.h"
#include "services/monitoring/finding_causes.h"
#include "services/monitoring/finding_outliers.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using testing::FakeClock;
using testing::IsOk;
using testing::TempDir;
using v1::Finding;

constexpr int kMonths = 36;
// The month, of `kMonths`, from which a planted provider differs.
constexpr int kChange = 24;
constexpr int kKept = kQuartersCharted * kMonthsAQuarter + 2;
constexpr double kShare = 0.7;

// Whether a provider's outcomes of a month are met at another rate.
struct Provider {
  int cases = 30;
  double share_after = kShare;
};

// What is found of one provider, and in which month first.
struct Found {
  std::set<int> months;
  bool standing = false;
  int begun = 0;
};

class FindingSimulationTest : public ::testing::Test {
 protected:
  FindingSimulationTest()
      : db_(MustOpen(dir_ / "monitoring", NewSchema(), clock_)) {}

  // Looks at the council after each of the last twelve months, and says what is
  // found of each provider.
  std::vector<Found> LookMonthly(const std::vector<Provider>& providers,
                                 uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<std::vector<Sums>> months(providers.size());
    for (size_t i = 0; i < providers.size(); ++i) {
      for (int month = 0; month < kMonths; ++month) {
        const double share =
            month < kChange ? kShare : providers[i].share_after;
        std::binomial_distribution<int> met(providers[i].cases, share);
        Sums& sums = months[i].emplace_back();
        sums.rated = providers[i].cases;
        sums.met = met(random);
        sums.returns_accepted = 1;
      }
    }
    std::vector<Found> found(providers.size());
    for (int known = kChange + 1; known <= kMonths; ++known) {
      std::set<int> now;
      for (const Finding& finding : LookAfter(months, known)) {
        now.insert(std::stoi(
            finding.subject().substr(finding.subject().rfind('p') + 1)));
      }
      for (size_t i = 0; i < found.size(); ++i) {
        const bool stands = now.contains(static_cast<int>(i));
        if (stands && !found[i].standing) ++found[i].begun;
        if (stands) found[i].months.insert(known - kChange);
        found[i].standing = stands;
      }
    }
    return found;
  }

  // What stands out when `known` months are there.
  std::vector<Finding> LookAfter(const std::vector<std::vector<Sums>>& months,
                                 int known) {
    CouncilFigures figures = {.council = "councils/E10000012",
                              .minimum = 10,
                              .today = type::Date(2026, 6, 14)};
    figures.last_month = type::YearMonth(figures.today).index() - 1;
    figures.first_month = figures.last_month - kKept + 1;
    for (size_t i = 0; i < months.size(); ++i) {
      ProviderFigures& provider =
          figures.providers.emplace_back(ProviderFigures{
              .name = absl::StrCat("councils/E10000012/providers/p", i)});
      provider.months.resize(kKept);
      for (int month = 0; month < known; ++month) {
        provider.months[size_t{kKept} - static_cast<size_t>(known - month)] =
            months[i][static_cast<size_t>(month)];
      }
    }
    std::vector<Finding> findings;
    EXPECT_THAT(FindSpecialCauses(store::Snapshot(*db_), figures, findings),
                IsOk());
    EXPECT_THAT(FindOutliers(figures, findings), IsOk());
    return findings;
  }

  // The share of providers of which anything is found, and the mean of the
  // months until it is.
  static std::pair<double, double> Detection(const std::vector<Found>& found,
                                             size_t first, size_t last) {
    double hit = 0;
    double months = 0;
    for (size_t i = first; i < last; ++i) {
      if (found[i].months.empty()) continue;
      ++hit;
      months += *found[i].months.begin();
    }
    return {hit / static_cast<double>(last - first),
            hit > 0 ? months / hit : 0};
  }

  FakeClock clock_{"2026-06-14T12:00:00Z"};
  TempDir dir_;
  std::unique_ptr<store::Database> db_;
};

TEST_F(FindingSimulationTest, OfProvidersAlikeFewRaiseAnythingInAYear) {
  const std::vector<Found> found =
      LookMonthly(std::vector<Provider>(500), 20260614);
  int begun = 0;
  for (const Found& one : found) begun += one.begun;
  const double ever = Detection(found, 0, found.size()).first;
  const double a_year = begun / 500.0;
  std::cout << absl::StrFormat(
      "500 providers alike, one figure, 12 looks: %.1f%% ever raise a finding, "
      "%.3f begin a provider and year\n",
      100 * ever, a_year);
  // One of the three watched figures.
  EXPECT_LT(a_year, 1.0 / 3);
  EXPECT_LT(ever, 1.0 / 3);
  EXPECT_GT(ever, 0);
}

TEST_F(FindingSimulationTest, ThoseTrulyWorseOrBetterAreFound) {
  // Fifteen of each kind of difference among 410 that are alike.
  const std::vector<double> shares = {0.40, 0.50, 0.55, 0.60, 0.85, 0.90};
  std::vector<Provider> providers;
  for (const double share : shares) {
    for (int i = 0; i < 15; ++i) providers.push_back({.share_after = share});
  }
  providers.resize(500);
  const std::vector<Found> found = LookMonthly(providers, 7);
  std::map<double, std::pair<double, double>> detected;
  for (size_t i = 0; i < shares.size(); ++i) {
    detected[shares[i]] = Detection(found, 15 * i, 15 * (i + 1));
    std::cout << absl::StrFormat(
        "from 70%% to %.0f%%: %.0f%% found within 12 months, after %.1f months "
        "on average\n",
        100 * shares[i], 100 * detected[shares[i]].first,
        detected[shares[i]].second);
  }
  EXPECT_EQ(detected[0.40].first, 1);
  EXPECT_LE(detected[0.40].second, 3);
  EXPECT_GE(detected[0.50].first, 0.9);
  EXPECT_GE(detected[0.90].first, 0.9);
}

}  // namespace
}  // namespace tidemark::monitoring

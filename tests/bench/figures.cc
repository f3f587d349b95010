#include "tests/bench/figures.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/type/date.h"
#include "services/monitoring/charts.h"
#include "services/monitoring/monitoring.h"
#include "services/monitoring/test_feeds.h"
#include "services/monitoring/views.h"
#include "tests/bench/sql.h"

namespace tidemark {
namespace {

using contracts::v1::Contract;
using monitoring::TestFeeds;
using outcomes::v1::Return;

constexpr char kCouncil[] = "councils/E10000012";
constexpr int kProviders = 500;
constexpr int kMonths = 36;
// In a return, of three outcomes a person.
constexpr int kRatings = 1000;
constexpr int64_t kAllRatings = int64_t{kProviders} * kMonths * kRatings;
constexpr int kCalls = 300;
constexpr int kSqlCalls = 5;
const type::Date kStart(2022, 1, 1);

type::YearMonth MonthAt(int i) { return type::YearMonth(kStart).AddMonths(i); }

// One outcome in one return, the same in both stores. The person rated three of
// four.
struct Rating {
  int person;
  int provider;
};
Rating RatingAt(int provider, int month, int i) {
  const int mixed = (provider * 31 + month * 17 + i * 7) % 100;
  return {.person = i % 4 == 3 ? -9 : mixed % 5 - 2,
          .provider = (mixed + provider) % 5 - 2};
}

std::string ProviderOf(int i) {
  return absl::StrCat(kCouncil, "/providers/1-", 100000000 + i);
}
std::string ContractOf(int i) {
  return absl::StrCat(kCouncil, "/contracts/c", i);
}

Contract MakeContract(int provider) {
  Contract contract;
  contract.set_name(ContractOf(provider));
  contract.set_provider(ProviderOf(provider));
  contract.set_title(absl::StrCat("Contract ", provider));
  contract.set_state(Contract::STATE_ACTIVE);
  for (int i = 0; i < kMonths; ++i) {
    const type::YearMonth month = MonthAt(i);
    auto& period = *contract.mutable_return_calendar()->add_periods();
    period.set_id(month.Format());
    *period.mutable_start_date() = type::ToProto(month.first_day());
    *period.mutable_end_date() = type::ToProto(month.last_day());
    *period.mutable_due_date() = type::ToProto(month.last_day() + 15);
  }
  return contract;
}

Return MakeReturn(int provider, int at) {
  const type::YearMonth month = MonthAt(at);
  Return returned;
  returned.set_name(
      absl::StrCat(ContractOf(provider), "/returns/", month.Format()));
  returned.set_state(Return::STATE_ACCEPTED);
  returned.set_version(1);
  *returned.mutable_period_start() = type::ToProto(month.first_day());
  *returned.mutable_period_end() = type::ToProto(month.last_day());
  *returned.mutable_due_date() = type::ToProto(month.last_day() + 15);
  *returned.mutable_first_submit_date() =
      type::ToProto(month.last_day() + 8 + (provider + at) % 10);
  for (int i = 0; i < kRatings; ++i) {
    const Rating rating = RatingAt(provider, at, i);
    auto& entry = *returned.add_entries();
    entry.set_outcome(absl::StrCat(kCouncil, "/people/p", provider, "-", i / 3,
                                   "/outcomes/o", i % 3));
    if (rating.person != -9) {
      entry.mutable_person_voice()->set_level(rating.person);
      entry.mutable_person_voice()->set_source(
          outcomes::v1::Voice::SOURCE_SAID);
    }
    entry.mutable_provider_voice()->set_level(rating.provider);
  }
  return returned;
}

void Fill(TestFeeds& feeds) {
  contracts::v1::Council council;
  council.set_name(kCouncil);
  council.set_display_name("Bench");
  feeds.Put(council);
  for (int p = 0; p < kProviders; ++p) {
    contracts::v1::Provider provider;
    provider.set_name(ProviderOf(p));
    provider.set_display_name(absl::StrCat("Provider ", p));
    feeds.Put(provider);
    feeds.Put(MakeContract(p));
    for (int i = 0; i < kMonths; ++i) feeds.Put(MakeReturn(p, i));
  }
}

// Milliseconds, in order.
class Times {
 public:
  Times(int calls, const std::function<void()>& call) {
    for (int i = 0; i < calls; ++i) {
      const absl::Time start = absl::Now();
      call();
      times_.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    }
    std::sort(times_.begin(), times_.end());
  }

  double p50() const { return times_[times_.size() / 2]; }
  double p99() const { return times_[times_.size() * 99 / 100]; }

 private:
  std::vector<double> times_;
};

template <typename Request>
Request Ask(const std::string& name) {
  Request request;
  request.set_name(name);
  request.mutable_from_month()->set_year(MonthAt(0).year());
  request.mutable_from_month()->set_month(MonthAt(0).month());
  request.mutable_to_month()->set_year(MonthAt(kMonths - 1).year());
  request.mutable_to_month()->set_month(MonthAt(kMonths - 1).month());
  return request;
}

// The questions, answered by the functions behind the calls and made ready for
// the wire.
class Questions {
 public:
  Questions(const store::Database& db, monitoring::Views& views)
      : monitoring_(db, Clock::System(), views),
        charts_(views, Clock::System()) {}

  Times Scorecard() {
    const auto request = Ask<monitoring::v1::GetScorecardRequest>(kCouncil);
    return Times(kCalls, [&] {
      std::promise<std::string> done;
      monitoring_.GetScorecard(
          rpc::Call::For(caller_, Clock::System(), request), request,
          [&](absl::StatusOr<monitoring::v1::Scorecard> card) {
            done.set_value(card.value().SerializeAsString());
          });
      done.get_future().get();
    });
  }

  Times Funnel() {
    auto request = Ask<monitoring::v1::GetComparisonRequest>(kCouncil);
    request.set_metric("outcomes-met");
    return Times(kCalls, [&] {
      charts_
          .GetComparison(rpc::Call::For(caller_, Clock::System(), request),
                         request)
          .value()
          .SerializeAsString();
    });
  }

  Times Series() {
    auto request =
        Ask<monitoring::v1::GetSeriesRequest>(ProviderOf(kProviders / 2));
    request.set_metric("outcomes-met");
    return Times(kCalls, [&] {
      charts_
          .GetSeries(rpc::Call::For(caller_, Clock::System(), request), request)
          .value()
          .SerializeAsString();
    });
  }

 private:
  const rpc::Principal caller_ = {.subject = "users/bench",
                                  .role = api::v1::ROLE_COMMISSIONER,
                                  .council = kCouncil};
  monitoring::Monitoring monitoring_;
  monitoring::Charts charts_;
};

// The same in PostgreSQL: a row a rating, an index that holds all that the
// questions need, and a view that was added up beforehand.
void FillSql(Sql& sql) {
  sql.Run(
      "DROP MATERIALIZED VIEW IF EXISTS figures;"
      "DROP TABLE IF EXISTS ratings, due_returns;"
      "CREATE UNLOGGED TABLE ratings (provider int NOT NULL, month int NOT "
      "NULL,"
      " outcome int NOT NULL, person_level smallint, provider_level smallint);"
      "CREATE UNLOGGED TABLE due_returns (provider int NOT NULL, month int NOT "
      "NULL, due int NOT NULL, submitted int NOT NULL)");
  int64_t at = 0;
  sql.Copy("ratings", [&](std::string& rows) {
    if (at == kAllRatings) return false;
    const auto provider = static_cast<int>(at / (kMonths * kRatings));
    const auto month = static_cast<int>(at / kRatings % kMonths);
    const auto i = static_cast<int>(at % kRatings);
    const Rating rating = RatingAt(provider, month, i);
    absl::StrAppend(&rows, provider, "\t", month, "\t", i, "\t");
    if (rating.person == -9) {
      rows += "\\N";
    } else {
      absl::StrAppend(&rows, rating.person);
    }
    absl::StrAppend(&rows, "\t", rating.provider, "\n");
    ++at;
    return true;
  });
  int next = 0;
  sql.Copy("due_returns", [&](std::string& rows) {
    if (next == kProviders * kMonths) return false;
    const int provider = next / kMonths;
    const int month = next % kMonths;
    absl::StrAppend(&rows, provider, "\t", month, "\t15\t",
                    8 + (provider + month) % 10, "\n");
    ++next;
    return true;
  });
  sql.Run(
      "CREATE INDEX ON ratings (provider, month)"
      " INCLUDE (person_level, provider_level);"
      "CREATE INDEX ON due_returns (provider, month) INCLUDE (due, submitted)");
  sql.Run("VACUUM ANALYZE ratings");
  sql.Run("VACUUM ANALYZE due_returns");
}

constexpr char kSums[] =
    "count(*) FILTER (WHERE coalesce(person_level, provider_level) >= 0)"
    " AS met,"
    " count(coalesce(person_level, provider_level)) AS rated,"
    " count(person_level) AS own,"
    " count(*) FILTER (WHERE person_level IS NOT NULL"
    " AND provider_level IS NOT NULL) AS both_rated,"
    " count(*) FILTER (WHERE person_level <> provider_level) AS disagree,"
    " count(*) AS entries";

void PrintRatio(const char* what, const Times& ours, double sql_p50,
                const char* with) {
  std::printf(
      "figures: %s in PostgreSQL with %s: p50 %.1f ms, %.1f times ours\n", what,
      with, sql_p50, sql_p50 / ours.p50());
}

void CompareWithSql(const std::string& postgres_dir, const Times& scorecard,
                    const Times& series) {
  Sql sql(postgres_dir);
  FillSql(sql);
  const std::string on_time =
      "(SELECT provider, count(*) AS due,"
      " count(*) FILTER (WHERE submitted <= due) AS on_time FROM due_returns"
      " WHERE month BETWEEN 0 AND 35 GROUP BY provider) r";
  const Times card(kSqlCalls, [&] {
    sql.Rows(absl::StrCat("SELECT * FROM (SELECT provider, ", kSums,
                          " FROM ratings WHERE month BETWEEN 0 AND 35"
                          " GROUP BY provider) s JOIN ",
                          on_time, " USING (provider) ORDER BY provider"));
  });
  PrintRatio("the scorecard", scorecard, card.p50(), "indexes");
  const Times one(kSqlCalls, [&] {
    sql.Rows(absl::StrCat("SELECT month, ", kSums,
                          " FROM ratings WHERE provider = 250"
                          " GROUP BY month ORDER BY month"));
  });
  PrintRatio("one provider's series", series, one.p50(), "indexes");

  const absl::Time before = absl::Now();
  sql.Run(
      absl::StrCat("CREATE MATERIALIZED VIEW figures AS"
                   " SELECT provider, month, ",
                   kSums, " FROM ratings GROUP BY provider, month"));
  const absl::Duration made = absl::Now() - before;
  sql.Run("CREATE UNIQUE INDEX ON figures (provider, month)");
  sql.Run("ANALYZE figures");
  const Times viewed(kCalls, [&] {
    sql.Rows(absl::StrCat(
        "SELECT * FROM (SELECT provider, sum(met), sum(rated), sum(own),"
        " sum(both_rated), sum(disagree), sum(entries) FROM figures"
        " WHERE month BETWEEN 0 AND 35 GROUP BY provider) s JOIN ",
        on_time, " USING (provider) ORDER BY provider"));
  });
  PrintRatio("the scorecard", scorecard, viewed.p50(), "a materialised view");
  const Times one_viewed(kCalls, [&] {
    sql.Rows("SELECT * FROM figures WHERE provider = 250 ORDER BY month");
  });
  PrintRatio("one provider's series", series, one_viewed.p50(),
             "a materialised view");
  std::printf(
      "figures: that view is as old as its last refresh, which takes %.1f s\n",
      absl::ToDoubleSeconds(made));
}

}  // namespace

void MeasureFigures(const std::string& postgres_dir) {
  TestFeeds feeds(Clock::System());
  Fill(feeds);
  monitoring::TestStore store(feeds, Clock::System());
  const absl::Time before = absl::Now();
  store.CatchUp();
  const double rebuilt = absl::ToDoubleSeconds(absl::Now() - before);
  std::printf(
      "figures: the read side of %lld ratings in %d returns built from the "
      "feeds in %.1f s: %.0f ratings/s\n",
      static_cast<long long>(kAllRatings), kProviders * kMonths, rebuilt,
      static_cast<double>(kAllRatings) / rebuilt);

  monitoring::Views views(store.db(), Clock::System(), feeds.path() + "/past");
  Questions questions(store.db(), views);
  const Times scorecard = questions.Scorecard();
  const Times funnel = questions.Funnel();
  const Times series = questions.Series();
  std::printf(
      "figures: in the server, p50 and p99 in ms: scorecard of %d providers x "
      "%d months %.2f %.2f; funnel %.2f %.2f; series of one %.2f %.2f\n",
      kProviders, kMonths, scorecard.p50(), scorecard.p99(), funnel.p50(),
      funnel.p99(), series.p50(), series.p99());
  if (!postgres_dir.empty()) CompareWithSql(postgres_dir, scorecard, series);
}

}  // namespace tidemark

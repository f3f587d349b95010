// Contracts with a return a month, for tests of what is drawn from them.

#ifndef TIDEMARK_SERVICES_MONITORING_CHART_FIXTURE_H_
#define TIDEMARK_SERVICES_MONITORING_CHART_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/monitoring/charts.h"
#include "services/monitoring/test_feeds.h"
#include "services/monitoring/views.h"

namespace tidemark::monitoring {

// What a month's return says: how many outcomes were met, of how many. None of
// none: there is no return.
struct Met {
  int numerator = 0;
  int denominator = 0;
};

class ChartFixture : public ::testing::Test {
 protected:
  static constexpr char kCouncil[] = "councils/E10000012";

  ChartFixture() { SetCouncil(/*minimum=*/5); }

  void SetCouncil(int minimum) {
    contracts::v1::Council council;
    council.set_name(kCouncil);
    council.set_display_name("Essex County Council");
    council.set_minimum_denominator(minimum);
    feeds_.Put(council);
  }

  static std::string Provider(absl::string_view id) {
    return absl::StrCat(kCouncil, "/providers/", id);
  }
  static std::string Contract(absl::string_view id) {
    return absl::StrCat(kCouncil, "/contracts/", id);
  }

  // A contract of `provider`, called after it, whose returns from January 2023
  // on are accepted and say `months`.
  void PutContract(const std::string& provider, const std::vector<Met>& months,
                   const std::string& suffix = "") {
    contracts::v1::Provider named;
    named.set_name(Provider(provider));
    named.set_display_name(absl::StrCat("Provider ", provider));
    feeds_.Put(named);
    contracts::v1::Contract contract;
    contract.set_name(Contract(provider + suffix));
    contract.set_provider(Provider(provider));
    contract.set_title(absl::StrCat("Home support of ", provider, suffix));
    contract.set_state(contracts::v1::Contract::STATE_ACTIVE);
    for (size_t i = 0; i < months.size(); ++i) {
      const type::YearMonth month = MonthAt(i);
      auto& period = *contract.mutable_return_calendar()->add_periods();
      period.set_id(month.Format());
      *period.mutable_start_date() = type::ToProto(month.first_day());
      *period.mutable_end_date() = type::ToProto(month.last_day());
      *period.mutable_due_date() =
          type::ToProto(month.AddMonths(1).first_day());
      if (months[i].denominator != 0) {
        feeds_.Put(ReturnOf(contract.name(), month, months[i]));
      }
    }
    feeds_.Put(contract);
  }

  // Asks for the months of 2023 and later, from the first to the `last`th.
  template <typename Request>
  static Request Ask(const std::string& name, int last) {
    Request request;
    request.set_name(name);
    request.set_metric("outcomes-met");
    request.mutable_from_month()->set_year(2023);
    request.mutable_from_month()->set_month(1);
    const type::YearMonth to = MonthAt(static_cast<size_t>(last - 1));
    request.mutable_to_month()->set_year(to.year());
    request.mutable_to_month()->set_month(to.month());
    return request;
  }

  absl::StatusOr<v1::Series> Series(const v1::GetSeriesRequest& request) {
    store_.CatchUp();
    return charts_.GetSeries(rpc::Call::For(ada_, clock_, request), request);
  }
  absl::StatusOr<v1::Comparison> Comparison(
      const v1::GetComparisonRequest& request) {
    store_.CatchUp();
    return charts_.GetComparison(rpc::Call::For(ada_, clock_, request),
                                 request);
  }

  static type::YearMonth MonthAt(size_t index) {
    return type::YearMonth(type::Date(2023, 1, 1))
        .AddMonths(static_cast<int>(index));
  }

  static outcomes::v1::Return ReturnOf(const std::string& contract,
                                       type::YearMonth month, Met met) {
    outcomes::v1::Return returned;
    returned.set_name(absl::StrCat(contract, "/returns/", month.Format()));
    returned.set_state(outcomes::v1::Return::STATE_ACCEPTED);
    returned.set_version(1);
    *returned.mutable_period_start() = type::ToProto(month.first_day());
    *returned.mutable_period_end() = type::ToProto(month.last_day());
    *returned.mutable_due_date() =
        type::ToProto(month.AddMonths(1).first_day());
    *returned.mutable_first_submit_date() = returned.due_date();
    for (int i = 0; i < met.denominator; ++i) {
      auto& entry = *returned.add_entries();
      entry.set_outcome(
          absl::StrCat(kCouncil, "/people/p", i / 3, "/outcomes/o", i));
      entry.mutable_person_voice()->set_level(i < met.numerator ? 0 : -1);
    }
    return returned;
  }

  const rpc::Principal ada_ = {.subject = "users/ada",
                               .role = api::v1::ROLE_COMMISSIONER,
                               .council = kCouncil};
  testing::FakeClock clock_{"2026-06-14T12:00:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  testing::TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
  Charts charts_{views_, clock_};
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CHART_FIXTURE_H_

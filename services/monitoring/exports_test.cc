#include "services/monitoring/exports.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/monitoring/export_parts.h"
#include "services/monitoring/export_tables.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::VariantWith;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;

using outcomes::v1::Return;
using sheet::ExportValue;
using v1::Figure;

constexpr char kCouncil[] = "councils/E10000012";

// Every table: no cell is empty, and rows are as wide as their headings.
void ExpectComplete(const sheet::ExportTable& table) {
  EXPECT_FALSE(table.title.empty());
  EXPECT_FALSE(table.file_stem.empty());
  EXPECT_FALSE(table.definitions.empty());
  for (const std::vector<ExportValue>& row : table.rows) {
    ASSERT_EQ(row.size(), table.columns.size());
    for (const ExportValue& value : row) {
      EXPECT_THAT(value, Not(VariantWith<std::string>(std::string())));
    }
  }
}

TEST(ExportTablesTest, AFigureWithoutAValueSaysWhyInEveryColumn) {
  std::vector<ExportValue> row;
  Figure figure;
  figure.set_no_value(Figure::NO_VALUE_MISSING);
  AddFigure(figure, row);
  ASSERT_EQ(row.size(), 5u);
  EXPECT_THAT(row[0], VariantWith<std::string>(HasSubstr("missing")));
  EXPECT_THAT(row[3], VariantWith<std::string>(HasSubstr("missing")));
  row.clear();
  AddFigure(MakeShare("outcomes-met", 3, 4, 10), row);
  EXPECT_THAT(row[0], VariantWith<std::string>("too few to judge"));
  EXPECT_THAT(row[1], VariantWith<int64_t>(3));
  EXPECT_TRUE(std::holds_alternative<sheet::Decimal>(row[3]));
}

TEST(ExportTablesTest, AHiddenFigureShowsNoCount) {
  std::vector<ExportValue> row;
  Figure figure = MakeShare("outcomes-met", 3, 4, 10);
  figure.clear_value();
  figure.set_no_value(Figure::NO_VALUE_SUPPRESSED);
  AddFigure(figure, row);
  for (const ExportValue& value : row) {
    EXPECT_THAT(value, VariantWith<std::string>(StartsWith("[c]")));
  }
}

TEST(ExportTablesTest, ADefinitionSaysAllThatTheMetricSays) {
  const sheet::ExportDefinition definition =
      DefinitionOf(Definitions().front().metric);
  EXPECT_EQ(definition.title, "Outcomes met");
  for (const auto& [label, text] : definition.lines) {
    EXPECT_FALSE(text.empty()) << label;
  }
}

TEST(ExportTablesTest, EveryTableIsComplete) {
  v1::StepDown step;
  *step.mutable_first_date() = type::ToProto(type::Date(2026, 2, 28));
  *step.mutable_last_date() = step.first_date();
  step.set_package("councils/X/packages/p");
  step.set_standing(v1::StepDown::STANDING_NOT_LESS);
  v1::ListStepDownsResponse list;
  *list.add_step_downs() = step;
  const sheet::ExportTable steps = TableOf(list);
  ExpectComplete(steps);
  EXPECT_THAT(steps.rows[0][6], VariantWith<std::string>("not less"));
  v1::PackageGrowth growth;
  *growth.mutable_from_date() = step.first_date();
  *growth.mutable_to_date() = step.first_date();
  growth.add_rows()->set_display_name("Acorn");
  ExpectComplete(TableOf(growth));
}

TEST(ExportTablesTest, ACountIsOneNumberWithoutAShare) {
  std::vector<ExportValue> row;
  Figure figure;
  figure.set_kind(Figure::KIND_COUNT);
  AddFigure(figure, row);
  ASSERT_EQ(row.size(), 1u);
  EXPECT_THAT(row[0], VariantWith<int64_t>(0));
  sheet::ExportTable table;
  AddFigureColumns("Stories", table, /*is_count=*/true);
  EXPECT_EQ(table.columns.size(), 1u);
  EXPECT_EQ(table.columns[0].unit, "");
}

TEST(ExportTablesTest, ASeriesHasItsLimitsPointByPoint) {
  const auto series = ParseText<v1::Series>(R"(
    subject: "councils/E10000012" display_name: "Essex" metric: "outcomes-met"
    chart: CHART_P chart_reason: "Denominators differ."
    points {
      from_month { year: 2026 month: 4 } to_month { year: 2026 month: 4 }
      figure { metric: "outcomes-met" numerator: 9 denominator: 12 value: 0.75 }
      limits {
        lower: 0.5 near_lower: 0.6 centre: 0.7 near_upper: 0.8 upper: 0.9
      }
      special_cause: CAUSE_COMMON label: "Common cause"
    }
    points {
      from_month { year: 2026 month: 5 } to_month { year: 2026 month: 5 }
      figure { metric: "outcomes-met" no_value: NO_VALUE_MISSING }
    }
    phases {
      from_month { year: 2026 month: 4 } baseline_points: 1 trial: true
      centre: 0.7 reason: "=1+1" author: "users/ada"
    }
    target: 0.75 assurance_words: "Hit and miss." notes: "Few points."
    as_of_date { year: 2026 month: 7 day: 1 })");
  const sheet::ExportTable table = TableOf(series);
  ExpectComplete(table);
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_THAT(table.rows[0][1], VariantWith<std::string>("2026-04"));
  EXPECT_EQ(std::get<sheet::Decimal>(table.rows[0][9]).value, 70);
  EXPECT_THAT(table.rows[1][2], VariantWith<std::string>(HasSubstr("missing")));
  EXPECT_THAT(table.rows[1][7], VariantWith<std::string>("no limits yet"));
  EXPECT_THAT(table.about,
              Contains(Pair("As known at the end of", "2026-07-01")));
  EXPECT_THAT(table.about, Contains(Pair("Note", "Few points.")));
}

TEST(ExportTablesTest, AFunnelHasBothKindsOfLimitsAndWhatIsExpected) {
  auto comparison = ParseText<v1::Comparison>(R"(
    subject: "councils/E10000012" metric: "outcomes-met" centre: 0.7
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
    units {
      subject: "councils/E10000012/providers/1-1" display_name: "Acorn"
      figure { metric: "outcomes-met" numerator: 9 denominator: 12 value: 0.75 }
      standing: STANDING_INSIDE standing_words: "No different."
      unadjusted {
        attention { lower: 0.4 upper: 0.9 } action { lower: 0.3 upper: 1 }
      }
      adjusted {
        attention { lower: 0.3 upper: 0.95 } action { lower: 0.2 upper: 1 }
      }
    }
    units {
      subject: "councils/E10000012/providers/1-2" display_name: "Beech"
      figure {
        metric: "outcomes-met" numerator: 1 denominator: 2
        no_value: NO_VALUE_TOO_FEW
      }
    })");
  sheet::ExportTable table = TableOf(comparison);
  ExpectComplete(table);
  EXPECT_THAT(table.rows[1].back(),
              VariantWith<std::string>("too small to judge"));
  const size_t columns = table.columns.size();
  comparison.mutable_units(0)->set_expected(8.4);
  comparison.mutable_units(0)->set_ratio(9 / 8.4);
  table = TableOf(comparison);
  ExpectComplete(table);
  EXPECT_EQ(table.columns.size(), columns + 4);
}

TEST(ExportTablesTest, ACurveIsThereDayByDayForEachRow) {
  const auto time = ParseText<v1::TimeToIndependence>(R"(
    stage: STAGE_ENABLE as_of_date { year: 2026 month: 6 day: 30 }
    known_date { year: 2026 month: 7 day: 1 }
    total {
      packages: 3 events: 1 median { no_value: NO_VALUE_NOT_REACHED }
      points { at_risk: 3 survival: 1 }
      points { days: 12 at_risk: 3 events: 1 survival: 0.67 lower: 0.1 upper: 1 }
    }
    rows {
      display_name: "Acorn" packages: 1
      median { no_value: NO_VALUE_TOO_FEW } points { at_risk: 1 }
    })");
  const sheet::ExportTable table = TableOf(time);
  ExpectComplete(table);
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_THAT(table.rows[1][3], VariantWith<std::string>("not reached"));
  EXPECT_THAT(table.rows[1][6], VariantWith<int64_t>(12));
  EXPECT_THAT(table.rows[2][3], VariantWith<std::string>("too few to judge"));
}

class ExportsTest : public ::testing::Test {
 protected:
  ExportsTest() {
    feeds_.Put(ParseText<contracts::v1::Council>(
        "name: 'councils/E10000012' display_name: 'Essex'"));
    feeds_.Put(ParseText<contracts::v1::Provider>(R"(
      name: "councils/E10000012/providers/1-1" display_name: "=cmd|' /C calc'"
    )"));
    feeds_.Put(ParseText<contracts::v1::Contract>(R"(
      name: "councils/E10000012/contracts/c1" title: "+1" state: STATE_ACTIVE
      provider: "councils/E10000012/providers/1-1"
    )"));
    Return returned;
    returned.set_name("councils/E10000012/contracts/c1/returns/m4");
    returned.set_state(Return::STATE_ACCEPTED);
    *returned.mutable_period_end() = type::ToProto(type::Date(2026, 4, 30));
    for (int i = 0; i < 12; ++i) {
      auto& entry = *returned.add_entries();
      entry.set_outcome(
          absl::StrCat(kCouncil, "/people/p", i, "/outcomes/walk"));
      entry.mutable_person_voice()->set_level(i < 9 ? 0 : -1);
    }
    feeds_.Put(returned);
    store_.CatchUp();
  }

  template <typename Request>
  rpc::Call Call(const Request& request) {
    return rpc::Call::For(ada_, clock_, request);
  }

  const rpc::Principal ada_ = {.subject = "users/ada",
                               .role = api::v1::ROLE_COMMISSIONER,
                               .council = kCouncil};
  FakeClock clock_{"2026-07-20T12:00:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  testing::TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
  Monitoring monitoring_{store_.db(), clock_, views_};
  Equality equality_{views_, clock_};
  StepDowns step_downs_{views_, clock_};
  PackageMeasures measures_{views_, clock_};
  Breakdowns breakdowns_{views_, clock_};
  Charts charts_{views_, clock_};
  Exports exports_{{.monitoring = monitoring_,
                    .breakdowns = breakdowns_,
                    .charts = charts_,
                    .equality = equality_,
                    .step_downs = step_downs_,
                    .measures = measures_}};
};

TEST_F(ExportsTest, AScorecardIsExportedWithItsDefinitionsAndForWhom) {
  const auto request = ParseText<v1::ExportScorecardRequest>(R"(
    name: "councils/E10000012" format: FILE_FORMAT_CSV
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
  )");
  const auto file = exports_.ExportScorecard(Call(request), request);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->file_name(), "2026-07-20-scorecard-E10000012.csv");
  EXPECT_THAT(
      file->content(),
      AllOf(HasSubstr("\nEssex,councils/E10000012,1,"),
            HasSubstr(",75.0,9,12,"), HasSubstr("\n'=cmd|' /C calc',councils/"),
            HasSubstr("Not for publication"), HasSubstr("Made for,users/ada"),
            HasSubstr("Definition,Step-down held"),
            HasSubstr("not applicable: nothing to count")));
}

TEST_F(ExportsTest, AnExplanationIsExportedWhole) {
  const auto request = ParseText<v1::ExportExplanationRequest>(R"(
    name: "councils/E10000012" metric: "outcomes-met" format: FILE_FORMAT_XLSX
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
  )");
  const auto file = exports_.ExportExplanation(Call(request), request);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->file_name(), "2026-07-20-why-outcomes-met-E10000012.xlsx");
  EXPECT_THAT(file->content(), StartsWith("PK"));
}

TEST_F(ExportsTest, GapsStepDownsAndGrowthAreExported) {
  const auto gaps = ParseText<v1::ExportEqualityGapsRequest>(R"(
    name: "councils/E10000012" metric: "outcomes-met" attribute: ATTRIBUTE_SEX
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
    format: FILE_FORMAT_CSV
  )");
  const auto gaps_file = exports_.ExportEqualityGaps(Call(gaps), gaps);
  ASSERT_THAT(gaps_file, IsOk());
  EXPECT_THAT(gaps_file->content(),
              AllOf(HasSubstr("\nNot recorded,12,75.0,9,12,"),
                    HasSubstr("not a verdict")));
  const auto steps = ParseText<v1::ExportStepDownsRequest>(
      "parent: 'councils/E10000012/packages/-' format: FILE_FORMAT_CSV");
  EXPECT_THAT(exports_.ExportStepDowns(Call(steps), steps), IsOk());
  const auto growth = ParseText<v1::ExportPackageGrowthRequest>(R"(
    parent: "councils/E10000012" format: FILE_FORMAT_CSV
    from_date { year: 2026 month: 4 day: 1 }
    to_date { year: 2026 month: 6 day: 30 }
  )");
  EXPECT_THAT(exports_.ExportPackageGrowth(Call(growth), growth), IsOk());
}

TEST_F(ExportsTest, ABreakdownIsExportedWithItsTotalAndColours) {
  const auto request = ParseText<v1::ExportBreakdownRequest>(R"(
    name: "councils/E10000012" metric: "outcomes-met" dimension: DIMENSION_SEX
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
    format: FILE_FORMAT_CSV
  )");
  const auto file = exports_.ExportBreakdown(Call(request), request);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->file_name(),
            "2026-07-20-breakdown-outcomes-met-sex-E10000012.csv");
  EXPECT_THAT(file->content(),
              AllOf(HasSubstr("\nNot recorded,not recorded,75.0,9,12,"),
                    HasSubstr("\nTotal,councils/E10000012,75.0,9,12,"),
                    HasSubstr("no target"), HasSubstr("add up to the total")));
}

TEST_F(ExportsTest, ChartsAreExportedAsTheyAreAskedFor) {
  const auto series = ParseText<v1::ExportSeriesRequest>(R"(
    name: "councils/E10000012" metric: "outcomes-met" chart: CHART_P
    from_month { year: 2026 month: 1 } to_month { year: 2026 month: 6 }
    months_per_point: 3 without_screening: true format: FILE_FORMAT_CSV
  )");
  const auto chart = exports_.ExportSeries(Call(series), series);
  ASSERT_THAT(chart, IsOk());
  EXPECT_THAT(chart->content(),
              AllOf(HasSubstr("\n2026-04,2026-06,75.0,9,12,"),
                    HasSubstr("p chart"), Not(HasSubstr("\n2026-05,"))));
  const auto stories = ParseText<v1::ExportSeriesRequest>(R"(
    name: "councils/E10000012" metric: "stories" format: FILE_FORMAT_CSV
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 4 }
  )");
  EXPECT_THAT(exports_.ExportSeries(Call(stories), stories), IsOk());
  const auto funnel = ParseText<v1::ExportComparisonRequest>(R"(
    name: "councils/E10000012" metric: "outcomes-met"
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
    units: UNITS_CONTRACTS limits: LIMITS_SCORE case_mix: ATTRIBUTE_SEX
    format: FILE_FORMAT_CSV
  )");
  const auto units = exports_.ExportComparison(Call(funnel), funnel);
  ASSERT_THAT(units, IsOk());
  // A plain number in a name is none to be feared.
  EXPECT_THAT(
      units->content(),
      AllOf(HasSubstr("\n+1,councils/E10000012/contracts/c1,75.0,9,12,"),
            HasSubstr("Expected for its people")));
}

TEST_F(ExportsTest, APastDayIsExportedAsItWasKnownThen) {
  clock_.Set(FakeClock("2026-07-25T12:00:00Z").Now());
  feeds_.DropReturn("councils/E10000012/contracts/c1/returns/m4");
  store_.CatchUp();
  views_.Start(feeds_.sources());
  auto request = ParseText<v1::ExportScorecardRequest>(R"(
    name: "councils/E10000012" format: FILE_FORMAT_CSV
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
  )");
  EXPECT_THAT(exports_.ExportScorecard(Call(request), request)->content(),
              Not(HasSubstr(",75.0,9,12,")));
  *request.mutable_as_of_date() = type::ToProto(type::Date(2026, 7, 24));
  const auto then = UntilReady(
      [&] { return exports_.ExportScorecard(Call(request), request); });
  ASSERT_THAT(then, IsOk());
  EXPECT_THAT(then->content(),
              AllOf(HasSubstr(",75.0,9,12,"),
                    HasSubstr("As known at the end of,2026-07-24")));
  auto steps = ParseText<v1::ExportStepDownsRequest>(
      "parent: 'councils/E10000012/packages/-' format: FILE_FORMAT_CSV");
  *steps.mutable_as_of_date() = request.as_of_date();
  EXPECT_THAT(exports_.ExportStepDowns(Call(steps), steps)->content(),
              HasSubstr("As known at the end of,2026-07-24"));
}

TEST_F(ExportsTest, AProviderExportsItselfAlone) {
  feeds_.Put(ParseText<contracts::v1::Provider>(
      "name: 'councils/E10000012/providers/1-2' display_name: 'Beech'"));
  feeds_.Put(ParseText<contracts::v1::Contract>(R"(
    name: "councils/E10000012/contracts/c2" title: "c2" state: STATE_ACTIVE
    provider: "councils/E10000012/providers/1-2"
  )"));
  store_.CatchUp();
  const auto request = ParseText<v1::ExportComparisonRequest>(R"(
    name: "councils/E10000012/providers/1-1" metric: "outcomes-met"
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
    format: FILE_FORMAT_CSV
  )");
  const rpc::Principal acorn = {.subject = "users/acorn",
                                .role = api::v1::ROLE_PROVIDER,
                                .council = kCouncil,
                                .provider = "councils/E10000012/providers/1-1"};
  const auto file = exports_.ExportComparison(
      rpc::Call::For(acorn, clock_, request), request);
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->content(),
              AllOf(HasSubstr("providers/1-1"), Not(HasSubstr("Beech"))));
}

TEST_F(ExportsTest, WhatCannotBeShownCannotBeExported) {
  const auto request = ParseText<v1::ExportScorecardRequest>(R"(
    name: "councils/E10000012/providers/none" format: FILE_FORMAT_CSV
    from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
  )");
  EXPECT_THAT(exports_.ExportScorecard(Call(request), request),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tidemark::monitoring

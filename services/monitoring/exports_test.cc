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
#include "services/monitoring/export_tables.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
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
  const sheet::ExportTable steps = TableOf(std::vector<v1::StepDown>{step});
  ExpectComplete(steps);
  EXPECT_THAT(steps.rows[0][6], VariantWith<std::string>("not less"));
  v1::PackageGrowth growth;
  *growth.mutable_from_date() = step.first_date();
  *growth.mutable_to_date() = step.first_date();
  growth.add_rows()->set_display_name("Acorn");
  ExpectComplete(TableOf(growth));
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
  Equality equality_{store_.db(), clock_};
  StepDowns step_downs_{store_.db()};
  PackageMeasures measures_{store_.db(), clock_};
  Exports exports_{monitoring_, equality_, step_downs_, measures_};
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

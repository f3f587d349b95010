#include "services/cli/message_json.h"

#include "gtest/gtest.h"

#include "tidemark/monitoring/v1/analysis.pb.h"

namespace tidemark::cli {
namespace {

TEST(MessageJsonTest, NumbersKeepEveryDigitAndAreNoText) {
  monitoring::v1::GrowthAnalysis::Split split;
  split.set_start_pence(9'007'199'254'740'991);
  split.set_volume_share(0.1 + 0.2);
  EXPECT_EQ(JsonFields(split),
            R"("people":0,"start_pence":9007199254740991,"end_pence":0,)"
            R"("start_minutes":0,"end_minutes":0,"volume_pence":0,)"
            R"("price_pence":0,"volume_share":0.30000000000000004,)"
            R"("price_share":null)");
}

TEST(MessageJsonTest, WhatIsNotSetIsNullAndEnumsAreWords) {
  monitoring::v1::FunnelPlot::Unit unit;
  unit.set_row(3);
  unit.set_unit("St \"Helens\"");
  unit.set_numerator(4);
  unit.mutable_adjusted_998()->set_standing(
      monitoring::v1::FunnelPlot::STANDING_ABOVE);
  EXPECT_EQ(JsonFields(unit),
            R"("row":3,"unit":"St \"Helens\"","numerator":4,)"
            R"("denominator":null,"value":null,"not_judged":null,)"
            R"("unadjusted_95":null,"unadjusted_998":null,)"
            R"("adjusted_95":null,"adjusted_998":{"lower":0,"upper":0,)"
            R"("standing":"above","outside":false})");
}

TEST(MessageJsonTest, ListsAreLists) {
  monitoring::v1::IntervalTable table;
  EXPECT_EQ(JsonFields(table), R"("confidence":0,"rows":[])");
  table.add_rows()->set_label("a");
  table.add_rows()->set_row(2);
  EXPECT_EQ(JsonFields(table),
            R"("confidence":0,"rows":[{"row":0,"label":"a","numerator":null,)"
            R"("denominator":null,"value":null,"lower":null,"upper":null},)"
            R"({"row":2,"label":"","numerator":null,"denominator":null,)"
            R"("value":null,"lower":null,"upper":null}])");
}

}  // namespace
}  // namespace tidemark::cli

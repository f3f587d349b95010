#include "services/sample/extract.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/csv/file.h"
#include "common/testing/matchers.h"
#include "common/type/date.h"

namespace tidemark::sample {
namespace {

using ::testing::Contains;
using ::tidemark::testing::IsOk;
using type::Date;

SampleCouncil ACouncil() {
  return *SampleCouncil::Make(
      {.people = 60,
       .months = 6,
       .last_month = *type::YearMonth::Parse("2026-10")});
}

TEST(ExtractTest, IsAFileByTheSpecification) {
  const Extract extract = PlanExtract(ACouncil(), Date(2026, 10, 31));
  const auto file = csv::Read(extract.header + extract.rows);
  ASSERT_THAT(file, IsOk());
  ASSERT_FALSE(file->rows().empty());
  const auto period = file->Column("Reporting Period Start Date");
  ASSERT_TRUE(period.has_value());
  EXPECT_EQ(file->rows()[0].cells[*period], "2025-05-01");
  const auto location = file->Column("Provider CQC Location ID");
  ASSERT_TRUE(location.has_value());
  std::vector<std::string> locations;
  for (const csv::Row& row : file->rows()) {
    locations.push_back(row.cells[*location]);
  }
  EXPECT_THAT(locations, Contains("1-999999999"));
}

TEST(ExtractTest, IsTheSameEachTime) {
  EXPECT_EQ(PlanExtract(ACouncil(), Date(2026, 10, 31)).rows,
            PlanExtract(ACouncil(), Date(2026, 10, 31)).rows);
}

}  // namespace
}  // namespace tidemark::sample

#include "services/contracts/cqc_file.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/contracts/cqc_sample.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ParseText;

constexpr char kCouncil[] = "councils/E10000019";

// The faults of a file as `line column CODE value`; none if it is read.
std::vector<std::string> FaultsIn(const std::string& content) {
  Faults faults;
  const std::optional<CqcFile> file = ReadCqcFile(content, kCouncil, faults);
  EXPECT_EQ(file.has_value(), faults.empty());
  std::vector<std::string> told;
  for (const Fault& fault : faults.all()) {
    std::string text = absl::StrCat(fault.line, " ", fault.column, " ",
                                    fault.code, " ", fault.value);
    told.emplace_back(absl::StripTrailingAsciiWhitespace(text));
  }
  return told;
}

std::string FileOf(const std::vector<CqcRow>& rows) {
  std::string content = kCqcHeader;
  for (const CqcRow& row : rows) absl::StrAppend(&content, row.Line());
  return content;
}

TEST(CqcFileTest, PutsRowsTogetherToProvidersAndLocations) {
  Faults faults;
  const std::optional<CqcFile> file = ReadCqcFile(
      FileOf({{.group = "Homecare", .domain = "Well-led"},
              {.group = "Homecare", .rating = "requires improvement"},
              {.group = "Overall",
               .domain = "Safe",
               .rating = "Not Rated",
               .date = ""},
              {.location_id = "RWDAA",
               .ods_code = "",
               .location_name = "Ward",
               .care_home = "Y",
               .group = "Overall",
               .rating = "Insufficient evidence to rate",
               .inherited = "Y",
               .provider_id = "RWD",
               .provider_name = "Trust",
               .brand_id = "BD123",
               .brand_name = "BRAND Care"}}),
      kCouncil, faults);
  ASSERT_TRUE(file.has_value()) << faults.ToStatus();
  EXPECT_EQ(file->rows, 4);
  EXPECT_EQ(file->ratings, 4);
  ASSERT_EQ(file->providers.size(), 2);
  EXPECT_THAT(file->providers[0],
              testing::EqualsProto(ParseText<v1::Provider>(R"(
    name: "councils/E10000019/providers/1-9438821988"
    display_name: "Shoreline Care Ltd")")));
  EXPECT_THAT(file->providers[1],
              testing::EqualsProto(ParseText<v1::Provider>(R"(
    name: "councils/E10000019/providers/RWD"
    display_name: "Trust"
    group_id: "BD123"
    group_name: "BRAND Care")")));
  ASSERT_EQ(file->locations.size(), 2);
  EXPECT_THAT(file->locations[0],
              testing::EqualsProto(ParseText<v1::Location>(R"(
    name: "councils/E10000019/providers/1-9438821988/locations/1-10041249501"
    display_name: "Shoreline House"
    ods_code: "VNH5M"
    location_type: "Social Care Org"
    inspection_category: "Community based adult social care services"
    city: "Lincoln"
    postcode: "LN3 5AG"
    local_authority: "Lincolnshire"
    ratings { service_group: "Overall" domain: DOMAIN_SAFE
              grade: GRADE_NOT_RATED }
    ratings { service_group: "Homecare" domain: DOMAIN_OVERALL
              grade: GRADE_REQUIRES_IMPROVEMENT
              publication_date { year: 2026 month: 5 day: 29 } }
    ratings { service_group: "Homecare" domain: DOMAIN_WELL_LED
              grade: GRADE_GOOD
              publication_date { year: 2026 month: 5 day: 29 } })")));
  EXPECT_THAT(file->locations[1],
              testing::EqualsProto(ParseText<v1::Location>(R"(
    name: "councils/E10000019/providers/RWD/locations/RWDAA"
    display_name: "Ward"
    care_home: true
    location_type: "Social Care Org"
    inspection_category: "Community based adult social care services"
    city: "Lincoln"
    postcode: "LN3 5AG"
    local_authority: "Lincolnshire"
    ratings { service_group: "Overall" domain: DOMAIN_OVERALL
              grade: GRADE_INSUFFICIENT_EVIDENCE
              publication_date { year: 2026 month: 5 day: 29 }
              inherited: true })")));
}

TEST(CqcFileTest, TakesAByteOrderMarkAndColumnsInAnyOrderAndCase) {
  std::string content = FileOf({{}});
  EXPECT_THAT(FaultsIn("\xEF\xBB\xBF" + content), IsEmpty());
  content = absl::StrReplaceAll(
      content, {{"Location ID", "LOCATION_ID"}, {"\r\n", "\n"}});
  EXPECT_THAT(FaultsIn(content), IsEmpty());
}

TEST(CqcFileTest, NamesEveryFaultyCellByLineAndColumn) {
  EXPECT_THAT(
      FaultsIn(FileOf({{.location_id = "1-1"},
                       {.ods_code = "vnh5m", .care_home = "Yes"},
                       {.location_id = "1-20000000",
                        .group = "Overall",
                        .domain = "Lovely",
                        .rating = "Excellent",
                        .date = "29/05/2026",
                        .inherited = ""},
                       {.location_id = "1-30000000",
                        .date = "02/30/2026",
                        .provider_id = "nobody",
                        .brand_id = "BD1"},
                       {.location_id = "1-40000000",
                        .location_name = "",
                        .city = std::string(201, 'x'),
                        .provider_id = "1-50000000",
                        .brand_id = "BD1"}})),
      ElementsAre(
          "2 Location ID ID_INVALID 1-1",
          "3 Location ODS Code ODS_CODE_INVALID vnh5m",
          "3 Care Home? YES_NO_INVALID Yes", "4 Domain DOMAIN_UNKNOWN Lovely",
          "4 Latest Rating RATING_UNKNOWN Excellent",
          "4 Publication Date DATE_INVALID 29/05/2026",
          "4 Inherited Rating (Y/N) CELL_MISSING",
          "5 Publication Date DATE_INVALID 02/30/2026",
          "5 Provider ID ID_INVALID nobody", "6 Location Name CELL_MISSING",
          "6 Location City TEXT_TOO_LONG " + std::string(100, 'x'),
          "6 Brand Name BRAND_INCOMPLETE"));
}

TEST(CqcFileTest, NamesContradictionsBetweenRows) {
  EXPECT_THAT(
      FaultsIn(FileOf(
          {{},
           // The same row again.
           {},
           {.rating = "Inadequate"},
           {.domain = "Safe", .provider_id = "RWD", .provider_name = "Trust"},
           {.location_name = "Other House",
            .city = "Boston",
            .domain = "Caring",
            .provider_name = "Other Name",
            .brand_id = "BD1",
            .brand_name = "Brand"}})),
      ElementsAre(
          "3 Domain ROW_TWICE Overall", "4 Domain RATING_CONFLICT Overall",
          "5 Provider ID LOCATION_TWO_PROVIDERS RWD",
          "6 Location Name LOCATION_CONFLICT",
          "6 Location City LOCATION_CONFLICT",
          "6 Provider Name PROVIDER_CONFLICT", "6 Brand ID PROVIDER_CONFLICT",
          "6 Brand Name PROVIDER_CONFLICT"));
}

TEST(CqcFileTest, NamesEveryMissingColumn) {
  const std::string content = absl::StrReplaceAll(
      FileOf({{}}), {{"Domain,", "Key Question,"}, {"Brand ID", "Brand"}});
  EXPECT_THAT(FaultsIn(content), ElementsAre("1 Domain HEADING_MISSING",
                                             "1 Brand ID HEADING_MISSING"));
}

TEST(CqcFileTest, RefusesAFileWithoutRows) {
  EXPECT_THAT(FaultsIn(kCqcHeader), ElementsAre("1  NO_ROWS"));
  EXPECT_THAT(FaultsIn(""), ElementsAre("0  FILE_EMPTY"));
}

TEST(CqcFileTest, CountsTheFaultsBeyondTheLimit) {
  std::string content = kCqcHeader;
  const std::string line = CqcRow{.location_id = "x", .rating = "y"}.Line();
  for (size_t i = 0; i < kMaxCqcFaults / 2 + 3; ++i) content += line;
  Faults faults;
  EXPECT_FALSE(ReadCqcFile(content, kCouncil, faults).has_value());
  ASSERT_EQ(faults.size(), kMaxCqcFaults + 1);
  EXPECT_EQ(faults.all().back().code, "TOO_MANY_FAULTS");
  EXPECT_EQ(faults.all().back().line, 5002);
  EXPECT_THAT(faults.all().back().message,
              ::testing::StartsWith("there are 6 more"));
}

TEST(CqcFileTest, FaultsNeverHoldTheNamesOfProvidersAndLocations) {
  Faults faults;
  ReadCqcFile(FileOf({{.provider_name = "Mrs Planted Name"},
                      {.location_name = "Planted Cottage",
                       .domain = "Safe",
                       .provider_name = "Mr Planted Name"},
                      {.location_id = "1-60000000",
                       .location_name = std::string(301, 'P') + " Planted"}}),
              kCouncil, faults);
  ASSERT_FALSE(faults.empty());
  for (const Fault& fault : faults.all()) {
    EXPECT_FALSE(absl::StrContains(fault.value, "P")) << fault.value;
    EXPECT_FALSE(absl::StrContains(fault.message, "Planted")) << fault.message;
  }
}

TEST(CqcFileTest, KeepsNoAddressBeyondTownAndPostcode) {
  Faults faults;
  const std::optional<CqcFile> file =
      ReadCqcFile(FileOf({{}}), kCouncil, faults);
  ASSERT_TRUE(file.has_value());
  EXPECT_FALSE(absl::StrContains(file->locations[0].SerializeAsString(),
                                 "Hidden Street"));
}

}  // namespace
}  // namespace tidemark::contracts

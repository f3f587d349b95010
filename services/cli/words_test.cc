#include "services/cli/words.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/cli/report.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::cli {
namespace {

using contracts::v1::Contract;
using enablement::v1::SupportLevel;
using outcomes::v1::Return;
using ::testing::HasSubstr;
using ::testing::Optional;

TEST(WordsTest, AnEnumsWordIsWrittenAsItIsRead) {
  EXPECT_EQ(Word(Contract::KIND_INDIVIDUAL_SERVICE_FUND),
            "individual-service-fund");
  EXPECT_EQ(Word(Contract::KIND_UNSPECIFIED), "");
  for (const char* text :
       {"individual-service-fund", "Individual service fund",
        "INDIVIDUAL_SERVICE_FUND", "KIND_INDIVIDUAL_SERVICE_FUND"}) {
    const absl::StatusOr<Contract::Kind> kind =
        ParseWord<Contract::Kind>("--kind", text);
    ASSERT_TRUE(kind.ok()) << text;
    EXPECT_EQ(*kind, Contract::KIND_INDIVIDUAL_SERVICE_FUND);
  }
}

TEST(WordsTest, AnUnknownWordIsAUsageErrorThatListsTheWords) {
  const absl::StatusOr<Return::State> state =
      ParseWord<Return::State>("--state", "done");

  EXPECT_EQ(ExitCodeFor(state.status()), ExitCode::kUsage);
  EXPECT_EQ(state.status().message(),
            "--state must be one of not-started, in-progress, submitted, "
            "returned-for-changes, resubmitted, accepted, withdrawn; is "
            "\"done\"");
  EXPECT_FALSE(ParseWord<Return::State>("--state", "").ok());
  EXPECT_FALSE(ParseWord<Return::State>("--state", "unspecified").ok());
}

TEST(WordsTest, AliasesComeFirst) {
  const absl::StatusOr<SupportLevel::Agreement> agreement =
      ParseWord<SupportLevel::Agreement>(
          "--agreement", "Person",
          {{"person", SupportLevel::AGREEMENT_PERSON_AGREES}});
  ASSERT_TRUE(agreement.ok());
  EXPECT_EQ(*agreement, SupportLevel::AGREEMENT_PERSON_AGREES);
}

TEST(WordsTest, ReadsDatesAsPeopleInEnglandWriteThem) {
  for (const char* text : {"2025-04-30", "30/04/2025", " 30/4/2025 "}) {
    const absl::StatusOr<type::v1::Date> date = ParseDate("--from", text);
    ASSERT_TRUE(date.ok()) << text;
    EXPECT_EQ(FormatDate(*date), "2025-04-30");
  }
  EXPECT_EQ(ExitCodeFor(ParseDate("--from", "2025-02-30").status()),
            ExitCode::kUsage);
  EXPECT_FALSE(ParseDate("--from", "tomorrow").ok());
  EXPECT_EQ(FormatDate(type::v1::Date()), "");
}

TEST(WordsTest, WritesTimesByEnglandsClock) {
  google::protobuf::Timestamp time;
  EXPECT_EQ(FormatTime(time), "");
  time.set_seconds(1'752'580'800);  // 2025-07-15T12:00:00Z
  EXPECT_EQ(FormatTime(time), "2025-07-15 13:00:00");
  time.set_seconds(1'736'942'400);  // 2025-01-15T12:00:00Z
  EXPECT_EQ(FormatTime(time), "2025-01-15 12:00:00");
}

TEST(WordsTest, ReadsPoundsToThePenny) {
  EXPECT_EQ(*ParsePounds("--weekly-cost", "182.50"), 18250);
  EXPECT_EQ(*ParsePounds("--weekly-cost", "£1,182.5"), 118250);
  EXPECT_EQ(*ParsePounds("--weekly-cost", "0"), 0);
  for (const char* text : {"", "-5", "1.234", "ten", "1.", "£", "1e3"}) {
    EXPECT_FALSE(ParsePounds("--weekly-cost", text).ok()) << text;
  }
  EXPECT_EQ(FormatPounds(118205), "£1,182.05");
  EXPECT_EQ(FormatPounds(-5), "-£0.05");
}

TEST(WordsTest, ReadsHoursInAllTheirForms) {
  EXPECT_EQ(*ParseHours("--weekly-hours", "10.5"), 630);
  EXPECT_EQ(*ParseHours("--weekly-hours", "10:30"), 630);
  EXPECT_EQ(*ParseHours("--weekly-hours", "10h30"), 630);
  EXPECT_EQ(*ParseHours("--weekly-hours", "10h30m"), 630);
  EXPECT_EQ(*ParseHours("--weekly-hours", "7h"), 420);
  EXPECT_EQ(*ParseHours("--weekly-hours", "0"), 0);
  EXPECT_EQ(*ParseHours("--weekly-hours", "0.33"), 20);
  for (const char* text : {"", "-1", "10:75", "h", "x", "1.5:30", "1:-5"}) {
    EXPECT_FALSE(ParseHours("--weekly-hours", text).ok()) << text;
  }
  EXPECT_EQ(FormatHours(630), "10h30");
  EXPECT_EQ(FormatHours(425), "7h05");
  EXPECT_EQ(FormatHours(0), "0h");
}

TEST(WordsTest, ReadsPercentagesUpToAHundred) {
  EXPECT_EQ(*ParsePercent("--requirement", "75%"), 7500);
  EXPECT_EQ(*ParsePercent("--requirement", "75.25"), 7525);
  EXPECT_EQ(*ParsePercent("--requirement", "100"), 10000);
  EXPECT_FALSE(ParsePercent("--requirement", "100.01%").ok());
  EXPECT_FALSE(ParsePercent("--requirement", "-1").ok());
}

TEST(WordsTest, ReadsLengthsOfTimeWithDays) {
  EXPECT_EQ(*ParseDuration("--valid-for", "12h"), absl::Hours(12));
  EXPECT_EQ(*ParseDuration("--valid-for", "30d"), absl::Hours(720));
  for (const char* text : {"", "0", "-1h", "0d", "soon", "inf days"}) {
    EXPECT_FALSE(ParseDuration("--valid-for", text).ok()) << text;
  }
}

TEST(WordsTest, ReadsLevelsAsPeopleAndSpreadsheetsWriteThem) {
  EXPECT_THAT(ParseLevel("-2"), Optional(-2));
  EXPECT_THAT(ParseLevel("+1"), Optional(1));
  EXPECT_THAT(ParseLevel("0"), Optional(0));
  EXPECT_THAT(ParseLevel(" 2 "), Optional(2));
  EXPECT_THAT(ParseLevel("2.00"), Optional(2));
  EXPECT_THAT(ParseLevel("−2"), Optional(-2));
  EXPECT_THAT(ParseLevel("–1"), Optional(-1));
  EXPECT_THAT(ParseLevel("'+2"), Optional(2));
  EXPECT_THAT(ParseLevel("Much Less"), Optional(-2));
  EXPECT_THAT(ParseLevel("much less than expected"), Optional(-2));
  EXPECT_THAT(ParseLevel("less"), Optional(-1));
  EXPECT_THAT(ParseLevel("Expected"), Optional(0));
  EXPECT_THAT(ParseLevel("as expected"), Optional(0));
  EXPECT_THAT(ParseLevel("more"), Optional(1));
  EXPECT_THAT(ParseLevel("MUCH MORE"), Optional(2));
  for (const char* text : {"", "3", "-3", "1.5", "1.", "better", "--1", "1-"}) {
    EXPECT_EQ(ParseLevel(text), std::nullopt) << text;
  }
}

TEST(WordsTest, CountsInEnglish) {
  EXPECT_EQ(Count(1, "return"), "1 return");
  EXPECT_EQ(Count(0, "return"), "0 returns");
  EXPECT_EQ(Count(1234567, "entry", "entries"), "1,234,567 entries");
  EXPECT_EQ(FormatCount(-1000), "-1,000");
  EXPECT_EQ(FormatCount(999), "999");
}

TEST(WordsTest, JsonKeepsTheProtosNamesOnOneLineAndWritesEmptyFields) {
  Return item;
  item.set_name("councils/E10000012/contracts/c-1/returns/2025-04");
  item.set_comment("two\nlines");

  const std::string json = ToJsonLine(item);

  EXPECT_EQ(json.find('\n'), std::string::npos);
  EXPECT_THAT(json, HasSubstr(R"("nil_return":false)"));
  EXPECT_THAT(json, HasSubstr(R"("comment":"two\nlines")"));
}

}  // namespace
}  // namespace tidemark::cli

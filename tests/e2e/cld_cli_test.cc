// Client-level data from the command line: an extract in, a national measure
// out.

#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

constexpr char kCouncil[] = "E10000019";

// Only what the measure needs. The worked cases T01, T02, T12 and T09 of the
// domain reference, in this order.
constexpr char kHeader[] =
    "LA Person Unique Identifier,Client Type,Event Type,Event Start Date,"
    "Event End Date,Event Outcome,Service Type\r\n";
constexpr char kFirst[] =
    "T01,Service User,Service,01/05/2024,10/06/2024,"
    "NFA: Support ended as planned,Short term support: ST-Max\r\n"
    "T02,Service User,Service,01/05/2024,10/06/2024,"
    "Continuation of support or services,Short term support: ST-Max\r\n"
    "T02,Service User,Service,11/06/2024,,,Long term support: Community\r\n";
constexpr char kSecond[] =
    "T12,Service User,Service,01/05/2024,10/06/2024,"
    "Service ended as planned,Short Term Support: ST-Max\r\n"
    "T12,Service User,Service,01/01/2023,01/02/2024,,"
    "Long Term Support: Community\r\n"
    "T09,Service User,Service,01/05/2024,10/06/2024,"
    "NFA - Self-funded client (inc. 12wk disregard),"
    "Short Term Support: ST-Max\r\n";

class CldCliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(dir_ / "data");
    ASSERT_THAT(server, IsOk());
    server_.emplace(*std::move(server));
    for (const char* const role :
         {"commissioner", "finance", "admin", "quality"}) {
      Issue(role, {});
    }
    Issue("provider", {"--provider", "1-101668892"});
    ASSERT_EQ(As("admin", {"councils", "create", kCouncil, "--name",
                           "Lincolnshire County Council"})
                  .exit_code,
              0);
  }

  void Issue(const std::string& role, const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "token",     "issue",    "--role", role,
        "--council", kCouncil,   "--keys", server_->data_dir() + "/keys",
        "--out",     dir_ / role};
    words.insert(words.end(), more.begin(), more.end());
    const auto issued = RunTidemark(words);
    ASSERT_THAT(issued, IsOk());
    ASSERT_EQ(issued->exit_code, 0) << issued->err;
  }

  CommandResult As(const std::string& role,
                   const std::vector<std::string>& words) {
    const auto result = RunTidemark(
        words, {.server = server_->address(), .token_file = dir_ / role});
    EXPECT_THAT(result, IsOk());
    return result.value_or(CommandResult());
  }

  std::string File(const std::string& name, const std::string& content) {
    std::ofstream(dir_ / name, std::ios::binary) << content;
    return dir_ / name;
  }

  // A location of the provider.
  void StoreLocation(const std::string& id) {
    const std::string council = absl::StrCat("councils/", kCouncil);
    const std::string provider =
        absl::StrCat(council, "/providers/1-101668892");
    ASSERT_THAT(StoreProvider(*server_, provider, "Shoreline"), IsOk());
    contracts::v1::CreateLocationRequest request;
    request.set_parent(provider);
    request.set_location_id(id);
    request.mutable_location()->set_display_name("Shoreline House");
    ASSERT_THAT(
        server_->As(Commissioner(council))
            ->Unary(&contracts::v1::ContractsService::Stub::CreateLocation,
                    request)
            .status(),
        IsOk());
  }

  // Waits until the service for client-level data knows the location, too.
  void AwaitLocation(const std::string& id) {
    constexpr int kMostTries = 500;
    for (int i = 0; i < kMostTries; ++i) {
      const std::string unmatched =
          As("commissioner", {"cld", "unmatched"}).out;
      if (unmatched.find(id) == std::string::npos) return;
    }
    FAIL() << id << " is not known";
  }

  google::protobuf::Struct Measure(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"measure", "ascof-2a", "--year",
                                      "2024-25", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const CommandResult result = As("commissioner", words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    google::protobuf::Struct json;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(result.out, &json).ok())
        << result.out;
    return json;
  }

  TempDir dir_;
  std::optional<ServerProcess> server_;
};

TEST_F(CldCliTest, AnExtractOfTheColumnsNeededGivesTheMeasureExplained) {
  const std::string file =
      File("extract.csv", absl::StrCat(kHeader, kFirst, kSecond));
  const CommandResult imported = As("commissioner", {"cld", "import", file});
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("events    6"));

  const google::protobuf::Struct json = Measure({"--explain"});
  EXPECT_EQ(json.fields().at("numerator").number_value(), 1);
  EXPECT_EQ(json.fields().at("denominator").number_value(), 2);
  EXPECT_EQ(json.fields().at("value").number_value(), 50);
  const auto& episodes = json.fields().at("episodes").list_value();
  ASSERT_EQ(episodes.values_size(), 4);
  int communities = 0;
  for (const auto& value : episodes.values()) {
    const auto& episode = value.struct_value().fields();
    EXPECT_EQ(episode.at("start").string_value(), "2024-05-01");
    EXPECT_EQ(episode.at("end").string_value(), "2024-06-10");
    if (episode.at("sequel").string_value() != "Long term support: Community") {
      continue;
    }
    ++communities;
    EXPECT_EQ(episode.at("type").string_value(), "3");
    EXPECT_TRUE(episode.at("in_denominator").bool_value());
    EXPECT_FALSE(episode.at("in_numerator").bool_value());
  }
  EXPECT_EQ(communities, 1);
}

TEST_F(CldCliTest, OneFileOrTwoOnceOrTwiceGiveTheSame) {
  ASSERT_EQ(As("commissioner",
               {"cld", "import",
                File("all.csv", absl::StrCat(kHeader, kFirst, kSecond))})
                .exit_code,
            0);
  const std::string expected = Measure({"--explain"}).DebugString();
  const std::vector<std::string> two = {
      "cld", "import", File("b.csv", absl::StrCat(kHeader, kSecond)),
      File("a.csv", absl::StrCat(kHeader, kFirst))};
  const CommandResult added = As("commissioner", two);
  ASSERT_EQ(added.exit_code, 0) << added.err;
  // Neither states a period, so neither takes the place of the other.
  EXPECT_THAT(added.out, Not(HasSubstr("replaces")));
  EXPECT_EQ(Measure({"--explain"}).DebugString(), expected);
  const CommandResult again = As("commissioner", two);
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("is there already"));
  EXPECT_EQ(Measure({"--explain"}).DebugString(), expected);
}

TEST_F(CldCliTest, ARefusedFileLeavesNothingAndNamesNobody) {
  const CommandResult refused = As(
      "commissioner",
      {"cld", "import", File("bad.csv", "Name,Event Type\nQuixley,Service\n")});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("Event Start Date"));
  EXPECT_THAT(refused.err, Not(HasSubstr("Quixley")));
  EXPECT_THAT(As("commissioner", {"cld", "submissions"}).out,
              HasSubstr("abandoned"));
  // The figure has no value, and says so.
  EXPECT_THAT(
      As("commissioner", {"measure", "ascof-2a", "--year", "2024-25"}).out,
      HasSubstr("no value"));
  const CommandResult json = As(
      "commissioner", {"measure", "ascof-2a", "--year", "2024-25", "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"value\":null"));
}

TEST_F(CldCliTest, WhatWasFoundIsShown) {
  const std::string rows =
      "P1,Service User,Service,01/05/2024,10/06/2024,Gone fishing,"
      "Short term support: ST-Max\r\n"
      ",Service User,Service,01/05/2024,10/06/2024,NFA: Other,"
      "Short term support: ST-Max\r\n";
  ASSERT_EQ(As("commissioner",
               {"cld", "import", File("x.csv", absl::StrCat(kHeader, rows))})
                .exit_code,
            0);
  const std::string quality = As("commissioner", {"cld", "quality"}).out;
  EXPECT_THAT(quality, HasSubstr("Failed: Blank (Mandatory)"));
  EXPECT_THAT(quality, HasSubstr("Gone fishing"));
  EXPECT_THAT(As("commissioner", {"cld", "unusable"}).out,
              HasSubstr("NO_PERSON"));
  EXPECT_THAT(As("commissioner", {"cld", "unmatched"}).err,
              HasSubstr("Every location"));
}

TEST_F(CldCliTest, PublishedDataBecomesPeopleAndPackagesOnce) {
  constexpr char kColumns[] =
      "Reporting Period Start Date,Reporting Period End Date,"
      "LA Person Unique Identifier,Date of Birth,Client Type,Event Type,"
      "Event Start Date,Event End Date,Event Outcome,Service Type,"
      "Service Component,Provider CQC Location ID,Unit Cost,Cost Frequency\r\n";
  constexpr char kRows[] =
      "01/04/2024,31/03/2025,Q01,12/03/1940,Service "
      "User,Service,01/05/2024,10/06/2024,"
      "NFA: Support ended as planned,Short term support: ST-Max,Reablement,"
      "1-101690001,1000,4-weekly\r\n"
      "01/04/2024,31/03/2025,Q02,01/02/1951,Service "
      "User,Service,01/05/2024,31/05/2024,,"
      "Long term support: Community,Home support or domiciliary care,"
      "1-101690001,210.50,Weekly\r\n"
      "01/04/2024,31/03/2025,Q02,01/02/1951,Service User,Service,01/06/2024,,,"
      "Long term support: Community,Home support or domiciliary care,"
      "1-101690001,220,Weekly\r\n"
      "01/04/2024,31/03/2025,Q02,01/02/1951,Service User,Service,01/06/2024,,,"
      "Long term support: Community,Meals,1-199999999,30,Weekly\r\n";
  StoreLocation("1-101690001");
  ASSERT_EQ(As("commissioner",
               {"cld", "import", File("x.csv", absl::StrCat(kColumns, kRows))})
                .exit_code,
            0);
  AwaitLocation("1-101690001");
  const CommandResult published = As("commissioner", {"cld", "publish"});
  ASSERT_EQ(published.exit_code, 0) << published.err;
  EXPECT_THAT(published.out, HasSubstr("people    2: 2 new"));
  EXPECT_THAT(published.out, HasSubstr("packages  2: 2 new"));
  EXPECT_THAT(published.out, HasSubstr("1 service, unknown-provider"));

  const CommandResult packages = As("commissioner", {"list", "packages"});
  EXPECT_EQ(packages.exit_code, 0) << packages.err;
  EXPECT_THAT(packages.out, HasSubstr("£250.00"));
  // Hours that the extract does not say are not none.
  EXPECT_THAT(packages.out, Not(HasSubstr(" 0h ")));
  EXPECT_THAT(packages.out, HasSubstr("£220.00"));
  EXPECT_THAT(As("provider", {"list", "packages"}).out, HasSubstr("£220.00"));
  EXPECT_THAT(As("commissioner", {"list", "people"}).out, HasSubstr("1940"));
  for (const char* const who : {"Q01", "12/03", "-03-12"}) {
    EXPECT_THAT(packages.out, Not(HasSubstr(who)));
    EXPECT_THAT(As("commissioner", {"list", "people", "--json"}).out,
                Not(HasSubstr(who)));
  }

  const CommandResult again = As("commissioner", {"cld", "publish", "--json"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(
      again.out,
      HasSubstr("\"people\":{\"created\":0,\"updated\":0,\"unchanged\":2}"));
  EXPECT_THAT(
      again.out,
      HasSubstr("\"packages\":{\"created\":0,\"updated\":0,\"unchanged\":2}"));
  EXPECT_THAT(again.out, HasSubstr("\"unknown-provider\":1"));
  EXPECT_EQ(As("commissioner", {"list", "packages"}).out, packages.out);
  EXPECT_THAT(As("commissioner", {"cld", "skipped"}).out,
              HasSubstr("1-199999999"));

  // An extract in its place that speaks of one of the two only.
  ASSERT_EQ(
      As("commissioner",
         {"cld", "import",
          File("y.csv",
               absl::StrCat(kColumns,
                            "01/04/2024,31/03/2025,Q02,01/02/1951,"
                            "Service User,Service,01/05/2024,,,"
                            "Long term support: Community,"
                            "Home support or domiciliary care,1-101690001,250,"
                            "Weekly\r\n"))})
          .exit_code,
      0);
  const CommandResult later = As("commissioner", {"cld", "publish"});
  EXPECT_THAT(later.out, HasSubstr("people    1: 0 new, 0 changed, 1 as"));
  EXPECT_THAT(later.out, HasSubstr("packages  1: 0 new, 1 changed, 0 as"));
  EXPECT_THAT(As("commissioner", {"list", "people"}).out, HasSubstr("1940"));
  EXPECT_THAT(As("commissioner", {"list", "packages"}).out,
              AllOf(HasSubstr("enable"), HasSubstr("support"),
                    Not(HasSubstr("£220.00"))));
  EXPECT_EQ(As("quality", {"cld", "publish"}).exit_code, 4);
  EXPECT_EQ(As("provider", {"cld", "skipped"}).exit_code, 4);
}

TEST_F(CldCliTest, WhoMaySeeWhat) {
  const std::string file = File("x.csv", absl::StrCat(kHeader, kFirst));
  EXPECT_EQ(As("admin", {"cld", "import", file}).exit_code, 4);
  EXPECT_EQ(As("provider", {"cld", "submissions"}).exit_code, 4);
  const std::vector<std::string> figure = {"measure", "ascof-2a", "--year",
                                           "2024-25"};
  for (const char* const role : {"finance", "quality", "provider"}) {
    EXPECT_EQ(As(role, figure).exit_code, 0) << role;
  }
  EXPECT_EQ(As("admin", figure).exit_code, 4);
  std::vector<std::string> explained = figure;
  explained.emplace_back("--explain");
  EXPECT_EQ(As("finance", explained).exit_code, 4);
  EXPECT_EQ(As("provider", explained).exit_code, 0);
}

TEST_F(CldCliTest, TheNationalFigureOf2020ComesOutAsPublished) {
  const CommandResult computed =
      As("finance",
         {"measure", "ascof-2d", "--json", "--count", "long-term-support=38905",
          "--count", "ongoing-low-level=15440", "--count",
          "short-term-other=16460", "--count", "signposted=12180", "--count",
          "no-identified-needs=72040", "--count",
          "early-cessation-long-term=8780"});
  ASSERT_EQ(computed.exit_code, 0) << computed.err;
  EXPECT_THAT(computed.out,
              HasSubstr("\"numerator\":116120,\"denominator\":155025,"
                        "\"value\":74.9"));
}

}  // namespace
}  // namespace tidemark::e2e

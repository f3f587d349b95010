// `tidemark analyse`, as an analyst runs it on a laptop: no server, no token.

#include <fstream>
#include <optional>
#include <sstream>
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
#include "tests/e2e/two_councils.h"

namespace tidemark::e2e {
namespace {

using ::google::protobuf::Struct;
using ::google::protobuf::Value;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

constexpr int kRefused = 1;
constexpr int kUsage = 2;

MATCHER_P(ExitsWith, code, "") {
  *result_listener << "\nexit code " << arg.exit_code << "\nout: " << arg.out
                   << "\nerr: " << arg.err;
  return arg.exit_code == code;
}

Struct FromJson(const std::string& json) {
  Struct object;
  const auto status =
      google::protobuf::util::JsonStringToMessage(json, &object);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << json;
  return object;
}

// What is at `path`, such as `outside`, `adjusted_998`.
Value At(const Struct& object, const std::vector<std::string>& path) {
  const Struct* in = &object;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    in = &in->fields().at(path[i]).struct_value();
  }
  const auto found = in->fields().find(path.back());
  EXPECT_NE(found, in->fields().end()) << path.back();
  return found == in->fields().end() ? Value() : found->second;
}

double NumberAt(const Struct& object, const std::vector<std::string>& path) {
  const Value value = At(object, path);
  EXPECT_EQ(value.kind_case(), Value::kNumberValue) << path.back();
  return value.number_value();
}

std::vector<Struct> ListAt(const Struct& object, const std::string& key) {
  std::vector<Struct> items;
  const Value list = At(object, {key});
  for (const Value& item : list.list_value().values()) {
    items.push_back(item.struct_value());
  }
  return items;
}

class AnalyseCliTest : public ::testing::Test {
 protected:
  CommandResult Analyse(const std::vector<std::string>& words,
                        const CommandOptions& options = {}) {
    std::vector<std::string> all = {"analyse"};
    all.insert(all.end(), words.begin(), words.end());
    const auto result = RunTidemark(all, options);
    EXPECT_THAT(result, IsOk());
    return result.value_or(CommandResult());
  }

  // The answer in JSON.
  Struct Json(std::vector<std::string> words) {
    words.push_back("--json");
    const CommandResult result = Analyse(words);
    EXPECT_THAT(result, ExitsWith(0));
    return FromJson(result.out);
  }

  std::string File(const std::string& name, const std::string& content) {
    std::ofstream(dir_ / name) << content;
    return dir_ / name;
  }

  TempDir dir_;
};

TEST_F(AnalyseCliTest, PlacesCouncilsOnTheNationalTable) {
  const std::string table =
      std::string(TIDEMARK_OPEN_DATA) + "/ascof_2024_25_table_2a.csv";
  if (!std::ifstream(table)) GTEST_SKIP() << "the open data is not here";
  const std::vector<std::string> words = {
      "funnel",        table,         "--numerator", "numerator",
      "--denominator", "denominator", "--unit",      "la_name"};
  const Struct funnel = Json(words);
  EXPECT_NEAR(NumberAt(funnel, {"phi"}), 68.576231470991, 1e-12);
  EXPECT_NEAR(NumberAt(funnel, {"tau2"}), 0.013590501353, 1e-12);
  EXPECT_NEAR(NumberAt(funnel, {"centre"}), 0.771592840824, 1e-12);
  EXPECT_EQ(NumberAt(funnel, {"judged"}), 146);
  EXPECT_EQ(NumberAt(funnel, {"outside", "unadjusted_998"}), 113);
  EXPECT_EQ(NumberAt(funnel, {"outside", "adjusted_998"}), 14);
  EXPECT_EQ(NumberAt(funnel, {"outside", "adjusted_95"}), 32);
  const std::vector<Struct> units = ListAt(funnel, "units");
  EXPECT_EQ(units.size(), 146u);
  int outside = 0;
  for (const Struct& unit : units) {
    outside += At(unit, {"unadjusted_998", "outside"}).bool_value();
    if (At(unit, {"unit"}).string_value() != "Essex") continue;
    EXPECT_NEAR(NumberAt(unit, {"adjusted_998", "lower"}), 0.4265748398, 1e-10);
    EXPECT_NEAR(NumberAt(unit, {"adjusted_998", "upper"}), 0.9812180822, 1e-10);
    EXPECT_EQ(At(unit, {"adjusted_998", "standing"}).string_value(), "inside");
  }
  EXPECT_EQ(outside, 113);
  // What was left out is said: 15 groups of councils, 7 suppressed.
  EXPECT_EQ(At(funnel, {"file", "left_out"}).list_value().values_size(), 22);
  EXPECT_EQ(NumberAt(funnel, {"file", "rows_read"}), 168);

  const CommandResult text = Analyse(words);
  EXPECT_THAT(text, ExitsWith(0));
  EXPECT_THAT(text.out, HasSubstr("phi 68.5762"));
  EXPECT_THAT(text.err, AllOf(HasSubstr("15 rows of countries, regions"),
                              HasSubstr("7 rows without a number")));

  std::vector<std::string> all = words;
  all.push_back("--all-rows");
  EXPECT_EQ(NumberAt(Json(all), {"judged"}), 161);
  // A flag that may be given again does not swallow what stands behind it.
  all.insert(all.begin() + 1, {"--where", "ons_code=E12*"});
  EXPECT_EQ(NumberAt(Json(all), {"judged"}), 9);
}

TEST_F(AnalyseCliTest, AsksWhetherAUnitIsTheTotalOfTheOthers) {
  const CommandResult total =
      Analyse({"funnel", File("total.csv", "u,r,n\nAll,9,20\na,4,10\nb,5,10\n"),
               "--numerator", "r", "--denominator", "n", "--unit", "u"});
  EXPECT_THAT(total, ExitsWith(0));
  EXPECT_THAT(total.err, HasSubstr("All has as large a denominator as all"));
}

TEST_F(AnalyseCliTest, DrawsAnXmrChartWithGapsAndMarkers) {
  const std::string file =
      File("series.csv",
           "\xEF\xBB\xBFMonth,Value\r\nApr,1\r\nMay,2\r\nJun,1\r\nJul,2\r\n"
           "Aug,10\r\nSep,1\r\nOct,2\r\nNov,1\r\nDec,2\r\nJan,1\r\nFeb,2\r\n"
           "Mar,1\r\nApr,2\r\nMay,1\r\nJun,2\r\nJul,1\r\nAug,2\r\nSep,1\r\n");
  const Struct chart = Json({"xmr", file, "--value", "value", "--unit", "month",
                             "--better", "higher"});
  EXPECT_NEAR(NumberAt(chart, {"mean"}), 1.9444444444, 5.1e-11);
  EXPECT_NEAR(NumberAt(chart, {"lower"}), -0.7155555556, 5.1e-11);
  EXPECT_NEAR(NumberAt(chart, {"upper"}), 4.6044444444, 5.1e-11);
  const std::vector<Struct> points = ListAt(chart, "points");
  ASSERT_EQ(points.size(), 18u);
  EXPECT_EQ(At(points[4], {"special_cause"}).string_value(), "Above UCL");
  EXPECT_EQ(At(points[4], {"label"}).string_value(), "Aug");
  EXPECT_EQ(At(points[5], {"special_cause"}).string_value(), "Common Cause");
  EXPECT_NEAR(
      NumberAt(Json({"xmr", file, "--value", "Value", "--no-screening"}),
               {"upper"}),
      6.9515032680, 5.1e-11);
  EXPECT_EQ(NumberAt(Json({"xmr", file, "--value", "Value", "--baseline", "4"}),
                     {"mean"}),
            1.5);

  const Struct gaps =
      Json({"xmr", File("gaps.csv", "v\n5\n[c]\n\n7\n"), "--value", "v"});
  EXPECT_EQ(NumberAt(gaps, {"points_missing"}), 2);
  EXPECT_EQ(NumberAt(gaps, {"mean"}), 6);
  EXPECT_TRUE(At(gaps, {"trial"}).bool_value());
  EXPECT_EQ(At(ListAt(gaps, "points")[1], {"value"}).kind_case(),
            Value::kNullValue);
}

TEST_F(AnalyseCliTest, DrawsChartsOfShares) {
  const std::string file = File("shares.csv",
                                "r,n\n400,1000\n600,1000\n400,1000\n"
                                "600,1000\n");
  const std::vector<std::string> columns = {"--numerator", "r", "--denominator",
                                            "n"};
  std::vector<std::string> p = {"p", file};
  p.insert(p.end(), columns.begin(), columns.end());
  std::vector<std::string> pprime = {"pprime", file};
  pprime.insert(pprime.end(), columns.begin(), columns.end());
  EXPECT_EQ(NumberAt(Json(p), {"mean"}), 0.5);
  EXPECT_EQ(At(ListAt(Json(p), "points")[0], {"special_cause"}).string_value(),
            "Below LCL");
  EXPECT_EQ(
      At(ListAt(Json(pprime), "points")[0], {"special_cause"}).string_value(),
      "Common Cause");
}

TEST_F(AnalyseCliTest, DoesTheOtherAnalyses) {
  const Struct ratios =
      Json({"isr",
            File("isr.csv",
                 "age,o,n,xref,nref\n18-64,6,100,50,1000\n"
                 "65+,9,20,300,600\n"),
            "--numerator", "o", "--denominator", "n", "--reference-numerator",
            "xref", "--reference-denominator", "nref"});
  EXPECT_EQ(NumberAt(ratios, {"expected"}), 15);
  EXPECT_EQ(NumberAt(ratios, {"ratio"}), 1);

  const Struct goals =
      Json({"gas", File("goals.csv", "person,before,after\np1,-1,1\np1,-1,1\n"),
            "--unit", "person", "--start", "before", "--end", "after"});
  EXPECT_NEAR(NumberAt(goals, {"t"}), 62.403473, 5.1e-7);
  EXPECT_NEAR(NumberAt(goals, {"change"}), 24.806947, 1e-6);

  const Struct intervals =
      Json({"wilson", File("shares.csv", "r,n\n65,100\n0,10\n0,0\n"),
            "--numerator", "r", "--denominator", "n"});
  const std::vector<Struct> rows = ListAt(intervals, "rows");
  EXPECT_NEAR(NumberAt(rows[0], {"lower"}), 0.5525444329689, 1e-12);
  EXPECT_EQ(At(rows[2], {"value"}).kind_case(), Value::kNullValue);

  const Struct growth = Json({"growth",
                              File("growth.csv",
                                   "id,a,b,ha,hb\n1,\xC2\xA3"
                                   "100,165,10,15\n"
                                   "2,\"1,000.50\",1000.50,,\n3,,50,,\n"),
                              "--start", "a", "--end", "b", "--start-hours",
                              "ha", "--end-hours", "hb", "--unit", "id"});
  EXPECT_EQ(NumberAt(growth, {"people_counted"}), 2);
  EXPECT_EQ(NumberAt(growth, {"people_new"}), 1);
  EXPECT_EQ(NumberAt(growth, {"net_pence"}), 6500);
  EXPECT_EQ(NumberAt(growth, {"split", "volume_pence"}), 5000);
  EXPECT_EQ(NumberAt(growth, {"split", "price_pence"}), 1500);
}

TEST_F(AnalyseCliTest, SaysEverythingThatIsWrongByLineAndColumn) {
  const CommandResult wrong =
      Analyse({"wilson", File("wrong.csv", "r,n\n7,5\n2,many\n3.5,8\n"),
               "--numerator", "r", "--denominator", "n"});
  EXPECT_THAT(wrong, ExitsWith(kRefused));
  EXPECT_THAT(wrong.err, HasSubstr("line 3, column n, value \"many\""));
  const CommandResult above =
      Analyse({"wilson", File("above.csv", "r,n\n7,5\n2,9\n3.5,8\n"),
               "--numerator", "r", "--denominator", "n"});
  EXPECT_THAT(above, ExitsWith(kRefused));
  EXPECT_THAT(
      above.err,
      AllOf(HasSubstr("line 2, column r"), HasSubstr("ABOVE_DENOMINATOR"),
            HasSubstr("line 4, column r"), HasSubstr("NOT_WHOLE")));
  const CommandResult column =
      Analyse({"xmr", File("xmr.csv", "a,b\n1,2\n"), "--value", "c"});
  EXPECT_THAT(column, ExitsWith(kUsage));
  EXPECT_THAT(column.err, HasSubstr("there are: a, b"));
}

// The arithmetic is the same wherever it is done, and any role may ask for it.
TEST_F(AnalyseCliTest, TheServerAnswersTheSame) {
  absl::StatusOr<ServerProcess> server =
      ServerProcess::Start(dir_ / "data", {"--access_log", "off"});
  ASSERT_THAT(server, IsOk());
  ASSERT_THAT(StoreTwoCouncils(*server), IsOk());
  const auto issued = RunTidemark(
      {"token", "issue", "--role", "provider", "--provider", "heron-care",
       "--subject", "users/heron", "--keys", server->data_dir() + "/keys",
       "--council", "E10000012", "--out", dir_ / "token"});
  ASSERT_THAT(issued, IsOk());
  ASSERT_THAT(*issued, ExitsWith(0));
  const std::string file =
      File("units.csv", "u,r,n\na,50,100\nb,52,100\nc,90,100\nd,7,9\n");
  const std::string series = File("series.csv", "v\n3\n4\n9\n\n4\n");
  const std::string goals = File("goals.csv", "level\n1\n-1\n0\n");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"funnel", file, "--numerator", "r",
                                 "--denominator", "n", "--unit", "u", "--json"},
        {"p", file, "--numerator", "r", "--denominator", "n", "--json"},
        {"wilson", file, "--numerator", "r", "--denominator", "n", "--json"},
        {"isr", file, "--numerator", "r", "--expected", "n", "--json"},
        {"growth", file, "--start", "r", "--end", "n", "--json"},
        {"gas", goals, "--value", "level", "--json"},
        {"xmr", series, "--value", "v", "--json"}}) {
    std::vector<std::string> there = words;
    there.push_back("--at-server");
    const CommandResult local = Analyse(words);
    const CommandResult remote = Analyse(
        there, {.server = server->address(), .token_file = dir_ / "token"});
    EXPECT_THAT(local, ExitsWith(0)) << words[0];
    EXPECT_THAT(remote, ExitsWith(0)) << words[0];
    EXPECT_EQ(local.out, remote.out) << words[0] << remote.err;
  }
  EXPECT_THAT(server->Stop(), IsOk());
}

}  // namespace
}  // namespace tidemark::e2e

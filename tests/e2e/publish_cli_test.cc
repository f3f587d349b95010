// A commissioner publishes, and everyone takes tables away, with the program
// `tidemark` only.

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/child.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/two_councils.h"

namespace tidemark::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

constexpr int kUsage = 2;
constexpr int kDenied = 4;

// A result with this exit code; the rest is there to be read if it is another.
MATCHER_P(ExitsWith, code, "") {
  *result_listener << "\nexit code " << arg.exit_code << "\nout: " << arg.out
                   << "\nerr: " << arg.err;
  return arg.exit_code == code;
}

class PublishCliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ServerProcess> server =
        ServerProcess::Start(dir_ / "data", {"--access_log", "off"});
    ASSERT_THAT(server, IsOk());
    server_.emplace(*std::move(server));
    ASSERT_THAT(StoreTwoCouncils(*server_), IsOk());
    ASSERT_NO_FATAL_FAILURE(IssueToken("commissioner", "commissioner", {}));
    ASSERT_NO_FATAL_FAILURE(
        IssueToken("heron", "provider", {"--provider", "heron-care"}));
  }

  void TearDown() override {
    if (server_) {
      EXPECT_THAT(server_->Stop(), IsOk());
    }
  }

  void IssueToken(const std::string& who, const std::string& role,
                  const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "token",     "issue",        "--role", role,
        "--subject", "users/" + who, "--keys", server_->data_dir() + "/keys",
        "--council", "E10000012",    "--out",  dir_ / ("token-" + who)};
    words.insert(words.end(), more.begin(), more.end());
    const auto issued = RunTidemark(words);
    ASSERT_THAT(issued, IsOk());
    ASSERT_THAT(*issued, ExitsWith(0));
  }

  CommandResult As(const std::string& who,
                   const std::vector<std::string>& words) {
    const auto result = RunTidemark(
        words,
        {.server = server_->address(), .token_file = dir_ / ("token-" + who)});
    EXPECT_THAT(result, IsOk());
    return result.value_or(CommandResult());
  }

  const TempDir dir_;
  std::optional<ServerProcess> server_;
};

TEST_F(PublishCliTest, AFewPeopleAreKeptBackFromDraftToWithdrawal) {
  const CommandResult draft =
      As("commissioner",
         {"publish", "create", "by-provider", "--title", "April", "--rows",
          "providers", "--period", "2025-04", "--period", "2025-04..2025-05"});
  ASSERT_THAT(draft, ExitsWith(0));
  EXPECT_THAT(
      draft.out,
      AllOf(HasSubstr("[c] few cases"), HasSubstr("not for publication"),
            HasSubstr("publish confirm by-provider --etag")));
  EXPECT_THAT(As("heron", {"publish", "show", "by-provider"}),
              Not(ExitsWith(0)));
  // Published with the preview that was looked at, or not at all.
  EXPECT_THAT(
      As("commissioner", {"publish", "confirm", "by-provider", "--etag", "1"}),
      Not(ExitsWith(0)));
  ASSERT_THAT(As("commissioner", {"publish", "preview", "by-provider"}),
              ExitsWith(0));
  ASSERT_THAT(As("commissioner", {"publish", "confirm", "by-provider"}),
              ExitsWith(0));
  const CommandResult seen = As("heron", {"publish", "show", "by-provider"});
  ASSERT_THAT(seen, ExitsWith(0));
  EXPECT_THAT(seen.out,
              AllOf(HasSubstr("[c]"), Not(HasSubstr("[c] few cases"))));
  EXPECT_THAT(As("heron", {"publish", "list"}).out, HasSubstr("by-provider"));
  const std::string file = dir_ / "april.csv";
  ASSERT_THAT(
      As("heron", {"export", "publication", "by-provider", "--out", file}),
      ExitsWith(0));
  ASSERT_THAT(As("commissioner", {"publish", "withdraw", "by-provider",
                                  "--reason", "A mistake"}),
              ExitsWith(0));
  EXPECT_THAT(As("heron", {"publish", "show", "by-provider"}),
              Not(ExitsWith(0)));
}

TEST_F(PublishCliTest, GapsAreShownWithTheirCaution) {
  const CommandResult gaps =
      As("commissioner", {"equality", "outcomes-met", "--by", "sex", "--from",
                          "2025-04", "--to", "2025-06"});
  ASSERT_THAT(gaps, ExitsWith(0));
  EXPECT_THAT(gaps.out, AllOf(HasSubstr("GROUP"), HasSubstr("not a verdict")));
  EXPECT_THAT(As("commissioner", {"equality", "outcomes-met", "--by", "size",
                                  "--from", "2025-04", "--to", "2025-06"}),
              ExitsWith(kUsage));
}

TEST_F(PublishCliTest, AProviderExportsWhatIsItsOwnAndNothingElse) {
  const std::string file = dir_ / "own.csv";
  ASSERT_THAT(As("heron", {"export", "funnel", "outcomes-met", "--from",
                           "2025-04", "--to", "2025-06", "--out", file}),
              ExitsWith(0));
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)),
                         std::istreambuf_iterator<char>());
  EXPECT_THAT(text, AllOf(HasSubstr("providers/heron-care"),
                          Not(HasSubstr("kestrel"))));
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{
           {"export", "series", "outcomes-met", "--provider", "kestrel-care",
            "--from", "2025-04", "--to", "2025-06"},
           {"export", "statement", "kestrel-contract/2025-04"},
           {"export", "signals", "--council", "E10000012"}}) {
    std::vector<std::string> asked = words;
    asked.insert(asked.end(), {"--out", dir_ / "not-own.csv"});
    EXPECT_THAT(As("heron", asked), ExitsWith(kDenied));
  }
}

TEST_F(PublishCliTest, APastDayIsExportedAsItWasKnownThen) {
  const CommandResult then =
      As("commissioner", {"export", "breakdown", "outcomes-met", "--by", "sex",
                          "--from", "2025-04", "--to", "2025-06", "--as-of",
                          "2020-02-29", "--out", dir_ / "past.csv"});
  // Nobody had told of the council by then.
  EXPECT_THAT(then, Not(ExitsWith(0)));
  EXPECT_THAT(then.err, HasSubstr("councils/E10000012"));
}

TEST_F(PublishCliTest, EveryTableIsWrittenToAFile) {
  const std::vector<std::string> months = {"--from", "2025-04", "--to",
                                           "2025-06"};
  const std::vector<std::string> days = {"--from", "2025-04-30", "--to",
                                         "2025-06-30"};
  struct Table {
    std::vector<std::string> words;
    std::vector<std::string> range;
  };
  for (const Table& table : std::vector<Table>{
           {{"scorecard"}, months},
           {{"why", "outcomes-met", "--provider", "kestrel-care"}, months},
           {{"equality", "outcomes-met", "--by", "age-band"}, months},
           {{"breakdown", "outcomes-met", "--by", "theme"}, months},
           {{"series", "outcomes-met", "--provider", "kestrel-care"}, months},
           {{"funnel", "outcomes-met", "--contracts", "--case-mix", "sex"},
            months},
           {{"step-downs"}, days},
           {{"growth", "--by", "provider"}, days},
           {{"independence", "--by", "provider"}, {}},
           {{"signals"}, {}},
           {{"statement", "kestrel-contract/2025-04"}, {}}}) {
    for (const char* const ending : {".csv", ".xlsx"}) {
      std::vector<std::string> words = {"export"};
      words.insert(words.end(), table.words.begin(), table.words.end());
      words.insert(words.end(), table.range.begin(), table.range.end());
      words.insert(words.end(),
                   {"--out", dir_ / (table.words.front() + ending)});
      EXPECT_THAT(As("commissioner", words), ExitsWith(0));
    }
  }
  EXPECT_THAT(As("commissioner", {"export", "scorecard", "--from", "2025-04",
                                  "--to", "2025-06", "--out", "card.pdf"}),
              ExitsWith(kUsage));
}

}  // namespace
}  // namespace tidemark::e2e

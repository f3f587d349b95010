// A person's story from its telling to its end, with the program `tidemark`
// only.

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/outcomes/v1/story.pb.h"

namespace tidemark::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

using outcomes::v1::Story;

constexpr char kEssex[] = "E10000012";
constexpr char kShoreline[] = "1-101668892";
constexpr char kEstuary[] = "1-207771234";
constexpr char kSecret[] = "Robin Fairweather";

// What the program ends with when something does not exist, and when it is not
// the caller's to see.
constexpr int kMissing = 3;
constexpr int kDenied = 4;

// A result with this exit code; the rest is there to be read if it is another.
MATCHER_P(ExitsWith, code, "") {
  *result_listener << "\nexit code " << arg.exit_code << "\nout: " << arg.out
                   << "\nerr: " << arg.err;
  return arg.exit_code == code;
}

class StoriesCliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(dir_ / "data");
    ASSERT_THAT(server, IsOk());
    server_.emplace(*std::move(server));
    const std::string council = absl::StrCat("councils/", kEssex);
    const std::string contract = council + "/contracts/home-support";
    const std::string provider = absl::StrCat(council, "/providers/");
    ASSERT_THAT(StoreCouncil(*server_, council), IsOk());
    ASSERT_THAT(StoreProvider(*server_, provider + kShoreline, "Shoreline"),
                IsOk());
    ASSERT_THAT(StoreProvider(*server_, provider + kEstuary, "Estuary"),
                IsOk());
    ASSERT_THAT(StoreContract(*server_, contract, provider + kShoreline,
                              "Home support"),
                IsOk());
    ASSERT_THAT(StorePerson(*server_, council + "/people/p-17"), IsOk());
    ASSERT_THAT(StoreOutcome(*server_, council + "/people/p-17/outcomes/garden",
                             contract, "See my garden again"),
                IsOk());
    for (const char* const role :
         {"commissioner", "quality", "practitioner", "admin"}) {
      ASSERT_NO_FATAL_FAILURE(IssueToken(role, role));
    }
    ASSERT_NO_FATAL_FAILURE(
        IssueToken("shoreline", "provider", {"--provider", kShoreline}));
    ASSERT_NO_FATAL_FAILURE(
        IssueToken("estuary", "provider", {"--provider", kEstuary}));
  }

  void TearDown() override {
    if (server_) {
      EXPECT_THAT(server_->Stop(), IsOk());
    }
  }

  // A token for users/`who`.
  void IssueToken(const std::string& who, const std::string& role,
                  const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {
        "token",     "issue",        "--role", role,
        "--subject", "users/" + who, "--keys", server_->data_dir() + "/keys",
        "--council", kEssex,         "--out",  dir_ / ("token-" + who)};
    words.insert(words.end(), more.begin(), more.end());
    const auto issued = RunTidemark(words);
    ASSERT_THAT(issued, IsOk());
    ASSERT_THAT(*issued, ExitsWith(0));
  }

  // Runs `tidemark stories` as users/`who`.
  CommandResult Stories(const std::string& who,
                        std::vector<std::string> words) {
    words.insert(words.begin(), "stories");
    return Run(who, words);
  }
  CommandResult Run(const std::string& who,
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

TEST_F(StoriesCliTest, FromItsTellingToItsEnd) {
  // The provider records what p-17 said, and that p-17 agreed to its use.
  const std::string told =
      absl::StrCat(kSecret, " drove me, and I cut the roses.");
  std::vector<std::string> create = {
      "create", "--id",       "garden", "--outcome",  "p-17/garden",
      "--kind", "story",      "--date", "2025-06-12", "--voice",
      "person", "--obtained", "said",   "--title",    "Back in the garden",
      "--text", told};
  const std::vector<std::string> consent = {
      "--consent-by", "person",       "--how", "said",
      "--on",         "2025-06-12",   "--use", "council-monitoring",
      "--use",        "good-practice"};
  create.insert(create.end(), consent.begin(), consent.end());
  const CommandResult created = Stories("shoreline", create);
  ASSERT_THAT(created, ExitsWith(0));
  EXPECT_THAT(created.out, HasSubstr("stories/garden: recorded, for "
                                     "council-monitoring good-practice"));

  // It stands with June's figures, and is found by its words.
  const CommandResult found =
      Stories("commissioner", {"list", "--contract", "home-support", "--period",
                               "2025-06", "--contains", "ROSES"});
  ASSERT_THAT(found, ExitsWith(0));
  EXPECT_THAT(found.out, AllOf(HasSubstr("garden"), HasSubstr("2025-06"),
                               HasSubstr("Back in the garden")));
  EXPECT_THAT(Stories("estuary", {"list"}).out, IsEmpty());
  EXPECT_THAT(Stories("estuary", {"show", "garden"}), ExitsWith(kDenied));
  EXPECT_THAT(Stories("admin", {"list"}), ExitsWith(kDenied));

  // A copy that still says too much is warned of; a better one is approved by
  // somebody other than its maker.
  const CommandResult careless =
      Stories("shoreline", {"redact", "garden", "--title", "A garden again",
                            "--text", "P-17, born 3 May 1941, is back."});
  ASSERT_THAT(careless, ExitsWith(0));
  EXPECT_THAT(careless.err,
              AllOf(HasSubstr("PERSON_REFERENCE"), HasSubstr("FULL_DATE")));
  EXPECT_THAT(Stories("quality", {"approve", "garden"}).err,
              HasSubstr("PERSON_REFERENCE"));
  EXPECT_THAT(Stories("commissioner",
                      {"redact", "garden", "--title", "A garden again",
                       "--text", "Somebody went back to their garden."}),
              ExitsWith(0));
  EXPECT_THAT(Stories("commissioner", {"approve", "garden"}).err,
              HasSubstr("ask somebody else"));
  ASSERT_THAT(Stories("quality", {"approve", "garden"}), ExitsWith(0));
  EXPECT_THAT(
      Stories("quality", {"share", "garden", "--use", "newsletter"}).err,
      HasSubstr("no consent"));
  ASSERT_THAT(Stories("quality", {"share", "garden", "--use", "good-practice"}),
              ExitsWith(0));

  // The other provider sees the copy, and nothing more.
  const CommandResult shared = Stories("estuary", {"shared", "--json"});
  ASSERT_THAT(shared, ExitsWith(0));
  EXPECT_THAT(shared.out, HasSubstr("Somebody went back to their garden."));
  for (const char* const hidden : {"p-17", "roses", "home-support", kShoreline,
                                   "stories/garden", "users/"}) {
    EXPECT_THAT(shared.out, Not(HasSubstr(hidden)));
  }
  EXPECT_THAT(Stories("estuary", {"show", "garden"}), ExitsWith(kDenied));

  // p-17 changes their mind: it is gone, at once, for everybody.
  ASSERT_THAT(Stories("practitioner", {"withdraw", "garden", "--by", "person",
                                       "--on", "2025-07-01", "--erase",
                                       "--reason", "asked on a visit"}),
              ExitsWith(0));
  EXPECT_THAT(Stories("estuary", {"shared", "--json"}).out, IsEmpty());
  EXPECT_THAT(Stories("commissioner", {"show", "garden"}), ExitsWith(kMissing));
  EXPECT_THAT(Stories("commissioner", {"list", "--json"}).out, IsEmpty());
  for (const char* const who : {"shoreline", "practitioner"}) {
    const CommandResult left = Stories(who, {"show", "garden", "--json"});
    ASSERT_THAT(left, ExitsWith(0));
    Story story;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(left.out, &story).ok());
    EXPECT_EQ(story.state(), Story::STATE_WITHDRAWN);
    EXPECT_TRUE(story.has_erase_time());
    EXPECT_FALSE(story.has_words());
  }
  // The history says who did what, when and why, and has no word of it.
  const CommandResult history =
      Run("commissioner", {"history", "stories/garden"});
  ASSERT_THAT(history, ExitsWith(0));
  EXPECT_THAT(history.out,
              AllOf(HasSubstr("WithdrawConsent"), HasSubstr("asked on a visit"),
                    HasSubstr("users/quality"), HasSubstr("ShareStory")));
  const CommandResult changes =
      Run("commissioner", {"history", "stories/garden", "--json"});
  EXPECT_THAT(changes.out, Not(HasSubstr(kSecret)));
  EXPECT_THAT(changes.out, Not(HasSubstr("p-17")));
  EXPECT_THAT(Run("estuary", {"history", "stories/garden"}),
              ExitsWith(kDenied));
}

TEST_F(StoriesCliTest, ADraftWaitsForConsent) {
  const CommandResult draft = Stories(
      "practitioner",
      {"create", "--id", "lifts", "--outcome", "p-17/garden", "--kind",
       "concern", "--date", "2025-06-12", "--voice", "carer", "--obtained",
       "written", "--title", "No lift", "--text", "Nobody came on Sundays."});
  ASSERT_THAT(draft, ExitsWith(0));
  EXPECT_THAT(draft.out, HasSubstr("stories/lifts: draft"));
  EXPECT_THAT(Stories("shoreline", {"show", "lifts"}), ExitsWith(kDenied));
  EXPECT_THAT(Run("shoreline", {"history", "stories/lifts"}),
              ExitsWith(kDenied));
  ASSERT_THAT(Stories("practitioner", {"update", "lifts", "--text",
                                       "Nobody came on two Sundays."}),
              ExitsWith(0));
  const std::vector<std::string> consent = {
      "consent", "lifts",    "--consent-by", "best-interests",
      "--how",   "written",  "--on",         "2025-06-13",
      "--use",   "provider", "--authority",  "decision 2025/17"};
  // Whose words they are must agree too.
  EXPECT_THAT(Stories("practitioner", consent).err,
              HasSubstr("has to agree too"));
  std::vector<std::string> agreed = consent;
  agreed.push_back("--teller-agrees");
  EXPECT_THAT(Stories("commissioner", agreed).err,
              HasSubstr("a practitioner's to record"));
  ASSERT_THAT(Stories("practitioner", agreed), ExitsWith(0));
  const CommandResult shown = Stories("shoreline", {"show", "lifts"});
  ASSERT_THAT(shown, ExitsWith(0));
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("two Sundays"), HasSubstr("provider")));
  // Of its history the provider sees what came once it might.
  const CommandResult history =
      Run("shoreline", {"history", "stories/lifts", "--json"});
  ASSERT_THAT(history, ExitsWith(0));
  EXPECT_THAT(history.out,
              AllOf(HasSubstr("RecordConsent"), Not(HasSubstr("CreateStory"))));
  // What it may be used for does not cover monitoring; but the council
  // recorded it.
  EXPECT_THAT(Stories("commissioner", {"show", "lifts"}), ExitsWith(0));
  EXPECT_THAT(Stories("estuary", {"show", "lifts"}), ExitsWith(kDenied));
}

}  // namespace
}  // namespace tidemark::e2e

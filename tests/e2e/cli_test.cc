// What a new user does, with the program `tidemark` only.

#include <algorithm>
#include <csignal>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"

namespace tidemark::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

using contracts::v1::ImportCqcRatingsResponse;
using contracts::v1::Location;
using contracts::v1::Provider;
using monitoring::v1::Explanation;
using monitoring::v1::Scorecard;
using outcomes::v1::Return;

constexpr char kCouncil[] = "E10000019";
constexpr char kProvider[] = "1-101668892";
constexpr char kApril[] =
    "councils/E10000019/contracts/home-support/returns/2025-04";

// A result with this exit code; the rest is there to be read if it is another.
MATCHER_P(ExitsWith, code, "") {
  *result_listener << "\nexit code " << arg.exit_code << "\nout: " << arg.out
                   << "\nerr: " << arg.err;
  return arg.exit_code == code;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string FirstLine(const std::string& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  return std::string(absl::StripSuffix(line, "\r"));
}

std::string WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

// The lines of an output, without the last line's end.
std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// A message from its JSON form. Fails the test if it is none.
template <typename Message>
Message FromJson(const std::string& json) {
  Message message;
  const auto status =
      google::protobuf::util::JsonStringToMessage(json, &message);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << json;
  return message;
}

// CQC's published file for Lincolnshire; empty where it is not at hand.
std::string LincolnshireFile() {
  return ReadFile(TIDEMARK_OPEN_DATA "/cqc_lincolnshire_ratings_2026.csv");
}

class CliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Serve(dir_ / "data"));
    for (const char* const role :
         {"commissioner", "quality", "practitioner", "finance", "admin"}) {
      ASSERT_NO_FATAL_FAILURE(IssueToken(role, {}));
    }
    ASSERT_NO_FATAL_FAILURE(IssueToken("provider", {"--provider", kProvider}));
    EXPECT_THAT(As("admin", {"councils", "create", kCouncil, "--name",
                             "Lincolnshire County Council",
                             "--minimum-denominator", "1"}),
                ExitsWith(0));
  }

  void TearDown() override {
    if (server_) {
      EXPECT_THAT(server_->Stop(), IsOk());
    }
  }

  void Serve(const std::string& data) {
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(data);
    ASSERT_THAT(server, IsOk());
    server_.reset();
    server_.emplace(*std::move(server));
  }

  void IssueToken(const std::string& role,
                  const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "token",     "issue",      "--role", role,
        "--council", kCouncil,     "--keys", server_->data_dir() + "/keys",
        "--out",     TokenOf(role)};
    words.insert(words.end(), more.begin(), more.end());
    const auto issued = RunTidemark(words);
    ASSERT_THAT(issued, IsOk());
    ASSERT_THAT(*issued, ExitsWith(0));
  }

  std::string TokenOf(const std::string& role) {
    return dir_ / ("token-" + role);
  }

  // Runs the program with the token of `role`.
  CommandResult As(const std::string& role,
                   const std::vector<std::string>& words) {
    const auto result =
        RunTidemark(words, {.server = server_->address(),
                            .token_file = role.empty() ? "" : TokenOf(role)});
    EXPECT_THAT(result, IsOk());
    return result.value_or(CommandResult());
  }

  // A contract in force with two people and three outcomes between them.
  void SetUpContract() {
    ASSERT_THAT(
        As("commissioner", {"contracts", "create", "--id", "home-support",
                            "--provider", kProvider, "--title", "Home support",
                            "--kind", "framework", "--start", "2025-04-01",
                            "--end", "2026-03-31", "--calendar", "monthly"}),
        ExitsWith(0));
    ASSERT_THAT(As("commissioner", {"contracts", "activate", "home-support"}),
                ExitsWith(0));
    const std::string people = WriteFile(
        dir_ / "people.csv",
        "person,birth_year,support_reason,outcome,own_words,contract,baseline\n"
        "p-1,1941,Learning disability support,walk,Walk to the shop again,"
        "home-support,-1\n"
        "p-1,,,cook,\"Cook, as I used to\",home-support,-1\n"
        "p-2,1950,,choir,Sing with others,home-support,-2\n");
    const CommandResult imported =
        As("practitioner", {"import", "people", people});
    ASSERT_THAT(imported, ExitsWith(0));
    EXPECT_THAT(imported.out, HasSubstr("2 created"));
    EXPECT_THAT(imported.out, HasSubstr("3 created"));
    const CommandResult again =
        As("practitioner", {"import", "people", people, "--json"});
    ASSERT_THAT(again, ExitsWith(0));
    const auto counts = FromJson<outcomes::v1::ImportPeopleResponse>(again.out);
    EXPECT_EQ(counts.people_unchanged(), 2);
    EXPECT_EQ(counts.outcomes_unchanged(), 3);
  }

  void CreateProvider() {
    ASSERT_THAT(As("commissioner", {"providers", "create", "--id", kProvider,
                                    "--name", "Ada Homecare"}),
                ExitsWith(0));
  }

  // The filled-in template of April; each row by its outcome.
  std::string FilledIn(const std::string& blank,
                       const std::vector<std::string>& rows) {
    const std::vector<std::string> lines = Lines(blank);
    EXPECT_THAT(lines, SizeIs(4));
    // The template has a row for each outcome.
    for (const char* const outcome : {"walk", "cook", "choir"}) {
      EXPECT_THAT(blank, HasSubstr(outcome));
    }
    std::string filled = lines[0] + "\n";
    for (const std::string& row : rows) filled += row + "\n";
    return filled;
  }

  CommandResult SubmitApril(const std::string& file) {
    return As("provider", {"returns", "submit", file, "--contract",
                           "home-support", "--period", "2025-04"});
  }

  Scorecard FreshScorecard() {
    const CommandResult card =
        As("commissioner", {"scorecard", "--provider", kProvider, "--from",
                            "2025-04", "--to", "2025-04", "--fresh", "--json"});
    EXPECT_THAT(card, ExitsWith(0));
    EXPECT_THAT(Lines(card.out), SizeIs(1));
    return FromJson<Scorecard>(card.out);
  }

  const TempDir dir_;
  std::optional<ServerProcess> server_;
};

// The rows of April's return, with the columns of the template:
// person, outcome, own words, last time's rating, the person's rating, how we
// know, why there is none, the person's words, last time's, the provider's
// rating, the provider's words, not worked on.
std::vector<std::string> GoodRows() {
  return {"p-1,walk,,,1,said,,Every day,,1,,", "p-1,cook,,,-1,said,,,,0,,",
          "p-2,choir,,,,,not asked,,,expected,,"};
}

TEST_F(CliTest, ANewUsersFirstReturn) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());

  const CommandResult made =
      As("provider", {"returns", "template", "--contract", "home-support",
                      "--period", "2025-04"});
  ASSERT_THAT(made, ExitsWith(0));

  // Three slips: a level out of range, a word that is none, and an outcome that
  // is misspelt. All are named at once, each by its line and column.
  std::vector<std::string> slips = GoodRows();
  slips[0] = "p-1,walk,,,11,said,,Every day,,1,,";
  slips[1] = "p-1,cook,,,-1,sad,,,,0,,";
  slips[2] = "p-2,chior,,,,,not asked,,,expected,,";
  const std::string file =
      WriteFile(dir_ / "april.csv", FilledIn(made.out, slips));
  const CommandResult refused = SubmitApril(file);
  EXPECT_THAT(refused, ExitsWith(1));
  EXPECT_THAT(refused.err, HasSubstr("line 2, column Person's rating"));
  EXPECT_THAT(refused.err, HasSubstr("line 3, column How we know"));
  EXPECT_THAT(refused.err, HasSubstr("line 4, column Outcome"));
  EXPECT_THAT(refused.err, HasSubstr("nothing was submitted"));
  EXPECT_THAT(refused.out, IsEmpty());
  const CommandResult still = As(
      "provider", {"list", "returns", "--contract", "home-support", "--json"});
  ASSERT_THAT(still, ExitsWith(0));
  ASSERT_THAT(Lines(still.out), SizeIs(12));
  EXPECT_EQ(FromJson<Return>(Lines(still.out)[0]).state(),
            Return::STATE_NOT_STARTED);

  // Mended, submitted, and accepted by the council.
  WriteFile(file, FilledIn(made.out, GoodRows()));
  const CommandResult submitted = SubmitApril(file);
  ASSERT_THAT(submitted, ExitsWith(0));
  EXPECT_THAT(submitted.out, HasSubstr(kApril));
  const auto before = FigureOf(FreshScorecard().total(), "outcomes-met");
  EXPECT_EQ(before.denominator(), 0);
  ASSERT_THAT(As("commissioner", {"returns", "accept", kApril}), ExitsWith(0));

  // The scorecard moves, and says why.
  const Scorecard card = FreshScorecard();
  const auto met = FigureOf(card.total(), "outcomes-met");
  EXPECT_EQ(met.numerator(), 2);
  EXPECT_EQ(met.denominator(), 3);
  const CommandResult table =
      As("commissioner", {"scorecard", "--provider", kProvider, "--from",
                          "2025-04", "--to", "2025-04"});
  ASSERT_THAT(table, ExitsWith(0));
  EXPECT_THAT(table.out, AllOf(HasSubstr("Ada Homecare"),
                               HasSubstr("Outcomes met"), HasSubstr("2")));
  const CommandResult why =
      As("commissioner", {"why", "outcomes-met", "--provider", kProvider,
                          "--from", "2025-04", "--to", "2025-04", "--json"});
  ASSERT_THAT(why, ExitsWith(0));
  const auto explanation = FromJson<Explanation>(why.out);
  ASSERT_THAT(explanation.lines(), SizeIs(1));
  EXPECT_EQ(explanation.lines(0).name(), kApril);
  EXPECT_EQ(explanation.lines(0).numerator(), 2);
  // The provider may ask the same of itself.
  EXPECT_THAT(As("provider", {"why", "outcomes-met", "--from", "2025-04",
                              "--to", "2025-04"}),
              ExitsWith(0));
}

// The provider reviews with the person and proposes; a practitioner decides.
TEST_F(CliTest, ADelegatedReviewFromTheProposalToTheDecision) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());
  const std::vector<std::string> grounds = {
      "--review-date", "2025-11-03",
      "--present",     "The person and her key worker",
      "--evidence",    "She has walked to the pool twice",
      "--person-view", "I want to swim again"};
  const auto with_grounds = [&](std::vector<std::string> words) {
    words.insert(words.end(), grounds.begin(), grounds.end());
    return words;
  };
  const std::vector<std::string> new_outcome =
      with_grounds({"proposals", "new-outcome", "--person", "p-1", "--id",
                    "swim", "--own-words", "Swim again", "--contract",
                    "home-support", "--baseline", "-1"});
  // Not unless the contract lets it.
  const CommandResult refused = As("provider", new_outcome);
  EXPECT_THAT(refused, ExitsWith(5));
  EXPECT_THAT(refused.err, HasSubstr("does not let its provider propose"));
  ASSERT_THAT(
      As("commissioner",
         {"contracts", "vary", "home-support", "--delegate", "new-outcome",
          "--delegate", "lower-level", "--no-sign-off-hours", "1",
          "--no-sign-off-share", "10%", "--audit", "100%", "--effective",
          "2025-11-01", "--reason", "A pilot"}),
      ExitsWith(0));
  const CommandResult proposed = As("provider", new_outcome);
  ASSERT_THAT(proposed, ExitsWith(0));
  EXPECT_THAT(proposed.out, HasSubstr("2 working days left"));

  // The practitioner's work list, and a decision with its options.
  const CommandResult waiting =
      As("practitioner", {"proposals", "list", "--state", "waiting"});
  ASSERT_THAT(waiting, ExitsWith(0));
  EXPECT_THAT(waiting.out,
              AllOf(HasSubstr("people/p-1/proposals/swim"),
                    HasSubstr("new-outcome"), HasSubstr("Swim again")));
  std::vector<std::string> decide = {
      "proposals", "decide",    "people/p-1/proposals/swim",   "--result",
      "accepted",  "--reasons", "It is what she wants",        "--person-view",
      "At last",   "--option",  "Swimming with her key worker"};
  const CommandResult one_option = As("practitioner", decide);
  EXPECT_THAT(one_option, ExitsWith(1));
  EXPECT_THAT(one_option.err, HasSubstr("must be at least 2, the chosen one"));
  decide.insert(decide.end(), {"--option", "Wait for spring|She is ready now"});
  EXPECT_THAT(As("provider", decide), ExitsWith(4));
  const CommandResult decided = As("practitioner", decide);
  ASSERT_THAT(decided, ExitsWith(0));
  EXPECT_THAT(decided.out, AllOf(HasSubstr("accepted"), HasSubstr("in time")));
  EXPECT_THAT(As("practitioner", decide), ExitsWith(5));
  EXPECT_THAT(As("practitioner", {"outcomes", "show", "p-1/swim"}).out,
              HasSubstr("Swim again"));
  const CommandResult printed =
      As("provider", {"proposals", "print", "people/p-1/proposals/swim"});
  ASSERT_THAT(printed, ExitsWith(0));
  EXPECT_THAT(printed.out,
              AllOf(HasSubstr("What we chose: Swimming with her key worker."),
                    HasSubstr("Wait for spring. Why not: She is ready now."),
                    HasSubstr("You said: At last.")));

  // A small step needs no sign-off, and is audited; a larger one waits.
  ASSERT_THAT(
      As("practitioner",
         {"packages", "create", "--id", "k-1", "--person", "p-1", "--contract",
          "home-support", "--stage", "support", "--start", "2025-04-01",
          "--weekly-hours", "14", "--weekly-cost", "280"}),
      ExitsWith(0));
  const auto lower = [&](const std::string& id, const std::string& hours,
                         const std::string& from) {
    return As("provider",
              with_grounds({"proposals", "lower", "k-1", "--id", id, "--from",
                            from, "--weekly-hours", hours, "--reason",
                            "Cooks again", "--agreement", "person", "--benefit",
                            "Her own kitchen", "--harm", "A burn"}));
  };
  const CommandResult by_rule = lower("less", "13", "2025-11-10");
  ASSERT_THAT(by_rule, ExitsWith(0));
  EXPECT_THAT(by_rule.out, HasSubstr("accepted, without sign-off, to be "
                                     "audited"));
  const CommandResult waits = lower("much-less", "7", "2025-11-17");
  ASSERT_THAT(waits, ExitsWith(0));
  EXPECT_THAT(waits.out, HasSubstr("proposed, to be decided by"));
  EXPECT_THAT(As("quality", {"proposals", "list", "--to-audit"}).out,
              AllOf(HasSubstr("packages/k-1/proposals/less"),
                    Not(HasSubstr("much-less"))));
  EXPECT_THAT(
      As("quality", {"proposals", "audit", "packages/k-1/proposals/less",
                     "--finding", "agreed", "--reasons", "As it should be"}),
      ExitsWith(0));
  ASSERT_THAT(As("practitioner", {"proposals",
                                  "decide",
                                  "packages/k-1/proposals/much-less",
                                  "--result",
                                  "changed",
                                  "--from",
                                  "2025-11-17",
                                  "--weekly-hours",
                                  "10",
                                  "--reason",
                                  "Step by step",
                                  "--agreement",
                                  "person",
                                  "--option",
                                  "Ten hours",
                                  "--option",
                                  "Seven hours|Too much at once",
                                  "--reasons",
                                  "In two steps",
                                  "--not-obtained",
                                  "away"}),
              ExitsWith(0));
  EXPECT_THAT(As("practitioner", {"packages", "show", "k-1"}).out,
              AllOf(HasSubstr("10h"), HasSubstr("Step by step")));
  const CommandResult for_person = As(
      "provider", {"proposals", "print", "packages/k-1/proposals/much-less"});
  EXPECT_THAT(
      for_person.out,
      AllOf(HasSubstr("7h of support a week from 17 November 2025. "
                      "Cooks again"),
            HasSubstr("What will happen: 10h of support a week"),
            HasSubstr("You were away"), Not(HasSubstr("person-agrees"))));

  // Many at once, from a file.
  const std::string file = WriteFile(
      dir_ / "proposals.jsonl",
      absl::StrCat(
          R"({"parent":"councils/E10000019/people/p-2","proposal_id":"sew",)",
          R"("proposal":{"kind":"PROPOSAL_KIND_NEW_OUTCOME","change":)",
          R"({"outcome":{"own_words":"Sew","contract":)",
          R"("councils/E10000019/contracts/home-support"}},"grounds":)",
          R"({"review_date":{"year":2025,"month":11,"day":3},)",
          R"("present":"The person","evidence":"Has asked",)",
          R"("person_view":{"source":"SOURCE_SAID","words":"Yes"}}}})", "\n",
          "people/ no json\n"));
  const CommandResult imported = As("provider", {"proposals", "import", file});
  EXPECT_THAT(imported, ExitsWith(2));
  EXPECT_THAT(imported.out, HasSubstr("people/p-2/proposals/sew"));
  EXPECT_THAT(imported.err, HasSubstr("line 2"));
  EXPECT_THAT(
      As("provider", {"proposals", "withdraw", "people/p-2/proposals/sew",
                      "--reason", "Too early"})
          .out,
      HasSubstr("withdrawn"));
}

TEST_F(CliTest, ImportsCqcsFileWholeAndOnlyWhole) {
  const std::string content = LincolnshireFile();
  if (content.empty()) GTEST_SKIP() << "CQC's file is not at hand";

  // A copy with one cell damaged is refused by its line and column.
  const size_t at = content.find(",05/29/2026,");
  ASSERT_NE(at, std::string::npos);
  std::string damaged = content;
  damaged.replace(at, 12, ",05/32/2026,");
  const int64_t line =
      1 + std::count(content.begin(),
                     content.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const CommandResult refused =
      As("commissioner",
         {"import", "cqc", WriteFile(dir_ / "damaged.csv", damaged),
          "--council", kCouncil});
  EXPECT_THAT(refused, ExitsWith(1));
  EXPECT_THAT(refused.err, HasSubstr(absl::StrCat("line ", line, ", column ",
                                                  "Publication Date")));
  EXPECT_THAT(refused.err, HasSubstr("nothing was imported"));
  // So is one that was cut off.
  EXPECT_THAT(
      As("commissioner",
         {"import", "cqc",
          WriteFile(dir_ / "cut.csv", content.substr(0, content.size() - 40)),
          "--council", kCouncil}),
      ExitsWith(1));
  const CommandResult none =
      As("commissioner", {"list", "providers", "--json"});
  ASSERT_THAT(none, ExitsWith(0));
  EXPECT_THAT(none.out, IsEmpty());

  const std::string file = WriteFile(dir_ / "cqc.csv", content);
  const CommandResult first = As(
      "commissioner", {"import", "cqc", file, "--council", kCouncil, "--json"});
  ASSERT_THAT(first, ExitsWith(0));
  const auto created = FromJson<ImportCqcRatingsResponse>(first.out);
  EXPECT_EQ(created.providers_created(), 342);
  EXPECT_EQ(created.locations_created(), 478);

  // The second time changes nothing.
  const auto ends = FeedEnds(*server_, absl::StrCat("councils/", kCouncil));
  ASSERT_THAT(ends, IsOk());
  const CommandResult second = As(
      "commissioner", {"import", "cqc", file, "--council", kCouncil, "--json"});
  ASSERT_THAT(second, ExitsWith(0));
  const auto unchanged = FromJson<ImportCqcRatingsResponse>(second.out);
  EXPECT_EQ(unchanged.providers_unchanged(), 342);
  EXPECT_EQ(unchanged.locations_unchanged(), 478);
  const auto after = FeedEnds(*server_, absl::StrCat("councils/", kCouncil));
  ASSERT_THAT(after, IsOk());
  EXPECT_THAT((*after)[0], EqualsProto((*ends)[0]));

  // Lists of any length come whole, one object a line.
  const CommandResult providers =
      As("commissioner", {"list", "providers", "--json"});
  ASSERT_THAT(providers, ExitsWith(0));
  ASSERT_THAT(Lines(providers.out), SizeIs(342));
  for (const std::string& one : Lines(providers.out)) FromJson<Provider>(one);
  const CommandResult locations =
      As("quality", {"list", "locations", "--council", kCouncil, "--json"});
  ASSERT_THAT(locations, ExitsWith(0));
  ASSERT_THAT(Lines(locations.out), SizeIs(478));
  for (const std::string& one : Lines(locations.out)) {
    EXPECT_THAT(FromJson<Location>(one).ratings(), Not(IsEmpty()));
  }
}

TEST_F(CliTest, ExitCodesSayWhatKindOfFailureItWas) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());
  // A wrong command line.
  EXPECT_THAT(As("commissioner", {"scorecard", "--from", "2025-04"}),
              ExitsWith(2));
  EXPECT_THAT(As("commissioner", {"no-such-command"}), ExitsWith(2));
  // Nothing of that name.
  EXPECT_THAT(As("commissioner", {"contracts", "show", "nothing"}),
              ExitsWith(3));
  // No token, and a token that does not allow it.
  EXPECT_THAT(As("", {"list", "providers", "--council", kCouncil}),
              ExitsWith(4));
  EXPECT_THAT(As("finance", {"list", "people"}), ExitsWith(4));
  EXPECT_THAT(As("provider", {"returns", "accept", kApril}), ExitsWith(4));
  // A state that does not allow it, and a name that is taken.
  EXPECT_THAT(As("commissioner", {"returns", "accept", kApril}), ExitsWith(5));
  EXPECT_THAT(As("commissioner",
                 {"providers", "create", "--id", kProvider, "--name", "Ada"}),
              ExitsWith(5));
  // Nobody there.
  const auto away = RunTidemark(
      {"list", "providers", "--connect-timeout", "0.2"},
      {.server = "127.0.0.1:1", .token_file = TokenOf("commissioner")});
  ASSERT_THAT(away, IsOk());
  EXPECT_THAT(*away, ExitsWith(6));
}

// The forms on which scripts rely.
TEST_F(CliTest, ListsTakeCouncilProviderAndContract) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());
  ASSERT_THAT(As("practitioner",
                 {"packages", "create", "--id", "k-1", "--person", "p-1",
                  "--contract", "home-support", "--stage", "enable", "--start",
                  "2025-04-01", "--weekly-hours", "10"}),
              ExitsWith(0));
  ASSERT_THAT(
      As("practitioner", {"packages", "step-down", "k-1", "--from",
                          "2025-06-01", "--weekly-hours", "8", "--reason",
                          "Managing well", "--agreement", "person-agrees"}),
      ExitsWith(0));
  const std::vector<std::pair<std::string, size_t>> lists = {
      {"providers", 1}, {"locations", 0}, {"contracts", 1}, {"people", 2},
      {"outcomes", 3},  {"returns", 12},  {"packages", 1}};
  for (const auto& [list, count] : lists) {
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{
             {},
             {"--council", kCouncil},
             {"--provider", kProvider},
             {"--contract", "home-support"},
             {"--council", kCouncil, "--provider", kProvider, "--contract",
              "home-support"}}) {
      std::vector<std::string> words = {"list", list};
      words.insert(words.end(), more.begin(), more.end());
      const CommandResult table = As("practitioner", words);
      EXPECT_THAT(table, ExitsWith(0)) << list;
      words.push_back("--json");
      const CommandResult json = As("practitioner", words);
      ASSERT_THAT(json, ExitsWith(0)) << list;
      EXPECT_THAT(Lines(json.out), SizeIs(count)) << list;
      for (const std::string& line : Lines(json.out)) {
        FromJson<google::protobuf::Struct>(line);
      }
    }
  }
}

TEST_F(CliTest, AnEpisodeIsShownOverTimeAndItsWorkIsListed) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());
  const auto ask = [&](const std::vector<std::string>& words) {
    return As("practitioner", words);
  };
  ASSERT_THAT(
      ask({"packages", "create", "--id", "k-1", "--person", "p-1", "--contract",
           "home-support", "--stage", "enable", "--type", "reablement-at-home",
           "--start", "2025-04-01", "--weekly-hours", "14", "--visits", "14"}),
      ExitsWith(0));
  ASSERT_THAT(
      ask({"packages", "plan", "k-1", "--step",
           "2025-04-15=7/7x1=a pill dispenser", "--step", "2025-05-13=0"}),
      ExitsWith(0));
  ASSERT_THAT(ask({"episodes", "extend", "k-1", "--to", "2025-05-26", "--free",
                   "--decided-by", "The funding panel", "--decided-on",
                   "2025-05-09", "--reason", "The stairs are not safe yet"}),
              AllOf(ExitsWith(0),
                    ::testing::Field(&CommandResult::out,
                                     HasSubstr("to 2025-05-26; free of charge "
                                               "to 2025-05-26"))));
  ASSERT_THAT(ask({"packages", "step-down", "k-1", "--from", "2025-04-22",
                   "--weekly-hours", "7", "--reason", "Cooks again",
                   "--agreement", "person"}),
              ExitsWith(0));
  const CommandResult shown = ask({"episodes", "show", "k-1"});
  ASSERT_THAT(shown, ExitsWith(0));
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("Reablement at home, off-track"),
                    HasSubstr("past-specified-period"),
                    HasSubstr("2025-04-15  ======== 7h  ################ 14h"),
                    HasSubstr("a pill dispenser"), HasSubstr("Less support"),
                    HasSubstr("<- today")));
  const CommandResult json = ask({"episodes", "show", "k-1", "--json"});
  ASSERT_THAT(json, ExitsWith(0));
  EXPECT_THAT(json.out, HasSubstr("CODE_CHECK_BACK_OVERDUE"));
  FromJson<google::protobuf::Struct>(json.out);

  EXPECT_THAT(ask({"worklist", "check-backs"}).out,
              AllOf(HasSubstr("packages/k-1/checkBacks/2025-04-22-d14"),
                    HasSubstr("overdue")));
  EXPECT_THAT(ask({"worklist", "off-track"}).out, HasSubstr("packages/k-1"));
  const CommandResult none = ask({"worklist", "decisions"});
  EXPECT_THAT(none, ExitsWith(0));
  EXPECT_THAT(none.out, IsEmpty());
  EXPECT_THAT(ask({"episodes", "list", "--warning", "over-plan"}).out,
              HasSubstr("k-1"));
  EXPECT_THAT(ask({"episodes", "terms"}).out, HasSubstr("14, 42, 84"));

  ASSERT_THAT(ask({"packages", "exit", "k-1", "--on", "2025-05-26", "--sequel",
                   "no-support", "--reason", "Manages alone"}),
              ExitsWith(0));
  ASSERT_THAT(ask({"checkbacks", "record", "k-1/2025-05-26-d14", "--result",
                   "slipped", "--date", "2025-06-09", "--words", "I fell",
                   "--reopen-from", "2025-06-10", "--reopen-reason", "A fall"}),
              ExitsWith(0));
  EXPECT_THAT(ask({"packages", "show", "k-1"}).out,
              HasSubstr("RE-OPENED FROM"));
}

TEST_F(CliTest, WatchSaysWhatChangesAsItHappens) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  absl::StatusOr<Child> watch = StartTidemark(
      {"watch", "--from-start", "--json"},
      {.server = server_->address(), .token_file = TokenOf("commissioner")});
  ASSERT_THAT(watch, IsOk());
  ASSERT_THAT(watch->WaitForLine("{", absl::Seconds(30)), IsOk());
  watch->Signal(SIGINT);
  EXPECT_THAT(watch->ReadToEnd(absl::Seconds(30)), IsOk());
  for (const std::string& line : Lines(watch->out())) {
    FromJson<google::protobuf::Struct>(line);
  }
  EXPECT_EQ(watch->Wait().exit_code, 0);
}

TEST_F(CliTest, AReturnGoesBackAndForth) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());
  const CommandResult made =
      As("provider", {"returns", "template", "--contract", "home-support",
                      "--period", "2025-04"});
  ASSERT_THAT(made, ExitsWith(0));
  const std::string file =
      WriteFile(dir_ / "april.csv", FilledIn(made.out, GoodRows()));
  ASSERT_THAT(SubmitApril(file), ExitsWith(0));
  ASSERT_THAT(As("commissioner", {"returns", "send-back", kApril, "--reason",
                                  "Ask about the choir"}),
              ExitsWith(0));
  const CommandResult shown = As("provider", {"returns", "show", kApril});
  ASSERT_THAT(shown, ExitsWith(0));
  EXPECT_THAT(shown.out, HasSubstr("Ask about the choir"));
  ASSERT_THAT(SubmitApril(file), ExitsWith(0));
  ASSERT_THAT(As("quality", {"returns", "accept", kApril}), ExitsWith(0));
}

TEST_F(CliTest, ManyReturnsComeInOneFileAndASecondImportChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());
  const std::string all = dir_ / "all.csv";
  ASSERT_THAT(As("provider", {"returns", "template-all", "--provider",
                              kProvider, "--period", "2025-04", "--out", all}),
              ExitsWith(0));
  const std::vector<std::string> rows = GoodRows();
  const std::string april = "home-support,2025-04,";
  const std::string headings = FirstLine(all);
  // May has a slip, and a row that belongs nowhere.
  std::string file = headings + "\n";
  for (const std::string& row : rows) file += april + row + "\n";
  file += "home-support,2025-05,p-1,walk,,,7,said,,,,1,,\n,,p-1,cook\n";
  const std::string june = WriteFile(dir_ / "june.csv", file);
  // A look changes nothing, and gives the file back with what is wrong in it.
  const CommandResult look =
      As("provider", {"returns", "import", june, "--check-only", "--report",
                      dir_ / "wrong.csv"});
  EXPECT_THAT(look, ExitsWith(1));
  EXPECT_THAT(look.out, HasSubstr("home-support/2025-04  ready"));
  EXPECT_THAT(look.err, HasSubstr("home-support/2025-05  faulty"));
  EXPECT_THAT(FirstLine(dir_ / "wrong.csv"), HasSubstr(",Errors,Warnings"));
  EXPECT_THAT(As("provider", {"returns", "import", june, "--all-or-nothing"}),
              ExitsWith(1));
  EXPECT_THAT(As("provider", {"returns", "show", kApril}).out,
              HasSubstr("not-started"));

  const CommandResult first = As("provider", {"returns", "import", june});
  EXPECT_THAT(first, ExitsWith(1));
  EXPECT_THAT(first.out, HasSubstr("home-support/2025-04  submitted"));
  EXPECT_THAT(first.err, HasSubstr("home-support/2025-05  skipped"));
  EXPECT_THAT(first.err, HasSubstr("line 5, column Person's rating"));
  EXPECT_THAT(first.err, HasSubstr("line 6, column Contract"));
  // Run again, it finds nothing new to do.
  const CommandResult before = As("provider", {"returns", "show", kApril});
  const CommandResult again = As("provider", {"returns", "import", june});
  EXPECT_THAT(again, ExitsWith(1));
  EXPECT_THAT(again.out, HasSubstr("home-support/2025-04  unchanged"));
  EXPECT_EQ(As("provider", {"returns", "show", kApril}).out, before.out);
  // With May mended in the same file, April is still what it was.
  file = headings + "\n";
  for (const char* const period : {"2025-04", "2025-05"}) {
    for (const std::string& row : rows) {
      absl::StrAppend(&file, "home-support,", period, ",", row, "\n");
    }
  }
  const CommandResult mended =
      As("provider", {"returns", "import", WriteFile(dir_ / "june.csv", file)});
  EXPECT_THAT(mended, ExitsWith(0));
  EXPECT_THAT(mended.out, HasSubstr("home-support/2025-05  submitted"));
  EXPECT_EQ(As("provider", {"returns", "show", kApril}).out, before.out);
  // The council sees how they went.
  const CommandResult imports =
      As("commissioner", {"returns", "imports", "--provider", kProvider});
  EXPECT_THAT(imports, ExitsWith(0));
  EXPECT_THAT(imports.out, HasSubstr("cancelled"));
  EXPECT_THAT(imports.out, HasSubstr("done"));
}

TEST_F(CliTest, ABackupTakenWhileRunningServesTheSameScorecard) {
  ASSERT_NO_FATAL_FAILURE(CreateProvider());
  ASSERT_NO_FATAL_FAILURE(SetUpContract());
  const CommandResult made =
      As("provider", {"returns", "template", "--contract", "home-support",
                      "--period", "2025-04"});
  ASSERT_THAT(made, ExitsWith(0));
  ASSERT_THAT(SubmitApril(WriteFile(dir_ / "april.csv",
                                    FilledIn(made.out, GoodRows()))),
              ExitsWith(0));
  ASSERT_THAT(As("commissioner", {"returns", "accept", kApril}), ExitsWith(0));
  Scorecard before = FreshScorecard();

  ASSERT_THAT(As("admin", {"backup", dir_ / "backup"}), ExitsWith(0));
  // What comes later is not in it.
  ASSERT_THAT(As("provider", {"returns", "withdraw", kApril, "--reason",
                              "Another month's"}),
              ExitsWith(0));
  const auto restored =
      RunTidemark({"restore", dir_ / "backup", "--data", dir_ / "restored"});
  ASSERT_THAT(restored, IsOk());
  ASSERT_THAT(*restored, ExitsWith(0));
  // Only into a folder that is empty.
  const auto again =
      RunTidemark({"restore", dir_ / "backup", "--data", dir_ / "restored"});
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, Not(ExitsWith(0)));

  ASSERT_THAT(server_->Stop(), IsOk());
  ASSERT_NO_FATAL_FAILURE(Serve(dir_ / "restored"));
  ASSERT_NO_FATAL_FAILURE(IssueToken("commissioner", {}));
  Scorecard after = FreshScorecard();
  EXPECT_EQ(FigureOf(after.total(), "outcomes-met").denominator(), 3);
  before.clear_as_of_time();
  after.clear_as_of_time();
  EXPECT_THAT(after, EqualsProto(before));
}

}  // namespace
}  // namespace tidemark::e2e

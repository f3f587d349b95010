#include "services/cli/return_file.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/cli/report.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;
using outcomes::v1::Voice;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kHeader[] =
    "person,outcome,own_words,person_level,person_source,person_not_obtained,"
    "person_words,provider_level,provider_words,not_worked_on\r\n";

ReturnFile Read(absl::string_view rows) {
  return ReadReturnFile(absl::StrCat(kHeader, rows), kCouncil);
}

// The faults as a person reads them.
std::vector<std::string> Lines(const ReturnFile& file) {
  std::vector<std::string> lines;
  for (const api::v1::Fault& fault : InFileOrder(file.faults, {})) {
    lines.push_back(FaultLine(fault));
  }
  return lines;
}

TEST(ReturnFileTest, ReadsARowWithEveryColumn) {
  const ReturnFile file =
      Read("p-1,o-1,ignored,1,said,,\"I walk, every day\",+2,Steadier,no\r\n");

  EXPECT_THAT(Lines(file), IsEmpty());
  ASSERT_THAT(file.rows, SizeIs(1));
  EXPECT_EQ(file.rows[0].line, 2);
  EXPECT_FALSE(file.rows[0].blank);
  EXPECT_THAT(
      file.rows[0].entry,
      testing::EqualsProto(testing::ParseText<ReturnEntry>(R"pb(
        outcome: "councils/E10000012/people/p-1/outcomes/o-1"
        person_voice { level: 1 source: SOURCE_SAID words: "I walk, every day" }
        provider_voice { level: 2 words: "Steadier" }
      )pb")));
}

TEST(ReturnFileTest, KeepsALevelOfZeroApartFromNone) {
  const ReturnFile file = Read("p-1,o-1,,0,said,,,0,,\np-1,o-2,,,,away,,,,\n");

  ASSERT_THAT(file.rows, SizeIs(2));
  EXPECT_TRUE(file.rows[0].entry.person_voice().has_level());
  EXPECT_TRUE(file.rows[0].entry.provider_voice().has_level());
  EXPECT_FALSE(file.rows[1].entry.person_voice().has_level());
  EXPECT_EQ(file.rows[1].entry.person_voice().not_obtained(),
            Voice::NOT_OBTAINED_AWAY);
  EXPECT_FALSE(file.rows[1].entry.has_provider_voice());
}

TEST(ReturnFileTest, TakesWordsForLevelsAndTheWaysPeopleWriteThem) {
  const ReturnFile file = Read(
      "p-1,o-1,,Much less,SAID,,,−1,,\n"
      "p-1,o-2,,as expected,shown,,,More than expected,,\n"
      "p-1,o-3,,1.0,Said,,,'-2,,\n"
      "p-1,o-4,,,,Not asked,,,,Y\n"
      "p-1,o-5,,,,no_advocate,,,,TRUE\n");

  EXPECT_THAT(Lines(file), IsEmpty());
  ASSERT_THAT(file.rows, SizeIs(5));
  EXPECT_EQ(file.rows[0].entry.person_voice().level(), -2);
  EXPECT_EQ(file.rows[0].entry.provider_voice().level(), -1);
  EXPECT_EQ(file.rows[1].entry.person_voice().level(), 0);
  EXPECT_EQ(file.rows[1].entry.provider_voice().level(), 1);
  EXPECT_EQ(file.rows[2].entry.person_voice().level(), 1);
  EXPECT_EQ(file.rows[2].entry.provider_voice().level(), -2);
  EXPECT_EQ(file.rows[3].entry.person_voice().not_obtained(),
            Voice::NOT_OBTAINED_NOT_ASKED);
  EXPECT_TRUE(file.rows[3].entry.not_worked_on());
  EXPECT_EQ(file.rows[4].entry.person_voice().not_obtained(),
            Voice::NOT_OBTAINED_NO_ADVOCATE);
  EXPECT_TRUE(file.rows[4].entry.not_worked_on());
}

TEST(ReturnFileTest, ReadsWhatExcelMakesOfAFile) {
  // A byte order mark, headings in other case and order, an empty column at the
  // end, no-break spaces, blank rows, and short rows.
  const ReturnFile file = ReadReturnFile(
      "\xEF\xBB\xBF"
      "Outcome,PERSON,Provider Level,Person level,Person Source,\r\n"
      "o-1,\xC2\xA0p-1\xC2\xA0,2,1,said,\r\n"
      ",,,,,\r\n"
      "o-2,p-1,0\r\n"
      ",,,,,\r\n",
      kCouncil);

  EXPECT_THAT(Lines(file), IsEmpty());
  ASSERT_THAT(file.rows, SizeIs(2));
  EXPECT_EQ(file.rows[0].entry.outcome(),
            "councils/E10000012/people/p-1/outcomes/o-1");
  EXPECT_EQ(file.rows[1].line, 4);
  EXPECT_EQ(file.rows[1].entry.provider_voice().level(), 0);
}

TEST(ReturnFileTest, NamesEveryFaultAtOnceByLineColumnValueAndFix) {
  const ReturnFile file = ReadReturnFile(
      "persn,outcome,person_level,person_source,provider_level,not_worked_on\n"
      "p-1,o-1,1,told,3,\n"
      "p-1,,0,said,0,\n"
      "p-1,o-1,0,said,0,perhaps\n",
      kCouncil);

  EXPECT_THAT(
      Lines(file),
      ElementsAre(
          "line 1, column persn, value \"persn\": is not a heading of a "
          "return; did you mean person? (HEADING_UNKNOWN)",
          "line 2, column person_source, value \"told\": must be one of said, "
          "shown, advocate, carer, observed, or empty (SOURCE_INVALID)",
          "line 2, column provider_level, value \"3\": must be -2, -1, 0, 1 or "
          "2 (much less, less, expected, more, much more) (LEVEL_INVALID)",
          "line 3, column outcome: must be the outcome's id; is empty "
          "(OUTCOME_MISSING)",
          "line 4, column outcome, value \"o-1\": is on line 2 already; keep "
          "one of the two (OUTCOME_REPEATED)",
          "line 4, column not_worked_on, value \"perhaps\": must be yes, no or "
          "empty (YES_OR_NO)"));
  // The rest of the first row is still read, so that the server checks it too.
  ASSERT_THAT(file.rows, SizeIs(1));
  EXPECT_EQ(file.rows[0].entry.person_voice().level(), 1);
}

TEST(ReturnFileTest, GuessesAMisspeltHeadingOnlyIfItIsClose) {
  const ReturnFile file = ReadReturnFile(
      "person,outcome,person_level,provder_levle,notes\np-1,o-1,1,2,x\n",
      kCouncil);

  EXPECT_THAT(Lines(file),
              ElementsAre(HasSubstr("did you mean provider_level?")));
  ASSERT_THAT(file.warnings.all(), SizeIs(1));
  EXPECT_EQ(file.warnings.all()[0].column, "notes");
  EXPECT_EQ(file.rows.at(0).entry.provider_voice().level(), 2);
}

TEST(ReturnFileTest, SaysWhichColumnsAreMissing) {
  const ReturnFile file = ReadReturnFile("person,score\np-1,2\n", kCouncil);

  EXPECT_THAT(Lines(file),
              ElementsAre(StartsWith("line 1, column outcome: is missing"),
                          StartsWith("line 1, column person_level: is missing"),
                          StartsWith("line 1, column provider_level: is "
                                     "missing")));
  EXPECT_THAT(file.rows, IsEmpty());
}

TEST(ReturnFileTest, TakesFullNamesAndSeesWhenTheyDisagree) {
  const ReturnFile file = Read(
      ",councils/E10000012/people/p-1/outcomes/o-1,,0,said,,,0,,\n"
      "p-2,councils/E10000012/people/p-1/outcomes/o-2,,0,said,,,0,,\n"
      "councils/E10000012/people/p-3,o-1,,0,said,,,0,,\n"
      "p-1,people/p-1,,0,said,,,0,,\n"
      "p 1,o-9,,0,said,,,0,,\n"
      ",o-9,,0,said,,,0,,\n");

  EXPECT_THAT(
      Lines(file),
      ElementsAre(
          StartsWith("line 3, column outcome, value \"councils/E10000012/"),
          StartsWith("line 5, column outcome, value \"people/p-1\": must be"),
          StartsWith("line 6, column person, value \"p 1\": must be"),
          StartsWith("line 7, column person: must be the person's reference")));
  ASSERT_THAT(file.rows, SizeIs(2));
  EXPECT_EQ(file.rows[1].entry.outcome(),
            "councils/E10000012/people/p-3/outcomes/o-1");
}

TEST(ReturnFileTest, CountsCharactersOfFreeTextAndNeverRepeatsIt) {
  std::string fits;
  for (int i = 0; i < 2000; ++i) fits += "é";
  const ReturnFile file =
      Read(absl::StrCat("p-1,o-1,,0,said,,", fits, ",0,,\n",
                        "p-1,o-2,,0,said,,", fits, "x,0,,\n"));

  ASSERT_THAT(Lines(file), SizeIs(1));
  EXPECT_EQ(Lines(file)[0],
            "line 3, column person_words: must be at most 2,000 characters; is "
            "2,001 (TEXT_TOO_LONG)");
  EXPECT_EQ(file.rows.at(0).entry.person_voice().words(), fits);
}

TEST(ReturnFileTest, SaysHowToSaveAFileWithOtherSeparators) {
  EXPECT_THAT(Lines(ReadReturnFile("person;outcome\np-1;o-1\n", kCouncil)),
              ElementsAre(HasSubstr("CSV UTF-8 (comma delimited)")));
  EXPECT_THAT(Lines(ReadReturnFile("person\toutcome\np-1\to-1\n", kCouncil)),
              ElementsAre(HasSubstr("separated by tabs")));
}

TEST(ReturnFileTest, AFileWithoutRowsPointsToANilReturn) {
  EXPECT_THAT(Lines(Read("")), ElementsAre(HasSubstr("--nil")));
  EXPECT_THAT(Lines(ReadReturnFile("", kCouncil)), SizeIs(1));
}

TEST(ReturnFileTest, ReportsAFileInAnotherEncoding) {
  EXPECT_THAT(Lines(Read("p-1,o-1,,0,said,,caf\xE9,0,,\n")),
              ElementsAre(HasSubstr("NOT_UTF8")));
}

TEST(LocateFaultsTest, TurnsTheServersEntriesIntoLinesAndColumns) {
  const ReturnFile file = Read(
      "p-1,o-1,,0,said,,,0,,\n"
      "\n"
      "p-1,o-99,,0,,,,-2,,\n");
  ASSERT_THAT(file.rows, SizeIs(2));
  std::vector<api::v1::Fault> faults(4);
  faults[0].set_field("entries[1].outcome");
  faults[0].set_description("is not an outcome that this contract supports");
  faults[0].set_reason("OUTCOME_NOT_IN_CONTRACT");
  faults[1].set_field("entries[1].person_voice.source");
  faults[2].set_field("return.entries[0].provider_voice");
  faults[3].set_field("entries");
  faults[3].set_value("councils/E10000012/people/p-1/outcomes/o-2");

  const std::vector<api::v1::Fault> located =
      LocateFaults(faults, file, {0, 1});

  ASSERT_THAT(located, SizeIs(4));
  EXPECT_EQ(FaultLine(located[0]),
            "line 4, column outcome, value \"o-99\": is not an outcome that "
            "this contract supports (OUTCOME_NOT_IN_CONTRACT)");
  EXPECT_EQ(located[1].line(), 4);
  EXPECT_EQ(located[1].column(), "person_source");
  EXPECT_EQ(located[2].line(), 2);
  EXPECT_EQ(located[2].column(), "provider_level");
  EXPECT_EQ(located[2].value(), "0");
  EXPECT_EQ(located[3].line(), 0);
}

TEST(LocateFaultsTest, SaysWhichMissingOutcomeAMistakenOneWasMeantToBe) {
  const ReturnFile file = Read(
      "p-1,o-99,,0,said,,,0,,\n"
      "p-22,o-1,,0,said,,,0,,\n"
      "q-7,x,,0,said,,,0,,\n");
  ASSERT_THAT(file.rows, SizeIs(3));
  std::vector<api::v1::Fault> faults(6);
  for (size_t i = 0; i < 3; ++i) {
    faults[i].set_field(absl::StrCat("entries[", i, "].outcome"));
    faults[i].set_reason("OUTCOME_NOT_IN_CONTRACT");
    faults[i].set_description("is not an outcome of the contract");
    faults[3 + i].set_field("entries");
    faults[3 + i].set_reason("OUTCOME_MISSING");
  }
  faults[3].set_value("councils/E10000012/people/p-1/outcomes/o-2");
  faults[4].set_value("councils/E10000012/people/p-2/outcomes/o-1");
  faults[5].set_value("councils/E10000012/people/p-3/outcomes/o-1");

  const std::vector<api::v1::Fault> located =
      InFileOrder(Faults(), LocateFaults(faults, file, {0, 1, 2}));

  ASSERT_THAT(located, SizeIs(4));
  EXPECT_EQ(located[0].line(), 2);
  EXPECT_THAT(located[0].description(), HasSubstr("did you mean o-2?"));
  EXPECT_THAT(located[1].description(), HasSubstr("did you mean o-1 of p-2?"));
  EXPECT_EQ(located[2].description(), "is not an outcome of the contract");
  EXPECT_EQ(located[3].reason(), "OUTCOME_MISSING");
  EXPECT_EQ(located[3].value(), faults[5].value());
}

TEST(LocateFaultsTest, LeavesOutWhatTheFilesOwnFaultExplains) {
  const ReturnFile file = Read("p-1,o-1,,1,told,,,3,,\n");
  ASSERT_THAT(file.rows, SizeIs(1));
  std::vector<api::v1::Fault> faults(3);
  faults[0].set_field("entries[0].provider_voice.level");
  faults[0].set_reason("LEVEL_MISSING");
  faults[1].set_field("entries[0].person_voice.source");
  faults[1].set_reason("SOURCE_MISSING");
  faults[2].set_field("entries[0].outcome");
  faults[2].set_reason("OUTCOME_NOT_OPEN");

  const std::vector<api::v1::Fault> located = LocateFaults(faults, file, {0});

  ASSERT_THAT(located, SizeIs(1));
  EXPECT_EQ(located[0].reason(), "OUTCOME_NOT_OPEN");
}

TEST(LocateFaultsTest, KeepsAFaultOfAnEntryThatWasNotSent) {
  const ReturnFile file = Read("p-1,o-1,,1,said,,,1,,\n");
  std::vector<api::v1::Fault> faults(2);
  faults[0].set_field("entries[7].outcome");
  faults[1].set_field("entries[x].outcome");

  EXPECT_THAT(LocateFaults(faults, file, {0}), SizeIs(2));
}

TEST(ReturnTemplateTest, HoldsTheOutcomesAndWhatIsThereAlready) {
  std::vector<PersonalOutcome> outcomes(2);
  outcomes[0].set_name("councils/E10000012/people/p-1/outcomes/o-1");
  outcomes[0].set_own_words("To walk to the \"shop\", with Łukasz");
  outcomes[1].set_name("councils/E10000012/people/p-2/outcomes/o-1");
  outcomes[1].set_own_words("=2+3");
  const Return current = testing::ParseText<Return>(R"pb(
    entries {
      outcome: "councils/E10000012/people/p-2/outcomes/o-1"
      person_voice { not_obtained: NOT_OBTAINED_NO_ADVOCATE }
      provider_voice { level: -1 words: "Slower" }
    })pb");

  const std::string csv = ReturnTemplate(outcomes, current);

  EXPECT_EQ(csv, absl::StrCat("\xEF\xBB\xBF", kHeader,
                              "p-1,o-1,\"To walk to the \"\"shop\"\", with "
                              "Łukasz\",,,,,,,\r\n"
                              "p-2,o-1,'=2+3,,,no-advocate,,-1,Slower,\r\n"));
}

TEST(ReturnTemplateTest, IsReadBackAsWhatItSays) {
  std::vector<PersonalOutcome> outcomes(2);
  outcomes[0].set_name("councils/E10000012/people/p-1/outcomes/o-1");
  outcomes[1].set_name("councils/E10000012/people/p-1/outcomes/o-2");
  const Return current = testing::ParseText<Return>(R"pb(
    entries {
      outcome: "councils/E10000012/people/p-1/outcomes/o-1"
      person_voice { level: 2 source: SOURCE_ADVOCATE words: "-5 degrees" }
      provider_voice { level: 0 words: "a\r\nb, \"c\"" }
    }
    entries {
      outcome: "councils/E10000012/people/p-1/outcomes/o-2"
      person_voice { not_obtained: NOT_OBTAINED_AWAY }
      not_worked_on: true
    })pb");

  const ReturnFile file =
      ReadReturnFile(ReturnTemplate(outcomes, current), kCouncil);

  EXPECT_THAT(Lines(file), IsEmpty());
  ASSERT_THAT(file.rows, SizeIs(2));
  EXPECT_THAT(file.rows[0].entry, testing::EqualsProto(current.entries(0)));
  EXPECT_THAT(file.rows[1].entry, testing::EqualsProto(current.entries(1)));
}

TEST(ReturnTemplateTest, ARowThatNobodyFilledInIsBlank) {
  std::vector<PersonalOutcome> outcomes(1);
  outcomes[0].set_name("councils/E10000012/people/p-1/outcomes/o-1");
  outcomes[0].set_own_words("To sleep well");

  const ReturnFile file =
      ReadReturnFile(ReturnTemplate(outcomes, Return()), kCouncil);

  ASSERT_THAT(file.rows, SizeIs(1));
  EXPECT_TRUE(file.rows[0].blank);
}

}  // namespace
}  // namespace tidemark::cli

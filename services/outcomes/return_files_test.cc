#include "services/outcomes/return_files.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/reader.h"
#include "services/outcomes/outcomes_fixture.h"
#include "services/outcomes/return_words.h"

namespace tidemark::outcomes {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;
using v1::Return;
using v1::Voice;

using Cells = std::vector<std::string>;

std::string Csv(const std::vector<Cells>& rows) {
  sheet::CsvWriter csv;
  for (const Cells& row : rows) csv.AddRow(row);
  return csv.Finish();
}

// The headings of the earlier template.
const Cells& Earlier() {
  static const Cells headings = {
      "person",       "outcome",        "person_level",   "person_source",
      "person_words", "provider_level", "provider_words", "not_worked_on"};
  return headings;
}

std::vector<Cells> RowsOf(absl::string_view bytes) {
  std::vector<Cells> rows;
  const auto read = sheet::ReadSheet(bytes, {}, [&](const sheet::Row& row) {
    Cells& cells = rows.emplace_back();
    for (const sheet::Cell& cell : row.cells) cells.push_back(cell.text);
    return true;
  });
  EXPECT_THAT(read, IsOk());
  return rows;
}

class ReturnFilesTest : public OutcomesFixture {
 protected:
  ReturnFilesTest() : walk_(AddOutcome("p001", "walk")) {
    cook_ = AddOutcome("p001", "cook");
    read_ = AddOutcome("p2", "read");
    Follow();
    files_ = std::make_unique<ReturnFiles>(*db_, *contracts_, *rosters_,
                                           *returns_, *file_checks_);
  }

  static std::string June() { return absl::StrCat(kHome, "/returns/2025-06"); }

  v1::ReturnTemplate Template(v1::FileFormat format) {
    v1::GetReturnTemplateRequest request;
    request.set_name(June());
    request.set_format(format);
    const auto made = files_->GetReturnTemplate(Sam(request), request);
    EXPECT_THAT(made, IsOk());
    return *made;
  }
  absl::StatusOr<v1::CheckReturnFileResponse> Check(const std::string& content,
                                                    bool draft = false,
                                                    bool report = false) {
    v1::CheckReturnFileRequest request;
    request.set_name(June());
    request.set_content(content);
    request.set_draft(draft);
    request.set_report(report);
    return files_->CheckReturnFile(Sam(request), request);
  }
  absl::StatusOr<v1::SubmitReturnFileResponse> Send(
      const std::string& content, bool draft = false,
      absl::string_view etag = "", absl::string_view request_id = "") {
    v1::SubmitReturnFileRequest request;
    request.set_name(June());
    request.set_content(content);
    request.set_draft(draft);
    request.set_etag(std::string(etag));
    request.set_request_id(std::string(request_id));
    return files_->SubmitReturnFile(Sam(request), request);
  }
  // A file that is right.
  static std::vector<Cells> Good() {
    return {Earlier(),
            {"p001", "walk", "1", "said", "I walked", "0", "steady", ""},
            {"p001", "cook", "partly", "shown", "", "achieved", "", ""},
            {"p2", "read", "", "", "", "", "", "yes"}};
  }

  static std::vector<std::string> Codes(
      const google::protobuf::RepeatedPtrField<api::v1::Fault>& faults) {
    std::vector<std::string> codes;
    for (const api::v1::Fault& fault : faults) {
      codes.push_back(
          absl::StrCat(fault.line(), " ", fault.column(), " ", fault.reason()));
    }
    return codes;
  }

  const std::string walk_;
  std::string cook_;
  std::string read_;
  std::unique_ptr<ReturnFiles> files_;
};

TEST_F(ReturnFilesTest,
       ATemplateComesBackWithNothingChangedButWhatWasFilledIn) {
  for (const v1::FileFormat format :
       {v1::FILE_FORMAT_XLSX, v1::FILE_FORMAT_CSV}) {
    const v1::ReturnTemplate made = Template(format);
    EXPECT_EQ(made.rows(), 3);
    EXPECT_EQ(made.file_name(), format == v1::FILE_FORMAT_CSV
                                    ? "2025-07-01-home-2025-06.csv"
                                    : "2025-07-01-home-2025-06.xlsx");
    const auto untouched = Check(made.content(), /*draft=*/true);
    ASSERT_THAT(untouched, IsOk());
    EXPECT_THAT(untouched->errors(), IsEmpty());
    EXPECT_EQ(untouched->changes().added() + untouched->changes().changed() +
                  untouched->changes().removed(),
              0);
    // Each row that was left blank is said where it stands.
    const auto blank = Check(made.content());
    ASSERT_THAT(blank, IsOk());
    EXPECT_THAT(Codes(blank->errors()),
                ElementsAre("2 Person's rating OUTCOME_MISSING",
                            "3 Person's rating OUTCOME_MISSING",
                            "4 Person's rating OUTCOME_MISSING"));
  }
}

TEST_F(ReturnFilesTest, ATemplateSaysWhenItAsksMoreThanItsBudget) {
  v1::ReturnTemplate made = Template(v1::FILE_FORMAT_CSV);
  EXPECT_EQ(made.question_budget(), 9);
  EXPECT_EQ(made.most_questions(), 4);
  EXPECT_EQ(made.people_over_budget(), 0);
  for (const char* const outcome : {"a", "b", "c"}) AddOutcome("p001", outcome);
  made = Template(v1::FILE_FORMAT_CSV);
  EXPECT_EQ(made.most_questions(), 10);
  EXPECT_EQ(made.people_over_budget(), 1);
}

TEST_F(ReturnFilesTest, ATemplateShowsOwnWordsLastAnswersAndWhatIsStored) {
  ASSERT_THAT(Submit(Submission(
                  "2025-05", {Entry(walk_, -1), Entry(cook_), Entry(read_)})),
              IsOk());
  ASSERT_THAT(Accept("2025-05"), IsOk());
  ASSERT_THAT(Save("2025-06", {Entry(walk_, 2)}), IsOk());
  const std::vector<Cells> rows =
      RowsOf(Template(v1::FILE_FORMAT_XLSX).content());
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[2][0], "p001");
  EXPECT_EQ(rows[2][1], "walk");
  EXPECT_EQ(rows[2][2], "see my garden again");
  EXPECT_EQ(rows[2][3], "-1 less than expected");
  EXPECT_EQ(rows[2][4], "+2 much more than expected");
  EXPECT_EQ(rows[2][5], "said");
}

TEST_F(ReturnFilesTest, AFileIsCheckedThenSubmittedInOneStep) {
  const std::string file = Csv(Good());
  const auto checked = Check(file);
  ASSERT_THAT(checked, IsOk());
  EXPECT_THAT(checked->errors(), IsEmpty());
  EXPECT_EQ(checked->changes().added(), 3);
  EXPECT_EQ(checked->rows(), 3);
  EXPECT_EQ(Get("2025-06")->state(), Return::STATE_NOT_STARTED);
  const auto sent = Send(file);
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->return_().state(), Return::STATE_SUBMITTED);
  EXPECT_EQ(sent->changes().added(), 3);
  const Return stored = *Get("2025-06");
  ASSERT_EQ(stored.entries_size(), 3);
  EXPECT_EQ(stored.entries(0).outcome(), walk_);
  EXPECT_EQ(stored.entries(0).person_voice().words(), "I walked");
  EXPECT_EQ(stored.entries(1).person_voice().level(), -1);
  EXPECT_EQ(stored.entries(1).person_voice().achievement(),
            Voice::ACHIEVEMENT_PARTLY);
  EXPECT_TRUE(stored.entries(2).not_worked_on());
}

TEST_F(ReturnFilesTest, ABlankCellNeverErasesAndClearDoes) {
  ASSERT_THAT(Send(Csv(Good()), /*draft=*/true), IsOk());
  // Another row, in other columns and another order.
  const auto sent =
      Send(Csv({{"Provider's words", "Outcome", "Person", "Person's words",
                 "Person's rating", "Provider's rating"},
                {"", "walk", "p001", "CLEAR", "", "+1"},
                {"now and then", "cook", "p001", "", "", ""}}),
           /*draft=*/true);
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->changes().changed(), 2);
  EXPECT_EQ(sent->changes().unchanged(), 1);
  EXPECT_EQ(sent->changes().removed(), 0);
  const Return stored = *Get("2025-06");
  EXPECT_EQ(stored.entries(0).person_voice().words(), "");
  EXPECT_EQ(stored.entries(0).person_voice().level(), 1);
  EXPECT_EQ(stored.entries(0).provider_voice().level(), 1);
  EXPECT_EQ(stored.entries(0).provider_voice().words(), "steady");
  EXPECT_EQ(stored.entries(1).provider_voice().words(), "now and then");
  EXPECT_TRUE(stored.entries(2).not_worked_on());
}

TEST_F(ReturnFilesTest, ARatingTakesThePlaceOfTheReasonWhyThereWasNone) {
  const Cells headings = {"person",
                          "outcome",
                          "person_level",
                          "person_source",
                          "person_not_obtained",
                          "provider_level"};
  ASSERT_THAT(Send(Csv({headings, {"p001", "walk", "", "", "unwell", "0"}}),
                   /*draft=*/true),
              IsOk());
  ASSERT_THAT(Send(Csv({headings, {"p001", "walk", "1", "said", "", ""}}),
                   /*draft=*/true),
              IsOk());
  Voice voice = Get("2025-06")->entries(0).person_voice();
  EXPECT_EQ(voice.level(), 1);
  EXPECT_EQ(voice.not_obtained(), Voice::NOT_OBTAINED_UNSPECIFIED);
  ASSERT_THAT(Send(Csv({headings, {"p001", "walk", "", "", "Not asked", ""}}),
                   /*draft=*/true),
              IsOk());
  voice = Get("2025-06")->entries(0).person_voice();
  EXPECT_FALSE(voice.has_level());
  EXPECT_EQ(voice.not_obtained(), Voice::NOT_OBTAINED_NOT_ASKED);
}

TEST_F(ReturnFilesTest, EveryFaultIsSaidAtItsLineAndColumnAtOnce) {
  std::vector<Cells> rows = Good();
  rows[0][6] = "provider_wrods";
  rows[1][2] = "7";
  rows[2][3] = "overheard";
  rows[3][7] = "perhaps";
  rows.push_back({"p001", "wlak", "1", "said", "", "0", "", ""});
  rows.push_back({"p001", "cook", "1", "said", "", "0", "", ""});
  rows.push_back({"", "read", "1", "said", "", "0", "", ""});
  const auto checked = Check(Csv(rows));
  ASSERT_THAT(checked, IsOk());
  EXPECT_THAT(
      Codes(checked->errors()),
      ElementsAre("1 provider_wrods HEADING_UNKNOWN",
                  "2 person_level LEVEL_INVALID",
                  "3 person_source SOURCE_INVALID", "4 not_worked_on YES_OR_NO",
                  "5 outcome OUTCOME_NOT_IN_CONTRACT",
                  "6 outcome OUTCOME_REPEATED", "7 person PERSON_MISSING"));
  EXPECT_EQ(checked->errors(1).value(), "7");
  const auto sent = Send(Csv(rows));
  EXPECT_EQ(FaultsOf(sent.status()).size(), 7U);
  EXPECT_EQ(Get("2025-06")->state(), Return::STATE_NOT_STARTED);
}

TEST_F(ReturnFilesTest, ASlipInAReferenceIsNamedBesideWhatWasMeant) {
  std::vector<Cells> rows = Good();
  rows[1][1] = "wlak";
  rows[3][0] = "p3";
  const auto checked = Check(Csv(rows));
  ASSERT_THAT(checked, IsOk());
  ASSERT_EQ(checked->errors_size(), 2);
  EXPECT_THAT(checked->errors(0).description(),
              HasSubstr("did you mean walk?"));
  EXPECT_THAT(checked->errors(1).description(),
              HasSubstr("did you mean read of p2?"));
}

TEST_F(ReturnFilesTest, ARowOfNobodyWeKnowIsSetAsideAndMatchedLater) {
  std::vector<Cells> rows = Good();
  rows.push_back({"mrs-jones", "swim", "2", "said", "", "1", "", ""});
  const auto checked = Check(Csv(rows));
  ASSERT_THAT(checked, IsOk());
  EXPECT_THAT(checked->errors(), IsEmpty());
  EXPECT_EQ(checked->set_aside(), 1);
  EXPECT_THAT(Codes(checked->warnings()), Contains("5 person ROW_SET_ASIDE"));
  const auto sent = Send(Csv(rows), /*draft=*/true);
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->return_().entries_size(), 3);
  ASSERT_EQ(sent->set_aside_size(), 1);
  const v1::SetAsideRow aside = sent->set_aside(0);
  EXPECT_EQ(aside.line(), 5);
  // Sent once more, it is there once.
  ASSERT_THAT(Send(Csv(rows), /*draft=*/true), IsOk());
  v1::ListSetAsideRowsRequest once;
  once.set_parent(June());
  ASSERT_EQ(files_->ListSetAsideRows(Sam(once), once)->set_aside_rows_size(),
            1);
  EXPECT_EQ(aside.person(), "mrs-jones");

  v1::MatchSetAsideRowRequest match;
  match.set_name(aside.name());
  match.set_outcome(absl::StrCat(kEssex, "/people/p9/outcomes/swim"));
  EXPECT_EQ(FaultsOf(files_->MatchSetAsideRow(Sam(match), match).status())[0]
                .reason(),
            "OUTCOME_NOT_IN_CONTRACT");
  match.set_outcome(read_);
  const auto matched = files_->MatchSetAsideRow(Sam(match), match);
  // The row rates what the return says was not worked on.
  ASSERT_EQ(FaultsOf(matched.status()).size(), 2U);
  ASSERT_THAT(Send(Csv({Earlier(), {"p2", "read", "", "", "", "", "", "no"}}),
                   /*draft=*/true),
              IsOk());
  ASSERT_THAT(files_->MatchSetAsideRow(Sam(match), match), IsOk());
  EXPECT_EQ(Get("2025-06")->entries(2).person_voice().level(), 2);
  v1::ListSetAsideRowsRequest list;
  list.set_parent(June());
  EXPECT_EQ(files_->ListSetAsideRows(Sam(list), list)->set_aside_rows_size(),
            0);
}

TEST_F(ReturnFilesTest, ASetAsideRowCanBeDismissedWithAReason) {
  std::vector<Cells> rows = Good();
  rows.push_back({"mrs-jones", "swim", "2", "said", "", "1", "", ""});
  const auto sent = Send(Csv(rows));
  ASSERT_THAT(sent, IsOk());
  v1::ListSetAsideRowsRequest list;
  list.set_parent(June());
  ASSERT_EQ(files_->ListSetAsideRows(Ada(list), list)->set_aside_rows_size(),
            1);
  v1::DismissSetAsideRowRequest dismiss;
  dismiss.set_name(sent->set_aside(0).name());
  dismiss.set_reason("moved to another provider");
  ASSERT_THAT(files_->DismissSetAsideRow(Ada(dismiss), dismiss), IsOk());
  EXPECT_EQ(files_->ListSetAsideRows(Ada(list), list)->set_aside_rows_size(),
            0);
}

TEST_F(ReturnFilesTest, TheReportIsTheFileItselfAndCanBeSentAgain) {
  std::vector<Cells> rows = Good();
  rows[0].push_back("Our room");
  rows[1].push_back("12");
  rows[1][2] = "7";
  const auto checked = Check(Csv(rows), /*draft=*/false, /*report=*/true);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->report_name(), "2025-07-01-home-2025-06-report.csv");
  std::vector<Cells> report = RowsOf(checked->report());
  ASSERT_EQ(report.size(), 4U);
  EXPECT_EQ(report[0][8], "Our room");
  EXPECT_EQ(report[0][9], "Errors");
  EXPECT_EQ(report[1][8], "12");
  EXPECT_THAT(report[1][9], HasSubstr("LEVEL_INVALID"));
  EXPECT_EQ(report[1][4], "I walked");
  // Mended in the report itself.
  report[1][2] = "1";
  const auto again = Check(Csv(report), /*draft=*/false, /*report=*/true);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->errors(), IsEmpty());
  EXPECT_EQ(RowsOf(again->report())[0].size(), 11U);
  ASSERT_THAT(Send(Csv(report)), IsOk());
}

TEST_F(ReturnFilesTest, FindingsAreGroupedByRule) {
  std::vector<Cells> rows = Good();
  rows[1][2] = "7";
  rows[2][2] = "8";
  rows[3][7] = "perhaps";
  const auto checked = Check(Csv(rows));
  ASSERT_THAT(checked, IsOk());
  ASSERT_GE(checked->findings_size(), 2);
  EXPECT_EQ(checked->findings(0).code(), "LEVEL_INVALID");
  EXPECT_EQ(checked->findings(0).count(), 2);
  EXPECT_THAT(checked->findings(0).lines(), ElementsAre(2, 3));
}

TEST_F(ReturnFilesTest, AResentFileChangesNothingAndASecondEditorIsToldOfIt) {
  const std::string id = "0190a000-0000-7000-8000-000000000001";
  const auto first = Send(Csv(Good()), /*draft=*/true, "0", id);
  ASSERT_THAT(first, IsOk());
  const auto again = Send(Csv(Good()), /*draft=*/true, "0", id);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->return_().etag(), first->return_().etag());
  EXPECT_EQ(ReasonOf(Send(Csv(Good()), /*draft=*/true, "0").status()),
            "ETAG_MISMATCH");
  // The same file once more says that it changes nothing.
  const auto checked = Check(Csv(Good()));
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->changes().unchanged(), 3);
  EXPECT_EQ(checked->changes().changed(), 0);
}

TEST_F(ReturnFilesTest, ExcelsHabitsAreSurvived) {
  // Semicolons, CRLF, no byte order mark, headings in capitals, empty columns
  // and rows behind, a quoted line end, bent minus and apostrophes.
  const std::string file =
      "PERSON;OUTCOME;PERSON\u2019S RATING;HOW WE KNOW;PERSON\u2019S WORDS;"
      "PROVIDER\u2019S RATING;;\r\n"
      "p001;walk;\u22121;SAID;\"one\nand two\";0.0;;\r\n"
      "p001;cook;as expected; said ;;+1 more than expected;;\r\n"
      ";;;;;;;\r\n"
      "p2;read;worse;carer;;-2;;\r\n"
      ";;;;;;;\r\n";
  const auto sent = Send(file);
  ASSERT_THAT(sent, IsOk());
  const Return stored = *Get("2025-06");
  EXPECT_EQ(stored.entries(0).person_voice().level(), -1);
  EXPECT_EQ(stored.entries(0).person_voice().words(), "one\nand two");
  EXPECT_EQ(stored.entries(1).provider_voice().level(), 1);
  EXPECT_EQ(stored.entries(2).person_voice().achievement(),
            Voice::ACHIEVEMENT_WORSE);
}

TEST_F(ReturnFilesTest, ACorrectionNeedsOnlyTheRowsThatChange) {
  ASSERT_THAT(Send(Csv(Good())), IsOk());
  ASSERT_THAT(Accept("2025-06"), IsOk());
  v1::SubmitReturnFileRequest request;
  request.set_name(June());
  request.set_content(
      Csv({Earlier(), {"p001", "walk", "2", "", "", "", "", ""}}));
  EXPECT_EQ(
      FaultsOf(files_->SubmitReturnFile(Sam(request), request).status())[0]
          .reason(),
      "REASON_MISSING");
  request.set_reason("misheard");
  const auto corrected = files_->SubmitReturnFile(Sam(request), request);
  ASSERT_THAT(corrected, IsOk());
  EXPECT_EQ(corrected->return_().state(), Return::STATE_RESUBMITTED);
  EXPECT_EQ(corrected->return_().changes().changed(), 1);
  EXPECT_EQ(corrected->return_().changes().unchanged(), 2);
}

TEST_F(ReturnFilesTest, WhatIsNoReturnIsRefusedAndNothingOfItIsRepeated) {
  EXPECT_EQ(ReasonOf(Check("").status()), "FILE_EMPTY");
  EXPECT_EQ(ReasonOf(Check("name,phone\nJane Roe,01206 555 0147\n").status()),
            "SHEET_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Check("\x89PNG\r\n\x1a\n").status()), "FILE_WRONG_KIND");
  const auto named = Check(
      Csv({Earlier(), {"Jane Roe", "walk", "1", "said", "", "0", "", ""}}));
  ASSERT_THAT(named, IsOk());
  for (const api::v1::Fault& fault : named->errors()) {
    EXPECT_THAT(fault.DebugString(), Not(HasSubstr("Jane")));
  }
}

TEST_F(ReturnFilesTest, NoMessageRepeatsANameOrNumberWhereverItIsTyped) {
  for (const char* const planted :
       {"Zebedee Quux", "9434765919", "zebedee-quux"}) {
    for (size_t row = 0; row < 4; ++row) {
      for (size_t column = 0; column < Earlier().size(); ++column) {
        SCOPED_TRACE(absl::StrCat(planted, " in ", row, ", ", column));
        std::vector<Cells> rows = Good();
        rows[row][column] = planted;
        const auto checked = Check(Csv(rows));
        std::string said;
        if (checked.ok()) {
          for (const auto* const faults :
               {&checked->errors(), &checked->warnings()}) {
            for (const api::v1::Fault& fault : *faults) {
              absl::StrAppend(&said, fault.DebugString());
            }
          }
          for (const v1::RuleFindings& rule : checked->findings()) {
            absl::StrAppend(&said, rule.DebugString());
          }
        } else {
          said = checked.status().ToString();
        }
        EXPECT_THAT(said, Not(HasSubstr(planted)));
        const auto sent = Send(Csv(rows), /*draft=*/true);
        EXPECT_THAT(sent.status().ToString(), Not(HasSubstr(planted)));
      }
    }
  }
}

TEST_F(ReturnFilesTest, ADeadlineThatPassesDuringAnUploadIsKept) {
  // June is due on 15 July: the call comes a second before midnight in England.
  clock_.Set(testing::FakeClock("2025-07-15T22:59:59Z").Now());
  v1::SubmitReturnFileRequest request;
  request.set_name(June());
  request.set_content(Csv(Good()));
  const rpc::Call call = Sam(request);
  clock_.Advance(absl::Minutes(3));
  const auto sent = files_->SubmitReturnFile(call, request);
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->return_().first_submit_date().day(), 15);
  EXPECT_EQ(Get("2025-06")->timeliness(), Return::TIMELINESS_ON_TIME);
}

TEST_F(ReturnFilesTest, WordsForRatingsAreUnderstoodAsTheyAreOffered) {
  for (int level = -2; level <= 2; ++level) {
    EXPECT_EQ(ParseLevel(FormatRating(level)), level);
    EXPECT_EQ(ParseLevel(absl::StrCat(level)), level);
  }
  for (const char* const wrong : {"3", "1.5", "+2 less than expected", "1 star",
                                  "", "-", "much", "expected to die"}) {
    EXPECT_EQ(ParseLevel(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(ParseAchievement("No  change"), Voice::ACHIEVEMENT_NO_CHANGE);
}

}  // namespace
}  // namespace tidemark::outcomes

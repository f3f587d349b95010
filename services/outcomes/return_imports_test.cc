#include "services/outcomes/return_imports.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/outcomes/outcomes_fixture.h"
#include "services/outcomes/return_import_work.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using v1::ImportedReturn;
using v1::ReturnImport;

constexpr char kHeader[] =
    "Contract,Period,Person,Outcome,Person's rating,How we know,"
    "Provider's rating\r\n";
constexpr char kDays[] = "councils/E10000012/contracts/days";

class ReturnImportsTest : public OutcomesFixture {
 protected:
  ReturnImportsTest() {
    Own(MonthlyContract(kDays, kShoreline));
    AddOutcome("p-1", "walk");
    AddOutcome("p-2", "cook");
    AddOutcome("p-3", "read", kDays);
    AddOutcome("p-9", "paint", kNights);
    Begin();
  }

  // Starts the work anew, as after a restart.
  void Begin() {
    imports_.reset();
    work_.reset();
    work_ = std::make_unique<ReturnImportWork>(*db_, *contracts_, *file_checks_,
                                               clock_, [this] { ++wakes_; });
    imports_ = std::make_unique<ReturnImports>(*db_, *work_);
    ASSERT_THAT(work_->Resume(), testing::IsOk());
  }
  void Restart() {
    imports_.reset();
    work_.reset();
    Open();
    Begin();
  }

  static std::string Row(absl::string_view contract, absl::string_view person,
                         absl::string_view outcome,
                         absl::string_view level = "1") {
    return absl::StrCat(contract, ",2025-06,", person, ",", outcome, ",", level,
                        ",said,1\r\n");
  }
  // What both contracts of Shoreline expect.
  static std::string WholeFile() {
    return absl::StrCat(kHeader, Row("home", "p-1", "walk"),
                        Row("home", "p-2", "cook"), Row("days", "p-3", "read"));
  }

  absl::StatusOr<ReturnImport> Create(absl::string_view bytes,
                                      absl::string_view id = "june",
                                      ReturnImport import = {}) {
    v1::CreateReturnImportRequest request;
    request.set_parent(kShoreline);
    request.set_return_import_id(std::string(id));
    *request.mutable_return_import() = std::move(import);
    request.mutable_return_import()->set_total_bytes(
        static_cast<int64_t>(bytes.size()));
    return imports_->CreateReturnImport(Sam(request), request);
  }
  static std::string NameOf(absl::string_view id) {
    return absl::StrCat(kShoreline, "/returnImports/", id);
  }
  absl::StatusOr<ReturnImport> SendPart(int64_t offset, absl::string_view bytes,
                                        absl::string_view id = "june") {
    v1::SendReturnImportPartRequest request;
    request.set_name(NameOf(id));
    request.set_offset(offset);
    request.set_content(std::string(bytes));
    return imports_->SendReturnImportPart(Sam(request), request);
  }
  ReturnImport Get(absl::string_view id = "june") {
    v1::GetReturnImportRequest request;
    request.set_name(NameOf(id));
    const auto import = imports_->GetReturnImport(Sam(request), request);
    EXPECT_THAT(import, testing::IsOk());
    return import.ok() ? *import : ReturnImport();
  }
  // Sends a whole file and lets it be checked.
  ReturnImport Import(absl::string_view bytes, absl::string_view id = "june",
                      ReturnImport import = {}) {
    EXPECT_THAT(Create(bytes, id, std::move(import)), testing::IsOk());
    EXPECT_THAT(SendPart(0, bytes, id), testing::IsOk());
    EXPECT_THAT(work_->Work(), testing::IsOk());
    return Get(id);
  }
  absl::StatusOr<ReturnImport> Commit(absl::string_view id = "june",
                                      bool skip_faulty = false) {
    v1::CommitReturnImportRequest request;
    request.set_name(NameOf(id));
    request.set_skip_faulty(skip_faulty);
    return imports_->CommitReturnImport(Sam(request), request);
  }
  // "contract STATE" of each return of an import.
  std::vector<std::string> Returns(absl::string_view id = "june") {
    v1::ListImportedReturnsRequest request;
    request.set_parent(NameOf(id));
    request.set_page_size(1);
    std::vector<std::string> states;
    for (;;) {
      const auto page = imports_->ListImportedReturns(Sam(request), request);
      EXPECT_THAT(page, testing::IsOk());
      if (!page.ok()) break;
      for (const ImportedReturn& found : page->imported_returns()) {
        states.push_back(
            absl::StrCat(IdOf(ParentOf(found.return_())), " ",
                         ImportedReturn::State_Name(found.state()).substr(6)));
      }
      if (page->next_page_token().empty()) break;
      request.set_page_token(page->next_page_token());
    }
    return states;
  }
  static std::vector<std::string> Errors(const ReturnImport& import) {
    std::vector<std::string> errors;
    for (const api::v1::Fault& fault : import.first_errors()) {
      errors.push_back(absl::StrCat(fault.line(), " ", fault.reason()));
    }
    return errors;
  }
  int64_t StoredParts() {
    int64_t parts = 0;
    EXPECT_THAT(kReturnImportParts.Scan(store::Snapshot(*db_), "", "",
                                        [&](const v1::ReturnImportPart&) {
                                          ++parts;
                                          return true;
                                        }),
                testing::IsOk());
    return parts;
  }

  int wakes_ = 0;
  std::unique_ptr<ReturnImportWork> work_;
  std::unique_ptr<ReturnImports> imports_;
};

TEST_F(ReturnImportsTest, AFileOfTwoReturnsIsCheckedThenStored) {
  const ReturnImport checked = Import(WholeFile());
  EXPECT_EQ(checked.state(), ReturnImport::STATE_READY);
  EXPECT_EQ(checked.progress().rows_read(), 3);
  EXPECT_EQ(checked.progress().returns_checked(), 2);
  EXPECT_EQ(checked.progress().errors(), 0);
  EXPECT_THAT(Returns(), ElementsAre("days READY", "home READY"));
  // A check writes nothing.
  EXPECT_EQ(OutcomesFixture::Get("2025-06")->state(),
            v1::Return::STATE_NOT_STARTED);

  ASSERT_THAT(Commit(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_APPLYING);
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_DONE);
  EXPECT_EQ(Get().progress().returns_applied(), 2);
  EXPECT_THAT(Returns(), ElementsAre("days SUBMITTED", "home SUBMITTED"));
  const auto home = OutcomesFixture::Get("2025-06");
  EXPECT_EQ(home->state(), v1::Return::STATE_SUBMITTED);
  EXPECT_THAT(home->entries(), SizeIs(2));
  // The file is gone: what it says is in the returns.
  EXPECT_EQ(StoredParts(), 0);
}

TEST_F(ReturnImportsTest, TheFileGoesOnWhereItWasCut) {
  const std::string file = WholeFile();
  ASSERT_THAT(Create(file), testing::IsOk());
  ASSERT_THAT(SendPart(0, file.substr(0, 40)), testing::IsOk());
  Restart();
  EXPECT_EQ(Get().state(), ReturnImport::STATE_RECEIVING);
  EXPECT_EQ(Get().received_bytes(), 40);
  // The same part again, as its answer was lost, is the same part.
  EXPECT_EQ(SendPart(0, file.substr(0, 40))->received_bytes(), 40);
  const auto gap = SendPart(50, file.substr(50));
  EXPECT_EQ(ReasonOf(gap.status()), "PART_OUT_OF_PLACE");
  EXPECT_THAT(gap.status().message(), HasSubstr("40 bytes"));
  EXPECT_THAT(FaultCodes(SendPart(40, file + file).status()),
              ElementsAre("content FILE_LONGER_THAN_SAID"));
  EXPECT_EQ(SendPart(40, file.substr(40))->state(),
            ReturnImport::STATE_CHECKING);
  EXPECT_EQ(wakes_, 1);
  EXPECT_EQ(ReasonOf(SendPart(40, "more").status()), "IMPORT_NOT_RECEIVING");
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_READY);
}

TEST_F(ReturnImportsTest, EveryErrorIsAtItsLineOfTheWholeFile) {
  const ReturnImport import = Import(absl::StrCat(
      kHeader, Row("home", "p-1", "walk", "7"), Row("days", "p-3", "read"),
      Row("home", "p-2", "cook", "achieved"), Row("", "p-2", "cook"),
      Row("days", "p-3", "read"), Row("nights", "p-9", "paint"),
      Row("nowhere", "p-9", "paint"), "home,2031-01,p-1,walk,1,said,1\r\n",
      "home,2025-07,p-1,walk,1,said,1\r\n"));
  EXPECT_EQ(import.state(), ReturnImport::STATE_READY);
  EXPECT_THAT(
      Errors(import),
      ElementsAre("2 LEVEL_INVALID", "5 CONTRACT_MISSING", "6 OUTCOME_REPEATED",
                  "7 RETURN_UNKNOWN", "8 RETURN_UNKNOWN", "9 RETURN_UNKNOWN",
                  "10 PERIOD_NOT_OVER"));
  EXPECT_EQ(import.progress().errors(), 7);
  // Another provider's contract and one that is not there look the same.
  EXPECT_EQ(import.first_errors(3).description(),
            import.first_errors(4).description());
  EXPECT_EQ(import.findings(0).code(), "RETURN_UNKNOWN");
  EXPECT_EQ(import.findings(0).count(), 3);
}

TEST_F(ReturnImportsTest, ErrorsHoldUpTheCommitUnlessTheyAreSkipped) {
  ASSERT_EQ(Import(absl::StrCat(kHeader, Row("home", "p-1", "walk", "7"),
                                Row("home", "p-2", "cook"),
                                Row("days", "p-3", "read")))
                .state(),
            ReturnImport::STATE_READY);
  EXPECT_EQ(ReasonOf(Commit().status()), "IMPORT_HAS_ERRORS");
  ASSERT_THAT(Commit("june", /*skip_faulty=*/true), testing::IsOk());
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(Returns(), ElementsAre("days SUBMITTED", "home SKIPPED"));
  EXPECT_EQ(OutcomesFixture::Get("2025-06")->state(),
            v1::Return::STATE_NOT_STARTED);
}

TEST_F(ReturnImportsTest, AMendedFileLeavesAloneWhatWasDone) {
  Import(absl::StrCat(kHeader, Row("home", "p-1", "walk", "7"),
                      Row("home", "p-2", "cook"), Row("days", "p-3", "read")));
  ASSERT_THAT(Commit("june", /*skip_faulty=*/true), testing::IsOk());
  ASSERT_THAT(work_->Work(), testing::IsOk());
  const std::string etag = OutcomesFixture::Get("2025-06", kDays)->etag();

  const ReturnImport mended = Import(WholeFile(), "june-2");
  EXPECT_THAT(Returns("june-2"), ElementsAre("days UNCHANGED", "home READY"));
  ASSERT_THAT(Commit("june-2"), testing::IsOk());
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(Returns("june-2"),
              ElementsAre("days UNCHANGED", "home SUBMITTED"));
  EXPECT_EQ(OutcomesFixture::Get("2025-06", kDays)->etag(), etag);
}

TEST_F(ReturnImportsTest, ACheckedImportIsCheckedAgainAfterARestart) {
  ASSERT_EQ(Import(WholeFile()).state(), ReturnImport::STATE_READY);
  Restart();
  EXPECT_EQ(Get().state(), ReturnImport::STATE_CHECKING);
  EXPECT_EQ(ReasonOf(Commit().status()), "IMPORT_NOT_READY");
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_READY);
  EXPECT_EQ(Get().progress().errors(), 0);
}

// As when the server is stopped between two returns.
TEST_F(ReturnImportsTest, AnInterruptedCommitGoesOnAndDoesNothingTwice) {
  Import(WholeFile());
  ASSERT_THAT(Commit(), testing::IsOk());
  // What the work stores for a return, it stores with the return.
  ImportedReturn done;
  done.set_name(
      absl::StrCat(NameOf("june"), "/contracts/days/returns/2025-06"));
  done.set_return_(absl::StrCat(kDays, "/returns/2025-06"));
  done.set_state(ImportedReturn::STATE_SUBMITTED);
  ASSERT_THAT(db_->Write({.origin = {.subject = "test", .method = "test"}},
                         [&](store::Transaction& txn) {
                           return kImportedReturns.Insert(txn, done).status();
                         }),
              testing::IsOk());
  Restart();
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_DONE);
  EXPECT_THAT(Returns(), ElementsAre("days SUBMITTED", "home SUBMITTED"));
  EXPECT_EQ(OutcomesFixture::Get("2025-06", kDays)->state(),
            v1::Return::STATE_NOT_STARTED);
}

TEST_F(ReturnImportsTest, AStoppedWorkLeavesTheRestForTheNextStart) {
  Import(WholeFile());
  ASSERT_THAT(Commit(), testing::IsOk());
  work_->Stop();
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_APPLYING);
  Restart();
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(Returns(), ElementsAre("days SUBMITTED", "home SUBMITTED"));
}

TEST_F(ReturnImportsTest, AReturnThatSomebodySubmittedInBetweenIsLeftAlone) {
  Import(WholeFile());
  ASSERT_THAT(Commit(), testing::IsOk());
  ASSERT_THAT(Submit(Submission(
                  "2025-06",
                  {Entry(absl::StrCat(kEssex, "/people/p-1/outcomes/walk")),
                   Entry(absl::StrCat(kEssex, "/people/p-2/outcomes/cook"))})),
              testing::IsOk());
  const std::string etag = OutcomesFixture::Get("2025-06")->etag();
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(Returns(), ElementsAre("days SUBMITTED", "home SKIPPED"));
  EXPECT_EQ(OutcomesFixture::Get("2025-06")->etag(), etag);
}

TEST_F(ReturnImportsTest, TheReportIsTheFileWithTheErrorsBesideItsRows) {
  const ReturnImport import = Import(absl::StrCat(
      kHeader, Row("home", "p-1", "walk", "7"), Row("days", "p-3", "read")));
  v1::GetReturnImportReportRequest request;
  request.set_name(import.name());
  const auto report = imports_->GetReturnImportReport(Sam(request), request);
  ASSERT_THAT(report, testing::IsOk());
  EXPECT_EQ(report->next_offset(), 0);
  EXPECT_TRUE(absl::EndsWith(report->file_name(), "june-report.csv"));
  EXPECT_THAT(report->content(),
              HasSubstr("Contract,Period,Person,Outcome,Person's rating,"
                        "How we know,Provider's rating,Errors,Warnings"));
  EXPECT_THAT(report->content(), HasSubstr("home,2025-06,p-1,walk,7,said,1,"));
  EXPECT_THAT(report->content(), HasSubstr("must be -2, -1, 0, 1 or 2"));
  // Sent again as it is, it is the same file.
  EXPECT_THAT(Errors(Import(report->content(), "again")),
              ElementsAre("2 LEVEL_INVALID", "2 OUTCOME_MISSING"));
}

TEST_F(ReturnImportsTest, AFileThatIsNoneEndsWithTheReason) {
  const ReturnImport import = Import("\x89PNG\r\n\x1a\n and so on");
  EXPECT_EQ(import.state(), ReturnImport::STATE_UNREADABLE);
  EXPECT_NE(import.refusal().reason(), "");
  EXPECT_NE(import.refusal().description(), "");
  EXPECT_EQ(StoredParts(), 0);
  EXPECT_EQ(ReasonOf(Commit().status()), "IMPORT_NOT_READY");
  // One with the headings and nothing below.
  EXPECT_THAT(Errors(Import(kHeader, "empty")), ElementsAre("1 NO_ROWS"));
}

TEST_F(ReturnImportsTest, ACancelledImportLeavesNothingBehind) {
  Import(WholeFile());
  v1::CancelReturnImportRequest request;
  request.set_name(NameOf("june"));
  ASSERT_THAT(imports_->CancelReturnImport(Sam(request), request),
              testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_CANCELLED);
  EXPECT_EQ(StoredParts(), 0);
  EXPECT_EQ(ReasonOf(Commit().status()), "IMPORT_NOT_READY");
}

TEST_F(ReturnImportsTest, AnImportThatRestsTooLongIsGivenUp) {
  Import(WholeFile());
  clock_.Advance(kImportKept);
  ASSERT_THAT(work_->GiveUpStale(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_READY);
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(work_->GiveUpStale(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_CANCELLED);
  EXPECT_EQ(StoredParts(), 0);
}

TEST_F(ReturnImportsTest, DraftsAndReasonsAreThoseOfTheImport) {
  ReturnImport draft;
  draft.set_draft(true);
  Import(absl::StrCat(kHeader, Row("home", "p-1", "walk")), "draft", draft);
  ASSERT_THAT(Commit("draft"), testing::IsOk());
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(Returns("draft"), ElementsAre("home SAVED"));
  EXPECT_EQ(OutcomesFixture::Get("2025-06")->state(),
            v1::Return::STATE_IN_PROGRESS);

  Import(WholeFile());
  ASSERT_THAT(Commit(), testing::IsOk());
  ASSERT_THAT(work_->Work(), testing::IsOk());
  ASSERT_THAT(Accept("2025-06"), testing::IsOk());
  const std::string corrected =
      absl::StrCat(kHeader, Row("home", "p-1", "walk", "2"));
  Import(corrected, "no-reason");
  ASSERT_THAT(Commit("no-reason"), testing::IsOk());
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(Returns("no-reason"), ElementsAre("home REFUSED"));
  ReturnImport reason;
  reason.set_reason("a slip of the pen");
  Import(corrected, "reason", reason);
  ASSERT_THAT(Commit("reason"), testing::IsOk());
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(Returns("reason"), ElementsAre("home SUBMITTED"));
  EXPECT_EQ(OutcomesFixture::Get("2025-06")->state(),
            v1::Return::STATE_RESUBMITTED);
}

TEST_F(ReturnImportsTest, ErrorsShowWhileTheFileIsStillBeingChecked) {
  // The contracts service is asked for a contract that nobody knows yet: by
  // then the first return has been checked.
  const std::string file =
      absl::StrCat(kHeader, Row("home", "p-1", "walk", "7"),
                   Row("home", "p-2", "cook"), Row("last", "p-3", "read"));
  ASSERT_THAT(Create(file), testing::IsOk());
  ASSERT_THAT(SendPart(0, file), testing::IsOk());
  std::vector<std::string> seen;
  on_fetch_ = [&](absl::string_view name) {
    if (!absl::EndsWith(name, "/last")) return;
    const ReturnImport import = Get();
    EXPECT_EQ(import.state(), ReturnImport::STATE_CHECKING);
    seen = Errors(import);
  };
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_THAT(seen, ElementsAre("2 LEVEL_INVALID"));
}

TEST_F(ReturnImportsTest, AnOwnerThatCannotBeReachedIsAskedAgain) {
  const std::string file = absl::StrCat(kHeader, Row("late", "p-1", "walk"));
  ASSERT_THAT(Create(file), testing::IsOk());
  ASSERT_THAT(SendPart(0, file), testing::IsOk());
  fetch_error_ = absl::UnavailableError("away");
  EXPECT_THAT(work_->Work(), testing::StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Get().state(), ReturnImport::STATE_CHECKING);
  fetch_error_ = absl::OkStatus();
  ASSERT_THAT(work_->Work(), testing::IsOk());
  EXPECT_EQ(Get().state(), ReturnImport::STATE_READY);
}

}  // namespace
}  // namespace tidemark::outcomes

#include "services/publications/publications.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "services/publications/publications_fixture.h"

namespace tidemark::publications {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

using v1::PublishedCell;

// The cells of a row as a reader sees them: "60.0% 30/50" or "[c]".
std::vector<std::string> Cells(const v1::PublishedRow& row) {
  std::vector<std::string> texts;
  for (const PublishedCell& cell : row.cells()) {
    switch (cell.marker()) {
      case PublishedCell::MARKER_NUMBER:
        texts.push_back(absl::StrCat(cell.per_mille(), " ", cell.numerator(),
                                     "/", cell.denominator()));
        break;
      case PublishedCell::MARKER_CONFIDENTIAL:
        EXPECT_FALSE(cell.has_numerator() || cell.has_denominator() ||
                     cell.has_per_mille());
        texts.push_back("[c]");
        break;
      case PublishedCell::MARKER_NOT_APPLICABLE:
        texts.push_back("[z]");
        break;
      default:
        texts.push_back("[x]");
    }
  }
  return texts;
}

class PublicationsTest : public PublicationsFixture {
 protected:
  // Two large providers and a small one, in April.
  void SetThreeProviders() {
    cases_.SetMany(0, Month(4), 'f', 31, 52);
    cases_.SetMany(2, Month(4), 'm', 14, 28);
    cases_.SetMany(4, Month(4), 'f', 2, 8);
  }
};

TEST_F(PublicationsTest, ASmallProviderIsKeptBackAndTheNextSmallestWithIt) {
  SetThreeProviders();
  const auto draft =
      Create("april", "row_kind: ROWS_PROVIDERS " + Period(4, 4));
  ASSERT_THAT(draft, IsOk());
  ASSERT_THAT(draft->rows(), SizeIs(4));
  EXPECT_EQ(draft->rows(0).display_name(), "Essex");
  // 47 of 88 is 53.4%, told of the counts as they are.
  EXPECT_THAT(Cells(draft->rows(0)), ElementsAre("534 45/90"));
  EXPECT_THAT(Cells(draft->rows(1)), ElementsAre("596 30/50"));
  EXPECT_THAT(Cells(draft->rows(2)), ElementsAre("[c]"));
  EXPECT_THAT(Cells(draft->rows(3)), ElementsAre("[c]"));
  EXPECT_EQ(draft->rows(2).cells(0).reason(),
            PublishedCell::REASON_GIVES_AWAY_ANOTHER);
  EXPECT_EQ(draft->rows(3).cells(0).reason(), PublishedCell::REASON_FEW_MET);
  EXPECT_EQ(draft->cells(), 4);
  EXPECT_EQ(draft->cells_kept_back(), 2);
}

TEST_F(PublicationsTest, ReasonsAreForThoseWhoPrepareIt) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", "row_kind: ROWS_PROVIDERS " + Period(4, 4)),
              IsOk());
  const auto published = Publish("april");
  ASSERT_THAT(published, IsOk());
  EXPECT_TRUE(published->has_publish_time());
  for (const v1::PublishedRow& row : published->rows()) {
    for (const PublishedCell& cell : row.cells()) {
      EXPECT_EQ(cell.reason(), PublishedCell::REASON_UNSPECIFIED);
    }
  }
}

TEST_F(PublicationsTest, OthersSeeWhatIsPublishedAndNothingElse) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", Period(4, 4)), IsOk());
  for (const api::v1::Role role :
       {api::v1::ROLE_PROVIDER, api::v1::ROLE_FINANCE, api::v1::ROLE_ADMIN}) {
    EXPECT_THAT(Get("april", role), StatusIs(absl::StatusCode::kNotFound));
  }
  EXPECT_THAT(Get("april", api::v1::ROLE_QUALITY), IsOk());
  ASSERT_THAT(Publish("april"), IsOk());
  EXPECT_THAT(Get("april", api::v1::ROLE_PROVIDER), IsOk());
  ASSERT_THAT(Withdraw("april"), IsOk());
  EXPECT_THAT(Get("april", api::v1::ROLE_PROVIDER),
              StatusIs(absl::StatusCode::kNotFound));
  v1::ListPublicationsRequest request;
  request.set_parent(kCouncil);
  EXPECT_THAT(
      publications_
          ->ListPublications(As(api::v1::ROLE_PROVIDER, request), request)
          ->publications(),
      IsEmpty());
  const auto all = publications_->ListPublications(
      As(api::v1::ROLE_COMMISSIONER, request), request);
  ASSERT_THAT(all->publications(), SizeIs(1));
  EXPECT_THAT(all->publications(0).rows(), IsEmpty());
}

TEST_F(PublicationsTest, ACorrectionDoesNotShowBetweenTwoPublications) {
  SetThreeProviders();
  cases_.SetMany(0, Month(5), 'f', 20, 40);
  ASSERT_THAT(Create("april", Period(4, 4)), IsOk());
  ASSERT_THAT(Publish("april"), IsOk());
  // One outcome of April is corrected, and one comes late.
  cases_.Set(0, Month(4), "f0-0", {.numerator = 0, .denominator = 1});
  cases_.Set(0, Month(4), "f0-late", {.numerator = 1, .denominator = 1});
  const auto next = Create("april-may", Period(4, 4) + Period(4, 5));
  ASSERT_THAT(next, IsOk());
  EXPECT_THAT(Cells(next->rows(0)), ElementsAre("534 45/90", "523 65/130"));
  ASSERT_THAT(next->closed_months(), SizeIs(1));
  EXPECT_EQ(next->closed_months(0).month(), 4);
}

TEST_F(PublicationsTest, AQuarterLessTwoMonthsDoesNotTellTheThird) {
  cases_.SetMany(0, Month(4), 'f', 20, 40);
  cases_.SetMany(0, Month(5), 'f', 20, 40);
  cases_.SetMany(0, Month(6), 'f', 1, 2);
  ASSERT_THAT(Create("q1", Period(4, 6)), IsOk());
  ASSERT_THAT(Publish("q1"), IsOk());
  // Taken back, but not out of people's heads.
  ASSERT_THAT(Withdraw("q1"), IsOk());
  const auto two = Create("april-may", Period(4, 5));
  ASSERT_THAT(two, IsOk());
  EXPECT_THAT(Cells(two->rows(0)), ElementsAre("[c]"));
  EXPECT_EQ(two->rows(0).cells(0).reason(),
            PublishedCell::REASON_GIVES_AWAY_ANOTHER);
  // A month alone is no danger.
  const auto may = Create("may", Period(5, 5));
  ASSERT_THAT(may, IsOk());
  EXPECT_THAT(Cells(may->rows(0)), ElementsAre("500 20/40"));
}

TEST_F(PublicationsTest, ADraftThatNobodyPublishedIsNotKnown) {
  cases_.SetMany(0, Month(4), 'f', 20, 40);
  cases_.SetMany(0, Month(6), 'f', 1, 2);
  ASSERT_THAT(Create("q1", Period(4, 6)), IsOk());
  ASSERT_THAT(Withdraw("q1"), IsOk());
  EXPECT_THAT(Cells(Create("april", Period(4, 4))->rows(0)),
              ElementsAre("500 20/40"));
}

TEST_F(PublicationsTest, AnEmptyGroupIsToldUnlessOneBesideItIsKeptBack) {
  for (const int contract : {0, 2, 4}) {
    cases_.SetMany(contract, Month(4), 'f', 20, 40);
    cases_.SetMany(contract, Month(4), 'm', contract == 4 ? 0 : 20,
                   contract == 4 ? 0 : 40);
  }
  const std::string by_provider =
      "row_kind: ROWS_PROVIDERS attribute: ATTRIBUTE_SEX " + Period(4, 4);
  const auto told = Create("april", by_provider);
  ASSERT_THAT(told, IsOk());
  EXPECT_THAT(Cells(told->rows(3)),
              ElementsAre("500 20/40", "500 20/40", "[z]", "[z]"));
  // Now there are too few women under the third, which has no men.
  cases_ = Cases();
  for (const int contract : {0, 2}) {
    cases_.SetMany(contract, Month(4), 'f', 20, 40);
    cases_.SetMany(contract, Month(4), 'm', 20, 40);
  }
  cases_.SetMany(4, Month(4), 'f', 1, 3);
  const auto kept = Create("april-2", by_provider);
  ASSERT_THAT(kept, IsOk());
  EXPECT_THAT(Cells(kept->rows(3)), ElementsAre("[c]", "[c]", "[c]", "[z]"))
      << "nobody in the council is without a record";
}

TEST_F(PublicationsTest, NothingAndNothingYetAreToldApart) {
  cases_.SetMany(0, Month(4), 'f', 20, 40);
  cases_.SetMany(2, Month(5), 'f', 20, 40);
  cases_.SetMissing(2, Month(4));
  const auto draft = Create(
      "spring", "row_kind: ROWS_PROVIDERS " + Period(4, 4) + Period(5, 5));
  ASSERT_THAT(draft, IsOk());
  EXPECT_THAT(Cells(draft->rows(1)), ElementsAre("500 20/40", "[z]"));
  EXPECT_THAT(Cells(draft->rows(2)), ElementsAre("[x]", "500 20/40"));
}

TEST_F(PublicationsTest, ManyCasesOfOnePersonAreKeptBack) {
  cases_.SetMany(0, Month(4), 'f', 20, 40);
  cases_.SetMany(2, Month(4), 'f', 20, 44);
  cases_.Set(4, Month(4), "f4-0", {.numerator = 10, .denominator = 20});
  const auto draft =
      Create("april", "row_kind: ROWS_PROVIDERS " + Period(4, 4));
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(draft->rows(3).cells(0).reason(), PublishedCell::REASON_FEW_PEOPLE);
}

TEST_F(PublicationsTest, WhatWasPreviewedIsWhatIsPublished) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", Period(4, 4)), IsOk());
  cases_.SetMany(6, Month(4), 'f', 20, 40);
  const auto published = Publish("april");
  ASSERT_THAT(published, IsOk());
  EXPECT_THAT(Cells(published->rows(0)), ElementsAre("534 45/90"));
}

TEST_F(PublicationsTest, APreviewKnowsTheFiguresOfNow) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", Period(4, 4)), IsOk());
  cases_.SetMany(6, Month(4), 'f', 20, 40);
  const auto preview = Preview("april");
  ASSERT_THAT(preview, IsOk());
  EXPECT_THAT(Cells(preview->rows(0)), ElementsAre("523 65/130"));
}

TEST_F(PublicationsTest, AnOldPreviewIsNotPublishedOverANewerPublication) {
  SetThreeProviders();
  ASSERT_THAT(Create("one", Period(4, 4)), IsOk());
  ASSERT_THAT(Create("two", Period(4, 4)), IsOk());
  ASSERT_THAT(Publish("one"), IsOk());
  const auto outdated = Publish("two");
  EXPECT_THAT(outdated, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(outdated.status()), "PREVIEW_OUTDATED");
  ASSERT_THAT(Preview("two"), IsOk());
  EXPECT_THAT(Publish("two"), IsOk());
}

TEST_F(PublicationsTest, WhatIsPublishedNeverChanges) {
  SetThreeProviders();
  const auto draft = Create("april", Period(4, 4));
  ASSERT_THAT(draft, IsOk());
  ASSERT_THAT(Preview("april"), IsOk());
  EXPECT_THAT(Publish("april", draft->etag()),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_THAT(Publish("april"), IsOk());
  EXPECT_EQ(ReasonOf(Publish("april").status()), "NOT_A_DRAFT");
  EXPECT_EQ(ReasonOf(Preview("april").status()), "NOT_A_DRAFT");
  EXPECT_THAT(Create("april", Period(4, 4)),
              StatusIs(absl::StatusCode::kAlreadyExists));
  ASSERT_THAT(Withdraw("april"), IsOk());
  EXPECT_EQ(ReasonOf(Withdraw("april").status()), "ALREADY_WITHDRAWN");
  EXPECT_EQ(ReasonOf(Publish("april").status()), "NOT_A_DRAFT");
}

// Twelve people of each sex come late for a contract's April: enough to be
// shown by themselves.
void ComeLate(Cases& cases, int contract) {
  for (const char* const sex : {"f", "m"}) {
    for (int i = 0; i < 24; ++i) {
      cases.Set(contract, Month(4), absl::StrCat(sex, contract, "-late", i),
                {.numerator = i / 2 % 2, .denominator = 1});
    }
  }
}

TEST_F(PublicationsTest, ACorrectedEditionCountsWhatCameLate) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", Period(4, 4)), IsOk());
  ASSERT_THAT(Publish("april"), IsOk());
  ComeLate(cases_, 0);
  const auto corrected =
      Create("april-2", "with_corrections: true " + Period(4, 4));
  ASSERT_THAT(corrected, IsOk());
  // 47 of 88, and 24 of 48.
  EXPECT_THAT(Cells(corrected->rows(0)), ElementsAre("522 70/135"));
  ASSERT_THAT(corrected->corrected_months(), SizeIs(1));
  ASSERT_THAT(Publish("april-2"), IsOk());
  // What was published stays as it was, and what follows counts as corrected.
  EXPECT_THAT(Cells(Get("april")->rows(0)), ElementsAre("534 45/90"));
  const auto next = Create("next", Period(4, 4));
  ASSERT_THAT(next, IsOk());
  EXPECT_THAT(Cells(next->rows(0)), ElementsAre("522 70/135"));
  EXPECT_THAT(next->corrected_months(), IsEmpty());
  EXPECT_EQ(
      ReasonOf(
          Create("again", "with_corrections: true " + Period(4, 4)).status()),
      "NOTHING_TO_CORRECT");
}

TEST_F(PublicationsTest, ASmallCorrectionMakesNoEdition) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", "row_kind: ROWS_PROVIDERS " + Period(4, 4)),
              IsOk());
  ASSERT_THAT(Publish("april"), IsOk());
  // Large for one provider, and one case of another.
  ComeLate(cases_, 0);
  cases_.Set(2, Month(4), "m2-late", {.numerator = 1, .denominator = 1});
  const auto refused =
      Create("april-2", "with_corrections: true " + Period(4, 4));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(refused.status()), "CORRECTION_TOO_SMALL");
  EXPECT_THAT(Get("april-2"), StatusIs(absl::StatusCode::kNotFound));
  // Without that one it is made.
  cases_.Set(2, Month(4), "m2-late", {.numerator = 0, .denominator = 0});
  EXPECT_THAT(Create("april-3", "with_corrections: true " + Period(4, 4)),
              IsOk());
}

TEST_F(PublicationsTest,
       ACorrectionThatNetsToNothingInATotalIsSmallInItsParts) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", "row_kind: ROWS_PROVIDERS " + Period(4, 4)),
              IsOk());
  ASSERT_THAT(Publish("april"), IsOk());
  // One case moves from one provider to another.
  cases_.Set(0, Month(4), "f0-0", {.numerator = 0, .denominator = 0});
  cases_.Set(2, Month(4), "f2-0", {.numerator = 1, .denominator = 1});
  EXPECT_EQ(
      ReasonOf(
          Create("april-2", "with_corrections: true " + Period(4, 4)).status()),
      "CORRECTION_TOO_SMALL");
}

TEST_F(PublicationsTest, LocationsAreRowsAndWhatHasNoneIsOneOfThem) {
  cases_.location_of = &WomenAtTheMill;
  cases_.SetMany(0, Month(4), 'f', 31, 52);
  cases_.SetMany(0, Month(4), 'm', 14, 28);
  cases_.SetMany(2, Month(4), 'f', 20, 40);
  cases_.SetMissing(2, Month(5));
  const auto draft = Create(
      "april", "row_kind: ROWS_LOCATIONS " + Period(4, 4) + Period(5, 5));
  ASSERT_THAT(draft, IsOk());
  ASSERT_THAT(draft->rows(), SizeIs(4));
  EXPECT_EQ(draft->rows(1).subject(), MillOf(0));
  EXPECT_EQ(draft->rows(1).display_name(), "mill0");
  EXPECT_THAT(Cells(draft->rows(1)), ElementsAre("596 30/50", "[z]"));
  EXPECT_THAT(Cells(draft->rows(2)), ElementsAre("500 20/40", "[x]"));
  EXPECT_EQ(draft->rows(3).display_name(), "No location recorded");
  EXPECT_THAT(Cells(draft->rows(3)), ElementsAre("500 15/30", "[z]"));
}

TEST_F(PublicationsTest, AMonthThatWasClosedWithoutLocationsHasNone) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", Period(4, 4)), IsOk());
  ASSERT_THAT(Publish("april"), IsOk());
  const std::string name = MonthName(kCouncil, "outcomes-met", Month(4));
  ASSERT_THAT(
      db_->Write({.origin = {.subject = "users/test", .method = "Test"}},
                 [&](store::Transaction& txn) -> absl::Status {
                   auto month = kClosedMonths.Get(txn, name);
                   month->set_by_location(false);
                   return kClosedMonths.Replace(txn, *month);
                 }),
      IsOk());
  EXPECT_EQ(
      ReasonOf(
          Create("mills", "row_kind: ROWS_LOCATIONS " + Period(4, 4)).status()),
      "CLOSED_WITHOUT_LOCATIONS");
}

TEST_F(PublicationsTest, AMetricThatCountsTheSameCasesIsRefused) {
  SetThreeProviders();
  cases_.SetMany(0, Month(6), 'f', 31, 52);
  ASSERT_THAT(Create("april", Period(4, 4)), IsOk());
  const auto own = Create("own", Period(4, 4), "own-rating");
  ASSERT_THAT(own, IsOk());
  ASSERT_THAT(Publish("april"), IsOk());
  // Also when it was drafted before.
  EXPECT_EQ(ReasonOf(Publish("own").status()), "PREVIEW_OUTDATED");
  EXPECT_EQ(ReasonOf(Preview("own").status()), "METRIC_SHARES_CASES");
  EXPECT_EQ(ReasonOf(Create("own-2", Period(3, 5), "own-rating").status()),
            "METRIC_SHARES_CASES");
  EXPECT_THAT(Create("own-june", Period(6, 6), "own-rating"), IsOk());
}

TEST_F(PublicationsTest, AMonthTooYoungToBeJudgedIsNotPublished) {
  SetThreeProviders();
  cases_.settled = Month(4);
  EXPECT_THAT(Create("april", Period(4, 4)), IsOk());
  EXPECT_THAT(Create("may", Period(4, 4) + Period(4, 5)),
              StatusIs(absl::StatusCode::kInvalidArgument, "2026-04"));
}

TEST_F(PublicationsTest, EveryFaultIsToldAtOnce) {
  const auto refused =
      Create("A", Period(11, 11) + Period(5, 4) + Period(4, 4) + Period(4, 4));
  ASSERT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  std::vector<std::string> codes;
  for (const auto& fault : FaultsOf(refused.status())) {
    codes.push_back(fault.reason());
  }
  EXPECT_THAT(codes, ElementsAre("BAD_ID", "PERIOD_NOT_OVER", "BAD_PERIOD",
                                 "PERIOD_TWICE"));
}

TEST_F(PublicationsTest, AnExportHasMarkersAndNoBlank) {
  SetThreeProviders();
  ASSERT_THAT(Create("april", "row_kind: ROWS_PROVIDERS " + Period(4, 4)),
              IsOk());
  v1::ExportPublicationRequest request;
  request.set_name(absl::StrCat(kCouncil, "/publications/april"));
  request.set_format(type::v1::FILE_FORMAT_CSV);
  const auto ask = [&] {
    return publications_->ExportPublication(
        As(api::v1::ROLE_COMMISSIONER, request), request);
  };
  EXPECT_THAT(ask()->content(), HasSubstr("Draft: not for publication"));
  ASSERT_THAT(Publish("april"), IsOk());
  const auto file = ask();
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->file_name(), "2026-11-20-publication-april.csv");
  EXPECT_THAT(file->content(),
              AllOf(HasSubstr("\nEssex,2026-04,Everybody,53.4,45,90\r\n"),
                    HasSubstr("\nProvider 2,2026-04,Everybody,[c],[c],[c]\r\n"),
                    HasSubstr("[z],Not applicable"),
                    Not(HasSubstr("not for publication"))));
}

}  // namespace
}  // namespace tidemark::publications

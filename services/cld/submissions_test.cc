#include "services/cld/submissions.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/cld/batches.h"
#include "services/cld/cld_fixture.h"

namespace tidemark::cld {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using v1::CldSubmission;

class SubmissionsTest : public CldFixture {
 protected:
  size_t StoredBatches() {
    size_t batches = 0;
    EXPECT_THAT(kEvents.Scan(store::Snapshot(*db_), kEssex, "",
                             [&](const v1::StoredEvents&) {
                               ++batches;
                               return true;
                             }),
                IsOk());
    return batches;
  }
};

TEST_F(SubmissionsTest, ACommittedSubmissionSaysWhatIsInIt) {
  Import("q1", Lines({{}, {.person = "P2"}, {.person = ""}}));
  const auto submission = Get("q1");
  ASSERT_THAT(submission, IsOk());
  EXPECT_EQ(submission->state(), CldSubmission::STATE_COMMITTED);
  EXPECT_EQ(submission->rows(), 3);
  EXPECT_EQ(submission->events(), 2);
  EXPECT_EQ(submission->unusable_rows(), 1);
  EXPECT_EQ(submission->period_start_date().year(), 2024);
  EXPECT_EQ(submission->period_end_date().month(), 3);
  EXPECT_EQ(submission->replaces(), "");
}

TEST_F(SubmissionsTest, NoFigureRestsOnAnOpenSubmission) {
  ASSERT_THAT(Create("q1"), IsOk());
  ASSERT_THAT(Add("q1", Line({})), IsOk());
  EXPECT_EQ(Figure(Ascof2a().share()), "0/0 no value");
  ASSERT_THAT(Commit("q1"), IsOk());
  EXPECT_EQ(Figure(Ascof2a().share()), "1/1 100");
}

TEST_F(SubmissionsTest, ABatchThatIsSentAgainChangesNothing) {
  ASSERT_THAT(Create("q1"), IsOk());
  const auto first = Add("q1", Line({}));
  const auto again = Add("q1", Line({}));
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*first));
}

TEST_F(SubmissionsTest, ABatchWithOtherRowsIsRefused) {
  ASSERT_THAT(Create("q1"), IsOk());
  ASSERT_THAT(Add("q1", Line({})), IsOk());
  EXPECT_THAT(Add("q1", Line({.person = "P2"})), HasReason("BATCH_DIFFERS"));
  // Of another file it is another batch.
  EXPECT_THAT(Add("q1", Line({.person = "P2"}), 1, 2), IsOk());
}

TEST_F(SubmissionsTest, CommittingMissesNoBatch) {
  ASSERT_THAT(Create("q1"), IsOk());
  ASSERT_THAT(Add("q1", Line({}), 2), IsOk());
  EXPECT_THAT(Commit("q1", 2), HasReason("BATCHES_MISSING"));
  ASSERT_THAT(Add("q1", Line({.person = "P2"}), 1), IsOk());
  EXPECT_THAT(Commit("q1", 2), IsOk());
  EXPECT_EQ(Figure(Ascof2a().share()), "2/2 100");
}

TEST_F(SubmissionsTest, OnlyAnOpenSubmissionTakesRows) {
  Import("q1", Line({}));
  EXPECT_THAT(Add("q1", Line({.person = "P2"}), 2),
              HasReason("SUBMISSION_NOT_OPEN"));
  EXPECT_THAT(Commit("q1"), HasReason("SUBMISSION_NOT_OPEN"));
}

TEST_F(SubmissionsTest, ASubmissionWithoutRowsCannotBeCommitted) {
  ASSERT_THAT(Create("q1"), IsOk());
  ASSERT_THAT(Add("q1", "\r\n"), IsOk());
  EXPECT_THAT(Commit("q1"), HasReason("NO_ROWS"));
}

TEST_F(SubmissionsTest, ALaterSubmissionOfThePeriodTakesThePlaceOfTheFirst) {
  Import("first", Lines({{}, {.person = "P2"}}));
  Import("second",
         Lines({{.person = "P3", .outcome = "NFA: Support declined"}}));
  EXPECT_EQ(Figure(Ascof2a().share()), "0/0 no value");
  const auto first = Get("first");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->state(), CldSubmission::STATE_REPLACED);
  EXPECT_EQ(first->replaced_by(), NameOf("second"));
  EXPECT_EQ(Get("second")->replaces(), NameOf("first"));
  EXPECT_EQ(StoredBatches(), 1);
  // What was found in it is still there.
  v1::GetCldQualityRequest quality;
  quality.set_name(NameOf("first"));
  const auto found = Do(*submissions_, &Submissions::GetCldQuality, quality);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->rows(), 2);
}

TEST_F(SubmissionsTest, SubmissionsOfOtherPeriodsStandSideBySide) {
  Import("q1", Line({}));
  Import("q2", Line({.person = "P2",
                     .period_start = "01/07/2024",
                     .period_end = "30/06/2025"}));
  EXPECT_EQ(Get("q1")->state(), CldSubmission::STATE_COMMITTED);
  EXPECT_EQ(Figure(Ascof2a().share()), "2/2 100");
}

TEST_F(SubmissionsTest, ExtractsThatStateNoPeriodStandSideBySide) {
  Import("one", Line({.period_start = "", .period_end = ""}));
  Import("two", Line({.person = "P2", .period_start = "", .period_end = ""}));
  Import("both",
         Lines({{.period_start = "", .period_end = ""},
                {.person = "P2", .period_start = "", .period_end = ""}}));
  EXPECT_EQ(Get("one")->state(), CldSubmission::STATE_COMMITTED);
  EXPECT_EQ(Get("two")->replaces(), "");
  // What several have is there once.
  EXPECT_EQ(Figure(Ascof2a().share()), "2/2 100");
}

TEST_F(SubmissionsTest, WhatWasCommittedInErrorCanBeTakenBack) {
  Import("q1", Line({}));
  v1::AbandonCldSubmissionRequest request;
  request.set_name(NameOf("q1"));
  ASSERT_THAT(Do(*submissions_, &Submissions::AbandonCldSubmission, request),
              IsOk());
  EXPECT_EQ(Figure(Ascof2a().share()), "0/0 no value");
  EXPECT_EQ(StoredBatches(), 0);
  EXPECT_THAT(Do(*submissions_, &Submissions::AbandonCldSubmission, request),
              HasReason("SUBMISSION_NOT_OPEN"));
}

TEST_F(SubmissionsTest, PeopleHashedWithAnotherKeyAreNotMixedIn) {
  Import("q1", Line({}));
  submissions_ = std::make_unique<Submissions>(*db_, "another key");
  ASSERT_THAT(Create("q2"), IsOk());
  ASSERT_THAT(Add("q2", Line({.period_end = "30/06/2025"})), IsOk());
  EXPECT_THAT(Commit("q2"), HasReason("KEY_CHANGED"));
  // The same period is replaced, so there is nobody to be matched.
  ASSERT_THAT(Create("q3"), IsOk());
  ASSERT_THAT(Add("q3", Line({})), IsOk());
  EXPECT_THAT(Commit("q3"), IsOk());
}

TEST_F(SubmissionsTest, LocationsThatNoProviderHasAreListed) {
  Import("q1", Lines({{.location = "1-100000001"},
                      {.person = "P2", .location = "1-200000002"},
                      {.person = "P3", .location = "1-200000002"},
                      {.person = "P4", .location = "1-300000003"},
                      {.person = "P5", .location = ""}}));
  v1::ListCldUnmatchedLocationsRequest request;
  request.set_parent(NameOf("q1"));
  request.set_page_size(1);
  auto page =
      Do(*submissions_, &Submissions::ListCldUnmatchedLocations, request);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->unmatched_locations(), SizeIs(1));
  EXPECT_EQ(page->unmatched_locations(0).location_id(), "1-200000002");
  EXPECT_EQ(page->unmatched_locations(0).services(), 2);
  request.set_page_token(page->next_page_token());
  page = Do(*submissions_, &Submissions::ListCldUnmatchedLocations, request);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->unmatched_locations(), SizeIs(1));
  EXPECT_EQ(page->unmatched_locations(0).location_id(), "1-300000003");
  EXPECT_THAT(page->next_page_token(), IsEmpty());
}

TEST_F(SubmissionsTest, UnknownSubmissionsAreNotFound) {
  EXPECT_THAT(Get("none"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Add("none", Line({})), StatusIs(absl::StatusCode::kNotFound));
}

// Random rows of some people over three reporting periods.
std::vector<Row> RandomRows(std::mt19937& random) {
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  std::vector<Row> rows;
  for (int i = 0; i < 60; ++i) {
    Row row;
    row.person = absl::StrCat("P", random() % 12);
    row.type = pick({"Service", "Service", "Service", "Review", "Assessment"});
    row.service =
        pick({"Short term support: ST-Max", "Short Term Support: ST-Max",
              "Long term support: Community",
              "Short term support: Other short term"});
    row.component = pick({"Reablement", "Equipment", "Meals"});
    row.start =
        absl::StrCat("0", 1 + random() % 9, "/0", 1 + random() % 9, "/2024");
    row.end = pick({"", "20/09/2024", "28/11/2024", "30/12/2024"});
    row.outcome = pick({"NFA: Other", "NFA: Support declined", "", "Nonsense",
                        "NFA - Deceased", "Service ended as planned"});
    row.location = pick({"1-100000001", "1-200000002", ""});
    row.period_end = pick({"31/12/2024", "31/03/2025"});
    row.period_start = "01/01/2024";
    rows.push_back(row);
  }
  return rows;
}

TEST_F(SubmissionsTest, AnyOrderAndAnySplitOfTheRowsGiveTheSame) {
  std::mt19937 random(42);
  for (int round = 0; round < 10; ++round) {
    std::vector<Row> rows = RandomRows(random);
    Import(absl::StrCat("whole-", round), Lines(rows));
    const v1::Measure whole = Ascof2a(v1::MEASURE_GROUPING_PROVIDER);
    const auto findings =
        FindingsOf(store::Snapshot(*db_), *Get(absl::StrCat("whole-", round)));
    ASSERT_THAT(findings, IsOk());

    std::shuffle(rows.begin(), rows.end(), random);
    const std::string split = absl::StrCat("split-", round);
    ASSERT_THAT(Create(split), IsOk());
    int batches = 0;
    for (size_t i = 0; i < rows.size(); i += 6) {
      const std::vector<Row> part(rows.begin() + static_cast<int64_t>(i),
                                  rows.begin() + static_cast<int64_t>(i) + 6);
      // Ten files, and the whole of each sent twice.
      ++batches;
      ASSERT_THAT(Add(split, Lines(part), 1, batches), IsOk());
      ASSERT_THAT(Add(split, Lines(part), 1, batches), IsOk());
    }
    ASSERT_THAT(Commit(split, batches), IsOk());
    EXPECT_THAT(Ascof2a(v1::MEASURE_GROUPING_PROVIDER), EqualsProto(whole));
    auto after = FindingsOf(store::Snapshot(*db_), *Get(split));
    ASSERT_THAT(after, IsOk());
    after->set_name(findings->name());
    EXPECT_THAT(*after, EqualsProto(*findings));
  }
}

}  // namespace
}  // namespace tidemark::cld

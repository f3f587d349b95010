#include "services/cld/measures.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/cld/cld_fixture.h"

namespace tidemark::cld {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;

class MeasuresTest : public CldFixture {
 protected:
  absl::StatusOr<v1::ListAscof2aEpisodesResponse> Episodes(
      int page_size, const std::string& token = "",
      const std::string& provider = "") {
    v1::ListAscof2aEpisodesRequest request;
    request.set_parent(kEssex);
    request.set_year("2024-25");
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_provider(provider);
    return Do(*measures_, &Measures::ListAscof2aEpisodes, request);
  }

  static std::vector<std::string> Groups(const v1::Measure& measure) {
    std::vector<std::string> groups;
    for (const v1::GroupShare& group : measure.groups()) {
      groups.push_back(absl::StrCat(group.group(), " ", Figure(group.share())));
    }
    return groups;
  }
};

constexpr char kDeclined[] = "NFA: Support declined";
constexpr char kCommunity[] = "Long term support: Community";

// Four episodes: two of Shoreline, one with an unknown location, one with none.
std::string Extract() {
  return Lines({
      {.person = "P1"},
      {.person = "P2", .outcome = kDeclined},
      {.person = "P3", .location = "1-200000002"},
      {.person = "P3",
       .start = "11/06/2024",
       .end = "",
       .service = kCommunity,
       .component = "Meals",
       .location = "1-100000001"},
      {.person = "P4", .location = "", .born = "12/03/1990"},
  });
}

TEST_F(MeasuresTest, AFigureSaysWhichDefinitionItIs) {
  Import("q1", Extract());
  const v1::Measure measure = Ascof2a();
  EXPECT_EQ(measure.definition(), "ascof-2a/dhsc-2024-25");
  EXPECT_EQ(measure.year(), "2024-25");
  EXPECT_EQ(Figure(measure.share()), "2/3 66.7");
}

TEST_F(MeasuresTest, WithoutEpisodesThereIsNoValue) {
  EXPECT_EQ(Figure(Ascof2a().share()), "0/0 no value");
  EXPECT_THAT(Ascof2a().notes(),
              ElementsAre("There is no committed client-level data."));
}

TEST_F(MeasuresTest, ProvidersThatAreNotKnownAreNotGuessed) {
  Import("q1", Extract());
  EXPECT_THAT(
      Groups(Ascof2a(v1::MEASURE_GROUPING_PROVIDER)),
      ElementsAre(absl::StrCat(kShoreline, " 1/1 100"), "unmatched 1/2 50"));
  EXPECT_EQ(
      Figure(Ascof2a(v1::MEASURE_GROUPING_UNSPECIFIED, kShoreline).share()),
      "1/1 100");
}

TEST_F(MeasuresTest, AgeBandsAreThoseOfThePublishedMeasure) {
  Import("q1", Lines({{.person = "P1"},
                      {.person = "P2", .born = "12/03/1990"},
                      {.person = "P3", .born = ""},
                      {.person = "P4", .born = "12/03/2010"}}));
  const v1::Measure measure = Ascof2a(v1::MEASURE_GROUPING_AGE_BAND);
  EXPECT_THAT(Groups(measure),
              ElementsAre("18 to 64 1/1 100", "65 and above 1/1 100",
                          "unknown 1/1 100"));
  EXPECT_EQ(measure.episodes_excluded(), 1);
}

TEST_F(MeasuresTest, EpisodesAreExplainedPageByPage) {
  Import("q1", Extract());
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = Episodes(3, token);
    ASSERT_THAT(page, IsOk());
    for (const v1::Episode& episode : page->episodes()) {
      seen.push_back(absl::StrCat(episode.sequel_type(), " ", episode.sequel(),
                                  ": ", episode.reason()));
      EXPECT_THAT(episode.person(), SizeIs(32));
    }
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(seen,
              ::testing::UnorderedElementsAre(
                  "4a NFA: Support ended as planned: the outcome of the last "
                  "service; counts in both",
                  "4a NFA: Support ended as planned: the outcome of the last "
                  "service; counts in both",
                  "4a NFA: Support declined: the outcome of the last service; "
                  "counts in neither",
                  "3 Long term support: Community: a service goes on or starts "
                  "by the seventh day after the end; counts in the denominator "
                  "only"));
}

TEST_F(MeasuresTest, AProviderFilterShowsItsEpisodesOnly) {
  Import("q1", Extract());
  const auto own = Episodes(0, "", kShoreline);
  ASSERT_THAT(own, IsOk());
  ASSERT_THAT(own->episodes(), SizeIs(2));
  for (const v1::Episode& episode : own->episodes()) {
    EXPECT_EQ(episode.provider(), kShoreline);
  }
}

TEST_F(MeasuresTest, PagesOfWhatHasChangedAreRefused) {
  Import("q1", Extract());
  const auto page = Episodes(1);
  ASSERT_THAT(page, IsOk());
  Import("q2", Extract());
  EXPECT_THAT(Episodes(1, page->next_page_token()),
              HasReason("SUBMISSIONS_CHANGED"));
}

TEST_F(MeasuresTest, AYearThatTheDataDoesNotCoverIsSaidSo) {
  Import("q1", Extract());
  ASSERT_THAT(Ascof2a().notes(), SizeIs(1));
  EXPECT_THAT(Ascof2a().notes(0),
              HasSubstr("covers 1 April 2024 to 31 March 2025; the measure "
                        "needs 1 January 2024 to 7 April 2025"));
}

TEST_F(MeasuresTest, AYearMustBeOne) {
  v1::GetAscof2aRequest request;
  request.set_parent(kEssex);
  request.set_year("2024-26");
  const auto measure = Do(*measures_, &Measures::GetAscof2a, request);
  ASSERT_THAT(FaultsOf(measure.status()), SizeIs(1));
  EXPECT_EQ(FaultsOf(measure.status())[0].reason(), "YEAR_INVALID");
  // The one that ended last, by default.
  request.clear_year();
  EXPECT_EQ(Do(*measures_, &Measures::GetAscof2a, request)->year(), "2024-25");
}

TEST_F(MeasuresTest, TheForerunnerIsComputedFromTheSameEpisodes) {
  Import("q1", Extract());
  v1::GetAscof2dRequest request;
  request.set_parent(kEssex);
  request.set_year("2024-25");
  request.set_grouping(v1::MEASURE_GROUPING_PROVIDER);
  const auto measure = Do(*measures_, &Measures::GetAscof2d, request);
  ASSERT_THAT(measure, IsOk());
  EXPECT_EQ(measure->definition(), "ascof-2d/salt");
  EXPECT_EQ(Figure(measure->share()), "2/3 66.7");
  EXPECT_THAT(
      Groups(*measure),
      ElementsAre(absl::StrCat(kShoreline, " 1/1 100"), "unmatched 1/2 50"));
  int32_t episodes = 0;
  for (const auto& sequel : measure->sequels()) episodes += sequel.episodes();
  EXPECT_EQ(episodes, 4);
}

TEST_F(MeasuresTest, TheForerunnerIsComputedFromCounts) {
  v1::ComputeAscof2dRequest request;
  request.set_parent(kEssex);
  request.mutable_sequels()->set_long_term_support(38'905);
  request.mutable_sequels()->set_no_identified_needs(116'120);
  const auto computed = Do(*measures_, &Measures::ComputeAscof2d, request);
  ASSERT_THAT(computed, IsOk());
  EXPECT_EQ(Figure(computed->share()), "116120/155025 74.9");
}

TEST_F(MeasuresTest, TheTwelveWeekProxySaysThatItIsOne) {
  Import("q1", Extract());
  v1::GetTwelveWeeksRequest request;
  request.set_parent(kEssex);
  request.set_year("2024-25");
  const auto measure = Do(*measures_, &Measures::GetTwelveWeeks, request);
  ASSERT_THAT(measure, IsOk());
  EXPECT_EQ(measure->definition(), "twelve-weeks/local-proxy");
  // The fourth is under 65.
  EXPECT_EQ(Figure(measure->share()), "3/3 100");
  EXPECT_THAT(measure->notes(0), HasSubstr("local proxy"));
}

TEST_F(MeasuresTest, FiguresComeOutTheSameAfterTheServiceStartsAgain) {
  Import("q1", Extract());
  const v1::Measure before = Ascof2a(v1::MEASURE_GROUPING_PROVIDER);
  measures_ = std::make_unique<Measures>(*db_);
  EXPECT_THAT(Ascof2a(v1::MEASURE_GROUPING_PROVIDER),
              testing::EqualsProto(before));
}

}  // namespace
}  // namespace tidemark::cld

#include "services/monitoring/comparison.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/monitoring/chart_fixture.h"

namespace tidemark::monitoring {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::HasFault;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using testing::StatusIs;
using v1::GetComparisonRequest;

class ComparisonTest : public ChartFixture {
 protected:
  // A month of each provider.
  void PutProviders(const std::vector<std::pair<std::string, Met>>& all) {
    for (const auto& [id, met] : all) PutContract(id, {met});
  }

  absl::StatusOr<v1::Comparison> OfCouncil() {
    return Comparison(Ask<GetComparisonRequest>(kCouncil, 1));
  }

  static const v1::Comparison::Unit* UnitOf(const v1::Comparison& comparison,
                                            const std::string& subject) {
    for (const v1::Comparison::Unit& unit : comparison.units()) {
      if (unit.subject() == subject) return &unit;
    }
    return nullptr;
  }
};

TEST_F(ComparisonTest, UnitsAreInOrderOfNameWithTheirLimits) {
  PutProviders({{"cedar", {30, 40}}, {"acorn", {28, 40}}, {"beech", {2, 40}}});
  const auto funnel = OfCouncil();
  ASSERT_THAT(funnel, IsOk());
  ASSERT_EQ(funnel->units_size(), 3);
  EXPECT_EQ(funnel->units(0).display_name(), "Provider acorn");
  EXPECT_EQ(funnel->units(1).display_name(), "Provider beech");
  EXPECT_EQ(funnel->units(2).display_name(), "Provider cedar");
  EXPECT_NEAR(funnel->centre(), 0.5, 1e-12);
  // 60 of 120: binomial limits at 40 cases, interpolated between 13 and 14, and
  // between 25 and 26.
  EXPECT_NEAR(funnel->units(0).unadjusted().attention().lower(), 0.3318, 1e-4);
  EXPECT_NEAR(funnel->units(0).unadjusted().attention().upper(), 0.6432, 1e-4);
  EXPECT_THAT(funnel->notes(), Contains(HasSubstr("no league table")));
}

TEST_F(ComparisonTest, OneOfManyThatIsFarLowerIsFound) {
  std::vector<std::pair<std::string, Met>> all;
  for (int i = 0; i < 30; ++i) {
    all.emplace_back(absl::StrCat("p", 10 + i),
                     Met{.numerator = 27 + i % 7, .denominator = 40});
  }
  all.emplace_back("low", Met{.numerator = 4, .denominator = 40});
  PutProviders(all);
  const auto funnel = OfCouncil();
  ASSERT_THAT(funnel, IsOk());
  const v1::Comparison::Unit* const low = UnitOf(*funnel, Provider("low"));
  ASSERT_NE(low, nullptr);
  EXPECT_EQ(low->standing(), v1::Comparison::STANDING_ACTION_LOW);
  EXPECT_THAT(low->standing_words(), HasSubstr("ask why"));
  EXPECT_EQ(funnel->judged(), 31);
  EXPECT_EQ(funnel->outside_unadjusted_action(), 1);
  EXPECT_EQ(UnitOf(*funnel, Provider("p10"))->standing(),
            v1::Comparison::STANDING_INSIDE);
}

TEST_F(ComparisonTest, WhereUnitsDifferAnywayTheLimitsThatCountAllowForIt) {
  std::vector<std::pair<std::string, Met>> all;
  for (int i = 0; i < 20; ++i) {
    all.emplace_back(absl::StrCat("p", 10 + i),
                     Met{.numerator = 20 + 9 * i, .denominator = 200});
  }
  PutProviders(all);
  const auto funnel = OfCouncil();
  ASSERT_THAT(funnel, IsOk());
  EXPECT_TRUE(funnel->adjusted());
  EXPECT_GT(funnel->phi(), 1);
  EXPECT_GT(funnel->tau2(), 0);
  EXPECT_GT(funnel->outside_unadjusted_action(), 10);
  EXPECT_EQ(funnel->outside_adjusted_action(), 0);
  for (const v1::Comparison::Unit& unit : funnel->units()) {
    EXPECT_LT(unit.adjusted().action().lower(),
              unit.unadjusted().action().lower());
  }
  EXPECT_THAT(funnel->notes(),
              Contains(HasSubstr("differ more than chance explains")));
}

TEST_F(ComparisonTest, AUnitWithTooFewCasesIsShownAndNotJudged) {
  PutProviders({{"acorn", {28, 40}}, {"beech", {0, 4}}, {"cedar", {30, 40}}});
  const auto funnel = OfCouncil();
  ASSERT_THAT(funnel, IsOk());
  const v1::Comparison::Unit* const small = UnitOf(*funnel, Provider("beech"));
  ASSERT_NE(small, nullptr);
  EXPECT_EQ(small->standing(), v1::Comparison::STANDING_UNSPECIFIED);
  EXPECT_FALSE(small->has_unadjusted());
  EXPECT_EQ(small->figure().no_value(), v1::Figure::NO_VALUE_TOO_FEW);
  EXPECT_EQ(small->standing_words(), "too few cases to judge");
  EXPECT_EQ(funnel->judged(), 2);
  EXPECT_EQ(funnel->too_small(), 1);
}

TEST_F(ComparisonTest, AProviderSeesItselfAloneInTheFunnelOfAll) {
  PutProviders({{"acorn", {28, 40}}, {"beech", {2, 40}}, {"cedar", {30, 40}}});
  const auto all = OfCouncil();
  const auto own = Comparison(Ask<GetComparisonRequest>(Provider("beech"), 1));
  ASSERT_THAT(own, IsOk());
  ASSERT_EQ(own->units_size(), 1);
  EXPECT_EQ(own->units(0).subject(), Provider("beech"));
  EXPECT_EQ(own->centre(), all->centre());
  EXPECT_EQ(own->judged(), 3);
  EXPECT_THAT(own->ShortDebugString(), Not(HasSubstr("acorn")));
  EXPECT_THAT(own->ShortDebugString(), Not(HasSubstr("cedar")));
}

TEST_F(ComparisonTest, ContractsAreComparedIfAsked) {
  PutContract("acorn", {{28, 40}});
  PutContract("acorn", {{30, 40}}, "-day");
  PutContract("beech", {{20, 40}});
  auto request = Ask<GetComparisonRequest>(kCouncil, 1);
  request.set_units(GetComparisonRequest::UNITS_CONTRACTS);
  const auto funnel = Comparison(request);
  ASSERT_THAT(funnel, IsOk());
  std::vector<std::string> subjects;
  for (const auto& unit : funnel->units()) subjects.push_back(unit.subject());
  EXPECT_THAT(subjects, ElementsAre(Contract("acorn"), Contract("acorn-day"),
                                    Contract("beech")));
  request.set_name(Provider("acorn"));
  EXPECT_EQ(Comparison(request)->units_size(), 2);
}

TEST_F(ComparisonTest, TheFunnelIsDrawnFromTheSmallestToTheLargest) {
  PutProviders({{"acorn", {28, 40}}, {"beech", {5, 10}}, {"cedar", {60, 90}}});
  const auto funnel = OfCouncil();
  ASSERT_THAT(funnel, IsOk());
  ASSERT_GT(funnel->curve_size(), 10);
  EXPECT_EQ(funnel->curve(0).size(), 10);
  EXPECT_EQ(funnel->curve(funnel->curve_size() - 1).size(), 90);
  const auto width = [](const v1::Comparison::CurvePoint& point) {
    return point.unadjusted().action().upper() -
           point.unadjusted().action().lower();
  };
  for (int i = 1; i < funnel->curve_size(); ++i) {
    EXPECT_LT(funnel->curve(i - 1).size(), funnel->curve(i).size());
  }
  EXPECT_GT(width(funnel->curve(0)),
            width(funnel->curve(funnel->curve_size() - 1)));
}

TEST_F(ComparisonTest, AUnitIsHeldAgainstWhatIsExpectedOfItsOwnPeople) {
  // Of p0 and p1, women, 5 of 6 outcomes a month are met wherever they are
  // supported, of p2 to p5, men, fewer. Acorn supports women only.
  PutContract("acorn", {{5, 6}, {5, 6}});
  PutContract("beech", {{10, 18}, {10, 18}});
  for (int i = 0; i < 6; ++i) {
    outcomes::v1::Person person;
    person.set_name(absl::StrCat(kCouncil, "/people/p", i));
    person.set_sex(i < 2 ? outcomes::v1::Person::SEX_FEMALE
                         : outcomes::v1::Person::SEX_MALE);
    feeds_.Put(person);
  }
  auto request = Ask<GetComparisonRequest>(kCouncil, 2);
  request.add_case_mix(v1::ATTRIBUTE_SEX);
  const auto funnel = Comparison(request);
  ASSERT_THAT(funnel, IsOk());
  // Women: 10 of 12 at Acorn, 12 of 12 at Beech; men: 8 of 24 at Beech.
  const v1::Comparison::Unit* const acorn = UnitOf(*funnel, Provider("acorn"));
  const v1::Comparison::Unit* const beech = UnitOf(*funnel, Provider("beech"));
  EXPECT_NEAR(acorn->expected(), 12 * 22 / 24.0, 1e-9);
  EXPECT_NEAR(beech->expected(), 12 * 22 / 24.0 + 8, 1e-9);
  EXPECT_NEAR(acorn->ratio(), 10 / 11.0, 1e-9);
  EXPECT_NEAR(beech->ratio(), 20 / 19.0, 1e-9);
  EXPECT_LT(acorn->ratio_interval().lower(), acorn->ratio());
  // All that is expected is all that was met.
  EXPECT_NEAR(acorn->expected() + beech->expected(), 30, 1e-9);
  EXPECT_EQ(funnel->centre(), 1);
  EXPECT_THAT(funnel->notes(), Contains(HasSubstr("as expected")));
}

TEST_F(ComparisonTest, ACaseMixIsOfOutcomesMetAndOfAttributesGivenOnce) {
  PutProviders({{"acorn", {28, 40}}});
  auto request = Ask<GetComparisonRequest>(kCouncil, 1);
  request.set_metric("returns-on-time");
  request.add_case_mix(v1::ATTRIBUTE_SEX);
  request.add_case_mix(v1::ATTRIBUTE_SEX);
  const auto refused = Comparison(request);
  EXPECT_THAT(refused, HasFault("metric", "METRIC_WITHOUT_PEOPLE"));
  EXPECT_THAT(refused, HasFault("case_mix[1]", "BAD_ATTRIBUTE"));
}

TEST_F(ComparisonTest, WithoutAReturnThereIsNoCentreAndNoCurve) {
  PutProviders({{"acorn", {0, 0}}});
  const auto funnel = OfCouncil();
  ASSERT_THAT(funnel, IsOk());
  EXPECT_FALSE(funnel->has_centre());
  EXPECT_EQ(funnel->curve_size(), 0);
}

TEST_F(ComparisonTest, AContractIsShownAloneAmongContracts) {
  PutContract("acorn", {{28, 40}});
  PutContract("acorn", {{30, 40}}, "-day");
  PutContract("beech", {{20, 40}});
  const auto funnel =
      Comparison(Ask<GetComparisonRequest>(Contract("acorn"), 1));
  ASSERT_THAT(funnel, IsOk());
  ASSERT_EQ(funnel->units_size(), 1);
  EXPECT_EQ(funnel->units(0).subject(), Contract("acorn"));
  EXPECT_EQ(funnel->judged(), 3);
}

TEST_F(ComparisonTest, AnUnknownSubjectIsNotFound) {
  PutProviders({{"acorn", {28, 40}}});
  EXPECT_THAT(Comparison(Ask<GetComparisonRequest>(Provider("beech"), 1)),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tidemark::monitoring

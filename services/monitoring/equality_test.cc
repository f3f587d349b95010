#include "services/monitoring/equality.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/statistics/difference.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/monitoring/attributes.h"
#include "services/monitoring/test_feeds.h"
#include "services/monitoring/views.h"

namespace tidemark::monitoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;

using outcomes::v1::Person;
using outcomes::v1::Return;
using v1::Figure;

constexpr char kCouncil[] = "councils/E10000012";

TEST(AttributesTest, EveryValueOfAPersonHasAGroup) {
  const type::Date day(2026, 6, 30);
  for (const v1::Attribute attribute : AllAttributes()) {
    EXPECT_EQ(GroupOf(attribute, nullptr, day), kGroupNotRecorded);
    EXPECT_EQ(GroupsOf(attribute).back().code(), kGroupNotRecorded);
  }
  Person person;
  for (int reason = 1; reason <= Person::SupportReason_MAX; ++reason) {
    person.set_support_reason(static_cast<Person::SupportReason>(reason));
    EXPECT_NE(GroupOf(v1::ATTRIBUTE_SUPPORT_REASON, &person, day),
              kGroupNotRecorded);
  }
  for (int sex = 1; sex <= Person::Sex_MAX; ++sex) {
    person.set_sex(static_cast<Person::Sex>(sex));
    EXPECT_NE(GroupOf(v1::ATTRIBUTE_SEX, &person, day), kGroupNotRecorded);
  }
  for (int group = 1; group <= Person::EthnicGroup_MAX; ++group) {
    person.set_ethnic_group(static_cast<Person::EthnicGroup>(group));
    EXPECT_NE(GroupOf(v1::ATTRIBUTE_ETHNIC_GROUP, &person, day),
              kGroupNotRecorded);
  }
}

TEST(AttributesTest, AgeIsThatOfTheYearInWhichThePeriodEnds) {
  const auto band = [](int birth_year) {
    Person person;
    person.set_birth_year(birth_year);
    return std::string(
        GroupOf(v1::ATTRIBUTE_AGE_BAND, &person, type::Date(2026, 6, 30)));
  };
  EXPECT_EQ(band(0), kGroupNotRecorded);
  EXPECT_EQ(band(2009), "under-18");
  EXPECT_EQ(band(2008), "18-24");
  EXPECT_EQ(band(1962), "45-64");
  EXPECT_EQ(band(1961), "65-74");
  EXPECT_EQ(band(1941), "85-plus");
  EXPECT_EQ(band(2027), kGroupNotRecorded) << "born after the period";
}

class EqualityTest : public ::testing::Test {
 protected:
  EqualityTest() {
    feeds_.Put(ParseText<contracts::v1::Council>(R"(
      name: "councils/E10000012" display_name: "Essex" minimum_denominator: 5
    )"));
    for (const int n : {1, 2}) {
      feeds_.Put(ParseText<contracts::v1::Provider>(
          absl::StrCat("name: '", kCouncil, "/providers/1-", n,
                       "' display_name: 'Provider ", n, "'")));
      feeds_.Put(ParseText<contracts::v1::Contract>(
          absl::StrCat("name: '", kCouncil, "/contracts/c", n, "' title: 'C", n,
                       "' state: STATE_ACTIVE provider: '", kCouncil,
                       "/providers/1-", n, "'")));
    }
  }

  // People `prefix`0 and on, of one sex.
  void AddPeople(const std::string& prefix, int count, Person::Sex sex) {
    for (int i = 0; i < count; ++i) {
      Person person;
      person.set_name(absl::StrCat(kCouncil, "/people/", prefix, i));
      person.set_sex(sex);
      feeds_.Put(person);
    }
  }

  // What a return says of people `prefix`0 and on.
  struct Rated {
    std::string prefix;
    int met = 0;
    int not_met = 0;
  };
  void Rate(int contract, int month, const std::vector<Rated>& all) {
    Return returned;
    returned.set_name(
        absl::StrCat(kCouncil, "/contracts/c", contract, "/returns/m", month));
    returned.set_state(Return::STATE_ACCEPTED);
    *returned.mutable_period_end() =
        type::ToProto(type::YearMonth(type::Date(2026, month, 1)).last_day());
    for (const Rated& rated : all) {
      for (int i = 0; i < rated.met + rated.not_met; ++i) {
        auto& entry = *returned.add_entries();
        entry.set_outcome(absl::StrCat(kCouncil, "/people/", rated.prefix, i,
                                       "/outcomes/walk"));
        entry.mutable_person_voice()->set_level(i < rated.met ? 0 : -1);
      }
    }
    feeds_.Put(returned);
  }

  absl::StatusOr<v1::EqualityGaps> Ask(const std::string& more = "") {
    store_.CatchUp();
    auto request = ParseText<v1::GetEqualityGapsRequest>(R"(
      name: "councils/E10000012" metric: "outcomes-met"
      attribute: ATTRIBUTE_SEX
      from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
    )");
    request.MergeFrom(ParseText<v1::GetEqualityGapsRequest>(more));
    return equality_.GetEqualityGaps(rpc::Call::For(ada_, clock_, request),
                                     request);
  }

  absl::StatusOr<v1::ListCasesResponse> List(const std::string& more = "") {
    store_.CatchUp();
    auto request = ParseText<v1::ListCasesRequest>(R"(
      parent: "councils/E10000012" metric: "outcomes-met"
      from_month { year: 2026 month: 4 } to_month { year: 2026 month: 6 }
    )");
    request.MergeFrom(ParseText<v1::ListCasesRequest>(more));
    return equality_.ListCases(rpc::Call::For(ada_, clock_, request), request);
  }

  const rpc::Principal ada_ = {.subject = "users/ada",
                               .role = api::v1::ROLE_COMMISSIONER,
                               .council = kCouncil};
  FakeClock clock_{"2026-07-20T12:00:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  testing::TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
  Equality equality_{views_, clock_};
};

TEST_F(EqualityTest, SetsEachGroupBesideEverybodyElse) {
  AddPeople("w", 20, Person::SEX_FEMALE);
  AddPeople("m", 10, Person::SEX_MALE);
  Rate(1, 4, {{.prefix = "w", .met = 16, .not_met = 4}});
  Rate(2, 5, {{.prefix = "m", .met = 4, .not_met = 6}});
  const auto gaps = Ask();
  ASSERT_THAT(gaps, IsOk());
  EXPECT_EQ(gaps->display_name(), "Essex");
  EXPECT_EQ(gaps->total().numerator(), 20);
  EXPECT_EQ(gaps->total().denominator(), 30);
  EXPECT_EQ(gaps->people(), 30);
  ASSERT_THAT(gaps->rows(), SizeIs(2));
  const v1::EqualityRow& women = gaps->rows(0);
  EXPECT_EQ(women.group().display_name(), "Female");
  EXPECT_EQ(women.figure().value(), 0.8);
  EXPECT_EQ(women.rest().value(), 0.4);
  EXPECT_DOUBLE_EQ(women.gap().value(), 0.4);
  const statistics::Interval expected =
      statistics::DifferenceInterval({16, 20}, {4, 10});
  EXPECT_DOUBLE_EQ(women.gap().lower(), expected.lower);
  EXPECT_DOUBLE_EQ(women.gap().upper(), expected.upper);
  EXPECT_DOUBLE_EQ(gaps->rows(1).gap().value(), -0.4);
  EXPECT_EQ(gaps->as_of_size(), 4);
}

TEST_F(EqualityTest, GapsAreTellableAsTheyWereKnownOnAPastDay) {
  AddPeople("w", 20, Person::SEX_FEMALE);
  AddPeople("m", 10, Person::SEX_MALE);
  Rate(1, 4, {{.prefix = "w", .met = 16, .not_met = 4}});
  clock_.Set(FakeClock("2026-07-25T12:00:00Z").Now());
  Rate(2, 5, {{.prefix = "m", .met = 4, .not_met = 6}});
  views_.Start(feeds_.sources());
  EXPECT_THAT(Ask()->rows(), SizeIs(2));
  const auto then = UntilReady(
      [&] { return Ask("as_of_date { year: 2026 month: 7 day: 24 }"); });
  ASSERT_THAT(then, IsOk());
  EXPECT_THAT(then->rows(), SizeIs(1));
  EXPECT_EQ(then->as_of_date().day(), 24);
  EXPECT_THAT(Ask("as_of_date { year: 2026 month: 7 day: 25 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "as_of_date"));
}

TEST_F(EqualityTest, WhoIsNotRecordedIsAGroupAndTheLast) {
  AddPeople("w", 5, Person::SEX_FEMALE);
  AddPeople("u", 2, Person::SEX_UNSPECIFIED);
  Rate(1, 4,
       {{.prefix = "w", .met = 5},
        {.prefix = "u", .met = 1, .not_met = 1},
        // Of whom nothing has been heard at all.
        {.prefix = "x", .met = 1}});
  const auto gaps = Ask();
  ASSERT_THAT(gaps, IsOk());
  ASSERT_THAT(gaps->rows(), SizeIs(2));
  EXPECT_EQ(gaps->rows(1).group().code(), kGroupNotRecorded);
  EXPECT_EQ(gaps->rows(1).people(), 3);
}

TEST_F(EqualityTest, FewCasesAreNotJudgedButKeepTheirWidth) {
  AddPeople("w", 9, Person::SEX_FEMALE);
  AddPeople("m", 4, Person::SEX_MALE);
  Rate(1, 4, {{.prefix = "w", .met = 9}, {.prefix = "m", .not_met = 4}});
  const auto gaps = Ask();
  ASSERT_THAT(gaps, IsOk());
  const v1::Gap& gap = gaps->rows(1).gap();
  EXPECT_EQ(gap.no_value(), Figure::NO_VALUE_TOO_FEW);
  EXPECT_FALSE(gap.has_value());
  EXPECT_TRUE(gap.has_lower());
  EXPECT_EQ(gaps->rows(0).gap().no_value(), Figure::NO_VALUE_TOO_FEW)
      << "the rest are too few as well";
}

TEST_F(EqualityTest, AGroupWithoutOthersHasNoGap) {
  AddPeople("w", 9, Person::SEX_FEMALE);
  Rate(1, 4, {{.prefix = "w", .met = 9}});
  const auto gaps = Ask();
  ASSERT_THAT(gaps, IsOk());
  EXPECT_EQ(gaps->rows(0).gap().no_value(), Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_FALSE(gaps->rows(0).gap().has_lower());
}

TEST_F(EqualityTest, OneOutcomeInOneReturnIsACaseAndItsPersonCountsOnce) {
  AddPeople("w", 2, Person::SEX_FEMALE);
  Rate(1, 4, {{.prefix = "w", .met = 2}});
  Rate(1, 5, {{.prefix = "w", .met = 1, .not_met = 1}});
  const auto gaps = Ask();
  ASSERT_THAT(gaps, IsOk());
  EXPECT_EQ(gaps->rows(0).figure().denominator(), 4);
  EXPECT_EQ(gaps->rows(0).people(), 2);
}

TEST_F(EqualityTest, ProvidersContractsAndMonthsAreToldApart) {
  AddPeople("w", 6, Person::SEX_FEMALE);
  Rate(1, 4, {{.prefix = "w", .met = 6}});
  Rate(2, 7, {{.prefix = "w", .met = 6}});
  for (const char* const name : {"councils/E10000012/providers/1-1",
                                 "councils/E10000012/contracts/c1"}) {
    const auto gaps = Ask(absl::StrCat("name: '", name, "'"));
    ASSERT_THAT(gaps, IsOk());
    EXPECT_EQ(gaps->total().denominator(), 6) << name;
  }
  const auto none = Ask("name: 'councils/E10000012/contracts/c2'");
  ASSERT_THAT(none, IsOk());
  EXPECT_THAT(none->rows(), IsEmpty());
  EXPECT_EQ(none->total().no_value(), Figure::NO_VALUE_NOT_APPLICABLE);
}

TEST_F(EqualityTest, RefusesWhatItCannotTell) {
  EXPECT_THAT(Ask("metric: 'nothing'"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Ask("metric: 'returns-on-time' to_month { year: 2025 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "outcomes-met"));
  EXPECT_THAT(Ask("name: 'councils/E10000012/providers/none'"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(EqualityTest, CasesAreListedByContractMonthAndPerson) {
  AddPeople("w", 2, Person::SEX_FEMALE);
  Rate(1, 4, {{.prefix = "w", .met = 1, .not_met = 1}});
  Rate(1, 6, {{.prefix = "w", .met = 1}});
  Rate(2, 5, {{.prefix = "w", .met = 1}});
  const auto first = List("page_size: 1");
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->contracts(), SizeIs(1));
  const v1::ContractCases& contract = first->contracts(0);
  EXPECT_EQ(contract.provider_name(), "Provider 1");
  ASSERT_THAT(contract.months(), SizeIs(2));
  EXPECT_EQ(contract.months(0).month().month(), 4);
  ASSERT_THAT(contract.months(0).people(), SizeIs(2));
  const v1::PersonCases& person = contract.months(0).people(0);
  EXPECT_EQ(person.person(), "w0");
  EXPECT_EQ(person.numerator(), 1);
  EXPECT_THAT(person.groups(),
              ElementsAre("female", kGroupNotRecorded, kGroupNotRecorded,
                          kGroupNotRecorded, "none-recorded"));
  const auto second = List(absl::StrCat("page_size: 1 page_token: '",
                                        first->next_page_token(), "'"));
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(second->contracts(), SizeIs(1));
  EXPECT_EQ(second->contracts(0).title(), "C2");
  EXPECT_THAT(second->next_page_token(), IsEmpty());
}

TEST_F(EqualityTest, CasesAreOfAnyShareOfPeopleAndHaveTheirLocations) {
  AddPeople("w", 2, Person::SEX_FEMALE);
  outcomes::v1::PersonalOutcome outcome;
  outcome.set_name("councils/E10000012/people/w0/outcomes/walk");
  outcome.set_location("councils/E10000012/providers/p1/locations/mill");
  feeds_.Put(outcome);
  Rate(1, 4, {{.prefix = "w", .met = 1, .not_met = 1}});
  const auto own = List("metric: 'own-rating'");
  ASSERT_THAT(own, IsOk());
  ASSERT_THAT(own->contracts(), SizeIs(1));
  ASSERT_THAT(own->contracts(0).months(0).people(), SizeIs(2));
  EXPECT_EQ(own->contracts(0).months(0).people(0).location(),
            outcome.location());
  EXPECT_EQ(own->contracts(0).months(0).people(0).numerator(), 1);
  EXPECT_THAT(own->contracts(0).months(0).people(1).location(), IsEmpty());
  ASSERT_THAT(own->locations(), SizeIs(1));
  EXPECT_EQ(own->locations(0).display_name(), "mill");
  // What counts the same outcomes tells of each other.
  EXPECT_THAT(own->related_metrics(),
              ElementsAre("outcomes-met", "voices-disagree"));
  // It is 20 July: what is judged 84 days later is settled up to March.
  EXPECT_EQ(own->last_settled_month().month(), 6);
  EXPECT_EQ(List("metric: 'step-down-held'")->last_settled_month().month(), 3);
  for (const char* const metric : {"returns-on-time", "stories"}) {
    EXPECT_THAT(List(absl::StrCat("metric: '", metric, "'")),
                StatusIs(absl::StatusCode::kInvalidArgument, "metric"));
  }
}

}  // namespace
}  // namespace tidemark::monitoring

#include "services/outcomes/people_file.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::ParseText;

constexpr char kEssex[] = "councils/E10000012";

std::vector<std::string> FaultsIn(const std::string& content) {
  Faults faults;
  ReadPeopleFile(content, kEssex, faults);
  std::vector<std::string> found;
  for (const Fault& fault : faults.all()) {
    found.push_back(
        absl::StrCat(fault.line, " ", fault.column, " ", fault.code));
    EXPECT_EQ(fault.value, "");
    EXPECT_EQ(fault.message.find("Doris"), std::string::npos);
  }
  return found;
}

TEST(PeopleFileTest, ReadsPeopleWithTheirOutcomes) {
  Faults faults;
  const PeopleFile file = ReadPeopleFile(
      "\xEF\xBB\xBFPerson,Birth Year,Support reason,Sex,Ethnic group,"
      "Unpaid carer,Status,Status date,Outcome,Own words,Contract,Themes,"
      "Baseline,Weight,Start date,Level 0,Level plus 2\r\n"
      "P-1,1947,Physical Support: Access & mobility only,F,"
      "Black  Black British Caribbean or African,Yes,Paused,21/5/2025,bus,"
      "take the bus,home, dignity ;bus;,-2,0,2025-04-01,half way,all the way"
      "\r\n"
      "\r\n"
      "P-2,,,,,,,,,,,,,,,,\r\n"
      "P-1,1947,,,,,,,sleep,sleep through,councils/E10000012/contracts/nights,"
      ",,,,,\r\n",
      kEssex, faults);
  ASSERT_TRUE(faults.empty()) << faults.ToStatus();
  EXPECT_EQ(file.rows, 3);
  ASSERT_EQ(file.people.size(), 2u);
  const FilePerson& first = file.people[0];
  EXPECT_EQ(first.id, "P-1");
  EXPECT_EQ(first.line, 2);
  v1::Person person;
  ApplyTo(first, person);
  EXPECT_THAT(person, EqualsProto(ParseText<v1::Person>(R"(
                birth_year: 1947
                support_reason: SUPPORT_REASON_PHYSICAL_ACCESS_AND_MOBILITY
                sex: SEX_FEMALE
                ethnic_group: ETHNIC_GROUP_BLACK
                has_unpaid_carer: true
                status: STATUS_PAUSED
                status_date { year: 2025 month: 5 day: 21 })")));
  ASSERT_EQ(first.outcomes.size(), 2u);
  v1::PersonalOutcome outcome;
  ApplyTo(first.outcomes[0], outcome);
  EXPECT_THAT(outcome, EqualsProto(ParseText<v1::PersonalOutcome>(R"(
                own_words: "take the bus"
                contract: "councils/E10000012/contracts/home"
                themes: "dignity" themes: "bus"
                levels { level: 0 description: "half way" }
                levels { level: 2 description: "all the way" }
                baseline_level: -2
                start_date { year: 2025 month: 4 day: 1 })")));
  EXPECT_EQ(first.outcomes[1].id, "sleep");
  EXPECT_EQ(first.outcomes[1].line, 5);
  EXPECT_FALSE(file.people[1].has_unpaid_carer.has_value());
}

TEST(PeopleFileTest, EveryCodeAndLabelOfASupportReasonIsUnderstood) {
  using v1::Person;
  for (int reason = 1; reason <= Person::SupportReason_MAX; ++reason) {
    const std::string code =
        Person::SupportReason_Name(static_cast<Person::SupportReason>(reason))
            .substr(sizeof("SUPPORT_REASON_") - 1);
    Faults faults;
    const PeopleFile file = ReadPeopleFile(
        "person,support_reason\np-1," + code + "\n", kEssex, faults);
    ASSERT_TRUE(faults.empty()) << code;
    EXPECT_EQ(file.people[0].given.support_reason(), reason) << code;
  }
}

TEST(PeopleFileTest, ColumnsForPersonalDataAreRefused) {
  for (const char* heading :
       {"Name", "First name", "SURNAME", "Address", "Post code", "postcode",
        "NHS Number", "nhs_no", "Date of birth", "DOB", "E-mail"}) {
    EXPECT_THAT(FaultsIn(absl::StrCat("person,", heading, "\np-1,Doris\n")),
                ElementsAre(absl::StrCat("1 ", heading, " PERSONAL_DATA")));
  }
  EXPECT_THAT(FaultsIn("person,contrakt\np-1,home\n"),
              ElementsAre("1 contrakt HEADING_UNKNOWN"));
}

TEST(PeopleFileTest, RowsOfOnePersonMustAgree) {
  EXPECT_THAT(FaultsIn("person,birth_year,unpaid_carer,status_date,outcome,"
                       "own_words\n"
                       "p-1,1947,yes,,a,x\n"
                       "p-1,,,1/6/2025,b,x\n"
                       "p-1,1947,YES,2025-06-01,c,x\n"
                       "p-1,1948,no,2/6/2025,d,x\n"),
              ElementsAre("5 birth_year PERSON_DISAGREES",
                          "5 unpaid_carer PERSON_DISAGREES",
                          "5 status_date PERSON_DISAGREES"));
}

TEST(PeopleFileTest, EachFaultyCellIsNamed) {
  EXPECT_THAT(
      FaultsIn(absl::StrCat(
          "person,sex,status,birth_year,outcome,own_words,contract,weight,"
          "start_date\n"
          ",f,,,a,x,home,,\n"
          "p_1,Doris,gone,19x,A!,x,home/Doris,12,31/2/2025\n"
          "p-2,,,,,x,home,,\n"
          "p-3,,,,a,x,home,,\n"
          "p-3,,,,a,x,home,,\n"
          "9434765919,,,,a,x,home,,\n"
          "p-4,,,,a,",
          std::string(2001, 'x'), ",home,,\n")),
      ElementsAre("2 person CELL_MISSING", "3 person PERSON_ID_INVALID",
                  "3 birth_year NOT_A_NUMBER", "3 sex VALUE_UNKNOWN",
                  "3 status VALUE_UNKNOWN", "3 contract CONTRACT_INVALID",
                  "3 weight NUMBER_RANGE", "3 start_date DATE_INVALID",
                  "3 outcome OUTCOME_ID_INVALID",
                  "4 outcome OUTCOME_ID_MISSING", "6 outcome OUTCOME_TWICE",
                  "7 person NHS_NUMBER", "8 own_words TEXT_TOO_LONG"));
}

TEST(PeopleFileTest, AFileWithoutThePersonsColumnIsRefused) {
  EXPECT_EQ(FaultsIn("outcome,own_words\nbus,x\n").size(), 1u);
  EXPECT_EQ(FaultsIn("").size(), 1u);
}

TEST(PeopleFileTest, LimitsCountCharactersNotBytes) {
  std::string words;
  for (int i = 0; i < 2000; ++i) words += "\xC3\xA9";
  EXPECT_THAT(FaultsIn("person,outcome,own_words\np-1,bus," + words + "\n"),
              IsEmpty());
}

}  // namespace
}  // namespace tidemark::outcomes

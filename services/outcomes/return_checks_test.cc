#include "services/outcomes/return_checks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using ::testing::UnorderedElementsAre;

const type::Period kJune = {.id = "2025-06",
                            .start = type::Date(2025, 6, 1),
                            .end = type::Date(2025, 6, 30),
                            .due = type::Date(2025, 7, 15)};

std::vector<std::string> Codes(const Faults& faults) {
  std::vector<std::string> codes;
  for (const Fault& fault : faults.all()) {
    codes.push_back(fault.field + " " + fault.code);
  }
  return codes;
}

std::vector<std::string> Submission(const std::string& text,
                                    const Roster& roster,
                                    const v1::Return* stored = nullptr) {
  const auto given = ParseText<v1::Return>(text);
  Faults faults;
  CheckSubmission({.entries = given.entries(),
                   .nil_return = given.nil_return(),
                   .roster = roster,
                   .period = kJune,
                   .stored = stored},
                  faults);
  return Codes(faults);
}

std::vector<std::string> Draft(const std::string& text, const Roster& roster) {
  const auto given = ParseText<v1::Return>(text);
  Faults faults;
  CheckDraft({.entries = given.entries(),
              .nil_return = given.nil_return(),
              .roster = roster,
              .period = kJune},
             faults);
  return Codes(faults);
}

TEST(ReturnChecksTest, ACompleteReturnHasNoFaults) {
  EXPECT_THAT(Submission(R"(
    entries {
      outcome: "a"
      person_voice { level: -2 source: SOURCE_SAID }
      provider_voice { level: 2 }
    }
    entries {
      outcome: "b"
      person_voice { not_obtained: NOT_OBTAINED_UNWELL }
      provider_voice { level: 0 }
    }
    entries { outcome: "c" not_worked_on: true })",
                         Roster({{"a"}, {"b"}, {"c"}})),
              IsEmpty());
}

TEST(ReturnChecksTest, EveryFaultIsFoundAtOnceWithItsPath) {
  EXPECT_THAT(
      Submission(R"(
    entries {
      outcome: "a"
      person_voice { level: 3 }
      provider_voice { level: -7 not_obtained: NOT_OBTAINED_AWAY }
    }
    entries {
      outcome: "b"
      person_voice {
        level: 1 source: SOURCE_SAID not_obtained: NOT_OBTAINED_UNWELL
      }
    }
    entries {
      outcome: "a"
      person_voice { source: SOURCE_SAID not_obtained: NOT_OBTAINED_UNWELL }
      provider_voice { level: 1 }
    }
    entries { outcome: "zzz" provider_voice { level: 1 } }
    entries {
      outcome: "c"
      not_worked_on: true
      person_voice { level: 1 source: SOURCE_SAID }
      provider_voice { level: 1 }
    })",
                 Roster({{"a"}, {"b"}, {"c"}, {"d"}})),
      ElementsAre("entries[0].person_voice.level LEVEL_RANGE",
                  "entries[0].person_voice.source SOURCE_MISSING",
                  "entries[0].provider_voice.level LEVEL_RANGE",
                  "entries[0].provider_voice.not_obtained "
                  "NOT_OBTAINED_NOT_ALLOWED",
                  "entries[1].person_voice.not_obtained LEVEL_AND_NOT_OBTAINED",
                  "entries[1].provider_voice.level LEVEL_MISSING",
                  "entries[2].outcome OUTCOME_TWICE",
                  "entries[2].person_voice.source SOURCE_WITHOUT_LEVEL",
                  "entries[3].outcome OUTCOME_NOT_IN_CONTRACT",
                  "entries[3].person_voice.level LEVEL_MISSING",
                  "entries[4].person_voice.level LEVEL_NOT_WORKED_ON",
                  "entries[4].provider_voice.level LEVEL_NOT_WORKED_ON",
                  "entries OUTCOME_MISSING"));
}

TEST(ReturnChecksTest, ADraftMayBeIncompleteButNotWrong) {
  const Roster roster({{"a"}, {"b"}});
  EXPECT_THAT(
      Draft(R"(entries { outcome: "a" person_voice { level: 1 } })", roster),
      IsEmpty());
  EXPECT_THAT(Draft("", roster), IsEmpty());
  EXPECT_THAT(Draft(R"(nil_return: true
                       entries { outcome: "x" provider_voice { level: 9 } })",
                    roster),
              ElementsAre("entries[0].outcome OUTCOME_NOT_IN_CONTRACT",
                          "entries[0].provider_voice.level LEVEL_RANGE",
                          "nil_return NIL_RETURN_HAS_ENTRIES"));
}

TEST(ReturnChecksTest, OutcomesAreExpectedOnlyWhenTheyWereOpenInThePeriod) {
  const Roster roster({
      {.name = "always"},
      {.name = "begun-last-day", .start = kJune.end},
      {.name = "begun-after", .start = kJune.end + 1},
      {.name = "closed-first-day", .close = kJune.start},
      {.name = "closed-before", .close = kJune.start - 1},
  });
  EXPECT_THAT(Submission("", roster),
              ElementsAre("entries OUTCOME_MISSING", "entries OUTCOME_MISSING",
                          "entries OUTCOME_MISSING"));
  EXPECT_THAT(Draft(R"(entries { outcome: "begun-after" }
                       entries { outcome: "closed-before" }
                       entries { outcome: "closed-first-day" })",
                    roster),
              ElementsAre("entries[0].outcome OUTCOME_NOT_OPEN",
                          "entries[1].outcome OUTCOME_NOT_OPEN"));
}

TEST(ReturnChecksTest, PeopleWhoPausedLeftOrDiedBeforeThePeriodAreNotExpected) {
  using v1::Person;
  for (const auto status :
       {Person::STATUS_PAUSED, Person::STATUS_LEFT, Person::STATUS_DIED}) {
    const auto expected = [&](std::optional<type::Date> since) {
      return Submission("nil_return: true",
                        Roster({{.name = "a",
                                 .person_status = status,
                                 .person_status_date = since}}))
                 .size() == 1;
    };
    EXPECT_FALSE(expected(kJune.start - 1));
    EXPECT_FALSE(expected(kJune.start));
    EXPECT_TRUE(expected(kJune.start + 1));
    EXPECT_TRUE(expected(kJune.end + 5));
    EXPECT_FALSE(expected(std::nullopt));
  }
  // Somebody who came back is expected again.
  EXPECT_THAT(Submission("", Roster({{.name = "a",
                                      .person_status = Person::STATUS_ACTIVE,
                                      .person_status_date = kJune.end}})),
              ElementsAre("entries OUTCOME_MISSING"));
}

TEST(ReturnChecksTest, AnEmptyReturnMustBeDeclaredNil) {
  const Roster nobody({});
  EXPECT_THAT(Submission("", nobody), ElementsAre("entries RETURN_EMPTY"));
  EXPECT_THAT(Submission("nil_return: true", nobody), IsEmpty());
  EXPECT_THAT(Submission("nil_return: true", Roster({{"a"}, {"b"}})),
              ElementsAre("nil_return NIL_RETURN_EXPECTED"));
}

TEST(ReturnChecksTest, AnOutcomeThatMovedAwayMayStayInAStoredReturn) {
  const std::string text =
      R"(entries { outcome: "moved" not_worked_on: true })";
  const auto stored =
      ParseText<v1::Return>(R"(standing { entries { outcome: "moved" } })");
  EXPECT_THAT(Submission(text, Roster({})),
              ElementsAre("entries[0].outcome OUTCOME_NOT_IN_CONTRACT"));
  EXPECT_THAT(Submission(text, Roster({}), &stored), IsEmpty());
}

TEST(ReturnChecksTest, NoMessageRepeatsWhatSomebodySaid) {
  const std::string secret = "Doris wants to dance";
  const auto given = ParseText<v1::Return>(R"(
    entries {
      outcome: "Doris wants to dance"
      person_voice { level: 8 words: "Doris wants to dance" }
      provider_voice { words: "Doris wants to dance" }
    }
    entries { outcome: "Doris wants to dance" })");
  Faults faults;
  const ReturnCheck check = {.entries = given.entries(),
                             .nil_return = true,
                             .roster = Roster({}),
                             .period = kJune};
  CheckSubmission(check, faults);
  EXPECT_GE(faults.size(), 5u);
  for (const Fault& fault : faults.all()) {
    EXPECT_EQ(fault.message.find("Doris"), std::string::npos) << fault.message;
    EXPECT_EQ(fault.value.find("Doris"), std::string::npos);
    EXPECT_EQ(fault.field.find("Doris"), std::string::npos);
  }
}

TEST(ReturnChecksTest, WarnsOfWhatLooksLikeASlip) {
  const auto entry = [](const std::string& outcome, int person, int provider) {
    v1::ReturnEntry e;
    e.set_outcome(outcome);
    e.mutable_person_voice()->set_level(person);
    e.mutable_provider_voice()->set_level(provider);
    return e;
  };
  ReturnEntries entries;
  for (const char* outcome : {"a", "b", "c"}) {
    *entries.Add() = entry(outcome, -1, 1);
  }
  const Roster roster({{"a"},
                       {"b"},
                       {.name = "c",
                        .person_status = v1::Person::STATUS_DIED,
                        .person_status_date = kJune.start - 9}});
  const ReturnCheck check = {.entries = entries,
                             .nil_return = false,
                             .roster = roster,
                             .period = kJune};
  EXPECT_THAT(
      Codes(FindWarnings(check, &entries)),
      ElementsAre("entries[0].provider_voice.level PROVIDER_FAR_ABOVE",
                  "entries[1].provider_voice.level PROVIDER_FAR_ABOVE",
                  "entries[2].provider_voice.level PROVIDER_FAR_ABOVE",
                  "entries[2].outcome PERSON_AWAY", "entries ALL_THE_SAME",
                  "entries SAME_AS_LAST_PERIOD"));
  ReturnEntries last = entries;
  last[0] = entry("a", 0, 0);
  entries[0] = entry("a", 1, 2);
  entries[1] = entry("b", 0, 1);
  EXPECT_THAT(
      Codes(FindWarnings(check, &last)),
      UnorderedElementsAre("entries[2].provider_voice.level PROVIDER_FAR_ABOVE",
                           "entries[2].outcome PERSON_AWAY"));
}

TEST(ReturnChecksTest, ComparesEntriesWithoutThePractitionersVoice) {
  const auto before = ParseText<v1::Return>(R"(
    entries { outcome: "a" practitioner_voice { level: 1 } }
    entries { outcome: "b" }
    entries { outcome: "gone" })");
  const auto now = ParseText<v1::Return>(R"(
    entries { outcome: "b" not_worked_on: true }
    entries { outcome: "new" }
    entries { outcome: "a" })");
  const v1::Return::Changes changes =
      CompareEntries(before.entries(), now.entries());
  EXPECT_EQ(changes.added(), 1);
  EXPECT_EQ(changes.changed(), 1);
  EXPECT_EQ(changes.removed(), 1);
  EXPECT_EQ(changes.unchanged(), 1);
}

TEST(ReturnChecksTest, APeriodOpensForDraftsFirstAndForSubmissionLater) {
  const absl::StatusOr<ContractFacts> contract =
      FactsOf(MonthlyContract(kHome, kShoreline));
  ASSERT_THAT(contract, IsOk());
  const std::string name = std::string(kHome) + "/returns/2025-06";
  const auto open = [&](ReturnVerb verb, type::Date today) {
    return CheckOpen(*contract, name, verb, today);
  };
  EXPECT_THAT(open(ReturnVerb::kSave, type::Date(2025, 5, 31)),
              HasReason("PERIOD_NOT_STARTED"));
  EXPECT_THAT(open(ReturnVerb::kSave, type::Date(2025, 6, 1)), IsOk());
  EXPECT_THAT(open(ReturnVerb::kSubmit, type::Date(2025, 6, 29)),
              HasReason("PERIOD_NOT_OVER"));
  EXPECT_THAT(open(ReturnVerb::kSubmit, type::Date(2025, 6, 30)), IsOk());
  EXPECT_THAT(CheckOpen(*contract, std::string(kHome) + "/returns/2027-01",
                        ReturnVerb::kSave, type::Date(2027, 6, 1)),
              StatusIs(absl::StatusCode::kNotFound));
  ContractFacts draft = *contract;
  draft.state = contracts::v1::Contract::STATE_DRAFT;
  EXPECT_THAT(CheckOpen(draft, name, ReturnVerb::kSave, type::Date(2025, 6, 1)),
              HasReason("CONTRACT_NOT_IN_FORCE"));
}

TEST(ReturnChecksTest, AVoiceMustSaySomething) {
  const auto codes = [](const std::string& text) {
    Faults faults;
    CheckVoice(ParseText<v1::Voice>(text), "voice", faults);
    return Codes(faults);
  };
  EXPECT_THAT(codes(""), ElementsAre("voice VOICE_EMPTY"));
  EXPECT_THAT(codes("words: 'steadier on her feet'"), IsEmpty());
  EXPECT_THAT(codes("level: 3 not_obtained: NOT_OBTAINED_AWAY"),
              ElementsAre("voice.level LEVEL_RANGE",
                          "voice.not_obtained LEVEL_AND_NOT_OBTAINED"));
}

}  // namespace
}  // namespace tidemark::outcomes

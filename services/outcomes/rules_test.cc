#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/person_rules.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;

constexpr type::Date kToday(2025, 7, 1);

std::vector<std::string> Codes(const Faults& faults) {
  std::vector<std::string> codes;
  for (const Fault& fault : faults.all()) {
    codes.push_back(fault.field + " " + fault.code);
  }
  return codes;
}

std::string IdFault(absl::string_view id) {
  Faults faults;
  CheckPersonId("person_id", id, faults);
  if (faults.empty()) return "";
  return faults.all()[0].code;
}

TEST(PersonRulesTest, AReferenceIsLettersDigitsAndHyphensAndNoNhsNumber) {
  for (const char* id : {"a", "P-17", "00012", "abc-DEF-9", "A1"}) {
    EXPECT_EQ(IdFault(id), "") << id;
  }
  for (const char* id : {"", "-a", "a_b", "a b", "a.b", "Zo\xC3\xAB", "a/b"}) {
    EXPECT_EQ(IdFault(id), "PERSON_ID_INVALID") << id;
  }
  EXPECT_EQ(IdFault(std::string(63, 'x')), "");
  EXPECT_EQ(IdFault(std::string(64, 'x')), "PERSON_ID_INVALID");
  for (const char* id : {"9434765919", "943-476-5919", "p-9434765919"}) {
    EXPECT_EQ(IdFault(id), "NHS_NUMBER") << id;
  }
  // The check digit is wrong.
  EXPECT_EQ(IdFault("9434765918"), "");
}

TEST(PersonRulesTest, APersonsDatesMustBePossible) {
  const auto codes = [](const std::string& text) {
    Faults faults;
    CheckPerson(ParseText<v1::Person>(text), "person", kToday, faults);
    return Codes(faults);
  };
  EXPECT_THAT(codes(""), IsEmpty());
  EXPECT_THAT(codes("birth_year: 1925 status: STATUS_LEFT "
                    "status_date { year: 2025 month: 7 day: 1 }"),
              IsEmpty());
  EXPECT_THAT(codes("birth_year: 2026 status: STATUS_LEFT "
                    "status_date { year: 2025 month: 7 day: 2 }"),
              ElementsAre("person.birth_year BIRTH_YEAR_RANGE",
                          "person.status_date STATUS_DATE_FUTURE"));
  EXPECT_THAT(
      codes("birth_year: 25 status_date { year: 2025 month: 2 day: 30 }"),
      ElementsAre("person.birth_year BIRTH_YEAR_RANGE",
                  "person.status_date DATE_INVALID"));
}

std::vector<std::string> OutcomeCodes(
    const std::string& text, const Themes& themes = Themes(),
    const v1::PersonalOutcome* before = nullptr) {
  auto outcome = ParseText<v1::PersonalOutcome>(text);
  outcome.set_name("councils/E10000012/people/p-1/outcomes/o-1");
  Faults faults;
  CheckOutcome(outcome,
               {.field = "outcome", .before = before, .themes = themes},
               faults);
  return Codes(faults);
}

constexpr char kValid[] =
    "own_words: 'walk to the shop' "
    "contract: 'councils/E10000012/contracts/home' ";

TEST(OutcomeRulesTest, ItsLocationIsOneOfItsContractsProvider) {
  const auto codes = [](const std::string& location) {
    auto outcome = ParseText<v1::PersonalOutcome>(kValid);
    outcome.set_name("councils/E10000012/people/p-1/outcomes/o-1");
    outcome.set_provider("councils/E10000012/providers/p");
    outcome.set_location(location);
    Faults faults;
    CheckLocation(outcome, "outcome.location", faults);
    return Codes(faults);
  };
  EXPECT_THAT(codes(""), IsEmpty());
  EXPECT_THAT(codes("councils/E10000012/providers/p/locations/l"), IsEmpty());
  EXPECT_THAT(codes("councils/E10000012/providers/q/locations/l"),
              ElementsAre("outcome.location LOCATION_OTHER_PROVIDER"));
  EXPECT_THAT(codes("councils/E10000012/people/l"),
              ElementsAre("outcome.location BAD_NAME"));
}

TEST(OutcomeRulesTest, EveryFaultIsFoundAtOnce) {
  EXPECT_THAT(OutcomeCodes(kValid), IsEmpty());
  EXPECT_THAT(
      OutcomeCodes(R"(
        contract: "councils/E09000003/contracts/home"
        themes: "x" themes: "x"
        levels { level: 3 } levels { level: 1 } levels { level: 1 }
        baseline_level: -3
        weight: 10
        possible_harm: "a fall"
        start_date { year: 2025 month: 4 day: 31 }
        target_date { year: 2025 })"),
      ElementsAre("outcome.own_words OWN_WORDS_MISSING",
                  "outcome.contract BAD_NAME", "outcome.themes[1] THEME_TWICE",
                  "outcome.levels[0].level LEVEL_RANGE",
                  "outcome.levels[2].level LEVEL_TWICE",
                  "outcome.baseline_level LEVEL_RANGE",
                  "outcome.weight WEIGHT_RANGE",
                  "outcome.possible_benefit RISK_ONE_SIDED",
                  "outcome.start_date DATE_INVALID",
                  "outcome.target_date DATE_INVALID"));
  EXPECT_THAT(OutcomeCodes(std::string(kValid) +
                           "start_date { year: 2025 month: 4 day: 2 } "
                           "target_date { year: 2025 month: 4 day: 1 }"),
              ElementsAre("outcome.target_date TARGET_BEFORE_START"));
  EXPECT_THAT(OutcomeCodes("own_words: 'x'"),
              ElementsAre("outcome.contract CONTRACT_MISSING"));
}

TEST(OutcomeRulesTest, ThemesComeFromTheCouncilsFrameworksIfItHasAny) {
  const Themes themes(ParseText<contracts::v1::Council>(R"(
    frameworks { id: "care-act" themes { id: "dignity" } }
    frameworks { id: "own" themes { id: "bus" } })"));
  const std::string some =
      std::string(kValid) + "themes: 'bus' themes: 'dignity' themes: 'old'";
  EXPECT_THAT(OutcomeCodes(some), IsEmpty());
  EXPECT_THAT(OutcomeCodes(some, themes),
              ElementsAre("outcome.themes[2] THEME_UNKNOWN"));
  const auto before = ParseText<v1::PersonalOutcome>("themes: 'old'");
  EXPECT_THAT(OutcomeCodes(some, themes, &before), IsEmpty());
}

TEST(OutcomeRulesTest, AnOutcomeIsClosedOnceAndOnAPossibleDay) {
  auto outcome = ParseText<v1::PersonalOutcome>(R"(
    name: "councils/E10000012/people/p-1/outcomes/o-1"
    status: STATUS_ACTIVE start_date { year: 2025 month: 5 day: 1 })");
  const auto close = [&](const std::string& text) {
    return Close(ParseText<v1::CloseOutcomeRequest>(text), kToday, outcome);
  };
  EXPECT_THAT(Reopen(outcome), HasReason("OUTCOME_NOT_CLOSED"));
  absl::Status status = close("status: STATUS_ACTIVE");
  EXPECT_EQ(FaultsOf(status).size(), 2u);
  status = close(
      "status: STATUS_ACHIEVED "
      "close_date { year: 2025 month: 7 day: 2 }");
  EXPECT_EQ(FaultsOf(status)[0].reason(), "CLOSE_DATE_FUTURE");
  status = close(
      "status: STATUS_ACHIEVED "
      "close_date { year: 2025 month: 4 day: 30 }");
  EXPECT_EQ(FaultsOf(status)[0].reason(), "CLOSE_BEFORE_START");
  EXPECT_THAT(close("status: STATUS_ACHIEVED "
                    "close_date { year: 2025 month: 7 day: 1 }"),
              IsOk());
  EXPECT_THAT(close("status: STATUS_SUPPORT_ENDED "
                    "close_date { year: 2025 month: 7 day: 1 }"),
              HasReason("OUTCOME_CLOSED"));
  EXPECT_EQ(outcome.status(), v1::PersonalOutcome::STATUS_ACHIEVED);
  EXPECT_THAT(CheckNotClosed(outcome), HasReason("OUTCOME_CLOSED"));
  EXPECT_THAT(Reopen(outcome), IsOk());
  EXPECT_FALSE(outcome.has_close_date());
  EXPECT_THAT(CheckNotClosed(outcome), IsOk());
}

TEST(OutcomeRulesTest, OnlyActiveContractsTakeOutcomes) {
  using contracts::v1::Contract;
  for (int state = Contract::State_MIN; state <= Contract::State_MAX; ++state) {
    ContractFacts contract;
    contract.name = "councils/E10000012/contracts/home";
    contract.state = static_cast<Contract::State>(state);
    EXPECT_EQ(CheckTakesOutcomes(contract).ok(),
              state == Contract::STATE_ACTIVE);
  }
}

}  // namespace
}  // namespace tidemark::outcomes

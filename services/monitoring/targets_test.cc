#include "services/monitoring/targets.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/type/date.h"
#include "services/monitoring/cells.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using testing::ParseText;
using v1::Figure;

constexpr char kProvider[] = "councils/E10000012/providers/p";

int32_t On(int year, int month, int day) {
  return DayOf(type::Date(year, month, day));
}

Figure Share(int numerator, int denominator) {
  Figure figure;
  figure.set_metric("outcomes-met");
  figure.set_numerator(numerator);
  figure.set_denominator(denominator);
  figure.set_value(static_cast<double>(numerator) / denominator);
  return figure;
}

// Green from 75%, amber from 60%, in 2026.
constexpr char kFor2026[] = R"(
  targets {
    id: "met-2026" metric: "outcomes-met" better: BETTER_HIGHER
    from_date { year: 2026 month: 1 day: 1 }
    to_date { year: 2026 month: 12 day: 31 }
    green_basis_points: 7500 amber_basis_points: 6000
  })";

Targets Make(const std::string& targets, int32_t day = On(2026, 6, 30)) {
  return Targets(ParseText<Council>(absl::StrCat("monitoring {", targets, "}")),
                 day);
}

Figure::Rag RagOf(const Targets& targets, Figure figure,
                  const JudgedScope& scope = {}) {
  targets.Judge(scope, figure);
  return figure.rag();
}

TEST(TargetsTest, EveryShareHasAColourAndEdgesBelongToTheBetterSide) {
  const Targets targets = Make(kFor2026);
  EXPECT_EQ(RagOf(targets, Share(3, 4)), Figure::RAG_GREEN);
  EXPECT_EQ(RagOf(targets, Share(7499, 10000)), Figure::RAG_AMBER);
  EXPECT_EQ(RagOf(targets, Share(3, 5)), Figure::RAG_AMBER);
  EXPECT_EQ(RagOf(targets, Share(5999, 10000)), Figure::RAG_RED);
  EXPECT_EQ(RagOf(targets, Share(0, 10)), Figure::RAG_RED);
  EXPECT_EQ(RagOf(targets, Share(10, 10)), Figure::RAG_GREEN);
}

TEST(TargetsTest, WhereLowerIsBetterTheEdgesTurnRound) {
  const Targets targets = Make(R"(
    targets {
      id: "apart" metric: "voices-disagree" better: BETTER_LOWER
      from_date { year: 2026 month: 1 day: 1 }
      green_basis_points: 1000 amber_basis_points: 2000
    })");
  const auto rag = [&](int numerator) {
    Figure figure = Share(numerator, 100);
    figure.set_metric("voices-disagree");
    return RagOf(targets, figure);
  };
  EXPECT_EQ(rag(0), Figure::RAG_GREEN);
  EXPECT_EQ(rag(10), Figure::RAG_GREEN);
  EXPECT_EQ(rag(11), Figure::RAG_AMBER);
  EXPECT_EQ(rag(20), Figure::RAG_AMBER);
  EXPECT_EQ(rag(21), Figure::RAG_RED);
}

TEST(TargetsTest, WithoutAValueAFigureIsGreyAndWithoutATargetItHasNoColour) {
  const Targets targets = Make(kFor2026);
  for (const Figure::NoValue why :
       {Figure::NO_VALUE_TOO_FEW, Figure::NO_VALUE_MISSING,
        Figure::NO_VALUE_NOT_APPLICABLE}) {
    Figure figure = Share(4, 5);
    figure.clear_value();
    figure.set_no_value(why);
    EXPECT_EQ(RagOf(targets, figure), Figure::RAG_GREY);
  }
  EXPECT_EQ(RagOf(Targets(), Share(3, 4)), Figure::RAG_UNSPECIFIED);
  Figure stories;
  stories.set_metric("stories");
  stories.set_kind(Figure::KIND_COUNT);
  EXPECT_EQ(RagOf(targets, stories), Figure::RAG_UNSPECIFIED);
}

TEST(TargetsTest, HoldsFromItsFirstToItsLastDay) {
  const auto on = [](int32_t day) {
    return RagOf(Make(kFor2026, day), Share(3, 4));
  };
  EXPECT_EQ(on(On(2025, 12, 31)), Figure::RAG_UNSPECIFIED);
  EXPECT_EQ(on(On(2026, 1, 1)), Figure::RAG_GREEN);
  EXPECT_EQ(on(On(2026, 12, 31)), Figure::RAG_GREEN);
  EXPECT_EQ(on(On(2027, 1, 1)), Figure::RAG_UNSPECIFIED);
}

TEST(TargetsTest, SaysWhenTheIntervalReachesIntoAnotherColour) {
  const Targets targets = Make(kFor2026);
  Figure figure = Share(80, 100);
  figure.mutable_interval()->set_lower(0.76);
  figure.mutable_interval()->set_upper(0.87);
  targets.Judge({}, figure);
  EXPECT_FALSE(figure.rag_unsure());
  figure.mutable_interval()->set_lower(0.74);
  targets.Judge({}, figure);
  EXPECT_EQ(figure.rag(), Figure::RAG_GREEN);
  EXPECT_TRUE(figure.rag_unsure());
}

Contract Asks() {
  return ParseText<Contract>(R"(
    name: "councils/E10000012/contracts/c" service_type: "Respite"
    start_date { year: 2024 month: 2 day: 29 }
    outcome_requirements {
      id: "r" metric: "outcomes-met" minimum_denominator: 20
      targets { contract_year: 1 target_basis_points: 5000 }
      targets { contract_year: 3 target_basis_points: 9000 }
    })");
}

// A target for 2026 with this scope, and `green` in per cent.
std::string Scoped(const std::string& id, const std::string& scope, int green) {
  return absl::StrCat("targets { id: '", id, "' metric: 'outcomes-met' ",
                      "better: BETTER_HIGHER from_date { year: 2026 month: 1 "
                      "day: 1 } ",
                      scope, " green_basis_points: ", green * 100, "} ");
}

TEST(TargetsTest, TheNearestTargetJudges) {
  const Contract asks = Asks();
  std::string all = Scoped("council", "", 1);
  const auto judged_by = [&](const JudgedScope& scope) {
    Figure figure = Share(30, 40);
    Make(all).Judge(scope, figure);
    return figure.target().id();
  };
  const JudgedScope contract = {.provider = kProvider, .contract = &asks};
  const JudgedScope provider = {.provider = kProvider};
  Contract silent = asks;
  silent.clear_outcome_requirements();
  const JudgedScope quiet = {.provider = kProvider, .contract = &silent};
  EXPECT_EQ(judged_by({}), "council");
  EXPECT_EQ(judged_by(provider), "council");
  EXPECT_EQ(judged_by(quiet), "council");
  all += Scoped("type", "service_type: 'Respite'", 2);
  EXPECT_EQ(judged_by(quiet), "type");
  EXPECT_EQ(judged_by(provider), "council");
  all += Scoped("provider", absl::StrCat("provider: '", kProvider, "'"), 3);
  EXPECT_EQ(judged_by(quiet), "provider");
  EXPECT_EQ(judged_by(provider), "provider");
  EXPECT_EQ(judged_by({}), "council");
  // What the contract itself asks for comes before all but one for it.
  EXPECT_EQ(judged_by(contract), "r");
  all += Scoped("contract", absl::StrCat("contract: '", asks.name(), "'"), 4);
  EXPECT_EQ(judged_by(contract), "contract");
}

TEST(TargetsTest, WhatAContractAsksForChangesWithItsYears) {
  const Contract asks = Asks();
  const auto green_on = [&](int32_t day) {
    Figure figure = Share(30, 40);
    Make("", day).Judge({.provider = kProvider, .contract = &asks}, figure);
    return figure.target().green_basis_points();
  };
  EXPECT_EQ(green_on(On(2024, 2, 29)), 5000);
  // The year begins on the day of the month; without a 29 February, a day on.
  EXPECT_EQ(green_on(On(2026, 2, 28)), 5000);
  EXPECT_EQ(green_on(On(2026, 3, 1)), 9000);
  EXPECT_EQ(green_on(On(2031, 1, 1)), 9000);
  Figure few = Share(15, 19);
  Make("").Judge({.provider = kProvider, .contract = &asks}, few);
  EXPECT_EQ(few.rag(), Figure::RAG_GREY);
}

TEST(TargetsTest, AFigureThatIsHiddenHasNoColourThatWouldTellOfIt) {
  Figure figure = Share(3, 4);
  Make(kFor2026).Judge({}, figure);
  EXPECT_TRUE(figure.has_target());
  figure.clear_value();
  figure.set_no_value(Figure::NO_VALUE_SUPPRESSED);
  Make(kFor2026).Judge({}, figure);
  EXPECT_EQ(figure.rag(), Figure::RAG_UNSPECIFIED);
  EXPECT_FALSE(figure.has_target());
  EXPECT_FALSE(figure.rag_unsure());
}

}  // namespace
}  // namespace tidemark::monitoring

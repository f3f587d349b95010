#include "services/outcomes/roster.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;

class RosterTest : public OutcomesFixture {
 protected:
  std::vector<std::string> Names(absl::string_view contract) {
    const auto roster = rosters_->Get(contract);
    EXPECT_THAT(roster, IsOk());
    std::vector<std::string> names;
    for (const OutcomeFacts& outcome : (*roster)->outcomes()) {
      names.push_back(outcome.name);
    }
    return names;
  }
};

TEST_F(RosterTest, ChangesAreSeenAsSoonAsTheyAreAcknowledged) {
  EXPECT_THAT(Names(kHome), IsEmpty());
  const std::string garden = AddOutcome("p-1", "garden");
  EXPECT_THAT(Names(kHome), ElementsAre(garden));
  const std::string bus = AddOutcome("p-1", "bus");
  EXPECT_THAT(Names(kHome), ElementsAre(bus, garden));
  const auto move = ParseText<v1::UpdateOutcomeRequest>(
      "outcome { name: '" + bus + "' contract: '" + kNights + "' }");
  ASSERT_THAT(outcomes_->UpdateOutcome(Ada(move), move), IsOk());
  EXPECT_THAT(Names(kHome), ElementsAre(garden));
  EXPECT_THAT(Names(kNights), ElementsAre(bus));
}

TEST_F(RosterTest, ARosterIsReadOnceWhileNothingChanges) {
  AddOutcome("p-1", "garden");
  const auto first = rosters_->Get(kHome);
  AddOutcome("p-2", "swim", kNights);
  const auto second = rosters_->Get(kHome);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->get(), second->get());
}

TEST_F(RosterTest, KnowsPeoplesStatusAndItsChanges) {
  AddOutcome("p-1", "garden");
  AddOutcome("p-1", "swim", kNights);
  Names(kHome);
  Names(kNights);
  const auto died = ParseText<v1::UpdatePersonRequest>(R"(
    person { name: "councils/E10000012/people/p-1" status: STATUS_DIED })");
  ASSERT_THAT(people_->UpdatePerson(Ada(died), died), IsOk());
  for (const char* contract : {kHome, kNights}) {
    EXPECT_EQ((*rosters_->Get(contract))->outcomes()[0].person_status,
              v1::Person::STATUS_DIED);
  }
}

TEST_F(RosterTest, AWriteThatIsNotOnDiskYetLeavesTheRosterOutdated) {
  const std::string garden = AddOutcome("p-1", "garden");
  Names(kHome);
  // Inside a transaction nothing of it is on disk.
  v1::PersonalOutcome outcome = *kOutcomes.Get(store::Snapshot(*db_), garden);
  ASSERT_THAT(db_->Write({.origin = {.subject = "test", .method = "Test"}},
                         [&](store::Transaction& txn) -> absl::Status {
                           outcome.set_name(garden + "-2");
                           const auto stored = kOutcomes.Insert(txn, outcome);
                           rosters_->Changed(txn, kHome);
                           EXPECT_THAT(Names(kHome), ElementsAre(garden));
                           return stored.status();
                         }),
              IsOk());
  EXPECT_THAT(Names(kHome), ElementsAre(garden, garden + "-2"));
}

TEST_F(RosterTest, ForgetsWhatDoesNotFitAndReadsItAgain) {
  const std::string garden = AddOutcome("p-1", "garden");
  const std::string swim = AddOutcome("p-1", "swim", kNights);
  Rosters small(*db_, 1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_NE((*small.Get(kHome))->Find(garden), nullptr);
    EXPECT_NE((*small.Get(kNights))->Find(swim), nullptr);
    EXPECT_EQ((*small.Get(kNights))->Find(garden), nullptr);
  }
}

}  // namespace
}  // namespace tidemark::outcomes

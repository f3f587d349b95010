#include "services/outcomes/people.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

class PeopleTest : public OutcomesFixture {
 protected:
  absl::StatusOr<v1::ImportPeopleResponse> Import(const std::string& file,
                                                  bool validate_only = false) {
    v1::ImportPeopleRequest request;
    request.set_parent(kEssex);
    request.set_content(file);
    request.set_validate_only(validate_only);
    return people_->ImportPeople(Ada(request), request);
  }
  absl::StatusOr<v1::BatchUpsertPeopleResponse> Upsert(
      const std::string& text) {
    auto request = ParseText<v1::BatchUpsertPeopleRequest>(text);
    request.set_parent(kEssex);
    return people_->BatchUpsertPeople(Ada(request), request);
  }
  v1::PersonalOutcome OutcomeNow(const std::string& path) {
    return *kOutcomes.Get(store::Snapshot(*db_),
                          absl::StrCat(kEssex, "/people/", path));
  }
};

TEST_F(PeopleTest, APersonIsStoredAsActiveAndWithoutProviders) {
  const auto request = ParseText<v1::CreatePersonRequest>(R"(
    parent: "councils/E10000012" person_id: "P-17"
    person { birth_year: 1947 providers: "councils/E10000012/providers/x" })");
  const auto created = people_->CreatePerson(Ada(request), request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "councils/E10000012/people/P-17");
  EXPECT_EQ(created->status(), v1::Person::STATUS_ACTIVE);
  EXPECT_THAT(created->providers(), IsEmpty());
  EXPECT_THAT(people_->CreatePerson(Ada(request), request),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(PeopleTest, AnNhsNumberIsRefusedAndNotRepeated) {
  auto request = ParseText<v1::CreatePersonRequest>(R"(
    parent: "councils/E10000012" person_id: "943-476-5919" person {})");
  const auto refused = people_->CreatePerson(Ada(request), request);
  EXPECT_EQ(FaultCodes(refused.status()),
            std::vector<std::string>{"person_id NHS_NUMBER"});
  EXPECT_EQ(refused.status().ToString().find("943"), std::string::npos);
}

TEST_F(PeopleTest, AProviderSeesItsPeopleAndNotWhoElseSupportsThem) {
  AddOutcome("p-1", "garden", kHome);
  AddOutcome("p-1", "sleep", kNights);
  AddOutcome("p-2", "sleep", kNights);
  AddPerson("p-3");
  v1::ListPeopleRequest list;
  list.set_parent(kEssex);
  EXPECT_EQ(people_->ListPeople(Ada(list), list)->people_size(), 3);
  list.set_provider(kShoreline);
  const auto seen = people_->ListPeople(Sam(list), list);
  ASSERT_THAT(seen, IsOk());
  ASSERT_EQ(seen->people_size(), 1);
  EXPECT_THAT(seen->people(0).providers(), ElementsAre(kShoreline));
  v1::GetPersonRequest get;
  get.set_name("councils/E10000012/people/p-1");
  EXPECT_THAT(people_->GetPerson(Sam(get), get)->providers(),
              ElementsAre(kShoreline));
  EXPECT_THAT(people_->GetPerson(Ada(get), get)->providers(),
              ElementsAre(kShoreline, kEstuary));
  EXPECT_THAT(*people_->ProvidersOf(get.name()),
              ElementsAre(kShoreline, kEstuary));
}

TEST_F(PeopleTest, PeopleAreListedPageByPage) {
  for (int i = 0; i < 7; ++i) AddOutcome(absl::StrCat("p-", i), "garden");
  for (const std::string provider : {"", kShoreline}) {
    v1::ListPeopleRequest list;
    list.set_parent(kEssex);
    list.set_provider(provider);
    list.set_page_size(3);
    std::vector<std::string> names;
    do {
      const auto page = people_->ListPeople(Ada(list), list);
      ASSERT_THAT(page, IsOk());
      for (const v1::Person& person : page->people()) {
        names.push_back(person.name());
      }
      list.set_page_token(page->next_page_token());
    } while (!list.page_token().empty());
    EXPECT_EQ(names.size(), 7u);
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  }
}

TEST_F(PeopleTest, AnUpdateKeepsProvidersAndRefusesAStaleEtag) {
  AddOutcome("p-1", "garden");
  const std::string etag = PersonNow("p-1").etag();
  auto request = ParseText<v1::UpdatePersonRequest>(R"(
    person { name: "councils/E10000012/people/p-1" status: STATUS_LEFT })");
  request.mutable_person()->set_etag(etag);
  const auto left = people_->UpdatePerson(Ada(request), request);
  ASSERT_THAT(left, IsOk());
  EXPECT_THAT(left->providers(), ElementsAre(kShoreline));
  EXPECT_EQ(left->birth_year(), 1947);
  EXPECT_THAT(people_->UpdatePerson(Ada(request), request),
              StatusIs(absl::StatusCode::kAborted, "status"));
}

constexpr char kBatch[] = R"(
  people {
    person { name: "councils/E10000012/people/p-1" birth_year: 1950 }
    outcomes {
      name: "councils/E10000012/people/p-1/outcomes/bus"
      own_words: "take the bus"
      contract: "councils/E10000012/contracts/home"
    }
    outcomes {
      name: "councils/E10000012/people/p-1/outcomes/sleep"
      own_words: "sleep through"
      contract: "councils/E10000012/contracts/nights"
    }
  }
  people { person { name: "councils/E10000012/people/p-2" } })";

TEST_F(PeopleTest, ABatchStoresPeopleWithTheirOutcomesAndRepeatsChangeNothing) {
  const auto stored = Upsert(kBatch);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->created(), 4);
  EXPECT_THAT(PersonNow("p-1").providers(), ElementsAre(kShoreline, kEstuary));
  const int64_t sequence = db_->durable_sequence();
  const auto again = Upsert(kBatch);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->unchanged(), 4);
  EXPECT_EQ(again->created() + again->updated(), 0);
  EXPECT_EQ(db_->durable_sequence(), sequence);

  const auto moved = Upsert(R"(people {
    person { name: "councils/E10000012/people/p-1" birth_year: 1950 }
    outcomes {
      name: "councils/E10000012/people/p-1/outcomes/sleep"
      own_words: "sleep through"
      contract: "councils/E10000012/contracts/home"
    } })");
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->updated(), 2);
  EXPECT_THAT(PersonNow("p-1").providers(), ElementsAre(kShoreline));
  EXPECT_EQ((*rosters_->Get(kHome))->outcomes().size(), 2u);
  EXPECT_EQ((*rosters_->Get(kNights))->outcomes().size(), 0u);
}

TEST_F(PeopleTest, ABatchIsStoredWholeOrNotAtAll) {
  const auto refused = Upsert(R"(
    people {
      person { name: "councils/E10000012/people/p-1" birth_year: 1066 }
      outcomes {
        name: "councils/E10000012/people/p-2/outcomes/bus"
        own_words: "take the bus"
        contract: "councils/E10000012/contracts/home"
      }
    }
    people { person { name: "councils/E09000003/people/p-1" } }
    people { person { name: "councils/E10000012/people/p-1" } })");
  EXPECT_EQ(FaultCodes(refused.status()),
            (std::vector<std::string>{"people[0].outcomes[0].name BAD_NAME",
                                      "people[1].person.name BAD_NAME",
                                      "people[2].person.name NAME_TWICE"}));
  const auto later = Upsert(R"(
    people { person { name: "councils/E10000012/people/p-1" } }
    people {
      person { name: "councils/E10000012/people/p-2" birth_year: 1066 }
      outcomes {
        name: "councils/E10000012/people/p-2/outcomes/bus"
        contract: "councils/E10000012/contracts/none"
      }
      outcomes {
        name: "councils/E10000012/people/p-2/outcomes/bus-2"
        own_words: "take the bus"
        contract: "councils/E10000012/contracts/none"
      }
    })");
  EXPECT_EQ(FaultCodes(later.status()),
            (std::vector<std::string>{
                "people[1].person.birth_year BIRTH_YEAR_RANGE",
                "people[1].outcomes[0].own_words OWN_WORDS_MISSING",
                "people[1].outcomes[1].contract CONTRACT_UNKNOWN"}));
  EXPECT_EQ(db_->durable_sequence(), 0);
}

TEST_F(PeopleTest, AClosedOutcomeIsLeftAloneButNotChanged) {
  ASSERT_THAT(Upsert(kBatch), IsOk());
  v1::CloseOutcomeRequest close;
  close.set_name("councils/E10000012/people/p-1/outcomes/bus");
  close.set_status(v1::PersonalOutcome::STATUS_ACHIEVED);
  *close.mutable_close_date() = type::ToProto(type::Date(2025, 6, 30));
  ASSERT_THAT(outcomes_->CloseOutcome(Ada(close), close), IsOk());
  const auto same = Upsert(kBatch);
  ASSERT_THAT(same, IsOk());
  EXPECT_EQ(same->unchanged(), 4);
  EXPECT_EQ(OutcomeNow("p-1/outcomes/bus").status(),
            v1::PersonalOutcome::STATUS_ACHIEVED);
  const auto changed = Upsert(R"(people {
    person { name: "councils/E10000012/people/p-1" birth_year: 1950 }
    outcomes {
      name: "councils/E10000012/people/p-1/outcomes/bus"
      own_words: "take the train"
      contract: "councils/E10000012/contracts/home"
    } })");
  EXPECT_EQ(FaultCodes(changed.status()),
            std::vector<std::string>{"people[0].outcomes[0] OUTCOME_CLOSED"});
}

TEST_F(PeopleTest, SeveralBatchesOnOnePersonAllArrive) {
  AddPerson("p-1");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      EXPECT_THAT(
          Upsert(absl::StrCat(R"(people {
        person { name: "councils/E10000012/people/p-1" birth_year: 1947 }
        outcomes {
          name: "councils/E10000012/people/p-1/outcomes/o-)",
                              i, R"("
          own_words: "x"
          contract: "councils/E10000012/contracts/)",
                              i % 2 == 0 ? "home" : "nights", "\" } }")),
          IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(PersonNow("p-1").providers(), ElementsAre(kShoreline, kEstuary));
  EXPECT_EQ((*rosters_->Get(kHome))->outcomes().size(), 2u);
}

TEST_F(PeopleTest, AFileIsImportedAndImportedAgainChangesNothing) {
  const std::string file =
      "Person,Birth year,Status,Outcome,Own words,Contract,Baseline,Weight,"
      "Themes,Level_minus_1\n"
      "p-1,1947,active,bus,\"take the bus, alone\",home,-1,6,dignity;choice,"
      "not at all\n"
      "p-1,,,sleep,sleep through," +
      std::string(kNights) +
      ",-2,,,\n"
      "p-2,1938,paused,,,,,,,\n";
  const auto imported = Import(file);
  ASSERT_THAT(imported, IsOk());
  EXPECT_THAT(*imported, EqualsProto(ParseText<v1::ImportPeopleResponse>(
                             "rows: 3 people_created: 2 outcomes_created: 2")));
  EXPECT_EQ(OutcomeNow("p-1/outcomes/bus").own_words(), "take the bus, alone");
  EXPECT_EQ(OutcomeNow("p-1/outcomes/bus").baseline_level(), -1);
  EXPECT_EQ(PersonNow("p-2").status(), v1::Person::STATUS_PAUSED);
  EXPECT_THAT(PersonNow("p-1").providers(), ElementsAre(kShoreline, kEstuary));
  const int64_t sequence = db_->durable_sequence();
  EXPECT_THAT(*Import(file), EqualsProto(ParseText<v1::ImportPeopleResponse>(
                                 "rows: 3 people_unchanged: 2 "
                                 "outcomes_unchanged: 2")));
  EXPECT_EQ(db_->durable_sequence(), sequence);

  // What a second file leaves empty stays; what it has is changed.
  const auto updated = Import(
      "person,status,outcome,weight,level_minus_1,level_0\n"
      "p-1,,bus,3,never,sometimes\n"
      "p-2,active,,,,\n");
  ASSERT_THAT(updated, IsOk());
  EXPECT_THAT(*updated, EqualsProto(ParseText<v1::ImportPeopleResponse>(
                            "rows: 2 people_updated: 1 people_unchanged: 1 "
                            "outcomes_updated: 1")));
  const v1::PersonalOutcome bus = OutcomeNow("p-1/outcomes/bus");
  EXPECT_EQ(bus.own_words(), "take the bus, alone");
  EXPECT_THAT(bus.themes(), ElementsAre("dignity", "choice"));
  EXPECT_EQ(bus.weight(), 3);
  ASSERT_EQ(bus.levels_size(), 2);
  EXPECT_EQ(bus.levels(0).description(), "never");
  EXPECT_EQ(PersonNow("p-2").birth_year(), 1938);
}

TEST_F(PeopleTest, EveryFaultOfAFileIsToldByLineAndColumnAndNothingStored) {
  const std::string file =
      "person,birth_year,outcome,own_words,contract,baseline\n"
      "p-1,1947,bus,take the bus,home,-1\n"
      "p-2,47x,bus,take the bus,home,-1\n"
      "p-3,1940,bus,Doris,none,-1\n"
      "p-4,1940,bus,,home,5\n"
      "p-5,1940,bus,,home,1\n";
  const auto refused = Import(file);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(refused.status().ToString().find("Doris"), std::string::npos);
  const auto checked = Import(file, /*validate_only=*/true);
  ASSERT_THAT(checked, IsOk());
  std::vector<std::string> faults;
  for (const api::v1::Fault& fault : checked->faults()) {
    faults.push_back(
        absl::StrCat(fault.line(), " ", fault.column(), " ", fault.reason()));
    EXPECT_EQ(fault.value(), "");
  }
  EXPECT_THAT(
      faults,
      ElementsAre("3 birth_year NOT_A_NUMBER", "4 contract CONTRACT_UNKNOWN",
                  "5 baseline NUMBER_RANGE", "6 own_words OWN_WORDS_MISSING"));
  EXPECT_EQ(FaultsOf(refused.status()).size(), faults.size());
  EXPECT_EQ(db_->durable_sequence(), 0);
}

TEST_F(PeopleTest, ADryRunSaysWhatWouldBeDoneAndDoesNothing) {
  AddOutcome("p-1", "bus");
  const int64_t sequence = db_->durable_sequence();
  const auto checked = Import(
      "person,birth_year,outcome,own_words,contract\n"
      "p-1,1950,bus,take the bus,home\n"
      "p-2,1950,bus,take the bus,home\n",
      /*validate_only=*/true);
  ASSERT_THAT(checked, IsOk());
  EXPECT_THAT(*checked, EqualsProto(ParseText<v1::ImportPeopleResponse>(
                            "rows: 2 people_created: 1 people_updated: 1 "
                            "outcomes_created: 1 outcomes_updated: 1")));
  EXPECT_EQ(db_->durable_sequence(), sequence);
}

TEST_F(PeopleTest, ThemesOfAFileMustBeTheCouncils) {
  council_ = ParseText<contracts::v1::Council>(R"(
    name: "councils/E10000012"
    frameworks { id: "f" themes { id: "dignity" } })");
  const auto refused = Import(
      "person,outcome,own_words,contract,themes\n"
      "p-1,bus,take the bus,home,dignity; bus\n");
  const auto faults = FaultsOf(refused.status());
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].reason(), "THEME_UNKNOWN");
  EXPECT_EQ(faults[0].column(), "themes");
  EXPECT_EQ(faults[0].line(), 2);
}

}  // namespace
}  // namespace tidemark::outcomes

#include "services/outcomes/stories.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/store/feed.h"
#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using ::testing::SizeIs;
using testing::StatusIs;
using v1::Story;

constexpr char kGarden[] = "councils/E10000012/stories/garden";
constexpr char kSecret[] = "the robin on the spade";

constexpr char kConsent[] = R"(
  giver: GIVER_PERSON
  method: METHOD_SAID
  given_date { year: 2025 month: 6 day: 30 }
  uses: STORY_USE_COUNCIL_MONITORING
  uses: STORY_USE_GOOD_PRACTICE)";

class StoriesTest : public OutcomesFixture {
 protected:
  void SetUp() override {
    stories_ = std::make_unique<Stories>(*db_, *contracts_, *rosters_);
    outcome_ = AddOutcome("p-1", "garden");
    AddOutcome("p-2", "sleep", kNights);
  }

  rpc::Principal Who(api::v1::Role role, absl::string_view subject) const {
    return {.subject = std::string(subject), .role = role, .council = kEssex};
  }
  rpc::Principal sam() const {
    rpc::Principal sam = Who(api::v1::ROLE_PROVIDER, "users/sam");
    sam.provider = kShoreline;
    return sam;
  }
  rpc::Principal eve() const {
    rpc::Principal eve = Who(api::v1::ROLE_PROVIDER, "users/eve");
    eve.provider = kEstuary;
    return eve;
  }
  rpc::Principal ada() const {
    return Who(api::v1::ROLE_COMMISSIONER, "users/ada");
  }
  rpc::Principal quinn() const {
    return Who(api::v1::ROLE_QUALITY, "users/quinn");
  }
  rpc::Principal pat() const {
    return Who(api::v1::ROLE_PRACTITIONER, "users/pat");
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(absl::StatusOr<Response> (Stories::*function)(
                                  const rpc::Call&, const Request&),
                              const rpc::Principal& who,
                              const Request& request) {
    return ((*stories_).*function)(rpc::Call::For(who, clock_, request),
                                   request);
  }

  // A story of p-1 under Shoreline's contract, told on 30 June 2025.
  v1::CreateStoryRequest Creation(const std::string& id = "garden",
                                  const std::string& consent = kConsent) {
    auto request = ParseText<v1::CreateStoryRequest>(absl::StrCat(R"(
      parent: "councils/E10000012"
      story {
        kind: KIND_STORY
        story_date { year: 2025 month: 6 day: 30 }
        contract: "councils/E10000012/contracts/home"
        voice: VOICE_PERSON
        obtained: OBTAINED_SAID
        words {
          person: "councils/E10000012/people/p-1"
          outcome: "councils/E10000012/people/p-1/outcomes/garden"
          title: "Back in the garden"
          text: "I saw )",
                                                                  kSecret, R"("
        }
      })"));
    request.set_story_id(id);
    if (!consent.empty()) {
      *request.mutable_consent() = ParseText<v1::StoryConsent>(consent);
    }
    return request;
  }
  Story Create(const rpc::Principal& who, const std::string& id = "garden",
               const std::string& consent = kConsent) {
    const auto story = Do(&Stories::CreateStory, who, Creation(id, consent));
    EXPECT_THAT(story, IsOk());
    return story.value_or(Story());
  }

  absl::StatusOr<Story> Get(const rpc::Principal& who,
                            absl::string_view name = kGarden) {
    v1::GetStoryRequest request;
    request.set_name(std::string(name));
    return Do(&Stories::GetStory, who, request);
  }
  absl::StatusOr<Story> Withdraw(const rpc::Principal& who,
                                 const std::string& more = "") {
    return Do(&Stories::WithdrawConsent, who,
              ParseText<v1::WithdrawConsentRequest>(absl::StrCat(R"(
                name: "councils/E10000012/stories/garden"
                withdrawn_by: GIVER_PERSON
                withdraw_date { year: 2025 month: 7 day: 1 } )",
                                                                 more)));
  }
  // Sam makes a redacted copy, Ada approves it and shares it.
  void ShareIt(const std::string& uses = "STORY_USE_GOOD_PRACTICE") {
    EXPECT_THAT(Do(&Stories::ProposeRedaction, sam(),
                   ParseText<v1::ProposeRedactionRequest>(R"(
                     name: "councils/E10000012/stories/garden"
                     title: "A garden again"
                     text: "Someone went back to their garden." )")),
                IsOk());
    EXPECT_THAT(Do(&Stories::ApproveRedaction, ada(),
                   ParseText<v1::ApproveRedactionRequest>(
                       "name: 'councils/E10000012/stories/garden'")),
                IsOk());
    EXPECT_THAT(Do(&Stories::ShareStory, ada(),
                   ParseText<v1::ShareStoryRequest>(absl::StrCat(
                       "name: 'councils/E10000012/stories/garden' uses: [",
                       uses, "]"))),
                IsOk());
  }

  // The ids of all pages, read one by one.
  std::vector<std::string> List(const rpc::Principal& who,
                                const std::string& filter = "") {
    auto request = ParseText<v1::ListStoriesRequest>(
        "parent: 'councils/E10000012' page_size: 1 " + filter);
    if (who.is_provider()) request.set_provider(who.provider);
    std::vector<std::string> ids;
    do {
      const auto page = Do(&Stories::ListStories, who, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const Story& story : page->stories()) {
        ids.emplace_back(IdOf(story.name()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
  std::vector<v1::SharedStory> ListShared(const rpc::Principal& who,
                                          const std::string& filter = "") {
    const auto page = Do(&Stories::ListSharedStories, who,
                         ParseText<v1::ListSharedStoriesRequest>(
                             "parent: 'councils/E10000012' " + filter));
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {};
    return {page->shared_stories().begin(), page->shared_stories().end()};
  }

  // Whether any byte of the feed, records and repeats holds `text`.
  bool FeedHolds(absl::string_view text) {
    const auto page = store::ReadFeed(*db_, {.limit = 10000});
    EXPECT_THAT(page, IsOk());
    for (const auto& change : page->changes) {
      if (absl::StrContains(change.SerializeAsString(), text)) return true;
    }
    return false;
  }
  bool StoreHolds(absl::string_view text) {
    bool found = false;
    for (const store::Space space :
         {store::Space::kRecords, store::Space::kIndexes,
          store::Space::kChanges, store::Space::kRepeats,
          store::Space::kMeta}) {
      EXPECT_THAT(store::Snapshot(*db_).Scan(
                      space, "", "",
                      [&](absl::string_view key, absl::string_view value) {
                        found = found || absl::StrContains(key, text) ||
                                absl::StrContains(value, text);
                        return true;
                      }),
                  IsOk());
    }
    return found;
  }

  std::unique_ptr<Stories> stories_;
  std::string outcome_;
};

TEST_F(StoriesTest, AStoryKnowsItsProviderAndPeriod) {
  const Story created = Create(sam());
  EXPECT_EQ(created.name(), kGarden);
  EXPECT_EQ(created.provider(), kShoreline);
  EXPECT_EQ(created.author_provider(), kShoreline);
  EXPECT_EQ(created.period(), "2025-06");
  EXPECT_EQ(created.period_end().day(), 30);
  EXPECT_EQ(created.state(), Story::STATE_RECORDED);
  EXPECT_THAT(created.permitted_uses(),
              ElementsAre(v1::STORY_USE_COUNCIL_MONITORING,
                          v1::STORY_USE_GOOD_PRACTICE));
  const auto read = Get(ada());
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->words().text(), ::testing::HasSubstr(kSecret));
  // The answer to what changes it is the same, but for the words.
  EXPECT_FALSE(created.has_words());
  Story without = *read;
  without.clear_words();
  EXPECT_THAT(without, EqualsProto(created));
}

TEST_F(StoriesTest, WhatTheOutcomeSaysNeedNotBeTyped) {
  v1::CreateStoryRequest request = Creation();
  request.mutable_story()->clear_contract();
  const auto created = Do(&Stories::CreateStory, pat(), request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->contract(), kHome);
  EXPECT_EQ(created->provider(), kShoreline);
  // Nor by the provider, of its own people's outcomes.
  request.set_story_id("second");
  EXPECT_EQ(Do(&Stories::CreateStory, sam(), request)->contract(), kHome);
  EXPECT_EQ(FaultCodes(Do(&Stories::CreateStory, eve(), request).status()),
            std::vector<std::string>{"story.contract CONTRACT_MISSING"});
}

TEST_F(StoriesTest, TheCouncilMayTellOfAPersonAlone) {
  v1::CreateStoryRequest request = Creation("");
  request.mutable_story()->clear_contract();
  request.mutable_story()->mutable_words()->clear_outcome();
  const auto created = Do(&Stories::CreateStory, ada(), request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->provider(), "");
  EXPECT_EQ(created->period(), "");
  EXPECT_TRUE(absl::StartsWith(IdOf(created->name()), "s-"));
  // A provider may not: whom it supports, its contracts say.
  EXPECT_EQ(FaultCodes(Do(&Stories::CreateStory, sam(), request).status()),
            std::vector<std::string>{"story.contract CONTRACT_MISSING"});
  request.mutable_story()->mutable_words()->set_person(
      "councils/E10000012/people/nobody");
  EXPECT_EQ(FaultCodes(Do(&Stories::CreateStory, ada(), request).status()),
            std::vector<std::string>{"story.words.person PERSON_UNKNOWN"});
}

TEST_F(StoriesTest, AProviderTellsOfItsOwnPeopleUnderItsOwnContracts) {
  v1::CreateStoryRequest request = Creation();
  // Estuary may not tell of Shoreline's contract, nor of its person.
  EXPECT_EQ(FaultCodes(Do(&Stories::CreateStory, eve(), request).status()),
            std::vector<std::string>{"story.contract CONTRACT_UNKNOWN"});
  request.mutable_story()->set_contract(kNights);
  EXPECT_EQ(
      FaultCodes(Do(&Stories::CreateStory, eve(), request).status()),
      std::vector<std::string>{"story.words.outcome OUTCOME_NOT_SUPPORTED"});
  request.mutable_story()->mutable_words()->clear_outcome();
  EXPECT_EQ(
      FaultCodes(Do(&Stories::CreateStory, eve(), request).status()),
      std::vector<std::string>{"story.words.person PERSON_NOT_SUPPORTED"});
  // A person who does not exist is answered alike.
  request.mutable_story()->mutable_words()->set_person(
      "councils/E10000012/people/nobody");
  EXPECT_EQ(
      FaultCodes(Do(&Stories::CreateStory, eve(), request).status()),
      std::vector<std::string>{"story.words.person PERSON_NOT_SUPPORTED"});
  // Nor is the council let put a person under the wrong contract.
  request = Creation();
  request.mutable_story()->set_contract(kNights);
  EXPECT_EQ(
      FaultCodes(Do(&Stories::CreateStory, ada(), request).status()),
      std::vector<std::string>{"story.words.outcome OUTCOME_NOT_SUPPORTED"});
}

TEST_F(StoriesTest, ThemesAndPeriodsMustBeThoseOfTheCouncil) {
  auto& framework = *council_.add_frameworks();
  framework.set_id("care-act");
  framework.add_themes()->set_id("home");
  council_.set_name(kEssex);
  v1::CreateStoryRequest request = Creation();
  request.mutable_story()->add_themes("home");
  request.mutable_story()->add_themes("moon");
  EXPECT_EQ(FaultCodes(Do(&Stories::CreateStory, sam(), request).status()),
            std::vector<std::string>{"story.themes[1] THEME_UNKNOWN"});
  request.mutable_story()->mutable_themes()->RemoveLast();
  request.mutable_story()->set_period("2025-13");
  EXPECT_EQ(FaultCodes(Do(&Stories::CreateStory, sam(), request).status()),
            std::vector<std::string>{"story.period PERIOD_UNKNOWN"});
  // A story told on the first of the month may be about the month before.
  request.mutable_story()->set_period("2025-05");
  const auto created = Do(&Stories::CreateStory, sam(), request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->period_end().month(), 5);
}

TEST_F(StoriesTest, WithoutConsentADraftIsItsAuthorsAndPractitioners) {
  const Story draft = Create(sam(), "garden", "");
  EXPECT_EQ(draft.state(), Story::STATE_DRAFT);
  EXPECT_THAT(Get(sam()), IsOk());
  EXPECT_THAT(Get(pat()), IsOk());
  EXPECT_THAT(Get(ada()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Get(quinn()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Get(eve()), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(List(sam()), ElementsAre("garden"));
  EXPECT_THAT(List(ada()), IsEmpty());
  EXPECT_THAT(List(eve()), IsEmpty());
  // Nor can anybody learn of it by trying to change it.
  v1::RecordConsentRequest consent;
  consent.set_name(kGarden);
  consent.set_etag("stale");
  EXPECT_THAT(Do(&Stories::RecordConsent, ada(), consent),
              StatusIs(absl::StatusCode::kNotFound));

  consent.clear_etag();
  *consent.mutable_consent() = ParseText<v1::StoryConsent>(kConsent);
  const auto recorded = Do(&Stories::RecordConsent, pat(), consent);
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->state(), Story::STATE_RECORDED);
  EXPECT_EQ(recorded->consents(0).recorder(), "users/pat");
  EXPECT_THAT(Get(ada()), IsOk());
}

TEST_F(StoriesTest, WhatTheCouncilRecordsTheProviderSeesWithConsentOnly) {
  Create(ada());
  EXPECT_THAT(Get(sam()), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(List(sam()), IsEmpty());
  EXPECT_THAT(*stories_->ProvidersOf(kGarden), IsEmpty());
  v1::RecordConsentRequest consent;
  consent.set_name(kGarden);
  *consent.mutable_consent() = ParseText<v1::StoryConsent>(R"(
    giver: GIVER_PERSON
    method: METHOD_WRITTEN
    given_date { year: 2025 month: 7 day: 1 }
    expire_date { year: 2025 month: 7 day: 31 }
    uses: STORY_USE_PROVIDER)");
  ASSERT_THAT(Do(&Stories::RecordConsent, ada(), consent), IsOk());
  EXPECT_THAT(Get(sam()), IsOk());
  EXPECT_THAT(List(sam()), ElementsAre("garden"));
  EXPECT_THAT(*stories_->ProvidersOf(kGarden), ElementsAre(kShoreline));
  EXPECT_THAT(Get(eve()), StatusIs(absl::StatusCode::kPermissionDenied));
  // It may not change what the council recorded.
  v1::UpdateStoryRequest update;
  update.mutable_story()->set_name(kGarden);
  update.mutable_story()->set_kind(Story::KIND_COMPLIMENT);
  EXPECT_THAT(Do(&Stories::UpdateStory, sam(), update),
              HasReason("STORY_OF_OTHERS"));
  // In August the consent is over.
  clock_.Advance(absl::Hours(24 * 31));
  EXPECT_THAT(Get(sam()), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(List(sam()), IsEmpty());
}

TEST_F(StoriesTest, WordsCanChangeUntilThereIsConsentToThem) {
  Create(sam(), "garden", "");
  v1::UpdateStoryRequest update;
  update.mutable_story()->set_name(kGarden);
  update.mutable_story()->mutable_words()->set_title("In the garden");
  update.mutable_update_mask()->add_paths("words.title");
  const auto updated = Do(&Stories::UpdateStory, sam(), update);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->words_version(), 2);
  const auto now = Get(sam());
  EXPECT_EQ(now->words().title(), "In the garden");
  EXPECT_THAT(now->words().text(), ::testing::HasSubstr(kSecret));

  // Two editors: the second is told.
  update.mutable_story()->set_etag(now->etag());
  update.mutable_story()->mutable_words()->set_title("My garden");
  ASSERT_THAT(Do(&Stories::UpdateStory, sam(), update), IsOk());
  const auto stale = Do(&Stories::UpdateStory, sam(), update);
  EXPECT_THAT(stale, StatusIs(absl::StatusCode::kAborted, "words_version"));

  v1::RecordConsentRequest consent;
  consent.set_name(kGarden);
  *consent.mutable_consent() = ParseText<v1::StoryConsent>(kConsent);
  ASSERT_THAT(Do(&Stories::RecordConsent, sam(), consent), IsOk());
  update.mutable_story()->clear_etag();
  update.mutable_story()->mutable_words()->set_title("Our garden");
  EXPECT_THAT(Do(&Stories::UpdateStory, sam(), update),
              HasReason("STORY_RECORDED"));
  update.mutable_update_mask()->set_paths(0, "kind");
  update.mutable_story()->set_kind(Story::KIND_GOOD_PRACTICE);
  EXPECT_THAT(Do(&Stories::UpdateStory, sam(), update), IsOk());
  ASSERT_THAT(Withdraw(sam()), IsOk());
  EXPECT_THAT(Do(&Stories::UpdateStory, sam(), update),
              HasReason("STORY_WITHDRAWN"));
}

TEST_F(StoriesTest, OthersSeeTheRedactedCopyOnly) {
  Create(sam());
  ShareIt();
  for (const rpc::Principal& reader : {eve(), sam(), ada(), quinn(), pat()}) {
    const std::vector<v1::SharedStory> shared = ListShared(reader);
    ASSERT_THAT(shared, SizeIs(1));
    EXPECT_EQ(shared[0].text(), "Someone went back to their garden.");
    EXPECT_THAT(shared[0].uses(), ElementsAre(v1::STORY_USE_GOOD_PRACTICE));
    for (const absl::string_view hidden :
         {"p-1", "/outcomes/", "home", "Shoreline", "1-101668892",
          "stories/garden", kSecret}) {
      EXPECT_FALSE(absl::StrContains(shared[0].ShortDebugString(), hidden))
          << hidden;
    }
  }
  EXPECT_THAT(ListShared(eve(), "contains: 'BACK garden'"), SizeIs(1));
  EXPECT_THAT(ListShared(eve(), "contains: 'robin'"), IsEmpty());
  EXPECT_THAT(ListShared(eve(), "kind: KIND_CONCERN"), IsEmpty());
  EXPECT_THAT(Get(eve()), StatusIs(absl::StatusCode::kPermissionDenied));

  v1::UnshareStoryRequest unshare;
  unshare.set_name(kGarden);
  unshare.set_reason("the family asked");
  ASSERT_THAT(Do(&Stories::UnshareStory, ada(), unshare), IsOk());
  EXPECT_THAT(ListShared(eve()), IsEmpty());
  EXPECT_THAT(ListShared(ada()), IsEmpty());
  EXPECT_THAT(Get(ada()), IsOk());
}

TEST_F(StoriesTest, ANewsletterIsNotGoodPractice) {
  Create(sam(), "garden",
         absl::StrCat(kConsent, " uses: STORY_USE_NEWSLETTER"));
  ShareIt("STORY_USE_NEWSLETTER");
  EXPECT_THAT(ListShared(eve()), IsEmpty());
  EXPECT_THAT(ListShared(quinn(), "use: STORY_USE_NEWSLETTER"), SizeIs(1));
  EXPECT_THAT(ListShared(quinn(), "use: STORY_USE_GOOD_PRACTICE"), IsEmpty());
}

TEST_F(StoriesTest, WhatIsSharedEndsOnTheDayThatConsentDoes) {
  Create(sam(), "garden",
         absl::StrCat(kConsent, " expire_date { year: 2025 month: 7 day: 2 }"));
  ShareIt();
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(ListShared(eve()), SizeIs(1));
  EXPECT_THAT(List(ada()), ElementsAre("garden"));
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(ListShared(eve()), IsEmpty());
  EXPECT_THAT(List(ada()), IsEmpty());
  EXPECT_THAT(List(pat()), ElementsAre("garden"));
}

TEST_F(StoriesTest, WithdrawalHoldsAtOnceOnEveryRead) {
  Create(sam());
  ShareIt();
  ASSERT_THAT(Withdraw(pat(), "reason: 'asked by telephone'"), IsOk());
  EXPECT_THAT(ListShared(eve()), IsEmpty());
  EXPECT_THAT(ListShared(ada()), IsEmpty());
  EXPECT_THAT(Get(ada()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(List(ada()), IsEmpty());
  EXPECT_THAT(List(ada(), "state: STATE_WITHDRAWN"), IsEmpty());
  EXPECT_THAT(List(ada(), absl::StrCat("outcome: '", outcome_, "'")),
              IsEmpty());
  // Its author knows that there was one, and no more.
  const auto left = Get(sam());
  ASSERT_THAT(left, IsOk());
  EXPECT_EQ(left->state(), Story::STATE_WITHDRAWN);
  EXPECT_FALSE(left->has_words());
  EXPECT_EQ(left->redacted().text(), "");
  EXPECT_EQ(left->consents(0).withdrawals(0).recorder(), "users/pat");
  EXPECT_THAT(List(sam()), IsEmpty());
  EXPECT_THAT(List(sam(), "state: STATE_WITHDRAWN"), ElementsAre("garden"));
  EXPECT_THAT(List(sam(), "state: STATE_WITHDRAWN contains: 'robin'"),
              IsEmpty());
  // Practitioners, who hold the person's records, still read it.
  EXPECT_THAT(Get(pat())->words().text(), ::testing::HasSubstr(kSecret));
  EXPECT_THAT(Do(&Stories::ProposeRedaction, sam(),
                 ParseText<v1::ProposeRedactionRequest>(
                     "name: 'councils/E10000012/stories/garden' title: 't' "
                     "text: 't'")),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(StoriesTest, TheFeedAndRepeatsNeverHaveAWordOfIt) {
  v1::CreateStoryRequest request = Creation();
  request.set_request_id("6d9b1f0e-7f1a-4a51-9a3f-0d1f4b1c2e3a");
  const auto created = Do(&Stories::CreateStory, sam(), request);
  ASSERT_THAT(created, IsOk());
  ShareIt();
  ASSERT_TRUE(StoreHolds(kSecret));
  EXPECT_FALSE(FeedHolds(kSecret));
  EXPECT_FALSE(FeedHolds("Someone went back"));
  const auto revisions = store::ReadRevisions(*db_, kGarden, 0, 100);
  ASSERT_THAT(revisions, IsOk());
  // Created, proposed, approved and shared: who and when of each.
  ASSERT_THAT(*revisions, SizeIs(4));
  EXPECT_EQ(revisions->back().subject(), "users/sam");
  for (const auto& revision : *revisions) {
    EXPECT_FALSE(absl::StrContains(revision.value(), "people/p-1"));
  }
  // A repeat is answered as the first was.
  const auto again = Do(&Stories::CreateStory, sam(), request);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*created));

  // What is erased is nowhere.
  ASSERT_THAT(Withdraw(sam(), "erase: true"), IsOk());
  EXPECT_FALSE(StoreHolds(kSecret));
  EXPECT_FALSE(StoreHolds("Back in the garden"));
  EXPECT_FALSE(StoreHolds("Someone went back"));
  for (const rpc::Principal& reader : {sam(), pat()}) {
    const auto left = Get(reader);
    ASSERT_THAT(left, IsOk());
    EXPECT_TRUE(left->has_erase_time());
    EXPECT_FALSE(left->has_words());
  }
  EXPECT_THAT(List(pat(),
                   "person: 'councils/E10000012/people/p-1' "
                   "state: STATE_WITHDRAWN"),
              IsEmpty());
  // Nor does it come back with the server.
  stories_.reset();
  Open();
  stories_ = std::make_unique<Stories>(*db_, *contracts_, *rosters_);
  EXPECT_FALSE(StoreHolds(kSecret));
  EXPECT_TRUE(Get(pat())->has_erase_time());
}

TEST_F(StoriesTest, ADraftCanBeErasedToo) {
  Create(sam(), "garden", "");
  ASSERT_THAT(Withdraw(sam(), "erase: true"), IsOk());
  EXPECT_FALSE(StoreHolds(kSecret));
}

TEST_F(StoriesTest, OneOfTwoEditorsAtOnceIsRefused) {
  const Story created = Create(sam());
  ASSERT_THAT(Withdraw(pat(), "uses: STORY_USE_GOOD_PRACTICE"), IsOk());
  v1::ProposeRedactionRequest request;
  request.set_name(kGarden);
  request.set_title("t");
  request.set_text("t");
  request.set_etag(created.etag());
  EXPECT_THAT(Do(&Stories::ProposeRedaction, sam(), request),
              StatusIs(absl::StatusCode::kAborted, "users/pat"));
}

TEST_F(StoriesTest, StoriesAreFoundByWhatTheyAreAbout) {
  Create(sam(), "garden");
  v1::CreateStoryRequest other = Creation("night-music");
  other.mutable_story()->set_contract(kNights);
  other.mutable_story()->set_kind(Story::KIND_CONCERN);
  *other.mutable_story()->mutable_story_date() =
      type::ToProto(type::Date(2025, 5, 31));
  other.mutable_story()->mutable_words()->set_person(
      "councils/E10000012/people/p-2");
  other.mutable_story()->mutable_words()->set_outcome(
      "councils/E10000012/people/p-2/outcomes/sleep");
  other.mutable_story()->mutable_words()->set_text("The music keeps me awake");
  other.mutable_story()->add_themes("rest");
  ASSERT_THAT(Do(&Stories::CreateStory, eve(), other), IsOk());

  EXPECT_THAT(List(ada()), ElementsAre("garden", "night-music"));
  EXPECT_THAT(List(sam()), ElementsAre("garden"));
  EXPECT_THAT(List(eve()), ElementsAre("night-music"));
  const std::vector<std::pair<std::string, std::string>> filters = {
      {"provider: '" + std::string(kEstuary) + "'", "night-music"},
      {"contract: '" + std::string(kNights) + "'", "night-music"},
      {"contract: '" + std::string(kNights) + "' period: '2025-05'",
       "night-music"},
      {"person: 'councils/E10000012/people/p-2'", "night-music"},
      {"outcome: 'councils/E10000012/people/p-2/outcomes/sleep'",
       "night-music"},
      {"kind: KIND_CONCERN", "night-music"},
      {"theme: 'rest'", "night-music"},
      {"end_date { year: 2025 month: 5 day: 31 }", "night-music"},
      {"start_date { year: 2025 month: 6 day: 1 }", "garden"},
      {"contains: 'AWAKE music'", "night-music"},
      {"contains: 'robin'", "garden"}};
  for (const auto& [filter, id] : filters) {
    EXPECT_THAT(List(ada(), filter), ElementsAre(id)) << filter;
  }
  EXPECT_THAT(List(ada(), "contains: 'music robin'"), IsEmpty());
  // A provider finds nothing of another's, however it asks.
  EXPECT_THAT(List(sam(), "contains: 'music'"), IsEmpty());
  EXPECT_THAT(List(sam(), "person: 'councils/E10000012/people/p-2'"),
              IsEmpty());
  EXPECT_THAT(List(sam(), absl::StrCat("contract: '", kNights, "'")),
              IsEmpty());
  const auto refused =
      Do(&Stories::ListStories, ada(), ParseText<v1::ListStoriesRequest>(R"(
        parent: 'councils/E10000012' period: '2025-05'
        start_date { year: 2025 month: 6 day: 1 }
        end_date { year: 2025 month: 5 day: 31 })"));
  EXPECT_EQ(FaultCodes(refused.status()),
            (std::vector<std::string>{"period PERIOD_WITHOUT_CONTRACT",
                                      "end_date END_BEFORE_START"}));
}

TEST_F(StoriesTest, NoReturnTouchesAStory) {
  Create(sam());
  const Story before = *Get(ada());
  ASSERT_THAT(Save("2025-06", {Entry(outcome_)}), IsOk());
  // Every entry is replaced, then the return is taken back and sent empty.
  ASSERT_THAT(Submit(Submission("2025-06", {Entry(outcome_, -1, -1)})), IsOk());
  ASSERT_THAT(OutcomesFixture::Withdraw("2025-06"), IsOk());
  ASSERT_THAT(Save("2025-06", {}), IsOk());
  EXPECT_THAT(*Get(ada()), EqualsProto(before));
  EXPECT_THAT(
      List(ada(), absl::StrCat("contract: '", kHome, "' period: '2025-06'")),
      ElementsAre("garden"));
  // Nor does a story touch a return.
  const auto untouched = OutcomesFixture::Get("2025-06");
  Create(sam(), "second");
  EXPECT_THAT(*OutcomesFixture::Get("2025-06"), EqualsProto(*untouched));
}

// A provider with one person, whose story must not stay by its count alone:
// every later story of the day gets a name of its own.
TEST_F(StoriesTest, NamesThatTheServerGivesAreInOrderAndNeverTheSame) {
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) names.push_back(Create(sam(), "").name());
  EXPECT_LT(names[0], names[1]);
  EXPECT_LT(names[1], names[2]);
  EXPECT_THAT(List(sam()), SizeIs(3));
}

}  // namespace
}  // namespace tidemark::outcomes

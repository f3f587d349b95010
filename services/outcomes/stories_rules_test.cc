#include "services/outcomes/stories_rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/outcomes/stories_warnings.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using v1::Story;
using v1::StoryConsent;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kShoreline[] = "councils/E10000012/providers/1-101668892";
constexpr char kEstuary[] = "councils/E10000012/providers/1-207771234";

const type::Date kToday(2025, 7, 1);

rpc::Principal Someone(api::v1::Role role, absl::string_view provider = "") {
  return {.subject = "users/someone",
          .role = role,
          .council = kCouncil,
          .provider = std::string(provider)};
}

// A story about Shoreline's contract, recorded by `author`, with consent to
// `uses` in words of the text format.
Story Recorded(absl::string_view author, const std::string& uses) {
  Story story = ParseText<Story>(absl::StrCat(R"(
    name: "councils/E10000012/stories/garden"
    kind: KIND_STORY
    voice: VOICE_PERSON
    obtained: OBTAINED_SAID
    story_date { year: 2025 month: 6 day: 30 }
    words { person: "councils/E10000012/people/p-1" title: "T" text: "W" }
    state: STATE_RECORDED
    consents {
      giver: GIVER_PERSON
      method: METHOD_SAID
      given_date { year: 2025 month: 6 day: 30 }
      uses: [ )",
                                              uses, " ] }"));
  story.set_provider(kShoreline);
  story.set_author_provider(std::string(author));
  return story;
}

std::vector<std::string> Codes(const Faults& faults) {
  std::vector<std::string> codes;
  for (const Fault& fault : faults.all()) {
    codes.push_back(absl::StrCat(fault.field, " ", fault.code));
  }
  return codes;
}

// What each kind of caller sees of a story: the practitioner, commissioner,
// quality team, the provider of the contract and another one.
std::vector<Sight> Sights(const Story& story, type::Date day = kToday) {
  std::vector<Sight> sights;
  for (const rpc::Principal& caller :
       {Someone(api::v1::ROLE_PRACTITIONER),
        Someone(api::v1::ROLE_COMMISSIONER), Someone(api::v1::ROLE_QUALITY),
        Someone(api::v1::ROLE_PROVIDER, kShoreline),
        Someone(api::v1::ROLE_PROVIDER, kEstuary)}) {
    sights.push_back(SightOf(story, caller, day));
  }
  return sights;
}

TEST(StoriesSightTest, WithoutConsentItsAuthorsAndPractitionersSeeIt) {
  using enum Sight;
  Story story = Recorded(kShoreline, "");
  story.set_state(Story::STATE_DRAFT);
  EXPECT_THAT(Sights(story), ElementsAre(kWords, kNone, kNone, kWords, kNone));
  story.clear_author_provider();
  EXPECT_THAT(Sights(story), ElementsAre(kWords, kWords, kWords, kNone, kNone));
}

TEST(StoriesSightTest, EachUseOpensItToThoseItIsFor) {
  using enum Sight;
  EXPECT_THAT(Sights(Recorded(kShoreline, "STORY_USE_COUNCIL_MONITORING")),
              ElementsAre(kWords, kWords, kWords, kWords, kNone));
  EXPECT_THAT(Sights(Recorded(kShoreline, "STORY_USE_GOOD_PRACTICE")),
              ElementsAre(kWords, kNone, kNone, kWords, kNone));
  EXPECT_THAT(Sights(Recorded("", "STORY_USE_NEWSLETTER")),
              ElementsAre(kWords, kWords, kWords, kNone, kNone));
  EXPECT_THAT(Sights(Recorded("", "STORY_USE_PROVIDER")),
              ElementsAre(kWords, kWords, kWords, kWords, kNone));
}

TEST(StoriesSightTest, NobodyElseEverSeesOne) {
  const Story story =
      Recorded(kShoreline, "STORY_USE_COUNCIL_MONITORING, STORY_USE_SCRUTINY");
  for (const api::v1::Role role :
       {api::v1::ROLE_ADMIN, api::v1::ROLE_FINANCE, api::v1::ROLE_SERVICE}) {
    EXPECT_EQ(SightOf(story, Someone(role), kToday), Sight::kNone);
  }
}

TEST(StoriesSightTest, ConsentHoldsOnItsLastDayAndNotTheNext) {
  using enum Sight;
  Story story = Recorded(kShoreline, "STORY_USE_COUNCIL_MONITORING");
  // A leap day.
  *story.mutable_consents(0)->mutable_expire_date() =
      type::ToProto(type::Date(2028, 2, 29));
  EXPECT_EQ(Sights(story, type::Date(2028, 2, 29))[1], kWords);
  EXPECT_EQ(Sights(story, type::Date(2028, 3, 1))[1], kNone);
  // Its author and practitioners keep it.
  EXPECT_EQ(Sights(story, type::Date(2028, 3, 1))[0], kWords);
  EXPECT_EQ(Sights(story, type::Date(2028, 3, 1))[3], kWords);
}

TEST(StoriesSightTest, OnceWithdrawnOnlyPractitionersReadItsWords) {
  using enum Sight;
  Story story = Recorded(kShoreline, "STORY_USE_COUNCIL_MONITORING");
  story.set_state(Story::STATE_WITHDRAWN);
  EXPECT_THAT(Sights(story), ElementsAre(kWords, kNone, kNone, kRecord, kNone));
  story.mutable_erase_time()->set_seconds(1);
  EXPECT_THAT(Sights(story),
              ElementsAre(kRecord, kNone, kNone, kRecord, kNone));
}

class StoriesConsentTest : public ::testing::Test {
 protected:
  StoryEvent By(const rpc::Principal& caller) {
    return {.caller = caller, .time = absl::UnixEpoch(), .today = kToday};
  }
  std::vector<std::string> Check(const std::string& text,
                                 const Story& story = Recorded("", "")) {
    Faults faults;
    CheckConsent(ParseText<StoryConsent>(text), story, By(commissioner_),
                 "consent", faults);
    return Codes(faults);
  }

  const rpc::Principal commissioner_ = Someone(api::v1::ROLE_COMMISSIONER);
};

TEST_F(StoriesConsentTest, EveryFaultIsSaidAtOnce) {
  EXPECT_THAT(
      Check(R"(giver: GIVER_ATTORNEY
                       method: METHOD_WRITTEN
                       given_date { year: 2025 month: 7 day: 2 }
                       expire_date { year: 2025 month: 7 day: 1 }
                       uses: [ STORY_USE_NEWSLETTER, STORY_USE_NEWSLETTER,
                               STORY_USE_UNSPECIFIED ])"),
      ElementsAre("consent.uses[1] USE_TWICE", "consent.uses[2] USE_MISSING",
                  "consent.authority AUTHORITY_MISSING",
                  "consent.given_date CONSENT_DATE_FUTURE",
                  "consent.expire_date CONSENT_EXPIRED"));
  EXPECT_THAT(Check(R"(giver: GIVER_PERSON
                       method: METHOD_SHOWN
                       given_date { year: 2025 month: 2 day: 29 }
                       uses: STORY_USE_NEWSLETTER)"),
              ElementsAre("consent.given_date DATE_INVALID"));
}

TEST_F(StoriesConsentTest, ABestInterestsDecisionIsAPractitionersToRecord) {
  const std::string text = R"(giver: GIVER_BEST_INTERESTS
                              authority: "decision 2025/17"
                              method: METHOD_WRITTEN
                              given_date { year: 2025 month: 6 day: 30 }
                              uses: STORY_USE_COUNCIL_MONITORING)";
  EXPECT_THAT(Check(text),
              ElementsAre("consent.giver BEST_INTERESTS_NOT_YOURS"));
  Faults faults;
  const rpc::Principal practitioner = Someone(api::v1::ROLE_PRACTITIONER);
  CheckConsent(ParseText<StoryConsent>(text), Recorded("", ""),
               By(practitioner), "consent", faults);
  EXPECT_THAT(Codes(faults), IsEmpty());
}

TEST_F(StoriesConsentTest, WhoTellsSomebodyElsesStoryAgreesToo) {
  Story story = Recorded("", "");
  story.set_voice(Story::VOICE_CARER);
  const std::string text = R"(giver: GIVER_PERSON
                              method: METHOD_SAID
                              given_date { year: 2025 month: 6 day: 30 }
                              uses: STORY_USE_COUNCIL_MONITORING)";
  EXPECT_THAT(Check(text, story),
              ElementsAre("consent.teller_agrees TELLER_DISAGREES"));
  EXPECT_THAT(Check(text + " teller_agrees: true", story), IsEmpty());
}

TEST_F(StoriesConsentTest, AnNhsNumberIsNoAuthority) {
  EXPECT_THAT(Check(R"(giver: GIVER_DEPUTY authority: "943 476 5919"
                       method: METHOD_WRITTEN
                       given_date { year: 2025 month: 6 day: 30 }
                       uses: STORY_USE_SCRUTINY)"),
              ElementsAre("consent.authority NHS_NUMBER"));
}

TEST_F(StoriesConsentTest, WhatIsTakenBackStaysTakenBackUntilGivenAgain) {
  Story story =
      Recorded("", "STORY_USE_COUNCIL_MONITORING, STORY_USE_NEWSLETTER");
  auto request = ParseText<v1::WithdrawConsentRequest>(R"(
    withdrawn_by: GIVER_PERSON
    withdraw_date { year: 2025 month: 7 day: 1 }
    uses: STORY_USE_NEWSLETTER)");
  ASSERT_THAT(Withdraw(request, By(commissioner_), story), IsOk());
  EXPECT_EQ(story.state(), Story::STATE_RECORDED);
  EXPECT_THAT(PermittedUses(story, kToday),
              ElementsAre(v1::STORY_USE_COUNCIL_MONITORING));
  const auto& withdrawal = story.consents(0).withdrawals(0);
  EXPECT_EQ(withdrawal.recorder(), "users/someone");
  EXPECT_THAT(withdrawal.uses(), ElementsAre(v1::STORY_USE_NEWSLETTER));
  EXPECT_THAT(Withdraw(request, By(commissioner_), story),
              HasReason("NOTHING_TO_WITHDRAW"));

  StoryConsent again = Recorded("", "STORY_USE_NEWSLETTER").consents(0);
  ASSERT_THAT(AddConsent(again, By(commissioner_), story), IsOk());
  EXPECT_TRUE(Permits(story, v1::STORY_USE_NEWSLETTER, kToday));

  // The last two together leave nothing.
  request.clear_uses();
  request.add_uses(v1::STORY_USE_NEWSLETTER);
  request.add_uses(v1::STORY_USE_COUNCIL_MONITORING);
  ASSERT_THAT(Withdraw(request, By(commissioner_), story), IsOk());
  EXPECT_EQ(story.state(), Story::STATE_WITHDRAWN);
  EXPECT_THAT(AddConsent(again, By(commissioner_), story),
              HasReason("STORY_WITHDRAWN"));
}

TEST_F(StoriesConsentTest, ErasingNeedsAllUsesAndMayFollowLater) {
  Story story = Recorded("", "STORY_USE_COUNCIL_MONITORING");
  auto request = ParseText<v1::WithdrawConsentRequest>(R"(
    withdrawn_by: GIVER_PERSON
    withdraw_date { year: 2025 month: 7 day: 2 }
    uses: STORY_USE_COUNCIL_MONITORING
    erase: true)");
  Faults faults;
  const auto refused = FaultsOf(Withdraw(request, By(commissioner_), story));
  ASSERT_EQ(refused.size(), 2);
  EXPECT_EQ(refused[0].reason(), "ERASE_NEEDS_ALL");
  EXPECT_EQ(refused[1].reason(), "WITHDRAW_DATE_FUTURE");

  request.mutable_withdraw_date()->set_day(1);
  request.clear_uses();
  request.set_erase(false);
  ASSERT_THAT(Withdraw(request, By(commissioner_), story), IsOk());
  EXPECT_TRUE(story.has_words());
  EXPECT_THAT(Withdraw(request, By(commissioner_), story),
              HasReason("STORY_WITHDRAWN"));
  request.set_erase(true);
  ASSERT_THAT(Withdraw(request, By(commissioner_), story), IsOk());
  EXPECT_FALSE(story.has_words());
  EXPECT_THAT(Withdraw(request, By(commissioner_), story),
              HasReason("STORY_WITHDRAWN"));
}

class StoriesSharingTest : public StoriesConsentTest {
 protected:
  absl::Status ProposeBy(const rpc::Principal& caller, Story& story,
                         const std::string& text = "A good day out") {
    v1::ProposeRedactionRequest request;
    request.set_title("A day out");
    request.set_text(text);
    return Propose(request, By(caller), story);
  }
  absl::Status ShareFor(Story& story, const std::string& uses) {
    return Share(ParseText<v1::ShareStoryRequest>("uses: [ " + uses + " ]"),
                 By(commissioner_), "councils/E10000012/sharedStories/s-1",
                 story);
  }

  const rpc::Principal sam_ = {.subject = "users/sam",
                               .role = api::v1::ROLE_PROVIDER,
                               .council = kCouncil,
                               .provider = kShoreline};
};

TEST_F(StoriesSharingTest, OneMakesTheCopyAndAnotherApprovesIt) {
  Story story = Recorded(kShoreline, "STORY_USE_GOOD_PRACTICE");
  EXPECT_THAT(Approve("", By(commissioner_), story),
              HasReason("REDACTION_NOT_PROPOSED"));
  ASSERT_THAT(ProposeBy(commissioner_, story), IsOk());
  EXPECT_THAT(Approve("", By(commissioner_), story),
              HasReason("APPROVER_IS_MAKER"));
  EXPECT_THAT(ShareFor(story, "STORY_USE_GOOD_PRACTICE"),
              HasReason("REDACTION_NOT_APPROVED"));
  ASSERT_THAT(ProposeBy(sam_, story), IsOk());
  ASSERT_THAT(Approve("", By(commissioner_), story), IsOk());
  EXPECT_THAT(Approve("", By(commissioner_), story),
              HasReason("REDACTION_NOT_PROPOSED"));
  ASSERT_THAT(ShareFor(story, "STORY_USE_GOOD_PRACTICE"), IsOk());
  // A new copy needs a new approval.
  ASSERT_THAT(ProposeBy(sam_, story), IsOk());
  EXPECT_EQ(story.redacted().shared_name(), "");
  EXPECT_THAT(ShareFor(story, "STORY_USE_GOOD_PRACTICE"),
              HasReason("REDACTION_NOT_APPROVED"));
}

TEST_F(StoriesSharingTest, NoCopyOfADraft) {
  Story story = Recorded(kShoreline, "");
  story.set_state(Story::STATE_DRAFT);
  EXPECT_THAT(ProposeBy(sam_, story), HasReason("STORY_NOT_RECORDED"));
}

TEST_F(StoriesSharingTest, WarningsNeedAReason) {
  Story story = Recorded(kShoreline, "STORY_USE_GOOD_PRACTICE");
  ASSERT_THAT(ProposeBy(sam_, story, "Ring 01245 430430"), IsOk());
  const absl::Status refused = Approve(" ", By(commissioner_), story);
  EXPECT_THAT(refused, HasReason("REDACTION_WARNINGS"));
  EXPECT_THAT(std::string(refused.message()),
              ::testing::HasSubstr("PHONE_NUMBER"));
  EXPECT_THAT(Approve("the council's own number", By(commissioner_), story),
              IsOk());
}

TEST_F(StoriesSharingTest, OnlyForWhatWasConsentedTo) {
  Story story = Recorded(
      kShoreline, "STORY_USE_GOOD_PRACTICE, STORY_USE_COUNCIL_MONITORING");
  ASSERT_THAT(ProposeBy(sam_, story), IsOk());
  ASSERT_THAT(Approve("", By(commissioner_), story), IsOk());
  EXPECT_THAT(ShareFor(story, "STORY_USE_GOOD_PRACTICE, STORY_USE_SCRUTINY"),
              HasReason("USE_WITHOUT_CONSENT"));
  const auto faults = FaultsOf(
      ShareFor(story,
               "STORY_USE_COUNCIL_MONITORING, STORY_USE_GOOD_PRACTICE, "
               "STORY_USE_GOOD_PRACTICE"));
  ASSERT_EQ(faults.size(), 2);
  EXPECT_EQ(faults[0].reason(), "USE_TWICE");
  EXPECT_EQ(faults[1].reason(), "USE_NOT_SHARING");
  EXPECT_THAT(Unshare(story), HasReason("STORY_NOT_SHARED"));
}

TEST_F(StoriesSharingTest, WhatIsSharedEndsWithItsConsent) {
  Story story =
      Recorded(kShoreline, "STORY_USE_GOOD_PRACTICE, STORY_USE_NEWSLETTER");
  ASSERT_THAT(ProposeBy(sam_, story), IsOk());
  ASSERT_THAT(Approve("", By(commissioner_), story), IsOk());
  ASSERT_THAT(ShareFor(story, "STORY_USE_GOOD_PRACTICE, STORY_USE_NEWSLETTER"),
              IsOk());
  auto request = ParseText<v1::WithdrawConsentRequest>(R"(
    withdrawn_by: GIVER_PERSON
    withdraw_date { year: 2025 month: 7 day: 1 }
    uses: STORY_USE_GOOD_PRACTICE)");
  ASSERT_THAT(Withdraw(request, By(sam_), story), IsOk());
  Settle(kToday, story);
  EXPECT_EQ(story.redacted().state(), v1::RedactedCopy::STATE_SHARED);
  EXPECT_THAT(story.redacted().uses(), ElementsAre(v1::STORY_USE_NEWSLETTER));
  request.set_uses(0, v1::STORY_USE_NEWSLETTER);
  ASSERT_THAT(Withdraw(request, By(sam_), story), IsOk());
  Settle(kToday, story);
  EXPECT_EQ(story.redacted().state(), v1::RedactedCopy::STATE_WITHDRAWN);
  EXPECT_THAT(story.redacted().uses(), IsEmpty());
  EXPECT_THAT(ShareFor(story, "STORY_USE_NEWSLETTER"),
              HasReason("STORY_WITHDRAWN"));
}

std::vector<std::string> Warnings(absl::string_view text,
                                  absl::string_view person = "p-1") {
  v1::StoryWords words;
  words.set_person(absl::StrCat(kCouncil, "/people/", person));
  words.set_text("I go to the allotment again.");
  std::vector<std::string> codes;
  for (const Fault& fault : RedactionWarnings("A title", text, words)) {
    EXPECT_EQ(fault.field, "text");
    EXPECT_EQ(fault.value, "");
    codes.push_back(fault.code);
  }
  return codes;
}

TEST(StoriesWarningsTest, WhatIsFitToShareHasNone) {
  EXPECT_THAT(
      Warnings(
          "Someone in their eighties went back to their allotment in May "
          "2025, 3 times a week, after 12 weeks. It cost £1,200 in all, 20 "
          "people came, and by 2026 it had 150 members."),
      IsEmpty());
}

TEST(StoriesWarningsTest, ThePersonsReferenceAndItsWords) {
  EXPECT_THAT(Warnings("P-1 went out"), ElementsAre("PERSON_REFERENCE"));
  EXPECT_THAT(Warnings("p-12 went out; so did step-1"), IsEmpty());
  EXPECT_THAT(Warnings("ADA went out", "ada-lovelace-7"),
              ElementsAre("PERSON_REFERENCE"));
  EXPECT_THAT(Warnings("Mrs Lovelace's garden", "ada-lovelace-7"),
              ElementsAre("PERSON_REFERENCE"));
  EXPECT_THAT(Warnings("Adapted: 7 days in Canada", "ada-lovelace-7"),
              IsEmpty());
}

TEST(StoriesWarningsTest, NumbersAddressesAndDates) {
  EXPECT_THAT(Warnings("NHS 943 476 5919"), ElementsAre("NHS_NUMBER"));
  EXPECT_THAT(Warnings("NHS 9434765918"), IsEmpty());
  for (const char* const phone :
       {"01245 430430", "(01245) 430 430", "07700 900123", "07700900123",
        "+44 7700 900123", "+44 (0)7700 900123", "0044 1245 430430",
        "flat 12, 01245-430-430", "016977 2345"}) {
    EXPECT_THAT(Warnings(phone), ElementsAre("PHONE_NUMBER")) << phone;
  }
  EXPECT_THAT(Warnings("in 2024 and 2025, 10 of 12 and 0 of 5"), IsEmpty());
  EXPECT_THAT(Warnings("write to ada@example.org."),
              ElementsAre("EMAIL_ADDRESS"));
  for (const char* const postcode :
       {"CM1 1QH", "in cm11qh", "SW1A 1AA", "M1 1AE"}) {
    EXPECT_THAT(Warnings(postcode), ElementsAre("POSTCODE")) << postcode;
  }
  for (const char* const date :
       {"03/11/1941", "3.11.41", "1941-11-03", "3 November 1941",
        "3rd of Nov 1941", "November 3rd, 1941", "29 Feb '44"}) {
    EXPECT_THAT(Warnings(date), ElementsAre("FULL_DATE")) << date;
  }
  EXPECT_THAT(Warnings("in November 2025; on 3 November; 24/7; 1/2 a day"),
              IsEmpty());
}

TEST(StoriesWarningsTest, TheStoryAsItWasToldIsNoCopy) {
  EXPECT_THAT(Warnings(" I go to the allotment again.\n"),
              ElementsAre("AS_TOLD"));
}

TEST(StoriesSearchTest, EveryWordOccursSomewhereInAnyCase) {
  EXPECT_TRUE(
      ContainsWords({"My GARDEN", "I couldn\u2019t walk"}, "garden  Couldn't"));
  EXPECT_TRUE(ContainsWords({"gardening"}, "garden"));
  EXPECT_FALSE(ContainsWords({"My garden"}, "garden path"));
  EXPECT_TRUE(ContainsWords({}, " "));
  EXPECT_FALSE(ContainsWords({}, "garden"));
}

TEST(StoriesIdTest, IdsSayNothingAndAreNotTheServers) {
  const auto check = [](absl::string_view id) {
    Faults faults;
    CheckStoryId("story_id", id, faults);
    return Codes(faults);
  };
  EXPECT_THAT(check("garden-2025"), IsEmpty());
  EXPECT_THAT(check("s-garden"), IsEmpty());
  EXPECT_THAT(check("s-0000000001"), ElementsAre("story_id STORY_ID_INVALID"));
  EXPECT_THAT(check("Garden"), ElementsAre("story_id STORY_ID_INVALID"));
  EXPECT_THAT(check("a-9434765919"), ElementsAre("story_id NHS_NUMBER"));
}

}  // namespace
}  // namespace tidemark::outcomes

#include "services/gateway/sessions.h"

#include <fstream>
#include <set>
#include <string>

#include "services/gateway/sign_in_fixture.h"

namespace tidemark::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

class SessionsTest : public SessionsFixture {
 protected:
  // Uses the session as its person does.
  absl::StatusOr<std::string> Use(const std::string& id,
                                  SessionUse use = SessionUse::kPerson) {
    return sessions_->TokenOf(id, use, Now());
  }

  // What the folder of the database holds, in one text.
  std::string OnDisk() {
    std::string all;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(dir_ / "gateway")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }
};

TEST_F(SessionsTest, ATokenIsGoodForThePersonAndForSomeMinutes) {
  const std::string id = Begin(Ada());
  const auto token = Use(id);
  ASSERT_THAT(token, IsOk());
  const auto who =
      authenticator_->Authenticate(absl::StrCat("Bearer ", *token));
  ASSERT_THAT(who, IsOk());
  EXPECT_EQ((*who)->subject, "users/ada");
  EXPECT_EQ((*who)->role, api::v1::ROLE_COMMISSIONER);
  EXPECT_EQ((*who)->council, kEssex);
  EXPECT_EQ((*who)->expires, Now() + absl::Minutes(5));
}

TEST_F(SessionsTest, ATokenIsSignedOnceUntilItIsAboutToExpire) {
  const std::string id = Begin(Ada());
  const std::string first = *Use(id);
  clock_.Advance(absl::Minutes(4));
  EXPECT_EQ(*Use(id), first);
  EXPECT_EQ(issued_, 1);
  clock_.Advance(absl::Seconds(1));
  EXPECT_NE(*Use(id), first);
  EXPECT_EQ(issued_, 2);
}

TEST_F(SessionsTest, IdsAreNeverTheSameAndAreNotOnDisk) {
  const std::string a = Begin(Ada());
  const std::string b = Begin(Ada());
  EXPECT_NE(a, b);
  EXPECT_TRUE(IsSecret(a));
  Stop();
  EXPECT_THAT(OnDisk(), HasSubstr("users/ada"));
  EXPECT_THAT(OnDisk(), Not(HasSubstr(a)));
}

TEST_F(SessionsTest, WithoutUseASessionEndsAfterHalfAnHour) {
  const std::string id = Begin(Ada());
  clock_.Advance(absl::Minutes(29));
  EXPECT_THAT(Use(id), IsOk());
  clock_.Advance(absl::Minutes(29));
  EXPECT_THAT(Use(id), IsOk());
  clock_.Advance(absl::Minutes(30));
  EXPECT_THAT(Use(id), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Use(id), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, WhatAPageDoesByItselfMakesNoSessionLast) {
  const std::string id = Begin(Ada());
  for (int minute = 0; minute < 29; ++minute) {
    clock_.Advance(absl::Minutes(1));
    EXPECT_THAT(Use(id, SessionUse::kBackground), IsOk());
    EXPECT_THAT(sessions_->Find(id, Now()), IsOk());
  }
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(Use(id, SessionUse::kBackground), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, InUseASessionEndsAfterTwelveHours) {
  const std::string id = Begin(Ada());
  const absl::Time end = Now() + absl::Hours(12);
  while (Now() < end - absl::Minutes(20)) {
    clock_.Advance(absl::Minutes(20));
    ASSERT_THAT(Use(id), IsOk());
  }
  const auto view = sessions_->Find(id, Now());
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->expires, end);
  EXPECT_EQ(view->idle_expires, end);
  clock_.Set(end);
  EXPECT_THAT(Use(id), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, LimitsCanBeChosen) {
  limits_ = {.idle = absl::Minutes(5), .absolute = absl::Minutes(8)};
  Restart();
  const std::string id = Begin(Ada());
  clock_.Advance(absl::Minutes(4));
  EXPECT_THAT(Use(id), IsOk());
  clock_.Advance(absl::Minutes(4));
  EXPECT_THAT(Use(id), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, ARestartSignsNobodyOut) {
  const std::string id = Begin({.principal = {.subject = "users/kim",
                                              .role = api::v1::ROLE_PROVIDER,
                                              .council = kEssex,
                                              .provider = kShoreline,
                                              .read_only = true},
                                .display_name = "Kim Ångström"});
  clock_.Advance(absl::Minutes(20));
  ASSERT_THAT(Use(id), IsOk());
  Restart();
  clock_.Advance(absl::Minutes(20));
  const auto view = sessions_->Find(id, Now());
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->account.display_name, "Kim Ångström");
  EXPECT_EQ(view->account.principal.provider, kShoreline);
  EXPECT_TRUE(view->account.principal.read_only);
  EXPECT_EQ(view->idle_expires, Now() + absl::Minutes(10));
  EXPECT_THAT(Use(id), IsOk());
}

TEST_F(SessionsTest, AfterAPowerCutUseIsKnownUpToTheLastTick) {
  const std::string id = Begin(Ada());
  clock_.Advance(absl::Minutes(10));
  ASSERT_THAT(Use(id), IsOk());
  ASSERT_THAT(sessions_->Tick(Now()), IsOk());
  clock_.Advance(absl::Seconds(30));
  ASSERT_THAT(Use(id), IsOk());
  std::filesystem::create_directory(dir_ / "copied");
  ASSERT_THAT(db_->CopyTo(dir_ / "copied/gateway"), IsOk());
  auto cut = store::Database::Open({.path = dir_ / "copied/gateway",
                                    .schema = MakeSchema(),
                                    .clock = &clock_});
  ASSERT_THAT(cut, IsOk());
  const auto again = Sessions::Open({.db = **cut, .issue = nullptr});
  ASSERT_THAT(again, IsOk());
  const auto view = (*again)->Find(id, Now());
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->idle_expires, Now() - absl::Seconds(30) + absl::Minutes(30));
}

TEST_F(SessionsTest, SigningInEndsTheSessionBefore) {
  const std::string before = Begin(Ada());
  const std::string after = Begin(Ada(), before);
  EXPECT_NE(before, after);
  EXPECT_THAT(Use(before), HasReason("SESSION_ENDED"));
  EXPECT_THAT(Use(after), IsOk());
}

TEST_F(SessionsTest, AnIdThatWeDidNotMakeIsNeverTakenUp) {
  const std::string own(43, 'x');
  const std::string id = Begin(Ada(), own);
  EXPECT_NE(id, own);
  EXPECT_THAT(Use(own), HasReason("SESSION_ENDED"));
  for (const std::string bad : {"", "x", "../../etc/passwd"}) {
    EXPECT_THAT(Use(bad), HasReason("SESSION_ENDED"));
  }
}

TEST_F(SessionsTest, ASessionThatWasSignedOutOfStaysSo) {
  const std::string id = Begin(Ada());
  ASSERT_THAT(Use(id), IsOk());
  ASSERT_THAT(sessions_->End(id), IsOk());
  EXPECT_THAT(Use(id), HasReason("SESSION_ENDED"));
  EXPECT_THAT(sessions_->End(id), IsOk());
  Restart();
  EXPECT_THAT(Use(id), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, SessionsOfSomeAccountsCanBeEnded) {
  const std::string ada = Begin(Ada());
  Account other = Ada();
  other.principal.subject = "users/demonstration-commissioner";
  const std::string demonstration = Begin(other);
  ASSERT_THAT(sessions_->EndAll(IsOfDemonstration), IsOk());
  EXPECT_THAT(Use(demonstration), HasReason("SESSION_ENDED"));
  Restart();
  EXPECT_THAT(Use(demonstration), HasReason("SESSION_ENDED"));
  EXPECT_THAT(Use(ada), IsOk());
}

TEST_F(SessionsTest, SessionsThatHaveEndedAreForgotten) {
  Begin(Ada());
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(sessions_->size(), 1);
  ASSERT_THAT(sessions_->Tick(Now()), IsOk());
  EXPECT_EQ(sessions_->size(), 0);
  Restart();
  EXPECT_EQ(sessions_->size(), 0);
}

TEST_F(SessionsTest, OneSessionTooManyEndsThePersonsOldest) {
  const std::string first = Begin(Ada());
  clock_.Advance(absl::Minutes(1));
  const std::string second = Begin(Ada());
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(Use(first), IsOk());
  Begin(Ada());
  Begin(Ada());
  EXPECT_EQ(sessions_->size(), 3);
  EXPECT_THAT(Use(first), IsOk());
  EXPECT_THAT(Use(second), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, TooManySessionsInAllAreRefused) {
  for (int i = 0; i < 5; ++i) {
    Account account = Ada();
    account.principal.subject = absl::StrCat("users/", i);
    Begin(account);
  }
  EXPECT_THAT(sessions_->Begin(Ada(), "", Now()),
              HasReason("TOO_MANY_SESSIONS"));
}

TEST_F(SessionsTest, NobodyIsSignedInAsWhoWouldBeRefused) {
  Account nobody = Ada();
  nobody.principal.role = api::v1::ROLE_PROVIDER;
  EXPECT_THAT(sessions_->Begin(nobody, "", Now()),
              StatusIs(absl::StatusCode::kInvalidArgument, "provider"));
}

}  // namespace
}  // namespace tidemark::gateway

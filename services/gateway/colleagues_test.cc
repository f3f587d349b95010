#include "services/gateway/colleagues.h"

#include <string>

#include "services/gateway/sign_in_fixture.h"

namespace tidemark::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::tidemark::testing::IsOk;

constexpr char kTidewater[] = "councils/E10000012/providers/1-100000002";

Account Of(const std::string& subject, const std::string& name,
           const std::string& provider = "") {
  return {.principal = {.subject = subject,
                        .role = provider.empty() ? api::v1::ROLE_QUALITY
                                                 : api::v1::ROLE_PROVIDER,
                        .council = kEssex,
                        .provider = provider},
          .display_name = name};
}

class ColleaguesTest : public SessionsFixture {
 protected:
  ColleaguesTest() {
    Must(colleagues_.Remember(Ada()));
    Must(colleagues_.Remember(Of("users/bo", "Bo Example", kShoreline)));
    Must(colleagues_.Remember(Of("users/cy", "Cy Example", kTidewater)));
  }

  Colleagues::Names Seen(const Account& by) const {
    auto names = colleagues_.NamesOf(
        by.principal, {"users/ada", "users/bo", "users/cy", "users/nobody"});
    Must(names.status());
    return *std::move(names);
  }

  Colleagues colleagues_{*db_};
};

TEST_F(ColleaguesTest, TheCouncilKnowsEverybodyWhoSignedIn) {
  EXPECT_THAT(Seen(Ada()), ElementsAre(Pair("users/ada", "Ada Example"),
                                       Pair("users/bo", "Bo Example"),
                                       Pair("users/cy", "Cy Example")));
}

TEST_F(ColleaguesTest, AProviderKnowsItsOwnAndTheCouncilsAndNoOthers) {
  EXPECT_THAT(Seen(Of("users/bo", "Bo Example", kShoreline)),
              ElementsAre(Pair("users/ada", "Ada Example"),
                          Pair("users/bo", "Bo Example")));
}

TEST_F(ColleaguesTest, AnotherCouncilKnowsNobodyHere) {
  Account other = Ada();
  other.principal.council = "councils/E09000007";
  EXPECT_THAT(Seen(other), IsEmpty());
}

TEST_F(ColleaguesTest, TheNewNameReplacesTheOldOne) {
  Account ada = Ada();
  ada.display_name = "Ada Newname";
  EXPECT_THAT(colleagues_.Remember(ada), IsOk());
  EXPECT_THAT(Seen(Ada()),
              ::testing::Contains(Pair("users/ada", "Ada Newname")));
}

TEST_F(ColleaguesTest, WhoMovesToAnotherProviderIsKnownThere) {
  EXPECT_THAT(colleagues_.Remember(Of("users/bo", "Bo Example", kTidewater)),
              IsOk());
  EXPECT_THAT(Seen(Of("users/dot", "Dot Example", kShoreline)),
              ElementsAre(Pair("users/ada", "Ada Example")));
}

TEST_F(ColleaguesTest, AnAccountWithoutANameLeavesTheOldOne) {
  Account ada = Ada();
  ada.display_name = "";
  EXPECT_THAT(colleagues_.Remember(ada), IsOk());
  EXPECT_THAT(Seen(Ada()),
              ::testing::Contains(Pair("users/ada", "Ada Example")));
}

TEST_F(ColleaguesTest, ARestartForgetsNobody) {
  Restart();
  EXPECT_THAT(*Colleagues(*db_).NamesOf(Ada().principal, {"users/bo"}),
              ElementsAre(Pair("users/bo", "Bo Example")));
}

}  // namespace
}  // namespace tidemark::gateway

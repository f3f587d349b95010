#include "common/proto/names.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

TEST(NamesTest, NameIsPairsOfVisibleSegments) {
  EXPECT_TRUE(IsName("councils/E10000012"));
  EXPECT_TRUE(IsName("councils/E10000012/people/p-17"));
  EXPECT_TRUE(IsName("councils/-"));
  EXPECT_FALSE(IsName(""));
  EXPECT_FALSE(IsName("/"));
  EXPECT_FALSE(IsName("councils"));
  EXPECT_FALSE(IsName("councils/"));
  EXPECT_FALSE(IsName("/councils/a"));
  EXPECT_FALSE(IsName("councils/a/"));
  EXPECT_FALSE(IsName("councils/a/people"));
  EXPECT_FALSE(IsName("councils//people/p"));
  EXPECT_FALSE(IsName("councils/a b"));
  EXPECT_FALSE(IsName("councils/a\n"));
  EXPECT_FALSE(IsName("councils/caf\xC3\xA9"));
  EXPECT_FALSE(IsName(absl::string_view("councils/a\0b", 12)));
}

TEST(NamesTest, StarStandsForOneSegmentAndTwoForTheRest) {
  EXPECT_TRUE(Matches("councils/X", "councils/*"));
  EXPECT_TRUE(Matches("councils/X/people/p", "councils/*/people/*"));
  EXPECT_TRUE(Matches("councils/X/people/p", "councils/**"));
  EXPECT_FALSE(Matches("councils/X", "councils/*/people/*"));
  EXPECT_FALSE(Matches("councils/X/people/p", "councils/*"));
  EXPECT_FALSE(Matches("councils/X/persons/p", "councils/*/people/*"));
  EXPECT_FALSE(Matches("councils//people/p", "councils/*/people/*"));
  EXPECT_FALSE(Matches("councils", "councils/**"));
  EXPECT_FALSE(Matches("", "councils/*"));
  EXPECT_FALSE(Matches("councils/X/", "councils/*"));
}

TEST(NamesTest, CouncilAndProviderAreTheStartOfAName) {
  EXPECT_EQ(CouncilOf("councils/X/people/p"), "councils/X");
  EXPECT_EQ(CouncilOf("councils/X"), "councils/X");
  EXPECT_EQ(CouncilOf("councils/"), "");
  EXPECT_EQ(CouncilOf("people/p/councils/X"), "");
  EXPECT_EQ(ProviderOf("councils/X/providers/P/locations/L"),
            "councils/X/providers/P");
  EXPECT_EQ(ProviderOf("councils/X/providers/P"), "councils/X/providers/P");
  EXPECT_EQ(ProviderOf("councils/X/people/p"), "");
}

// An id that starts like another must not pass for it.
TEST(NamesTest, CouncilEndsAtTheSlash) {
  EXPECT_EQ(CouncilOf("councils/X1/people/p"), "councils/X1");
  EXPECT_NE(CouncilOf("councils/X1/people/p"), "councils/X");
}

TEST(NamesTest, PartsOfANameAreViewsIntoIt) {
  const std::string name = "councils/X/contracts/C/returns/2025-q1";
  EXPECT_EQ(AncestorOf(name, "councils/*/contracts/*"),
            "councils/X/contracts/C");
  EXPECT_EQ(AncestorOf(name, "councils/*/people/*"), "");
  EXPECT_EQ(ParentOf(name), "councils/X/contracts/C");
  EXPECT_EQ(ParentOf(ParentOf(name)), "councils/X");
  EXPECT_EQ(ParentOf("councils/X"), "");
  EXPECT_EQ(ParentOf(""), "");
  EXPECT_EQ(CollectionOf(name), "returns");
  EXPECT_EQ(CollectionOf("X"), "");
  EXPECT_EQ(IdOf(name), "2025-q1");
  EXPECT_EQ(IdOf("X"), "X");
  EXPECT_EQ(IdOf(name).data(), name.data() + name.size() - 7);
  EXPECT_EQ(NameIn("councils/X", "people", "p"), "councils/X/people/p");
}

TEST(NamesTest, IdsOfNationalBodiesAndOursAreIds) {
  EXPECT_TRUE(IsId("E10000012"));
  EXPECT_TRUE(IsId("1-101668892"));
  EXPECT_TRUE(IsId("2025-q1"));
  EXPECT_TRUE(IsId(std::string(63, 'a')));
  EXPECT_FALSE(IsId(std::string(64, 'a')));
  EXPECT_FALSE(IsId(""));
  EXPECT_FALSE(IsId("-"));
  EXPECT_FALSE(IsId("a/b"));
  EXPECT_FALSE(IsId("a b"));
  EXPECT_FALSE(IsId(".."));
}

TEST(NamesTest, FaultsNameTheFieldAndTheForm) {
  Faults faults;
  CheckId("person_id", "p 1", faults);
  CheckId("person_id", "p1", faults);
  CheckName("provider", "councils/X/providers/P", "councils/*/providers/*",
            "councils/X", faults);
  CheckName("provider", "councils/Y/providers/P", "councils/*/providers/*",
            "councils/X", faults);
  CheckName("provider", "P", "councils/*/providers/*", "", faults);
  EXPECT_THAT(
      faults.all(),
      ElementsAre(
          AllOf(Field(&Fault::field, "person_id"),
                Field(&Fault::code, "BAD_ID")),
          AllOf(Field(&Fault::code, "BAD_NAME"),
                Field(&Fault::message, HasSubstr("councils/X"))),
          AllOf(Field(&Fault::code, "BAD_NAME"),
                Field(&Fault::message, HasSubstr("councils/*/providers/*")))));
}

}  // namespace
}  // namespace tidemark

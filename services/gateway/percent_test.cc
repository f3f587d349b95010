#include "services/gateway/percent.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::tidemark::testing::HasReason;

TEST(PercentTest, DecodesASegmentAndLeavesPlusAlone) {
  EXPECT_EQ(*DecodeSegment("caf%C3%A9%3a+"), "café:+");
}

TEST(PercentTest, RefusesASegmentThatCouldPassForTwoOrIsCutOff) {
  for (const char* const segment :
       {"a%2Fb", "a%2fb", "a%00", "a%0d%0a", "a%7f", "%", "%4", "%zz", "%C3",
        "%C0%AF", "%ED%A0%80", "%F5%80%80%80", "\xff"}) {
    EXPECT_THAT(DecodeSegment(segment), HasReason("MALFORMED_TARGET"))
        << segment;
  }
}

TEST(PercentTest, ParsesParametersInTheirOrder) {
  EXPECT_THAT(*ParseQuery("a=1&b=two+words%26&a=&c&&=x"),
              ElementsAre(Pair("a", "1"), Pair("b", "two words&"),
                          Pair("a", ""), Pair("c", ""), Pair("", "x")));
  EXPECT_THAT(*ParseQuery(""), IsEmpty());
  EXPECT_THAT(ParseQuery("a=%f"), HasReason("MALFORMED_TARGET"));
}

}  // namespace
}  // namespace tidemark::gateway

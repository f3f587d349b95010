#include "common/type/identifiers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"

namespace tidemark::type {
namespace {

TEST(IdentifiersTest, OwnIdsStartWithALetterAndDoNotEndWithADash) {
  for (const char* id : {"ab", "a1", "a-b", "oak-house-2", "a--b"}) {
    EXPECT_TRUE(IsOwnId(id)) << id;
  }
  for (const char* id : {"", "a", "1a", "-a", "a-", "A1", "a_b", "a b", "a/b",
                         "a.b", "\xC3\xA9t\xC3\xA9", "ab\n"}) {
    EXPECT_FALSE(IsOwnId(id)) << id;
  }
  EXPECT_TRUE(IsOwnId(std::string(63, 'a')));
  EXPECT_FALSE(IsOwnId(std::string(64, 'a')));
  EXPECT_FALSE(IsOwnId(absl::string_view("a\0b", 3)));
}

TEST(IdentifiersTest, CqcIdsAreThoseOfItsFiles) {
  for (const char* id :
       {"1-10041249501", "1-9438821988", "1-101668892", "1-12345"}) {
    EXPECT_TRUE(IsCqcId(id)) << id;
    EXPECT_TRUE(CheckCqcId(id).ok()) << id;
  }
  for (const char* id : {"", "1-", "1-1234", "1-123456789012", "2-101668892",
                         "1-10166889X", "1-101668892 ", "101668892"}) {
    EXPECT_FALSE(IsCqcId(id)) << id;
    EXPECT_FALSE(CheckCqcId(id).ok()) << id;
  }
}

TEST(IdentifiersTest, NhsBodiesHaveOdsCodesForIds) {
  for (const char* id :
       {"RWD", "RWDAA", "RY9H9", "RY9", "VNH5M", "C83083", "8HV48"}) {
    EXPECT_TRUE(IsOdsCode(id)) << id;
    EXPECT_TRUE(CheckCqcId(id).ok()) << id;
  }
  for (const char* id : {"RW", "C830831", "12345", "rwd4a", "RW-1"}) {
    EXPECT_FALSE(IsOdsCode(id)) << id;
  }
}

TEST(IdentifiersTest, AnIdOfNoneOfTheKindsIsRefusedWithTheKinds) {
  EXPECT_TRUE(CheckCqcId("micro-provider-7").ok());
  const absl::Status status = CheckCqcId("Oak House");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "ID_INVALID");
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("1-101668892"));
}

TEST(IdentifiersTest, CouncilCodesAreThoseOfEnglishCouncils) {
  for (const char* code :
       {"E10000012", "E06000033", "E06000016", "E10000018", "E06000034",
        "E08000001", "E09000001", "E07000066"}) {
    EXPECT_TRUE(IsGssCouncilCode(code)) << code;
    EXPECT_TRUE(CheckGssCouncilCode(code).ok()) << code;
  }
  for (const char* code :
       {"", "E92000001", "E12000006", "W06000001", "E1000001", "E100000123",
        "e10000012", "E1000001X", " E10000012"}) {
    EXPECT_FALSE(IsGssCouncilCode(code)) << code;
    EXPECT_EQ(ReasonOf(CheckGssCouncilCode(code)), "COUNCIL_CODE_INVALID");
  }
}

TEST(IdentifiersTest, NhsNumbersHaveTheirCheckDigit) {
  EXPECT_TRUE(IsNhsNumber("9434765919"));
  EXPECT_TRUE(IsNhsNumber("4010232137"));
  EXPECT_TRUE(IsNhsNumber("9990000018"));
  EXPECT_FALSE(IsNhsNumber("0000000000"));
  EXPECT_FALSE(IsNhsNumber("943476591"));
  EXPECT_FALSE(IsNhsNumber("94347659190"));
  EXPECT_FALSE(IsNhsNumber("943476591X"));
  for (char digit = '0'; digit <= '9'; ++digit) {
    EXPECT_EQ(IsNhsNumber(absl::StrCat("943476591", std::string(1, digit))),
              digit == '9');
    // The check digit would be 10, which no digit is.
    EXPECT_FALSE(IsNhsNumber(absl::StrCat("999000000", std::string(1, digit))));
  }
}

TEST(IdentifiersTest, NhsNumbersAreFoundHoweverTheyAreWritten) {
  for (const char* text :
       {"9434765919", "943 476 5919", "943-476-5919", "943.476.5919",
        "943  476 - 5919", "NHS9434765919", "person-9434765919-x",
        "12 943 476 5919", "4 4010232137",
        ("943\xC2\xA0"
         "476\xC2\xA0"
         "5919"),
        ("943\xE2\x80\x93"
         "476\xE2\x80\x93"
         "5919"),
        "a 943 943 476 5919"}) {
    EXPECT_TRUE(LooksLikeNhsNumber(text)) << text;
  }
}

TEST(IdentifiersTest, OtherReferencesDoNotLookLikeNhsNumbers) {
  for (const char* text :
       {"", "p-1042", "9434765918", "94347659190", "943476591", "0000000000",
        "2025-04-30", "ref 943 and 476 and 5919", "9434 765 919",
        "1-10041249501", "\xC2", "943\xE2\x80", "943 476"}) {
    EXPECT_FALSE(LooksLikeNhsNumber(text)) << text;
  }
}

}  // namespace
}  // namespace tidemark::type

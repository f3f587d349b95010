#include "services/cli/names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/cli/report.h"

namespace tidemark::cli {
namespace {

constexpr char kCouncil[] = "councils/E10000012";

TEST(NamesTest, ACouncilIsItsCodeOrItsName) {
  for (const char* text :
       {"E10000012", "e10000012", " E10000012 ", "councils/E10000012"}) {
    const absl::StatusOr<std::string> name = CouncilName("--council", text);
    ASSERT_TRUE(name.ok()) << text;
    EXPECT_EQ(*name, kCouncil);
  }
  for (const char* text : {"", "Essex", "E99000012", "councils/-"}) {
    EXPECT_EQ(ExitCodeFor(CouncilName("--council", text).status()),
              ExitCode::kUsage)
        << text;
  }
}

TEST(NamesTest, AShortNameIsCompleted) {
  const absl::string_view full =
      "councils/E10000012/contracts/c-1/returns/2025-04";
  for (const char* text :
       {"c-1/2025-04", "contracts/c-1/returns/2025-04", " c-1/2025-04 ",
        "councils/E10000012/contracts/c-1/returns/2025-04"}) {
    const absl::StatusOr<std::string> name =
        FullName("NAME", text, kReturnPattern, kCouncil);
    ASSERT_TRUE(name.ok()) << name.status();
    EXPECT_EQ(*name, full);
  }
  EXPECT_EQ(*FullName("--provider", "1-101668892", kProviderPattern, kCouncil),
            "councils/E10000012/providers/1-101668892");
}

TEST(NamesTest, AFullNameKeepsItsOwnCouncil) {
  EXPECT_EQ(*FullName("NAME", "councils/E09000001/people/p-1", kPersonPattern,
                      kCouncil),
            "councils/E09000001/people/p-1");
}

TEST(NamesTest, AnythingElseIsAUsageErrorThatShowsBothForms) {
  for (const char* text :
       {"", "c-1", "c-1/", "/2025-04", "c-1/2025-04/x", "c 1/2025-04",
        "councils/E10000012/people/p-1", "people/p-1/outcomes/o-1"}) {
    const absl::StatusOr<std::string> name =
        FullName("NAME", text, kReturnPattern, kCouncil);
    EXPECT_EQ(ExitCodeFor(name.status()), ExitCode::kUsage) << text;
  }
  EXPECT_EQ(
      FullName("NAME", "c-1", kReturnPattern, kCouncil).status().message(),
      "NAME must be CONTRACT/PERIOD or "
      "councils/.../contracts/.../returns/...; is \"c-1\"");
}

TEST(NamesTest, TheCouncilIsLeftOutForPeople) {
  EXPECT_EQ(WithoutCouncil("councils/E10000012/contracts/c-1"),
            "contracts/c-1");
  EXPECT_EQ(WithoutCouncil("councils/E10000012"), "councils/E10000012");
  EXPECT_EQ(WithoutCouncil("other/x"), "other/x");
}

}  // namespace
}  // namespace tidemark::cli

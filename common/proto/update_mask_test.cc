#include "common/proto/update_mask.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark {
namespace {

using ::google::protobuf::FieldMask;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::v1::Thing;

Thing Stored() {
  return ParseText<Thing>(R"pb(
    name: "councils/X/things/t"
    title: "old"
    provider: "councils/X/providers/P"
    grade: GRADE_GOOD
    parts { label: "one" }
    parts { label: "two" }
    main_part { label: "main" size: 1 stamp: "kept" }
    marks: 7
    code: "AB"
    etag: "3"
  )pb");
}

FieldMask Mask(const std::vector<std::string>& paths) {
  FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  return mask;
}

// The field and code of each fault, in order.
std::vector<std::pair<std::string, std::string>> FaultsIn(
    const absl::Status& status) {
  std::vector<std::pair<std::string, std::string>> faults;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    faults.emplace_back(fault.field(), fault.reason());
  }
  return faults;
}

TEST(ApplyUpdateTest, EmptyMaskChangesEveryFieldThatIsSet) {
  Thing current = Stored();
  const auto patch = ParseText<Thing>(R"pb(title: "new"
                                           parts { label: "three" })pb");
  ASSERT_THAT(ApplyUpdate({.patch = patch, .mask = Mask({})}, current), IsOk());
  Thing expected = Stored();
  expected.set_title("new");
  expected.clear_parts();
  expected.add_parts()->set_label("three");
  EXPECT_THAT(current, EqualsProto(expected));
}

TEST(ApplyUpdateTest, MaskNamesWhatChangesAndClearsWhatIsNotSet) {
  Thing current = Stored();
  const auto patch =
      ParseText<Thing>(R"pb(title: "new" grade: GRADE_BETTER)pb");
  ASSERT_THAT(
      ApplyUpdate({.patch = patch, .mask = Mask({"grade", "code"})}, current),
      IsOk());
  Thing expected = Stored();
  expected.set_grade(testing::v1::GRADE_BETTER);
  expected.clear_code();
  EXPECT_THAT(current, EqualsProto(expected));
}

TEST(ApplyUpdateTest, MaskReachesIntoMessages) {
  Thing current = Stored();
  const auto patch =
      ParseText<Thing>(R"pb(main_part { label: "other" size: 2 })pb");
  ASSERT_THAT(
      ApplyUpdate({.patch = patch, .mask = Mask({"main_part.size"})}, current),
      IsOk());
  Thing expected = Stored();
  expected.mutable_main_part()->set_size(2);
  EXPECT_THAT(current, EqualsProto(expected));
}

TEST(ApplyUpdateTest, ReplacedMessageKeepsWhatOnlyTheServerSets) {
  Thing current = Stored();
  const auto patch =
      ParseText<Thing>(R"pb(main_part { label: "other" stamp: "forged" })pb");
  ASSERT_THAT(
      ApplyUpdate({.patch = patch, .mask = Mask({"main_part"})}, current),
      IsOk());
  Thing expected = Stored();
  *expected.mutable_main_part() =
      ParseText<testing::v1::Part>(R"pb(label: "other" stamp: "kept")pb");
  EXPECT_THAT(current, EqualsProto(expected));
}

TEST(ApplyUpdateTest, StarReplacesAllThatMayChange) {
  Thing current = Stored();
  const auto patch = ParseText<Thing>(R"pb(title: "new")pb");
  ASSERT_THAT(ApplyUpdate({.patch = patch, .mask = Mask({"*"})}, current),
              IsOk());
  EXPECT_THAT(current, EqualsProto(ParseText<Thing>(R"pb(
                name: "councils/X/things/t"
                title: "new"
                provider: "councils/X/providers/P"
                marks: 7
                etag: "3"
              )pb")));
}

TEST(ApplyUpdateTest, NameEtagAndOutputOnlyFieldsAreIgnored) {
  Thing current = Stored();
  const auto patch =
      ParseText<Thing>(R"pb(
        name: "councils/Y/things/other" marks: 99 etag: "1"
      )pb");
  ASSERT_THAT(ApplyUpdate({.patch = patch, .mask = Mask({})}, current), IsOk());
  EXPECT_THAT(current, EqualsProto(Stored()));
  ASSERT_THAT(
      ApplyUpdate({.patch = patch, .mask = Mask({"name", "marks", "etag"})},
                  current),
      IsOk());
  EXPECT_THAT(current, EqualsProto(Stored()));
}

TEST(ApplyUpdateTest, ImmutableFieldMayBeRepeatedButNotChanged) {
  Thing current = Stored();
  auto patch = ParseText<Thing>(R"pb(provider: "councils/X/providers/P"
                                     title: "new")pb");
  ASSERT_THAT(ApplyUpdate({.patch = patch, .mask = Mask({})}, current), IsOk());
  EXPECT_EQ(current.title(), "new");

  patch = ParseText<Thing>(R"pb(provider: "councils/X/providers/Q"
                                title: "newer")pb");
  const absl::Status status = ApplyUpdate(
      {.patch = patch, .mask = Mask({}), .field = "thing"}, current);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(FaultsIn(status),
              ElementsAre(Pair("thing.provider", "IMMUTABLE")));
  EXPECT_EQ(current.title(), "new");
}

TEST(ApplyUpdateTest, FieldThatIsNotAllowedMayBeRepeatedButNotChanged) {
  constexpr absl::string_view kAllowed[] = {"title", "main_part"};
  Thing current = Stored();
  const auto patch = ParseText<Thing>(R"pb(
    title: "new"
    code: "AB"
    main_part { size: 2 }
    grade: GRADE_BETTER
  )pb");
  ASSERT_THAT(ApplyUpdate({.patch = patch,
                           .mask = Mask({"title", "code", "main_part.size"}),
                           .allowed = kAllowed},
                          current),
              IsOk());
  EXPECT_EQ(current.main_part().size(), 2);
  EXPECT_THAT(FaultsIn(ApplyUpdate({.patch = patch,
                                    .mask = Mask({"grade"}),
                                    .field = "thing",
                                    .allowed = kAllowed},
                                   current)),
              ElementsAre(Pair("thing.grade", "NOT_UPDATABLE")));
}

TEST(ApplyUpdateTest, EveryUnknownPathIsAFault) {
  Thing current = Stored();
  const auto patch = ParseText<Thing>(R"pb(title: "new")pb");
  const absl::Status status = ApplyUpdate(
      {.patch = patch,
       .mask = Mask({"title", "titel", "parts.label", "title.x", ""})},
      current);
  EXPECT_THAT(FaultsIn(status),
              ElementsAre(Pair("update_mask", "UNKNOWN_PATH"),
                          Pair("update_mask", "UNKNOWN_PATH"),
                          Pair("update_mask", "UNKNOWN_PATH"),
                          Pair("update_mask", "UNKNOWN_PATH")));
  EXPECT_THAT(current, EqualsProto(Stored()));
}

TEST(ApplyUpdateTest, ExplicitFalseIsAValue) {
  Thing current = Stored();
  current.set_known(true);
  const auto patch = ParseText<Thing>(R"pb(known: false)pb");
  ASSERT_THAT(ApplyUpdate({.patch = patch, .mask = Mask({})}, current), IsOk());
  EXPECT_TRUE(current.has_known());
  EXPECT_FALSE(current.known());
}

}  // namespace
}  // namespace tidemark

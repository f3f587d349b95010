#include "common/rpc/fields.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "tidemark/testing/v1/echo_service.pb.h"
#include "tidemark/testing/v1/undeclared_service.pb.h"

namespace tidemark::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::v1::BatchMarkThingsRequest;
using ::tidemark::testing::v1::CreateThingRequest;
using ::tidemark::testing::v1::ListThingsRequest;
using ::tidemark::testing::v1::UpdateThingRequest;

using FieldFaults = std::vector<std::pair<std::string, std::string>>;

// The field and code of each fault that the checks find, in order.
template <typename Request>
FieldFaults Check(Request& request) {
  const absl::StatusOr<FieldRules> rules =
      FieldRules::Make(*Request::descriptor());
  EXPECT_THAT(rules, IsOk());
  const absl::Status status = rules->Check(request);
  FieldFaults faults;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    faults.emplace_back(fault.field(), fault.reason());
  }
  EXPECT_EQ(status.ok(), faults.empty()) << status;
  return faults;
}

// The faults of a thing that is right but for `text`.
FieldFaults CheckThing(const std::string& text) {
  auto request = ParseText<CreateThingRequest>(R"pb(
    parent: "councils/X"
    thing_id: "t"
    thing { title: "title" grade: GRADE_GOOD }
  )pb");
  testing::v1::Thing thing;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &thing));
  request.mutable_thing()->MergeFrom(thing);
  return Check(request);
}

TEST(FieldsTest, RightRequestPasses) {
  EXPECT_THAT(CheckThing(R"pb(
                parts { label: "12345" size: -2 }
                code: "AB"
                weight: 1.5
                words: "sixsix"
                price: 1000
                picture: "1234"
              )pb"),
              IsEmpty());
}

TEST(FieldsTest, EveryFaultIsFoundWithItsWholePath) {
  auto request = ParseText<CreateThingRequest>(R"pb(
    thing {
      title: "a title of more than twenty characters"
      parts { label: "fine" }
      parts {
        label: "too long"
        size: 3
        parts { label: "ok" }
        parts { size: -3 }
      }
      main_part {}
      code: "abc"
    }
    request_id: "not a uuid"
  )pb");
  EXPECT_THAT(
      Check(request),
      ElementsAre(Pair("parent", "REQUIRED"), Pair("thing_id", "REQUIRED"),
                  Pair("thing.title", "TOO_LONG"),
                  Pair("thing.grade", "REQUIRED"),
                  Pair("thing.parts[1].label", "TOO_LONG"),
                  Pair("thing.parts[1].size", "OUT_OF_RANGE"),
                  Pair("thing.parts[1].parts[1].label", "REQUIRED"),
                  Pair("thing.parts[1].parts[1].size", "OUT_OF_RANGE"),
                  Pair("thing.main_part.label", "REQUIRED"),
                  Pair("thing.code", "BAD_FORMAT"),
                  Pair("request_id", "BAD_REQUEST_ID")));
}

TEST(FieldsTest, MissingMessageIsOneFault) {
  auto request = ParseText<CreateThingRequest>(R"pb(parent: "councils/X"
                                                    thing_id: "t")pb");
  EXPECT_THAT(Check(request), ElementsAre(Pair("thing", "REQUIRED")));
}

TEST(FieldsTest, LengthIsInCharactersForTextAndBytesForBytes) {
  // Twenty characters of two bytes each.
  std::string title;
  for (int i = 0; i < 20; ++i) title += "\xC3\xA9";
  EXPECT_THAT(CheckThing("title: \"" + title + "\""), IsEmpty());
  EXPECT_THAT(CheckThing("title: \"" + title + "x\""),
              ElementsAre(Pair("thing.title", "TOO_LONG")));
  EXPECT_THAT(CheckThing("picture: \"\\303\\251\\303\\251\""), IsEmpty());
  EXPECT_THAT(CheckThing("picture: \"12345\""),
              ElementsAre(Pair("thing.picture", "TOO_LONG")));
}

TEST(FieldsTest, NumbersAreHeldToTheirRange) {
  EXPECT_THAT(CheckThing("main_part { label: 'a' size: 0 }"), IsEmpty());
  EXPECT_THAT(CheckThing("main_part { label: 'a' size: -3 }"),
              ElementsAre(Pair("thing.main_part.size", "OUT_OF_RANGE")));
  EXPECT_THAT(CheckThing("price: 1001"),
              ElementsAre(Pair("thing.price", "OUT_OF_RANGE")));
  // Larger than any signed number.
  EXPECT_THAT(CheckThing("price: 18446744073709551615"),
              ElementsAre(Pair("thing.price", "OUT_OF_RANGE")));
  EXPECT_THAT(CheckThing("weight: 0.5"),
              ElementsAre(Pair("thing.weight", "OUT_OF_RANGE")));
  EXPECT_THAT(CheckThing("weight: nan"),
              ElementsAre(Pair("thing.weight", "OUT_OF_RANGE")));
  EXPECT_THAT(CheckThing("weight: inf"),
              ElementsAre(Pair("thing.weight", "OUT_OF_RANGE")));
  // Without presence, 0 is the same as unset.
  EXPECT_THAT(CheckThing("weight: 0"), IsEmpty());
}

TEST(FieldsTest, UnknownEnumValuesAreRefusedWhereverTheyStand) {
  auto request = ParseText<CreateThingRequest>(R"pb(
    parent: "councils/X"
    thing_id: "t"
    thing { title: "title" }
  )pb");
  request.mutable_thing()->set_grade(static_cast<testing::v1::Grade>(3));
  request.mutable_thing()->add_grades(testing::v1::GRADE_GOOD);
  request.mutable_thing()->add_grades(static_cast<testing::v1::Grade>(-1));
  EXPECT_THAT(Check(request),
              ElementsAre(Pair("thing.grade", "UNKNOWN_VALUE"),
                          Pair("thing.grades[1]", "UNKNOWN_VALUE")));
}

TEST(FieldsTest, ItemsOfAListAreCountedAndChecked) {
  EXPECT_THAT(CheckThing("words: 'a' words: 'toolong' words: 'b'"),
              ElementsAre(Pair("thing.words[1]", "TOO_LONG")));
  EXPECT_THAT(CheckThing("words: 'a' words: 'b' words: 'c' words: 'toolong'"),
              ElementsAre(Pair("thing.words", "TOO_MANY")));
}

TEST(FieldsTest, TextMayNotHoldNul) {
  EXPECT_THAT(CheckThing("title: 'a\\000b'"),
              ElementsAre(Pair("thing.title", "NUL_CHARACTER")));
  EXPECT_THAT(CheckThing("provider: 'a\\000b'"),
              ElementsAre(Pair("thing.provider", "NUL_CHARACTER")));
  EXPECT_THAT(CheckThing("picture: 'a\\000b'"), IsEmpty());
}

TEST(FieldsTest, OutputOnlyFieldsAreClearedAtEveryDepth) {
  auto request = ParseText<CreateThingRequest>(R"pb(
    parent: "councils/X"
    thing_id: "t"
    thing {
      title: "title"
      grade: GRADE_GOOD
      marks: 5
      create_time { seconds: 1 }
      parts {
        label: "a"
        stamp: "forged"
        parts { label: "b" stamp: "forged" }
      }
    }
  )pb");
  EXPECT_THAT(Check(request), IsEmpty());
  EXPECT_THAT(request, EqualsProto(ParseText<CreateThingRequest>(R"pb(
                parent: "councils/X"
                thing_id: "t"
                thing {
                  title: "title"
                  grade: GRADE_GOOD
                  parts {
                    label: "a"
                    parts { label: "b" }
                  }
                }
              )pb")));
}

TEST(FieldsTest, UpdateRequiresOnlyWhatItsMaskNames) {
  auto request = ParseText<UpdateThingRequest>(R"pb(
    thing { name: "councils/X/things/t" }
    update_mask { paths: "title" paths: "code" }
  )pb");
  EXPECT_THAT(Check(request), ElementsAre(Pair("thing.title", "REQUIRED")));

  request = ParseText<UpdateThingRequest>(R"pb(
    thing {
      name: "councils/X/things/t"
      main_part { size: 1 }
    }
    update_mask { paths: "main_part.size" }
  )pb");
  EXPECT_THAT(Check(request), IsEmpty());

  request = ParseText<UpdateThingRequest>(R"pb(
    thing {
      name: "councils/X/things/t"
      main_part { size: 1 }
    }
    update_mask { paths: "main_part" }
  )pb");
  EXPECT_THAT(Check(request),
              ElementsAre(Pair("thing.main_part.label", "REQUIRED")));

  request = ParseText<UpdateThingRequest>(R"pb(
    thing {
      name: "councils/X/things/t"
      main_part { size: 1 }
    }
    update_mask { paths: "*" }
  )pb");
  EXPECT_THAT(Check(request),
              ElementsAre(Pair("thing.title", "REQUIRED"),
                          Pair("thing.grade", "REQUIRED"),
                          Pair("thing.main_part.label", "REQUIRED")));
}

TEST(FieldsTest, UpdateWithoutAMaskRequiresNothingOfTheResource) {
  auto request = ParseText<UpdateThingRequest>(R"pb(
    thing { name: "councils/X/things/t" code: "AB" }
  )pb");
  EXPECT_THAT(Check(request), IsEmpty());
  // But what is set replaces what is stored, so it must be whole.
  request = ParseText<UpdateThingRequest>(R"pb(
    thing {
      name: "councils/X/things/t"
      parts { size: 1 }
    }
  )pb");
  EXPECT_THAT(Check(request),
              ElementsAre(Pair("thing.parts[0].label", "REQUIRED")));
}

TEST(FieldsTest, LimitsHoldWhateverTheMaskNames) {
  auto request = ParseText<UpdateThingRequest>(R"pb(
    thing { name: "councils/X/things/t" code: "abc" }
    update_mask { paths: "title" }
  )pb");
  EXPECT_THAT(Check(request), ElementsAre(Pair("thing.title", "REQUIRED"),
                                          Pair("thing.code", "BAD_FORMAT")));
  request.clear_thing();
  EXPECT_THAT(Check(request), ElementsAre(Pair("thing", "REQUIRED")));
}

TEST(FieldsTest, BatchItemsAreCheckedOneByOne) {
  auto request = ParseText<BatchMarkThingsRequest>(R"pb(
    parent: "councils/X"
    requests { name: "councils/X/things/a" }
    requests { request_id: "1" }
  )pb");
  EXPECT_THAT(Check(request),
              ElementsAre(Pair("requests[1].name", "REQUIRED"),
                          Pair("requests[1].request_id", "BAD_REQUEST_ID")));
  request.clear_requests();
  EXPECT_THAT(Check(request), ElementsAre(Pair("requests", "REQUIRED")));
}

TEST(FieldsTest, NegativePageSizeIsRefused) {
  auto request =
      ParseText<ListThingsRequest>(R"pb(parent: "councils/X/providers/-"
                                        page_size: -1)pb");
  EXPECT_THAT(Check(request), ElementsAre(Pair("page_size", "OUT_OF_RANGE")));
}

TEST(FieldsTest, UuidsOfAnyCasePass) {
  auto request = ParseText<BatchMarkThingsRequest>(R"pb(
    parent: "councils/X"
    requests {
      name: "councils/X/things/a"
      request_id: "123e4567-e89b-42d3-a456-426614174000"
    }
    requests {
      name: "councils/X/things/a"
      request_id: "123E4567-E89B-42D3-A456-42661417400F"
    }
    requests {
      name: "councils/X/things/a"
      request_id: "123e4567-e89b-42d3-a456-42661417400g"
    }
    requests {
      name: "councils/X/things/a"
      request_id: "123e4567e89b-42d3-a456-4266141740000"
    }
  )pb");
  EXPECT_THAT(Check(request),
              ElementsAre(Pair("requests[2].request_id", "BAD_REQUEST_ID"),
                          Pair("requests[3].request_id", "BAD_REQUEST_ID")));
}

TEST(FieldsTest, TextValuesAreNeverRepeatedInFaults) {
  auto request = ParseText<CreateThingRequest>(R"pb(
    parent: "councils/X"
    thing_id: "t"
    thing { title: "Ada Lovelace of 12 Saint James Square" grade: GRADE_GOOD }
  )pb");
  const absl::Status status =
      FieldRules::Make(*CreateThingRequest::descriptor())->Check(request);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               "thing.title: must have at most 20 characters; "
                               "has 37"));
  EXPECT_THAT(status.ToString(), ::testing::Not(HasSubstr("Lovelace")));
}

TEST(FieldsTest, RulesThatCannotBeEnforcedAreRefused) {
  EXPECT_THAT(
      FieldRules::Make(*testing::v1::DeclareBadLimitRequest::descriptor())
          .status(),
      StatusIs(absl::StatusCode::kInvalidArgument, "max_length"));
  EXPECT_THAT(
      FieldRules::Make(*testing::v1::DeclareBadPatternRequest::descriptor())
          .status(),
      StatusIs(absl::StatusCode::kInvalidArgument, "pattern"));
}

}  // namespace
}  // namespace tidemark::rpc

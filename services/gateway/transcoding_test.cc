#include "services/gateway/transcoding.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::HasFault;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
namespace v1 = ::tidemark::testing::v1;

const google::protobuf::ServiceDescriptor& EchoService() {
  return *v1::EchoRequest::descriptor()->file()->FindServiceByName(
      "EchoService");
}

class TranscodingTest : public ::testing::Test {
 protected:
  // The request that a REST request makes.
  template <typename Message>
  absl::StatusOr<Message> Read(const char* verb, const std::string& target,
                               const std::string& body = "") {
    const std::string path = target.substr(0, target.find('?'));
    const std::string query =
        path.size() < target.size() ? target.substr(path.size() + 1) : "";
    const auto match = methods_->FindRest(verb, path);
    if (!match.ok()) return match.status();
    const absl::StatusOr<std::string> bytes =
        ToRequest(json_, methods_->all()[match->target],
                  {.fields = match->fields, .query = query, .body = body});
    if (!bytes.ok()) return bytes.status();
    Message message;
    EXPECT_TRUE(message.ParseFromString(*bytes));
    return message;
  }

  const Json json_{*google::protobuf::DescriptorPool::generated_pool()};
  const absl::StatusOr<Methods> methods_ = Methods::Make({&EchoService()});
};

TEST_F(TranscodingTest, FillsARequestFromPathQueryAndBody) {
  EXPECT_THAT(*Read<v1::CreateThingRequest>(
                  "POST", "/v1/councils/X/things?thingId=a&request_id=r%2B1",
                  R"({"title": "A thing", "grade": "GRADE_GOOD",
                      "parts": [{"label": "p", "size": -1}],
                      "price": "7", "picture": "AAE="})"),
              EqualsProto(ParseText<v1::CreateThingRequest>(R"(
                parent: "councils/X" thing_id: "a" request_id: "r+1"
                thing { title: "A thing" grade: GRADE_GOOD
                        parts { label: "p" size: -1 } price: 7
                        picture: "\000\001" })")));
}

TEST_F(TranscodingTest, ThePathHasTheLastWord) {
  EXPECT_THAT(*Read<v1::MarkThingRequest>(
                  "POST", "/v1/councils/X/things/a:mark",
                  R"({"name": "councils/Y/things/b", "requestId": "r"})"),
              EqualsProto(ParseText<v1::MarkThingRequest>(
                  R"(name: "councils/X/things/a" request_id: "r")")));
  EXPECT_THAT(*Read<v1::UpdateThingRequest>(
                  "PATCH", "/v1/councils/X/things/a?updateMask=title,mainPart",
                  R"({"name": "councils/Y/things/b", "title": "T"})"),
              EqualsProto(ParseText<v1::UpdateThingRequest>(
                  R"(thing { name: "councils/X/things/a" title: "T" }
                     update_mask { paths: "title" paths: "main_part" })")));
}

TEST_F(TranscodingTest, ABodyMayBeMissingWhereItHasNothingToSay) {
  EXPECT_THAT(
      *Read<v1::MarkThingRequest>("POST", "/v1/councils/X/things/a:mark"),
      EqualsProto(
          ParseText<v1::MarkThingRequest>(R"(name: "councils/X/things/a")")));
}

TEST_F(TranscodingTest, ReadsNumbersAndDurationsInQueries) {
  EXPECT_THAT(*Read<v1::ListThingsRequest>(
                  "GET", "/v1/councils/X/providers/-/things?page_size=3"),
              EqualsProto(ParseText<v1::ListThingsRequest>(
                  R"(parent: "councils/X/providers/-" page_size: 3)")));
  EXPECT_THAT(*Read<v1::AwaitThingRequest>(
                  "GET", "/v1/councils/X/things/a:await?wait=1.5s"),
              EqualsProto(ParseText<v1::AwaitThingRequest>(
                  R"(name: "councils/X/things/a"
                     wait { seconds: 1 nanos: 500000000 })")));
}

TEST_F(TranscodingTest, SaysAllThatIsWrongWithAQuery) {
  const auto refused = Read<v1::ListThingsRequest>(
      "GET",
      "/v1/councils/X/providers/-/things?parent=councils/Y&pageSize=1&"
      "page_size=2&colour=red&page_token.x=1");
  EXPECT_THAT(refused, AllOf(HasFault("parent", "GIVEN_TWICE"),
                             HasFault("page_size", "GIVEN_TWICE"),
                             HasFault("colour", "UNKNOWN_FIELD"),
                             HasFault("page_token.x", "UNKNOWN_FIELD")));
}

TEST_F(TranscodingTest, RefusesParametersThatBelongElsewhere) {
  EXPECT_THAT(Read<v1::MarkThingRequest>(
                  "POST", "/v1/councils/X/things/a:mark?requestId=r"),
              HasFault("requestId", "BELONGS_IN_BODY"));
  EXPECT_THAT(Read<v1::CreateThingRequest>(
                  "POST", "/v1/councils/X/things?thing.title=t"),
              HasFault("thing.title", "BELONGS_IN_BODY"));
  EXPECT_THAT(
      Read<v1::CreateThingRequest>("POST", "/v1/councils/X/things?thing=t"),
      HasFault("thing", "NOT_A_VALUE"));
  EXPECT_THAT(Read<v1::GetThingRequest>("GET", "/v1/councils/X/things/a", "{}"),
              HasFault("", "NO_BODY"));
}

TEST_F(TranscodingTest, NamesTheFieldThatIsUnknownOrOfTheWrongKind) {
  EXPECT_THAT(Read<v1::CreateThingRequest>(
                  "POST", "/v1/councils/X/things",
                  R"({"parts": [{"label": "p"}, {"colour": "red"}]})"),
              HasFault("thing.parts[1].colour", "UNKNOWN_FIELD"));
  EXPECT_THAT(Read<v1::CreateThingRequest>("POST", "/v1/councils/X/things",
                                           R"({"grade": "SPLENDID"})"),
              HasFault("thing.grade", "MALFORMED_VALUE"));
  EXPECT_THAT(Read<v1::ListThingsRequest>(
                  "GET", "/v1/councils/X/providers/-/things?pageSize=many"),
              HasFault("page_size", "MALFORMED_VALUE"));
}

TEST_F(TranscodingTest, RefusesWhatIsNotJsonAndRepeatsNothingOfIt) {
  for (const char* const body :
       {"{", "[]", "null x", R"({"title": "secret)", "\xff", "{\"title\": 1,}",
        R"({"title": "\ud800"} secret)"}) {
    const auto refused =
        Read<v1::CreateThingRequest>("POST", "/v1/councils/X/things", body);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument)) << body;
    EXPECT_THAT(std::string(refused.status().message()),
                Not(HasSubstr("secret")));
  }
}

TEST_F(TranscodingTest, RefusesWhatIsNestedTooDeep) {
  std::string body;
  for (int i = 0; i < 5000; ++i) body += R"({"mainPart":{"parts":[)";
  EXPECT_FALSE(
      Read<v1::CreateThingRequest>("POST", "/v1/councils/X/things", body).ok());
}

TEST_F(TranscodingTest, WritesAnswersAsProtoJsonHasThem) {
  const auto thing = ParseText<v1::Thing>(
      R"(name: "councils/X/things/a" main_part { label: "é" } price: 5
         create_time { seconds: 1 } known: false)");
  EXPECT_EQ(
      *json_.FromMessage(*v1::Thing::descriptor(), thing.SerializeAsString()),
      R"({"name":"councils/X/things/a","mainPart":{"label":"é"},)"
      R"("price":"5","createTime":"1970-01-01T00:00:01Z","known":false})");
}

TEST(MethodsTest, HasEveryMethodByItsNameAndByItsPath) {
  const auto methods = Methods::Make({&EchoService()});
  ASSERT_THAT(methods, IsOk());
  EXPECT_THAT(methods->all(), SizeIs(EchoService().method_count()));
  const Method* const get =
      methods->FindRpc("/tidemark.testing.v1.EchoService/GetThing");
  ASSERT_NE(get, nullptr);
  EXPECT_EQ(get->http_method, "GET");
  EXPECT_EQ(methods->FindRpc("/tidemark.testing.v1.EchoService/Nothing"),
            nullptr);
}

TEST(MethodsTest, RefusesRulesThatCannotBeToldApart) {
  EXPECT_THAT(Methods::Make({&EchoService(), &EchoService()}),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

}  // namespace
}  // namespace tidemark::gateway

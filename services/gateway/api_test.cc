// The API over HTTP, as machines and the console call it.

#include <string>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/gateway/compression.h"
#include "services/gateway/gateway_fixture.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::gateway {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::tidemark::testing::Bob;
using ::tidemark::testing::Quentin;
namespace v1 = ::tidemark::testing::v1;

constexpr char kJson[] = "content-type: application/json\r\n";
constexpr char kEcho[] = "/tidemark.testing.v1.EchoService/";

class ApiTest : public GatewayTest {
 protected:
  void SetUp() override { Start(); }

  Response Create(const std::string& id, const std::string& provider = "P") {
    return Ask(
        {.method = "POST",
         .target = absl::StrCat("/v1/councils/X/things?thingId=", id),
         .headers = AsAda() + kJson,
         .body = absl::StrCat(R"({"title": "T", "grade": "GRADE_GOOD", )",
                              R"("provider": "councils/X/providers/)", provider,
                              R"("})")});
  }

  // A call by the Connect protocol, in JSON.
  Response Connect(const std::string& method, const std::string& body,
                   const std::string& headers) {
    return Ask({.method = "POST",
                .target = kEcho + method,
                .headers = headers + kJson,
                .body = body});
  }
};

TEST_F(ApiTest, CreatesReadsChangesAndListsByRest) {
  const Response created = Create("a");
  EXPECT_EQ(created.result_int(), 200u) << created.body();
  EXPECT_EQ(json::parse(created.body())["name"], "councils/X/things/a");
  const Response changed =
      Ask({.method = "PATCH",
           .target = "/v1/councils/X/things/a?updateMask=title",
           .headers = AsAda() + kJson,
           .body = R"({"title": "U", "grade": "GRADE_GOOD"})"});
  EXPECT_EQ(changed.result_int(), 200u) << changed.body();
  const Response read =
      Ask({.target = "/v1/councils/X/things/a", .headers = AsAda()});
  EXPECT_EQ(json::parse(read.body())["title"], "U");
  const Response list =
      Ask({.target = "/v1/councils/X/providers/-/things", .headers = AsAda()});
  EXPECT_EQ(json::parse(list.body())["things"].size(), 1u);
}

TEST_F(ApiTest, CallsByConnectInJsonAndInProto) {
  Create("a");
  const Response in_json =
      Connect("GetThing", R"({"name": "councils/X/things/a"})", AsAda());
  EXPECT_EQ(in_json.result_int(), 200u);
  EXPECT_EQ(View(in_json["content-type"]), "application/json");
  EXPECT_EQ(json::parse(in_json.body())["title"], "T");
  v1::GetThingRequest request;
  request.set_name("councils/X/things/a");
  const Response in_proto =
      Ask({.method = "POST",
           .target = absl::StrCat(kEcho, "GetThing"),
           .headers = AsAda() + "content-type: application/proto\r\n"
                                "connect-protocol-version: 1\r\n",
           .body = request.SerializeAsString()});
  EXPECT_EQ(in_proto.result_int(), 200u);
  EXPECT_EQ(View(in_proto["content-type"]), "application/proto");
  v1::Thing thing;
  ASSERT_TRUE(thing.ParseFromString(in_proto.body()));
  EXPECT_EQ(thing.title(), "T");
}

TEST_F(ApiTest, RefusalsKeepTheirDetails) {
  const std::string body = R"({"title": "much too long a title for a thing"})";
  const Response rest = Ask({.method = "POST",
                             .target = "/v1/councils/X/things?thingId=a",
                             .headers = AsAda() + kJson,
                             .body = body});
  EXPECT_EQ(rest.result_int(), 400u);
  EXPECT_EQ(
      json::parse(rest.body())["details"][0]["fieldViolations"][0]["field"],
      "thing.title");
  const Response connect =
      Connect("CreateThing",
              absl::StrCat(R"({"parent": "councils/X", "thing": )", body, "}"),
              AsAda());
  EXPECT_EQ(connect.result_int(), 400u);
  EXPECT_EQ(json::parse(connect.body())["details"][0]["type"],
            "google.rpc.BadRequest");
}

TEST_F(ApiTest, WhoDoesNotSayWhoCallsIsRefused) {
  for (const Response& response :
       {Ask({.target = "/v1/councils/X/things/a"}),
        Connect("GetThing", "{}", ""),
        Ask({.target = "/v1/councils/X/things/a",
        .headers = "authorization: Bearer nonsense\r\n"})}) {
    EXPECT_EQ(response.result_int(), 401u);
    EXPECT_THAT(response.body(), HasSubstr("details"));
  }
}

TEST_F(ApiTest, AProviderReachesNoOtherProvidersThings) {
  Create("a", "P");
  const std::string target = "/v1/councils/X/things/a";
  const std::string body = R"({"name": "councils/X/things/a"})";
  EXPECT_EQ(Ask({.target = target, .headers = As(Bob())}).result_int(), 200u);
  EXPECT_EQ(Connect("GetThing", body, As(Bob())).result_int(), 200u);
  EXPECT_EQ(Ask({.target = target, .headers = As(Quentin())}).result_int(),
            403u);
  EXPECT_EQ(Connect("GetThing", body, As(Quentin())).result_int(), 403u);
}

TEST_F(ApiTest, TellsApartWhatIsNotThereAndWhatIsNotTaken) {
  EXPECT_EQ(Ask({.target = "/v1/nothing", .headers = AsAda()}).result_int(),
            404u);
  const Response other = Ask({.method = "DELETE",
                              .target = "/v1/councils/X/things/a",
                              .headers = AsAda()});
  EXPECT_EQ(other.result_int(), 405u);
  EXPECT_EQ(View(other["allow"]), "GET, PATCH");
  EXPECT_EQ(Connect("Nothing", "{}", AsAda()).result_int(), 404u);
  EXPECT_EQ(json::parse(Connect("Nothing", "{}", AsAda()).body())["code"],
            "unimplemented");
  const Response get =
      Ask({.target = absl::StrCat(kEcho, "GetThing"), .headers = AsAda()});
  EXPECT_EQ(get.result_int(), 405u);
  EXPECT_EQ(View(get["allow"]), "POST");
}

TEST_F(ApiTest, RefusesBodiesThatItDoesNotRead) {
  for (const char* const type :
       {"text/plain", "application/connect+json", "application/grpc",
        "application/json; charset=latin1", ""}) {
    const Response response =
        Ask({.method = "POST",
             .target = absl::StrCat(kEcho, "Echo"),
             .headers = absl::StrCat(AsAda(), "content-type: ", type, "\r\n"),
             .body = "{}"});
    EXPECT_EQ(response.result_int(), 415u) << type;
    EXPECT_THAT(std::string(response["accept-post"]), HasSubstr("json"));
  }
  EXPECT_EQ(Ask({.method = "POST",
                 .target = "/v1/councils/X/things?thingId=a",
                 .headers = AsAda() + "content-type: text/plain\r\n",
                 .body = "{}"})
                .result_int(),
            415u);
}

TEST_F(ApiTest, RefusesWhatConnectDoesNotAllow) {
  EXPECT_EQ(Connect("Echo", "", AsAda() + "content-length: 0\r\n").result_int(),
            400u);
  EXPECT_EQ(Connect("Echo", R"({"nam": "x"})", AsAda()).result_int(), 400u);
  EXPECT_EQ(Connect("Echo", "{}", AsAda() + "connect-protocol-version: 2\r\n")
                .result_int(),
            400u);
  EXPECT_EQ(Connect("Echo", "{}", AsAda() + "content-encoding: zstd\r\n")
                .result_int(),
            501u);
  EXPECT_EQ(Connect("Echo", "{}", AsAda() + "connect-timeout-ms: soon\r\n")
                .result_int(),
            400u);
}

TEST_F(ApiTest, ACallersTimeoutIsKept) {
  Create("a");
  const Response late =
      Connect("AwaitThing", R"({"name": "councils/X/things/a", "wait": "60s"})",
              AsAda() + "connect-timeout-ms: 50\r\n");
  EXPECT_EQ(late.result_int(), 504u);
  EXPECT_EQ(json::parse(late.body())["code"], "deadline_exceeded");
}

TEST_F(ApiTest, PacksAndUnpacksBodies) {
  Create("a");
  const Response packed =
      Ask({.method = "POST",
           .target = absl::StrCat(kEcho, "GetThing"),
           .headers = AsAda() + kJson + "content-encoding: gzip\r\n",
           .body = Gzip(R"({"name": "councils/X/things/a"})")});
  EXPECT_EQ(packed.result_int(), 200u) << packed.body();
  const Response broken =
      Ask({.method = "POST",
           .target = absl::StrCat(kEcho, "GetThing"),
           .headers = AsAda() + kJson + "content-encoding: gzip\r\n",
           .body = "nonsense"});
  EXPECT_EQ(broken.result_int(), 400u);
  for (int i = 0; i < 30; ++i) Create(absl::StrCat("b", i));
  const Response list = Ask({.target = "/v1/councils/X/providers/-/things",
                             .headers = AsAda() + "accept-encoding: gzip\r\n"});
  EXPECT_EQ(View(list["content-encoding"]), "gzip");
  EXPECT_EQ(json::parse(*Gunzip(list.body(), 1 << 20))["things"].size(), 31u);
}

TEST_F(ApiTest, EveryAnswerHasWhatProtectsABrowser) {
  for (const char* const target : {"/healthz", "/v1/nothing", "/openapi.json",
                                   "/session", "/nothing.js"}) {
    const Response response = Ask({.target = target});
    EXPECT_THAT(std::string(response["content-security-policy"]),
                HasSubstr("default-src 'none'"))
        << target;
    EXPECT_EQ(View(response["x-content-type-options"]), "nosniff");
    EXPECT_THAT(std::string(response["x-request-id"]), Not(IsEmpty()));
    EXPECT_EQ(response.count("strict-transport-security"), 0u);
  }
  EXPECT_EQ(View(Ask({.target = "/v1/nothing"})["cache-control"]), "no-store");
  EXPECT_NE(std::string(Ask({})["x-request-id"]),
            std::string(Ask({})["x-request-id"]));
}

TEST_F(ApiTest, HeadIsGetWithoutABody) {
  Create("a");
  const Response head = Ask({.method = "HEAD",
                             .target = "/v1/councils/X/things/a",
                             .headers = AsAda()});
  EXPECT_EQ(head.result_int(), 200u);
  EXPECT_THAT(head.body(), IsEmpty());
  EXPECT_NE(View(head["content-length"]), "0");
}

TEST_F(ApiTest, TheAccessLogNamesNobody) {
  Ask({.target = "/v1/councils/X/things/secret-thing?secret=1",
       .headers = AsAda()});
  harness_.runtime().access_log()->Flush();
  const std::string log = harness_.AccessLog();
  EXPECT_THAT(log, HasSubstr("http.rest GET /v1/{name=councils/*/things/*}"));
  EXPECT_THAT(log, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace tidemark::gateway

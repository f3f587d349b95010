#include "common/rpc/service.h"

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/rpc/testing/harness.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"
#include "tidemark/testing/v1/undeclared_service.grpc.pb.h"

namespace tidemark::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::tidemark::testing::Ada;
using ::tidemark::testing::Bob;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::Harness;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::Machine;
using ::tidemark::testing::Quentin;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::Things;
using ::tidemark::testing::v1::AwaitThingRequest;
using ::tidemark::testing::v1::BatchMarkThingsRequest;
using ::tidemark::testing::v1::BatchMarkThingsResponse;
using ::tidemark::testing::v1::CreateThingRequest;
using ::tidemark::testing::v1::EchoRequest;
using ::tidemark::testing::v1::EchoResponse;
using ::tidemark::testing::v1::EchoService;
using ::tidemark::testing::v1::GetThingRequest;
using ::tidemark::testing::v1::ListThingsRequest;
using ::tidemark::testing::v1::ListThingsResponse;
using ::tidemark::testing::v1::MarkThingRequest;
using ::tidemark::testing::v1::Thing;
using ::tidemark::testing::v1::UpdateThingRequest;
using Stub = EchoService::Stub;

constexpr char kId[] = "123e4567-e89b-42d3-a456-426614174000";

CreateThingRequest NewThing(const std::string& id,
                            const std::string& provider) {
  CreateThingRequest request;
  request.set_parent("councils/X");
  request.set_thing_id(id);
  request.mutable_thing()->set_title("a thing");
  request.mutable_thing()->set_grade(testing::v1::GRADE_GOOD);
  request.mutable_thing()->set_provider(
      absl::StrCat("councils/X/providers/", provider));
  return request;
}

MarkThingRequest Mark(const std::string& id, const std::string& request_id) {
  MarkThingRequest request;
  request.set_name("councils/X/things/" + id);
  request.set_request_id(request_id);
  return request;
}

GetThingRequest Get(const std::string& id) {
  GetThingRequest request;
  request.set_name("councils/X/things/" + id);
  return request;
}

EchoRequest Echo() {
  EchoRequest request;
  request.set_name("councils/X");
  return request;
}

// The function of long polls is called in the background.
void AwaitWaiting(const Things& things, size_t count) {
  while (things.waiting() < count) std::this_thread::yield();
}

TEST(ServiceTest, WhatIsWrittenIsReadBack) {
  const Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  const absl::StatusOr<Thing> created =
      ada->Unary(&Stub::CreateThing, NewThing("t", "P"));
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "councils/X/things/t");
  EXPECT_NE(created->etag(), "");
  const absl::StatusOr<Thing> read = ada->Unary(&Stub::GetThing, Get("t"));
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(*read, EqualsProto(*created));
}

TEST(ServiceTest, CallerMustProveItself) {
  const Harness harness;
  EXPECT_THAT(harness.ConnectAsNobody()->Unary(&Stub::Echo, Echo()).status(),
              HasReason("TOKEN_MISSING"));
  const auto eve =
      Connection::Open({.address = harness.address(), .token = "not.a.token"});
  ASSERT_THAT(eve, IsOk());
  EXPECT_THAT((*eve)->Unary(&Stub::Echo, Echo()).status(),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST(ServiceTest, AccessIsCheckedBeforeAnythingElse) {
  Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  const auto quentin = harness.ConnectAs(Quentin());
  ASSERT_THAT(ada->Unary(&Stub::CreateThing, NewThing("t", "P")), IsOk());
  const int before = harness.things().calls();
  EXPECT_THAT(quentin->Unary(&Stub::CreateThing, NewThing("u", "Q")),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(quentin->Unary(&Stub::GetThing, Get("t")),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(quentin->Unary(&Stub::GetThing, Get("none")),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(quentin->Unary(&Stub::MarkThing, Mark("t", "")),
              StatusIs(absl::StatusCode::kPermissionDenied));
  // Refused for who calls, not for the faults of the request.
  CreateThingRequest elsewhere = NewThing("", "P");
  elsewhere.set_parent("councils/Y");
  EXPECT_THAT(ada->Unary(&Stub::CreateThing, elsewhere),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_EQ(harness.things().calls(), before);
  EXPECT_THAT(harness.ConnectAs(Bob())->Unary(&Stub::GetThing, Get("t")),
              IsOk());
}

TEST(ServiceTest, EveryFaultOfARequestComesBackAtOnce) {
  const Harness harness;
  CreateThingRequest request;
  request.mutable_thing()->add_parts()->set_size(9);
  request.set_request_id("x");
  const absl::Status status =
      harness.ConnectAs(Ada())->Unary(&Stub::CreateThing, request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  std::vector<std::pair<std::string, std::string>> faults;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    faults.emplace_back(fault.field(), fault.reason());
  }
  // The missing parent is found with access, the rest with the fields.
  EXPECT_THAT(faults, ElementsAre(Pair("parent", "REQUIRED"),
                                  Pair("thing_id", "REQUIRED"),
                                  Pair("thing.title", "REQUIRED"),
                                  Pair("thing.grade", "REQUIRED"),
                                  Pair("thing.parts[0].label", "REQUIRED"),
                                  Pair("thing.parts[0].size", "OUT_OF_RANGE"),
                                  Pair("request_id", "BAD_REQUEST_ID")));
}

TEST(ServiceTest, WhatOnlyTheServerSetsIsIgnored) {
  const Harness harness;
  CreateThingRequest request = NewThing("t", "P");
  request.mutable_thing()->set_marks(99);
  const absl::StatusOr<Thing> created =
      harness.ConnectAs(Ada())->Unary(&Stub::CreateThing, request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->marks(), 0);
}

TEST(ServiceTest, ErrorOfAFunctionKeepsItsDetails) {
  const Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  const absl::StatusOr<Thing> created =
      ada->Unary(&Stub::CreateThing, NewThing("t", "P"));
  ASSERT_THAT(created, IsOk());
  UpdateThingRequest update;
  *update.mutable_thing() = *created;
  update.mutable_thing()->set_title("new");
  ASSERT_THAT(ada->Unary(&Stub::UpdateThing, update), IsOk());
  update.mutable_thing()->set_title("newer");
  const absl::Status stale = ada->Unary(&Stub::UpdateThing, update).status();
  EXPECT_THAT(stale, StatusIs(absl::StatusCode::kAborted));
  EXPECT_NE(ReasonOf(stale), "");
}

TEST(ServiceTest, RepeatIsAnsweredAsTheFirstTimeWithoutTheFunction) {
  Harness harness;
  const auto bob = harness.ConnectAs(Bob());
  ASSERT_THAT(
      harness.ConnectAs(Ada())->Unary(&Stub::CreateThing, NewThing("t", "P")),
      IsOk());
  const absl::StatusOr<Thing> first =
      bob->Unary(&Stub::MarkThing, Mark("t", kId));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->marks(), 1);
  ASSERT_THAT(bob->Unary(&Stub::MarkThing, Mark("t", "")), IsOk());
  const int before = harness.things().calls();
  const absl::StatusOr<Thing> again =
      bob->Unary(&Stub::MarkThing, Mark("t", kId));
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*first));
  EXPECT_EQ(harness.things().calls(), before);
  EXPECT_EQ(bob->Unary(&Stub::GetThing, Get("t"))->marks(), 2);
}

TEST(ServiceTest, RepeatWithAnotherBodyIsRefused) {
  const Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  const auto bob = harness.ConnectAs(Bob());
  ASSERT_THAT(ada->Unary(&Stub::CreateThing, NewThing("t", "P")), IsOk());
  ASSERT_THAT(ada->Unary(&Stub::CreateThing, NewThing("u", "P")), IsOk());
  ASSERT_THAT(bob->Unary(&Stub::MarkThing, Mark("t", kId)), IsOk());
  EXPECT_THAT(bob->Unary(&Stub::MarkThing, Mark("u", kId)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(bob->Unary(&Stub::GetThing, Get("u"))->marks(), 0);
}

TEST(ServiceTest, ManyRepeatsAtOnceHaveOneEffect) {
  const Harness harness;
  const auto bob = harness.ConnectAs(Bob());
  ASSERT_THAT(
      harness.ConnectAs(Ada())->Unary(&Stub::CreateThing, NewThing("t", "P")),
      IsOk());
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const absl::StatusOr<Thing> answer =
            bob->Unary(&Stub::MarkThing, Mark("t", kId));
        if (answer.ok() && answer->marks() == 1) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 80);
  EXPECT_EQ(bob->Unary(&Stub::GetThing, Get("t"))->marks(), 1);
}

TEST(ServiceTest, RepeatOfABatchEntryIsRecognisedAlone) {
  const Harness harness;
  const auto bob = harness.ConnectAs(Bob());
  ASSERT_THAT(
      harness.ConnectAs(Ada())->Unary(&Stub::CreateThing, NewThing("t", "P")),
      IsOk());
  BatchMarkThingsRequest batch;
  batch.set_parent("councils/X");
  *batch.add_requests() = Mark("t", kId);
  *batch.add_requests() = Mark("t", "");
  const absl::StatusOr<BatchMarkThingsResponse> marked =
      bob->Unary(&Stub::BatchMarkThings, batch);
  ASSERT_THAT(marked, IsOk());
  EXPECT_EQ(marked->things(1).marks(), 2);
  EXPECT_EQ(bob->Unary(&Stub::MarkThing, Mark("t", kId))->marks(), 1);
  EXPECT_EQ(bob->Unary(&Stub::GetThing, Get("t"))->marks(), 2);
}

TEST(ServiceTest, ProviderSeesItsOwnInALongList) {
  const Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  for (int i = 0; i < 6; ++i) {
    ASSERT_THAT(ada->Unary(&Stub::CreateThing,
                           NewThing(absl::StrCat("t", i), i % 2 ? "P" : "Q")),
                IsOk());
  }
  const auto bob = harness.ConnectAs(Bob());
  ListThingsRequest request;
  request.set_parent("councils/X/providers/-");
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const absl::StatusOr<ListThingsResponse> page =
        bob->Unary(&Stub::ListThings, request);
    ASSERT_THAT(page, IsOk());
    for (const Thing& thing : page->things()) names.push_back(thing.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("councils/X/things/t1", "councils/X/things/t3",
                                 "councils/X/things/t5"));
  // The token of one provider's list is no good for another's.
  request.set_page_token(
      bob->Unary(&Stub::ListThings, request)->next_page_token());
  EXPECT_THAT(harness.ConnectAs(Quentin())->Unary(&Stub::ListThings, request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ServiceTest, CallsBeyondTheLimitAreRefusedAndSayWhenToComeBack) {
  Harness harness({.runtime = {.max_in_flight = 2}});
  const auto ada = harness.ConnectAs(Ada());
  harness.things().CloseGate();
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back(
        [&] { EXPECT_THAT(ada->Unary(&Stub::Echo, Echo()), IsOk()); });
  }
  harness.things().AwaitAtGate(2);
  const absl::Status refused =
      ada->Unary(&Stub::Echo, Echo(), {.retry = false}).status();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable, "200 ms"));
  EXPECT_THAT(refused, HasReason("OVERLOADED"));
  harness.things().OpenGate();
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(ada->Unary(&Stub::Echo, Echo()), IsOk());
  EXPECT_THAT(harness.runtime().metrics().Text(),
              HasSubstr("tidemark_calls_refused_total{cause=\"load\"} 1"));
}

TEST(ServiceTest, CallerWhoHasGoneIsNotWorkedFor) {
  FakeClock clock("2026-01-01T00:00:00Z");
  Harness harness({.runtime = {.clock = &clock, .threads = 1}});
  const auto ada = harness.ConnectAs(Ada());
  harness.things().CloseGate();
  std::thread first(
      [&] { EXPECT_THAT(ada->Unary(&Stub::Echo, Echo()), IsOk()); });
  harness.things().AwaitAtGate(1);
  // Waits behind the first for the only thread, and gives up.
  EXPECT_THAT(ada->Unary(&Stub::GetThing, Get("t"),
                         {.timeout = absl::Milliseconds(50)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  const int before = harness.things().calls();
  clock.Advance(absl::Seconds(1));
  harness.things().OpenGate();
  first.join();
  ASSERT_THAT(ada->Unary(&Stub::Echo, Echo()), IsOk());
  EXPECT_EQ(harness.things().calls(), before + 1);
}

// gRPC's own threads carry the answers of calls in the same process; if all of
// them waited for one, none would come.
TEST(ServiceTest, FunctionsThatAskAnotherServiceDoNotHoldTheReceivers) {
  Harness harness;
  const std::string token = harness.TokenFor(Machine());
  Connection inside(harness.server().InProcessChannel(),
                    [&]() -> absl::StatusOr<std::string> { return token; });
  harness.things().AskBeforeMarking(
      [&] { return inside.Unary(&Stub::Echo, Echo()).status(); });
  ASSERT_THAT(
      harness.ConnectAs(Ada())->Unary(&Stub::CreateThing, NewThing("t", "P")),
      IsOk());
  const auto bob = harness.ConnectAs(Bob());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        EXPECT_THAT(bob->Unary(&Stub::MarkThing, Mark("t", "")), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(bob->Unary(&Stub::GetThing, Get("t"))->marks(), 80);
}

TEST(ServiceTest, LongPollsHoldNoThread) {
  Harness harness({.runtime = {.threads = 1}});
  const auto ada = harness.ConnectAs(Ada());
  ASSERT_THAT(ada->Unary(&Stub::CreateThing, NewThing("t", "P")), IsOk());
  AwaitThingRequest request;
  request.set_name("councils/X/things/t");
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int t = 0; t < 20; ++t) {
    threads.emplace_back([&] {
      const absl::StatusOr<Thing> thing =
          ada->Unary(&Stub::AwaitThing, request);
      if (thing.ok() && thing->name() == request.name()) ++answered;
    });
  }
  AwaitWaiting(harness.things(), 20);
  EXPECT_THAT(ada->Unary(&Stub::Echo, Echo()), IsOk());
  harness.things().AnswerAll();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 20);
}

TEST(ServiceTest, LongPollIsCheckedLikeAnyCall) {
  Harness harness;
  AwaitThingRequest request;
  request.set_name("councils/Y/things/t");
  EXPECT_THAT(harness.ConnectAs(Ada())->Unary(&Stub::AwaitThing, request),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(harness.ConnectAsNobody()->Unary(&Stub::AwaitThing, request),
              StatusIs(absl::StatusCode::kUnauthenticated));
  request.clear_name();
  EXPECT_THAT(harness.ConnectAs(Ada())->Unary(&Stub::AwaitThing, request),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(harness.things().calls(), 0);
}

TEST(ServiceTest, LongPollOfACallerWhoLeftMakesRoomAndItsAnswerIsDropped) {
  Harness harness({.runtime = {.max_waiting = 1}});
  const auto ada = harness.ConnectAs(Ada());
  ASSERT_THAT(ada->Unary(&Stub::CreateThing, NewThing("t", "P")), IsOk());
  AwaitThingRequest request;
  request.set_name("councils/X/things/t");
  EXPECT_THAT(ada->Unary(&Stub::AwaitThing, request,
                         {.timeout = absl::Milliseconds(50)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  // The server may notice a little later, so this may have to come back.
  std::thread second([&] {
    EXPECT_THAT(ada->Unary(&Stub::AwaitThing, request, {.retry = true}),
                IsOk());
  });
  AwaitWaiting(harness.things(), 2);
  EXPECT_THAT(ada->Unary(&Stub::AwaitThing, request, {.retry = false}),
              StatusIs(absl::StatusCode::kUnavailable));
  harness.things().AnswerAll();
  second.join();
}

TEST(ServiceTest, AccessLogSaysNothingOfPeople) {
  Harness harness;
  Principal ada = Ada();
  ada.subject = "users/ada.lovelace";
  const auto connection = harness.ConnectAs(ada);
  CreateThingRequest request = NewThing("person-17", "P");
  request.set_request_id(kId);
  request.mutable_thing()->set_title("walk to the shop");
  ASSERT_THAT(connection->Unary(&Stub::CreateThing, request), IsOk());
  EXPECT_THAT(connection->Unary(&Stub::GetThing, Get("person-18")),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(harness.ConnectAsNobody()->Unary(&Stub::Echo, Echo()),
              StatusIs(absl::StatusCode::kUnauthenticated));
  const std::string log = harness.AccessLog();
  const std::vector<std::string> lines =
      absl::StrSplit(log, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 3U) << log;
  EXPECT_THAT(lines[0], AllOf(HasSubstr("EchoService.CreateThing"),
                              HasSubstr("\"role\":\"commissioner\""),
                              HasSubstr("\"council\":\"councils/X\""),
                              HasSubstr("\"code\":\"OK\""), HasSubstr(kId),
                              HasSubstr("\"peer\":\"ipv4\"")));
  EXPECT_THAT(lines[1], HasSubstr("\"code\":\"NOT_FOUND\""));
  EXPECT_THAT(lines[2], HasSubstr("\"code\":\"UNAUTHENTICATED\""));
  for (const char* secret : {"lovelace", "person-1", "shop"}) {
    EXPECT_THAT(log, Not(HasSubstr(secret)));
  }
}

TEST(ServiceTest, CallsAreCounted) {
  Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  ASSERT_THAT(ada->Unary(&Stub::Echo, Echo()), IsOk());
  EXPECT_THAT(ada->Unary(&Stub::GetThing, Get("none")),
              StatusIs(absl::StatusCode::kNotFound));
  const std::string text = harness.runtime().metrics().Text();
  EXPECT_THAT(text, HasSubstr("tidemark_calls_total{code=\"OK\",method="
                              "\"tidemark.testing.v1.EchoService.Echo\"} 1"));
  EXPECT_THAT(text,
              HasSubstr("tidemark_calls_total{code=\"NOT_FOUND\",method="
                        "\"tidemark.testing.v1.EchoService.GetThing\"} 1"));
  EXPECT_THAT(text, HasSubstr("tidemark_calls_in_flight 0"));
}

TEST(ServiceTest, ServiceMayListEveryCouncil) {
  const Harness harness;
  ListThingsRequest request;
  request.set_parent("councils/Y/providers/-");
  EXPECT_THAT(harness.ConnectAs(Machine())->Unary(&Stub::ListThings, request),
              IsOk());
}

// A core that serves one method of several.
class Incomplete {
 public:
  absl::StatusOr<EchoResponse> Echo(const Call&, const EchoRequest&) {
    return EchoResponse();
  }
};

TEST(ServiceDeathTest, MethodWithoutAFunctionStopsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Runtime runtime({});
        Incomplete core;
        Serve<EchoService>(core, {.runtime = runtime}, &Incomplete::Echo);
      },
      "tidemark.testing.v1.EchoService.CreateThing has no function");
}

TEST(ServiceDeathTest, FunctionWithoutAMethodStopsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Runtime runtime({});
        Service service(*EchoRequest::descriptor()->file()->service(0),
                        {.runtime = runtime});
        class Other {
         public:
          absl::StatusOr<EchoResponse> Take(const Call&, const EchoResponse&) {
            return EchoResponse();
          }
        } other;
        service.Bind(other, &Other::Take);
      },
      "EchoService has no method that takes tidemark.testing.v1.EchoResponse");
}

TEST(ServiceDeathTest, MethodWithoutItsDeclarationsStopsTheProcess) {
  // Named, so that it is linked.
  ASSERT_NE(testing::v1::UndeclaredResponse::descriptor(), nullptr);
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Runtime runtime({});
        Incomplete core;
        Serve<testing::v1::UndeclaredService>(core, {.runtime = runtime},
                                              &Incomplete::Echo);
      },
      "UndeclaredService.DeclareNothing declares no roles");
}

}  // namespace
}  // namespace tidemark::rpc

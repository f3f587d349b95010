#include "common/rpc/call.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::rpc {
namespace {

using ::tidemark::testing::FakeClock;
using ::tidemark::testing::v1::BatchMarkThingsRequest;
using ::tidemark::testing::v1::GetThingRequest;
using ::tidemark::testing::v1::MarkThingRequest;

constexpr char kId[] = "123e4567-e89b-42d3-a456-426614174000";

Principal Bob() {
  return {.subject = "users/bob",
          .role = api::v1::ROLE_PROVIDER,
          .council = "councils/X",
          .provider = "councils/X/providers/P"};
}

MarkThingRequest Mark(const std::string& name) {
  MarkThingRequest request;
  request.set_name(name);
  request.set_request_id(kId);
  return request;
}

class CallTest : public ::testing::Test {
 protected:
  const FakeClock clock_{"2025-04-01T09:00:00Z"};
};

TEST_F(CallTest, KnowsItsMethodAndTimeFromTheRequestAndClock) {
  const Call call = Call::For(Bob(), clock_, Mark("councils/X/things/p"));
  EXPECT_EQ(call.method().full_name(),
            "tidemark.testing.v1.EchoService.MarkThing");
  EXPECT_EQ(call.time(), clock_.Now());
  EXPECT_EQ(call.deadline(), absl::InfiniteFuture());
  EXPECT_EQ(call.request_id(), kId);
  EXPECT_EQ(call.principal().provider, "councils/X/providers/P");
}

TEST_F(CallTest, WritesInTheCallersName) {
  const absl::Time deadline = clock_.Now() + absl::Seconds(3);
  const Call call =
      Call::For(Bob(), clock_, Mark("councils/X/things/p"), deadline);
  const store::WriteOptions options = call.write("because");
  EXPECT_EQ(options.origin.subject, "users/bob");
  EXPECT_EQ(options.origin.method, "MarkThing");
  EXPECT_EQ(options.origin.reason, "because");
  EXPECT_EQ(options.deadline, deadline);
  EXPECT_EQ(options.pending, nullptr);
  ASSERT_TRUE(options.repeat.has_value());
  EXPECT_EQ(options.repeat->key,
            std::string("users/bob\0tidemark.testing.v1.EchoService.MarkThing\0"
                        "123e4567-e89b-42d3-a456-426614174000",
                        88));
  EXPECT_EQ(options.repeat->fingerprint.size(), 16U);
}

TEST_F(CallTest, RequestWithoutAnIdIsNeverARepeat) {
  MarkThingRequest request = Mark("councils/X/things/p");
  request.clear_request_id();
  EXPECT_FALSE(Call::For(Bob(), clock_, request).write().repeat.has_value());
  GetThingRequest get;
  EXPECT_FALSE(Call::For(Bob(), clock_, get).write().repeat.has_value());
}

TEST_F(CallTest, FingerprintTellsRequestsApart) {
  const auto repeat_of = [&](const MarkThingRequest& request) {
    return *Call::For(Bob(), clock_, request).write().repeat;
  };
  const store::RepeatKey one = repeat_of(Mark("councils/X/things/p1"));
  const store::RepeatKey same = repeat_of(Mark("councils/X/things/p1"));
  const store::RepeatKey other = repeat_of(Mark("councils/X/things/p2"));
  EXPECT_EQ(one.key, same.key);
  EXPECT_EQ(one.fingerprint, same.fingerprint);
  EXPECT_EQ(one.key, other.key);
  EXPECT_NE(one.fingerprint, other.fingerprint);
}

TEST_F(CallTest, CallersDoNotShareRequestIds) {
  Principal eve = Bob();
  eve.subject = "users/eve";
  EXPECT_NE(
      Call::For(Bob(), clock_, Mark("councils/X/things/p")).write().repeat->key,
      Call::For(eve, clock_, Mark("councils/X/things/p")).write().repeat->key);
}

TEST_F(CallTest, EntryOfABatchIsTheSameRepeatAsTheCallAlone) {
  BatchMarkThingsRequest batch;
  *batch.add_requests() = Mark("councils/X/things/p");
  const Call call = Call::For(Bob(), clock_, batch);
  EXPECT_FALSE(call.write().repeat.has_value());
  const store::WriteOptions entry = call.write_entry(batch.requests(0));
  const store::WriteOptions alone =
      Call::For(Bob(), clock_, batch.requests(0)).write();
  EXPECT_EQ(entry.origin.method, "MarkThing");
  ASSERT_TRUE(entry.repeat.has_value());
  EXPECT_EQ(entry.repeat->key, alone.repeat->key);
  EXPECT_EQ(entry.repeat->fingerprint, alone.repeat->fingerprint);
}

}  // namespace
}  // namespace tidemark::rpc

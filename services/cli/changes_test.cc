#include "services/cli/changes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::cli {
namespace {

using feed::v1::Change;
using outcomes::v1::Return;
using ::testing::HasSubstr;
using ::testing::Not;

Change SomeChange() {
  return testing::ParseText<Change>(R"pb(
    sequence: 7
    commit_time { seconds: 1752580800 }
    subject: "users/ada"
    method: "SubmitReturn"
    name: "councils/E10000012/contracts/c-1/returns/2025-06"
    type: "tidemark.outcomes.v1.Return"
    kind: KIND_UPDATED
  )pb");
}

TEST(ChangesTest, ALineSaysWhoDidWhatToWhatWhen) {
  EXPECT_EQ(ChangeLine(SomeChange()),
            "2025-07-15 13:00:00  users/ada  SubmitReturn  updated  "
            "contracts/c-1/returns/2025-06");
}

TEST(ChangesTest, JsonHoldsTheResourceInsteadOfItsBytes) {
  Change change = SomeChange();
  Return item;
  item.set_version(3);
  change.set_value(item.SerializeAsString());

  const std::string json = ChangeToJsonLine(change);

  EXPECT_THAT(json, HasSubstr(R"("method":"SubmitReturn")"));
  EXPECT_THAT(json, HasSubstr(R"("resource":{)"));
  EXPECT_THAT(json, HasSubstr(R"("version":3)"));
  EXPECT_EQ(json.back(), '}');
}

TEST(ChangesTest, JsonOfAChangeWithoutAKnownValueIsLeftAsItIs) {
  Change change = SomeChange();
  EXPECT_THAT(ChangeToJsonLine(change), Not(HasSubstr("resource\":")));
  change.set_type("tidemark.unknown.v9.Thing");
  change.set_value("bytes");
  EXPECT_THAT(ChangeToJsonLine(change), HasSubstr(R"("value":"Ynl0ZXM=")"));
}

}  // namespace
}  // namespace tidemark::cli

#include "services/notices/following.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "common/type/date.h"
#include "services/notices/notices_fixture.h"

namespace tidemark::notices {
namespace {

class FollowingTest : public NoticesFixture {};

TEST_F(FollowingTest, IsUpToDateOnlyOnceEachFeedWasAppliedToItsEnd) {
  Open(dir_ / "other");
  EXPECT_FALSE(following_->UpToDate());
  Must(following_->CatchUp());
  EXPECT_TRUE(following_->UpToDate());
}

TEST_F(FollowingTest, AFeedThatCannotBeReadIsNotUpToDate) {
  bool away = false;
  const Following::SourceOf sources = [&](absl::string_view feed) {
    feed::Source source =
        feed::LocalSource(feed == "contracts" ? *contracts_ : *outcomes_);
    return feed::Source{
        .read = [&away, read = source.read](int64_t after, absl::Duration wait)
            -> absl::StatusOr<feed::Page> {
          if (away) return absl::UnavailableError("away");
          return read(after, wait);
        },
        .cancel = source.cancel};
  };
  const auto db = MustOpen(dir_ / "other", MakeSchema(), clock_);
  Following following(*db, sources, nullptr);
  Must(following.CatchUp());
  EXPECT_TRUE(following.UpToDate());
  away = true;
  EXPECT_FALSE(following.CatchUp().ok());
  EXPECT_FALSE(following.UpToDate());
}

TEST_F(FollowingTest, AFeedThatWentBackIsAppliedAnewAndNothingIsSentAgain) {
  At(type::Date(2025, 7, 3));
  Submit(kHome, "2025-06");
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  // The outcomes service lost all but its first version, as after a backup was
  // restored.
  following_.reset();
  outcomes_ = MustOpen(
      dir_ / "restored",
      {.name = "outcomes", .version = 1, .tables = {kFeedReturns.info()}},
      clock_);
  Submit(kHome, "2025-06");
  Open(dir_ / "notices");
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  // Another content under the same version is another submission.
  Submit(kHome, "2025-06", kShoreline, std::nullopt, 5);
  Tick();
  EXPECT_EQ(sender_.sent, 3);
}

}  // namespace
}  // namespace tidemark::notices

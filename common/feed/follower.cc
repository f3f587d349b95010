#include "common/feed/follower.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/base/status_macros.h"
#include "common/store/feed.h"

namespace tidemark::feed {
namespace {

constexpr absl::Duration kLongPoll = absl::Seconds(20);
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(5);
// How long changes may gather before the next page, so that a busy source is
// followed in few large transactions instead of many small ones.
constexpr size_t kFullPage = 500;
constexpr absl::Duration kGather = absl::Milliseconds(50);

// On disk. Never change.
std::string CursorKey(absl::string_view feed) {
  return absl::StrCat("cursor/", feed);
}

absl::StatusOr<int64_t> ReadCursor(const store::Reader& reader,
                                   absl::string_view feed) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto stored,
                            reader.Get(store::Space::kMeta, CursorKey(feed)));
  int64_t cursor = 0;
  if (stored && !absl::SimpleAtoi(*stored, &cursor)) {
    return absl::DataLossError(
        absl::StrCat("the cursor of the feed ", feed, " is unreadable"));
  }
  return cursor;
}

class LocalReading {
 public:
  explicit LocalReading(store::Database& db)
      : db_(db), listener_(db.AddListener([this] { Moved(); })) {}
  ~LocalReading() { db_.RemoveListener(listener_); }

  absl::StatusOr<Page> Read(int64_t after, absl::Duration wait) {
    TIDEMARK_RETURN_IF_ERROR(WaitFor(after, wait));
    TIDEMARK_ASSIGN_OR_RETURN(store::FeedPage page,
                              store::ReadFeed(db_, {.after = after}));
    return Page{.changes = std::move(page.changes),
                .next_after = page.next_after,
                .last = page.last};
  }

  void Cancel() {
    {
      const MutexLock lock(mu_);
      cancelled_ = true;
    }
    moved_.NotifyAll();
  }

 private:
  void Moved() {
    // Taken, so that a reader who has just looked is already waiting.
    { const MutexLock lock(mu_); }
    moved_.NotifyAll();
  }

  absl::Status WaitFor(int64_t after, absl::Duration wait) {
    const absl::Time until = absl::Now() + wait;
    const MutexLock lock(mu_);
    for (;;) {
      if (cancelled_) return absl::CancelledError("the follower stopped");
      if (db_.durable_sequence() != after) return absl::OkStatus();
      const absl::Duration left = until - absl::Now();
      if (left <= absl::ZeroDuration()) return absl::OkStatus();
      moved_.WaitFor(mu_, left);
    }
  }

  store::Database& db_;
  Mutex mu_;
  CondVar moved_;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  // Last, so that it is not called before the rest is there.
  const int listener_;
};

}  // namespace

Source LocalSource(store::Database& db) {
  auto reading = std::make_shared<LocalReading>(db);
  return {.read =
              [reading](int64_t after, absl::Duration wait) {
                return reading->Read(after, wait);
              },
          .cancel = [reading] { reading->Cancel(); }};
}

absl::Status SetCursor(store::Transaction& txn, absl::string_view feed,
                       int64_t sequence) {
  txn.Put(store::Space::kMeta, CursorKey(feed), absl::StrCat(sequence));
  return absl::OkStatus();
}

Follower::Follower(Options options) : options_(std::move(options)) {
  applied_ =
      ReadCursor(store::Snapshot(*options_.db), options_.feed).value_or(0);
}

Follower::~Follower() { Stop(); }

void Follower::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Follower::Stop() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  moved_.NotifyAll();
  if (options_.source.cancel) options_.source.cancel();
  if (thread_.joinable()) thread_.join();
}

absl::StatusOr<size_t> Follower::ApplyPage(absl::Duration wait) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const int64_t after,
      ReadCursor(store::Snapshot(*options_.db), options_.feed));
  absl::StatusOr<Page> page = options_.source.read(after, wait);
  if (absl::IsOutOfRange(page.status()) && options_.reset) {
    TIDEMARK_RETURN_IF_ERROR(options_.reset());
    applied_ = 0;
    return size_t{0};
  }
  TIDEMARK_RETURN_IF_ERROR(page.status());
  if (page->next_after == after) return size_t{0};
  TIDEMARK_RETURN_IF_ERROR(options_.db->Write(
      {.origin = {.subject = "services/follower", .method = options_.feed}},
      [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_ASSIGN_OR_RETURN(const int64_t cursor,
                                  ReadCursor(txn, options_.feed));
        if (cursor != after) {
          return absl::AbortedError(absl::StrCat(
              "two followers of the feed ", options_.feed, " share a cursor"));
        }
        TIDEMARK_RETURN_IF_ERROR(options_.apply(txn, page->changes));
        return SetCursor(txn, options_.feed, page->next_after);
      }));
  if (options_.applied) options_.applied(page->changes);
  {
    const MutexLock lock(mu_);
    applied_ = page->next_after;
  }
  moved_.NotifyAll();
  if (options_.moved) options_.moved();
  return page->changes.size();
}

absl::Status Follower::WaitFor(int64_t sequence, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  const MutexLock lock(mu_);
  while (applied_ < sequence && !stopping_) {
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) break;
    moved_.WaitFor(mu_, left);
  }
  if (applied_ >= sequence) return absl::OkStatus();
  return absl::DeadlineExceededError(
      absl::StrCat("the feed ", options_.feed, " has been followed to ",
                   applied_.load(), ", not yet to ", sequence));
}

void Follower::Run() {
  absl::Duration pause = kFirstPause;
  for (;;) {
    const absl::StatusOr<size_t> applied = ApplyPage(kLongPoll);
    const MutexLock lock(mu_);
    if (stopping_) return;
    if (applied.ok()) {
      pause = kFirstPause;
      if (*applied > 0 && *applied < kFullPage) {
        moved_.WaitFor(mu_, kGather);
        if (stopping_) return;
      }
      continue;
    }
    if (options_.failed) options_.failed(applied.status());
    moved_.WaitFor(mu_, pause);
    if (stopping_) return;
    pause = std::min(2 * pause, kLongestPause);
  }
}

}  // namespace tidemark::feed

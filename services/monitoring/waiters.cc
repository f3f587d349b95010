#include "services/monitoring/waiters.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/monitoring/subjects.h"

namespace tidemark::monitoring {
namespace {

// How long the thread sleeps when nobody waits; any news wakes it.
constexpr absl::Duration kIdle = absl::Hours(1);

absl::Status Stopping() {
  return absl::UnavailableError("the service is stopping; try again");
}

absl::Status CheckAgainst(const std::vector<v1::FeedPosition>& wanted,
                          const std::vector<v1::FeedPosition>& known) {
  for (const v1::FeedPosition& want : wanted) {
    for (const v1::FeedPosition& have : known) {
      if (have.feed() != want.feed() || have.sequence() >= want.sequence()) {
        continue;
      }
      return Error(
          absl::StatusCode::kDeadlineExceeded, "FEED_BEHIND",
          absl::StrCat("the feed ", want.feed(), " is known up to ",
                       have.sequence(), ", not yet up to ", want.sequence(),
                       "; ask again, or with a longer wait"),
          {{"feed", want.feed()},
           {"sequence", absl::StrCat(have.sequence())},
           {"wanted_sequence", absl::StrCat(want.sequence())}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

Waiters::Waiters(const store::Database& db)
    : db_(db), thread_([this] { Run(); }) {}

Waiters::~Waiters() { Stop(); }

void Waiters::Stop() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

absl::Status Waiters::Check(const std::vector<v1::FeedPosition>& wanted) const {
  if (wanted.empty()) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<v1::FeedPosition> known,
                            ReadPositions(store::Snapshot(db_)));
  return CheckAgainst(wanted, known);
}

void Waiters::Wait(std::vector<v1::FeedPosition> wanted, absl::Duration timeout,
                   std::function<void(absl::Status)> then) {
  {
    const MutexLock lock(mu_);
    if (!stopping_) {
      waiting_.push_back(
          {.wanted = std::move(wanted),
           .until = SteadyClock::now() + absl::ToChronoMicroseconds(timeout),
           .then = std::move(then)});
      then = nullptr;
      news_ = true;
    }
  }
  if (then) return then(Stopping());
  wake_.NotifyAll();
}

void Waiters::Moved() {
  {
    const MutexLock lock(mu_);
    if (waiting_.empty()) return;
    news_ = true;
  }
  wake_.NotifyAll();
}

std::vector<std::pair<Waiters::Waiter, absl::Status>> Waiters::TakeReady() {
  std::vector<std::pair<Waiter, absl::Status>> ready;
  const absl::StatusOr<std::vector<v1::FeedPosition>> known =
      ReadPositions(store::Snapshot(db_));
  const SteadyClock::time_point now = SteadyClock::now();
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    absl::Status status = !known.ok() ? known.status()
                          : stopping_ ? Stopping()
                                      : CheckAgainst(it->wanted, *known);
    if (absl::IsDeadlineExceeded(status) && now < it->until) {
      ++it;
      continue;
    }
    ready.emplace_back(std::move(*it), std::move(status));
    it = waiting_.erase(it);
  }
  return ready;
}

void Waiters::Run() {
  for (;;) {
    std::vector<std::pair<Waiter, absl::Status>> ready;
    bool stopping = false;
    {
      const MutexLock lock(mu_);
      if (!news_ && !stopping_) {
        absl::Duration left = kIdle;
        for (const Waiter& waiter : waiting_) {
          left = std::min(left,
                          absl::FromChrono(waiter.until - SteadyClock::now()));
        }
        if (left > absl::ZeroDuration()) wake_.WaitFor(mu_, left);
      }
      news_ = false;
      stopping = stopping_;
      ready = TakeReady();
    }
    for (auto& [waiter, status] : ready) waiter.then(std::move(status));
    if (stopping) return;
  }
}

}  // namespace tidemark::monitoring

#include "services/gateway/attempts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "services/gateway/secrets.h"

namespace tidemark::gateway {

bool AttemptLimit::Allow(absl::string_view client, absl::Time now) {
  const MutexLock lock(mu_);
  if (left_.size() >= options_.max_clients) Forget(now);
  Left& left =
      left_.try_emplace(client, Left{options_.burst, now}).first->second;
  const double earned = absl::FDivDuration(
      std::max(now - left.at, absl::ZeroDuration()), options_.every);
  left.attempts = std::min(options_.burst, left.attempts + earned);
  left.at = now;
  if (left.attempts < 1) return false;
  left.attempts -= 1;
  return true;
}

void AttemptLimit::Forget(absl::Time now) {
  const absl::Time full = now - options_.every * options_.burst;
  absl::erase_if(left_,
                 [&](const auto& entry) { return entry.second.at <= full; });
  // A flood from everywhere at once: the older half goes.
  if (left_.size() < options_.max_clients) return;
  std::vector<absl::Time> times;
  for (const auto& [client, left] : left_) times.push_back(left.at);
  const auto middle = times.begin() + static_cast<long>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  absl::erase_if(left_,
                 [&](const auto& entry) { return entry.second.at <= *middle; });
}

bool Attempts::Add(absl::string_view state, Attempt attempt) {
  const MutexLock lock(mu_);
  if (attempts_.size() >= options_.max) {
    const absl::Time oldest = attempt.begun - options_.longest;
    absl::erase_if(attempts_, [&](const auto& entry) {
      return entry.second.begun <= oldest;
    });
    if (attempts_.size() >= options_.max) return false;
  }
  attempts_[state] = std::move(attempt);
  return true;
}

std::optional<Attempt> Attempts::Take(absl::string_view state,
                                      absl::string_view browser,
                                      absl::Time now) {
  const MutexLock lock(mu_);
  const auto it = attempts_.find(state);
  if (it == attempts_.end()) return std::nullopt;
  // Another browser's answer leaves the attempt to its own.
  if (!SameSecret(it->second.browser, browser)) return std::nullopt;
  Attempt attempt = std::move(it->second);
  attempts_.erase(it);
  if (now - attempt.begun >= options_.longest) return std::nullopt;
  return attempt;
}

}  // namespace tidemark::gateway

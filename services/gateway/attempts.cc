#include "services/gateway/attempts.h"

#include <utility>

#include "services/gateway/secrets.h"

namespace tidemark::gateway {

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

#include "services/gateway/limits.h"

#include <algorithm>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "absl/strings/str_cat.h"

namespace tidemark::gateway {

std::string ClientKey(absl::string_view text) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(text), error);
  if (error || !address.is_v6()) return std::string(text);
  if (address.to_v6().is_v4_mapped()) {
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped,
                                            address.to_v6())
        .to_string();
  }
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  return boost::asio::ip::address_v6(bytes).to_string();
}

std::optional<absl::Duration> RateLimit::Count(const std::string& client,
                                               absl::Time now) {
  if (options_.rate <= 0) return std::nullopt;
  const MutexLock lock(mu_);
  if (buckets_.size() >= options_.max_clients && !buckets_.contains(client)) {
    Forget(now);
  }
  const auto [it, is_new] =
      buckets_.try_emplace(client, Bucket{options_.burst, now});
  Bucket& bucket = it->second;
  const double seconds = absl::ToDoubleSeconds(now - bucket.filled);
  bucket.tokens =
      std::clamp(bucket.tokens + seconds * options_.rate, 0.0, options_.burst);
  bucket.filled = now;
  if (bucket.tokens < 1) {
    return absl::Seconds((1 - bucket.tokens) / options_.rate);
  }
  bucket.tokens -= 1;
  return std::nullopt;
}

size_t RateLimit::size() const {
  const MutexLock lock(mu_);
  return buckets_.size();
}

void RateLimit::Forget(absl::Time now) {
  absl::erase_if(buckets_, [&](const auto& entry) {
    const Bucket& bucket = entry.second;
    return bucket.tokens +
               absl::ToDoubleSeconds(now - bucket.filled) * options_.rate >=
           options_.burst;
  });
  // Else the next new client might have to look through all of them again.
  if (buckets_.size() > options_.max_clients / 10 * 9) buckets_.clear();
}

Holdings::Held& Holdings::Held::operator=(Held&& other) noexcept {
  if (this != &other) {
    Release();
    of_ = std::exchange(other.of_, nullptr);
    client_ = std::move(other.client_);
    amount_ = other.amount_;
  }
  return *this;
}

void Holdings::Held::Release() {
  if (of_ != nullptr) std::exchange(of_, nullptr)->Return(client_, amount_);
}

std::optional<Holdings::Held> Holdings::Take(const std::string& client,
                                             int64_t amount) {
  const MutexLock lock(mu_);
  if (total_ + amount > most_) return std::nullopt;
  int64_t& each = each_[client];
  if (each + amount > most_each_) {
    if (each == 0) each_.erase(client);
    return std::nullopt;
  }
  each += amount;
  total_ += amount;
  return Held(this, client, amount);
}

int64_t Holdings::total() const {
  const MutexLock lock(mu_);
  return total_;
}

void Holdings::Return(const std::string& client, int64_t amount) {
  const MutexLock lock(mu_);
  total_ -= amount;
  const auto it = each_.find(client);
  it->second -= amount;
  if (it->second == 0) each_.erase(it);
}

}  // namespace tidemark::gateway

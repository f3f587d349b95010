// How much a client may ask of the gateway.

#ifndef TIDEMARK_SERVICES_GATEWAY_LIMITS_H_
#define TIDEMARK_SERVICES_GATEWAY_LIMITS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"

namespace tidemark::gateway {

// What a client is counted as: its address, or, of one of IPv6, the first 64
// bits, of which a household or an office has at least one.
std::string ClientKey(absl::string_view address);

// Lets each client send so many requests a second, and a burst of some more.
// Safe to use from any thread.
class RateLimit {
 public:
  struct Options {
    // Requests a second, in the long run. 0 for no limit.
    double rate = 200;
    // Requests at once, after a rest.
    double burst = 1000;
    // Clients that are remembered. Should there be more who are all busy, all
    // are forgiven: what floods from so many addresses is not held off here.
    size_t max_clients = 100'000;
  };

  explicit RateLimit(Options options) : options_(options) {}

  // Counts a request of `client` at `now`. Returns how long it is to wait if it
  // has had too many, `nullopt` if the request may pass.
  std::optional<absl::Duration> Count(const std::string& client,
                                      absl::Time now);

  // Clients that are remembered.
  size_t size() const;

 private:
  struct Bucket {
    double tokens = 0;
    absl::Time filled;
  };

  void Forget(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Options options_;
  mutable Mutex mu_;
  absl::flat_hash_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mu_);
};

// Counts what is held at once: connections in all and of each client, requests
// under way, bytes of bodies. Safe to use from any thread.
class Holdings {
 public:
  // A part that is held until this ends. Movable.
  class Held {
   public:
    Held() = default;
    Held(Held&& other) noexcept { *this = std::move(other); }
    Held& operator=(Held&& other) noexcept;
    ~Held() { Release(); }

   private:
    friend class Holdings;
    Held(Holdings* of, std::string client, int64_t amount)
        : of_(of), client_(std::move(client)), amount_(amount) {}
    void Release();

    Holdings* of_ = nullptr;
    std::string client_;
    int64_t amount_ = 0;
  };

  // At most `most` in all and `most_each` for one client.
  Holdings(int64_t most, int64_t most_each)
      : most_(most), most_each_(most_each) {}

  // Holds `amount` for `client`. Nothing if that would be too much. What is
  // held must end before this.
  std::optional<Held> Take(const std::string& client, int64_t amount = 1);

  // What is held in all.
  int64_t total() const;

 private:
  void Return(const std::string& client, int64_t amount);

  const int64_t most_;
  const int64_t most_each_;
  mutable Mutex mu_;
  int64_t total_ ABSL_GUARDED_BY(mu_) = 0;
  absl::flat_hash_map<std::string, int64_t> each_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_LIMITS_H_

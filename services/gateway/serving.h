// What the connections of a server share.

#ifndef TIDEMARK_SERVICES_GATEWAY_SERVING_H_
#define TIDEMARK_SERVICES_GATEWAY_SERVING_H_

#include <atomic>
#include <cstdint>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "services/gateway/exchange.h"
#include "services/gateway/limits.h"
#include "services/gateway/proxies.h"
#include "services/gateway/server.h"

namespace tidemark::gateway {

// What was refused before it came to the handler, and why.
enum class Refusal {
  kConnections,
  kRate,
  kRequests,
  kBodies,
  kTooLarge,
  kMalformed,
  kSlow,
};
inline constexpr int kRefusals = 7;

// Outlives the connections. Safe to use from any thread.
class Serving {
 public:
  // `options` and `proxies` must outlive this.
  Serving(const HttpServer::Options& options, const Proxies& proxies);
  ~Serving();

  const HttpServer::Options& options() const { return options_; }
  const Timeouts& timeouts() const { return options_.timeouts; }
  const Proxies& proxies() const { return proxies_; }

  Holdings& connections() { return connections_; }
  Holdings& requests() { return requests_; }
  Holdings& bodies() { return bodies_; }
  RateLimit& rate() { return rate_; }

  void CountRefusal(Refusal refusal);
  // Counts and logs an answer.
  void Record(const Exchange& exchange, const Trace& trace,
              const Response& response);

  // Whether the server takes no more requests.
  bool draining() const { return draining_; }
  void Drain() { draining_ = true; }

 private:
  const HttpServer::Options& options_;
  const Proxies& proxies_;
  Holdings connections_;
  Holdings requests_;
  Holdings bodies_;
  RateLimit rate_;
  std::atomic<bool> draining_ = false;
  std::atomic<int64_t> refusals_[kRefusals] = {};
};

// Puts onto `response` what every answer has.
void Finish(const Exchange& exchange, absl::Time now, bool keep_alive,
            Response& response);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SERVING_H_

#ifndef TIDEMARK_SERVICES_GATEWAY_WATCH_H_
#define TIDEMARK_SERVICES_GATEWAY_WATCH_H_

#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "absl/time/time.h"

#include "services/gateway/exchange.h"

namespace tidemark::gateway {

// Looks from time to time whether a client is still there while its request is
// being worked on, and nothing is read from it. A client that has reset its
// connection has gone; one that has closed its side may still read: it has gone
// once that has been so for two looks.
class Watch {
 public:
  // Both outlive this.
  Watch(boost::asio::ip::tcp::socket& socket, Departure& departure,
        absl::Duration every);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

 private:
  struct State;

  const std::shared_ptr<State> state_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_WATCH_H_

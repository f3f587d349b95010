#include "services/gateway/watch.h"

#include <chrono>

#include <poll.h>

namespace tidemark::gateway {
namespace {

// How the other end of a connection is.
enum class Peer { kThere, kHalfClosed, kGone };

Peer Look(int descriptor) {
  pollfd look = {.fd = descriptor, .events = POLLRDHUP, .revents = 0};
  if (poll(&look, 1, /*timeout=*/0) <= 0) return Peer::kThere;
  if ((look.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return Peer::kGone;
  return (look.revents & POLLRDHUP) != 0 ? Peer::kHalfClosed : Peer::kThere;
}

}  // namespace

// Lives as long as the watch; the timer's function holds it weakly, since it
// may be due already when the watch ends.
struct Watch::State : public std::enable_shared_from_this<State> {
  State(boost::asio::ip::tcp::socket& the_socket, Departure& the_departure,
        absl::Duration the_time)
      : socket(the_socket),
        departure(the_departure),
        every(the_time),
        timer(the_socket.get_executor()) {}

  void Wait() {
    timer.expires_after(absl::ToChronoNanoseconds(every));
    timer.async_wait(
        [weak = weak_from_this()](boost::system::error_code error) {
          const std::shared_ptr<State> state = weak.lock();
          if (state != nullptr && !error) state->Tick();
        });
  }

  void Tick() {
    const Peer peer = Look(socket.native_handle());
    half_closed = peer == Peer::kHalfClosed ? half_closed + 1 : 0;
    if (peer == Peer::kGone || half_closed >= 2) return departure.Happen();
    Wait();
  }

  boost::asio::ip::tcp::socket& socket;
  Departure& departure;
  const absl::Duration every;
  boost::asio::steady_timer timer;
  int half_closed = 0;
};

Watch::Watch(boost::asio::ip::tcp::socket& socket, Departure& departure,
             absl::Duration every)
    : state_(std::make_shared<State>(socket, departure, every)) {
  state_->Wait();
}

Watch::~Watch() { state_->timer.cancel(); }

}  // namespace tidemark::gateway

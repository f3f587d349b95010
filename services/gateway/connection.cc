#include "services/gateway/connection.h"

#include <chrono>
#include <exception>
#include <limits>
#include <optional>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "absl/strings/match.h"

#include "common/base/faults.h"
#include "services/gateway/header_check.h"
#include "services/gateway/watch.h"

namespace tidemark::gateway {
namespace {

namespace asio = ::boost::asio;
namespace beast = ::boost::beast;
namespace http = ::boost::beast::http;
using ErrorCode = ::boost::system::error_code;

// What a connection that waits holds for the first bytes of a request.
constexpr size_t kFirstRead = 1 << 10;
constexpr size_t kReadAtOnce = 16 << 10;
// Smaller bodies are not counted against what may be held at once.
constexpr size_t kSmallBody = 64 << 10;
// What is read and thrown away of a client that is not listened to any more.
constexpr size_t kMostThrownAway = 1 << 20;

auto ToChrono(absl::Duration duration) {
  return absl::ToChronoMilliseconds(duration);
}

auto Await(ErrorCode& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

absl::Status Malformed(absl::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST", why);
}

// Whether the error is about what was sent, not about how it came.
bool IsAboutContent(const ErrorCode& error) {
  return error.category() ==
         http::make_error_code(http::error::bad_method).category();
}

}  // namespace

Connection::Connection(Options options)
    : serving_(options.serving),
      tcp_(std::move(options.socket)),
      tls_(options.tls),
      new_request_id_(std::move(options.new_request_id)),
      held_(std::move(options.held)) {
  ErrorCode error;
  peer_ = tcp_.socket().remote_endpoint(error).address();
  tcp_.socket().set_option(asio::ip::tcp::no_delay(true), error);
}

asio::awaitable<void> Connection::Run() {
  if (tls_ == nullptr) {
    co_await Serve(tcp_);
    co_await Close();
    co_return;
  }
  beast::ssl_stream<beast::tcp_stream&> stream(tcp_, *tls_);
  ErrorCode error;
  tcp_.expires_after(ToChrono(serving_.timeouts().handshake));
  co_await stream.async_handshake(asio::ssl::stream_base::server, Await(error));
  if (error) {
    serving_.CountRefusal(error == beast::error::timeout ? Refusal::kSlow
                                                         : Refusal::kMalformed);
    tcp_.close();
    co_return;
  }
  co_await Serve(stream);
  tcp_.expires_after(ToChrono(serving_.timeouts().linger));
  co_await stream.async_shutdown(Await(error));
  co_await Close();
}

void Connection::Drain() {
  if (idle_) tcp_.close();
}

void Connection::Abort() {
  if (departure_ != nullptr) departure_->Happen();
  tcp_.close();
}

template <typename Stream>
asio::awaitable<void> Connection::Serve(Stream& stream) {
  bool more = true;
  while (more && !serving_.draining()) {
    // What was pipelined is there already.
    if (buffer_.size() == 0) {
      idle_ = true;
      more = co_await AwaitRequest(stream);
      idle_ = false;
      if (!more) co_return;
    }
    Incoming incoming;
    more = co_await ReadHeader(stream, incoming);
    if (more) more = co_await Admit(stream, incoming);
    if (more) more = co_await ReadBody(stream, incoming);
    if (more) more = co_await Answer(stream, incoming);
  }
}

template <typename Stream>
asio::awaitable<bool> Connection::AwaitRequest(Stream& stream) {
  ErrorCode error;
  tcp_.expires_after(ToChrono(serving_.timeouts().idle));
  // Most connections wait most of the time: let them hold little.
  if (buffer_.capacity() > kFirstRead) buffer_.shrink_to_fit();
  const size_t read = co_await stream.async_read_some(
      buffer_.prepare(kFirstRead), Await(error));
  buffer_.commit(read);
  co_return !error;
}

template <typename Stream>
asio::awaitable<bool> Connection::ReadHeader(Stream& stream,
                                             Incoming& incoming) {
  ErrorCode error;
  incoming.parser.header_limit(serving_.options().limits.header_bytes);
  // Each path has its own; see below. With none at all Boost 1.74 refuses every
  // body.
  incoming.parser.body_limit(std::numeric_limits<uint64_t>::max());
  tcp_.expires_after(ToChrono(serving_.timeouts().header));
  co_await http::async_read_header(stream, buffer_, incoming.parser,
                                   Await(error));
  incoming.received = serving_.options().clock->Now();
  incoming.request_id = new_request_id_();
  Identify(incoming);
  if (error == http::error::end_of_stream) co_return false;
  if (error == beast::error::timeout) {
    serving_.CountRefusal(Refusal::kSlow);
    co_return false;
  }
  if (error && !IsAboutContent(error)) co_return false;
  const absl::Status header = error
                                  ? Malformed("this is no request of HTTP/1.1")
                                  : CheckHeader(incoming.parser.get());
  if (!error && header.ok()) co_return true;
  // A flood of what is no request is not answered.
  if (CountAgainstRate(incoming)) {
    serving_.CountRefusal(Refusal::kRate);
    co_return false;
  }
  if (error == http::error::header_limit) {
    co_return co_await Refuse(
        stream, incoming, Refusal::kTooLarge,
        Malformed("the header of the request is too large"), 431);
  }
  co_return co_await Refuse(stream, incoming, Refusal::kMalformed, header, 400);
}

std::optional<absl::Duration> Connection::CountAgainstRate(
    const Incoming& incoming) {
  return serving_.rate().Count(ClientKey(incoming.client), incoming.received);
}

template <typename Stream>
asio::awaitable<bool> Connection::Admit(Stream& stream, Incoming& incoming) {
  const std::optional<absl::Duration> wait = CountAgainstRate(incoming);
  if (!wait) co_return true;
  incoming.retry_after = *wait;
  co_return co_await Refuse(
      stream, incoming, Refusal::kRate,
      Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
            "too many requests came from your address; wait a moment"),
      429);
}

template <typename Stream>
asio::awaitable<bool> Connection::ReadBody(Stream& stream, Incoming& incoming) {
  Parser& parser = incoming.parser;
  if (parser.is_done()) co_return true;
  const Request& request = parser.get();
  const size_t most = serving_.options().max_body(PathOf(request));
  const auto length = parser.content_length();
  const size_t expected = length ? static_cast<size_t>(*length) : most;
  const absl::Status too_large =
      Error(absl::StatusCode::kResourceExhausted, "BODY_TOO_LARGE",
            "the body of the request is too large");
  if (expected > most) {
    co_return co_await Refuse(stream, incoming, Refusal::kTooLarge, too_large,
                              413);
  }
  std::optional<Holdings::Held> held;
  if (expected > kSmallBody) {
    held = serving_.bodies().Take(ClientKey(incoming.client),
                                  static_cast<int64_t>(expected));
    if (!held) {
      co_return co_await Refuse(
          stream, incoming, Refusal::kBodies,
          absl::UnavailableError("too much is being sent at once; try again"),
          503);
    }
  }
  parser.body_limit(most);
  ErrorCode error;
  ExpireAfterTransfer(expected);
  const absl::string_view expect = HeaderOf(request, "expect");
  if (absl::EqualsIgnoreCase(expect, "100-continue")) {
    static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(
        stream, asio::buffer(kContinue, sizeof(kContinue) - 1), Await(error));
    if (error) co_return false;
  } else if (!expect.empty()) {
    co_return co_await Refuse(stream, incoming, Refusal::kMalformed,
                              Malformed("expect must be 100-continue"), 417);
  }
  co_await http::async_read(stream, buffer_, parser, Await(error));
  if (error == beast::error::timeout) {
    serving_.CountRefusal(Refusal::kSlow);
    co_return false;
  }
  if (error == http::error::body_limit) {
    co_return co_await Refuse(stream, incoming, Refusal::kTooLarge, too_large,
                              413);
  }
  if (error && error != http::error::partial_message && IsAboutContent(error)) {
    co_return co_await Refuse(stream, incoming, Refusal::kMalformed,
                              Malformed("the body is malformed"), 400);
  }
  co_return !error;
}

template <typename Stream>
asio::awaitable<bool> Connection::Answer(Stream& stream, Incoming& incoming) {
  const std::string client = ClientKey(incoming.client);
  const absl::string_view path = PathOf(incoming.parser.get());
  const bool keep_alive = incoming.parser.get().keep_alive();
  std::optional<Holdings::Held> held = serving_.requests().Take(client);
  if (!held) {
    serving_.CountRefusal(Refusal::kRequests);
    Response response = serving_.options().refuse(
        path, absl::UnavailableError(
                  "too many requests are being worked on; try again"));
    co_return co_await Write(stream, incoming, std::move(response), keep_alive);
  }
  const Exchange exchange = ExchangeOf(incoming);
  std::optional<Response> response;
  {
    departure_ = &incoming.departure;
    const Watch watch(tcp_.socket(), incoming.departure,
                      serving_.timeouts().watch);
    response = co_await CallHandler(exchange);
    departure_ = nullptr;
  }
  // A client that reads slowly keeps nobody else from being worked for.
  held.reset();
  co_return co_await Write(stream, incoming, *std::move(response), keep_alive);
}

asio::awaitable<Response> Connection::CallHandler(const Exchange& exchange) {
  try {
    co_return co_await serving_.options().handler(exchange);
  } catch (const std::exception&) {
    // No code of ours throws; what libraries throw here is a bug of ours.
  }
  co_return serving_.options().refuse(
      PathOf(exchange.request),
      absl::InternalError("something went wrong here; it is not your doing"));
}

template <typename Stream>
asio::awaitable<bool> Connection::Write(Stream& stream, Incoming& incoming,
                                        Response response, bool keep_alive) {
  const Exchange exchange = ExchangeOf(incoming);
  keep_alive = keep_alive && !serving_.draining();
  Finish(exchange, serving_.options().clock->Now(), keep_alive, response);
  serving_.Record(exchange, incoming.trace, response);
  ErrorCode error;
  ExpireAfterTransfer(response.body().size());
  co_await http::async_write(stream, response, Await(error));
  if (error == beast::error::timeout) serving_.CountRefusal(Refusal::kSlow);
  co_return !error && keep_alive;
}

template <typename Stream>
asio::awaitable<bool> Connection::Refuse(Stream& stream, Incoming& incoming,
                                         Refusal refusal, absl::Status status,
                                         unsigned http_status) {
  serving_.CountRefusal(refusal);
  // A connection that ends gets its bytes read to the end; see `Close`.
  unread_ = true;
  Response response = serving_.options().refuse(PathOf(incoming.parser.get()),
                                                std::move(status));
  response.result(http_status);
  if (incoming.retry_after > absl::ZeroDuration()) {
    response.set(
        http::field::retry_after,
        std::to_string(absl::ToInt64Seconds(incoming.retry_after) + 1));
  }
  co_return co_await Write(stream, incoming, std::move(response),
                           /*keep_alive=*/false);
}

asio::awaitable<void> Connection::Close() {
  ErrorCode error;
  tcp_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  // To close with bytes unread would make the client lose the answer.
  tcp_.expires_after(ToChrono(serving_.timeouts().linger));
  size_t thrown_away = 0;
  while (unread_ && !error && thrown_away < kMostThrownAway) {
    buffer_.clear();
    thrown_away += co_await tcp_.async_read_some(buffer_.prepare(kReadAtOnce),
                                                 Await(error));
  }
  tcp_.close();
}

void Connection::Identify(Incoming& incoming) {
  const Request& request = incoming.parser.get();
  asio::ip::address client = serving_.proxies().ClientOf(peer_, request);
  if (client.is_v6() && client.to_v6().is_v4_mapped()) {
    client = asio::ip::make_address_v4(asio::ip::v4_mapped, client.to_v6());
  }
  incoming.client = client.to_string();
  incoming.secure =
      tls_ != nullptr || serving_.proxies().SaysSecure(peer_, request);
}

Exchange Connection::ExchangeOf(Incoming& incoming) const {
  return {.request = incoming.parser.get(),
          .client = incoming.client,
          .secure = incoming.secure,
          .received = incoming.received,
          .request_id = incoming.request_id,
          .departure = &incoming.departure,
          .trace = &incoming.trace};
}

void Connection::ExpireAfterTransfer(size_t bytes) {
  const Timeouts& timeouts = serving_.timeouts();
  tcp_.expires_after(ToChrono(
      timeouts.transfer +
      absl::Seconds(static_cast<double>(bytes) / timeouts.bytes_per_second)));
}

}  // namespace tidemark::gateway

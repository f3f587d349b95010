#ifndef TIDEMARK_SERVICES_GATEWAY_CONNECTION_H_
#define TIDEMARK_SERVICES_GATEWAY_CONNECTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>

#include "services/gateway/exchange.h"
#include "services/gateway/limits.h"
#include "services/gateway/serving.h"

namespace tidemark::gateway {

// One connection of a client: requests, one after another, each answered before
// the next is read. Used on the thread of its socket only.
class Connection {
 public:
  // What a connection is made of.
  struct Options {
    // Outlives the connection.
    Serving& serving;
    boost::asio::ip::tcp::socket socket;
    // Its part of the connections that may be open.
    Holdings::Held held;
    // For TLS; null for none. Outlives the connection.
    boost::asio::ssl::context* tls = nullptr;
    // Names a request.
    std::function<std::string()> new_request_id;
  };

  explicit Connection(Options options);

  // Serves it until its end. Must be alive until then.
  boost::asio::awaitable<void> Run();

  // Closes it now if it waits for a request; else it ends after its answer.
  void Drain();

  // Ends it, whatever it does.
  void Abort();

 private:
  using Parser =
      boost::beast::http::request_parser<boost::beast::http::string_body>;

  // A request as far as it has been read.
  struct Incoming {
    Parser parser;
    Trace trace = {};
    Departure departure = {};
    std::string client = {};
    bool secure = false;
    absl::Time received = {};
    std::string request_id = {};
    // When a client that is refused may come again.
    absl::Duration retry_after = {};
  };

  template <typename Stream>
  boost::asio::awaitable<void> Serve(Stream& stream);
  template <typename Stream>
  boost::asio::awaitable<bool> AwaitRequest(Stream& stream);
  template <typename Stream>
  boost::asio::awaitable<bool> ReadHeader(Stream& stream, Incoming& incoming);
  template <typename Stream>
  boost::asio::awaitable<bool> Admit(Stream& stream, Incoming& incoming);
  template <typename Stream>
  boost::asio::awaitable<bool> ReadBody(Stream& stream, Incoming& incoming);
  template <typename Stream>
  boost::asio::awaitable<bool> Answer(Stream& stream, Incoming& incoming);
  template <typename Stream>
  boost::asio::awaitable<bool> Write(Stream& stream, Incoming& incoming,
                                     Response response, bool keep_alive);
  template <typename Stream>
  boost::asio::awaitable<bool> Refuse(Stream& stream, Incoming& incoming,
                                      Refusal refusal, absl::Status status,
                                      unsigned http_status);

  boost::asio::awaitable<Response> CallHandler(const Exchange& exchange);
  boost::asio::awaitable<void> Close();
  void Identify(Incoming& incoming);
  // How long the client is to wait, if it has asked too often.
  std::optional<absl::Duration> CountAgainstRate(const Incoming& incoming);
  Exchange ExchangeOf(Incoming& incoming) const;
  void ExpireAfterTransfer(size_t bytes);

  Serving& serving_;
  boost::beast::tcp_stream tcp_;
  boost::asio::ssl::context* const tls_;
  const std::function<std::string()> new_request_id_;
  const Holdings::Held held_;
  boost::asio::ip::address peer_;
  // What has been received and not yet read; maybe the start of next requests.
  boost::beast::flat_buffer buffer_;
  // Whether it waits for a request.
  bool idle_ = true;
  // Whether what is not read yet is to be thrown away before closing.
  bool unread_ = false;
  // That of the request being worked on.
  Departure* departure_ = nullptr;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_CONNECTION_H_

#include "services/gateway/gateway_fixture.h"

#include <cstdlib>
#include <utility>

#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <sys/socket.h>
#include <sys/time.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::gateway {

namespace asio = boost::asio;
namespace http = boost::beast::http;

RawClient::RawClient(int port) : socket_(context_) {
  socket_.connect(
      {asio::ip::address_v4::loopback(), static_cast<unsigned short>(port)});
  // So that a test of what never answers ends.
  const timeval patience = {.tv_sec = 20, .tv_usec = 0};
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
             sizeof(patience));
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience,
             sizeof(patience));
}

bool RawClient::Send(const std::string& bytes) {
  boost::system::error_code error;
  asio::write(socket_, asio::buffer(bytes), error);
  return !error;
}

void RawClient::CloseSending() {
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void RawClient::Reset() {
  socket_.set_option(asio::socket_base::linger(true, 0));
  socket_.close();
}

std::optional<Response> RawClient::Receive(bool head) {
  http::response_parser<http::string_body> parser;
  parser.skip(head);
  parser.body_limit(size_t{64} << 20);
  boost::system::error_code error;
  http::read(socket_, buffer_, parser, error);
  if (error) return std::nullopt;
  return parser.release();
}

bool RawClient::IsClosed() {
  char byte = 0;
  boost::system::error_code error;
  socket_.read_some(asio::buffer(&byte, 1), error);
  return error == asio::error::eof || error == asio::error::connection_reset;
}

std::string RawRequest::Text() const {
  return absl::StrCat(
      method, " ", target, " HTTP/1.1\r\nhost: test\r\n", headers,
      body.empty() ? "" : absl::StrCat("content-length: ", body.size(), "\r\n"),
      "\r\n", body);
}

void GatewayTest::Start(HttpServer::Options server, const std::string& files) {
  absl::StatusOr<std::unique_ptr<Gateway>> gateway = Gateway::Start(
      {.schema = *google::protobuf::DescriptorPool::generated_pool(),
       .services = {testing::v1::EchoRequest::descriptor()
                        ->file()
                        ->FindServiceByName("EchoService")},
       .channel_of =
           [&](const std::string&) {
             return harness_.ConnectAsNobody()->channel();
           },
       .identity = identity_,
       .runtime = harness_.runtime(),
       .files = files,
       .server = std::move(server)});
  ASSERT_TRUE(gateway.ok()) << gateway.status();
  gateway_ = *std::move(gateway);
}

Response GatewayTest::Ask(const RawRequest& request) const {
  RawClient client = Connect();
  client.Send(request.Text());
  std::optional<Response> response = client.Receive(request.method == "HEAD");
  EXPECT_TRUE(response) << request.Text();
  return response ? *std::move(response) : Response();
}

std::string GatewayTest::As(const rpc::Principal& who) const {
  return absl::StrCat("authorization: Bearer ", harness_.TokenFor(who), "\r\n");
}

double GatewayTest::Gauge(const std::string& name) {
  for (const absl::string_view line :
       absl::StrSplit(harness_.runtime().metrics().Text(), '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    double value = 0;
    if (parts.first == name && absl::SimpleAtod(parts.second, &value)) {
      return value;
    }
  }
  return -1;
}

}  // namespace tidemark::gateway

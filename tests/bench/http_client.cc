#include "tests/bench/http_client.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace tidemark {

HttpClient::HttpClient(const std::string& address)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int port = 0;
  if (!absl::SimpleAtoi(address.substr(address.rfind(':') + 1), &port)) {
    std::exit(1);
  }
  to.sin_port = htons(static_cast<uint16_t>(port));
  const int yes = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  if (connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
    std::perror("connect");
    std::exit(1);
  }
}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), rest_(std::move(other.rest_)) {}

HttpClient::~HttpClient() {
  if (fd_ >= 0) close(fd_);
}

bool HttpClient::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

int HttpClient::Receive() {
  size_t end = std::string::npos;
  size_t length = 0;
  while (true) {
    if (end == std::string::npos) {
      end = rest_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const std::string head = absl::AsciiStrToLower(rest_.substr(0, end));
        const size_t at = head.find("content-length: ");
        if (at != std::string::npos) {
          length = std::strtoul(head.c_str() + at + 16, nullptr, 10);
        }
      }
    }
    if (end != std::string::npos && rest_.size() >= end + 4 + length) break;
    char bytes[16 << 10];
    const ssize_t got = recv(fd_, bytes, sizeof(bytes), 0);
    if (got <= 0) return 0;
    rest_.append(bytes, static_cast<size_t>(got));
  }
  const int status = std::atoi(rest_.c_str() + 9);
  rest_.erase(0, end + 4 + length);
  return status;
}

bool HttpClient::IsClosed() const {
  pollfd look = {.fd = fd_, .events = POLLRDHUP, .revents = 0};
  return poll(&look, 1, 0) > 0 &&
         (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

}  // namespace tidemark

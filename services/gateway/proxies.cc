#include "services/gateway/proxies.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tidemark::gateway {
namespace {

namespace ip = ::boost::asio::ip;

// Every address as one of IPv6, so that there is one way to compare them.
std::array<unsigned char, 16> BytesOf(const ip::address& address) {
  return (address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4())
                          : address.to_v6())
      .to_bytes();
}

bool SameStart(const std::array<unsigned char, 16>& a,
               const std::array<unsigned char, 16>& b, int bits) {
  for (int i = 0; i < bits; ++i) {
    const int mask = 0x80 >> (i % 8);
    const size_t at = static_cast<size_t>(i / 8);
    if ((a[at] & mask) != (b[at] & mask)) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Proxies> Proxies::Parse(absl::Span<const std::string> ranges) {
  Proxies proxies;
  for (const std::string& text : ranges) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('/', 1));
    boost::system::error_code error;
    const ip::address address = ip::make_address(parts.first, error);
    const int most = address.is_v4() ? 32 : 128;
    int bits = most;
    if (error ||
        (!parts.second.empty() &&
         (!absl::SimpleAtoi(parts.second, &bits) || bits < 0 || bits > most))) {
      return absl::InvalidArgumentError(absl::StrCat(
          "`", text, "` is neither an address nor a range of addresses"));
    }
    proxies.ranges_.push_back({BytesOf(address), bits + (128 - most)});
  }
  return proxies;
}

bool Proxies::Trusts(const ip::address& address) const {
  const auto bytes = BytesOf(address);
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return SameStart(range.bytes, bytes, range.bits);
  });
}

ip::address Proxies::ClientOf(const ip::address& peer,
                              const Request& request) const {
  if (!Trusts(peer)) return peer;
  std::vector<std::string> hops;
  const auto [begin, end] = request.equal_range("x-forwarded-for");
  for (auto it = begin; it != end; ++it) {
    for (const absl::string_view hop : absl::StrSplit(View(it->value()), ',')) {
      hops.emplace_back(absl::StripAsciiWhitespace(hop));
    }
  }
  ip::address client = peer;
  for (auto it = hops.rbegin(); it != hops.rend() && Trusts(client); ++it) {
    boost::system::error_code error;
    const ip::address hop = ip::make_address(*it, error);
    if (error) break;
    client = hop;
  }
  return client;
}

bool Proxies::SaysSecure(const ip::address& peer,
                         const Request& request) const {
  return Trusts(peer) && absl::EqualsIgnoreCase(
                             HeaderOf(request, "x-forwarded-proto"), "https");
}

}  // namespace tidemark::gateway

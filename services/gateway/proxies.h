#ifndef TIDEMARK_SERVICES_GATEWAY_PROXIES_H_
#define TIDEMARK_SERVICES_GATEWAY_PROXIES_H_

#include <array>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "services/gateway/http.h"

namespace tidemark::gateway {

// The proxies in front of the gateway that are trusted to say for whom they
// ask.
class Proxies {
 public:
  // From addresses or ranges of them, `10.1.2.3` or `10.0.0.0/8`. Returns
  // `INVALID_ARGUMENT`, naming it, if one is neither.
  static absl::StatusOr<Proxies> Parse(absl::Span<const std::string> ranges);

  bool Trusts(const boost::asio::ip::address& address) const;

  // Who sent a request that came from `peer`: the last address in
  // `x-forwarded-for` that is not a trusted proxy's, if `peer` is one, else
  // `peer`. What a client wrote there itself stands before that.
  boost::asio::ip::address ClientOf(const boost::asio::ip::address& peer,
                                    const Request& request) const;

  // Whether a trusted proxy says that the client came to it by TLS.
  bool SaysSecure(const boost::asio::ip::address& peer,
                  const Request& request) const;

 private:
  struct Range {
    std::array<unsigned char, 16> bytes;
    int bits = 0;
  };

  std::vector<Range> ranges_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_PROXIES_H_

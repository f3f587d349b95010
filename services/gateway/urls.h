// The parts of addresses that sign-in reads and writes.

#ifndef TIDEMARK_SERVICES_GATEWAY_URLS_H_
#define TIDEMARK_SERVICES_GATEWAY_URLS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::gateway {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// `parameters` as in a query or a form: `a=b&c=d%20e`.
std::string FormatParameters(const Parameters& parameters);

// `base` with `parameters` added to its query.
std::string WithParameters(absl::string_view base,
                           const Parameters& parameters);

// The parameter called `name` of `query`, such as `b=c&d=e`; empty if there is
// none, if it is there twice, or if it is not well formed.
std::string ParameterOf(absl::string_view query, absl::string_view name);

// Whether a browser that is sent to `text` stays on the site: a path of at most
// 2,000 visible ASCII characters that starts with one slash, and nothing that
// browsers read as another host.
bool IsLocalPath(absl::string_view text);

// Whether `host`, as in the header of that name, is this machine: `localhost`,
// `127.0.0.1` or `[::1]`, with a port or without.
bool IsLoopbackHost(absl::string_view host);

// Whether secrets may be sent to `url`: over TLS, or to this machine.
bool IsSafeUrl(absl::string_view url);

// Whether `url` is only a scheme, a host and maybe a port, and `IsSafeUrl`.
bool IsSafeOrigin(absl::string_view url);

// What is known of where a request comes from, as headers.
struct Origins {
  // Whether it came over TLS.
  bool secure;
  absl::string_view host;
  absl::string_view origin;
  absl::string_view sec_fetch_site;
};

// Whether the browser says that a page of this site made the request;
// `nullopt` if it says nothing.
std::optional<bool> IsSameOrigin(const Origins& origins);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_URLS_H_

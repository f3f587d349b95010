#ifndef TIDEMARK_SERVICES_GATEWAY_SITE_H_
#define TIDEMARK_SERVICES_GATEWAY_SITE_H_

#include <string>

#include <boost/asio/awaitable.hpp>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/gateway/api.h"
#include "services/gateway/exchange.h"
#include "services/gateway/identity.h"
#include "services/gateway/static_files.h"

namespace tidemark::gateway {

// Everything that is served, by its path:
//
//   /v1/...                     the API as REST
//   /tidemark.<area>.v1.S/M     the API by the Connect protocol
//   /session, /session/...      signing in and out
//   /openapi.json               what the API is
//   /healthz                    whether this process serves
//   anything else               the console
class Site {
 public:
  // What it is made of. All of it outlives the site.
  struct Options {
    const Api& api;
    Identity& identity;
    const StaticFiles& files;
    // The text of /openapi.json.
    std::string openapi;
  };

  explicit Site(Options options);

  // Answers a request.
  boost::asio::awaitable<Response> Handle(const Exchange& exchange) const;

 private:
  Response Document(const Exchange& exchange) const;

  const Options options_;
  const std::string openapi_gzip_;
  const std::string openapi_etag_;
};

// The refusal of a request to `path`, in the form of what is under it.
Response ErrorFor(absl::string_view path, const absl::Status& status);

// The most bytes that a body of a request to `path` may have.
size_t MaxBodyFor(absl::string_view path);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SITE_H_

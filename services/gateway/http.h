// The HTTP messages that the gateway's parts hand to each other.

#ifndef TIDEMARK_SERVICES_GATEWAY_HTTP_H_
#define TIDEMARK_SERVICES_GATEWAY_HTTP_H_

#include <string>
#include <utility>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "absl/strings/string_view.h"

namespace tidemark::gateway {

using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

// Boost's views of strings, and ours.
inline absl::string_view View(boost::beast::string_view text) {
  return {text.data(), text.size()};
}
inline boost::beast::string_view BoostView(absl::string_view text) {
  return {text.data(), text.size()};
}

// The path of the request's target: what is before `?`, as it was sent.
inline absl::string_view PathOf(const Request& request) {
  const absl::string_view target = View(request.target());
  return target.substr(0, target.find('?'));
}

// What is after `?` in the request's target, as it was sent; may be empty.
inline absl::string_view QueryOf(const Request& request) {
  const absl::string_view target = View(request.target());
  const size_t mark = target.find('?');
  return mark == absl::string_view::npos ? absl::string_view()
                                         : target.substr(mark + 1);
}

// The value of the request's header `name`; empty if it has none.
inline absl::string_view HeaderOf(const Request& request,
                                  absl::string_view name) {
  return View(request[BoostView(name)]);
}

// An answer with a body of this content type. The server adds what every answer
// has: the security headers, the request's id, its length.
inline Response MakeResponse(boost::beast::http::status status,
                             absl::string_view content_type, std::string body) {
  Response response(status, /*version=*/11);
  if (!content_type.empty()) {
    response.set(boost::beast::http::field::content_type,
                 BoostView(content_type));
  }
  response.body() = std::move(body);
  return response;
}

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_HTTP_H_

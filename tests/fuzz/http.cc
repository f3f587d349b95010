// A request as it comes from a socket: read, routed, and made into a request of
// a service. What is accepted must be what it says, in one way only.

#include "services/gateway/http.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/dynamic_message.h"

#include "services/gateway/compression.h"
#include "services/gateway/header_check.h"
#include "services/gateway/json.h"
#include "services/gateway/methods.h"
#include "services/gateway/percent.h"
#include "services/gateway/proxies.h"
#include "services/gateway/schema.h"
#include "services/gateway/transcoding.h"

namespace tidemark::fuzz {
namespace {

namespace http = boost::beast::http;
using gateway::Json;
using gateway::Method;
using gateway::Methods;
using gateway::Request;
using gateway::Routes;
using gateway::Schema;

[[noreturn]] void Broken(absl::string_view promise) {
  std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(promise.size()),
               promise.data());
  std::abort();
}

// What requests are read with; made once.
struct Parts {
  const std::unique_ptr<Schema> schema = *Schema::BuiltIn();
  const Methods methods = *Methods::Make(schema->services());
  const Json json{schema->pool()};
  const gateway::Proxies proxies = *gateway::Proxies::Parse({"10.0.0.0/8"});
};

const Parts& AllParts() {
  static const auto* const kParts = new Parts;
  return *kParts;
}

// What is a request of `type` stays the same through JSON and back.
void CheckRoundTrip(const Json& json, const google::protobuf::Descriptor& type,
                    const std::string& message) {
  const auto text = json.FromMessage(type, message);
  if (!text.ok()) return;
  const auto again = json.ToMessage(type, *text);
  if (!again.ok()) return;
  const auto text_again = json.FromMessage(type, *again);
  if (!text_again.ok() || *text_again != *text) {
    Broken("what was read is written as it was");
  }
}

// The bytes as a service would have written them, which is what the gateway
// gets to see: each field once, and none that is not known. Empty if they are
// no message of `type`.
std::string AsWritten(const google::protobuf::Descriptor& type,
                      const std::string& bytes) {
  static auto* const kFactory = new google::protobuf::DynamicMessageFactory;
  const std::unique_ptr<google::protobuf::Message> message(
      kFactory->GetPrototype(&type)->New());
  if (!message->ParseFromString(bytes)) return "";
  message->DiscardUnknownFields();
  return message->SerializeAsString();
}

void CheckRest(const Parts& parts, const Request& request) {
  const auto match = parts.methods.FindRest(
      gateway::View(request.method_string()), gateway::PathOf(request));
  if (!match.ok()) return;
  const Method& method = parts.methods.all()[match->target];
  for (const auto& [field, value] : match->fields) {
    if (!gateway::IsUtf8(value)) Broken("a path is UTF-8");
    if (absl::StrContains(value, "//")) Broken("no segment is empty");
  }
  const auto message = gateway::ToRequest(parts.json, method,
                                          {.fields = match->fields,
                                           .query = gateway::QueryOf(request),
                                           .body = request.body()});
  if (!message.ok()) return;
  CheckRoundTrip(parts.json, *method.descriptor->input_type(), *message);
}

void CheckConnect(const Parts& parts, const Request& request) {
  const Method* const method = parts.methods.FindRpc(gateway::PathOf(request));
  if (method == nullptr) return;
  const google::protobuf::Descriptor& type = *method->descriptor->input_type();
  const auto message = parts.json.ToMessage(type, request.body());
  if (message.ok()) CheckRoundTrip(parts.json, type, *message);
  CheckRoundTrip(parts.json, type, AsWritten(type, request.body()));
}

void Run(absl::string_view bytes) {
  const Parts& parts = AllParts();
  http::request_parser<http::string_body> parser;
  parser.header_limit(16 << 10);
  parser.body_limit(1 << 20);
  parser.eager(true);
  boost::system::error_code error;
  while (!bytes.empty() && !error && !parser.is_done()) {
    const size_t read = parser.put(
        boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    bytes.remove_prefix(read);
    if (read == 0) break;
  }
  if (!parser.is_done()) return;
  const Request request = parser.release();
  static_cast<void>(parts.proxies.ClientOf(
      boost::asio::ip::make_address_v4("10.0.0.1"), request));
  if (!gateway::CheckHeader(request).ok()) return;
  if (gateway::HeaderOf(request, "host").find('\n') !=
      absl::string_view::npos) {
    Broken("a header has one line");
  }
  CheckRest(parts, request);
  CheckConnect(parts, request);
  const auto unpacked = gateway::Gunzip(request.body(), 1 << 20);
  if (unpacked.ok() && unpacked->size() > (1 << 20)) {
    Broken("what is unpacked has a limit");
  }
}

}  // namespace
}  // namespace tidemark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tidemark::fuzz::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

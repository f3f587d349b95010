// The path of an HTTP rule (AIP-127):
//
//   /v1/{name=councils/*/contracts/*}:vary
//   /v1/{parent=councils/*}/contracts
//   /v1/{name=councils/**}:series
//
// `*` stands for one segment of a path, `**` for one or more at its end. What a
// variable stands for fills the request's field of that name.

#ifndef TIDEMARK_SERVICES_GATEWAY_PATH_TEMPLATE_H_
#define TIDEMARK_SERVICES_GATEWAY_PATH_TEMPLATE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::gateway {

// A path template, taken apart.
struct PathTemplate {
  // One segment: a literal, `*` or `**`.
  using Segment = std::string;

  // The segments [`begin`, `end`) fill `field`.
  struct Variable {
    // The path of a field of the request: `contract.name`.
    std::string field = {};
    size_t begin = 0;
    size_t end = 0;
  };

  // Returns `INVALID_ARGUMENT`, naming the template, if it is not one.
  static absl::StatusOr<PathTemplate> Parse(absl::string_view text);

  // What it matches, without the names of its variables: two templates with the
  // same shape cannot be told apart.
  std::string Shape() const;

  std::vector<Segment> segments = {};
  std::vector<Variable> variables = {};
  // What is after the last `:`; empty for none.
  std::string verb = {};
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_PATH_TEMPLATE_H_

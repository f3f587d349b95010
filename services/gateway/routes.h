// Finds the method that a request is for.

#ifndef TIDEMARK_SERVICES_GATEWAY_ROUTES_H_
#define TIDEMARK_SERVICES_GATEWAY_ROUTES_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/gateway/path_template.h"

namespace tidemark::gateway {

// Paths and what is under them. A word in a template goes before `*`, and `*`
// before `**`, from left to right, so that each path has one answer.
class Routes {
 public:
  // What was found.
  struct Match {
    // As it was added.
    size_t target = 0;
    // The fields that the path fills, with their values, decoded.
    std::vector<std::pair<std::string, std::string>> fields = {};
  };

  Routes();
  ~Routes();
  Routes(Routes&&) noexcept;
  Routes& operator=(Routes&&) noexcept;

  // Lets `method` (`GET`) on paths of `path` find `target`. Returns
  // `ALREADY_EXISTS` if there is one of the same shape.
  absl::Status Add(absl::string_view method, PathTemplate path, size_t target);

  // Finds what `method` on `path`, as it was sent, is for. Returns `NOT_FOUND`,
  // `INVALID_ARGUMENT` if the path is malformed, and `UNIMPLEMENTED` with the
  // metadata `allow` (`GET, POST`) if it takes other methods only.
  absl::StatusOr<Match> Find(absl::string_view method,
                             absl::string_view path) const;

 private:
  struct Node;
  struct Target;
  struct Search;

  std::unique_ptr<Node> root_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_ROUTES_H_

#include "services/gateway/routes.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/gateway/percent.h"

namespace tidemark::gateway {
namespace {

// No path of ours is nearly as deep; deeper ones are refused unread.
constexpr size_t kMaxSegments = 32;

}  // namespace

struct Routes::Target {
  PathTemplate path;
  size_t number = 0;
};

// What may follow the segments so far.
struct Routes::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> words;
  std::unique_ptr<Node> any;
  std::unique_ptr<Node> rest;
  // What ends here, by verb and HTTP method.
  std::map<std::string, std::map<std::string, Target, std::less<>>, std::less<>>
      ends;
};

// The search for one path.
struct Routes::Search {
  const std::vector<std::string>& segments;
  absl::string_view verb;
  absl::string_view method;
  // The methods that the path takes, should none be `method`.
  std::set<std::string> allowed = {};

  const Target* At(const Node& node, size_t depth) {
    if (depth == segments.size()) return End(node);
    if (const auto it = node.words.find(segments[depth]);
        it != node.words.end()) {
      if (const Target* found = At(*it->second, depth + 1)) return found;
    }
    if (node.any != nullptr) {
      if (const Target* found = At(*node.any, depth + 1)) return found;
    }
    return node.rest != nullptr ? End(*node.rest) : nullptr;
  }

  const Target* End(const Node& node) {
    const auto by_verb = node.ends.find(verb);
    if (by_verb == node.ends.end()) return nullptr;
    const auto it = by_verb->second.find(method);
    if (it != by_verb->second.end()) return &it->second;
    for (const auto& [other, target] : by_verb->second) allowed.insert(other);
    return nullptr;
  }
};

Routes::Routes() : root_(std::make_unique<Node>()) {}
Routes::~Routes() = default;
Routes::Routes(Routes&&) noexcept = default;
Routes& Routes::operator=(Routes&&) noexcept = default;

absl::Status Routes::Add(absl::string_view method, PathTemplate path,
                         size_t target) {
  Node* node = root_.get();
  for (const PathTemplate::Segment& segment : path.segments) {
    std::unique_ptr<Node>& next = segment == "*"    ? node->any
                                  : segment == "**" ? node->rest
                                                    : node->words[segment];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  const std::string shape = path.Shape();
  std::map<std::string, Target, std::less<>>& ends = node->ends[path.verb];
  if (!ends.emplace(method, Target{std::move(path), target}).second) {
    return absl::AlreadyExistsError(
        absl::StrCat("two methods have the HTTP rule ", method, " ", shape));
  }
  return absl::OkStatus();
}

absl::StatusOr<Routes::Match> Routes::Find(absl::string_view method,
                                           absl::string_view path) const {
  const absl::Status nothing =
      Error(absl::StatusCode::kNotFound, "NO_SUCH_PATH",
            "there is nothing under this address; see /openapi.json");
  if (!absl::ConsumePrefix(&path, "/")) return nothing;
  absl::string_view verb;
  const size_t slash = path.rfind('/');
  const size_t colon = path.rfind(':');
  if (colon != absl::string_view::npos &&
      (slash == absl::string_view::npos || colon > slash)) {
    verb = path.substr(colon + 1);
    path = path.substr(0, colon);
    if (verb.empty()) return nothing;
  }
  std::vector<std::string> segments;
  for (const absl::string_view segment : absl::StrSplit(path, '/')) {
    if (segment.empty() || segments.size() == kMaxSegments) return nothing;
    TIDEMARK_ASSIGN_OR_RETURN(std::string decoded, DecodeSegment(segment));
    segments.push_back(std::move(decoded));
  }
  Search search = {.segments = segments, .verb = verb, .method = method};
  const Target* const target = search.At(*root_, 0);
  if (target == nullptr) {
    if (search.allowed.empty()) return nothing;
    const std::string allow = absl::StrJoin(search.allowed, ", ");
    return Error(absl::StatusCode::kUnimplemented, "METHOD_NOT_ALLOWED",
                 absl::StrCat("this address takes ", allow, " only"),
                 {{"allow", allow}});
  }
  Match match = {.target = target->number};
  for (const PathTemplate::Variable& variable : target->path.variables) {
    const bool to_the_end = target->path.segments[variable.end - 1] == "**";
    const size_t end = to_the_end ? segments.size() : variable.end;
    match.fields.emplace_back(
        variable.field,
        absl::StrJoin(segments.begin() + static_cast<ptrdiff_t>(variable.begin),
                      segments.begin() + static_cast<ptrdiff_t>(end), "/"));
  }
  return match;
}

}  // namespace tidemark::gateway

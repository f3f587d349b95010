#include "services/gateway/path_template.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"

namespace tidemark::gateway {
namespace {

bool IsLiteral(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' &&
        c != '_' && c != '.') {
      return false;
    }
  }
  return !text.empty();
}

// Reads a template from its start to its end.
class Reader {
 public:
  explicit Reader(absl::string_view text) : text_(text), rest_(text) {}

  absl::StatusOr<PathTemplate> Read() {
    const size_t colon = rest_.rfind(':');
    if (colon != absl::string_view::npos) {
      result_.verb = std::string(rest_.substr(colon + 1));
      if (!IsLiteral(result_.verb)) return Bad("its verb is not a word");
      rest_ = rest_.substr(0, colon);
    }
    if (!absl::ConsumePrefix(&rest_, "/")) return Bad("it must begin with /");
    do {
      TIDEMARK_RETURN_IF_ERROR(ReadPart());
    } while (absl::ConsumePrefix(&rest_, "/"));
    if (!rest_.empty()) return Bad(absl::StrCat("what is `", rest_, "`?"));
    for (size_t i = 0; i + 1 < result_.segments.size(); ++i) {
      if (result_.segments[i] == "**") return Bad("** must come last");
    }
    return std::move(result_);
  }

 private:
  absl::Status Bad(absl::string_view why) const {
    return absl::InvalidArgumentError(
        absl::StrCat("the HTTP path ", text_, " is malformed: ", why));
  }

  absl::Status ReadPart() {
    if (!absl::ConsumePrefix(&rest_, "{")) return ReadSegment("/");
    const size_t close = rest_.find('}');
    if (close == absl::string_view::npos) return Bad("a } is missing");
    const absl::string_view inner = rest_.substr(0, close);
    const absl::string_view after = rest_.substr(close + 1);
    PathTemplate::Variable variable = {.begin = result_.segments.size()};
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(inner, absl::MaxSplits('=', 1));
    variable.field = std::string(parts.first);
    if (!IsLiteral(variable.field)) return Bad("a variable has no name");
    rest_ = parts.second.empty() ? "*" : parts.second;
    do {
      TIDEMARK_RETURN_IF_ERROR(ReadSegment("/"));
    } while (absl::ConsumePrefix(&rest_, "/"));
    rest_ = after;
    variable.end = result_.segments.size();
    result_.variables.push_back(std::move(variable));
    return absl::OkStatus();
  }

  absl::Status ReadSegment(absl::string_view until) {
    const absl::string_view segment = rest_.substr(0, rest_.find(until));
    if (segment != "*" && segment != "**" && !IsLiteral(segment)) {
      return Bad(absl::StrCat("`", segment, "` is neither a word nor * or **"));
    }
    result_.segments.emplace_back(segment);
    rest_.remove_prefix(segment.size());
    return absl::OkStatus();
  }

  const absl::string_view text_;
  absl::string_view rest_;
  PathTemplate result_;
};

}  // namespace

absl::StatusOr<PathTemplate> PathTemplate::Parse(absl::string_view text) {
  return Reader(text).Read();
}

std::string PathTemplate::Shape() const {
  return absl::StrCat("/", absl::StrJoin(segments, "/"),
                      verb.empty() ? "" : ":", verb);
}

}  // namespace tidemark::gateway

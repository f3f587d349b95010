#ifndef TIDEMARK_SERVICES_GATEWAY_STATIC_FILES_H_
#define TIDEMARK_SERVICES_GATEWAY_STATIC_FILES_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/gateway/http.h"

namespace tidemark::gateway {

// The files of the console, read once: a path finds one of them or nothing, so
// no path leads out of the folder. A file beside it with the ending `.br` or
// `.gz` is the same, compressed. What lies in `assets` has its hash in its name
// and is kept by browsers for ever.
class StaticFiles {
 public:
  // None.
  StaticFiles() = default;

  // Those in `folder`, at any depth. Returns `NOT_FOUND` if there is no such
  // folder or no `index.html` in it, and `RESOURCE_EXHAUSTED` if they are more
  // than a console could be.
  static absl::StatusOr<StaticFiles> Read(const std::string& folder);

  // The answer to GET or HEAD of a path, and to a browser that has it already.
  // A path whose last part has no dot, such as `/returns/april`, is one of the
  // console's own pages and gets `index.html`; so is one that a browser goes to
  // (`Accept: text/html`), outside `/assets/`, as names may have dots. Nothing
  // if there is no such file, and for other methods.
  std::optional<Response> Answer(const Request& request) const;

  bool empty() const { return files_.empty(); }

 private:
  struct Variant {
    std::string bytes;
    std::string etag;
  };
  struct File {
    std::string content_type;
    bool for_ever = false;
    // By content coding; that of no name is the file itself.
    std::map<std::string, Variant> variants = {};
  };

  // `for_page`: whether a path with a dot may be a page.
  const File* Find(absl::string_view path, bool for_page) const;

  // By path: `/assets/index-1a2b.js`.
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_STATIC_FILES_H_

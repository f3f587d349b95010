#include "services/gateway/static_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <openssl/sha.h>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "services/gateway/compression.h"
#include "services/gateway/percent.h"

namespace tidemark::gateway {
namespace {

namespace fs = std::filesystem;
namespace http = boost::beast::http;

constexpr size_t kMaxBytes = size_t{256} << 20;
constexpr char kIndex[] = "/index.html";
// What is built anew under another name, and so stands for ever.
constexpr char kAssets[] = "/assets/";

// Content codings, best first, and the endings of their files.
constexpr std::pair<const char*, const char*> kCodings[] = {{"br", ".br"},
                                                            {"gzip", ".gz"}};

std::string ContentType(absl::string_view path) {
  static const auto* const types = new std::map<absl::string_view, std::string>(
      {{"css", "text/css; charset=utf-8"},
       {"csv", "text/csv; charset=utf-8"},
       {"html", "text/html; charset=utf-8"},
       {"ico", "image/vnd.microsoft.icon"},
       {"jpg", "image/jpeg"},
       {"js", "text/javascript; charset=utf-8"},
       {"json", "application/json"},
       {"map", "application/json"},
       {"mjs", "text/javascript; charset=utf-8"},
       {"png", "image/png"},
       {"svg", "image/svg+xml"},
       {"txt", "text/plain; charset=utf-8"},
       {"webmanifest", "application/manifest+json"},
       {"webp", "image/webp"},
       {"woff", "font/woff"},
       {"woff2", "font/woff2"}});
  const auto it = types->find(path.substr(path.rfind('.') + 1));
  return it == types->end() ? "application/octet-stream" : it->second;
}

std::string EtagOf(absl::string_view bytes, absl::string_view coding) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         digest);
  const std::string hex =
      absl::BytesToHexString({reinterpret_cast<const char*>(digest), 16});
  return absl::StrCat("\"", hex, coding.empty() ? "" : "-", coding, "\"");
}

absl::StatusOr<std::string> ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)),
                    std::istreambuf_iterator<char>());
  if (!file.is_open() || file.bad()) {
    return absl::UnavailableError(absl::StrCat("cannot read ", path.string()));
  }
  return bytes;
}

// The path that a file of the folder is under: `/assets/logo.svg`.
std::string WebPath(const fs::path& folder, const fs::path& file) {
  return absl::StrCat("/", fs::relative(file, folder).generic_string());
}

// Whether a browser that sent this `if-none-match` has what `etag` names.
bool HasIt(absl::string_view if_none_match, absl::string_view etag) {
  for (absl::string_view item : absl::StrSplit(if_none_match, ',')) {
    item = absl::StripAsciiWhitespace(item);
    absl::ConsumePrefix(&item, "W/");
    if (item == etag || item == "*") return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<StaticFiles> StaticFiles::Read(const std::string& folder) {
  std::map<std::string, std::string> bytes;
  std::error_code error;
  size_t total = 0;
  for (fs::recursive_directory_iterator it(folder, error), end;
       !error && it != end; it.increment(error)) {
    if (!it->is_regular_file()) continue;
    TIDEMARK_ASSIGN_OR_RETURN(std::string content, ReadFile(it->path()));
    total += content.size();
    if (total > kMaxBytes) {
      return absl::ResourceExhaustedError(absl::StrCat(
          folder, " holds more than a console: is it the right folder?"));
    }
    bytes[WebPath(folder, it->path())] = std::move(content);
  }
  if (error || !bytes.contains(kIndex)) {
    return absl::NotFoundError(
        absl::StrCat("there is no index.html in ", folder));
  }
  StaticFiles files;
  for (const auto& [path, content] : bytes) {
    File file = {.content_type = ContentType(path),
                 .for_ever = absl::StartsWith(path, kAssets)};
    file.variants[""] = {content, EtagOf(content, "")};
    for (const auto& [coding, ending] : kCodings) {
      const auto it = bytes.find(path + ending);
      if (it == bytes.end()) continue;
      file.variants[coding] = {it->second, EtagOf(content, coding)};
    }
    files.files_[path] = std::move(file);
  }
  return files;
}

const StaticFiles::File* StaticFiles::Find(absl::string_view path,
                                           bool for_page) const {
  std::string decoded;
  for (const absl::string_view part :
       absl::StrSplit(absl::StripPrefix(path, "/"), '/')) {
    const absl::StatusOr<std::string> segment = DecodeSegment(part);
    if (!segment.ok()) return nullptr;
    absl::StrAppend(&decoded, "/", *segment);
  }
  auto it = files_.find(decoded);
  const absl::string_view last =
      absl::string_view(decoded).substr(decoded.rfind('/') + 1);
  const bool is_page = !absl::StrContains(last, '.') ||
                       (for_page && !absl::StartsWith(decoded, kAssets));
  if (it == files_.end() && is_page) {
    it = files_.find(kIndex);
  }
  return it == files_.end() ? nullptr : &it->second;
}

std::optional<Response> StaticFiles::Answer(const Request& request) const {
  if (request.method() != http::verb::get &&
      request.method() != http::verb::head) {
    return std::nullopt;
  }
  // What a browser goes to, and not what a page asks for: names may have dots.
  const bool for_page =
      absl::StrContains(HeaderOf(request, "accept"), "text/html");
  const File* const file = Find(PathOf(request), for_page);
  if (file == nullptr) return std::nullopt;
  std::string coding;
  for (const auto& [name, ending] : kCodings) {
    if (file->variants.contains(name) &&
        Accepts(HeaderOf(request, "accept-encoding"), name)) {
      coding = name;
      break;
    }
  }
  const Variant& variant = file->variants.at(coding);
  const bool has_it = HasIt(HeaderOf(request, "if-none-match"), variant.etag);
  Response response =
      MakeResponse(has_it ? http::status::not_modified : http::status::ok,
                   file->content_type, has_it ? "" : variant.bytes);
  response.set(http::field::etag, variant.etag);
  response.set(
      http::field::cache_control,
      file->for_ever ? "public, max-age=31536000, immutable" : "no-cache");
  if (file->variants.size() > 1) {
    response.set(http::field::vary, "accept-encoding");
  }
  if (!coding.empty() && !has_it) {
    response.set(http::field::content_encoding, coding);
  }
  return response;
}

}  // namespace tidemark::gateway

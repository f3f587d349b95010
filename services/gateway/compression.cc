#include "services/gateway/compression.h"

#include <algorithm>
#include <cstdlib>

#include <zlib.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/faults.h"

namespace tidemark::gateway {
namespace {

// Answers are made for one reader each: quick is better than small.
constexpr int kLevel = 3;
// The largest window, and the header and trailer of gzip.
constexpr int kGzipWindow = 15 + 16;
constexpr size_t kChunk = 64 << 10;

Bytef* In(absl::string_view bytes) {
  // The library does not write to its input.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

bool Accepts(absl::string_view accept_encoding, absl::string_view encoding) {
  bool any = false;
  for (const absl::string_view item : absl::StrSplit(accept_encoding, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(item, absl::MaxSplits(';', 1));
    const absl::string_view name = absl::StripAsciiWhitespace(parts.first);
    absl::string_view weight = absl::StripAsciiWhitespace(parts.second);
    double q = 1;
    if (absl::ConsumePrefix(&weight, "q=") && !absl::SimpleAtod(weight, &q)) {
      q = 0;
    }
    if (absl::EqualsIgnoreCase(name, encoding)) return q > 0;
    if (name == "*") any = q > 0;
  }
  return any;
}

std::string Gzip(absl::string_view bytes) {
  z_stream stream = {};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, /*memLevel=*/8,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    std::abort();
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = In(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) std::abort();
  return out;
}

absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t most) {
  z_stream stream = {};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) std::abort();
  stream.next_in = In(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int result = Z_OK;
  while (result == Z_OK && out.size() <= most) {
    const size_t before = out.size();
    out.resize(before + std::min(kChunk, most + 1 - before));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(out.size() - before);
    result = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  const bool whole = result == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (out.size() > most) {
    return Error(absl::StatusCode::kResourceExhausted, "BODY_TOO_LARGE",
                 absl::StrCat("the body is of more than ", most,
                              " bytes once it is unpacked"));
  }
  if (!whole) {
    return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_GZIP",
                 "the body says that it is gzip, and is not");
  }
  return out;
}

}  // namespace tidemark::gateway

#include "tests/e2e/http_call.h"

#include <memory>

#include <curl/curl.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace tidemark::e2e {
namespace {

size_t Append(char* bytes, size_t size, size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, size * count);
  return size * count;
}

}  // namespace

absl::StatusOr<HttpAnswer> CallHttp(const HttpCall& call) {
  thread_local const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> kept(
      curl_easy_init(), curl_easy_cleanup);
  CURL* const curl = kept.get();
  curl_easy_reset(curl);
  HttpAnswer answer;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "content-type: application/json"),
      curl_slist_free_all);
  if (!call.token.empty()) {
    curl_slist_append(
        headers.get(),
        absl::StrCat("authorization: Bearer ", call.token).c_str());
  }
  curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  if (!call.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.c_str());
  }
  if (!call.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, call.ca_file.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  const CURLcode result = curl_easy_perform(curl);
  if (result != CURLE_OK) {
    return absl::UnavailableError(
        absl::StrCat(call.url, ": ", curl_easy_strerror(result)));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace tidemark::e2e

#include "common/http/client.h"

#include <memory>

#include <curl/curl.h>

#include "absl/strings/str_cat.h"

namespace tidemark::http {
namespace {

using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr long kConnectSeconds = 5;
constexpr size_t kMaxAnswer = size_t{1} << 20;

CURL* NewCurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return started == CURLE_OK ? curl_easy_init() : nullptr;
}

// Null if memory is short.
Headers HeadersOf(const Question& question) {
  std::vector<std::string> lines = question.headers;
  lines.insert(lines.end(), {"expect:", "user-agent: tidemark"});
  Headers headers(nullptr, &curl_slist_free_all);
  for (const std::string& line : lines) {
    curl_slist* const longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) return {nullptr, &curl_slist_free_all};
    (void)headers.release();
    headers.reset(longer);
  }
  return headers;
}

size_t Receive(char* data, size_t size, size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size * count > kMaxAnswer) return 0;
  body.append(data, size * count);
  return size * count;
}

void SetUp(CURL* curl, const Question& question, const Headers& headers,
           std::string& body) {
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, question.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(
      curl, CURLOPT_TIMEOUT_MS,
      static_cast<long>(absl::ToInt64Milliseconds(question.timeout)));
  if (question.body) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(question.body->size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, question.body->c_str());
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Receive);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
}

}  // namespace

Client::~Client() {
  for (void* const curl : idle_) curl_easy_cleanup(curl);
}

absl::StatusOr<Answer> Client::Call(const Question& question) const {
  CURL* curl = nullptr;
  {
    const MutexLock lock(mu_);
    if (!idle_.empty()) {
      curl = idle_.back();
      idle_.pop_back();
    }
  }
  if (curl == nullptr) curl = NewCurl();
  const Headers headers = HeadersOf(question);
  if (curl == nullptr || headers == nullptr) {
    curl_easy_cleanup(curl);
    return absl::InternalError("libcurl does not start");
  }
  Answer answer;
  SetUp(curl, question, headers, answer.body);
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  {
    const MutexLock lock(mu_);
    idle_.push_back(curl);
  }
  if (code != CURLE_OK) {
    return absl::UnavailableError(
        absl::StrCat(peer_, " cannot be reached: ", curl_easy_strerror(code)));
  }
  return answer;
}

std::string Escape(absl::string_view text) {
  char* const escaped =
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  std::string result(escaped == nullptr ? "" : escaped);
  curl_free(escaped);
  return result;
}

}  // namespace tidemark::http

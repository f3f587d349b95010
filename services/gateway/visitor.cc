#include "services/gateway/visitor.h"

#include <utility>

#include <curl/curl.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "re2/re2.h"

namespace tidemark::gateway {
namespace {

constexpr int kMaxHops = 10;

size_t Append(char* data, size_t size, size_t count, void* into) {
  static_cast<std::string*>(into)->append(data, size * count);
  return size * count;
}

// The first group of `pattern` in `text`; empty if it is not there.
std::string Find(const std::string& text, const char* pattern) {
  std::string found;
  RE2::PartialMatch(text, pattern, &found);
  return found;
}

}  // namespace

Visitor::Visitor() : curl_(curl_easy_init()) {
  // Keeps cookies in memory.
  curl_easy_setopt(curl_, CURLOPT_COOKIEFILE, "");
}

Visitor::~Visitor() { curl_easy_cleanup(curl_); }

Visitor::Answer Visitor::Send(const Question& question) {
  Answer answer;
  curl_slist* headers = nullptr;
  for (const std::string& header : question.headers) {
    headers = curl_slist_append(headers, header.c_str());
  }
  curl_easy_setopt(curl_, CURLOPT_URL, question.url.c_str());
  curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &Append);
  curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl_, CURLOPT_HEADERFUNCTION, &Append);
  curl_easy_setopt(curl_, CURLOPT_HEADERDATA, &answer.headers);
  if (question.method == "POST") {
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE,
                     static_cast<long>(question.body.size()));
    curl_easy_setopt(curl_, CURLOPT_COPYPOSTFIELDS, question.body.c_str());
  } else {
    curl_easy_setopt(curl_, CURLOPT_HTTPGET, 1L);
  }
  if (curl_easy_perform(curl_) == CURLE_OK) {
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &answer.status);
    char* next = nullptr;
    curl_easy_getinfo(curl_, CURLINFO_REDIRECT_URL, &next);
    if (next != nullptr) answer.location = next;
  }
  curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, nullptr);
  curl_slist_free_all(headers);
  return answer;
}

std::string Visitor::Cookies() const {
  curl_slist* list = nullptr;
  curl_easy_getinfo(curl_, CURLINFO_COOKIELIST, &list);
  std::string cookies;
  for (const curl_slist* one = list; one != nullptr; one = one->next) {
    absl::StrAppend(&cookies, one->data, "\n");
  }
  curl_slist_free_all(list);
  return cookies;
}

std::optional<std::string> Visitor::Go(Question question,
                                       const std::string& back) {
  for (int hops = 0; hops < kMaxHops; ++hops) {
    if (absl::StartsWith(question.url, back)) return question.url;
    Answer answer = Send(question);
    page_ = std::move(answer.body);
    if (answer.location.empty()) return std::nullopt;
    question = {.url = std::move(answer.location)};
  }
  return std::nullopt;
}

std::string Visitor::PageAt(const std::string& url) {
  (void)Go({.url = url}, "nowhere");
  return page_;
}

std::string Visitor::SignIn(const std::string& url, const std::string& account,
                            const std::string& back) {
  std::optional<std::string> end = Go({.url = url}, back);
  // Who are you, and may they know: two forms, if it is asked at all.
  for (int forms = 0; forms < 2 && !end; ++forms) {
    const std::string action = Find(page_, R"re(action="([^"]+)")re");
    const std::string prompt =
        Find(page_, R"re(name="prompt" value="([a-z]+)")re");
    if (action.empty()) return "";
    end = Go({.url = action,
              .method = "POST",
              .body = absl::StrCat("prompt=", prompt, "&login=", account,
                                   "&password=any")},
             back);
  }
  return end.value_or("");
}

std::string Visitor::Cancel(const std::string& url, const std::string& back) {
  if (Go({.url = url}, back)) return "";
  const std::string abort = Find(page_, R"re(href="([^"]+/abort)")re");
  return Go({.url = abort}, back).value_or("");
}

}  // namespace tidemark::gateway

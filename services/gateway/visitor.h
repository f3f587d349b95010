#ifndef TIDEMARK_SERVICES_GATEWAY_VISITOR_H_
#define TIDEMARK_SERVICES_GATEWAY_VISITOR_H_

#include <optional>
#include <string>
#include <vector>

namespace tidemark::gateway {

// A browser without a screen, over real connections: keeps cookies, runs no
// scripts, and goes where it is told.
class Visitor {
 public:
  struct Question {
    std::string url;
    // `GET` or `POST`.
    std::string method = "GET";
    // `x-tidemark-csrf: ...`.
    std::vector<std::string> headers = {};
    std::string body = {};
  };
  struct Answer {
    long status = 0;
    // As they came, in one text.
    std::string headers;
    std::string body;
    // Where a redirect leads, as a whole address; empty if it is none.
    std::string location;
  };

  Visitor();
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  // Asks, and follows no redirect. The status is 0 if there is no answer.
  Answer Send(const Question& question);

  // Goes to `url` and wherever that leads. Returns the page at the end.
  std::string PageAt(const std::string& url);

  // Goes to `url` and through the forms of the provider of tests/oidc, signing
  // in as `account` where it is asked who it is, until it is sent to an address
  // that starts with `back`. Returns that address, where it does not go; empty
  // if it is not sent there.
  std::string SignIn(const std::string& url, const std::string& account,
                     const std::string& back);

  // Goes to `url` and away from the provider's first form. Returns what
  // `SignIn` does.
  std::string Cancel(const std::string& url, const std::string& back);

  // The page at the end of the way so far.
  const std::string& page() const { return page_; }
  // The cookies that it holds, a line each, as curl writes them.
  std::string Cookies() const;

 private:
  // Follows redirects until a page comes, or the address starts with `back`,
  // which is returned then.
  std::optional<std::string> Go(Question question, const std::string& back);

  void* const curl_;
  std::string page_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_VISITOR_H_

// A server on this machine that answers as GOV.UK Notify does, for tests. It
// checks what Notify checks, by code of its own: the token's signature, issuer
// and age, the request's fields, the template's placeholders.

#ifndef TIDEMARK_SERVICES_NOTICES_NOTIFY_STAND_IN_H_
#define TIDEMARK_SERVICES_NOTICES_NOTIFY_STAND_IN_H_

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "google/protobuf/struct.pb.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"

struct mg_connection;
struct mg_context;

namespace tidemark::notices {

class NotifyStandIn {
 public:
  struct Options {
    std::string service_id;
    std::string secret;
    // By template: the placeholders that must have a value.
    std::map<std::string, std::set<std::string>> templates;
    // By which a token's age is judged. Must outlive the server.
    const Clock& clock;
  };
  // What was taken.
  struct Taken {
    std::string id;
    google::protobuf::Struct request;
  };
  // What it answers in place of judging the next request.
  struct Answer {
    int status;
    std::string error;
    std::string message;
    // Whether the request is taken all the same, as when an answer is lost.
    bool take = false;
  };

  explicit NotifyStandIn(Options options);
  ~NotifyStandIn();
  NotifyStandIn(const NotifyStandIn&) = delete;
  NotifyStandIn& operator=(const NotifyStandIn&) = delete;

  // `http://127.0.0.1:40123`.
  std::string url() const;

  void AnswerNext(Answer answer);
  std::vector<Taken> taken() const;
  // Everything that it was sent: paths, headers and bodies.
  std::string seen() const;

 private:
  static int Handle(mg_connection* connection, void* self);
  int Handle(mg_connection& connection);
  // Empty, or why the token is refused.
  std::string CheckToken(const char* authorization) const;
  Answer Post(const std::string& body, std::string& response);
  std::string List(const std::string& reference) const;

  const Options options_;
  mg_context* context_;
  mutable Mutex mu_;
  std::deque<Answer> answers_ ABSL_GUARDED_BY(mu_);
  std::vector<Taken> taken_ ABSL_GUARDED_BY(mu_);
  std::string seen_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_NOTIFY_STAND_IN_H_

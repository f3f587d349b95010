// Sends notices through GOV.UK Notify, by its REST API.
//
//   POST {url}/v2/notifications/email
//   Authorization: Bearer <JWT, HS256: iss = service id, iat = now>
//   {"email_address", "template_id", "personalisation", "reference"}
//
// https://docs.notifications.service.gov.uk/rest-api.html

#ifndef TIDEMARK_SERVICES_NOTICES_NOTIFY_SENDER_H_
#define TIDEMARK_SERVICES_NOTICES_NOTIFY_SENDER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/http/client.h"
#include "services/notices/sender.h"

namespace tidemark::notices {

inline constexpr char kNotifyUrl[] = "https://api.notifications.service.gov.uk";

// What Notify answers, as errors: a refusal of the message (400) is
// `INVALID_ARGUMENT`; a bad token or a clock that is wrong by more than 30
// seconds (403) `PERMISSION_DENIED`; a rate or daily limit (429)
// `RESOURCE_EXHAUSTED`; a fault of Notify or of the network `UNAVAILABLE`.
class NotifySender : public Sender {
 public:
  struct Options {
    // Where Notify is. `https`, or `http` to this machine.
    std::string url = kNotifyUrl;
    // As Notify shows it: `{name}-{service id}-{secret}`.
    std::string api_key;
    // The template for each kind; their fields are those of `Email`.
    std::map<v1::Notice::Kind, std::string> templates;
    // Notify's id of the reply-to address. Empty for the service's default.
    std::string reply_to_id = {};
    // How long a call may take.
    absl::Duration timeout = absl::Seconds(20);
    // Must outlive the sender.
    const Clock* clock = &Clock::System();
  };

  // Returns `INVALID_ARGUMENT`, without repeating the key, if the key, the
  // address of Notify or a template's id cannot be right, or a template is
  // missing.
  static absl::StatusOr<std::unique_ptr<NotifySender>> Make(Options options);

  absl::StatusOr<std::string> Send(const OutgoingEmail& email) override;
  absl::StatusOr<std::optional<std::string>> Find(
      absl::string_view reference, absl::string_view to) override;

 private:
  explicit NotifySender(Options options);
  absl::StatusOr<std::string> Token() const;
  // Posts `body`, or gets if there is none.
  absl::StatusOr<http::Answer> Call(const std::string& url,
                                    std::optional<std::string> body) const;

  const Options options_;
  const std::string service_id_;
  const std::string secret_;
  const http::Client http_;
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_NOTIFY_SENDER_H_

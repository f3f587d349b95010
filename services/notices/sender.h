// Who takes a notice to its reader.

#ifndef TIDEMARK_SERVICES_NOTICES_SENDER_H_
#define TIDEMARK_SERVICES_NOTICES_SENDER_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/notices/email.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// One notice to one address.
struct OutgoingEmail {
  // The same each time that the same notice is tried.
  std::string reference;
  std::string to;
  v1::Notice::Kind kind;
  Email email;
};

// Called by one thread at a time. Errors hold neither addresses nor keys.
class Sender {
 public:
  Sender() = default;
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  virtual ~Sender() = default;

  // Hands the e-mail over and returns the sender's id for it. Errors:
  //   * `INVALID_ARGUMENT`: it will never be taken as it is;
  //   * `UNAVAILABLE`: it may or may not have been taken;
  //   * any other: it was not taken, and neither would others be just now.
  virtual absl::StatusOr<std::string> Send(const OutgoingEmail& email) = 0;

  // The sender's id for what was taken before under `reference` to the address
  // `to`; `nullopt` if nothing was.
  virtual absl::StatusOr<std::optional<std::string>> Find(
      absl::string_view reference, absl::string_view to) = 0;
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_SENDER_H_

// Writes notices into a folder, where people can read them and a mail system
// can pick them up: one file for each notice and address,
// `FOLDER/E10000012/receipt.home.2025-04.v1.0f3a77c1.9b2c41d0.eml`.

#ifndef TIDEMARK_SERVICES_NOTICES_FILE_SENDER_H_
#define TIDEMARK_SERVICES_NOTICES_FILE_SENDER_H_

#include <optional>
#include <string>
#include <utility>

#include "services/notices/sender.h"

namespace tidemark::notices {

// A file is there whole or not at all, and never twice.
class FileSender : public Sender {
 public:
  // The folder is made when it is first needed.
  explicit FileSender(std::string folder) : folder_(std::move(folder)) {}

  absl::StatusOr<std::string> Send(const OutgoingEmail& email) override;
  absl::StatusOr<std::optional<std::string>> Find(
      absl::string_view reference, absl::string_view to) override;

 private:
  const std::string folder_;
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_FILE_SENDER_H_

// How notices are sent, from the environment of the process:
//
//   TIDEMARK_NOTICES_SENDER           file (the default), or govuk-notify
//   TIDEMARK_NOTICES_FOLDER           for file; by default log/notices in the
//                                     data folder
//   TIDEMARK_NOTICES_SEND_AT          when reminders go out in England; 08:00
//   TIDEMARK_NOTICES_LINK             where people find Tidemark
//   TIDEMARK_NOTIFY_API_KEY_FILE      the file that holds the API key
//   TIDEMARK_NOTIFY_TEMPLATES         reminders=UUID,receipt=UUID,
//                                     returned=UUID,help=UUID
//   TIDEMARK_NOTIFY_REPLY_TO_ID       optional
//   TIDEMARK_NOTIFY_URL               for a stand-in; Notify's own by default

#ifndef TIDEMARK_SERVICES_NOTICES_CONFIG_H_
#define TIDEMARK_SERVICES_NOTICES_CONFIG_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "services/notices/sender.h"

namespace tidemark::notices {

struct Config {
  std::unique_ptr<Sender> sender;
  absl::Duration send_at = absl::Hours(8);
  std::string link = {};
};

// A variable of the environment; null if it is not set.
using Environment = std::function<const char*(const char* name)>;

// Returns `INVALID_ARGUMENT`, naming the variable, if one cannot be right; no
// message holds the API key. `clock` must outlive the sender.
absl::StatusOr<Config> ReadConfig(const Environment& environment,
                                  const std::string& data_dir,
                                  const Clock& clock);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_CONFIG_H_

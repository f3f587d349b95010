#include "services/notices/config.h"

#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "services/notices/file_sender.h"
#include "services/notices/notify_sender.h"

namespace tidemark::notices {
namespace {

constexpr char kSender[] = "TIDEMARK_NOTICES_SENDER";
constexpr char kFolder[] = "TIDEMARK_NOTICES_FOLDER";
constexpr char kSendAt[] = "TIDEMARK_NOTICES_SEND_AT";
constexpr char kLink[] = "TIDEMARK_NOTICES_LINK";
constexpr char kApiKeyFile[] = "TIDEMARK_NOTIFY_API_KEY_FILE";
constexpr char kTemplates[] = "TIDEMARK_NOTIFY_TEMPLATES";
constexpr char kReplyToId[] = "TIDEMARK_NOTIFY_REPLY_TO_ID";
constexpr char kUrl[] = "TIDEMARK_NOTIFY_URL";

absl::Status Wrong(absl::string_view variable, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(variable, " ", what));
}

absl::StatusOr<absl::Duration> ReadTimeOfDay(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  int hour = 0;
  int minute = 0;
  if (!absl::SimpleAtoi(parts.first, &hour) ||
      !absl::SimpleAtoi(parts.second, &minute) || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59) {
    return Wrong(kSendAt, "must be a time of day such as 08:00");
  }
  return absl::Hours(hour) + absl::Minutes(minute);
}

absl::StatusOr<std::map<v1::Notice::Kind, std::string>> ReadTemplates(
    absl::string_view text) {
  std::map<v1::Notice::Kind, std::string> templates;
  for (const absl::string_view part :
       absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    const std::pair<absl::string_view, absl::string_view> named =
        absl::StrSplit(absl::StripAsciiWhitespace(part),
                       absl::MaxSplits('=', 1));
    v1::Notice::Kind kind;
    if (!v1::Notice::Kind_Parse(
            absl::StrCat("KIND_", absl::AsciiStrToUpper(named.first)), &kind)) {
      return Wrong(kTemplates,
                   "must be like "
                   "reminders=UUID,receipt=UUID,returned=UUID,help=UUID");
    }
    templates[kind] = std::string(named.second);
  }
  return templates;
}

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    return Wrong(kApiKeyFile,
                 absl::StrCat("names a file that cannot be read: ", path));
  }
  return std::string(absl::StripAsciiWhitespace(text.str()));
}

}  // namespace

absl::StatusOr<Config> ReadConfig(const Environment& environment,
                                  const std::string& data_dir,
                                  const Clock& clock) {
  const auto read = [&](const char* name, std::string otherwise = "") {
    const char* const value = environment(name);
    return value == nullptr || *value == '\0' ? std::move(otherwise)
                                              : std::string(value);
  };
  Config config;
  TIDEMARK_ASSIGN_OR_RETURN(config.send_at,
                            ReadTimeOfDay(read(kSendAt, "08:00")));
  config.link = std::string(absl::StripSuffix(read(kLink), "/"));
  const std::string sender = read(kSender, "file");
  if (sender == "file") {
    config.sender = std::make_unique<FileSender>(
        read(kFolder, absl::StrCat(data_dir, "/log/notices")));
    return config;
  }
  if (sender != "govuk-notify") {
    return Wrong(kSender, "must be file or govuk-notify");
  }
  NotifySender::Options options{.url = read(kUrl, kNotifyUrl),
                                .api_key = {},
                                .templates = {},
                                .reply_to_id = read(kReplyToId),
                                .clock = &clock};
  TIDEMARK_ASSIGN_OR_RETURN(options.api_key, ReadKey(read(kApiKeyFile)));
  TIDEMARK_ASSIGN_OR_RETURN(options.templates, ReadTemplates(read(kTemplates)));
  TIDEMARK_ASSIGN_OR_RETURN(config.sender,
                            NotifySender::Make(std::move(options)));
  return config;
}

}  // namespace tidemark::notices

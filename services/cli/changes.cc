#include "services/cli/changes.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "services/cli/names.h"
#include "services/cli/table.h"
#include "services/cli/words.h"

namespace tidemark::cli {

using feed::v1::Change;

std::string ChangeToJsonLine(const Change& change) {
  const google::protobuf::Descriptor* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          change.type());
  if (type == nullptr || change.value().empty()) return ToJsonLine(change);
  const std::unique_ptr<google::protobuf::Message> resource(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(type)
          ->New());
  if (!resource->ParseFromString(change.value())) return ToJsonLine(change);
  Change without = change;
  without.clear_value();
  const std::string json = ToJsonLine(without);
  return absl::StrCat(absl::StripSuffix(json, "}"),
                      ",\"resource\":", ToJsonLine(*resource), "}");
}

std::string ChangeLine(const Change& change) {
  return absl::StrCat(FormatTime(change.commit_time()), "  ",
                      OneLine(change.subject()), "  ", change.method(), "  ",
                      Word(change.kind()), "  ",
                      OneLine(WithoutCouncil(change.name())));
}

}  // namespace tidemark::cli

#include "services/notices/content_hash.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/rpc/digest.h"

namespace tidemark::notices {
namespace {

using outcomes::v1::ReturnEntry;
using outcomes::v1::Voice;

void AppendVoice(const char* who, const Voice& voice, std::string& text) {
  absl::StrAppend(
      &text, who, " ",
      voice.has_level() ? absl::StrCat(voice.level()) : std::string("-"), " ",
      static_cast<int>(voice.source()), " ",
      static_cast<int>(voice.not_obtained()), " ", voice.words().size(), ":",
      voice.words(), "\n");
}

}  // namespace

std::string ContentHash(const outcomes::v1::Return& submitted) {
  std::vector<const ReturnEntry*> entries;
  entries.reserve(static_cast<size_t>(submitted.entries_size()));
  for (const ReturnEntry& entry : submitted.entries()) {
    entries.push_back(&entry);
  }
  std::sort(entries.begin(), entries.end(),
            [](const ReturnEntry* a, const ReturnEntry* b) {
              return a->outcome() < b->outcome();
            });
  std::string text =
      absl::StrCat(submitted.name(), "\nversion ", submitted.version(),
                   "\nnil ", submitted.nil_return() ? 1 : 0, "\n");
  for (const ReturnEntry* entry : entries) {
    absl::StrAppend(&text, "outcome ", entry->outcome(), "\nworked on ",
                    entry->not_worked_on() ? 0 : 1, "\n");
    AppendVoice("person", entry->person_voice(), text);
    AppendVoice("provider", entry->provider_voice(), text);
  }
  return absl::BytesToHexString(rpc::Sha256(text)).substr(0, 16);
}

}  // namespace tidemark::notices

#include "services/outcomes/stories_store.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Story;

// Takes the part of `story` out that the feed and the history must not have.
Story TakeWords(Story& story) {
  Story words;
  words.set_name(story.name());
  if (story.has_words()) words.mutable_words()->Swap(story.mutable_words());
  story.clear_words();
  v1::RedactedCopy& copy = *story.mutable_redacted();
  if (!copy.title().empty() || !copy.text().empty()) {
    words.mutable_redacted()->set_title(std::move(*copy.mutable_title()));
    words.mutable_redacted()->set_text(std::move(*copy.mutable_text()));
  }
  copy.clear_title();
  copy.clear_text();
  if (copy.ByteSizeLong() == 0) story.clear_redacted();
  return words;
}

absl::Status StoreShared(store::Transaction& txn, const Story* before,
                         const Story& story, type::Date today) {
  const std::string& name = story.redacted().shared_name();
  if (before != nullptr && !before->redacted().shared_name().empty() &&
      before->redacted().shared_name() != name) {
    TIDEMARK_RETURN_IF_ERROR(
        kSharedStories.Delete(txn, before->redacted().shared_name()));
  }
  if (name.empty()) return absl::OkStatus();
  return kSharedStories.Replace(txn, SharedOf(story, today));
}

}  // namespace

absl::StatusOr<Story> WithWords(const store::Reader& reader, Story record) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Story> words,
                            kStoryWords.Find(reader, record.name()));
  if (words) record.MergeFrom(*words);
  return record;
}

absl::StatusOr<Story> ReadStory(const store::Reader& reader,
                                absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(Story record, kStories.Get(reader, name));
  return WithWords(reader, std::move(record));
}

absl::StatusOr<Story> WriteStory(store::Transaction& txn, const Story* before,
                                 type::Date today, Story story) {
  Settle(today, story);
  story.clear_permitted_uses();
  if (before == nullptr ||
      !MessageDifferencer::Equals(before->words(), story.words())) {
    story.set_words_version(story.words_version() + 1);
  }
  TIDEMARK_RETURN_IF_ERROR(StoreShared(txn, before, story, today));
  const Story words = TakeWords(story);
  if (words.has_words() || words.has_redacted()) {
    TIDEMARK_RETURN_IF_ERROR(kStoryWords.Replace(txn, words));
  } else if (before != nullptr && before->has_words()) {
    TIDEMARK_RETURN_IF_ERROR(kStoryWords.Delete(txn, story.name()));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      story, before == nullptr ? kStories.Insert(txn, std::move(story))
                               : kStories.Update(txn, std::move(story)));
  story.MergeFrom(words);
  return story;
}

Story Shown(Story story, Sight sight, type::Date today) {
  if (sight != Sight::kWords) TakeWords(story);
  story.clear_permitted_uses();
  for (const v1::StoryUse use : PermittedUses(story, today)) {
    story.add_permitted_uses(use);
  }
  return story;
}

absl::Status NotSeen(const rpc::Call& call, absl::string_view name) {
  if (!call.principal().is_provider()) {
    return store::RecordTable::NotFound(name);
  }
  // What access control says of a resource that is not there.
  const std::string& method = call.method().name();
  return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
               absl::StrCat("Permission '", method, "' denied on resource '",
                            name, "' (or it might not exist)"),
               {{"permission", method}, {"resource", std::string(name)}});
}

}  // namespace tidemark::outcomes

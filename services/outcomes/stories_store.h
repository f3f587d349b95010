// Reads and writes stories: the record, its words, and what is shared of it.

#ifndef TIDEMARK_SERVICES_OUTCOMES_STORIES_STORE_H_
#define TIDEMARK_SERVICES_OUTCOMES_STORIES_STORE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/outcomes/stories_rules.h"
#include "tidemark/outcomes/v1/story.pb.h"

namespace tidemark::outcomes {

// The story called `name`, whole. Returns `NOT_FOUND` if there is none.
absl::StatusOr<v1::Story> ReadStory(const store::Reader& reader,
                                    absl::string_view name);

// The same for a story whose record is at hand.
absl::StatusOr<v1::Story> WithWords(const store::Reader& reader,
                                    v1::Story record);

// Stores `story`, whole: `before` as it was, or null if it is new. Brings what
// follows from its consents in step. Returns it as stored, whole.
absl::StatusOr<v1::Story> WriteStory(store::Transaction& txn,
                                     const v1::Story* before, type::Date today,
                                     v1::Story story);

// `story` as it is answered on the day `today` to those who see `sight` of it.
v1::Story Shown(v1::Story story, Sight sight, type::Date today);

// What a caller is told who may not see the story called `name`: the same as if
// there were none.
absl::Status NotSeen(const rpc::Call& call, absl::string_view name);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_STORIES_STORE_H_

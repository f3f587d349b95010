// The functions of `tidemark.outcomes.v1.StoryService`.

#ifndef TIDEMARK_SERVICES_OUTCOMES_STORIES_H_
#define TIDEMARK_SERVICES_OUTCOMES_STORIES_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/roster.h"
#include "services/outcomes/stories_rules.h"
#include "tidemark/outcomes/v1/story.pb.h"
#include "tidemark/outcomes/v1/story_service.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
//
// A story is stored in two parts: the record, of which the feed and the history
// tell, and under the same name the words, which leave no trace once they are
// erased. What is shared is stored a second time, under a name of its own.
class Stories {
 public:
  // All must outlive this.
  Stories(store::Database& db, ContractCopies& contracts, Rosters& rosters)
      : db_(db), contracts_(contracts), rosters_(rosters) {}

  absl::StatusOr<v1::Story> CreateStory(const rpc::Call& call,
                                        const v1::CreateStoryRequest& request);
  absl::StatusOr<v1::Story> GetStory(const rpc::Call& call,
                                     const v1::GetStoryRequest& request);
  absl::StatusOr<v1::ListStoriesResponse> ListStories(
      const rpc::Call& call, const v1::ListStoriesRequest& request);
  absl::StatusOr<v1::Story> UpdateStory(const rpc::Call& call,
                                        const v1::UpdateStoryRequest& request);
  absl::StatusOr<v1::Story> RecordConsent(
      const rpc::Call& call, const v1::RecordConsentRequest& request);
  absl::StatusOr<v1::Story> WithdrawConsent(
      const rpc::Call& call, const v1::WithdrawConsentRequest& request);
  absl::StatusOr<v1::Story> ProposeRedaction(
      const rpc::Call& call, const v1::ProposeRedactionRequest& request);
  absl::StatusOr<v1::Story> ApproveRedaction(
      const rpc::Call& call, const v1::ApproveRedactionRequest& request);
  absl::StatusOr<v1::Story> ShareStory(const rpc::Call& call,
                                       const v1::ShareStoryRequest& request);
  absl::StatusOr<v1::Story> UnshareStory(
      const rpc::Call& call, const v1::UnshareStoryRequest& request);
  absl::StatusOr<v1::ListSharedStoriesResponse> ListSharedStories(
      const rpc::Call& call, const v1::ListSharedStoriesRequest& request);

  // The provider that may see that there is the story called `name`; none if no
  // provider may, apart from what expires with the day.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  // Gives `story` its contract, provider and period, and checks it in its
  // surroundings: that the person is there and supported by the contract, which
  // is one of the calling provider's. Asks the contracts service if need be.
  absl::Status Place(const rpc::Call& call, const v1::Story* before,
                     v1::Story& story);
  absl::Status PlaceUnderContract(const rpc::Call& call, v1::Story& story);

  // Changes the story called `name`, of which the caller must see at least
  // `least`, and answers it without its words.
  absl::StatusOr<v1::Story> Change(
      const rpc::Call& call, absl::string_view name, absl::string_view etag,
      absl::string_view reason, Sight least,
      absl::FunctionRef<absl::Status(store::Transaction&, const StoryEvent&,
                                     v1::Story&)>
          change);

  store::Database& db_;
  ContractCopies& contracts_;
  Rosters& rosters_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_STORIES_H_

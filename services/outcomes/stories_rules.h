// What a story must be like, who sees it, and what becomes of it, of the
// consent to it and of its redacted copy. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_OUTCOMES_STORIES_RULES_H_
#define TIDEMARK_SERVICES_OUTCOMES_STORIES_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/faults.h"
#include "common/rpc/call.h"
#include "common/type/date.h"
#include "services/outcomes/contract_copies.h"
#include "tidemark/outcomes/v1/story.pb.h"
#include "tidemark/outcomes/v1/story_service.pb.h"

namespace tidemark::outcomes {

// How much of a story a caller sees.
enum class Sight {
  // Not even that there is one.
  kNone,
  // That there is one, of which kind, under which contract and when; not whom
  // it is about, nor a word of it.
  kRecord,
  // All of it.
  kWords,
};

// How much `caller`, who is of the story's council, sees of `story` on the day
// `today`.
Sight SightOf(const v1::Story& story, const rpc::Principal& caller,
              type::Date today);

// Whether `caller` belongs to the organisation that recorded `story`.
bool IsAuthor(const v1::Story& story, const rpc::Principal& caller);

// What `story` may be used for on the day `today`, in the order of the enum.
std::vector<v1::StoryUse> PermittedUses(const v1::Story& story,
                                        type::Date today);

// Whether `story` may be used for `use` on the day `today`.
bool Permits(const v1::Story& story, v1::StoryUse use, type::Date today);

// Adds a fault (`STORY_ID_INVALID`) at `field` unless `id` may be given to a
// new story: 2 to 63 lower-case letters, digits and hyphens, the first a letter
// and the last no hyphen, that are not of the form the server gives,
// `s-0000000001`; or (`NHS_NUMBER`) if an NHS number stands in it.
void CheckStoryId(absl::string_view field, absl::string_view id,
                  Faults& faults);

// What a story is checked against.
struct StoryCheck {
  // The path of the story in the request.
  absl::string_view field;
  // The story before the change, or null if it is new. Themes that it has may
  // stay.
  const v1::Story* before;
  const Themes& themes;
  type::Date today;
};

// Adds everything that is wrong with `story`, whose name must be set:
//   STORY_DATE_FUTURE    it was told after `today`
//   BAD_NAME             the person, outcome or contract is not one of the
//                        council's
//   OUTCOME_OF_ANOTHER   the outcome is not the person's
//   OBTAINED_NOT_PERSON  the words are not the person's, but were obtained
//                        through somebody or observed
//   THEME_TWICE, THEME_UNKNOWN, DATE_...
void CheckStory(const v1::Story& story, const StoryCheck& check,
                Faults& faults);

// OK if `changed` differs from `story` only in what may change in its state;
// else `FAILED_PRECONDITION` with the reason `STORY_RECORDED` or
// `STORY_WITHDRAWN`.
absl::Status CheckMayChange(const v1::Story& story, const v1::Story& changed);

// Who does something to a story, and when.
struct StoryEvent {
  const rpc::Principal& caller;
  absl::Time time;
  type::Date today;
};

// Adds everything that is wrong with `consent` to `story`:
//   USE_MISSING, USE_TWICE   a use is no use, or is there before
//   AUTHORITY_MISSING        somebody gave it for the person, and it does not
//                            say on what authority
//   NHS_NUMBER               an NHS number stands in the authority
//   BEST_INTERESTS_NOT_YOURS a best-interests decision that no practitioner
//                            records
//   TELLER_DISAGREES         the words are not the person's, and who told them
//                            does not agree
//   CONSENT_DATE_FUTURE      it was given after today
//   CONSENT_EXPIRED          its last day lies before today, or before the day
//                            on which it was given
//   DATE_...                 as of `type::ReadDate`
void CheckConsent(const v1::StoryConsent& consent, const v1::Story& story,
                  const StoryEvent& event, absl::string_view field,
                  Faults& faults);

// Adds `consent`, which has been checked: `DRAFT` or `RECORDED` to `RECORDED`.
// Returns `FAILED_PRECONDITION` with the reason `STORY_WITHDRAWN`.
absl::Status AddConsent(v1::StoryConsent consent, const StoryEvent& event,
                        v1::Story& story);

// Takes consent back as `request` says. Returns `INVALID_ARGUMENT` for
//   USE_MISSING, USE_TWICE  a use is no use, or is there before
//   ERASE_NEEDS_ALL         some uses only, and the words are to be erased
//   WITHDRAW_DATE_FUTURE    it was taken back after today
//   DATE_...                as of `type::ReadDate`
// and `FAILED_PRECONDITION` with the reason
//   STORY_WITHDRAWN         all was taken back before, and nothing is to be
//                           erased, or was erased before
//   NOTHING_TO_WITHDRAW     there is no consent to any of the uses
absl::Status Withdraw(const v1::WithdrawConsentRequest& request,
                      const StoryEvent& event, v1::Story& story);

// Puts a redacted copy in place of the one before. Returns
// `FAILED_PRECONDITION` with the reason `STORY_NOT_RECORDED` if nobody has
// consented to a use of the story.
absl::Status Propose(const v1::ProposeRedactionRequest& request,
                     const StoryEvent& event, v1::Story& story);

// Approves the redacted copy. Returns `FAILED_PRECONDITION` with the reason
//   REDACTION_NOT_PROPOSED  there is none, or it is approved already
//   APPROVER_IS_MAKER       the caller made it
//   REDACTION_WARNINGS      it has warnings, and `reason` is empty
absl::Status Approve(absl::string_view reason, const StoryEvent& event,
                     v1::Story& story);

// Shares the redacted copy, under `name` unless it has a name already. Returns
// `INVALID_ARGUMENT` for
//   USE_MISSING, USE_TWICE  a use is no use, or is there before
//   USE_NOT_SHARING         a use is not of redacted copies
// and `FAILED_PRECONDITION` with the reason
//   REDACTION_NOT_APPROVED  nobody has approved it
//   USE_WITHOUT_CONSENT     there is no consent to one of the uses
absl::Status Share(const v1::ShareStoryRequest& request,
                   const StoryEvent& event, absl::string_view name,
                   v1::Story& story);

// Stops sharing the redacted copy. Returns `FAILED_PRECONDITION` with the
// reason `STORY_NOT_SHARED`.
absl::Status Unshare(v1::Story& story);

// Brings in step what follows from the consents on the day `today`: whether the
// provider sees the story, and for what the redacted copy is still shared.
void Settle(type::Date today, v1::Story& story);

// The redacted copy of `story` as others see it on the day `today`; its uses
// are those of what it is shared for that are still permitted.
v1::SharedStory SharedOf(const v1::Story& story, type::Date today);

// Whether each word of `words`, which spaces part, occurs in one of `texts`.
// Letters A to Z match in any case, and curly quotation marks match straight
// ones. No words occur anywhere.
bool ContainsWords(const std::vector<absl::string_view>& texts,
                   absl::string_view words);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_STORIES_RULES_H_

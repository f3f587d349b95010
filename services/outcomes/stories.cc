#include "services/outcomes/stories.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/proto/update_mask.h"
#include "services/outcomes/stories_store.h"
#include "services/outcomes/tables.h"
#include "services/outcomes/upsert.h"

namespace tidemark::outcomes {
namespace {

using v1::Story;

// How often a change is worked out anew when somebody was faster.
constexpr int kMaxTries = 5;

// The name of something new in `collection`, which says nothing but when it was
// made. In the order in which they were made.
std::string NextName(const store::Transaction& txn, absl::string_view council,
                     absl::string_view collection) {
  return NameIn(council, collection,
                absl::StrFormat("s-%010d", txn.next_sequence()));
}

// What a caller may set of a new story.
Story FromCaller(const Story& given) {
  Story story;
  story.set_kind(given.kind());
  *story.mutable_story_date() = given.story_date();
  story.set_contract(given.contract());
  story.set_period(given.period());
  *story.mutable_themes() = given.themes();
  story.set_voice(given.voice());
  story.set_obtained(given.obtained());
  *story.mutable_words() = given.words();
  return story;
}

bool Supports(const Roster& roster, const v1::StoryWords& words) {
  if (!words.outcome().empty()) return roster.Find(words.outcome()) != nullptr;
  const std::string prefix = words.person() + "/outcomes/";
  const auto it = std::lower_bound(
      roster.outcomes().begin(), roster.outcomes().end(), prefix,
      [](const OutcomeFacts& outcome, const std::string& key) {
        return outcome.name < key;
      });
  return it != roster.outcomes().end() && absl::StartsWith(it->name, prefix);
}

// The one period of `contract` in which `date` lies; null if there is none or
// more than one.
const type::Period* OnlyPeriodAt(const ContractFacts& contract,
                                 const type::v1::Date& date) {
  const absl::StatusOr<type::Date> day = type::FromProto(date);
  const type::Period* found = nullptr;
  for (const type::Period& period : contract.periods) {
    if (!day.ok() || *day < period.start || *day > period.end) continue;
    if (found != nullptr) return nullptr;
    found = &period;
  }
  return found;
}

void AddFault(absl::string_view field, absl::string_view code,
              absl::string_view message, Faults& faults) {
  faults.Add({.field = absl::StrCat("story.", field),
              .code = std::string(code),
              .message = std::string(message)});
}

// Checks a story of the council's that is about no contract.
absl::Status CheckWithoutContract(const store::Reader& reader,
                                  const Story& story) {
  Faults faults;
  if (!story.period().empty()) {
    AddFault("period", "PERIOD_WITHOUT_CONTRACT",
             "needs a contract, whose period it is", faults);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const auto person,
                            kPeople.Find(reader, story.words().person()));
  if (!person) {
    AddFault("words.person", "PERSON_UNKNOWN",
             "must be a person of the council", faults);
  }
  // One that there is has a contract.
  if (!story.words().outcome().empty()) {
    AddFault("words.outcome", "OUTCOME_UNKNOWN",
             "must be an outcome of the person", faults);
  }
  return faults.ToStatus();
}

}  // namespace

absl::Status Stories::Place(const rpc::Call& call, const Story* before,
                            Story& story) {
  const absl::flat_hash_set<std::string> wanted(story.themes().begin(),
                                                story.themes().end());
  TIDEMARK_ASSIGN_OR_RETURN(
      const Themes themes,
      contracts_.ThemesOf(CouncilOf(story.name()), wanted));
  Faults faults;
  CheckStory(story,
             {.field = "story",
              .before = before,
              .themes = themes,
              .today = type::DateInEngland(call.time())},
             faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  story.clear_provider();
  story.clear_period_start();
  story.clear_period_end();
  const bool provider = call.principal().is_provider();
  if (story.contract().empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto outcome,
        kOutcomes.Find(store::Snapshot(db_), story.words().outcome()));
    if (outcome &&
        (!provider || outcome->provider() == call.principal().provider)) {
      story.set_contract(outcome->contract());
    }
  }
  if (!story.contract().empty()) return PlaceUnderContract(call, story);
  if (!provider) return CheckWithoutContract(store::Snapshot(db_), story);
  AddFault("contract", "CONTRACT_MISSING",
           "must be the contract under which you support the person", faults);
  return faults.ToStatus();
}

absl::Status Stories::PlaceUnderContract(const rpc::Call& call, Story& story) {
  Faults faults;
  const bool provider = call.principal().is_provider();
  auto contract = contracts_.Get(story.contract());
  if (!contract.ok() && !absl::IsNotFound(contract.status())) {
    return contract.status();
  }
  if (!contract.ok() ||
      (provider && (*contract)->provider != call.principal().provider)) {
    AddFault("contract", "CONTRACT_UNKNOWN",
             provider ? "must be a contract of yours"
                      : "must be a contract of the council",
             faults);
    return faults.ToStatus();
  }
  const bool given = !story.period().empty();
  if (given && (*contract)->Find(story.period()) == nullptr) {
    TIDEMARK_ASSIGN_OR_RETURN(contract, contracts_.Refresh(story.contract()));
  }
  const type::Period* const period =
      given ? (*contract)->Find(story.period())
            : OnlyPeriodAt(**contract, story.story_date());
  if (given && period == nullptr) {
    AddFault("period", "PERIOD_UNKNOWN",
             "must be the id of a period of the contract's calendar", faults);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster, rosters_.Get(story.contract()));
  if (!Supports(*roster, story.words())) {
    if (story.words().outcome().empty()) {
      AddFault("words.person", "PERSON_NOT_SUPPORTED",
               "must be somebody whom the contract supports", faults);
    } else {
      AddFault("words.outcome", "OUTCOME_NOT_SUPPORTED",
               "must be an outcome that the contract supports", faults);
    }
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  story.set_provider((*contract)->provider);
  if (period != nullptr) {
    story.set_period(period->id);
    *story.mutable_period_start() = type::ToProto(period->start);
    *story.mutable_period_end() = type::ToProto(period->end);
  }
  return absl::OkStatus();
}

absl::StatusOr<Story> Stories::CreateStory(
    const rpc::Call& call, const v1::CreateStoryRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  if (!request.story_id().empty()) {
    CheckStoryId("story_id", request.story_id(), faults);
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  Story story = FromCaller(request.story());
  // So that what it refers to can be checked before it has its own.
  story.set_name(
      NameIn(request.parent(), "stories",
             request.story_id().empty() ? "new" : request.story_id()));
  if (request.has_consent()) {
    CheckConsent(
        request.consent(), story,
        {.caller = call.principal(), .time = call.time(), .today = today},
        "consent", faults);
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  }
  TIDEMARK_RETURN_IF_ERROR(Place(call, nullptr, story));
  story.set_state(Story::STATE_DRAFT);
  story.set_author_provider(call.principal().provider);
  return db_.Write<Story>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Story> {
        if (request.story_id().empty()) {
          story.set_name(NextName(txn, request.parent(), "stories"));
        }
        if (request.has_consent()) {
          TIDEMARK_RETURN_IF_ERROR(AddConsent(
              request.consent(),
              {.caller = call.principal(), .time = txn.time(), .today = today},
              story));
        }
        TIDEMARK_ASSIGN_OR_RETURN(
            Story stored, WriteStory(txn, nullptr, today, std::move(story)));
        return Shown(std::move(stored), Sight::kRecord, today);
      });
}

absl::StatusOr<Story> Stories::GetStory(const rpc::Call& call,
                                        const v1::GetStoryRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  absl::StatusOr<Story> story = ReadStory(store::Snapshot(db_), request.name());
  if (absl::IsNotFound(story.status())) return NotSeen(call, request.name());
  TIDEMARK_RETURN_IF_ERROR(story.status());
  const Sight sight = SightOf(*story, call.principal(), today);
  if (sight == Sight::kNone) return NotSeen(call, request.name());
  return Shown(*std::move(story), sight, today);
}

absl::StatusOr<Story> Stories::UpdateStory(
    const rpc::Call& call, const v1::UpdateStoryRequest& request) {
  const std::string& name = request.story().name();
  const type::Date today = type::DateInEngland(call.time());
  for (int tries = 1;; ++tries) {
    // Checked on a snapshot, because the check may have to ask the contracts
    // service; the transaction refuses if the story has changed since.
    const absl::StatusOr<Story> before = ReadStory(store::Snapshot(db_), name);
    if (absl::IsNotFound(before.status())) return NotSeen(call, name);
    TIDEMARK_RETURN_IF_ERROR(before.status());
    if (SightOf(*before, call.principal(), today) == Sight::kNone) {
      return NotSeen(call, name);
    }
    if (!IsAuthor(*before, call.principal())) {
      return Error(absl::StatusCode::kFailedPrecondition, "STORY_OF_OTHERS",
                   absl::StrCat(name, " was recorded by ",
                                before->author_provider().empty()
                                    ? "the council"
                                    : before->author_provider(),
                                "; ask them to change it"),
                   {{"name", name}});
    }
    Story story = *before;
    TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.story(),
                                          .mask = request.update_mask(),
                                          .field = "story"},
                                         story));
    TIDEMARK_RETURN_IF_ERROR(CheckMayChange(*before, story));
    TIDEMARK_RETURN_IF_ERROR(Place(call, &*before, story));
    bool outdated = false;
    absl::StatusOr<Story> updated = db_.Write<Story>(
        call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Story> {
          TIDEMARK_ASSIGN_OR_RETURN(
              const Story current,
              kStories.GetForUpdate(txn, name, request.story().etag()));
          if (current.etag() != before->etag()) {
            outdated = true;
            return store::RecordTable::Stale(txn, current, name,
                                             before->etag());
          }
          TIDEMARK_ASSIGN_OR_RETURN(
              Story stored, WriteStory(txn, &*before, today, std::move(story)));
          return Shown(std::move(stored), Sight::kRecord, today);
        });
    if (!outdated || tries == kMaxTries) return updated;
    TIDEMARK_RETURN_IF_ERROR(WaitForOthers(db_, call.write()));
  }
}

absl::StatusOr<Story> Stories::Change(
    const rpc::Call& call, absl::string_view name, absl::string_view etag,
    absl::string_view reason, Sight least,
    absl::FunctionRef<absl::Status(store::Transaction&, const StoryEvent&,
                                   Story&)>
        change) {
  const type::Date today = type::DateInEngland(call.time());
  return db_.Write<Story>(
      call.write(reason),
      [&](store::Transaction& txn) -> absl::StatusOr<Story> {
        const absl::StatusOr<Story> before = ReadStory(txn, name);
        if (absl::IsNotFound(before.status())) return NotSeen(call, name);
        TIDEMARK_RETURN_IF_ERROR(before.status());
        // Before the etag, so that nobody learns of a change of what they may
        // not see.
        if (SightOf(*before, call.principal(), today) < least) {
          return NotSeen(call, name);
        }
        TIDEMARK_RETURN_IF_ERROR(
            kStories.GetForUpdate(txn, name, etag).status());
        Story story = *before;
        TIDEMARK_RETURN_IF_ERROR(change(
            txn,
            {.caller = call.principal(), .time = txn.time(), .today = today},
            story));
        TIDEMARK_ASSIGN_OR_RETURN(
            Story stored, WriteStory(txn, &*before, today, std::move(story)));
        return Shown(std::move(stored), Sight::kRecord, today);
      });
}

absl::StatusOr<Story> Stories::RecordConsent(
    const rpc::Call& call, const v1::RecordConsentRequest& request) {
  return Change(call, request.name(), request.etag(), "", Sight::kRecord,
                [&](store::Transaction&, const StoryEvent& event,
                    Story& story) -> absl::Status {
                  Faults faults;
                  CheckConsent(request.consent(), story, event, "consent",
                               faults);
                  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
                  return AddConsent(request.consent(), event, story);
                });
}

absl::StatusOr<Story> Stories::WithdrawConsent(
    const rpc::Call& call, const v1::WithdrawConsentRequest& request) {
  return Change(call, request.name(), request.etag(), request.reason(),
                Sight::kRecord,
                [&](store::Transaction&, const StoryEvent& event,
                    Story& story) { return Withdraw(request, event, story); });
}

absl::StatusOr<Story> Stories::ProposeRedaction(
    const rpc::Call& call, const v1::ProposeRedactionRequest& request) {
  return Change(call, request.name(), request.etag(), "", Sight::kWords,
                [&](store::Transaction&, const StoryEvent& event,
                    Story& story) { return Propose(request, event, story); });
}

absl::StatusOr<Story> Stories::ApproveRedaction(
    const rpc::Call& call, const v1::ApproveRedactionRequest& request) {
  return Change(
      call, request.name(), request.etag(), request.reason(), Sight::kWords,
      [&](store::Transaction&, const StoryEvent& event, Story& story) {
        return Approve(request.reason(), event, story);
      });
}

absl::StatusOr<Story> Stories::ShareStory(
    const rpc::Call& call, const v1::ShareStoryRequest& request) {
  return Change(
      call, request.name(), request.etag(), "", Sight::kRecord,
      [&](store::Transaction& txn, const StoryEvent& event, Story& story) {
        return Share(request, event,
                     NextName(txn, CouncilOf(request.name()), "sharedStories"),
                     story);
      });
}

absl::StatusOr<Story> Stories::UnshareStory(
    const rpc::Call& call, const v1::UnshareStoryRequest& request) {
  return Change(call, request.name(), request.etag(), request.reason(),
                Sight::kRecord,
                [](store::Transaction&, const StoryEvent&, Story& story) {
                  return Unshare(story);
                });
}

absl::StatusOr<std::vector<std::string>> Stories::ProvidersOf(
    absl::string_view name) const {
  TIDEMARK_ASSIGN_OR_RETURN(const Story story,
                            kStories.Get(store::Snapshot(db_), name));
  return std::vector<std::string>(story.providers().begin(),
                                  story.providers().end());
}

}  // namespace tidemark::outcomes

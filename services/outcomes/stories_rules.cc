#include "services/outcomes/stories_rules.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/identifiers.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/stories_warnings.h"

namespace tidemark::outcomes {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::RedactedCopy;
using v1::Story;
using v1::StoryConsent;
using v1::StoryUse;

using Uses = google::protobuf::RepeatedField<int>;

void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1000000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
}

bool Holds(const Uses& uses, StoryUse use) {
  return std::find(uses.begin(), uses.end(), static_cast<int>(use)) !=
         uses.end();
}

// Whether the consent covers `use`, as far as it was not taken back.
bool Covers(const StoryConsent& consent, StoryUse use) {
  return Holds(consent.uses(), use) &&
         std::none_of(consent.withdrawals().begin(),
                      consent.withdrawals().end(), [&](const auto& withdrawal) {
                        return Holds(withdrawal.uses(), use);
                      });
}

bool IsExpired(const StoryConsent& consent, type::Date today) {
  if (!consent.has_expire_date()) return false;
  const absl::StatusOr<type::Date> last =
      type::FromProto(consent.expire_date());
  // A date that cannot be read permits nothing.
  return !last.ok() || *last < today;
}

void CheckUses(const Uses& uses, const std::string& field, Faults& faults) {
  std::set<int> seen;
  for (int i = 0; i < uses.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    if (uses[i] == v1::STORY_USE_UNSPECIFIED ||
        !v1::StoryUse_IsValid(uses[i])) {
      faults.Add(
          {.field = at, .code = "USE_MISSING", .message = "must be a use"});
    } else if (!seen.insert(uses[i]).second) {
      faults.Add({.field = at,
                  .code = "USE_TWICE",
                  .message = "is there before; remove one of the two"});
    }
  }
}

// What is only written for others to see: no story, but its redacted copy.
bool IsSharing(int use) {
  return use == v1::STORY_USE_GOOD_PRACTICE ||
         use == v1::STORY_USE_NEWSLETTER || use == v1::STORY_USE_SCRUTINY;
}

absl::Status Refused(const Story& story, absl::string_view reason,
                     absl::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(story.name(), " ", why), {{"name", story.name()}});
}

absl::Status AllWithdrawn(const Story& story) {
  return Refused(story, "STORY_WITHDRAWN",
                 "was withdrawn; if the person consents anew, record the "
                 "story anew");
}

// No longer shared, or no longer to be.
void StopSharing(RedactedCopy& copy) {
  copy.set_state(RedactedCopy::STATE_WITHDRAWN);
  copy.clear_uses();
  copy.clear_shared_name();
}

}  // namespace

bool IsAuthor(const Story& story, const rpc::Principal& caller) {
  return caller.is_provider() ? story.author_provider() == caller.provider
                              : story.author_provider().empty();
}

Sight SightOf(const Story& story, const rpc::Principal& caller,
              type::Date today) {
  const bool practitioner = caller.role == api::v1::ROLE_PRACTITIONER;
  const bool council = caller.role == api::v1::ROLE_COMMISSIONER ||
                       caller.role == api::v1::ROLE_QUALITY;
  if (!practitioner && !council && !caller.is_provider()) return Sight::kNone;
  const Sight most = story.has_erase_time() ? Sight::kRecord : Sight::kWords;
  if (practitioner) return most;
  const bool author = IsAuthor(story, caller);
  if (story.state() == Story::STATE_WITHDRAWN) {
    return author ? Sight::kRecord : Sight::kNone;
  }
  if (author) return most;
  if (council) {
    return Permits(story, v1::STORY_USE_COUNCIL_MONITORING, today)
               ? most
               : Sight::kNone;
  }
  return story.provider() == caller.provider &&
                 Permits(story, v1::STORY_USE_PROVIDER, today)
             ? most
             : Sight::kNone;
}

bool Permits(const Story& story, StoryUse use, type::Date today) {
  return std::any_of(story.consents().begin(), story.consents().end(),
                     [&](const StoryConsent& consent) {
                       return Covers(consent, use) &&
                              !IsExpired(consent, today);
                     });
}

std::vector<StoryUse> PermittedUses(const Story& story, type::Date today) {
  std::vector<StoryUse> uses;
  for (int use = v1::StoryUse_MIN + 1; use <= v1::StoryUse_MAX; ++use) {
    if (Permits(story, static_cast<StoryUse>(use), today)) {
      uses.push_back(static_cast<StoryUse>(use));
    }
  }
  return uses;
}

void CheckStoryId(absl::string_view field, absl::string_view id,
                  Faults& faults) {
  if (type::LooksLikeNhsNumber(id)) {
    faults.Add({.field = std::string(field),
                .code = "NHS_NUMBER",
                .message = "must not have an NHS number in it; say nothing of "
                           "the person"});
    return;
  }
  absl::string_view rest = id;
  const bool ours = absl::ConsumePrefix(&rest, "s-") &&
                    std::all_of(rest.begin(), rest.end(), [](unsigned char c) {
                      return absl::ascii_isdigit(c);
                    });
  if (type::IsOwnId(id) && !ours) return;
  faults.Add({.field = std::string(field),
              .code = "STORY_ID_INVALID",
              .message = "must be 2 to 63 lower-case letters, digits and "
                         "hyphens, the first a letter, the last no hyphen, and "
                         "not s- with a number; or leave it out"});
}

void CheckStory(const Story& story, const StoryCheck& check, Faults& faults) {
  const std::string at = absl::StrCat(check.field, ".");
  const absl::string_view council = CouncilOf(story.name());
  const v1::StoryWords& words = story.words();
  const auto date =
      type::ReadDate(story.story_date(), at + "story_date", faults);
  if (date && *date > check.today) {
    faults.Add({.field = at + "story_date",
                .code = "STORY_DATE_FUTURE",
                .message = "must not be after today"});
  }
  CheckName(at + "words.person", words.person(), "councils/*/people/*", council,
            faults);
  if (!words.outcome().empty()) {
    CheckName(at + "words.outcome", words.outcome(),
              "councils/*/people/*/outcomes/*", council, faults);
    if (AncestorOf(words.outcome(), "councils/*/people/*") != words.person()) {
      faults.Add({.field = at + "words.outcome",
                  .code = "OUTCOME_OF_ANOTHER",
                  .message = "must be an outcome of the person"});
    }
  }
  if (!story.contract().empty()) {
    CheckName(at + "contract", story.contract(), "councils/*/contracts/*",
              council, faults);
  }
  const bool of_person = story.obtained() == Story::OBTAINED_THROUGH_ADVOCATE ||
                         story.obtained() == Story::OBTAINED_THROUGH_CARER ||
                         story.obtained() == Story::OBTAINED_OBSERVED;
  if (of_person && story.voice() != Story::VOICE_PERSON) {
    faults.Add({.field = at + "obtained",
                .code = "OBTAINED_NOT_PERSON",
                .message = "is for the person's voice; say whether they said, "
                           "wrote or showed it"});
  }
  CheckThemes(at + "themes", story.themes(),
              check.before == nullptr ? ThemeNames() : check.before->themes(),
              check.themes, faults);
}

absl::Status CheckMayChange(const Story& story, const Story& changed) {
  if (story.state() == Story::STATE_WITHDRAWN) return AllWithdrawn(story);
  if (story.state() == Story::STATE_DRAFT) return absl::OkStatus();
  Story allowed = story;
  allowed.set_kind(changed.kind());
  allowed.set_period(changed.period());
  *allowed.mutable_themes() = changed.themes();
  if (MessageDifferencer::Equals(allowed, changed)) return absl::OkStatus();
  return Refused(story, "STORY_RECORDED",
                 "is RECORDED, so that only kind, period and themes can "
                 "change: consent was given to the rest as it is; withdraw it "
                 "and record what is right anew");
}

void CheckConsent(const StoryConsent& consent, const Story& story,
                  const StoryEvent& event, absl::string_view field,
                  Faults& faults) {
  const std::string at = absl::StrCat(field, ".");
  CheckUses(consent.uses(), at + "uses", faults);
  if (consent.giver() != StoryConsent::GIVER_PERSON &&
      absl::StripAsciiWhitespace(consent.authority()).empty()) {
    faults.Add({.field = at + "authority",
                .code = "AUTHORITY_MISSING",
                .message = "must say where the authority to consent for the "
                           "person is on record"});
  }
  if (type::LooksLikeNhsNumber(consent.authority())) {
    faults.Add({.field = at + "authority",
                .code = "NHS_NUMBER",
                .message = "must not have an NHS number in it"});
  }
  if (consent.giver() == StoryConsent::GIVER_BEST_INTERESTS &&
      event.caller.role != api::v1::ROLE_PRACTITIONER) {
    faults.Add({.field = at + "giver",
                .code = "BEST_INTERESTS_NOT_YOURS",
                .message = "a best-interests decision is a practitioner's to "
                           "record; ask one"});
  }
  if (story.voice() != Story::VOICE_PERSON && !consent.teller_agrees()) {
    faults.Add({.field = at + "teller_agrees",
                .code = "TELLER_DISAGREES",
                .message = "must be so: the one whose words they are has to "
                           "agree too"});
  }
  const auto given =
      type::ReadDate(consent.given_date(), at + "given_date", faults);
  if (given && *given > event.today) {
    faults.Add({.field = at + "given_date",
                .code = "CONSENT_DATE_FUTURE",
                .message = "must not be after today"});
  }
  if (!type::IsSet(consent.expire_date())) return;
  const auto last =
      type::ReadDate(consent.expire_date(), at + "expire_date", faults);
  if (last && (*last < event.today || (given && *last < *given))) {
    faults.Add({.field = at + "expire_date",
                .code = "CONSENT_EXPIRED",
                .message = "must not be before today or given_date: it is the "
                           "last day on which the consent holds"});
  }
}

absl::Status AddConsent(StoryConsent consent, const StoryEvent& event,
                        Story& story) {
  if (story.state() == Story::STATE_WITHDRAWN) return AllWithdrawn(story);
  consent.set_recorder(event.caller.subject);
  SetTime(event.time, *consent.mutable_record_time());
  consent.clear_withdrawals();
  if (!type::IsSet(consent.expire_date())) consent.clear_expire_date();
  *story.add_consents() = std::move(consent);
  story.set_state(Story::STATE_RECORDED);
  return absl::OkStatus();
}

absl::Status Withdraw(const v1::WithdrawConsentRequest& request,
                      const StoryEvent& event, Story& story) {
  Faults faults;
  CheckUses(request.uses(), "uses", faults);
  if (request.erase() && !request.uses().empty()) {
    faults.Add({.field = "uses",
                .code = "ERASE_NEEDS_ALL",
                .message = "must be left out where the words are erased"});
  }
  const auto date =
      type::ReadDate(request.withdraw_date(), "withdraw_date", faults);
  if (date && *date > event.today) {
    faults.Add({.field = "withdraw_date",
                .code = "WITHDRAW_DATE_FUTURE",
                .message = "must not be after today"});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const bool was_withdrawn = story.state() == Story::STATE_WITHDRAWN;
  if (was_withdrawn && (!request.erase() || story.has_erase_time())) {
    return AllWithdrawn(story);
  }

  bool any = false;
  for (StoryConsent& consent : *story.mutable_consents()) {
    StoryConsent::Withdrawal withdrawal;
    for (const int use : consent.uses()) {
      if (Covers(consent, static_cast<StoryUse>(use)) &&
          (request.uses().empty() ||
           Holds(request.uses(), static_cast<StoryUse>(use)))) {
        withdrawal.add_uses(static_cast<StoryUse>(use));
      }
    }
    if (withdrawal.uses().empty()) continue;
    any = true;
    withdrawal.set_withdrawn_by(request.withdrawn_by());
    *withdrawal.mutable_withdraw_date() = request.withdraw_date();
    withdrawal.set_recorder(event.caller.subject);
    SetTime(event.time, *withdrawal.mutable_record_time());
    *consent.add_withdrawals() = std::move(withdrawal);
  }
  if (!any && !request.uses().empty()) {
    return Refused(story, "NOTHING_TO_WITHDRAW",
                   "has no consent to any of these uses");
  }
  if (request.uses().empty() || PermittedUses(story, event.today).empty()) {
    story.set_state(Story::STATE_WITHDRAWN);
  }
  if (request.erase()) {
    SetTime(event.time, *story.mutable_erase_time());
    story.clear_words();
    if (story.has_redacted()) {
      story.mutable_redacted()->clear_title();
      story.mutable_redacted()->clear_text();
    }
  }
  return absl::OkStatus();
}

absl::Status Propose(const v1::ProposeRedactionRequest& request,
                     const StoryEvent& event, Story& story) {
  if (story.state() != Story::STATE_RECORDED) {
    return Refused(story, "STORY_NOT_RECORDED",
                   "has nobody's consent to any use; record that first");
  }
  RedactedCopy copy;
  copy.set_state(RedactedCopy::STATE_PROPOSED);
  copy.set_title(request.title());
  copy.set_text(request.text());
  for (const Fault& warning :
       RedactionWarnings(request.title(), request.text(), story.words())) {
    *copy.add_warnings() = ToProto(warning);
  }
  copy.set_maker(event.caller.subject);
  SetTime(event.time, *copy.mutable_propose_time());
  *story.mutable_redacted() = std::move(copy);
  return absl::OkStatus();
}

absl::Status Approve(absl::string_view reason, const StoryEvent& event,
                     Story& story) {
  RedactedCopy& copy = *story.mutable_redacted();
  if (copy.state() != RedactedCopy::STATE_PROPOSED) {
    return Refused(story, "REDACTION_NOT_PROPOSED",
                   "has no redacted copy that waits for approval; propose one");
  }
  if (copy.maker() == event.caller.subject) {
    return Refused(story, "APPROVER_IS_MAKER",
                   "has a redacted copy that you made yourself; ask somebody "
                   "else to approve it");
  }
  if (!copy.warnings().empty() && absl::StripAsciiWhitespace(reason).empty()) {
    std::set<std::string> codes;
    for (const auto& warning : copy.warnings()) codes.insert(warning.reason());
    return Refused(
        story, "REDACTION_WARNINGS",
        absl::StrCat("has a redacted copy with warnings (",
                     absl::StrJoin(codes, ", "),
                     "); propose a better one, or say why this one is fit to "
                     "share"));
  }
  copy.set_state(RedactedCopy::STATE_APPROVED);
  copy.set_approver(event.caller.subject);
  SetTime(event.time, *copy.mutable_approve_time());
  return absl::OkStatus();
}

absl::Status Share(const v1::ShareStoryRequest& request,
                   const StoryEvent& event, absl::string_view name,
                   Story& story) {
  Faults faults;
  CheckUses(request.uses(), "uses", faults);
  for (int i = 0; i < request.uses_size(); ++i) {
    if (request.uses(i) == v1::STORY_USE_UNSPECIFIED ||
        IsSharing(request.uses(i))) {
      continue;
    }
    faults.Add({.field = absl::StrCat("uses[", i, "]"),
                .code = "USE_NOT_SHARING",
                .message = "must be good practice, newsletter or scrutiny; "
                           "the others are of the story itself"});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  if (story.state() == Story::STATE_WITHDRAWN) return AllWithdrawn(story);
  RedactedCopy& copy = *story.mutable_redacted();
  if (copy.approver().empty()) {
    return Refused(story, "REDACTION_NOT_APPROVED",
                   "has no redacted copy that somebody approved");
  }
  std::vector<std::string> lacking;
  for (const int use : request.uses()) {
    if (!Permits(story, static_cast<StoryUse>(use), event.today)) {
      lacking.push_back(v1::StoryUse_Name(static_cast<StoryUse>(use)));
    }
  }
  if (!lacking.empty()) {
    return Refused(
        story, "USE_WITHOUT_CONSENT",
        absl::StrCat("has no consent to ", absl::StrJoin(lacking, ", "),
                     "; ask for it and record it first"));
  }
  copy.set_state(RedactedCopy::STATE_SHARED);
  *copy.mutable_uses() = request.uses();
  SetTime(event.time, *copy.mutable_share_time());
  if (copy.shared_name().empty()) copy.set_shared_name(std::string(name));
  return absl::OkStatus();
}

absl::Status Unshare(Story& story) {
  if (story.redacted().state() != RedactedCopy::STATE_SHARED) {
    return Refused(story, "STORY_NOT_SHARED",
                   "has no redacted copy that is shared");
  }
  StopSharing(*story.mutable_redacted());
  return absl::OkStatus();
}

void Settle(type::Date today, Story& story) {
  story.clear_providers();
  if (!story.provider().empty() &&
      (story.author_provider() == story.provider() ||
       Permits(story, v1::STORY_USE_PROVIDER, today))) {
    story.add_providers(story.provider());
  }
  if (!story.has_redacted()) return;
  RedactedCopy& copy = *story.mutable_redacted();
  if (story.state() == Story::STATE_WITHDRAWN) return StopSharing(copy);
  if (copy.state() != RedactedCopy::STATE_SHARED) return;
  Uses left;
  for (const int use : copy.uses()) {
    if (Permits(story, static_cast<StoryUse>(use), today)) left.Add(use);
  }
  if (left.empty()) return StopSharing(copy);
  *copy.mutable_uses() = left;
}

v1::SharedStory SharedOf(const Story& story, type::Date today) {
  const RedactedCopy& copy = story.redacted();
  v1::SharedStory shared;
  shared.set_name(copy.shared_name());
  shared.set_kind(story.kind());
  shared.set_voice(story.voice());
  shared.set_title(copy.title());
  shared.set_text(copy.text());
  *shared.mutable_themes() = story.themes();
  for (const int use : copy.uses()) {
    if (Permits(story, static_cast<StoryUse>(use), today)) {
      shared.add_uses(static_cast<StoryUse>(use));
    }
  }
  *shared.mutable_share_time() = copy.share_time();
  return shared;
}

bool ContainsWords(const std::vector<absl::string_view>& texts,
                   absl::string_view words) {
  const auto plain = [](absl::string_view text) {
    return absl::AsciiStrToLower(absl::StrReplaceAll(text, {{"\u2018", "'"},
                                                            {"\u2019", "'"},
                                                            {"\u201C", "\""},
                                                            {"\u201D", "\""}}));
  };
  std::vector<std::string> in;
  in.reserve(texts.size());
  for (const absl::string_view text : texts) in.push_back(plain(text));
  const std::string wanted = plain(words);
  for (const absl::string_view word :
       absl::StrSplit(wanted, ' ', absl::SkipWhitespace())) {
    if (std::none_of(in.begin(), in.end(), [&](const std::string& text) {
          return absl::StrContains(text, word);
        })) {
      return false;
    }
  }
  return true;
}

}  // namespace tidemark::outcomes

#include "services/sample/stories.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/sample/random.h"

namespace tidemark::sample {
namespace {

using outcomes::v1::Story;
using outcomes::v1::StoryConsent;
using type::Date;

// One of these for each provider to start with, and the next for the next.
enum class Fate {
  // Shared with other providers as good practice.
  kShared,
  // Praise, for the council's newsletter too; a copy waits for approval.
  kPraise,
  // A concern that the council heard, and the provider reads.
  kConcern,
  // Nobody has been asked yet.
  kDraft,
  // Used in the person's best interests, for a time.
  kBestInterests,
  // Consent was taken back.
  kWithdrawn,
};
constexpr int kFates = 6;

// A story, and its copy for others. Nobody told any of it.
struct Words {
  absl::string_view title;
  absl::string_view text;
  absl::string_view redacted_title;
  absl::string_view redacted;
};

constexpr std::array<Words, 5> kWords = {{
    {"Back on my allotment",
     "{Last month|In spring} I went back to the allotment for the first time "
     "since I fell. They asked what I missed, not what I needed, and we worked "
     "out how I could get there. I grew {beans|potatoes} again.",
     "What do you miss?",
     "Staff asked somebody who had stopped going out what they missed, and "
     "planned from there. They grow their own vegetables again."},
    {"I do my own shopping",
     "At first someone did it for me. Then we went together, then they waited "
     "outside. Now I go {on my own|with my neighbour}, and I choose what I "
     "like.",
     "Step by step to the shop",
     "Support was taken back one step at a time, as the person said they were "
     "ready, until they shopped without it."},
    {"Singing again",
     "I sing {bass|alto} again, on {Mondays|Thursdays}. The visits are at "
     "another time that day, so that I need not choose.",
     "Visits that fit the day",
     "Visits were moved on one day a week, so that somebody could go to their "
     "choir."},
    {"They know how I like my tea",
     "It sounds {small|like nothing}. But it is the same three people now, and "
     "they know how I like my tea, and I look forward to it.",
     "The same few faces",
     "A small team of the same people made visits something to look forward "
     "to."},
    {"Up when I want to be",
     "I was always got up first, because I am on the way. I said that I like "
     "to {lie in|read in bed}, and now I am the last.",
     "The order of the round",
     "A round was turned about because somebody said that they like to get up "
     "late."},
}};

constexpr Words kConcernWords = {
    "Never the same time",
    "They come at seven one day and at {ten|half past ten} the next. I {never "
    "know|cannot plan anything}. The people are kind; it is the times.",
    "", ""};

constexpr Words kPraiseWords = {
    "Mum laughs again",
    "Mum {hums while she cooks|tells jokes again}. They gave her time, and "
    "they "
    "rang me when {the bus was late|she was low}. Thank you.",
    "Time, and a telephone call",
    "A daughter thanks staff who took their time and told the family how "
    "things "
    "were."};

// The days on which somebody could tell of an outcome; the start after the end
// if there are none. All lie before the last month, so that a later day of it
// changes no story.
Days DaysOf(const OutcomePlan& outcome, const SampleOptions& options) {
  return {
      .start = outcome.days.start,
      .end = std::min(outcome.days.end, options.last_month.first_day() - 1)};
}

StoryConsent ConsentOf(Fate fate, Date day) {
  StoryConsent consent;
  consent.set_giver(StoryConsent::GIVER_PERSON);
  consent.set_method(StoryConsent::METHOD_SAID);
  *consent.mutable_given_date() = type::ToProto(day);
  consent.add_uses(outcomes::v1::STORY_USE_COUNCIL_MONITORING);
  switch (fate) {
    case Fate::kShared:
    case Fate::kWithdrawn:
      consent.add_uses(outcomes::v1::STORY_USE_GOOD_PRACTICE);
      break;
    case Fate::kPraise:
      consent.set_method(StoryConsent::METHOD_WRITTEN);
      consent.add_uses(outcomes::v1::STORY_USE_NEWSLETTER);
      consent.set_teller_agrees(true);
      break;
    case Fate::kConcern:
      consent.add_uses(outcomes::v1::STORY_USE_PROVIDER);
      break;
    case Fate::kBestInterests:
      consent.set_giver(StoryConsent::GIVER_BEST_INTERESTS);
      consent.set_method(StoryConsent::METHOD_WRITTEN);
      consent.set_authority("best-interests decision on file (sample)");
      // Long after anybody tries the sample out.
      *consent.mutable_expire_date() = type::ToProto(day + 10 * 365);
      break;
    case Fate::kDraft:
      break;
  }
  return consent;
}

StoryPlan PlanStory(Fate fate, const OutcomePlan& outcome, const Words& words,
                    Date day, const std::string& name, Random& random) {
  StoryPlan plan;
  plan.by_practitioner = fate == Fate::kConcern || fate == Fate::kBestInterests;
  plan.create.set_parent(std::string(ParentOf(name)));
  plan.create.set_story_id(std::string(IdOf(name)));
  Story& story = *plan.create.mutable_story();
  story.set_kind(fate == Fate::kConcern  ? Story::KIND_CONCERN
                 : fate == Fate::kPraise ? Story::KIND_COMPLIMENT
                 : fate == Fate::kShared ? Story::KIND_GOOD_PRACTICE
                                         : Story::KIND_STORY);
  *story.mutable_story_date() = type::ToProto(day);
  story.set_contract(outcome.outcome.contract());
  *story.mutable_themes() = outcome.outcome.themes();
  story.set_voice(fate == Fate::kPraise ? Story::VOICE_FAMILY
                                        : Story::VOICE_PERSON);
  story.set_obtained(fate == Fate::kPraise ? Story::OBTAINED_WRITTEN
                     : fate == Fate::kBestInterests
                         ? Story::OBTAINED_THROUGH_ADVOCATE
                         : Story::OBTAINED_SAID);
  story.mutable_words()->set_person(
      std::string(AncestorOf(outcome.outcome.name(), "councils/*/people/*")));
  story.mutable_words()->set_outcome(outcome.outcome.name());
  story.mutable_words()->set_title(std::string(words.title));
  story.mutable_words()->set_text(random.Reword(words.text));
  if (fate == Fate::kDraft) return plan;

  *plan.create.mutable_consent() = ConsentOf(fate, day);
  if (fate == Fate::kShared || fate == Fate::kPraise) {
    plan.propose.emplace();
    plan.propose->set_name(name);
    plan.propose->set_title(std::string(words.redacted_title));
    plan.propose->set_text(std::string(words.redacted));
  }
  if (fate == Fate::kShared) {
    plan.approve.emplace();
    plan.approve->set_name(name);
    plan.share.emplace();
    plan.share->set_name(name);
    plan.share->add_uses(outcomes::v1::STORY_USE_GOOD_PRACTICE);
  }
  if (fate == Fate::kWithdrawn) {
    plan.withdraw.emplace();
    plan.withdraw->set_name(name);
    plan.withdraw->set_withdrawn_by(StoryConsent::GIVER_PERSON);
    *plan.withdraw->mutable_withdraw_date() = type::ToProto(day);
    plan.withdraw->set_erase(random.Percent(50));
    plan.withdraw->set_reason("Thought it over.");
  }
  return plan;
}

}  // namespace

std::vector<StoryPlan> PlanStories(const ProviderPlan& plan,
                                   const SampleOptions& options, int provider) {
  constexpr int kMostStories = 4;
  constexpr int kPeopleForEach = 4;
  Random random(SeedOf(options.seed, absl::StrCat("stories/", provider)));
  const auto people = static_cast<int>(plan.people.size());
  const int count = std::clamp(people / kPeopleForEach, 1, kMostStories);
  std::vector<StoryPlan> stories;
  // Each of the first so many people, on the way around, has something to tell.
  for (int i = 0; i < people && static_cast<int>(stories.size()) < count; ++i) {
    const PersonPlan& person = plan.people[static_cast<size_t>(
        (i * kPeopleForEach + provider) % people)];
    const OutcomePlan& outcome = random.OneOf(person.outcomes);
    const Days days = DaysOf(outcome, options);
    if (days.start > days.end) continue;
    const Date day =
        days.start + random.Between(0, static_cast<int>(days.end - days.start));
    const auto number = static_cast<int>(stories.size());
    const auto fate = static_cast<Fate>((provider + number) % kFates);
    const Words& words =
        fate == Fate::kConcern ? kConcernWords
        : fate == Fate::kPraise
            ? kPraiseWords
            : kWords[static_cast<size_t>(provider + number) % kWords.size()];
    stories.push_back(PlanStory(
        fate, outcome, words, day,
        NameIn(absl::StrCat("councils/", options.council), "stories",
               absl::StrCat("sample-", provider + 1, "-", number + 1)),
        random));
  }
  return stories;
}

}  // namespace tidemark::sample

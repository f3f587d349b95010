#include "services/cld/measures.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/type/date.h"
#include "services/cld/ascof_2d.h"
#include "services/cld/batches.h"
#include "services/cld/tables.h"

namespace tidemark::cld {
namespace {

using v1::CldSubmission;
using v1::Measure;

constexpr char kAscof2a[] = "ascof-2a/dhsc-2024-25";
constexpr char kAscof2d[] = "ascof-2d/salt";
constexpr char kTwelveWeeks[] = "twelve-weeks/local-proxy";
constexpr char kUnmatched[] = "unmatched";
// Councils and years that are kept in memory.
constexpr size_t kMostKept = 16;
// What a year needs before its first and after its last day.
constexpr int kDaysBefore = 91;
constexpr int kDaysAfter = 7;

absl::string_view AgeBand(uint8_t age) {
  if (age == kUnknownAge) return "unknown";
  if (age < 18) return "under 18";
  return age < 65 ? "18 to 64" : "65 and above";
}

absl::StatusOr<int> YearCalled(absl::string_view label, absl::Time now) {
  if (label.empty()) return type::FinancialYear(type::DateInEngland(now)) - 1;
  int year = 0;
  if (absl::SimpleAtoi(label.substr(0, 4), &year) && year >= type::kFirstYear &&
      year < type::kLastYear && type::FinancialYearLabel(year) == label) {
    return year;
  }
  Faults faults;
  faults.Add({.field = "year",
              .code = "YEAR_INVALID",
              .message = "must be a financial year such as 2024-25"});
  return faults.ToStatus();
}

Year DaysOf(int year) {
  return {.from = type::DayNumber(type::Date(year, 4, 1)),
          .to = type::DayNumber(type::Date(year + 1, 3, 31))};
}

// A share that is still being counted.
struct Count {
  int64_t numerator = 0;
  int64_t denominator = 0;

  void Add(bool in_numerator, bool in_denominator) {
    numerator += in_numerator ? 1 : 0;
    denominator += in_denominator ? 1 : 0;
  }
  v1::EpisodeShare ToProto() const {
    v1::EpisodeShare share;
    share.set_numerator(static_cast<int32_t>(numerator));
    share.set_denominator(static_cast<int32_t>(denominator));
    if (denominator > 0) {
      share.set_value(RoundedPercent(numerator, denominator));
    }
    return share;
  }
};

// What the committed submissions leave open of what a year needs; empty if
// nothing, or if they do not say which days they cover.
std::string MissingDays(const std::vector<CldSubmission>& submissions,
                        int year) {
  const Year days = DaysOf(year);
  std::optional<type::Date> first;
  std::optional<type::Date> last;
  for (const CldSubmission& submission : submissions) {
    const auto start = type::FromProto(submission.period_start_date());
    const auto end = type::FromProto(submission.period_end_date());
    if (!start.ok() || !end.ok()) return "";
    if (!first || *start < *first) first = *start;
    if (!last || *end > *last) last = *end;
  }
  if (!first) return "There is no committed client-level data.";
  const type::Date from = type::FromDayNumber(days.from) - kDaysBefore;
  const type::Date to = type::FromDayNumber(days.to) + kDaysAfter;
  if (*first <= from && *last >= to) return "";
  return absl::StrCat(
      "The client-level data covers ", type::FormatLongDate(*first), " to ",
      type::FormatLongDate(*last), "; the measure needs ",
      type::FormatLongDate(from), " to ", type::FormatLongDate(to),
      ", for who is new and for what came after.");
}

}  // namespace

// What a request is about.
struct Measures::View {
  int year = 0;
  std::shared_ptr<const YearOfCouncil> of;
  // By place of a location; empty where unmatched.
  std::vector<std::string> providers;
  std::string missing_days;

  const std::string& ProviderOf(uint32_t location) const {
    return providers[location];
  }
};

absl::StatusOr<std::shared_ptr<const YearOfCouncil>> Measures::Compute(
    const store::Reader& reader, absl::string_view council, int year,
    Day today) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<CldSubmission> submissions,
                            CommittedOf(reader, council));
  std::string version;
  for (const CldSubmission& submission : submissions) {
    absl::StrAppend(&version, submission.name(), "@", submission.etag(), " ");
  }
  // The proxy's 84 days run out day by day.
  const std::string key = absl::StrCat(council, " ", year, " ", today);
  const MutexLock lock(computing_);
  const auto known = computed_.find(key);
  if (known != computed_.end() && known->second->version == version) {
    return known->second;
  }
  TIDEMARK_ASSIGN_OR_RETURN(Events events, EventsOf(reader, submissions));
  auto computed = std::make_shared<YearOfCouncil>();
  computed->version = std::move(version);
  ForEachPerson(events, [&](const PersonEvents& person) {
    FindEpisodes(person, DaysOf(year), [&](const ShortTermEpisode& episode) {
      computed->episodes.push_back(episode);
    });
    FindCommunityOutcomes(person, DaysOf(year), today,
                          [&](const CommunityOutcome& outcome) {
                            computed->community_outcomes.push_back(outcome);
                          });
  });
  computed->locations = std::move(events.locations);
  if (computed_.size() >= kMostKept) computed_.clear();
  computed_[key] = computed;
  return std::shared_ptr<const YearOfCouncil>(std::move(computed));
}

template <typename Request>
absl::StatusOr<Measures::View> Measures::ViewOf(const rpc::Call& call,
                                                const Request& request) {
  View view;
  TIDEMARK_ASSIGN_OR_RETURN(view.year, YearCalled(request.year(), call.time()));
  if (!request.provider().empty()) {
    Faults faults;
    CheckName("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  }
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(
      view.of, Compute(snapshot, request.parent(), view.year,
                       type::DayNumber(type::DateInEngland(call.time()))));
  view.providers.emplace_back();
  for (size_t i = 1; i < view.of->locations.size(); ++i) {
    TIDEMARK_ASSIGN_OR_RETURN(
        std::string provider,
        ProviderOfLocation(snapshot, request.parent(), view.of->locations[i]));
    view.providers.push_back(std::move(provider));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<CldSubmission> submissions,
                            CommittedOf(snapshot, request.parent()));
  view.missing_days = MissingDays(submissions, view.year);
  return view;
}

namespace {

// Adds up a measure and its groups.
class Sums {
 public:
  Sums(v1::MeasureGrouping grouping, std::string provider)
      : grouping_(grouping), provider_(std::move(provider)) {}

  // Whether the measure is about this provider's episodes.
  bool IsAbout(const std::string& provider) const {
    return provider_.empty() || provider == provider_;
  }

  void Add(const std::string& provider, uint8_t age, bool in_numerator,
           bool in_denominator) {
    all_.Add(in_numerator, in_denominator);
    if (grouping_ == v1::MEASURE_GROUPING_PROVIDER) {
      groups_[provider.empty() ? kUnmatched : provider].Add(in_numerator,
                                                            in_denominator);
    } else if (grouping_ == v1::MEASURE_GROUPING_AGE_BAND) {
      groups_[std::string(AgeBand(age))].Add(in_numerator, in_denominator);
    }
  }

  void AddSequel(absl::string_view words, bool in_numerator,
                 bool in_denominator, int32_t episodes = 1) {
    for (v1::SequelCount& sequel : *sequels_.mutable_sequels()) {
      if (sequel.sequel() != std::string(words)) continue;
      sequel.set_episodes(sequel.episodes() + episodes);
      return;
    }
    v1::SequelCount& sequel = *sequels_.add_sequels();
    sequel.set_sequel(std::string(words));
    sequel.set_in_denominator(in_denominator);
    sequel.set_in_numerator(in_numerator);
    sequel.set_episodes(episodes);
  }

  void AddExcluded() {
    sequels_.set_episodes_excluded(sequels_.episodes_excluded() + 1);
  }

  Measure ToProto(absl::string_view council, absl::string_view definition,
                  int year) const {
    Measure measure = sequels_;
    measure.set_name(std::string(council));
    measure.set_definition(std::string(definition));
    measure.set_year(type::FinancialYearLabel(year));
    measure.set_provider(provider_);
    *measure.mutable_share() = all_.ToProto();
    for (const auto& [name, count] : groups_) {
      v1::GroupShare& group = *measure.add_groups();
      group.set_group(name);
      *group.mutable_share() = count.ToProto();
    }
    return measure;
  }

 private:
  const v1::MeasureGrouping grouping_;
  const std::string provider_;
  Count all_;
  std::map<std::string, Count> groups_;
  // Only its sequels are used.
  Measure sequels_;
};

void AddNote(absl::string_view note, Measure& measure) {
  if (!note.empty()) measure.add_notes(std::string(note));
}

// By the order of the definition: as they count, then by their words.
void SortSequels(Measure& measure) {
  std::sort(measure.mutable_sequels()->begin(),
            measure.mutable_sequels()->end(), [](const auto& a, const auto& b) {
              const auto rank = [](const v1::SequelCount& sequel) {
                return (sequel.in_numerator() ? 0 : 1) +
                       (sequel.in_denominator() ? 0 : 1);
              };
              if (rank(a) != rank(b)) return rank(a) < rank(b);
              return a.sequel() < b.sequel();
            });
}

v1::Episode ToProto(const ShortTermEpisode& episode,
                    const std::string& provider) {
  v1::Episode proto;
  proto.set_person(episode.person.ToLetters());
  proto.set_provider(provider);
  *proto.mutable_start_date() =
      type::ToProto(type::FromDayNumber(episode.start));
  *proto.mutable_end_date() = type::ToProto(type::FromDayNumber(episode.end));
  proto.set_age_band(std::string(AgeBand(episode.age)));
  switch (episode.standing) {
    case Standing::kNew:
      proto.set_standing(v1::Episode::STANDING_NEW);
      proto.set_sequel(std::string(WordsOf(episode.sequel)));
      break;
    case Standing::kExistingSupport:
      proto.set_standing(v1::Episode::STANDING_EXISTING_SUPPORT);
      break;
    case Standing::kUnder18:
      proto.set_standing(v1::Episode::STANDING_UNDER_18);
      break;
  }
  proto.set_sequel_type(std::string(NumberOf(episode.type)));
  proto.set_in_denominator(episode.in_denominator());
  proto.set_in_numerator(episode.in_numerator());
  proto.set_reason(ReasonOf(episode));
  return proto;
}

// A category of STS002a and how many episodes have it.
struct Category {
  absl::string_view words;
  int32_t episodes;
  bool in_numerator;
  bool in_denominator;
};

std::vector<Category> CategoriesOf(const v1::SaltSequels& s) {
  return {
      {"Ongoing Low Level Support", s.ongoing_low_level(), true, true},
      {"Short Term Support (other)", s.short_term_other(), true, true},
      {"No services - Universal services/signposted", s.signposted(), true,
       true},
      {"No services - No identified needs", s.no_identified_needs(), true,
       true},
      {"Long Term Support (any setting)", s.long_term_support(), false, true},
      {"Early cessation not leading to LTS - 100% NHS funded/EoL/deceased",
       s.early_cessation_nhs(), false, false},
      {"No services - needs identified, self-funding", s.self_funding(), false,
       false},
      {"No services - needs identified, support declined", s.declined(), false,
       false},
  };
}

}  // namespace

absl::StatusOr<Measure> Measures::GetAscof2a(
    const rpc::Call& call, const v1::GetAscof2aRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const View view, ViewOf(call, request));
  Sums sums(request.grouping(), request.provider());
  for (const ShortTermEpisode& episode : view.of->episodes) {
    const std::string& provider = view.ProviderOf(episode.location);
    if (!sums.IsAbout(provider)) continue;
    if (episode.standing != Standing::kNew) {
      sums.AddExcluded();
      continue;
    }
    sums.Add(provider, episode.age, episode.in_numerator(),
             episode.in_denominator());
    sums.AddSequel(WordsOf(episode.sequel), episode.in_numerator(),
                   episode.in_denominator());
  }
  Measure measure = sums.ToProto(request.parent(), kAscof2a, view.year);
  SortSequels(measure);
  AddNote(view.missing_days, measure);
  return measure;
}

absl::StatusOr<v1::ListAscof2aEpisodesResponse> Measures::ListAscof2aEpisodes(
    const rpc::Call& call, const v1::ListAscof2aEpisodesRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(const View view, ViewOf(call, request));
  size_t from = 0;
  if (!start.empty()) {
    const std::vector<std::string> parts =
        absl::StrSplit(start, absl::MaxSplits('|', 1));
    if (parts.size() != 2 || parts[1] != view.of->version ||
        !absl::SimpleAtoi(parts[0], &from)) {
      return Error(absl::StatusCode::kAborted, "SUBMISSIONS_CHANGED",
                   "submissions were committed meanwhile; list the episodes "
                   "from the start");
    }
  }
  const size_t size = rpc::PageSize(request.page_size());
  const std::vector<ShortTermEpisode>& episodes = view.of->episodes;
  v1::ListAscof2aEpisodesResponse response;
  std::string next;
  for (size_t i = from; i < episodes.size(); ++i) {
    const std::string& provider = view.ProviderOf(episodes[i].location);
    if (!request.provider().empty() && provider != request.provider()) continue;
    if (static_cast<size_t>(response.episodes_size()) == size) {
      next = absl::StrCat(i, "|", view.of->version);
      break;
    }
    *response.add_episodes() = ToProto(episodes[i], provider);
  }
  response.set_next_page_token(rpc::NextPageToken(request, next));
  return response;
}

absl::StatusOr<Measure> Measures::GetAscof2d(
    const rpc::Call& call, const v1::GetAscof2dRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const View view, ViewOf(call, request));
  Sums sums(request.grouping(), request.provider());
  v1::SaltSequels sequels;
  int32_t unclassified = 0;
  for (const ShortTermEpisode& episode : view.of->episodes) {
    const std::string& provider = view.ProviderOf(episode.location);
    if (!sums.IsAbout(provider)) continue;
    if (episode.standing != Standing::kNew) {
      sums.AddExcluded();
      continue;
    }
    v1::SaltSequels one;
    if (!AddTo(CategoryOf(episode.sequel), one)) {
      ++unclassified;
      continue;
    }
    AddTo(CategoryOf(episode.sequel), sequels);
    const v1::EpisodeShare share = Ascof2d(one);
    sums.Add(provider, episode.age, share.numerator() > 0,
             share.denominator() > 0);
  }
  for (const Category& category : CategoriesOf(sequels)) {
    if (category.episodes == 0) continue;
    sums.AddSequel(category.words, category.in_numerator,
                   category.in_denominator, category.episodes);
  }
  if (unclassified > 0) {
    sums.AddSequel("(no category: nothing says what came after)", false, false,
                   unclassified);
  }
  Measure measure = sums.ToProto(request.parent(), kAscof2d, view.year);
  AddNote(
      "From client-level data: early cessation that leads to long-term support "
      "cannot be told from a planned end, so it counts as long-term support.",
      measure);
  AddNote(view.missing_days, measure);
  return measure;
}

absl::StatusOr<v1::ComputeAscof2dResponse> Measures::ComputeAscof2d(
    const rpc::Call&, const v1::ComputeAscof2dRequest& request) {
  v1::ComputeAscof2dResponse response;
  response.set_definition(kAscof2d);
  *response.mutable_share() = Ascof2d(request.sequels());
  return response;
}

absl::StatusOr<Measure> Measures::GetTwelveWeeks(
    const rpc::Call& call, const v1::GetTwelveWeeksRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const View view, ViewOf(call, request));
  Sums sums(request.grouping(), request.provider());
  for (const CommunityOutcome& outcome : view.of->community_outcomes) {
    const std::string& provider = view.ProviderOf(outcome.location);
    if (!sums.IsAbout(provider)) continue;
    sums.Add(provider, outcome.age, outcome.stayed(), true);
    const absl::string_view words =
        outcome.stayed() ? "neither died nor moved into long-term care"
        : outcome.died
            ? (outcome.entered_care_home ? "moved into long-term care and died"
                                         : "died")
            : "moved into long-term residential or nursing care";
    sums.AddSequel(words, outcome.stayed(), true);
  }
  Measure measure = sums.ToProto(request.parent(), kTwelveWeeks, view.year);
  SortSequels(measure);
  AddNote(
      "A local proxy, not ASCOF 2D(1): without hospital data it counts from "
      "the start of reablement, cannot see emergency readmissions and has "
      "people who did not come from hospital.",
      measure);
  AddNote(view.missing_days, measure);
  return measure;
}

}  // namespace tidemark::cld

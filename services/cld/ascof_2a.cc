#include "services/cld/ascof_2a.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"

#include "services/cld/clusters.h"

namespace tidemark::cld {
namespace {

constexpr Day kNewAfter = 91;
constexpr Day kWindow = 7;
constexpr Day kNearEnd = 14;
constexpr int kAdult = 18;

struct Found {
  Sequel sequel = Sequel::kNone;
  SequelType type = SequelType::kNone;
};

// An outcome that contends in step 4; the least wins.
using Contender = std::pair<int, SequelType>;

// Whether it is one of the services that the cluster was made of.
bool IsOwn(const Event& event, const Cluster& cluster) {
  return IsStMax(event) && event.start >= cluster.start &&
         event.start <= cluster.end;
}

// Open after the end, and begun by the seventh day after it.
bool IsInWindow(const Event& event, const Cluster& cluster) {
  return event.start >= cluster.start && event.end > cluster.end &&
         event.start - cluster.end <= kWindow;
}

bool IsNested(const Event& event, const Cluster& cluster) {
  return event.start >= cluster.start && event.end > cluster.start &&
         event.end <= cluster.end;
}

bool IsService(const Event& event) { return event.type == EventType::kService; }

// The services that can be a sequel; support for carers cannot.
bool IsSequelService(const Event& event) {
  return IsService(event) && event.service >= ServiceType::kNursing &&
         event.service <= ServiceType::kOtherShortTerm;
}

bool InCareHome(const Event& event) {
  return event.component == Component::kShortTermResidential ||
         event.component == Component::kShortTermNursing;
}

// One cluster and what else there is of the person.
class Search {
 public:
  Search(const PersonEvents& person, const Cluster& cluster)
      : person_(person), cluster_(cluster) {
    for (const Event& event : person.events) {
      if (event.client != ClientType::kPerson || IsOwn(event, cluster)) {
        continue;
      }
      if (IsInWindow(event, cluster)) after_.push_back(&event);
      if (IsNested(event, cluster)) nested_.push_back(&event);
    }
  }

  bool HadLongTermSupport() const {
    return std::any_of(
        person_.events.begin(), person_.events.end(), [&](const Event& event) {
          return event.client == ClientType::kPerson && IsService(event) &&
                 IsLongTerm(event.service) && event.start < cluster_.start &&
                 (event.end == kNever ||
                  cluster_.start - event.end < kNewAfter);
        });
  }

  Found Sequel() const {
    if (person_.death != kNever && person_.death - cluster_.end <= kWindow) {
      return {SequelOf(Outcome::kDeceased), SequelType::kDeath};
    }
    const Outcome own = cluster_.deciding->outcome;
    if (own == Outcome::kHospital) {
      return {SequelOf(own), SequelType::kHospital};
    }
    if (const auto service = ServiceAfter()) return *service;
    if (const auto outcome = BestOutcome()) return *outcome;
    if (HasNestedEquipment()) {
      return {SequelOf(ServiceType::kLowLevel), SequelType::kEquipment};
    }
    return {SequelOf(own), SequelType::kUnclassified};
  }

 private:
  // Step 3. The types of service stand in the order of the hierarchy.
  std::optional<Found> ServiceAfter() const {
    const Event* best = nullptr;
    const auto rank = [](const Event& event) {
      return std::make_tuple(event.service, !InCareHome(event));
    };
    for (const Event* const event : after_) {
      if (!IsSequelService(*event)) continue;
      if (best == nullptr || rank(*event) < rank(*best)) best = event;
    }
    if (best == nullptr) return std::nullopt;
    const bool care_home =
        best->service == ServiceType::kOtherShortTerm && InCareHome(*best);
    return Found{
        care_home ? Sequel::kShortTermCareHome : SequelOf(best->service),
        SequelType::kService};
  }

  // Step 4.
  std::optional<Found> BestOutcome() const {
    std::vector<Contender> contenders;
    const int own = RankOf(cluster_.deciding->outcome);
    const bool own_usable = IsUsable(cluster_.deciding->outcome);
    if (after_.empty() && own_usable) {
      contenders.emplace_back(own, SequelType::kOwnOutcome);
    }
    for (const Event* const event : after_) {
      if (IsService(*event) || event->outcome == Outcome::kEndedAsPlanned) {
        continue;
      }
      if (own_usable) contenders.emplace_back(own, SequelType::kOwnOutcome);
      if (IsUsable(event->outcome)) {
        contenders.emplace_back(RankOf(event->outcome),
                                SequelType::kLaterEvent);
      }
    }
    if (const Event* const review = LastNestedReview()) {
      contenders.emplace_back(RankOf(review->outcome),
                              SequelType::kNestedReview);
    }
    if (contenders.empty()) return std::nullopt;
    const Contender best =
        *std::min_element(contenders.begin(), contenders.end());
    return Found{SequelOf(static_cast<Outcome>(best.first)), best.second};
  }

  // The assessment or review with something to say that ends last, less than
  // 14 days before the cluster's end; of several the one with the best outcome.
  const Event* LastNestedReview() const {
    const Event* last = nullptr;
    for (const Event* const event : nested_) {
      if ((event->type != EventType::kAssessment &&
           event->type != EventType::kReview) ||
          cluster_.end - event->end >= kNearEnd || !IsUsable(event->outcome)) {
        continue;
      }
      if (last == nullptr || event->end > last->end ||
          (event->end == last->end &&
           RankOf(event->outcome) < RankOf(last->outcome))) {
        last = event;
      }
    }
    return last;
  }

  // Step 5.
  bool HasNestedEquipment() const {
    return std::any_of(nested_.begin(), nested_.end(), [](const Event* event) {
      return IsService(*event) && event->component == Component::kEquipment;
    });
  }

  const PersonEvents& person_;
  const Cluster& cluster_;
  // Both without the services of the cluster itself.
  std::vector<const Event*> after_;
  std::vector<const Event*> nested_;
};

}  // namespace

void FindEpisodes(const PersonEvents& person, Year year,
                  absl::FunctionRef<void(const ShortTermEpisode&)> visit) {
  for (const Cluster& cluster : ClustersOf(person, IsStMax)) {
    if (cluster.end < year.from || cluster.end > year.to) continue;
    ShortTermEpisode episode = {
        .person = person.person,
        .start = cluster.start,
        .end = cluster.end,
        .location = cluster.deciding->location,
        .age = static_cast<uint8_t>(AgeAtEnd(person, cluster))};
    const Search search(person, cluster);
    // An age that is unknown is above all that are known.
    if (episode.age < kAdult) {
      episode.standing = Standing::kUnder18;
    } else if (search.HadLongTermSupport()) {
      episode.standing = Standing::kExistingSupport;
    } else {
      const Found found = search.Sequel();
      episode.sequel = found.sequel;
      episode.type = found.type;
    }
    visit(episode);
  }
}

std::string ReasonOf(const ShortTermEpisode& episode) {
  switch (episode.standing) {
    case Standing::kExistingSupport:
      return "left out: long-term support in the 91 days before";
    case Standing::kUnder18:
      return "left out: under 18 at the end";
    case Standing::kNew:
      break;
  }
  absl::string_view how;
  switch (episode.type) {
    case SequelType::kNone:
      break;
    case SequelType::kDeath:
      how = "died by the seventh day after the end";
      break;
    case SequelType::kHospital:
      how = "ended in hospital";
      break;
    case SequelType::kService:
      how = "a service goes on or starts by the seventh day after the end";
      break;
    case SequelType::kOwnOutcome:
      how = "the outcome of the last service";
      break;
    case SequelType::kLaterEvent:
      how = "the outcome of another event by the seventh day after the end";
      break;
    case SequelType::kNestedReview:
      how = "the outcome of an assessment or review in the last 14 days";
      break;
    case SequelType::kEquipment:
      how = "equipment was given during the episode";
      break;
    case SequelType::kUnclassified:
      how = "nothing says what came after but the last service's own outcome";
      break;
  }
  const absl::string_view counts = episode.in_numerator() ? "counts in both"
                                   : episode.in_denominator()
                                       ? "counts in the denominator only"
                                       : "counts in neither";
  return absl::StrCat(how, "; ", counts);
}

double RoundedPercent(int64_t numerator, int64_t denominator) {
  const int64_t tenths = (2000 * numerator + denominator) / (2 * denominator);
  return static_cast<double>(tenths) / 10;
}

}  // namespace tidemark::cld

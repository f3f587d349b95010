#include "services/enablement/terms.h"

#include <string>

#include "common/proto/names.h"
#include "common/rpc/waiting.h"

namespace tidemark::enablement {
namespace {

using contracts::v1::Council;

constexpr int kNoChangeDays = 14;
constexpr int kNearEndDays = 7;

// What every council has unless it says otherwise. Reablement at home is free
// of charge for six weeks (SI 2014/2673), which is what bounds it; bridging has
// no national period.
struct KnownType {
  const char* id;
  const char* title;
  int days;
  int shortest;
};
constexpr KnownType kKnownTypes[] = {
    {"reablement-at-home", "Reablement at home", 42, 0},
    {"home-to-assess", "Home to assess", 28, 14},
    {"bridging", "Bridging support", 28, 0},
};

void AddType(const Council::Enablement::EpisodeType& own,
             v1::EpisodeTerms& terms) {
  v1::EpisodeType* type = nullptr;
  for (v1::EpisodeType& known : *terms.mutable_episode_types()) {
    if (known.id() == own.id()) type = &known;
  }
  if (type == nullptr) {
    type = terms.add_episode_types();
    type->set_id(own.id());
    type->set_title(own.id());
  }
  if (!own.title().empty()) type->set_title(own.title());
  type->set_specified_period_days(own.specified_period_days());
  type->set_shortest_period_days(own.shortest_period_days());
}

}  // namespace

Terms TermsOf(const Council& council) {
  const Council::Enablement& own = council.enablement();
  Terms terms;
  terms.episodes.set_council(council.name());
  for (const KnownType& known : kKnownTypes) {
    v1::EpisodeType& type = *terms.episodes.add_episode_types();
    type.set_id(known.id);
    type.set_title(known.title);
    type.set_specified_period_days(known.days);
    type.set_shortest_period_days(known.shortest);
  }
  for (const auto& type : own.episode_types()) AddType(type, terms.episodes);
  if (!own.check_back_days().empty()) {
    terms.check_backs.days.assign(own.check_back_days().begin(),
                                  own.check_back_days().end());
  }
  for (const int days : terms.check_backs.days) {
    terms.episodes.add_check_back_days(days);
  }
  terms.check_backs.calendar =
      type::CalendarWith(council.extra_non_working_days());
  terms.episodes.set_no_change_days(
      own.no_change_days() == 0 ? kNoChangeDays : own.no_change_days());
  terms.episodes.set_near_end_days(
      own.near_end_days() == 0 ? kNearEndDays : own.near_end_days());
  terms.episodes.set_free_days_stop_in_pauses(
      own.free_days() == Council::Enablement::FREE_DAYS_STOP_IN_PAUSES);
  return terms;
}

absl::StatusOr<Terms> TermsFor(feed::Replica<Council>& councils,
                               absl::string_view name) {
  const std::string council_name(CouncilOf(name));
  const auto council = councils.Get(council_name);
  if (council.ok()) return TermsOf(**council);
  if (rpc::IsWouldWait(council.status())) return council.status();
  Council unknown;
  unknown.set_name(council_name);
  return TermsOf(unknown);
}

const v1::EpisodeType* FindType(const Terms& terms, absl::string_view id) {
  for (const v1::EpisodeType& type : terms.episodes.episode_types()) {
    if (type.id() == id) return &type;
  }
  return nullptr;
}

}  // namespace tidemark::enablement

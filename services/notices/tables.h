// What the notices service stores: notices, settings and alerts, which are its
// own, and facts, which it copies from the feeds that it follows.

#ifndef TIDEMARK_SERVICES_NOTICES_TABLES_H_
#define TIDEMARK_SERVICES_NOTICES_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/proto/names.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "tidemark/notices/v1/alert.pb.h"
#include "tidemark/notices/v1/facts.pb.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// The ids of tables and indexes and the keys of indexes are on disk. Never
// change or reuse.

inline const store::Table<v1::CouncilFacts> kCouncils = {.id = 1,
                                                         .feed = false};

// The providers of a group. `group` is CQC's id.
inline std::string GroupKey(absl::string_view council,
                            absl::string_view group) {
  return absl::StrCat(council, " ", group);
}
inline const store::Index<v1::ProviderFacts> kProvidersByGroup = {
    .id = 1, .keys = [](const v1::ProviderFacts& provider) {
      std::vector<std::string> keys;
      if (!provider.group_id().empty()) {
        keys.push_back(
            GroupKey(CouncilOf(provider.name()), provider.group_id()));
      }
      return keys;
    }};
inline const store::Table<v1::ProviderFacts> kProviders = {
    .id = 2, .indexes = {kProvidersByGroup}, .feed = false};

inline const store::Table<v1::ContractFacts> kContracts = {.id = 3,
                                                           .feed = false};
// Returns of a contract are found by the prefix of their names.
inline const store::Table<v1::ReturnFacts> kReturns = {.id = 4, .feed = false};

inline const store::Table<v1::Told> kTold = {.id = 5, .feed = false};
// One record.
inline const store::Table<v1::Progress> kProgress = {.id = 6, .feed = false};
inline constexpr char kProgressName[] = "progress";

// The notices of a day that concern `scope`, a council or a provider.
inline std::string DayKey(absl::string_view scope, type::Date day) {
  return absl::StrCat(scope, " ", type::FormatIsoDate(day));
}
inline const store::Index<v1::Notice> kNoticesByDay = {
    .id = 1, .keys = [](const v1::Notice& notice) {
      const type::Date day(notice.day().year(), notice.day().month(),
                           notice.day().day());
      std::vector<std::string> keys = {DayKey(CouncilOf(notice.name()), day)};
      for (const std::string& provider : notice.providers()) {
        keys.push_back(DayKey(provider, day));
      }
      return keys;
    }};
// Those that are to be sent.
inline constexpr char kPendingKey[] = "pending";
inline const store::Index<v1::Notice> kPendingNotices = {
    .id = 2, .keys = [](const v1::Notice& notice) {
      std::vector<std::string> keys;
      if (notice.state() == v1::Notice::STATE_PENDING) {
        keys.emplace_back(kPendingKey);
      }
      return keys;
    }};
// Not in a feed: whoever reads one would see the lines of every provider of a
// group. The same holds for alerts, which providers do not see.
inline const store::Table<v1::Notice> kNotices = {
    .id = 7, .indexes = {kNoticesByDay, kPendingNotices}, .feed = false};

// Whether the alert still asks for something.
inline bool Stands(const v1::Alert& alert) {
  return alert.state() == v1::Alert::STATE_OPEN ||
         alert.state() == v1::Alert::STATE_OFFERED_HELP;
}
inline const store::Index<v1::Alert> kAlertsByContract = {
    .id = 1, .keys = [](const v1::Alert& alert) {
      std::vector<std::string> keys;
      if (!alert.contract().empty()) keys.push_back(alert.contract());
      return keys;
    }};
inline constexpr char kStandingKey[] = "standing";
inline const store::Index<v1::Alert> kStandingAlerts = {
    .id = 2, .keys = [](const v1::Alert& alert) {
      std::vector<std::string> keys;
      if (Stands(alert)) keys.emplace_back(kStandingKey);
      return keys;
    }};
inline const store::Table<v1::Alert> kAlerts = {
    .id = 8, .indexes = {kAlertsByContract, kStandingAlerts}, .feed = false};

inline const store::Table<v1::NoticeSettings> kSettings = {.id = 9};

// The database of the notices service.
inline store::Schema MakeSchema() {
  return {.name = "notices",
          .version = 1,
          .tables = {kCouncils.info(), kProviders.info(), kContracts.info(),
                     kReturns.info(), kTold.info(), kProgress.info(),
                     kNotices.info(), kAlerts.info(), kSettings.info()}};
}

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_TABLES_H_

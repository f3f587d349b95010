// What the oversight service stores: signals and baselines, which are its own,
// and the names of councils, which it copies from the contracts feed.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_TABLES_H_
#define TIDEMARK_SERVICES_OVERSIGHT_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

#include "common/proto/names.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/oversight/v1/baseline.pb.h"
#include "tidemark/oversight/v1/signal.pb.h"
#include "tidemark/oversight/v1/stored.pb.h"

namespace tidemark::oversight {

// The ids of tables and indexes and the keys of indexes are on disk. Never
// change or reuse.

// Those whose finding stands, by council.
inline const store::Index<v1::Signal> kStandingSignals = {
    .id = 1, .keys = [](const v1::Signal& signal) {
      std::vector<std::string> keys;
      if (signal.standing()) keys.emplace_back(CouncilOf(signal.name()));
      return keys;
    }};
// What the keys of a council's signals by age start with.
inline std::string AgePrefix(absl::string_view council) {
  return absl::StrCat(council, " ");
}
// By council, those first seen last first.
inline const store::Index<v1::Signal> kSignalsByAge = {
    .id = 2, .keys = [](const v1::Signal& signal) {
      const type::v1::Date& day = signal.first_seen_date();
      const int number = 10000 * day.year() + 100 * day.month() + day.day();
      return std::vector<std::string>{
          absl::StrCat(AgePrefix(CouncilOf(signal.name())),
                       absl::StrFormat("%08d", 99999999 - number))};
    }};
// Providers see none of it in the feed: a signal and a baseline have a subject,
// and no `provider` of their own.
inline const store::Table<v1::Signal> kSignals = {
    .id = 1, .indexes = {kStandingSignals, kSignalsByAge}};

// A council's are found by the prefix of their names.
inline const store::Table<v1::Baseline> kBaselines = {.id = 2};

inline const store::Table<v1::CouncilCopy> kCouncilCopies = {.id = 3,
                                                             .feed = false};

// The database of the oversight service.
inline store::Schema NewSchema() {
  return {
      .name = "oversight",
      .version = 1,
      .tables = {kSignals.info(), kBaselines.info(), kCouncilCopies.info()}};
}

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_TABLES_H_

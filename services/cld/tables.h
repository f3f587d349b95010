#ifndef TIDEMARK_SERVICES_CLD_TABLES_H_
#define TIDEMARK_SERVICES_CLD_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/proto/names.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "tidemark/cld/v1/stored.pb.h"
#include "tidemark/cld/v1/submission.pb.h"
#include "tidemark/contracts/v1/location.pb.h"

namespace tidemark::cld {

// The ids of tables and indexes are on disk. Never change or reuse.

inline const store::Table<v1::CldSubmission> kSubmissions = {.id = 1};

// One record a batch. Not in the feed: what others may learn of people, they
// learn as records of the outcomes and enablement services.
inline const store::Table<v1::StoredEvents> kEvents = {.id = 2, .feed = false};

// One record a batch; once the events have gone or stand, one a submission.
inline const store::Table<v1::StoredFindings> kFindings = {.id = 3,
                                                           .feed = false};

// Copies of the contracts service's locations, to be found by their CQC id in
// a council.
inline std::string LocationKey(absl::string_view council,
                               absl::string_view location_id) {
  return absl::StrCat(council, "|", absl::AsciiStrToUpper(location_id));
}
inline const store::Index<contracts::v1::Location> kLocationsById = {
    .id = 1, .keys = [](const contracts::v1::Location& location) {
      return std::vector<std::string>{
          LocationKey(CouncilOf(location.name()), IdOf(location.name()))};
    }};
inline const store::Table<contracts::v1::Location> kLocationCopies = {
    .id = 4, .indexes = {kLocationsById}, .feed = false};

// What the client-level data service keeps.
inline store::Schema MakeSchema() {
  return {.name = "cld",
          .version = 1,
          .tables = {kSubmissions.info(), kEvents.info(), kFindings.info(),
                     kLocationCopies.info()}};
}

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_TABLES_H_

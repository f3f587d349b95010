#include "services/contracts/provider_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/identifiers.h"

namespace tidemark::contracts {
namespace {

using Rating = v1::Location::Rating;

// The service group of ratings of the whole location.
constexpr absl::string_view kOverall = "Overall";

bool ComesBefore(const Rating& a, const Rating& b) {
  const auto key = [](const Rating& rating) {
    const absl::string_view group = rating.service_group();
    return std::make_tuple(group != kOverall, group, rating.domain());
  };
  return key(a) < key(b);
}

void CheckRating(const Rating& rating, absl::string_view path, Faults& faults) {
  const auto incomplete = [&](absl::string_view field) {
    faults.Add({.field = absl::StrCat(path, ".", field),
                .code = "RATING_INCOMPLETE",
                .message = "must be set: a rating says what was rated, and "
                           "how"});
  };
  if (rating.service_group().empty()) incomplete("service_group");
  if (rating.domain() == Rating::DOMAIN_UNSPECIFIED) incomplete("domain");
  if (rating.grade() == Rating::GRADE_UNSPECIFIED) incomplete("grade");
  if (type::IsSet(rating.publication_date())) {
    type::ReadDate(rating.publication_date(),
                   absl::StrCat(path, ".publication_date"), faults);
  }
}

}  // namespace

bool IsNationalId(absl::string_view id) {
  return type::IsCqcId(id) || type::IsOdsCode(id);
}

void CheckRegistryId(absl::string_view field, absl::string_view id,
                     Faults& faults) {
  const absl::Status status = type::CheckCqcId(id);
  if (status.ok()) return;
  faults.Add({.field = std::string(field),
              .code = ReasonOf(status),
              .message = std::string(status.message())});
}

void CheckLocation(const v1::Location& location, Faults& faults) {
  if (!location.ods_code().empty() && !type::IsOdsCode(location.ods_code())) {
    faults.Add({.field = "location.ods_code",
                .code = "ODS_CODE_INVALID",
                .message = "must be 3 to 6 of A-Z and 0-9 with at least one "
                           "letter, such as VNH5M; or empty"});
  }
  absl::flat_hash_map<std::pair<std::string, int>, int> first;
  for (int i = 0; i < location.ratings_size(); ++i) {
    const Rating& rating = location.ratings(i);
    const std::string path = absl::StrCat("location.ratings[", i, "]");
    CheckRating(rating, path, faults);
    const auto [it, inserted] = first.try_emplace(
        {rating.service_group(), static_cast<int>(rating.domain())}, i);
    if (inserted) continue;
    faults.Add({.field = path,
                .code = "RATING_TWICE",
                .message = absl::StrCat(
                    "must differ from location.ratings[", it->second,
                    "] in its service group or domain; keep the latest only")});
  }
}

void SortRatings(v1::Location& location) {
  std::stable_sort(location.mutable_ratings()->begin(),
                   location.mutable_ratings()->end(), ComesBefore);
}

std::string LocationKey(absl::string_view council, absl::string_view id) {
  return absl::StrCat(council, " ", id);
}

std::vector<std::string> LocationKeys(absl::string_view name) {
  const absl::string_view id = IdOf(name);
  if (!IsNationalId(id)) return {};
  return {LocationKey(CouncilOf(name), id)};
}

absl::Status ProviderUnknown(absl::string_view name) {
  return Error(absl::StatusCode::kFailedPrecondition, "PROVIDER_UNKNOWN",
               absl::StrCat(name,
                            " is not stored here; create it, or import "
                            "CQC's ratings file, first"),
               {{"provider", std::string(name)}});
}

absl::Status LocationElsewhere(absl::string_view name) {
  return Error(absl::StatusCode::kAlreadyExists, "LOCATION_ELSEWHERE",
               absl::StrCat("this place is stored as ", name,
                            "; importing CQC's ratings file moves it to the "
                            "provider that the file gives"),
               {{"name", std::string(name)}});
}

}  // namespace tidemark::contracts

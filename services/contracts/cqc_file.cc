#include "services/contracts/cqc_file.h"

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/csv/cells.h"
#include "common/csv/file.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/identifiers.h"
#include "services/contracts/provider_rules.h"

namespace tidemark::contracts {
namespace {

using Rating = v1::Location::Rating;

constexpr absl::string_view kLocationId = "Location ID";
constexpr absl::string_view kOdsCode = "Location ODS Code";
constexpr absl::string_view kLocationName = "Location Name";
constexpr absl::string_view kCareHome = "Care Home?";
constexpr absl::string_view kLocationType = "Location Type";
constexpr absl::string_view kCategory = "Location Primary Inspection Category";
constexpr absl::string_view kCity = "Location City";
constexpr absl::string_view kPostcode = "Location Post Code";
constexpr absl::string_view kLocalAuthority = "Location Local Authority";
constexpr absl::string_view kGroup = "Service / Population Group";
constexpr absl::string_view kDomain = "Domain";
constexpr absl::string_view kRating = "Latest Rating";
constexpr absl::string_view kPublished = "Publication Date";
constexpr absl::string_view kInherited = "Inherited Rating (Y/N)";
constexpr absl::string_view kProviderId = "Provider ID";
constexpr absl::string_view kProviderName = "Provider Name";
constexpr absl::string_view kBrandId = "Brand ID";
constexpr absl::string_view kBrandName = "Brand Name";

// What every row of a provider, and of a location, says alike.
constexpr absl::string_view kOfProvider[] = {kProviderName, kBrandId,
                                             kBrandName};
constexpr absl::string_view kOfLocation[] = {
    kOdsCode,  kLocationName, kCareHome, kLocationType,
    kCategory, kCity,         kPostcode, kLocalAuthority};

// What CQC writes where there is no brand.
constexpr absl::string_view kNone = "-";

template <typename Value>
struct Word {
  absl::string_view word;
  Value value;
};

constexpr Word<Rating::Domain> kDomains[] = {
    {"Overall", Rating::DOMAIN_OVERALL},
    {"Safe", Rating::DOMAIN_SAFE},
    {"Effective", Rating::DOMAIN_EFFECTIVE},
    {"Caring", Rating::DOMAIN_CARING},
    {"Responsive", Rating::DOMAIN_RESPONSIVE},
    {"Well-led", Rating::DOMAIN_WELL_LED},
};

constexpr Word<Rating::Grade> kGrades[] = {
    {"Outstanding", Rating::GRADE_OUTSTANDING},
    {"Good", Rating::GRADE_GOOD},
    {"Requires improvement", Rating::GRADE_REQUIRES_IMPROVEMENT},
    {"Inadequate", Rating::GRADE_INADEQUATE},
    {"Not rated", Rating::GRADE_NOT_RATED},
    {"Not applicable", Rating::GRADE_NOT_APPLICABLE},
    {"Regulations met", Rating::GRADE_REGULATIONS_MET},
    {"Regulations not met", Rating::GRADE_REGULATIONS_NOT_MET},
    {"Insufficient evidence to rate", Rating::GRADE_INSUFFICIENT_EVIDENCE},
};

csv::ReadOptions Options() {
  csv::ReadOptions options;
  for (const absl::string_view heading :
       {kLocationId, kOdsCode, kLocationName, kCareHome, kLocationType,
        kCategory, kCity, kPostcode, kLocalAuthority, kGroup, kDomain, kRating,
        kPublished, kInherited, kProviderId, kProviderName, kBrandId,
        kBrandName}) {
    options.required.emplace_back(heading);
  }
  return options;
}

// The first row that names a provider, a location or a rating, and what it
// says.
template <typename Message>
struct First {
  const csv::Row* row;
  Message message;
};

// One row and what is wrong with it.
class RowReader {
 public:
  RowReader(const csv::File& file, const csv::Row& row, Faults& faults)
      : file_(file), row_(row), cells_(file, row, faults) {}

  const csv::Row& row() const { return row_; }

  // The id in the cell; nothing, with a fault, if it is none.
  std::optional<std::string> Id(absl::string_view heading) {
    std::optional<std::string> id =
        cells_.CheckedText(heading, {.required = true});
    if (!id || IsNationalId(*id)) return id;
    cells_.AddFault(heading, "ID_INVALID",
                    "must be a CQC id such as 1-101668892 or an NHS ODS code "
                    "such as RWDAA",
                    true);
    return std::nullopt;
  }

  // The text in the cell, which must not be empty; "" if it is.
  std::string Text(absl::string_view heading, size_t max_bytes,
                   bool personal = false) {
    return cells_
        .CheckedText(
            heading,
            {.required = true, .max_bytes = max_bytes, .personal = personal})
        .value_or("");
  }

  std::string OdsCode() {
    const absl::string_view code = cells_.Text(kOdsCode);
    if (!code.empty() && !type::IsOdsCode(code)) {
      cells_.AddFault(kOdsCode, "ODS_CODE_INVALID",
                      "must be 3 to 6 of A-Z and 0-9 with at least one letter, "
                      "such as VNH5M; or empty",
                      true);
      return "";
    }
    return std::string(code);
  }

  bool YesNo(absl::string_view heading) {
    const absl::string_view text = cells_.Text(heading);
    if (absl::EqualsIgnoreCase(text, "Y")) return true;
    if (text.empty()) {
      cells_.CheckedText(heading, {.required = true});
    } else if (!absl::EqualsIgnoreCase(text, "N")) {
      cells_.AddFault(heading, "YES_NO_INVALID", "must be Y or N", true);
    }
    return false;
  }

  // The value that the cell's word stands for; the enum's zero, with a fault,
  // if there is none.
  template <typename Value, size_t size>
  Value OneOf(absl::string_view heading, const Word<Value> (&words)[size],
              absl::string_view code) {
    const absl::string_view text = cells_.Text(heading);
    std::string all;
    for (const Word<Value>& word : words) {
      if (absl::EqualsIgnoreCase(text, word.word)) return word.value;
      absl::StrAppend(&all, all.empty() ? "" : ", ", word.word);
    }
    if (text.empty()) {
      cells_.CheckedText(heading, {.required = true});
    } else {
      cells_.AddFault(heading, code, absl::StrCat("must be one of ", all),
                      true);
    }
    return Value();
  }

  std::optional<type::Date> Published() {
    return cells_.Date(kPublished, {.slashes = csv::SlashDates::kMonthFirst});
  }

  // Refuses a brand of which only one of id and name is given.
  void CheckBrand() {
    const absl::string_view id = cells_.Text(kBrandId);
    const absl::string_view name = cells_.Text(kBrandName);
    if (id.empty() || name.empty() || (id == kNone) == (name == kNone)) return;
    cells_.AddFault(id == kNone ? kBrandId : kBrandName, "BRAND_INCOMPLETE",
                    "a brand must have an id and a name, or \"-\" for both",
                    false);
  }

  // Adds a fault for the cell if `first` says otherwise there.
  void CheckSame(absl::string_view heading, const csv::Row& first,
                 absl::string_view key, absl::string_view code) {
    const std::optional<size_t> column = file_.Column(heading);
    if (column && row_.cells[*column] == first.cells[*column]) return;
    Faults none;
    const csv::Cells earlier(file_, first, none);
    if (cells_.Text(heading) == earlier.Text(heading)) return;
    cells_.AddFault(heading, code,
                    absl::StrCat("must be as on line ", first.line,
                                 ", which has the same ", key),
                    false);
  }

  void AddFault(absl::string_view heading, absl::string_view code,
                absl::string_view message) {
    cells_.AddFault(heading, code, message, true);
  }

 private:
  const csv::File& file_;
  const csv::Row& row_;
  csv::Cells cells_;
};

// Puts the rows together.
class Assembly {
 public:
  explicit Assembly(const csv::File& file) : file_(file) {}

  void AddRow(const csv::Row& row, Faults& faults) {
    RowReader reader(file_, row, faults);
    const std::optional<std::string> location = reader.Id(kLocationId);
    if (location) AddLocation(reader, *location);
    AddRating(reader, location);
    const std::optional<std::string> provider = reader.Id(kProviderId);
    if (location) CheckOwner(reader, *location, provider);
    AddProvider(reader, provider);
  }

  CqcFile Build(absl::string_view council) && {
    CqcFile built;
    built.rows = static_cast<int>(file_.rows().size());
    built.ratings = static_cast<int>(ratings_.size());
    for (auto& [key, rating] : ratings_) {
      *locations_.at(std::get<0>(key)).message.add_ratings() =
          std::move(rating.message);
    }
    for (auto& [id, provider] : providers_) {
      provider.message.set_name(NameIn(council, "providers", id));
      built.providers.push_back(std::move(provider.message));
    }
    for (auto& [id, location] : locations_) {
      location.message.set_name(NameIn(
          NameIn(council, "providers", owners_.at(id)), "locations", id));
      SortRatings(location.message);
      built.locations.push_back(std::move(location.message));
    }
    return built;
  }

 private:
  void AddLocation(RowReader& reader, const std::string& id) {
    const auto it = locations_.find(id);
    if (it != locations_.end()) {
      for (const absl::string_view heading : kOfLocation) {
        reader.CheckSame(heading, *it->second.row, kLocationId,
                         "LOCATION_CONFLICT");
      }
      return;
    }
    v1::Location location;
    location.set_ods_code(reader.OdsCode());
    location.set_display_name(reader.Text(kLocationName, 300, true));
    location.set_care_home(reader.YesNo(kCareHome));
    location.set_location_type(reader.Text(kLocationType, 200));
    location.set_inspection_category(reader.Text(kCategory, 200));
    location.set_city(reader.Text(kCity, 200));
    location.set_postcode(reader.Text(kPostcode, 10));
    location.set_local_authority(reader.Text(kLocalAuthority, 200));
    locations_.emplace(id,
                       First<v1::Location>{&reader.row(), std::move(location)});
  }

  void AddRating(RowReader& reader,
                 const std::optional<std::string>& location) {
    Rating rating;
    rating.set_service_group(reader.Text(kGroup, 200));
    rating.set_domain(reader.OneOf(kDomain, kDomains, "DOMAIN_UNKNOWN"));
    rating.set_grade(reader.OneOf(kRating, kGrades, "RATING_UNKNOWN"));
    if (const std::optional<type::Date> date = reader.Published()) {
      *rating.mutable_publication_date() = type::ToProto(*date);
    }
    rating.set_inherited(reader.YesNo(kInherited));
    if (!location || rating.service_group().empty() ||
        rating.domain() == Rating::DOMAIN_UNSPECIFIED) {
      return;
    }
    const auto [it, inserted] = ratings_.try_emplace(
        {*location, rating.service_group(), rating.domain()},
        First<Rating>{&reader.row(), rating});
    if (inserted) return;
    const First<Rating>& first = it->second;
    const bool same =
        first.message.SerializeAsString() == rating.SerializeAsString();
    reader.AddFault(
        kDomain, same ? "ROW_TWICE" : "RATING_CONFLICT",
        absl::StrCat("line ", first.row->line,
                     " has this location, group and domain already",
                     same ? "; remove one of the two rows"
                          : " with another rating; keep the latest"));
  }

  // Checks that the location is under one provider.
  void CheckOwner(RowReader& reader, const std::string& location,
                  const std::optional<std::string>& provider) {
    if (!provider) return;
    const auto [it, inserted] = owners_.try_emplace(location, *provider);
    if (inserted || it->second == *provider) return;
    reader.AddFault(
        kProviderId, "LOCATION_TWO_PROVIDERS",
        absl::StrCat("must be as on line ", locations_.at(location).row->line,
                     ", which has the same Location ID: a location belongs to "
                     "one provider"));
  }

  void AddProvider(RowReader& reader, const std::optional<std::string>& id) {
    if (!id) return;
    const auto it = providers_.find(*id);
    if (it != providers_.end()) {
      for (const absl::string_view heading : kOfProvider) {
        reader.CheckSame(heading, *it->second.row, kProviderId,
                         "PROVIDER_CONFLICT");
      }
      return;
    }
    v1::Provider provider;
    provider.set_display_name(reader.Text(kProviderName, 300, true));
    const std::string brand_id = reader.Text(kBrandId, 63);
    const std::string brand_name = reader.Text(kBrandName, 300);
    reader.CheckBrand();
    if (brand_id != kNone) {
      provider.set_group_id(brand_id);
      provider.set_group_name(brand_name);
    }
    providers_.emplace(*id,
                       First<v1::Provider>{&reader.row(), std::move(provider)});
  }

  const csv::File& file_;
  std::map<std::string, First<v1::Provider>> providers_;
  std::map<std::string, First<v1::Location>> locations_;
  // The provider of each location.
  std::map<std::string, std::string> owners_;
  std::map<std::tuple<std::string, std::string, int>, First<Rating>> ratings_;
};

// Keeps the first faults and counts the rest.
class FaultLimit {
 public:
  explicit FaultLimit(Faults& faults)
      : faults_(faults), before_(faults.size()) {}

  void Add(const Faults& more) {
    for (const Fault& fault : more.all()) {
      if (faults_.size() - before_ < kMaxCqcFaults) {
        faults_.Add(fault);
      } else if (left_out_++ == 0) {
        first_left_out_ = fault.line;
      }
    }
  }

  // Says how many were left out. Returns whether there were any faults.
  bool Finish() {
    if (left_out_ > 0) {
      faults_.Add({.field = "content",
                   .code = "TOO_MANY_FAULTS",
                   .message = absl::StrCat("there are ", left_out_,
                                           " more faults from here on; mend "
                                           "the ones above first"),
                   .line = first_left_out_});
    }
    return faults_.size() > before_;
  }

 private:
  Faults& faults_;
  const size_t before_;
  size_t left_out_ = 0;
  int first_left_out_ = 0;
};

}  // namespace

std::optional<CqcFile> ReadCqcFile(absl::string_view content,
                                   absl::string_view council, Faults& faults) {
  const std::optional<csv::File> file = csv::Read(content, Options(), faults);
  if (!file) return std::nullopt;
  if (file->rows().empty()) {
    faults.Add({.field = "content",
                .code = "NO_ROWS",
                .message = "there must be rows below the header",
                .line = file->header_line()});
    return std::nullopt;
  }
  Assembly assembly(*file);
  FaultLimit limit(faults);
  for (const csv::Row& row : file->rows()) {
    Faults of_row;
    assembly.AddRow(row, of_row);
    limit.Add(of_row);
  }
  if (limit.Finish()) return std::nullopt;
  return std::move(assembly).Build(council);
}

}  // namespace tidemark::contracts

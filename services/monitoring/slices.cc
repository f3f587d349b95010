#include "services/monitoring/slices.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/monitoring/attributes.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/support.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Council;
using outcomes::v1::PersonalOutcome;
// `Package` and `Person` are also functions of `Slices`.
using PackageCopy = enablement::v1::Package;
using PersonCopy = outcomes::v1::Person;

// A stage as a word: `STAGE_ENABLE` is `enable`. Empty for the first, which is
// unspecified.
std::string StageWord(int stage) {
  const auto* const value =
      PackageCopy::Stage_descriptor()->FindValueByNumber(stage);
  if (value == nullptr || value->index() == 0) return "";
  return absl::AsciiStrToLower(absl::StripPrefix(value->name(), "STAGE_"));
}

// The values of a dimension that has an order of its own.
std::vector<std::string> OrderedValues(v1::Dimension dimension) {
  std::vector<std::string> values;
  if (dimension == v1::DIMENSION_STAGE) {
    const auto& stages = *PackageCopy::Stage_descriptor();
    for (int i = 1; i < stages.value_count(); ++i) {
      values.push_back(StageWord(stages.value(i)->number()));
    }
  }
  for (const v1::Group& group : GroupsOf(AttributeOf(dimension))) {
    if (group.code() != kGroupNotRecorded) values.push_back(group.code());
  }
  return values;
}

}  // namespace

Slices::Slices(const store::Reader& reader, absl::string_view council,
               v1::Dimension dimension)
    : reader_(reader), council_(council), dimension_(dimension) {
  NumberOf("");
  for (const std::string& value : OrderedValues(dimension)) NumberOf(value);
  ordered_ = values_.size() > 1;
}

int Slices::NumberOf(absl::string_view value) {
  const auto [it, is_new] =
      numbers_.try_emplace(value, static_cast<int>(values_.size()));
  if (is_new) values_.emplace_back(value);
  return it->second;
}

int Slices::NumberOfBand(int32_t birth_year, int32_t day) const {
  // The bands are the first values after `kNotRecorded`.
  return AgeBandOf(birth_year, DateOf(day).year()) + 1;
}

void Slices::SetThemes(std::vector<int>& themes, absl::string_view id) {
  const int number = NumberOf(id);
  if (std::find(themes.begin(), themes.end(), number) == themes.end()) {
    themes.push_back(number);
  }
}

absl::Status Slices::ReadPerson(absl::string_view id, PersonFacts& facts) {
  const std::string name = NameIn(council_, "people", id);
  if (dimension_ == v1::DIMENSION_LOCATION ||
      dimension_ == v1::DIMENSION_THEME) {
    return kOutcomeCopies.Scan(
        reader_, absl::StrCat(name, "/outcomes/"), "",
        [&](const PersonalOutcome& outcome) {
          OutcomeFacts& of = facts.outcomes.emplace_back();
          of.id = std::string(IdOf(outcome.name()));
          if (dimension_ == v1::DIMENSION_LOCATION) {
            of.location = NumberOf(outcome.location());
          } else {
            for (const std::string& theme : outcome.themes()) {
              SetThemes(of.themes, theme);
            }
          }
          return true;
        });
  }
  if (dimension_ == v1::DIMENSION_STAGE) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::vector<std::string> packages,
        kPackageCopies.Lookup(reader_, kCopiesByPerson, name));
    for (const std::string& package : packages) {
      TIDEMARK_ASSIGN_OR_RETURN(facts.packages.emplace_back(),
                                kPackageCopies.Get(reader_, package));
    }
    return absl::OkStatus();
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<PersonCopy> person,
                            kPersonCopies.Find(reader_, name));
  if (!person) return absl::OkStatus();
  facts.birth_year = person->birth_year();
  // Age alone depends on the day, which is not known yet.
  if (dimension_ == v1::DIMENSION_AGE_BAND) return absl::OkStatus();
  const absl::string_view group =
      GroupOf(AttributeOf(dimension_), &*person, type::Date());
  facts.value = NumberOf(group == kGroupNotRecorded ? "" : group);
  return absl::OkStatus();
}

absl::StatusOr<const Slices::PersonFacts*> Slices::Person(
    absl::string_view id) {
  const auto [it, is_new] = people_.try_emplace(id);
  if (is_new) TIDEMARK_RETURN_IF_ERROR(ReadPerson(id, it->second));
  return &it->second;
}

absl::StatusOr<Slices::PackageFacts> Slices::FactsOf(
    const PackageCopy& package) {
  PackageFacts facts;
  facts.location = NumberOf(package.location());
  facts.stage = NumberOf(StageWord(package.stage()));
  if (dimension_ != v1::DIMENSION_THEME) return facts;
  for (const std::string& goal : package.goals()) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<PersonalOutcome> outcome,
                              kOutcomeCopies.Find(reader_, goal));
    if (!outcome) continue;
    for (const std::string& theme : outcome->themes()) {
      SetThemes(facts.themes, theme);
    }
  }
  return facts;
}

absl::StatusOr<const Slices::PackageFacts*> Slices::Package(
    absl::string_view name) {
  const auto [it, is_new] = packages_.try_emplace(name);
  if (!is_new) return &it->second;
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<PackageCopy> package,
                            kPackageCopies.Find(reader_, name));
  if (package) {
    TIDEMARK_ASSIGN_OR_RETURN(it->second, FactsOf(*package));
  }
  return &it->second;
}

absl::StatusOr<int> Slices::StageOf(const PersonFacts& person,
                                    const Case& one) {
  const PackageCopy* latest = nullptr;
  for (const PackageCopy& package : person.packages) {
    if (absl::string_view(package.contract()) != one.contract ||
        !SupportOn(package, one.day)) {
      continue;
    }
    if (latest == nullptr ||
        DayOf(latest->start_date()) <= DayOf(package.start_date())) {
      latest = &package;
    }
  }
  if (latest == nullptr) return kNotRecorded;
  return NumberOf(StageWord(latest->stage()));
}

absl::Span<const int> Slices::One(int number) {
  found_.assign(1, number);
  return found_;
}

absl::Span<const int> Slices::Some(const std::vector<int>& numbers) {
  if (numbers.empty()) return One(kNotRecorded);
  return numbers;
}

absl::StatusOr<absl::Span<const int>> Slices::OfPerson(absl::string_view id,
                                                       int32_t day) {
  if (id.empty()) return One(kNotRecorded);
  TIDEMARK_ASSIGN_OR_RETURN(const PersonFacts* const person, Person(id));
  return One(dimension_ == v1::DIMENSION_AGE_BAND
                 ? NumberOfBand(person->birth_year, day)
                 : person->value);
}

absl::StatusOr<absl::Span<const int>> Slices::Of(const Case& one) {
  const bool of_outcome_or_package = dimension_ == v1::DIMENSION_LOCATION ||
                                     dimension_ == v1::DIMENSION_THEME ||
                                     dimension_ == v1::DIMENSION_STAGE;
  if (!of_outcome_or_package) return OfPerson(one.person, one.day);
  if (one.themes != nullptr) {
    found_.clear();
    for (const std::string& theme : *one.themes) SetThemes(found_, theme);
    if (found_.empty()) return One(kNotRecorded);
    return found_;
  }
  if (!one.package.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const PackageFacts* const package,
                              Package(one.package));
    if (dimension_ == v1::DIMENSION_THEME) return Some(package->themes);
    return One(dimension_ == v1::DIMENSION_STAGE ? package->stage
                                                 : package->location);
  }
  if (one.person.empty()) return One(kNotRecorded);
  if (one.person_in_return == 0 ||
      one.person_in_return != last_person_in_return_) {
    TIDEMARK_ASSIGN_OR_RETURN(last_person_, Person(one.person));
    last_person_in_return_ = one.person_in_return;
    if (dimension_ == v1::DIMENSION_STAGE) {
      TIDEMARK_ASSIGN_OR_RETURN(last_stage_, StageOf(*last_person_, one));
    }
  }
  if (dimension_ == v1::DIMENSION_STAGE) return One(last_stage_);
  for (const OutcomeFacts& outcome : last_person_->outcomes) {
    if (outcome.id != one.outcome) continue;
    if (dimension_ == v1::DIMENSION_LOCATION) return One(outcome.location);
    return Some(outcome.themes);
  }
  return One(kNotRecorded);
}

absl::StatusOr<absl::Span<const int>> Slices::Of(const PackageCopy& package,
                                                 int32_t day) {
  switch (dimension_) {
    case v1::DIMENSION_PROVIDER:
      return One(NumberOf(package.provider()));
    case v1::DIMENSION_CONTRACT:
      return One(NumberOf(package.contract()));
    default:
      return Of(Case{.person = IdOf(package.person()),
                     .package = package.name(),
                     .day = day});
  }
}

absl::StatusOr<std::string> Slices::DisplayNameOf(int number) const {
  const std::string& id = value(number);
  if (number == kNotRecorded) return "Not recorded";
  for (const v1::Group& group : GroupsOf(AttributeOf(dimension_))) {
    if (group.code() == id) return group.display_name();
  }
  if (dimension_ == v1::DIMENSION_STAGE) {
    std::string words = id;
    words[0] = absl::ascii_toupper(static_cast<unsigned char>(words[0]));
    return words;
  }
  if (dimension_ == v1::DIMENSION_LOCATION) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::SubjectName> known,
                              kLocationNames.Find(reader_, id));
    return known ? known->display_name() : std::string(IdOf(id));
  }
  if (dimension_ != v1::DIMENSION_THEME) {
    return monitoring::DisplayNameOf(reader_, id);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Council> terms,
                            kCouncilTerms.Find(reader_, council_));
  if (!terms) return id;
  for (const Council::OutcomeFramework& framework : terms->frameworks()) {
    for (const auto& theme : framework.themes()) {
      if (theme.id() == id) return theme.title();
    }
  }
  return id;
}

}  // namespace tidemark::monitoring

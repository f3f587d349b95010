#include "services/monitoring/slices.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
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

// The first ages of the bands; each ends before the next.
struct AgeBand {
  int first;
  const char* value;
};
constexpr AgeBand kAgeBands[] = {{0, "0-17"},   {18, "18-44"}, {45, "45-64"},
                                 {65, "65-74"}, {75, "75-84"}, {85, "85+"}};

constexpr char kHasCarer[] = "yes";
constexpr char kNoCarerRecorded[] = "none-recorded";

// The value of an enum as a word: `ETHNIC_GROUP_ASIAN` is `asian`. Empty for
// the first, which is unspecified.
std::string WordOf(const google::protobuf::EnumDescriptor& of, int number,
                   absl::string_view prefix) {
  const auto* const value = of.FindValueByNumber(number);
  if (value == nullptr || value->index() == 0) return "";
  return absl::AsciiStrToLower(absl::StrReplaceAll(
      absl::string_view(value->name()).substr(prefix.size()), {{"_", "-"}}));
}

std::string SexOf(int sex) {
  return WordOf(*PersonCopy::Sex_descriptor(), sex, "SEX_");
}
std::string EthnicGroupOf(int group) {
  return WordOf(*PersonCopy::EthnicGroup_descriptor(), group, "ETHNIC_GROUP_");
}
std::string SupportReasonOf(int reason) {
  return WordOf(*PersonCopy::SupportReason_descriptor(), reason,
                "SUPPORT_REASON_");
}
std::string StageOf(int stage) {
  return WordOf(*PackageCopy::Stage_descriptor(), stage, "STAGE_");
}

// All words of an enum, in order.
std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor& of,
                                 std::string (*word)(int)) {
  std::vector<std::string> words;
  for (int i = 1; i < of.value_count(); ++i) {
    words.push_back(word(of.value(i)->number()));
  }
  return words;
}

// The values of a dimension that has an order of its own.
std::vector<std::string> OrderedValues(v1::Dimension dimension) {
  switch (dimension) {
    case v1::DIMENSION_STAGE:
      return WordsOf(*PackageCopy::Stage_descriptor(), StageOf);
    case v1::DIMENSION_SEX:
      return WordsOf(*PersonCopy::Sex_descriptor(), SexOf);
    case v1::DIMENSION_ETHNIC_GROUP:
      return WordsOf(*PersonCopy::EthnicGroup_descriptor(), EthnicGroupOf);
    case v1::DIMENSION_SUPPORT_REASON:
      return WordsOf(*PersonCopy::SupportReason_descriptor(), SupportReasonOf);
    case v1::DIMENSION_AGE_BAND: {
      std::vector<std::string> bands;
      for (const AgeBand& band : kAgeBands) bands.emplace_back(band.value);
      return bands;
    }
    case v1::DIMENSION_UNPAID_CARER:
      return {kHasCarer, kNoCarerRecorded};
    default:
      return {};
  }
}

// The value of the person's attribute, if it does not depend on the day.
std::string AttributeOf(v1::Dimension dimension, const PersonCopy& person) {
  switch (dimension) {
    case v1::DIMENSION_SEX:
      return SexOf(person.sex());
    case v1::DIMENSION_ETHNIC_GROUP:
      return EthnicGroupOf(person.ethnic_group());
    case v1::DIMENSION_SUPPORT_REASON:
      return SupportReasonOf(person.support_reason());
    case v1::DIMENSION_UNPAID_CARER:
      return person.has_unpaid_carer() ? kHasCarer : kNoCarerRecorded;
    default:
      return "";
  }
}

// "Physical personal care", "75 to 84".
std::string InWords(std::string value) {
  if (absl::ascii_isdigit(static_cast<unsigned char>(value[0]))) {
    return absl::StrReplaceAll(value, {{"-", " to "}, {"+", " and over"}});
  }
  std::replace(value.begin(), value.end(), '-', ' ');
  value[0] = absl::ascii_toupper(static_cast<unsigned char>(value[0]));
  return value;
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
  const int age = static_cast<int>(DateOf(day).year()) - birth_year;
  if (birth_year == 0 || age < 0) return kNotRecorded;
  int number = kNotRecorded;
  for (const AgeBand& band : kAgeBands) {
    if (age >= band.first) ++number;
  }
  return number;
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
  facts.value = NumberOf(AttributeOf(dimension_, *person));
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
  facts.stage = NumberOf(monitoring::StageOf(package.stage()));
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
  return NumberOf(monitoring::StageOf(latest->stage()));
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
  if (id == kHasCarer) return "An unpaid carer is recorded";
  if (id == kNoCarerRecorded) return "No unpaid carer is recorded";
  if (ordered_) return InWords(id);
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

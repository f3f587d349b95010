#include "services/outcomes/people_file.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

#include "common/csv/cells.h"
#include "common/csv/file.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/person_rules.h"

namespace tidemark::outcomes {
namespace {

using v1::Person;
using v1::PersonalOutcome;

constexpr std::array<absl::string_view, 8> kPersonColumns = {
    "person",       "birth_year",   "support_reason", "sex",
    "ethnic_group", "unpaid_carer", "status",         "status_date"};
constexpr std::array<absl::string_view, 16> kOutcomeColumns = {
    "own_words",        "why_it_matters", "themes",        "contract",
    "baseline",         "weight",         "start_date",    "target_date",
    "possible_benefit", "possible_harm",  "level_minus_2", "level_minus_1",
    "level_0",          "level_plus_1",   "level_plus_2",  "outcome"};

// Headings that promise personal data, without their spaces and punctuation.
constexpr std::array<absl::string_view, 22> kPersonalColumns = {
    "name",       "firstname",
    "forename",   "givenname",
    "middlename", "surname",
    "lastname",   "familyname",
    "fullname",   "personname",
    "address",    "postcode",
    "nhsnumber",  "nhsno",
    "nhs",        "dateofbirth",
    "dob",        "birthdate",
    "email",      "telephone",
    "phone",      "nationalinsurancenumber"};

constexpr std::array<std::pair<absl::string_view, int>, 5> kLevelColumns = {
    {{"level_minus_2", -2},
     {"level_minus_1", -1},
     {"level_0", 0},
     {"level_plus_1", 1},
     {"level_plus_2", 2}}};

constexpr int kMaxText = 2000;
constexpr int kMaxLevelText = 1000;

// A label or code of a column, in plain form, and what it stands for.
using Words = std::span<const std::pair<absl::string_view, int>>;

constexpr std::pair<absl::string_view, int> kSupportReasons[] = {
    {"physicalaccessandmobility",
     Person::SUPPORT_REASON_PHYSICAL_ACCESS_AND_MOBILITY},
    {"physicalsupportaccessandmobilityonly",
     Person::SUPPORT_REASON_PHYSICAL_ACCESS_AND_MOBILITY},
    {"physicalpersonalcare", Person::SUPPORT_REASON_PHYSICAL_PERSONAL_CARE},
    {"physicalsupportpersonalcaresupport",
     Person::SUPPORT_REASON_PHYSICAL_PERSONAL_CARE},
    {"sensoryvisual", Person::SUPPORT_REASON_SENSORY_VISUAL},
    {"sensorysupportvisualimpairment", Person::SUPPORT_REASON_SENSORY_VISUAL},
    {"sensorysupportsupportforvisualimpairment",
     Person::SUPPORT_REASON_SENSORY_VISUAL},
    {"sensoryhearing", Person::SUPPORT_REASON_SENSORY_HEARING},
    {"sensorysupporthearingimpairment", Person::SUPPORT_REASON_SENSORY_HEARING},
    {"sensorysupportsupportforhearingimpairment",
     Person::SUPPORT_REASON_SENSORY_HEARING},
    {"sensorydual", Person::SUPPORT_REASON_SENSORY_DUAL},
    {"sensorysupportdualimpairment", Person::SUPPORT_REASON_SENSORY_DUAL},
    {"sensorysupportsupportfordualimpairment",
     Person::SUPPORT_REASON_SENSORY_DUAL},
    {"memoryandcognition", Person::SUPPORT_REASON_MEMORY_AND_COGNITION},
    {"supportwithmemoryandcognition",
     Person::SUPPORT_REASON_MEMORY_AND_COGNITION},
    {"learningdisability", Person::SUPPORT_REASON_LEARNING_DISABILITY},
    {"learningdisabilitysupport", Person::SUPPORT_REASON_LEARNING_DISABILITY},
    {"mentalhealth", Person::SUPPORT_REASON_MENTAL_HEALTH},
    {"mentalhealthsupport", Person::SUPPORT_REASON_MENTAL_HEALTH},
    {"substancemisuse", Person::SUPPORT_REASON_SUBSTANCE_MISUSE},
    {"socialsupportsubstancemisuse", Person::SUPPORT_REASON_SUBSTANCE_MISUSE},
    {"socialsupportsubstancemisusesupport",
     Person::SUPPORT_REASON_SUBSTANCE_MISUSE},
    {"asylumseeker", Person::SUPPORT_REASON_ASYLUM_SEEKER},
    {"socialsupportasylumseeker", Person::SUPPORT_REASON_ASYLUM_SEEKER},
    {"socialsupportasylumseekersupport", Person::SUPPORT_REASON_ASYLUM_SEEKER},
    {"socialisolationorother",
     Person::SUPPORT_REASON_SOCIAL_ISOLATION_OR_OTHER},
    {"socialsupportsocialisolationorother",
     Person::SUPPORT_REASON_SOCIAL_ISOLATION_OR_OTHER},
    {"socialsupportsupportforsocialisolationorother",
     Person::SUPPORT_REASON_SOCIAL_ISOLATION_OR_OTHER},
    {"supporttocarer", Person::SUPPORT_REASON_SUPPORT_TO_CARER},
    {"socialsupportsupporttounpaidcarer",
     Person::SUPPORT_REASON_SUPPORT_TO_CARER},
    {"socialsupportsupporttocarer", Person::SUPPORT_REASON_SUPPORT_TO_CARER}};

constexpr std::pair<absl::string_view, int> kSexes[] = {
    {"female", Person::SEX_FEMALE}, {"f", Person::SEX_FEMALE},
    {"male", Person::SEX_MALE},     {"m", Person::SEX_MALE},
    {"other", Person::SEX_OTHER},   {"o", Person::SEX_OTHER}};

constexpr std::pair<absl::string_view, int> kEthnicGroups[] = {
    {"white", Person::ETHNIC_GROUP_WHITE},
    {"mixed", Person::ETHNIC_GROUP_MIXED},
    {"mixedormultiple", Person::ETHNIC_GROUP_MIXED},
    {"mixedormultipleethnicgroups", Person::ETHNIC_GROUP_MIXED},
    {"asian", Person::ETHNIC_GROUP_ASIAN},
    {"asianorasianbritish", Person::ETHNIC_GROUP_ASIAN},
    {"asianasianbritish", Person::ETHNIC_GROUP_ASIAN},
    {"black", Person::ETHNIC_GROUP_BLACK},
    {"blackblackbritishcaribbeanorafrican", Person::ETHNIC_GROUP_BLACK},
    {"blackorblackbritish", Person::ETHNIC_GROUP_BLACK},
    {"other", Person::ETHNIC_GROUP_OTHER},
    {"otherethnicgroup", Person::ETHNIC_GROUP_OTHER},
    {"anotherethnicgroup", Person::ETHNIC_GROUP_OTHER}};

constexpr std::pair<absl::string_view, int> kStatuses[] = {
    {"active", Person::STATUS_ACTIVE},
    {"paused", Person::STATUS_PAUSED},
    {"left", Person::STATUS_LEFT},
    {"died", Person::STATUS_DIED}};

constexpr std::pair<absl::string_view, int> kYesOrNo[] = {
    {"yes", 1}, {"y", 1}, {"true", 1},  {"1", 1},
    {"no", 0},  {"n", 0}, {"false", 0}, {"0", 0}};

// `text` without case, spaces and punctuation; `&` is "and".
std::string Plain(absl::string_view text) {
  std::string plain = absl::StrReplaceAll(text, {{"&", "and"}});
  absl::AsciiStrToLower(&plain);
  plain.erase(std::remove_if(plain.begin(), plain.end(),
                             [](unsigned char c) {
                               return c < 0x80 && !absl::ascii_isalnum(c);
                             }),
              plain.end());
  return plain;
}

size_t CountCharacters(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// The cells of one row. Never shows what is in them: it may be about a person.
class PersonalCells {
 public:
  PersonalCells(const csv::File& file, const csv::Row& row, Faults& faults)
      : cells_(file, row, faults) {}

  absl::string_view Text(absl::string_view column) const {
    return cells_.Text(column);
  }
  bool Has(absl::string_view column) const { return !Text(column).empty(); }

  void Fault(absl::string_view column, absl::string_view code,
             absl::string_view message) {
    cells_.AddFault(column, code, message, /*show_value=*/false);
  }

  std::string LimitedText(absl::string_view column, int max) {
    const absl::string_view text = Text(column);
    if (CountCharacters(text) > static_cast<size_t>(max)) {
      Fault(column, "TEXT_TOO_LONG",
            absl::StrCat("must be ", max, " characters at most"));
      return "";
    }
    return std::string(text);
  }

  std::optional<int32_t> Integer(absl::string_view column, int min, int max) {
    const auto number =
        cells_.Integer(column, {.min = min, .max = max, .personal = true});
    if (!number) return std::nullopt;
    return static_cast<int32_t>(*number);
  }

  std::optional<int> Word(absl::string_view column, Words words,
                          absl::string_view examples) {
    if (!Has(column)) return std::nullopt;
    const std::string plain = Plain(Text(column));
    const auto it = std::find_if(words.begin(), words.end(), [&](auto& word) {
      return word.first == plain;
    });
    if (it != words.end()) return it->second;
    Fault(column, "VALUE_UNKNOWN", absl::StrCat("must be ", examples));
    return std::nullopt;
  }

  std::optional<type::Date> Date(absl::string_view column) {
    return cells_.Date(column, {.personal = true});
  }

 private:
  csv::Cells cells_;
};

void CheckHeadings(const csv::File& file, Faults& faults) {
  const auto has = [](const auto& columns, const std::string& plain) {
    return std::any_of(columns.begin(), columns.end(), [&](const auto& column) {
      return Plain(column) == plain;
    });
  };
  for (const std::string& heading : file.header()) {
    const std::string plain = Plain(heading);
    if (has(kPersonalColumns, plain)) {
      faults.Add({.field = "content",
                  .code = "PERSONAL_DATA",
                  .message = "the column is for personal data, which is not "
                             "kept here; remove it and give people by a "
                             "pseudonymous reference",
                  .line = file.header_line(),
                  .column = heading});
    } else if (!heading.empty() && !has(kPersonColumns, plain) &&
               !has(kOutcomeColumns, plain)) {
      faults.Add({.field = "content",
                  .code = "HEADING_UNKNOWN",
                  .message = "the column is not one of this file; remove it or "
                             "mend its heading",
                  .line = file.header_line(),
                  .column = heading});
    }
  }
}

Person ReadPerson(PersonalCells& cells, std::optional<bool>& unpaid_carer) {
  Person person;
  if (const auto year = cells.Integer("birth_year", 1, 2200)) {
    person.set_birth_year(*year);
  }
  if (const auto reason =
          cells.Word("support_reason", kSupportReasons,
                     "a primary support reason of client-level data, such as "
                     "`Learning disability support`")) {
    person.set_support_reason(static_cast<Person::SupportReason>(*reason));
  }
  if (const auto sex = cells.Word("sex", kSexes, "female, male or other")) {
    person.set_sex(static_cast<Person::Sex>(*sex));
  }
  if (const auto group = cells.Word("ethnic_group", kEthnicGroups,
                                    "white, mixed, asian, black or other")) {
    person.set_ethnic_group(static_cast<Person::EthnicGroup>(*group));
  }
  if (const auto carer = cells.Word("unpaid_carer", kYesOrNo, "yes or no")) {
    unpaid_carer = *carer == 1;
  }
  if (const auto status =
          cells.Word("status", kStatuses, "active, paused, left or died")) {
    person.set_status(static_cast<Person::Status>(*status));
  }
  if (const auto date = cells.Date("status_date")) {
    *person.mutable_status_date() = type::ToProto(*date);
  }
  return person;
}

// Takes what another row says of a person. Adds a fault to each cell that
// disagrees with a row before.
void MergePerson(const Person& row, std::optional<bool> unpaid_carer,
                 PersonalCells& cells, FilePerson& person) {
  const auto disagrees = [&](absl::string_view column) {
    cells.Fault(column, "PERSON_DISAGREES",
                "says something else of the person than a row before; make "
                "them agree");
  };
  Person& known = person.given;
  const auto merge = [&](auto value, auto current, absl::string_view column,
                         auto set) {
    if (value == 0) return;
    if (current != 0 && current != value) {
      disagrees(column);
    } else {
      set(value);
    }
  };
  merge(row.birth_year(), known.birth_year(), "birth_year",
        [&](auto v) { known.set_birth_year(v); });
  merge(row.support_reason(), known.support_reason(), "support_reason",
        [&](auto v) { known.set_support_reason(v); });
  merge(row.sex(), known.sex(), "sex", [&](auto v) { known.set_sex(v); });
  merge(row.ethnic_group(), known.ethnic_group(), "ethnic_group",
        [&](auto v) { known.set_ethnic_group(v); });
  merge(row.status(), known.status(), "status",
        [&](auto v) { known.set_status(v); });
  if (unpaid_carer) {
    if (person.has_unpaid_carer && person.has_unpaid_carer != unpaid_carer) {
      disagrees("unpaid_carer");
    } else {
      person.has_unpaid_carer = unpaid_carer;
    }
  }
  if (row.has_status_date()) {
    if (known.has_status_date() && known.status_date().SerializeAsString() !=
                                       row.status_date().SerializeAsString()) {
      disagrees("status_date");
    } else {
      *known.mutable_status_date() = row.status_date();
    }
  }
}

void ReadContract(absl::string_view council, PersonalCells& cells,
                  PersonalOutcome& outcome) {
  const absl::string_view given = cells.Text("contract");
  if (given.empty()) return;
  const std::string name = absl::StrContains(given, '/')
                               ? std::string(given)
                               : NameIn(council, "contracts", given);
  if (!Matches(name, "councils/*/contracts/*") || !IsName(name) ||
      CouncilOf(name) != council) {
    cells.Fault("contract", "CONTRACT_INVALID",
                "must be a contract's id or full name in the council");
    return;
  }
  outcome.set_contract(name);
}

FileOutcome ReadOutcome(absl::string_view council, PersonalCells& cells) {
  FileOutcome outcome;
  outcome.id = std::string(cells.Text("outcome"));
  PersonalOutcome& given = outcome.given;
  given.set_own_words(cells.LimitedText("own_words", kMaxText));
  given.set_why_it_matters(cells.LimitedText("why_it_matters", kMaxText));
  given.set_possible_benefit(cells.LimitedText("possible_benefit", kMaxText));
  given.set_possible_harm(cells.LimitedText("possible_harm", kMaxText));
  for (const absl::string_view part :
       absl::StrSplit(cells.Text("themes"), ';')) {
    const absl::string_view theme = absl::StripAsciiWhitespace(part);
    if (!theme.empty()) given.add_themes(std::string(theme));
  }
  ReadContract(council, cells, given);
  outcome.baseline = cells.Integer("baseline", -2, 2);
  outcome.weight = cells.Integer("weight", 0, 9);
  if (const auto date = cells.Date("start_date")) {
    *given.mutable_start_date() = type::ToProto(*date);
  }
  if (const auto date = cells.Date("target_date")) {
    *given.mutable_target_date() = type::ToProto(*date);
  }
  for (const auto& [column, level] : kLevelColumns) {
    const std::string text = cells.LimitedText(column, kMaxLevelText);
    if (text.empty()) continue;
    PersonalOutcome::LevelDescription& description = *given.add_levels();
    description.set_level(level);
    description.set_description(text);
  }
  return outcome;
}

// Whether a cell of an outcome, its id apart, is not empty.
bool SaysSomethingOfAnOutcome(const PersonalCells& cells) {
  return std::any_of(
      kOutcomeColumns.begin(), kOutcomeColumns.end(),
      [&](absl::string_view column) { return cells.Has(column); });
}

// The fault of an id, at its column.
void CheckCellId(absl::string_view column,
                 void (*check)(absl::string_view, absl::string_view, Faults&),
                 PersonalCells& cells) {
  Faults found;
  check(column, cells.Text(column), found);
  for (const Fault& fault : found.all()) {
    cells.Fault(column, fault.code, fault.message);
  }
}

}  // namespace

PeopleFile ReadPeopleFile(absl::string_view content, absl::string_view council,
                          Faults& faults) {
  PeopleFile people;
  const std::optional<csv::File> file = csv::Read(
      content, {.required = {"person"}, .short_rows = csv::ShortRows::kFill},
      faults);
  if (!file) return people;
  CheckHeadings(*file, faults);
  people.rows = static_cast<int32_t>(file->rows().size());
  absl::flat_hash_map<std::string, size_t> known;
  absl::flat_hash_set<std::string> outcomes;
  for (const csv::Row& row : file->rows()) {
    PersonalCells cells(*file, row, faults);
    const size_t faults_before = faults.size();
    if (!cells.Has("person")) {
      cells.Fault("person", "CELL_MISSING", "must not be empty");
      continue;
    }
    CheckCellId("person", CheckPersonId, cells);
    const std::string id(cells.Text("person"));
    const auto [it, is_new] = known.emplace(id, people.people.size());
    if (is_new) people.people.push_back({.id = id, .line = row.line});
    FilePerson& person = people.people[it->second];
    std::optional<bool> unpaid_carer;
    const Person given = ReadPerson(cells, unpaid_carer);
    MergePerson(given, unpaid_carer, cells, person);
    if (faults.size() > faults_before) person.faulty = true;

    if (!SaysSomethingOfAnOutcome(cells)) continue;
    const size_t faults_of_person = faults.size();
    FileOutcome outcome = ReadOutcome(council, cells);
    outcome.line = row.line;
    if (outcome.id.empty()) {
      cells.Fault("outcome", "OUTCOME_ID_MISSING",
                  "must not be empty in a row about an outcome");
    } else {
      CheckCellId("outcome", CheckOutcomeId, cells);
      if (!outcomes.insert(absl::StrCat(id, "/", outcome.id)).second) {
        cells.Fault("outcome", "OUTCOME_TWICE",
                    "has a row before; remove one of the two");
      }
    }
    outcome.faulty = faults.size() > faults_of_person;
    person.outcomes.push_back(std::move(outcome));
  }
  return people;
}

void ApplyTo(const FilePerson& given, Person& person) {
  person.MergeFrom(given.given);
  if (given.has_unpaid_carer) {
    person.set_has_unpaid_carer(*given.has_unpaid_carer);
  }
}

void ApplyTo(const FileOutcome& given, PersonalOutcome& outcome) {
  // Merging would add to what is repeated.
  if (given.given.themes_size() > 0) outcome.clear_themes();
  PersonalOutcome merged = given.given;
  merged.clear_levels();
  outcome.MergeFrom(merged);
  for (const auto& level : given.given.levels()) {
    auto& levels = *outcome.mutable_levels();
    const auto it = std::find_if(
        levels.begin(), levels.end(),
        [&](const auto& known) { return known.level() == level.level(); });
    (it == levels.end() ? *levels.Add() : *it) = level;
  }
  std::sort(outcome.mutable_levels()->begin(), outcome.mutable_levels()->end(),
            [](const auto& a, const auto& b) { return a.level() < b.level(); });
  if (given.baseline) outcome.set_baseline_level(*given.baseline);
  if (given.weight) outcome.set_weight(*given.weight);
}

std::string ColumnOf(absl::string_view field) {
  const absl::string_view first = field.substr(0, field.find_first_of("[."));
  if (first == "baseline_level") return "baseline";
  if (first == "has_unpaid_carer") return "unpaid_carer";
  if (first.empty()) return "outcome";
  return std::string(first);
}

}  // namespace tidemark::outcomes

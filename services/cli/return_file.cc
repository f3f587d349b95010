#include "services/cli/return_file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include "common/csv/cells.h"
#include "common/csv/file.h"
#include "common/csv/write.h"
#include "common/proto/names.h"
#include "services/cli/names.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;
using outcomes::v1::Voice;

constexpr char kPerson[] = "person";
constexpr char kOutcome[] = "outcome";
constexpr char kOwnWords[] = "own_words";
constexpr char kPersonLevel[] = "person_level";
constexpr char kPersonSource[] = "person_source";
constexpr char kPersonNotObtained[] = "person_not_obtained";
constexpr char kPersonWords[] = "person_words";
constexpr char kProviderLevel[] = "provider_level";
constexpr char kProviderWords[] = "provider_words";
constexpr char kNotWorkedOn[] = "not_worked_on";

constexpr std::array<absl::string_view, 10> kHeadings = {
    kPerson,        kOutcome,           kOwnWords,    kPersonLevel,
    kPersonSource,  kPersonNotObtained, kPersonWords, kProviderLevel,
    kProviderWords, kNotWorkedOn};
constexpr std::array<absl::string_view, 4> kNeeded = {
    kPerson, kOutcome, kPersonLevel, kProviderLevel};

// The characters of free text that the server accepts.
constexpr size_t kMaxWords = 2000;

// A heading as `csv::File` compares it.
std::string Plain(absl::string_view heading) {
  std::string plain;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || absl::ascii_isalnum(byte)) {
      plain.push_back(absl::ascii_tolower(byte));
    }
  }
  return plain;
}

// How many letters must be put in, left out, changed or swapped with the next
// one to make `b` of `a`.
size_t TypingDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<size_t>> d(a.size() + 1,
                                     std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

size_t Characters(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Which heading of the file stands for each heading of a return.
using Headings = std::map<absl::string_view, std::string>;

// Finds the columns, and says which are misspelt, missing or not ours.
Headings MatchHeadings(const csv::File& file, Faults& faults,
                       Faults& warnings) {
  Headings headings;
  std::vector<std::string> others;
  for (const std::string& written : file.header()) {
    const auto known = std::find_if(
        kHeadings.begin(), kHeadings.end(),
        [&](absl::string_view h) { return Plain(h) == Plain(written); });
    if (known != kHeadings.end()) {
      headings.emplace(*known, written);
    } else {
      others.push_back(written);
    }
  }
  for (const std::string& written : others) {
    // A slip of the pen: at most two letters, and fewer in short words.
    absl::string_view nearest;
    size_t distance = 3;
    for (const absl::string_view heading : kHeadings) {
      if (headings.contains(heading)) continue;
      const size_t letters = TypingDistance(Plain(written), Plain(heading));
      if (letters < distance && letters * 3 <= heading.size()) {
        distance = letters;
        nearest = heading;
      }
    }
    if (nearest.empty()) {
      warnings.Add({.field = "",
                    .code = "HEADING_UNKNOWN",
                    .message = "is not a column of a return and was not read",
                    .line = file.header_line(),
                    .column = written});
      continue;
    }
    headings.emplace(nearest, written);
    faults.Add({.field = "",
                .code = "HEADING_UNKNOWN",
                .message = absl::StrCat("is not a heading of a return; did "
                                        "you mean ",
                                        nearest, "?"),
                .line = file.header_line(),
                .column = written,
                .value = written});
  }
  for (const absl::string_view needed : kNeeded) {
    if (headings.contains(needed)) continue;
    faults.Add({.field = "",
                .code = "HEADING_MISSING",
                .message = absl::StrCat(
                    "is missing; add the column, or start from `tidemark "
                    "returns template`"),
                .line = file.header_line(),
                .column = std::string(needed)});
  }
  return headings;
}

// Reads the rows of one file.
class Reader {
 public:
  Reader(const csv::File& file, const Headings& headings,
         absl::string_view council, Faults& faults)
      : file_(file), headings_(headings), council_(council), faults_(faults) {}

  // The row, or nothing if it does not say which outcome it is about.
  std::optional<ReturnRow> Read(const csv::Row& row) {
    row_ = &row;
    ReturnRow result;
    result.line = row.line;
    const std::optional<std::string> outcome = OutcomeName();

    ReturnEntry& entry = result.entry;
    Voice person;
    ReadLevel(kPersonLevel, person);
    ReadEnum(kPersonSource, "SOURCE_INVALID", *Voice::Source_descriptor(),
             [&](int n) { person.set_source(static_cast<Voice::Source>(n)); });
    ReadEnum(kPersonNotObtained, "NOT_OBTAINED_INVALID",
             *Voice::NotObtained_descriptor(), [&](int n) {
               person.set_not_obtained(static_cast<Voice::NotObtained>(n));
             });
    ReadWords(kPersonWords, person);
    Voice provider;
    ReadLevel(kProviderLevel, provider);
    ReadWords(kProviderWords, provider);
    ReadNotWorkedOn(entry);

    result.blank = !said_something_;
    said_something_ = false;
    if (!outcome.has_value()) return std::nullopt;
    entry.set_outcome(*outcome);
    if (person.ByteSizeLong() > 0 || person.has_level()) {
      *entry.mutable_person_voice() = std::move(person);
    }
    if (provider.ByteSizeLong() > 0 || provider.has_level()) {
      *entry.mutable_provider_voice() = std::move(provider);
    }
    const auto [first, fresh] = line_of_.emplace(*outcome, row.line);
    if (!fresh) {
      AddFault(kOutcome, "OUTCOME_REPEATED",
               absl::StrCat("is on line ", first->second,
                            " already; keep one of the two"));
      return std::nullopt;
    }
    return result;
  }

 private:
  absl::string_view Text(absl::string_view heading) {
    const auto it = headings_.find(heading);
    if (it == headings_.end()) return "";
    csv::Cells cells(file_, *row_, faults_);
    return Trimmed(cells.Text(it->second));
  }

  // A cell that says something of the outcome.
  absl::string_view Said(absl::string_view heading) {
    const absl::string_view text = Text(heading);
    if (!text.empty()) said_something_ = true;
    return text;
  }

  void AddFault(absl::string_view heading, absl::string_view code,
                absl::string_view message, bool show_value = true) {
    const auto it = headings_.find(heading);
    faults_.Add(
        {.field = "",
         .code = std::string(code),
         .message = std::string(message),
         .line = row_->line,
         .column = it == headings_.end() ? std::string(heading) : it->second,
         .value = show_value ? std::string(Text(heading)) : ""});
  }

  std::optional<std::string> OutcomeName() {
    const absl::string_view person = Text(kPerson);
    const absl::string_view outcome = Text(kOutcome);
    std::string person_name;
    if (!person.empty()) {
      const absl::StatusOr<std::string> name =
          FullName(kPerson, person, kPersonPattern, council_);
      if (name.ok()) {
        person_name = *name;
      } else {
        AddFault(kPerson, "NAME_INVALID",
                 "must be the person's reference, as in the council's list");
      }
    } else if (!IsFullName(outcome) && headings_.contains(kPerson)) {
      AddFault(kPerson, "PERSON_MISSING",
               "must be the person's reference; is empty");
    }
    if (outcome.empty()) {
      if (headings_.contains(kOutcome)) {
        AddFault(kOutcome, "OUTCOME_MISSING",
                 "must be the outcome's id; is empty");
      }
      return std::nullopt;
    }
    if (IsFullName(outcome)) {
      if (!Matches(outcome, kOutcomePattern)) {
        AddFault(kOutcome, "NAME_INVALID",
                 "must be the outcome's id, or its full name "
                 "councils/.../people/.../outcomes/...");
        return std::nullopt;
      }
      if (!person_name.empty() && ParentOf(outcome) != person_name) {
        AddFault(kOutcome, "PERSON_MISMATCH",
                 "is an outcome of another person than this line's");
        return std::nullopt;
      }
      return std::string(outcome);
    }
    if (absl::StrContains(outcome, '/') ||
        !IsName(absl::StrCat("outcomes/", outcome))) {
      AddFault(kOutcome, "NAME_INVALID",
               "must be the outcome's id, such as o-1; see `tidemark list "
               "outcomes`");
      return std::nullopt;
    }
    if (person_name.empty()) return std::nullopt;
    return NameIn(person_name, "outcomes", outcome);
  }

  void ReadLevel(absl::string_view heading, Voice& voice) {
    const absl::string_view text = Said(heading);
    if (text.empty()) return;
    const std::optional<int> level = ParseLevel(text);
    if (level.has_value()) {
      voice.set_level(*level);
    } else {
      AddFault(heading, "LEVEL_INVALID",
               "must be -2, -1, 0, 1 or 2 (much less, less, expected, more, "
               "much more)");
    }
  }

  template <typename Set>
  void ReadEnum(absl::string_view heading, absl::string_view code,
                const google::protobuf::EnumDescriptor& type, const Set& set) {
    const absl::string_view text = Said(heading);
    if (text.empty()) return;
    const absl::StatusOr<int> number = ParseEnumWord(type, heading, text, {});
    if (number.ok()) {
      set(*number);
      return;
    }
    std::vector<std::string> words;
    for (int i = 1; i < type.value_count(); ++i) {
      words.push_back(EnumWord(type, type.value(i)->number()));
    }
    AddFault(heading, code,
             absl::StrCat("must be one of ", absl::StrJoin(words, ", "),
                          ", or empty"));
  }

  void ReadWords(absl::string_view heading, Voice& voice) {
    const absl::string_view text = Said(heading);
    if (text.empty()) return;
    if (const size_t characters = Characters(text); characters > kMaxWords) {
      AddFault(heading, "TEXT_TOO_LONG",
               absl::StrCat("must be at most ", FormatCount(kMaxWords),
                            " characters; is ",
                            FormatCount(static_cast<int64_t>(characters))),
               /*show_value=*/false);
      return;
    }
    voice.set_words(std::string(text));
  }

  void ReadNotWorkedOn(ReturnEntry& entry) {
    const std::string word = Normalised(Text(kNotWorkedOn));
    if (word == "yes" || word == "y" || word == "true" || word == "1" ||
        word == "x") {
      said_something_ = true;
      entry.set_not_worked_on(true);
    } else if (!Text(kNotWorkedOn).empty() && word != "no" && word != "n" &&
               word != "false" && word != "0") {
      AddFault(kNotWorkedOn, "YES_OR_NO", "must be yes, no or empty");
    }
  }

  const csv::File& file_;
  const Headings& headings_;
  const absl::string_view council_;
  Faults& faults_;
  const csv::Row* row_ = nullptr;
  bool said_something_ = false;
  absl::flat_hash_map<std::string, int> line_of_;
};

// The number of the entry that `field` is about, and what of it:
// `entries[3].person_voice.level` is 3 and `person_voice.level`.
std::optional<std::pair<size_t, absl::string_view>> EntryOf(
    absl::string_view field) {
  absl::ConsumePrefix(&field, "return.");
  if (!absl::ConsumePrefix(&field, "entries[")) return std::nullopt;
  const size_t end = field.find(']');
  size_t number = 0;
  if (end == absl::string_view::npos ||
      !absl::SimpleAtoi(field.substr(0, end), &number)) {
    return std::nullopt;
  }
  absl::string_view rest = field.substr(end + 1);
  absl::ConsumePrefix(&rest, ".");
  return std::make_pair(number, rest);
}

// The heading under which a part of an entry stands.
absl::string_view HeadingOf(absl::string_view part) {
  if (part == "person_voice.source") return kPersonSource;
  if (part == "person_voice.not_obtained") return kPersonNotObtained;
  if (part == "person_voice.words") return kPersonWords;
  if (part == "provider_voice.words") return kProviderWords;
  if (part == "not_worked_on") return kNotWorkedOn;
  if (absl::StartsWith(part, "person_voice")) return kPersonLevel;
  if (absl::StartsWith(part, "provider_voice")) return kProviderLevel;
  return kOutcome;
}

// What the row says under `heading`, as it would be written. Empty for free
// text.
std::string ValueOf(const ReturnEntry& entry, absl::string_view heading) {
  const auto level = [](const Voice& voice) {
    return voice.has_level() ? FormatLevel(voice.level()) : "";
  };
  if (heading == kPersonLevel) return level(entry.person_voice());
  if (heading == kProviderLevel) return level(entry.provider_voice());
  if (heading == kPersonSource) return Word(entry.person_voice().source());
  if (heading == kPersonNotObtained) {
    return Word(entry.person_voice().not_obtained());
  }
  if (heading == kNotWorkedOn) return entry.not_worked_on() ? "yes" : "";
  if (heading == kOutcome) return std::string(IdOf(entry.outcome()));
  return "";
}

// The columns of which one explains a fault in another.
absl::string_view VoiceOf(absl::string_view heading) {
  if (absl::StartsWith(Plain(heading), "person") && Plain(heading) != kPerson) {
    return "person_voice";
  }
  if (absl::StartsWith(Plain(heading), "provider")) return "provider_voice";
  return heading;
}

// The server's codes for an outcome that is not the contract's, and for one of
// the contract's that has no entry.
constexpr char kNotInContract[] = "OUTCOME_NOT_IN_CONTRACT";
constexpr char kMissing[] = "OUTCOME_MISSING";

// A row whose outcome is none of the contract's.
struct Mistaken {
  // The number of its fault.
  size_t fault;
  absl::string_view outcome;
};

// How far `meant` is from what was written; nothing if it is too far to be
// taken for it. The same person's other outcome is always near.
std::optional<size_t> Likeness(absl::string_view written,
                               absl::string_view meant) {
  const size_t distance = TypingDistance(written, meant);
  if (distance <= 2 || ParentOf(written) == ParentOf(meant)) return distance;
  return std::nullopt;
}

// Says in the fault of each mistaken row which of the missing outcomes was
// probably meant, and takes away the fault that it is missing.
void SuggestOutcomes(const std::vector<Mistaken>& mistaken,
                     std::vector<api::v1::Fault>& faults) {
  std::set<size_t> used;
  for (const Mistaken& row : mistaken) {
    std::optional<size_t> best;
    size_t least = 0;
    for (size_t i = 0; i < faults.size(); ++i) {
      if (faults[i].reason() != kMissing || used.contains(i)) continue;
      const std::optional<size_t> distance =
          Likeness(row.outcome, faults[i].value());
      if (distance.has_value() && (!best.has_value() || *distance < least)) {
        best = i;
        least = *distance;
      }
    }
    if (!best.has_value()) continue;
    used.insert(*best);
    const absl::string_view meant = faults[*best].value();
    api::v1::Fault& fault = faults[row.fault];
    fault.set_description(absl::StrCat(
        "is not an outcome that this contract supports for this person; did "
        "you mean ",
        IdOf(meant),
        ParentOf(meant) == ParentOf(row.outcome)
            ? ""
            : absl::StrCat(" of ", IdOf(ParentOf(meant))),
        "?"));
  }
  size_t i = 0;
  std::erase_if(faults,
                [&](const api::v1::Fault&) { return used.contains(i++); });
}

size_t Place(absl::string_view heading) {
  const auto it = std::find_if(
      kHeadings.begin(), kHeadings.end(),
      [&](absl::string_view h) { return Plain(h) == Plain(heading); });
  return static_cast<size_t>(it - kHeadings.begin());
}

}  // namespace

ReturnFile ReadReturnFile(absl::string_view content,
                          absl::string_view council) {
  ReturnFile result;
  const std::optional<csv::File> file =
      csv::Read(content, {.short_rows = csv::ShortRows::kFill}, result.faults);
  if (!file.has_value()) return result;

  if (file->header().size() == 1) {
    for (const auto& [mark, name] :
         {std::pair<char, absl::string_view>{';', "semicolons"},
          {'\t', "tabs"}}) {
      if (!absl::StrContains(file->header()[0], mark)) continue;
      result.faults.Add(
          {.field = "",
           .code = "NOT_COMMAS",
           .message = absl::StrCat("the cells are separated by ", name,
                                   "; save the file as \"CSV UTF-8 (comma "
                                   "delimited)\""),
           .line = file->header_line()});
      return result;
    }
  }
  const Headings headings =
      MatchHeadings(*file, result.faults, result.warnings);
  if (file->rows().empty()) {
    result.faults.Add({.field = "",
                       .code = "NO_ROWS",
                       .message =
                           "there is nothing below the heading; if nobody was "
                           "supported in the period, submit with --nil",
                       .line = file->header_line()});
  }
  Reader reader(*file, headings, council, result.faults);
  for (const csv::Row& row : file->rows()) {
    std::optional<ReturnRow> read = reader.Read(row);
    if (read.has_value()) result.rows.push_back(*std::move(read));
  }
  return result;
}

std::vector<api::v1::Fault> LocateFaults(
    const std::vector<api::v1::Fault>& faults, const ReturnFile& file,
    const std::vector<size_t>& row_of_entry) {
  std::set<std::pair<int, absl::string_view>> explained;
  for (const Fault& own : file.faults.all()) {
    explained.emplace(own.line, VoiceOf(own.column));
  }
  std::vector<api::v1::Fault> located;
  std::vector<Mistaken> mistaken;
  for (const api::v1::Fault& fault : faults) {
    api::v1::Fault with_line = fault;
    const auto entry = EntryOf(fault.field());
    if (!entry.has_value() || entry->first >= row_of_entry.size()) {
      located.push_back(std::move(with_line));
      continue;
    }
    const ReturnRow& row = file.rows[row_of_entry[entry->first]];
    const absl::string_view heading = HeadingOf(entry->second);
    if (explained.contains({row.line, VoiceOf(heading)})) continue;
    with_line.set_line(row.line);
    with_line.set_column(std::string(heading));
    with_line.set_value(ValueOf(row.entry, heading));
    if (fault.reason() == kNotInContract) {
      mistaken.push_back(
          {.fault = located.size(), .outcome = row.entry.outcome()});
    }
    located.push_back(std::move(with_line));
  }
  SuggestOutcomes(mistaken, located);
  return located;
}

std::vector<api::v1::Fault> InFileOrder(const Faults& own,
                                        std::vector<api::v1::Fault> located) {
  std::vector<api::v1::Fault> all;
  for (const Fault& fault : own.all()) all.push_back(ToProto(fault));
  std::move(located.begin(), located.end(), std::back_inserter(all));
  const auto key = [](const api::v1::Fault& fault) {
    const int line =
        fault.line() > 0 ? fault.line() : std::numeric_limits<int>::max();
    return std::make_pair(line, Place(fault.column()));
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return key(a) < key(b);
  });
  return all;
}

std::string ReturnTemplate(const std::vector<PersonalOutcome>& outcomes,
                           const Return& current) {
  std::map<absl::string_view, const ReturnEntry*> entries;
  for (const ReturnEntry& entry : current.entries()) {
    entries.emplace(entry.outcome(), &entry);
  }
  std::vector<std::string> header(kHeadings.begin(), kHeadings.end());
  std::vector<std::vector<std::string>> rows;
  for (const PersonalOutcome& outcome : outcomes) {
    const auto it = entries.find(outcome.name());
    const ReturnEntry entry = it == entries.end() ? ReturnEntry() : *it->second;
    rows.push_back(
        {std::string(IdOf(ParentOf(outcome.name()))),
         std::string(IdOf(outcome.name())), outcome.own_words(),
         ValueOf(entry, kPersonLevel), ValueOf(entry, kPersonSource),
         ValueOf(entry, kPersonNotObtained), entry.person_voice().words(),
         ValueOf(entry, kProviderLevel), entry.provider_voice().words(),
         ValueOf(entry, kNotWorkedOn)});
  }
  return absl::StrCat("\xEF\xBB\xBF", csv::WriteCsv(header, rows));
}

}  // namespace tidemark::cli

#include "services/outcomes/return_file.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/outcomes/return_words.h"

namespace tidemark::outcomes {
namespace {

using v1::ReturnEntry;
using v1::Voice;

// Each column's heading, and those of earlier templates.
struct Known {
  Column column;
  absl::string_view heading;
  absl::string_view earlier;
  bool needed;
};

constexpr Known kColumns[] = {
    {Column::kPerson, "Person", "person", true},
    {Column::kOutcome, "Outcome", "outcome", true},
    {Column::kOwnWords, "What matters, in their own words", "own_words", false},
    {Column::kLastPersonLevel, "Last time: person's rating", "", false},
    {Column::kPersonLevel, "Person's rating", "person_level", true},
    {Column::kPersonSource, "How we know", "person_source", false},
    {Column::kPersonNotObtained, "If no rating, why", "person_not_obtained",
     false},
    {Column::kPersonWords, "Person's words", "person_words", false},
    {Column::kLastProviderLevel, "Last time: provider's rating", "", false},
    {Column::kProviderLevel, "Provider's rating", "provider_level", true},
    {Column::kProviderWords, "Provider's words", "provider_words", false},
    {Column::kNotWorkedOn, "Not worked on", "not_worked_on", false},
    {Column::kErrors, "Errors", "", false},
    {Column::kWarnings, "Warnings", "", false},
};

// The word that empties a cell.
constexpr absl::string_view kClear = "clear";
// The characters of free text that a voice may have.
constexpr size_t kMaxWords = 2000;
// So many known headings make a row the header.
constexpr int kHeaderCells = 3;

// A heading as it is compared: letters and digits, in lower case.
std::string Plain(absl::string_view heading) {
  std::string plain;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || absl::ascii_isalnum(byte)) {
      plain.push_back(absl::ascii_tolower(byte));
    }
  }
  // Word processors bend apostrophes.
  return absl::StrReplaceAll(plain, {{"\u2019", ""}, {"\u2018", ""}});
}

std::optional<Column> ColumnOf(absl::string_view heading) {
  const std::string plain = Plain(heading);
  if (plain.empty()) return std::nullopt;
  for (const Known& known : kColumns) {
    if (plain == Plain(known.heading) || plain == Plain(known.earlier)) {
      return known.column;
    }
  }
  return std::nullopt;
}

// The heading as the file writes it.
std::string HeadingIn(const ReturnFile& file, Column column) {
  const auto it = file.headings.find(column);
  return it == file.headings.end() ? std::string(HeadingOf(column))
                                   : it->second;
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

// A slip of the pen: two letters, and fewer in short words.
bool IsSlip(absl::string_view written, absl::string_view meant) {
  const size_t longer = std::max(written.size(), meant.size());
  const size_t shorter = std::min(written.size(), meant.size());
  if (longer - shorter > 2) return false;
  return TypingDistance(written, meant) <= (meant.size() < 6 ? 1U : 2U);
}

// Only what cannot name anybody is repeated in a fault: a number that is not
// long enough for an NHS number, or a slip of one of our own words.
bool IsNumber(absl::string_view text) {
  return text.size() <= 6 &&
         text.find_first_not_of("+-.,0123456789 ") == absl::string_view::npos;
}

bool IsSlipOfAny(absl::string_view text,
                 const std::vector<std::string>& choices) {
  const std::string written = absl::AsciiStrToLower(text);
  return std::any_of(
      choices.begin(), choices.end(),
      [&](const std::string& choice) { return IsSlip(written, choice); });
}

size_t Characters(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string Trimmed(absl::string_view text) {
  // Excel's fixed space is no white space to anyone else.
  const std::string spaces = absl::StrReplaceAll(text, {{"\u00A0", " "}});
  return std::string(absl::StripAsciiWhitespace(spaces));
}

// Reads the rows below the headings.
class Reader {
 public:
  Reader(absl::string_view council, absl::Span<const int> lines,
         ReturnFile& file)
      : council_(council), lines_(lines), file_(file) {}

  // Takes the next row; false once there is no use in more.
  bool Take(const sheet::Row& row) {
    if (file_.header_line == 0) {
      ReadHeader(row);
      return true;
    }
    if (++rows_ > kMaxFileRows) {
      file_.faults.Add(
          {.field = "content",
           .code = "TOO_MANY_ROWS",
           .message = absl::StrCat("must have at most ", kMaxFileRows,
                                   " rows; send one return a file"),
           .line = LineOf(row)});
      return false;
    }
    row_ = &row;
    out_ = FileRow();
    out_.line = LineOf(row);
    if (ReadRow()) file_.rows.push_back(std::move(out_));
    return true;
  }

  void Finish() {
    if (rows_ > 0) return;
    file_.faults.Add({.field = "content",
                      .code = "NO_ROWS",
                      .message = "has nothing below the headings; if nobody "
                                 "was supported in the period, send a nil "
                                 "return",
                      .line = file_.header_line});
  }

 private:
  int LineOf(const sheet::Row& row) const {
    const auto i = static_cast<size_t>(row.number) - 1;
    return i < lines_.size() ? lines_[i] : row.number;
  }

  void ReadHeader(const sheet::Row& row) {
    file_.header_line = LineOf(row);
    std::vector<std::pair<int, std::string>> others;
    for (int i = 0; i < static_cast<int>(row.cells.size()); ++i) {
      const std::string text = Trimmed(row.cell(i).text);
      if (text.empty()) continue;
      const std::optional<Column> column = ColumnOf(text);
      if (column) {
        if (columns_.emplace(*column, i).second) {
          file_.headings.emplace(*column, text);
        }
      } else {
        others.emplace_back(i, text);
      }
    }
    for (const auto& [index, text] : others) ReadOtherHeading(index, text);
    for (const Known& known : kColumns) {
      if (!known.needed || columns_.count(known.column) > 0) continue;
      file_.faults.Add({.field = "content",
                        .code = "HEADING_MISSING",
                        .message = absl::StrCat("must have a column \"",
                                                known.heading, "\""),
                        .line = file_.header_line,
                        .column = std::string(known.heading)});
    }
  }

  void ReadOtherHeading(int index, const std::string& text) {
    for (const Known& known : kColumns) {
      if (columns_.count(known.column) > 0) continue;
      if (!IsSlip(Plain(text), Plain(known.heading)) &&
          (known.earlier.empty() ||
           !IsSlip(Plain(text), Plain(known.earlier)))) {
        continue;
      }
      file_.faults.Add(
          {.field = "content",
           .code = "HEADING_UNKNOWN",
           .message = absl::StrCat("did you mean \"", known.heading, "\"?"),
           .line = file_.header_line,
           .column = text});
      columns_.emplace(known.column, index);
      file_.headings.emplace(known.column, text);
      return;
    }
    file_.warnings.Add({.field = "content",
                        .code = "COLUMN_IGNORED",
                        .message = "is not one of ours; it was not read",
                        .line = file_.header_line,
                        // Not its heading, which may be anything.
                        .column = sheet::ColumnName(index)});
  }

  // Whether the row has anything to do with an outcome.
  bool ReadRow() {
    out_.person = Text(Column::kPerson);
    out_.outcome_id = Text(Column::kOutcome);
    const bool named = ReadName();
    Voice person;
    Voice provider;
    ReadLevel(Column::kPersonLevel, person);
    ReadEnum(Column::kPersonSource, "SOURCE_INVALID",
             *Voice::Source_descriptor(), [&](int number) {
               person.set_source(static_cast<Voice::Source>(number));
             });
    ReadEnum(Column::kPersonNotObtained, "NOT_OBTAINED_INVALID",
             *Voice::NotObtained_descriptor(), [&](int number) {
               person.set_not_obtained(static_cast<Voice::NotObtained>(number));
             });
    ReadWords(Column::kPersonWords, person);
    ReadLevel(Column::kProviderLevel, provider);
    ReadWords(Column::kProviderWords, provider);
    ReadNotWorkedOn();
    if (person.ByteSizeLong() > 0) {
      *out_.given.mutable_person_voice() = std::move(person);
    }
    if (provider.ByteSizeLong() > 0) {
      *out_.given.mutable_provider_voice() = std::move(provider);
    }
    return named;
  }

  std::string Text(Column column) const {
    const auto it = columns_.find(column);
    if (it == columns_.end()) return "";
    return Trimmed(row_->cell(it->second).text);
  }

  // The text of a cell that may be blank or say CLEAR; then empty.
  std::string Said(Column column) {
    std::string text = Text(column);
    if (absl::AsciiStrToLower(text) == kClear) {
      out_.cleared.insert(column);
      return "";
    }
    if (!text.empty()) out_.written[column] = text;
    return text;
  }

  void AddFault(Column column, absl::string_view code,
                absl::string_view message, bool show_value = true) {
    file_.faults.Add({.field = "content",
                      .code = std::string(code),
                      .message = std::string(message),
                      .line = out_.line,
                      .column = HeadingIn(file_, column),
                      .value = show_value ? Text(column) : ""});
  }

  // Works out the outcome. The references are of people, who must not be named
  // in a fault by anything but a reference; a cell that cannot be one is not
  // shown.
  bool ReadName() {
    const bool full = absl::StartsWith(out_.outcome_id, "councils/");
    std::string person;
    if (out_.person.empty() && !full) {
      if (columns_.count(Column::kPerson) == 0) return false;
      AddFault(Column::kPerson, "PERSON_MISSING",
               "must be the person's reference; is empty");
    } else if (!out_.person.empty()) {
      person = absl::StartsWith(out_.person, "councils/")
                   ? out_.person
                   : absl::StrCat(council_, "/people/", out_.person);
      if (!Matches(person, "councils/*/people/*") ||
          CouncilOf(person) != council_) {
        AddFault(Column::kPerson, "NAME_INVALID",
                 "must be the person's reference, as in the template",
                 /*show_value=*/false);
        person.clear();
      }
    }
    if (out_.outcome_id.empty()) {
      if (columns_.count(Column::kOutcome) > 0) {
        AddFault(Column::kOutcome, "OUTCOME_MISSING",
                 "must be the outcome's reference; is empty");
      }
      return false;
    }
    out_.outcome = full ? out_.outcome_id
                        : absl::StrCat(person, "/outcomes/", out_.outcome_id);
    if (person.empty() && !full) return false;
    if (!Matches(out_.outcome, "councils/*/people/*/outcomes/*") ||
        CouncilOf(out_.outcome) != council_ ||
        (!person.empty() && ParentOf(out_.outcome) != person)) {
      AddFault(Column::kOutcome, "NAME_INVALID",
               "must be the outcome's reference, as in the template",
               /*show_value=*/false);
      return false;
    }
    const auto [first, fresh] = line_of_.emplace(out_.outcome, out_.line);
    if (!fresh) {
      AddFault(Column::kOutcome, "OUTCOME_REPEATED",
               absl::StrCat("is on line ", first->second,
                            " already; keep one of the two"));
    }
    return fresh;
  }

  void ReadLevel(Column column, Voice& voice) {
    const std::string text = Said(column);
    if (text.empty()) return;
    if (const std::optional<int> level = ParseLevel(text)) {
      voice.set_level(*level);
    } else if (const auto word = ParseAchievement(text)) {
      voice.set_achievement(*word);
    } else {
      AddFault(column, "LEVEL_INVALID",
               "must be -2, -1, 0, 1 or 2, or one of achieved, partly, no "
               "change and worse",
               IsNumber(text) || IsSlipOfAny(text, RatingChoices()));
    }
  }

  template <typename Set>
  void ReadEnum(Column column, absl::string_view code,
                const google::protobuf::EnumDescriptor& type, const Set& set) {
    const std::string text = Said(column);
    if (text.empty()) return;
    if (const std::optional<int> number = ParseChoice(type, text)) {
      set(*number);
      return;
    }
    AddFault(column, code,
             absl::StrCat("must be one of ",
                          absl::StrJoin(ChoicesOf(type), ", "), ", or empty"),
             IsSlipOfAny(text, ChoicesOf(type)));
  }

  void ReadWords(Column column, Voice& voice) {
    const std::string text = Said(column);
    if (text.empty()) return;
    out_.written.erase(column);
    if (const size_t characters = Characters(text); characters > kMaxWords) {
      AddFault(column, "TEXT_TOO_LONG",
               absl::StrCat("must have at most ", kMaxWords,
                            " characters; has ", characters),
               /*show_value=*/false);
      return;
    }
    voice.set_words(text);
  }

  void ReadNotWorkedOn() {
    const std::string word = absl::AsciiStrToLower(Said(Column::kNotWorkedOn));
    if (word.empty()) return;
    if (word == "yes" || word == "y" || word == "true" || word == "1" ||
        word == "x") {
      out_.given.set_not_worked_on(true);
    } else if (word == "no" || word == "n" || word == "false" || word == "0") {
      out_.cleared.insert(Column::kNotWorkedOn);
    } else {
      AddFault(Column::kNotWorkedOn, "YES_OR_NO", "must be yes, no or empty",
               /*show_value=*/false);
    }
  }

  const absl::string_view council_;
  const absl::Span<const int> lines_;
  ReturnFile& file_;
  // Where the columns are.
  std::map<Column, int> columns_;
  absl::flat_hash_map<std::string, int> line_of_;
  int rows_ = 0;
  const sheet::Row* row_ = nullptr;
  FileRow out_;
};

// The number of the entry that `field` is about, and what of it:
// `entries[3].person_voice.level` is 3 and `person_voice.level`.
std::optional<std::pair<size_t, absl::string_view>> EntryOf(
    absl::string_view field) {
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

// The column in which a part of an entry stands.
Column ColumnOfPart(absl::string_view part) {
  if (part == "person_voice.source") return Column::kPersonSource;
  if (part == "person_voice.not_obtained") return Column::kPersonNotObtained;
  if (part == "person_voice.words") return Column::kPersonWords;
  if (part == "provider_voice.words") return Column::kProviderWords;
  if (part == "not_worked_on") return Column::kNotWorkedOn;
  if (absl::StartsWith(part, "person_voice")) return Column::kPersonLevel;
  if (absl::StartsWith(part, "provider_voice")) return Column::kProviderLevel;
  return Column::kOutcome;
}

// The voice that a column belongs to: a fault in one of its cells explains what
// the check says of the others.
int VoiceOf(absl::string_view heading) {
  const std::optional<Column> column = ColumnOf(heading);
  if (!column) return -1;
  switch (*column) {
    case Column::kPersonLevel:
    case Column::kPersonSource:
    case Column::kPersonNotObtained:
    case Column::kPersonWords:
      return 1;
    case Column::kProviderLevel:
    case Column::kProviderWords:
      return 2;
    default:
      return 3;
  }
}

// The one of `missing` that `written` is a slip of the pen for: the same
// person's outcome with a likely id, or a likely person's with the same id.
absl::string_view MeantBy(absl::string_view written,
                          const absl::flat_hash_set<std::string>& missing) {
  absl::string_view best;
  size_t least = 3;
  for (const std::string& name : missing) {
    const bool same_person = ParentOf(name) == ParentOf(written);
    if (!same_person && IdOf(name) != IdOf(written)) continue;
    const size_t distance =
        same_person
            ? TypingDistance(IdOf(written), IdOf(name))
            : TypingDistance(IdOf(ParentOf(written)), IdOf(ParentOf(name)));
    if (distance < least || (distance == least && name < best)) {
      best = name;
      least = distance;
    }
  }
  return best;
}

}  // namespace

absl::string_view HeadingOf(Column column) {
  return kColumns[static_cast<size_t>(column)].heading;
}

bool IsReturnHeader(const sheet::Row& row) {
  return std::count_if(row.cells.begin(), row.cells.end(),
                       [](const sheet::Cell& cell) {
                         return ColumnOf(cell.text).has_value();
                       }) >= kHeaderCells;
}

absl::StatusOr<ReturnFile> ReadReturnFile(absl::string_view bytes,
                                          absl::string_view council,
                                          absl::Span<const int> lines) {
  ReturnFile file;
  Reader reader(council, lines, file);
  TIDEMARK_ASSIGN_OR_RETURN(
      file.source, sheet::ReadSheet(bytes, {.is_header = IsReturnHeader},
                                    [&](const sheet::Row& row) {
                                      return reader.Take(row);
                                    }));
  reader.Finish();
  return file;
}

ReturnEntry Apply(const FileRow& row, ReturnEntry entry) {
  entry.set_outcome(row.outcome);
  const auto clear = [&](Column column) {
    return row.cleared.count(column) > 0;
  };
  const auto clear_level = [](Voice& voice) {
    voice.clear_level();
    voice.clear_achievement();
  };
  // A new rating takes the place of the reason why there was none, and the
  // other way round.
  const auto set_level = [&](const Voice& given, Voice& voice) {
    if (!given.has_level() && given.achievement() == 0) return;
    clear_level(voice);
    voice.clear_not_obtained();
    if (given.has_level()) voice.set_level(given.level());
    voice.set_achievement(given.achievement());
  };
  if (row.given.has_person_voice() || !row.cleared.empty()) {
    Voice& person = *entry.mutable_person_voice();
    const Voice& given = row.given.person_voice();
    if (clear(Column::kPersonLevel)) clear_level(person);
    if (clear(Column::kPersonSource)) person.clear_source();
    if (clear(Column::kPersonNotObtained)) person.clear_not_obtained();
    if (clear(Column::kPersonWords)) person.clear_words();
    set_level(given, person);
    if (given.source() != 0) person.set_source(given.source());
    if (given.not_obtained() != 0) {
      person.set_not_obtained(given.not_obtained());
      if (!given.has_level() && given.achievement() == 0) {
        clear_level(person);
        if (given.source() == 0) person.clear_source();
      }
    }
    if (!given.words().empty()) person.set_words(given.words());
    if (person.ByteSizeLong() == 0) entry.clear_person_voice();
  }
  if (row.given.has_provider_voice() || !row.cleared.empty()) {
    Voice& provider = *entry.mutable_provider_voice();
    const Voice& given = row.given.provider_voice();
    if (clear(Column::kProviderLevel)) clear_level(provider);
    if (clear(Column::kProviderWords)) provider.clear_words();
    set_level(given, provider);
    if (!given.words().empty()) provider.set_words(given.words());
    if (provider.ByteSizeLong() == 0) entry.clear_provider_voice();
  }
  if (clear(Column::kNotWorkedOn)) entry.clear_not_worked_on();
  if (row.given.not_worked_on()) entry.set_not_worked_on(true);
  return entry;
}

Preview PreviewFile(const ReturnFile& file, const ReturnEntries& stored,
                    const Roster& roster) {
  Preview preview;
  preview.entries = stored;
  preview.row_of_entry.assign(static_cast<size_t>(stored.size()), -1);
  absl::flat_hash_map<std::string, int> index;
  for (int i = 0; i < stored.size(); ++i) index[stored[i].outcome()] = i;

  absl::flat_hash_set<std::string> in_file;
  for (const FileRow& row : file.rows) in_file.insert(row.outcome);
  absl::flat_hash_set<std::string> people;
  absl::flat_hash_set<std::string> missing;
  for (const OutcomeFacts& outcome : roster.outcomes()) {
    people.insert(std::string(ParentOf(outcome.name)));
    if (!in_file.contains(outcome.name)) missing.insert(outcome.name);
  }
  for (int i = 0; i < static_cast<int>(file.rows.size()); ++i) {
    const FileRow& row = file.rows[static_cast<size_t>(i)];
    if (row.blank()) continue;
    const auto known = index.find(row.outcome);
    if (known == index.end() && roster.Find(row.outcome) == nullptr &&
        !people.contains(std::string(ParentOf(row.outcome))) &&
        MeantBy(row.outcome, missing).empty()) {
      preview.set_aside.push_back(i);
      continue;
    }
    if (known != index.end()) {
      ReturnEntry& entry = preview.entries[known->second];
      entry = Apply(row, std::move(entry));
      preview.row_of_entry[static_cast<size_t>(known->second)] = i;
      continue;
    }
    index[row.outcome] = preview.entries.size();
    *preview.entries.Add() = Apply(row, ReturnEntry());
    preview.row_of_entry.push_back(i);
  }
  return preview;
}

std::vector<api::v1::Fault> LocateFaults(const Faults& own, const Faults& found,
                                         const ReturnFile& file,
                                         const Preview& preview) {
  std::vector<api::v1::Fault> all;
  std::set<std::pair<int, int>> explained;
  for (const Fault& fault : own.all()) {
    explained.emplace(fault.line, VoiceOf(fault.column));
    all.push_back(ToProto(fault));
  }
  // Rows that are there and say nothing are where a missing entry belongs.
  absl::flat_hash_map<std::string, const FileRow*> row_of;
  for (const FileRow& row : file.rows) row_of[row.outcome] = &row;
  absl::flat_hash_set<std::string> missing;
  for (const Fault& fault : found.all()) {
    if (fault.code == "OUTCOME_MISSING" && !row_of.contains(fault.value)) {
      missing.insert(fault.value);
    }
  }
  absl::flat_hash_set<std::string> meant;
  std::vector<api::v1::Fault> rest;
  for (const Fault& fault : found.all()) {
    api::v1::Fault located = ToProto(fault);
    const auto entry = EntryOf(fault.field);
    if (!entry || entry->first >= preview.row_of_entry.size() ||
        preview.row_of_entry[entry->first] < 0) {
      rest.push_back(std::move(located));
      continue;
    }
    const FileRow& row =
        file.rows[static_cast<size_t>(preview.row_of_entry[entry->first])];
    const Column column = ColumnOfPart(entry->second);
    if (explained.count({row.line, VoiceOf(HeadingOf(column))}) > 0) continue;
    located.set_field("content");
    located.set_line(row.line);
    located.set_column(HeadingIn(file, column));
    const auto written = row.written.find(column);
    // What was understood is one of our words; a reference may be a name.
    located.set_value(written == row.written.end() ? "" : written->second);
    if (fault.code == "OUTCOME_NOT_IN_CONTRACT") {
      const absl::string_view likely = MeantBy(row.outcome, missing);
      if (!likely.empty()) {
        meant.insert(std::string(likely));
        located.set_description(absl::StrCat(
            "is not an outcome that this contract supports for this person; "
            "did you mean ",
            IdOf(likely),
            ParentOf(likely) == ParentOf(row.outcome)
                ? ""
                : absl::StrCat(" of ", IdOf(ParentOf(likely))),
            "?"));
      }
    }
    all.push_back(std::move(located));
  }
  for (api::v1::Fault& fault : rest) {
    if (fault.reason() == "OUTCOME_MISSING") {
      if (meant.contains(fault.value())) continue;
      if (const auto row = row_of.find(fault.value()); row != row_of.end()) {
        if (std::any_of(explained.begin(), explained.end(), [&](const auto& e) {
              return e.first == row->second->line;
            })) {
          continue;
        }
        fault.set_field("content");
        fault.set_line(row->second->line);
        fault.set_column(HeadingIn(file, Column::kPersonLevel));
        fault.set_value("");
        fault.set_description(
            "must be filled in: the row says nothing of its outcome; say yes "
            "under \"Not worked on\" if nothing could be done");
      }
    }
    all.push_back(std::move(fault));
  }
  const auto key = [](const api::v1::Fault& fault) {
    const std::optional<Column> column = ColumnOf(fault.column());
    return std::pair(
        fault.line() > 0 ? fault.line() : std::numeric_limits<int>::max(),
        column ? static_cast<int>(*column) : std::numeric_limits<int>::max());
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return key(a) < key(b);
  });
  return all;
}

std::vector<v1::RuleFindings> GroupByRule(
    const std::vector<api::v1::Fault>& errors,
    const std::vector<api::v1::Fault>& warnings) {
  constexpr int kMostLines = 20;
  std::vector<v1::RuleFindings> findings;
  for (const auto* faults : {&errors, &warnings}) {
    const size_t first = findings.size();
    for (const api::v1::Fault& fault : *faults) {
      auto rule = std::find_if(
          findings.begin() + static_cast<long>(first), findings.end(),
          [&](const auto& known) { return known.code() == fault.reason(); });
      if (rule == findings.end()) {
        v1::RuleFindings& added = findings.emplace_back();
        added.set_code(fault.reason());
        added.set_message(fault.description());
        rule = findings.end() - 1;
      }
      rule->set_count(rule->count() + 1);
      if (fault.line() > 0 && rule->lines_size() < kMostLines) {
        rule->add_lines(fault.line());
      }
    }
    std::stable_sort(
        findings.begin() + static_cast<long>(first), findings.end(),
        [](const auto& a, const auto& b) { return a.count() > b.count(); });
  }
  return findings;
}

}  // namespace tidemark::outcomes

#include "services/oversight/export.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/proto/names.h"
#include "common/type/decisions.h"

namespace tidemark::oversight {
namespace {

using monitoring::v1::Evidence;
using monitoring::v1::Figure;
using monitoring::v1::Finding;
using sheet::ExportTable;
using sheet::ExportValue;
using v1::Signal;

constexpr double kNameWidth = 36;
constexpr double kNoteWidth = 60;
// No cell stands empty.
constexpr char kNothing[] = "none";

// The value of an enum as a person says it: `KIND_SPECIAL_CAUSE` is "special
// cause".
std::string WordsOf(absl::string_view value, absl::string_view prefix) {
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(absl::StripPrefix(value, prefix), {{"_", " "}}));
}

std::string TextOr(const std::string& text) {
  return text.empty() ? kNothing : text;
}

ExportValue DayOr(bool has_date, const type::v1::Date& date) {
  if (!has_date) return kNothing;
  return absl::CivilDay(date.year(), date.month(), date.day());
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", type::TimeOf(time),
                          absl::UTCTimeZone());
}

std::string FigureText(const Figure& figure) {
  if (figure.kind() == Figure::KIND_COUNT) {
    return absl::StrCat(figure.numerator());
  }
  return absl::StrCat(figure.numerator(), " of ", figure.denominator());
}

std::string EvidenceText(const Evidence& evidence) {
  std::vector<std::string> parts;
  for (const Evidence::Measure& measure : evidence.measures()) {
    parts.push_back(
        absl::StrCat(measure.label(), ": ", FigureText(measure.figure())));
  }
  for (const Evidence::Period& period : evidence.periods()) {
    parts.push_back(absl::StrCat("return ", period.id(), ", ",
                                 period.days_late(), " days late"));
  }
  return TextOr(absl::StrJoin(parts, "; "));
}

std::string NotesText(const Signal& signal) {
  std::vector<std::string> notes;
  for (const Signal::Note& note : signal.notes()) {
    notes.push_back(absl::StrCat(
        TimeText(note.note_time()), " ", note.author(), " ",
        WordsOf(Signal::Note::Act_Name(note.act()), "ACT_"),
        note.words().empty() ? "" : absl::StrCat(": ", note.words())));
  }
  return TextOr(absl::StrJoin(notes, "; "));
}

std::string MeaningWords(Finding::Meaning meaning) {
  return meaning == Finding::MEANING_UNSPECIFIED
             ? "a question to ask"
             : WordsOf(Finding::Meaning_Name(meaning), "MEANING_");
}

void AddSignal(const Signal& signal, ExportTable& table) {
  const Finding& finding = signal.finding();
  table.rows.push_back(
      {std::string(IdOf(signal.name())),
       WordsOf(Finding::Kind_Name(finding.kind()), "KIND_"),
       WordsOf(Signal::State_Name(signal.state()), "STATE_"),
       signal.standing() ? "yes" : "no", TextOr(finding.display_name()),
       finding.subject(), TextOr(finding.provider()), TextOr(finding.metric()),
       MeaningWords(finding.meaning()), TextOr(finding.sentence()),
       TextOr(finding.evidence().rule()), EvidenceText(finding.evidence()),
       DayOr(signal.has_first_seen_date(), signal.first_seen_date()),
       DayOr(signal.has_last_seen_date(), signal.last_seen_date()),
       DayOr(signal.has_end_date(), signal.end_date()),
       TextOr(signal.end_reason()), NotesText(signal)});
}

}  // namespace

ExportTable TableOf(const v1::ListSignalsResponse& list) {
  ExportTable table;
  table.title = "Signals";
  table.file_stem = "signals";
  table.columns = {{.heading = "Signal", .width = kNameWidth},
                   {.heading = "Kind", .width = 22},
                   {.heading = "State"},
                   {.heading = "Stands"},
                   {.heading = "About", .width = kNameWidth},
                   {.heading = "Resource", .width = kNameWidth},
                   {.heading = "Provider", .width = kNameWidth},
                   {.heading = "Figure", .width = 22},
                   {.heading = "Meaning", .width = 18},
                   {.heading = "What stands out", .width = kNoteWidth},
                   {.heading = "Rule", .width = kNoteWidth},
                   {.heading = "Evidence", .width = kNoteWidth},
                   {.heading = "First seen"},
                   {.heading = "Last seen"},
                   {.heading = "Gone on"},
                   {.heading = "How it went", .width = kNoteWidth},
                   {.heading = "Who did what", .width = kNoteWidth}};
  for (const Signal& signal : list.signals()) AddSignal(signal, table);
  table.definitions = {
      {.title = "Signal",
       .lines = {
           {"Question",
            "What stands out in the figures and should be asked about?"},
           {"What it is not",
            "A verdict: it is the beginning of a conversation."},
           {"Ended", "It went away with newer figures."},
           {"Withdrawn", "A correction removed what it rested on."},
           {"Source", "Tidemark: signals, each with its rule and evidence."}}}};
  table.about.emplace_back("As of the last look",
                           list.has_look_time()
                               ? TimeText(list.look_time())
                               : std::string("nobody has looked yet"));
  if (list.noise().rates_size() > 0) {
    table.about.emplace_back(
        "By chance alone",
        absl::StrFormat("%.2f signals a provider and year; about %.1f a year "
                        "among the %d providers with enough cases",
                        list.noise().expected_a_provider_year(),
                        list.noise().expected_a_year(),
                        list.noise().providers_judged()));
  }
  table.about.emplace_back("Order", "Those first seen last come first.");
  return table;
}

}  // namespace tidemark::oversight

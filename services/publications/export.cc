#include "services/publications/export.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/decisions.h"
#include "services/publications/months.h"

namespace tidemark::publications {
namespace {

using sheet::Decimal;
using sheet::ExportTable;
using sheet::ExportValue;
using v1::Publication;
using v1::PublishedCell;

constexpr double kNameWidth = 36;

const char* MarkerOf(PublishedCell::Marker marker) {
  switch (marker) {
    case PublishedCell::MARKER_NOT_APPLICABLE:
      return "[z]";
    case PublishedCell::MARKER_NOT_AVAILABLE:
      return "[x]";
    default:
      return "[c]";
  }
}

std::string PeriodText(const v1::PublishedPeriod& period) {
  const Months months = MonthsOf(period);
  std::string first = type::YearMonth::FromIndex(months.first).Format();
  if (months.first == months.last) return first;
  return absl::StrCat(first, " to ",
                      type::YearMonth::FromIndex(months.last).Format());
}

void AddNumbers(const PublishedCell& cell, std::vector<ExportValue>& row) {
  if (cell.marker() == PublishedCell::MARKER_NUMBER) {
    row.emplace_back(Decimal{.value = cell.per_mille() / 10.0, .places = 1});
    row.emplace_back(cell.numerator());
    row.emplace_back(cell.denominator());
    return;
  }
  for (int i = 0; i < 3; ++i) row.emplace_back(MarkerOf(cell.marker()));
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", type::TimeOf(time),
                          absl::UTCTimeZone());
}

sheet::ExportDefinition DefinitionOf(const monitoring::v1::Metric& metric) {
  return {.title = metric.title(),
          .lines = {{"Question", metric.question()},
                    {"Numerator", metric.numerator()},
                    {"Denominator", metric.denominator()},
                    {"Exclusions", metric.exclusions()},
                    {"Source", metric.source()},
                    {"Version", absl::StrCat(metric.id(), ", version ",
                                             metric.version())}}};
}

void AddAbout(const Publication& publication, ExportTable& table) {
  const auto add = [&](std::string label, std::string text) {
    table.about.emplace_back(std::move(label), std::move(text));
  };
  add("Publication", publication.name());
  if (publication.has_publish_time()) {
    add("Published", TimeText(publication.publish_time()));
  }
  add("As of", TimeText(publication.as_of_time()));
  for (const auto& position : publication.as_of()) {
    add(absl::StrCat("Known of ", position.feed()),
        absl::StrCat("up to change ", position.sequence()));
  }
  add("Corrections",
      publication.with_corrections()
          ? "A corrected edition: it takes the place of what was published of "
            "the same months before."
          : "A month is closed when it is first published; later corrections "
            "do not change it here.");
  for (const v1::MarkerMeaning& line : publication.legend()) {
    add(line.marker(), line.meaning());
  }
}

}  // namespace

ExportTable TableOf(const Publication& publication) {
  std::map<std::string, std::string> groups = {{"", "Everybody"}};
  for (const auto& group : publication.groups()) {
    groups[group.code()] = group.display_name();
  }
  ExportTable table;
  table.title = publication.title();
  table.file_stem = absl::StrCat("publication-", IdOf(publication.name()));
  if (publication.state() != Publication::STATE_PUBLISHED) {
    table.warning = publication.state() == Publication::STATE_DRAFT
                        ? "Draft: not for publication"
                        : "Withdrawn: not for publication";
  }
  const std::string& title = publication.definition().title();
  table.columns = {{.heading = "Name", .width = kNameWidth},
                   {.heading = "Months", .width = 20},
                   {.heading = "Group", .width = kNameWidth},
                   {.heading = title, .unit = "%"},
                   {.heading = absl::StrCat(title, ": numerator")},
                   {.heading = absl::StrCat(title, ": denominator")}};
  for (const v1::PublishedRow& of : publication.rows()) {
    for (const PublishedCell& cell : of.cells()) {
      std::vector<ExportValue>& row = table.rows.emplace_back();
      row.emplace_back(of.display_name());
      row.emplace_back(PeriodText(publication.periods(cell.period())));
      row.emplace_back(groups[cell.group()]);
      AddNumbers(cell, row);
    }
  }
  table.definitions = {DefinitionOf(publication.definition())};
  AddAbout(publication, table);
  return table;
}

}  // namespace tidemark::publications

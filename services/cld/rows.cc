#include "services/cld/rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/sheet/reader.h"
#include "common/type/date.h"
#include "services/cld/cells.h"
#include "services/cld/events.h"
#include "services/cld/fields.h"
#include "services/cld/findings.h"

namespace tidemark::cld {
namespace {

using Quality = v1::CldFieldQuality;

constexpr double kDaysPerYear = 365.25;
// A row with as many invalid values has its columns out of place: what stands
// in them may be anything, a name too.
constexpr size_t kOutOfPlace = 3;
constexpr uint32_t kFnvBasis = 2166136261;
constexpr uint32_t kFnvPrime = 16777619;

// FNV-1a of the letters and digits. On disk. Never change.
uint32_t HashOf(absl::string_view text) {
  uint32_t hash = kFnvBasis;
  for (const char c : Plain(text)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  }
  return hash;
}

// What one row says.
class Reading {
 public:
  Reading(const Columns& columns, const sheet::Row& row,
          absl::string_view council)
      : columns_(columns), council_(council) {
    for (size_t i = 0; i < kFields; ++i) {
      if (columns[i] < 0) continue;
      cells_[i] = Trimmed(row.cell(columns[i]).text);
      if (cells_[i].empty()) continue;
      checked_[i] = CheckCell(static_cast<Field>(i), cells_[i], council);
    }
  }

  absl::string_view text(Field field) const { return cells_[Place(field)]; }
  bool valid(Field field) const {
    return !text(field).empty() &&
           checked_[Place(field)].result != Quality::RESULT_FAILED_INVALID;
  }
  template <typename Code>
  Code code(Field field) const {
    return static_cast<Code>(checked_[Place(field)].code);
  }
  std::optional<Day> day(Field field) const {
    return valid(field) ? ReadDay(text(field)) : std::nullopt;
  }

  // The column and code of why the row cannot be used, if it cannot.
  std::optional<std::pair<Field, const char*>> Fault() const {
    if (!IdentityOf(council_, "", text(Field::kNhsNumber),
                    text(Field::kPersonId))) {
      return std::make_pair(Field::kPersonId, "NO_PERSON");
    }
    if (!valid(Field::kEventType)) {
      return std::make_pair(Field::kEventType, text(Field::kEventType).empty()
                                                   ? "EVENT_TYPE_MISSING"
                                                   : "EVENT_TYPE_INVALID");
    }
    const std::optional<Day> start = day(Field::kStart);
    if (!start) {
      return std::make_pair(Field::kStart, text(Field::kStart).empty()
                                               ? "START_MISSING"
                                               : "START_INVALID");
    }
    if (text(Field::kEnd).empty()) return std::nullopt;
    const std::optional<Day> end = day(Field::kEnd);
    if (!end) return std::make_pair(Field::kEnd, "END_INVALID");
    if (*end < *start) return std::make_pair(Field::kEnd, "END_BEFORE_START");
    return std::nullopt;
  }

  bool HasNoEvent() const {
    return code<ClientType>(Field::kClientType) ==
           ClientType::kKnownByAssociation;
  }

  Event ToEvent(const PersonHasher& hasher) const {
    Event event;
    event.person = hasher.Hash(*IdentityOf(council_, text(Field::kLaCode),
                                           text(Field::kNhsNumber),
                                           text(Field::kPersonId)));
    event.start = *day(Field::kStart);
    event.end = day(Field::kEnd).value_or(kNever);
    event.death = day(Field::kDeathDate).value_or(kNever);
    if (const auto last = day(Field::kPeriodEnd)) {
      event.period_end = *last;
      event.period_start = day(Field::kPeriodStart).value_or(*last);
    }
    event.type = code<EventType>(Field::kEventType);
    // An extract without the column is of people who draw on support.
    event.client = columns_[Place(Field::kClientType)] < 0
                       ? ClientType::kPerson
                       : code<ClientType>(Field::kClientType);
    event.outcome = code<Outcome>(Field::kOutcome);
    SetDetails(event);
    SetBirth(event);
    event.gender = code<uint8_t>(Field::kGender);
    event.ethnicity = code<uint8_t>(Field::kEthnicity);
    event.support_reason = code<uint8_t>(Field::kSupportReason);
    event.unpaid_carer = code<uint8_t>(Field::kUnpaidCarer);
    return event;
  }

  void AddQuality(Findings& findings) const {
    const RowFacts facts = Facts();
    std::vector<Field> invalid;
    for (size_t i = 0; i < kFields; ++i) {
      const auto field = static_cast<Field>(i);
      const Quality::Status status = StatusOf(field, facts);
      const Quality::Result result = ResultOf(field, status);
      findings.AddQuality(field, status, result);
      if (result == Quality::RESULT_FAILED_INVALID) invalid.push_back(field);
    }
    for (const Field field : invalid) {
      const bool shown = invalid.size() < kOutOfPlace &&
                         MayBeShown(field, text(field)) &&
                         !StandsInPersonalCell(text(field));
      findings.AddInvalidValue(field,
                               shown ? text(field) : absl::string_view());
    }
    if (const auto last = day(Field::kPeriodEnd)) {
      findings.AddPeriod(day(Field::kPeriodStart).value_or(*last), *last);
    }
  }

  // What may be taken for a provider's location; empty if nothing may.
  absl::string_view location() const {
    return valid(Field::kLocation) ? text(Field::kLocation)
                                   : absl::string_view();
  }

 private:
  static size_t Place(Field field) { return static_cast<size_t>(field); }

  bool IsFinancial() const {
    return absl::StartsWith(Plain(text(Field::kAssessmentType)),
                            "financialassessment");
  }

  Quality::Result ResultOf(Field field, Quality::Status status) const {
    if (status == Quality::STATUS_NOT_APPLICABLE) {
      return Quality::RESULT_UNSPECIFIED;
    }
    if (!text(field).empty()) return checked_[Place(field)].result;
    return status == Quality::STATUS_MANDATORY ? Quality::RESULT_FAILED_BLANK
                                               : Quality::RESULT_PASSED_BLANK;
  }

  RowFacts Facts() const {
    constexpr uint8_t kLearningDisability = 7;
    constexpr uint8_t kCommissioned = 3;
    constexpr uint8_t kPlanned = 1;
    const auto component = code<Component>(Field::kComponent);
    RowFacts facts = {
        .client = code<ClientType>(Field::kClientType),
        .event = code<EventType>(Field::kEventType),
        .service = code<ServiceType>(Field::kServiceType),
        .financial_assessment = IsFinancial(),
        .planned_review = code<uint8_t>(Field::kReviewReason) == kPlanned,
        .died = !text(Field::kDeathDate).empty(),
        .commissioned = code<uint8_t>(Field::kMechanism) == kCommissioned,
        .costed_component = component == Component::kShortTermNursing ||
                            component == Component::kShortTermResidential ||
                            component == kCarerRespite,
        .learning_disability =
            code<uint8_t>(Field::kSupportReason) == kLearningDisability,
        .age = AgeOn(day(Field::kPeriodEnd)),
        .frequency = code<Frequency>(Field::kFrequency)};
    return facts;
  }

  std::optional<int> AgeOn(std::optional<Day> day_of_age) const {
    const std::optional<Day> birth = day(Field::kBirthDate);
    if (!birth || !day_of_age || *day_of_age < *birth) return std::nullopt;
    return static_cast<int>(std::floor((*day_of_age - *birth) / kDaysPerYear));
  }

  void SetDetails(Event& event) const {
    switch (event.type) {
      case EventType::kRequest:
        event.detail = HashOf(text(Field::kRoute));
        break;
      case EventType::kAssessment:
        event.detail = HashOf(text(Field::kAssessmentType));
        break;
      case EventType::kService:
        event.service = code<ServiceType>(Field::kServiceType);
        event.component = code<Component>(Field::kComponent);
        event.mechanism = code<uint8_t>(Field::kMechanism);
        event.frequency = code<Frequency>(Field::kFrequency);
        event.unit_cost =
            ReadHundredths(text(Field::kUnitCost)).value_or(kNoAmount);
        event.planned_units =
            ReadHundredths(text(Field::kPlannedUnits)).value_or(kNoAmount);
        break;
      default:
        break;
    }
  }

  void SetBirth(Event& event) const {
    const std::optional<Day> birth = day(Field::kBirthDate);
    if (!birth) return;
    event.birth_year = static_cast<uint8_t>(std::clamp<int64_t>(
        type::FromDayNumber(*birth).year() - kFirstBirthYear, 0, 255));
    Day last = std::min(event.end, event.death);
    if (last == kNever) last = event.period_end;
    if (last == kNoDay) return;
    const std::optional<int> age = AgeOn(last);
    if (age && *age < kUnknownAge) event.age = static_cast<uint8_t>(*age);
  }

  bool StandsInPersonalCell(absl::string_view shown) const {
    for (size_t i = 0; i < kFields; ++i) {
      if (InfoOf(static_cast<Field>(i)).personal &&
          absl::EqualsIgnoreCase(cells_[i], shown)) {
        return true;
      }
    }
    return false;
  }

  const Columns& columns_;
  const absl::string_view council_;
  std::array<absl::string_view, kFields> cells_;
  std::array<Checked, kFields> checked_;
};

// `status` of a batch that cannot be read, with how its rows are counted: the
// header is row 1.
absl::Status InBatch(const RowBatch& batch, const absl::Status& status) {
  if (status.ok() || batch.first_row == 2) return status;
  absl::Status placed(
      status.code(),
      absl::StrCat("from row ", batch.first_row, " of file ", batch.file,
                   " on, counting it as row 2: ", status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    placed.SetPayload(url, payload);
  });
  return placed;
}

absl::StatusOr<Columns> ReadHeader(const sheet::Row& row) {
  std::vector<absl::string_view> headings;
  for (const sheet::Cell& cell : row.cells) headings.push_back(cell.text);
  const Columns columns = FindColumns(headings);
  const std::vector<std::string> missing = MissingHeadings(columns);
  if (missing.empty()) return columns;
  return Error(absl::StatusCode::kInvalidArgument, "HEADING_MISSING",
               absl::StrCat("the header has no column ",
                            absl::StrJoin(missing, ", no column "),
                            "; send an extract by the specification of "
                            "client-level data"),
               {{"columns", absl::StrJoin(missing, ", ")}});
}

}  // namespace

absl::StatusOr<ReadBatch> ReadRows(const RowBatch& batch,
                                   const PersonHasher& hasher) {
  const bool ends =
      absl::EndsWith(batch.header, "\n") || absl::EndsWith(batch.header, "\r");
  const std::string bytes =
      absl::StrCat(batch.header, ends ? "" : "\n", batch.rows);
  std::optional<Columns> columns;
  absl::Status status;
  EventsWriter events;
  Findings findings;
  const auto take = [&](const sheet::Row& row) {
    if (!columns) {
      absl::StatusOr<Columns> found = ReadHeader(row);
      status = found.status();
      if (found.ok()) columns = *found;
      return status.ok();
    }
    const Reading reading(*columns, row, batch.council);
    findings.AddRow();
    reading.AddQuality(findings);
    if (reading.HasNoEvent()) {
      findings.AddRowWithoutEvent();
      return true;
    }
    if (const auto fault = reading.Fault()) {
      v1::CldUnusableRow unusable;
      unusable.set_file(batch.file);
      unusable.set_line(batch.first_row + row.number - 2);
      unusable.set_column(std::string(InfoOf(fault->first).heading));
      unusable.set_code(fault->second);
      findings.AddUnusableRow(std::move(unusable));
      return true;
    }
    findings.AddEvent();
    events.Add(reading.ToEvent(hasher), reading.location());
    return true;
  };
  TIDEMARK_RETURN_IF_ERROR(
      InBatch(batch, sheet::ReadSheet(bytes, {}, take).status()));
  TIDEMARK_RETURN_IF_ERROR(status);
  return ReadBatch{.events = events.Take(), .findings = findings.ToProto()};
}

}  // namespace tidemark::cld

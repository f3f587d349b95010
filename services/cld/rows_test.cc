#include "services/cld/rows.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/cld/cells.h"
#include "services/cld/cld_fixture.h"
#include "services/cld/codes.h"
#include "services/cld/events.h"
#include "services/cld/test_events.h"

namespace tidemark::cld {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using Quality = v1::CldFieldQuality;

ReadBatch Read(const std::string& rows, const std::string& header = kHeader) {
  const auto read =
      ReadRows({.header = header, .rows = rows, .council = "E10000012"},
               PersonHasher(kSecret));
  EXPECT_THAT(read, IsOk());
  return read.ok() ? *read : ReadBatch();
}

std::vector<Event> EventsIn(const std::string& rows,
                            const std::string& header = kHeader) {
  Events events;
  EXPECT_THAT(AddTo(Read(rows, header).events, events), IsOk());
  return events.events;
}

// How many rows of a field came out so.
int CountOf(const ReadBatch& read, absl::string_view field,
            Quality::Status status, Quality::Result result) {
  for (const Quality& quality : read.findings.fields()) {
    if (quality.field() != std::string(field)) continue;
    for (const Quality::Count& count : quality.counts()) {
      if (count.status() == status && count.result() == result) {
        return count.rows();
      }
    }
  }
  return 0;
}

TEST(RowsTest, ARowBecomesAnEventOfAPseudonym) {
  const std::vector<Event> events = EventsIn(Line({}));
  ASSERT_THAT(events, SizeIs(1));
  const Event& event = events[0];
  EXPECT_EQ(event.start, On("2024-05-01"));
  EXPECT_EQ(event.end, On("2024-06-10"));
  EXPECT_EQ(event.type, EventType::kService);
  EXPECT_EQ(event.client, ClientType::kPerson);
  EXPECT_EQ(event.service, ServiceType::kStMax);
  EXPECT_EQ(event.component, Component::kReablement);
  EXPECT_EQ(event.outcome, Outcome::kEndedAsPlanned);
  EXPECT_EQ(event.age, 84);
  EXPECT_EQ(event.birth_year, 1940 - kFirstBirthYear);
  EXPECT_EQ(event.period_end, On("2025-03-31"));
}

TEST(RowsTest, NothingThatSaysWhoSomebodyIsIsKept) {
  const std::string header = absl::StrCat(
      kHeader, ",NHS Number,First Name,Last Name,Postcode,Event Description");
  std::string line = Line({.person = "PERSON-77", .born = "12/03/1940"});
  line.resize(line.size() - 2);
  line += ",943 476 5919,Doris,Quixley,CM1 1QH,\"Doris Quixley, at home\"\r\n";
  const ReadBatch read = Read(line, header);
  const std::string stored =
      read.events.SerializeAsString() + read.findings.SerializeAsString();
  for (const char* const who : {"PERSON-77", "9434765919", "943 476 5919",
                                "Doris", "Quixley", "CM1", "1940"}) {
    EXPECT_THAT(stored, Not(HasSubstr(who)));
  }
}

TEST(RowsTest, HeadingsAndValuesMatchWhateverTheirCaseDashAndSpacing) {
  const std::string header =
      "\xEF\xBB\xBFla_person_unique_identifier,CLIENT TYPE,event_type,"
      "Event  Start Date,EVENT-END-DATE,event outcome,service_type,Local Notes";
  const auto events = EventsIn(
      "P1,SERVICE USER,service,2024-05-01,2024-06-10 00:00:00,"
      "\"NFA \xE2\x80\x93 support  ended as planned\","
      "short term support \xE2\x80\x94 st\xE2\x80\x91max,\"a\nnote\"\n",
      header);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].service, ServiceType::kStMax);
  EXPECT_EQ(events[0].outcome, Outcome::kEndedAsPlanned);
  EXPECT_EQ(events[0].client, ClientType::kPerson);
}

TEST(RowsTest, Release1ValuesStandForThoseOfRelease2) {
  const std::vector<std::pair<std::string, Outcome>> cases = {
      {"Progress to Reablement/ST-Max", Outcome::kReablement},
      {"Progress to Assessment", Outcome::kAssessment},
      {"Admitted to Hospital", Outcome::kHospital},
      {"Progress to Re-assessment / Unplanned Review", Outcome::kAssessment},
      {"Progress to Support Planning / Services", Outcome::kSupportPlanning},
      {"Progress to End of Life Care", Outcome::kRelease1Only},
      {"No change in package", Outcome::kContinuation},
      {"Service ended as planned", Outcome::kEndedAsPlanned},
      {"Progress to financial assessment", Outcome::kRelease1Only},
      {"NFA - Deceased", Outcome::kDeceased},
      {"NFA- Other", Outcome::kOtherNfa},
      {"NFA - Moved to another LA", Outcome::kMovedAway},
      {"NFA - 100% NHS-funded care", Outcome::kNhs},
      {"NFA - Information & Advice / Signposting only", Outcome::kAdvice},
      {"NFA - Self-funded client (Inc. 12wk disregard)", Outcome::kSelfFunded},
      {"NFA - Support declined", Outcome::kDeclined},
      {"NFA - Support ended - other reason", Outcome::kEndedOtherwise},
      {"NFA - No services offered - other reason", Outcome::kNothingOffered}};
  for (const auto& [text, outcome] : cases) {
    const auto events = EventsIn(Line({.outcome = text}));
    ASSERT_THAT(events, SizeIs(1)) << text;
    EXPECT_EQ(events[0].outcome, outcome) << text;
  }
  const ReadBatch read = Read(Line({.outcome = "No change in package"}));
  EXPECT_EQ(CountOf(read, "Event Outcome", Quality::STATUS_MANDATORY,
                    Quality::RESULT_FAILED_RELEASE_1),
            1);
}

TEST(RowsTest, TheNhsNumberSaysWhoItIsElseTheCouncilsOwnId) {
  const std::string header =
      "LA Code,NHS Number,LA Person Unique Identifier,Event Type,Event Start "
      "Date";
  const auto events = EventsIn(
      "E10000012,943 476 5919,456,Request,01/05/2024\n"
      "E10000012,9434765919,,Request,02/05/2024\n"
      "E10000012,,456,Request,03/05/2024\n"
      "E10000012,,789,Request,04/05/2024\n"
      ",,789,Request,05/05/2024\n"
      "E10000012,0000000000,789,Request,06/05/2024\n",
      header);
  ASSERT_THAT(events, SizeIs(6));
  EXPECT_EQ(events[0].person, events[1].person);
  EXPECT_NE(events[0].person, events[2].person);
  EXPECT_NE(events[2].person, events[3].person);
  EXPECT_EQ(events[3].person, events[4].person);
  EXPECT_EQ(events[3].person, events[5].person);
}

TEST(RowsTest, AnotherKeyGivesOtherPseudonyms) {
  EXPECT_NE(PersonHasher(kSecret).Hash("la|E10000012|1"),
            PersonHasher("another").Hash("la|E10000012|1"));
}

TEST(RowsTest, TheHashIsHmacSha256) {
  // RFC 4231, test case 2.
  EXPECT_EQ(PersonHasher("Jefe").Hash("what do ya want for nothing?"),
            (PersonKey{.high = 0x5bdcc146bf60754e, .low = 0x6a042426089575c7}));
}

TEST(RowsTest, RowsThatCannotBeUsedAreCountedAndExplained) {
  const ReadBatch read = Read(Lines({
      {},
      {.person = ""},
      {.start = ""},
      {.start = "31/02/2024"},
      {.end = "soon"},
      {.start = "02/05/2024", .end = "01/05/2024"},
      {.type = ""},
      {.type = "Visit"},
      {.type = "", .client = "Carer known by association"},
  }));
  EXPECT_EQ(read.findings.rows(), 9);
  EXPECT_EQ(read.findings.events(), 1);
  EXPECT_EQ(read.findings.without_event(), 1);
  std::vector<std::string> why;
  for (const v1::CldUnusableRow& row : read.findings.unusable_rows()) {
    why.push_back(absl::StrCat(row.line(), " ", row.column(), " ", row.code()));
  }
  EXPECT_THAT(why, ElementsAre("3 LA Person Unique Identifier NO_PERSON",
                               "4 Event Start Date START_MISSING",
                               "5 Event Start Date START_INVALID",
                               "6 Event End Date END_INVALID",
                               "7 Event End Date END_BEFORE_START",
                               "8 Event Type EVENT_TYPE_MISSING",
                               "9 Event Type EVENT_TYPE_INVALID"));
}

TEST(RowsTest, AHeaderWithoutWhatEveryExtractHasIsRefused) {
  const auto read = ReadRows({.header = "Name,Event Start Date",
                              .rows = "x,01/05/2024\n",
                              .council = "E10000012"},
                             PersonHasher(kSecret));
  EXPECT_THAT(read, HasReason("HEADING_MISSING"));
  EXPECT_THAT(std::string(read.status().message()), HasSubstr("Event Type"));
}

TEST(RowsTest, RowsThatAreNotCsvAreRefusedWithTheirPlaceAndNothingElse) {
  const auto read = ReadRows({.header = kHeader,
                              .rows = Line({}) + "\"Quixley",
                              .file = 3,
                              .first_row = 5001,
                              .council = "E10000012"},
                             PersonHasher(kSecret));
  EXPECT_THAT(read, HasReason("QUOTE_NOT_CLOSED"));
  EXPECT_THAT(std::string(read.status().message()),
              HasSubstr("from row 5001 of file 3"));
  EXPECT_THAT(std::string(read.status().message()), Not(HasSubstr("Quixley")));
}

TEST(RowsTest, InvalidValuesAreListedUnlessTheyCouldSayWhoItIs) {
  const ReadBatch read = Read(Lines({
      {.outcome = "Gone fishing"},
      {.outcome = "Gone fishing"},
      {.outcome = "Ring 07700 900123"},
      {.person = "Quixley", .outcome = "quixley"},
      // Columns out of place.
      {.outcome = "Doris", .service = "Quixley", .component = "CM1 1QH"},
  }));
  std::vector<std::string> values;
  for (const v1::CldInvalidValue& value : read.findings.invalid_values()) {
    values.push_back(
        absl::StrCat(value.field(), "|", value.value(), "|", value.rows()));
  }
  EXPECT_THAT(values,
              ElementsAre("Event Outcome||3", "Event Outcome|Gone fishing|2",
                          "Service Type||1", "Service Component||1"));
}

TEST(RowsTest, QualityIsInTheWordsOfDhsc) {
  const ReadBatch read = Read(Lines({
      {.end = ""},
      {.type = "Review", .service = "", .component = "", .location = ""},
      {.outcome = "", .location = ""},
      {.client = ""},
  }));
  // A service may be open.
  EXPECT_EQ(CountOf(read, "Event End Date", Quality::STATUS_OPTIONAL,
                    Quality::RESULT_PASSED_BLANK),
            1);
  EXPECT_EQ(CountOf(read, "Event Outcome", Quality::STATUS_MANDATORY,
                    Quality::RESULT_FAILED_BLANK),
            1);
  EXPECT_EQ(CountOf(read, "Service Type", Quality::STATUS_NOT_APPLICABLE,
                    Quality::RESULT_UNSPECIFIED),
            1);
  // Columns that are not there at all.
  EXPECT_EQ(CountOf(read, "Review Reason", Quality::STATUS_MANDATORY,
                    Quality::RESULT_FAILED_BLANK),
            1);
  EXPECT_EQ(CountOf(read, "Client Funding Status", Quality::STATUS_UNDETERMINED,
                    Quality::RESULT_PASSED_BLANK),
            1);
  EXPECT_EQ(CountOf(read, "Provider CQC Location ID", Quality::STATUS_OPTIONAL,
                    Quality::RESULT_PASSED_BLANK),
            1);
  // Each field's counts add up to the rows.
  for (const Quality& quality : read.findings.fields()) {
    int rows = 0;
    for (const Quality::Count& count : quality.counts()) rows += count.rows();
    EXPECT_EQ(rows, 4) << quality.field();
  }
}

TEST(RowsTest, AnExtractWithoutClientTypesIsOfPeopleWhoDrawOnSupport) {
  const std::string header =
      "LA Person Unique Identifier,Event Type,Event Start Date,Event End Date,"
      "Event Outcome,Service Type";
  const auto events = EventsIn(
      "1,Service,01/05/2024,10/06/2024,NFA: Other,Short term support: ST-Max\n",
      header);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].client, ClientType::kPerson);
  EXPECT_EQ(events[0].age, kUnknownAge);
}

TEST(RowsTest, ANullOfADatabaseIsNothing) {
  const auto events = EventsIn(Line({.end = "NULL", .outcome = "NULL"}));
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].end, kNever);
  EXPECT_EQ(events[0].outcome, Outcome::kUnknown);
}

TEST(RowsTest, AgesAreCountedInYearsOf365DaysAndAQuarter) {
  const auto age = [](const std::string& born, const std::string& end) {
    return EventsIn(Line({.end = end, .born = born}))[0].age;
  };
  EXPECT_EQ(age("10/06/2006", "10/06/2024"), 18);
  EXPECT_EQ(age("11/06/2006", "10/06/2024"), 17);
  EXPECT_EQ(age("29/02/2004", "10/06/2024"), 20);
  EXPECT_EQ(age("", "10/06/2024"), kUnknownAge);
  // An open service: at the end of the reporting period.
  EXPECT_EQ(age("31/03/1945", ""), 80);
}

TEST(CellsTest, DaysAreReadAsPeopleAndDatabasesWriteThem) {
  EXPECT_EQ(ReadDay("2024-05-01"), On("2024-05-01"));
  EXPECT_EQ(ReadDay("01/05/2024"), On("2024-05-01"));
  EXPECT_EQ(ReadDay("1/5/2024 00:00"), On("2024-05-01"));
  EXPECT_EQ(ReadDay("01-05-2024"), On("2024-05-01"));
  EXPECT_EQ(ReadDay("2024-05-01T00:00:00"), On("2024-05-01"));
  EXPECT_EQ(ReadDay("29/02/2024"), On("2024-02-29"));
  for (const char* const text :
       {"29/02/2023", "01/13/2024", "2024-5", "1 May 2024", "01/05/24", "-",
        "01-05/2024", "1/5/2024 or so", "99999-01-01", "01/05/1849"}) {
    EXPECT_EQ(ReadDay(text), std::nullopt) << text;
  }
}

TEST(CellsTest, AmountsAreReadInHundredths) {
  EXPECT_EQ(ReadHundredths("£1,234.50"), 123'450);
  EXPECT_EQ(ReadHundredths("-12.345"), 1'235);
  EXPECT_EQ(ReadHundredths("0"), 0);
  EXPECT_EQ(ReadHundredths("many"), std::nullopt);
  EXPECT_EQ(ReadHundredths("1e99"), std::nullopt);
  EXPECT_EQ(ReadHundredths("99999999999"), std::nullopt);
}

TEST(PersonKeyTest, TheKeyOfAnInstallationIsMadeOnceAndKept) {
  const testing::TempDir dir;
  const auto made = LoadOrCreateKey(dir / "keys/person.hmac");
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(*made, SizeIs(32));
  const auto again = LoadOrCreateKey(dir / "keys/person.hmac");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(*again, *made);
}

TEST(EventsTest, WhatIsStoredComesBack) {
  EventsWriter writer;
  Event event = InThePeriod();
  writer.Add(event, "1-100000001");
  event.person = {.high = 2, .low = 3};
  event.end = kNever;
  event.death = event.start - 4;
  event.period_end = kNoDay;
  event.unit_cost = 0;
  writer.Add(event, "");
  Events events;
  ASSERT_THAT(AddTo(writer.Take(), events), IsOk());
  ASSERT_THAT(events.events, SizeIs(2));
  EXPECT_EQ(events.locations[events.events[0].location], "1-100000001");
  EXPECT_EQ(events.events[0].unit_cost, kNoAmount);
  EXPECT_EQ(events.events[1].person, event.person);
  EXPECT_EQ(events.events[1].end, kNever);
  EXPECT_EQ(events.events[1].death, event.death);
  EXPECT_EQ(events.events[1].period_end, kNoDay);
  EXPECT_EQ(events.events[1].unit_cost, 0);
  EXPECT_EQ(events.events[1].location, 0);
}

TEST(EventsTest, ARecordWhoseColumnsDoNotFitIsRefused) {
  EventsWriter writer;
  writer.Add(InThePeriod(), "1-100000001");
  v1::StoredEvents stored = writer.Take();
  Events events;
  v1::StoredEvents short_column = stored;
  short_column.clear_age();
  EXPECT_THAT(AddTo(short_column, events),
              testing::StatusIs(absl::StatusCode::kDataLoss));
  stored.set_person(0, 9);
  EXPECT_THAT(AddTo(stored, events),
              testing::StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(events.events, IsEmpty());
}

}  // namespace
}  // namespace tidemark::cld

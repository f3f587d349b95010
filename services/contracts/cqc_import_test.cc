#include "services/contracts/cqc_import.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/store/feed.h"
#include "services/contracts/contracts_fixture.h"
#include "services/contracts/cqc_sample.h"

namespace tidemark::contracts {
namespace {

using Response = v1::ImportCqcRatingsResponse;
using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

class CqcImportTest : public ContractsFixture {
 protected:
  CqcImportTest() { StoreCouncilAndProvider(); }

  absl::StatusOr<Response> Import(const std::string& content,
                                  bool validate_only = false) {
    v1::ImportCqcRatingsRequest request;
    request.set_parent("councils/E10000012");
    request.set_content(content);
    request.set_validate_only(validate_only);
    return providers_.ImportCqcRatings(Ada(request), request);
  }

  // The names of all locations.
  std::vector<std::string> Locations() {
    std::vector<std::string> names;
    EXPECT_THAT(kLocations.Scan(store::Snapshot(*db_), "", "",
                                [&](v1::Location& location) {
                                  names.push_back(location.name());
                                  return true;
                                }),
                IsOk());
    return names;
  }
};

TEST_F(CqcImportTest, NeedsTheCouncil) {
  v1::ImportCqcRatingsRequest request;
  request.set_parent("councils/E10000019");
  request.set_content("whatever");
  EXPECT_THAT(providers_.ImportCqcRatings(Ada(request), request),
              HasReason("COUNCIL_UNKNOWN"));
}

TEST_F(CqcImportTest, ChangesOnlyWhatTheFileSaysOtherwise) {
  const std::string before = absl::StrCat(kCqcHeader, CqcRow{}.Line(),
                                          CqcRow{.location_id = "1-20000000",
                                                 .provider_id = "RWD",
                                                 .provider_name = "Trust"}
                                              .Line());
  ASSERT_THAT(Import(before), IsOk());
  const std::string after =
      absl::StrCat(kCqcHeader, CqcRow{.rating = "Outstanding"}.Line(),
                   CqcRow{.location_id = "1-20000000",
                          .provider_id = "RWD",
                          .provider_name = "Trust"}
                       .Line(),
                   CqcRow{.location_id = "1-30000000",
                          .provider_id = "RWD",
                          .provider_name = "Trust"}
                       .Line());
  const Response expected = ParseText<Response>(R"(
    rows: 3 providers_unchanged: 2 locations_created: 1 locations_updated: 1
    locations_unchanged: 1 ratings: 3)");
  const int64_t sequence = db_->durable_sequence();
  const auto dry_run = Import(after, /*validate_only=*/true);
  ASSERT_THAT(dry_run, IsOk());
  EXPECT_THAT(*dry_run, EqualsProto(expected));
  EXPECT_EQ(db_->durable_sequence(), sequence);
  const auto imported = Import(after);
  ASSERT_THAT(imported, IsOk());
  EXPECT_THAT(*imported, EqualsProto(expected));
  EXPECT_EQ(db_->durable_sequence(), sequence + 2);
  // What the file does not name stays: the provider stored by hand.
  v1::GetProviderRequest get;
  get.set_name("councils/E10000012/providers/1-101668892");
  EXPECT_THAT(providers_.GetProvider(Ada(get), get), IsOk());
}

// A CQC file knows nothing of where notices go.
TEST_F(CqcImportTest, NoticeEmailsStayWhenTheFileChangesTheProvider) {
  ASSERT_THAT(Import(absl::StrCat(kCqcHeader, CqcRow{}.Line())), IsOk());
  v1::UpdateProviderRequest update;
  update.mutable_provider()->set_name(
      "councils/E10000012/providers/1-9438821988");
  update.mutable_provider()->add_notice_emails("returns@care.example");
  ASSERT_THAT(providers_.UpdateProvider(Ada(update), update), IsOk());
  const Response unchanged = ParseText<Response>(
      "rows: 1 providers_unchanged: 1 locations_unchanged: 1 ratings: 1");
  EXPECT_THAT(*Import(absl::StrCat(kCqcHeader, CqcRow{}.Line())),
              EqualsProto(unchanged));
  ASSERT_THAT(Import(absl::StrCat(
                  kCqcHeader, CqcRow{.provider_name = "New Name Ltd"}.Line())),
              IsOk());
  v1::GetProviderRequest get;
  get.set_name(update.provider().name());
  const auto provider = providers_.GetProvider(Ada(get), get);
  ASSERT_THAT(provider, IsOk());
  EXPECT_EQ(provider->display_name(), "New Name Ltd");
  ASSERT_EQ(provider->notice_emails_size(), 1);
  EXPECT_EQ(provider->notice_emails(0), "returns@care.example");
}

TEST_F(CqcImportTest, LocationMovesWithItsProvider) {
  ASSERT_THAT(Import(absl::StrCat(kCqcHeader, CqcRow{}.Line())), IsOk());
  const std::string moved = absl::StrCat(
      kCqcHeader,
      CqcRow{.provider_id = "1-70000000", .provider_name = "Taker Ltd"}.Line());
  const Response expected = ParseText<Response>(R"(
    rows: 1 providers_created: 1 locations_updated: 1 ratings: 1)");
  EXPECT_THAT(*Import(moved, /*validate_only=*/true), EqualsProto(expected));
  EXPECT_THAT(*Import(moved), EqualsProto(expected));
  EXPECT_THAT(
      Locations(),
      ElementsAre(
          "councils/E10000012/providers/1-70000000/locations/1-10041249501"));
  // Its history stays readable under the old name, from the change that
  // deleted it on: the first of the commit.
  const auto revisions = store::ReadRevisions(
      *db_, "councils/E10000012/providers/1-9438821988/locations/1-10041249501",
      db_->durable_sequence() - 2, 10);
  ASSERT_THAT(revisions, IsOk());
  ASSERT_EQ(revisions->size(), 2);
  EXPECT_EQ((*revisions)[0].kind(), feed::v1::Change::KIND_DELETED);
  EXPECT_EQ((*revisions)[1].kind(), feed::v1::Change::KIND_CREATED);
  const int64_t sequence = db_->durable_sequence();
  ASSERT_THAT(Import(moved), IsOk());
  EXPECT_EQ(db_->durable_sequence(), sequence);
}

TEST_F(CqcImportTest, OtherCouncilsKeepTheirOwnCopyOfALocation) {
  const auto leicester = ParseText<v1::CreateCouncilRequest>(R"(
    council { name: "councils/E10000018" display_name: "Leicestershire" })");
  ASSERT_THAT(councils_.CreateCouncil(Ada(leicester), leicester), IsOk());
  ASSERT_THAT(Import(absl::StrCat(kCqcHeader, CqcRow{}.Line())), IsOk());
  v1::ImportCqcRatingsRequest request;
  request.set_parent("councils/E10000018");
  request.set_content(absl::StrCat(
      kCqcHeader,
      CqcRow{.provider_id = "1-70000000", .provider_name = "Taker"}.Line()));
  ASSERT_THAT(providers_.ImportCqcRatings(Ada(request), request), IsOk());
  EXPECT_EQ(Locations().size(), 2);
}

TEST_F(CqcImportTest, RepeatGetsTheFirstAnswer) {
  v1::ImportCqcRatingsRequest request;
  request.set_parent("councils/E10000012");
  request.set_content(absl::StrCat(kCqcHeader, CqcRow{}.Line()));
  request.set_request_id("5f0c3c5e-95d2-4b57-8f5e-1c7c0a9f3b21");
  const auto first = providers_.ImportCqcRatings(Ada(request), request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->locations_created(), 1);
  const auto repeat = providers_.ImportCqcRatings(Ada(request), request);
  ASSERT_THAT(repeat, IsOk());
  EXPECT_THAT(*repeat, EqualsProto(*first));
}

TEST_F(CqcImportTest, FaultyFileIsRefusedAndADryRunTellsEveryFault) {
  std::string content = kCqcHeader;
  for (int i = 0; i < 150; ++i) {
    content += CqcRow{.location_id = absl::StrCat("1-", 20000000 + i),
                      .rating = i == 0 ? "Good" : "Goood"}
                   .Line();
  }
  const int64_t sequence = db_->durable_sequence();
  EXPECT_THAT(Import(content),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "line 3, Latest Rating: must be one of"));
  const auto dry_run = Import(content, /*validate_only=*/true);
  ASSERT_THAT(dry_run, IsOk());
  ASSERT_EQ(dry_run->faults_size(), 149);
  EXPECT_EQ(dry_run->faults(148).line(), 151);
  EXPECT_EQ(dry_run->faults(148).column(), "Latest Rating");
  EXPECT_EQ(dry_run->faults(148).value(), "Goood");
  EXPECT_EQ(db_->durable_sequence(), sequence);
}

// The published file, whole and damaged.
class LincolnshireTest : public CqcImportTest {
 protected:
  void SetUp() override {
    if (content_.empty()) GTEST_SKIP() << "the published file is not here";
    lines_ = absl::StrSplit(content_, "\r\n");
    lines_.pop_back();
  }

  // Expects that a damaged copy is refused, that each fault says where it is,
  // and that nothing is imported. Returns the places of the faults.
  std::set<std::pair<int, std::string>> ExpectRefused(
      const std::string& damaged) {
    std::set<std::pair<int, std::string>> places;
    const int64_t sequence = db_->durable_sequence();
    EXPECT_THAT(Import(damaged), StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_EQ(db_->durable_sequence(), sequence);
    const auto told = Import(damaged, /*validate_only=*/true);
    EXPECT_THAT(told, IsOk());
    if (!told.ok()) return places;
    EXPECT_GT(told->faults_size(), 0);
    // These are of a line as a whole, or of the file as a whole.
    const std::set<std::string> of_line = {
        "FILE_EMPTY",    "NO_ROWS",        "NOT_UTF8",      "NUL_BYTE",
        "TOO_FEW_CELLS", "TOO_MANY_CELLS", "TOO_MANY_ROWS", "TOO_MANY_FAULTS"};
    int line = 0;
    for (const api::v1::Fault& fault : told->faults()) {
      EXPECT_TRUE(!fault.column().empty() || of_line.contains(fault.reason()))
          << fault.DebugString();
      EXPECT_TRUE(fault.line() > 0 || fault.reason() == "FILE_EMPTY");
      EXPECT_GE(fault.line(), line) << "in the order of the file";
      line = fault.line();
      EXPECT_FALSE(fault.description().empty());
      places.emplace(fault.line(), fault.column());
    }
    return places;
  }

  // The cells of line `line` (1 is the header), which must hold no quotes.
  std::vector<std::string> CellsOf(size_t line) const {
    return absl::StrSplit(lines_[line - 1], ',');
  }
  size_t Column(absl::string_view heading) const {
    const std::vector<std::string> header = CellsOf(1);
    return std::find(header.begin(), header.end(), heading) - header.begin();
  }
  // The file with the cell in place of that on `line` under `heading`.
  std::string With(size_t line, absl::string_view heading,
                   const std::string& cell) const {
    std::vector<std::string> lines = lines_;
    std::vector<std::string> cells = CellsOf(line);
    cells[Column(heading)] = cell;
    lines[line - 1] = absl::StrJoin(cells, ",");
    return absl::StrCat(absl::StrJoin(lines, "\r\n"), "\r\n");
  }
  // A line without quotes, past the header.
  size_t RandomLine() {
    for (;;) {
      const size_t line =
          std::uniform_int_distribution<size_t>(2, lines_.size())(random_);
      if (lines_[line - 1].find('"') == std::string::npos) return line;
    }
  }

  const std::string content_ = LincolnshireFile();
  std::vector<std::string> lines_;
  std::mt19937 random_{20260101};
};

TEST_F(LincolnshireTest, ImportsWholeAndTheSecondTimeChangesNothing) {
  const auto first = Import(content_);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(*first, EqualsProto(ParseText<Response>(R"(
    rows: 4159 providers_created: 342 locations_created: 478 ratings: 4159)")));
  EXPECT_EQ(Locations().size(), 478);
  int ratings = 0;
  int undated = 0;
  ASSERT_THAT(kLocations.Scan(store::Snapshot(*db_), "", "",
                              [&](v1::Location& location) {
                                for (const auto& rating : location.ratings()) {
                                  ++ratings;
                                  undated += !rating.has_publication_date();
                                }
                                return true;
                              }),
              IsOk());
  EXPECT_EQ(ratings, 4159);
  EXPECT_EQ(undated, 60);

  const int64_t sequence = db_->durable_sequence();
  const auto second = Import(content_);
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(*second, EqualsProto(ParseText<Response>(R"(
    rows: 4159 providers_unchanged: 342 locations_unchanged: 478
    ratings: 4159)")));
  EXPECT_EQ(db_->durable_sequence(), sequence);
}

TEST_F(LincolnshireTest, ImportIsOneCommit) {
  ASSERT_THAT(Import(content_), IsOk());
  const int64_t last = db_->durable_sequence();
  const auto page = store::ReadFeed(*db_, {.after = 2, .limit = 1});
  ASSERT_THAT(page, IsOk());
  // A commit is never split, so a page of one change holds all of them.
  EXPECT_EQ(page->changes.size(), 342 + 478);
  EXPECT_EQ(page->next_after, last);
}

TEST_F(LincolnshireTest, CopyCutWithinARowIsRefused) {
  for (int i = 0; i < 12; ++i) {
    const size_t line = RandomLine();
    std::vector<std::string> lines(
        lines_.begin(), lines_.begin() + static_cast<ptrdiff_t>(line - 1));
    // Anywhere before the last comma of the row: a cell is missing.
    const size_t end = lines_[line - 1].rfind(',');
    const size_t cut =
        std::uniform_int_distribution<size_t>(1, end - 1)(random_);
    lines.push_back(lines_[line - 1].substr(0, cut));
    SCOPED_TRACE(absl::StrCat("line ", line, " at ", cut));
    ExpectRefused(absl::StrJoin(lines, "\r\n"));
  }
}

TEST_F(LincolnshireTest, CopyCutAtAnyByteIsImportedWholeOrNotAtAll) {
  for (int i = 0; i < 12; ++i) {
    const size_t cut =
        std::uniform_int_distribution<size_t>(0, content_.size() - 1)(random_);
    SCOPED_TRACE(absl::StrCat("at byte ", cut));
    const std::string damaged = content_.substr(0, cut);
    const auto dry_run = Import(damaged, /*validate_only=*/true);
    ASSERT_THAT(dry_run, IsOk());
    const int64_t sequence = db_->durable_sequence();
    const auto imported = Import(damaged);
    if (dry_run->faults_size() > 0) {
      EXPECT_THAT(imported, StatusIs(absl::StatusCode::kInvalidArgument));
      EXPECT_EQ(db_->durable_sequence(), sequence);
    } else {
      // Cut at the end of a row, it is a shorter file.
      ASSERT_THAT(imported, IsOk());
      EXPECT_THAT(*imported, EqualsProto(*dry_run));
    }
  }
}

TEST_F(LincolnshireTest, CopyWithAFaultyCellIsRefusedAndTheCellNamed) {
  const std::pair<const char*, const char*> damages[] = {
      {"Location ID", "1-1"},
      {"Location ID", ""},
      {"Provider ID", "9438821988"},
      {"Provider ID", "RWDAAAA"},
      {"Location ODS Code", "VNH 5M"},
      {"Location Name", ""},
      {"Care Home?", "?"},
      {"Location Post Code", "LN3 5AG LN3 5AG"},
      {"Service / Population Group", ""},
      {"Domain", "Overal"},
      {"Latest Rating", "God"},
      {"Publication Date", "13/29/2026"},
      {"Publication Date", "2026-02-29"},
      {"Publication Date", "yesterday"},
      {"Inherited Rating (Y/N)", "N/A"},
      {"Brand ID", ""},
      {"Brand Name", ""},
  };
  // A start of the file, as each damage is tried on a copy of its own.
  lines_.resize(600);
  for (const auto& [heading, cell] : damages) {
    const size_t line = RandomLine();
    SCOPED_TRACE(absl::StrCat(heading, " on line ", line, ": ", cell));
    const auto places = ExpectRefused(With(line, heading, cell));
    // Where the damaged row is the first of its location, later rows differ
    // from it; the damaged cell itself is named in any case.
    EXPECT_TRUE(places.contains({static_cast<int>(line), heading}));
  }
}

TEST_F(LincolnshireTest, CopyWithoutAColumnIsRefused) {
  for (const char* heading :
       {"Location ID", "Domain", "Latest Rating", "Publication Date",
        "Provider ID", "Brand Name"}) {
    SCOPED_TRACE(heading);
    // As when the heading was lost, and as when the column's name changed.
    ExpectRefused(absl::StrReplaceAll(content_, {{heading, ""}}));
    ExpectRefused(absl::StrReplaceAll(content_, {{heading, "Column"}}));
  }
}

TEST_F(LincolnshireTest, CopyWithSwappedHeadingsIsRefused) {
  const std::pair<const char*, const char*> swaps[] = {
      {"Location ID", "Provider ID"},  {"Location Name", "Provider Name"},
      {"Domain", "Latest Rating"},     {"Publication Date", "Report Type"},
      {"Care Home?", "Location Type"}, {"Brand ID", "Location City"},
  };
  for (const auto& [a, b] : swaps) {
    SCOPED_TRACE(absl::StrCat(a, " and ", b));
    std::vector<std::string> lines = lines_;
    std::vector<std::string> header = CellsOf(1);
    std::swap(header[Column(a)], header[Column(b)]);
    lines[0] = absl::StrJoin(header, ",");
    ExpectRefused(absl::StrJoin(lines, "\r\n"));
  }
}

TEST_F(LincolnshireTest, CopyWithRowsThatContradictIsRefused) {
  const size_t line = RandomLine();
  std::vector<std::string> lines = lines_;
  lines.push_back(lines_[line - 1]);
  ExpectRefused(absl::StrJoin(lines, "\r\n"));

  const std::vector<std::string> cells = CellsOf(line);
  const size_t rating = Column("Latest Rating");
  std::vector<std::string> other = cells;
  other[rating] = cells[rating] == "Good" ? "Inadequate" : "Good";
  lines.back() = absl::StrJoin(other, ",");
  ExpectRefused(absl::StrJoin(lines, "\r\n"));
}

TEST_F(LincolnshireTest, BinaryGarbageIsRefusedAndNeverCrashes) {
  std::uniform_int_distribution<int> byte(0, 255);
  for (int i = 0; i < 10; ++i) {
    // Garbage over a part of the file, and garbage alone.
    std::string damaged = content_;
    const size_t at =
        std::uniform_int_distribution<size_t>(0, damaged.size() - 65)(random_);
    for (size_t j = 0; j < 64; ++j) {
      damaged[at + j] = static_cast<char>(byte(random_));
    }
    SCOPED_TRACE(absl::StrCat("at byte ", at));
    ExpectRefused(damaged);
    ExpectRefused(damaged.substr(at, 64));
  }
}

}  // namespace
}  // namespace tidemark::contracts

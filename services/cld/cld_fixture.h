// What the tests of this folder share: the service on a store in a folder of
// its own, and extracts made of few words.

#ifndef TIDEMARK_SERVICES_CLD_CLD_FIXTURE_H_
#define TIDEMARK_SERVICES_CLD_CLD_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/cld/measures.h"
#include "services/cld/submissions.h"
#include "services/cld/tables.h"

namespace tidemark::cld {

inline constexpr char kEssex[] = "councils/E10000012";
inline constexpr char kShoreline[] = "councils/E10000012/providers/1-101668892";
inline constexpr char kSecret[] = "0123456789abcdef0123456789abcdef";

// The columns of `Row`.
inline constexpr char kHeader[] =
    "LA Code,Reporting Period Start Date,Reporting Period End Date,"
    "LA Person Unique Identifier,Date of Birth,Client Type,Event Type,"
    "Event Start Date,Event End Date,Event Outcome,Service Type,"
    "Service Component,Provider CQC Location ID";

// One row of an extract, of somebody born in 1940.
struct Row {
  std::string person = "P1";
  std::string start = "01/05/2024";
  std::string end = "10/06/2024";
  std::string outcome = "NFA: Support ended as planned";
  std::string type = "Service";
  std::string service = "Short term support: ST-Max";
  std::string component = "Reablement";
  std::string location = "1-100000001";
  std::string period_start = "01/04/2024";
  std::string period_end = "31/03/2025";
  std::string born = "12/03/1940";
  std::string client = "Service User";
};

inline std::string Line(const Row& row) {
  return absl::StrCat("E10000012,", row.period_start, ",", row.period_end, ",",
                      row.person, ",", row.born, ",", row.client, ",", row.type,
                      ",", row.start, ",", row.end, ",\"", row.outcome, "\",",
                      row.service, ",", row.component, ",", row.location,
                      "\r\n");
}

inline std::string Lines(const std::vector<Row>& rows) {
  std::string lines;
  for (const Row& row : rows) lines += Line(row);
  return lines;
}

// On 1 July 2025. Shoreline has the location 1-100000001.
class CldFixture : public ::testing::Test {
 protected:
  CldFixture() {
    auto db = store::Database::Open(
        {.path = dir_ / "cld", .schema = MakeSchema(), .clock = &clock_});
    EXPECT_THAT(db, testing::IsOk());
    db_ = *std::move(db);
    submissions_ = std::make_unique<Submissions>(*db_, kSecret);
    measures_ = std::make_unique<Measures>(*db_);
    contracts::v1::Location location;
    location.set_name(absl::StrCat(kShoreline, "/locations/1-100000001"));
    EXPECT_THAT(db_->Write({},
                           [&](store::Transaction& txn) {
                             return kLocationCopies.Replace(txn, location);
                           }),
                testing::IsOk());
  }

  static rpc::Principal Commissioner() {
    return {.subject = "users/ada",
            .role = api::v1::ROLE_COMMISSIONER,
            .council = kEssex};
  }

  template <typename Core, typename Request, typename Response>
  absl::StatusOr<Response> Do(Core& core,
                              absl::StatusOr<Response> (Core::*method)(
                                  const rpc::Call&, const Request&),
                              const Request& request) {
    return (core.*method)(rpc::Call::For(Commissioner(), clock_, request),
                          request);
  }

  static std::string NameOf(absl::string_view id) {
    return absl::StrCat(kEssex, "/cldSubmissions/", id);
  }

  absl::StatusOr<v1::CldSubmission> Create(const std::string& id) {
    v1::CreateCldSubmissionRequest request;
    request.set_parent(kEssex);
    request.set_submission_id(id);
    return Do(*submissions_, &Submissions::CreateCldSubmission, request);
  }

  absl::StatusOr<v1::CldSubmission> Add(const std::string& id,
                                        const std::string& rows, int batch = 1,
                                        int file = 1,
                                        const std::string& header = kHeader) {
    v1::AddCldRowsRequest request;
    request.set_name(NameOf(id));
    request.set_batch(batch);
    request.set_file(file);
    request.set_header(header);
    request.set_rows(rows);
    return Do(*submissions_, &Submissions::AddCldRows, request);
  }

  absl::StatusOr<v1::CldSubmission> Commit(const std::string& id,
                                           int batches = 1) {
    v1::CommitCldSubmissionRequest request;
    request.set_name(NameOf(id));
    request.set_batches(batches);
    return Do(*submissions_, &Submissions::CommitCldSubmission, request);
  }

  absl::StatusOr<v1::CldSubmission> Get(const std::string& id) {
    v1::GetCldSubmissionRequest request;
    request.set_name(NameOf(id));
    return Do(*submissions_, &Submissions::GetCldSubmission, request);
  }

  // All in one batch, committed.
  void Import(const std::string& id, const std::string& rows,
              const std::string& header = kHeader) {
    ASSERT_THAT(Create(id), testing::IsOk());
    ASSERT_THAT(Add(id, rows, 1, 1, header), testing::IsOk());
    ASSERT_THAT(Commit(id), testing::IsOk());
  }

  v1::Measure Ascof2a(
      v1::MeasureGrouping grouping = v1::MEASURE_GROUPING_UNSPECIFIED,
      const std::string& provider = "") {
    v1::GetAscof2aRequest request;
    request.set_parent(kEssex);
    request.set_year("2024-25");
    request.set_grouping(grouping);
    request.set_provider(provider);
    const auto measure = Do(*measures_, &Measures::GetAscof2a, request);
    EXPECT_THAT(measure, testing::IsOk());
    return measure.ok() ? *measure : v1::Measure();
  }

  // "3/4 75".
  static std::string Figure(const v1::EpisodeShare& share) {
    return absl::StrCat(
        share.numerator(), "/", share.denominator(), " ",
        share.has_value() ? absl::StrCat(share.value()) : "no value");
  }

  testing::TempDir dir_;
  testing::FakeClock clock_{"2025-07-01T09:00:00+01:00"};
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Submissions> submissions_;
  std::unique_ptr<Measures> measures_;
};

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_CLD_FIXTURE_H_

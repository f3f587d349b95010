#include "tests/bench/cld.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "tidemark/cld/v1/cld_service.grpc.pb.h"
#include "tidemark/cld/v1/measure_service.grpc.pb.h"

namespace tidemark {
namespace {

using cld::v1::CldMeasureService;
using cld::v1::CldService;

constexpr int kEvents = 1'000'000;
constexpr unsigned kPeople = kEvents / 5;
constexpr size_t kBatchBytes = size_t{1} << 20;
constexpr absl::Duration kTimeout = absl::Minutes(5);

constexpr char kHeader[] =
    "LA Code,Reporting Period Start Date,Reporting Period End Date,NHS Number,"
    "LA Person Unique Identifier,First Name,Last Name,GP Practice Code,"
    "GP Practice Name,Gender,Ethnicity,Date of Birth,Date of Death,"
    "Client Type,Primary Support Reason,Postcode,Accommodation Status,"
    "Employment Status,Has Unpaid Carer,Event Type,Event Reference,"
    "Event Start Date,Event End Date,Event Description,Event Outcome,"
    "Request: Route of Access,Assessment Type,Service Type,Service Component,"
    "Delivery Mechanism,Provider CQC Location ID,Provider CQC Location Name,"
    "Review Reason,Unit Cost,Cost Frequency (Unit Type),"
    "Planned units per week\r\n";

template <typename T>
T Or(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

// The same numbers in every run, on every machine.
class Numbers {
 public:
  unsigned Below(unsigned end) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<unsigned>(state_ >> 33) % end;
  }
  template <size_t size>
  const char* Of(const char* const (&texts)[size]) {
    return texts[Below(size)];
  }

 private:
  uint64_t state_ = 20'242'025;
};

std::string Row(int number, Numbers& numbers) {
  constexpr const char* kTypes[] = {"Service", "Service",    "Service",
                                    "Request", "Assessment", "Review"};
  constexpr const char* kServices[] = {"Short term support: ST-Max",
                                       "Long term support: Community",
                                       "Short term support: Ongoing low level",
                                       "Long term support: Residential care",
                                       "Short Term Support: Other Short Term"};
  constexpr const char* kComponents[] = {
      "Reablement", "Home support or domiciliary care", "Equipment"};
  constexpr const char* kOutcomes[] = {
      "NFA: Support ended as planned", "NFA - Support declined",
      "Continuation of support or services", "No change in package",
      "NFA: Information and advice or signposting"};
  const unsigned person = numbers.Below(kPeople);
  const char* const type = numbers.Of(kTypes);
  const bool service = type == kTypes[0];
  const unsigned month = 1 + numbers.Below(11);
  const bool open = service && numbers.Below(6) == 0;
  return absl::StrFormat(
      "E10000012,01/04/2024,31/03/2025,%010d,P%d,Doris,Quixley,F81000,"
      "\"The Surgery, High Street\",Female,White: Irish,%02d/%02d/%d,,"
      "Service User,Physical support: Personal care support,CM1 1QH,"
      "Owner occupier,,Yes,%s,EV%d,%02d/%02d/2024,%s,Text about it,%s,%s,%s,"
      "%s,%s,%s,%s,%s,%s,%s,%s,\r\n",
      9'000'000'000 + person, person, 1 + person % 28, 1 + person % 12,
      1925 + person % 60, type, number, 1 + numbers.Below(28), month,
      open ? "" : absl::StrFormat("28/%02d/2024", month + numbers.Below(2)),
      numbers.Of(kOutcomes), *type == 'R' ? "Community" : "",
      *type == 'A' ? "Long term assessment" : "",
      service ? numbers.Of(kServices) : "",
      service ? numbers.Of(kComponents) : "",
      service ? "CASSR commissioned support" : "",
      service ? absl::StrCat("1-", 100'000'000 + person % 500) : "",
      service ? "A Care Company" : "", *type == 'R' ? "Planned" : "",
      service ? "182.50" : "", service ? "Weekly" : "");
}

double Seconds(absl::Time from) {
  return absl::ToDoubleSeconds(absl::Now() - from);
}

}  // namespace

void MeasureClientLevelData(rpc::Connection& connection,
                            const std::string& council) {
  const rpc::CallOptions options = {.timeout = kTimeout};
  cld::v1::CreateCldSubmissionRequest create;
  create.set_parent(council);
  create.set_submission_id("bench");
  const std::string name =
      Or(connection.Unary(&CldService::Stub::CreateCldSubmission, create,
                          options))
          .name();
  cld::v1::AddCldRowsRequest add;
  add.set_name(name);
  add.set_header(kHeader);
  Numbers numbers;
  absl::Duration sending;
  int batches = 0;
  for (int i = 0; i < kEvents;) {
    std::string rows;
    add.set_first_row(i + 2);
    while (i < kEvents && rows.size() < kBatchBytes) rows += Row(i++, numbers);
    add.set_batch(++batches);
    add.set_rows(std::move(rows));
    const absl::Time start = absl::Now();
    Or(connection.Unary(&CldService::Stub::AddCldRows, add, options));
    sending += absl::Now() - start;
  }
  cld::v1::CommitCldSubmissionRequest commit;
  commit.set_name(name);
  commit.set_batches(batches);
  const absl::Time committing = absl::Now();
  const auto submission = Or(connection.Unary(
      &CldService::Stub::CommitCldSubmission, commit, options));
  sending += absl::Now() - committing;

  cld::v1::GetAscof2aRequest get;
  get.set_parent(council);
  get.set_year("2024-25");
  const absl::Time start = absl::Now();
  const auto measure =
      Or(connection.Unary(&CldMeasureService::Stub::GetAscof2a, get, options));
  const double first = Seconds(start);
  const absl::Time again = absl::Now();
  Or(connection.Unary(&CldMeasureService::Stub::GetAscof2a, get, options));
  std::printf(
      "cld: %d events in %.1f s, %.0f/s; ASCOF 2A over them (%d/%d) %.2f s, "
      "again %.1f ms\n",
      submission.events(), absl::ToDoubleSeconds(sending),
      submission.events() / absl::ToDoubleSeconds(sending),
      measure.share().numerator(), measure.share().denominator(), first,
      1000 * Seconds(again));
}

}  // namespace tidemark

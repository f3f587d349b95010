#include "tests/bench/import.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/rpc/call.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/testing/workbooks.h"
#include "common/sheet/writer.h"
#include "common/store/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/people.h"
#include "services/outcomes/return_file_checks.h"
#include "services/outcomes/return_import_work.h"
#include "services/outcomes/return_imports.h"
#include "services/outcomes/returns.h"
#include "services/outcomes/roster.h"
#include "services/outcomes/tables.h"
#include "tests/bench/process.h"

namespace tidemark {
namespace {

using outcomes::v1::ReturnImport;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kProvider[] = "councils/E10000012/providers/1-101668892";
constexpr int kContracts = 50;
constexpr int kPeopleOfAContract = 500;
constexpr int kOutcomesOfAPerson = 4;
constexpr int kRows = kContracts * kPeopleOfAContract * kOutcomesOfAPerson;
constexpr int kRounds = 3;
constexpr int64_t kPartBytes = 1 << 20;

[[noreturn]] void Fail(const absl::Status& status) {
  std::fprintf(stderr, "import: %s\n", status.ToString().c_str());
  std::exit(1);
}

template <typename T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) Fail(value.status());
  return *std::move(value);
}

void Must(const absl::Status& status) {
  if (!status.ok()) Fail(status);
}

contracts::v1::Contract ContractCalled(absl::string_view name) {
  contracts::v1::Contract contract;
  contract.set_name(std::string(name));
  contract.set_provider(kProvider);
  contract.set_state(contracts::v1::Contract::STATE_ACTIVE);
  contract.set_etag("1");
  *contract.mutable_start_date() = type::ToProto(type::Date(2025, 4, 1));
  *contract.mutable_end_date() = type::ToProto(type::Date(2026, 3, 31));
  auto& period = *contract.mutable_return_calendar()->add_periods();
  period.set_id("2025-06");
  *period.mutable_start_date() = type::ToProto(type::Date(2025, 6, 1));
  *period.mutable_end_date() = type::ToProto(type::Date(2025, 6, 30));
  *period.mutable_due_date() = type::ToProto(type::Date(2025, 7, 15));
  return contract;
}

// The outcomes service with all that the file is about.
class Service {
 public:
  Service()
      : db_(Must(store::Database::Open({.path = dir_ / "outcomes",
                                        .schema = outcomes::OutcomesSchema(),
                                        .clock = &clock_,
                                        .sync = false}))),
        contracts_(*db_, {.contract = [](absl::string_view name)
                              -> absl::StatusOr<contracts::v1::Contract> {
                            return ContractCalled(name);
                          },
                          .council = [](absl::string_view)
                              -> absl::StatusOr<contracts::v1::Council> {
                            return contracts::v1::Council();
                          }}),
        rosters_(*db_),
        people_(*db_, contracts_, rosters_),
        returns_(*db_, contracts_, rosters_),
        checks_(*db_, contracts_, rosters_, returns_),
        work_(*db_, contracts_, checks_, clock_, [] {}),
        imports_(*db_, work_) {
    for (int contract = 0; contract < kContracts; ++contract) Add(contract);
  }

  // The processor time of checking a file, in seconds.
  double Check(const std::string& id, const std::string& bytes) {
    outcomes::v1::CreateReturnImportRequest create;
    create.set_parent(kProvider);
    create.set_return_import_id(id);
    create.mutable_return_import()->set_total_bytes(
        static_cast<int64_t>(bytes.size()));
    ReturnImport import = Must(imports_.CreateReturnImport(
        By(api::v1::ROLE_PROVIDER, create), create));
    while (import.state() == ReturnImport::STATE_RECEIVING) {
      outcomes::v1::SendReturnImportPartRequest send;
      send.set_name(import.name());
      send.set_offset(import.received_bytes());
      send.set_content(
          bytes.substr(static_cast<size_t>(send.offset()), kPartBytes));
      import = Must(imports_.SendReturnImportPart(
          By(api::v1::ROLE_PROVIDER, send), send));
    }
    const std::clock_t began = std::clock();
    Must(work_.Work());
    const double seconds =
        static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    outcomes::v1::GetReturnImportRequest get;
    get.set_name(import.name());
    import =
        Must(imports_.GetReturnImport(By(api::v1::ROLE_PROVIDER, get), get));
    if (import.state() != ReturnImport::STATE_READY ||
        import.progress().errors() != 0 ||
        import.progress().rows_read() != kRows) {
      Fail(absl::InternalError(import.ShortDebugString()));
    }
    outcomes::v1::CancelReturnImportRequest cancel;
    cancel.set_name(import.name());
    Must(imports_.CancelReturnImport(By(api::v1::ROLE_PROVIDER, cancel), cancel)
             .status());
    return seconds;
  }

 private:
  rpc::Call By(api::v1::Role role,
               const google::protobuf::Message& request) const {
    return rpc::Call::For(
        {.subject = "users/bench",
         .role = role,
         .council = kCouncil,
         .provider = role == api::v1::ROLE_PROVIDER ? kProvider : ""},
        clock_, request);
  }

  void Add(int contract) {
    outcomes::v1::BatchUpsertPeopleRequest request;
    request.set_parent(kCouncil);
    for (int i = 0; i < kPeopleOfAContract; ++i) {
      auto& added = *request.add_people();
      added.mutable_person()->set_name(
          absl::StrCat(kCouncil, "/people/p-", contract, "-", i));
      for (int j = 0; j < kOutcomesOfAPerson; ++j) {
        auto& outcome = *added.add_outcomes();
        outcome.set_name(
            absl::StrCat(added.person().name(), "/outcomes/o-", j));
        outcome.set_own_words("To walk to the shop with my neighbour");
        outcome.set_contract(absl::StrCat(kCouncil, "/contracts/c-", contract));
      }
    }
    Must(
        people_
            .BatchUpsertPeople(By(api::v1::ROLE_COMMISSIONER, request), request)
            .status());
  }

  const testing::TempDir dir_;
  testing::FakeClock clock_{"2025-07-01T08:00:00Z"};
  const std::unique_ptr<store::Database> db_;
  outcomes::ContractCopies contracts_;
  outcomes::Rosters rosters_;
  outcomes::People people_;
  outcomes::Returns returns_;
  outcomes::ReturnFileChecks checks_;
  outcomes::ReturnImportWork work_;
  outcomes::ReturnImports imports_;
};

const std::vector<std::string>& Headings() {
  static const auto* const headings = new std::vector<std::string>{
      "Contract",        "Period",      "Person",         "Outcome",
      "Person's rating", "How we know", "Person's words", "Provider's rating",
      "Provider's words"};
  return *headings;
}

std::vector<std::string> RowOf(int i) {
  const int outcome = i % kOutcomesOfAPerson;
  const int person = i / kOutcomesOfAPerson % kPeopleOfAContract;
  const int contract = i / kOutcomesOfAPerson / kPeopleOfAContract;
  return {absl::StrCat("c-", contract),
          "2025-06",
          absl::StrCat("p-", contract, "-", person),
          absl::StrCat("o-", outcome),
          absl::StrCat(i % 5 - 2),
          "said",
          absl::StrCat("I get there on my own now; ", i),
          absl::StrCat((i + 1) % 5 - 2),
          "Walked beside them twice a week"};
}

std::string MakeCsv() {
  sheet::CsvWriter csv;
  csv.AddRow(Headings());
  for (int i = 0; i < kRows; ++i) csv.AddRow(RowOf(i));
  return csv.Finish();
}

std::string MakeXlsx() {
  sheet::Workbook workbook({.created = absl::UnixEpoch()});
  sheet::SheetWriter& sheet = workbook.AddSheet({.name = "Return"});
  const auto write = [&](int row, const std::vector<std::string>& cells) {
    for (size_t i = 0; i < cells.size(); ++i) {
      sheet.Write({row, static_cast<int>(i)}, cells[i]);
    }
  };
  write(0, Headings());
  for (int i = 0; i < kRows; ++i) write(i + 1, RowOf(i));
  return Must(workbook.Finish());
}

std::string MakeOds() {
  std::string rows;
  const auto write = [&](const std::vector<std::string>& cells) {
    rows += "<table:table-row table:style-name=\"ro1\">";
    for (const std::string& cell : cells) {
      absl::StrAppend(&rows,
                      "<table:table-cell office:value-type=\"string\" "
                      "calcext:value-type=\"string\"><text:p>",
                      cell, "</text:p></table:table-cell>");
    }
    rows += "</table:table-row>";
  };
  write(Headings());
  for (int i = 0; i < kRows; ++i) write(RowOf(i));
  return sheet::testing::MakeOds(absl::StrCat(
      "<table:table table:name=\"Return\">", rows, "</table:table>"));
}

}  // namespace

void MeasureImports() {
  for (const auto& [name, make] :
       {std::pair("CSV", &MakeCsv), std::pair("XLSX", &MakeXlsx),
        std::pair("ODS", &MakeOds)}) {
    InAProcess([name = name, make = make] {
      Service service;
      const std::string bytes = make();
      ForgetPeakMemory();
      const int64_t before = PeakMemory();
      // Finds the rosters as well.
      service.Check("first", bytes);
      const double grown = static_cast<double>(PeakMemory() - before) / 1024;
      std::vector<double> seconds;
      for (int i = 0; i < kRounds; ++i) {
        seconds.push_back(service.Check(absl::StrCat("round-", i), bytes));
      }
      std::sort(seconds.begin(), seconds.end());
      std::printf(
          "import: %s of %.1f MB: %.0f rows checked a second of processor "
          "time, %.1f MB of memory with the file and the rosters of its "
          "100,000 "
          "outcomes\n",
          name, static_cast<double>(bytes.size()) / 1e6,
          kRows / seconds[kRounds / 2], grown);
    });
  }
}

}  // namespace tidemark

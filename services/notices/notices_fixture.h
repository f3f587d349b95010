// What the tests of this folder share: feeds of the kinds that the other
// services have, the outbox on a store that follows them, and a sender that can
// be made to fail.

#ifndef TIDEMARK_SERVICES_NOTICES_NOTICES_FIXTURE_H_
#define TIDEMARK_SERVICES_NOTICES_NOTICES_FIXTURE_H_

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "common/base/status_macros.h"
#include "common/feed/follower.h"
#include "common/proto/names.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "common/type/periods.h"
#include "common/type/working_days.h"
#include "services/notices/apply.h"
#include "services/notices/england.h"
#include "services/notices/file_sender.h"
#include "services/notices/following.h"
#include "services/notices/notices.h"
#include "services/notices/outbox.h"
#include "services/notices/records.h"
#include "services/notices/tables.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::notices {

inline constexpr char kEssex[] = "councils/E10000012";
inline constexpr char kKent[] = "councils/E10000016";
inline constexpr char kShoreline[] = "councils/E10000012/providers/1-101668892";
inline constexpr char kHome[] = "councils/E10000012/contracts/home";
inline constexpr char kMailbox[] = "returns@shoreline.example";

// The tables of the other services.
inline const store::Table<contracts::v1::Council> kFeedCouncils = {.id = 1};
inline const store::Table<contracts::v1::Provider> kFeedProviders = {.id = 2};
inline const store::Table<contracts::v1::Contract> kFeedContracts = {.id = 3};
inline const store::Table<outcomes::v1::Return> kFeedReturns = {.id = 1};

// Stops the test binary if `status` is not OK.
inline void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << std::endl;
  std::abort();
}

inline std::unique_ptr<store::Database> MustOpen(const std::string& path,
                                                 store::Schema schema,
                                                 const Clock& clock) {
  auto db = store::Database::Open({.path = path,
                                   .schema = std::move(schema),
                                   .clock = &clock,
                                   .verify = false,
                                   .sync = false});
  Must(db.status());
  return *std::move(db);
}

// A sender of files that fails as it is told.
class FlakySender : public Sender {
 public:
  explicit FlakySender(std::string folder) : files_(std::move(folder)) {}

  absl::StatusOr<std::string> Send(const OutgoingEmail& email) override {
    if (before_send) before_send();
    if (!failures.empty()) {
      const absl::Status failure = failures.front();
      failures.pop_front();
      if (!failure.ok()) return failure;
    }
    if (down) return absl::UnavailableError("no route");
    ++sent;
    absl::StatusOr<std::string> id = files_.Send(email);
    if (after_send) after_send();
    return id;
  }

  absl::StatusOr<std::optional<std::string>> Find(
      absl::string_view reference, absl::string_view to) override {
    if (down) return absl::UnavailableError("no route");
    return files_.Find(reference, to);
  }

  // How often something was handed over, twice the same included.
  int sent = 0;
  // What the next calls return; OK to let one through.
  std::deque<absl::Status> failures;
  // Whether it cannot be reached.
  bool down = false;
  std::function<void()> before_send;
  std::function<void()> after_send;

 private:
  FileSender files_;
};

// On 1 June 2025 at noon in England. Essex has a provider, Shoreline, with a
// mailbox and a contract; its one period ends with June and is due on Tuesday
// 15 July 2025, so that its steps are 25 June, 10, 15, 16 and 24 July.
class NoticesFixture : public ::testing::Test {
 protected:
  NoticesFixture()
      : contracts_(
            MustOpen(dir_ / "contracts",
                     {.name = "contracts",
                      .version = 1,
                      .tables = {kFeedCouncils.info(), kFeedProviders.info(),
                                 kFeedContracts.info()}},
                     clock_)),
        outcomes_(MustOpen(
            dir_ / "outcomes",
            {.name = "outcomes", .version = 1, .tables = {kFeedReturns.info()}},
            clock_)),
        sender_(dir_ / "mail") {
    PutCouncil(kEssex, "Essex County Council");
    PutProvider(kShoreline, "Shoreline Care", {kMailbox});
    PutContract(kHome, kShoreline, {{"2025-06", type::Date(2025, 7, 15)}});
    Open(dir_ / "notices");
  }

  // Opens the service on the store in `path`.
  void Open(const std::string& path) {
    notices_.reset();
    outbox_.reset();
    following_.reset();
    db_.reset();
    db_ = MustOpen(path, MakeSchema(), clock_);
    following_ = std::make_unique<Following>(
        *db_,
        [this](absl::string_view feed) {
          return feed::LocalSource(feed == "contracts" ? *contracts_
                                                       : *outcomes_);
        },
        nullptr);
    outbox_ = std::make_unique<Outbox>(Outbox::Options{
        .db = *db_, .sender = sender_, .link = "https://tidemark.example"});
    notices_ = std::make_unique<Notices>(*db_, nullptr);
  }

  // Sets the clock to what clocks in England show.
  void At(type::Date day, int hour = 8, int minute = 0) {
    clock_.Set(MomentInEngland(day, absl::Hours(hour) + absl::Minutes(minute)));
  }

  // What the service does when it hears of news or its time has come.
  absl::Time Tick() {
    Must(following_->CatchUp());
    const absl::StatusOr<absl::Time> next = outbox_->Tick(clock_.Now());
    Must(next.status());
    return *next;
  }

  // Ticks in the morning of each day, weekends included.
  void TickDaily(type::Date from, type::Date to) {
    for (type::Date day = from; day <= to; ++day) {
      At(day);
      Tick();
    }
  }

  static store::WriteOptions AsTest() {
    return {.origin = {.subject = "users/test", .method = "Test"}};
  }
  template <typename Message>
  void Put(store::Database& db, const store::Table<Message>& table,
           const Message& message) {
    Must(db.Write(AsTest(), [&](store::Transaction& txn) {
      return table.Upsert(txn, message).status();
    }));
  }

  void PutCouncil(const std::string& name, const std::string& display_name,
                  const std::vector<type::Date>& days_off = {}) {
    contracts::v1::Council council;
    council.set_name(name);
    council.set_display_name(display_name);
    for (const type::Date day : days_off) {
      *council.add_extra_non_working_days()->mutable_date() =
          type::ToProto(day);
    }
    Put(*contracts_, kFeedCouncils, council);
  }

  void PutProvider(const std::string& name, const std::string& display_name,
                   const std::vector<std::string>& emails,
                   const std::string& group = "") {
    contracts::v1::Provider provider;
    provider.set_name(name);
    provider.set_display_name(display_name);
    provider.set_group_id(group);
    for (const std::string& email : emails) provider.add_notice_emails(email);
    Put(*contracts_, kFeedProviders, provider);
  }

  void PutContract(
      const std::string& name, const std::string& provider,
      const std::vector<std::pair<std::string, type::Date>>& due_dates,
      contracts::v1::Contract::State state =
          contracts::v1::Contract::STATE_ACTIVE,
      const std::string& title = "Home support") {
    contracts::v1::Contract contract;
    contract.set_name(name);
    contract.set_provider(provider);
    contract.set_title(title);
    contract.set_state(state);
    for (const auto& [id, due] : due_dates) {
      auto& period = *contract.mutable_return_calendar()->add_periods();
      period.set_id(id);
      *period.mutable_due_date() = type::ToProto(due);
    }
    Put(*contracts_, kFeedContracts, contract);
  }

  // A contract with a return for each month from `first` on, due 15 days after.
  void PutMonthly(const std::string& name, const std::string& provider,
                  type::Date first, int months) {
    std::vector<std::pair<std::string, type::Date>> due;
    const type::WorkingCalendar calendar;
    for (int i = 0; i < months; ++i) {
      const type::YearMonth month = type::YearMonth(first).AddMonths(i);
      due.emplace_back(month.Format(),
                       calendar.NextWorkingDayOnOrAfter(month.last_day() + 15));
    }
    PutContract(name, provider, due);
  }

  // What the return is now; untouched if it is not stored.
  outcomes::v1::Return ReturnNow(const std::string& contract,
                                 const std::string& period,
                                 const std::string& provider) {
    const std::string name = NameIn(contract, "returns", period);
    const auto found = kFeedReturns.Find(store::Snapshot(*outcomes_), name);
    Must(found.status());
    if (*found) return **found;
    outcomes::v1::Return fresh;
    fresh.set_name(name);
    fresh.set_provider(provider);
    return fresh;
  }

  // Submits the return today, or as received on `received`.
  void Submit(const std::string& contract, const std::string& period,
              const std::string& provider = kShoreline,
              std::optional<type::Date> received = std::nullopt,
              int entries = 2) {
    outcomes::v1::Return current = ReturnNow(contract, period, provider);
    current.set_version(current.version() + 1);
    current.set_state(current.version() == 1
                          ? outcomes::v1::Return::STATE_SUBMITTED
                          : outcomes::v1::Return::STATE_RESUBMITTED);
    current.clear_entries();
    for (int i = 0; i < entries; ++i) {
      outcomes::v1::ReturnEntry& entry = *current.add_entries();
      entry.set_outcome(
          absl::StrCat(CouncilOf(contract), "/people/p-", i, "/outcomes/walk"));
      entry.mutable_provider_voice()->set_level(1);
    }
    current.set_nil_return(entries == 0);
    if (!current.has_first_submit_date()) {
      *current.mutable_first_submit_date() =
          type::ToProto(received.value_or(type::Today(clock_)));
    }
    *current.mutable_submit_time() = ToTimestamp(clock_.Now());
    Put(*outcomes_, kFeedReturns, current);
  }

  void SetState(const std::string& contract, const std::string& period,
                outcomes::v1::Return::State state,
                const std::string& comment = "",
                const std::string& provider = kShoreline) {
    outcomes::v1::Return current = ReturnNow(contract, period, provider);
    current.set_state(state);
    current.set_comment(comment);
    Put(*outcomes_, kFeedReturns, current);
  }

  // Gives the return time until `due`.
  void Extend(const std::string& contract, const std::string& period,
              type::Date due, const std::string& provider = kShoreline) {
    outcomes::v1::Return current = ReturnNow(contract, period, provider);
    *current.mutable_due_date() = type::ToProto(due);
    if (current.state() == outcomes::v1::Return::STATE_UNSPECIFIED) {
      current.set_state(outcomes::v1::Return::STATE_NOT_STARTED);
    }
    Put(*outcomes_, kFeedReturns, current);
  }

  // The notice called `id` in Essex; empty if there is none.
  v1::Notice NoticeCalled(const std::string& id,
                          const std::string& council = kEssex) {
    const auto found =
        kNotices.Find(store::Snapshot(*db_), NameIn(council, "notices", id));
    Must(found.status());
    return found->value_or(v1::Notice());
  }

  // The ids of all notices in `state`, in order.
  std::vector<std::string> Ids(
      v1::Notice::State state,
      v1::Notice::Kind kind = v1::Notice::KIND_UNSPECIFIED) {
    std::vector<std::string> ids;
    Must(kNotices.Scan(
        store::Snapshot(*db_), "", "", [&](const v1::Notice& notice) {
          if (notice.state() == state &&
              (kind == v1::Notice::KIND_UNSPECIFIED || notice.kind() == kind)) {
            ids.emplace_back(IdOf(notice.name()));
          }
          return true;
        }));
    return ids;
  }

  std::vector<v1::Alert> Alerts() {
    std::vector<v1::Alert> alerts;
    Must(kAlerts.Scan(store::Snapshot(*db_), "", "",
                      [&](const v1::Alert& alert) {
                        alerts.push_back(alert);
                        return true;
                      }));
    return alerts;
  }

  // What was sent: the text of each file by its name without the hash of the
  // address, `E10000012/receipt.home.2025-06.v1.0f3a77c1`. An address more adds
  // an apostrophe.
  std::map<std::string, std::string> Mail() {
    std::map<std::string, std::string> mail;
    const std::string folder = dir_ / "mail";
    if (!std::filesystem::exists(folder)) return mail;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path());
      std::ostringstream text;
      text << file.rdbuf();
      std::string name = entry.path().parent_path().filename().string() + "/" +
                         entry.path().stem().stem().string();
      while (mail.contains(name)) name += "'";
      mail[name] = text.str();
    }
    return mail;
  }

  std::set<std::string> MailNames() {
    std::set<std::string> names;
    for (const auto& [name, text] : Mail()) names.insert(name);
    return names;
  }

  // Calls `function` as somebody of Essex.
  template <typename Request, typename Response, typename Function>
  absl::StatusOr<Response> Do(Function function, const Request& request,
                              const rpc::Principal& who) {
    return ((*notices_).*function)(rpc::Call::For(who, clock_, request),
                                   request);
  }
  static rpc::Principal Quality() {
    return {.subject = "users/quinn",
            .role = api::v1::ROLE_QUALITY,
            .council = kEssex};
  }
  static rpc::Principal Of(const std::string& provider) {
    return {.subject = "users/pat",
            .role = api::v1::ROLE_PROVIDER,
            .council = std::string(CouncilOf(provider)),
            .provider = provider};
  }

  testing::TempDir dir_;
  testing::FakeClock clock_{"2025-06-01T11:00:00Z"};
  std::unique_ptr<store::Database> contracts_;
  std::unique_ptr<store::Database> outcomes_;
  FlakySender sender_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Following> following_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Notices> notices_;
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_NOTICES_FIXTURE_H_

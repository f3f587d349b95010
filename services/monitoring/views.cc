#include "services/monitoring/views.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

void RemoveFolder(const std::string& folder) {
  // What cannot be removed is in nobody's way, and is tried again at the next
  // start.
  std::error_code error;
  std::filesystem::remove_all(folder, error);
}

bool IsAfter(const feed::v1::Change& change, type::Date date) {
  const absl::Time time =
      absl::FromUnixSeconds(change.commit_time().seconds()) +
      absl::Nanoseconds(change.commit_time().nanos());
  return date < type::DateInEngland(time);
}

// How far several feeds have been read.
class Progress {
 public:
  explicit Progress(std::atomic<int>& percent) : percent_(percent) {}

  void Read(const std::string& feed, int64_t sequence, int64_t last) {
    feeds_[feed] = {.read = sequence, .last = last};
    int64_t read = 0;
    int64_t all = 0;
    for (const auto& [name, position] : feeds_) {
      read += position.read;
      all += position.last;
    }
    if (all > 0) percent_ = static_cast<int>(100 * read / all);
  }

 private:
  struct Position {
    int64_t read = 0;
    int64_t last = 0;
  };

  std::atomic<int>& percent_;
  std::map<std::string, Position> feeds_;
};

// Reads `source` up to its first change after `date`, and no further, even if
// the clock of its service went back later.
feed::Source UpTo(
    type::Date date, feed::Source source,
    std::function<absl::Status(int64_t read, int64_t last)> seen) {
  const auto ended = std::make_shared<bool>(false);
  return {.read = [date, ended, read = std::move(source.read),
                   seen = std::move(seen)](
                      int64_t after,
                      absl::Duration wait) -> absl::StatusOr<feed::Page> {
    if (*ended) {
      return feed::Page{.changes = {}, .next_after = after, .last = after};
    }
    TIDEMARK_ASSIGN_OR_RETURN(feed::Page page, read(after, wait));
    const auto beyond = std::find_if(
        page.changes.begin(), page.changes.end(),
        [&](const feed::v1::Change& change) { return IsAfter(change, date); });
    if (beyond != page.changes.end()) {
      *ended = true;
      page.changes.erase(beyond, page.changes.end());
      page.next_after =
          page.changes.empty() ? after : page.changes.back().sequence();
      page.last = page.next_after;
    }
    TIDEMARK_RETURN_IF_ERROR(seen(page.next_after, page.last));
    return page;
  }};
}

absl::Status NotReady(type::Date date, int percent) {
  return Error(
      absl::StatusCode::kUnavailable, "VIEW_NOT_READY",
      absl::StrCat("the figures as they were known on ",
                   type::FormatIsoDate(date), " are being put together (",
                   percent, "% done); ask again in a moment"),
      {{"percent", absl::StrCat(percent)}});
}

}  // namespace

std::optional<type::Date> ReadPastDay(const type::v1::Date& date,
                                      absl::string_view field, type::Date today,
                                      Faults& faults) {
  const std::optional<type::Date> day = type::ReadDate(date, field, faults);
  if (day && *day >= today) {
    faults.Add({.field = std::string(field),
                .code = "NOT_PAST",
                .message = "must be before today; leave it out for what is "
                           "known now"});
    return std::nullopt;
  }
  return day;
}

Views::Store::~Store() {
  db.reset();
  RemoveFolder(folder);
}

Views::Views(const store::Database& now, const Clock& clock, std::string folder)
    : now_(now), clock_(clock), folder_(std::move(folder)) {
  RemoveFolder(folder_);
}

Views::~Views() { Stop(); }

void Views::Start(Following::SourceOf source_of) {
  {
    const MutexLock lock(mu_);
    source_of_ = std::move(source_of);
  }
  thread_ = std::thread([this] { Run(); });
}

void Views::Stop() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  asked_or_stopping_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

View Views::Now() const {
  // Owned by whoever made this.
  return {.db = std::shared_ptr<const store::Database>(
              std::shared_ptr<const store::Database>(), &now_),
          .today = type::Today(clock_)};
}

absl::StatusOr<View> Views::At(const type::v1::Date& asked_date) {
  Faults faults;
  const std::optional<type::Date> read =
      ReadPastDay(asked_date, "as_of_date", type::Today(clock_), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const type::Date date = *read;
  const MutexLock lock(mu_);
  if (stopping_) return absl::UnavailableError("the service is stopping");
  const auto found =
      std::find_if(asked_.begin(), asked_.end(),
                   [&](const Asked& asked) { return asked.date == date; });
  if (found == asked_.end()) {
    const auto waiting = std::count_if(
        asked_.begin(), asked_.end(),
        [](const Asked& asked) { return asked.store == nullptr; });
    if (static_cast<size_t>(waiting) >= kWaiting) {
      return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_VIEWS",
                   absl::StrCat("the figures of ", waiting,
                                " other past days are being put together; ask "
                                "again in a few minutes"));
    }
    asked_.push_front({.date = date});
    asked_or_stopping_.NotifyAll();
    return NotReady(date, 0);
  }
  asked_.splice(asked_.begin(), asked_, found);
  if (!found->failed.ok()) {
    const absl::Status failed = found->failed;
    asked_.erase(found);
    return failed;
  }
  if (found->store == nullptr) return NotReady(date, percent_);
  return View{.db = std::shared_ptr<const store::Database>(
                  found->store, found->store->db.get()),
              .today = date};
}

std::optional<Views::Task> Views::NextTask() {
  const auto last =
      std::find_if(asked_.rbegin(), asked_.rend(), [](const Asked& asked) {
        return asked.store == nullptr && asked.failed.ok();
      });
  if (last == asked_.rend()) return std::nullopt;
  return Task{.date = last->date,
              .folder = absl::StrCat(folder_, "/", ++folders_)};
}

void Views::Keep(type::Date date,
                 absl::StatusOr<std::shared_ptr<const Store>> built) {
  const auto found =
      std::find_if(asked_.begin(), asked_.end(),
                   [&](const Asked& asked) { return asked.date == date; });
  if (built.ok()) {
    found->store = *std::move(built);
  } else {
    found->failed = built.status();
  }
  size_t kept = 0;
  for (auto it = asked_.begin(); it != asked_.end();) {
    const bool waits = it->store == nullptr && it->failed.ok();
    it = waits || ++kept <= kKept ? std::next(it) : asked_.erase(it);
  }
}

void Views::Run() {
  for (;;) {
    std::optional<Task> task;
    {
      const MutexLock lock(mu_);
      while (!stopping_ && !(task = NextTask())) asked_or_stopping_.Wait(mu_);
      if (stopping_) return;
    }
    percent_ = 0;
    absl::StatusOr<std::shared_ptr<const Store>> built =
        Build(task->date, task->folder);
    const MutexLock lock(mu_);
    Keep(task->date, std::move(built));
  }
}

absl::StatusOr<std::shared_ptr<const Views::Store>> Views::Build(
    type::Date date, const std::string& folder) {
  const auto store = std::make_shared<Store>();
  store->folder = folder;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  // Nothing is lost with a view, so nothing waits for the disk.
  TIDEMARK_ASSIGN_OR_RETURN(
      store->db, store::Database::Open(
                     {.path = folder, .schema = NewSchema(), .sync = false}));
  Following::SourceOf source_of;
  {
    const MutexLock lock(mu_);
    source_of = source_of_;
  }
  Progress progress(percent_);
  Following following(
      *store->db,
      [&](absl::string_view feed) {
        return UpTo(date, source_of(feed),
                    [this, &progress, feed = std::string(feed)](
                        int64_t read, int64_t last) -> absl::Status {
                      if (stopping_) {
                        return absl::CancelledError("the service is stopping");
                      }
                      progress.Read(feed, read, last);
                      return absl::OkStatus();
                    });
      },
      nullptr);
  TIDEMARK_RETURN_IF_ERROR(following.Prepare());
  TIDEMARK_RETURN_IF_ERROR(following.CatchUp());
  return store;
}

}  // namespace tidemark::monitoring

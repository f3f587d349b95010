// What questions are answered from: the read side as it is, or as it was known
// on a past day.
//
//   TIDEMARK_ASSIGN_OR_RETURN(const View view, views_.For(request));
//   MakeScorecard(store::Snapshot(*view.db), subject, range);
//
// What monitoring stores is a function of the feeds. As it was known on a day,
// it is the same function of the changes that were committed by the end of that
// day in England: so the view of a past day is a store of its own, built by the
// same code from the beginnings of the same feeds, and asked the same
// questions. It is built when it is first asked for, and thrown away at the
// latest when the service stops.

#ifndef TIDEMARK_SERVICES_MONITORING_VIEWS_H_
#define TIDEMARK_SERVICES_MONITORING_VIEWS_H_

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/clock.h"
#include "common/base/faults.h"
#include "common/base/mutex.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/monitoring/following.h"
#include "tidemark/type/v1/date.pb.h"

namespace tidemark::monitoring {

// What a question is answered from.
struct View {
  std::shared_ptr<const store::Database> db;
  // The day on which it is seen: what falls due later is not due yet.
  type::Date today;
};

// Reads the day in the field `field` of a request. Adds a fault (`NOT_PAST` or
// one of `type::ReadDate`) and returns nothing if it is no day before `today`.
std::optional<type::Date> ReadPastDay(const type::v1::Date& date,
                                      absl::string_view field, type::Date today,
                                      Faults& faults);

// Adds what is wrong with the `as_of_date` of `request`, if it has one.
template <typename Request>
void CheckAsOf(const Request& request, type::Date today, Faults& faults) {
  if (request.has_as_of_date()) {
    ReadPastDay(request.as_of_date(), "as_of_date", today, faults);
  }
}

// Safe to use from any thread.
class Views {
 public:
  // How many past days are kept; the one that was asked least recently goes
  // first.
  static constexpr size_t kKept = 4;
  // How many may wait to be built.
  static constexpr size_t kWaiting = 8;

  // `now` is the read side as it is. `folder` is for past days alone: what an
  // earlier process left there is removed. `now` and `clock` must outlive this.
  Views(const store::Database& now, const Clock& clock, std::string folder);
  // Stops.
  ~Views();

  // Builds the past days that are asked for, on a thread of its own, from what
  // `source_of` reads.
  void Start(Following::SourceOf source_of) ABSL_LOCKS_EXCLUDED(mu_);
  // Ends the building under way; past days are `UNAVAILABLE` from then on.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

  // The read side as it is.
  View Now() const;

  // What was known at the end of `date`. Returns `INVALID_ARGUMENT` if that is
  // no day before today.
  //
  // Returns `UNAVAILABLE` (`VIEW_NOT_READY`) while the view is being built,
  // which it is from the first call on: ask again; with how much of it is done,
  // 0 to 100, as `percent`. Returns `RESOURCE_EXHAUSTED` (`TOO_MANY_VIEWS`) if
  // too many wait, and, once, why it could not be built.
  absl::StatusOr<View> At(const type::v1::Date& date) ABSL_LOCKS_EXCLUDED(mu_);

  // What `request` asks for by its `as_of_date`: now, if it has none.
  template <typename Request>
  absl::StatusOr<View> For(const Request& request) {
    if (!request.has_as_of_date()) return Now();
    return At(request.as_of_date());
  }

 private:
  // A store and its folder, which goes with it.
  struct Store {
    ~Store();

    std::string folder;
    std::unique_ptr<store::Database> db;
  };

  // A day that was asked for.
  struct Asked {
    type::Date date;
    // Why it could not be built.
    absl::Status failed = absl::OkStatus();
    // Null until it is built.
    std::shared_ptr<const Store> store = nullptr;
  };

  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  absl::StatusOr<std::shared_ptr<const Store>> Build(type::Date date,
                                                     const std::string& folder);
  // The next day to build, with a folder for it.
  struct Task {
    type::Date date;
    std::string folder;
  };
  std::optional<Task> NextTask() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Keep(type::Date date, absl::StatusOr<std::shared_ptr<const Store>> built)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const store::Database& now_;
  const Clock& clock_;
  const std::string folder_;
  Mutex mu_;
  CondVar asked_or_stopping_;
  Following::SourceOf source_of_ ABSL_GUARDED_BY(mu_);
  // The one that was asked most recently first.
  std::list<Asked> asked_ ABSL_GUARDED_BY(mu_);
  int64_t folders_ ABSL_GUARDED_BY(mu_) = 0;
  std::atomic<bool> stopping_ = false;
  // Of the day that is being built.
  std::atomic<int> percent_ = 0;
  std::thread thread_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_VIEWS_H_

#include "services/oversight/looking.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/type/date.h"
#include "services/oversight/reconcile.h"
#include "services/oversight/signal_names.h"
#include "services/oversight/tables.h"

namespace tidemark::oversight {
namespace {

using monitoring::v1::Finding;
using monitoring::v1::Recheck;
using v1::Signal;

store::WriteOptions AsService(const char* method) {
  return {.origin = {.subject = "services/oversight", .method = method}};
}

absl::StatusOr<std::vector<Signal>> StandingIn(const store::Reader& reader,
                                               const std::string& council) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                            kSignals.Lookup(reader, kStandingSignals, council));
  std::vector<Signal> signals;
  for (const std::string& name : names) {
    TIDEMARK_ASSIGN_OR_RETURN(signals.emplace_back(),
                              kSignals.Get(reader, name));
  }
  return signals;
}

// Adds the latest signal of each finding that has none standing.
absl::Status AddEarlier(const store::Reader& reader,
                        const std::vector<Finding>& findings,
                        std::vector<Signal>& signals) {
  std::set<std::string> known;
  for (const Signal& signal : signals) {
    known.insert(std::string(IdentityIn(signal.name())));
  }
  for (const Finding& finding : findings) {
    const std::string identity = IdentityOf(finding);
    if (!known.insert(identity).second) continue;
    std::optional<Signal> latest;
    for (int ordinal = 1;; ++ordinal) {
      TIDEMARK_ASSIGN_OR_RETURN(
          std::optional<Signal> next,
          kSignals.Find(reader, NameOf(identity, ordinal)));
      if (!next) break;
      latest = std::move(next);
    }
    if (latest) signals.push_back(*std::move(latest));
  }
  return absl::OkStatus();
}

v1::RefreshSignalsResponse CountsOf(const Reconciled& reconciled) {
  v1::RefreshSignalsResponse response;
  response.set_raised(reconciled.raised);
  response.set_standing(reconciled.standing);
  response.set_ended(reconciled.ended);
  response.set_withdrawn(reconciled.withdrawn);
  return response;
}

// Counts who waits, for as long as it lives.
class Waiting {
 public:
  explicit Waiting(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Waiting() { --count_; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  std::atomic<int>& count_;
};

}  // namespace

void Looking::Use(Figures figures) {
  const MutexLock lock(mu_);
  figures_ = std::move(figures);
}

absl::StatusOr<Figures> Looking::figures() const {
  const MutexLock lock(mu_);
  if (!figures_) {
    return absl::UnavailableError("the server is starting; try again");
  }
  return *figures_;
}

absl::StatusOr<v1::RefreshSignalsResponse> Looking::LookAt(
    const std::string& council) {
  const Waiting waiting(waiting_);
  if (waiting_ > kWaiting) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_LOOKS",
                 absl::StrCat(kWaiting,
                              " looks are under way or wait; the service looks "
                              "by itself, or try again in a moment"));
  }
  const MutexLock lock(looking_);
  return Look(council);
}

absl::StatusOr<std::vector<Signal>> Looking::ReadStanding(
    const std::string& council) {
  // Not of a snapshot, which lacks what people did a moment ago.
  std::vector<Signal> standing;
  TIDEMARK_RETURN_IF_ERROR(db_.Write(
      AsService("ReadSignals"), [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_ASSIGN_OR_RETURN(standing, StandingIn(txn, council));
        return absl::OkStatus();
      }));
  return standing;
}

absl::StatusOr<v1::RefreshSignalsResponse> Looking::Look(
    const std::string& council) {
  TIDEMARK_ASSIGN_OR_RETURN(const Figures figures, this->figures());
  TIDEMARK_ASSIGN_OR_RETURN(FoundNow found, figures.find(council));
  oversight::Look look = {.today = type::Today(clock_),
                          .findings = std::move(found.findings)};
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Signal> standing,
                            ReadStanding(council));
  const std::vector<Signal> gone = GoneOf(standing, look.findings);
  if (!gone.empty()) {
    std::vector<Finding> findings;
    for (const Signal& signal : gone) findings.push_back(signal.finding());
    TIDEMARK_ASSIGN_OR_RETURN(std::vector<Recheck> rechecks,
                              figures.recheck(council, findings));
    for (size_t i = 0; i < gone.size(); ++i) {
      look.rechecks.emplace(gone[i].name(), std::move(rechecks[i]));
    }
  }
  Reconciled reconciled;
  TIDEMARK_RETURN_IF_ERROR(db_.Write(
      AsService("LookAtFindings"),
      [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_ASSIGN_OR_RETURN(std::vector<Signal> signals,
                                  StandingIn(txn, council));
        TIDEMARK_RETURN_IF_ERROR(AddEarlier(txn, look.findings, signals));
        reconciled = Reconcile(signals, look);
        for (Signal& signal : reconciled.changed) {
          TIDEMARK_RETURN_IF_ERROR(
              kSignals.Upsert(txn, std::move(signal)).status());
        }
        return absl::OkStatus();
      }));
  const MutexLock lock(mu_);
  last_[council] = {.time = clock_.Now(), .noise = std::move(found.noise)};
  return CountsOf(reconciled);
}

absl::StatusOr<std::vector<std::string>> Looking::Councils() {
  std::vector<std::string> councils;
  TIDEMARK_RETURN_IF_ERROR(kCouncilCopies.Scan(
      store::Snapshot(db_), "", "", [&](const v1::CouncilCopy& council) {
        councils.push_back(council.name());
        return true;
      }));
  return councils;
}

absl::StatusOr<absl::Time> Looking::Tick(absl::Time now) {
  TIDEMARK_ASSIGN_OR_RETURN(const Figures figures, this->figures());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string ends, figures.ends());
  const std::string state =
      absl::StrCat(type::FormatIsoDate(type::DateInEngland(now)), " ", ends);
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> councils,
                            Councils());
  absl::Status first_error;
  for (const std::string& council : councils) {
    {
      const MutexLock lock(mu_);
      if (seen_[council] == state) continue;
    }
    const absl::Status status = LookAt(council).status();
    if (status.ok()) {
      const MutexLock lock(mu_);
      seen_[council] = state;
    } else if (first_error.ok()) {
      first_error = status;
    }
  }
  TIDEMARK_RETURN_IF_ERROR(first_error);
  return now + kEvery;
}

std::optional<LastLook> Looking::LastLookAt(const std::string& council) const {
  const MutexLock lock(mu_);
  const auto found = last_.find(council);
  if (found == last_.end()) return std::nullopt;
  return found->second;
}

}  // namespace tidemark::oversight

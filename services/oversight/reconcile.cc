#include "services/oversight/reconcile.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "services/oversight/signal_names.h"

namespace tidemark::oversight {
namespace {

using google::protobuf::util::MessageDifferencer;
using monitoring::v1::Evidence;
using monitoring::v1::Finding;
using monitoring::v1::Recheck;
using v1::Signal;

// Findings by identity.
std::map<std::string, const Finding*> ByIdentity(
    const std::vector<Finding>& findings) {
  std::map<std::string, const Finding*> by_identity;
  for (const Finding& finding : findings) {
    by_identity.emplace(IdentityOf(finding), &finding);
  }
  return by_identity;
}

// The latest signal of each identity.
std::map<std::string, const Signal*> LatestOf(
    const std::vector<Signal>& signals) {
  std::map<std::string, const Signal*> latest;
  for (const Signal& signal : signals) {
    const Signal*& known = latest[std::string(IdentityIn(signal.name()))];
    if (known == nullptr ||
        OrdinalIn(known->name()) < OrdinalIn(signal.name())) {
      known = &signal;
    }
  }
  return latest;
}

// Whether they say the same, whatever else monitoring has learnt since.
bool SayTheSame(Finding a, Finding b) {
  a.mutable_evidence()->clear_as_of();
  b.mutable_evidence()->clear_as_of();
  return MessageDifferencer::Equals(a, b);
}

// Whether what was dealt with has all that is found now: each return that is
// missing was among those.
bool Covers(const Finding& dealt_with, const Finding& found) {
  std::set<std::string> periods;
  for (const Evidence::Period& period : dealt_with.evidence().periods()) {
    periods.insert(period.id());
  }
  return std::all_of(found.evidence().periods().begin(),
                     found.evidence().periods().end(),
                     [&](const Evidence::Period& period) {
                       return periods.contains(period.id());
                     });
}

type::Date DateOf(const type::v1::Date& date) {
  return type::Date(date.year(), date.month(), date.day());
}

// Works on one look.
class Reconciling {
 public:
  explicit Reconciling(const Look& look) : look_(look) {}

  // The finding of `latest`, which is null if there never was a signal of it.
  void See(const std::string& identity, const Finding& finding,
           const Signal* latest) {
    if (latest == nullptr || !latest->standing()) {
      return Raise(identity, finding, latest);
    }
    if (latest->state() != Signal::STATE_DEALT_WITH) {
      return SeeAgain(*latest, finding);
    }
    if (Covers(latest->finding(), finding)) return SeeAgain(*latest, finding);
    Signal before = *latest;
    SetGone("more was missed since; a new signal has it.", before);
    Keep(std::move(before));
    Raise(identity, finding, latest);
  }

  void Miss(const Signal& signal, const Recheck& recheck) {
    Signal gone = signal;
    if (signal.state() != Signal::STATE_DEALT_WITH) {
      gone.set_state(recheck.corrected() ? Signal::STATE_WITHDRAWN
                                         : Signal::STATE_ENDED);
    }
    SetGone(recheck.sentence(), gone);
    ++(recheck.corrected() ? after_.withdrawn : after_.ended);
    Keep(std::move(gone));
  }

  void Stay() { ++after_.standing; }

  Reconciled Take() && {
    std::sort(
        after_.changed.begin(), after_.changed.end(),
        [](const Signal& a, const Signal& b) { return a.name() < b.name(); });
    return std::move(after_);
  }

 private:
  void Raise(const std::string& identity, const Finding& finding,
             const Signal* previous) {
    Signal signal;
    const int before = previous == nullptr ? 0 : OrdinalIn(previous->name());
    signal.set_name(NameOf(identity, before + 1));
    if (previous != nullptr) signal.set_previous_signal(previous->name());
    signal.set_state(Signal::STATE_OPEN);
    signal.set_standing(true);
    *signal.mutable_finding() = finding;
    *signal.mutable_first_seen_date() = type::ToProto(look_.today);
    *signal.mutable_last_seen_date() = type::ToProto(look_.today);
    ++after_.raised;
    ++after_.standing;
    Keep(std::move(signal));
  }

  // What was dealt with keeps the evidence that it was dealt with on.
  void SeeAgain(const Signal& signal, const Finding& finding) {
    ++after_.standing;
    Signal seen = signal;
    if (signal.state() != Signal::STATE_DEALT_WITH &&
        !SayTheSame(signal.finding(), finding)) {
      *seen.mutable_finding() = finding;
    }
    // A clock that goes back takes no day away.
    if (DateOf(signal.last_seen_date()) < look_.today) {
      *seen.mutable_last_seen_date() = type::ToProto(look_.today);
    }
    if (!MessageDifferencer::Equals(seen, signal)) Keep(std::move(seen));
  }

  void SetGone(const std::string& reason, Signal& signal) const {
    signal.set_standing(false);
    *signal.mutable_end_date() = type::ToProto(look_.today);
    signal.set_end_reason(reason.empty() ? "it is no longer found." : reason);
  }

  void Keep(Signal signal) { after_.changed.push_back(std::move(signal)); }

  const Look& look_;
  Reconciled after_;
};

}  // namespace

std::vector<Signal> GoneOf(const std::vector<Signal>& signals,
                           const std::vector<Finding>& findings) {
  const auto found = ByIdentity(findings);
  std::vector<Signal> gone;
  for (const Signal& signal : signals) {
    if (signal.standing() &&
        !found.contains(std::string(IdentityIn(signal.name())))) {
      gone.push_back(signal);
    }
  }
  return gone;
}

Reconciled Reconcile(const std::vector<Signal>& signals, const Look& look) {
  const auto found = ByIdentity(look.findings);
  const auto latest = LatestOf(signals);
  Reconciling reconciling(look);
  for (const auto& [identity, finding] : found) {
    const auto known = latest.find(identity);
    reconciling.See(identity, *finding,
                    known == latest.end() ? nullptr : known->second);
  }
  for (const Signal& signal : GoneOf(signals, look.findings)) {
    const auto recheck = look.rechecks.find(signal.name());
    if (recheck == look.rechecks.end()) {
      reconciling.Stay();
    } else {
      reconciling.Miss(signal, recheck->second);
    }
  }
  return std::move(reconciling).Take();
}

}  // namespace tidemark::oversight

// What a look at the findings makes of a council's signals. Pure.
//
//   const Reconciled after = Reconcile(signals, {.today = today,
//                                                .findings = findings,
//                                                .rechecks = rechecks});
//   for (const Signal& signal : after.changed) ...
//
// The same look twice changes nothing the second time, and the order of
// findings and of signals does not matter.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_RECONCILE_H_
#define TIDEMARK_SERVICES_OVERSIGHT_RECONCILE_H_

#include <map>
#include <string>
#include <vector>

#include "common/type/date.h"
#include "tidemark/monitoring/v1/finding.pb.h"
#include "tidemark/oversight/v1/signal.pb.h"

namespace tidemark::oversight {

// What is seen.
struct Look {
  type::Date today;
  // What stands out now.
  std::vector<monitoring::v1::Finding> findings;
  // By the name of a signal whose finding is gone: what has become of the
  // figures behind it. A signal that is gone and has none is left as it is,
  // until a look knows.
  std::map<std::string, monitoring::v1::Recheck> rechecks = {};
};

// What comes of it.
struct Reconciled {
  // Signals that are new or differ, in order of name.
  std::vector<v1::Signal> changed;
  int raised = 0;
  int standing = 0;
  int ended = 0;
  int withdrawn = 0;
};

// Those of `signals` that stand though no finding is behind them any longer.
std::vector<v1::Signal> GoneOf(
    const std::vector<v1::Signal>& signals,
    const std::vector<monitoring::v1::Finding>& findings);

// `signals` are those of the council that stand, and the latest of each
// identity that is among the findings.
Reconciled Reconcile(const std::vector<v1::Signal>& signals, const Look& look);

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_RECONCILE_H_

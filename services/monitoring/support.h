// What a package of support gives on a day, and what comes after it.
//
// Packages are as the enablement service stores them: their dates exist and are
// in order. Days are numbered as in `cells.proto`.

#ifndef TIDEMARK_SERVICES_MONITORING_SUPPORT_H_
#define TIDEMARK_SERVICES_MONITORING_SUPPORT_H_

#include <cstdint>
#include <optional>

#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::monitoring {

// Support in a week.
struct Support {
  // Minutes that all who give it spend on it.
  int64_t minutes = 0;
  // What it costs, in pence.
  int64_t cost_pence = 0;

  Support& operator+=(const Support& other) {
    minutes += other.minutes;
    cost_pence += other.cost_pence;
    return *this;
  }
  friend bool operator==(const Support&, const Support&) = default;
};

// Minutes of people's time a week: minutes times people at a visit.
int64_t PersonMinutes(const enablement::v1::SupportLevel& level);

// What the package gives on the day; `nullopt` if it has not begun, is over, or
// was over until it was re-opened. A pause changes nothing: it is support that
// rests, not less support.
std::optional<Support> SupportOn(const enablement::v1::Package& package,
                                 int32_t day);

// Whether what comes after a package is no support or less: no support,
// universal services or ongoing low-level support.
bool IsLessSupport(enablement::v1::Package::Sequel sequel);

// What figures need of a package, without the words in it.
enablement::v1::Package CopyOf(const enablement::v1::Package& package);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_SUPPORT_H_

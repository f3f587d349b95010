// Months as cells number them: `type::YearMonth::index`.

#ifndef TIDEMARK_SERVICES_MONITORING_MONTHS_H_
#define TIDEMARK_SERVICES_MONITORING_MONTHS_H_

#include <cstdint>

#include "common/type/date.h"
#include "services/monitoring/cells.h"

namespace tidemark::monitoring {

// The month of a day, which must not be 0.
inline int32_t MonthIndex(int32_t day) {
  return type::YearMonth(DateOf(day)).index();
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_MONTHS_H_

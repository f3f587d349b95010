// Signals as a table that people take away.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_EXPORT_H_
#define TIDEMARK_SERVICES_OVERSIGHT_EXPORT_H_

#include "common/sheet/export_table.h"
#include "tidemark/oversight/v1/oversight_service.pb.h"

namespace tidemark::oversight {

// One line for each signal, with its evidence and what was done, of all pages
// as one.
sheet::ExportTable TableOf(const v1::ListSignalsResponse& list);

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_EXPORT_H_

// A publication as a table that people take away.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_EXPORT_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_EXPORT_H_

#include "common/sheet/export_table.h"
#include "tidemark/publications/v1/publication.pb.h"

namespace tidemark::publications {

// One line for each row, period and group, with its markers. A draft is marked
// as not for publication.
sheet::ExportTable TableOf(const v1::Publication& publication);

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_EXPORT_H_

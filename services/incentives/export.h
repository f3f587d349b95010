// A statement as a table that people take away.

#ifndef TIDEMARK_SERVICES_INCENTIVES_EXPORT_H_
#define TIDEMARK_SERVICES_INCENTIVES_EXPORT_H_

#include "common/sheet/export_table.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::incentives {

// The sum line by line, what it rests on down to the returns, and what it
// corrects; with the terms, and up to where of each feed was known. Where
// people are not there to be shown, nothing is said of them.
sheet::ExportTable TableOf(const v1::Statement& statement);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_EXPORT_H_

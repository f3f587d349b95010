// Works an issued statement out again.

#ifndef TIDEMARK_SERVICES_INCENTIVES_VERIFICATION_H_
#define TIDEMARK_SERVICES_INCENTIVES_VERIFICATION_H_

#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::incentives {

// Works `statement` out from what it says that it rests on, and from what is
// stored of what was known when it was issued. Returns `DATA_LOSS` if what was
// issued before it does not fit together.
absl::StatusOr<v1::Verification> Verify(const store::Reader& reader,
                                        const v1::Statement& statement);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_VERIFICATION_H_

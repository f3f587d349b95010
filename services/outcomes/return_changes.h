// How two versions of a return differ. The practitioner's voice is no part of
// what a provider returns, and is left out. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_CHANGES_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_CHANGES_H_

#include <vector>

#include "google/protobuf/repeated_ptr_field.h"

#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

using ReturnEntries = google::protobuf::RepeatedPtrField<v1::ReturnEntry>;

// How many entries of `now` differ from those of `before`.
v1::Return::Changes CompareEntries(const ReturnEntries& before,
                                   const ReturnEntries& now);

// The entries that differ, in the order of their outcomes, field by field.
std::vector<v1::EntryDifference> FindDifferences(const ReturnEntries& before,
                                                 const ReturnEntries& now);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_CHANGES_H_

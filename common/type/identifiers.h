// The shapes of identifiers that we give and that national bodies give. All
// checks are of form only: whether a thing exists is the registry's to say.

#ifndef TIDEMARK_COMMON_TYPE_IDENTIFIERS_H_
#define TIDEMARK_COMMON_TYPE_IDENTIFIERS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tidemark::type {

// True for an id that a council or the system makes up:
// `[a-z][a-z0-9-]{0,61}[a-z0-9]`, so 2 to 63 characters.
bool IsOwnId(absl::string_view text);

// True for a CQC provider or location id: `1-[0-9]{5,11}`.
bool IsCqcId(absl::string_view text);

// True for an NHS Organisation Data Service code, as CQC uses it for NHS
// bodies (`RWD`, `RWDAA`, `C83083`): 3 to 6 of A-Z and 0-9, at least one of
// them a letter.
bool IsOdsCode(absl::string_view text);

// OK if `text` can be the id of a provider or a location: a CQC id, an ODS
// code, or for those that CQC does not register the council's own id. Else
// `INVALID_ARGUMENT` with the reason `ID_INVALID`, whose message fits behind a
// field's name.
absl::Status CheckCqcId(absl::string_view text);

// True for the ONS code of an English council: `E(06|07|08|09|10)[0-9]{6}`,
// which are unitary, district, metropolitan, London borough and county.
bool IsGssCouncilCode(absl::string_view text);

// OK if `IsGssCouncilCode`; else `INVALID_ARGUMENT` with the reason
// `COUNCIL_CODE_INVALID`.
absl::Status CheckGssCouncilCode(absl::string_view text);

// True for ten digits whose last is the NHS number's check digit (modulus 11,
// NHS Data Dictionary), except ten zeros.
bool IsNhsNumber(absl::string_view digits);

// True if an NHS number stands anywhere in `text`: ten digits in a row, or in
// groups of three, three and four with spaces, no-break spaces, dashes, dots,
// slashes or underscores between them. Used to refuse NHS numbers where a
// pseudonymous reference is expected; one in eleven other ten-digit numbers is
// refused with them.
bool LooksLikeNhsNumber(absl::string_view text);

}  // namespace tidemark::type

#endif  // TIDEMARK_COMMON_TYPE_IDENTIFIERS_H_

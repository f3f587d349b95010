// What in a redacted copy may still tell whom it is about. Pure: no I/O, no
// clock.

#ifndef TIDEMARK_SERVICES_OUTCOMES_STORIES_WARNINGS_H_
#define TIDEMARK_SERVICES_OUTCOMES_STORIES_WARNINGS_H_

#include <vector>

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "tidemark/outcomes/v1/story.pb.h"

namespace tidemark::outcomes {

// The warnings of a copy with this `title` and `text` of what `words` says,
// each at most once a field, `title` before `text`:
//   PERSON_REFERENCE  the person's reference stands in it, or a part of it of
//                     three letters or digits or more between its hyphens, as
//                     a whole word in any case
//   NHS_NUMBER        an NHS number
//   PHONE_NUMBER      ten or eleven digits of a British number
//   EMAIL_ADDRESS     an e-mail address
//   POSTCODE          a British postcode
//   FULL_DATE         a day, month and year, which may be a date of birth
//   AS_TOLD           the text is the story's own
// Their messages repeat nothing of the copy. They find what has a shape; names
// and places are for the people who make and approve the copy to find.
std::vector<Fault> RedactionWarnings(absl::string_view title,
                                     absl::string_view text,
                                     const v1::StoryWords& words);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_STORIES_WARNINGS_H_
